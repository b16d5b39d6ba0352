"""Rows by month, the darker the more."""

import math

from django.utils.safestring import SafeString

from charts.descriptions import HeatChart, HeatRow
from charts.ink import Drawing, rect, text
from charts.lettering import NARROW, clean, columns, shorten, width
from charts.scales import written

HEAD, ROW = 22.0, 30.0
# Names that fit here on a phone stand beside their cells, as in a table; longer ones over them.
BESIDE = 0.32
OVER = 20.0
# Upper ends of the shades, from 0 to 100.
SHADES = ((0.0, "f0"), (25.0, "f4"), (50.0, "f3"), (75.0, "f2"), (math.inf, "f1"))
SLIT = 0.004


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
