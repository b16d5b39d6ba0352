"""A chart as a Plotly figure, built as plain tables: exploring needs the browser's Plotly, not the server's."""

from collections.abc import Sequence
from functools import singledispatch
from typing import Any

from charts.descriptions import Chart, HeatChart, HistogramChart, LinesChart, RangesChart, ScatterChart, StackedChart

_LIGHT = {
    "paper": "#ffffff",
    "ink": "#14181f",
    "rule": "#d2d8d6",
    "series": ("#1733b0", "#454d59", "#4d67d0", "#79828d", "#9aabec", "#b9c0c5", "#cfd8f7"),
}
_DARK = {
    "paper": "#101a2a",
    "ink": "#edf2f9",
    "rule": "#2a3a51",
    "series": ("#a3baff", "#bcc7d6", "#6685dc", "#8d9bb0", "#3f5cab", "#56657b", "#2a4079"),
}
# The default bar offers to send the data to a public cloud; nothing leaves this server.
CONFIG = {"displaylogo": False, "showSendToCloud": False, "plotlyServerURL": "", "responsive": True}


def figure(chart: Chart, *, dark: bool = False) -> dict[str, Any]:
    """Return data, layout and config for Plotly."""
    palette = _DARK if dark else _LIGHT
    axis = {"gridcolor": palette["rule"], "zerolinecolor": palette["ink"]}
    layout: dict[str, Any] = {
        "paper_bgcolor": palette["paper"],
        "plot_bgcolor": palette["paper"],
        "font": {"color": palette["ink"]},
        "margin": {"t": 24, "r": 16, "b": 48, "l": 72},
        "xaxis": dict(axis),
        "yaxis": dict(axis),
        "hovermode": "closest",
        "legend": {"orientation": "h"},
    }
    data = _data(chart, palette["series"], layout)
    return {"data": data, "layout": layout, "config": dict(CONFIG)}


@singledispatch
def _data(chart: Chart, colours: Sequence[str], layout: dict[str, Any]) -> list[dict[str, Any]]:
    raise TypeError(f"{type(chart).__name__} cannot be explored")


@_data.register
def _ranges(chart: RangesChart, colours: Sequence[str], layout: dict[str, Any]) -> list[dict[str, Any]]:
    rows = list(reversed(chart.rows))
    layout["margin"]["l"] = 200
    error = {
        "type": "data",
        "symmetric": False,
        "array": [row.value.high - row.value.likely for row in rows],
        "arrayminus": [row.value.likely - row.value.low for row in rows],
    }
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [row.value.likely for row in rows],
            "y": [row.name for row in rows],
            "error_x": error,
            "marker": {"color": colours[0], "size": 10},
        }
    ]


@_data.register
def _lines(chart: LinesChart, colours: Sequence[str], layout: dict[str, Any]) -> list[dict[str, Any]]:
    traces: list[dict[str, Any]] = []
    for line, colour in zip(chart.lines, colours, strict=False):
        months = list(range(len(line.likely)))
        band = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"}
        traces += [
            {**band, "x": months, "y": list(line.low)},
            {**band, "x": months, "y": list(line.high), "fill": "tonexty", "fillcolor": f"{colour}33"},
            {
                "type": "scatter",
                "mode": "lines",
                "name": line.name,
                "x": months,
                "y": list(line.likely),
                "line": {"color": colour},
            },
        ]
    layout["xaxis"]["title"] = {"text": chart.x_name}
    return traces


@_data.register
def _stacked(chart: StackedChart, colours: Sequence[str], layout: dict[str, Any]) -> list[dict[str, Any]]:
    layout["barmode"] = "stack"
    layout["bargap"] = 0
    return [
        {
            "type": "bar",
            "name": stack.name,
            "x": list(chart.months),
            "y": list(stack.values),
            "marker": {"color": colours[number % len(colours)]},
        }
        for number, stack in enumerate(chart.stacks)
    ]


@_data.register
def _histogram(chart: HistogramChart, colours: Sequence[str], layout: dict[str, Any]) -> list[dict[str, Any]]:
    middles = [(low + high) / 2 for low, high in zip(chart.edges, chart.edges[1:], strict=False)]
    tints = [colours[0] if middle >= chart.limit else colours[5] for middle in middles]
    layout["bargap"] = 0.02
    return [{"type": "bar", "x": middles, "y": list(chart.counts), "marker": {"color": tints}}]


@_data.register
def _heat(chart: HeatChart, colours: Sequence[str], layout: dict[str, Any]) -> list[dict[str, Any]]:
    layout["margin"]["l"] = 160
    layout["yaxis"]["autorange"] = "reversed"
    scale = [[0, layout["paper_bgcolor"]], [1, colours[0]]]
    return [
        {
            "type": "heatmap",
            "x": list(chart.months),
            "y": [row.name for row in chart.rows],
            "z": [list(row.values) for row in chart.rows],
            "zmin": 0,
            "zmax": 100,
            "colorscale": scale,
        }
    ]


@_data.register
def _scatter(chart: ScatterChart, colours: Sequence[str], layout: dict[str, Any]) -> list[dict[str, Any]]:
    layout["xaxis"] |= {"type": "log", "title": {"text": chart.x_name}}
    layout["yaxis"] |= {"type": "log", "title": {"text": chart.y_name}}
    traces: list[dict[str, Any]] = []
    for own in (False, True):
        points = [one for one in chart.points if one.own is own]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "showlegend": False,
                "x": [one.x for one in points],
                "y": [one.y for one in points],
                "text": [one.name for one in points],
                "marker": {"color": colours[0 if own else 3], "size": 12 if own else 8},
            }
        )
    return traces
