"""A page of questions as a new browser sees it: one stands open, the first answer to it opens the next; keys undo."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import saved, start


@pytest.fixture
def page(open_browser):
    page = open_browser(in_turn=True).new_page()
    page.goto(start(page) + "problem/people/")
    return page


def open_questions(page):
    return page.locator("article.field:visible")


def test_first_answer_opens_the_next_question_and_a_box_opens_all(page):
    expect(open_questions(page)).to_have_count(1)
    field = open_questions(page).locator("input.input").first
    field.fill("Dana Whitfield")
    saved(page)
    expect(open_questions(page)).to_have_count(2)
    expect(field).to_be_focused()
    page.get_by_label("Show all questions at once").check()
    expect(page.locator("details.in-turn:not([open]):has(> .field:not([hidden]))")).to_have_count(0)
    page.reload()
    expect(page.locator("details.in-turn:not([open]):has(> .field:not([hidden]))")).to_have_count(0)


def test_link_to_a_question_whose_turn_has_not_come_opens_it(page):
    page.goto(page.url + "#q-people-training_hours")
    expect(page.locator("#people-training_hours-value")).to_be_visible()


def test_keys_undo_and_redo_an_answer_and_say_which(page):
    field = open_questions(page).locator("input.input").first
    field.fill("Dana Whitfield")
    saved(page)
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("status").filter(has_text="Undone:")).to_be_visible()
    expect(field).to_have_value("")
    page.keyboard.press("Control+Shift+z")
    expect(page.get_by_role("status").filter(has_text="Redone:")).to_be_visible()
    expect(field).to_have_value("Dana Whitfield")
