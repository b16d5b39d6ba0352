"""Template tags and filters of every page; built in, so that no template loads them.

Numbers, money and dates go through the Formatter of the page's project (`workspace.formatter`), or of the reader
where a page belongs to no project.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from projects.access import Workspace
from projects.checking import Checkable
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.fields import Field, FieldType, Section, slug_id
from projects.domain.figures import Figure, Origin
from projects.domain.ranges import Range
from projects.domain.text import beginning
from projects.domain.topics import Topic, TopicKind
from projects.explaining import say_told
from projects.formatting import Formatter, hundredths_of
from projects.pages import AskedPart, AskedQuestion, by_part
from projects.said_tables import SaidRow, rows_of
from projects.suggestions import Assumed, Proposed, TakenOver, assumed, is_usual, problem_of, proposed, taken_over
from projects.threads import may_discuss, open_threads
from projects.wording import row_title, say_answer, say_range, say_row, say_value

register = template.Library()

# Drawn by us on a grid of 16 × 16; the style sheet strokes them in the colour of the text.
SYMBOLS = {
    "check": '<path d="M2.5 8.5l3.5 4 7.5-9"/>',
    "cross": '<path d="M3 3l10 10M13 3L3 13"/>',
    "plus": '<path d="M8 2v12M2 8h12"/>',
    "alert": '<path d="M8 1.8L15 14.2H1z"/><path d="M8 6.2v4M8 11.6v1"/>',
    "note": '<path d="M2.5 2.5h11v8h-6l-3.5 3v-3h-1.5z"/>',
    "share": '<path d="M5.5 10.5L14 2M8.5 2H14v5.5M6 3H2v11h11v-4"/>',
    "menu": '<path d="M1.5 4h13M1.5 8h13M1.5 12h13"/>',
    "down": '<path d="M3 5.5l5 5.5 5-5.5"/>',
    "up": '<path d="M3 10.5l5-5.5 5 5.5"/>',
    "copy": '<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/>',
    "line": '<path d="M8 1v7M5.5 8h5v2.5L8 15l-2.5-4.5z"/>',
    "calendar": '<path d="M2 3.5h12v11H2zM2 7h12M5 1.5v3.5M11 1.5v3.5"/>',
    "clock": '<circle cx="8" cy="8" r="6.3"/><path d="M8 4v4.3l3 1.7"/>',
    "redo": '<path d="M13.5 6h-7a4 4 0 000 8h4M10.5 2.5L14 6l-3.5 3.5"/>',
    "undo": '<path d="M2.5 6h7a4 4 0 010 8h-4M5.5 2.5L2 6l3.5 3.5"/>',
    "next": '<path d="M2 8h11M9 3.5L13.5 8 9 12.5"/>',
    "previous": '<path d="M14 8H3M7 3.5L2.5 8 7 12.5"/>',
    "file": '<path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M8 7v5M5.5 9.7L8 12.2l2.5-2.5"/>',
    "link": '<path d="M6.5 9.5l3-3M7 4.5l1.8-1.8a3.2 3.2 0 014.5 4.5L11.5 9"/>'
    '<path d="M9 11.5l-1.8 1.8a3.2 3.2 0 01-4.5-4.5L4.5 7"/>',
}
# What points along the line of writing turns round where it runs from right to left.
_DIRECTED = {"next", "previous", "redo", "undo"}

KNOTS = {
    "todo": gettext_lazy("not started"),
    "part": gettext_lazy("started"),
    "done": gettext_lazy("done"),
    "warn": gettext_lazy("needs a fix"),
}


def formatter_of(context: template.Context) -> Formatter:
    """Return the formatter of the page: the project's, else the reader's."""
    workspace = context.get("workspace")
    formatter = workspace.formatter if workspace else context.get("formatter")
    return formatter if isinstance(formatter, Formatter) else Formatter.for_reader()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a symbol beside a word; it is hidden from screen readers, the word is not."""
    turn = " turn" if name in _DIRECTED else ""
    return mark_safe(f'<svg class="i{turn}" viewBox="0 0 16 16" aria-hidden="true">{SYMBOLS[name]}</svg>')


@register.simple_tag
def knot(state: str) -> SafeString:
    """Draw a section's knot on the plumb line: todo, part, done or warn."""
    tick = icon("check") if state == "done" else ""
    return format_html('<span class="knot k-{}">{}<span class="vh">{}</span></span>', state, tick, KNOTS[state])


@register.simple_tag(takes_context=True)
def quantity(context: template.Context, value: float, unit: str = "") -> str:
    return formatter_of(context).quantity(value, unit)


@register.simple_tag(takes_context=True)
def quantity_compact(context: template.Context, value: float, unit: str = "") -> str:
    return formatter_of(context).quantity(value, unit, compact=True)


@register.simple_tag(takes_context=True)
def effort(context: template.Context, minutes: float) -> str:
    return formatter_of(context).effort(minutes)


