"""How often each result comes out; loss is grey, gain is accent."""

import math
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts import traces
from charts.descriptions import HistogramChart
from charts.ink import Drawing, horizontal, rect, text, vertical
from charts.lettering import NARROW, along, clean, shorten, width
from charts.native import Native, NativeKind, native
from charts.palette import Palette
from charts.printing import PrintForm, axis_ticks, heard, print_form
from charts.scales import Scale, written, written_range
from charts.svg import drawing
from charts.table import Cells, ChartTable, number_rows, table

HEIGHT, TOP, BOTTOM = 230.0, 46.0, 200.0
# Between two bars, as a share of the width.
SLIT = 0.003
GAP = 0.012
FIRST_LINE, SECOND_LINE = 18.0, 36.0


@drawing.register
def draw_histogram(chart: HistogramChart) -> Drawing | None:
    most = max(chart.counts, default=0)
    if most <= 0 or not all(map(math.isfinite, chart.edges)) or chart.edges[-1] <= chart.edges[0]:
        return None
    x = Scale(low=chart.edges[0], high=chart.edges[-1], start=0, end=1)
    parts: list[SafeString] = []
    for (left, right), count in zip(pairwise(chart.edges), chart.counts, strict=False):
        tall = (BOTTOM - TOP) * count / most
        if count > 0:
            parts += _bar(left, right, tall, chart.limit, x)
    parts.append(horizontal(BOTTOM, "axis"))
    # The ends of the first and the last bin are no finding: their labels would only be cut at the edge.
    marks = [value for value in x.ticks() if 0.02 < x(value) < 0.98]
    parts += along([(x(value), written(chart.format, value)) for value in marks], HEIGHT - 8)
    return Drawing(HEIGHT, parts + _limit(chart, x))


def _bar(left: float, right: float, tall: float, limit: float, x: Scale) -> list[SafeString]:
    """Return one bar; where the limit cuts it, each side in its colour."""
    y, end = BOTTOM - tall, max(x(right) - SLIT, x(left))
    if left < limit < right:
        return [rect(x(left), x(limit), y, tall, "f6"), rect(x(limit), end, y, tall, "f1")]
    return [rect(x(left), end, y, tall, "f1" if left >= limit else "f6")]


def _limit(chart: HistogramChart, x: Scale) -> list[SafeString]:
    """Return the line between losing and gaining with a label on each side of it."""
    below = shorten(clean(chart.below_label), NARROW)
    above = shorten(clean(chart.above_label), NARROW, bold=True)
    # A limit beyond all results has no line, and its labels stand at the edge where it would be.
    at = x(chart.limit) if math.isfinite(chart.limit) else 0.0
    parts = [vertical(at, 8, BOTTOM, "dash")] if x.holds(chart.limit) else []
    fits_left = width(below) <= (at - GAP) * NARROW
    fits_right = width(above, bold=True) <= (1 - at - GAP) * NARROW
    # Whichever side is too narrow for its label: the label goes up a line and over to the edge.
    parts.append(text(at - GAP, SECOND_LINE, below, "end halo") if fits_left else text(0, FIRST_LINE, below, "halo"))
    parts.append(
        text(at + GAP, SECOND_LINE, above, "b halo") if fits_right else text(1, FIRST_LINE, above, "end b halo")
    )
    if not fits_left and not fits_right:
        parts[-1] = text(1, SECOND_LINE, above, "end b halo")
    return parts


@traces.plot.register
def plot_histogram(chart: HistogramChart, palette: Palette) -> tuple[list[traces.Json], traces.Json]:
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
            traces.hover(written_range(chart.format, low, high), str(count))
            for (low, high), count in zip(bins, chart.counts, strict=False)
        ],
        "textposition": "none",
        "hovertemplate": traces.HOVER,
    }
    words = f"{clean(chart.below_label)} · {clean(chart.above_label)}".strip(" ·")
    limit = traces.plumb(chart.limit, "", palette, colour=palette.ink2, dash="dot")
    # Both labels name both sides, so they stand in the middle: at the limit they might run out of the picture.
    note = {"x": 0.5, "xref": "paper", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    title = {"annotations": [{**note, "text": escape(words, quote=False)}] if words else []}
    axes = {"xaxis": traces.signs(chart.format), "yaxis": {"rangemode": "tozero"}}
    return [trace], {"bargap": 0, **axes, **limit, **title}


@table.register
def list_histogram(chart: HistogramChart) -> ChartTable:
    rows = [
        (written_range(chart.format, low, high), str(count))
        for (low, high), count in zip(pairwise(chart.edges), chart.counts, strict=False)
    ]
    return ChartTable(chart.table_head or (_("Result"), _("Cases")), tuple(rows))


@number_rows.register
def number_histogram(chart: HistogramChart) -> list[Cells]:
    rows = zip(chart.edges, chart.edges[1:], chart.counts, strict=False)
    return [(_("From"), _("To"), _("Cases")), *rows]


@native.register
def native_histogram(chart: HistogramChart) -> Native:
    return Native(kind=NativeKind.COLUMNS, series=((_("Cases"), 2),))


@print_form.register
def print_histogram(chart: HistogramChart) -> PrintForm:
    told = {
        "edges": chart.edges,
        "alt": heard(chart, (chart.below_label, chart.above_label)),
        "counts": chart.counts,
        "limit": chart.limit,
        "below_label": chart.below_label,
        "above_label": chart.above_label,
        "x_ticks": axis_ticks(chart.edges, chart.format, zero=False),
    }
    return PrintForm(drawing="histogram", told=told)
