"""The traces of a Plotly figure, kind by kind, and what each kind adds to the layout.

Texts are written by the chart's own `format` and go into the hover labels; axes count in k, M, B and T, which need no
language. Names come from people: Plotly reads a few HTML tags in texts, so they are escaped.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch
from html import escape
from itertools import pairwise
from typing import Any

from charts.descriptions import (
    Chart,
    Format,
    HeatChart,
    HistogramChart,
    Line,
    LinesChart,
    Point,
    RangesChart,
    ScatterChart,
    Spread,
    StackedChart,
    TornadoChart,
)
from charts.kinds.heat import SHADES
from charts.lettering import NARROW, clean, shorten
from charts.palette import Palette
from charts.scales import LogScale, bounded, place_ticks, written, written_range

Json = dict[str, Any]
# Hover labels show what we wrote, and no second box with the name of the trace.
HOVER = "%{text}<extra></extra>"
# Longer names squeeze the plot itself [pixels].
NAME_ROOM = 190.0
# The height of a row with its name, and of what stands above and below all rows [pixels].
ROW, HEAD_AND_FOOT = 48.0, 90.0
# Of a row of cells, what its name takes [pixels].
NAME = 20.0


def _numbers(values: Iterable[float]) -> list[float | None]:
    """Return values as JSON can hold them; Plotly leaves a gap where there is none."""
    return [bounded(float(value)) if math.isfinite(value) else None for value in values]


def _name(words: str) -> str:
    return escape(shorten(clean(words), NAME_ROOM), quote=False)


def _hover(name: str, value: str) -> str:
    # A line break is the only tag: for all others Plotly writes style attributes, which the content policy forbids.
    return f"{escape(clean(name, 120), quote=False)}<br>{escape(clean(value), quote=False)}"


def _rows(names: Sequence[str], *, over: float = 8.0, notes: Sequence[Json] = ()) -> Json:
    """Return what a layout of rows has, the first on top: names over their rows, as in the drawing.

    Rows are numbered: two of the same name are still two.

    Args:
        names: One per row.
        over: How far over the middle of its row a name stands [pixels].
        notes: Further annotations.
    """
    named = [
        {
            "text": escape(shorten(clean(name), NARROW), quote=False),
            "showarrow": False,
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "y": number,
            "yanchor": "bottom",
            "yshift": over,
        }
        for number, name in enumerate(names)
    ]
    axis = {"range": [len(names) - 0.5, -0.6], "showticklabels": False, "showgrid": False}
    return {
        "yaxis": {**axis, "zeroline": False, "showline": False, "tickvals": [], "fixedrange": True},
        "annotations": [*named, *notes],
        "height": HEAD_AND_FOOT + ROW * max(len(names), 1),
    }


def _signs(write: Format) -> Json:
    """Return what the caller writes around a number, such as the sign of a currency, for the ticks of an axis."""
    before, zero, after = clean(written(write, 0.0)).partition("0")
    if not zero or re.search(r"\d", after):
        return {}
    return {"tickprefix": escape(before, quote=False), "ticksuffix": escape(after, quote=False)}


def _faint(colour: str) -> str:
    """Return a colour thinned as the bands of the drawing are."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"


def _plumb(at: float, words: str, palette: Palette, *, colour: str = "", dash: str = "solid") -> Json:
    """Return a vertical line over the whole height with its label on top."""
    if not math.isfinite(at):
        return {}
    line = {"color": colour or palette.accent, "width": 1.5, "dash": dash}
    shape = {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line}
    note = {"x": at, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "text": _name(words)}
    return {"shapes": [shape], "annotations": [note] if words else []}


@singledispatch
def plot(chart: Chart, palette: Palette) -> tuple[list[Json], Json]:
    """Return the traces of a chart and what its layout has of its own."""
    raise TypeError(f"{type(chart).__name__} cannot be explored")


