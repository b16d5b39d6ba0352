import math

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from projects.domain.ranges import Range
from projects.formatting import MINUS, Formatter
from projects.templatetags.plumbline import formatter_of

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
def usd_likely(value: Range) -> SafeString:
    """Write the likely sum in US dollars to three digits, and below it, small, the two ends."""
    write = Formatter.for_reader("USD").money_compact
    if value.is_exact:
        return format_html("{}", usd_full(value.likely))
    ends = (write(value.low), write(value.high))
    return format_html("{}<br><small>{} – {}</small>", usd_full(value.likely), *ends)


@register.filter
def usd_full(value: float) -> str:
    """Write a sum in US dollars in full, rounded to three digits: $10,100,000."""
    return Formatter.for_reader("USD").money(_to_digits(value, 3))


@register.filter
def about(value: float) -> str:
    """Write a number short, to two digits: what is compared with is no more exact."""
    return Formatter.for_reader().compact(_to_digits(value, 2))


@register.filter
def plain_number(value: float) -> str:
    return Formatter.for_reader().number(value)


def _to_digits(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


@register.filter
def usd_price(value: Range | float) -> str:
    formatter = Formatter.for_reader("USD")
    return _between(value, lambda price: formatter.money(price, 2))


@register.filter
def usd_exact(value: Range | float) -> str:
    """Write small prices with as many digits as they have: $0.004."""
    return _between(value, Formatter.for_reader("USD").money)


@register.filter
def plain_percent(value: float) -> str:
    return Formatter.for_reader().percent(value)


@register.filter
def usd_hours(value: Range) -> str:
    return _between(value, Formatter.for_reader().compact)


@register.filter
def plain_compact(value: float) -> str:
    return Formatter.for_reader().compact(value)


@register.simple_tag(takes_context=True)
def likely_and_ends(context: template.Context, value: Range, unit: str) -> SafeString:
    """Write the likely value, and small beside it the two ends."""
    write = formatter_of(context).for_range(value, unit)
    if value.is_exact:
        return format_html("{}", write(value.likely))
    return format_html("<b>{}</b> <small>{} – {}</small>", write(value.likely), write(value.low), write(value.high))


@register.filter
def signed_percent(value: float) -> str:
    """Write a change in per cent with its sign; less than half a per cent is none."""
    text = Formatter.for_reader().percent(math.floor(abs(value) + 0.5))
    return f"+{text}" if value >= 0.5 else f"{MINUS}{text}" if value <= -0.5 else text
