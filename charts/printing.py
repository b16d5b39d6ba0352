"""What the drawing of a chart in print reads: its numbers and texts, and how much room it takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from charts.descriptions import Chart, Format
from charts.scales import finite, ticks, written

HALF_A_PAGE = 14
"""So many rows of a chart fit on half a page."""


@dataclass(frozen=True, kw_only=True)
class PrintForm:
    """A chart as print draws it."""

    drawing: str
    """The name of what draws it: `drawings` in `reports/typst/charts.typ`."""
    told: Mapping[str, Any]
    """What that reads: numbers, and texts written as the chart writes them."""
    stays_whole: bool = True
    """Whether no page ends within it: of a few rows at the foot of a page one would think they were all."""
    is_wide: bool = False
    """Whether it takes the whole width, below its label, in place of the columns beside it."""
    is_tall: bool = True
    """Whether it is surely as tall as the label that stands beside it."""


@singledispatch
def print_form(chart: Chart) -> PrintForm:
    """Return a chart as print draws it; each kind registers its own, but for a scatter: nobody could tell its dots."""
    raise TypeError(f"{type(chart).__name__} has no place in print")


def heard(chart: Chart, numbers: Iterable[str]) -> str:
    """Return what stands in place of a picture for who hears it: what came out, then its numbers."""
    return ". ".join(part.rstrip(".") for part in (chart.title, chart.label, "; ".join(numbers)) if part)


def axis_ticks(values: Sequence[float], write: Format, *, zero: bool = True) -> tuple[tuple[float, str], ...]:
    """Return round values with their texts; with `zero` the axis starts there."""
    known = finite(values) or [0.0]
    low, high = min(known), max(known)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    return tuple((value, written(write, value)) for value in ticks(low, high))
