"""Draws charts as SVG: x in percent, y in pixels, so that text keeps its size from a phone to print."""

from functools import singledispatch

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts.descriptions import Chart
from charts.ink import Drawing, join, outer, text
from charts.lettering import NARROW, clean, shorten


def draw(chart: Chart) -> SafeString:
    """Return the drawing of a chart; an empty one says so."""
    drawn = drawing(chart) or Drawing(60, [text(0, 34, shorten(_("Nothing to show yet."), NARROW))])
    return outer(drawn.height, join(drawn.parts), clean(chart.label))


def key(chart: Chart) -> SafeString:
    """Return what the tints of a drawing mean, as a list; nothing where things are labelled themselves."""
    items = [
        format_html(
            '<li><svg aria-hidden="true"><rect class="{}" width="13" height="13"/></svg>{}</li>', cls, clean(name, 60)
        )
        for cls, name in meanings(chart)
    ]
    return format_html('<ul class="key">{}</ul>', join(items)) if items else SafeString("")


@singledispatch
def drawing(chart: Chart) -> Drawing | None:
    """Return the drawing of a chart, None where it has nothing to show; each kind registers its own."""
    raise TypeError(f"{type(chart).__name__} cannot be drawn")


@singledispatch
def meanings(chart: Chart) -> list[tuple[str, str]]:
    """Return the class of each tint of a drawing, and what it means; a kind registers its own where it needs a key."""
    return []