@plot.register
def _ranges(chart: RangesChart, palette: Palette) -> tuple[list[Json], Json]:
    spreads = [row.value for row in chart.rows]
    colours = [palette.accent if row.strong else palette.ink for row in chart.rows]
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": _numbers(spread.likely for spread in spreads),
        "y": list(range(len(spreads))),
        "error_x": _error(spreads, palette.ink2),
        "marker": {"color": colours, "size": 10},
        "text": [_hover(row.name, _spread_words(chart.format, row.value)) for row in chart.rows],
        "hovertemplate": HOVER,
        "cliponaxis": False,
    }
    mark = {} if chart.mark is None else _plumb(chart.mark, chart.mark_label, palette)
    rows = _rows([row.name for row in chart.rows], notes=mark.pop("annotations", ()))
    return [trace], {"xaxis": {"rangemode": "tozero", **_signs(chart.format)}, **mark, **rows}


def _error(spreads: Sequence[Spread], colour: str) -> Json:
    return {
        "type": "data",
        "symmetric": False,
        "array": _numbers(bounded(spread.high) - bounded(spread.likely) for spread in spreads),
        "arrayminus": _numbers(bounded(spread.likely) - bounded(spread.low) for spread in spreads),
        "color": colour,
        "thickness": 1.25,
    }


def _spread_words(write: Format, value: Spread) -> str:
    return f"{written(write, value.likely)} ({written_range(write, value.low, value.high)})"


@plot.register
def _lines(chart: LinesChart, palette: Palette) -> tuple[list[Json], Json]:
    colours = [palette.accent, palette.ink2, palette.tints[1], palette.tints[4]]
    traces = [
        trace
        for number, line in enumerate(chart.lines)
        for trace in _line(chart, line, number, colours[number % len(colours)])
    ]
    mark = {} if chart.mark is None else _plumb(chart.mark.likely, chart.mark_label, palette)
    return traces, {
        "xaxis": {"title": {"text": _name(chart.x_name), "font": {"size": 13}}, **_places(chart)},
        "yaxis": _signs(chart.format),
        "showlegend": True,
        # Over the label of the plumb line.
        "legend": {"y": 1.1},
        "margin": {"t": 64},
        **mark,
    }


def _places(chart: LinesChart) -> Json:
    """Return the ticks of an axis that does not count places; Plotly would number these."""
    last = max((len(line.likely) for line in chart.lines), default=0) - 1
    if chart.x_step == 1 or last < 1:
        return {}
    places = [0.0, *place_ticks(chart.x_step, last, 6)]
    words = [escape(clean(written(chart.write_place, place)), quote=False) for place in places]
    return {"tickvals": places, "ticktext": words}


def _line(chart: LinesChart, line: Line, number: int, colour: str) -> list[Json]:
    places = list(range(len(line.likely)))
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": places,
        "line": {"width": 0, "color": colour},
        "showlegend": False,
        "hoverinfo": "skip",
        "legendgroup": str(number),
    }
    words = [
        _hover(line.name, f"{clean(chart.x_name)} {chart.write_place(place)}: {written(chart.format, value)}")
        for place, value in zip(places, line.likely, strict=True)
    ]
    return [
        {**edge, "y": _numbers(line.low)},
        {**edge, "y": _numbers(line.high), "fill": "tonexty", "fillcolor": _faint(colour)},
        {
            "type": "scatter",
            "mode": "lines",
            "name": _name(line.name),
            "legendgroup": str(number),
            "x": places,
            "y": _numbers(line.likely),
            "line": {"color": colour, "width": 2.25},
            "text": words,
            "hovertemplate": HOVER,
        },
    ]


