"""The figures of advice, mix and budget say how to work them out by hand: their formulas are held against them."""

import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.formulas import evaluate
from projects.domain.reader import Reader
from teams.domain.budget import budget_team
from teams.domain.cost import estimate_team
from teams.domain.hiring import advise_hiring
from teams.domain.mix import Limits, best_mix
from teams.domain.reading import PlanBasis
from teams.reference import get_roles
from teams.solver import solve

DRAWS = Draws(7, 200)
# Without width, so that the likely values and the middle of the draws are the same.
EXACT = {
    "duration_months": 15.0, "schedule_slip": 20.0, "loaded_factor": 1.3, "yearly_raise": 4.0, "hiring_cost": 12.0,
    "hiring_months": 1.0, "contractor_margin": 10.0,
    "roles": [
        {"role": "data_engineer", "share_pct": 40.0, "salary_per_year": 110_000.0, "rate_per_hour": 90.0,
         "first_month": 2.0, "ramp_up_weeks": 4.0},
        {"role": "reviewer", "share_pct": 20.0, "salary_per_year": 60_000.0, "rate_per_hour": 45.0,
         "presence": {"3": 50.0}, "last_month": 5.0},
        {"role": "reviewer", "name": "Sam", "share_pct": 20.0, "salary_per_year": 60_000.0, "rate_per_hour": 45.0},
    ],
    "other_expenses": [{"what": "Tool", "amount": 300.0, "paid": "monthly"}, {"what": "Laptop", "amount": 900.0}],
}  # fmt: skip
PARTS = {"employer_contributions": 10.0, "benefits": 15.0, "equipment": 2.0, "space": 3.0}


def figures(**values):
    answers = Answers(
        {f"team.{name}": Answer(field_id=f"team.{name}", state=AnswerState.KNOWN, value=it)
         for name, it in (EXACT | values).items()}
    )  # fmt: skip
    estimate = estimate_team(Reader(answers, get_catalogue().fields, DRAWS), PlanBasis(roles=get_roles()))
    mix = best_mix(estimate, Limits(), DRAWS, solve)
    ways = [option.figure for advice in advise_hiring(estimate.plan, DRAWS) for option in advice.options]
    return [*ways, mix.figure, *budget_team(estimate, answers, DRAWS).figures]


@pytest.mark.parametrize("values", [{}, PARTS, {"duration_months": 6.0}])
def test_every_formula_comes_to_its_figure(values):
    for figure in figures(**values):
        by_hand = evaluate(figure.formula, {given.name: given.value.likely for given in figure.inputs})
        assert by_hand == pytest.approx(figure.value.likely, rel=1e-6), figure.id


def test_inputs_of_a_figure_have_names_of_their_own():
    for figure in figures():
        names = [given.name for given in figure.inputs]
        assert len(names) == len(set(names)), figure.id
