"""A chart as a Plotly figure, built as plain tables: exploring needs the browser's Plotly, not the server's."""

from typing import Any

from charts.descriptions import Chart
from charts.palette import DARK, LIGHT, Palette
from charts.traces import plot

Json = dict[str, Any]
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def figure(chart: Chart, *, dark: bool = False) -> Json:
    """Return data, layout and config for Plotly, as JSON can hold them."""
    palette = DARK if dark else LIGHT
    data, special = plot(chart, palette)
    layout = _layout(palette)
    for name, value in special.items():
        layout[name] = {**layout[name], **value} if isinstance(layout.get(name), dict) else value
    return {"data": data, "layout": layout, "config": _config(chart)}


def _config(chart: Chart) -> Json:
    """Return what the figure may do: its usual buttons offer to send the data to a public cloud."""
    return {
        "displaylogo": False,
        "showSendToCloud": False,
        "showEditInChartStudio": False,
        "plotlyServerURL": "",
        "responsive": True,
        "toImageButtonOptions": {"filename": chart.id},
    }


def _layout(palette: Palette) -> Json:
    axis = {
        "gridcolor": palette.rule,
        "linecolor": palette.ink,
        "zerolinecolor": palette.ink,
        "exponentformat": "B",
        "automargin": True,
    }
    return {
        "paper_bgcolor": palette.sheet,
        "plot_bgcolor": palette.sheet,
        "font": {"color": palette.ink2, "family": FONT, "size": 13},
        "colorway": list(palette.tints),
        "margin": {"t": 32, "r": 16, "b": 48, "l": 16},
        "xaxis": dict(axis),
        "yaxis": dict(axis),
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.sheet, "bordercolor": palette.ink2, "font": {"color": palette.ink}},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        "showlegend": False,
    }
