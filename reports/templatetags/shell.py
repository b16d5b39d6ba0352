from django import template

from reports.shell import Shell

register = template.Library()


@register.simple_tag(takes_context=True)
def shell(context: template.Context) -> Shell:
    """Return the frame of a project page."""
    return Shell(context["workspace"], context["request"].path)