@register.simple_tag(takes_context=True)
def assumed_for(context: template.Context, field: Field) -> Assumed | None:
    """Return what stands in for the answer to a field while nobody knows it."""
    workspace = context.get("workspace")
    return assumed(workspace, field) if workspace else None


@register.simple_tag(takes_context=True)
def proposed_for(context: template.Context, field: Field) -> Proposed | None:
    """Return what answers elsewhere lead to at a field."""
    workspace = context.get("workspace")
    return proposed(workspace, field.id) if workspace else None


@register.simple_tag(takes_context=True)
def say_assumed(context: template.Context, field: Field, said: Assumed | Proposed) -> str:
    """Say an assumption the way an answer to its field is said."""
    write = formatter_of(context)
    if field.is_number:
        return say_range(_range(said.value), field.unit, write)
    return say_value(field, said.value, write)


@register.simple_tag(takes_context=True)
def problem_at(context: template.Context, field: Field) -> str:
    """Return what is wrong with an answer that reads well."""
    workspace = context.get("workspace")
    return problem_of(workspace, field.id) if workspace else ""


@register.simple_tag(takes_context=True)
def brings(context: template.Context, field: Field, answer: Answer) -> TakenOver | None:
    """Return what follows from a name that was answered."""
    workspace = context.get("workspace")
    if workspace is None or field.type is not FieldType.SHORT_TEXT or answer.state is not AnswerState.KNOWN:
        return None
    return taken_over(workspace, field.id, str(answer.value))


@register.simple_tag(takes_context=True)
def check_of(context: template.Context, answer: Answer) -> Checkable | None:
    """Return whether an answer is checked, and whether its reader may check it."""
    workspace = context.get("workspace")
    return Checkable(workspace, answer) if workspace else None


@register.simple_tag(takes_context=True)
def author(context: template.Context, who: str, person: int | None = None, *, after_by: bool = False) -> str:
    """Name whoever wrote something: an owner who has given no name reads "you", everybody else who it is."""
    workspace = context.get("workspace")
    return workspace.name_author(who or "", person, after_by=after_by) if workspace else who or _("the owner")


@register.simple_tag(takes_context=True)
def precise(context: template.Context, value: float, unit: str = "") -> str:
    """Write a value with its unit and the digits that somebody calculates on."""
    return formatter_of(context).precise(value, unit)


@register.simple_tag(takes_context=True)
def bare_compact(context: template.Context, value: float, unit: str = "") -> str:
    """Write a number short, with the sign of money or per cent and without any other unit."""
    return formatter_of(context).bare(unit)(value)


@register.simple_tag(takes_context=True)
def cell_of_money(context: template.Context, value: float, row: Range) -> str:
    """Write an amount of a row of a table: without cents beside amounts from 100 up."""
    return formatter_of(context).bare("money")(round(value) if row.high >= 100 else value)


@register.simple_tag(takes_context=True)
def range_words(context: template.Context, value: Range | dict[str, float] | float | None, unit: str = "") -> str:
    """Say a range or a number in words: 38,000 to 46,000, likely 42,000 mails."""
    return "" if value is None else say_range(_range(value), unit, formatter_of(context))


class RowRead(NamedTuple):
    """The numbers of a table's row as they were read."""

    number: int
    title: str
    text: str


@register.simple_tag(takes_context=True)
def numbers_read(context: template.Context, field: Field, rows: Any) -> list[RowRead]:
    """Say how the numbers of each row of a table were read; rows without numbers are left out."""
    write = formatter_of(context)
    columns = tuple(column for column in field.columns if column.is_number)
    said = ((number, row, say_row(columns, row, write)) for number, row in enumerate(rows or (), start=1))
    return [RowRead(number, row_title(field, row), text) for number, row, text in said if text]


@register.filter
def as_range(value: Range | dict[str, float] | float | None) -> Range | None:
    return None if value is None else _range(value)


@register.filter
def unit_words(unit: str, workspace: Any = None) -> str:
    """Say a unit, money as the sign of the project's currency. Also takes a Formatter in place of the workspace."""
    formatter = getattr(workspace, "formatter", workspace)
    return (formatter if isinstance(formatter, Formatter) else Formatter.for_reader()).unit(unit)


register.filter("unit", unit_words)


@register.filter
def in_words(text: str) -> str:
    """Say a text of the domain in the reader's language, with its values."""
    return say_told(text)


@register.filter
def day(value: date | str | None) -> str:
    return Formatter.for_reader().date(value)


