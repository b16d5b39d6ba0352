"""A chart as a table of texts: for those who read, hear, print or export it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch
from itertools import pairwise

from django.utils.translation import gettext as _

from charts.descriptions import (
    Chart,
    Format,
    HeatChart,
    HistogramChart,
    Line,
    LinesChart,
    RangesChart,
    ScatterChart,
    Spread,
    StackedChart,
    TornadoChart,
)
from charts.scales import MONTH_STEPS, NOT_KNOWN, finite, written, written_range

# Longer tables are thinned out: three years by the month can still be read.
MOST_ROWS = 37


@dataclass(frozen=True)
class Table:
    """Rows of texts; the first cell of a row is its name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()


@singledispatch
def table(chart: Chart) -> Table:
    """Return a chart's values as texts."""
    raise TypeError(f"{type(chart).__name__} has no table")


@table.register
def _ranges(chart: RangesChart) -> Table:
    head = chart.table_head or ("", _("Low (P10)"), _("Likely"), _("High (P90)"))
    rows = [(row.name, *_write(chart, (row.value.low, row.value.likely, row.value.high))) for row in chart.rows]
    foot = () if chart.mark is None else (chart.mark_label, "", *_write(chart, [chart.mark]), "")
    return Table(head, tuple(rows), foot)


@table.register
def _lines(chart: LinesChart) -> Table:
    head = [chart.x_name]
    for line in chart.lines:
        known = _is_exact(line)
        head += [line.name] if known else [f"{line.name}, {end}" for end in (_("low"), _("likely"), _("high"))]
    count = max((len(line.likely) for line in chart.lines), default=0)
    rows = [
        (chart.write_place(index), *(cell for line in chart.lines for cell in _line_cells(chart, line, index)))
        for index in _thinned(count)
    ]
    return Table(chart.table_head or tuple(head), tuple(rows))


def _is_exact(line: Line) -> bool:
    return list(line.low) == list(line.likely) == list(line.high)


def _line_cells(chart: Chart, line: Line, index: int) -> list[str]:
    ends = [line.likely] if _is_exact(line) else [line.low, line.likely, line.high]
    return [written(chart.format, values[index] if index < len(values) else math.nan) for values in ends]


def _thinned(count: int) -> list[int]:
    """Return which rows stand in the table: all, or every so many and the last."""
    step = next((step for step in MONTH_STEPS if (count - 1) / step < MOST_ROWS), math.ceil(count / MOST_ROWS))
    shown = list(range(0, count, step))
    return shown if not shown or shown[-1] == count - 1 else [*shown, count - 1]


@table.register
def _stacked(chart: StackedChart) -> Table:
    count = len(chart.months)
    rows = [(stack.name, *_cells(chart, stack.values, count)) for stack in chart.stacks]
    totals = [
        sum(finite(value for stack in chart.stacks for value in stack.values[month : month + 1]))
        for month in range(count)
    ]
    foot = (_("Together"), *_write(chart, totals)) if rows else ()
    return Table(chart.table_head or ("", *chart.months), tuple(rows), foot)


@table.register
def _histogram(chart: HistogramChart) -> Table:
    rows = [
        (written_range(chart.format, low, high), str(count))
        for (low, high), count in zip(pairwise(chart.edges), chart.counts, strict=False)
    ]
    return Table(chart.table_head or (_("Result"), _("Cases")), tuple(rows))


@table.register
def _heat(chart: HeatChart) -> Table:
    rows = [(row.name, *_cells(chart, row.values, len(chart.months))) for row in chart.rows]
    return Table(chart.table_head or ("", *chart.months), tuple(rows))


@table.register
def _tornado(chart: TornadoChart) -> Table:
    head = ("", _("Input"), _("Result at the low end"), _("Result at the high end"))
    rows = [(row.name, row.text, *_write(chart, (row.low, row.high))) for row in chart.ordered]
    foot = (chart.base_label or _("Likely"), "", *_write(chart, [chart.base]), "")
    return Table(chart.table_head or head, tuple(rows), foot if rows else ())


@table.register
def _scatter(chart: ScatterChart) -> Table:
    rows = [
        (point.name, _point(chart.x_format, point.x, point.x_spread), _point(chart.format, point.y, point.spread))
        for point in sorted(chart.points, key=lambda point: not point.own)
    ]
    return Table(chart.table_head or ("", chart.x_name, chart.y_name), tuple(rows))


def _point(write: Format, value: float, spread: Spread | None) -> str:
    """Return a coordinate, and behind it how far it may lie off."""
    if spread is None or spread.low == spread.high:
        return written(write, value)
    return f"{written(write, value)} ({written_range(write, spread.low, spread.high)})"


def _write(chart: Chart, values: Iterable[float]) -> list[str]:
    return [written(chart.format, value) for value in values]


def _cells(chart: Chart, values: Sequence[float], count: int) -> list[str]:
    """Return one cell per column; what is missing is a dash."""
    found = _write(chart, values[:count])
    return found + [NOT_KNOWN] * (count - len(found))
