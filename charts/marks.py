"""The small marks of the house: range line, squares, verdict steps, gauge."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from charts.svg import dimension, join, percent, plumb

_MOST_SQUARES = 12


def range_line(low: float, likely: float, high: float) -> SafeString:
    """Return the inline dimension line; its bob hangs at the likely value."""
    at = (likely - low) / (high - low) if high > low else 0.5
    return format_html(
        '<svg aria-hidden="true" width="100%" height="14">{}<svg x="{}" y="0">'
        '<path class="bob" d="M-4 1h8v5l-4 7-4-7z"/></svg></svg>',
        dimension(0.0, 1.0, 8),
        percent(at),
    )


def squares(assumed: int, total: int) -> SafeString:
    """Return one square per input, hatched where it is our assumption; many inputs are drawn in proportion."""
    shown = min(total, _MOST_SQUARES)
    hatched = round(shown * assumed / total) if total else 0
    hatched = max(hatched, 1) if assumed else 0
    parts = []
    for number in range(shown):
        x = 11 * number
        if number < shown - hatched:
            parts.append(format_html('<rect class="lit" x="{}" y=".5" width="8" height="9"/>', x + 0.5))
        else:
            parts.append(
                format_html(
                    '<svg x="{}" width="9" height="10" class="clip">'
                    '<path class="hs k" d="M-3 7l8-8M-1 11l11-11M4 12l7-7"/>'
                    '<rect class="o" x=".5" y=".5" width="8" height="9"/></svg>',
                    x,
                )
            )
    width = 11 * shown
    return format_html(
        '<svg aria-hidden="true" width="{0}" height="10" viewBox="0 0 {0} 10">{1}</svg>', max(width, 1), join(parts)
    )


def verdict_steps(lit: int) -> SafeString:
    """Return four rising steps, `lit` of them filled: 1 Stop, 2 Fix first, 3 Pilot, 4 Go."""
    bars = [
        format_html(
            '<rect class="{}" x="{}" y="{:.1f}" width="3" height="{:.1f}"/>'.replace("{:.1f}", "{}"),
            "lit" if number < lit else "off",
            0.5 + 5 * number,
            round(9 - 2.6 * number, 1),
            round(2.5 + 2.6 * number, 1),
        )
        for number in range(4)
    ]
    return format_html('<svg aria-hidden="true" width="20" height="12" viewBox="0 0 20 12">{}</svg>', join(bars))


def gauge(
    score: float, limits: Sequence[float], names: Sequence[str], *, cap: float, label: str, points: str
) -> SafeString:
    """Return the ruler from Stop to Go with the score hanging where it is.

    Args:
        score: 0 to 100.
        limits: Where each zone begins, rising from 0.
        names: Their names.
        cap: Up to here the gates let the verdict go; beyond it is hatched.
        label: One sentence for those who hear the page.
        points: The score as text.
    """
    ends = [*limits[1:], 100]
    parts = []
    for start, end, cls, name in zip(limits, ends, ("zs", "zf", "zp", "zg"), names, strict=True):
        reach = start < cap
        kind = cls if reach else "f0"
        parts.append(
            format_html(
                '<rect class="{}" x="{}" y="30" width="{}" height="12"/>',
                kind,
                percent(start / 100),
                percent((end - start) / 100 - 0.002),
            )
        )
        if not reach:
            parts.append(
                format_html(
                    '<rect class="o" x="{}" y="30" width="{}" height="12"/>',
                    percent(start / 100),
                    percent((end - start) / 100 - 0.002),
                )
            )
        parts.append(format_html('<text x="{}" y="60">{}</text>', percent(start / 100), name))
    at = min(max(score, 0), 100) / 100
    anchor = "end" if at > 0.9 else "mid" if at > 0.06 else ""
    parts += [plumb(at, 16, 28), format_html('<text x="{}" y="11" class="b {}">{}</text>', percent(at), anchor, points)]
    return format_html('<svg width="100%" height="66" role="img" aria-label="{}">{}</svg>', label, join(parts))
