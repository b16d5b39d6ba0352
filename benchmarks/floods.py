"""Saving beside floods: what slow visitors, reports and pages by the hundred do to the save of somebody else.

Each flood ends by itself. Printed for each: the median and the 99th percentile of the saves meanwhile, and what became
of the flood. The promise is 500 ms at the 99th percentile, on a machine that does nothing else.

Run: python -m benchmarks.floods
"""

import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks.autosave import OurSave, our_server
from config.serve import ADDRESS

SLOW_BODIES, SLOW_HEADERS, CROWD, LONGEST_S = 50, 200, 200, 60
PAUSE_S = 0.05
"""Between two saves: somebody who types fast."""


@contextmanager
def slow_visitors(save: OurSave) -> Iterator[Callable[[], str]]:
    """Send a byte every second on 250 connections."""
    port = save.visitor.connection.port
    body = b"POST /start/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nname="
    header = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
    over = threading.Event()
    with ExitStack() as opened:
        connections = [
            opened.enter_context(socket.create_connection((ADDRESS, port)))
            for _number in range(SLOW_BODIES + SLOW_HEADERS)
        ]
        for number, connection in enumerate(connections):
            connection.sendall(body if number < SLOW_BODIES else header)

        def trickle() -> None:
            while not over.wait(1):
                for connection in connections:
                    with suppress(OSError):
                        connection.sendall(b"x")

        thread = threading.Thread(target=trickle)
        thread.start()
        yield lambda: f"{SLOW_BODIES} bodies and {SLOW_HEADERS} headers, a byte a second on each"
        over.set()
        thread.join()


@contextmanager
def crowd(save: OurSave, address: str) -> Iterator[Callable[[], str]]:
    """Ask for one page 200 times, all at once."""
    cookies = "; ".join(f"{name}={value}" for name, value in save.visitor.cookies.items())
    replies: Counter[int] = Counter()

    def ask(_number: int) -> None:
        connection = HTTPConnection(ADDRESS, save.visitor.connection.port, timeout=LONGEST_S)
        with suppress(OSError):
            connection.request("GET", address, headers={"Cookie": cookies})
            reply = connection.getresponse()
            reply.read()
            replies[reply.status] += 1
        connection.close()

    with ThreadPoolExecutor(CROWD) as threads:
        for number in range(CROWD):
            threads.submit(ask, number)
        yield (
            lambda: (
                f"{CROWD} × {address.split('base/')[1]}: "
                + ", ".join(f"{count} got {status}" for status, count in replies.items())
            )
        )


def measure(save: OurSave, flood: Callable[[], str], seconds: float) -> None:
    """Save on and on, and print how long it took."""
    taken_ms = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        save()
        taken_ms.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE_S)
    middle, late = np.percentile(taken_ms, [50, 99])
    print(f"{len(taken_ms):5} saves: median {middle:6.1f} ms, p99 {late:6.1f} ms beside {flood()}", flush=True)


def main() -> None:
    """Start the server as `./run` does and try each flood."""
    with our_server() as save:
        example = save.visitor.send("POST", "/sample/", {})[0].headers["Location"]
        save.visitor.send("GET", f"{example}scenarios/")
        measure(save, lambda: "nothing else", 10)
        with slow_visitors(save) as flood:
            measure(save, flood, 20)
        for path in ("report.pdf", "scenarios/", "compute/"):
            with crowd(save, example + path) as flood:
                measure(save, flood, 20)


if __name__ == "__main__":
    main()
