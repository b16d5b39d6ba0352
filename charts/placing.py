"""Puts labels where nothing else stands, on a phone as in a wide chart: the server knows only that it may be either."""

import math
from collections.abc import Iterable, Sequence
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


class PlacedSpot(NamedTuple):
    """The best spot for a text."""

    spot: Spot
    cost: float

    @property
    def is_free(self) -> bool:
        """Whether it is clear of other texts and inside the drawing."""
        return self.cost < _LABEL


class Board:
    """Knows what of a drawing is taken. Dots are better not covered; texts must not be.

    Args:
        top: What texts may reach up to [pixels].
        bottom: What texts may reach down to [pixels].
        dots: Places as shares of the width and pixels.
    """

    def __init__(self, top: float, bottom: float, dots: Iterable[tuple[float, float]] = ()) -> None:
        self.top, self.bottom = top, bottom
        placed: Array = np.array(list(dots), dtype=float).reshape(-1, 2)
        self._x, self._y = placed[:, 0] * _rooms(ROOMS), placed[:, 1]
        # What is taken on widths where a text is not shown lies outside of every drawing.
        self._taken: Array = np.full((len(ROOMS), 0, 4), -math.inf)

    def take(self, spot: Spot, lines: Sequence[str], *, bold: bool = False, rooms: Sequence[int] = ROOMS) -> None:
        """Mark the place of a text as taken."""
        box = np.full((len(ROOMS), 1, 4), -math.inf)
        box[_places(rooms)] = np.stack(_box([spot], lines, bold, rooms), axis=2)
        self._taken = np.concatenate([self._taken, box], axis=1)

    def find(
        self, spots: Sequence[Spot], lines: Sequence[str], *, bold: bool = False, rooms: Sequence[int] = ROOMS
    ) -> PlacedSpot:
        """Return the best spot for a text."""
        left, top, right, bottom = (side[:, :, None] for side in _box(spots, lines, bold, rooms))
        beyond = (left < 0) | (right > _rooms(rooms)[:, :, None]) | (top < self.top) | (bottom > self.bottom)
        taken = self._taken[_places(rooms), None]
        lies_on = (left < taken[..., 2]) & (right > taken[..., 0]) & (top < taken[..., 3]) & (bottom > taken[..., 1])
        x = self._x[_places(rooms), None]
        hides = (x > left) & (x < right) & ((self._y > top[:1]) & (self._y < bottom[:1]))
        cost = np.array([spot.cost for spot in spots]) + _DOT * hides.sum(axis=(0, 2))
        cost += _LABEL * (beyond.any(axis=(0, 2)) | lies_on.any(axis=(0, 2)))
        best = int(np.argmin(cost))
        return PlacedSpot(spots[best], float(cost[best]))


def _rooms(rooms: Sequence[int]) -> Array:
    """Return widths as a column [pixels]."""
    return np.array(rooms, dtype=float)[:, None]


def _places(rooms: Sequence[int]) -> list[int]:
    return [ROOMS.index(room) for room in rooms]


def _box(spots: Sequence[Spot], lines: Sequence[str], bold: bool, rooms: Sequence[int]) -> tuple[Array, ...]:
    """Return left, top, right and bottom of a text, each of shape (rooms, spots) [pixels]."""
    wide = max(width(line, bold=bold) for line in lines)
    at = np.array([spot.at for spot in spots])
    left = at * _rooms(rooms) + [spot.dx - BEFORE[spot.anchor] * wide for spot in spots]
    y = np.array([spot.y for spot in spots]) + np.zeros_like(left)
    high = LINE * (len(lines) - 1) + _BELOW + _FREE
    return left - _FREE, y - _ABOVE - _FREE, left + wide + _FREE, y + high
