"""How texts get into a field in a real browser: typed with an input method, pasted from an office program, filled in by
the browser; what a page that was left, opened anew or translated by the browser makes of them.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.browser.test_journey import saved, start

STATEMENT = "Every day 450 letters land in one inbox and 50 of them go to the wrong desk first."
LABEL, COST = "The problem in two sentences", "Cost in a normal month"
# As Word puts a paragraph of a list onto the clipboard beside its plain text. Its styles are left out: Chromium, which
# takes them away itself, reports them to the page that writes them there.
FROM_WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><!--StartFragment--><p class=MsoListParagraph>"
    "<![if !supportLists]><span>·&nbsp;&nbsp;</span><![endif]><b>Late</b> letters<o:p></o:p></p>"
    "<script>document.title = 'pasted'</script><!--EndFragment--></html>"
)


@pytest.fixture
def root(page: Page) -> str:
    return start(page)


def open_statement(page: Page, root: str):
    page.goto(f"{root}problem/problem/")
    return page.get_by_label(LABEL, exact=True)


def input_method(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def test_text_of_an_input_method_is_saved_once_it_is_chosen(page, root):
    field = open_statement(page, root)
    field.focus()
    method = input_method(page)
    for syllables in ("に", "にほ", "にほん"):
        method.send("Input.imeSetComposition", {"text": syllables, "selectionStart": 3, "selectionEnd": 3})
    method.send("Input.insertText", {"text": "日本の手紙"})
    saved(page)
    page.reload()
    expect(field).to_have_value("日本の手紙")


def test_key_that_chooses_a_candidate_is_no_key_of_the_page(page, root):
    field = open_statement(page, root)
    field.focus()
    method = input_method(page)
    method.send("Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3})
    # What Chromium sends of the keys that an input method takes: 1 chooses a candidate, Enter ends.
    for key in ("1", "Enter", "?"):
        method.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": 229})
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("main input[type=radio]:checked:not([value=known])")).to_have_count(0)
    method.send("Input.insertText", {"text": "日本"})
    expect(field).to_have_value("日本")


def test_text_pasted_from_word_is_its_plain_text(page, root):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = open_statement(page, root)
    page.evaluate(
        """([html, plain]) => navigator.clipboard.write([new ClipboardItem({
          "text/html": new Blob([html], { type: "text/html" }), "text/plain": new Blob([plain], { type: "text/plain" }),
        })])""",
        [FROM_WORD, "·\u00a0Late letters\r\n“in time” – soon"],
    )
    field.focus()
    page.keyboard.press("Control+v")
    expect(field).to_have_value("·\u00a0Late letters\n“in time” – soon")
    saved(page)
    page.reload()
    expect(field).to_have_value(re.compile("Late letters\n“in time” – soon"))
    expect(page).not_to_have_title("pasted")


def test_cells_pasted_from_excel_into_one_field_are_asked_back(page, root):
    page.goto(f"{root}problem/problem/")
    field = page.get_by_label(COST, exact=True)
    field.fill("1,200\t1,400")
    expect(page.locator("#problem-monthly_cost-after .error")).to_be_visible()
    expect(field).to_have_value("1,200\t1,400")
    expect(page.locator("#save_state")).to_contain_text("see below")
    # On a page that does not ask it, the bar leads to where it stands.
    page.goto(f"{root}data/")
    page.locator("#save_state a").click()
    expect(page).to_have_url(f"{root}change/problem.monthly_cost/")
    expect(page.get_by_label(COST, exact=True)).to_have_value("1,200\t1,400")


def test_what_a_password_manager_fills_in_is_saved_and_none_is_invited(page, root):
    field = open_statement(page, root)
    # A field that a program fills in gets the events but no key.
    filled = "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }"
    field.evaluate(filled, STATEMENT)
    saved(page)
    page.reload()
    expect(field).to_have_value(STATEMENT)
    expect(page.locator("form:has(.answer):not([autocomplete=off])")).to_have_count(0)
    expect(page.locator("main input[type=password]")).to_have_count(0)


def test_page_that_the_browser_translated_goes_on_saving(page, root):
    field = open_statement(page, root)
    # What translators of browsers do: each text goes into two elements <font>, inside of whatever the page has.
    page.evaluate(
        """() => {
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
          const stays = "script, style, textarea, option";
          while (texts.nextNode()) {
            const text = texts.currentNode;
            if (text.data.trim() && !text.parentElement.closest(stays)) found.push(text);
          }
          for (const text of found) {
            const outer = document.createElement("font"), inner = document.createElement("font");
            text.replaceWith(outer); outer.append(inner); inner.append("¿" + text.data);
          }
          document.documentElement.lang = "es"; document.documentElement.classList.add("translated-ltr");
        }"""
    )
    field = page.locator("#problem-statement-value")
    field.fill(STATEMENT)
    saved(page)
    page.locator("#problem-statement .states label").nth(1).click()
    expect(page.locator("#problem-statement .when-unknown")).to_be_visible()
    saved(page)
    page.locator("#problem-statement .states label").first.click()
    saved(page)
    page.reload()
    expect(page.get_by_label(LABEL, exact=True)).to_have_value(STATEMENT)


def test_back_and_forward_show_what_was_saved_last(page, root):
    field = open_statement(page, root)
    field.fill(STATEMENT)
    saved(page)
    page.goto(f"{root}value/")
    page.go_back()
    expect(page.get_by_label(LABEL, exact=True)).to_have_value(STATEMENT)
    page.locator("#q-problem-statement > summary").click()
    page.get_by_label(LABEL, exact=True).fill("Shorter.")
    saved(page)
    page.go_forward()
    page.go_back()
    expect(page.get_by_label(LABEL, exact=True)).to_have_value("Shorter.")
    expect(page.locator(".clash")).to_have_count(0)


def test_page_left_at_once_by_the_back_button_loses_nothing(page, root):
    page.goto(f"{root}value/")
    field = open_statement(page, root)
    field.press_sequentially("Left at once.")
    page.go_back()
    page.go_forward()
    expect(page.get_by_label(LABEL, exact=True)).to_have_value("Left at once.")


@pytest.fixture
def left(page: Page) -> Callable[[], list[str]]:
    """Return a function that tries to leave the page and returns what the browser asked before."""

    def leave() -> list[str]:
        other, asked = page.context.new_page(), []
        page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        page.close(run_before_unload=True)
        other.wait_for_timeout(1000)
        return asked

    return leave


def test_page_with_unsent_text_warns_before_it_is_left(page, root, left):
    field = open_statement(page, root)
    page.route(re.compile("/answers/"), lambda route: route.abort())
    field.press_sequentially(STATEMENT)
    expect(page.locator("#save_state .unsaved")).to_be_visible()
    assert left() == ["beforeunload"]
    expect(field).to_have_value(STATEMENT)
    page.unroute(re.compile("/answers/"))
    saved(page)


def test_page_without_unsent_text_is_left_without_a_word(page, root, left):
    field = open_statement(page, root)
    field.press_sequentially("Short.")
    saved(page)
    assert left() == []
    assert page.is_closed()


def test_time_of_saving_says_its_zone(open_browser: Callable[..., BrowserContext]):
    page = open_browser(timezone_id="Asia/Kolkata").new_page()
    field = open_statement(page, start(page))
    field.fill(STATEMENT)
    saved(page)
    for time in (page.locator("#save_state time"), page.locator("#problem-statement-after time")):
        time.hover()
        expect(time).to_have_attribute("title", re.compile(r"\d{4} .*GMT\+5:30"))
        expect(time).to_have_text(re.compile(r"^\d\d:\d\d$"))


def test_focus_moves_to_what_has_to_be_corrected_and_from_there_to_the_field(page, root):
    page.goto(f"{root}problem/problem/")
    page.get_by_label(COST, exact=True).fill("plenty")
    page.locator("main button[name=next]").click()
    expect(page.get_by_role("alert").filter(has=page.get_by_role("heading"))).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label(COST, exact=True)).to_be_focused()
    expect(page.get_by_label(COST, exact=True)).to_have_value("plenty")


def test_enter_in_a_field_sends_it_and_stays_where_it_is(page, root):
    page.goto(f"{root}value/")
    page.evaluate("document.body.dataset.stays = 'yes'")
    field = page.get_by_label("Cases in a year", exact=True)
    field.fill("4800")
    assert page.evaluate("scrollY") > 0
    field.press("Enter")
    saved(page)
    expect(page.locator("body[data-stays=yes]")).to_have_count(1)
    expect(field).to_be_focused()
    # What stands above it follows the answer and may take some lines more or less.
    assert page.evaluate("scrollY") > 0
