"""Every line of cost and benefit of the business case, worked by hand: all inputs exact, the arithmetic in comments.

A new line belongs into `ANSWERS` with a sum that nobody could mistake for another one, into its test of parts, and into
the totals.
"""

import numpy as np
import pytest

from decisions.domain.business_case import build_case
from decisions.domain.calendar import Calendar, Flows
from decisions.domain.netvalue import RoomDraws
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.figures import Figure
from projects.domain.formulas import evaluate
from projects.domain.ranges import Range
from projects.domain.reader import Reader

COUNT = 100
ANSWERS = {
    "people.users": [{"group": "Clerks", "count": 30}, {"group": "Leads", "count": 10}, {"group": "Not counted yet"}],
    "people.training_hours": 3,
    "value.hour_cost": 50,
    "data.label_count": 1000,
    "data.label_price": 2,
    "value.integration_one_off": 8000,
    "value.legal_one_off": 5000,
    "value.running_licences_per_year": 6000,
    "value.running_people_per_year": 24_000,
    "value.cases_per_year": 100_000,
    "value.coverage": 70,
    "value.adoption": 80,
    "value.saving_per_case": 2.5,
    "value.review_minutes_per_case": 0.6,
    "value.ramp_up_months": 0,
    "value.horizon_months": 24,
    "value.discount_rate": 0,
}
HANDED_DOWN = {"team": 100_000, "compute": 6150, "computing": 18_492}
PARTS = {
    "team": 100_000,
    "expenses": 2400,
    "compute": 6150,
    "training": 6000,  # (30 + 10) users × 3 hours × $50
    "labels": 2000,  # 1,000 × $2
    "integration": 8000,
    "legal": 5000,
}
FOUR_THOUSAND = {"low": 4000, "likely": 4000, "high": 4000}
COST = 129_550  # the sum of the parts
RUNNING = 48_492  # 6,000 licences + 24,000 people + 18,492 computing
BENEFIT = 112_000  # 100,000 × 70 % × 80 % × ($2.5 − 0.6 minutes × $50 / 60)


def case_of(*, months=6.0, expenses=None, left_out=(), not_relevant=(), **changed):
    """Return the case of the answers above; a handed-down sum or an answer may be changed, or left out."""
    handed = {name: changed.pop(name, sum_) for name, sum_ in HANDED_DOWN.items()}
    answers = {name: value for name, value in (ANSWERS | changed).items() if name not in left_out}
    known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in answers.items()}
    known |= {name: Answer(field_id=name, state=AnswerState.NOT_RELEVANT) for name in not_relevant}
    figure = Figure(
        id="team.months", label="Months", value=Range.exactly(months), unit="months", formula="months", inputs=()
    )
    rooms = RoomDraws(
        months=np.full(COUNT, months),
        expenses={name: np.full(COUNT, float(sum_)) for name, sum_ in (expenses or {"expenses": 2400}).items()},
        **{name: None if name in left_out else np.full(COUNT, float(sum_)) for name, sum_ in handed.items()},
    )
    return build_case(Reader(Answers(known), get_catalogue().fields, Draws(7, COUNT)), rooms, figure)


def flows(cost, running, benefit):
    return Flows(cost=np.array([cost]), running=np.array([running]), by_volume=np.array([benefit]))


def parts_of(case):
    return {part.key: part.value.likely for part in case.parts}


# ---------------------------------------------------------------- cost to launch


def test_each_part_of_the_cost_to_launch():
    assert parts_of(case_of()) == pytest.approx(PARTS)


def test_cost_to_launch_is_the_sum_of_its_parts():
    case = case_of()
    assert case.cost.value.likely == pytest.approx(COST)
    assert case.cost_draws == pytest.approx(np.full(COUNT, COST))


@pytest.mark.parametrize(("wide", "says_so"), [
    ((), False), (("value.integration_one_off",), False), (("value.integration_one_off", "value.legal_one_off"), True),
])  # fmt: skip
def test_ends_do_not_add_up_where_several_parts_have_some(wide, says_so):
    case = case_of(**{key: {"low": 4000, "likely": 5000, "high": 9000} for key in wide})
    assert ("do not add up" in case.cost.note) is says_so


