"""What a chart shows, apart from how it is drawn: one description for the drawing, the explorer and the table.

Values are plain numbers in whatever unit the caller counts in; `format` writes them. Values that are not finite are
left out wherever they stand, so that a single one spoils neither the drawing nor the explorer.

Descriptions are values: two that say the same are equal, and a page draws them once.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np


class Spread(Protocol):
    """A range: P10, P50 and P90. Any object with these three fits."""

    @property
    def low(self) -> float: ...

    @property
    def likely(self) -> float: ...

    @property
    def high(self) -> float: ...


Format = Callable[[float], str]


def whole(value: float) -> str:
    """Write a number without decimals: months, and what else is counted."""
    return f"{value:.0f}"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What all charts have."""

    id: str
    title: str
    """The finding, as a sentence."""
    subtitle: str
    """What is drawn, in which unit."""
    label: str
    """One sentence for those who hear the page."""
    format: Format
    """Writes a value; the chart knows neither units nor currencies."""
    source: str = ""
    """Where the values come from, with the date."""
    table_head: tuple[str, ...] = ()
    """The heads of the table's columns, where the usual ones do not fit."""
    shows_pay: bool = True
    """Whether it moves with what somebody earns. What does not say is hidden where pay is hidden."""


@dataclass(frozen=True, kw_only=True)
class RangeRow:
    """One whisker."""

    name: str
    value: Spread
    strong: bool = False
    """Yours, or the one the title speaks of."""


@dataclass(frozen=True, kw_only=True)
class RangesChart(Chart):
    """Names with whiskers below each other, on one scale from zero."""

    rows: tuple[RangeRow, ...]
    mark: float | None = None
    """A plumb line through all rows, such as a budget."""
    mark_label: str = ""


@dataclass(frozen=True, kw_only=True)
class ChartLine:
    """One line with its band; the three are of one length."""

    name: str
    low: tuple[float, ...]
    likely: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class LinesChart(Chart):
    """Lines over places 0, 1, 2, …; the first is yours."""

    lines: tuple[ChartLine, ...]
    x_name: str
    mark: Spread | None = None
    """Where two lines cross [places]."""
    mark_label: str = ""
    x_format: Format = whole
    """Writes what has been counted at a place."""
    x_step: float = 1.0
    """What lies between two places: a month, or so many cases; then the axis has round numbers of cases."""

    def write_place(self, place: float) -> str:
        """Write what has been counted at a place."""
        return self.x_format(place * self.x_step)


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One layer of a stack."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class StackedChart(Chart):
    """Layers by month, drawn in steps because money is booked by the month; at most seven can be told apart."""

    stacks: tuple[Stack, ...]
    months: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HistogramChart(Chart):
    """How often each result comes out, with a limit between losing and gaining."""

    edges: tuple[float, ...]
    """One more than counts, rising."""
    counts: tuple[int, ...]
    limit: float
    below_label: str
    above_label: str

    @classmethod
    def from_draws(cls, draws: Iterable[float], *, limit: float, bins: int = 24, **fields: Any) -> Self:
        """Count draws in about `bins` equal bins, one edge exactly on the limit so that no bar both loses and gains.

        Args:
            draws: Results of a simulation; those that are not finite do not count.
            limit: What separates losing from gaining.
            bins: How many bins the middle 99 % get. The rare rest beyond is left out: it would squeeze all others.
            fields: The other fields of the chart.
        """
        values = np.asarray(draws if isinstance(draws, np.ndarray) else list(draws), dtype=float)
        values = values[np.isfinite(values) & (np.abs(values) < LARGEST)]
        values = np.where(np.abs(values) > SMALLEST, values, 0.0)
        edges = _edges(values, limit, bins) if values.size else np.zeros(0)
        counts = np.histogram(values, bins=edges)[0] if values.size else np.zeros(0)
        return cls(
            edges=tuple(float(edge) for edge in edges),
            counts=tuple(int(count) for count in counts),
            limit=limit,
            **fields,
        )


LARGEST = 1e300
"""Beyond this, sums and differences of values leave what a float can hold."""
SMALLEST = 1e-290
"""Below this, the parts of a value do."""


def _edges(values: "np.ndarray[Any, np.dtype[np.float64]]", limit: float, bins: int) -> Any:
    """Return bin edges around the middle 99 % of the draws, shifted so that one of them lies on the limit."""
    low, high = (float(end) for end in np.quantile(values, (0.005, 0.995)))
    # Equal draws still get a bin that is visibly one: as wide as a tenth of the value.
    width = max((high - low) / bins, max(abs(low), abs(high)) * 1e-9) if high > low else abs(low) / 10 or 1.0
    # From a limit that is very far away, steps of one width would vanish in rounding.
    start = limit if abs(limit - low) < width * 1e6 else low
    first, last = math.floor((low - start) / width), math.ceil((high - start) / width)
    return start + width * np.arange(first, max(last, first + 1) + 1)


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """One row of cells, each from 0 to 100."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class HeatChart(Chart):
    """Rows by month, the darker the more."""

    rows: tuple[HeatRow, ...]
    months: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TornadoRow:
    """What one input does to the result when it moves from its low to its high end."""

    name: str
    low: float
    """The result with the input at its low end."""
    high: float
    """The result with the input at its high end."""
    text: str = ""
    """The input's own range in words."""

    @property
    def swing(self) -> float:
        return abs(self.high - self.low)


@dataclass(frozen=True, kw_only=True)
class TornadoChart(Chart):
    """Which inputs decide: bars around the likely result, the longest on top, the first three in bold."""

    rows: tuple[TornadoRow, ...]
    base: float
    """The result with all inputs at likely."""
    base_label: str = ""
    higher_is_better: bool = True
    """Value gains to the right; cost gains to the left."""

    @property
    def ordered(self) -> list[TornadoRow]:
        """The rows by what they do to the result, the largest first; those without both ends stand last."""
        # Compared with what is no number, nothing comes before anything, and the order of all rows would be chance.
        return sorted(self.rows, key=lambda row: -row.swing if math.isfinite(row.swing) else math.inf)

    @property
    def known(self) -> list[TornadoRow]:
        """Of these, the rows that have both ends."""
        return [row for row in self.ordered if math.isfinite(row.low) and math.isfinite(row.high)]


@dataclass(frozen=True, kw_only=True)
class Point:
    """One dot of a scatter."""

    name: str
    x: float
    y: float
    own: bool = False
    hollow: bool = False
    labelled: bool = False
    spread: Spread | None = None
    """How far y may lie from the dot; drawn for your own."""
    x_spread: Spread | None = None
    """How far x may lie from the dot; drawn for your own."""


@dataclass(frozen=True, kw_only=True)
class ScatterChart(Chart):
    """Dots on two logarithmic axes; what is not positive has no place there. `format` writes y."""

    points: tuple[Point, ...]
    x_name: str
    y_name: str
    x_format: Format = str
