"""The plan as a spreadsheet, by keyboard alone: move, type, fill, copy, paste, undo, and what is wrong at the cell."""

import re

import pytest
from playwright.sync_api import expect


def start(page):
    page.goto("/")
    page.get_by_label("What is your project called?").fill("Letters")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters")
    return page.url


def settled(page):
    """Wait for the panels: those that are asked for while a page closes fail, and a test fails with them."""
    page.wait_for_timeout(600)
    expect(page.locator(".htmx-request")).to_have_count(0, timeout=20_000)


@pytest.fixture
def plan(page):
    """The team page of a new project that took over the proposal, by keyboard."""
    page.goto(start(page) + "team/#people")
    page.get_by_role("button", name="Start from this proposal").press("Enter")
    expect(cell(page, 0, 1)).to_be_visible()
    page.locator("#people:not([open]) > summary").press("Enter")
    yield page
    settled(page)


def cell(page, row, month):
    return page.locator(f'input[name="team-roles-value-{row}-presence_{month}"]')


def values(page, row, first, last):
    return [cell(page, row, month).input_value() for month in range(first, last + 1)]


def saved(page):
    expect(page.locator("#save_state .saved")).to_be_visible()


def stored(page, row, first, last):
    """What a page that is loaded anew shows: nothing is asked of the server but that."""
    settled(page)
    saved(page)
    page.reload()
    return values(page, row, first, last)


def late(route):
    """Let a request wait for longer than the next save takes to begin."""
    route.request.frame.page.wait_for_timeout(1200)
    route.continue_()


