"""The questionnaire as a workbook: to fill in where there is no network, and to read back with what differs.

A row says which answer it holds by the id of its field and the version that was written; both stand at its end. What
stands as it was written is no change, whatever the spreadsheet made of its looks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.cells import Cell, CellTable, Formatted, Odd
from projects.domain.expressions import visible_fields
from projects.domain.fields import Column, Field, FieldType, slug_id
from projects.domain.text import gettext_noop
from projects.formatting import Formatter
from projects.forms import AnswerForm
from projects.pages import answer_form
from projects.spreadsheets import read_workbook
from projects.widgets import as_typed
from projects.wording import say_answer
from projects.workbooks import GIVEN, NOTE, STRONG, WRAP, StyledWorkbook, WorkbookSheet

FIRST = 5
QUESTION, ANSWER, STATE, REMARK, FIELD, VERSION = 2, 3, 5, 6, 7, 8
"""Columns, counted from 1."""
STATES = {AnswerState.UNKNOWN: gettext_noop("Don't know yet"), AnswerState.NOT_RELEVANT: gettext_noop("Not relevant")}
_BETWEEN = "; "
_SPARE_ROWS = 10
_MOST_ROWS_NAMED = 12
_LONGEST_LIST = 250
"""Characters of a list of choices that a spreadsheet takes."""
_PARTING = ',"'
"""What ends a choice in such a list, or the list itself."""
CALCULATED = gettext_noop("This cell holds a formula. Please put its result there.")


# ---------------------------------------------------------------- out


def questionnaire_workbook(workspace: Workspace) -> bytes:
    """Return every question that is asked at present, with the answers so far, as an XLSX file to fill in."""
    project = workspace.project
    book = StyledWorkbook(project.name, project.owner_name, datetime.combine(project.started_on, time(), UTC))
    shown = visible_fields(workspace.catalogue, workspace.answers)
    tables: list[Field] = []
    for section in workspace.catalogue.sections.values():
        fields = [(question, asked) for question in section.questions for asked in question.fields if asked.id in shown]
        if fields:
            page = _page(book, _(section.title))
            row = FIRST
            for question, asked in fields:
                label = _(asked.label) if len(question.fields) > 1 else _(question.question)
                _question(page, row, (question.ref, label), asked, workspace)
                row += 1
            page.finish([7, 60, 50, 34, 18, 40, 12, 6], (FIRST - 1, 2))
            tables += [asked for _question, asked in fields if asked.type is FieldType.TABLE]
    for asked in tables:
        _table_page(book, asked, workspace)
    return book.written()


def _page(book: StyledWorkbook, title: str) -> WorkbookSheet:
    page = book.page(title)
    page.title(
        title, _("Blue cells are yours to fill in. Leave what is right, and leave the last two columns as they are.")
    )
    head = (
        _("No."),
        _("Question"),
        _("Answer"),
        _("How to answer"),
        _("No answer because"),
        _("Note"),
        _("Field"),
        _("V."),
    )
    page.head(FIRST - 1, head, numeric_from=99)
    return page


def _question(page: WorkbookSheet, row: int, words: tuple[str, str], asked: Field, workspace: Workspace) -> None:
    answer, is_table = workspace.answers[asked.id], asked.type is FieldType.TABLE
    text, state, note = written_cells(asked, answer, workspace.formatter)
    page.text(row, 1, words[0], NOTE | WRAP)
    page.text(row, QUESTION, words[1], WRAP)
    if is_table:
        page.text(row, ANSWER, _elsewhere(asked), NOTE | WRAP)
    else:
        page.text(row, ANSWER, text, GIVEN | WRAP)
        page.text(row, STATE, state, GIVEN | WRAP)
        offer(page, row, STATE, [_(state) for state in STATES.values()])
        offer(page, row, ANSWER, [_(choice.label) for choice in asked.choices] if asked.type in _ONE else [])
        page.text(row, REMARK, note, GIVEN | WRAP)
        page.number(row, VERSION, float(answer.version), "0", NOTE | {"valign": "top"})
    page.text(row, 4, _how(asked, workspace.formatter), NOTE | WRAP)
    page.text(row, FIELD, asked.id, NOTE | WRAP)


def _elsewhere(asked: Field) -> str:
    """Return what stands in the cell of an answer that is a table."""
    return _("On a sheet of its own: %(name)s") % {"name": _(asked.label)}


_ONE = (FieldType.ONE_CHOICE, FieldType.SCALE)


def offer(page: WorkbookSheet, row: int, column: int, choices: Sequence[str]) -> None:
    """Let a cell be chosen from a list, where that is short enough; anything else can be typed still."""
    if (
        choices
        and sum(map(len, choices)) + len(choices) <= _LONGEST_LIST
        and not any(sign in choice for choice in choices for sign in _PARTING)
    ):
        rule = {"validate": "list", "source": list(choices), "error_type": "information"}
        page.sheet.data_validation(row - 1, column - 1, row - 1, column - 1, rule)


def _how(asked: Field | Column, write: Formatter) -> str:
    """Say how a cell is filled in."""
    offered = _BETWEEN.join(_(choice.label) for choice in asked.choices)
    match asked.type:
        case FieldType.MANY_CHOICE:
            return _("Any of, with a semicolon between: %(choices)s") % {"choices": offered}
        case FieldType.ONE_CHOICE | FieldType.SCALE:
            return _("One of: %(choices)s") % {"choices": offered}
        case FieldType.RANGE:
            return " ".join((_("A number or a range, such as 6 to 12."), write.unit(asked.unit))).strip()
        case FieldType.PERSON:
            return _("Name; role")
        case FieldType.DATE:
            return _("A date, such as 2027-03-19")
    return write.unit(asked.unit)


def _table_page(book: StyledWorkbook, asked: Field, workspace: Workspace) -> None:
    page, answer = book.page(_(asked.label)), workspace.answers[asked.id]
    page.title(_(asked.label), _("A row each. Leave the rows above the names of the columns as they are."))
    page.text(3, 1, asked.id, NOTE)
    page.number(3, 2, float(answer.version), "0", NOTE)
    for place, column in enumerate(asked.columns, start=1):
        page.text(4, place, column.id, NOTE)
        page.text(5, place, _(column.label), STRONG | WRAP)
        page.text(6, place, _how(column, workspace.formatter), NOTE | WRAP)
    rows = rows_of(asked, answer, workspace.formatter)
    for number in range(len(rows) + _SPARE_ROWS):
        for place, column in enumerate(asked.columns, start=1):
            text = rows[number].get(column.id, "") if number < len(rows) else ""
            page.text(7 + number, place, text, GIVEN | WRAP)
    page.finish([28] * len(asked.columns), (6, 1))


# ---------------------------------------------------------------- how an answer stands in a cell


def written_cells(asked: Field, answer: Answer, write: Formatter) -> tuple[str, str, str]:
    """Return answer, reason for none, and note, as their cells hold them."""
    value = answer.value if answer.state is AnswerState.KNOWN else None
    return (
        "" if value is None or asked.type is FieldType.TABLE else _cell_text(asked, value, write),
        _(STATES[answer.state]) if answer.state in STATES else "",
        answer.note,
    )


def rows_of(asked: Field, answer: Answer, write: Formatter) -> list[dict[str, str]]:
    """Return the rows of a table as texts by column."""
    columns = {column.id: column for column in asked.columns}
    return [
        {key: _cell_text(columns[key], value, write) for key, value in row.items() if key in columns}
        for row in (answer.value or [] if answer.state is AnswerState.KNOWN else [])
    ]


def _cell_text(asked: Field | Column, value: Any, write: Formatter) -> str:
    match asked.type:
        case FieldType.MANY_CHOICE:
            return _BETWEEN.join(_label(asked, item) for item in value)
        case FieldType.ONE_CHOICE | FieldType.SCALE:
            return _label(asked, value)
        case FieldType.PERSON if isinstance(value, Mapping):
            return _BETWEEN.join(part for part in (value.get("name", ""), value.get("role", "")) if part)
    return str(as_typed(asked, value, write))


def _label(asked: Field | Column, value: object) -> str:
    return next((_(choice.label) for choice in asked.choices if choice.value == value), str(value))


def _value(asked: Field | Column, text: str) -> str:
    """Return the choice that a label names; what is none goes on as it was typed, and is refused by its field."""
    return _choices_by_name(asked).get(text.strip().casefold(), text.strip())


def _choices_by_name(asked: Field | Column) -> dict[str, str]:
    """Return the stored choice by its label and by its value, both in small letters."""
    values = {str(choice.value).casefold(): str(choice.value) for choice in asked.choices}
    return values | {_(choice.label).casefold(): str(choice.value) for choice in reversed(asked.choices)}


def _values(asked: Field, text: str) -> list[str]:
    """Return the choices that stand in one cell; the label of an organisation's own may hold a semicolon itself."""
    names = {_spaced(name): value for name, value in _choices_by_name(asked).items()}
    parts, values = [part.strip() for part in text.split(";") if part.strip()], []
    while parts:
        together = (_BETWEEN.join(parts[:count]).casefold() for count in range(len(parts), 0, -1))
        name = next((name for name in together if name in names), "")
        values.append(names.get(name, parts[0]))
        parts = parts[max(1, len(name.split(";"))) :]
    return values


