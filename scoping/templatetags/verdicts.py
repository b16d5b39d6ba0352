from django import template

from scoping.domain.readiness import ReadinessVerdict
from scoping.looks import look_of

register = template.Library()


@register.filter
def look(verdict: ReadinessVerdict) -> str:
    """Return the class that a verdict's chip has."""
    return look_of(verdict.id)[0]
