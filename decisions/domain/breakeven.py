"""At which value of one input the net value is 0 or more in a given share of cases.

For one case the net value is a straight line in each of these inputs: two points give the line, the line its zero. The
share of the zeros that lie on the good side of a value is the share of cases that pay back there, so the value that is
looked for is a quantile of the zeros, and no search is needed.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from decisions.domain.costs import COST_TO_LAUNCH
from decisions.domain.netvalue import HeldParts, RoomDraws, keep, net_value_draws
from projects.domain.draws import Draw, summarise
from projects.domain.reader import Reader

RISING = ("value.coverage", "value.saving_per_case", "value.adoption", "value.cases_per_year")
"""Inputs of which more brings more."""
GIVEN = "value.cases_per_year"
COST = "case.cost_to_launch"
FURTHEST = 3.0
"""No change by more than this factor is proposed: it would be another project."""
_DIGITS = 3
_TRIES = 8


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """What one input has to be, everything else as it is."""

    id: str
    """The field's id, or that of the cost to launch."""
    label: str
    unit: str
    now: float
    """Its likely value."""
    needed: float
    """Rounded to the safe side; 0 where it pays back whatever the input is."""
    share: float
    """Share of cases, 0 to 1, in which the net value is 0 or more then."""
    results: tuple[tuple[str, float], ...]
    """The results that are others then, by id."""

    @property
    def distance(self) -> float:
        """How far it is from here, as a share of what it is now."""
        return abs(self.needed / self.now - 1)


@dataclass(frozen=True, kw_only=True)
class NetValueLine:
    """The net value of every case as a straight line in one input that is held at a value."""

    id: str
    label: str
    unit: str
    now: float
    """The input's likely value."""
    limit: float
    """As far as it may go: up for what brings more, down for cost."""
    at_now: Draw
    """Shape (count,) [money]."""
    slope: Draw
    """Shape (count,) [money for one unit of the input]."""

    @property
    def rising(self) -> bool:
        """Whether more of the input brings more."""
        return self.limit >= self.now

    def at(self, value: float) -> Draw:
        """Return the net value with the input held at a value, shape (count,) [money]."""
        return self.at_now + self.slope * (value - self.now)

    def zero(self, share: float) -> float | None:
        """Return the value from which on, or for cost up to which, a share of cases, 0 to 1, is 0 or more."""
        helps = self.slope > 0 if self.rising else self.slope < 0
        never, always = (np.inf, -np.inf) if self.rising else (-np.inf, np.inf)
        zeros = np.where(self.at_now >= 0, always, never)
        np.divide(-self.at_now, self.slope, out=zeros, where=helps)
        zeros = np.where(helps, zeros + self.now, zeros)
        place, method = (share, "higher") if self.rising else (1 - share, "lower")
        crossing = float(np.quantile(zeros, place, method=method))  # type: ignore[call-overload]  # stubs want a literal
        return crossing if math.isfinite(crossing) else None

    def break_even(self, share: float) -> BreakEven | None:
        """Return what the input would have to be for a share of cases, or None where that is out of reach."""
        if self.rising and holds(self.at(0.0), share):
            return self._reached(0.0, share)  # less than nothing is no value
        needed, step = self.zero(share), 1 if self.rising else -1
        for _again in range(_TRIES):
            needed = None if needed is None else rounded(needed, self.unit, up=self.rising)
            if needed is None or (needed - self.limit) * step > 0:
                return None
            if holds(self.at(needed), share):
                return self._reached(needed, share)
            needed *= 1 + 0.005 * step
        return None

    def _reached(self, needed: float, share: float) -> BreakEven:
        return BreakEven(
            id=self.id,
            label=self.label,
            unit=self.unit,
            now=self.now,
            needed=needed,
            share=share,
            results=results_at(self.at(needed)),
        )


def find_lines(read: Reader, rooms: RoomDraws) -> tuple[NetValueLine, ...]:
    """Return the net value as a line in each input that could be another one; none while it cannot be worked out.

    Args:
        read: The scenario's inputs.
        rooms: What the rooms below hand down.
    """
    kept = keep(read, rooms)
    return () if kept is None else (*_of_fields(read, kept), *_of_cost(read, kept))


def nearest(lines: tuple[NetValueLine, ...], share: float) -> tuple[BreakEven, ...]:
    """Return what each input would have to be for a share of cases, 0 to 1, to be 0 or more, the nearest first.

    How many cases there are comes last: nobody can decide it. Inputs that do not get there within their limits, and
    within three times what they are, are left out.
    """
    crossings = (line.break_even(share) for line in lines)
    return tuple(
        sorted(
            (break_even for break_even in crossings if break_even is not None),
            key=lambda break_even: (break_even.id == GIVEN, break_even.distance),
        )
    )


def _of_fields(read: Reader, kept: HeldParts) -> Iterator[NetValueLine]:
    for field_id in RISING:
        asked, now = read.fields[field_id], read.number(field_id)
        if now is None or now <= 0:
            continue

        def value_at(value: float, field_id: str = field_id) -> Draw | None:
            return net_value_draws(read.holding(field_id, value), kept.rooms, kept=kept)

        most = min(FURTHEST * now, math.inf if asked.maximum is None else asked.maximum)
        yield from _line(value_at, id=field_id, label=asked.label, unit=asked.unit, now=now, limit=most)


def _of_cost(read: Reader, kept: HeldParts) -> Iterator[NetValueLine]:
    cost = summarise(kept.cost).likely
    if cost > 0:

        def value_at(value: float) -> Draw | None:
            return net_value_draws(read, kept.rooms, cost=value, kept=kept)

        yield from _line(value_at, id=COST, label=COST_TO_LAUNCH, unit="money", now=cost, limit=cost / FURTHEST)


def _line(
    value_at: Callable[[float], Draw | None], *, id: str, label: str, unit: str, now: float, limit: float
) -> Iterator[NetValueLine]:
    here, half = value_at(now), value_at(now / 2)
    if here is not None and half is not None:
        slope = (here - half) / (now / 2)
        yield NetValueLine(id=id, label=label, unit=unit, now=now, limit=limit, at_now=here, slope=slope)


def holds(values: Draw, share: float) -> bool:
    """Tell whether the net value, shape (count,), is 0 or more in a share of cases, and its percentile says so too."""
    return bool(np.quantile(values, 1 - share) >= 0 and np.mean(values >= 0) >= share)


def results_at(values: Draw) -> tuple[tuple[str, float], ...]:
    """Return the results that a net value gives, shape (count,) [money], by id."""
    ends = summarise(values)
    return (
        ("result.npv_p10", ends.low),
        ("result.npv_p50", ends.likely),
        ("result.npv_p90", ends.high),
        ("result.chance_of_payback", float(np.mean(values >= 0))),
    )


def rounded(value: float, unit: str, *, up: bool) -> float:
    """Return a value rounded up, or down, as it is shown: to whole percent, else to three digits that count."""
    if not value:
        return 0.0
    if unit == "%":
        return float((math.ceil if up else math.floor)(round(value, 6)))
    size = 10.0 ** (math.floor(math.log10(abs(value))) - _DIGITS + 1)
    whole = (math.ceil if up else math.floor)(round(value / size, 6))
    return float(round(whole * size, 10))
