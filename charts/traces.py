"""What the traces of a Plotly figure are made of. Each file in `kinds/` says which its kind has, and its own layout.

Texts are written by the chart's own `format` and go into the hover labels; axes count in k, M, B and T, which need no
language. Names come from people: Plotly reads a few HTML tags in texts, so they are escaped.
"""

import math
import re
from collections.abc import Iterable, Sequence
from functools import singledispatch
from html import escape
from typing import Any

from charts.descriptions import Chart, Format, Spread
from charts.lettering import NARROW, clean, shorten
from charts.palette import Palette
from charts.scales import bounded, written

Json = dict[str, Any]
# Hover labels show what we wrote, and no second box with the name of the trace.
HOVER = "%{text}<extra></extra>"
# Longer names squeeze the plot itself [pixels].
NAME_ROOM = 190.0
# The height of a row with its name, and of what stands above and below all rows [pixels].
ROW, HEAD_AND_FOOT = 48.0, 90.0


def numbers(values: Iterable[float]) -> list[float | None]:
    """Return values as JSON can hold them; Plotly leaves a gap where there is none."""
    return [bounded(float(value)) if math.isfinite(value) else None for value in values]


def named(words: str) -> str:
    """Return a name as Plotly may read it, no wider than leaves room for the plot."""
    return escape(shorten(clean(words), NAME_ROOM), quote=False)


def hover(name: str, value: str) -> str:
    """Return what stands in the label under the pointer: a name, and its value below."""
    # A line break is the only tag: for all others Plotly writes style attributes, which the content policy forbids.
    return f"{escape(clean(name, 120), quote=False)}<br>{escape(clean(value), quote=False)}"


def rows(names: Sequence[str], *, over: float = 8.0, notes: Sequence[Json] = ()) -> Json:
    """Return what a layout of rows has, the first on top: names over their rows, as in the drawing.

    Rows are numbered: two of the same name are still two.

    Args:
        names: One per row.
        over: How far over the middle of its row a name stands [pixels].
        notes: Further annotations.
    """
    names_over_rows = [
        {
            "text": escape(shorten(clean(name), NARROW), quote=False),
            "showarrow": False,
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "y": number,
            "yanchor": "bottom",
            "yshift": over,
        }
        for number, name in enumerate(names)
    ]
    axis = {"range": [len(names) - 0.5, -0.6], "showticklabels": False, "showgrid": False}
    return {
        "yaxis": {**axis, "zeroline": False, "showline": False, "tickvals": [], "fixedrange": True},
        "annotations": [*names_over_rows, *notes],
        "height": HEAD_AND_FOOT + ROW * max(len(names), 1),
    }


def signs(write: Format) -> Json:
    """Return what the caller writes around a number, such as the sign of a currency, for the ticks of an axis."""
    before, zero, after = clean(written(write, 0.0)).partition("0")
    if not zero or re.search(r"\d", after):
        return {}
    return {"tickprefix": escape(before, quote=False), "ticksuffix": escape(after, quote=False)}


def faint(colour: str) -> str:
    """Return a colour thinned as the bands of the drawing are."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"


def plumb(at: float, words: str, palette: Palette, *, colour: str = "", dash: str = "solid") -> Json:
    """Return a vertical line over the whole height with its label on top."""
    if not math.isfinite(at):
        return {}
    line = {"color": colour or palette.accent, "width": 1.5, "dash": dash}
    shape = {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line}
    note = {"x": at, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "text": named(words)}
    return {"shapes": [shape], "annotations": [note] if words else []}


@singledispatch
def plot(chart: Chart, palette: Palette) -> tuple[list[Json], Json]:
    """Return the traces of a chart and what its layout has of its own; each kind registers its own."""
    raise TypeError(f"{type(chart).__name__} cannot be explored")


def error(spreads: Sequence[Spread], colour: str) -> Json:
    """Return the whiskers of points, each from its low to its high end."""
    return {
        "type": "data",
        "symmetric": False,
        "array": numbers(bounded(spread.high) - bounded(spread.likely) for spread in spreads),
        "arrayminus": numbers(bounded(spread.likely) - bounded(spread.low) for spread in spreads),
        "color": colour,
        "thickness": 1.25,
    }


def months(names: Sequence[str]) -> Json:
    """Return an axis of months. They are numbered, because a plan of two years has two Aprils."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [named(name) for name in names],
        "showgrid": False,
        "zeroline": False,
    }
