from django import template

from scoping.domain.readiness import Verdict
from scoping.looks import look_of

register = template.Library()


@register.filter
def look(verdict: Verdict) -> str:
    """Return the class that a verdict's chip has."""
    return look_of(verdict.id)[0]
