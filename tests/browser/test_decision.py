"""From the verdict to a recorded decision, and what changed since; the list of actions and its states."""

import re

from playwright.sync_api import expect


def open_sample(page):
    page.goto("/")
    page.get_by_role("button", name="Look at a worked example").click()
    expect(page.locator("h1")).to_contain_text("Claims mail")
    return re.sub(r"[?#].*", "", page.url)


def checked(page, axe, fits):
    fits(page)
    for width, height in ((390, 844), (1360, 900)):
        page.set_viewport_size({"width": width, "height": height})
        axe(page)


def test_sponsor_s_decision_is_recorded_and_shows_what_changed_since(page, axe, fits):
    root = open_sample(page)
    page.goto(root + "decision/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fix first")
    asks = page.locator(".asks > li")
    expect(asks.first).to_contain_text("Dana Whitfield")
    checked(page, axe, fits)

    page.get_by_text("Write the decision down").click()
    record = page.locator("#record")
    record.get_by_label("In one or two sentences, why").fill("Come back with the legal class.")
    record.get_by_role("button", name="Record the decision").click()
    expect(page.locator("#record .error").first).to_contain_text("Choose what was decided.")
    expect(page.locator("#record textarea")).to_have_value("Come back with the legal class.")
    checked(page, axe, fits)
    page.locator("#record").get_by_label("Fix first").check()
    page.locator("#record").get_by_role("button", name="Record the decision").click()
    expect(page.locator(".decided")).to_contain_text("Come back with the legal class.")
    expect(page.locator(".decided")).to_contain_text("Nothing has changed since.")

    page.goto(root + "problem/plan/")
    page.locator("#q-plan-budget_agreed > summary").click()  # what is answered is folded to a line
    agreed = page.get_by_label("Agreed", exact=True)
    agreed.fill("400,000")
    agreed.press("Tab")
    expect(page.locator(".bar .mark.saved")).to_be_visible()
    page.goto(root + "decision/")
    page.get_by_text("What changed since").click()
    expect(page.locator(".decided")).to_contain_text("$400,000")
    checked(page, axe, fits)


def test_action_is_taken_and_done_by_keyboard(page, axe, fits):
    root = open_sample(page)
    page.goto(root + "actions/")
    checked(page, axe, fits)
    first = page.locator("#a-assessment")
    first.locator("summary").press("Enter")
    first.get_by_label("State").select_option("doing")
    first.get_by_label("Who takes it").fill("Ines Keller, analyst")
    axe(page)
    first.get_by_role("button", name="Save").press("Enter")
    expect(page.locator("#a-assessment summary")).to_contain_text("In progress")
    expect(page.locator("#a-assessment")).to_contain_text("Ines Keller")
    page.get_by_label("Person").select_option("Ines Keller")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.locator(".actions > li")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Calendar file").click()
    assert download.value.suggested_filename.endswith(".ics")