def test_cost_without_a_team_is_that_of_the_rest():
    # 129,550 − 100,000
    assert case_of(left_out=["team"]).cost.value.likely == pytest.approx(29_550)


@pytest.mark.parametrize(("left_out", "key"), [
    ("people.users", "training"),
    ("data.label_count", "labels"),  # a default alone is no reason to spend
    ("value.integration_one_off", "integration"),
    ("value.legal_one_off", "legal"),
    ("compute", "compute"),
])  # fmt: skip
def test_part_that_nobody_answered_is_left_out(left_out, key):
    case = case_of(left_out=[left_out])
    assert parts_of(case) == pytest.approx({name: sum_ for name, sum_ in PARTS.items() if name != key})
    assert case.cost.value.likely == pytest.approx(COST - PARTS[key])


@pytest.mark.parametrize(("key", "ours"), [("training", 6000), ("labels", 2000)])
def test_expense_that_somebody_wrote_down_takes_the_place_of_ours(key, ours):
    case = case_of(expenses={"expenses": 2400, key: 777})
    assert parts_of(case)[key] == 777
    assert case.cost.value.likely == pytest.approx(COST - ours + 777)
    assert f"case.{key}" not in {step.id for step in case.steps}


def test_labels_without_a_price_are_no_part():
    assert "labels" not in parts_of(case_of(not_relevant=["data.label_price"]))


def test_sum_leads_to_what_explains_its_parts():
    found = {given.name: given.figure_id or given.field_id for given in case_of().cost.inputs}
    assert found == {
        "team": "team.cost", "expenses": "", "compute": "compute.one_off", "training": "case.training",
        "labels": "case.labels", "integration": "value.integration_one_off", "legal": "value.legal_one_off",
    }  # fmt: skip


def test_steps_are_explained_with_the_users_that_count():
    training, labels = case_of().steps
    assert (training.value.likely, training.inputs[0].value.likely) == (6000, 40)
    assert (labels.value.likely, labels.shows_pay, training.shows_pay) == (2000, False, True)


def test_computing_that_costs_little_is_a_part():
    assert parts_of(case_of(compute=0.5))["compute"] == 0.5


def test_computing_that_costs_nothing_is_no_part():
    case = case_of()
    free = build_case(
        Reader(Answers({}), get_catalogue().fields, Draws(7, COUNT)),
        RoomDraws(team=np.full(COUNT, 1.0), months=None, compute=np.zeros(COUNT), computing=None),
    )
    assert "compute" in parts_of(case)
    assert "compute" not in parts_of(free)


# ---------------------------------------------------------------- after launch


def test_running_cost_a_year():
    assert case_of().running.value.likely == pytest.approx(RUNNING)


@pytest.mark.parametrize(("left_out", "running"), [
    ("value.running_licences_per_year", 42_492),  # 24,000 + 18,492
    ("value.running_people_per_year", 24_492),  # 6,000 + 18,492
    ("computing", 30_000),  # 6,000 + 24,000
])  # fmt: skip
def test_each_part_of_the_running_cost_counts(left_out, running):
    assert case_of(left_out=[left_out]).running.value.likely == pytest.approx(running)


def test_running_cost_of_which_nothing_is_known_is_none():
    names = ["value.running_licences_per_year", "value.running_people_per_year", "computing"]
    assert case_of(left_out=names).running is None


