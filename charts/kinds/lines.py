"""Lines with their P10–P90 bands; where they cross, a plumb line hangs."""

import math
from collections.abc import Sequence
from html import escape
from itertools import product, zip_longest

import numpy as np
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts import traces
from charts.descriptions import Chart, ChartLine, LinesChart, Spread
from charts.ink import Drawing, dimension, horizontal, inner, plumb, polygon, polyline, text
from charts.lettering import LINE, NARROW, along, clean, label, shorten, spread, width
from charts.native import Native, NativeKind, native
from charts.palette import Palette
from charts.placing import Board, Spot
from charts.printing import PrintForm, axis_ticks, heard, print_form
from charts.scales import MONTH_STEPS, Scale, place_ticks, runs, written
from charts.svg import drawing
from charts.table import Cells, ChartTable, ends, number_rows, table

HEIGHT, BOTTOM = 300.0, 270.0
# The plumb line needs its label and its dimension line above the curves.
TOP, TOP_WITH_MARK = 28.0, 56.0
MARK_Y = 38.0
# Names without a place behind their line stand over or under it, so far from other lines that none can be taken for it.
OVER, UNDER, APART = -8.0, 18.0, 24.0
# Places a line is looked at to keep names off it.
DOTS = 120
# Names up to a width stand behind the line ends, so far from them [pixels]; longer ones stand over their lines.
MOST_BESIDE, BESIDE = 56.0, 6.0
GAP = 0.012
# Names of the axis beyond this have a line of their own [pixels].
LONG = 56.0
# What fits on an axis in print.
MOST_PLACES = 10
# Longer tables are thinned out: three years by the month can still be read.
MOST_ROWS = 37


@drawing.register
def draw_lines(chart: LinesChart) -> Drawing | None:
    lines = [line for line in chart.lines if runs(line.likely)]
    last = max((len(line.likely) for line in lines), default=0) - 1
    if last < 1:
        return None
    names = [shorten(clean(line.name), NARROW * 0.6, bold=True) for line in lines]
    widest = max(width(name, bold=True) for name in names)
    beside = widest <= MOST_BESIDE
    right = 1 - (widest + BESIDE) / NARROW if beside else 1.0
    marked = chart.mark is not None and _within(chart.mark, last)
    x = Scale(low=0, high=last, start=0, end=right)
    y = Scale.around(_values(lines), BOTTOM, TOP_WITH_MARK if marked else TOP)
    parts = [horizontal(y(0), "axis")] if y.holds(0) else []
    marks = [value for value in y.ticks() if value]
    parts += [horizontal(y(value), "grid") for value in marks]
    shapes = [shape for number, line in enumerate(lines) for shape in _band(line, x, y, _cls(number))]
    shapes += [shape for number, line in enumerate(lines) for shape in _curve(line, x, y, _cls(number))]
    parts.append(inner(HEIGHT, shapes))
    parts += _axis(chart, x, last)
    if chart.mark is not None and marked:
        parts += _mark(chart, chart.mark, x, last)
    parts += [text(0, y(value) - 5, _figure(chart, value), "halo") for value in marks]
    if beside:
        ends = [y(line.likely[runs(line.likely)[-1][-1]]) for line in lines]
        places = spread([end + 4 for end in ends], MARK_Y + 20, BOTTOM - 4)
        parts += [text(right, at, name, "b halo", dx=BESIDE) for name, at in zip(names, places, strict=True)]
    else:
        board = _board(chart, lines, x, y, marked=marked)
        parts += [_name(line, lines, name, x, y, board) for line, name in zip(lines, names, strict=True)]
    return Drawing(HEIGHT + LINE * (width(clean(chart.x_name)) > LONG), parts)


def _cls(number: int) -> str:
    return "b" if number else "a"


def _values(lines: Sequence[ChartLine]) -> list[float]:
    return [value for line in lines for values in (line.low, line.likely, line.high) for value in values]


def _band(line: ChartLine, x: Scale, y: Scale, cls: str) -> list[SafeString]:
    if list(line.low) == list(line.high):
        return []  # exactly known, such as a budget
    # A sum with NaN is NaN: only where both ends are known there is a band.
    both = [low if math.isfinite(high) else high for low, high in zip(line.low, line.high, strict=False)]
    return [
        polygon(
            [(x(index), y(line.low[index])) for index in run]
            + [(x(index), y(line.high[index])) for index in reversed(run)],
            f"bd {cls}",
        )
        for run in runs(both)
    ]


def _curve(line: ChartLine, x: Scale, y: Scale, cls: str) -> list[SafeString]:
    return [polyline([(x(index), y(line.likely[index])) for index in run], f"ln {cls}") for run in runs(line.likely)]


