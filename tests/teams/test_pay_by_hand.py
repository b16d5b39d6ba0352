"""Pay, ways to fill a role and other expenses, worked by hand: all inputs exact, the arithmetic in comments."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.figures import Origin
from projects.domain.formulas import evaluate, pieces
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from teams.domain.budget import agreed_budget, budget_team
from teams.domain.cost import estimate_team, hours_per_month
from teams.domain.expenses import (
    BAD_AMOUNT,
    FIELD,
    INVERTED,
    KINDS,
    LATER_THAN_PLAN,
    MONTHLY_NOTE,
    NO_AMOUNT,
    SEATS_NOTE,
    ExpenseKind,
    read_expenses,
)
from teams.domain.hiring import (
    HIRE_FULL_TIME,
    HIRE_PART_TIME,
    STAYS,
    TAKE_CONTRACTOR,
    TAKE_CONTRACTOR_ALWAYS,
    TOO_LATE,
    HiringWay,
    advise_hiring,
    cost_of_ways,
    open_ways,
)
from teams.domain.presence import Stay
from teams.domain.pricing import CostEnds, Pricing, contracted_month, salaried_month, years_of_service
from teams.domain.reading import PlanBasis, read_plan
from teams.reference import get_assistants, get_roles

DRAWS = Draws(7, 200)
FIELDS = get_catalogue().fields
# A year of 1,200 hours is 100 a month, so that every sum is round.
YEAR = {"hours_per_year": 1200.0, "loaded_factor": 1.5, "schedule_slip": 0.0, "duration_months": 6.0,
        "hiring_cost": 20.0, "yearly_raise": 0.0, "contractor_margin": 0.0}  # fmt: skip
ENGINEER = {"role": "data_engineer", "contract": "hired", "share_pct": 50.0, "first_month": 1.0, "last_month": 6.0,
            "rate_per_hour": 100.0, "salary_per_year": 60_000.0}  # fmt: skip


def answers_of(*rows, **values):
    said = YEAR | {"roles": list(rows) or [ENGINEER]} | values
    return Answers(
        {
            f"team.{name}": Answer(field_id=f"team.{name}", state=AnswerState.KNOWN, value=value)
            for name, value in said.items()
        }
    )


def plan_of(*rows, **values):
    return read_plan(Reader(answers_of(*rows, **values), FIELDS, Draws(7)), PlanBasis(roles=get_roles()))


def cost(*rows, **values):
    return estimate_team(Reader(answers_of(*rows, **values), FIELDS, DRAWS), PlanBasis(roles=get_roles()))


# ---------------------------------------------------------------- a month


def test_employee_costs_a_twelfth_of_the_loaded_salary():
    # 60,000 / 12 × 1.5
    assert salaried_month(60_000.0, 1.5) == 7500


@pytest.mark.parametrize(("margin", "money"), [(0, 10_000), (25, 12_500)])
def test_contractor_costs_the_hours_of_a_month_with_the_agency_on_top(margin, money):
    # 100 × 1,200 / 12
    assert contracted_month(100.0, 1200, margin) == money


@pytest.mark.parametrize(
    ("start", "years"),
    [
        (0, [0] * 12 + [1] * 12 + [2]),
        (3, [0] * 15 + [1] * 10),
        (3.9, [0] * 15 + [1] * 10),  # a begun month is the first
    ],
)
def test_pay_rises_with_the_thirteenth_month_of_each_person(start, years):
    stay = Stay(start_month=start, end_month=25)
    assert years_of_service([stay], 25).tolist() == [years]


def test_nobody_has_no_years():
    assert years_of_service([], 5).shape == (0, 5)


def test_ends_add_up_end_by_end():
    assert CostEnds(low=1, likely=2, high=3).plus(CostEnds(low=10, likely=20, high=30)) == CostEnds(
        low=11, likely=22, high=33
    )


@pytest.mark.parametrize(
    ("changes", "values", "total"),
    [
        ({}, {}, 30_000),  # 6 × 50 % × 10,000
        ({"contract": "employed"}, {}, 22_500),  # 6 × 50 % × 7,500
        ({}, {"contractor_margin": 10.0}, 33_000),
        ({"contract": "employed"}, {"contractor_margin": 10.0}, 22_500),
        ({}, {"schedule_slip": 50.0}, 45_000),
        ({"share_pct": 100.0}, {}, 60_000),
        ({"first_month": 4.0}, {}, 15_000),
        ({"last_month": 2.0}, {}, 10_000),
        ({}, {"hours_per_year": 1800.0}, 45_000),
        ({"contract": "employed"}, {"hours_per_year": 1800.0}, 22_500),  # a salary is one
        ({"contract": "employed"}, {"loaded_factor": 1.0}, 15_000),
    ],
)
def test_each_input_of_a_person_moves_the_total(changes, values, total):
    assert cost(ENGINEER | changes, **values).total.value.likely == pytest.approx(total)


def test_raise_counts_from_the_thirteenth_month_on():
    # 12 × 5,000 + 6 × 5,500
    rows = ENGINEER | {"last_month": 18.0}
    found = cost(rows, duration_months=18.0, yearly_raise=10.0)
    assert found.total.value.likely == pytest.approx(93_000)
    pricing = Pricing(plan_of(rows, duration_months=18.0, yearly_raise=10.0), DRAWS)
    assert float(np.median(pricing.average_growth(pricing.plan.people[0]))) == pytest.approx(93 / 90)
    assert pricing.growth_ends(pricing.plan.people[0]).likely == pytest.approx(93 / 90)


@pytest.mark.parametrize(
    ("contract", "leave", "hours"), [("hired", 25.0, 100), ("employed", 0.0, 100), ("employed", 30.0, 80)]
)
def test_hours_of_work_are_those_without_paid_leave(contract, leave, hours):
    # (1,200 − 30 × 8) / 12
    plan = plan_of(ENGINEER | {"contract": contract}, leave_days=leave)
    assert hours_per_month(plan).tolist() == pytest.approx([hours])


@pytest.mark.parametrize(("agreed", "budget"), [(None, None), (0.0, None), (5000.0, 5000)])
def test_budget_of_nothing_is_none(agreed, budget):
    said = {} if agreed is None else {
        "plan.budget_agreed": Answer(field_id="plan.budget_agreed", state=AnswerState.KNOWN, value=agreed)
    }  # fmt: skip
    assert agreed_budget(Answers(said)) == budget


# ---------------------------------------------------------------- ways to fill a role


def ways(*rows, bridged=(0.0, 0.0), **values):
    plan = plan_of(*rows, **values)
    found = cost_of_ways(plan.people[0], Pricing(plan, DRAWS), bridged_months=bridged[0], bridged_paid=bridged[1])
    return {way: float(np.median(drawn)) for way, drawn in found.items()}


def test_what_each_way_costs():
    # contractor 6 × 50 % × 10,000; a hire is 20 % of 60,000: 50 % × (6 × 7,500 + 12,000), and 6 × 7,500 + 12,000
    assert ways() == pytest.approx(
        {HiringWay.CONTRACT: 30_000, HiringWay.PART_TIME: 28_500, HiringWay.FULL_TIME: 57_000}
    )


def test_contractor_who_bridges_is_paid_for_the_months_until_the_hire():
    # two months of 5,000 bridged; then 50 % × (4 × 7,500 + 12,000), and 4 × 7,500 + 12,000
    found = ways(bridged=(2.0, 2.0))
    assert found == pytest.approx(
        {HiringWay.CONTRACT: 30_000, HiringWay.PART_TIME: 31_000, HiringWay.FULL_TIME: 52_000}
    )


def test_hire_that_costs_nothing_to_find():
    assert ways(hiring_cost=0.0)[HiringWay.PART_TIME] == pytest.approx(22_500)


@pytest.mark.parametrize(("share", "offered"), [(89.9, 3), (90.0, 2), (100.0, 2)])
def test_nobody_is_offered_part_time_work_of_almost_a_week(share, offered):
    found = open_ways(plan_of(ENGINEER | {"share_pct": share}).people[0])
    assert len(found) == offered
    assert (HiringWay.PART_TIME in found) is (offered == 3)


def advice(*rows, **values):
    return advise_hiring(plan_of(*rows, **{"hiring_months": 0.0} | values), DRAWS)


@pytest.mark.parametrize(
    ("changes", "values", "best", "said", "saving"),
    [
        ({}, {}, HiringWay.PART_TIME, HIRE_PART_TIME, 1500),  # 30,000 − 28,500
        ({"last_month": 2.0}, {}, HiringWay.CONTRACT, TAKE_CONTRACTOR, 3500),  # 10,000 against 50 % × (15,000 + 12,000)
        ({"rate_per_hour": 50.0}, {}, HiringWay.CONTRACT, TAKE_CONTRACTOR_ALWAYS, 13_500),  # 15,000 against 28,500
        ({"share_pct": 100.0}, {}, HiringWay.FULL_TIME, HIRE_FULL_TIME, 3000),  # 60,000 − 57,000
    ],
)
def test_advice_says_the_cheapest_way_and_what_it_saves(changes, values, best, said, saving):
    (found,) = advice(ENGINEER | changes, **values)
    assert (found.best, found.sentences[0].text) == (best, said)
    assert found.sentences[0].params["saving"] == (pytest.approx(saving), "money")


FORMULAS = {
    "plain": ({}, {}),
    "free to find": ({}, {"hiring_cost": 0.0}),
    "with an agency": ({}, {"contractor_margin": 25.0}),
    "over eighteen months with a raise": ({"last_month": 18.0}, {"duration_months": 18.0, "yearly_raise": 10.0}),
    "learning the work": ({"ramp_up_weeks": 13.0}, {}),
    "with assistants": ({}, {"coding_assistants": "all"}),
    "loaded part by part": ({}, {"employer_contributions": 20.0, "benefits": 10.0, "equipment": 0.0, "space": 0.0}),
}


@pytest.mark.parametrize("case", FORMULAS)
@pytest.mark.parametrize("way", list(HiringWay))
def test_way_costs_what_its_formula_says(way, case):
    changes, values = FORMULAS[case]
    answers = answers_of(ENGINEER | changes, **values)
    plan = read_plan(Reader(answers, FIELDS, Draws(7)), PlanBasis(roles=get_roles(), assistants=get_assistants()))
    (found,) = advise_hiring(plan, DRAWS)
    figure = found.option(way).figure
    worked = evaluate(figure.formula, {given.name: given.value.likely for given in figure.inputs})
    assert figure.value.likely == pytest.approx(worked, rel=0.005 if "assistants" in case else 1e-6)


@pytest.mark.parametrize("way", list(HiringWay))
def test_formula_of_a_way_names_each_of_its_inputs_and_nothing_else(way):
    figure = advice(ENGINEER)[0].option(way).figure
    assert sorted(given.name for given in figure.inputs) == sorted(
        {piece.text for piece in pieces(figure.formula, str, str) if piece.named}
    )
    assert bool(figure.note) is (way is HiringWay.FULL_TIME)


def test_months_of_the_advice_are_those_from_the_first_to_the_last_day():
    (found,) = advice(ENGINEER | {"first_month": 3.0, "last_month": 5.0})
    assert found.sentences[0].params["months"] == (3, "")
    assert found.sentences[0].params["share"] == (50, "%")


def test_break_even_is_the_same_whatever_the_share():
    # 12,000 / (10,000 − 7,500)
    for share in (20.0, 50.0, 80.0):
        (found,) = advice(ENGINEER | {"share_pct": share})
        assert found.break_even_months.likely == pytest.approx(4.8)


@pytest.mark.parametrize(("rate", "months"), [(75.0, None), (76.0, None), (76.1, 109.09), (90.0, 8)])
def test_break_even_beyond_ten_years_is_none(rate, months):
    # 12,000 / (100 × rate − 7,500): at 76 it is 120 months
    (found,) = advice(ENGINEER | {"rate_per_hour": rate})
    assert (found.break_even_months and found.break_even_months.likely) == (months and pytest.approx(months, rel=1e-3))


@pytest.mark.parametrize(
    ("lead", "first", "late"), [(0.0, 1.0, False), (1.0, 1.0, True), (1.0, 2.0, False), (1.5, 2.0, True)]
)
def test_hire_that_cannot_begin_in_time_is_said(lead, first, late):
    (found,) = advice(ENGINEER | {"first_month": first, "last_month": 24.0}, hiring_months=lead, duration_months=24.0)
    said = {sentence.text: sentence.params for sentence in found.sentences}
    assert (TOO_LATE in said) is late
    if late:
        assert said[TOO_LATE] == {"lead": (lead, ""), "first": (first, "")}


def test_contractor_needs_no_time_to_be_found():
    (found,) = advice(ENGINEER | {"last_month": 2.0}, hiring_months=5.0)
    assert [sentence.text for sentence in found.sentences] == [TAKE_CONTRACTOR]


def test_whoever_is_there_is_advised_nothing_and_stands_last():
    found = advice(ENGINEER | {"name": "Mia"}, ENGINEER)
    assert [(each.best is None, each.sentences[0].text == STAYS) for each in found] == [(False, False), (True, True)]


@given(st.floats(10, 300), st.floats(20_000, 300_000), st.floats(5, 85), st.integers(1, 24))
def test_advised_way_is_never_dearer_than_another_on_offer(rate, salary, share, months):
    row = ENGINEER | {"rate_per_hour": rate, "salary_per_year": salary, "share_pct": share, "last_month": float(months)}
    (found,) = advice(row, duration_months=24.0)
    middles = {option.way: option.figure.value.likely for option in found.options}
    assert middles[found.best] == pytest.approx(min(middles[way] for way in open_ways(found.person)))


@given(st.floats(10, 300), st.floats(1, 3))
def test_dearer_contractor_is_never_earned_back_later(rate, times):
    cheap, dear = (advice(ENGINEER | {"rate_per_hour": each})[0].break_even_months for each in (rate, rate * times))
    assert cheap is None or dear.likely <= cheap.likely * (1 + 1e-9)


# ---------------------------------------------------------------- other expenses


def read(*rows, **values):
    answers = answers_of(**{"other_expenses": list(rows)} | values)
    return read_expenses(answers, read_plan(Reader(answers, FIELDS, Draws(7)), PlanBasis(roles=get_roles())))


@pytest.mark.parametrize(
    ("row", "label", "kind"),
    [
        ({"what": " Laptop ", "kind": "travel"}, "Laptop", ExpenseKind.TRAVEL),
        ({"kind": "travel"}, KINDS[ExpenseKind.TRAVEL], ExpenseKind.TRAVEL),
        ({"what": "  "}, KINDS[ExpenseKind.OTHER], ExpenseKind.OTHER),
        ({"kind": "magic"}, KINDS[ExpenseKind.OTHER], ExpenseKind.OTHER),
    ],
)
def test_expense_is_called_what_somebody_wrote_else_by_its_kind(row, label, kind):
    (found,), _ = read(row | {"amount": 5.0})
    assert (found.label, found.kind) == (label, kind)


@pytest.mark.parametrize(
    ("row", "first", "last", "times"),
    [
        ({}, 1, 1, 1),
        ({"first_month": 4.0, "last_month": 6.0}, 4, 4, 1),  # once is once
        ({"paid": "monthly"}, 1, 6, 6),
        ({"paid": "monthly", "first_month": 4.0}, 4, 6, 3),
        ({"paid": "monthly", "first_month": 4.0, "last_month": 4.0}, 4, 4, 1),
        ({"paid": "monthly", "first_month": 9.0}, 9, 9, 1),  # begins after the plan
        ({"paid": "monthly", "first_month": 0.0, "last_month": 2.9}, 1, 2, 2),
        ({"paid": "monthly", "last_month": 500.0}, 1, 120, 120),
        ({"paid": "monthly", "last_month": True}, 1, 6, 6),  # no number of a month
    ],
)
def test_expense_is_paid_in_its_months(row, first, last, times):
    (found,), _ = read(row | {"amount": 5.0})
    assert (found.first_month, found.last_month, found.months) == (first, last, times)
    assert found.times.value == Range.exactly(times)


@pytest.mark.parametrize(
    ("row", "message", "counted"),
    [
        ({"amount": None}, NO_AMOUNT, False),
        ({"amount": ""}, NO_AMOUNT, False),
        ({"amount": "lots"}, BAD_AMOUNT, False),
        ({"amount": -0.01}, BAD_AMOUNT, False),
        ({"amount": {"low": 1}}, BAD_AMOUNT, False),
        ({"amount": 5.0, "paid": "monthly", "first_month": 3.0, "last_month": 2.0}, INVERTED, False),
        ({"amount": 5.0, "paid": "monthly", "last_month": 7.0}, LATER_THAN_PLAN, True),
    ],
)
def test_expense_that_needs_a_look_says_so_at_its_place(row, message, counted):
    found, (problem,) = read({"amount": 1.0}, row)
    assert (problem.row, problem.message, problem.counted, problem.field_id) == (2, message, counted, FIELD)
    assert len(found) == 1 + counted


def test_amount_of_nothing_is_an_amount():
    (found,), problems = read({"amount": 0.0})
    assert (found.likely, problems) == (0, ())


def budget(*rows, assistants=None, **values):
    answers = answers_of(**{"other_expenses": list(rows)} | values)
    return budget_team(
        estimate_team(Reader(answers, FIELDS, DRAWS), PlanBasis(roles=get_roles(), assistants=assistants)),
        answers,
        DRAWS,
    )


@pytest.mark.parametrize(("paid", "formula", "inputs"), [("once", "amount", ["amount"]),
                                                         ("monthly", "amount × times × (1 + schedule_slip / 100)",
                                                          ["amount", "times", "schedule_slip"])])  # fmt: skip
def test_figure_of_an_expense_is_over_what_its_formula_names(paid, formula, inputs):
    figure = budget({"amount": 100.0, "paid": paid}, schedule_slip=50.0).expenses.rows[0].figure
    assert (figure.formula, [given.name for given in figure.inputs]) == (formula, inputs)
    assert figure.note == MONTHLY_NOTE
    assert [given.origin for given in figure.inputs] == [Origin.ANSWER] * len(inputs)


def test_once_and_monthly_stand_in_their_months_apart():
    found = budget(
        {"amount": 100.0, "first_month": 3.0}, {"amount": 10.0, "paid": "monthly", "first_month": 2.0}
    ).expenses
    assert found.months == 6
    assert found.once_by_month[:, 0].tolist() == [0, 0, 100, 0, 0, 0]
    assert found.monthly_by_month[:, 0].tolist() == [0, 10, 10, 10, 10, 10]


def test_expenses_of_some_kinds_are_added_up():
    found = budget({"amount": 1.0, "kind": "travel"}, {"amount": 2.0, "kind": "training"}, {"amount": 4.0}).expenses
    assert float(np.median(found.draws_of(ExpenseKind.TRAVEL, ExpenseKind.OTHER))) == 5
    assert float(np.median(found.draws)) == 7
    assert (found.has(ExpenseKind.TRAINING), found.has(ExpenseKind.LABELLING)) == (True, False)
    assert found.draws_of(ExpenseKind.LABELLING) == 0


CODERS = [
    ENGINEER | {"name": "Mia", "first_month": 2.0, "last_month": 3.0},
    ENGINEER | {"name": "MIA", "first_month": 5.0, "last_month": 6.0},
    ENGINEER | {"first_month": 3.0, "last_month": 4.0},
]


def seats(rows=CODERS, choice="all", **values):
    found = budget(assistants=get_assistants(), roles=list(rows), coding_assistants=choice, **values).expenses
    return next((row for row in found.rows if row.expense.name == "assistant_seats"), None)


def test_seats_are_paid_for_each_person_who_codes_from_the_first_to_the_last_month():
    """Mia stands in two rows and needs one seat; somebody still to be found needs another."""
    found = seats()
    assert found.expense.seats.count.value == Range.exactly(2)
    assert (found.expense.first_month, found.expense.last_month, found.expense.months) == (2, 6, 5)
    price = get_assistants().seat.value.likely
    # two seats × the price × five months
    assert found.expense.likely * found.expense.months == pytest.approx(10 * price)
    assert float(np.median(found.draws)) == pytest.approx(10 * price, rel=0.01)
    assert found.figure.note == SEATS_NOTE
    assert (
        found.figure.formula == "assistant_seat × seats × assistant_users_pct / 100 × times × (1 + schedule_slip / 100)"
    )
    names = [given.name for given in found.figure.inputs]
    assert names == ["assistant_seat", "seats", "assistant_users_pct", "times", "schedule_slip"]


def test_seats_of_some_users_cost_their_share():
    some, every = seats(choice="some"), seats()
    users = get_assistants().use.value.likely / 100
    assert some.expense.likely == pytest.approx(every.expense.likely * users)


def test_seats_follow_from_answers_and_are_no_row_of_the_table():
    times = seats().expense.times
    assert (times.origin, times.field_id) == (Origin.RESULT, "")


@pytest.mark.parametrize("amount", [0.0, 500.0])
def test_seats_that_somebody_wrote_down_are_paid_once(amount):
    answers = answers_of(*CODERS, other_expenses=[{"amount": amount, "kind": "assistants"}], coding_assistants="all")
    found = budget_team(
        estimate_team(Reader(answers, FIELDS, DRAWS), PlanBasis(roles=get_roles(), assistants=get_assistants())),
        answers,
        DRAWS,
    ).expenses
    assert [row.expense.row for row in found.rows] == [1]


def test_team_in_which_nobody_codes_needs_no_seats():
    assert seats([ENGINEER | {"role": "project_manager"}]) is None


@given(st.lists(st.tuples(st.floats(0, 1e6), st.booleans(), st.integers(1, 12)), max_size=6), st.floats(0, 100))
def test_delay_makes_only_what_is_paid_monthly_dearer(rows, slip):
    table = [{"amount": amount, "paid": "monthly" if monthly else "once", "first_month": float(first),
              "last_month": 12.0}
             for amount, monthly, first in rows]  # fmt: skip
    found = budget(*table, schedule_slip=slip, duration_months=12.0).expenses
    once = sum(amount for amount, monthly, _first in rows if not monthly)
    each_month = sum(amount * (13 - first) for amount, monthly, first in rows if monthly)
    assert float(np.median(found.draws)) == pytest.approx(once + each_month * (1 + slip / 100))
    assert found.once_by_month.sum() / max(1, found.once_by_month.shape[1]) == pytest.approx(once)
