"""Who is here, and where."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.domain.rights import Right
from projects.models import Presence
from tests.test_access import make_member


@pytest.fixture
def page(project):
    return reverse("projects:updates", args=[project.pk, "base"])


@pytest.fixture
def mara(project):
    return make_member(project, name="Mara Lind")


def come(visitor, page, place="value", at="", **headers):
    return visitor.get(page, {"place": place, "at": at}, headers=headers)


def seen(visitor, page):
    return visitor.get(page).content.decode()


def let_pass(**seconds):
    for row in Presence.objects.all():
        row.seen_at -= timedelta(**seconds)
        row.save()


def test_others_see_who_is_here_and_where(owner, mara, page):
    come(mara, page, "problem", "problem-statement")
    assert "Mara Lind · Problem questionnaire, A1" in seen(owner, page)
    assert "Mara" not in seen(mara, page)
    come(owner, page, "overview")
    assert "Dana · Overview" in seen(mara, page)


def test_coming_moving_and_leaving_change_the_mark(owner, mara, page):
    marks = [owner.get(page)["ETag"]]
    come(mara, page)
    marks.append(owner.get(page)["ETag"])
    let_pass(seconds=21)
    come(mara, page, "team")
    marks.append(owner.get(page)["ETag"])
    let_pass(seconds=31)
    assert len(set(marks)) == 3
    assert owner.get(page)["ETag"] == marks[0]
    assert "Mara" not in seen(owner, page)


def test_presence_is_written_every_twenty_seconds_and_not_told_to_oneself(mara, page):
    etag = come(mara, page)["ETag"]
    with CaptureQueriesContext(connection) as asked:
        assert come(mara, page, "team", **{"if-none-match": etag}).status_code == 304
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"]
    let_pass(seconds=21)
    with CaptureQueriesContext(connection) as asked:
        assert come(mara, page, "team", **{"if-none-match": etag}).status_code == 304
    assert [query["sql"].split()[0] for query in asked] == ["SELECT", "UPDATE"]
    assert Presence.objects.get().place == "team"


def test_staying_is_no_news_to_the_others(owner, mara, page):
    come(mara, page)
    etag = owner.get(page)["ETag"]
    let_pass(seconds=21)
    come(mara, page)
    assert owner.get(page, headers={"if-none-match": etag}).status_code == 304


def test_whoever_may_only_look_neither_sees_names_nor_is_named(project, owner, mara, page):
    viewer = make_member(project, name="Vera", right=Right.VIEW)
    come(mara, page)
    come(viewer, page)
    assert "Mara" not in seen(viewer, page)
    assert "Vera" not in seen(owner, page)


def test_place_is_not_told_to_whoever_may_not_open_it(project, mara, page):
    other = make_member(project, name="Otto", parts=["problem"])
    come(mara, page, "team")
    text = seen(other, page)
    assert "Mara Lind" in text
    assert "Team" not in text


def test_member_who_was_removed_is_not_named(project, owner, mara, page):
    come(mara, page)
    project.members.get().remove()
    assert "Mara" not in seen(owner, page)


@pytest.mark.parametrize("sent", [{"place": "<b>x</b>" * 30, "at": "x" * 900}, {"place": "", "at": "problem"}])
def test_odd_places_are_no_place(owner, mara, page, sent):
    assert mara.get(page, sent).status_code == 200
    text = seen(owner, page)
    assert "Mara Lind" in text
    assert "<b>" not in text
    assert Presence.objects.get().seen_at <= timezone.now()
