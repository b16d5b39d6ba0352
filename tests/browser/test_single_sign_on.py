"""Signing in at a provider that runs meanwhile: where one may, and where everybody must."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PATIENCE
from tests.provider import running_provider
from tests.server import Site

# The provider's own: what its library will drop one day.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config", "ignore:authlib.jose")

STATEMENT = "Every day 450 letters land in one inbox and 50 of them go to the wrong desk first."
LABEL = "The problem in two sentences"


@pytest.fixture(scope="module", params=["open", "sso"])
def site(request, browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_provider() as app:
        named = {"PLUMBLINE_OIDC_SERVER": app["settings"]["server_url"], "PLUMBLINE_OIDC_NAME": "Example"}
        secret = {"PLUMBLINE_OIDC_CLIENT": "plumbline", "PLUMBLINE_OIDC_SECRET": "s"}
        mode = {"PLUMBLINE_SIGN_IN": request.param}
        site = Site(tmp_path_factory.mktemp(f"site-{request.param}"), named | secret | mode)
        site.start()
        yield site
        site.stop()


@pytest.fixture
def window(site: Site, chromium: Browser) -> Iterator[Callable[[], Page]]:
    """Return a function that opens a browser of its own. The provider is another host, which is asked here."""
    contexts = []

    def open_one() -> Page:
        context = chromium.new_context(base_url=site.url, viewport=DESKTOP, locale="en-US", timezone_id="UTC")
        context.set_default_timeout(PATIENCE)
        context.add_init_script("try { localStorage.setItem('plumbline-all-questions', '1'); } catch {}")
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def come_in(page: Page, who: str = "ines") -> None:
    """Press the button of the sign-in page, and say at the provider who one is."""
    page.get_by_role("link", name="Example").click()
    page.locator("input[name=sub]").fill(who)
    page.locator("input[name=sub]").press("Enter")


def begin(page: Page) -> str:
    page.get_by_label("What is your project called?").fill("Letters: right desk")
    page.get_by_role("button", name="Start a project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters: right desk")
    return page.url


def saved(page: Page) -> None:
    expect(page.locator("#save_state .saved")).to_be_visible()


def test_project_opens_wherever_its_person_signs_in_and_two_work_in_it(window, site: Site, axe) -> None:
    ines = window()
    ines.goto("/accounts/login/")
    axe(ines)
    come_in(ines)
    expect(ines.get_by_text("You are signed in as ines.")).to_be_visible()
    root = begin(ines)
    ines.goto(root + "share/")
    ines.get_by_label("Whoever has it may").select_option("edit")
    ines.get_by_label("Show salaries and rates").check()
    ines.get_by_role("button", name="Make the link").click()
    link = ines.locator("#new_link").input_value()

    # Somebody else of the organisation, who comes by the link; the sign-in that it asks for leads back to it.
    mara = window()
    mara.goto(link)
    if mara.url.startswith(f"{site.url}/accounts/login/"):
        come_in(mara, "mara")
    mara.get_by_label("Your name").fill("Mara")
    mara.locator("main form button").click()
    expect(mara.locator("#main[data-updates]")).to_be_visible()
    for page in (ines, mara):
        page.goto(root + "problem/problem/")
    mara.get_by_label(LABEL, exact=True).fill(STATEMENT)
    saved(mara)
    expect(ines.get_by_label(LABEL, exact=True)).to_have_value(STATEMENT)

    # Her second browser: the address of the page opens once she has signed in.
    second = window()
    second.goto(root + "problem/problem/")
    if not second.url.startswith(f"{site.url}/accounts/login/"):
        expect(second.get_by_role("heading", level=1)).to_have_text("Page not found")
        second.get_by_role("link", name="Sign in").click()
    come_in(second)
    expect(second).to_have_url(root + "problem/problem/")
    expect(second.get_by_label(LABEL, exact=True)).to_have_value(STATEMENT)


def test_text_typed_after_the_session_is_over_waits_for_the_sign_in(window) -> None:
    page = window()
    page.goto("/accounts/login/")
    come_in(page)
    root = begin(page)
    page.goto(root + "problem/problem/")
    page.context.clear_cookies(name=re.compile("sessionid|plumbline_browser"))
    page.context.add_cookies([{"name": "plumbline_browser", "value": "over" * 12, "url": root}])
    field, panel = page.get_by_label(LABEL, exact=True), page.locator("#kept")
    field.fill(STATEMENT)
    expect(panel.get_by_role("heading")).to_have_text("You are signed out")
    panel.get_by_role("link", name="Sign in").click()
    come_in(page)
    expect(page).to_have_url(root + "problem/problem/")
    expect(field).to_have_value(STATEMENT)
    saved(page)
    page.reload()
    expect(field).to_have_value(STATEMENT)


def test_whoever_stops_at_the_provider_reads_that_nothing_happened(window) -> None:
    page = window()
    page.goto("/accounts/login/")
    page.goto("/accounts/oidc/sso/login/")
    state = re.search(r"[?&]state=([^&]+)", page.url)
    assert state
    page.goto(f"/accounts/oidc/sso/login/callback/?error=access_denied&state={state[1]}")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("link", name="Example")).to_be_visible()
