"""The report as plain tables and lists, as print reads it; of a chart, the numbers and texts that its drawing needs."""

from dataclasses import fields, is_dataclass
from typing import Any

from charts.descriptions import Chart
from charts.printing import print_form
from reports.domain.report import DrawnChart


def to_json(node: Any) -> Any:
    """Return the report, or a part of it, as plain tables and lists."""
    if isinstance(node, DrawnChart):
        return printed(node.chart, label=node.label)
    if is_dataclass(node):
        return {field.name: to_json(getattr(node, field.name)) for field in fields(node)}
    return tuple(map(to_json, node)) if isinstance(node, tuple) else node


def printed(chart: Chart, *, label: str = "") -> dict[str, Any]:
    """Return a chart as its drawing in print reads it, and what `paper` has to know of it.

    Args:
        chart: Any kind but a scatter.
        label: What stands beside it in the margin.
    """
    form = print_form(chart)
    room = {"stays_whole": form.stays_whole, "is_wide": form.is_wide, "is_tall": form.is_tall}
    head = {"label": label, "title": chart.title, "subtitle": chart.subtitle}
    return {**head, "kind": form.drawing, **form.told, "room": room}
