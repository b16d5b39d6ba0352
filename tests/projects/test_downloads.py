"""The log of what was taken. That every file is in it, whichever address gives it, shows tests/test_access.py."""

import asyncio
import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from config import front
from config.front import Front
from config.gateway import Reply
from projects.access import COOKIE
from projects.domain.rights import Right
from projects.lanes import HANDS_BACK, TAKEN, NoPageReason
from projects.models import AuditEntry, Browser, Member, ShareLink, digest
from reports.formats.files import FORMATS


def taken():
    return list(AuditEntry.objects.filter(kind="downloaded").values_list("who", "about", "through"))


def export(project):
    return reverse("projects:export", args=[project.pk, "base"])


@pytest.mark.parametrize("ending", FORMATS)
def test_report_is_noted_in_every_format(ending, owner, sample):
    owner.get(reverse("reports:report_file", args=[sample.pk, "base", ending]))
    [(who, about, through)] = taken()
    assert (who, about.rpartition(".")[2], through) == ("Dana", ending.rpartition(".")[2], "")


def test_file_taken_through_a_link_names_the_link(client, sample, base_of_sample):
    _link, secret = ShareLink.issue(project=sample, scenario=base_of_sample, label="For the board")
    client.get(reverse("reports:shared_pdf", args=[secret]))
    [(who, about, through)] = taken()
    assert (who, through) == ("", "For the board")
    assert about.endswith(".pdf")


@pytest.fixture
def base_of_sample(sample):
    return sample.scenarios.get(slug="base")


def test_member_is_named_with_the_link_by_which_they_came(project, base):
    link, _secret = ShareLink.issue(project=project, scenario=base, label="Team", right=Right.EDIT)
    browser = Browser.objects.create(key_hash=digest("mara"))
    Member.objects.create(project=project, browser=browser, link=link, name="Mara", right=Right.EDIT, hide_pay=False)
    visitor = Client()
    visitor.cookies[COOKIE] = "mara"
    visitor.get(export(project))
    [(who, _about, through)] = taken()
    assert (who, through) == ("Mara", "Team")


@pytest.mark.parametrize("method", ["get", "head"])
def test_what_is_refused_or_only_asked_about_is_not_noted(method, stranger, owner, project):
    visitor = stranger if method == "get" else owner
    getattr(visitor, method)(export(project))
    assert taken() == []


def test_busy_server_notes_nothing(owner, sample, monkeypatch):
    monkeypatch.setattr("projects.lanes._places.acquire", lambda **_how: False)
    assert owner.get(reverse("reports:report_pdf", args=[sample.pk, "base"])).status_code == 503
    assert taken() == []


def test_file_taken_again_at_once_is_noted_once(owner, project):
    for _time in range(3):
        owner.get(export(project))
    assert len(taken()) == 1
    AuditEntry.objects.update(at="2026-01-01T00:00Z")
    owner.get(export(project))
    assert len(taken()) == 2


def test_log_shows_who_took_what_through_which_link(client, project):
    client.force_login(User.objects.create_user("ada", is_staff=True))
    AuditEntry.objects.create(kind="downloaded", who="Mara", about="readings_v3.pdf", through="For the board")
    for name in ("log", "log_csv"):
        page = client.get(reverse(f"organisation:{name}"), {"kind": "downloaded"}).content.decode()
        assert all(text in page for text in ("Mara", "readings_v3.pdf", "For the board"))


# ---------------------------------------------------------------- where a process of its own makes the file


def test_process_that_writes_nothing_says_in_a_header_what_was_taken(owner, project):
    reply = owner.get(export(project), **{HANDS_BACK: "1"})
    assert json.loads(reply[TAKEN])["who"] == "Dana"
    assert taken() == []


class Room:
    """Gives the reply that a heavy process would."""

    def __init__(self, made):
        self.made = made

    async def make(self, environ):
        assert environ[HANDS_BACK]
        return self.made


def served(made, monkeypatch):
    """Return what the server sends of a heavy reply, and what it notes."""
    noted = []
    monkeypatch.setattr(front, "_note", lambda token, entry: noted.append(entry))
    server = Front(lambda _environ, start: start("503 Busy", []) or [b""])
    server._room = Room(made)
    environ = {"PATH_INFO": "/p/0f4c0a52-8f5c-4d57-8f6e-0d1c6d1d2f11/base/report.pdf", "REQUEST_METHOD": "GET"}
    return asyncio.run(server._down_its_lane(environ, None)), noted


def test_server_notes_it_and_takes_the_header_off(monkeypatch):
    entry = {"who": "Dana", "through": "", "about": "report.pdf"}
    made = Reply(200, [(TAKEN, json.dumps(entry)), ("Content-Type", "application/pdf")], b"%PDF")
    reply, noted = served(made, monkeypatch)
    assert reply.headers == [("Content-Type", "application/pdf")]
    assert noted == [entry]


def test_process_that_fails_leaves_no_note(monkeypatch):
    reply, noted = served(NoPageReason.FAILED, monkeypatch)
    assert (reply.status, noted) == (503, [])
