"""The forecast: what will have been spent by when, late projects included, against the agreed budget."""

import math
from dataclasses import dataclass

import numpy as np

from projects.domain.draws import Draw, summarise
from projects.domain.ranges import Range
from teams.domain.cost import TeamEstimate
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


# Below one case in twenty a month would be told from too few cases to be worth saying.
FEWEST_CASES = 0.05


def forecast_team(estimate: TeamEstimate, budget: float | None, *, other_one_off: Draw | float = 0.0) -> Forecast:
    """Return what will have been spent by when.

    A delay stretches the plan: what was planned for month 4 of a project that takes half as long again is spent in
    months 4.5 to 6, and the people who wait cost as much a month as those who work.

    Args:
        estimate: The team.
        budget: The agreed budget [money], or None.
        other_one_off: What else the budget has to pay until launch, spent like the team's time, shape (count,) or one
            number [money]. The floor above hands it down; the team alone is 0.
    """
    spent = _spent_by_month(estimate)
    total = estimate.one_off_draws
    # The other cost has no calendar of its own here: it is spread like the team's.
    growth = 1 + np.divide(other_one_off, total, out=np.zeros_like(total), where=total > 0)
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


def _spent_by_month(estimate: TeamEstimate) -> Draw:
    """Return what is spent by the end of each calendar month, shape (months + 1, count) [money]."""
    stretch = 1 + estimate.slip_draws / 100
    planned = np.vstack([np.zeros_like(stretch), np.cumsum(estimate.planned_by_month_draws, axis=0)])
    last = len(planned) - 1
    # The months that nine of ten cases need are shown; the few later ones end in the last of them.
    shown = min(2 * MOST_MONTHS, math.ceil(last * float(np.quantile(stretch, 0.9)) - 1e-9))
    place = np.minimum(np.arange(shown + 1)[:, None] / stretch, last)
    before = np.minimum(place.astype(int), last - 1)
    case = np.arange(len(stretch))
    at, after = planned[before, case], planned[before + 1, case]
    return np.asarray((at + (after - at) * (place - before)) * stretch)


def _month_it_runs_out(spent: Draw, budget: float) -> Range:
    """Return when the budget is used up, over the cases in which it is [months]."""
    cases = spent[:, spent[-1] > budget]
    after = (cases > budget).argmax(axis=0)
    case = np.arange(cases.shape[1])
    high = cases[after, case]
    low = np.where(after > 0, cases[np.maximum(after - 1, 0), case], 0.0)
    step = np.divide(budget - low, high - low, out=np.ones_like(high), where=high > low)
    return summarise(np.where(after > 0, after - 1 + np.clip(step, 0, 1), 0.0))
