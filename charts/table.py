"""A chart as a table of texts: for those who read, hear or copy it."""

from dataclasses import dataclass
from functools import singledispatch

from django.utils.translation import gettext as _

from charts.descriptions import Chart, HeatChart, HistogramChart, LinesChart, RangesChart, ScatterChart, StackedChart


@dataclass(frozen=True)
class Table:
    """Rows of texts; the first cell of a row is its name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()


@singledispatch
def table(chart: Chart) -> Table:
    """Return a chart's values."""
    raise TypeError(f"{type(chart).__name__} has no table")


@table.register
def _ranges(chart: RangesChart) -> Table:
    rows = tuple(
        (row.name, *(chart.format(end) for end in (row.value.low, row.value.likely, row.value.high)))
        for row in chart.rows
    )
    return Table(chart.table_head or ("", _("Low (P10)"), _("Likely"), _("High (P90)")), rows)


@table.register
def _lines(chart: LinesChart) -> Table:
    count = min((len(line.likely) for line in chart.lines), default=0)
    head = [chart.x_name]
    for line in chart.lines:
        head += [f"{line.name}, {end}" for end in (_("low"), _("likely"), _("high"))]
    rows = tuple(
        (
            str(month),
            *(chart.format(values[month]) for line in chart.lines for values in (line.low, line.likely, line.high)),
        )
        for month in range(0, count, max(1, count // 12))
    )
    return Table(tuple(head), rows)


@table.register
def _stacked(chart: StackedChart) -> Table:
    rows = tuple((stack.name, *map(chart.format, stack.values)) for stack in chart.stacks)
    totals = [sum(stack.values[month] for stack in chart.stacks) for month in range(len(chart.months))]
    return Table(("", *chart.months), rows, (_("Together"), *map(chart.format, totals)))


@table.register
def _histogram(chart: HistogramChart) -> Table:
    pairs = zip(chart.edges, chart.edges[1:], chart.counts, strict=False)
    rows = tuple((f"{chart.format(low)} – {chart.format(high)}", str(count)) for low, high, count in pairs)
    return Table((_("Result"), _("Cases")), rows)


@table.register
def _heat(chart: HeatChart) -> Table:
    return Table(("", *chart.months), tuple((row.name, *map(chart.format, row.values)) for row in chart.rows))


@table.register
def _scatter(chart: ScatterChart) -> Table:
    rows = tuple((one.name, chart.x_format(one.x), chart.format(one.y)) for one in chart.points)
    return Table(("", chart.x_name, chart.y_name), rows)