def _months(names: Sequence[str]) -> Json:
    """Return an axis of months. They are numbered, because a plan of two years has two Aprils."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [_name(name) for name in names],
        "showgrid": False,
        "zeroline": False,
    }


@plot.register
def _stacked(chart: StackedChart, palette: Palette) -> tuple[list[Json], Json]:
    traces = [
        {
            "type": "bar",
            "name": _name(stack.name),
            "x": list(range(len(chart.months))),
            "y": _numbers(stack.values),
            "marker": {
                "color": palette.tints[number % len(palette.tints)],
                "line": {"color": palette.sheet, "width": 1},
            },
            "text": [
                _hover(stack.name, f"{month}: {written(chart.format, value)}")
                for month, value in zip(chart.months, stack.values, strict=False)
            ],
            "textposition": "none",
            "hovertemplate": HOVER,
        }
        for number, stack in enumerate(chart.stacks)
    ]
    # The key of the drawing stays above the figure.
    axes = {"xaxis": _months(chart.months), "yaxis": _signs(chart.format)}
    return traces, {"barmode": "relative", "bargap": 0, **axes}


@plot.register
def _histogram(chart: HistogramChart, palette: Palette) -> tuple[list[Json], Json]:
    bins = [(low, high) for low, high in pairwise(chart.edges) if math.isfinite(low) and math.isfinite(high)]
    middles = [low / 2 + high / 2 for low, high in bins]
    trace = {
        "type": "bar",
        "x": middles,
        "y": [max(int(count), 0) for count in chart.counts[: len(bins)]],
        "width": [high - low for low, high in bins],
        "marker": {
            "color": [palette.accent if middle >= chart.limit else palette.grey for middle in middles],
            "line": {"color": palette.sheet, "width": 1},
        },
        "text": [
            _hover(written_range(chart.format, low, high), str(count))
            for (low, high), count in zip(bins, chart.counts, strict=False)
        ],
        "textposition": "none",
        "hovertemplate": HOVER,
    }
    words = f"{clean(chart.below_label)} · {clean(chart.above_label)}".strip(" ·")
    limit = _plumb(chart.limit, "", palette, colour=palette.ink2, dash="dot")
    # Both labels name both sides, so they stand in the middle: at the limit they might run out of the picture.
    note = {"x": 0.5, "xref": "paper", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    title = {"annotations": [{**note, "text": escape(words, quote=False)}] if words else []}
    axes = {"xaxis": _signs(chart.format), "yaxis": {"rangemode": "tozero"}}
    return [trace], {"bargap": 0, **axes, **limit, **title}


@plot.register
def _heat(chart: HeatChart, palette: Palette) -> tuple[list[Json], Json]:
    count = len(chart.months)
    rows = [[*row.values[:count], *[math.nan] * (count - len(row.values))] for row in chart.rows]
    trace = {
        "type": "heatmap",
        "x": list(range(count)),
        "y": list(range(len(rows))),
        "z": [_numbers(values) for values in rows],
        "zmin": 0,
        "zmax": 100,
        "xgap": 2,
        "ygap": NAME,
        "colorscale": _shades(palette),
        "showscale": False,
        "text": [
            [
                _hover(row.name, f"{month}: {written(chart.format, value)}")
                for month, value in zip(chart.months, values, strict=True)
            ]
            for row, values in zip(chart.rows, rows, strict=True)
        ],
        "hovertemplate": HOVER,
    }
    return [trace], {
        **_rows([row.name for row in chart.rows], over=14.0),
        "xaxis": {**_months(chart.months), "showline": False},
    }


def _shades(palette: Palette) -> list[list[float | str]]:
    """Return the steps of the drawing's shades as a colour scale from 0 to 1."""
    colours = {"f0": palette.sunk} | {f"f{number + 1}": tint for number, tint in enumerate(palette.tints)}
    scale: list[list[float | str]] = []
    start = 0.0
    for end, cls in SHADES:
        stop = min(end / 100, 1.0) or 1e-6
        scale += [[start, colours[cls]], [stop, colours[cls]]]
        start = stop
    return scale


