"""Roles that we counted with until the first person was named: said beside the table, and taken over at one press."""

import pytest
from django.urls import reverse

from projects.domain.answers import Answer, AnswerState
from projects.models import Answer as AnswerRow
from projects.saving import save_answer
from tests.decisions.pages import words_of

pytestmark = pytest.mark.once


def url(name, project):
    return reverse(f"teams:{name}", args=[project.pk, "base"])


def name_people(project, *roles, version=0):
    rows = [{"role": role, "share_pct": {"low": 100, "likely": 100, "high": 100}} for role in roles]
    answer = Answer(field_id="team.roles", state=AnswerState.KNOWN, value=rows, version=version)
    save_answer(project.scenarios.get(slug="base"), answer, token=f"roles{version}", who="Dana")
    project.refresh_from_db()


def roles_of(project):
    row = AnswerRow.objects.get(scenario__project=project, field_id="team.roles")
    return [person["role"] for person in row.value]


@pytest.fixture
def assumed(owner, project):
    """The roles that we count with while nobody is named."""
    rows = owner.get(url("team", project)).context["grid"].plan.people
    return [person.role.id for person in rows]


def test_page_says_beforehand_that_the_first_person_replaces_all(owner, project):
    assert "The first person that you add replaces all of them." in words_of(owner.get(url("team", project)))


def test_first_person_is_told_what_was_counted_until_then(owner, project, assumed):
    name_people(project, assumed[0])
    page = words_of(owner.get(url("team", project)))
    rest = len(assumed) - 1
    assert f"Until you named the first person, we counted with {rest} more roles" in page
    assert f"Add these {rest} to the table" in page


def test_rest_stands_below_the_first_person_at_one_press(owner, project, assumed):
    name_people(project, assumed[0])
    owner.post(url("start_plan", project), {"table": "rest"})
    assert roles_of(project) == assumed
    owner.post(url("start_plan", project), {"table": "rest"})  # pressed twice it adds nothing
    assert roles_of(project) == assumed


def test_second_person_ends_the_offer(owner, project, assumed):
    name_people(project, *assumed[:2])
    assert "Until you named the first person" not in words_of(owner.get(url("team", project)))
    owner.post(url("start_plan", project), {"table": "rest"})
    assert roles_of(project) == assumed[:2]
