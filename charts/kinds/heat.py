"""Rows by month, the darker the more."""

import math

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts import traces
from charts.descriptions import HeatChart, HeatRow
from charts.ink import Drawing, rect, text
from charts.lettering import NARROW, clean, columns, shorten, width
from charts.palette import Palette
from charts.printing import PrintForm, print_form
from charts.scales import written
from charts.svg import drawing, meanings
from charts.table import Cells, ChartTable, cells, number_rows, table

HEAD, ROW = 22.0, 30.0
# Names that fit here on a phone stand beside their cells, as in a table; longer ones over them.
BESIDE = 0.32
OVER = 20.0
# Upper ends of the shades, from 0 to 100.
SHADES = ((0.0, "f0"), (25.0, "f4"), (50.0, "f3"), (75.0, "f2"), (math.inf, "f1"))
SLIT = 0.004
# In print so many rows stay together, and so many months stand side by side.
MOST_PEOPLE, MONTHS_ABREAST = 20, 12
# What the name of a row takes where it is explored [pixels].
NAME = 20.0


@drawing.register
def draw_heat(chart: HeatChart) -> Drawing | None:
    if not chart.rows or not chart.months:
        return None
    names = [clean(row.name) for row in chart.rows]
    beside = max(map(width, names)) <= (BESIDE - 0.02) * NARROW
    left = BESIDE if beside else 0.0
    step = (1 - left) / len(chart.months)
    parts = columns([left + step * (month + 0.5) for month in range(len(chart.months))], chart.months, 13)
    y = HEAD
    for row, name in zip(chart.rows, names, strict=True):
        if not beside:
            y += OVER
        baseline = y + 19 if beside else y - 5
        parts.append(text(0, baseline, shorten(name, NARROW), full=name))
        parts += _cells(row, name, chart, left, y)
        y += ROW
    return Drawing(y, parts)


def shade(value: float) -> str:
    """Return the class of a value, 0 to 100."""
    return next(cls for end, cls in SHADES if value <= end)


def _cells(row: HeatRow, name: str, chart: HeatChart, left: float, y: float) -> list[SafeString]:
    step = (1 - left) / len(chart.months)
    # Many months leave no room for slits of full width.
    slit = min(SLIT, step / 5)
    return [
        rect(
            left + step * month,
            left + step * (month + 1) - slit,
            y + 1,
            ROW - 3,
            shade(value),
            title=f"{name}, {clean(chart.months[month])}: {clean(written(chart.format, value))}",
        )
        for month, value in enumerate(row.values[: len(chart.months)])
        if math.isfinite(value)
    ]


@meanings.register
def key_heat(chart: HeatChart) -> list[tuple[str, str]]:
    if not chart.rows:
        return []
    names = [_("none"), *(_("up to %(value)s") % {"value": written(chart.format, end)} for end, _cls in SHADES[1:-1])]
    return [(cls, name) for (_end, cls), name in zip(SHADES, [*names, _("more")], strict=True)]


@traces.plot.register
def plot_heat(chart: HeatChart, palette: Palette) -> tuple[list[traces.Json], traces.Json]:
    count = len(chart.months)
    rows = [[*row.values[:count], *[math.nan] * (count - len(row.values))] for row in chart.rows]
    trace = {
        "type": "heatmap",
        "x": list(range(count)),
        "y": list(range(len(rows))),
        "z": [traces.numbers(values) for values in rows],
        "zmin": 0,
        "zmax": 100,
        "xgap": 2,
        "ygap": NAME,
        "colorscale": _shades(palette),
        "showscale": False,
        "text": [
            [
                traces.hover(row.name, f"{month}: {written(chart.format, value)}")
                for month, value in zip(chart.months, values, strict=True)
            ]
            for row, values in zip(chart.rows, rows, strict=True)
        ],
        "hovertemplate": traces.HOVER,
    }
    return [trace], {
        **traces.rows([row.name for row in chart.rows], over=14.0),
        "xaxis": {**traces.months(chart.months), "showline": False},
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


@table.register
def list_heat(chart: HeatChart) -> ChartTable:
    rows = [(row.name, *cells(chart, row.values, len(chart.months))) for row in chart.rows]
    return ChartTable(chart.table_head or ("", *chart.months), tuple(rows))


@number_rows.register
def number_heat(chart: HeatChart) -> list[Cells]:
    rows: list[Cells] = [(row.name, *(round(value, 6) for value in row.values)) for row in chart.rows]
    return [("", *chart.months), *rows]


@print_form.register
def print_heat(chart: HeatChart) -> PrintForm:
    rows = [(row.name, [(value / 100, written(chart.format, value)) for value in row.values]) for row in chart.rows]
    return PrintForm(
        drawing="heat",
        told={"head": chart.months, "rows": rows},
        stays_whole=len(rows) <= MOST_PEOPLE and len(chart.months) <= MONTHS_ABREAST,
        is_wide=True,
        is_tall=False,
    )
