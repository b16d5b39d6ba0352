"""The strokes every drawing is made of. Places along the width are shares, 0 to 1; heights are pixels.

Colour comes from the style sheet by class alone: themes, print and the content policy come free.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# The width of the inner drawing that is stretched: fine enough that rounding to one unit is not seen.
INNER = 1000


class Drawing(NamedTuple):
    """The inside of a drawing and how high it is [pixels]."""

    height: float
    parts: list[SafeString]


def percent(share: float) -> str:
    """Return a share of the width as SVG writes it."""
    return f"{100 * min(max(share, 0.0), 1.0):.2f}".rstrip("0").rstrip(".") + "%"


def pixels(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def join(parts: Iterable[SafeString]) -> SafeString:
    """Return parts of a drawing as one."""
    return format_html_join("", "{}", ((part,) for part in parts))


def outer(height: float, body: SafeString, label: str) -> SafeString:
    """Return a whole drawing. It has no viewBox, so that text keeps its size from a phone to print."""
    return format_html('<svg width="100%" height="{}" role="img" aria-label="{}">{}</svg>', pixels(height), label, body)


def inner(height: float, shapes: Iterable[SafeString]) -> SafeString:
    """Return lines and areas, stretched to the width; their strokes are not stretched."""
    return format_html(
        '<svg width="100%" height="{0}" viewBox="0 0 {1} {0}" preserveAspectRatio="none">{2}</svg>',
        pixels(height),
        INNER,
        join(shapes),
    )


def text(x: float, y: float, words: str, cls: str = "", *, full: str = "", dx: float = 0.0) -> SafeString:
    """Return a text.

    Args:
        x: Share of the width.
        y: Base line [pixels].
        words: What stands there.
        cls: Classes: where it is anchored, how it looks.
        full: What a pointer shows where the words are cut.
        dx: How far right of `x` it stands [pixels].
    """
    shown = format_html("{}<title>{}</title>", words, full) if full and full != words else words
    rest = [format_html(' dx="{}"', pixels(dx))] if dx else []
    rest += [format_html(' class="{}"', cls)] if cls else []
    return format_html('<text x="{}" y="{}"{}>{}</text>', percent(x), pixels(y), join(rest), shown)


def leader(x: float, y: float, dx: float, dy: float, gap: float, cls: str = "") -> SafeString:
    """Return a hairline from a dot to its label that stands further off; both ends keep a gap [pixels]."""
    part = gap / max(math.hypot(dx, dy), gap)
    way = f"M{pixels(dx * part)} {pixels(dy * part)}L{pixels(dx)} {pixels(dy)}"
    return format_html(
        '<svg x="{}" y="{}"><path class="{}" d="{}"/></svg>', percent(x), pixels(y), f"o {cls}".rstrip(), way
    )


def vertical(x: float, y1: float, y2: float, cls: str) -> SafeString:
    at = percent(x)
    return format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', cls, at, at, pixels(y1), pixels(y2))


def horizontal(y: float, cls: str, x1: float = 0.0, x2: float = 1.0) -> SafeString:
    at = pixels(y)
    return format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', cls, percent(x1), percent(x2), at, at)


def rect(x1: float, x2: float, y: float, height: float, cls: str, *, title: str = "") -> SafeString:
    """Return a bar between two shares of the width."""
    # Subtracted after rounding, so that neighbours meet.
    x1, x2 = round(min(max(x1, 0.0), 1.0), 4), round(min(max(x2, 0.0), 1.0), 4)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}">{}</rect>',
        cls,
        percent(x1),
        pixels(y),
        percent(max(x2 - x1, 0.0)),
        pixels(max(height, 0.0)),
        format_html("<title>{}</title>", title) if title else "",
    )


def dot(x: float, y: float, radius: int, cls: str, *, title: str = "") -> SafeString:
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="{}">{}</circle>',
        cls,
        percent(x),
        pixels(y),
        radius,
        format_html("<title>{}</title>", title) if title else "",
    )


def polygon(points: Iterable[tuple[float, float]], cls: str) -> SafeString:
    """Return an area for the inner drawing; x are shares of the width."""
    return format_html('<polygon class="{}" points="{}"/>', cls, _points(points))


def polyline(points: Iterable[tuple[float, float]], cls: str) -> SafeString:
    """Return a line for the inner drawing; x are shares of the width."""
    return format_html('<polyline class="{}" points="{}"/>', cls, _points(points))


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{pixels(INNER * x)},{pixels(y)}" for x, y in points)


def dimension(
    x1: float, x2: float, y: float, cls: str = "dm", *, ticks: tuple[bool, bool] = (True, True)
) -> SafeString:
    """Return a thin line with two end ticks: a range. An end without its tick lies outside the drawing."""
    ends = [vertical(x, y - 5, y + 5, cls) for x, ticked in zip((x1, x2), ticks, strict=True) if ticked]
    return join((horizontal(y, cls, x1, x2), *ends))


def upright(x: float, y1: float, y2: float, cls: str = "dm") -> SafeString:
    """Return a dimension line that stands: its ticks lie across it and are as wide on every screen."""
    ticks = [
        format_html('<svg x="{}" y="{}"><path class="{}" d="M-5 0h10"/></svg>', percent(x), pixels(y), cls)
        for y in (y1, y2)
    ]
    return join((vertical(x, y1, y2, cls), *ticks))


def bob(x: float, y: float) -> SafeString:
    return format_html(
        '<svg x="{}" y="{}"><path class="bob" d="M-1.5 0h3v2.5l3 1.5v3l-4.5 8-4.5-8V4l3-1.5z"/></svg>',
        percent(x),
        pixels(y),
    )


def plumb(x: float, y1: float, y2: float) -> SafeString:
    """Return the plumb line with its bob below: what is likely, or yours."""
    return join((vertical(x, y1, y2, "pl"), bob(x, y2)))
