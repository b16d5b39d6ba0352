"""Which inputs decide: how far the net value moves when one input moves and all others stay as they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from decisions.domain.benefits import benefit_per_year
from decisions.domain.business_case import calendar_of
from decisions.domain.costs import (
    COMPUTE,
    COST_TO_LAUNCH,
    EXPENSES,
    LABELS,
    TEAM,
    TRAINING,
    Part,
    parts_of,
    running_cost,
)
from projects.domain.answers import Answers
from projects.domain.draws import Draw, Draws, summarise
from projects.domain.fields import Field
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.text import gettext_noop


@dataclass(frozen=True, kw_only=True)
class Rooms:
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
        found = {"team": self.team, "months": self.months, "compute": self.compute, "computing": self.computing}
        return {name: one for name, one in (found | {**self.expenses}).items() if one is not None}

    def holding(self, name: str, value: float) -> "Rooms":
        """Return the same with one of them fixed at a value."""
        fixed: Any = np.broadcast_to(np.float64(value), self.named()[name].shape)
        if name in self.expenses:
            return replace(self, expenses={**self.expenses, name: fixed})
        return replace(self, **{name: fixed})


@dataclass(frozen=True, kw_only=True)
class Swing:
    """What one input does to the median net value."""

    id: str
    """The field's id, or `rooms.` and what a room hands down."""
    label: str
    unit: str
    value: Range
    """The input's own range; what lies beyond the field's limits does not count."""
    low: float
    """The median net value with the input at its P10 [money]."""
    high: float
    """The median net value with the input at its P90 [money]."""

    @property
    def size(self) -> float:
        """How far it moves the median [money]."""
        return abs(self.high - self.low)


_LABELS = {
    "team": (TEAM, "money"),
    "months": (gettext_noop("Months to launch"), "months"),
    "compute": (COMPUTE, "money"),
    "computing": (gettext_noop("Computing after launch"), "money/year"),
    "expenses": (EXPENSES, "money"),
    "training": (TRAINING, "money"),
    "labels": (LABELS, "money"),
}


def find_swings(answers: Answers, fields: Mapping[str, Field], draws: Draws, rooms: Rooms) -> tuple[Swing, ...]:
    """Return what each uncertain input does to the median net value, the largest first.

    One input at a time is held at its P10, then at its P90; all others stay drawn. What a room hands down counts as
    one input: its own inputs move together.

    Args:
        answers: The scenario's visible answers.
        fields: Every field by id.
        draws: The project's draws.
        rooms: What the rooms below hand down.

    Returns:
        Nothing while the net value cannot be worked out; nothing of inputs that are exact or move nothing.

    Source:
        One-at-a-time swings: Eschenbach, Spiderplots versus Tornado Diagrams for Sensitivity Analysis, Interfaces
        22(6), 1992.
    """
    read = Reader(answers, fields, draws)
    if _median(read, rooms) is None:
        return ()
    found = [*_of_fields(read, rooms), *_of_rooms(read, rooms)]
    return tuple(sorted((one for one in found if one.size > 0), key=lambda one: (-one.size, one.id)))


def _of_fields(read: Reader, rooms: Rooms) -> Iterable[Swing]:
    for field_id, found in list(read.inputs.items()):
        value = _within(found.value, read.fields[field_id])
        ends = [_median(read.holding(field_id, end), rooms) for end in _ends(value)]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            yield Swing(id=field_id, label=found.label, unit=found.unit, value=value, low=ends[0], high=ends[1])


def _of_rooms(read: Reader, rooms: Rooms) -> Iterable[Swing]:
    for name, drawn in rooms.named().items():
        value, (label, unit) = summarise(drawn), _LABELS[name]
        ends = [_median(read, rooms.holding(name, end)) for end in _ends(value)]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            yield Swing(id=f"rooms.{name}", label=label, unit=unit, value=value, low=ends[0], high=ends[1])


def _ends(value: Range) -> tuple[float, ...]:
    return () if value.is_exact else (value.low, value.high)


def _within(value: Range, one: Field) -> Range:
    """Return a range between a field's limits, as its draws are."""
    low = -np.inf if one.minimum is None else one.minimum
    high = np.inf if one.maximum is None else one.maximum
    kept = [float(min(max(end, low), high)) for end in (value.low, value.likely, value.high)]
    return Range(low=kept[0], likely=kept[1], high=kept[2])


def _median(read: Reader, rooms: Rooms) -> float | None:
    """Return the median net value [money], or None while it cannot be worked out."""
    drawn = net_value_draws(read, rooms)
    return None if drawn is None else summarise(drawn).likely


def net_value_draws(read: Reader, rooms: Rooms, *, cost: float | None = None) -> Draw | None:
    """Return the net value, shape (count,) [money], or None while it cannot be worked out.

    Args:
        read: The answers, some of them perhaps held at a value.
        rooms: What the rooms below hand down.
        cost: The cost to launch to take instead of the sum of its parts [money].
    """
    parts = tuple(parts_of(read, rooms.team, rooms.compute, rooms.expenses))
    benefit = benefit_per_year(read)
    if not parts or benefit is None or rooms.months is None:
        return None
    spent = np.zeros(read.draws.count)
    spent = sum((part.draws for part in parts), spent) if cost is None else spent + cost
    running = running_cost(read, rooms.computing, Part(key="cost_to_launch", label=COST_TO_LAUNCH, draws=spent))
    after = np.zeros(read.draws.count) if running is None else running.draws
    return calendar_of(read, rooms.months).net_value(spent, after, benefit.draws)