def _axis(chart: LinesChart, x: Scale, last: int) -> list[SafeString]:
    """Return the name of the axis at its start and its numbers in steps that people count in.

    A name that is too long for that has a line of its own.
    """
    name, y = shorten(clean(chart.x_name), NARROW), BOTTOM + 22
    numbers = [(x(place), written(chart.write_place, place)) for place in place_ticks(chart.x_step, last, 6)]
    if width(name) > LONG:
        return [*along(numbers, y), text(1, y + LINE, name, "end")]
    return [text(0, y, name), *along(numbers, y, taken=width(name) + 8)]


def _within(mark: Spread, last: int) -> bool:
    return 0 <= mark.likely <= last and not any(map(math.isnan, (mark.low, mark.high)))


def _mark(chart: LinesChart, mark: Spread, x: Scale, last: int) -> list[SafeString]:
    """Return the plumb line at the likely crossing, below a dimension line from early to late."""
    low, likely, high = x(mark.low), x(mark.likely), x(mark.high)
    inside = mark.low >= 0, mark.high <= last
    parts = [dimension(low, high, MARK_Y, "dm a", ticks=inside), plumb(likely, MARK_Y, BOTTOM - 15)]
    parts.append(label(likely, 24, chart.mark_label, "b halo"))
    early, late = clean(written(chart.write_place, mark.low)), clean(written(chart.write_place, mark.high))
    if early != late:
        if inside[0] and low - GAP > width(early) / NARROW:
            parts.append(text(low - GAP, MARK_Y + 4, early, "end halo"))
        if inside[1] and high + GAP + width(late) / NARROW < 1:
            parts.append(text(high + GAP, MARK_Y + 4, late, "halo"))
    return parts


def _board(chart: LinesChart, lines: Sequence[ChartLine], x: Scale, y: Scale, *, marked: bool) -> Board:
    """Return what is taken before the first name: the lines, the plumb line, the figures of the gridlines."""
    dots = [dot for line in lines for dot in _dots(line, x, y)]
    if chart.mark is not None and marked:
        dots += [(x(chart.mark.likely), MARK_Y + step) for step in range(0, round(BOTTOM - MARK_Y), 4)]
    board = Board(MARK_Y + 10 if marked else 4, BOTTOM - 2, dots)
    for value in y.ticks():
        if value:
            board.take(Spot(0, y(value) - 5), [_figure(chart, value)])
    return board


def _dots(line: ChartLine, x: Scale, y: Scale) -> list[tuple[float, float]]:
    """Return places along a line so close together that no text passes between two of them."""
    dots = []
    for run in runs(line.likely):
        count = max(2, round(DOTS * len(run) / len(line.likely)))
        places = np.linspace(run[0], run[-1], count)
        values = np.interp(places, run, [y(line.likely[index]) for index in run])
        dots += [(x(float(place)), float(value)) for place, value in zip(places, values, strict=True)]
    return dots


def _name(line: ChartLine, lines: Sequence[ChartLine], name: str, x: Scale, y: Scale, board: Board) -> SafeString:
    """Return a line's name over or under it, as near to its end as nothing is in the way."""
    end = runs(line.likely)[-1][-1]
    spots = []
    for part in range(10, 1, -1):
        index = end * part // 10
        if math.isfinite(line.likely[index]):
            others = [y(other.likely[index]) for other in lines if other is not line and index < len(other.likely)]
            # A name left of its place and over the line is clear of it where the line rises, and so on.
            sides = ["end"] if part == 10 else ["end", ""]
            for dy, anchor in product((OVER, UNDER), sides):
                at = y(line.likely[index]) + dy
                close = sum(abs(at - 4 - other) < APART for other in others if math.isfinite(other))
                spots.append(Spot(x(index), at, anchor, 0, 0.5 * (10 - part) + (dy == UNDER) + 60 * close))
    spot = board.find(spots, [name], bold=True).spot
    board.take(spot, [name], bold=True)
    return text(spot.at, spot.y, name, f"{spot.anchor} b halo".lstrip(), full=clean(line.name))


def _figure(chart: LinesChart, value: float) -> str:
    return shorten(clean(written(chart.format, value)), 120)


@traces.plot.register
def plot_lines(chart: LinesChart, palette: Palette) -> tuple[list[traces.Json], traces.Json]:
    colours = [palette.accent, palette.ink2, palette.tints[1], palette.tints[4]]
    shown = [
        trace
        for number, line in enumerate(chart.lines)
        for trace in _line(chart, line, number, colours[number % len(colours)])
    ]
    mark = {} if chart.mark is None else traces.plumb(chart.mark.likely, chart.mark_label, palette)
    return shown, {
        "xaxis": {"title": {"text": traces.named(chart.x_name), "font": {"size": 13}}, **_places(chart)},
        "yaxis": traces.signs(chart.format),
        "showlegend": True,
        # Over the label of the plumb line.
        "legend": {"y": 1.1},
        "margin": {"t": 64},
        **mark,
    }


