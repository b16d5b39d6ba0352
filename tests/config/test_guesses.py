"""Guessing links: the same answer each time, then none; saving from the same address goes on."""

import asyncio
from types import SimpleNamespace

import pytest

from config import guesses
from config.front import Front
from config.guesses import MOST_WRONG, Guesses, address_of
from projects.lanes import NoPageReason

ADDRESS = "192.0.2.7"


def wrong(times, counted=None):
    counted = counted or Guesses()
    for _turn in range(times):
        counted.count(ADDRESS)
    return counted


def test_address_with_few_wrong_links_opens_more():
    assert wrong(MOST_WRONG - 1).seconds_to_wait(ADDRESS) == 0


def test_address_with_many_wrong_links_waits():
    assert 0 < wrong(MOST_WRONG).seconds_to_wait(ADDRESS) <= guesses.WINDOW_S


def test_other_addresses_do_not_wait():
    assert wrong(MOST_WRONG).seconds_to_wait("192.0.2.8") == 0


def test_next_hour_begins_anew(monkeypatch):
    counted = wrong(MOST_WRONG)
    later = guesses.monotonic() + guesses.WINDOW_S + 1
    monkeypatch.setattr(guesses, "monotonic", lambda: later)
    assert counted.seconds_to_wait(ADDRESS) == 0
    assert wrong(1, counted).seconds_to_wait(ADDRESS) == 0


def test_addresses_that_are_remembered_have_an_end(monkeypatch):
    monkeypatch.setattr(guesses, "MOST_ADDRESSES", 3)
    counted = Guesses()
    for number in range(10):
        counted.count(f"192.0.2.{number}")
    assert len(counted._wrong) == 3


@pytest.mark.parametrize(
    ("seen", "told", "behind_proxy", "address"),
    [
        ("192.0.2.7", "198.51.100.1", False, "192.0.2.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", True, "198.51.100.1"),
        ("127.0.0.1", None, True, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", None, False, "2001:db8:1:2"),
    ],
)
def test_address_is_what_our_own_proxy_saw(seen, told, behind_proxy, address):
    environ = {"REMOTE_ADDR": seen} | ({"HTTP_X_FORWARDED_FOR": told} if told else {})
    assert address_of(environ, behind_proxy=behind_proxy) == address


class Visitors:
    """Asks the front for a path and notes the status of each reply."""

    def __init__(self):
        self.front = Front(self.django)
        self.front._room = SimpleNamespace(make=self.busy)

    @staticmethod
    def django(environ, start_response):
        start_response("503 Busy" if "plumbline.busy" in environ else "404 Not Found", [])
        return [b"the same page"]

    @staticmethod
    async def busy(_environ):
        return NoPageReason.BUSY

    def ask(self, path, times=1, method="GET"):
        async def all_of_them():
            return [await self.front._answer(self.environ(path, method), None) for _turn in range(times)]

        return asyncio.run(all_of_them())

    @staticmethod
    def environ(path, method):
        return {"PATH_INFO": path, "REQUEST_METHOD": method, "REMOTE_ADDR": ADDRESS}


@pytest.mark.parametrize("path", ["/s/x/y/z"])
def test_ten_thousand_guesses_get_the_same_page_and_then_none(path):
    replies = Visitors().ask(path, times=10_000)
    first, rest = replies[:MOST_WRONG], replies[MOST_WRONG:]
    assert {(reply.status, reply.body) for reply in first} == {(404, b"the same page")}
    assert {reply.status for reply in rest} == {429}


def test_page_that_was_only_busy_is_no_guess():
    assert {reply.status for reply in Visitors().ask("/s/secret/", times=MOST_WRONG + 1)} == {503}


def test_whoever_is_limited_can_still_save():
    visitors = Visitors()
    visitors.ask("/s/x/y/z", times=MOST_WRONG + 1)
    saves = visitors.ask("/p/00000000-0000-0000-0000-000000000000/base/answers/a.b/", times=30, method="POST")
    assert 429 not in {reply.status for reply in saves}
