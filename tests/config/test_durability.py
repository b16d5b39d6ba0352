"""The promise of "Saved": what the server acknowledged is there when it was killed a moment later."""

import http.client
import http.cookiejar
import re
import signal
import sqlite3
import threading
import time
import urllib.parse
import urllib.request
from contextlib import closing

import pytest

from tests.server import Site

# A server of its own, with a database of its own.
pytestmark = pytest.mark.once

FIELDS = ["problem.statement", "problem.cost_basis", "why.matters", "why.if_nothing"]
KILLS = 2


class Visitor:
    """A browser without pictures: cookies, forms, and the token that forms carry."""

    def __init__(self, site: Site) -> None:
        self.site, self.jar = site, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> tuple[str, str]:
        with self.opener.open(self.site.url + path, timeout=20) as reply:
            return reply.url, reply.read().decode()

    def post(self, path: str, **data: object) -> tuple[str, str]:
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **data}).encode()
        request = urllib.request.Request(self.site.url + path, body, {"Referer": self.site.url})
        with self.opener.open(request, timeout=20) as reply:
            return reply.url, reply.read().decode()


class Writer(threading.Thread):
    """Writes one answer again and again, and notes the last text that was acknowledged."""

    def __init__(self, visitor: Visitor, home: str, field_id: str, version: int) -> None:
        super().__init__(daemon=True)
        self.visitor, self.home, self.field_id, self.version = visitor, home, field_id, version
        self.acknowledged: list[tuple[int, str]] = []

    def run(self) -> None:
        prefix = self.field_id.replace(".", "-")
        while True:
            text = f"Version {self.version + 1} of {self.field_id}"
            data = {"value": text, "version": self.version, "token": f"{self.field_id}-{self.version}"}
            try:
                sent = {f"{prefix}-{key}": part for key, part in data.items()}
                _url, reply = self.visitor.post(f"{self.home}answers/{self.field_id}/", **sent)
            except (OSError, http.client.HTTPException):
                return  # the server is gone; this one was never acknowledged
            if 'data-result="saved"' not in reply:
                return
            self.version += 1
            self.acknowledged.append((self.version, text))


@pytest.fixture
def site(tmp_path):
    found = Site(tmp_path)
    found.start()
    yield found
    found.stop()


def test_kill_under_load_loses_nothing_that_was_acknowledged(site):
    visitor = Visitor(site)
    visitor.get("/")
    home = urllib.parse.urlsplit(visitor.post("/start/", name="Killed")[0]).path
    versions = dict.fromkeys(FIELDS, 0)
    for _kill in range(KILLS):
        writers = [Writer(visitor, home, field_id, versions[field_id]) for field_id in FIELDS]
        for writer in writers:
            writer.start()
        time.sleep(0.7)
        site.stop(signal.SIGKILL)
        for writer in writers:
            writer.join(20)
        assert sum(len(writer.acknowledged) for writer in writers) > 4, "the server was killed without any load"

        began = time.monotonic()
        site.start()
        waited = time.monotonic() - began
        for writer in writers:
            last, text = [(versions[writer.field_id], ""), *writer.acknowledged][-1]
            _url, field = visitor.get(f"{home}answers/{writer.field_id}/")
            stored = int(re.search(r'data-version="(\d+)"', field)[1])
            # What was on its way may have been stored too, but nothing that was told is missing.
            assert stored in {last, last + 1}
            if stored == last:
                assert text in field
            versions[writer.field_id] = stored
        assert waited < 30, f"up again after {waited:.1f} s"  # 3 s on a machine that does nothing else

    with closing(sqlite3.connect(site.folder / "data" / "plumbline.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        numbers = [row[0] for row in database.execute("SELECT sequence FROM projects_change ORDER BY sequence")]
        last = database.execute("SELECT sequence FROM projects_project WHERE name = 'Killed'").fetchone()[0]
    assert numbers == list(range(1, sum(versions.values()) + 1))
    assert last == len(numbers)