def clipboard(page, text):
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const told = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
        }""",
        text,
    )


def test_grid_is_moved_through_and_written_by_keyboard(plan):
    cell(plan, 0, 1).focus()
    plan.keyboard.press("ArrowRight")
    plan.keyboard.press("ArrowDown")
    expect(cell(plan, 1, 2)).to_be_focused()
    plan.keyboard.type("40")
    plan.keyboard.press("ArrowRight")
    expect(cell(plan, 1, 3)).to_be_focused()
    plan.keyboard.type("50")
    plan.keyboard.press("Enter")
    expect(cell(plan, 2, 3)).to_be_focused()
    plan.keyboard.type("7")
    plan.keyboard.press("Escape")
    expect(cell(plan, 2, 3)).to_have_value("")
    plan.keyboard.press("Home")
    expect(cell(plan, 2, 1)).to_be_focused()
    plan.keyboard.press("Control+End")
    expect(cell(plan, 4, 6)).to_be_focused()
    plan.keyboard.press("Tab")
    assert not plan.evaluate("document.querySelector('tbody[data-people]').contains(document.activeElement)")
    assert stored(plan, 1, 1, 4) == ["", "40", "50", ""]


def test_f2_edits_inside_the_cell(plan):
    cell(plan, 0, 1).focus()
    plan.keyboard.type("45")
    plan.keyboard.press("Enter")
    plan.keyboard.press("ArrowUp")
    plan.keyboard.press("F2")
    plan.keyboard.press("ArrowLeft")
    plan.keyboard.press("Backspace")
    plan.keyboard.type("6")
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, 1)).to_have_value("65")


def test_fill_goes_right_and_down(plan):
    cell(plan, 0, 2).focus()
    plan.keyboard.type("30")
    for _ in range(3):
        plan.keyboard.press("Shift+ArrowRight")
    expect(plan.locator("td[aria-selected=true]")).to_have_count(4)
    plan.keyboard.press("Control+r")
    assert values(plan, 0, 1, 6) == ["", "30", "30", "30", "30", ""]
    plan.keyboard.press("Shift+ArrowDown")
    plan.keyboard.press("Control+d")
    assert values(plan, 1, 1, 6) == ["", "30", "30", "30", "30", ""]
    plan.keyboard.press("Control+z")
    assert values(plan, 1, 1, 6) == [""] * 6
    assert stored(plan, 0, 1, 6) == ["", "30", "30", "30", "30", ""]


def test_fill_with_one_cell_takes_its_neighbour(plan):
    cell(plan, 0, 1).focus()
    plan.keyboard.type("55")
    plan.keyboard.press("ArrowRight")
    plan.keyboard.press("Control+r")
    assert values(plan, 0, 1, 2) == ["55", "55"]


def test_range_is_copied_and_pasted_as_spreadsheets_write_it(plan):
    cell(plan, 0, 1).focus()
    clipboard(plan, "10\t20 %\t30\r\n0\t\t5,5\r\n")
    assert values(plan, 0, 1, 3) == ["10", "20 %", "30"]
    assert values(plan, 1, 1, 3) == ["0", "", "5,5"]
    text = plan.evaluate(
        """() => {
          const data = new DataTransfer();
          const told = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("copy", told));
          return data.getData("text/plain");
        }"""
    )
    assert text.split("\n")[0] == "10\t20 %\t30"
    expect(cell(plan, 0, 2)).to_have_value("20")
    assert stored(plan, 0, 1, 4) == ["10", "20", "30", ""]


def test_paste_beyond_the_table_keeps_inside_it_and_says_how_many_were_left_out(plan):
    left_out = plan.locator("#team_grid-left")
    cell(plan, 4, 6).focus()
    clipboard(plan, "10\t20\t30\n40\t50\t60")
    assert values(plan, 4, 5, 6) == ["", "10"]
    expect(left_out).to_have_text("5 of 6 pasted cells were left out: they lie beyond the last row or month.")
    clipboard(plan, "10\t20")
    expect(left_out).to_have_text("1 of 2 pasted cells was left out: it lies beyond the last row or month.")
    cell(plan, 0, 1).focus()
    clipboard(plan, "10\t20")
    expect(left_out).to_be_hidden()
    clipboard(plan, "\n".join(["\t".join(["50"] * 9)] * 9))
    expect(left_out).to_contain_text("51 of 81 pasted cells were left out")


def test_month_that_may_be_a_fraction_is_asked_back_with_buttons(plan):
    cell(plan, 0, 2).focus()
    plan.keyboard.type("0.5")
    plan.keyboard.press("Enter")
    expect(plan.locator("#team_grid-says")).to_contain_text("“0.5” can be a percentage or a fraction")
    plan.locator("#team-roles .after").get_by_role("button", name="50%").press("Enter")
    expect(cell(plan, 0, 2)).to_have_value("50%")
    expect(plan.locator("#team_grid-says")).to_be_hidden()
    assert stored(plan, 0, 2, 2) == ["50"]


def test_one_value_is_pasted_into_the_whole_selection(plan):
    cell(plan, 0, 1).focus()
    plan.keyboard.press("Shift+ArrowRight")
    plan.keyboard.press("Shift+ArrowDown")
    clipboard(plan, "15")
    assert values(plan, 0, 1, 2) + values(plan, 1, 1, 2) == ["15"] * 4


def test_delete_returns_to_the_proposal_and_history_takes_it_back(plan):
    cell(plan, 0, 1).focus()
    proposed = cell(plan, 0, 1).get_attribute("placeholder")
    assert int(proposed) > 0
    plan.keyboard.type("90")
    plan.keyboard.press("Enter")
    saved(plan)
    expect(plan.locator("tfoot tr").first.locator("td").first).not_to_have_text("1.2")
    plan.keyboard.press("ArrowUp")
    plan.keyboard.press("Delete")
    expect(cell(plan, 0, 1)).to_have_value("")
    expect(cell(plan, 0, 1)).to_have_attribute("placeholder", proposed)
    saved(plan)
    plan.wait_for_timeout(500)
    plan.locator("#team-roles .after").get_by_role("button", name="Undo").press("Enter")
    expect(cell(plan, 0, 1)).to_have_value("90")


def test_totals_follow_after_saving(plan):
    row = plan.locator("tbody[data-people] tr").first
    total, people = row.locator("td.n").first, plan.locator("tfoot tr").first.locator("td").first
    before, at_work = total.inner_text(), float(people.inner_text())
    usual = float(cell(plan, 0, 1).get_attribute("placeholder"))
    cell(plan, 0, 1).focus()
    plan.keyboard.type("100")
    plan.keyboard.press("Enter")
    expect(total).not_to_have_text(before)
    expect(people).to_have_text(re.compile(rf"{at_work + (100 - usual) / 100:.1f}"))
    expect(cell(plan, 0, 1).locator("xpath=..")).to_have_class("p4")
    expect(cell(plan, 1, 1)).to_be_focused()


@pytest.mark.parametrize("text", ["101", "-5", "mostly"])
def test_bad_cell_says_so_at_once_and_keeps_what_was_typed(plan, axe, text):
    cell(plan, 0, 1).focus()
    plan.keyboard.type(text)
    plan.keyboard.press("ArrowRight")
    expect(cell(plan, 0, 1)).to_have_attribute("aria-invalid", "true")
    expect(plan.locator("#team_grid-says")).to_contain_text(f"“{text}” is no share of a month")
    expect(plan.locator("#team-roles .after .error")).to_contain_text("Presence by month: month 1")
    axe(plan)
    plan.reload()
    expect(cell(plan, 0, 1)).to_have_value(text)
    expect(plan.locator("#team_grid-says")).to_be_visible()
    cell(plan, 0, 1).focus()
    plan.keyboard.type("20")
    plan.keyboard.press("Enter")
    expect(cell(plan, 0, 1)).not_to_have_attribute("aria-invalid", "true")
    expect(plan.locator("#team_grid-says")).to_be_hidden()
    assert stored(plan, 0, 1, 2) == ["20", ""]


def test_rows_that_come_and_go_keep_their_months(plan):
    cell(plan, 0, 1).focus()
    plan.keyboard.type("11")
    plan.keyboard.press("ArrowDown")
    plan.keyboard.type("22")
    plan.keyboard.press("Enter")
    saved(plan)
    plan.get_by_role("button", name="Remove row 1", exact=True).press("Enter")
    expect(plan.locator("tbody[data-people] tr")).to_have_count(4)
    expect(plan.locator("tbody[data-people] tr").first.locator("input").first).to_have_value("22")
    settled(plan)  # what is pressed while the page is exchanged is lost
    saved(plan)
    plan.get_by_role("button", name="Add a row").first.press("Enter")
    plan.keyboard.press("r")
    expect(plan.locator("tbody[data-people] tr")).to_have_count(5)
    plan.locator("tbody[data-people] tr").last.locator("input").first.focus()
    plan.keyboard.type("33")
    plan.keyboard.press("Enter")
    assert stored(plan, 4, 1, 1) == ["33"]
    assert values(plan, 0, 1, 1) == ["22"]


def test_totals_that_come_late_do_not_fill_again_what_was_undone(plan):
    plan.route(re.compile("/key-figures/"), late)
    cell(plan, 0, 2).focus()
    plan.keyboard.type("30")
    plan.keyboard.press("Shift+ArrowRight")
    with plan.expect_request(re.compile("/key-figures/")):
        plan.keyboard.press("Control+r")
    plan.route(re.compile("/answers/"), late)
    with plan.expect_response(re.compile("/key-figures/")):
        plan.keyboard.press("Control+z")
    plan.wait_for_timeout(150)
    # The answer that was on its way still holds the filled cell; the save that empties it is not through yet.
    assert values(plan, 0, 1, 4) == ["", "30", "", ""]
    assert stored(plan, 0, 1, 4) == ["", "30", "", ""]


def test_totals_that_come_late_do_not_bring_a_removed_row_back(plan):
    plan.route(re.compile("/key-figures/"), late)
    cell(plan, 1, 1).focus()
    plan.keyboard.type("22")
    with plan.expect_request(re.compile("/key-figures/")):
        plan.keyboard.press("Enter")
    plan.route(re.compile("/answers/"), late)
    with plan.expect_response(re.compile("/key-figures/")):
        plan.get_by_role("button", name="Remove row 1", exact=True).press("Enter")
    plan.wait_for_timeout(150)
    # The answer that was on its way still holds five rows; the save that says four is not through yet.
    assert plan.locator("tbody[data-people] tr").count() == 4
    expect(plan.locator("tbody[data-people] tr").first.locator("input").first).to_have_value("22")
    assert stored(plan, 0, 1, 2) == ["22", ""]


def test_two_tabs_with_one_plan_show_both_and_theirs_can_be_kept(plan):
    other = plan.context.new_page()
    other.goto(plan.url)
    cell(other, 0, 1).focus()
    other.keyboard.type("44")
    other.keyboard.press("Enter")
    saved(other)
    settled(other)
    cell(plan, 0, 2).focus()
    plan.keyboard.type("77")
    plan.keyboard.press("Enter")
    plan.get_by_role("button", name="Keep the other tab's").press("Enter")
    expect(cell(plan, 0, 1)).to_have_value("44")
    expect(cell(plan, 0, 2)).to_have_value("")
    settled(plan)
    assert stored(plan, 0, 1, 2) == ["44", ""]


def test_months_are_selected_with_the_mouse(plan):
    cell(plan, 0, 1).click()
    plan.keyboard.type("40")
    plan.keyboard.press("Enter")
    cell(plan, 0, 1).hover()
    plan.mouse.down()
    cell(plan, 1, 3).hover()
    plan.mouse.up()
    expect(plan.locator("td[aria-selected=true]")).to_have_count(6)
    plan.keyboard.press("Control+r")
    assert values(plan, 0, 1, 4) == ["40", "40", "40", ""]


def test_plan_that_gets_shorter_says_whose_months_lie_beyond(plan):
    plan.get_by_text("How long it takes").click()
    plan.locator("#team-duration_months-value").fill("3")
    expect(plan.locator("#team_grid [data-live=notes]")).to_contain_text("remark")
    # The rows that were written still end in month 6, and the page says so.
    expect(plan.locator("#team_grid thead th")).to_have_count(9)


def test_plan_of_two_years_fits_desktop_and_phone(plan, axe, fits):
    plan.get_by_text("How long it takes").click()
    plan.locator("#team-duration_months-value").fill("24")
    expect(plan.locator("#team_grid thead th")).to_have_count(27)
    cell(plan, 0, 24).focus()
    plan.keyboard.type("10")
    plan.keyboard.press("Enter")
    saved(plan)
    fits(plan)
    axe(plan)


def test_change_is_left_out_and_counted_again_by_keyboard(page, axe):
    root = start(page)
    page.goto(root + "problem/data/")
    page.locator("#data-labels input[value=none]").check()
    saved(page)
    page.goto(root + "team/#people")
    expect(page.locator("tbody[data-people] tr")).to_have_count(6)
    axe(page)
    page.get_by_role("link", name=re.compile("Exclude it.*An annotator")).press("Enter")
    expect(page.locator("tbody[data-people] tr")).to_have_count(5)
    page.get_by_role("link", name=re.compile("Include it again.*An annotator")).press("Enter")
    expect(page.locator("tbody[data-people] tr")).to_have_count(6)
    settled(page)


def test_plan_is_edited_without_javascript(open_browser):
    page = open_browser(java_script_enabled=False).new_page()
    page.goto(start(page) + "team/#people")
    page.get_by_role("button", name="Start from this proposal").click()
    cell(page, 0, 1).fill("101")
    cell(page, 1, 2).fill("35")
    page.get_by_role("button", name="Save this page").click()
    expect(page.get_by_role("alert")).to_contain_text("Presence by month: month 1")
    assert (cell(page, 0, 1).input_value(), cell(page, 1, 2).input_value()) == ("101", "35")
    cell(page, 0, 1).fill("100")
    page.get_by_role("button", name="Save this page").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert (cell(page, 0, 1).input_value(), cell(page, 1, 2).input_value()) == ("100", "35")
