"""Layers by month in steps: spend is booked by the month, so it is drawn by the month."""

import math
from collections.abc import Sequence

from charts.descriptions import StackedChart
from charts.ink import Drawing, horizontal, inner, polygon, polyline, text
from charts.lettering import clean, columns, label, shorten
from charts.scales import Scale, bounded, written

HEIGHT, TOP, BOTTOM = 280.0, 30.0, 250.0
# The last part is left to the figures of the gridlines.
RIGHT = 0.92
TINTS = 7


def tint(number: int) -> str:
    """Return the class of a layer: seven tints, then again from the first."""
    return f"f{number % TINTS + 1}"


def draw_stacked(chart: StackedChart) -> Drawing | None:
    count = len(chart.months)
    layers = [_known(stack.values, count) for stack in chart.stacks]
    if not count or not any(map(any, layers)):
        return None
    # What is negative, such as a credit, is stacked below the axis.
    above = [bounded(sum(max(layer[month], 0.0) for layer in layers)) for month in range(count)]
    below = [bounded(sum(min(layer[month], 0.0) for layer in layers)) for month in range(count)]
    y = Scale.around([*above, *below], BOTTOM, TOP)
    shapes = []
    up, down = [0.0] * count, [0.0] * count
    for number, layer in enumerate(layers):
        start = [up[month] if value >= 0 else down[month] for month, value in enumerate(layer)]
        end = [bounded(base + value) for base, value in zip(start, layer, strict=True)]
        up = [max(old, new) for old, new in zip(up, end, strict=True)]
        down = [min(old, new) for old, new in zip(down, end, strict=True)]
        if any(layer):
            shapes.append(polygon([*_steps(end, y), *reversed(_steps(start, y))], f"{tint(number)} cut"))
    shapes.append(polyline(_steps(above, y), "thin"))
    marks = [value for value in y.ticks() if value]
    parts = [horizontal(y(value), "grid") for value in marks]
    parts += [inner(HEIGHT, shapes), horizontal(y(0), "axis")]
    parts += [text(1, y(value) - 5, shorten(clean(written(chart.format, value)), 120), "end halo") for value in marks]
    middles = [RIGHT * (month + 0.5) / count for month in range(count)]
    parts += columns(middles, chart.months, HEIGHT - 8, RIGHT)
    peak = max(range(count), key=above.__getitem__)
    if above[peak]:
        parts.append(label(middles[peak], y(above[peak]) - 8, written(chart.format, above[peak]), "halo", bold=True))
    return Drawing(HEIGHT, parts)


def _known(values: Sequence[float], count: int) -> list[float]:
    """Return one value per month; what is missing or no number costs nothing."""
    found = [bounded(value) if math.isfinite(value) else 0.0 for value in values[:count]]
    return found + [0.0] * (count - len(found))


def _steps(values: Sequence[float], y: Scale) -> list[tuple[float, float]]:
    return [(RIGHT * (month + side) / len(values), y(value)) for month, value in enumerate(values) for side in (0, 1)]
