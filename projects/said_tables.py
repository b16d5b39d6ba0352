"""Answers that are tables, as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from projects.domain.answers import Answer, State
from projects.domain.fields import Column, Field, FieldType
from projects.domain.stored import settle
from projects.formatting import Formatter
from projects.wording import say_value

Rows = tuple[tuple[str, ...], ...]


def table_of(answer: Answer, asked: Field | None, write: Formatter) -> tuple[tuple[str, ...], Rows]:
    """Return the head and the rows of an answer that is a table, without columns in which nothing stands.

    Returns:
        Nothing and nothing where it is no table, nobody knows it yet, or a part of it no longer fits the question.
    """
    if asked is None or asked.type is not FieldType.TABLE:
        return (), ()
    answer = settle(answer, asked)
    rows = answer.value
    if answer.state is not State.KNOWN or answer.leftover:
        return (), ()
    columns = [column for column in asked.columns if any(_is_said(row, column) for row in rows or ())]
    return tuple(_(column.label) for column in columns), tuple(_row(columns, row, write) for row in rows or ())


def _is_said(row: Mapping[str, Any], column: Column) -> bool:
    return row.get(column.id) not in (None, "")


def _row(columns: Sequence[Column], row: Mapping[str, Any], write: Formatter) -> tuple[str, ...]:
    return tuple(say_value(column, row[column.id], write) if _is_said(row, column) else "" for column in columns)
