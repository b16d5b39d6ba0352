"""Dots on two logarithmic axes; your own hangs on the plumb line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from charts import traces
from charts.descriptions import Format, Point, ScatterChart, Spread
from charts.ink import Drawing, dimension, dot, horizontal, join, leader, text, upright, vertical
from charts.lettering import LINE, NARROW, ROOMS, WIDE_ROOMS, along, clean, shorten, width
from charts.palette import Palette
from charts.placing import Board, Spot
from charts.scales import LogScale, bounded, written, written_range
from charts.svg import drawing
from charts.table import ChartTable, table

HEIGHT, TOP, BOTTOM = 340.0, 34.0, 290.0
LEFT, RIGHT = 0.03, 0.97
# Where a label may stand from its dot: anchor, pixels right and down, and what it costs to stand there. Published runs
# lie along a diagonal, so that there is room above at the left and below at the right.
SPOTS = (
    ("", 11.0, 4.0, 0.0),
    ("end", -11.0, 4.0, 0.0),
    ("mid", 0.0, -11.0, 2.0),
    ("mid", 0.0, 21.0, 2.0),
    ("end", -9.0, -8.0, 1.0),
    ("", 9.0, 17.0, 1.0),
    ("", 9.0, -8.0, 2.0),
    ("end", -9.0, 17.0, 2.0),
    ("end", -18.0, -24.0, 8.0),
    ("", 18.0, 34.0, 8.0),
    ("", 18.0, -24.0, 9.0),
    ("end", -18.0, 34.0, 9.0),
    ("mid", -6.0, -30.0, 10.0),
    ("mid", 6.0, 42.0, 10.0),
    ("mid", -10.0, -48.0, 14.0),
    ("mid", 10.0, 60.0, 14.0),
    ("end", -28.0, -42.0, 12.0),
    ("", 28.0, 52.0, 12.0),
    ("end", -40.0, -64.0, 16.0),
    ("", 40.0, 74.0, 16.0),
)
# A label that is missing on phones costs as much as hiding five dots; another order is tried above this cost a label.
MISSING, GOOD = 200.0, 12.0
# Beyond this a hairline leads from the dot to its label [pixels].
NEAR = 13.0


@drawing.register
def draw_scatter(chart: ScatterChart) -> Drawing | None:
    points = [point for point in chart.points if _has_place(point.x) and _has_place(point.y)]
    if not points:
        return None
    own = [point for point in points if point.own]
    x = LogScale.around([*(point.x for point in points), *_ends(own, "x")], LEFT, RIGHT)
    y = LogScale.around([*(point.y for point in points), *_ends(own, "y")], BOTTOM, TOP)
    marks = y.ticks()
    parts = [horizontal(y(value), "grid") for value in marks] + [horizontal(BOTTOM, "axis")]
    parts += [text(0, y(value) - 5, _figure(chart.format, value), "halo") for value in marks]
    parts += along([(x(value), written(chart.x_format, value)) for value in x.ticks(5)], BOTTOM + 18)
    parts += [
        text(0, 12, shorten(clean(chart.y_name), NARROW)),
        text(1, HEIGHT - 8, shorten(clean(chart.x_name), NARROW), "end"),
    ]
    parts += [_dot(point, x, y) for point in points if not point.own]
    parts += [_own(point, x, y) for point in own]
    return Drawing(HEIGHT, parts + _labels(chart, points, x, y))


def _labels(chart: ScatterChart, points: list[Point], x: LogScale, y: LogScale) -> list[SafeString]:
    """Return the labels of your own dot and of the landmarks, in the order that hides the fewest dots."""
    own = [point for point in points if point.own]
    landmarks = sorted((point for point in points if point.labelled and not point.own), key=lambda point: -point.y)
    least, best = math.inf, []
    for order in (landmarks, landmarks[::-1]):
        board, cost, parts = _board(chart, points, x, y), 0.0, []
        for point in [*own, *order]:
            drawn, paid = _label(point, _lines(point, chart), x(point.x), y(point.y), board)
            parts += drawn
            cost += paid
        if cost < least:
            least, best = cost, parts
        if least <= GOOD * len(order):
            break
    return best


def _has_place(value: float) -> bool:
    return math.isfinite(value) and value > 0 and bounded(value) == value


def _ends(own: list[Point], axis: str) -> list[float]:
    """Return how far the error bars of your own dots reach."""
    spreads = [point.x_spread if axis == "x" else point.spread for point in own]
    return [end for spread in spreads if spread is not None for end in (spread.low, spread.high) if _has_place(end)]


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
    name = clean(point.name)
    # What is said in brackets at the end of a name is the first that can be missed.
    short = name if width(name, bold=point.own) <= NARROW / 2 else name.partition(" (")[0]
    lines = [shorten(short, NARROW / 2, bold=point.own)]
    if point.own and point.spread is not None:
        ends = f"{written_range(chart.format, point.spread.low, point.spread.high)} {chart.y_name}"
        lines.append(shorten(clean(ends), NARROW * 0.6))
    return lines


def _board(chart: ScatterChart, points: list[Point], x: LogScale, y: LogScale) -> Board:
    """Return what is taken before the first label: the dots, your plumb line, the figures of the axis."""
    dots = [(x(point.x), y(point.y)) for point in points]
    for point in points:
        if point.own:
            at, height = x(point.x), y(point.y)
            dots += [(at, TOP + step) for step in range(-14, round(height - TOP), 6)]
            dots += [(x(end), height) for end in _along(point.x_spread)]
            dots += [(at, y(end)) for end in _along(point.spread)]
    board = Board(TOP - 10, BOTTOM - 2, dots)
    for value in y.ticks():
        board.take(Spot(0, y(value) - 5), [_figure(chart.format, value)])
    return board


def _along(spread: Spread | None) -> list[float]:
    """Return places along an error bar, on a logarithmic scale."""
    if spread is None or not _has_place(spread.low) or not _has_place(spread.high):
        return []
    return [spread.low * (spread.high / spread.low) ** (part / 12) for part in range(13)]


def _figure(write: Format, value: float) -> str:
    return shorten(clean(written(write, value)), 90)


def _label(point: Point, lines: list[str], x: float, y: float, board: Board) -> tuple[list[SafeString], float]:
    """Return a point's label and what it costs to have it there.

    Where a phone has no room it stands in wide charts only, and where they have none, nowhere. Your own always stands.
    """
    spots = [
        Spot(x, y + dy - (LINE * (len(lines) - 1) if dy < 0 else 0), anchor, dx, cost) for anchor, dx, dy, cost in SPOTS
    ]
    rooms: tuple[int, ...] = ROOMS
    cls = ""
    placed = board.find(spots, lines, bold=point.own)
    if not placed.is_free and not point.own:
        rooms, cls = WIDE_ROOMS, "lg"
        placed = board.find(spots, lines, rooms=rooms)
        if not placed.is_free:
            return [], 2 * MISSING
    spot = placed.spot
    board.take(spot, lines, bold=point.own, rooms=rooms)
    parts = [
        text(x, spot.y + LINE * number, line, _classes(spot.anchor, cls, bold=point.own and not number), dx=spot.dx)
        for number, line in enumerate(lines)
    ]
    reach = spot.y - y + (LINE * (len(lines) - 1) + 4 if spot.y < y else -12)
    if max(abs(spot.dx), abs(reach)) > NEAR:
        parts.append(leader(x, y, spot.dx, reach, 9 if point.own else 6, cls))
    return parts, placed.cost + (MISSING if cls else 0)


def _classes(anchor: str, cls: str, *, bold: bool) -> str:
    return " ".join(name for name in (anchor, "halo", "b" if bold else "", cls) if name)


@traces.plot.register
def plot_scatter(chart: ScatterChart, palette: Palette) -> tuple[list[traces.Json], traces.Json]:
    points = [point for point in chart.points if point.x > 0 and point.y > 0 and math.isfinite(point.x + point.y)]
    own, others = [point for point in points if point.own], [point for point in points if not point.own]
    low, high = min((point.x for point in points), default=1.0), max((point.x for point in points), default=1.0)
    middle = math.sqrt(low) * math.sqrt(high)
    shown = [_shown(chart, part, palette, middle, own=part is own) for part in (others, own)]
    axes = {
        "xaxis": _powers([point.x for point in points], chart.x_format, chart.x_name),
        "yaxis": _powers([point.y for point in points], chart.format, chart.y_name),
    }
    return [trace for trace in shown if trace["x"]], axes


def _powers(values: Sequence[float], write: Format, name: str) -> traces.Json:
    """Return a logarithmic axis. Its ticks are written by us: Plotly raises exponents by style attributes."""
    ticks = LogScale.around(values or [1.0], 0, 1).ticks(8)
    return {
        "type": "log",
        "tickvals": ticks,
        "ticktext": [escape(clean(written(write, value)), quote=False) for value in ticks],
        "title": {"text": escape(shorten(clean(name), NARROW), quote=False), "font": {"size": 13}},
    }


def _shown(chart: ScatterChart, points: Sequence[Point], palette: Palette, middle: float, *, own: bool) -> traces.Json:
    symbols = ["circle-open" if point.hollow and not own else "circle" for point in points]
    trace: traces.Json = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [point.x for point in points],
        "y": [point.y for point in points],
        "marker": {"color": palette.accent if own else palette.ink3, "size": 13 if own else 8, "symbol": symbols},
        "text": [traces.named(point.name.partition(" (")[0]) if point.labelled or own else "" for point in points],
        # Runs lie along a diagonal: there is room inside, above it at the right and below it at the left.
        "textposition": ["top left" if point.x >= middle else "bottom right" for point in points],
        "cliponaxis": False,
        "hovertext": [
            traces.hover(
                point.name, f"{chart.x_format(point.x)} {chart.x_name}, {chart.format(point.y)} {chart.y_name}"
            )
            for point in points
        ],
        "hovertemplate": traces.HOVER.replace("text", "hovertext"),
    }
    if own:
        exact = [_Exact(point.x, point.x, point.x) for point in points], [_Exact(p.y, p.y, p.y) for p in points]
        spreads = (
            [point.x_spread or same for point, same in zip(points, exact[0], strict=True)],
            [point.spread or same for point, same in zip(points, exact[1], strict=True)],
        )
        trace |= {
            "error_x": traces.error(spreads[0], palette.accent),
            "error_y": traces.error(spreads[1], palette.accent),
        }
    return trace


@dataclass(frozen=True)
class _Exact:
    """A range without width."""

    low: float
    likely: float
    high: float


@table.register
def list_scatter(chart: ScatterChart) -> ChartTable:
    rows = [
        (point.name, _point(chart.x_format, point.x, point.x_spread), _point(chart.format, point.y, point.spread))
        for point in sorted(chart.points, key=lambda point: not point.own)
    ]
    return ChartTable(chart.table_head or ("", chart.x_name, chart.y_name), tuple(rows))


def _point(write: Format, value: float, spread: Spread | None) -> str:
    """Return a coordinate, and behind it how far it may lie off."""
    if spread is None or spread.low == spread.high:
        return written(write, value)
    return f"{written(write, value)} ({written_range(write, spread.low, spread.high)})"
