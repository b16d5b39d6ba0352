"""Links that let people work along, members, handing over, and how often a password may be guessed."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from projects.access import COOKIE, Workspace
from projects.domain.rights import REPORT, Grant, Need, Right
from projects.guessing import MOST_PASSWORDS, guess, target_of
from projects.limits import OverLimit
from projects.links import hand_over, lock
from projects.models import BASE, Answer, Browser, Change, Member, ShareLink, WrongGuesses
from projects.sharing import KEEP_NOW
from projects.versions import VersionName, take_snapshot

HOSTILE = json.loads((Path(__file__).parents[1] / "hostile_inputs.json").read_text(encoding="utf-8"))


def url(name, project, *more):
    return reverse(f"projects:{name}", args=[project.pk, BASE, *more])


def make_link(project, **fields):
    granted = {"right": Right.EDIT, "hide_pay": False} | fields
    return ShareLink.issue(project=project, scenario=project.scenarios.get(slug=BASE), **granted)


def join(secret, name="Priya Nair", client=None):
    """Return a colleague's browser that came in by a link, and the reply to the name."""
    colleague = client or Client()
    return colleague, colleague.post(reverse("reports:join", args=[secret]), {"name": name})


def overview(project):
    return reverse("reports:overview", args=[project.pk, BASE])


def save(client, project, text="Theirs", token="t1"):
    prefix = "problem-statement"
    row = Answer.objects.get(scenario__project=project, scenario__slug=BASE, field_id="problem.statement")
    sent = {"value": text, "state": "known", "version": row.version, "token": token}
    return client.post(url("answer", project, "problem.statement"), {f"{prefix}-{k}": v for k, v in sent.items()})


# ---------------------------------------------------------------- what a grant is enough for


@pytest.mark.parametrize(
    ("grant", "need", "reads", "enough"),
    [
        (Grant(Right.VIEW, hide_pay=False), Need(), True, True),
        (Grant(Right.VIEW, hide_pay=False), Need(), False, False),
        (Grant(Right.EDIT, hide_pay=False), Need(), False, True),
        (Grant(Right.EDIT, hide_pay=False), Need(Right.OWN), True, False),
        (Grant(Right.COMMENT, hide_pay=False), Need(Right.COMMENT), False, True),
        (Grant(Right.EDIT, ["data"], hide_pay=False), Need(part="data"), False, True),
        (Grant(Right.EDIT, ["data"], hide_pay=False), Need(part="team"), True, False),
        (Grant(Right.EDIT, ["data"], hide_pay=False), Need(), True, False),
        (Grant(Right.EDIT), Need(part="problem"), False, True),
        (Grant(Right.EDIT), Need(part="approach"), True, False),
        (Grant(Right.EDIT), Need(part="team"), True, False),
        (Grant(Right.EDIT, ["team"]), Need(part="team"), True, False),
        (Grant(Right.VIEW), Need(part=REPORT), True, True),
    ],
)
def test_grant_is_enough_for_what_it_names(grant, need, reads, enough):
    assert grant.meets(need, reads=reads) is enough


# ---------------------------------------------------------------- joining


def test_colleague_types_a_name_once_and_edits(sample):
    _link, secret = make_link(sample)
    colleague, reply = join(secret)
    assert reply["Location"] == overview(sample)
    assert save(colleague, sample).status_code == 200
    assert Change.objects.get(token="t1").who == "Priya Nair"
    assert colleague.get(reverse("reports:join", args=[secret]))["Location"] == overview(sample)


@pytest.mark.parametrize("right", [Right.VIEW, Right.COMMENT])
def test_whoever_may_not_edit_changes_nothing(sample, right):
    colleague, _reply = join(make_link(sample)[1])
    Member.objects.update(right=right)
    assert save(colleague, sample).status_code == 403
    assert not Change.objects.filter(token="t1").exists()


def test_whoever_may_not_edit_is_shown_answers_without_boxes(sample):
    colleague, _reply = join(make_link(sample, right=Right.COMMENT)[1])
    page = colleague.get(reverse("scoping:part", args=[sample.pk, BASE, "problem"])).content.decode()
    assert "You may read and comment here." in page
    assert 'name="problem-statement-value"' not in page


def test_opening_a_link_changes_nothing_before_a_name_is_sent(sample):
    Client().get(reverse("reports:join", args=[make_link(sample)[1]]))
    assert not Member.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 81])
def test_name_that_is_none_is_asked_for_again(sample, name):
    _colleague, reply = join(make_link(sample)[1], name)
    assert reply.status_code == 200
    assert not Member.objects.exists()


@pytest.mark.parametrize("name", ["dana", "Priya NAIR"])
def test_name_of_somebody_else_in_the_project_is_refused(sample, name):
    _link, secret = make_link(sample)
    join(secret, "Priya Nair")
    _colleague, reply = join(secret, name)
    assert "goes by this name" in reply.content.decode()


