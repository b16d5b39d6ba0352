"""Answers in words, the way a page, a history or a report says them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.domain.answers import Answer, AnswerState
from projects.domain.draws import DRAWS, FINE_DRAWS
from projects.domain.fields import Catalogue, Choice, Column, Field, FieldType
from projects.domain.former import column_key, label_key, say_kept
from projects.domain.ranges import Range
from projects.domain.stored import settle
from projects.formatting import Formatter
from projects.models import Project

LONGEST_NAME = 200
"""As far as the project file keeps what own questions are called."""


def name_field(catalogue: Catalogue, field_id: str) -> str:
    """Name a field to somebody who does not see the question above it; by its id where nobody ever asked it."""
    field, question = catalogue.field_of(field_id), catalogue.questions.get(field_id)
    if field is None:
        return catalogue.named.get(field_id, field_id)
    if question is None:
        return _(field.label)
    title, label = _(question.title), _(field.label)
    if len(question.fields) == 1:
        return title
    return label if title.casefold() in label.casefold() else f"{title}: {label}"


def name_own(catalogue: Catalogue) -> dict[str, str]:
    """Return what all own questions are called, and were called that are asked no longer, by the id of their field.

    Their columns and choices stand beside them: without the question, a stored value would say nothing to a reader.
    """
    section = catalogue.sections.get(catalogue.own_section)
    names = dict(catalogue.named)
    for asked in section.fields if section else ():
        names[asked.id] = name_field(catalogue, asked.id)[:LONGEST_NAME]
        names |= _labels_of(asked.id, asked.choices)
        for column in asked.columns:
            place = column_key(asked.id, column.id)
            names |= {place: _(column.label)[:LONGEST_NAME]} | _labels_of(place, column.choices)
    return names


def _labels_of(place: str, choices: Iterable[Choice]) -> dict[str, str]:
    return {label_key(place, choice.value): _(choice.label)[:LONGEST_NAME] for choice in choices if choice.label}


def say_changed_later(name: str) -> str:
    """Say why something cannot be undone.

    Args:
        name: Of a field, as `name_field` gives it, or of a scenario.
    """
    return _("“%(name)s” was changed again later, so it stays as it is.") % {"name": name}


def say_answer(
    answer: Answer, field: Field | None, formatter: Formatter, kept: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Say one answer in plain text; what no longer fits its field, or has none, as far as it can be read without.

    Args:
        answer: As it is stored or settled.
        field: Its field; None where that is not known here.
        formatter: Writes numbers and days.
        kept: What own questions and their choices were called that are asked no longer; see `Catalogue.named`.
    """
    answer = settle(answer, field.unlimited if field else None)
    if not answer.leftover:
        return _say_settled(answer, field, formatter, kept)
    unread = say_leftover(answer, field)
    return unread if answer.state is AnswerState.BLANK else f"{_say_settled(answer, field, formatter, kept)}\n{unread}"


def say_leftover(answer: Answer, field: Field | None) -> str:
    """Say what of an answer no longer fits its field; "" where all of it does."""
    leftover = settle(answer, field.unlimited if field else None).leftover
    return _("no longer fits the question: %(text)s") % {"text": leftover} if leftover else ""


def _say_settled(answer: Answer, field: Field | None, formatter: Formatter, kept: Mapping[str, str]) -> str:
    match answer.state:
        case AnswerState.UNKNOWN:
            who = f": {answer.owner}" if answer.owner else ""
            when = ", " + _("by %(day)s") % {"day": formatter.date(answer.find_out_by)} if answer.find_out_by else ""
            return _("Not yet known") + who + when
        case AnswerState.NOT_RELEVANT:
            return _("Not relevant") + (f": {answer.reason}" if answer.reason else "")
        case AnswerState.KNOWN if answer.value is not None:
            if field is None:
                return say_kept(answer.value, kept, answer.field_id)
            return say_value(field, answer.value, formatter)
    return _("No answer")


def say_value(field: Field | Column, value: Any, formatter: Formatter) -> str:
    """Say a stored value; a table is one line per row."""
    match field.type:
        case FieldType.NUMBER:
            return formatter.quantity(value, field.unit)
        case FieldType.RANGE:
            return say_range(Range.from_json(value), field.unit, formatter)
        case FieldType.DATE:
            return formatter.date(value)
        case FieldType.PERSON:
            return say_person(value)
        case FieldType.TABLE if isinstance(field, Field):
            return "\n".join(say_row(field.columns, row, formatter) for row in value)
        case FieldType.MONTHS:
            return say_months(value, field.unit, formatter)
        case FieldType.MANY_CHOICE:
            said = [say_choice(field, item) for item in value]
            return ("; " if any(", " in text for text in said) else ", ").join(said)
        case FieldType.ONE_CHOICE | FieldType.SCALE:
            return say_choice(field, value)
    return str(value)


