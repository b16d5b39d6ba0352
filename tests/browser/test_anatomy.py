"""Help, examples and reasons: beside the field where there is room, one press away where there is none."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import violations
from tests.browser.test_journey import saved, start
from tests.pages import begin

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


def test_colours_change_at_once_without_scripts(open_browser):
    page = open_browser(java_script_enabled=False, color_scheme="light").new_page()
    page.goto("/")
    ground = "body => getComputedStyle(body.parentElement).backgroundColor"
    before = page.locator("body").evaluate(ground)
    page.get_by_role("radio", name="Dark").check()
    assert page.locator("body").evaluate(ground) != before
    page.get_by_role("radio", name="System").check()
    assert page.locator("body").evaluate(ground) == before
