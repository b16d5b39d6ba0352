"""Fifty different reports asked for at once, saves of somebody else meanwhile, memory, and a report asked for again.

A reader who is told to come back comes back when they were told to. The promises: all fifty within 60 s, the saves'
95th percentile below 100 ms, memory level after them, and an unchanged report in 15 ms.

Run: python -m benchmarks.reports_at_once
"""

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import islice, product
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks.autosave import OurSave, our_server
from benchmarks.floods import PAUSE_S
from config.serve import ADDRESS

READERS, PATIENCE_S, AGAIN = 50, 300, 30
MEBIBYTE = 2**20


def queries() -> Iterator[str]:
    """Yield the addresses of reports of which no two are alike."""
    for audience, marking, paper, draft in product(
        ("full", "team", "appendix", "sponsor"), ("", "internal", "confidential", "strictly"), ("a4", "us-letter"), "01"
    ):
        yield f"?audience={audience}&marking={marking}&paper={paper}&draft={draft}"


def fetched(save: OurSave, address: str) -> tuple[float, int]:
    """Read a report, as often as it takes; returns the seconds, and how often the reader was asked to wait."""
    cookies = "; ".join(f"{name}={value}" for name, value in save.visitor.cookies.items())
    began, waits = time.perf_counter(), 0
    while time.perf_counter() - began < PATIENCE_S:
        connection = HTTPConnection(ADDRESS, save.visitor.connection.port, timeout=PATIENCE_S)
        connection.request("GET", address, headers={"Cookie": cookies})
        reply = connection.getresponse()
        content, again = reply.read(), reply.headers.get("Retry-After")
        connection.close()
        if reply.status == 200:
            assert content.startswith(b"%PDF-")
            break
        assert again, f"{address} was answered with {reply.status}"
        waits += 1
        time.sleep(float(again))
    return time.perf_counter() - began, waits


def memory_mib() -> float:
    """Return what the server and its processes hold, all that this one started."""
    parents, held = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            pages = int((folder / "statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
        parents[int(folder.name)], held[int(folder.name)] = int(fields[1]), pages * os.sysconf("SC_PAGE_SIZE")
    ours, found = {os.getpid()}, set[int]()
    while ours:
        ours = {child for child, parent in parents.items() if parent in ours}
        found |= ours
    return sum(held[process] for process in found) / MEBIBYTE


def saves_beside(save: OurSave, over: threading.Event) -> list[float]:
    """Save until it is over; returns how long each took [ms]."""
    taken_ms = []
    while not over.is_set():
        began = time.perf_counter()
        save()
        taken_ms.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE_S)
    return taken_ms


def crowd(save: OurSave, address: str, some: list[str]) -> None:
    """Ask for reports all at once, save meanwhile, and print what became of both."""
    over = threading.Event()
    with ThreadPoolExecutor(READERS + 1) as threads:
        saving = threads.submit(saves_beside, save, over)
        replies = list(threads.map(lambda query: fetched(save, address + query), some))
        over.set()
        taken_ms = saving.result()
    longest, waits = max(seconds for seconds, _waits in replies), Counter(waits for _seconds, waits in replies)
    print(f"{len(some)} reports at once: all there after {longest:.1f} s")
    print("asked to wait: " + ", ".join(f"{count} × {often}" for often, count in sorted(waits.items())))
    middle, late = np.percentile(taken_ms, [50, 95])
    print(f"{len(taken_ms)} saves meanwhile: median {middle:.0f} ms, p95 {late:.0f} ms")


def main() -> None:
    """Start the server as `./run` does, and ask."""
    with our_server() as save:
        address = save.visitor.send("POST", "/sample/", {})[0].headers["Location"] + "report.pdf"
        every = list(islice(queries(), READERS + 1))
        fetched(save, address + every[-1])
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {memory_mib():.0f} MiB after one report")
        for number in (1, 2, 3):
            crowd(save, address, [f"{query}&round={number}" for query in every[:READERS]])
            print(f"{memory_mib():.0f} MiB after {number * READERS} more")
        fetched(save, address)
        again = [fetched(save, address)[0] * 1000 for _turn in range(AGAIN)]
        print(f"the same report again, unchanged: median {median(again):.1f} ms")


if __name__ == "__main__":
    main()