@pytest.mark.parametrize(("changed", "benefit"), [
    ({}, BENEFIT),
    ({"value.cases_per_year": 50_000}, 56_000),
    ({"value.coverage": 35}, 56_000),
    ({"value.adoption": 40}, 56_000),
    ({"value.saving_per_case": 3.5}, 168_000),  # 56,000 cases × ($3.5 − $0.5)
    ({"value.review_minutes_per_case": 1.2}, 84_000),  # 56,000 cases × ($2.5 − 1.2 × $50 / 60)
    ({"value.hour_cost": 100}, 84_000),  # 56,000 cases × ($2.5 − 0.6 × $100 / 60)
    ({"value.saving_per_case": 0.25}, -14_000),  # checking takes more than a case saves: 56,000 × ($0.25 − $0.5)
    ({"value.revenue_per_year": 12_000}, 124_000),
    ({"value.loss_chance": 5, "value.loss_size": 200_000}, 122_000),  # 5 % of 200,000
    ({"value.wrong_share": 2, "value.wrong_cost": 10}, 100_800),  # 2 % of 56,000 cases × $10
])  # fmt: skip
def test_benefit_a_year(changed, benefit):
    assert case_of(**changed).benefit.value.likely == pytest.approx(benefit)


@pytest.mark.parametrize(
    "field_id", ["value.cases_per_year", "value.coverage", "value.adoption", "value.saving_per_case"]
)
def test_benefit_is_missing_without_any_of_its_inputs(field_id):
    case = case_of(not_relevant=[field_id])
    assert (case.benefit, case.value, case.chance, case.payback_months) == (None, None, None, None)
    assert case.missing == (field_id,)


def test_case_without_a_team_says_that_it_is_missing():
    assert case_of(left_out=["team"]).missing == ("team.roles",)


def test_check_that_takes_no_time_costs_nothing():
    # 56,000 cases × $2.5
    assert case_of(not_relevant=["value.review_minutes_per_case"]).benefit.value.likely == pytest.approx(140_000)


# ---------------------------------------------------------------- net value


@pytest.mark.parametrize(("changed", "value"), [
    ({}, -34_288),  # (24 − 6) months × (112,000 − 48,492) / 12 − 129,550
    ({"value.ramp_up_months": 4}, -48_288),  # use: ¼ + ½ + ¾ + 15 months; 16.5 × 112,000 / 12 − 72,738 − 129,550
    ({"value.horizon_months": 36}, 29_220),  # 30 × 63,508 / 12 − 129,550
    ({"months": 12.0}, -66_042),  # 12 × 63,508 / 12 − 129,550
    ({"value.revenue_per_year": 12_000}, -16_288),  # 18 × 75,508 / 12 − 129,550
    ({"value.loss_chance": 5, "value.loss_size": 200_000}, -19_288),  # 18 × 73,508 / 12 − 129,550
    ({"value.switch_off_one_off": 3000}, -37_288),
    ({"value.events": [{"what": "The vendor ends the model", "chance": 100, "cost": FOUR_THOUSAND}]},
     -38_288),  # in whichever month
    ({"value.events": [{"what": "It never happens", "chance": 0, "cost": FOUR_THOUSAND}]}, -34_288),
])  # fmt: skip
def test_net_value_without_interest(changed, value):
    assert case_of(**changed).value.value.likely == pytest.approx(value)


def test_cases_grow_and_what_does_not_hang_on_them_stays():
    # months 7 to 24 bring 112,000 / 12 × 1.1^((month − ½) / 12), and 12,000 / 12 of revenue, less 48,492 / 12
    months = [1.1 ** ((month - 0.5) / 12) for month in range(7, 25)]
    case = case_of(**{"compute.use_growth": 10, "value.revenue_per_year": 12_000})
    expected = 112_000 / 12 * sum(months) + 18 * (12_000 - 48_492) / 12 - 129_550
    assert case.value.value.likely == pytest.approx(expected)


@pytest.mark.parametrize(("growth", "is_shown"), [(10, True), (0, False)])
def test_growth_stands_among_the_inputs_of_the_net_value_where_there_is_some(growth, is_shown):
    value = case_of(**{"compute.use_growth": growth}).value
    assert any(given.field_id == "compute.use_growth" for given in value.inputs) is is_shown


