"""A browser that comes back keeps its projects: its key is renewed once a day, and costs no more than that."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.access import COOKIE, COOKIE_SECONDS, RENEWED, RENEWED_SECONDS
from tests.conftest import OWNER_KEY


def test_key_of_a_browser_that_comes_back_is_kept_for_another_400_days(owner):
    cookies = owner.get(reverse("reports:start")).cookies
    assert (cookies[COOKIE].value, cookies[COOKIE]["max-age"]) == (OWNER_KEY, COOKIE_SECONDS)
    assert (cookies[COOKIE]["httponly"], cookies[COOKIE]["samesite"]) == (True, "Lax")


def test_key_is_renewed_once_a_day(owner):
    first = owner.get(reverse("reports:start")).cookies
    assert first[RENEWED]["max-age"] == RENEWED_SECONDS
    assert COOKIE not in owner.get(reverse("reports:start")).cookies


def test_key_is_renewed_by_a_page_of_a_project_too(owner, project):
    assert COOKIE in owner.get(reverse("reports:overview", args=[project.pk, "base"])).cookies


def test_renewing_writes_nothing(owner):
    with CaptureQueriesContext(connection) as asked:
        owner.get(reverse("reports:start"))
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []


def test_between_two_renewals_nothing_more_is_asked(owner):
    owner.get(reverse("reports:how"))
    with CaptureQueriesContext(connection) as asked:
        owner.get(reverse("projects:schema"))
    assert len(asked) == 0


def test_key_that_nobody_has_is_not_renewed(db):
    guessing = Client()
    guessing.cookies[COOKIE] = "guessed-" + "k" * 40
    assert COOKIE not in guessing.get(reverse("reports:start")).cookies


def test_visitor_without_projects_gets_no_cookie(client, db):
    assert COOKIE not in client.get(reverse("reports:start")).cookies


def test_key_is_sent_over_tls_only_where_there_is_tls(owner):
    assert owner.get(reverse("reports:start"), secure=True).cookies[COOKIE]["secure"] is True
