"""Whoever sends slowly or asks for much keeps nobody from saving: the real server, with floods that end by themselves.

How fast it stays is measured by `benchmarks.floods`; here it only has to answer while the flood lasts.
"""

import re
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.config.test_durability import Visitor
from tests.server import Site

# A server of its own, with a database of its own.
pytestmark = pytest.mark.once

SLOW_BODIES, SLOW_HEADERS = 50, 200
FIELD = "problem.statement"
QUIET = {"PLUMBLINE_UPLOAD_SECONDS": "3", "PLUMBLINE_HEAVY_PROCESSES": "1", "PLUMBLINE_HEAVY_PLACES": "2"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    started = Site(tmp_path_factory.mktemp("floods"), QUIET)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def visitor(site):
    visitor = Visitor(site)
    visitor.get("/")
    visitor.home = urllib.parse.urlsplit(visitor.post("/sample/")[0]).path
    return visitor


def save(visitor, number):
    """Save one answer, and return what stands under it."""
    _url, shown = visitor.get(f"{visitor.home}answers/{FIELD}/")
    version = re.search(r'data-version="(\d+)"', shown)[1]
    sent = {"value": f"Text {number}", "version": version, "token": f"flood-{number}"}
    prefix = FIELD.replace(".", "-")
    return visitor.post(
        f"{visitor.home}answers/{FIELD}/", **{f"{prefix}-{name}": value for name, value in sent.items()}
    )[1]


def connect(site, start):
    """Return a connection that has said the beginning of a request."""
    connection = socket.create_connection(("127.0.0.1", site.port), timeout=30)
    connection.sendall(start)
    return connection


def trickle(connections, seconds):
    """Send a byte on each now and then, until the server has had enough of all of them."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for connection in connections:
            try:
                connection.sendall(b"x")
            except OSError:
                continue
        time.sleep(0.5)


def reply_to(connection):
    """Return the first line that the server says to a slow visitor; nothing where it closed."""
    try:
        return connection.recv(100).split(b"\r\n")[0].decode()
    except OSError:
        return ""


def test_slow_visitors_stop_nobody_from_saving_and_are_cut_off(site, visitor):
    body = b"POST /start/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nname="
    header = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
    with ExitStack() as opened, ThreadPoolExecutor(1) as sender:
        bodies = [opened.enter_context(connect(site, body)) for _number in range(SLOW_BODIES)]
        headers = [opened.enter_context(connect(site, header)) for _number in range(SLOW_HEADERS)]
        slow = sender.submit(trickle, [*bodies, *headers], 4)
        saved = [save(visitor, number) for number in range(5)]
        health = visitor.get("/healthz")[1]
        assert not slow.done(), "the flood was over before anything was saved"
        slow.result()
        ends = [reply_to(connection) for connection in bodies]
    assert all('data-result="saved"' in shown for shown in saved)
    assert health.startswith("ok")
    assert {end for end in ends if end} <= {"HTTP/1.1 408 Request Timeout"}


def ask(visitor, path):
    try:
        with visitor.opener.open(visitor.site.url + visitor.home + path, timeout=60) as reply:
            return reply.status, reply.read()[:5]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Retry-After"]


def test_many_reports_at_once_leave_saving_alone_and_the_rest_come_again(site, visitor):
    with ThreadPoolExecutor(12) as crowd:
        asked = [crowd.submit(ask, visitor, "report.pdf") for _number in range(12)]
        saved = [save(visitor, 100 + number) for number in range(5)]
        replies = [reply.result() for reply in asked]
    assert all('data-result="saved"' in shown for shown in saved)
    assert set(replies) == {(200, b"%PDF-"), (503, "5")}
    assert ask(visitor, "report.pdf") == (200, b"%PDF-")


@pytest.mark.parametrize("path", ["report/", "scenarios/", "quick/report.pdf", "team/team.xlsx"])
def test_heavy_pages_need_no_writing(site, visitor, path):
    assert ask(visitor, path)[0] == 200


def test_link_opens_and_its_owner_sees_that_it_was_opened(site, visitor):
    _url, page = visitor.post(f"{visitor.home}share/", label="Ingrid", right="1")
    link = re.search(r"/s/[\w-]{20,}/", page)[0]
    with urllib.request.urlopen(site.url + link, timeout=60) as reply:
        assert reply.status == 200
    _url, shared = visitor.get(f"{visitor.home}share/")
    assert "never opened" not in shared.lower()
    assert "opened" in shared.lower()


def test_cookies_come_through_one_by_one(site):
    visitor = Visitor(site)
    visitor.get("/")
    visitor.post("/start/", name="Cookies")
    assert {"csrftoken", "plumbline_browser", "plumbline_renewed"} <= {cookie.name for cookie in visitor.jar}
