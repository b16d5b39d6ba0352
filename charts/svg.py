"""Draws charts as SVG: x in percent, y in pixels, so that text keeps its size from a phone to print."""

from functools import singledispatch

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts.descriptions import (
    Chart,
    HeatChart,
    HistogramChart,
    LinesChart,
    RangesChart,
    ScatterChart,
    StackedChart,
    TornadoChart,
)
from charts.ink import Drawing, join, outer, text
from charts.kinds.heat import SHADES, draw_heat
from charts.kinds.histogram import draw_histogram
from charts.kinds.lines import draw_lines
from charts.kinds.ranges import draw_ranges
from charts.kinds.scatter import draw_scatter
from charts.kinds.stacked import draw_stacked, tint
from charts.kinds.tornado import BETTER, WORSE, draw_tornado
from charts.lettering import NARROW, clean, shorten
from charts.scales import written


def draw(chart: Chart) -> SafeString:
    """Return the drawing of a chart; an empty one says so."""
    drawing = _drawing(chart) or Drawing(60, [text(0, 34, shorten(_("Nothing to show yet."), NARROW))])
    return outer(drawing.height, join(drawing.parts), clean(chart.label))


def key(chart: Chart) -> SafeString:
    """Return what the tints of a drawing mean, as a list; nothing where things are labelled themselves."""
    items = [
        format_html(
            '<li><svg aria-hidden="true"><rect class="{}" width="13" height="13"/></svg>{}</li>', cls, clean(name, 60)
        )
        for cls, name in _key(chart)
    ]
    return format_html('<ul class="key">{}</ul>', join(items)) if items else SafeString("")


@singledispatch
def _drawing(chart: Chart) -> Drawing | None:
    raise TypeError(f"{type(chart).__name__} cannot be drawn")


_drawing.register(RangesChart, draw_ranges)
_drawing.register(LinesChart, draw_lines)
_drawing.register(StackedChart, draw_stacked)
_drawing.register(HistogramChart, draw_histogram)
_drawing.register(HeatChart, draw_heat)
_drawing.register(TornadoChart, draw_tornado)
_drawing.register(ScatterChart, draw_scatter)


@singledispatch
def _key(chart: Chart) -> list[tuple[str, str]]:
    return []


@_key.register
def _key_of_stacks(chart: StackedChart) -> list[tuple[str, str]]:
    return [(tint(number), stack.name) for number, stack in enumerate(chart.stacks)]


@_key.register
def _key_of_shades(chart: HeatChart) -> list[tuple[str, str]]:
    if not chart.rows:
        return []
    names = [_("none"), *(_("up to %(value)s") % {"value": written(chart.format, end)} for end, _cls in SHADES[1:-1])]
    return [(cls, name) for (_end, cls), name in zip(SHADES, [*names, _("more")], strict=True)]


@_key.register
def _key_of_ends(chart: TornadoChart) -> list[tuple[str, str]]:
    return [(WORSE, _("worse end")), (BETTER, _("better end"))] if chart.rows else []
