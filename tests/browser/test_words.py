"""A word of the trade opens its entry where it stands, and is a link where no script runs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import violations
from tests.pages import begin

ADDRESS = "change/compute.api_input_tokens_per_case/"


@pytest.fixture
def word(page, site):
    page.goto(begin(page.context, site.url) + ADDRESS)
    page.wait_for_load_state("networkidle")
    return page.get_by_role("link", name="tokens", exact=True)


def test_word_opens_its_entry_with_a_key_and_escape_gives_the_focus_back(page, word):
    word.focus()
    page.keyboard.press("Enter")
    entry = page.get_by_role("dialog", name="Token")
    expect(entry).to_contain_text("A piece of a word")
    expect(entry).to_be_focused()
    assert violations(page) == []
    entry.get_by_role("link", name="Context window").click()
    expect(page.get_by_role("dialog", name="Context window")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(word).to_be_focused()
    assert ADDRESS in page.url


def test_entry_opens_on_a_touch_screen_inside_of_the_window(open_browser, site):
    page = open_browser(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="dark").new_page()
    page.goto(begin(page.context, site.url) + ADDRESS)
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="tokens", exact=True).tap()
    box = page.get_by_role("dialog", name="Token").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert violations(page) == []
    page.get_by_role("button", name="Close").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_word_leads_to_the_glossary_without_scripts(open_browser, site):
    page = open_browser().new_page()
    address = begin(page.context, site.url) + ADDRESS
    bare = open_browser(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    bare.goto(address)
    bare.get_by_role("link", name="tokens", exact=True).click()
    expect(bare).to_have_url(re.compile("/words/#token$"))


def test_press_on_a_label_still_reaches_its_field(page, word):
    page.get_by_text("Tokens in, each call", exact=True).click()
    expect(page.locator("#compute-api_input_tokens_per_case-value")).to_be_focused()