def test_link_of_its_own_project_leads_the_owner_there(owner, sample):
    reply = owner.get(reverse("reports:join", args=[make_link(sample)[1]]))
    assert reply["Location"] == overview(sample)


def test_project_stands_on_the_start_page_of_a_member(sample):
    colleague, _reply = join(make_link(sample)[1])
    page = colleague.get(reverse("reports:start")).content.decode()
    assert "Shared with you" in page
    assert overview(sample) in page


def test_project_of_a_member_who_was_removed_is_gone_from_the_start_page(sample):
    colleague, _reply = join(make_link(sample)[1])
    Member.objects.get().remove()
    assert overview(sample) not in colleague.get(reverse("reports:start")).content.decode()


@pytest.mark.parametrize(
    ("parts", "first"),
    [(["problem"], "/problem/"), (["data", "team"], "/data/"), ([REPORT, "data"], "/data/"), ([REPORT], "/report/")],
)
def test_member_of_a_part_comes_in_there(sample, parts, first):
    colleague, reply = join(make_link(sample, parts=parts)[1])
    assert first in reply["Location"]
    assert colleague.get(reply["Location"]).status_code == 200


def test_link_that_hides_pay_says_what_it_opens_and_leads_there(sample):
    secret = make_link(sample, hide_pay=True)[1]
    page = Client().get(reverse("reports:join", args=[secret])).content.decode()
    assert "in: Report, Problem questionnaire, Training plan." in page
    colleague, reply = join(secret)
    assert "/problem/" in reply["Location"]
    assert colleague.get(reply["Location"]).status_code == 200


# ---------------------------------------------------------------- what the owner does


def test_lowered_member_is_not_raised_by_the_link_again(owner, sample):
    _link, secret = make_link(sample)
    colleague, _reply = join(secret)
    owner.post(url("change_member", sample, Member.objects.get().pk), {"right": Right.VIEW.value})
    join(secret, client=colleague)
    assert Member.objects.get().right == Right.VIEW


def test_removed_member_does_not_come_back_by_the_same_link(owner, sample):
    _link, secret = make_link(sample)
    colleague, _reply = join(secret)
    owner.post(url("remove_member", sample, Member.objects.get().pk))
    assert join(secret, client=colleague)[1].status_code == 404
    assert colleague.get(overview(sample)).status_code == 404


def test_removed_member_comes_back_by_a_new_link(sample):
    colleague, _reply = join(make_link(sample)[1])
    Member.objects.get().remove()
    join(make_link(sample)[1], client=colleague)
    assert colleague.get(overview(sample)).status_code == 200


def test_revoked_link_takes_its_members_along(owner, sample):
    link, secret = make_link(sample)
    colleague, _reply = join(secret)
    owner.post(url("revoke", sample, link.pk))
    assert save(colleague, sample).status_code == 404


def test_replaced_link_opens_at_its_new_address_only_and_keeps_its_members(owner, sample):
    link, secret = make_link(sample)
    colleague, _reply = join(secret)
    page = owner.post(url("replace_link", sample, link.pk)).content.decode()
    fresh = re.search(r"/s/([\w-]{43})/", page)[1]
    assert Client().get(reverse("reports:join", args=[secret])).status_code == 404
    assert Client().get(reverse("reports:join", args=[fresh])).status_code == 200
    assert colleague.get(overview(sample)).status_code == 200


def test_link_that_no_longer_works_is_not_replaced(owner, sample):
    link, _secret = make_link(sample)
    link.revoke()
    assert owner.post(url("replace_link", sample, link.pk)).status_code == 404


def test_member_becomes_the_owner_and_the_owner_a_member(owner, sample, browser_row):
    colleague, _reply = join(make_link(sample)[1])
    owner.post(url("hand_over", sample, Member.objects.get().pk))
    assert colleague.get(url("share", sample)).status_code == 200
    assert owner.get(url("share", sample)).status_code == 403
    assert owner.get(overview(sample)).status_code == 200
    assert [(row.browser, row.right) for row in Member.objects.all()] == [(browser_row, Right.EDIT)]


@pytest.mark.parametrize("fields", [{"right": Right.COMMENT}, {"parts": ["data"]}, {"hide_pay": True}])
def test_project_is_handed_over_only_to_whoever_edits_all_of_it(owner, sample, fields):
    join(make_link(sample, **fields)[1])
    member = Member.objects.get()
    assert owner.post(url("hand_over", sample, member.pk)).status_code == 404
    with pytest.raises(ValueError, match="member must edit the whole project"):
        hand_over(member)


def test_member_of_another_project_is_not_found(owner, project, sample):
    join(make_link(sample)[1])
    assert owner.post(url("remove_member", project, Member.objects.get().pk)).status_code == 404
    assert Member.objects.get().removed_at is None


