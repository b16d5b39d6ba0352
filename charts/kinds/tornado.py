"""Which inputs decide: bars around the likely result, the longest on top."""

import math

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts import traces
from charts.descriptions import TornadoChart, TornadoRow
from charts.ink import Drawing, plumb, rect, vertical
from charts.kinds.ranges import BarHeading
from charts.lettering import along, label
from charts.native import Native, NativeKind, native
from charts.palette import Palette
from charts.printing import HALF_A_PAGE, PrintForm, heard, print_form
from charts.scales import Scale, bounded, written, written_range
from charts.svg import drawing, meanings
from charts.table import Cells, ChartTable, number_rows, table, texts

HEAD, FOOT, ROW = 24.0, 26.0, 38.0
BAR = 13.0
# So many rows are what the title speaks of.
STRONG = 3
WORSE, BETTER = "f6", "f1"


@drawing.register
def draw_tornado(chart: TornadoChart) -> Drawing | None:
    rows = chart.known
    if not rows or not math.isfinite(chart.base):
        return None
    values = [chart.base, *(end for row in rows for end in (row.low, row.high))]
    x = Scale.around(values, 0.02, 0.98, zero=False, margin=0.02)
    headings = [BarHeading.of(row.name, row.text, strong=number < STRONG) for number, row in enumerate(rows)]
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


@meanings.register
def key_tornado(chart: TornadoChart) -> list[tuple[str, str]]:
    return [(WORSE, _("worse end")), (BETTER, _("better end"))] if chart.rows else []


@traces.plot.register
def plot_tornado(chart: TornadoChart, palette: Palette) -> tuple[list[traces.Json], traces.Json]:
    rows = [row for row in chart.ordered if math.isfinite(row.low) and math.isfinite(row.high)]
    base = chart.base if math.isfinite(chart.base) else 0.0
    colours = (palette.grey, palette.accent) if chart.higher_is_better else (palette.accent, palette.grey)
    shown: list[traces.Json] = []
    for colour, sides in zip(colours, ((-math.inf, base), (base, math.inf)), strict=True):
        ends = [[min(max(end, sides[0]), sides[1]) for end in sorted((row.low, row.high))] for row in rows]
        shown.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": list(range(len(rows))),
                "base": traces.numbers(low for low, _high in ends),
                "x": traces.numbers(bounded(high) - bounded(low) for low, high in ends),
                "marker": {"color": colour},
                "text": [
                    traces.hover(row.name, f"{row.text} {written_range(chart.format, *sorted((row.low, row.high)))}")
                    for row in rows
                ],
                "textposition": "none",
                "hovertemplate": traces.HOVER,
            }
        )
    mark = traces.plumb(chart.base, chart.base_label, palette)
    named = traces.rows([row.name for row in rows], notes=mark.pop("annotations", ()))
    return shown, {"barmode": "overlay", "bargap": 0.7, "xaxis": traces.signs(chart.format), **mark, **named}


@table.register
def list_tornado(chart: TornadoChart) -> ChartTable:
    head = ("", _("Input"), _("Result at the low end"), _("Result at the high end"))
    rows = [(row.name, row.text, *texts(chart, (row.low, row.high))) for row in chart.ordered]
    foot = (chart.base_label or _("Likely"), "", *texts(chart, [chart.base]), "")
    return ChartTable(chart.table_head or head, tuple(rows), foot if rows else ())


@number_rows.register
def number_tornado(chart: TornadoChart) -> list[Cells]:
    head = (_("Figure"), _("Input"), _("Result at the low end"), _("Result at the high end"))
    return [head, *((row.name, row.text, row.low, row.high) for row in chart.known)]


@native.register
def native_tornado(chart: TornadoChart) -> Native:
    return Native(kind=NativeKind.BARS, series=((_("Low end"), 2), (_("High end"), 3)))


@print_form.register
def print_tornado(chart: TornadoChart) -> PrintForm:
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
    told = {
        "rows": rows,
        "base": chart.base,
        "alt": heard(chart, (f"{row['name']}: {row['s_low']} – {row['s_high']}" for row in rows)),
        "base_label": chart.base_label,
        "higher_is_better": chart.higher_is_better,
    }
    return PrintForm(drawing="tornado", told=told, stays_whole=len(rows) <= HALF_A_PAGE)
