"""What a chart shows, apart from how it is drawn: one description for the drawing, the explorer and the table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Spread(Protocol):
    """A range: P10, P50 and P90."""

    @property
    def low(self) -> float: ...

    @property
    def likely(self) -> float: ...

    @property
    def high(self) -> float: ...


Format = Callable[[float], str]


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
    table_head: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RangeRow:
    """One whisker."""

    name: str
    value: Spread
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class RangesChart(Chart):
    """Names with whiskers below each other."""

    rows: Sequence[RangeRow]
    mark: float | None = None
    mark_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line with its band; all of one length."""

    name: str
    low: Sequence[float]
    likely: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class LinesChart(Chart):
    """Two or more lines over months; x runs from 0 in steps of one month."""

    lines: Sequence[Line]
    x_name: str
    mark: Spread | None = None
    """Where two lines cross [months]."""
    mark_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One layer of a stack."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class StackedChart(Chart):
    """Layers by month, drawn in steps because money is booked by the month."""

    stacks: Sequence[Stack]
    months: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class HistogramChart(Chart):
    """How often each result comes out, with a limit between losing and gaining."""

    edges: Sequence[float]
    counts: Sequence[int]
    limit: float
    below_label: str
    above_label: str


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """One row of cells, each from 0 to 100."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class HeatChart(Chart):
    """Rows by month, the darker the more."""

    rows: Sequence[HeatRow]
    months: Sequence[str]


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


@dataclass(frozen=True, kw_only=True)
class ScatterChart(Chart):
    """Dots on two logarithmic axes; all coordinates are positive."""

    points: Sequence[Point]
    x_name: str
    y_name: str
    x_format: Format = field(default=str)
