"""The report as plain tables and lists, as print reads it; of a chart, the numbers and texts that its drawing needs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from functools import singledispatch
from typing import Any

from charts.descriptions import (
    Chart,
    Format,
    HeatChart,
    HistogramChart,
    Line,
    LinesChart,
    RangeRow,
    RangesChart,
    StackedChart,
    TornadoChart,
)
from charts.scales import finite, place_ticks, ticks, written
from reports.domain.report import Drawing

MOST_PLACES = 10
"""What fits on an axis in print."""


def to_json(node: Any) -> Any:
    """Return the report, or a part of it, as plain tables and lists."""
    if isinstance(node, Drawing):
        return printed(node.chart, label=node.label)
    if is_dataclass(node):
        return {field.name: to_json(getattr(node, field.name)) for field in fields(node)}
    return tuple(map(to_json, node)) if isinstance(node, tuple) else node


def printed(chart: Chart, *, label: str = "") -> dict[str, Any]:
    """Return a chart as its drawing in print reads it.

    Args:
        chart: Any kind but a scatter, whose dots nobody could tell apart in print.
        label: What stands beside it in the margin.
    """
    return {"label": label, "title": chart.title, "subtitle": chart.subtitle, **_printed(chart)}


@singledispatch
def _printed(chart: Chart) -> dict[str, Any]:
    raise TypeError(f"{type(chart).__name__} has no place in print")


@_printed.register
def _ranges(chart: RangesChart) -> dict[str, Any]:
    return {"kind": "bars", "bars": [_bar(chart.format, row) for row in chart.rows]}


def _bar(write: Format, row: RangeRow) -> dict[str, Any]:
    ends = {"low": row.value.low, "likely": row.value.likely, "high": row.value.high}
    return {"label": row.name, **ends, **{f"s_{name}": written(write, end) for name, end in ends.items()}}


@_printed.register
def _lines(chart: LinesChart) -> dict[str, Any]:
    values = [value for line in chart.lines for ends in (line.low, line.likely, line.high) for value in ends]
    last = max((len(line.likely) for line in chart.lines), default=0) - 1
    mark = chart.mark
    within = mark is not None and 0 <= mark.likely <= last
    places = (0.0, *place_ticks(chart.x_step, last, MOST_PLACES))
    return {
        "kind": "lines",
        "alt": _heard(chart, map(_said(chart.format), chart.lines)),
        "x_label": chart.x_name,
        "x_ticks": [(place, written(chart.write_place, place)) for place in places],
        "series": [
            {"label": line.name, "low": line.low, "likely": line.likely, "high": line.high} for line in chart.lines
        ],
        "y_ticks": _ticks(values, chart.format),
        "mark": (mark.low, mark.likely, mark.high, chart.mark_label) if mark is not None and within else None,
    }


def _said(write: Format) -> Callable[[Line], str]:
    """Return what says a line: where it begins, and where it ends with its range."""

    def say(line: Line) -> str:
        if not line.likely:
            return line.name
        first, last = written(write, line.likely[0]), written(write, line.likely[-1])
        low, high = (written(write, end[-1]) if len(end) else last for end in (line.low, line.high))
        return f"{line.name}: {first} → {last} ({low} – {high})"

    return say


def _heard(chart: Chart, numbers: Iterable[str]) -> str:
    """Return what stands in place of a picture for who hears it: what came out, then its numbers."""
    return ". ".join(part.rstrip(".") for part in (chart.title, chart.label, "; ".join(numbers)) if part)


@_printed.register
def _stacked(chart: StackedChart) -> dict[str, Any]:
    months = list(zip(*(stack.values for stack in chart.stacks), strict=True))
    return {
        "kind": "stacked",
        "months": chart.months,
        "alt": _heard(chart, (f"{stack.name}: {written(chart.format, sum(stack.values))}" for stack in chart.stacks)),
        "series": [(stack.name, stack.values) for stack in chart.stacks],
        "y_ticks": _ticks([sum(month) for month in months], chart.format),
    }


@_printed.register
def _heat(chart: HeatChart) -> dict[str, Any]:
    rows = [(row.name, [(value / 100, written(chart.format, value)) for value in row.values]) for row in chart.rows]
    return {"kind": "heat", "head": chart.months, "rows": rows}


@_printed.register
def _histogram(chart: HistogramChart) -> dict[str, Any]:
    return {
        "kind": "histogram",
        "edges": chart.edges,
        "alt": _heard(chart, (chart.below_label, chart.above_label)),
        "counts": chart.counts,
        "limit": chart.limit,
        "below_label": chart.below_label,
        "above_label": chart.above_label,
        "x_ticks": _ticks(chart.edges, chart.format, zero=False),
    }


@_printed.register
def _tornado(chart: TornadoChart) -> dict[str, Any]:
    rows = [
        {
            "name": row.name,
            "text": row.text,
            "low": row.low,
            "high": row.high,
            "s_low": written(chart.format, row.low),
            "s_high": written(chart.format, row.high),
        }
        for row in chart.known
    ]
    return {
        "kind": "tornado",
        "rows": rows,
        "base": chart.base,
        "alt": _heard(chart, (f"{row['name']}: {row['s_low']} – {row['s_high']}" for row in rows)),
        "base_label": chart.base_label,
        "higher_is_better": chart.higher_is_better,
    }


def _ticks(values: Sequence[float], write: Format, *, zero: bool = True) -> tuple[tuple[float, str], ...]:
    """Return round values with their texts; with `zero` the axis starts there."""
    known = finite(values) or [0.0]
    low, high = min(known), max(known)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    return tuple((value, written(write, value)) for value in ticks(low, high))
