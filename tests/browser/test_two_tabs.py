"""Two tabs of one browser: somebody signs out in one of them while the other is written in."""

import secrets

import pytest
from playwright.sync_api import Page, expect

PASSWORD = "a long enough phrase"
STATEMENT = "Every day 450 letters land in one inbox and 50 of them go to the wrong desk first."
LABEL = "The problem in two sentences"


def sign_up(page: Page, name: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("User name").fill(name)
    for label in ("Password", "The same password again"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text(f"You are signed in as {name}.")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


@pytest.fixture
def dana() -> str:
    return f"dana-{secrets.token_hex(3)}"  # one server for all tests


@pytest.fixture
def root(page: Page, dana: str) -> str:
    """A project of Dana, who is signed in."""
    sign_up(page, dana)
    page.get_by_label("What is your project called?").fill("Letters: right desk")
    page.get_by_role("button", name="Start a project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters: right desk")
    return page.url


def test_text_typed_after_a_sign_out_in_another_tab_waits_for_its_writer(
    page: Page, root: str, dana: str, axe, fits
) -> None:
    other = page.context.new_page()
    page.goto(root + "problem/problem/")
    field, panel, state = page.get_by_label(LABEL, exact=True), page.locator("#kept"), page.locator("#save_state")
    field.fill("Letters go wrong.")
    expect(state.locator(".saved")).to_be_visible()

    sign_out(other)
    expect(panel.get_by_role("heading")).to_have_text("You are signed out")  # before anything is typed
    field.fill(STATEMENT)
    expect(state).to_contain_text("Not saved – signed out")
    expect(panel.locator("textarea")).to_have_value(f"Letters: right desk\n\n{LABEL}\n{STATEMENT}")
    axe(page)
    fits(page)
    other.goto("/")
    other.wait_for_load_state("networkidle")
    expect(other.locator("#kept")).to_have_count(0)  # nor anybody's who sits down here next

    sign_up(other, dana.replace("dana", "lee"))
    other.goto("/")
    expect(other.locator("#kept")).to_have_count(0)  # it is not Lee's to read
    panel.get_by_role("button", name="Try again").click()
    expect(panel.get_by_role("heading")).to_have_text("Somebody else is signed in")
    expect(state).to_contain_text("somebody else is signed in")
    expect(panel.get_by_role("button", name="Save it as")).to_have_count(0)  # Lee has no part in the project
    axe(page)

    panel.get_by_role("link", name="Sign in as somebody else").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("User name or e-mail address").fill(dana)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(root + "problem/problem/")
    expect(field).to_have_value(STATEMENT)
    expect(state.locator(".saved")).to_be_visible()
    expect(panel).to_have_count(0)
    page.goto(root + "history/")
    expect(page.locator("main")).to_contain_text(STATEMENT[:40])
    expect(page.locator("main")).not_to_contain_text("lee")


def test_text_of_somebody_else_is_saved_under_ones_own_name_only_when_asked(page: Page, root: str, dana: str) -> None:
    page.goto(root + "problem/problem/")
    page.route("**/answers/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label(LABEL, exact=True).fill(STATEMENT)
    expect(page.locator("#save_state .unsaved")).to_be_visible()
    # As it would stand there if the person before had used another account of the project.
    page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((name) => name.startsWith("plumbline:"));
          const entry = JSON.parse(localStorage.getItem(key));
          localStorage.removeItem(key);
          localStorage.setItem(key.replace(/@.*/, "@another"), JSON.stringify({ ...entry, person: "another" }));
        }"""
    )
    later = page.context.new_page()
    later.goto(root + "problem/problem/")
    panel, field = later.locator("#kept"), later.get_by_label(LABEL, exact=True)
    expect(panel.locator("textarea")).to_have_value(f"Letters: right desk\n\n{LABEL}\n{STATEMENT}")
    expect(field).to_have_value("")
    panel.get_by_role("button", name=f"Save it as {dana}").click()
    expect(field).to_have_value(STATEMENT)
    expect(later.locator("#save_state .saved")).to_be_visible()
    later.reload()
    expect(field).to_have_value(STATEMENT)
    expect(panel).to_have_count(0)


def test_whoever_only_reads_is_told_of_a_sign_out_in_another_tab(
    page: Page, root: str, open_browser, dana: str
) -> None:
    page.goto(root + "share/")
    page.get_by_label("Whoever has it may").select_option("comment")
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("#new_link").input_value()

    context = open_browser()
    reading, other = context.new_page(), context.new_page()
    sign_up(reading, dana.replace("dana", "lee"))
    reading.goto(link + "join/")
    reading.get_by_label("Your name").fill("Lee")
    reading.locator("main form button").click(no_wait_after=True)  # the report behind it is composed first
    expect(reading.locator("#main[data-updates]")).to_be_visible(timeout=60_000)
    sign_out(other)
    panel = reading.locator("#kept")
    expect(panel.get_by_role("heading")).to_have_text("You are signed out")
    expect(panel).to_contain_text("What you see here follows no change any more")
    expect(panel.locator("[data-writes]").first).to_be_hidden()
    expect(panel.get_by_role("button", name="Delete from this browser")).to_have_count(0)
