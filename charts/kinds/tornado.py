"""Which inputs decide: bars around the likely result, the longest on top."""

import math

from django.utils.safestring import SafeString

from charts.descriptions import TornadoChart, TornadoRow
from charts.ink import Drawing, plumb, rect, vertical
from charts.kinds.ranges import Heading
from charts.lettering import along, label
from charts.scales import Scale, written

HEAD, FOOT, ROW = 24.0, 26.0, 38.0
BAR = 13.0
# So many rows are what the title speaks of.
STRONG = 3
WORSE, BETTER = "f6", "f1"


def draw_tornado(chart: TornadoChart) -> Drawing | None:
    rows = chart.known
    if not rows or not math.isfinite(chart.base):
        return None
    values = [chart.base, *(end for row in rows for end in (row.low, row.high))]
    x = Scale.around(values, 0.02, 0.98, zero=False, margin=0.02)
    headings = [Heading.of(row.name, row.text, strong=number < STRONG) for number, row in enumerate(rows)]
    height = HEAD + sum(ROW + heading.height for heading in headings) + FOOT
    parts = [vertical(x(value), HEAD, height - 22, "grid") for value in x.ticks() if value]
    if x.holds(0):
        parts.append(vertical(x(0), 20, height - 22, "dash"))
    parts += along([(x(value), written(chart.format, value)) for value in x.ticks()], height - 6)
    y = HEAD
    bars: list[SafeString] = []
    for row, heading in zip(rows, headings, strict=True):
        parts += _bar(row, chart, x, y + heading.height + 22)
        bars += heading.draw(y + 15)
        y += ROW + heading.height
    # The plumb line crosses the bars, and the names stand over it.
    parts.append(plumb(x(chart.base), 18, height - 38))
    if chart.base_label:
        parts.append(label(x(chart.base), 11, chart.base_label, "b"))
    return Drawing(height, parts + bars)


def _bar(row: TornadoRow, chart: TornadoChart, x: Scale, y: float) -> list[SafeString]:
    """Return what lies below the likely result and what lies above it, each in its colour."""
    low, high = sorted((row.low, row.high))
    left, right = (WORSE, BETTER) if chart.higher_is_better else (BETTER, WORSE)
    parts = []
    if low < chart.base:
        parts.append(rect(x(low), x(min(high, chart.base)), y, BAR, left))
    if high > chart.base:
        parts.append(rect(x(max(low, chart.base)), x(high), y, BAR, right))
    return parts