def _spaced(name: str) -> str:
    return _BETWEEN.join(part.strip() for part in name.split(";") if part.strip())


# ---------------------------------------------------------------- in


@dataclass(frozen=True, kw_only=True)
class QuestionnaireChange:
    """An answer that stands in the file in another way than in the project."""

    asked: Field
    where: str
    """Sheet and cell."""
    now: str
    then: str
    form: AnswerForm
    data: tuple[tuple[str, str], ...]
    """Its form, as a page sends it."""
    stale: bool
    """Whether somebody changed the answer after the file was written."""


@dataclass(frozen=True, kw_only=True)
class Unread:
    """What stands in the file and cannot be taken in."""

    where: str
    label: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What a questionnaire holds that the project does not."""

    changes: tuple[QuestionnaireChange, ...]
    problems: tuple[Unread, ...]
    seen: int
    """How many answers were found in it."""


@dataclass(frozen=True, kw_only=True)
class _Found:
    """An answer of the file."""

    asked: Field
    version: int
    where: str
    parts: dict[str, list[str]]
    """What a page would send, by the part of the form's name."""
    same: bool
    odd: str = ""
    """What no cell may hold, such as a formula; "" where there is none."""


def read_questionnaire(workspace: Workspace, raw: bytes) -> Filled:
    """Return what differs between a filled-in questionnaire and the project. Nothing is stored.

    Raises:
        BadValue: Where the file cannot or must not be read.
    """
    answers, changes, problems = list[_Found](), list[QuestionnaireChange](), list[Unread]()
    for sheet in read_workbook(raw):
        answers += _answers_in(sheet, workspace)
        problems += _lost_in(sheet, workspace)
    for answer in answers:
        if answer.same:
            continue
        if answer.odd:
            problems.append(Unread(where=answer.where, label=_(answer.asked.label), words=_(answer.odd)))
            continue
        change = _change(answer, workspace)
        if change.form.is_valid():
            changes.append(change)
        else:
            words = " ".join(str(text) for texts in change.form.errors.values() for text in texts)
            problems.append(Unread(where=answer.where, label=_(answer.asked.label), words=words))
    return Filled(changes=tuple(changes), problems=tuple(problems), seen=len(answers))


