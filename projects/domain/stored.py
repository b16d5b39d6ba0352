"""Stored answers as they are read: what fits its field as it is asked today, and what is left over as text.

Data files change after answers are given: a choice goes, a column goes, a number becomes a range. What can no longer be
read must neither stop a page nor vanish from it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from projects.domain.answers import Answer, AnswerState
from projects.domain.errors import BadValue
from projects.domain.fields import Column, Field, FieldType
from projects.domain.former import as_asked_now, say_plainly
from projects.domain.values import check_stored, one_line, plain_text

_LONGEST_TEXT = 2_000


def settle(answer: Answer, asked: Field | None) -> Answer:
    """Return an answer as it counts and as a page shows it.

    A page that is sent back untouched gives exactly this answer again; whatever belongs to another state than the
    answer's is left out, as a page leaves it out.

    Args:
        answer: As it is stored.
        asked: Its field without limits (`Catalogue.unlimited`); None where it is asked no longer.

    Returns:
        The answer; what of its value cannot be read stands as text in `leftover`.
    """
    if asked is None or answer.leftover:  # settled already
        return answer
    value, leftover = read_stored(asked, answer.value) if answer.state is AnswerState.KNOWN else (None, "")
    is_unknown, is_irrelevant = answer.state is AnswerState.UNKNOWN, answer.state is AnswerState.NOT_RELEVANT
    return replace(
        answer,
        state=AnswerState.BLANK if answer.state is AnswerState.KNOWN and value is None else answer.state,
        value=value,
        note=plain_text(answer.note),
        owner=one_line(answer.owner) if is_unknown else "",
        find_out_by=answer.find_out_by if is_unknown else None,
        reason=one_line(answer.reason) if is_irrelevant else "",
        said_by="" if answer.state is AnswerState.BLANK else one_line(answer.said_by),
        leftover=leftover,
    )


def read_stored(asked: Field | Column, value: Any) -> tuple[Any, str]:
    """Return what of a stored value fits its field, and as text what does not.

    Args:
        asked: A field or column without limits: a limit that was drawn later takes nobody's answer away.
        value: In JSON form, of whatever kind.
    """
    value = as_asked_now(asked, value)
    if asked.type is FieldType.TABLE and isinstance(asked, Field) and _is_rows(value):
        return _read_rows(asked, value)
    if asked.type is FieldType.MANY_CHOICE and isinstance(value, list):
        offered = [item for item in value if any(str(choice.value) == str(item) for choice in asked.choices)]
        return check_stored(asked, offered), _as_text([item for item in value if item not in offered])
    try:
        return check_stored(asked, value), ""
    except BadValue:
        return None, _as_text(value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def _read_rows(asked: Field, rows: list[Mapping[str, Any]]) -> tuple[list[dict[str, Any]] | None, str]:
    """Return the rows with the cells that can be read, and one line for each row with others."""
    columns = {column.id: column for column in asked.columns}
    readable, leftover = [], []
    for number, cells in enumerate(rows, start=1):
        row, lost = {}, {}
        for key, cell in cells.items():
            value, unread = read_stored(columns[key], cell) if key in columns else (None, _as_text(cell))
            if value is not None:
                row[key] = value
            if unread:
                lost[key] = unread
        if row:
            readable.append(row)
        if lost:
            leftover.append(f"{number}: {_as_text(lost)}")
    return readable or None, "\n".join(leftover)


def keep_unread_cells(asked: Field, stored: Any, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return edited rows with the cells of the stored ones that cannot be read: they stay as text, as before the edit.

    A row that reads as before keeps its own cells wherever it stands now; a changed one keeps those of its place. The
    cells of a row that was removed go with it; a row of which nothing can be read stands last.

    Args:
        asked: The table without limits.
        stored: What is stored, in JSON form.
        rows: What was sent, in JSON form.
    """
    before = as_asked_now(asked, stored)
    if not _is_rows(before):
        return rows
    columns = {column.id: column for column in asked.columns}
    told, open_places = [dict(row) for row in rows], set(range(len(rows)))
    changed: list[tuple[int, dict[str, Any]]] = []
    lost: list[dict[str, Any]] = []
    place = 0
    for cells in before:
        read = {key: read_stored(columns[key], cell)[0] for key, cell in cells.items() if key in columns}
        readable = {key: value for key, value in read.items() if value is not None}
        unread = {key: cell for key, cell in cells.items() if key not in readable}
        same = next((number for number in sorted(open_places) if rows[number] == readable), None)
        if not readable:
            lost.append(unread)
        elif same is None:
            changed.append((place, unread))
        else:
            open_places.remove(same)
            told[same] = unread | told[same]
        place += bool(readable)
    for number, unread in changed:
        if number in open_places:
            told[number] = unread | told[number]
    return [*told, *(row for row in lost if row)]


def _as_text(value: Any) -> str:
    return plain_text(say_plainly(value))[:_LONGEST_TEXT]
