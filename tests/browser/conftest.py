"""Chromium against the real server: the one that `./run` starts, with its own database, policy and static files.

`site` is that server, one for all tests: a project belongs to the browser that started it, so tests do not meet.
`open_browser()` gives a browser of its own; `page` is a page of a fresh one. Whatever a page says against the content
security policy, every error in it and every request to another host fails the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
    expect,
    sync_playwright,
)

from tests.server import Site

HERE = Path(__file__).resolve().parent
# Long enough for a machine that does other things beside; what works does not wait for it.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)
DESKTOP = {"width": 1360, "height": 900}
# Nothing but this machine may be asked: no updates, no field trials, no names looked up.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES_OF_COLOUR = ("color-contrast", "link-in-text-block")
"""What may differ between light and dark: all else is the same page."""
MISSING = "no Chromium: install one (Debian: apt install chromium) or name it in PLUMBLINE_BROWSER"


def find_browser() -> str | None:
    named = os.environ.get("PLUMBLINE_BROWSER")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_sep("!", f"BROWSER TESTS SKIPPED: {MISSING}", red=True, bold=True)


@pytest.fixture(scope="session")
def browser_path() -> str:
    path = find_browser()
    if not path and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(MISSING)
    return path or pytest.skip(MISSING)


@pytest.fixture(scope="session")
def site(browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    # With the languages that nobody speaks, which only whoever chooses them reads.
    site = Site(tmp_path_factory.mktemp("site"), {"PLUMBLINE_PSEUDO": "1"})
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def chromium(browser_path: str) -> Iterator[Browser]:
    """One browser process per file. The event loop that drives it ends with the file, so that tests with a database,
    which Django refuses beside a running loop, can follow in the same process.
    """
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=flags)
        yield browser
        browser.close()


class Watch:
    """Collects what no page may do: break the policy, raise an error, ask another host."""

    def __init__(self, origin: str) -> None:
        self.host = urlsplit(origin).netloc
        self.problems: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self.on_console)
        context.on("weberror", self.on_error)
        context.on("request", self.on_request)

    def on_console(self, message: ConsoleMessage) -> None:
        # The key figures give up a request for a newer one (hx-sync). htmx says so in these words; a request that fails
        # it calls htmx:sendError or htmx:responseError, and that stays a problem.
        if message.text.startswith(("htmx:afterRequest", "htmx:sendAbort")):
            return
        # A refused request is said in the page, and tests ask for refused requests.
        if "Content Security Policy" in message.text or (
            message.type == "error" and not message.text.startswith("Failed to load resource")
        ):
            self.problems.append(f"console: {message.text}")

    def on_error(self, error: WebError) -> None:
        self.problems.append(f"error: {error.error}")

    def on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.problems.append(f"request to another host: {request.url}")


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    watch, said_before = Watch(site.url), site.said()
    yield watch
    assert watch.problems == [], site.said().removeprefix(said_before)


@pytest.fixture
def open_browser(site: Site, chromium: Browser, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a browser that knows nothing; it takes Playwright's context options.

    Its person wants to see all questions at once, except where a test asks for them `in_turn`, as a new browser does.
    """
    opened: list[BrowserContext] = []

    def open_one(*, in_turn: bool = False, **options: object) -> BrowserContext:
        usual = {"base_url": site.url, "viewport": DESKTOP, "locale": "en-US", "timezone_id": "UTC"}
        context = chromium.new_context(**{**usual, "reduced_motion": "reduce", **options})
        context.set_default_timeout(PATIENCE)
        if not in_turn:
            context.add_init_script("try { localStorage.setItem('plumbline-all-questions', '1'); } catch {}")
        watch.follow(context)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def page(open_browser: Callable[..., BrowserContext]) -> Page:
    return open_browser().new_page()


def violations(page: Page, only: Sequence[str] = (), besides: Sequence[str] = ()) -> list[str]:
    """Return what axe finds on a page as it stands: by all rules, by `only` some, or by all but those `besides`."""
    options: dict[str, object] = {"runOnly": {"type": "tag", "values": RULES}}
    # Targets of 24 px are a rule that axe asks for only where somebody says so.
    options["rules"] = {"target-size": {"enabled": True}} | {rule: {"enabled": False} for rule in besides}
    if only:
        options = {"runOnly": {"type": "rule", "values": list(only)}}
    # What a page gets right is thousands of lines, which nobody reads and which take longer than finding out.
    found = Axe().run(page, options=options | {"resultTypes": ["violations"], "reporter": "no-passes"})
    return [
        f"{page.url} {rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {_why(node)}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


def _why(node: dict[str, list[dict[str, str]]]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return a function that finds a page accessible, in light and in dark."""

    def check(page: Page) -> None:
        for scheme, only in (("dark", RULES_OF_COLOUR), ("light", ())):
            page.emulate_media(color_scheme=scheme)
            assert violations(page, only) == [], scheme

    return check


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """Return a function that finds a page not wider than its window, on a desktop and on a phone."""

    def check(page: Page) -> None:
        for width, height in ((390, 844), (1360, 900)):
            page.set_viewport_size({"width": width, "height": height})
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert over <= 0, f"{page.url} is {over} px too wide at {width} px"

    return check
