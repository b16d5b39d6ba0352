"""What holds of every page, and the keys that all pages of a project have."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.conftest import DESKTOP, RULES_OF_COLOUR, Watch, violations
from tests.pages import (
    ACCOUNT,
    OFFICE,
    PAGES,
    PROBLEM,
    PUBLIC,
    TALLEST_PX,
    VISITORS,
    address_of,
    begin,
    furnish,
    measure,
    over_limit,
    sign_in,
    wait_until,
)
from tests.server import Site

Pages = list[tuple[str, str, Page]]
READ = ("", "problem/problem/", "readiness/", "compute/", "team/", "value/", "decision/", "quick/result/", "/")
"""The pages that everybody reads, which is what other languages and other settings are tried on."""
CALM = (
    *READ, *(f"problem/{part}/" for part in PROBLEM),
    "compute/figures/", "compute/runs/", "compute/offers/", "team/budget/", "go/",
)  # fmt: skip
KEYS_ARE_THERE = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/js/keys'))"
# What looks like less than 24 px by 24 px, links inside of a line of text aside.
SMALL = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden]), textarea")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(".vh, .vh *"))
  .filter((element) => !(element.matches("a") && getComputedStyle(element).display === "inline"))
  .map((element) => element.matches("input") ? element.closest("label") ?? element : element)
  .filter((element) => element.offsetWidth > 2 && Math.min(element.offsetHeight, element.offsetWidth) < 24)
  .map((element) => `${element.tagName} ${element.textContent.trim().slice(0, 30)}`)"""


LARGE = (
    *READ, "interview/problem.statement/", "data/", "compute/offers/", "team/budget/", "options/", "report/",
    "scenarios/", "share/", "check/problem/", "quick/problem/", "quick/task/",
)  # fmt: skip
# What is cut, and which texts and controls lie on each other. Not what is hidden on purpose, nor what scrolls over the
# rest, nor a long answer that is shortened to four lines beside the link to all of it. A third may be leading.
CUT_OR_COVERED = """() => {
  const aside = ".vh, .skip, .skip-here, .sofar, dialog:not([open]), script, style, option";
  const controls = "input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea, button";
  const seen = (element) => !element.closest(aside)
    && element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
  const words = (element) => `${element.tagName} ${(element.textContent || element.name).trim().slice(0, 40)}`;
  const cuts = (overflow) => ["hidden", "clip"].includes(overflow);
  const elements = [...document.querySelectorAll("body *")].filter(seen);
  const cut = elements.filter((element) => {
    const { overflowX, overflowY, display, clipPath, webkitLineClamp } = getComputedStyle(element);
    return display !== "inline" && clipPath === "none" && webkitLineClamp === "none"
      && !element.closest("svg, input, select, textarea")
      && (cuts(overflowX) && element.scrollWidth > element.clientWidth + 1
        || cuts(overflowY) && element.scrollHeight > element.clientHeight + 1);
  });
  const shown = ([element, , { left, right, top, bottom }]) => {
    for (let frame = element; frame; frame = frame.parentElement) {
      const { clipPath, display, overflowX } = getComputedStyle(frame);
      if (clipPath !== "none") return { left, right: left, top, bottom };
      if (display === "inline" || overflowX === "visible") continue;
      const box = frame.getBoundingClientRect();
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return { left, right, top, bottom };
  };
  const meet = (one, other) => {
    const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2 && high > 2
      && high > 0.35 * Math.min(one.bottom - one.top, other.bottom - other.top);
  };
  const boxes = elements.filter((element) => element.matches(controls))
    .map((element) => [element, element, element.getBoundingClientRect()]);
  for (const element of elements) for (const node of element.childNodes) {
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim() || element.matches("select, textarea")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) boxes.push([element, node, line]);
  }
  boxes.sort(([, , one], [, , other]) => one.top - other.top);
  const covered = new Set();
  boxes.forEach((box, index) => {
    for (let next = index + 1; next < boxes.length && boxes[next][2].top < box[2].bottom; next += 1) {
      const other = boxes[next];
      if (box[1].contains(other[1]) || other[1].contains(box[1]) || !meet(box[2], other[2])) continue;
      if (meet(shown(box), shown(other))) covered.add(`${words(box[0])} | ${words(other[0])}`);
    }
  });
  return [...cut.map((element) => `cut: ${words(element)}`), ...covered];
}"""


