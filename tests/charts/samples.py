"""One chart of each kind, and the texts and numbers that break drawings elsewhere."""

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path

from charts.descriptions import (
    ChartLine,
    HeatChart,
    HeatRow,
    HistogramChart,
    LinesChart,
    Point,
    RangeRow,
    RangesChart,
    ScatterChart,
    Stack,
    StackedChart,
    TornadoChart,
    TornadoRow,
)

HOSTILE = [
    text
    for name, texts in json.loads((Path(__file__).parents[1] / "hostile_inputs.json").read_text()).items()
    if name != "note"
    for text in texts
] + [
    "",
    "A" * 3000,
    "Überprüfungsverantwortlichkeit der Datenschutzgrundverordnung",
    "件名の自動仕分け" * 9,
    "\x00\x1b[0m\ufffe\ud800",
]
ODD = [math.nan, math.inf, -math.inf, 1e300, -1e300, 1.7e308, 5e-324, -1.0, 0.0, -0.0]


@dataclass(frozen=True)
class Ends:
    low: float
    likely: float
    high: float


def money(value):
    return f"${value:,.0f}" if abs(value) < 1e15 else f"${value:.3g}"


def said(**fields):
    texts = {"id": "test.chart", "title": "A finding", "subtitle": "What is drawn", "label": "One sentence"}
    return {**texts, "format": money, **fields}


def ranges(names=("Team", "Compute"), values=((10, 20, 40), (1, 2, 3)), **fields):
    rows = [
        RangeRow(name=name, value=Ends(*ends), strong=not n)
        for n, (name, ends) in enumerate(zip(names, values, strict=False))
    ]
    return RangesChart(**said(rows=rows, **fields))


def lines(names=("Rent", "Buy"), values=((0, 10, 20, 30), (15, 17, 19, 21)), **fields):
    found = [
        ChartLine(name=name, low=[v * 0.8 for v in likely], likely=likely, high=[v * 1.3 for v in likely])
        for name, likely in zip(names, values, strict=False)
    ]
    return LinesChart(**said(lines=found, x_name="month", **fields))


def stacked(names=("Engineer", "Expert"), values=((10, 20, 30), (5, 5, 0)), months=("Jan", "Feb", "Mar"), **fields):
    stacks = [Stack(name=name, values=layer) for name, layer in zip(names, values, strict=False)]
    return StackedChart(**said(stacks=stacks, months=months, **fields))


def histogram(edges=(-10, 0, 10, 20), counts=(2, 5, 3), limit=0.0, below="20 in 100 lose", above="80 in 100 gain"):
    return HistogramChart(**said(edges=edges, counts=counts, limit=limit, below_label=below, above_label=above))


def heat(names=("Engineer", "Expert"), values=((0, 50, 100), (20, 30, 60)), months=("Jan", "Feb", "Mar"), **fields):
    rows = [HeatRow(name=name, values=cells) for name, cells in zip(names, values, strict=False)]
    return HeatChart(**said(rows=rows, months=months, **fields) | {"format": "{:.0f}".format})


def tornado(names=("Volume", "Price"), values=((-10, 50), (15, 30)), base=20.0, **fields):
    rows = [
        TornadoRow(name=name, low=low, high=high, text="2 to 3")
        for name, (low, high) in zip(names, values, strict=False)
    ]
    return TornadoChart(**said(rows=rows, base=base, **fields))


def scatter(names=("Your run", "Llama 2 7B"), places=((1e20, 1e2), (8e22, 184_320)), **fields):
    points = [
        Point(name=name, x=x, y=y, own=not n, labelled=True, spread=Ends(y / 2, y, y * 2) if not n else None)
        for n, (name, (x, y)) in enumerate(zip(names, places, strict=False))
    ]
    return ScatterChart(**said(points=points, x_name="FLOP", y_name="GPU-hours", x_format="{:.0e}".format, **fields))


ALL = {
    "ranges": ranges(mark=30.0, mark_label="your budget $30"),
    "lines": lines(mark=Ends(1, 2, 3), mark_label="even in month 2"),
    "stacked": stacked(),
    "histogram": histogram(),
    "heat": heat(),
    "tornado": tornado(base_label="likely $20"),
    "scatter": scatter(),
}


def named(kind, name):
    """A chart of a kind in which every text that people can write says `name`."""
    texts = {"title": name, "subtitle": name, "label": name, "source": name}
    fill = {
        "ranges": lambda: ranges((name, name), mark=30.0, mark_label=name),
        "lines": lambda: lines((name, name), mark=Ends(1, 2, 3), mark_label=name),
        "stacked": lambda: stacked((name, name), months=(name, name, name)),
        "histogram": lambda: histogram(below=name, above=name),
        "heat": lambda: heat((name, name), months=(name, name, name)),
        "tornado": lambda: tornado((name, name), base_label=name),
        "scatter": lambda: scatter((name, name)),
    }
    return replace(fill[kind](), **texts)


def valued(kind, numbers):
    """A chart of a kind that shows these numbers wherever a number goes, as far as they reach."""
    pairs = list(zip(numbers, reversed(numbers), strict=False))
    names = [f"Name {n}" for n in range(len(numbers))]
    first = numbers[0] if numbers else 0.0
    fill = {
        "ranges": lambda: ranges(names, [(a, b, a) for a, b in pairs], mark=first, mark_label="mark"),
        "lines": lambda: lines(("Rent", "Buy now"), (numbers, list(reversed(numbers))), mark=Ends(first, first, first)),
        "stacked": lambda: stacked(("One", "Two"), (numbers, list(reversed(numbers))), names),
        "histogram": lambda: HistogramChart.from_draws(
            numbers, **said(limit=first, below_label="lose", above_label="gain")
        ),
        "heat": lambda: heat(("One",), (numbers,), names),
        "tornado": lambda: tornado(names, pairs, base=first),
        "scatter": lambda: scatter(names, pairs),
    }
    return fill[kind]()
