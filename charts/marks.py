"""The small marks of the house: range line, squares, verdict steps, gauge."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts.descriptions import Spread
from charts.ink import dimension, join, percent, pixels, plumb, rect, text, vertical
from charts.lettering import NARROW, WIDE, clean, shorten, width
from charts.lettering import label as centred

MOST_SQUARES = 12
_SHARE_BAR = 7
"""[px]"""


def range_line(low: float, likely: float, high: float) -> SafeString:
    """Return the inline dimension line; its bob hangs at the likely value. An exact value is a bob without a line."""
    known = all(map(math.isfinite, (low, likely, high))) and low < high
    # Halved before they are subtracted: the span of two large numbers may be no number.
    at = (likely / 2 - low / 2) / (high / 2 - low / 2) if known and high / 2 > low / 2 else 0.5
    return format_html(
        '<svg aria-hidden="true" width="100%" height="14">{}<svg x="{}" y="0">'
        '<path class="bob" d="M-4 1h8v5l-4 7-4-7z"/></svg></svg>',
        dimension(0, 1, 8) if known else "",
        percent(at),
    )


def walk_line(number: int, total: int) -> SafeString:
    """Return how far a walk of `total` steps is: the line behind the open step is drawn bold, a bob hangs over it."""
    ends = [vertical(step / total, 15, 25, "dm") for step in range(total + 1)]
    here = (number - 0.5) / total
    return format_html(
        '<svg aria-hidden="true" width="100%" height="28"><line class="dm" x1="0" x2="100%" y1="20" y2="20"/>{}'
        '<line class="dm a walked" x1="0" x2="{}" y1="20" y2="20"/>{}'
        '<svg x="{}" y="8"><path class="bob" d="M-1.5 0h3v2.5l3 1.5v3l-4.5 8-4.5-8V4l3-1.5z"/></svg></svg>',
        join(ends),
        percent((number - 1) / total),
        vertical(here, 0, 12, "pl"),
        percent(here),
    )


def squares(assumed: int, total: int) -> SafeString:
    """Return one square per input, hatched where it is our assumption; many inputs are drawn in proportion."""
    total = max(total, 0)
    assumed = min(max(assumed, 0), total)
    shown = min(total, MOST_SQUARES)
    hatched = round(shown * assumed / total) if total else 0
    # A single one of either kind is worth seeing however many there are.
    hatched = min(max(hatched, 1), shown - (assumed < total)) if assumed else 0
    parts = [_square(11 * number, ours=number >= shown - hatched) for number in range(shown)]
    wide = max(11 * shown, 1)
    return format_html(
        '<svg aria-hidden="true" width="{0}" height="10" viewBox="0 0 {0} 10">{1}</svg>', wide, join(parts)
    )


def _square(x: int, *, ours: bool) -> SafeString:
    if not ours:
        return format_html('<rect class="lit" x="{}" y=".5" width="8" height="9"/>', x + 0.5)
    return format_html(
        '<svg x="{}" width="9" height="10" class="clip"><path class="hs k" d="M-3 7l8-8M-1 11l11-11M4 12l7-7"/>'
        '<rect class="o" x=".5" y=".5" width="8" height="9"/></svg>',
        x,
    )


def verdict_steps(lit: int) -> SafeString:
    """Return four rising steps, `lit` of them filled: 1 Stop, 2 Fix first, 3 Pilot, 4 Go."""
    bars = [
        format_html(
            '<rect class="{}" x="{}" y="{}" width="3" height="{}"/>',
            "lit" if number < lit else "off",
            5 * number + 0.5,
            pixels(9 - 2.6 * number),
            pixels(2.5 + 2.6 * number),
        )
        for number in range(4)
    ]
    return format_html('<svg aria-hidden="true" width="20" height="12" viewBox="0 0 20 12">{}</svg>', join(bars))


_ROW = 56
"""How tall a row of a table is in which ranges stand on one scale [pixels]."""


@dataclass(frozen=True)
class RowScale:
    """What all rows of a table are drawn on; it begins at 0."""

    top: float
    """Where it ends, in the unit of the rows."""
    mark: float | None = None
    """What the rows are held against; a plumb line goes through all of them there."""


def range_on_scale(
    spread: Spread, scale: RowScale, *, said: str, chosen: bool = False, is_last: bool = False, label: str = ""
) -> SafeString:
    """Return a range on the scale of a whole table.

    Args:
        spread: The likely value stands above the dot.
        scale: That of the table.
        said: The likely value as text.
        chosen: Whether it is the row to look at.
        is_last: Whether the plumb line's bob hangs in this row.
        label: One sentence for those who hear the page.
    """
    low, likely, high, top, mark = spread.low, spread.likely, spread.high, scale.top, scale.mark
    known = all(map(math.isfinite, (low, likely, high, top))) and top > 0
    parts: list[SafeString] = []
    if mark is not None and known and 0 <= mark <= top:
        parts.append(plumb(mark / top, 0, _ROW - 14) if is_last else vertical(mark / top, 0, _ROW, "pl"))
    if known:
        ours, at = " a" if chosen else "", likely / top
        side = "start" if at < 0.15 else "end" if at > 0.85 else "mid"
        parts += [
            dimension(low / top, high / top, 34, f"dm{ours}"),
            format_html('<circle class="dot{}" cx="{}" cy="34" r="5"/>', ours, percent(at)),
            text(at, 20, clean(said), f"halo {side}"),
        ]
    return format_html(
        '<svg width="100%" height="{}" role="img" aria-label="{}">{}</svg>', _ROW, clean(label or said), join(parts)
    )


ZONES = ("zs", "zf", "zp", "zg")
_BAR_Y, _BAR, _NAMES, _HEIGHT = 44, 14, 78, 104
# As many strokes as the widest page needs, eight pixels apart; what is too much is cut off.
_STROKES = 150


def share_bar(share: float) -> SafeString:
    """Return a thin bar, filled to a share from 0 to 1. A word beside it says the same to those who hear the page."""
    filled = min(max(share, 0.0), 1.0)
    return format_html(
        '<svg width="100%" height="{}" aria-hidden="true">{}</svg>',
        _SHARE_BAR,
        join([rect(0, 1, 0, _SHARE_BAR, "fsunk"), rect(0, filled, 0, _SHARE_BAR, "f1")]),
    )


def gauge(
    score: float, limits: Sequence[float], names: Sequence[str], *, cap: float = 100, label: str, points: str
) -> SafeString:
    """Return the ruler from Stop to Go with the score hanging where it is.

    Args:
        score: 0 to 100.
        limits: Where each of the four zones begins, rising from 0.
        names: Their names.
        cap: Up to here the gates let the verdict go; beyond it is hatched.
        label: One sentence for those who hear the page.
        points: The score as text.
    """
    known = math.isfinite(score)
    at = min(max(score, 0.0), 100.0) / 100 if known else 0.0
    reached = max((n for n, start in enumerate(limits) if start <= 100 * at and (start < cap or not n)), default=0)
    zones = list(zip(pairwise([*limits, 100]), ZONES, strict=True))
    parts = [
        rect(start / 100 + 0.002, end / 100 - 0.002, _BAR_Y, _BAR, cls if start < cap else "fsheet")
        for (start, end), cls in zones
    ]
    turns = _turns(limits, names)
    parts += _zone_names(limits, names, reached if known else -1, turns)
    if cap < 100:
        parts += _out_of_reach(cap)
    if known:
        parts += [plumb(at, 18, _BAR_Y - 13), centred(at, 12, points)]
    return format_html(
        '<div class="gauge"><svg width="100%" height="{}" role="img" aria-label="{}">{}</svg></div>',
        _HEIGHT + 16 * (turns > 2),
        clean(label),
        join(parts),
    )


def _fit(limits: Sequence[float], names: Sequence[str], room: float, turns: int) -> bool:
    """Tell whether every name ends before the next in its line begins, where they take turns of so many lines."""
    starts = [*limits, *[100] * turns]
    return all(
        width(clean(name), bold=True) <= (starts[number + turns] - starts[number]) / 100 * room - 6
        for number, name in enumerate(names)
    )


def _turns(limits: Sequence[float], names: Sequence[str]) -> int:
    """Return in how many lines the names take turns on a phone; three rather than cut one in two."""
    return 1 if _fit(limits, names, NARROW, 1) else 3 if not _fit(limits, names, NARROW, 2) else 2


def _zone_names(limits: Sequence[float], names: Sequence[str], reached: int, turns: int) -> list[SafeString]:
    """Return the zones' names under them, with where they begin.

    Names too long for a phone take turns of lines there (`sm`), and stand in one line where there is room (`lg`).
    """
    zones = list(zip(pairwise([*limits, 100]), map(clean, names), strict=True))
    sets = [(0, "")] if turns == 1 else [(16, "sm"), (0, "lg")] if _fit(limits, names, WIDE, 1) else [(16, "")]
    parts = []
    for shift, cls in sets:
        for number, ((start, _end), name) in enumerate(zones):
            at, classes = start / 100 + 0.004, "b " * (number == reached) + cls
            # Cut where the next name in the same line begins.
            next_name = [*limits, *[100] * turns][number + (turns if shift else 1)]
            words = shorten(
                name, (next_name - start) / 100 * (WIDE if cls == "lg" else NARROW) - 6, bold=number == reached
            )
            parts.append(text(at, _NAMES + shift * (number % turns), words, classes.strip(), full=name))
            if start and not shift:
                parts.append(text(at, _NAMES + 16, _("from %(value)s") % {"value": f"{start:g}"}, cls))
    return parts


def _out_of_reach(cap: float) -> list[SafeString]:
    """Return the hatch over what a gate forbids, and the line where it begins."""
    strokes = "".join(f"M{8 * number - 14} 14l14-14" for number in range(_STROKES))
    hatch = format_html(
        '<svg x="{}" y="{}" width="{}" height="{}" class="clip"><path class="hs" d="{}"/>'
        '<rect class="o" width="100%" height="100%"/></svg>',
        percent(cap / 100 + 0.002),
        _BAR_Y,
        percent(1 - cap / 100 - 0.004),
        _BAR,
        strokes,
    )
    return [hatch, vertical(cap / 100, _BAR_Y - 8, _BAR_Y + 22, "axis")]
