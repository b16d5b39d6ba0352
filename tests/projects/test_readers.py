"""A page that one person opened saves nothing under the name of another, and says when somebody was signed out."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from projects.access import COOKIE, mark_of
from projects.domain.rights import Right
from projects.models import BASE, Browser, Change, Member
from tests.decisions.pages import words_of
from tests.test_access import make_member

FIELD = "problem.statement"
PASSWORD = "a long enough phrase"


def url(name, project, *more):
    return reverse(name, args=[project.pk, BASE, *more])


def save(visitor, project, reader):
    sent = {"problem-statement-value": "Typed by Dana", "problem-statement-state": "known",
            "problem-statement-version": "0", "problem-statement-token": "t"}  # fmt: skip
    headers = {"HX-Request": "true"} | ({"X-Reader": reader} if reader else {})
    return visitor.post(url("projects:answer", project, FIELD), sent, headers=headers)


def reader_on(visitor, project):
    page = visitor.get(url("scoping:part", project, "problem")).content.decode()
    return re.search(r'data-reader="(\w*)"', page)[1]


def test_page_says_who_opened_it_and_what_they_save_is_saved(owner, project):
    reader = reader_on(owner, project)
    assert reader == mark_of(project.owner_id)
    assert save(owner, project, reader).status_code == 200
    assert Change.objects.get().person_id == project.owner_id


def test_members_are_told_apart_from_the_owner(owner, project):
    assert reader_on(make_member(project), project) != reader_on(owner, project)


def test_page_of_another_saves_nothing_and_says_under_whose_name_it_would_be(owner, project):
    reader = reader_on(owner, project)
    lee = make_member(project, name="Lee", right=Right.EDIT)
    reply = save(lee, project, reader)
    assert reply.status_code == 403
    assert "Somebody else is signed in" in words_of(reply)
    assert "Save it as Lee" in reply.content.decode()
    assert not Change.objects.exists()


def test_page_that_does_not_say_who_opened_it_saves_as_ever(owner, project):
    assert save(owner, project, "").status_code == 200


def test_whoever_has_no_part_in_the_project_is_offered_no_name(owner, stranger, project):
    reply = save(stranger, project, reader_on(owner, project))
    assert reply.status_code == 404
    panel = reply.content.decode()
    assert "Not saved – somebody else is signed in" in panel
    assert "Save it as" not in panel


@pytest.mark.parametrize("standing", ["signed out", "somebody else"])
def test_open_page_is_told_before_anything_is_typed(owner, project, standing):
    reader = reader_on(owner, project)
    visitor = make_member(project)
    if standing == "signed out":
        Browser.objects.exclude(pk=project.owner_id).delete()
    asked = visitor.get(url("projects:updates", project), headers={"X-Reader": reader})
    assert asked.status_code == (404 if standing == "signed out" else 403)
    said = {"signed out": "You are signed out", "somebody else": "Somebody else is signed in"}[standing]
    assert said in asked.content.decode()


def test_whoever_signed_out_reads_so_in_place_of_a_page_that_is_not_there(owner, project):
    owner.post(reverse("account_signup"), {"username": "dana", "password1": PASSWORD, "password2": PASSWORD})
    address = url("scoping:part", project, "problem")
    owner.post(reverse("account_logout"))
    reply = owner.get(address)
    assert reply.status_code == 404
    assert "You are signed out" in words_of(reply)
    assert f"{reverse('account_login')}?next={address}" in reply.content.decode()


def test_whoever_never_was_here_reads_that_there_is_no_page_and_finds_the_way_in(project):
    address = url("scoping:part", project, "problem")
    page = Client().get(address)
    assert "Page not found" in words_of(page)
    assert f"{reverse('account_login')}?next={address}" in page.content.decode()
    assert reverse("account_login") not in Client().get("/nowhere/").content.decode()


def test_address_that_is_no_project_s_says_nothing_of_signing_in(client, db):
    client.cookies[COOKIE] = "of-nobody-" + "k" * 40
    assert "Page not found" in words_of(client.get("/nowhere/"))


def test_member_who_was_removed_is_not_said_to_be_signed_out(project):
    lee = make_member(project)
    Member.objects.all().delete()
    assert "Page not found" in words_of(lee.get(url("scoping:part", project, "problem")))
