"""The net value as a function: of the answers, some perhaps held at a value, and of what the rooms below hand down."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from decisions.domain.benefits import Benefit, benefit_per_year
from decisions.domain.calendar import Calendar, Flows
from decisions.domain.costs import COST_TO_LAUNCH, SWITCHING_OFF, CostLine, parts_of, running_cost
from decisions.domain.events import EVENTS, events_of
from projects.domain.draws import Draw
from projects.domain.figures import input_of
from projects.domain.ranges import Range
from projects.domain.reader import Given, Reader
from projects.domain.same_draws import final

MOST_MONTHS = 240
USUAL_HORIZON_MONTHS = 36
GROWTH = "compute.use_growth"
_HORIZON, _RAMP_UP, _DISCOUNT = "value.horizon_months", "value.ramp_up_months", "value.discount_rate"
TIMED = frozenset({_HORIZON, _RAMP_UP, _DISCOUNT, GROWTH, EVENTS})
"""The fields that say when money flows. A change of any other leaves the calendar as it is."""


@dataclass(frozen=True, kw_only=True)
class RoomDraws:
    """What the rooms below hand down, each of shape (count,)."""

    team: Draw | None
    """Cost of the team until launch [money]."""
    months: Draw | None
    """Months to launch."""
    compute: Draw | None
    """Computing until launch [money]."""
    computing: Draw | None
    """Computing after launch [money/year]."""
    expenses: Mapping[str, Draw] = field(default_factory=dict)
    """Other parts of the cost to launch by their key [money]."""

    def named(self) -> dict[str, Draw]:
        """Return what there is of it, by name."""
        draws = {"team": self.team, "months": self.months, "compute": self.compute, "computing": self.computing}
        return {name: drawn for name, drawn in (draws | {**self.expenses}).items() if drawn is not None}

    def holding(self, name: str, value: float) -> "RoomDraws":
        """Return the same with one of them fixed at a value."""
        fixed: Any = np.broadcast_to(np.float64(value), self.named()[name].shape)
        if name in self.expenses:
            return replace(self, expenses={**self.expenses, name: fixed})
        return replace(self, **{name: fixed})


def horizon_of(read: Reader) -> int:
    """Return how long the value is counted [months]."""
    months = read.number(_HORIZON)
    return int(min(MOST_MONTHS, max(1.0, USUAL_HORIZON_MONTHS if months is None else months)))


def horizon_term(read: Reader) -> Given:
    """Return how long the value is counted, as it counts: whole months within what is possible."""
    months = Range.exactly(float(horizon_of(read)))
    known = read.input(_HORIZON) or input_of(read.fields[_HORIZON], months, source="")
    return Given(replace(known, value=months), read.draws.exactly(months.likely))


def calendar_of(read: Reader, months: Draw) -> Calendar:
    """Return when money flows, by the months to launch, shape (count,) [months]."""
    horizon, growth = horizon_of(read), read.draw(GROWTH)
    return Calendar(
        build_months=months,
        ramp_up_months=read.number(_RAMP_UP) or 0.0,
        horizon_months=horizon,
        discount_rate=(read.number(_DISCOUNT) or 0.0) / 100,
        growth=growth / 100 if growth is not None and np.any(growth) else None,
        events=events_of(read, horizon),
    )


@dataclass(frozen=True, kw_only=True)
class HeldParts:
    """What stays as it is when an input that it does not look at is held: asked dozens of times for each change."""

    rooms: RoomDraws
    calendar: Calendar
    cost: Draw
    """Cost to launch, shape (count,) [money]."""
    cost_fields: frozenset[str]
    """The fields that it looks at."""
    benefit: Benefit
    benefit_fields: frozenset[str]


def keep(read: Reader, rooms: RoomDraws) -> HeldParts | None:
    """Return what can be kept while inputs are held one at a time, or None while there is no net value."""
    cost, cost_inputs = read.watched(lambda asked: _cost_of(asked, rooms))
    benefit, benefit_inputs = read.watched(benefit_per_year)
    if cost is None or benefit is None or rooms.months is None:
        return None
    return HeldParts(
        rooms=rooms,
        calendar=calendar_of(read, rooms.months),
        cost=cost,
        cost_fields=frozenset(cost_inputs),
        benefit=benefit,
        benefit_fields=frozenset(benefit_inputs),
    )


def _cost_of(read: Reader, rooms: RoomDraws) -> Draw | None:
    parts = tuple(parts_of(read, rooms.team, rooms.compute, rooms.expenses))
    return final(sum((part.draws for part in parts), np.zeros(read.draws.count))) if parts else None


def flows_of(
    read: Reader, rooms: RoomDraws, *, cost: float | None = None, kept: HeldParts | None = None
) -> Flows | None:
    """Return what flows, or None while cost, benefit or time cannot be worked out; see `net_value_draws`."""
    held = read.held.keys()
    if kept is not None and rooms is kept.rooms and not held & kept.cost_fields:
        spent: Draw | None = kept.cost
    else:
        spent = _cost_of(read, rooms)
    benefit = kept.benefit if kept is not None and not held & kept.benefit_fields else benefit_per_year(read)
    if spent is None or benefit is None or rooms.months is None:
        return None
    if cost is not None:
        spent = read.draws.exactly(cost)
    running = running_cost(read, rooms.computing, CostLine(key="cost_to_launch", label=COST_TO_LAUNCH, draws=spent))
    return Flows(
        cost=spent,
        running=np.zeros(read.draws.count) if running is None else running.draws,
        by_volume=benefit.by_volume,
        fixed=benefit.fixed,
        at_the_end=read.or_zero(SWITCHING_OFF),
    )


def net_value_draws(
    read: Reader, rooms: RoomDraws, *, cost: float | None = None, kept: HeldParts | None = None
) -> Draw | None:
    """Return the net value, shape (count,) [money], or None while it cannot be worked out.

    Args:
        read: The answers, some of them perhaps held at a value.
        rooms: What the rooms below hand down.
        cost: The cost to launch to take instead of the sum of its parts [money].
        kept: What was worked out before of the same answers, with nothing held.
    """
    flows = flows_of(read, rooms, cost=cost, kept=kept)
    if flows is None or rooms.months is None:
        return None
    if kept is not None and rooms.months is kept.rooms.months and not read.held.keys() & TIMED:
        return kept.calendar.net_value(flows)
    return calendar_of(read, rooms.months).net_value(flows)
