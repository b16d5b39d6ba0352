"""Answers that are tables, as tables."""

from django.utils.translation import gettext as _

from projects.domain.answers import Answer, State
from projects.domain.fields import Field, FieldType
from projects.domain.stored import settle
from projects.formatting import Formatter
from projects.wording import is_said, said_as_units, say_cell

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
    rows = rows or ()
    counted = said_as_units(asked.columns, rows)
    shown = [
        column for column in asked.columns if column.id not in counted and any(is_said(row, column) for row in rows)
    ]
    lines = tuple(
        tuple(say_cell(asked.columns, column, row, write) if is_said(row, column) else "" for column in shown)
        for row in rows
    )
    return tuple(_(column.label) for column in shown), lines
