"""What holds of every page, and the keys that all pages of a project have."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.pages import PAGES, PUBLIC, address_of, begin
from tests.server import Site

SOME = ("", "check/problem/", "interview/problem.statement/", "compute/", "team/", "team/hiring/", "go/")


@pytest.fixture
def root(page: Page, site: Site) -> str:
    return begin(page.context, site.url)


def test_page_fits_a_window_of_320_pixels(page: Page, root: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for path in (*PAGES, *PUBLIC):
        page.goto(address_of(path, root), wait_until="domcontentloaded", timeout=90_000)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if over > 0:
            wide.append(f"{path}: {over} px")
    assert wide == []


def test_page_has_no_fault_that_axe_finds(page: Page, root: str) -> None:
    found = []
    for path in SOME:
        page.goto(address_of(path, root))
        found += violations(page)
    assert found == []


def test_first_field_is_two_tabs_away(page: Page, root: str) -> None:
    page.goto(f"{root}interview/problem.statement/")
    page.wait_for_function("document.querySelector('script[src*=keys]')")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the first question")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("The problem in two sentences", exact=True)).to_be_focused()


def open_task(page: Page, root: str) -> Callable[[str], None]:
    page.goto(f"{root}change/compute.task/")
    page.wait_for_function("document.querySelector('script[src*=keys]')")
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
    page.on("request", lambda request: asked.append(request.url) if request.method == "GET" else None)
    with page.expect_response(lambda reply: "/key-figures/" in reply.url):
        page.locator("#team_grid tbody[data-people] input").first.fill("55")
        page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    assert [url.partition("?")[0].rsplit("/", 2)[1] for url in asked] == ["key-figures"]