def test_net_value_with_interest():
    # one month of building, one of use: −1,200 / 1.21^(1/12) + (1,200 − 120) / 12 / 1.21^(2/12) = −1,181.09 + 87.19
    calendar = Calendar(build_months=np.array([1.0]), ramp_up_months=0, horizon_months=2, discount_rate=0.21)
    found = calendar.net_value(flows(1200.0, 120.0, 1200.0))
    assert found[0] == pytest.approx(-1093.90, abs=0.01)


def test_discount_rate_is_in_percent():
    # all of it costs in month 1 of 1: −(129,550) / 1.21^(1/12)
    case = case_of(months=1.0, **{"value.horizon_months": 1, "value.discount_rate": 21})
    assert case.value.value.likely == pytest.approx(-129_550 / 1.21 ** (1 / 12))


@pytest.mark.parametrize(("changed", "month"), [
    ({}, 31),  # 129,550 / (63,508 / 12) = 24.5 months after the launch in month 6
    ({"value.ramp_up_months": 4}, 34),  # 1.5 months of benefit less: (129,550 + 14,000) / 5,292 = 27.1 months after it
    ({"months": 10.0}, 35),
])  # fmt: skip
def test_payback_month(changed, month):
    assert case_of(**{"value.horizon_months": 60} | changed).payback_months == month


def test_payback_that_never_comes_is_none():
    assert case_of().payback_months is None


@pytest.mark.parametrize(("horizon", "chance"), [(24, 0.0), (36, 1.0)])
def test_chance_is_the_share_of_cases_that_gain(horizon, chance):
    assert case_of(**{"value.horizon_months": horizon}).chance == chance


def test_nothing_spent_and_nothing_brought_is_no_value():
    nothing = {answer: 0 for answer in ANSWERS if answer.startswith("value.") and answer != "value.horizon_months"}
    case = case_of(team=0, expenses={"expenses": 0}, left_out=["people.users", "data.label_count",
                   "compute", "computing"], **nothing)  # fmt: skip
    assert (case.value, case.chance) == (None, None)


def test_value_of_half_a_dollar_below_nothing_has_not():
    nothing = {answer: 0 for answer in ANSWERS if answer.startswith("value.") and answer != "value.horizon_months"}
    case = case_of(team=0.5, expenses={"expenses": 0}, left_out=["people.users", "data.label_count",
                   "compute", "computing"], **nothing)  # fmt: skip
    assert (case.value.value.likely, case.chance) == (-0.5, 0.0)


def test_month_in_which_the_money_is_back_to_the_cent():
    # 1,200 spent in month 1, 100 a month from month 2 on
    calendar = Calendar(build_months=np.array([1.0]), ramp_up_months=0, horizon_months=24, discount_rate=0)
    assert calendar.payback_month(flows(1200.0, 0.0, 1200.0)) == 13


def test_half_of_the_cases_are_enough_to_be_paid_back():
    calendar = Calendar(build_months=np.array([1.0, 1.0]), ramp_up_months=0, horizon_months=24, discount_rate=0)
    half = Flows(cost=np.array([1200.0, 1200.0]), running=np.zeros(2), by_volume=np.array([1200.0, 0.0]))
    assert calendar.payback_month(half) == 13


def test_money_that_was_never_spent_is_back_at_once():
    calendar = Calendar(build_months=np.array([6.0]), ramp_up_months=0, horizon_months=24, discount_rate=0)
    assert calendar.payback_month(flows(0.0, 0.0, 1200.0)) == 1


def test_figures_of_the_case():
    assert [figure.id for figure in case_of().figures] == [
        "case.cost_to_launch", "case.running_cost", "case.benefit", "case.net_value", "team.months"
    ]  # fmt: skip


def test_figures_that_are_not_there_are_left_out():
    assert [figure.id for figure in case_of(not_relevant=["value.coverage"]).figures] == [
        "case.cost_to_launch", "case.running_cost", "team.months"
    ]  # fmt: skip


def test_calendar_of_which_nothing_is_said():
    # 36 months and no ramp-up: 30 × 63,508 / 12 − 129,550
    case = case_of(not_relevant=["value.horizon_months", "value.ramp_up_months", "value.discount_rate"])
    assert (case.horizon_months, case.value.value.likely) == (36, pytest.approx(29_220))


