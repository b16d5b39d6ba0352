from django import template

from projects.domain.ranges import Range
from projects.formatting import Formatter

register = template.Library()


def _between(value: Range | float, write: object) -> str:
    if not isinstance(value, Range):
        value = Range.exactly(value)
    assert callable(write)
    return str(write(value.low)) if value.is_exact else f"{write(value.low)} – {write(value.high)}"


@register.filter
def usd(value: Range | float) -> str:
    """Published sums are US dollars, whatever the project counts in."""
    return _between(value, Formatter.for_reader("USD").money_compact)


@register.filter
def usd_price(value: Range) -> str:
    return _between(value, Formatter.for_reader("USD").money)


@register.filter
def usd_hours(value: Range) -> str:
    return _between(value, Formatter.for_reader().compact)