@register.filter
def moment(value: datetime | None) -> str:
    return Formatter.for_reader().moment(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    return Formatter.for_reader().time(value) if value else ""


register.filter(slug_id)


@register.filter
def answer_of(answers: Answers, field_id: str) -> Answer:
    """Return the answer to a field; a blank one where nobody said anything."""
    return answers[field_id]


@register.filter
def answer_text(answer: Answer, workspace: Any) -> str:
    """Say an answer in plain text."""
    catalogue = workspace.catalogue
    return say_answer(answer, catalogue.field_of(answer.field_id), workspace.formatter, catalogue.named)


@register.filter
def answer_rows(answer: Answer, workspace: Any) -> tuple[SaidRow, ...]:
    """Say an answer that is a table row by row; nothing where it is none."""
    return rows_of(answer, workspace.catalogue.field_of(answer.field_id), workspace.formatter)


@register.filter(name="beginning", is_safe=False)
def beginning_of(text: object, longest: int) -> str:
    """Return the beginning of a text, at most so many characters, cut between two words."""
    return beginning(str(text), longest)


@register.simple_tag(takes_context=True)
def figure_card(context: template.Context, figure: Figure) -> SafeString:
    """Show a result: label, likely value, range, how many of its inputs are assumptions, and the way to its formula."""
    return _show_figure(context, figure, "_figure_card.html")


@register.simple_tag(takes_context=True)
def figure_row(context: template.Context, figure: Figure) -> SafeString:
    """Show a result as one line of a sheet; it opens in its place as a card does."""
    return _show_figure(context, figure, "_figure_row.html")


def _show_figure(context: template.Context, figure: Figure, name: str) -> SafeString:
    # A reader who holds a link only cannot open the pages of the project.
    workspace = None if context.get("read_only") else context.get("workspace")
    way = (
        (workspace.project.pk, workspace.scenario.slug, figure.id)
        if workspace and workspace.grant.sees_everything
        else ()
    )
    taken = sum(given.origin is Origin.ANSWER and is_usual(given.source) for given in figure.counted)
    value, unit = formatter_of(context).fitting(figure.value, figure.unit)
    shown = _Shown(
        figure.id,
        figure.label,
        value,
        unit,
        len(figure.assumed),
        len(figure.counted),
        taken,
        figure.goes_deeper,
        _open_comments(workspace, figure.id),
    )
    return _render_figure(name, shown, formatter_of(context), way, get_language())


def _open_comments(workspace: Workspace | None, figure_id: str) -> int:
    topic = Topic(TopicKind.FIGURE, figure_id)
    if workspace is None or not may_discuss(workspace, topic):
        return 0
    return open_threads(workspace).by_topic.get(topic, 0)


class _Shown(NamedTuple):
    """What a page shows of a figure."""

    id: str
    label: str
    value: Range
    unit: str
    assumed: int
    counted: int
    taken: int
    """Inputs that are usual ranges somebody accepted."""
    deeper: bool
    """Whether these are its own inputs alone, and not those of the figures that it rests on."""
    comments: int
    """Threads about it that are open."""


@lru_cache(maxsize=2_000)
def _render_figure(
    name: str, figure: _Shown, write: Formatter, way: tuple[object, ...], _language: str | None
) -> SafeString:
    """Remembered, because after a change most figures of a page are as they were.

    Args:
        name: The template.
        figure: What is shown.
        write: How numbers are written.
        way: Project, scenario and figure where the reader may open it, else empty.
        _language: The language that is active.
    """
    base = figure.unit.partition("/")[0]
    signed = base in {"money", "%"}
    # Signs of money and per cent stand at the number; "a month" and "GPU-hours" stand behind it, smaller.
    unit = write.unit(figure.unit.removeprefix(base) if signed else figure.unit)
    context = {
        "formatter": write,
        "figure": figure,
        "value": write.for_range(figure.value, figure.unit)(figure.value.likely),
        "unit": unit,
        "is_in_label": re.search(rf"\b{re.escape(unit)}\b", say_told(figure.label), re.IGNORECASE) is not None,
        "assumed": figure.assumed,
        "counted": figure.counted,
        "taken": figure.taken,
        "deeper": figure.deeper,
        "page": reverse("reports:figure", args=way) if way else "",
        "talk": reverse("reports:discussion", args=[*way[:2], TopicKind.FIGURE.value, way[2]])
        if figure.comments
        else "",
    }
    return render_to_string(name, context)


@register.simple_tag
def parts_of(
    section: Section, page: list[AskedQuestion], needed: Iterable[Field] = (), part_id: str = ""
) -> list[AskedPart]:
    """Return the questions of a page by the parts of their section; those with a needed field stand open."""
    return by_part(section, page, [field.id for field in needed or ()], part_id or "")


@register.simple_tag(takes_context=True)
def render_question(context: template.Context, question: Any) -> SafeString:
    """Show one asked question (`projects.pages.AskedQuestion`) with its fields."""
    question_template = context.template.engine.get_template("projects/_question.html")  # type: ignore[union-attr] # set in render
    with context.push(asked_question=question):
        return question_template.render(context)


@register.simple_tag
def chances(share: float) -> str:
    """Say a probability from 0 to 1 as chances: 74 in 100. Nothing is certain, so never 0 or 100."""
    return _("%(count)d in 100") % {"count": hundredths_of(share)}


def _range(value: Range | dict[str, float] | float) -> Range:
    return value if isinstance(value, Range) else Range.from_json(value)