def test_results_that_checks_look_at():
    case = case_of(**{"value.horizon_months": 36})
    wanted = {
        "result.cost_p10": COST, "result.cost_p50": COST, "result.cost_p90": COST,
        "result.running_cost_p50": RUNNING, "result.labelling_cost": 2000,
        "result.benefit_p50": BENEFIT, "result.benefit_p90": BENEFIT, "result.months_p50": 6,
        "result.horizon_months": 36,
        "result.npv_p10": 29_220, "result.npv_p50": 29_220, "result.npv_p90": 29_220,
        "result.payback_months_p50": 31, "result.chance_of_payback": 1.0,
    }  # fmt: skip
    assert {name: case.results[name] for name in wanted} == pytest.approx(wanted)


@pytest.mark.parametrize(("typed", "months"), [(0, 1), (1, 1), (36.9, 36), (240, 240), (500, 240)])
def test_horizon_is_whole_months_within_what_we_count(typed, months):
    assert case_of(**{"value.horizon_months": typed}).horizon_months == months


# ---------------------------------------------------------------- lines that nobody has to answer


@pytest.mark.parametrize(
    ("answers", "key", "cost"),
    [
        ({"value.security_one_off": 6000}, "security", 6000),
        ({"value.change_one_off": 5000}, "change", 5000),
        ({"value.downtime_hours": 0.5}, "downtime", 1000),  # (30 + 10) users × 0.5 hours × $50
        ({"value.contingency_share": 20}, "contingency", 25_910),  # 20 % of 129,550
    ],
)
def test_cost_that_is_often_forgotten_counts_once_it_is_answered(answers, key, cost):
    case = case_of(**answers)
    assert parts_of(case)[key] == pytest.approx(cost)
    assert case.cost.value.likely == pytest.approx(COST + cost)


def test_contingency_covers_the_forgotten_costs_too():
    case = case_of(**{"value.security_one_off": 450, "value.contingency_share": 10})
    assert parts_of(case)["contingency"] == pytest.approx(13_000)  # 10 % of 129,550 + 450


def test_only_those_who_need_training_are_trained():
    users = [{"group": "Clerks", "count": 30}, {"group": "Customers", "count": 4100, "to_train": 0}]
    case = case_of(**{"people.users": users})
    assert parts_of(case)["training"] == pytest.approx(4500)  # 30 clerks × 3 hours × $50


def test_upkeep_by_others_is_a_share_of_the_cost_to_launch():
    case = case_of(**{"value.upkeep_share": 10})
    assert case.running.value.likely == pytest.approx(RUNNING + 12_955)  # 10 % of 129,550


@pytest.mark.parametrize(
    ("answers", "benefit"),
    [
        ({"value.revenue_per_year": 20_000}, 132_000),
        ({"value.loss_chance": 5, "value.loss_size": 400_000}, 132_000),  # 5 % × $400,000
        # 100,000 × 70 % × 80 % = 56,000 used results, of which 2 % at $15 each cost $16,800
        ({"value.wrong_share": 2, "value.wrong_cost": 15}, 95_200),
        ({"value.wrong_share": 2}, 112_000),
        ({"value.loss_size": 400_000}, 112_000),
    ],
)
def test_line_of_benefit_counts_once_all_of_it_is_answered(answers, benefit):
    assert case_of(**answers).benefit.value.likely == pytest.approx(benefit)


def test_benefit_is_its_shown_formula():
    answers = {"value.revenue_per_year": 20_000, "value.wrong_share": 2, "value.wrong_cost": 15}
    figure = case_of(**answers).benefit
    values = {given.name: given.value.likely for given in figure.inputs}
    assert evaluate(figure.formula, values) == pytest.approx(figure.value.likely)


def test_cost_that_nobody_answered_is_named():
    case = case_of(left_out=("value.legal_one_off",), **{"value.security_one_off": 0})
    assert "value.legal_one_off" in case.not_counted
    assert "value.security_one_off" not in case.not_counted
