"""Draws charts as SVG: x in percent, y in pixels, so that text keeps its size from a phone to print.

Colour comes from the style sheet by class alone: themes, print and the content policy come free.
"""

import math
from collections.abc import Iterable, Sequence
from functools import singledispatch

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from charts.descriptions import (
    Chart,
    HeatChart,
    HistogramChart,
    LinesChart,
    RangesChart,
    ScatterChart,
    StackedChart,
)

NOTHING = SafeString("")
_LONGEST_NAME = 48


def draw(chart: Chart) -> SafeString:
    """Return the drawing of a chart, or a sentence in place of an empty one."""
    height, body = _body(chart)
    if not body:
        return _svg(60, _text("0", 34, gettext("Nothing to draw yet.")), chart.label)
    return _svg(height, body, chart.label)


@singledispatch
def _body(chart: Chart) -> tuple[float, SafeString]:
    raise TypeError(f"{type(chart).__name__} cannot be drawn")


# ---------------------------------------------------------------- marks


def percent(share: float) -> str:
    """Return a share of the width, 0 to 1, as SVG writes it."""
    return f"{100 * min(max(share, -1.0), 2.0):.2f}%"


def join(parts: Iterable[SafeString]) -> SafeString:
    """Return parts of a drawing as one."""
    return format_html_join("", "{}", ((part,) for part in parts))


def _svg(height: float, body: SafeString, label: str) -> SafeString:
    return format_html(
        '<svg width="100%" height="{}" role="img" aria-label="{}">{}</svg>', f"{height:.0f}", label, body
    )


def _inner(height: float, body: SafeString) -> SafeString:
    return format_html(
        '<svg width="100%" height="{0}" viewBox="0 0 1000 {0}" preserveAspectRatio="none">{1}</svg>',
        f"{height:.0f}",
        body,
    )


def _text(x: float | str, y: float, words: str, cls: str = "") -> SafeString:
    place = percent(x) if isinstance(x, float) else x
    return format_html('<text x="{}" y="{}" class="{}">{}</text>', place, f"{y:.1f}", cls, words)


def _vertical(x: float, y1: float, y2: float, cls: str) -> SafeString:
    at = percent(x)
    return format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', cls, at, at, f"{y1:.1f}", f"{y2:.1f}")


def _horizontal(y: float, cls: str, x1: float = 0.0, x2: float = 1.0) -> SafeString:
    at = f"{y:.1f}"
    return format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', cls, percent(x1), percent(x2), at, at)


def dimension(x1: float, x2: float, y: float, cls: str = "dm") -> SafeString:
    """Return a thin line with two end ticks: a range."""
    return join((_horizontal(y, cls, x1, x2), _vertical(x1, y - 5, y + 5, cls), _vertical(x2, y - 5, y + 5, cls)))


def plumb(x: float, y1: float, y2: float) -> SafeString:
    """Return the plumb line with its bob: what is likely, or yours."""
    bob = format_html(
        '<svg x="{}" y="{}"><path class="bob" d="M-1.5 0h3v2.5l3 1.5v3l-4.5 8-4.5-8V4l3-1.5z"/></svg>',
        percent(x),
        f"{y2:.1f}",
    )
    return join((_vertical(x, y1, y2, "pl"), bob))


def _shorten(name: str, longest: int = _LONGEST_NAME) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _anchor(x: float) -> str:
    return "end" if x > 0.9 else "" if x < 0.08 else "mid"


# ---------------------------------------------------------------- scales


def ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Return at most `most` + 1 round values that span a range, in steps of 1, 2, 2.5 or 5."""
    span = high - low
    if span <= 0 or not math.isfinite(span):
        return [low]
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


class _Scale:
    """Maps values to a place between two ends."""

    def __init__(self, values: Iterable[float], start: float, end: float, *, zero: bool = True) -> None:
        found = [value for value in values if math.isfinite(value)] or [0.0]
        low, high = min(found), max(found)
        if zero:
            low, high = min(low, 0.0), max(high, 0.0)
        self.ticks = ticks(low, high) if high > low else [low, low + 1]
        self.low, self.high, self.start, self.end = self.ticks[0], self.ticks[-1], start, end

    def __call__(self, value: float) -> float:
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


# ---------------------------------------------------------------- kinds


@_body.register
def _ranges(chart: RangesChart) -> tuple[float, SafeString]:
    if not chart.rows:
        return 0, NOTHING
    head, step = 26, 46
    height = head + step * len(chart.rows) + 26
    values = [end for row in chart.rows for end in (row.value.low, row.value.high)]
    x = _Scale([*values, *([chart.mark] if chart.mark is not None else [])], 0.0, 1.0)
    parts = []
    for value in x.ticks:
        parts += [
            _vertical(x(value), head, height - 22, "grid"),
            _text(x(value), height - 6, chart.format(value), _anchor(x(value))),
        ]
    if chart.mark is not None:
        at = x(chart.mark)
        parts += [plumb(at, 16, height - 38), _text(at, 11, chart.mark_label, f"{_anchor(at)} b")]
    for number, row in enumerate(chart.rows):
        y = head + step * number + 18
        ends = f"{chart.format(row.value.low)} – {chart.format(row.value.high)}"
        accent = " a" if row.strong else ""
        parts += [
            _text("0", y, _shorten(row.name, 36), "halo b" if row.strong else "halo"),
            _text(1.0, y, ends, "end halo"),
            dimension(x(row.value.low), x(row.value.high), y + 14, f"dm{accent}"),
            format_html('<circle class="dot{}" cx="{}" cy="{}" r="5"/>', accent, percent(x(row.value.likely)), y + 14),
        ]
    return height, join(parts)


@_body.register
def _lines(chart: LinesChart) -> tuple[float, SafeString]:
    count = min((len(line.likely) for line in chart.lines), default=0)
    if count < 2:
        return 0, NOTHING
    height, right, top, bottom = 300.0, 0.86, 44.0, 270.0
    last = count - 1
    y = _Scale((value for line in chart.lines for value in (*line.low, *line.high)), bottom, top)

    def points(values: Sequence[float]) -> str:
        return " ".join(
            f"{1000 * right * month / last:.0f},{y(value):.1f}" for month, value in enumerate(values[:count])
        )

    parts = [_horizontal(y(value), "axis" if value == 0 else "grid") for value in y.ticks]
    parts += [_text("0", y(value) - 5, chart.format(value), "halo") for value in y.ticks if value]
    shapes = []
    for line, cls in zip(chart.lines, ("a", "b", "b", "b"), strict=False):
        back = " ".join(reversed(points(line.high).split()))
        shapes.append(format_html('<polygon class="bd {}" points="{} {}"/>', cls, points(line.low), back))
        shapes.append(format_html('<polyline class="ln {}" points="{}"/>', cls, points(line.likely)))
    parts.append(_inner(height, join(shapes)))
    for month in _month_labels(last):
        place = right * month / last
        parts.append(_text(place, height - 8, str(month), "mid" if month else ""))
    parts.append(_text(1.0, height - 8, chart.x_name, "end"))
    if chart.mark is not None:
        parts.append(_crossing(chart, last, right, bottom))
    parts += _end_labels([(line.name, y(line.likely[count - 1])) for line in chart.lines], right + 0.012)
    return height, join(parts)


def _crossing(chart: LinesChart, last: int, right: float, bottom: float) -> SafeString:
    assert chart.mark is not None  # asked before
    low, likely, high = (
        right * min(max(end, 0), last) / last for end in (chart.mark.low, chart.mark.likely, chart.mark.high)
    )
    return join(
        (
            dimension(low, high, 38, "dm a"),
            plumb(likely, 38, bottom - 15),
            _text(likely, 24, chart.mark_label, f"{_anchor(likely)} b halo"),
        )
    )


def _month_labels(last: int) -> list[int]:
    step = next((size for size in (1, 2, 3, 6, 12, 24, 60) if last / size <= 6), max(1, last // 6))
    return list(range(0, last + 1, step))


def _end_labels(named: Sequence[tuple[str, float]], x: float) -> list[SafeString]:
    """Return labels at the line ends, pushed apart where they would lie on each other."""
    placed: list[float] = []
    parts = []
    for name, y in sorted(named, key=lambda pair: pair[1]):
        at = max(y + 4, placed[-1] + 15) if placed else y + 4
        placed.append(at)
        parts.append(_text(x, at, _shorten(name, 14), "b"))
    return parts


@_body.register
def _stacked(chart: StackedChart) -> tuple[float, SafeString]:
    count = len(chart.months)
    stacks = [stack for stack in chart.stacks if any(stack.values)]
    if not stacks or not count:
        return 0, NOTHING
    height, right, top, bottom = 280.0, 0.92, 24.0, 250.0
    totals = [sum(stack.values[month] for stack in stacks) for month in range(count)]
    y = _Scale(totals, bottom, top)

    def steps(values: Sequence[float]) -> list[str]:
        found = []
        for month, value in enumerate(values):
            found += [f"{1000 * right * (month + side) / count:.0f},{y(value):.1f}" for side in (0, 1)]
        return found

    shapes, base = [], [0.0] * count
    for number, stack in enumerate(stacks):
        upper = [below + value for below, value in zip(base, stack.values, strict=True)]
        outline = " ".join(steps(upper) + list(reversed(steps(base))))
        shapes.append(format_html('<polygon class="f{} cut" points="{}"/>', number % 7 + 1, outline))
        base = upper
    shapes.append(format_html('<polyline class="thin" points="{}"/>', " ".join(steps(base))))
    parts = [_horizontal(y(value), "axis" if value == 0 else "grid") for value in y.ticks]
    parts += [_inner(height, join(shapes))]
    parts += [_text(1.0, y(value) - 5, chart.format(value), "end halo") for value in y.ticks if value]
    every = max(1, math.ceil(count / 9))
    parts += [
        _text(right * (month + 0.5) / count, height - 8, name, "mid")
        for month, name in enumerate(chart.months)
        if month % every == 0
    ]
    peak = max(range(count), key=totals.__getitem__)
    parts.append(_text(right * (peak + 0.5) / count, y(totals[peak]) - 8, chart.format(totals[peak]), "mid b halo"))
    return height, join(parts)


@_body.register
def _histogram(chart: HistogramChart) -> tuple[float, SafeString]:
    most = max(chart.counts, default=0)
    if not most or chart.edges[-1] <= chart.edges[0]:
        return 0, NOTHING
    height, top, bottom = 230.0, 42.0, 200.0
    first, span = chart.edges[0], chart.edges[-1] - chart.edges[0]

    def x(value: float) -> float:
        return (value - first) / span

    parts = []
    for left, right, count in zip(chart.edges, chart.edges[1:], chart.counts, strict=False):
        tall = (bottom - top) * count / most
        cls = "f1" if (left + right) / 2 >= chart.limit else "f6"
        parts.append(
            format_html(
                '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
                cls,
                percent(x(left)),
                f"{bottom - tall:.1f}",
                percent(max(x(right) - x(left) - 0.003, 0.001)),
                f"{tall:.1f}",
            )
        )
    parts.append(_horizontal(bottom, "axis"))
    at = min(max(x(chart.limit), 0.0), 1.0)
    parts += [_vertical(at, 26, bottom, "dash")]
    if at > 0.3:
        parts.append(_text(at - 0.012, 36, chart.below_label, "end"))
    if at < 0.7:
        parts.append(_text(at + 0.012, 36, chart.above_label, "b"))
    else:
        parts.append(_text(at - 0.012, 20, chart.above_label, "end b"))
    parts += [
        _text(x(value), height - 8, chart.format(value), "mid")
        for value in ticks(first, chart.edges[-1])
        if 0.03 < x(value) < 0.97
    ]
    return height, join(parts)


@_body.register
def _heat(chart: HeatChart) -> tuple[float, SafeString]:
    if not chart.rows or not chart.months:
        return 0, NOTHING
    left, step = 0.32, 30
    width = (1 - left) / len(chart.months)
    every = max(1, math.ceil(len(chart.months) / 12))
    parts = [
        _text(left + width * (number + 0.5), 14, name, "mid")
        for number, name in enumerate(chart.months)
        if number % every == 0
    ]
    for number, row in enumerate(chart.rows):
        y = 22 + step * number
        parts.append(_text("0", y + 19, _shorten(row.name, 22)))
        for month, value in enumerate(row.values):
            shade = "f0" if value <= 0 else f"f{max(1, 5 - math.ceil(min(value, 100) / 25))}"
            parts.append(
                format_html(
                    '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
                    shade,
                    percent(left + width * month),
                    y,
                    percent(width * 0.97),
                    step - 2,
                )
            )
    return 26 + step * len(chart.rows), join(parts)


@_body.register
def _scatter(chart: ScatterChart) -> tuple[float, SafeString]:
    points = [one for one in chart.points if one.x > 0 and one.y > 0 and math.isfinite(one.x) and math.isfinite(one.y)]
    if not points:
        return 0, NOTHING
    height, top, bottom = 330.0, 20.0, 300.0
    x_low, x_high = _decades(one.x for one in points)
    y_low, y_high = _decades(one.y for one in points)

    def x(value: float) -> float:
        return 0.04 + 0.92 * (math.log10(value) - x_low) / (x_high - x_low)

    def y(value: float) -> float:
        return bottom + (top - bottom) * (math.log10(value) - y_low) / (y_high - y_low)

    parts = [_horizontal(bottom, "axis")]
    for power in range(y_low, y_high + 1, max(1, (y_high - y_low) // 4)):
        parts += [
            _horizontal(y(10.0**power), "grid"),
            _text("0", y(10.0**power) - 4, chart.format(10.0**power), "halo"),
        ]
    for power in range(x_low, x_high + 1, max(1, (x_high - x_low) // 4)):
        parts.append(_text(x(10.0**power), height - 8, chart.x_format(10.0**power), _anchor(x(10.0**power))))
    for one in sorted(points, key=lambda point: point.own):
        cls = "dot a" if one.own else "pt f" if one.hollow else "pt"
        if one.own:
            parts.append(_vertical(x(one.x), top, y(one.y), "pl"))
            if one.spread is not None and one.spread.low > 0:
                parts.append(_vertical(x(one.x), y(one.spread.low), y(one.spread.high), "dm a"))
        parts.append(
            format_html(
                '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
                cls,
                percent(x(one.x)),
                f"{y(one.y):.1f}",
                6 if one.own else 4,
            )
        )
        if one.labelled or one.own:
            side, shift = ("end", -0.015) if x(one.x) > 0.6 else ("", 0.015)
            parts.append(
                _text(x(one.x) + shift, y(one.y) + 4, _shorten(one.name, 24), f"{side} halo{' b' if one.own else ''}")
            )
    return height, join(parts)


def _decades(values: Iterable[float]) -> tuple[int, int]:
    logs = [math.log10(value) for value in values]
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    return low, max(high, low + 1)
