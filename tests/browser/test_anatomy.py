"""Help, examples and reasons: beside the field where there is room, one press away where there is none."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import violations
from tests.browser.test_journey import saved, start
from tests.pages import begin, wait_until

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def question(page):
    page.goto(start(page) + "change/problem.monthly_cost/")
    return page.locator("#q-problem-monthly_cost")


def test_examples_stand_beside_the_field_on_a_wide_window(question):
    expect(question.get_by_text("A lot. Probably millions.")).to_be_visible()
    expect(question.get_by_text("you cannot save more than the problem costs")).to_be_hidden()


def test_keyboard_opens_help_and_reasons_in_place_on_a_phone(page, question):
    page.set_viewport_size(PHONE)
    example, reason = question.get_by_text("A lot. Probably millions."), question.get_by_text("This sets the ceiling")
    expect(example).to_be_hidden()
    question.get_by_text("Help and examples").focus()
    page.keyboard.press("Enter")
    expect(example).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(reason).to_be_visible()
    assert violations(page) == []


def test_help_opens_without_scripts(open_browser):
    page = open_browser().new_page()
    address = start(page) + "change/problem.monthly_cost/"
    bare = open_browser(java_script_enabled=False, viewport=PHONE, storage_state=page.context.storage_state())
    question = bare.new_page()
    question.goto(address)
    question.get_by_text("Help and examples").click()
    expect(question.get_by_text("A lot. Probably millions.")).to_be_visible()


def test_error_describes_the_input_while_it_lasts(page, question):
    field = page.locator("#problem-monthly_cost-value")
    field.fill("a lot")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "A range is fine. Count hours first, then multiply by the full cost of an hour. "
        + page.locator("#problem-monthly_cost-error").inner_text().strip()
    )
    field.fill("27k to 38k")
    saved(page)
    expect(field).to_have_attribute("aria-describedby", "hint-problem-monthly_cost")


def test_numbers_beside_each_other_have_their_inputs_at_one_height(page, question):
    page.set_viewport_size({"width": 1360, "height": 900})
    labels, inputs = question.locator(".amount .when-known > .lab"), question.locator(".amount .unit input")
    heights = labels.evaluate_all("all => all.map(label => Math.round(label.getBoundingClientRect().height))")
    tops = inputs.evaluate_all("all => all.map(input => Math.round(input.getBoundingClientRect().top))")
    assert len(set(heights)) == 2
    assert len(set(tops)) == 1


def test_folded_question_takes_no_place_until_it_is_opened(page, site):
    page.goto(begin(page.context, site.url) + "value/")
    folded = page.locator("details.done:not([open])").first
    expect(folded).to_be_attached()
    boxes = "fields => fields.map((field) => field.getClientRects().length)"
    assert set(folded.locator(".field").evaluate_all(boxes)) == {0}
    folded.locator("summary").first.click()
    opened = page.locator("details.done[open]").first
    assert set(opened.locator(".field:not([hidden])").evaluate_all(boxes)) == {1}


# A browser that looks for forms to fill in asks each field whether it is seen. What is skipped and not left out, as
# folded content is by itself, is laid out for that, fold by fold.
LAID_OUT_TO_LOOK = """() => [...document.querySelectorAll("details:not([open])")]
  .filter((fold) => fold.querySelector("input, select, textarea"))
  .filter((fold) => getComputedStyle(fold, "::details-content").display !== "none")
  .map((fold) => fold.querySelector("summary").textContent.trim())"""


def test_no_folded_field_is_laid_out_to_see_whether_it_can_be_filled_in(page, site):
    root = begin(page.context, site.url)
    for path in ("problem/problem/", "readiness/", "compute/", "team/", "value/", "decision/", "actions/"):
        page.goto(root + path)
        assert page.evaluate(LAID_OUT_TO_LOOK) == [], path


# Notes who asks the browser to write a number or a date: what it loads for that takes a phone a tenth of a second.
NOTE_WRITERS = """
  window.asked = [];
  const note = (name, ours) => function (...told) { window.asked.push(name); return ours.apply(this, told); };
  for (const kind of [Date, Number]) for (const name of Object.getOwnPropertyNames(kind.prototype)) {
    if (name.startsWith("toLocale")) kind.prototype[name] = note(`${kind.name}.${name}`, kind.prototype[name]);
  }
  for (const name of ["DateTimeFormat", "NumberFormat"]) Intl[name] = new Proxy(Intl[name], {
    construct: (ours, told) => { window.asked.push(name); return new ours(...told); },
  });
"""


def test_page_writes_no_moment_before_somebody_points_at_one(page):
    root = start(page)
    page.goto(f"{root}problem/problem/")
    page.get_by_label("The problem in two sentences", exact=True).fill("Letters reach the wrong desk.")
    saved(page)
    page.add_init_script(NOTE_WRITERS)
    page.reload()
    time = page.locator("#save_state time")
    expect(time).to_have_text(re.compile(r"^\d\d:\d\d$"))
    wait_until(page, "performance.getEntriesByType('resource').some(({ name }) => name.includes('/js/moments'))")
    assert page.evaluate("window.asked") == []
    time.hover()
    expect(time).to_have_attribute("title", re.compile(r"^\w+ \d+, \d{4} at "))
    assert set(page.evaluate("window.asked")) == {"Date.toLocaleString"}


def test_colours_change_at_once_without_scripts(open_browser):
    page = open_browser(java_script_enabled=False, color_scheme="light").new_page()
    page.goto("/")
    ground = "body => getComputedStyle(body.parentElement).backgroundColor"
    before = page.locator("body").evaluate(ground)
    page.get_by_role("radio", name="Dark").check()
    assert page.locator("body").evaluate(ground) != before
    page.get_by_role("radio", name="System").check()
    assert page.locator("body").evaluate(ground) == before


def test_options_are_fetched_once_they_are_a_screen_away(open_browser, site):
    context = open_browser(viewport=PHONE)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(begin(context, site.url) + "value/")
    wait_until(page, "typeof htmx !== 'undefined'")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/options/" in url] == []
    page.locator("#value_result figure").last.scroll_into_view_if_needed()
    expect(page.locator("#options .sidebyside").first).to_be_attached()
    assert len([url for url in asked if "/options/" in url]) == 1
