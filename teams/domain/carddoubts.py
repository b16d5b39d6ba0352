"""Pay that is read and hard to believe: it is asked about, and kept only when confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from teams.domain.cardmeaning import RATE, SALARY

LEAST_SALARY_USD, LEAST_RATE_USD, LARGEST_RATE_USD = 1_000.0, 1.0, 500.0
"""Beyond these pay is asked about: our limits. Mostly it is by another span of time, or in thousands."""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Pay that is read and hard to believe."""

    index: int
    """Of the row among the good ones, from 0."""
    pay: str
    """`salary_per_year` or `rate_per_hour`."""
    is_low: bool
    limit: float
    """In the project's currency."""


def doubts_of(index: int, row: Mapping[str, Any], money_per_usd: float) -> list[Doubt]:
    """Return what is hard to believe about the pay of a row.

    Args:
        index: Of the row, from 0.
        row: As it is stored.
        money_per_usd: One US dollar in the project's currency.
    """
    doubts = []
    limits = [(SALARY, True, LEAST_SALARY_USD), (RATE, True, LEAST_RATE_USD), (RATE, False, LARGEST_RATE_USD)]
    for pay, is_low, limit_usd in limits:
        limit = limit_usd * money_per_usd
        if pay in row and (row[pay]["low"] < limit if is_low else row[pay]["high"] > limit):
            doubts.append(Doubt(index=index, pay=pay, is_low=is_low, limit=limit))
    return doubts
