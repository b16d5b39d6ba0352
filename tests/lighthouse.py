"""What Lighthouse says of the pages that a newcomer meets: performance, accessibility, best practices, and SEO.

Lighthouse is a program for node and not among what the tests install: `npm install lighthouse` in any folder outside of
this one, and name that folder. Each page is opened on Lighthouse's phone profile, by the browser that owns a copy of
the worked example. The median of several runs counts, since a run on a busy machine says more of the machine.

Run: python -m tests.lighthouse FOLDER [--runs 3] [page …]
"""

import argparse
import json
import socket
import statistics
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.pages import address_of, begin

PAGES = (
    "/", "quick/size/", "quick/result/", "problem/problem/", "readiness/", "compute/", "team/", "value/", "decision/",
    "/how/", "/words/",
)  # fmt: skip
ATTEMPTS = 4  # now and then the browser begins a page before Lighthouse records
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def audit(program: Path, url: str, port: int) -> dict[str, Any]:
    """Return what Lighthouse says of a page in a browser that listens on a port. Its cookies stay as they are."""
    asked = [f"--port={port}", f"--only-categories={','.join(CATEGORIES)}", "--disable-storage-reset"]
    command = [str(program), url, "--quiet", "--output=json", *asked]
    for _attempt in range(ATTEMPTS):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.returncode:
            return dict(json.loads(done.stdout))
    raise SystemExit(f"Lighthouse could not measure {url}:\n{done.stderr}")


def faults(result: dict[str, Any]) -> set[str]:
    """Return the audits that cost points, each with what it says."""
    weighed = [
        ref["id"] for category in result["categories"].values() for ref in category["auditRefs"] if ref["weight"]
    ]
    found = (result["audits"][name] for name in weighed)
    return {
        f"{check['id']}: {check.get('displayValue') or check['title']}"
        for check in found
        if check["score"] is not None and check["score"] < 0.9
    }


def main() -> None:
    """Print the scores of every page, or of those that are named, and what costs points."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS, find_browser
    from tests.server import Site

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("pages", nargs="*")
    chosen = parser.parse_intermixed_args()
    program = chosen.folder / "node_modules/.bin/lighthouse"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        site.start()
        flags = [*FLAGS, "--no-sandbox", f"--remote-debugging-port={port}"]
        browser = playwright.chromium.launch_persistent_context(
            Path(folder) / "profile", executable_path=find_browser(), args=flags
        )
        try:
            root = begin(browser, site.url)
            for path in chosen.pages or PAGES:
                results = [audit(program, site.url + address_of(path, root), port) for _run in range(chosen.runs)]
                scores = {
                    name: round(statistics.median(result["categories"][name]["score"] for result in results) * 100)
                    for name in CATEGORIES
                }
                print(f"{path:24}", scores, *sorted(faults(results[-1])), sep="  ", flush=True)
        finally:
            browser.close()
            site.stop()


if __name__ == "__main__":
    main()
