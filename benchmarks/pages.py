"""What each page of a project costs, a save, the first screen on a phone, and the slowest interaction, in one run.

The pages of the worked example, warm, through the whole stack: processor time, bytes raw and compressed, nodes. One
save of a long text, in processor time. Then Chromium against the real server, four times slower and behind a slow 4G
line (150 ms, 1.6 Mbit/s: what Lighthouse calls a phone): the first question of the quick scope in a browser that knows
nothing; and, four times slower, scripted presses and keys, of which the slowest counts (Event Timing, from the press to
the next frame). A sign of exclamation stands where a goal is missed.

Run: python -m benchmarks.pages [--rounds 7] [--no-browser] [page …]
"""

import argparse
import gzip
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks import WorkedExample, in_thrown_away_folder
from tests.pages import MOST_BYTES, MOST_COMPRESSED_BYTES, MOST_NODES, PAGES, address_of, begin

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

MOST_CPU_MS = {"page": 60, "save": 8}
PHONE_PX = (412, 823)
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 768_000 / 8}
CPU_SLOWDOWN = 4
MOST_FIRST_SCREEN = {"bytes": 28_000, "ms": 700}
MOST_INTERACTION_MS = 100
SAVES = 60
TEXT = "Mail that reaches the wrong desk waits two days before anybody looks at it. " * 4
ELEMENT = re.compile(rb"<[a-zA-Z]")
# Collects how long each interaction took until the browser showed what followed [ms].
NOTE_INTERACTIONS = """
  window.interactions = [];
  new PerformanceObserver((list) => list.getEntries().filter((entry) => entry.interactionId).forEach((entry) =>
    window.interactions.push([entry.duration, entry.name, entry.target ? entry.target.nodeName : ""])
  )).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
FIRST_SCREEN = """() => {
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const { startTime } = performance.getEntriesByName("first-contentful-paint")[0];
  return [startTime, performance.getEntriesByType("navigation")[0].transferSize,
    entries.reduce((sum, entry) => sum + entry.transferSize, 0)];
}"""


def mark(value: float, most: float) -> str:
    """Return a value, with a sign where it is above its goal."""
    return f"{value:,.0f}{'!' if value > most else ' '}"


# ---------------------------------------------------------------- the server


def median_cpu_ms(work: Callable[[], object], rounds: int) -> float:
    """Return the processor time of something that was done once already, the median [ms]."""
    times = []
    for _round in range(rounds):
        began = process_time()
        work()
        times.append((process_time() - began) * 1000)
    return median(times)


def measure_server(paths: list[str], rounds: int) -> None:
    """Print what each page of the worked example takes of the processor and weighs, and what a save takes."""
    example = WorkedExample("base", "problem.statement")
    root = f"/p/{example.project.pk}/base/"
    print(
        f"{'page, warm':42}{'CPU ms':>8}{'bytes':>10}{'compressed':>12}{'nodes':>8}   (goal {MOST_CPU_MS['page']} ms)"
    )
    for path in paths:
        if not (address := address_of(path, root)):
            continue
        reply = example.visit(address)
        if reply.status_code == 302:  # it is about something that the worked example has not, such as two versions
            continue
        body = reply.getvalue()
        taken_ms = median_cpu_ms(partial(example.ask, address), rounds)
        cells = (
            f"{mark(taken_ms, MOST_CPU_MS['page']):>8}",
            f"{mark(len(body), MOST_BYTES):>10}",
            f"{mark(len(gzip.compress(body, 6)), MOST_COMPRESSED_BYTES):>12}",
            f"{mark(len(ELEMENT.findall(body)), MOST_NODES):>8}",
        )
        print(f"{path or 'overview':42}{''.join(cells)}", flush=True)
    save_ms = median_cpu_ms(saves(example, root).__next__, SAVES)
    print(f"one save {save_ms:.1f} ms of the processor (goal {MOST_CPU_MS['save']} ms)", flush=True)


def saves(example: WorkedExample, root: str) -> Iterator[None]:
    """Save a long text again and again, each time another one on top of the one before; once is done already."""
    page = example.ask(f"{root}problem/problem/").getvalue().decode()
    known = re.search(r'name="problem-statement-version" value="(\d+)"', page)
    assert known
    address = f"{root}answers/problem.statement/"
    for version in count(int(known[1])):
        sent = {"value": f"{TEXT}{version}", "version": str(version), "token": f"benchmark-{version}"}
        reply = example.send(address, {f"problem-statement-{name}": value for name, value in sent.items()})
        assert b'data-result="saved"' in reply.getvalue()
        yield


# ---------------------------------------------------------------- the browser


def slow_page(context: "BrowserContext", *, line: bool) -> "Page":
    """Return a window of a phone that is four times slower; behind a slow line where that is asked for."""
    page = context.new_page()
    page.set_viewport_size({"width": PHONE_PX[0], "height": PHONE_PX[1]})
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    if line:
        session.send("Network.enable")
        session.send("Network.clearBrowserCache")
        session.send("Network.emulateNetworkConditions", SLOW_4G)
    return page


def measure_first_screen(browser: "Browser", site_url: str) -> None:
    """Print how soon, and with how many bytes, the first question of the quick scope is there."""
    context = browser.new_context(locale="en-US")
    root = begin(context, site_url)
    page = slow_page(context, line=True)
    page.goto(f"{site_url}{root}quick/problem/", wait_until="load")
    page.wait_for_function(PAINTED)
    first_ms, page_bytes, all_bytes = page.evaluate(FIRST_SCREEN)
    print(
        f"first question of the quick scope on a phone: {mark(first_ms, MOST_FIRST_SCREEN['ms'])}ms, "
        f"{mark(all_bytes, MOST_FIRST_SCREEN['bytes'])}bytes, of which {page_bytes:,.0f} are the page"
    )
    context.close()


def interact(page: "Page", url: str) -> Iterator[str]:
    """Do what people do on the pages they are on most; say each page before its interactions are read."""
    page.goto(f"{url}change/problem.statement/")
    page.locator("main textarea:visible").first.click()
    page.keyboard.type("Counted in October.", delay=60)
    page.keyboard.press("Tab")
    page.wait_for_timeout(1500)
    yield "problem"
    page.goto(f"{url}readiness/")
    page.locator(".seg.pick label:visible").nth(1).click()
    page.wait_for_timeout(1500)
    page.locator("main summary:visible").last.click()
    yield "readiness"
    page.goto(f"{url}team/")
    page.locator("main summary:visible").first.click()
    page.locator("main input[inputmode]:visible, main input[type=text]:visible").first.click()
    page.keyboard.type("55", delay=60)
    page.keyboard.press("Tab")
    page.wait_for_timeout(1500)
    yield "team"
    page.goto(f"{url}value/")
    page.locator("main summary:visible").first.click()
    page.wait_for_timeout(500)
    yield "value"
    page.goto(f"{url}decision/")
    page.locator("#record-title").click()
    page.keyboard.press("Control+k")
    page.wait_for_timeout(500)
    yield "decision and palette"
    page.goto(f"{url}quick/good_enough/")
    page.locator("main label:visible").first.click()
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    yield "quick"


def measure_interactions(browser: "Browser", site_url: str) -> None:
    """Print the slowest interaction of each page that the script walks."""
    context = browser.new_context(locale="en-US")
    root = begin(context, site_url)
    page = slow_page(context, line=False)
    page.add_init_script(NOTE_INTERACTIONS)
    for name in interact(page, site_url + root):
        slowest = max(page.evaluate("window.interactions") or [[0.0, "nothing above 16 ms", ""]])
        print(f"slowest on {name}: {mark(slowest[0], MOST_INTERACTION_MS)}ms ({slowest[1]} {slowest[2]})", flush=True)
    page.context.close()


def measure_browser() -> None:
    """Start the real server and Chromium, and measure what somebody on a phone waits for."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS, find_browser
    from tests.server import Site

    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        site.start()
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*FLAGS, "--no-sandbox"])
        try:
            measure_first_screen(browser, site.url)
            measure_interactions(browser, site.url)
        finally:
            browser.close()
            site.stop()


def main() -> None:
    """Measure all pages, or those that are named, then a save, then what a phone shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("pages", nargs="*")
    chosen = parser.parse_args()
    in_thrown_away_folder(lambda: measure_server(chosen.pages or list(PAGES), chosen.rounds))
    if not chosen.no_browser:
        measure_browser()


if __name__ == "__main__":
    main()
