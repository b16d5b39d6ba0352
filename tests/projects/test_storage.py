"""A full disk and a database that can only be read: said honestly, nothing typed is lost, and reading goes on."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse

from projects.models import BASE, Answer, Change

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks after its own disk")
FIELD = "problem.statement"
TYPED = "Mail that reaches the wrong desk"


@contextmanager
def full_disk():
    """No page more than there are: SQLite then says what it says on a full disk."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


@contextmanager
def read_only():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        yield
        cursor.execute("PRAGMA query_only = OFF")


broken = pytest.mark.parametrize("storage", [full_disk, read_only])


def send(client, project, field_id=FIELD):
    """Save one answer as the page does by itself: so long that two share no page of the file."""
    sent = {"value": TYPED, "note": "A long note. " * 150, "version": "0", "token": f"storage-{field_id}"}
    address, prefix = reverse("projects:answer", args=[project.pk, BASE, field_id]), field_id.replace(".", "-")
    return client.post(
        address, {f"{prefix}-{name}": value for name, value in sent.items()}, headers={"HX-Request": "true"}
    )


@pytest.fixture
def used(owner, project):
    """A project that has an answer."""
    assert 'data-result="saved"' in send(owner, project, "why.matters").content.decode()
    return project


@broken
def test_save_that_cannot_be_stored_says_so_and_is_no_fault_of_the_text(owner, used, storage):
    with storage():
        reply = send(owner, used)
    assert reply.status_code == 507
    assert "The server cannot store anything at the moment" in reply.content.decode()


@broken
def test_what_could_not_be_stored_is_given_back(owner, used, storage):
    with storage():
        page = send(owner, used).content.decode()
    assert TYPED in re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]


@broken
def test_nothing_of_it_is_half_stored_and_the_next_try_is_saved(owner, used, storage):
    with storage():
        send(owner, used)
    assert (Answer.objects.count(), Change.objects.count()) == (1, 1)
    assert 'data-result="saved"' in send(owner, used).content.decode()


@broken
def test_reading_goes_on(owner, used, storage):
    with storage():
        assert owner.get(reverse("scoping:part", args=[used.pk, BASE, "problem"])).status_code == 200
        assert owner.get(reverse("reports:overview", args=[used.pk, BASE])).status_code == 200


def test_new_project_that_cannot_be_stored_says_so_and_keeps_its_name(owner, project):
    with read_only():
        reply = owner.post("/start/", {"name": "Claims desk"})
    assert reply.status_code == 507
    assert "Claims desk" in reply.content.decode()


def test_answer_on_an_almost_full_disk_is_sent_again_by_the_page(owner, project, settings, tmp_path):
    settings.DATA_DIR, settings.LEAST_FREE_MEGABYTES = tmp_path, 10**9
    reply = send(owner, project)
    assert reply.status_code == 507  # the page keeps it in its queue, as it keeps whatever fails with 5xx
    assert "almost out of disk space" in reply.content.decode()


def test_page_has_words_for_a_server_without_room(owner, project):
    page = owner.get(reverse("scoping:part", args=[project.pk, BASE, "problem"])).content.decode()
    assert "Not saved – server full, retrying" in page
