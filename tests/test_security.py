"""docs/security.md names tests that exist; and those of its lines that have no better place."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects import saving
from projects.access import COOKIE
from projects.domain.answers import Answer, AnswerState
from projects.models import BASE, ShareLink
from tests.conftest import OWNER_KEY

ROOT = Path(__file__).resolve().parent.parent
LINES = [f"F{number}" for number in range(1, 16)] + [f"H{number}" for number in range(1, 17)]
FIELD = "problem.statement"


@cache
def told():
    """Return each line of the page by its id."""
    rows = re.findall(r"^\| ([FH]\d+) \| (.*) \|$", (ROOT / "docs/security.md").read_text(), re.MULTILINE)
    return dict(rows)


def named(row):
    return re.findall(r"`(tests/[\w/.]+)::([^`]+)`", row)


@cache
def names_in(path):
    """Return the names of the tests in a file of Python or JavaScript."""
    source = (ROOT / path).read_text() if (ROOT / path).is_file() else ""
    python, script = r"^def (test_\w+)\(", r'^test\("(.+?)", '
    return {name for pattern in (python, script) for name in re.findall(pattern, source, re.MULTILINE)}


def test_every_fault_and_attack_has_a_line():
    assert list(told()) == LINES


@pytest.mark.parametrize("line", LINES)
def test_line_names_tests_that_exist_or_says_open(line):
    names = named(told()[line])
    missing = [f"{path}::{name}" for path, name in names if name not in names_in(path)]
    assert missing == []
    assert names or "**open**" in told()[line]


@pytest.mark.parametrize("line", ["F3", "F4", "F9", "F11", "F14", "H6", "H12"])
def test_line_that_must_hold_is_not_open(line):
    assert "open**" not in told()[line]


# ---------------------------------------------------------------- faults


def answer(text, version):
    return Answer(field_id=FIELD, state=AnswerState.KNOWN, value=text, version=version)


def test_browser_without_storage_finds_every_answer(owner, project, base):
    saving.save_answer(base, answer("What the server was told", 0), token="1", who="")
    fresh = Client()
    fresh.cookies[COOKIE] = OWNER_KEY
    assert (
        "What the server was told"
        in fresh.get(reverse("scoping:part", args=[project.pk, BASE, "problem"])).content.decode()
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_sqlite_maps_no_memory_and_waits_for_the_disk(db):
    told_first = django_settings.DATABASES["default"]["OPTIONS"]
    assert "mmap_size=0" in told_first["init_command"]
    assert "synchronous=FULL" in told_first["init_command"]
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)


def test_clock_that_is_set_back_changes_no_order(base, project, monkeypatch):
    now = timezone.now()
    for version, hours in enumerate([0, -25, 1, -1]):
        clock = SimpleNamespace(now=lambda hours=hours: now + timedelta(hours=hours))
        monkeypatch.setattr(saving, "timezone", clock)
        saving.save_answer(base, answer(f"Text {version}", version), token=str(version), who="")
    assert [change.sequence for change in project.changes.all()] == [4, 3, 2, 1]
    newest = project.changes.first()
    assert saving.undo(newest, token="undo", who="").answer.value == "Text 2"


# ---------------------------------------------------------------- attacks


def test_links_that_do_not_open_look_alike_and_cost_the_same(client, sample, share):
    base = sample.scenarios.get(slug=BASE)
    revoked, old = (ShareLink.issue(project=sample, scenario=base) for _number in range(2))
    revoked[0].revoke()
    ShareLink.objects.filter(pk=old[0].pk).update(expires_on=timezone.now() - timedelta(days=2))
    client.get(reverse("reports:shared", args=[share[1]]))  # what is loaded once is loaded
    seen = set()
    for secret in (revoked[1], old[1], "x" * 43, "unlike-any-secret"):
        with CaptureQueriesContext(connection) as asked:
            reply = client.get(reverse("reports:shared", args=[secret]))
        page = re.sub(r'value="\w{64}"', "", reply.content.decode()).replace(secret, "")
        seen.add((reply.status_code, page, len(asked)))
    assert len(seen) == 1
    assert next(iter(seen))[0] == 404


def test_post_from_another_site_is_refused(browser_row, project):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[COOKIE] = OWNER_KEY
    address = reverse("projects:answer", args=[project.pk, BASE, FIELD])
    reply = strict.post(address, {"problem-statement-value": "Theirs"}, headers={"Origin": "https://evil.example"})
    assert reply.status_code == 403
    assert not project.changes.exists()


@pytest.mark.parametrize("name", ["reports:start", "reports:overview"])
def test_no_page_may_be_framed(owner, project, name):
    reply = owner.get(reverse(name, args=[] if name == "reports:start" else [project.pk, BASE]))
    assert reply["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in reply["Content-Security-Policy"]


def test_header_or_field_does_not_change_the_method(owner, project):
    address = reverse("projects:delete", args=[project.pk, BASE])
    reply = owner.get(f"{address}?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
    assert reply.status_code == 405
    project.refresh_from_db()
    assert project.deleted_at is None
