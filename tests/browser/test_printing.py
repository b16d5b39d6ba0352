"""What is folded on a page is on paper; afterwards the page is as it was."""

import shutil
import subprocess

import pytest
from playwright.sync_api import expect

from tests.pages import begin

CLOSED = "() => document.querySelectorAll('details:not([open])').length"


def printed(page):
    return " ".join(pages_of(page))


def pages_of(page):
    """Return the words of each printed page."""
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext to read the page with (Debian: apt install poppler-utils)")
    done = subprocess.run(["pdftotext", "-", "-"], input=page.pdf(format="A4"), capture_output=True, check=True)
    return [" ".join(words.split()) for words in done.stdout.decode().split("\f")]


@pytest.fixture
def opened(open_browser, site):
    """Return a function that opens a page of the worked example as somebody sees it first."""

    def open_one(path, *scripts):
        context = open_browser(in_turn=True)
        for script in scripts:
            context.add_init_script(script)
        page = context.new_page()
        page.goto(begin(context, site.url) + path)
        page.wait_for_load_state("networkidle")
        return page

    return open_one


def test_folded_questions_their_help_and_notes_are_on_paper(opened):
    page = opened("problem/problem/")
    text = printed(page)
    for said in (
        "Who would say the problem is smaller than you think?",  # asked on, of A4
        "If everybody knows it, one of them can show you a number.",  # why its weak example is weak
        "This sets the ceiling: you cannot save more than the problem costs.",  # why we ask A3
        "loaded cost of a clerk's hour from the finance rate card 2026",  # a note
    ):
        assert said in text
    assert page.evaluate(CLOSED) > 0


def test_parts_that_were_not_fetched_yet_are_on_paper_and_wait_again_afterwards(opened):
    page = opened("value/")
    waiting = page.locator(".part[data-places] > p.part-questions")
    before = waiting.count()
    assert before
    assert "How many months does the sum run" in printed(page)
    expect(waiting).to_have_count(before)
    page.locator(".part[data-places] > summary").first.click()
    expect(waiting).to_have_count(before - 1)


def test_text_that_is_longer_than_its_input_is_whole_on_paper(opened):
    page = opened("change/problem.process_step/")
    long = "Claims intake, step 2: " + "a clerk opens each new message and picks a queue, " * 3 + "last words"
    page.locator("#problem-process_step-value").fill(long)
    assert long in printed(page)
    expect(page.locator(".on-paper")).to_have_count(0)


def test_browser_without_a_style_for_folded_parts_unfolds_them_to_print(opened):
    page = opened("problem/problem/", "CSS.supports = () => false")
    before = page.evaluate(CLOSED)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open]):not([hx-get])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert (page.evaluate(CLOSED), bool(before)) == (before, True)


def test_what_is_fetched_once_it_is_near_is_on_paper(opened):
    page = opened("value/", "window.IntersectionObserver = class { observe() {} unobserve() {} };")
    far = page.locator("#options[hx-trigger^=near]")
    expect(far).to_have_count(1)
    assert "The same cases, hours and prices for every option." in printed(page)
    expect(far).to_have_count(1)


def test_what_is_asked_stands_on_paper_with_its_reason(opened):
    page = opened("report/")
    page.emulate_media(media="print")
    asks = page.locator("main ol.list > li")
    assert asks.count() >= 3
    assert set(asks.evaluate_all("lines => lines.map((line) => getComputedStyle(line).breakInside)")) == {"avoid"}


CUT = """() => [...document.querySelectorAll("main :is(.scroll, .chart)")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.ariaLabel || box.id)"""
PARTED_WORDS = """() => [...document.querySelectorAll("main .words :is(th, td)")].flatMap((cell) => {
  const text = cell.firstChild;
  if (text?.nodeType !== Node.TEXT_NODE) return [];
  return [...text.data.matchAll(/[\\p{L}\\d]+/gu)].filter((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return new Set([...range.getClientRects()].map((line) => line.top)).size > 1;
  }).map(String);
})"""
PAPER = {"width": 673, "height": 1000}
"""Between the margins of A4, in pixels of CSS."""


@pytest.fixture
def long_report(open_browser, site):
    """The report of the example with the longest plan and the widest tables."""
    page = open_browser(in_turn=True).new_page()
    page.goto(begin(page.context, site.url, "consortium") + "report/")
    return page


def test_no_table_of_the_report_is_cut_on_paper(long_report):
    long_report.emulate_media(media="print")
    long_report.set_viewport_size(PAPER)
    assert long_report.evaluate(CUT) == []


def test_words_in_tables_of_answers_are_whole_on_paper_and_on_the_page(long_report):
    assert long_report.evaluate(PARTED_WORDS) == []
    long_report.emulate_media(media="print")
    long_report.set_viewport_size(PAPER)
    assert long_report.evaluate(PARTED_WORDS) == []


def test_answers_begin_below_their_heading_on_paper(opened):
    (begun,) = [words for words in pages_of(opened("report/")) if "are still to be found out." in words]
    assert "A1 In two sentences" in begun
