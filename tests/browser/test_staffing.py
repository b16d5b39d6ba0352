"""From an empty team to a staffed plan that finance accepts: by keyboard alone, to the spreadsheet."""

import io

import openpyxl
from playwright.sync_api import expect

from tests.pages import wait_until

CARD = "Role\tLevel\tSalary\tRate\nData engineer\t\t$120k to 150k\t105\nAnnotator\t\t\t22 - 30\nReviewer\t\t\t=A1*2\n"


def start(page):
    page.goto("/")
    page.get_by_label("What is your project called?").fill("Letters")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters")
    return page.url


def settled(page):
    """Wait for the panels: those that are asked for while a page closes fail, and a test fails with them."""
    page.wait_for_timeout(900)
    wait_until(page, "document.querySelector('.htmx-request') === null")


def test_manager_staffs_a_plan_by_keyboard(page, axe, fits):
    page.goto(start(page) + "team/#people")
    page.get_by_role("link", name="Import a rate card").press("Enter")
    axe(page)
    page.get_by_label("Paste the rows").fill(CARD)
    page.get_by_role("button", name="Show what is in it").press("Enter")
    expect(page.get_by_role("heading", name="2 rows can be kept")).to_be_visible()
    expect(page.locator(".banner")).to_contain_text("Row 4, Rate: “=A1*2” is a formula.")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep these rows").press("Enter")
    expect(page.locator(".messages")).to_contain_text("2 rows imported.")

    page.get_by_role("link", name="Hire, contract or part-time").press("Enter")
    expect(page.locator("#team-most_hires-value")).to_be_visible()
    page.locator("#team-most_hires-value").focus()
    page.keyboard.type("0")
    page.keyboard.press("Tab")
    expect(page.locator("#mix")).to_contain_text("Contractors fill every role without a name.")
    expect(page.locator("#mix")).to_contain_text("Because of your limit on new employees.")
    settled(page)
    axe(page)
    fits(page)

    page.get_by_role("button", name="Apply this mix to the plan").press("Enter")
    expect(page.locator(".messages")).to_contain_text("The mix has been applied to the plan.")
    expect(page.locator("#mix")).to_contain_text("Your plan already uses this mix.")
    page.goto(page.url.partition("hiring/")[0] + "#people")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as a spreadsheet").press("Enter")
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert [sheet.title for sheet in book] == ["Inputs", "Months", "Cost", "Forecast", "Sources"]
    assert [row[5].value for row in book["Inputs"].iter_rows(min_row=10) if row[0].value == "Data engineer"] == [105]
    settled(page)
