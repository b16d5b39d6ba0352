"""What the changes of the ledger do: answers that were given before a field changed are read as it is asked today."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from projects.domain.fields import Archived, Catalogue, Choice, Column, Field, Former
from projects.domain.ledger import AnswerShape, FieldChange, Ledger, LedgerLine


def apply_changes(ledger: Ledger, catalogue: Catalogue) -> Catalogue:
    """Return the catalogue that reads answers which were given before its fields changed."""
    gone = [change for change in ledger.changes if change.becomes == "archive" and change.was]
    archived = {change.field_id: _archived(change.was) for change in gone if change.was}
    renamed = {change.field_id: change.to for change in ledger.changes if change.becomes == "rename"}
    renamed = {old: _last(renamed, new) for old, new in renamed.items()}
    converted = [change for change in ledger.changes if change.becomes == "convert"]

    def former(asked: Field) -> Field:
        changes = [change for change in converted if change.field_id == asked.id]
        if not changes:
            return asked
        columns = tuple(
            replace(column, former=_former([change for change in changes if change.column == column.id], column.id))
            for column in asked.columns
        )
        return replace(asked, columns=columns, former=_former([change for change in changes if not change.column]))

    return replace(catalogue.changed(former), archived=archived, renamed=renamed)


def _former(changes: Sequence[FieldChange], column: str = "") -> Former | None:
    if not changes:
        return None
    shapes = [change.was.shape.columns[column] if column else change.was.shape for change in changes if change.was]
    return Former(
        types=frozenset(shape.type for shape in shapes),
        choices={old: new for change in changes for old, new in change.choices.items()},
        columns={old: new for change in changes for old, new in change.columns.items()},
    )


def _last(renamed: Mapping[str, str], name: str) -> str:
    """Return the id of today of a field that was renamed more than once."""
    for _ in renamed:
        name = renamed.get(name, name)
    return name


def _archived(line: LedgerLine) -> Archived:
    """Return a field that is gone, so that its answers can be said with their units."""

    def parts(shape: AnswerShape) -> dict[str, Any]:
        choices = tuple(Choice(value=choice, label=choice) for choice in shape.choices)
        return {"type": shape.type, "unit": shape.unit, "choices": choices}

    columns = tuple(Column(id=name, label=name, **parts(shape)) for name, shape in line.shape.columns.items())
    return Archived(place=line.place, field=Field(id=line.id, label=line.label, columns=columns, **parts(line.shape)))
