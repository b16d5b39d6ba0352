"""What it is said to be worth stands beside the benefit that follows from cases, coverage, use and saving."""

import pytest
from django.urls import reverse

from decisions.results import results_of
from decisions.worth import say_worth
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.saving import save_answer
from tests.decisions.pages import words_of

pytestmark = pytest.mark.once


def say(project, **values):
    """Say what things are worth; each value a number, or its low, likely and high end."""
    base = project.scenarios.get(slug="base")
    for name, value in values.items():
        ends = value if isinstance(value, tuple) else (value, value, value)
        content = dict(zip(("low", "likely", "high"), ends, strict=True))
        field_id = name.replace("__", ".")
        answer = Answer(field_id=field_id, state=AnswerState.KNOWN, value=content)
        save_answer(base, answer, token=field_id, who="Dana")
    project.refresh_from_db()
    return Workspace(project, base)


@pytest.fixture
def counted(project):
    """100,000 cases, of which 70 in 100 are handled and 50 in 100 of those used, at 2 each: 70,000 a year."""
    cases = {"value__cases_per_year": 100_000, "value__coverage": 70, "value__adoption": 50}
    return say(project, **cases, value__saving_per_case=2, value__review_minutes_per_case=0)


def test_one_case_and_the_year_stand_in_one_sentence(counted):
    assert results_of(counted).case.benefit.value.likely == 70_000
    assert say_worth(counted).startswith("One case that is used saves about $2")
    assert "$70k a year" in say_worth(counted)


@pytest.mark.parametrize(
    ("said", "compared"),
    [
        ((50_000, 70_000, 90_000), "$70k ($50k to $90k); the two fit each other."),
        ((80_000, 138_000, 226_000), "$138k ($80k to $226k), which is more: one of the two is wrong."),
        ((10_000, 20_000, 30_000), "$20k ($10k to $30k), which is less: one of the two is wrong."),
    ],
)
def test_what_somebody_said_is_compared_with_the_sum(counted, said, compared):
    assert say_worth(say(counted.project, strategy__yearly_value=said)).endswith(compared)


def test_saving_that_nobody_said_is_called_an_assumption(project):
    workspace = say(project, why__volume=9_000, problem__monthly_hours=800)
    assert results_of(workspace).case.is_guessed
    assert "our guess" in say_worth(workspace)


def test_nothing_is_compared_while_there_is_no_benefit(project):
    assert say_worth(Workspace(project, project.scenarios.get(slug="base"))) == ""


@pytest.mark.parametrize("name", ["decisions:value", "reports:quick_result"])
def test_value_and_quick_result_show_both(owner, counted, name):
    workspace = say(counted.project, strategy__yearly_value=(80_000, 138_000, 226_000))
    page = words_of(owner.get(reverse(name, args=[counted.project.pk, "base"])))
    assert say_worth(workspace) in page
