"""Layers by month in steps: spend is booked by the month, so it is drawn by the month."""

import math
from collections.abc import Sequence

from django.utils.translation import gettext as _

from charts import traces
from charts.descriptions import StackedChart
from charts.ink import Drawing, horizontal, inner, polygon, polyline, text
from charts.lettering import NARROW, clean, columns, label, shorten, width
from charts.native import Native, NativeKind, native
from charts.palette import Palette
from charts.printing import PrintForm, axis_ticks, heard, print_form
from charts.scales import Scale, bounded, finite, written
from charts.svg import drawing, meanings
from charts.table import Cells, ChartTable, cells, number_rows, table, texts

HEIGHT, TOP, BOTTOM = 280.0, 30.0, 250.0
# At least this part of the width is for the layers, the rest for the figures of the gridlines.
LEAST = 0.75
TINTS = 7


def tint(number: int) -> str:
    """Return the class of a layer: seven tints, then again from the first."""
    return f"f{number % TINTS + 1}"


@drawing.register
def draw_stacked(chart: StackedChart) -> Drawing | None:
    count = len(chart.months)
    layers = [_known(stack.values, count) for stack in chart.stacks]
    if not count or not any(map(any, layers)):
        return None
    # What is negative, such as a credit, is stacked below the axis.
    above = [bounded(sum(max(layer[month], 0.0) for layer in layers)) for month in range(count)]
    below = [bounded(sum(min(layer[month], 0.0) for layer in layers)) for month in range(count)]
    y = Scale.around([*above, *below], BOTTOM, TOP)
    marks = [(value, shorten(clean(written(chart.format, value)), 64)) for value in y.ticks() if value]
    right = max(LEAST, 1 - (max((width(words) for _value, words in marks), default=0) + 6) / NARROW)
    shapes = []
    up, down = [0.0] * count, [0.0] * count
    for number, layer in enumerate(layers):
        start = [up[month] if value >= 0 else down[month] for month, value in enumerate(layer)]
        end = [bounded(base + value) for base, value in zip(start, layer, strict=True)]
        up = [max(old, new) for old, new in zip(up, end, strict=True)]
        down = [min(old, new) for old, new in zip(down, end, strict=True)]
        if any(layer):
            shapes.append(polygon([*_steps(end, y, right), *reversed(_steps(start, y, right))], f"{tint(number)} cut"))
    shapes.append(polyline(_steps(above, y, right), "thin"))
    parts = [horizontal(y(value), "grid") for value, _words in marks]
    parts += [inner(HEIGHT, shapes), horizontal(y(0), "axis")]
    parts += [text(1, y(value) - 5, words, "end halo") for value, words in marks]
    middles = [right * (month + 0.5) / count for month in range(count)]
    parts += columns(middles, chart.months, HEIGHT - 8)
    peak = max(range(count), key=above.__getitem__)
    if above[peak]:
        # The figures of the gridlines begin where the layers end.
        words = written(chart.format, above[peak])
        parts.append(label(middles[peak], y(above[peak]) - 8, words, "b halo", end=right))
    return Drawing(HEIGHT, parts)


def _known(values: Sequence[float], count: int) -> list[float]:
    """Return one value per month; what is missing or no number costs nothing."""
    bounded_values = [bounded(value) if math.isfinite(value) else 0.0 for value in values[:count]]
    return bounded_values + [0.0] * (count - len(bounded_values))


def _steps(values: Sequence[float], y: Scale, right: float) -> list[tuple[float, float]]:
    return [(right * (month + side) / len(values), y(value)) for month, value in enumerate(values) for side in (0, 1)]


@meanings.register
def key_stacked(chart: StackedChart) -> list[tuple[str, str]]:
    return [(tint(number), stack.name) for number, stack in enumerate(chart.stacks)]


@traces.plot.register
def plot_stacked(chart: StackedChart, palette: Palette) -> tuple[list[traces.Json], traces.Json]:
    shown = [
        {
            "type": "bar",
            "name": traces.named(stack.name),
            "x": list(range(len(chart.months))),
            "y": traces.numbers(stack.values),
            "marker": {
                "color": palette.tints[number % len(palette.tints)],
                "line": {"color": palette.sheet, "width": 1},
            },
            "text": [
                traces.hover(stack.name, f"{month}: {written(chart.format, value)}")
                for month, value in zip(chart.months, stack.values, strict=False)
            ],
            "textposition": "none",
            "hovertemplate": traces.HOVER,
        }
        for number, stack in enumerate(chart.stacks)
    ]
    # The key of the drawing stays above the figure.
    axes = {"xaxis": traces.months(chart.months), "yaxis": traces.signs(chart.format)}
    return shown, {"barmode": "relative", "bargap": 0, **axes}


@table.register
def list_stacked(chart: StackedChart) -> ChartTable:
    count = len(chart.months)
    rows = [(stack.name, *cells(chart, stack.values, count)) for stack in chart.stacks]
    totals = [
        sum(finite(value for stack in chart.stacks for value in stack.values[month : month + 1]))
        for month in range(count)
    ]
    foot = (_("Together"), *texts(chart, totals)) if rows else ()
    return ChartTable(chart.table_head or ("", *chart.months), tuple(rows), foot)


@number_rows.register
def number_stacked(chart: StackedChart) -> list[Cells]:
    rows: list[Cells] = [(stack.name, *stack.values) for stack in chart.stacks]
    return [("", *chart.months), *rows]


@native.register
def native_stacked(chart: StackedChart) -> Native:
    rows = ((stack.name, number) for number, stack in enumerate(chart.stacks, start=1))
    return Native(kind=NativeKind.LAYERS, series=tuple(rows))


@print_form.register
def print_stacked(chart: StackedChart) -> PrintForm:
    months = list(zip(*(stack.values for stack in chart.stacks), strict=True))
    told = {
        "months": chart.months,
        "alt": heard(chart, (f"{stack.name}: {written(chart.format, sum(stack.values))}" for stack in chart.stacks)),
        "series": [(stack.name, stack.values) for stack in chart.stacks],
        "y_ticks": axis_ticks([sum(month) for month in months], chart.format),
    }
    return PrintForm(drawing="stacked", told=told)