@pytest.fixture
def root(page: Page, site: Site) -> str:
    return begin(page.context, site.url)


@pytest.fixture(scope="module")
def each_page(chromium: Browser, site: Site) -> Iterator[Pages]:
    """Every page there is, with its address and the window to open it in: an administrator's, or a visitor's.

    One project for all tests of this file: they look and change nothing.
    """
    windows, watch = [], Watch(site.url)
    for _whose in ("administrator", "visitor"):
        context = chromium.new_context(viewport=DESKTOP, locale="en-US", timezone_id="UTC", reduced_motion="reduce")
        context.set_default_timeout(90_000)
        watch.follow(context)
        windows.append(context.new_page())
    ours, theirs = windows
    sign_in(ours.context, site)
    root = begin(ours.context, site.url)
    places = furnish(ours.context, site.url, root)
    paths = (*PAGES, *PUBLIC, *ACCOUNT, *OFFICE, *VISITORS)
    yield [(path, site.url + address_of(path, root, places), theirs if path in VISITORS else ours) for path in paths]
    for page in windows:
        page.context.close()
    assert watch.problems == [], site.said()


@pytest.fixture
def as_opened(each_page: Pages) -> Pages:
    """Every page in windows that look as they did at first, whatever the test before set."""
    for page in {page for _path, _address, page in each_page}:
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        page.context.clear_cookies(name="language")
    return each_page


def test_page_fits_a_window_of_320_pixels(as_opened: Pages) -> None:
    wide = []
    for _path, address, page in as_opened:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(address, wait_until="domcontentloaded", timeout=90_000)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if over > 0:
            wide.append(f"{address}: {over} px")
    assert wide == []