@plot.register
def _tornado(chart: TornadoChart, palette: Palette) -> tuple[list[Json], Json]:
    rows = [row for row in chart.ordered if math.isfinite(row.low) and math.isfinite(row.high)]
    base = chart.base if math.isfinite(chart.base) else 0.0
    colours = (palette.grey, palette.accent) if chart.higher_is_better else (palette.accent, palette.grey)
    traces = []
    for colour, sides in zip(colours, ((-math.inf, base), (base, math.inf)), strict=True):
        ends = [[min(max(end, sides[0]), sides[1]) for end in sorted((row.low, row.high))] for row in rows]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": list(range(len(rows))),
                "base": _numbers(low for low, _high in ends),
                "x": _numbers(bounded(high) - bounded(low) for low, high in ends),
                "marker": {"color": colour},
                "text": [
                    _hover(row.name, f"{row.text} {written_range(chart.format, *sorted((row.low, row.high)))}")
                    for row in rows
                ],
                "textposition": "none",
                "hovertemplate": HOVER,
            }
        )
    mark = _plumb(chart.base, chart.base_label, palette)
    named = _rows([row.name for row in rows], notes=mark.pop("annotations", ()))
    return traces, {"barmode": "overlay", "bargap": 0.7, "xaxis": _signs(chart.format), **mark, **named}


@plot.register
def _scatter(chart: ScatterChart, palette: Palette) -> tuple[list[Json], Json]:
    points = [point for point in chart.points if point.x > 0 and point.y > 0 and math.isfinite(point.x + point.y)]
    own, others = [point for point in points if point.own], [point for point in points if not point.own]
    low, high = min((point.x for point in points), default=1.0), max((point.x for point in points), default=1.0)
    middle = math.sqrt(low) * math.sqrt(high)
    traces = [_dots(chart, part, palette, middle, own=part is own) for part in (others, own)]
    axes = {
        "xaxis": _powers([point.x for point in points], chart.x_format, chart.x_name),
        "yaxis": _powers([point.y for point in points], chart.format, chart.y_name),
    }
    return [trace for trace in traces if trace["x"]], axes


def _powers(values: Sequence[float], write: Format, name: str) -> Json:
    """Return a logarithmic axis. Its ticks are written by us: Plotly raises exponents by style attributes."""
    ticks = LogScale.around(values or [1.0], 0, 1).ticks(8)
    return {
        "type": "log",
        "tickvals": ticks,
        "ticktext": [escape(clean(written(write, value)), quote=False) for value in ticks],
        "title": {"text": escape(shorten(clean(name), NARROW), quote=False), "font": {"size": 13}},
    }


def _dots(chart: ScatterChart, points: Sequence[Point], palette: Palette, middle: float, *, own: bool) -> Json:
    symbols = ["circle-open" if point.hollow and not own else "circle" for point in points]
    trace: Json = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [point.x for point in points],
        "y": [point.y for point in points],
        "marker": {"color": palette.accent if own else palette.ink3, "size": 13 if own else 8, "symbol": symbols},
        "text": [_name(point.name.partition(" (")[0]) if point.labelled or own else "" for point in points],
        # Runs lie along a diagonal: there is room inside, above it at the right and below it at the left.
        "textposition": ["top left" if point.x >= middle else "bottom right" for point in points],
        "cliponaxis": False,
        "hovertext": [
            _hover(point.name, f"{chart.x_format(point.x)} {chart.x_name}, {chart.format(point.y)} {chart.y_name}")
            for point in points
        ],
        "hovertemplate": HOVER.replace("text", "hovertext"),
    }
    if own:
        exact = [_Exact(point.x, point.x, point.x) for point in points], [_Exact(p.y, p.y, p.y) for p in points]
        spreads = (
            [point.x_spread or same for point, same in zip(points, exact[0], strict=True)],
            [point.spread or same for point, same in zip(points, exact[1], strict=True)],
        )
        trace |= {"error_x": _error(spreads[0], palette.accent), "error_y": _error(spreads[1], palette.accent)}
    return trace


@dataclass(frozen=True)
class _Exact:
    """A range without width."""

    low: float
    likely: float
    high: float
