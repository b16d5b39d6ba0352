"""Counts and proposals of an open page follow every answer at once."""

from playwright.sync_api import expect

from tests.browser.test_journey import saved, start


def test_accepted_proposal_disappears_and_every_count_follows(page):
    root = start(page)
    page.goto(root + "problem/data/")
    page.locator("#data-agreement input[value=mostly]").check()
    saved(page)
    page.goto(root + "readiness/")
    expect(page.locator("#count-readiness")).to_have_text("0 of 30 answered")
    item = page.locator(".item:has(.proposal)").first
    page.locator(".props summary").first.click()
    item.get_by_role("button", name="Accept").click()
    saved(page)
    expect(item.locator(".proposal")).to_be_hidden()
    expect(page.locator("#count-readiness")).to_have_text("1 of 30 answered")
    expect(page.locator("#task-readiness .knot")).to_contain_text("started")
    item.get_by_role("button", name="Undo").click()
    expect(page.locator("#count-readiness")).to_have_text("0 of 30 answered")
    expect(item.locator(".proposal")).to_be_visible()


def test_line_of_a_statement_says_its_rating_as_soon_as_it_is_saved(page):
    root = start(page)
    page.goto(root + "problem/data/")
    page.locator("#data-agreement input[value=mostly]").check()
    saved(page)
    page.goto(root + "readiness/")
    line = page.locator(".props > li").first
    line.locator("summary").first.click()
    line.get_by_role("radio", name="Weak", exact=True).check()
    saved(page)
    expect(line.locator("b[data-said]")).to_have_text("Weak")
