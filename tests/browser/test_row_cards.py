"""The rows of an answer as cards, and the quiet line below every field."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import saved, start

GROUPS = "#people-users"


@pytest.fixture
def people(page):
    root = start(page)
    page.goto(root + "problem/people/")
    return page


def add(page, name, count):
    box = page.locator(GROUPS)
    box.get_by_role("button", name="Add a row").click()
    box.get_by_label("Group", exact=True).locator("visible=true").fill(name)
    box.get_by_label(re.compile("How many")).locator("visible=true").fill(count)
    saved(page)


def titles(page):
    return page.locator(f"{GROUPS} [data-title]").all_text_contents()


def stored(page):
    page.reload()
    return titles(page)


def test_line_of_a_card_says_what_is_in_it_while_one_types(people):
    add(people, "Clerks", "40")
    line = people.locator(f"{GROUPS} .rowcard summary")
    expect(line.locator("[data-title]")).to_have_text("Clerks")
    expect(line.locator("[data-rest]")).to_have_text("How many: 40")
    assert stored(people) == ["Clerks"]


def test_cards_change_places_are_doubled_and_removed(people):
    add(people, "Clerks", "40")
    add(people, "Leads", "4")
    people.get_by_role("button", name="Move up row 2").click()
    assert titles(people) == ["Leads", "Clerks"]
    people.get_by_role("button", name="Duplicate row 1").click()
    saved(people)
    assert stored(people) == ["Leads", "Clerks", "Leads"]
    people.locator("#q-people-users > summary").click()
    people.get_by_role("button", name="Remove row 1").click()
    expect(people.locator(f"{GROUPS} [data-row]")).to_have_count(2)
    people.wait_for_timeout(200)
    saved(people)
    assert stored(people) == ["Clerks", "Leads"]


def test_rows_of_a_spreadsheet_are_shown_before_they_are_added(people):
    box = people.locator(GROUPS)
    box.get_by_role("button", name="Paste from a spreadsheet").click()
    expect(box.locator(".paste")).to_contain_text("Columns in this order: Group · How many · Of them to train")
    box.locator(".paste textarea").fill("How many\tGroup\tDo they want it?\n40\tClerks\tYes\n4\tLeads\tperhaps")
    shown = box.locator(".paste li")
    expect(shown.first).to_have_text("Group: Clerks How many: 40 Do they want it? Yes")
    expect(shown.last).to_contain_text("left out: perhaps")
    assert titles(people) == []
    box.get_by_role("button", name="Add these rows").click()
    saved(people)
    expect(box.locator(".paste")).to_have_text("left out: perhaps")
    assert stored(people) == ["Clerks", "Leads"]


def test_pasted_persons_are_kept_though_a_choice_before_them_has_no_column(page, fits, axe):
    root = start(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(root + "problem/plan/")
    page.locator("#q-plan-dependencies").evaluate("question => { question.open = true }")
    box = page.locator("#plan-dependencies")
    box.get_by_role("button", name="Paste from a spreadsheet").click()
    box.locator(".paste textarea").fill("Export of letters\tDave, IT\t18.01.2027\tpromised")
    expect(box.locator(".paste li")).to_have_text(
        "What: Export of letters Who owes it: Dave, IT By when: 2027-01-18 Status: Promised"
    )
    fits(page)
    axe(page)
    box.get_by_role("button", name="Add these rows").click()
    saved(page)
    page.reload()
    expect(box.locator("[data-rest]")).to_have_text("Dave, IT · 18 January 2027 · Promised")


def test_answer_that_could_not_be_saved_is_in_view_after_a_reload(people):
    hours = people.locator("#people-training_hours-value")
    hours.fill("2 to 4")
    saved(people)
    hours.fill("2 to")
    expect(people.locator("#people-training_hours .error")).to_be_visible()
    people.reload()
    expect(hours).to_be_visible()
    expect(hours).to_have_value("2 to")


def test_card_with_a_cell_that_cannot_be_read_opens(people):
    add(people, "Clerks", "40")
    box = people.locator(GROUPS)
    box.get_by_label(re.compile("How many")).locator("visible=true").fill("quite a few")
    expect(box.locator(".error")).to_be_visible()
    box.locator("summary", has_text="Clerks").click()
    box.get_by_label("Group", exact=True).evaluate("part => part.dispatchEvent(new Event('change', {bubbles: true}))")
    expect(box.locator("[aria-invalid=true]")).to_be_visible()


def test_every_cell_that_cannot_be_read_is_named_at_once(people):
    add(people, "Clerks", "40")
    add(people, "Leads", "4")
    box = people.locator(GROUPS)
    for card in (0, 1):
        line = box.locator(".rowcard summary").nth(card)
        if box.locator(".rowcard").nth(card).get_attribute("open") is None:
            line.click()
        box.locator(".rowcard").nth(card).get_by_label(re.compile("How many")).fill("many")
    expect(box.locator(".error")).to_have_count(2)
    box.get_by_role("button", name=re.compile("^Show ?: Row 1")).click()
    expect(box.locator(".rowcard").first.get_by_label(re.compile("How many"))).to_be_focused()


def test_rows_are_filled_in_without_javascript(open_browser):
    page = open_browser(java_script_enabled=False).new_page()
    root = start(page)
    page.goto(root + "problem/people/")
    page.locator("#q-people-users > summary").click()
    box = page.locator(GROUPS)
    box.locator("summary", has_text="New row").click()
    box.get_by_label("Group", exact=True).fill("Clerks")
    page.get_by_role("button", name="Save this page").click()
    assert [title.strip() for title in titles(page)] == ["Clerks", "New row"]


def test_cards_and_quiet_lines_have_no_fault_that_axe_finds(people, axe, fits):
    add(people, "Clerks", "40")
    axe(people)
    fits(people)


def test_what_is_not_known_is_said_with_one_press_and_taken_back_with_one(people):
    place = people.locator("#people-training_hours")
    assert place.get_by_text("I know", exact=True).bounding_box()["width"] <= 1
    place.get_by_text("Don’t know yet").click()
    expect(place.get_by_label("Who will find out?")).to_be_visible()
    saved(people)  # what a save brings moves the page, and a press would land beside the word
    place.get_by_text("I know", exact=True).click()
    expect(place.get_by_label("Who will find out?")).to_be_hidden()
    saved(people)


def test_answered_question_folds_to_a_line_that_opens(people):
    people.locator("#people-training_hours-value").fill("2 to 4")
    saved(people)
    people.reload()
    line = people.locator("details.done", has_text="2 to 4").first
    expect(line.locator("> summary")).to_be_visible()
    expect(people.locator("#people-training_hours-value")).to_be_hidden()
    line.locator("> summary").click()
    expect(people.locator("#people-training_hours-value")).to_be_visible()
