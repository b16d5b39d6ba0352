"""The forecast and the hiring advice."""

import numpy as np
import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from teams.domain.cost import estimate_team
from teams.domain.forecast import forecast_team
from teams.domain.hiring import HiringWay, advise_hiring
from teams.domain.reading import PlanBasis, read_plan
from teams.reference import get_roles

DRAWS = Draws(7, 1000)
CONTRACTOR = {
    "role": "data_engineer", "contract": "hired", "share_pct": 50.0, "first_month": 1.0, "last_month": 6.0,
    "rate_per_hour": 100.0, "salary_per_year": 120_000.0,
}  # fmt: skip


def answers_of(values):
    return Answers(
        {
            f"team.{name}": Answer(field_id=f"team.{name}", state=AnswerState.KNOWN, value=it)
            for name, it in values.items()
        }
    )


def estimate(**values):
    answers = answers_of({"roles": [CONTRACTOR], "duration_months": 6.0, "schedule_slip": 0.0} | values)
    return estimate_team(Reader(answers, get_catalogue().fields, DRAWS), PlanBasis(roles=get_roles()))


def advise(*rows, **values):
    answers = answers_of(
        {"roles": list(rows), "duration_months": 6.0, "hiring_cost": 10.0, "loaded_factor": 1.3} | values
    )
    return advise_hiring(
        read_plan(Reader(answers, get_catalogue().fields, Draws(7)), PlanBasis(roles=get_roles())), DRAWS
    )


# ---------------------------------------------------------------- forecast

MONTH = 0.5 * 100 * 2080 / 12


def test_plan_without_delay_is_spent_month_by_month():
    found = forecast_team(estimate(), None)
    assert [spent.likely for spent in found.cumulative] == pytest.approx([MONTH * month for month in range(7)])
    assert (found.chance_inside, found.expected_overrun, found.month_money_runs_out) == (None, None, None)


def test_delay_stretches_the_plan():
    found = forecast_team(estimate(schedule_slip=50.0), None)
    assert [spent.likely for spent in found.cumulative] == pytest.approx([MONTH * month for month in range(10)])


def test_forecast_ends_at_the_total():
    team = estimate(roles=[CONTRACTOR | {"rate_per_hour": {"low": 80, "likely": 100, "high": 150}}], schedule_slip={
        "low": 0, "likely": 10, "high": 40
    })  # fmt: skip
    found = forecast_team(team, None)
    assert found.cumulative[-1] == team.total.value
    assert len(found.cumulative) == 1 + 9
    likely = [spent.likely for spent in found.cumulative]
    assert likely == sorted(likely)


def test_next_to_nothing_for_people_beside_a_large_other_cost_still_ends_at_the_total():
    almost_free = CONTRACTOR | {"rate_per_hour": 1e-307, "salary_per_year": 1e-307}
    found = forecast_team(estimate(roles=[almost_free]), None, other_one_off=50_000.0)
    assert found.cumulative[-1].likely == pytest.approx(50_000)


def test_budget_at_the_median_is_kept_in_half_of_the_cases():
    team = estimate(roles=[CONTRACTOR | {"rate_per_hour": {"low": 80, "likely": 100, "high": 150}}])
    found = forecast_team(team, team.total.value.likely)
    over = team.one_off_draws[team.one_off_draws > team.total.value.likely]
    assert found.chance_inside == pytest.approx(0.5, abs=0.01)
    assert found.expected_overrun == pytest.approx(over.mean() - team.total.value.likely)
    assert 3 < found.month_money_runs_out.low < found.month_money_runs_out.high <= 6


def test_small_budget_runs_out_at_its_month():
    found = forecast_team(estimate(), 2.5 * MONTH)
    assert found.chance_inside == 0
    assert found.month_money_runs_out.likely == pytest.approx(2.5)
    assert found.expected_overrun == pytest.approx(3.5 * MONTH)


def test_ample_budget_never_runs_out():
    found = forecast_team(estimate(), 1e9)
    assert (found.chance_inside, found.expected_overrun, found.month_money_runs_out) == (1, 0, None)


