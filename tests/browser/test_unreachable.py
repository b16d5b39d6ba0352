"""A save that can never succeed says so, and what was typed can be taken elsewhere."""

import pytest
from playwright.sync_api import expect

STATEMENT = "Every day 450 letters land in one inbox and 50 of them go to the wrong desk first."
LABEL = "The problem in two sentences"
HEADING = "this project cannot be reached from this browser"


@pytest.fixture
def root(page):
    page.goto("/")
    page.get_by_label("What is your project called?").fill("Letters: right desk")
    page.get_by_role("button", name="Start a project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters: right desk")
    return page.url


def open_part(page, root):
    page.goto(root + "problem/problem/")
    return page.get_by_label(LABEL, exact=True)


def lose_cookies(page):
    page.context.clear_cookies()


def put_in_bin(page, root):
    other = page.context.new_page()
    other.goto(root + "settings/")
    token = other.locator("[name=csrfmiddlewaretoken]").first.input_value()
    reply = other.request.post(root + "delete/", form={"csrfmiddlewaretoken": token}, headers={"Referer": root})
    assert reply.ok
    other.close()


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('plumbline:')).length")


@pytest.mark.parametrize("loss", ["cookies", "bin"])
def test_project_that_cannot_be_reached_says_so_and_offers_the_text(page, root, axe, fits, loss):
    field = open_part(page, root)
    lose_cookies(page) if loss == "cookies" else put_in_bin(page, root)
    field.fill(STATEMENT)
    panel = page.locator("#kept")
    expect(panel).to_contain_text(HEADING)
    expect(page.locator("#problem-statement-after .mark.saved")).to_have_count(0)
    expect(page.locator("#save_state")).to_contain_text("project cannot be reached")
    expect(panel.locator("textarea")).to_have_value(f"Letters: right desk\n\n{LABEL}\n{STATEMENT}")
    expect(page.locator("#save_state")).not_to_contain_text("retrying")
    axe(page)
    fits(page)


def test_nothing_more_is_sent_once_a_project_cannot_be_reached(page, root):
    field = open_part(page, root)
    lose_cookies(page)
    field.fill(STATEMENT)
    expect(page.locator("#kept")).to_be_visible()
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    field.fill(STATEMENT + " More.")
    expect(page.locator("#kept textarea")).to_have_value(f"Letters: right desk\n\n{LABEL}\n{STATEMENT} More.")
    page.wait_for_timeout(2500)
    assert sent == []
    assert kept(page) == 1


def test_text_is_offered_after_a_reload_and_on_the_start_page_until_it_is_dropped(page, root, axe, fits):
    field = open_part(page, root)
    lose_cookies(page)
    field.fill(STATEMENT)
    expect(page.locator("#kept")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    expect(page.locator("#kept textarea")).to_have_value(f"Letters: right desk\n\n{LABEL}\n{STATEMENT}")
    axe(page)
    fits(page)
    page.goto("/")
    expect(page.locator("#kept textarea")).to_have_value(f"Letters: right desk\n\n{LABEL}\n{STATEMENT}")
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert STATEMENT in download.value.path().read_text()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete from this browser").click()
    expect(page.locator("#kept")).to_have_count(0)
    assert kept(page) == 0


def test_text_is_copied(page, root):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = open_part(page, root)
    lose_cookies(page)
    field.fill(STATEMENT)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("[data-copied]")).to_be_visible()
    assert STATEMENT in page.evaluate("navigator.clipboard.readText()")


def test_project_that_can_be_reached_again_saves_what_was_typed(page, root):
    field = open_part(page, root)
    cookies = page.context.cookies()
    lose_cookies(page)
    field.fill(STATEMENT)
    expect(page.locator("#kept")).to_be_visible()
    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#save_state .saved")).to_be_visible()
    expect(page.locator("#kept")).to_have_count(0)
    assert kept(page) == 0
    page.reload()
    expect(field).to_have_value(STATEMENT)


def test_lost_token_is_renewed_without_a_word(page, root):
    field = open_part(page, root)
    page.context.clear_cookies(name="csrftoken")
    field.fill(STATEMENT)
    expect(page.locator("#save_state .saved")).to_be_visible()
    page.reload()
    expect(field).to_have_value(STATEMENT)


def test_refusal_of_what_stands_before_the_server_offers_the_text_too(page, root):
    field = open_part(page, root)
    page.route("**/answers/**", lambda route: route.fulfill(status=403, body="<h1>Blocked by policy</h1>"))
    field.fill(STATEMENT)
    expect(page.locator("#kept textarea")).to_have_value(f"Letters: right desk\n\n{LABEL}\n{STATEMENT}")
    expect(page.locator("#save_state")).to_contain_text("project cannot be reached")


def test_question_that_is_gone_holds_up_no_other_and_keeps_its_text(page, root):
    field = open_part(page, root)
    address = field.evaluate("input => input.closest('.answer').dataset.save")
    page.route("**" + address, lambda route: route.fulfill(status=404, body="gone"))
    field.fill(STATEMENT)
    expect(page.locator(f"[data-save='{address}'] .error")).to_contain_text("this question no longer exists")
    other = page.locator(f"main .answer:not([data-save='{address}']) textarea:visible").first
    with page.expect_response(lambda reply: "/answers/" in reply.url and address not in reply.url) as sent:
        other.fill("Another answer, which is fine.")
    assert sent.value.ok
    expect(page.locator("#kept")).to_have_count(0)
    assert kept(page) == 1


def test_start_page_leaves_what_can_still_be_sent_to_its_project(page, root):
    field = open_part(page, root)
    page.route("**/answers/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    field.fill(STATEMENT)
    expect(page.locator("#save_state .unsaved")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_response(lambda reply: "/answers/" in reply.url):
        page.goto("/")
    expect(page.locator("#kept")).to_have_count(0)
    assert kept(page) == 1
