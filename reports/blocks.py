"""The report as plain tables and lists, as print reads it; of a chart, the numbers and texts that its drawing needs."""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from charts.descriptions import Chart
from charts.printing import print_form
from reports.domain.report import DrawnChart


def to_json(node: Any) -> Any:
    """Return the report, or a part of it, as plain tables and lists."""
    if isinstance(node, str):
        return node
    if isinstance(node, tuple):
        return tuple(map(to_json, node))
    if isinstance(node, DrawnChart):
        return printed(node.chart, label=node.label)
    names = _names_of(node.__class__)
    return {name: to_json(getattr(node, name)) for name in names} if names else node


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    """Return the fields of a dataclass; none of anything else."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


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
