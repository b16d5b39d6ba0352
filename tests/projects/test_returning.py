"""The way back from another browser: a link to keep, a code for some minutes, nothing planted or guessed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.access import COOKIE
from projects.domain.rights import Right
from projects.guessing import MOST_CODES
from projects.models import BASE, Browser, Member, Presence, Project, ReturnKey, Scenario, WrongGuesses
from tests.conftest import OWNER_KEY

WAY_BACK, CODE = reverse("projects:way_back"), reverse("projects:enter_code")


def make_link(owner):
    page = owner.post(WAY_BACK, {"link": "1"}).content.decode()
    return re.search(r"/b/[\w-]{43}/", page)[0]


def make_code(owner):
    page = owner.post(WAY_BACK, {"code": "1"}).content.decode()
    return re.search(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b", page)[0]


def come_back(address, **sent):
    other = Client()
    return other, other.post(address, {"yes": "1", **sent})


def answer(owner, project, field_id):
    prefix = field_id.replace(".", "-")
    sent = {f"{prefix}-value": "The word list", f"{prefix}-version": 0, f"{prefix}-token": "t"}
    owner.post(reverse("projects:answer", args=[project.pk, BASE, field_id]), sent)


def overview(project):
    return reverse("reports:overview", args=[project.pk, BASE])


def test_link_opens_the_projects_in_another_browser(owner, project):
    other, _reply = come_back(make_link(owner))
    assert other.get(overview(project)).status_code == 200
    assert other.cookies[COOKIE].value != OWNER_KEY


def test_link_opens_nothing_before_somebody_says_yes(owner, project):
    other = Client()
    assert other.get(make_link(owner)).status_code == 200
    assert other.get(overview(project)).status_code == 404


def test_link_is_shown_once_and_not_stored(owner, project):
    secret = make_link(owner)[3:-1]
    assert secret not in owner.get(WAY_BACK).content.decode()
    assert secret not in str(list(ReturnKey.objects.values()))


def test_new_link_takes_the_place_of_the_last(owner, project):
    first, second = make_link(owner), make_link(owner)
    assert [Client().get(address).status_code for address in (first, second)] == [404, 200]


def test_link_can_be_downloaded(owner, project):
    reply = owner.post(WAY_BACK, {"file": "1"})
    assert reply["Content-Disposition"] == 'attachment; filename="way-back.txt"'
    address = re.search(r"/b/[\w-]{43}/", reply.content.decode())[0]
    assert Client().get(address).status_code == 200


def test_lost_cookie_is_no_lost_project(owner, project):
    address = make_link(owner)
    owner.cookies.clear()
    assert owner.get(overview(project)).status_code == 404
    owner.post(address, {"yes": "1"})
    assert owner.get(overview(project)).status_code == 200


def test_whoever_comes_back_goes_on_at_the_question_that_they_left(owner, project):
    answer(owner, project, "problem.out_of_scope")
    other, reply = come_back(make_link(owner))
    going_on = other.get(reply["Location"]).context["resume"]
    assert going_on.url.endswith("#q-problem-out_of_scope")
    assert other.get(going_on.url).status_code == 200


def test_whoever_comes_back_goes_on_where_they_were_seen_last(owner, project):
    answer(owner, project, "problem.out_of_scope")
    Presence.objects.create(
        project=project, browser=project.owner, place="problem", field_id="why.now",
        seen_at=timezone.now(), moved_at=timezone.now(),
    )  # fmt: skip
    other, reply = come_back(make_link(owner))
    assert other.get(reply["Location"]).context["resume"].url.endswith("#q-why-now")


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: f" {code.replace('-', ' ')} "])
def test_code_opens_the_projects_however_it_is_typed(owner, project, typed):
    other, _reply = come_back(CODE, code=typed(make_code(owner)))
    assert other.get(overview(project)).status_code == 200


def test_code_opens_once(owner, project):
    code = make_code(owner)
    come_back(CODE, code=code)
    other, _reply = come_back(CODE, code=code)
    assert other.get(overview(project)).status_code == 404


def test_code_is_over_after_its_minutes(owner, project):
    code = make_code(owner)
    ReturnKey.objects.update(made_at=timezone.now() - timedelta(minutes=16))
    other, reply = come_back(CODE, code=code)
    assert "does not open anything" in reply.content.decode()
    assert other.get(overview(project)).status_code == 404


def test_wrong_codes_are_counted_and_then_none_is_tried(owner, project):
    code = make_code(owner)
    WrongGuesses.objects.create(target="codes", began_at=timezone.now(), count=MOST_CODES - 1)
    come_back(CODE, code="AAAAA-AAAAA")
    other, reply = come_back(CODE, code=code)
    assert "tried too often" in reply.content.decode()
    assert other.get(overview(project)).status_code == 404


def test_link_opens_while_codes_are_not_tried(owner, project):
    WrongGuesses.objects.create(target="codes", began_at=timezone.now(), count=MOST_CODES)
    other, _reply = come_back(make_link(owner))
    assert other.get(overview(project)).status_code == 200


def test_wrong_code_asks_the_database_as_often_whatever_it_is(owner, project, django_assert_num_queries):
    make_code(owner)
    come_back(CODE, code="first")
    for typed in ("AAAAA-AAAAA", "x", "9" * 40):
        with django_assert_num_queries(4):
            Client().post(CODE, {"code": typed})


def test_guessed_link_is_not_found(db):
    assert Client().get(reverse("projects:come_back", args=["x" * 43])).status_code == 404


def test_what_the_other_browser_has_comes_along(owner, stranger, project):
    theirs = Project.objects.create(name="Theirs", owner=Browser.objects.get(name=""))
    Scenario.objects.create(project=theirs, slug=BASE, name="Base")
    address = make_link(owner)
    assert "put together with the others" in stranger.get(address).content.decode()
    stranger.post(address, {"yes": "1"})
    assert [visitor.get(overview(theirs)).status_code for visitor in (owner, stranger)] == [200, 200]


def test_member_who_comes_back_is_the_same_member(owner, stranger, project):
    theirs = Project.objects.create(name="Theirs", owner=Browser.objects.get(name=""))
    Member.objects.create(project=theirs, browser=project.owner, name="Dana", right=Right.EDIT, hide_pay=False)
    Scenario.objects.create(project=theirs, slug=BASE, name="Base")
    other, _reply = come_back(make_link(owner))
    assert other.get(overview(theirs)).status_code == 200


def test_key_that_was_planted_does_not_come_along(owner, project):
    """Whoever set a victim's cookie beforehand must not get in with it afterwards."""
    other = Client()
    other.cookies[COOKIE] = "planted"
    other.post(make_link(owner), {"yes": "1"})
    planted = Client()
    planted.cookies[COOKIE] = "planted"
    assert planted.get(overview(project)).status_code == 404


