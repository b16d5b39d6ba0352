"""The slider of the value page: it recalculates while it moves, and saves only when it is told to."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE


@pytest.fixture
def home(page):
    """Open the worked example and return the path of its base scenario."""
    page.set_default_timeout(30_000)
    page.goto("/")
    page.get_by_role("button", name="Look at a worked example").click()
    return re.search(r"/p/[0-9a-f-]{36}/", page.url)[0] + "base/"


def test_slider_recalculates_and_saves_only_when_it_is_taken(page, home):
    page.goto(home + "value/#coverage-slider")
    slider, result = page.locator("#coverage-slider"), page.locator("#coverage_at")
    expect(result).to_contain_text("This is your plan.")
    slider.focus()
    for _step in range(5):
        page.keyboard.press("ArrowRight")
    expect(result).to_contain_text("Take 75%")
    page.reload()
    expect(slider).to_be_visible()
    expect(result).to_contain_text("This is your plan.")
    slider.focus()
    for _step in range(5):
        page.keyboard.press("ArrowRight")
    result.get_by_role("button", name="Take 75%").click()
    expect(page.get_by_text("Planned under Team, Other expenses:")).to_be_visible()
    expect(page.locator("#value-coverage-value")).to_have_value("65% to 85%, likely 75%")


def test_controllers_part_comes_when_it_is_opened_and_is_accessible(page, home, axe):
    page.goto(home + "value/")
    page.get_by_text("For the controller:").click()
    # The most that any page works out at once, on a machine that does other work: patience beyond the usual.
    expect(page.get_by_role("heading", name="The cost of being wrong")).to_be_visible(timeout=3 * PATIENCE)
    expect(page.locator("#chart-case-cash")).to_be_visible()
    axe(page)
