"""The sum that the sponsor is asked to release: how much, how much in reserve, and until when."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from projects.domain.calendar_months import day_after, months_between
from projects.domain.ranges import Range

PILOT_MONTHS = 3.0
"""How long a pilot is paid for while nobody said when the first version is needed: twelve weeks keep everyone awake."""
_DIGITS = 3


@dataclass(frozen=True, kw_only=True)
class Release:
    """What to release."""

    amount: float
    """The likely cost up to then, contingency included where somebody answered it [money], rounded up."""
    reserve: float
    """What the sponsor keeps beside it: up to the cost that 9 in 10 cases stay below [money]; 0 where there is none."""
    until: date | None
    is_part: bool
    """Whether it pays for a pilot only."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """When the work is done."""

    start: date
    months: float | None
    """Likely months to launch."""
    pilot_ends: date | None
    """When the pilot is over: the first useful version is there, or its test was decided on."""


def release_for(
    outcome: str, timing: Timing, *, cost: Range | None, spent: Sequence[Range], simple_cost: float | None
) -> Release | None:
    """Return what to release for a verdict, or None where it says to release nothing, or the sum is not known.

    Args:
        outcome: The id of the verdict.
        timing: When the work is done.
        cost: The whole cost to launch [money].
        spent: What is spent by the end of month 0, 1, 2, … [money].
        simple_cost: What the simple way costs [money].
    """
    if outcome == "simple_first" and simple_cost:
        return Release(amount=rounded_up(simple_cost), reserve=0.0, until=None, is_part=False)
    if outcome not in ("go", "pilot") or cost is None or cost.likely <= 0:
        return None
    start, pilot_ends = timing.start, timing.pilot_ends
    whole = Release(
        amount=rounded_up(cost.likely),
        reserve=_reserve(cost),
        until=None if timing.months is None else day_after(start, timing.months),
        is_part=False,
    )
    if outcome == "go":
        return whole
    is_after = pilot_ends is not None and pilot_ends > start
    pilot = months_between(start, pilot_ends) if pilot_ends and is_after else PILOT_MONTHS
    part = _spent_after(spent, pilot)
    if part is None or part.likely <= 0 or part.likely >= cost.likely:
        return whole
    until = pilot_ends if is_after else day_after(start, PILOT_MONTHS)
    return Release(amount=rounded_up(part.likely), reserve=_reserve(part), until=until, is_part=True)


def _reserve(cost: Range) -> float:
    return max(0.0, rounded_up(cost.high) - rounded_up(cost.likely))


def _spent_after(spent: Sequence[Range], months: float) -> Range | None:
    """Return what is spent after some months, between the ends of two in proportion; None beyond the last."""
    before = math.floor(months)
    if before + 1 >= len(spent):
        return None
    share = months - before
    low, likely, high = (
        getattr(spent[before], end) * (1 - share) + getattr(spent[before + 1], end) * share
        for end in ("low", "likely", "high")
    )
    return Range(low=low, likely=likely, high=high)


def rounded_up(amount: float) -> float:
    """Return a sum as one asks for it: three digits that count, never less than it is. 163,598 is 164,000."""
    if amount <= 0 or not math.isfinite(amount):
        return 0.0
    step = 10.0 ** (math.floor(math.log10(amount)) - _DIGITS + 1)
    # What is round already stays: 0.1 + 0.2 must not ask for more.
    return math.ceil(round(amount / step, 6)) * step
