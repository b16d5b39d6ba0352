"""The ledger of fields: what every field looks like, and what becomes of answers when one changes.

Answers are stored under a field's id and in its form. A field that is renamed, removed or given another type would
leave them behind without a word; so the start refuses it until a change in the ledger says what becomes of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from projects.domain.datafiles import BrokenDataFile, DataTable
from projects.domain.fields import Catalogue, Column, Field, FieldType

BECOMES = ("archive", "rename", "convert", "text", "same")
CONVERSIONS = {
    (FieldType.NUMBER, FieldType.RANGE),
    (FieldType.RANGE, FieldType.NUMBER),
    (FieldType.ONE_CHOICE, FieldType.MANY_CHOICE),
    (FieldType.MANY_CHOICE, FieldType.ONE_CHOICE),
    (FieldType.SHORT_TEXT, FieldType.PERSON),
    (FieldType.PERSON, FieldType.SHORT_TEXT),
    *((old, new) for old in FieldType for new in (FieldType.SHORT_TEXT, FieldType.LONG_TEXT) if old != new),
}
"""Types whose values `former.as_asked_now` makes into those of another type."""


@dataclass(frozen=True, kw_only=True)
class AnswerShape:
    """The form of a field's answers, or of a column's cells."""

    type: FieldType
    unit: str = ""
    choices: tuple[str, ...] = ()
    """As text; of a scale none, they are always the same."""
    columns: Mapping[str, "AnswerShape"] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One field of the ledger."""

    id: str
    place: str
    """Where it is asked: `section.part`."""
    label: str
    """As it was written last; an archived answer is shown under it."""
    shape: AnswerShape


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """What becomes of the answers to a field that changed."""

    field_id: str
    column: str = ""
    """The column that it is about, where it is not the field itself."""
    on: date
    becomes: str
    """archive: the field is gone, its answers are kept and shown apart. rename: `to` asks it now. convert: answers are
    read in the new form. text: what does not fit is kept and shown as text. same: only the word of the unit changed."""
    to: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    """For convert: the new choice in place of one that is gone."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For convert: the new column in place of one that is gone."""
    was: LedgerLine | None = None
    """The field before; written by the command `write_ledger`. None until then."""
    table: DataTable | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The whole file."""

    path: Path
    lines: Mapping[str, LedgerLine]
    changes: tuple[FieldChange, ...] = ()

    def error(self, reason: str) -> BrokenDataFile:
        """Return the error to raise about a field that stands on no line of it."""
        return BrokenDataFile(self.path, 0, reason)


# ---------------------------------------------------------------- what is asked today


def lines_of(catalogue: Catalogue) -> dict[str, LedgerLine]:
    """Return the lines of all fields that are asked."""
    return {
        asked.id: LedgerLine(
            id=asked.id, place=f"{section.id}.{question.part}", label=asked.label, shape=_shape_of(asked)
        )
        for section in catalogue.sections.values()
        for question in section.questions
        for asked in question.fields
    }


def _shape_of(asked: Field | Column) -> AnswerShape:
    columns = asked.columns if isinstance(asked, Field) else ()
    choices = () if asked.type is FieldType.SCALE else tuple(str(choice.value) for choice in asked.choices)
    return AnswerShape(
        type=asked.type,
        unit=asked.unit,
        choices=choices,
        columns={column.id: _shape_of(column) for column in columns},
    )


@dataclass(frozen=True)
class Loss:
    """One thing in which a field no longer is what its answers were given to."""

    field_id: str
    column: str
    words: str
    repairs: tuple[str, ...]
    """What a change may become to settle it."""
    gone_choices: frozenset[str] = frozenset()
    gone_columns: frozenset[str] = frozenset()

    def __str__(self) -> str:
        column = f", column {self.column}," if self.column else ""
        return f"field {self.field_id}{column} {self.words}."

    @property
    def advice(self) -> str:
        """What whoever changed the field should do."""
        if self.repairs == ("same",):
            return "Add a [[change]] that becomes same where the numbers mean the same, else give the question a new id"
        return f"Add a [[change]] that becomes {' or '.join(self.repairs)}"

    def is_settled_by(self, change: FieldChange) -> bool:
        """Tell whether a change says what becomes of the answers."""
        if (change.field_id, change.column) != (self.field_id, self.column) or change.becomes not in self.repairs:
            return False
        mapped = self.gone_choices <= change.choices.keys() and self.gone_columns <= change.columns.keys()
        return change.becomes != "convert" or mapped


def losses(before: Mapping[str, LedgerLine], now: Mapping[str, LedgerLine]) -> Iterator[Loss]:
    """Yield what answers given before would lose now. What was added loses nothing."""
    for name, line in before.items():
        if name in now:
            yield from _shape_losses(name, "", line.shape, now[name].shape)
        else:
            yield Loss(name, "", "is no longer asked", ("archive", "rename"))


def _shape_losses(name: str, column: str, before: AnswerShape, now: AnswerShape) -> Iterator[Loss]:
    if before.type is not now.type:
        can_convert = (before.type, now.type) in CONVERSIONS
        words = f"was of type {before.type} and is of type {now.type}"
        yield Loss(name, column, words, ("convert", "text") if can_convert else ("text",))
        return
    if before.unit != now.unit:
        words = f"was counted in {before.unit or 'nothing'} and is counted in {now.unit or 'nothing'}"
        yield Loss(name, column, words, ("same",))
    if gone := [choice for choice in before.choices if choice not in now.choices]:
        yield Loss(name, column, f"no longer offers {', '.join(gone)}", ("convert", "text"), frozenset(gone))
    if lost := [key for key in before.columns if key not in now.columns]:
        words = f"no longer has the column {', '.join(lost)}"
        yield Loss(name, column, words, ("convert", "text"), gone_columns=frozenset(lost))
    for key in before.columns.keys() & now.columns.keys():
        yield from _shape_losses(name, key, before.columns[key], now.columns[key])


def check_ledger(ledger: Ledger, catalogue: Catalogue) -> None:
    """Refuse fields that are not what the ledger says of them.

    Raises:
        BrokenDataFile: With the field, what changed and what to do.
    """
    now = lines_of(catalogue)
    _check_changes(ledger, now)
    _check_losses(ledger, now)
    for name, line in now.items():
        if name not in ledger.lines:
            raise ledger.error(f"field {name} is new. Run `manage.py write_ledger`")
        if line.shape != ledger.lines[name].shape:
            raise ledger.error(f"field {name} has changed. Run `manage.py write_ledger`")
    for gone in ledger.lines.keys() - now.keys():
        raise ledger.error(f"field {gone} is no longer asked. Run `manage.py write_ledger`")


def _check_losses(ledger: Ledger, now: Mapping[str, LedgerLine]) -> None:
    pending = [change for change in ledger.changes if change.was is None]
    for loss in losses(ledger.lines, now):
        if not any(map(loss.is_settled_by, pending)):
            raise ledger.error(f"{loss} {loss.advice}, then run `manage.py write_ledger`; see docs/data-files.md")


def _check_changes(ledger: Ledger, now: Mapping[str, LedgerLine]) -> None:
    for change in ledger.changes:
        assert change.table is not None  # it was read from the file
        if change.becomes in ("archive", "rename") and change.field_id in now:
            raise change.table.error(
                f"the id {change.field_id} was used before, for other answers. Take another", "field"
            )
        if change.becomes == "rename" and change.to not in now.keys() | {later.field_id for later in ledger.changes}:
            raise change.table.error(f"there is no field {change.to} that could take the answers", "to")
        if change.was is None and change.field_id not in ledger.lines:
            raise change.table.error(f"the ledger knows no field {change.field_id}", "field")


def renewed(ledger: Ledger, catalogue: Catalogue) -> Ledger:
    """Return the ledger with what is asked today; changes that are new keep what their field was.

    Raises:
        BrokenDataFile: Where answers would be lost and no change says what becomes of them.
    """
    now = lines_of(catalogue)
    _check_changes(ledger, now)
    _check_losses(ledger, now)
    changes = tuple(replace(change, was=change.was or ledger.lines[change.field_id]) for change in ledger.changes)
    return replace(ledger, lines=now, changes=changes)
