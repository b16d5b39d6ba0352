"""A number that can be read in two ways, in the browser: asked, chosen by keyboard, saved."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def value_page(page):
    page.goto("/")
    page.get_by_label("What is your project called?").fill("Letters")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters")
    page.goto(page.url + "value/")
    return page


def test_thousandfold_is_asked_and_the_button_saves_what_it_says(value_page):
    answer = value_page.locator("#value-cases_per_year")
    answer.get_by_role("textbox").first.fill("114.000")
    expect(answer).to_contain_text("“114.000” can be read in two ways. Is that 114,000 or 114?")
    answer.get_by_role("button", name="114,000").press("Enter")
    expect(answer.get_by_role("textbox").first).to_have_value("114,000")
    expect(answer).to_contain_text("Read as")
    expect(answer.locator(".mark.saved")).to_be_visible()
    value_page.wait_for_timeout(600)
    expect(value_page.locator(".htmx-request")).to_have_count(0, timeout=20_000)


def test_enter_in_a_text_that_was_typed_anew_chooses_no_reading(value_page):
    answer = value_page.locator("#value-cases_per_year")
    text = answer.get_by_role("textbox").first
    text.fill("114.000")
    expect(answer.get_by_role("button", name="114,000")).to_be_visible()
    text.fill("2000")
    text.press("Enter")
    expect(answer.locator(".mark.saved")).to_be_visible()
    expect(answer).not_to_contain_text("can be read in two ways")
    value_page.reload()
    expect(value_page.locator("#value-cases_per_year-value")).to_have_value("2,000")


def test_day_in_words_is_read_or_asked_back_beside_its_field(value_page):
    value_page.goto(value_page.url.replace("value/", "problem/plan/"))
    answer = value_page.locator("#plan-first_version")
    text = answer.get_by_role("textbox").first
    text.fill("end of March 2031")
    expect(answer).to_contain_text("Read as 31 March 2031")
    text.fill("Q2 2031")
    expect(answer).to_contain_text("“Q2 2031” names no single day. Is that 1 April 2031 or 30 June 2031?")
    answer.get_by_role("button", name="30 June 2031").press("Enter")
    expect(answer.locator(".mark.saved")).to_be_visible()
    value_page.reload()
    expect(text).to_have_value("30 June 2031")


def test_day_is_chosen_from_the_calendar_of_the_browser(value_page, axe):
    value_page.goto(value_page.url.replace("value/", "problem/plan/"))
    answer = value_page.locator("#plan-first_version")
    answer.get_by_role("button", name="Choose from a calendar").click()
    # The calendar itself is the browser's, beyond the page: what it does is to set the day and say so.
    picker = answer.locator("[type=date].vh")
    picker.evaluate("(box) => { box.value = '2031-03-31'; box.dispatchEvent(new Event('change', { bubbles: true })); }")
    expect(answer).to_contain_text("Read as 31 March 2031")
    expect(answer.get_by_role("textbox").first).to_be_focused()
    expect(answer.locator(".mark.saved")).to_be_visible()
    axe(value_page)
