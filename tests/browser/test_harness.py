"""The watch and the checks of the browser tests find what they are there to find."""

import pytest
from playwright.sync_api import expect

from tests.pages import wait_until


@pytest.fixture
def caught(watch):
    """What the watch saw in a test that provokes it; the watch itself is then content."""
    yield watch.problems
    watch.problems.clear()


def test_inline_script_does_not_run_and_is_reported(page, caught):
    page.goto("/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))")
    assert page.title() != "1"
    assert "Content Security Policy" in caught[0]


def test_request_to_another_host_is_refused_and_reported(page, caught):
    page.goto("/")
    page.evaluate("fetch('http://elsewhere.example/').catch(() => 0)")
    assert any("Content Security Policy" in problem for problem in caught)


def test_error_in_a_page_is_reported(page, caught):
    page.goto("/")
    page.evaluate("setTimeout(() => { throw new Error('provoked') })")
    page.wait_for_timeout(50)
    assert any("provoked" in problem for problem in caught)


def test_waiting_for_a_page_looks_more_than_once(page):
    page.goto("/")
    page.evaluate("setTimeout(() => document.body.classList.add('there'), 300)")
    wait_until(page, "document.body.matches('.there')")


def test_axe_finds_an_image_without_a_text(page, axe):
    page.goto("/")
    page.evaluate("document.querySelector('main').append(new Image(9, 9))")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_page_that_is_too_wide_is_found(page, fits):
    page.goto("/")
    page.evaluate("document.querySelector('main').append(Object.assign(new Image(5000, 9), {alt: ''}))")
    with pytest.raises(AssertionError, match="px too wide at 390 px"):
        fits(page)


def test_two_browsers_share_nothing(open_browser):
    first, second = open_browser().new_page(), open_browser().new_page()
    first.goto("/")
    first.evaluate("localStorage.setItem('mine', '1')")
    second.goto("/")
    assert second.evaluate("localStorage.getItem('mine')") is None
    expect(second.locator("main")).to_be_visible()
