"""Charts as blocks of the report: the description that a page draws, as the numbers and texts that print needs."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import singledispatch

from charts.descriptions import (
    Chart,
    Format,
    HeatChart,
    HistogramChart,
    Line,
    LinesChart,
    RangesChart,
    StackedChart,
    TornadoChart,
)
from charts.scales import finite, place_ticks, ticks, written
from reports.domain.report import Bars, Block, Heat, Histogram, Lines, RangeBar, Series, Stacked, Swing, Tornado

MOST_PLACES = 10
"""What fits on an axis in print."""


def block_of(chart: Chart, *, label: str = "") -> Block:
    """Return a chart as a block.

    Args:
        chart: Any kind but a scatter, whose dots nobody could tell apart in print.
        label: What stands beside it in the margin.
    """
    return replace(_block(chart), label=label, shows_pay=chart.shows_pay)


@singledispatch
def _block(chart: Chart) -> Bars | Heat | Lines | Stacked | Histogram | Tornado:
    raise TypeError(f"{type(chart).__name__} has no place in print")


@_block.register
def _ranges(chart: RangesChart) -> Bars:
    bars = tuple(
        RangeBar(
            label=row.name,
            low=row.value.low,
            likely=row.value.likely,
            high=row.value.high,
            s_low=written(chart.format, row.value.low),
            s_likely=written(chart.format, row.value.likely),
            s_high=written(chart.format, row.value.high),
        )
        for row in chart.rows
    )
    return Bars(bars=bars, title=chart.title, subtitle=chart.subtitle, chart=chart.id)


@_block.register
def _lines(chart: LinesChart) -> Lines:
    values = [value for line in chart.lines for ends in (line.low, line.likely, line.high) for value in ends]
    last = max((len(line.likely) for line in chart.lines), default=0) - 1
    mark = chart.mark
    within = mark is not None and 0 <= mark.likely <= last
    return Lines(
        title=chart.title,
        subtitle=chart.subtitle,
        alt=_heard(chart, map(_said(chart.format), chart.lines)),
        x_label=chart.x_name,
        x_ticks=tuple(
            (place, written(chart.write_place, place)) for place in (0.0, *place_ticks(chart.x_step, last, MOST_PLACES))
        ),
        series=tuple(map(_series, chart.lines)),
        y_ticks=_ticks(values, chart.format),
        mark=(mark.low, mark.likely, mark.high, chart.mark_label) if mark is not None and within else None,
        chart=chart.id,
    )


def _series(line: Line) -> Series:
    return Series(label=line.name, low=tuple(line.low), likely=tuple(line.likely), high=tuple(line.high))


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


@_block.register
def _stacked(chart: StackedChart) -> Stacked:
    months = list(zip(*(stack.values for stack in chart.stacks), strict=True))
    return Stacked(
        title=chart.title,
        subtitle=chart.subtitle,
        months=tuple(chart.months),
        alt=_heard(chart, (f"{stack.name}: {written(chart.format, sum(stack.values))}" for stack in chart.stacks)),
        series=tuple((stack.name, tuple(stack.values)) for stack in chart.stacks),
        y_ticks=_ticks([sum(month) for month in months], chart.format),
        chart=chart.id,
    )


@_block.register
def _heat(chart: HeatChart) -> Heat:
    rows = tuple(
        (row.name, tuple((value / 100, written(chart.format, value)) for value in row.values)) for row in chart.rows
    )
    return Heat(head=tuple(chart.months), rows=rows, title=chart.title, subtitle=chart.subtitle, chart=chart.id)


@_block.register
def _histogram(chart: HistogramChart) -> Histogram:
    return Histogram(
        title=chart.title,
        subtitle=chart.subtitle,
        edges=tuple(chart.edges),
        alt=_heard(chart, (chart.below_label, chart.above_label)),
        counts=tuple(chart.counts),
        limit=chart.limit,
        below_label=chart.below_label,
        above_label=chart.above_label,
        x_ticks=_ticks(chart.edges, chart.format, zero=False),
        chart=chart.id,
    )


@_block.register
def _tornado(chart: TornadoChart) -> Tornado:
    rows = tuple(
        Swing(
            name=row.name,
            text=row.text,
            low=row.low,
            high=row.high,
            s_low=written(chart.format, row.low),
            s_high=written(chart.format, row.high),
        )
        for row in chart.ordered
        if math.isfinite(row.low) and math.isfinite(row.high)
    )
    return Tornado(
        title=chart.title,
        subtitle=chart.subtitle,
        rows=rows,
        base=chart.base,
        alt=_heard(chart, (f"{row.name}: {row.s_low} – {row.s_high}" for row in rows)),
        base_label=chart.base_label,
        higher_is_better=chart.higher_is_better,
        chart=chart.id,
    )


def _ticks(values: Sequence[float], write: Format, *, zero: bool = True) -> tuple[tuple[float, str], ...]:
    """Return round values with their texts; with `zero` the axis starts there."""
    known = finite(values) or [0.0]
    low, high = min(known), max(known)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    return tuple((value, written(write, value)) for value in ticks(low, high))
