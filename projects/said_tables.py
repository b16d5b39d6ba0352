"""Answers that are tables, as tables."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from projects.domain.answers import Answer, AnswerState
from projects.domain.fields import Field, FieldType
from projects.domain.stored import settle
from projects.formatting import Formatter
from projects.wording import is_said, said_as_units, say_cell, say_label

Rows = tuple[tuple[str, ...], ...]


class SaidRow(NamedTuple):
    """A row of a table where there is no room for one: what it is about, and what is said of it."""

    name: str
    said: tuple[tuple[str, str], ...]
    """Label, as it stands before what it asks for, and text."""


def table_of(answer: Answer, asked: Field | None, write: Formatter) -> tuple[tuple[str, ...], Rows]:
    """Return the head and the rows of an answer that is a table, without columns in which nothing stands.

    What of it no longer fits the question is no row: whoever shows a table says that below it (`say_leftover`).

    Returns:
        Nothing and nothing where it is no table, nobody knows it yet, or nothing of it fits the question.
    """
    if asked is None or asked.type is not FieldType.TABLE:
        return (), ()
    answer = settle(answer, asked)
    if answer.state is not AnswerState.KNOWN:
        return (), ()
    rows = answer.value or ()
    counted = said_as_units(asked.columns, rows)
    shown = [
        column for column in asked.columns if column.id not in counted and any(is_said(row, column) for row in rows)
    ]
    lines = tuple(
        tuple(say_cell(asked.columns, column, row, write) if is_said(row, column) else "" for column in shown)
        for row in rows
    )
    return tuple(_(column.label) for column in shown), lines


def rows_of(answer: Answer, asked: Field | None, write: Formatter) -> tuple[SaidRow, ...]:
    """Return the rows of an answer that is a table, each named by what stands in its first column; see `table_of`.

    Nothing where a part of it no longer fits the question: the answer in words says both.
    """
    if asked is None or asked.type is not FieldType.TABLE or settle(answer, asked).leftover:
        return ()
    head, rows = table_of(answer, asked, write)
    labels = [say_label(label) for label in head]
    return tuple(
        SaidRow(row[0], tuple((label, text) for label, text in zip(labels[1:], row[1:], strict=True) if text))
        for row in rows
    )