def test_page_names_members_and_when_they_were_here(owner, sample):
    join(make_link(sample, label="Mail desk")[1])
    page = " ".join(owner.get(url("share", sample)).content.decode().split())
    assert "Priya Nair" in page
    assert "by the link Mail desk" in page


def test_visit_is_noted_now_and_then_only(sample):
    colleague, _reply = join(make_link(sample)[1])
    noted = Member.objects.get().seen_at
    colleague.get(overview(sample))
    assert Member.objects.get().seen_at == noted
    Member.objects.update(seen_at=noted - timedelta(hours=1))
    colleague.get(overview(sample))
    assert Member.objects.get().seen_at >= noted


# ---------------------------------------------------------------- what a form may not do


@pytest.mark.parametrize(
    "sent",
    [
        {"right": Right.VIEW.value, "parts": ["data"]},
        {"right": Right.EDIT.value, "parts": [REPORT]},
        {"right": Right.EDIT.value, "parts": ["team"]},
        {"right": Right.OWN.value},
        {"right": "99"},
        {"parts": ["nowhere"]},
        {"password": "short"},
    ],
)
def test_link_that_makes_no_sense_is_not_made(owner, sample, sent):
    assert owner.post(url("share", sample), sent).status_code == 200
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("right", [Right.OWN.value, 0, "owner"])
def test_member_is_never_made_owner_by_a_right(owner, sample, right):
    join(make_link(sample)[1])
    owner.post(url("change_member", sample, Member.objects.get().pk), {"right": right})
    assert Member.objects.get().right == Right.EDIT


def test_extra_fields_of_whoever_joins_are_ignored(sample, project):
    _link, secret = make_link(sample, right=Right.COMMENT)
    extra = {"right": 4, "project": project.pk, "parts": "", "hide_pay": "", "browser": 1, "removed_at": ""}
    Client().post(reverse("reports:join", args=[secret]), {"name": "Priya", **extra})
    member = Member.objects.get()
    assert (member.project, member.right) == (sample, Right.COMMENT)


@pytest.mark.parametrize("text", HOSTILE["xss"][:12])
def test_names_and_labels_stand_on_the_page_as_texts(owner, sample, text):
    text = text[:80].strip()
    _link, secret = make_link(sample, label=text)
    _colleague, reply = join(secret, text)
    page = owner.get(url("share", sample)).content.decode()
    assert text not in page or escape(text) == text
    if reply.status_code == 303:
        assert escape(Member.objects.get().name) in page


def test_key_that_was_planted_opens_nothing_of_whoever_joins(sample):
    """A browser that comes with a key we do not know gets one of ours."""
    colleague = Client()
    colleague.cookies[COOKIE] = "planted"
    join(make_link(sample)[1], client=colleague)
    planted = Client()
    planted.cookies[COOKIE] = "planted"
    assert planted.get(overview(sample)).status_code == 404


