"""Template tags that draw: a chart, and the small marks that stand in text. Built in, so that no template loads them.

Numbers are written by the formatter of the page: `workspace.formatter`, or `formatter` where there is no project.
"""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from charts import marks, svg
from charts.descriptions import Chart, Spread
from charts.table import table

register = template.Library()

LONGEST_ENDS = 18
"""Characters of both ends of a range that stand beside its line in a column of a fifth of the page."""


@register.simple_tag(takes_context=True)
def dim(context: template.Context, value: Spread, unit: str = "") -> SafeString:
    """Draw a dimension line from the low to the high end, with a bob at what is likely."""
    workspace = context.get("workspace")
    formatter = workspace.formatter if workspace else context["formatter"]
    write = formatter.for_range(value, unit)
    line = marks.range_line(value.low, value.likely, value.high)
    low, high = write(value.low), write(value.high)
    # In a narrow place the line stands above such ends instead of between them.
    kind = mark_safe(' class="long"') if len(low) + len(high) > LONGEST_ENDS else ""
    return format_html("<span{}>{}</span>{}<span>{}</span>", kind, low, line, high)


@register.simple_tag(takes_context=True)
def likely(context: template.Context, value: Spread, unit: str = "") -> str:
    """Write what is likely of a range in the manner of the ends that `dim` draws beside it."""
    workspace = context.get("workspace")
    formatter = workspace.formatter if workspace else context["formatter"]
    text: str = formatter.for_range(value, unit)(value.likely)
    return text


@register.simple_tag
def squares(assumed: int, total: int) -> SafeString:
    """Draw one square per input: inked is yours, hatched is our assumption."""
    return marks.squares(assumed, total)


@register.simple_tag
def steps(count: int) -> SafeString:
    """Draw the glyph of a verdict: so many of four steps are reached."""
    return marks.verdict_steps(count)


@register.simple_tag
def walk_line(number: int, total: int) -> SafeString:
    """Draw how far a walk of so many steps is."""
    return marks.walk_line(number, total)


@register.simple_tag(takes_context=True)
def chart(context: template.Context, description: Chart) -> SafeString:
    """Show a chart: finding, drawing, table, source; where a project can be asked, the way to explore it."""
    workspace = None if context.get("read_only") else context.get("workspace")
    may_explore = workspace is not None and workspace.grant.sees_everything
    way = (workspace.project.pk, workspace.scenario.slug, description.id) if workspace and may_explore else ()
    return _render_chart(description, way, get_language())


@lru_cache(maxsize=300)
def _render_chart(description: Chart, way: tuple[object, ...], _language: str | None) -> SafeString:
    """Remembered, because after a change most charts of a page are as they were.

    Args:
        description: What is shown.
        way: Project, scenario and chart where the reader may explore it, else empty.
        _language: The language that is active.
    """
    context = {
        "chart": description,
        "kind": type(description).__name__.removesuffix("Chart").lower(),
        "drawing": svg.draw(description),
        "key": svg.key(description),
        "table": table(description),
        "explored": reverse("reports:chart", args=way) if way else "",
    }
    return render_to_string("_chart.html", context)
