"""Tokens: made on a page, shown once, good for what their person may, and for nothing else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.models import Token
from api.tokens import MOST_TOKENS
from projects.guessing import KEYS, MOST_KEYS
from projects.models import Browser, WrongGuesses, digest, today
from tests.api.conftest import Program, program_of

PAGE = "/access/"


def make(client, **sent):
    return client.post(PAGE, {"name": "Monthly report", "may_write": "read", "expires_on": ""} | sent)


def secret_on(page):
    return re.search(r"plumbline_[\w-]{43}", page.content.decode())[0]


def test_token_is_shown_once_and_only_its_hash_is_stored(owner):
    secret = secret_on(make(owner))
    assert secret not in owner.get(PAGE).content.decode()
    assert Token.objects.values_list("secret_hash", flat=True).get() == digest(secret)
    assert secret not in str(Token.objects.values().get())
    assert Program(secret).read("me") == {
        "token": "Monthly report", "may_write": False, "expires_on": None, "person": "Dana",
    }  # fmt: skip


def test_browser_without_a_project_makes_a_token(client, db):
    page = make(client)
    assert "Monthly report" in page.content.decode()
    assert Program(secret_on(page)).read("projects")["count"] == 0


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": " "}, "Enter a name"),
        ({"may_write": "all"}, "read and write"),
        ({"expires_on": "2001-01-01"}, "Choose a day from today on"),
        ({"name": "<script>alert(1)</script>", "expires_on": "soon"}, "&lt;script&gt;alert(1)"),
    ],
)
def test_form_that_cannot_be_read_makes_nothing_and_keeps_what_was_typed(sent, words, owner):
    assert words in make(owner, **sent).content.decode()
    assert not Token.objects.exists()


def test_last_token_that_fits_is_the_last(owner, browser_row):
    for _number in range(MOST_TOKENS):
        Token.issue(browser=browser_row, name="x")
    assert "Revoke one first" in make(owner).content.decode()


def test_revoked_token_opens_nothing(owner, reader):
    token = Token.objects.get()
    assert owner.post(reverse("api:revoke_token", args=[token.pk])).status_code == 302
    assert reader.ask("me").status_code == 401


def test_token_of_somebody_else_is_not_revoked(stranger, reader):
    assert stranger.post(reverse("api:revoke_token", args=[Token.objects.get().pk])).status_code == 404
    assert reader.ask("me").status_code == 200


@pytest.mark.parametrize(("days", "status"), [(0, 200), (-1, 401)])
def test_token_works_to_its_last_day(days, status, browser_row):
    assert program_of(browser_row, expires_on=today() + timedelta(days=days)).ask("me").status_code == status


def test_token_that_is_over_is_told_why_and_what_to_do(browser_row):
    over = program_of(browser_row, expires_on=today() - timedelta(days=1)).ask("me")
    revoked = program_of(browser_row, revoked_at=timezone.now()).ask("me")
    assert "last day of this token has passed" in over.json()["detail"]
    assert "This token was revoked." in revoked.json()["detail"]
    assert (over["WWW-Authenticate"], revoked["WWW-Authenticate"]) == ("Bearer", "Bearer")


def test_use_is_noted_at_most_every_two_minutes(reader, django_assert_num_queries):
    reader.ask("me")
    noted = Token.objects.get().used_at
    assert timezone.now() - noted < timedelta(minutes=1)
    with django_assert_num_queries(1):
        reader.ask("me")


# ---------------------------------------------------------------- bearer only


@pytest.mark.parametrize("header", ["", "Basic x", "Bearer", "Bearer ", "Bearer plumbline_x", "Bearer " + "é" * 900])
def test_without_a_token_that_works_nothing_is_told(header, client, sample):
    reply = client.get("/api/v1/projects", headers={"Authorization": header} if header else {})
    assert (reply.status_code, reply["WWW-Authenticate"]) == (401, "Bearer")
    assert reply["Content-Type"] == "application/problem+json"
    assert sample.name not in reply.content.decode()


def test_cookie_of_a_browser_opens_no_operation(owner, sample):
    assert owner.get("/api/v1/projects").status_code == 401


def test_token_opens_no_page(reader, sample):
    assert reader.client.get(reverse("reports:overview", args=[sample.pk, "base"])).status_code == 404


# ---------------------------------------------------------------- guesses


def test_after_many_guesses_none_is_tried_or_written_down_and_a_right_token_opens(reader, django_assert_num_queries):
    WrongGuesses.objects.create(target=KEYS, began_at=timezone.now(), count=MOST_KEYS - 1)
    guess = Program("plumbline_guess")
    assert guess.ask("me").status_code == 401
    with django_assert_num_queries(2):
        reply = guess.ask("me")
    assert (reply.status_code, reply["Retry-After"]) == (429, "3600")
    assert reader.ask("me").status_code == 200


# ---------------------------------------------------------------- browsers that join, and accounts


def test_tokens_follow_their_person_when_a_browser_joins_an_account(client, django_user_model, sample, owner):
    secret = secret_on(make(owner))
    user = django_user_model.objects.create_user("dana", password="correct horse battery")
    owner.post("/accounts/login/", {"login": "dana", "password": "correct horse battery"})
    assert [project["name"] for project in Program(secret).read("projects")["projects"]] == [sample.name]
    user.is_active = False
    user.save()
    assert Program(secret).ask("me").status_code == 401


def test_whoever_shuts_out_others_shuts_out_programs(owner, reader):
    owner.post(reverse("projects:shut_out"))
    assert reader.ask("me").status_code == 401


def test_where_people_must_sign_in_a_token_without_an_account_opens_nothing(reader, settings):
    settings.SIGN_IN = "required"
    assert reader.ask("me").status_code == 401


def test_second_browser_of_a_person_sees_the_same_tokens(reader, browser_row):
    Browser.objects.create(key_hash=digest("second"), acts_as=browser_row)
    second = Client()
    second.cookies["plumbline_browser"] = "second"
    assert "Monthly report" in second.get(PAGE).content.decode()
