"""Template tags of the house: icons, ranges, quantities, figures and charts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from charts import marks, svg
from charts.table import table
from projects.domain.answers import Answer, State
from projects.domain.fields import FieldType
from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.formatting import Formatter

register = template.Library()

_ICONS = {
    "check": "M2.5 8.5l3.5 4 7.5-9", "cross": "M3 3l10 10M13 3L3 13", "plus": "M8 2v12M2 8h12",
    "alert": "M8 1.8L15 14.2H1zM8 6.2v4M8 11.6v1", "note": "M2.5 2.5h11v8h-6l-3.5 3v-3h-1.5z",
    "share": "M5.5 10.5L14 2M8.5 2H14v5.5M6 3H2v11h11v-4", "menu": "M1.5 4h13M1.5 8h13M1.5 12h13",
    "line": "M8 1v7M5.5 8h5v2.5L8 15l-2.5-4.5z", "undo": "M2.5 6h7a4 4 0 010 8h-4M5.5 2.5L2 6l3.5 3.5",
    "next": "M2 8h11M9 3.5L13.5 8 9 12.5",
}  # fmt: skip
_KNOT_WORDS = {"todo": "not started", "part": "started", "done": "done", "warn": "needs a fix"}


def _formatter(context: Context | Mapping[str, Any]) -> Formatter:
    workspace = context.get("workspace")
    found: Formatter = workspace.formatter if workspace else context["formatter"]
    return found


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', _ICONS[name])


@register.simple_tag(takes_context=True)
def dim(context: Context, value: Range, unit: str = "") -> SafeString:
    write = _formatter(context).bare(unit)
    line = marks.range_line(value.low, value.likely, value.high)
    return format_html("<span>{}</span>{}<span>{}</span>", write(value.low), line, write(value.high))


@register.simple_tag(takes_context=True)
def quantity(context: Context, value: float, unit: str = "") -> str:
    return _formatter(context).quantity(value, unit)


@register.simple_tag(takes_context=True)
def quantity_compact(context: Context, value: float, unit: str = "") -> str:
    return _formatter(context).quantity(value, unit, compact=True)


@register.simple_tag(takes_context=True)
def bare_compact(context: Context, value: float, unit: str = "") -> str:
    return _formatter(context).bare(unit)(value)


@register.simple_tag(takes_context=True)
def range_words(context: Context, value: Range, unit: str = "") -> str:
    return _formatter(context).range(value, unit)


@register.simple_tag
def squares(assumed: int, total: int) -> SafeString:
    return marks.squares(assumed, total)


@register.simple_tag
def steps(count: int) -> SafeString:
    return marks.verdict_steps(count)


@register.simple_tag
def knot(state: str) -> SafeString:
    tick = icon("check") if state == "done" else ""
    return format_html('<span class="knot k-{}">{}<span class="vh">{}</span></span>', state, tick, gettext(_KNOT_WORDS[state]))


@register.inclusion_tag("_figure_card.html", takes_context=True)
def figure_card(context: Context, figure: Figure) -> dict[str, Any]:
    return {"figure": figure, "workspace": context.get("workspace"), "formatter": context["formatter"]}


@register.inclusion_tag("_chart.html", takes_context=True)
def chart(context: Context, description: Any) -> dict[str, Any]:
    return {
        "chart": description,
        "drawing": svg.draw(description),
        "table": table(description),
        "workspace": context.get("workspace"),
    }


@register.filter
def as_range(value: Any) -> Range:
    return value if isinstance(value, Range) else Range.from_json(value)


@register.filter
def day(value: date | str | None) -> str:
    return Formatter.for_reader().date(value)


@register.filter
def clock(value: datetime) -> str:
    return Formatter.for_reader().time(value)


@register.filter
def moment(value: datetime) -> str:
    return Formatter.for_reader().moment(value)


@register.filter
def slug_id(value: str) -> str:
    return value.replace(".", "-")


@register.filter
def unit(value: str) -> str:
    return Formatter.for_reader().unit(value)


@register.filter
def unit_words(value: str, workspace: Any) -> str:
    words: str = workspace.formatter.unit(value)
    return words


@register.filter
def answer_text(answer: Answer, workspace: Any) -> str:
    """Say an answer as text: what the report, the history and a conflict show of it."""
    return say_answer(answer, workspace)


def say_answer(answer: Answer, workspace: Any) -> str:
    match answer.state:
        case State.BLANK:
            return gettext("(blank)")
        case State.UNKNOWN:
            due = workspace.formatter.date(answer.find_out_by)
            return gettext("Not yet known") + "".join(f", {part}" for part in (answer.owner, due) if part)
        case State.NOT_RELEVANT:
            return gettext("Not relevant") + (f": {answer.reason}" if answer.reason else "")
    one = workspace.catalogue.fields.get(answer.field_id)
    return say_value(one, answer.value, workspace.formatter) if one else str(answer.value)


def say_value(one: Any, value: Any, formatter: Formatter) -> str:
    match one.type:
        case FieldType.RANGE:
            return formatter.range(Range.from_json(value), one.unit)
        case FieldType.NUMBER:
            return formatter.quantity(value, one.unit)
        case FieldType.DATE:
            return formatter.date(value)
        case FieldType.ONE_CHOICE | FieldType.SCALE:
            return _label(one, value)
        case FieldType.MANY_CHOICE:
            return ", ".join(_label(one, item) for item in value)
        case FieldType.PERSON if isinstance(value, dict):
            return ", ".join(part for part in (value.get("name"), value.get("role")) if part)
        case FieldType.TABLE:
            return "\n".join(_row(one, row, formatter) for row in value)
    return str(value)


def _label(one: Any, value: object) -> str:
    return next((choice.label for choice in one.choices if choice.value == value), str(value))


def _row(one: Any, row: Mapping[str, Any], formatter: Formatter) -> str:
    cells = (
        f"{column.label}: {say_value(column, row[column.id], formatter)}" for column in one.columns if column.id in row
    )
    return "; ".join(cells)


