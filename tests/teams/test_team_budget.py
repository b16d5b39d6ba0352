"""Other expenses, and the team budget that they make with the people."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.reader import Reader
from teams.domain.budget import budget_team
from teams.domain.cost import estimate_team
from teams.domain.expenses import KINDS, ExpenseKind
from teams.domain.reading import PlanBasis
from teams.reference import get_roles

DRAWS = Draws(7, 500)
FIELDS = get_catalogue().fields
HOSTILE = json.loads((Path(__file__).parents[1] / "hostile_inputs.json").read_text())
CONTRACTOR = {"role": "data_engineer", "contract": "hired", "share_pct": 50.0, "rate_per_hour": 100.0}
MONTH = 0.5 * 100 * 2080 / 12


def budget(*expenses, budget_agreed=None, **values):
    found = {"team.roles": [CONTRACTOR], "team.duration_months": 6.0, "team.schedule_slip": 0.0}
    found |= {f"team.{name}": value for name, value in values.items()}
    if expenses:
        found["team.other_expenses"] = list(expenses)
    if budget_agreed is not None:
        found["plan.budget_agreed"] = budget_agreed
    answers = Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in found.items()}
    )
    return budget_team(estimate_team(Reader(answers, FIELDS, DRAWS), PlanBasis(roles=get_roles())), answers, DRAWS)


def said(found):
    return [str(problem) for problem in found.expenses.problems]


def test_expenses_are_added_to_the_people():
    found = budget({"what": "Laptop", "amount": 1_000.0}, {"what": "Tool", "amount": 500.0, "paid": "monthly"})
    assert [row.figure.value.likely for row in found.expenses.rows] == pytest.approx([1_000, 3_000])
    assert found.total.value.likely == pytest.approx(6 * MONTH + 4_000)
    assert found.hours == pytest.approx(0.5 * 6 * 2080 / 12)


def test_budget_without_expenses_is_that_of_the_people():
    found = budget()
    assert (found.one_off_draws == found.estimate.one_off_draws).all()
    assert (found.figures, found.expenses_by_part) == ((), {})


def test_sum_at_likely_values_holds_the_delay_of_what_is_paid_monthly():
    found = budget({"amount": 600.0}, {"amount": 100.0, "paid": "monthly"}, schedule_slip=50.0)
    assert found.likely_sum == pytest.approx(1.5 * 6 * MONTH + 600 + 900)


def test_monthly_expense_runs_through_its_months():
    found = budget({"amount": 100.0, "paid": "monthly", "first_month": 2.0, "last_month": 4.0})
    assert found.expenses.rows[0].figure.value.likely == pytest.approx(300)
    assert found.expenses.monthly_by_month[:, 0].tolist() == [0, 100, 100, 100]


def test_delay_is_paid_monthly_but_not_once():
    once, monthly = {"amount": 600.0}, {"amount": 100.0, "paid": "monthly"}
    found = budget(once, monthly, schedule_slip=50.0)
    assert [row.figure.value.likely for row in found.expenses.rows] == pytest.approx([600, 900])


def test_forecast_pays_each_expense_in_its_month():
    found = budget({"amount": 1_000.0, "first_month": 4.0}).forecast
    likely = [spent.likely for spent in found.cumulative]
    assert likely == pytest.approx([MONTH * month + (1_000 if month >= 4 else 0) for month in range(7)])


def test_delay_moves_what_is_paid_once():
    found = budget({"amount": 1_000.0, "first_month": 4.0}, schedule_slip=50.0).forecast
    likely = [spent.likely for spent in found.cumulative]
    # Month 4 of the plan is months 4.5 to 6 of a project that takes half as long again.
    assert likely[4] == pytest.approx(4 * MONTH)
    assert likely[6] == pytest.approx(6 * MONTH + 1_000)
    assert found.cumulative[-1].likely == pytest.approx(9 * MONTH + 1_000)


def test_expense_after_the_plan_is_still_spent():
    found = budget({"what": "Audit", "amount": 500.0, "paid": "monthly", "last_month": 8.0})
    assert len(found.forecast.cumulative) == 9
    assert found.forecast.cumulative[-1].likely == pytest.approx(6 * MONTH + 4_000)
    assert said(found) == ["Audit runs until month 8, but the plan ends after 6 months."]


def test_money_runs_out_with_the_expenses_in_it():
    found = budget({"amount": 2 * MONTH}, budget_agreed=6 * MONTH).forecast
    assert (found.chance_inside, found.expected_overrun) == (0, pytest.approx(2 * MONTH))
    assert found.month_money_runs_out.likely == pytest.approx(4)


@given(
    st.lists(st.tuples(st.integers(0, 9_000), st.booleans(), st.integers(1, 9), st.integers(0, 9)), max_size=6),
    st.sampled_from([0.0, 20.0, 100.0]),
)
@settings(max_examples=40, deadline=None)
def test_forecast_ends_at_the_sum_of_people_and_expenses(rows, slip):
    expenses = [
        {"amount": float(amount), "paid": "monthly" if monthly else "once", "first_month": float(first),
         "last_month": float(first + more)}
        for amount, monthly, first, more in rows
    ]  # fmt: skip
    found = budget(*expenses, schedule_slip=slip)
    parts = sum(np.mean(row.draws) for row in found.expenses.rows) + found.estimate.one_off_draws.mean()
    assert found.one_off_draws.mean() == pytest.approx(parts)
    others = sum(part.mean() for part in found.expenses_by_part.values())
    assert found.estimate.one_off_draws.mean() + others == pytest.approx(parts)
    likely = [spent.likely for spent in found.forecast.cumulative]
    assert likely[-1] == pytest.approx(found.total.value.likely)
    assert all(after >= before - 1e-6 for before, after in itertools.pairwise(likely))


def test_training_and_labelling_stand_under_what_the_whole_budget_calls_them():
    found = budget({"kind": "training", "amount": 1.0}, {"kind": "labelling", "amount": 2.0}, {"amount": 4.0})
    assert {key: float(np.median(part)) for key, part in found.expenses_by_part.items()} == {
        "expenses": 4.0, "training": 1.0, "labels": 2.0
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"what": "Tool"}, "Tool has no amount, so it is not included yet."),
        ({"kind": "travel"}, "Travel has no amount, so it is not included yet."),
        ({"what": "Tool", "amount": -5.0},
         "Tool: we could not read this amount, so it is not included. Please re-enter it."),
        ({"what": "Tool", "amount": {"low": 3, "likely": 2, "high": 1}},
         "Tool: we could not read this amount, so it is not included. Please re-enter it."),
        ({"what": "Tool", "amount": "lots"},
         "Tool: we could not read this amount, so it is not included. Please re-enter it."),
        ({"what": "Tool", "amount": 1.0, "paid": "monthly", "first_month": 5.0, "last_month": 2.0},
         "Tool ends in month 2, before it starts in month 5. It is not included until you swap them."),
    ],
)  # fmt: skip
def test_row_that_cannot_be_counted_says_why(row, message):
    found = budget(row, {"what": "Laptop", "amount": 7.0})
    assert said(found) == [message]
    assert [counted.expense.row for counted in found.expenses.rows] == [2]


@pytest.mark.parametrize("text", [text for texts in HOSTILE.values() if isinstance(texts, list) for text in texts])
def test_hostile_text_in_any_cell_breaks_nothing(text):
    for column in ("what", "kind", "amount", "paid", "first_month", "last_month"):
        found = budget({"what": "Tool", "amount": 7.0} | {column: text})
        assert np.isfinite(found.one_off_draws).all()


def test_page_offers_the_kinds_that_the_domain_knows():
    column = next(column for column in FIELDS["team.other_expenses"].columns if column.id == "kind")
    assert {choice.value: choice.label for choice in column.choices} == {
        kind.value: KINDS[kind] for kind in ExpenseKind
    }
