"""What stands before Django, with visitors made by hand."""

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.test import override_settings

from config import front, gateway, heavy
from config.front import Bodies, HeavyRoom, RefusedRequest
from config.heavy import Ended, Helper
from projects.lanes import NoPageReason

SCOPE = SimpleNamespace(
    server="127.0.0.1:8000",
    client="127.0.0.1:50000",
    method="GET",
    path="/café/",
    query_string="a=1",
    http_version="1.1",
    scheme="http",
    headers=SimpleNamespace(
        items=lambda: [
            ("host", "127.0.0.1"),
            ("cookie", "a=1"),
            ("cookie", "b=2"),
            ("x_forwarded_proto", "https"),
            ("content-type", "text/plain"),
        ]
    ),
)
PAGE = {name: value for name, value in gateway.environ_of(SCOPE).items() if isinstance(value, str)} | {
    "PATH_INFO": "/schema/project.json"
}


async def sent(chunks, pause=0.0):
    for chunk in chunks:
        await asyncio.sleep(pause)
        yield chunk


async def read(chunks, pause=0.0, bodies=None):
    body = await (bodies or Bodies()).read(sent(chunks, pause))
    with body:
        return body.read()


def refusal(coroutine):
    with pytest.raises(RefusedRequest) as refused:
        asyncio.run(coroutine)
    return refused.value.reply.status


def test_body_is_read_whole():
    assert asyncio.run(read([b"a=1", b"&b=2"])) == b"a=1&b=2"


@override_settings(UPLOAD_SECONDS=0.1)
def test_body_that_trickles_is_cut_off():
    assert refusal(read([b"x"] * 100, pause=0.04)) == 408


@override_settings(UPLOAD_SECONDS=0.1)
def test_body_that_never_comes_is_cut_off():
    assert refusal(read([b"x"], pause=60)) == 408


@override_settings(UPLOAD_SECONDS=0.05)
def test_body_that_comes_steadily_may_take_longer():
    chunks = [b"x" * front.LEAST_BYTES_PER_S] * 5
    assert len(asyncio.run(read(chunks, pause=0.02))) == 5 * front.LEAST_BYTES_PER_S


def test_body_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(front, "MOST_BODY_BYTES", 10)
    assert refusal(read([b"x" * 6, b"x" * 6])) == 413


def test_large_bodies_at_once_are_few_and_give_their_place_back(monkeypatch):
    monkeypatch.setattr(front, "MOST_LARGE_BODIES", 1)
    monkeypatch.setattr(front, "IN_MEMORY_BYTES", 10)

    async def visit():
        bodies, large = Bodies(), [b"x" * 20, b"x" * 20]
        first = asyncio.create_task(read(large, 0.05, bodies))
        await asyncio.sleep(0.07)
        with pytest.raises(RefusedRequest) as refused:
            await read(large, 0, bodies)
        await first
        return refused.value.reply.status, len(await read(large, 0, bodies))

    assert asyncio.run(visit()) == (503, 40)


def test_request_becomes_the_environment_that_django_reads():
    environ = gateway.environ_of(SCOPE)
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café/"
    assert (environ["HTTP_COOKIE"], environ["CONTENT_TYPE"]) == ("a=1; b=2", "text/plain")


def test_header_with_an_underscore_passes_for_none_with_a_dash():
    assert "HTTP_X_FORWARDED_PROTO" not in gateway.environ_of(SCOPE)


@pytest.fixture
def helper():
    made = Helper(60)
    yield made
    made.stop()


def test_heavy_page_is_made_in_a_process_of_its_own(helper):
    reply = helper.ask(PAGE)
    assert (reply.status, reply.body[:1]) == (200, b"{")
    assert helper._process.pid != os.getpid()


def test_process_that_ends_is_told_and_replaced(helper):
    helper.ask(PAGE)
    before = helper._process.pid
    os.kill(before, signal.SIGTERM)
    helper._process.wait()
    reply = helper.ask(PAGE)
    assert reply.status == 200
    assert helper._process.pid != before


def test_page_that_takes_too_long_is_given_up():
    hurried = Helper(0.05)
    with pytest.raises(Ended):
        hurried.ask(PAGE)
    assert hurried._process is None


def test_room_says_busy_before_it_makes_anything():
    async def visit():
        room = HeavyRoom(processes=1, places=0, most_seconds=60)
        made = await room.make(PAGE)
        return made, room._helpers[0]._process

    assert asyncio.run(visit()) == (NoPageReason.BUSY, None)


def test_room_says_failed_and_keeps_its_place():
    async def visit():
        room = HeavyRoom(processes=1, places=1, most_seconds=0.05)
        return [await room.make(PAGE) for _turn in range(2)]

    assert asyncio.run(visit()) == [NoPageReason.FAILED, NoPageReason.FAILED]


def test_heavy_process_cannot_write_to_sqlite(tmp_path):
    path = tmp_path / "kept.sqlite3"
    kept = sqlite3.connect(path)
    kept.execute("CREATE TABLE kept (x)")
    wrapper = SimpleNamespace(vendor="sqlite", cursor=lambda: closing(kept.cursor()))
    heavy._read_only(wrapper)
    with pytest.raises(sqlite3.OperationalError, match="readonly database"):
        kept.execute("INSERT INTO kept VALUES (1)")
    kept.close()
