"""Every page of an example: how tall it is, how many nodes it has, what it weighs, beside the limits.

With `--shots FOLDER` it also takes a picture of each, 1360 and 390 pixels wide, light and dark, in English and German.

Run: python -m tests.pages [--example claims] [--shots FOLDER [--languages en,de]] [page …]
"""

import argparse
import gzip
import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PROBLEM = ["problem", "why", "outcome", "tried", "people", "strategy", "solution", "data", "success", "risk", "plan"]
PAGES = (
    "",
    *(f"problem/{part}/" for part in PROBLEM),
    "problem/summary/", "readiness/", "data/", "approach/",
    "compute/", "compute/figures/", "compute/examples/", "compute/ways/", "compute/fits/", "compute/models/",
    "compute/offers/", "compute/runs/",
    "team/", "team/budget/", "team/hiring/", "team/rate-card/",
    "value/", "training/", "evaluation/", "options/", "decision/", "actions/", "report/",
    "check/problem/", "check/team/", "change/problem.monthly_cost/",
    "interview/", "interview/problem.statement/", "interview/problem/sheet/",
    "scenarios/", "scenarios/new/", "history/", "share/", "settings/", "place/", "go/", "quick/result/", "quick/size/",
)  # fmt: skip
"""Below the path of a project."""
PUBLIC = ("/", "/how/", "/words/", "/import/", "/bin/")
TALLEST_PX, MOST_NODES, MOST_BYTES, MOST_COMPRESSED_BYTES = 3_000, 2_500, 150_000, 45_000
UNLIMITED = ("report/", "/words/", "/how/")
"""Read from end to end or looked up in, so it may be as long as it is."""
WIDTHS_PX = (1360, 390)


def begin(context: "BrowserContext", url: str, example: str = "claims") -> str:
    """Open a copy of an example, the worked one unless another is named; return the path of its base."""
    page = context.new_page()
    page.goto(url)
    token = page.eval_on_selector("input[name=csrfmiddlewaretoken]", "input => input.value")
    sent: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, "example": example, "copy": "1"}
    reply = context.request.post(f"{url}/sample/", form=sent, headers={"Referer": f"{url}/"})
    found = re.search(r"/p/[0-9a-f-]+/\w+/", reply.url)
    assert found, reply.url
    return found[0]


def address_of(path: str, root: str) -> str:
    """Return the address of a page: one of a project's, or a public one."""
    return path if path.startswith("/") else root + path


def measure(page: "Page", url: str) -> dict[str, int]:
    """Return the height [px], nodes and bytes of a page as it is when it is opened."""
    body = page.context.request.get(url, timeout=120_000).body()
    page.set_viewport_size({"width": WIDTHS_PX[0], "height": 900})
    page.goto(url, wait_until="load")
    height, nodes = page.evaluate("[document.documentElement.scrollHeight, document.querySelectorAll('*').length]")
    return {"px": height, "nodes": nodes, "bytes": len(body), "compressed": len(gzip.compress(body, 6))}


def over_limit(path: str, found: dict[str, int]) -> list[str]:
    """Return which limits a page breaks."""
    limits = {"px": TALLEST_PX, "nodes": MOST_NODES, "bytes": MOST_BYTES, "compressed": MOST_COMPRESSED_BYTES}
    return [] if path in UNLIMITED else [name for name, limit in limits.items() if found[name] > limit]


def shoot(page: "Page", url: str, file: Path, languages: Sequence[str]) -> None:
    """Take a picture of a page in each language, width and scheme."""
    for language, width, scheme in product(languages, WIDTHS_PX, ("light", "dark")):
        page.context.add_cookies([{"name": "language", "value": language, "url": url}])
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(url, wait_until="load")
        page.screenshot(path=file.with_name(f"{file.name}-{width}-{scheme}-{language}.png"), full_page=True)
    page.context.clear_cookies(name="language")


def main() -> None:
    """Measure every page, or those that are named; take pictures where a folder is named."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS, find_browser
    from tests.server import Site

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--example", default="claims", help="a file of fixtures/samples, by its name without .json")
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--languages", default="en,de")
    parser.add_argument("pages", nargs="*")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        site.start()
        browser: Any = playwright.chromium.launch(executable_path=find_browser(), args=[*FLAGS, "--no-sandbox"])
        try:
            context = browser.new_context()
            root = begin(context, site.url, chosen.example)
            page = context.new_page()
            for path in chosen.pages or (*PAGES, *PUBLIC):
                url = site.url + address_of(path, root)
                found = measure(page, url)
                print(f"{path or 'overview':32}", found, *over_limit(path, found), flush=True)
                if chosen.shots:
                    chosen.shots.mkdir(parents=True, exist_ok=True)
                    name = (path.strip("/") or ("start" if path else "overview")).replace("/", "_")
                    shoot(page, url, chosen.shots / name, chosen.languages.split(","))
        finally:
            browser.close()
            site.stop()


if __name__ == "__main__":
    main()
