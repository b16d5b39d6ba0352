"""Nothing typed is lost: replies that come late and out of order, every way to leave a page, a killed browser."""

import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.browser.conftest import FLAGS, PATIENCE
from tests.config.test_durability import Visitor

LABEL = "The problem in two sentences"
STORED_AFTER_S = 6
"""Chromium writes a page's storage to the disk up to five seconds later."""
TABS, TRIALS = 15, 4
# Every request is held back before it goes and every reply before it is read, at random and on its own, 30 to 900 ms
# together; then texts come at random moments, and what the server has is read by its own line.
TYPE = """async ([trials, save]) => {
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const between = (low, high) => low + Math.random() * (high - low);
  const field = document.querySelector("textarea[name='problem-statement-value']");
  const straight = window.fetch;
  window.fetch = async (...what) => {
    await sleep(between(15, 450));
    const reply = await straight(...what);
    await sleep(between(15, 450));
    return reply;
  };
  const lost = [];
  for (let trial = 0; trial < trials; trial++) {
    let text = `Trial ${trial}`;
    for (let step = 0; step < 5; step++) {
      field.value = text += ` and ${step}`;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      if (step % 2) field.dispatchEvent(new Event("change", { bubbles: true }));
      await sleep(between(20, 300));
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
    let stored;
    for (let wait = 0; wait < 100; wait++) {
      await sleep(100);
      if (!document.querySelector("#save_state .saved") || document.querySelector("[data-waiting]")) continue;
      const shown = await (await straight(save)).text();
      stored = new DOMParser().parseFromString(shown, "text/html").querySelector("textarea").value;
      break;
    }
    if (stored !== text) lost.push([text, stored]);
  }
  return lost;
}"""


@pytest.fixture
def visitor(site):
    """Begins projects without a browser, which is quick, and reads what the server has."""
    visitor = Visitor(site)
    visitor.get("/")
    visitor.post("/start/", name="First")  # it has the cookies then
    return visitor


def let_in(context, visitor):
    """Give a browser the cookies of the visitor, whose projects are its own then."""
    context.add_cookies(
        [{"name": cookie.name, "value": cookie.value, "url": visitor.site.url} for cookie in visitor.jar]
    )


def begin(visitor):
    """Begin a project; return the address of its first questions, and of the answer."""
    home = visitor.post("/start/", name="Leaving")[0]
    return f"{home}problem/problem/", f"{home}answers/problem.statement/"


def test_last_text_is_stored_in_60_trials_with_replies_out_of_order(open_browser, visitor):
    context, pages = open_browser(), []
    let_in(context, visitor)
    for _tab in range(TABS):
        address, save = begin(visitor)
        pages.append(context.new_page())
        pages[-1].goto(address)
        pages[-1].evaluate("save => { window.save = save }", save)
    for page in pages:
        page.evaluate(f"(trials) => {{ window.lost = ({TYPE})([trials, window.save]) }}", TRIALS)
    assert [page.evaluate("() => window.lost") for page in pages] == [[]] * TABS


WAYS = {
    "reload": lambda page: page.reload(),
    "back": lambda page: page.go_back(),
    "task list": lambda page: page.locator("nav a[href*='/team/']:visible").first.click(),
    "another address": lambda page: page.goto("/"),
    "closed": lambda page: page.close(run_before_unload=True),
}


def stored(visitor, address, text):
    """Wait for a text to be what the server has."""
    end = time.monotonic() + 10
    while text not in (shown := visitor.get(urlsplit(address).path)[1]) and time.monotonic() < end:
        time.sleep(0.1)
    return text in shown


@pytest.mark.parametrize("way", WAYS)
def test_text_is_sent_however_its_page_is_left_at_once(open_browser, visitor, way):
    address, save = begin(visitor)
    context = open_browser()
    let_in(context, visitor)
    page = context.new_page()
    page.goto("/")
    page.goto(address)
    page.get_by_label(LABEL, exact=True).press_sequentially("Left at once")
    WAYS[way](page)
    assert stored(visitor, save, "Left at once")


@contextmanager
def own_chromium(chromium, path, folder):
    """A browser that keeps what it knows in a folder, and a function that kills it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = [*FLAGS, "--headless=new", f"--user-data-dir={folder}", f"--remote-debugging-port={port}"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    process = subprocess.Popen([path, *flags, "about:blank"], stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        for _try in range(200):
            try:
                browser = chromium.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
                break
            except PlaywrightError:
                time.sleep(0.1)
        context = browser.contexts[0]
        context.set_default_timeout(PATIENCE)
        yield context, lambda: os.killpg(process.pid, signal.SIGKILL)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def type_without_a_line(page, address):
    page.route("**/answers/**", lambda route: route.abort())
    page.goto(address)
    page.get_by_label(LABEL, exact=True).press_sequentially("Never sent")
    expect(page.locator("#save_state .unsaved")).to_be_visible()


def test_text_that_no_line_took_outlives_a_killed_browser(chromium, browser_path, visitor, tmp_path):
    address, save = begin(visitor)
    with own_chromium(chromium, browser_path, tmp_path) as (context, kill):
        let_in(context, visitor)
        type_without_a_line(context.new_page(), address)
        time.sleep(STORED_AFTER_S)
        kill()
    with own_chromium(chromium, browser_path, tmp_path) as (context, _kill):
        let_in(context, visitor)
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_label(LABEL, exact=True)).to_have_value("Never sent")
        assert stored(visitor, save, "Never sent")


def test_text_that_no_line_took_outlives_a_killed_tab(open_browser, visitor):
    address, save = begin(visitor)
    context = open_browser()
    let_in(context, visitor)
    page = context.new_page()
    type_without_a_line(page, address)
    with page.expect_event("crash"), suppress(PlaywrightError):
        page.goto("chrome://crash")
    other = context.new_page()
    other.goto(address)
    expect(other.get_by_label(LABEL, exact=True)).to_have_value("Never sent")
    assert stored(visitor, save, "Never sent")


def test_page_that_comes_out_of_the_browser_s_cache_shows_and_saves_the_last_text(
    chromium, browser_path, visitor, tmp_path
):
    """Ours are not to be kept, and some browsers keep them all the same: so here nothing says so."""
    address, save = begin(visitor)

    def without_header(route):
        reply = route.fetch()
        route.fulfill(response=reply, headers={k: v for k, v in reply.headers.items() if k != "cache-control"})

    with own_chromium(chromium, browser_path, tmp_path) as (context, _kill):
        let_in(context, visitor)
        page = context.new_page()
        page.route(address, without_header)
        page.goto(address)
        page.evaluate("window.kept = true")
        field = page.get_by_label(LABEL, exact=True)
        field.press_sequentially("Before")
        page.goto(visitor.site.url)
        page.go_back(wait_until="commit")  # a page that was kept is loaded no second time
        assert page.evaluate("window.kept"), "the page did not come out of the cache"
        expect(field).to_have_value("Before")
        field.press_sequentially(" and after")
        assert stored(visitor, save, "Before and after")
