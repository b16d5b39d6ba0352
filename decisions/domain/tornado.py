"""Which inputs decide: how far the net value moves when one input moves and all others stay as they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from decisions.domain.costs import COMPUTE, EXPENSES, TEAM, TRAINING
from decisions.domain.netvalue import HeldParts, RoomDraws, keep, net_value_draws
from decisions.domain.plan_costs import LABELS
from projects.domain.draws import summarise
from projects.domain.fields import Field
from projects.domain.figures import Input
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.text import gettext_noop


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


ROOM_LABELS = {
    "team": (TEAM, "money"),
    "months": (gettext_noop("Months to launch"), "months"),
    "compute": (COMPUTE, "money"),
    "computing": (gettext_noop("Computing after launch"), "money/year"),
    "expenses": (EXPENSES, "money"),
    "training": (TRAINING, "money"),
    "labels": (LABELS, "money"),
}
"""The name and unit of each thing that rooms hand down."""


def find_swings(read: Reader, rooms: RoomDraws) -> tuple[Swing, ...]:
    """Return what each uncertain input does to the median net value, the largest first.

    One input at a time is held at its P10, then at its P90; all others stay drawn. What a room hands down counts as
    one input: its own inputs move together.

    Args:
        read: The scenario's inputs.
        rooms: What the rooms below hand down.

    Returns:
        Nothing while the net value cannot be worked out; nothing of inputs that are exact or move nothing.

    Source:
        One-at-a-time swings: Eschenbach, Spiderplots versus Tornado Diagrams for Sensitivity Analysis, Interfaces
        22(6), 1992.
    """
    kept = keep(read, rooms)
    value, inputs = read.watched(lambda asked: net_value_draws(asked, rooms))
    if kept is None or value is None:
        return ()
    swings = [*_of_fields(read, inputs, kept), *_of_rooms(read, kept)]
    return tuple(sorted((swing for swing in swings if swing.size > 0), key=lambda swing: (-swing.size, swing.id)))


def _of_fields(read: Reader, inputs: Mapping[str, Input], kept: HeldParts) -> Iterable[Swing]:
    for field_id, given in inputs.items():
        value = _within(given.value, read.fields[field_id])
        ends = [_median(read.holding(field_id, end), kept.rooms, kept) for end in _ends(value)]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            yield Swing(id=field_id, label=given.label, unit=given.unit, value=value, low=ends[0], high=ends[1])


def _of_rooms(read: Reader, kept: HeldParts) -> Iterable[Swing]:
    for name, drawn in kept.rooms.named().items():
        value, (label, unit) = summarise(drawn), ROOM_LABELS[name]
        ends = [_median(read, kept.rooms.holding(name, end), kept) for end in _ends(value)]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            yield Swing(id=f"rooms.{name}", label=label, unit=unit, value=value, low=ends[0], high=ends[1])


def _ends(value: Range) -> tuple[float, ...]:
    return () if value.is_exact else (value.low, value.high)


def _within(value: Range, field: Field) -> Range:
    """Return a range between a field's limits, as its draws are."""
    low = -np.inf if field.minimum is None else field.minimum
    high = np.inf if field.maximum is None else field.maximum
    kept = [float(min(max(end, low), high)) for end in (value.low, value.likely, value.high)]
    return Range(low=kept[0], likely=kept[1], high=kept[2])


def _median(read: Reader, rooms: RoomDraws, kept: HeldParts) -> float | None:
    """Return the median net value [money], or None while it cannot be worked out."""
    drawn = net_value_draws(read, rooms, kept=kept)
    return None if drawn is None else summarise(drawn).likely