def _change(read: _Found, workspace: Workspace) -> QuestionnaireChange:
    prefix = slug_id(read.asked.id)
    data: MultiValueDict[str, str] = MultiValueDict(
        {f"{prefix}-{part}" if part else prefix: texts for part, texts in read.parts.items()}
    )
    data[f"{prefix}-version"] = str(read.version)
    form, now = answer_form(workspace, read.asked, data), workspace.answers[read.asked.id]
    then = form.to_answer() if form.is_valid() else now
    return QuestionnaireChange(
        asked=read.asked,
        where=read.where,
        now=_said_beside(then, now, read.asked, workspace.formatter),
        then=_said_beside(now, then, read.asked, workspace.formatter),
        form=form,
        data=tuple((name, text) for name, texts in data.lists() for text in texts if text),
        stale=now.version != read.version,
    )


def _said_beside(other: Answer, answer: Answer, asked: Field, write: Formatter) -> str:
    """Return an answer as it stands beside another one: with its note where the other's is another."""
    said, note = say_answer(answer, asked, write), _("Note")
    return said if answer.note == other.note else f"{said}\n{note}: {answer.note or '–'}"


def _answers_in(sheet: CellTable, workspace: Workspace) -> Iterator[_Found]:
    fields = workspace.catalogue.fields
    head = fields.get(_text(_at(sheet.lines, 3, 1), workspace.formatter))
    if head is not None and head.type is FieldType.TABLE:
        yield _table_in(sheet, head, workspace)
        return
    for row in range(FIRST, len(sheet.lines) + 1):
        asked = fields.get(_text(_at(sheet.lines, row, FIELD), workspace.formatter))
        if asked is not None and asked.type is not FieldType.TABLE:
            yield _row_in(sheet, row, asked, workspace)


def _lost_in(sheet: CellTable, workspace: Workspace) -> list[Unread]:
    """Return the answers of a sheet of questions that belong to none any more, as those of copied or sorted columns."""
    fields, write = workspace.catalogue.fields, workspace.formatter
    text = {
        row: [_text(_at(sheet.lines, row, column), write) for column in (QUESTION, ANSWER, FIELD)]
        for row in range(FIRST - 1, len(sheet.lines) + 1)
    }
    heads = text.pop(FIRST - 1, None)
    if heads is None or _text(_at(sheet.lines, 3, 1), write) in fields:
        return []
    is_ours = heads[:2] == [_("Question"), _("Answer")] or any(
        field in fields for _asked, _said, field in text.values()
    )
    elsewhere = {_elsewhere(asked) for asked in fields.values() if asked.type is FieldType.TABLE}
    lost = [
        row
        for row, (asked, said, field) in text.items()
        if asked and said and field not in fields and said not in elsewhere
    ]
    if not lost or not is_ours:
        return []
    words = ngettext(
        "Row %(rows)s was not read: in its last columns stands no question of this project. "
        "Copy the answer into a questionnaire that you download here.",
        "Rows %(rows)s were not read: in their last columns stands no question of this project. "
        "Copy the answers into a questionnaire that you download here.",
        len(lost),
    )
    shown = ", ".join(map(str, lost[:_MOST_ROWS_NAMED])) + (", …" if len(lost) > _MOST_ROWS_NAMED else "")
    return [Unread(where=sheet.name, label=_("Answers without their question"), words=words % {"rows": shown})]