def test_name_sent_from_another_site_is_refused(sample):
    strict = Client(enforce_csrf_checks=True)
    address = reverse("reports:join", args=[make_link(sample)[1]])
    assert strict.post(address, {"name": "Eve"}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert not Member.objects.exists()


def test_pages_with_a_form_may_be_sent_back_and_tell_no_other_host(sample):
    reply = Client().get(reverse("reports:join", args=[make_link(sample)[1]]))
    assert reply["Referrer-Policy"] == "same-origin"


# ---------------------------------------------------------------- passwords


@pytest.fixture(autouse=True)
def quick_hasher(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def locked(sample):
    link, secret = make_link(sample, right=Right.VIEW, password=lock("a long password"))
    return link, secret


def give(secret, password, client=None):
    visitor = client or Client()
    return visitor, visitor.post(reverse("reports:unlock", args=[secret]), {"password": password})


def test_right_password_opens_the_link(locked):
    visitor, _reply = give(locked[1], "a long password")
    assert visitor.get(reverse("reports:shared", args=[locked[1]])).status_code == 200


def test_wrong_password_opens_nothing(locked):
    visitor, reply = give(locked[1], "a wrong password")
    assert "not the password" in reply.content.decode()
    assert visitor.get(reverse("reports:shared", args=[locked[1]])).status_code == 302


def test_other_password_asks_again(locked):
    link, secret = locked
    visitor, _reply = give(secret, "a long password")
    link.password = lock("another password")
    link.save()
    assert visitor.get(reverse("reports:shared", args=[secret])).status_code == 302


def test_proof_of_one_link_opens_no_other(locked, sample):
    visitor, _reply = give(locked[1], "a long password")
    _other, secret = make_link(sample, right=Right.VIEW, password=lock("a long password"))
    proof = visitor.cookies["plumbline_unlocked"].value
    fresh = Client()
    fresh.cookies["plumbline_unlocked"] = proof
    assert fresh.get(reverse("reports:shared", args=[secret])).status_code == 302


def test_password_is_not_stored(locked):
    assert "a long password" not in str(ShareLink.objects.values().get())


def test_password_of_a_link_is_guessed_so_often_and_then_not_tried(locked):
    link, secret = locked
    WrongGuesses.objects.create(target=target_of(link), began_at=timezone.now(), count=MOST_PASSWORDS)
    visitor, reply = give(secret, "a long password")
    assert "tried too often" in reply.content.decode()
    assert visitor.get(reverse("reports:shared", args=[secret])).status_code == 302


def test_guesses_of_one_link_are_none_of_another(db):
    WrongGuesses.objects.create(target="link 1", began_at=timezone.now(), count=5)
    assert guess("link 2", 5, lambda: True)


def test_next_hour_begins_anew(db):
    WrongGuesses.objects.create(target="link 1", began_at=timezone.now() - timedelta(hours=2), count=5)
    assert not guess("link 1", 5, lambda: False)
    assert WrongGuesses.objects.get().count == 1


def test_ten_thousand_guesses_are_tried_as_often_as_may_be(db):
    tried = []
    refused = 0
    for number in range(10_000):
        try:
            guess("link 1", 100, lambda number=number: tried.append(number))
        except OverLimit:
            refused += 1
    assert (len(tried), refused) == (100, 9_900)


def test_thirty_colleagues_behind_one_address_mistype_and_come_in(locked):
    for _number in range(30):
        visitor, _reply = give(locked[1], "mistyped")
        give(locked[1], "a long password", visitor)
        assert visitor.get(reverse("reports:shared", args=[locked[1]])).status_code == 200


# ---------------------------------------------------------------- guessing projects


def test_project_of_others_and_one_that_is_none_ask_the_database_alike(stranger, sample, django_assert_num_queries):
    stranger.get(reverse("reports:start"))
    for project_id in (sample.pk, "00000000-0000-4000-8000-000000000000"):
        with django_assert_num_queries(4):  # the page that is not found asks once more who it is
            assert stranger.get(reverse("reports:overview", args=[project_id, BASE])).status_code == 404


def test_member_asks_the_database_once_more_than_the_owner(sample, owner, django_assert_num_queries):
    colleague, _reply = join(make_link(sample)[1])
    address = url("answer", sample, "problem.statement")
    owner.get(address)
    with django_assert_num_queries(4):
        owner.get(address)
    with django_assert_num_queries(5):
        colleague.get(address)


def test_browser_row_of_a_member_is_named(sample):
    join(make_link(sample)[1])
    assert Browser.objects.filter(name="Priya Nair").exists()


# ---------------------------------------------------------------- pinned to a version


def send_link(owner, project, **sent):
    """Return the address of a link that was made on the page."""
    page = owner.post(url("share", project), {"right": Right.VIEW.value} | sent).content.decode()
    return re.search(r"/s/[\w-]+/", page).group()


def test_link_to_a_version_still_shows_what_the_board_saw(owner, sample):
    pinned, moving = send_link(owner, sample, version=KEEP_NOW, label="For the board"), send_link(owner, sample)
    save(owner, sample, "Written after the board had met")
    pages = [Client().get(address).content.decode() for address in (pinned, moving)]
    assert ["Written after the board had met" in page for page in pages] == [False, True]
    assert list(sample.snapshots.values_list("name", "kind")) == [("For the board", "link")]


def test_version_is_sent_from_the_page_of_versions(owner, sample):
    kept = take_snapshot(Workspace(sample, sample.scenarios.get(slug=BASE)), VersionName(name="Before the trial"))
    versions = owner.get(reverse("reports:versions", args=[sample.pk, BASE])).content.decode()
    page = owner.get(f"{url('share', sample)}?version={kept.pk}").content.decode()
    assert f"{url('share', sample)}?version={kept.pk}" in versions
    assert f'<option value="{kept.pk}" selected>' in page
    send_link(owner, sample, version=kept.pk)
    assert ShareLink.objects.get().snapshot == kept


@pytest.mark.parametrize("asked", ["x", "-1", "²", "9" * 40])
def test_version_that_is_none_is_not_offered(owner, sample, asked):
    assert owner.get(url("share", sample), {"version": asked}).status_code == 200
    assert owner.post(url("share", sample), {"right": Right.VIEW.value, "version": asked}).status_code == 200
    assert not ShareLink.objects.exists()


def test_version_of_another_project_is_no_choice(owner, sample, project):
    other = take_snapshot(Workspace(project, project.scenarios.get(slug=BASE)), VersionName(name="Not yours"))
    page = owner.post(url("share", sample), {"right": Right.VIEW.value, "version": other.pk}).content.decode()
    assert "Not yours" not in page
    assert not ShareLink.objects.exists()