def test_key_that_the_browser_had_opens_nothing_afterwards(owner, stranger, project):
    before = stranger.cookies[COOKIE].value
    stranger.post(make_link(owner), {"yes": "1"})
    old = Client()
    old.cookies[COOKIE] = before
    assert old.get(overview(project)).status_code == 404


def test_only_this_browser_is_left_when_the_others_are_shut_out(owner, project):
    address = make_link(owner)
    other, _reply = come_back(address)
    other.post(reverse("projects:shut_out"))
    assert [visitor.get(overview(project)).status_code for visitor in (owner, other)] == [404, 200]
    assert Client().get(address).status_code == 404


def test_post_from_another_site_brings_nobody_back(owner, project):
    strict = Client(enforce_csrf_checks=True)
    address = make_link(owner)
    assert strict.post(address, {"yes": "1"}, headers={"Origin": "https://evil.example"}).status_code == 403


def test_browser_that_owns_nothing_is_asked_for_a_code(client, db):
    assert client.get(WAY_BACK)["Location"] == CODE


@pytest.mark.parametrize("page", [WAY_BACK, CODE])
def test_pages_are_not_kept(owner, project, page):
    assert owner.get(page)["Cache-Control"] == "private, no-store"


def test_page_of_a_young_project_offers_a_way_back(owner, project):
    assert WAY_BACK not in owner.get(overview(project)).content.decode()
    Project.objects.update(sequence=1)
    assert WAY_BACK in owner.get(overview(project)).content.decode()