def say_draws(seed: int, formatter: Formatter) -> str:
    """Say what a range means, and what somebody needs to draw the same figures again."""
    return _(
        "There are 8 chances in 10 that a figure falls between low and high. Ranges are combined by %(draws)s draws "
        "(%(fine)s for computing) from the project’s seed, %(seed)s, so the same answers give the same figures."
    ) % {"draws": formatter.number(DRAWS), "fine": formatter.number(FINE_DRAWS), "seed": seed}


def say_range(value: Range, unit: str, formatter: Formatter) -> str:
    """Say a range with its unit: 38,000 to 46,000, likely 42,000 mails."""
    if value.is_exact:
        return formatter.quantity(value.likely, unit)
    words = formatter.range(value, unit)
    # The unit follows the likely value: "1 to 2, likely 1 minute".
    rest = " ".join(formatter.quantity(1, unit).split()[1:]) if value.likely == 1 else formatter.unit(unit)
    # Signs of money and per cent stand at each number already.
    if unit in {"%", "money", "ratio"}:
        return words
    if unit.startswith(("money/", "%/")):
        return f"{words} {formatter.unit('/' + unit.partition('/')[2])}"
    return f"{words} {rest}" if rest else words


def say_choice(field: Field | Column, value: object) -> str:
    """Say a choice by its label; one that is no longer on offer by its stored value."""
    chosen = next((choice for choice in field.choices if choice.value == value), None)
    return _(chosen.label) if chosen and chosen.label else str(value)


def say_person(value: Any) -> str:
    """Say a person: name, role."""
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(part for part in (value.get("name", ""), value.get("role", "")) if part)


def say_months(value: Mapping[str, float], unit: str, formatter: Formatter) -> str:
    """Say numbers by month, neighbours of one value together: months 1 to 3 40 %, month 4 20 %."""
    runs: list[tuple[int, int, float]] = []
    for month, part in sorted((int(key), part) for key, part in value.items()):
        if runs and runs[-1][1] == month - 1 and runs[-1][2] == part:
            runs[-1] = (runs[-1][0], month, part)
        else:
            runs.append((month, month, part))
    single, many = _("month %(first)s %(value)s"), _("months %(first)s to %(last)s %(value)s")
    return ", ".join(
        (single if first == last else many) % {"first": first, "last": last, "value": formatter.quantity(part, unit)}
        for first, last, part in runs
    )


def say_row(columns: tuple[Column, ...], row: Mapping[str, Any], formatter: Formatter) -> str:
    """Say a table row as one line: role: ML engineer; share: 50 %. A head that asks needs no colon."""
    counted = said_as_units(columns, [row])
    cells = [column for column in columns if is_said(row, column) and column.id not in counted]
    return "; ".join(f"{say_label(_(column.label))} {say_cell(columns, column, row, formatter)}" for column in cells)


def is_said(row: Mapping[str, Any], column: Column) -> bool:
    """Tell whether something stands in a cell."""
    return row.get(column.id) not in (None, "")


def said_as_units(columns: tuple[Column, ...], rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the columns that need no place of their own, as `say_cell` says them behind a number of each row."""
    units = {column.counts: column for column in columns if column.counts}
    return {
        column.id
        for column in columns
        if column.id in units and all(is_said(row, units[column.id]) for row in rows if is_said(row, column))
    }


def say_cell(columns: tuple[Column, ...], column: Column, row: Mapping[str, Any], formatter: Formatter) -> str:
    """Say a cell of a row; a number that counts what another cell says, with that: 86,000 documents."""
    noun = next((other for other in columns if other.id == column.counts and is_said(row, other)), None)
    if noun is None:
        return say_value(column, row[column.id], formatter)
    return formatter.named_quantity(row[column.id], say_choice(noun, row[noun.id]))


def row_title(field: Field, row: Mapping[str, Any]) -> str:
    """Return what a row is called: its first text, name or choice; "" where it has none."""
    texts = {FieldType.SHORT_TEXT, FieldType.PERSON, FieldType.ONE_CHOICE, FieldType.LONG_TEXT}
    for column in field.columns:
        value = row.get(column.id)
        if column.type in texts and value not in (None, ""):
            return say_person(value) if column.type is FieldType.PERSON else say_choice(column, value)
    return ""


def say_label(label: str) -> str:
    """Write a label before what it asks for: a head that asks needs no colon."""
    return label if label.endswith("?") else f"{label}:"


def say_notes(project: Project) -> list[str]:
    """Say what did not come along with the file that a project was just read from."""
    notes = []
    if count := project.unbelieved_checks:
        words = ngettext(
            "The file says that somebody checked %(count)s answer. This server cannot confirm it, so the answer is not "
            "marked as checked.",
            "The file says that somebody checked %(count)s answers. This server cannot confirm it, so they are not "
            "marked as checked.",
            count,
        )
        notes.append(words % {"count": count})
    if project.lacks_experience:
        words = _(
            "Where this file comes from, some defaults are those of that organisation’s own projects. They are not "
            "known here: the published ones count, and figures may differ."
        )
        notes.append(words)
    if project.lacks_questions:
        words = _(
            "Where this file comes from, that organisation asks questions of its own or leaves some out. They are not "
            "known here: what was answered to them has been kept as archived."
        )
        notes.append(words)
    return notes
