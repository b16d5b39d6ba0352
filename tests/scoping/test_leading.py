"""What the overview asks next: what the next verdict needs comes before everything else."""

import pytest

from projects.domain.answers import Answer, Answers, AnswerState
from scoping.content import get_checklist, get_quick_scope
from scoping.domain.leading import MANY_PROPOSALS, Goal, Lead, accepts_first, lead_on


def said(*field_ids):
    return Answers({field_id: Answer(field_id=field_id, state=AnswerState.UNKNOWN) for field_id in field_ids})


def lead(catalogue, answers, *, has_verdict=False, is_provisional=False):
    return lead_on(
        catalogue,
        answers,
        get_quick_scope(),
        get_checklist(),
        has_verdict=has_verdict,
        is_provisional=is_provisional,
    )


@pytest.fixture
def scoped():
    return [field.id for screen in get_quick_scope().screens for field in screen.fields]


def ids(found):
    return [field.id for field in found.fields]


def test_first_verdict_needs_what_the_quick_scope_asks(catalogue, scoped):
    found = lead(catalogue, Answers({}))
    assert found.goal is Goal.FIRST
    assert set(ids(found)) <= set(scoped)


def test_order_is_that_of_the_pages(catalogue):
    found = ids(lead(catalogue, Answers({})))
    assert found == [field_id for field_id in catalogue.fields if field_id in found]


def test_full_verdict_needs_must_haves_and_what_they_look_at(catalogue, scoped):
    found = lead(catalogue, said(*scoped), has_verdict=True, is_provisional=True)
    assert found.goal is Goal.FULL
    assert {"success.metric", "readiness.27"} <= set(ids(found))
    assert "people.users" not in ids(found)


def test_other_key_questions_come_last(catalogue, scoped):
    found = lead(catalogue, said(*scoped), has_verdict=True)
    assert found.goal is Goal.REST
    assert "people.users" in ids(found)


def test_ten_answers_that_know_too_little_lead_to_the_must_haves(catalogue, scoped):
    assert lead(catalogue, said(*scoped)).goal is Goal.FULL


def test_nothing_is_asked_where_everything_is_said(catalogue):
    assert lead(catalogue, said(*catalogue.fields), has_verdict=True).fields == ()


# ---------------------------------------------------------------- accepting what is proposed


def leading_to(catalogue, goal, *field_ids):
    return Lead(goal=goal, fields=tuple(catalogue.fields[field_id] for field_id in field_ids))


FULL, REST = Goal.FULL, Goal.REST
MANY = [f"readiness.{number:02}" for number in range(1, MANY_PROPOSALS + 1)]


@pytest.mark.parametrize(
    ("goal", "wanted", "proposed", "expected"),
    [
        (FULL, ["readiness.27", "readiness.01"], ["readiness.01"], True),  # it rates what the verdict waits for
        (FULL, ["readiness.27"], MANY, False),  # it rates nothing that the verdict waits for
        (FULL, ["success.metric", "readiness.01"], MANY, False),  # an answer that may propose more comes before
        (REST, ["people.users"], MANY, True),
        (REST, ["people.users"], MANY[:-1], False),
        (REST, [], MANY[:1], True),  # nothing else is left
        (REST, [], [], False),
        (Goal.FIRST, ["problem.statement"], MANY, False),
    ],
)
def test_proposals_are_accepted_where_that_leads_further_than_an_answer(catalogue, goal, wanted, proposed, expected):
    assert accepts_first(leading_to(catalogue, goal, *wanted), proposed, get_checklist()) is expected