def _row_in(sheet: CellTable, row: int, asked: Field, workspace: Workspace) -> _Found:
    write, answer = workspace.formatter, workspace.answers[asked.id]
    cells = [_at(sheet.lines, row, column) for column in (ANSWER, STATE, REMARK)]
    text, state, note = (_text(cell, write) for cell in cells)
    marks = {_(label).casefold(): mark for mark, label in STATES.items()}
    mark = AnswerState.KNOWN if text else marks.get(state.casefold(), AnswerState.KNOWN)
    parts = {**sent_parts(asked, text), "state": [mark.value], "note": [note]}
    if mark is answer.state:
        day = answer.find_out_by.isoformat() if answer.find_out_by else ""
        parts |= {"owner": [answer.owner], "find_out_by": [day], "reason": [answer.reason]}
    return _Found(
        asked=asked,
        version=_version(_at(sheet.lines, row, VERSION)),
        where=f"{sheet.name}, {xl_rowcol_to_cell(row - 1, ANSWER - 1)}",
        parts=parts,
        same=(text, state, note) == tuple(map(_tidy, written_cells(asked, answer, write))),
        odd=_odd(cells),
    )


def sent_parts(asked: Field, text: str) -> dict[str, list[str]]:
    """Return what stands in the cell of an answer as a page sends it, by the part of the form's name."""
    match asked.type:
        case FieldType.MANY_CHOICE:
            return {"value": _values(asked, text)}
        case FieldType.ONE_CHOICE | FieldType.SCALE:
            return {"value": [_value(asked, text)] if text else []}
        case FieldType.PERSON:
            name, _semicolon, role = text.partition(";")
            return {"value-name": [name.strip()], "value-role": [role.strip()]}
    return {"value": [text]}


def _table_in(sheet: CellTable, asked: Field, workspace: Workspace) -> _Found:
    write, columns = workspace.formatter, {column.id: column for column in asked.columns}
    names = {place: _text(_at(sheet.lines, 4, place), write) for place in range(1, len(asked.columns) + 1)}
    rows, parts, odd = list[dict[str, str]](), dict[str, list[str]](), ""
    for number, line in enumerate(sheet.lines[6:], start=7):
        cells = {name: _at(sheet.lines, number, place) for place, name in names.items() if name in columns}
        texts = {name: text for name, cell in cells.items() if (text := _text(cell, write))}
        odd = odd or _odd(line)
        if texts:
            for name, text in texts.items():
                parts[f"value-{len(rows)}-{name}"] = [_value(columns[name], text) if columns[name].choices else text]
            rows.append(texts)
    answer = workspace.answers[asked.id]
    stood = [{key: _tidy(text) for key, text in row.items() if text} for row in rows_of(asked, answer, write)]
    return _Found(
        asked=asked,
        version=_version(_at(sheet.lines, 3, 2)),
        where=sheet.name,
        parts=parts | {"state": [AnswerState.KNOWN.value], "note": [answer.note]},
        same=rows == stood,
        odd=odd,
    )


def _at(lines: Sequence[Sequence[Cell]], row: int, column: int) -> Cell:
    """Return a cell, counted from 1; None beyond the end."""
    line = lines[row - 1] if row <= len(lines) else ()
    return line[column - 1] if column <= len(line) else None


def _text(cell: Cell, write: Formatter) -> str:
    """Return what stands in a cell as somebody would type it."""
    if isinstance(cell, Formatted):
        percent = "%" in cell.format
        return write.typed(cell.value * 100, "%") if percent else write.typed(cell.value, "")
    if isinstance(cell, float):
        return write.typed(cell, "")
    return _tidy(cell.text if isinstance(cell, Odd) else cell or "").removesuffix(" 00:00:00")


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _odd(cells: Iterable[Cell]) -> str:
    return CALCULATED if any(isinstance(cell, Odd) for cell in cells) else ""


def _version(cell: Cell) -> int:
    return int(cell) if isinstance(cell, float) and 0 <= cell < 2**31 else 0
