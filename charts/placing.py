"""Puts labels where nothing else stands, on a phone as in a wide chart: the server knows only that it may be either."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from charts.lettering import LINE, ROOMS, width

Array = np.ndarray[Any, np.dtype[np.float64]]

# How far letters reach above and below their base line, and what is left free around a text [pixels].
_ABOVE, _BELOW, _FREE = 11.0, 4.0, 2.0
# Which part of a text stands left of its place, by its anchor.
BEFORE = {"": 0.0, "mid": 0.5, "end": 1.0}
# Costs: a dot under a label hides something, another label makes both illegible.
_DOT, _LABEL = 10.0, 1e6


class Spot(NamedTuple):
    """One place where a label may stand."""

    at: float
    """Share of the width."""
    y: float
    """Base line of the first line of text [pixels]."""
    anchor: str = ""
    dx: float = 0.0
    """Pixels to the right of `at`."""
    cost: float = 0.0
    """How much rather it would stand elsewhere; a dot under it costs 10 on every width."""


class Board:
    """Knows what of a drawing is taken. Dots are better not covered; texts must not be."""

    def __init__(self, top: float, bottom: float, dots: Iterable[tuple[float, float]] = ()) -> None:
        self.top, self.bottom = top, bottom
        self.dots: Array = np.array(list(dots), dtype=float).reshape(-1, 2)
        self._taken: dict[int, list[Array]] = {room: [] for room in ROOMS}

    def take(self, spot: Spot, lines: Sequence[str], *, bold: bool = False, rooms: Sequence[int] = ROOMS) -> None:
        """Mark the place of a text as taken."""
        for room, boxes in _boxes([spot], lines, bold, rooms):
            self._taken[room].append(boxes[:, 0])

    def find(
        self, spots: Sequence[Spot], lines: Sequence[str], *, bold: bool = False, rooms: Sequence[int] = ROOMS
    ) -> tuple[Spot, bool]:
        """Return the best spot for a text, and whether it is free of other texts and inside the drawing."""
        cost: Array = np.array([spot.cost for spot in spots], dtype=float)
        for room, (left, top, right, bottom) in _boxes(spots, lines, bold, rooms):
            cost += _LABEL * ((left < 0) | (right > room) | (top < self.top) | (bottom > self.bottom))
            for other in self._taken[room]:
                cost += _LABEL * ((left < other[2]) & (right > other[0]) & (top < other[3]) & (bottom > other[1]))
            x, y = self.dots[:, 0] * room, self.dots[:, 1]
            beside = (x > left[:, None]) & (x < right[:, None])
            cost += _DOT * (beside & (y > top[:, None]) & (y < bottom[:, None])).sum(axis=1)
        best = int(np.argmin(cost))
        return spots[best], bool(cost[best] < _LABEL)


def _boxes(
    spots: Sequence[Spot], lines: Sequence[str], bold: bool, rooms: Sequence[int]
) -> Iterator[tuple[int, Array]]:
    """Yield each width with left, top, right and bottom of a text at each spot [pixels]."""
    wide = max(width(line, bold=bold) for line in lines)
    at = np.array([spot.at for spot in spots])
    shift = np.array([spot.dx - BEFORE[spot.anchor] * wide for spot in spots])
    y = np.array([spot.y for spot in spots])
    top, bottom = y - _ABOVE - _FREE, y + LINE * (len(lines) - 1) + _BELOW + _FREE
    for room in rooms:
        left = at * room + shift
        yield room, np.stack([left - _FREE, top, left + wide + _FREE, bottom])