def _places(chart: LinesChart) -> traces.Json:
    """Return the ticks of an axis that does not count places; Plotly would number these."""
    last = max((len(line.likely) for line in chart.lines), default=0) - 1
    if chart.x_step == 1 or last < 1:
        return {}
    places = [0.0, *place_ticks(chart.x_step, last, 6)]
    words = [escape(clean(written(chart.write_place, place)), quote=False) for place in places]
    return {"tickvals": places, "ticktext": words}


def _line(chart: LinesChart, line: ChartLine, number: int, colour: str) -> list[traces.Json]:
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
        traces.hover(line.name, f"{clean(chart.x_name)} {chart.write_place(place)}: {written(chart.format, value)}")
        for place, value in zip(places, line.likely, strict=True)
    ]
    return [
        {**edge, "y": traces.numbers(line.low)},
        {**edge, "y": traces.numbers(line.high), "fill": "tonexty", "fillcolor": traces.faint(colour)},
        {
            "type": "scatter",
            "mode": "lines",
            "name": traces.named(line.name),
            "legendgroup": str(number),
            "x": places,
            "y": traces.numbers(line.likely),
            "line": {"color": colour, "width": 2.25},
            "text": words,
            "hovertemplate": traces.HOVER,
        },
    ]


@table.register
def list_lines(chart: LinesChart) -> ChartTable:
    head = [chart.x_name]
    for line in chart.lines:
        known = _is_exact(line)
        head += [line.name] if known else [f"{line.name}, {end}" for end in (_("low"), _("likely"), _("high"))]
    count = max((len(line.likely) for line in chart.lines), default=0)
    rows = [
        (chart.write_place(index), *(cell for line in chart.lines for cell in _line_cells(chart, line, index)))
        for index in _thinned(count)
    ]
    return ChartTable(chart.table_head or tuple(head), tuple(rows))


def _is_exact(line: ChartLine) -> bool:
    return list(line.low) == list(line.likely) == list(line.high)


def _line_cells(chart: Chart, line: ChartLine, index: int) -> list[str]:
    ends = [line.likely] if _is_exact(line) else [line.low, line.likely, line.high]
    return [written(chart.format, values[index] if index < len(values) else math.nan) for values in ends]


def _thinned(count: int) -> list[int]:
    """Return which rows stand in the table: all, or every so many and the last."""
    step = next((step for step in MONTH_STEPS if (count - 1) / step < MOST_ROWS), math.ceil(count / MOST_ROWS))
    shown = list(range(0, count, step))
    return shown if not shown or shown[-1] == count - 1 else [*shown, count - 1]


@number_rows.register
def number_lines(chart: LinesChart) -> list[Cells]:
    names = [f"{line.name}, {end}" for line in chart.lines for end in ends()]
    columns = (values for line in chart.lines for values in (line.low, line.likely, line.high))
    # What has been counted at a place is what the axis is named after: cases, not how many steps of so many cases.
    rows: list[Cells] = [(place * chart.x_step, *row) for place, row in enumerate(zip_longest(*columns))]
    return [(chart.x_name, *names), *rows]


@native.register
def native_lines(chart: LinesChart) -> Native:
    # Of the three columns of a line, the likely one.
    likely = ((line.name, 2 + 3 * number) for number, line in enumerate(chart.lines))
    return Native(kind=NativeKind.LINES, series=tuple(likely))


@print_form.register
def print_lines(chart: LinesChart) -> PrintForm:
    values = [value for line in chart.lines for ends in (line.low, line.likely, line.high) for value in ends]
    last = max((len(line.likely) for line in chart.lines), default=0) - 1
    mark = chart.mark
    within = mark is not None and 0 <= mark.likely <= last
    places = (0.0, *place_ticks(chart.x_step, last, MOST_PLACES))
    told = {
        "alt": heard(chart, (_said(line, chart) for line in chart.lines)),
        "x_label": chart.x_name,
        "x_ticks": [(place, written(chart.write_place, place)) for place in places],
        "series": [
            {"label": line.name, "low": line.low, "likely": line.likely, "high": line.high} for line in chart.lines
        ],
        "y_ticks": axis_ticks(values, chart.format),
        "mark": (mark.low, mark.likely, mark.high, chart.mark_label) if mark is not None and within else None,
    }
    return PrintForm(drawing="lines", told=told)


def _said(line: ChartLine, chart: LinesChart) -> str:
    """Say where a line begins, and where it ends with its range."""
    if not line.likely:
        return line.name
    first, last = written(chart.format, line.likely[0]), written(chart.format, line.likely[-1])
    low, high = (written(chart.format, end[-1]) if len(end) else last for end in (line.low, line.high))
    return f"{line.name}: {first} → {last} ({low} – {high})"
