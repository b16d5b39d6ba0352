"""The own section as a part that links and members can be limited to."""

from pathlib import Path

import pytest
from django.urls import reverse

from projects.domain.answers import Answer, AnswerState
from projects.domain.rights import OWN, Right
from projects.models import BASE, Member, QuestionPack, ShareLink
from projects.saving import save_answer
from projects.sharing import ShareForm
from projects.versions import VersionName, take_snapshot
from projects.wording import name_own
from tests.decisions.pages import words_of
from tests.organisation.test_shared_settings import workspace_of
from tests.test_access import make_member

SAMPLE = (Path(__file__).parents[2] / "organisation" / "own-questions.toml").read_text(encoding="utf-8")


@pytest.fixture(params=[SAMPLE, SAMPLE.replace("own.", "own_it.").replace('id = "own" ', 'id = "own_it" ')])
def asked(request, sample):
    """The worked example, asked own questions; their section has one id or another."""
    sample.pack = QuestionPack.objects.create(text=request.param)
    sample.save()
    return sample


def own_id(project):
    return workspace_of(project).catalogue.own_section


def page_of(project, name, *more):
    return reverse(name, args=[project.pk, BASE, *more])


def sent(field_id, value):
    prefix = field_id.replace(".", "-")
    return {f"{prefix}-value": value, f"{prefix}-version": 0, f"{prefix}-token": "t"}


@pytest.mark.parametrize("hide_pay", [True, False])
def test_member_of_the_own_section_answers_it(asked, hide_pay):
    member = make_member(asked, parts=[OWN], hide_pay=hide_pay)
    section = own_id(asked)
    assert "House rules" in words_of(member.get(page_of(asked, "reports:section", section)))
    field_id = f"{section}.protection"
    member.post(page_of(asked, "projects:answer", field_id), sent(field_id, "secret"))
    assert workspace_of(asked).answers[field_id].value == "secret"


def test_member_of_the_own_section_comes_in_there(asked, client):
    _link, secret = ShareLink.issue(
        project=asked, scenario=asked.scenarios.get(slug=BASE), right=Right.EDIT, parts=[OWN]
    )
    entered = client.post(reverse("reports:join", args=[secret]), {"name": "Iva"})
    assert "Which protection class do the data have?" in words_of(client.get(entered["Location"]))


def test_member_of_another_part_finds_no_own_question(asked):
    member = make_member(asked, parts=["problem"])
    section = own_id(asked)
    addresses = [
        page_of(asked, "reports:section", section),
        page_of(asked, "reports:section", OWN),
        page_of(asked, "projects:answer", f"{section}.protection"),
        page_of(asked, "projects:check", f"{section}.protection"),
    ]
    assert [member.get(address).status_code for address in addresses] == [403] * 4


def test_member_who_must_not_learn_pay_finds_the_own_section(asked):
    member = make_member(asked, hide_pay=True)
    assert member.get(page_of(asked, "reports:section", own_id(asked))).status_code == 200


def test_link_can_be_limited_to_the_own_section(owner, asked):
    owner.post(page_of(asked, "projects:share"), {"right": Right.EDIT.value, "parts": [OWN]})
    assert ShareLink.objects.get().parts == [OWN]
    assert "House rules" in words_of(owner.get(page_of(asked, "projects:share")))


def test_own_section_is_not_offered_where_nobody_asks_one(sample):
    assert OWN not in dict(ShareForm(project=sample).fields["parts"].choices)


def test_member_keeps_the_part_when_another_version_is_taken(asked):
    member = make_member(asked, parts=[OWN])
    asked.pack = QuestionPack.objects.create(text=SAMPLE)
    asked.save()
    assert member.get(page_of(asked, "reports:section", OWN)).status_code == 200
    assert Member.objects.get().parts == [OWN]


def test_pinned_link_shows_own_answers_as_they_were(asked, client):
    field_id = f"{own_id(asked)}.protection"
    base = asked.scenarios.get(slug=BASE)
    save_answer(base, Answer(field_id=field_id, state=AnswerState.KNOWN, value="secret"), token="t", who="Dana")
    kept = take_snapshot(workspace_of(asked), VersionName(name="Board"))
    save_answer(
        base, Answer(field_id=field_id, state=AnswerState.KNOWN, value="public", version=1), token="u", who="Dana"
    )
    QuestionPack.objects.create()
    asked.take_pack(name_own(workspace_of(asked).catalogue))
    _link, secret = ShareLink.issue(project=asked, scenario=base, snapshot=kept)
    page = words_of(client.get(reverse("reports:shared", args=[secret])))
    assert "Protection class Secret" in page
