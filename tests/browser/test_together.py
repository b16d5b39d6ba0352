"""Two people in one project: each sees what the other changes, and nobody loses a word."""

import re

import pytest
from playwright.sync_api import expect

LABEL = "The problem in two sentences"
WHY = "Why now?"
SOON = 5_000


def start(page):
    page.goto("/")
    page.get_by_label("What is your project called?").fill("Letters: right desk")
    page.get_by_role("button", name="Start a project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters: right desk")
    return page.url


def saved(page):
    expect(page.locator("#save_state .saved")).to_be_visible()


def invite(page, root, right="edit"):
    """Make a link on the share page and return its address."""
    page.goto(root + "share/")
    page.get_by_label("Whoever has it may").select_option(right)
    page.get_by_label("Show salaries and rates").check()
    page.get_by_role("button", name="Make the link").click()
    return page.locator("#new_link").input_value()


def join(page, link, name):
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.locator("main form button").click()
    expect(page.locator("#main[data-updates]")).to_be_visible()


@pytest.fixture
def together(open_browser):
    """The owner and Mara, each on the first page of questions."""
    owner, mara = open_browser().new_page(), open_browser().new_page()
    root = start(owner)
    join(mara, invite(owner, root), "Mara")
    for page in (owner, mara):
        page.goto(root + "problem/problem/")
    return owner, mara, root


def test_change_of_another_appears_and_never_under_the_hands_of_who_writes(together, axe):
    owner, mara, _root = together
    field = owner.get_by_label(LABEL, exact=True)
    mara.get_by_label(LABEL, exact=True).fill("Letters go to the wrong desk.")
    saved(mara)
    expect(field).to_have_value("Letters go to the wrong desk.", timeout=SOON)
    expect(owner.locator("#problem-statement-after")).to_contain_text("Mara")
    expect(owner.locator("#updates_say")).to_have_text(re.compile("Mara changed this: " + LABEL))
    # Who only stands in the field is told, and nothing is put under the cursor.
    field.focus()
    mara.get_by_label(LABEL, exact=True).fill("Fifty letters a day go to the wrong desk.")
    told = owner.locator("[data-changed]")
    expect(told).to_contain_text("Fifty letters a day", timeout=SOON)
    expect(told).to_contain_text("Mara changed this")
    expect(field).to_have_value("Letters go to the wrong desk.")
    axe(owner)
    told.get_by_role("button", name="Keep yours").click()
    saved(owner)
    expect(told).to_have_count(0)
    expect(mara.locator("#problem-statement")).to_contain_text("changed this", timeout=SOON)
    mara.get_by_role("button", name="Take theirs").click()
    expect(mara.get_by_label(LABEL, exact=True)).to_have_value("Letters go to the wrong desk.")


def test_what_is_not_sent_yet_stays_and_both_texts_are_offered(together):
    owner, mara, _root = together
    owner.context.set_offline(True)
    owner.get_by_label(LABEL, exact=True).fill("What the owner wrote in the train.")
    mara.get_by_label(LABEL, exact=True).fill("What Mara wrote meanwhile.")
    saved(mara)
    owner.get_by_label("Cost in a normal month", exact=True).focus()
    owner.context.set_offline(False)
    clash = owner.locator("#problem-statement .clash").first
    expect(clash).to_contain_text("What Mara wrote meanwhile.")
    expect(owner.get_by_label(LABEL, exact=True)).to_have_value("What the owner wrote in the train.")
    clash.get_by_role("button", name=re.compile("Keep (mine|yours)")).click()
    saved(owner)
    expect(mara.locator("#problem-statement")).to_contain_text("What the owner wrote", timeout=SOON)
