"""The forecast: what will have been spent by when, late projects included, against the agreed budget."""

import math
from dataclasses import dataclass

import numpy as np

from projects.domain.draws import Draw, summarise
from projects.domain.ranges import Range
from teams.domain.cost import TeamEstimate
from teams.domain.expenses import Expenses
from teams.domain.phases import MOST_MONTHS


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Cumulative cost by month and what it means for the budget."""

    cumulative: tuple[Range, ...]
    """P10, P50 and P90 spent by the end of month 0, 1, 2, … [money]; the last one is the total."""
    budget: float | None
    """The agreed budget [money], or None while nobody agreed to one."""
    chance_inside: float | None
    """Share of cases, 0 to 1, in which the total stays inside the budget; None without a budget."""
    expected_overrun: float | None
    """By how much the budget is too small, on average over the cases in which it is [money]; 0 where in none."""
    month_money_runs_out: Range | None
    """P10, P50 and P90 of the month, over the cases in which it runs out; None where it hardly ever does."""


LEAST_MONEY = 1e-6
"""A team that costs less costs nothing: whatever is paid beside it would be beyond all numbers as a multiple of it."""
# Below one case in twenty a month would be told from too few cases to be worth saying.
FEWEST_CASES = 0.05


def forecast_team(
    estimate: TeamEstimate,
    budget: float | None,
    *,
    expenses: Expenses | None = None,
    other_one_off: Draw | float = 0.0,
) -> Forecast:
    """Return what will have been spent by when.

    A delay stretches the plan: what was planned for month 4 of a project that takes half as long again is spent in
    months 4.5 to 6, and the people who wait cost as much a month as those who work. What is paid once moves and
    stays what it is.

    Args:
        estimate: The team.
        budget: The agreed budget [money], or None.
        expenses: What is paid beside people, in its months.
        other_one_off: What else the budget has to pay until launch and has no calendar, shape (count,) or one
            number [money]: spent like the rest. The floor above hands it down; the team alone is 0.
    """
    expenses = expenses or Expenses()
    spent = _spent_by_month(estimate, expenses)
    total = estimate.one_off_draws + expenses.draws
    growth = 1 + np.divide(other_one_off, total, out=np.zeros_like(total), where=total > LEAST_MONEY)
    spent = spent * growth
    everything = total + other_one_off
    spent[-1] = everything
    cumulative = tuple(summarise(row) for row in spent)
    if budget is None:
        return Forecast(
            cumulative=cumulative, budget=None, chance_inside=None, expected_overrun=None, month_money_runs_out=None
        )
    over = everything > budget
    return Forecast(
        cumulative=cumulative,
        budget=budget,
        chance_inside=float(1 - over.mean()),
        expected_overrun=float((everything[over] - budget).mean()) if over.any() else 0.0,
        month_money_runs_out=_month_it_runs_out(spent, budget) if over.mean() >= FEWEST_CASES else None,
    )


def _spent_by_month(estimate: TeamEstimate, expenses: Expenses) -> Draw:
    """Return what is spent by the end of each calendar month, shape (months + 1, count) [money]."""
    stretch = 1 + estimate.slip_draws / 100
    people = estimate.planned_by_month_draws
    last = max(len(people), expenses.months)
    count = len(stretch)
    grows = _cumulated(people, last, count) + _cumulated(expenses.monthly_by_month, last, count)
    stays = _cumulated(expenses.once_by_month, last, count)
    # The months that nine of ten cases need are shown; the few later ones end in the last of them.
    shown = min(2 * MOST_MONTHS, math.ceil(last * float(np.quantile(stretch, 0.9)) - 1e-9))
    place = np.minimum(np.arange(shown + 1)[:, None] / stretch, last)
    before = np.minimum(place.astype(int), last - 1)
    case = np.arange(len(stretch))

    def at(planned: Draw) -> Draw:
        """Return what was planned to be spent by then, between the ends of two months in proportion."""
        return np.asarray(planned[before, case] * (1 - place + before) + planned[before + 1, case] * (place - before))

    return np.asarray(at(grows) * stretch + at(stays))


def _cumulated(by_month: Draw, months: int, count: int) -> Draw:
    """Return sums by the end of month 0, 1, 2, …, shape (months + 1, count)."""
    sums = np.zeros((months + 1, count))
    if len(by_month):
        np.cumsum(by_month, axis=0, out=sums[1 : len(by_month) + 1])
        sums[len(by_month) + 1 :] = sums[len(by_month)]
    return sums


def _month_it_runs_out(spent: Draw, budget: float) -> Range:
    """Return when the budget is used up, over the cases in which it is [months]."""
    cases = spent[:, spent[-1] > budget]
    after = (cases > budget).argmax(axis=0)
    case = np.arange(cases.shape[1])
    high = cases[after, case]
    low = np.where(after > 0, cases[np.maximum(after - 1, 0), case], 0.0)
    step = np.divide(budget - low, high - low, out=np.ones_like(high), where=high > low)
    return summarise(np.where(after > 0, after - 1 + np.clip(step, 0, 1), 0.0))