def test_no_budget_at_all_runs_out_at_once():
    found = forecast_team(estimate(), 0.0)
    assert (found.chance_inside, found.month_money_runs_out.likely) == (0, 0)


def test_other_cost_is_paid_from_the_same_budget():
    found = forecast_team(estimate(), 6 * MONTH, other_one_off=np.full(1000, MONTH))
    assert found.cumulative[-1].likely == pytest.approx(7 * MONTH)
    assert found.chance_inside == 0


def test_team_of_nobody_leaves_the_other_cost():
    nobody = Answers({"team.roles": Answer(field_id="team.roles", state=AnswerState.NOT_RELEVANT)})
    team = estimate_team(Reader(nobody, get_catalogue().fields, DRAWS), PlanBasis(roles=get_roles()))
    assert forecast_team(team, 50.0, other_one_off=100.0).cumulative[-1] == Range.exactly(100)


# ---------------------------------------------------------------- hiring


def texts(advice):
    return [
        sentence.text % {key: value for key, (value, _unit) in sentence.params.items()} for sentence in advice.sentences
    ]


def test_break_even_is_the_cost_of_a_hire_over_what_it_saves_a_month():
    found = advise(CONTRACTOR)[0]
    saved = 100 * 2080 / 12 - 120_000 * 1.3 / 12
    assert found.break_even_months.likely == pytest.approx(12_000 / saved)


def test_ways_cost_what_their_formulas_say():
    found = {way: advise(CONTRACTOR)[0].option(way).figure.value.likely for way in HiringWay}
    assert found == pytest.approx(
        {
            HiringWay.CONTRACT: 0.5 * 6 * 100 * 2080 / 12,
            HiringWay.PART_TIME: 0.5 * 120_000 * (6 / 12 * 1.3 + 0.1),
            HiringWay.FULL_TIME: 120_000 * (6 / 12 * 1.3 + 0.1),
        }
    )


def test_short_stay_is_contracted():
    found = advise(CONTRACTOR | {"last_month": 2.0})[0]
    assert (found.best, found.chance_contract_cheaper) == (HiringWay.CONTRACT, 1)
    assert texts(found)[0].startswith("Use a contractor: for 2.0 months that costs ")


def test_long_stay_is_hired_part_time():
    found = advise(CONTRACTOR, hiring_months=0.0)[0]
    assert (found.best, found.chance_contract_cheaper) == (HiringWay.PART_TIME, 0)
    assert len(found.sentences) == 1


def test_nobody_is_hired_part_time_for_almost_a_full_week():
    assert advise(CONTRACTOR | {"share_pct": 95.0, "last_month": 6.0}, hiring_cost=1.0)[0].best is HiringWay.FULL_TIME


def test_cheap_contractor_is_never_replaced():
    found = advise(CONTRACTOR | {"rate_per_hour": 40.0})[0]
    assert (found.best, found.break_even_months) == (HiringWay.CONTRACT, None)
    assert "the rate stays below the full cost of an employee" in texts(found)[0]


def test_role_that_starts_before_a_hire_can_is_bridged():
    found = advise(CONTRACTOR, hiring_months=3.0)[0]
    assert texts(found)[1] == (
        "A new employee starts after 3.0 months, but the work starts in month 1.0: start recruiting now, "
        "or cover the gap with a contractor."
    )


def test_person_who_is_there_needs_no_advice_and_comes_last():
    found = advise(CONTRACTOR | {"name": "Sam"}, CONTRACTOR)
    assert [advice.best is None for advice in found] == [False, True]
    assert texts(found[1]) == ["Sam is already on the team: no recruiting needed."]


def test_advice_for_every_reference_role_is_finite():
    rows = [{"role": role, "contract": "hired"} for role in get_roles()]
    for advice in advise(*rows, duration_months=0.5):
        assert advice.best in HiringWay
        assert all(np.isfinite([option.figure.value.low, option.figure.value.high]).all() for option in advice.options)


def test_each_option_shows_pay():
    assert all(option.figure.shows_pay for option in advise(CONTRACTOR)[0].options)
