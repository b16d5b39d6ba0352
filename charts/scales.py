"""From values to places: round ticks, scales that cannot break, and how many labels fit."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Self

from charts.descriptions import LARGEST, SMALLEST, Format

MOST_GRIDLINES = 4
# Values closer together than this part of their size are drawn as equal: a float resolves no more than 1e-16.
_EQUAL = 1e-9
# Steps that people count months in; beyond them, whole numbers of years.
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
NOT_KNOWN = "–"


def bounded(value: float) -> float:
    """Return a value so near to zero that differences of two stay finite, and zero for what is next to nothing."""
    return min(max(value, -LARGEST), LARGEST) if abs(value) > SMALLEST else 0.0


def finite(values: Iterable[float]) -> list[float]:
    """Return the values that can be drawn."""
    return [bounded(float(value)) for value in values if math.isfinite(value)]


def written(write: Format, value: float) -> str:
    """Return a value as the caller writes it, a dash for what is no number."""
    return write(value) if math.isfinite(value) else NOT_KNOWN


def written_range(write: Format, low: float, high: float) -> str:
    """Return both ends, or one where they read alike."""
    ends = written(write, low), written(write, high)
    return ends[0] if ends[0] == ends[1] else " – ".join(ends)


def ticks(low: float, high: float, most: int = MOST_GRIDLINES) -> list[float]:
    """Return round values between two ends in steps of 1, 2 or 5 times a power of ten.

    At most `most` of them are other than zero, which is an axis and no gridline.
    """
    span = high - low
    if not SMALLEST < span < math.inf or span <= _EQUAL * max(abs(low), abs(high)):
        return [low]
    power = math.floor(math.log10(span / (most + 1)))
    for exponent in count(power):
        for size in (1, 2, 5):
            step = float(f"{size}e{exponent}")
            # A hair of tolerance: 0.3 is the third step of 0.1, though floats say otherwise.
            first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
            ticks_between = [
                float(f"{number:d}e{exponent}") * size for number in range(first, min(last, first + most + 1) + 1)
            ]
            if sum(value != 0 for value in ticks_between) <= most:
                return [float(f"{value:.12g}") for value in ticks_between]
    raise AssertionError("steps grow without end")  # pragma: no cover


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Maps values between `low` and `high` to places between `start` and `end`; what lies outside stays at the edge."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def around(
        cls, values: Iterable[float], start: float, end: float, *, zero: bool = True, margin: float = 0.0
    ) -> Self:
        """Return a scale that holds all values.

        Args:
            values: What is drawn; nothing at all gives a scale from 0 to 1.
            start: The place of the low end.
            end: The place of the high end.
            zero: Whether zero belongs into the picture, as it does where lengths are compared.
            margin: Part of the span left free beyond values other than zero.
        """
        known = finite(values) or [0.0]
        low, high = min(known), max(known)
        if zero:
            low, high = min(low, 0.0), max(high, 0.0)
        if high - low <= max(_EQUAL * max(abs(low), abs(high)), SMALLEST):
            room = max(abs(low), abs(high)) / 2 or 1.0
            low, high = (0.0, room) if zero else (low - room, high + room)
        room = margin * (high - low)
        return cls(low=low - room if low else low, high=high + room if high else high, start=start, end=end)

    def __call__(self, value: float) -> float:
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * part

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    def ticks(self, most: int = MOST_GRIDLINES) -> list[float]:
        return ticks(self.low, self.high, most)


@dataclass(frozen=True, kw_only=True)
class LogScale:
    """Maps positive values to places by their logarithm."""

    low: int
    """The first power of ten."""
    high: int
    start: float
    end: float

    @classmethod
    def around(cls, values: Iterable[float], start: float, end: float) -> Self:
        """Return a scale over whole powers of ten that holds all (positive, finite) values."""
        logs = [math.log10(value) for value in values]
        low = max(math.floor(min(logs)), -307)
        return cls(low=low, high=max(math.ceil(max(logs)), low + 1), start=start, end=end)

    def __call__(self, value: float) -> float:
        part = (math.log10(value) - self.low) / (self.high - self.low) if value > 0 else 0.0
        return self.start + (self.end - self.start) * min(max(part, 0.0), 1.0)

    def ticks(self, most: int = MOST_GRIDLINES) -> list[float]:
        """Return powers of ten between the ends, without the first, where the axis stands."""
        step = math.ceil((self.high - self.low) / most)
        return [10.0**power for power in range(self.low + step, min(self.high, 308) + 1, step)]


def runs(values: Sequence[float]) -> list[list[int]]:
    """Return the indices of neighbouring values that can be drawn: a gap in a line is a gap in the drawing."""
    stretches: list[list[int]] = []
    for index, value in enumerate(values):
        if not math.isfinite(value):
            continue
        if stretches and stretches[-1][-1] == index - 1:
            stretches[-1].append(index)
        else:
            stretches.append([index])
    return stretches


def place_ticks(x_step: float, last: int, most: int) -> list[float]:
    """Return which places of lines are written on their axis, without the first.

    Args:
        x_step: What lies between two places: 1 for months, which are counted in steps of people.
        last: The last place.
        most: How many at the most, about.
    """
    if x_step != 1:
        return [value / x_step for value in ticks(0, last * x_step, most - 1) if value]
    step = next((size for size in MONTH_STEPS if last / size <= most), math.ceil(last / most))
    return [float(place) for place in range(step, last + 1, step)]
