"""Dots on two logarithmic axes; your own hangs on the plumb line."""

import math
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from charts.descriptions import Point, ScatterChart
from charts.ink import Drawing, dimension, dot, horizontal, join, text, upright, vertical
from charts.lettering import LINE, NARROW, WIDE, along, clean, shorten, width
from charts.scales import LogScale, bounded, written, written_range

HEIGHT, TOP, BOTTOM = 340.0, 34.0, 290.0
LEFT, RIGHT = 0.03, 0.97
# From a dot to its label: a share of the width beside it, pixels over and under it.
BESIDE = 0.02


def draw_scatter(chart: ScatterChart) -> Drawing | None:
    points = [point for point in chart.points if _has_place(point.x) and _has_place(point.y)]
    if not points:
        return None
    own = [point for point in points if point.own]
    x = LogScale.around([*(point.x for point in points), *_ends(own, "x")], LEFT, RIGHT)
    y = LogScale.around([*(point.y for point in points), *_ends(own, "y")], BOTTOM, TOP)
    marks = y.ticks()
    parts = [horizontal(y(value), "grid") for value in marks] + [horizontal(BOTTOM, "axis")]
    parts += [text(0, y(value) - 5, shorten(clean(written(chart.format, value)), 90), "halo") for value in marks]
    parts += along([(x(value), written(chart.x_format, value)) for value in x.ticks(5)], BOTTOM + 18)
    parts += [
        text(0, 12, shorten(clean(chart.y_name), NARROW)),
        text(1, HEIGHT - 8, shorten(clean(chart.x_name), NARROW), "end"),
    ]
    parts += [_dot(point, x, y) for point in points if not point.own]
    parts += [_own(point, x, y) for point in own]
    labels = _Labels()
    for point in [*own, *(one for one in points if one.labelled and not one.own)]:
        parts += labels.add(point, x(point.x), y(point.y), _lines(point, chart))
    return Drawing(HEIGHT, parts)


def _has_place(value: float) -> bool:
    return math.isfinite(value) and value > 0 and bounded(value) == value


def _ends(own: list[Point], axis: str) -> list[float]:
    """Return how far the error bars of your own dots reach."""
    spreads = [point.x_spread if axis == "x" else point.spread for point in own]
    return [end for one in spreads if one is not None for end in (one.low, one.high) if _has_place(end)]


def _dot(point: Point, x: LogScale, y: LogScale) -> SafeString:
    return dot(x(point.x), y(point.y), 4, "pt f" if point.hollow else "pt", title=clean(point.name))


def _own(point: Point, x: LogScale, y: LogScale) -> SafeString:
    """Return your own dot under its plumb line, with error bars where something is known of them."""
    at, height = x(point.x), y(point.y)
    parts = [vertical(at, TOP - 14, height, "pl")]
    if point.x_spread is not None and _has_place(point.x_spread.low) and _has_place(point.x_spread.high):
        parts.append(dimension(x(point.x_spread.low), x(point.x_spread.high), height, "dm a"))
    if point.spread is not None and _has_place(point.spread.low) and _has_place(point.spread.high):
        parts.append(upright(at, y(point.spread.high), y(point.spread.low), "dm a"))
    return join((*parts, dot(at, height, 7, "dot a", title=clean(point.name))))


def _lines(point: Point, chart: ScatterChart) -> list[str]:
    lines = [shorten(clean(point.name), NARROW / 2, bold=point.own)]
    if point.own and point.spread is not None:
        ends = f"{written_range(chart.format, point.spread.low, point.spread.high)} {chart.y_name}"
        lines.append(shorten(clean(ends), NARROW * 0.6))
    return lines


@dataclass
class _Labels:
    """Places labels beside their dots so that none lies on another; who comes first has the choice."""

    taken: dict[int, list[tuple[float, float, float, float]]] = field(default_factory=lambda: {NARROW: [], WIDE: []})

    def add(self, point: Point, x: float, y: float, lines: list[str]) -> list[SafeString]:
        """Return the lines of a label; `lg` where only a wide chart has room, nothing where none has."""
        wide = max(width(line, bold=point.own) for line in lines)
        choices = [
            (anchor, at, y + dy)
            for anchor, at, dy in (
                ("", x + BESIDE, 4.0),
                ("end", x - BESIDE, 4.0),
                ("", x + BESIDE, 19.0),
                ("end", x - BESIDE, -10.0),
            )
        ]
        for room, cls in ((NARROW, ""), (WIDE, "lg")):
            for anchor, at, baseline in choices:
                boxes = {size: _box(anchor, at * size, baseline, wide, len(lines)) for size in (NARROW, WIDE)}
                if self._is_free(boxes[room], room) and (cls or self._is_free(boxes[WIDE], WIDE)):
                    for size in (WIDE,) if cls else (NARROW, WIDE):
                        self.taken[size].append(boxes[size])
                    return [
                        text(at, baseline + LINE * number, line, _classes(anchor, cls, point.own and number == 0))
                        for number, line in enumerate(lines)
                    ]
        return []

    def _is_free(self, box: tuple[float, float, float, float], room: int) -> bool:
        left, top, right, bottom = box
        inside = left >= 0 and right <= room and top >= 14 and bottom <= BOTTOM - 2
        return inside and all(
            right < other[0] or left > other[2] or bottom < other[1] or top > other[3] for other in self.taken[room]
        )


def _classes(anchor: str, cls: str, bold: bool) -> str:
    return " ".join(name for name in (anchor, "halo", "b" if bold else "", cls) if name)


def _box(anchor: str, at: float, baseline: float, wide: float, lines: int) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a label [pixels]."""
    left = at - wide if anchor == "end" else at
    return left, baseline - 12, left + wide, baseline + LINE * (lines - 1) + 4
