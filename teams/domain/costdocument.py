"""The cost of a plan as plain numbers, for programs that read them."""

from typing import Any

import numpy as np

from projects.domain.draws import Draw, summarise
from projects.domain.ranges import Range
from teams.domain.budget import TeamBudget
from teams.domain.cost import TeamEstimate
from teams.domain.pricing import CostEnds


def cost_document(estimate: TeamEstimate) -> dict[str, Any]:
    """Return the cost as plain numbers, with the delay where the plan has one.

    `low` and `high` are the ends: every share and every pay low, or high, at once. P10, P50 and P90 are of the draws.

    Returns:
        `cost_usd`, `by_role` (by role id; people of one role together) and `by_month` (without delay) [USD].
    """
    draws: dict[str, Draw] = {}
    ends: dict[str, CostEnds] = {}
    for person, drawn in zip(estimate.by_role, estimate.by_role_draws, strict=True):
        role = person.person.role.id
        draws[role] = draws.get(role, np.zeros_like(drawn)) + drawn
        ends[role] = ends[role].plus(person.ends) if role in ends else person.ends
    return {
        "cost_usd": _document(estimate.ends.plus(estimate.late), estimate.total.value),
        "by_role": {role: _document(ends[role], summarise(drawn)) for role, drawn in draws.items()},
        "by_month": [
            {"month": month.month, **_document(month.ends, value)}
            for month, value in zip(estimate.by_month, estimate.month_ranges, strict=True)
        ],
        "late_usd": _document(estimate.late, summarise(estimate.one_off_draws - estimate.planned_draws)),
    }


def budget_document(budget: TeamBudget) -> dict[str, Any]:
    """Return people and other expenses together, and the forecast against the agreed budget [USD]."""
    forecast = budget.forecast
    document: dict[str, Any] = {
        "budget_usd": _percentiles(budget.total.value),
        "expenses": [
            {"what": expense.expense.label, "kind": expense.expense.kind.value, **_percentiles(expense.figure.value)}
            for expense in budget.expenses.rows
        ],
        "forecast": [{"month": month, **_percentiles(spent)} for month, spent in enumerate(forecast.cumulative)],
    }
    if forecast.budget is not None and forecast.chance_inside is not None:
        months = forecast.month_money_runs_out
        document["agreed"] = {
            "agreed_usd": forecast.budget,
            "chance_inside": round(forecast.chance_inside, 4),
            "expected_overrun_usd": round(forecast.expected_overrun or 0.0, 2),
            "month_money_runs_out": None if months is None else _percentiles(months),
        }
    return document


def _percentiles(value: Range) -> dict[str, float]:
    return {"p10": round(value.low, 2), "p50": round(value.likely, 2), "p90": round(value.high, 2)}


def _document(ends: CostEnds, value: Range) -> dict[str, float]:
    """Return the five numbers, to the cent."""
    ends_by_name = {"low": ends.low, "p10": value.low, "p50": value.likely, "p90": value.high, "high": ends.high}
    return {name: round(number, 2) for name, number in ends_by_name.items()}
