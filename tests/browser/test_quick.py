"""The quick scope in a browser: by keys, by touch, without JavaScript, in two tabs, back and forward."""

import re

from playwright.sync_api import expect

STATEMENT = "Every day 450 letters land in one inbox and 50 of them go to the wrong desk first."


def begin(page):
    page.goto("/")
    page.get_by_role("button", name="Start the ten questions").click()
    expect(page.get_by_text("Question 1 of 10")).to_be_visible()


def answer_first(page, text=STATEMENT):
    page.get_by_role("textbox").fill(text)
    page.get_by_role("button", name="Next:").click()
    expect(page.get_by_text("Question 2 of 10")).to_be_visible()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def at_question(page, number):
    expect(page.get_by_text(f"Question {number} of 10")).to_be_visible()


def test_keys_alone_lead_from_the_first_question_to_the_verdict(page, axe, fits):
    page.goto("/")
    axe(page)
    fits(page)
    begin(page)
    page.keyboard.type(STATEMENT)  # the first field has the focus
    press(page, "Control+Enter")
    at_question(page, 2)
    page.keyboard.type("8,000 to 10,000")
    press(page, "Enter")
    at_question(page, 3)
    axe(page)
    fits(page)
    page.keyboard.type("A web form")
    press(page, "Tab")
    page.keyboard.type("30")
    press(page, "Enter")
    at_question(page, 4)
    press(page, "2", "2")  # sort; the focus goes on to what lies in front of it: text
    expect(page.get_by_role("radio", name="Sort")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Text", exact=True)).to_be_checked()
    axe(page)
    fits(page)
    press(page, "Enter")
    at_question(page, 5)
    press(page, "4", "Enter")
    at_question(page, 6)
    press(page, "3", "2", "1", "2", "Enter")  # a digit in each of the four groups
    at_question(page, 7)
    page.keyboard.type("Mailbox")
    page.get_by_role("radio", name="Yes, in writing").focus()
    press(page, "1", "Enter")
    at_question(page, 8)
    press(page, "8")  # none of these: nothing is left to assess
    expect(page.get_by_text("Has someone who may judge it looked at this?")).to_be_hidden()
    press(page, "Enter")
    at_question(page, 9)
    page.keyboard.type("Dana Whitfield")
    press(page, "Enter")
    at_question(page, 10)
    page.keyboard.type("400,000")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Three things would change it most")).to_be_visible()
    expect(page.locator(".provisional .word")).to_have_text("Pilot")
    axe(page)
    fits(page)
    page.get_by_text("Your ten answers").click()
    axe(page)
    verdict = page.locator(".provisional .word").inner_text()
    cost = page.locator(".strip dd").first.inner_text()
    page.get_by_role("link", name="Make it a whole project").click()
    expect(page.locator("#verdict .word")).to_have_text(verdict)
    expect(page.locator("#key_figures")).to_contain_text(cost)


def test_arrow_goes_back_outside_of_text_and_zero_says_dont_know(page):
    begin(page)
    answer_first(page)
    page.get_by_role("textbox", name="Cases in a normal month").press("ArrowLeft")
    at_question(page, 2)
    page.locator("h1").click()
    press(page, "0")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.locator("h1").click()
    page.once("dialog", lambda dialog: dialog.accept())  # what was changed is not sent yet: the browser asks
    press(page, "ArrowLeft")
    at_question(page, 1)
    expect(page.get_by_role("textbox")).to_have_value(STATEMENT)


def test_typing_takes_back_that_one_does_not_know(page):
    begin(page)
    answer_first(page)
    unknown = page.get_by_role("checkbox").first
    unknown.check()
    page.get_by_role("textbox", name="Cases in a normal month").fill("900")
    expect(unknown).not_to_be_checked()


def test_without_javascript_every_screen_is_a_form(open_browser):
    page = open_browser(java_script_enabled=False).new_page()
    begin(page)
    answer_first(page)
    for number in range(2, 11):
        at_question(page, number)
        page.get_by_role("button", name="Skip").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Every day 450 letters")
    expect(page.locator(".provisional .word")).to_have_text("Too early to say")  # nobody said that the data may be used


def test_error_is_said_at_the_field_and_the_focus_goes_there(page, axe):
    begin(page)
    answer_first(page)
    page.get_by_role("textbox", name="Cases in a normal month").fill("lots")
    page.get_by_role("button", name="Next:").click()
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#why-volume .error")).to_contain_text("cannot be read as a number")
    page.locator("#problems").get_by_role("link", name="Cases in a normal month").press("Enter")
    expect(page.get_by_role("textbox", name="Cases in a normal month")).to_be_focused()
    expect(page.get_by_role("textbox", name="Cases in a normal month")).to_have_value("lots")
    axe(page)


def test_back_forward_and_reload_show_what_is_saved(page):
    begin(page)
    answer_first(page)
    page.go_back()
    expect(page.get_by_role("textbox")).to_have_value(STATEMENT)
    page.go_forward()
    at_question(page, 2)
    page.reload()
    at_question(page, 2)


def test_two_tabs_never_overwrite_each_other(page):
    begin(page)
    address = page.url
    other = page.context.new_page()
    other.goto(address)
    answer_first(page, "From the first tab.")
    other.get_by_role("textbox").fill("From the second tab.")
    other.get_by_role("button", name="Next:").click()
    expect(other.locator(".ask-again")).to_contain_text("From the first tab.")
    expect(other.get_by_role("textbox")).to_have_value("From the second tab.")
    other.get_by_role("button", name="Next:").click()
    at_question(other, 2)
    page.goto(address)
    expect(page.get_by_role("textbox")).to_have_value("From the second tab.")


def test_currency_follows_the_country_until_one_is_chosen(page):
    page.goto("/")
    page.get_by_label("Country").select_option("CH")
    expect(page.get_by_label("Currency")).to_have_value("CHF")
    page.get_by_label("Currency").select_option("USD")
    page.get_by_label("Country").select_option("DE")
    expect(page.get_by_label("Currency")).to_have_value("USD")


def test_currency_is_changed_from_a_page_with_figures(page, axe, fits):
    begin(page)
    answer_first(page)
    page.get_by_role("link", name="Currency and country: USD").click()
    axe(page)
    fits(page)
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_role("button", name="Save", exact=True).click()
    at_question(page, 2)
    expect(page.get_by_role("link", name="Currency and country: EUR")).to_be_visible()


def test_returning_visitor_finds_projects_examples_and_the_way_on(page, axe, fits):
    begin(page)
    answer_first(page)
    page.goto("/")
    page.get_by_role("button", name=re.compile("Start from this example ?: Discharge")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Copy of Discharge letters"))
    page.goto("/")
    mine = page.locator(".mine")
    expect(mine.locator(".chip")).to_have_text("Pilot")
    expect(mine).to_contain_text("CHF")
    axe(page)
    fits(page)
    page.get_by_role("button", name=re.compile("Duplicate Every day 450 letters")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Copy of Every day 450 letters")


def test_phone_of_320_px_needs_no_sideways_scrolling(open_browser):
    page = open_browser(viewport={"width": 320, "height": 640}, has_touch=True).new_page()
    begin(page)
    over = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(over) <= 0
    answer_first(page)
    for number in range(2, 11):
        at_question(page, number)
        assert page.evaluate(over) <= 0, page.url
        page.get_by_role("button", name="Skip").click()
    expect(page.locator(".provisional")).to_be_visible()
    assert page.evaluate(over) <= 0
    page.goto("/")
    assert page.evaluate(over) <= 0


def test_tick_made_last_empties_the_number_and_typing_takes_it_away(page):
    begin(page)
    answer_first(page)
    hours, tick = page.locator("#problem-monthly_hours-value"), page.locator("[name=problem-monthly_hours-unknown]")
    hours.fill("0")
    tick.check()
    expect(hours).to_have_value("")
    tick.uncheck()
    expect(hours).to_have_value("0")
    tick.check()
    hours.fill("5")
    expect(tick).not_to_be_checked()


def test_back_to_a_page_with_an_error_asks_nothing_and_keeps_what_was_typed(page):
    begin(page)
    answer_first(page)
    page.locator("#why-volume-value").fill("lots")
    page.get_by_role("button", name="Next:").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/")
    page.go_back()
    at_question(page, 2)
    expect(page.locator("#why-volume-value")).to_have_value("lots")


def test_keys_that_are_switched_off_choose_nothing(page):
    begin(page)
    page.evaluate("localStorage.setItem('plumbline-keys-off', '1')")
    answer_first(page)
    for number in (2, 3):
        page.get_by_role("button", name="Next:").click()
        at_question(page, number + 1)
    page.locator("body").press("2")
    expect(page.get_by_role("radio", name="Sort")).not_to_be_checked()
    page.evaluate("localStorage.removeItem('plumbline-keys-off')")
    page.locator("body").press("2")
    expect(page.get_by_role("radio", name="Sort")).to_be_checked()
