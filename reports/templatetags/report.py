from typing import Any

from django import template

from charts.templatetags.drawing import chart

register = template.Library()


@register.inclusion_tag("_chart.html", takes_context=True)
def chart_of(context: template.Context, chart_id: str) -> dict[str, Any]:
    """Show the chart of a block of the report: `charts` of the page has it by its id."""
    return chart(context, context["charts"][chart_id])
