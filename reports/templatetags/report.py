from django import template
from django.utils.safestring import SafeString

from charts.templatetags.drawing import chart

register = template.Library()


@register.simple_tag(takes_context=True)
def chart_of(context: template.Context, chart_id: str) -> SafeString:
    """Show the chart of a block of the report: `charts` of the page has it by its id."""
    return chart(context, context["charts"][chart_id])
