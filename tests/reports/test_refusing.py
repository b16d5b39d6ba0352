"""A member whose link does not open a page reads why and whom to ask; of the page itself nothing is said."""

import re

import pytest
from django.urls import reverse

from projects.domain.rights import REPORT, Right
from projects.models import BASE, Answer
from tests.decisions.pages import words_of
from tests.test_access import INSIDE, WITHOUT_PAY, make_member

SHOW_PAY = ["teams:team", "teams:rate_card", "teams:hiring", "teams:budget", "decisions:value", "reports:overview"]


@pytest.fixture
def project(sample):
    sample.owner.name = "Dana"
    sample.owner.save()
    return sample


def address(name, project):
    return reverse(name, args=[project.pk, BASE, *INSIDE[name][1]])


def main_of(reply):
    """Return the words of a page between its bar and its foot."""
    [inside] = re.findall(r"<main.*?</main>", reply.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", inside).split())


@pytest.mark.parametrize("name", SHOW_PAY)
def test_page_with_pay_says_that_the_link_shows_none_and_whom_to_ask(project, name):
    assert name not in WITHOUT_PAY
    reply = make_member(project, hide_pay=True).get(address(name, project))
    said = main_of(reply)
    assert reply.status_code == 403
    assert "Your link does not show pay" in said
    assert "If you need more, ask Dana, who owns the project." in said
    assert "Your link opens: Report, Problem questionnaire, Training plan." in said


@pytest.mark.parametrize("name", SHOW_PAY)
def test_refusal_holds_no_number_and_does_not_move_with_pay(project, name):
    member = make_member(project, hide_pay=True)
    before = main_of(member.get(address(name, project)))
    assert not re.search(r"\d", before)
    roles = Answer.objects.get(scenario=project.scenarios.get(slug=BASE), field_id="team.roles")
    roles.value = [row | {"salary_per_year": 987_654} for row in roles.value]
    roles.save()
    project.sequence += 1
    project.save()
    assert main_of(member.get(address(name, project))) == before


def test_link_of_some_parts_says_which_it_opens_and_leads_there(project):
    reply = make_member(project, parts=["problem", "team"]).get(address("decisions:data", project))
    assert reply.status_code == 403
    assert "Your link does not open this page Your link opens: Problem questionnaire, Team." in main_of(reply)
    first = reverse("scoping:part", args=[project.pk, BASE, "problem"])
    assert f'<a class="btn first" href="{first}">' in reply.content.decode()


def test_link_to_the_report_leads_back_to_it(project):
    reply = make_member(project, right=Right.COMMENT, parts=[REPORT]).get(address("teams:team", project))
    assert reply.status_code == 403
    assert f'<a class="btn first" href="{address("reports:report", project)}">' in reply.content.decode()


@pytest.mark.parametrize(("right", "may"), [(Right.VIEW, "view"), (Right.COMMENT, "comment"), (Right.EDIT, "edit")])
def test_page_of_the_owner_says_what_the_link_lets_one_do(project, right, may):
    reply = make_member(project, right=right).get(address("projects:share", project))
    assert reply.status_code == 403
    assert f"This is not open to you You may {may} here." in main_of(reply)


def test_owner_without_a_name_is_whoever_sent_the_link(project):
    project.owner.name = project.owner_name = ""
    project.owner.save()
    project.save()
    reply = make_member(project, right=Right.VIEW).get(address("projects:share", project))
    assert "ask whoever sent you the link" in main_of(reply)


def test_what_was_sent_is_given_back(project):
    viewer = make_member(project, right=Right.VIEW)
    sent = {"problem-statement-value": "Typed before I was made a viewer"}
    reply = viewer.post(address("projects:answer", project), sent)
    assert reply.status_code == 403
    assert "Typed before I was made a viewer" in reply.content.decode()


@pytest.mark.parametrize("name", SHOW_PAY)
def test_stranger_and_holder_of_a_link_to_view_learn_of_no_project(project, stranger, client, share, name):
    client.get(reverse("reports:shared", args=[share[1]]))
    for visitor in (stranger, client):
        reply = visitor.get(address(name, project))
        assert reply.status_code == 404
        assert project.name not in words_of(reply)


def test_refusal_is_read_in_german(project):
    member = make_member(project, hide_pay=True)
    member.cookies["language"] = "de"
    assert "Ihr Link zeigt keine Gehälter" in main_of(member.get(address("teams:team", project)))
