"""Hosted model or own machines: what both cost a month, by the number of cases."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from projects.domain.draws import Draw, summarise
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range

LARGEST_VOLUME = 1e9
"""Cases a month beyond which own machines are taken never to win: more than anybody has."""
STEPS = 24
_FEW = 2_500
_ROUND = (1, 2, 2.5, 5, 10)


def break_even_cases(case_price: Draw, copy_cost: Draw, copy_cases: Draw, spare_copies: float = 0.0) -> Draw:
    """Return the fewest cases a month at which own machines cost no more than a hosted model.

    Args:
        case_price: Of the hosted model [money/case], above 0.
        copy_cost: One copy of the model on its machines [money/month].
        copy_cases: Cases one copy can answer, the busiest hour of its load counted [cases/month].
        spare_copies: Copies that run beside those the load needs.

    Returns:
        (copies + spare) × copy_cost / case_price with the fewest copies for which that many cases fit; infinite where
        a full copy costs more than the calls it replaces.

    Example:
        A copy at $1,000 a month that answers 500,000 cases, against $0.01 a case: from 100,000 cases a month on.
    """
    earned = case_price * copy_cases
    # A copy that costs nothing pays for itself at once; a floor keeps what it gains a number.
    gain = earned / np.maximum(copy_cost, np.maximum(earned * 1e-15, 1e-300)) - 1
    copies = np.ones(np.shape(gain))
    if spare_copies:
        np.divide(spare_copies, gain, out=copies, where=gain > 0)
        copies = np.maximum(1.0, np.ceil(copies))
    cases = (copies + spare_copies) * copy_cost / np.maximum(case_price, 1e-300)
    return np.where((gain > 0) & (cases <= LARGEST_VOLUME), cases, np.inf)


def own_cost(cases: float, copy_cost: Draw, copy_cases: Draw, spare_copies: float = 0.0) -> Draw:
    """Return what own machines cost for a number of cases [money/month]: whole copies, at least one.

    Args:
        cases: [cases/month].
        copy_cost: One copy of the model on its machines [money/month].
        copy_cases: Cases one copy can answer [cases/month], above 0.
        spare_copies: Copies that run beside those the load needs.
    """
    return np.asarray((np.maximum(1.0, np.ceil(cases / copy_cases)) + spare_copies) * copy_cost, dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Lines:
    """What both cost by the number of cases; each line is worked out when somebody looks at its chart."""

    step: float
    """Cases a month from one place of the lines to the next."""
    case_price: Range
    """Of the hosted model [money/case]."""
    copy_cost: Draw
    """One copy of the model on its machines, shape (few,) [money/month]."""
    copy_cases: Draw
    """Cases one copy can answer, shape (few,) [cases/month]."""
    spare_copies: float
    longest: float
    """Up to here the lines go, at least [cases/month]."""

    @property
    def volumes(self) -> list[float]:
        """The places of the lines [cases/month]."""
        return [self.step * place for place in range(math.ceil(self.longest / self.step) + 1)]

    @cached_property
    def hosted(self) -> Sequence[Range]:
        """What a hosted model costs at 0, 1, … steps [money/month]."""
        return [self.case_price.scaled(value) for value in self.volumes]

    @cached_property
    def own(self) -> Sequence[Range]:
        """What own machines cost [money/month]."""
        costs = (own_cost(value, self.copy_cost, self.copy_cases, self.spare_copies) for value in self.volumes)
        return [summarise(cost) for cost in costs]


@dataclass(frozen=True, kw_only=True)
class Volume:
    """Both by the number of cases."""

    lines: Lines
    break_even: Range | None
    """[cases/month]; None where own machines never win in half of the cases."""
    never: float
    """Share of cases in which the hosted model stays cheaper at any volume, 0 to 1."""
    cases: float | None
    """Likely cases a month of the project, or None."""
    model: str
    """What runs on the own machines, or ""."""
    hosted_model: str = ""
    """What is called, or ""."""


def round_step(least: float) -> float:
    """Return the next step that people count in: 1, 2, 2.5 or 5 and noughts.

    Args:
        least: Above 0.
    """
    unit = 10.0 ** math.floor(math.log10(least))
    return next(unit * value for value in _ROUND if unit * value >= least * (1 - 1e-9))


def by_volume(case_price: Draw, copy_cost: Draw, copy_cases: Draw, *, spare_copies: float, longest: float) -> Lines:
    """Return both lines up to a number of cases a month. Arguments as in `break_even_cases`."""
    # A band of a chart needs fewer draws still: it moves by less than its line is thick. Copies, so that the others go.
    cost, cases = (drawn[:_FEW].copy() for drawn in (copy_cost, copy_cases))
    return Lines(
        step=round_step(longest / STEPS),
        case_price=summarise(case_price),
        copy_cost=cost,
        copy_cases=cases,
        spare_copies=spare_copies,
        longest=longest,
    )
