"""Sections that contradict each other are found, through the page that shows findings."""

import pytest

from decisions.domain.agreement import agreement_of
from decisions.results import results_of
from projects.access import Workspace
from projects.domain.answers import Answer, Answers, AnswerState
from projects.models import Answer as Row

pytestmark = pytest.mark.once

SAID = {
    "value.cases_per_year": 12_000, "why.volume": 1_000, "strategy.yearly_value": 360_000, "value.saving_per_case": 5,
    "problem.monthly_cost": 6_000,
}  # fmt: skip


def known(values, **state):
    return Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=v, **state) for name, v in values.items()}
    )


def test_ratios_by_hand():
    """12,000 to 12 × 1,000; 360,000 to 137,000; $5 to the $6 that a case costs."""
    assert agreement_of(known(SAID), 137_000) == pytest.approx(
        {"result.cases_ratio": 1.0, "result.worth_ratio": 360 / 137, "result.saving_ratio": 5 / 6}
    )


@pytest.mark.parametrize("field_id", SAID)
def test_what_is_not_known_contradicts_nothing(field_id):
    left = {name: value for name, value in SAID.items() if name != field_id}
    assert len(agreement_of(known(left), 137_000)) == {"why.volume": 1}.get(field_id, 2)


def test_nothing_is_divided_by_nothing():
    assert agreement_of(known(SAID | {"why.volume": 0, "problem.monthly_cost": 0}), 0.0) == {}


def test_scenario_is_not_held_against_what_was_said_of_its_base():
    assert "result.worth_ratio" not in agreement_of(known(SAID, inherited=True), 137_000)


def findings(project, base, **answers):
    for field_id, value in answers.items():
        Row.objects.create(scenario=base, field_id=field_id.replace("__", "."), state="known", value=value)
    return {finding.check.id for finding in results_of(Workspace(project, base)).findings}


@pytest.mark.parametrize(("yearly", "found"), [(12_000, False), (15_000, False), (15_100, True), (9_500, True)])
def test_cases_of_a_year_are_twelve_times_those_of_a_month(project, base, yearly, found):
    said = findings(project, base, why__volume=1_000, value__cases_per_year=yearly)
    assert ("check.cases_do_not_agree" in said) is found


@pytest.mark.parametrize(("saving", "found"), [(5, False), (6, False), (6.5, True)])
def test_no_case_saves_more_than_it_costs(project, base, saving, found):
    said = findings(project, base, why__volume=1_000, problem__monthly_cost=6_000, value__saving_per_case=saving)
    assert ("check.saving_above_cost" in said) is found


CASE = {
    "value__cases_per_year": 12_000, "value__coverage": 80, "value__adoption": 75, "value__saving_per_case": 20,
    "value__review_minutes_per_case": 0,
}  # fmt: skip


@pytest.mark.parametrize(("worth", "found"), [(144_000, False), (210_000, False), (360_000, True), (60_000, True)])
def test_what_it_is_said_to_be_worth_is_held_against_the_sum(project, base, worth, found):
    """12,000 × 0.8 × 0.75 × 20 = 144,000 a year."""
    said = findings(project, base, strategy__yearly_value=worth, **CASE)
    assert ("check.worth_does_not_agree" in said) is found