def test_text_twice_as_large_is_neither_cut_nor_covered(page: Page, root: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    faults = []
    for path in LARGE:
        page.goto(address_of(path, root), timeout=90_000)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        for width, height in ((1360, 900), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            found = [f"{over} px too wide"] * (over > 0) + page.evaluate(CUT_OR_COVERED)
            faults += [f"{path} at {width}: {fault}" for fault in found]
    assert faults == []


def read_in(page: Page, site: Site, language: str) -> None:
    page.context.add_cookies([{"name": "language", "value": language, "url": site.url}])


@pytest.mark.parametrize("language", ["de", "en-xa", "ar-xb"])
def test_page_fits_a_narrow_window_in_other_languages(page: Page, root: str, site: Site, language: str) -> None:
    read_in(page, site, language)
    page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for path in READ:
        page.goto(address_of(path, root), wait_until="domcontentloaded")
        if (over := page.evaluate("document.documentElement.scrollWidth - window.innerWidth")) > 0:
            wide.append(f"{path}: {over} px")
    assert wide == []


def test_long_sums_stay_within_their_columns(page: Page, site: Site) -> None:
    root = begin(page.context, site.url, "hospital")  # whose sums read 431.000 CHF in German
    read_in(page, site, "de")
    beyond = """columns => columns.filter((column) => column.scrollWidth > column.clientWidth + 1
      || column.getBoundingClientRect().right > column.parentElement.getBoundingClientRect().right + 1).length"""
    for path in ("", "value/"):
        page.goto(root + path)
        assert page.locator(".cards > *, .block > div").evaluate_all(beyond) == 0


@pytest.mark.parametrize(
    ("example", "paths"),
    [
        ("claims", ("value/", "decision/")),
        ("bank", ("team/hiring/",)),
        ("retailer", ("team/budget/",)),
        ("consortium", ("", "data/", "readiness/", "team/budget/", "decision/", "go/")),
        ("credit", ("", "value/", "decision/")),
        ("hospital", ("value/", "team/budget/", "decision/")),
    ],
)
def test_longest_pages_of_examples_are_calm_and_whole_in_german(
    open_browser: Callable[..., BrowserContext], site: Site, example: str, paths: tuple[str, ...]
) -> None:
    page = open_browser(in_turn=True).new_page()
    root = begin(page.context, site.url, example)
    read_in(page, site, "de")
    cut = """tables => tables.filter((table) => table.checkVisibility() && table.scrollWidth > table.clientWidth + 1)
      .map((table) => table.ariaLabel)"""
    for path in paths:
        assert measure(page, site.url + root + path)["px"] <= TALLEST_PX - 50, path
        assert page.locator("main .scroll").evaluate_all(cut) == [], path


def test_tables_of_costs_are_cards_on_a_phone(page: Page, site: Site) -> None:
    root = begin(page.context, site.url, "hospital")
    read_in(page, site, "de")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{root}team/budget/")
    tables = page.locator("#forecast .cols > .scroll, #whole_budget .cols > .scroll")
    assert tables.evaluate_all("all => all.map((table) => table.scrollWidth - table.clientWidth)") == [0, 0]


def test_page_has_no_fault_that_axe_finds_in_light_and_dark(as_opened: Pages) -> None:
    found = []
    for _path, address, page in as_opened:
        page.emulate_media(color_scheme="light")
        page.goto(address)
        found += violations(page)
        page.emulate_media(color_scheme="dark")
        found += violations(page, RULES_OF_COLOUR)
    assert found == []


@pytest.mark.parametrize("language", ["de", "ar-xb"])
def test_page_in_another_language_has_no_fault_that_axe_finds(as_opened: Pages, site: Site, language: str) -> None:
    found = []
    for _path, address, page in as_opened:
        read_in(page, site, language)
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar-xb" else "ltr")
        found += violations(page, besides=RULES_OF_COLOUR)  # which no language changes
    assert found == []


def test_every_page_is_calm_before_anything_is_unfolded(as_opened: Pages) -> None:
    over = {}
    for path, address, page in as_opened:
        found = measure(page, address)
        if broken := over_limit(path, found):
            over[path] = {name: found[name] for name in broken}
    assert over == {}


def test_what_is_pressed_on_a_phone_is_24_pixels_high_and_wide(page: Page, root: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    small = {}
    for path in READ:
        page.goto(address_of(path, root))
        if found := page.evaluate(SMALL):
            small[path] = found
    assert small == {}


def test_forced_colours_keep_what_is_chosen_and_how_long_a_phase_is(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_browser(forced_colors="active").new_page()
    root = begin(page.context, site.url)
    grounds = "all => new Set(all.map((element) => getComputedStyle(element).backgroundColor)).size"
    page.goto(f"{root}readiness/")
    assert page.locator(".seg.pick label").evaluate_all(grounds) == 2  # the chosen element, and the others
    assert (
        page.locator(".tasks [aria-current=page]").evaluate("element => getComputedStyle(element).outlineStyle")
        == "solid"
    )
    page.goto(f"{root}team/")
    assert page.locator(".plan .band").first.evaluate("element => getComputedStyle(element).backgroundImage") != "none"
    page.locator("#team_grid tbody[data-people] input").first.focus()
    focused = "() => getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(focused) != "none"


@pytest.mark.parametrize("example", ["bank", "consortium"])
def test_page_of_another_example_is_calm_before_anything_is_unfolded(
    open_browser: Callable[..., BrowserContext], site: Site, example: str
) -> None:
    page = open_browser(in_turn=True).new_page()
    root = begin(page.context, site.url, example)
    over = {}
    for path in CALM:
        found = measure(page, site.url + address_of(path, root))
        if broken := over_limit(path, found):
            over[path] = {name: found[name] for name in broken}
    assert over == {}


def test_first_field_is_two_tabs_away(page: Page, root: str) -> None:
    page.goto(f"{root}interview/problem.statement/")
    wait_until(page, KEYS_ARE_THERE)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the first question")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_be_focused()


def open_task(page: Page, root: str) -> Callable[[str], None]:
    page.goto(f"{root}change/compute.task/")
    wait_until(page, KEYS_ARE_THERE)
    page.wait_for_load_state("networkidle")
    return page.keyboard.press


def test_digit_chooses_an_answer_and_keys_can_be_switched_off(page: Page, root: str) -> None:
    press = open_task(page, root)
    choices = page.locator("#compute-task input[type=radio][name=compute-task-value]")
    press("2")
    expect(choices.nth(1)).to_be_checked()
    press("?")
    page.get_by_label("Switch these keys off in this browser").check()
    press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    press("3")
    expect(choices.nth(1)).to_be_checked()


def test_nought_leaves_a_question_open_that_has_no_answer(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.get_by_label("What is your project called?").fill("Meter readings")
    page.get_by_role("button", name="Start a project").click()
    root = re.match(r".*/p/[^/]+/\w+/", page.url)
    assert root
    page.goto(f"{root[0]}change/solution.task/")
    wait_until(page, KEYS_ARE_THERE)
    answer = page.locator(".answer").first
    expect(answer.locator(".when-known input:checked")).to_have_count(0)
    page.keyboard.press("0")
    expect(answer.locator("input[name$='-state'][value=unknown]")).to_be_checked()


def test_nought_takes_no_answer_away(page: Page, root: str) -> None:
    page.goto(f"{root}change/solution.task/")
    wait_until(page, KEYS_ARE_THERE)
    answer = page.locator(".answer").first
    chosen = answer.locator(".when-known input:checked")
    expect(chosen).to_have_count(1)
    page.keyboard.press("0")
    expect(chosen).to_have_count(1)
    expect(answer.locator("input[name$='-state'][value=unknown]")).not_to_be_checked()


def test_palette_finds_a_question_and_goes_there(page: Page, root: str) -> None:
    press = open_task(page, root)
    press("Control+k")
    page.get_by_role("searchbox").fill("what it costs today")
    press("Enter")
    expect(page).to_have_url(re.compile(r"problem/problem/#q-problem-monthly_cost$"))


def test_folded_part_brings_its_questions_when_it_is_opened(page: Page, root: str) -> None:
    page.goto(f"{root}data/")
    part = page.locator("details.part[data-places]:not([hidden])").first
    expect(part.locator(".field")).to_have_count(0)
    part.locator("summary").first.click()
    expect(part.locator(".field").first).to_be_attached()


def test_link_to_a_question_opens_the_part_that_holds_it(page: Page, root: str) -> None:
    page.goto(f"{root}data/")
    part = page.locator("details.part[data-places]:not([hidden])").first
    place = part.get_attribute("data-places").split()[0]
    page.goto(f"{root}data/?again#{place}")
    expect(page.locator(f"#{place}")).to_be_attached()
    expect(page.locator(f"details[open] #{place}")).to_have_count(1)


def test_one_answer_asks_the_server_for_one_thing_more(page: Page, root: str) -> None:
    page.goto(f"{root}team/")
    page.wait_for_load_state("networkidle")
    asked = []

    def note(request: Request) -> None:
        # Others' changes are asked for all the time, whether somebody answers or not.
        if request.method == "GET" and "/updates/" not in request.url:
            asked.append(request.url)

    page.on("request", note)
    with page.expect_response(lambda reply: "/key-figures/" in reply.url):
        page.locator("#team_grid tbody[data-people] input").first.fill("55")
        page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    assert [url.partition("?")[0].rsplit("/", 2)[1] for url in asked] == ["key-figures"]
