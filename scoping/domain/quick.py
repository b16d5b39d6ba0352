"""The quick scope: ten screens that ask fields of the long questionnaire, so that going deeper asks nothing twice."""

from dataclasses import dataclass
from pathlib import Path

from projects.domain.answers import Answers, AnswerState
from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.errors import BadValue
from projects.domain.expressions import visible_fields
from projects.domain.fields import Catalogue, Column, Field, FieldType
from projects.domain.ranges import USUAL
from projects.domain.values import read_typed

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class ScreenColumn:
    """A cell of a table's first row that a screen asks for."""

    id: str
    label: str
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class ScreenField:
    """A field of the questionnaire as a screen asks for it."""

    id: str
    label: str = ""
    """In place of the field's own; empty: the field's own."""
    example: str = ""
    hints: bool = False
    """Whether the hints of the choices are shown."""
    note: bool = False
    """Whether the note on the answer is asked for, because one of the choices is described there."""
    columns: tuple[ScreenColumn, ...] = ()
    """Of a table: what is asked of its first row. Everything else in it stays as it is."""


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One question of the quick scope."""

    id: str
    number: int
    """From 1."""
    title: str
    short: str
    """What it is about, in a few words that continue a sentence."""
    ask: str
    unknown: str
    """What follows where nobody knows."""
    required: str
    """What is wrong with leaving it empty; empty: it may be left."""
    fields: tuple[ScreenField, ...]


@dataclass(frozen=True, kw_only=True)
class QuickScope:
    """All screens, in order."""

    screens: tuple[Screen, ...]
    minutes: float
    """How long all of them take together [minutes]."""
    early: int
    """From so many answered screens on a verdict is shown while one answers."""
    least_known: int
    """Of so many screens something has to be known before they carry a verdict."""

    def screen(self, screen_id: str) -> Screen | None:
        """Return one screen, or None."""
        return next((screen for screen in self.screens if screen.id == screen_id), None)

    def done(self, answers: Answers, catalogue: Catalogue) -> tuple[Screen, ...]:
        """Return the screens that are answered: of each of their fields that counts, something is said.

        Args:
            answers: The scenario's answers, hidden ones included.
            catalogue: Everything that can be asked.
        """
        missing = {field.id for field in self.missing(answers, catalogue)}
        return tuple(screen for screen in self.screens if missing.isdisjoint(field.id for field in screen.fields))

    def missing(self, answers: Answers, catalogue: Catalogue) -> tuple[Field, ...]:
        """Return the fields that count and are blank, in the order of the pages. Arguments as in `done`."""
        asked = visible_fields(catalogue, answers)
        mine = {field.id for screen in self.screens for field in screen.fields if field.id in asked}
        return tuple(
            field
            for field in catalogue.fields.values()
            if field.id in mine and not field.optional and answers.state(field.id) is AnswerState.BLANK
        )

    def known(self, answers: Answers) -> tuple[Screen, ...]:
        """Return the screens of which something is known: "don't know yet" is an answer, and no knowledge."""
        states = ((screen, (answers.state(field.id) for field in screen.fields)) for screen in self.screens)
        return tuple(screen for screen, said in states if AnswerState.KNOWN in said)

    def carries_verdict(self, answers: Answers, catalogue: Catalogue) -> bool:
        """Tell whether every screen is answered, and enough of them are known. Arguments as in `done`."""
        is_done = len(self.done(answers, catalogue)) == len(self.screens)
        return is_done and len(self.known(answers)) >= self.least_known


# ---------------------------------------------------------------- reading


def load_quick_scope(path: Path, catalogue: Catalogue) -> QuickScope:
    """Read the quick scope.

    Args:
        path: The data file.
        catalogue: Everything that can be asked.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    if table.get("format", int) != FORMAT:
        raise table.error(f"format must be {FORMAT}", "format")
    table.asked.update(("id", "language"))
    rows = table.tables("screen")
    refuse_twins(rows, "id")
    screens = tuple(_read_screen(row, number, catalogue) for number, row in enumerate(rows, start=1))
    _refuse_asking_twice(rows, screens)
    scope = QuickScope(
        screens=screens,
        minutes=float(table.count("minutes")),
        early=table.count("early"),
        least_known=table.count("least_known"),
    )
    for key in ("early", "least_known"):
        if getattr(scope, key) > len(screens):
            raise table.error(f"{key} is {getattr(scope, key)}, there are {len(screens)} screens", key)
    table.close()
    return scope


def _read_screen(row: DataTable, number: int, catalogue: Catalogue) -> Screen:
    required = row.text("required", "")
    screen = Screen(
        id=row.text("id"),
        number=number,
        title=row.text("title"),
        short=row.text("short"),
        ask=row.text("ask"),
        # Of what must be answered nothing follows from not knowing it.
        unknown=row.text("unknown", "") if required else row.text("unknown"),
        required=required,
        fields=tuple(_read_field(field, catalogue) for field in row.tables("field")),
    )
    if not screen.fields:
        raise row.error(f"{row.label} asks for no field")
    row.close()
    return screen


def _read_field(row: DataTable, catalogue: Catalogue) -> ScreenField:
    field_id = row.text("id")
    field = catalogue.fields.get(field_id)
    if field is None:
        raise row.error(f"{row.label} is no field of the questionnaire", "id")
    columns = tuple(_read_column(column, field) for column in row.tables("columns", required=False))
    if bool(columns) != (field.type is FieldType.TABLE):
        raise row.error(f"{field_id} is a {field.type}: only a table has columns, and it needs some", "id")
    screen_field = ScreenField(
        id=field_id,
        label=row.text("label", ""),
        example=_read_example(row, field),
        hints=row.flag("hints", False),
        note=row.flag("note", False),
        columns=columns,
    )
    row.close()
    return screen_field


def _read_column(row: DataTable, field: Field) -> ScreenColumn:
    columns = {column.id: column for column in field.columns}
    column_id = row.one_of("id", tuple(columns))
    column = ScreenColumn(id=column_id, label=row.text("label"), example=_read_example(row, columns[column_id]))
    row.close()
    return column


def _read_example(row: DataTable, field: Field | Column) -> str:
    """Return an example of an answer, refused where the field could not read it as it is written."""
    example = row.text("example", "")
    if example:
        try:
            read_typed(field, row.as_written["example"], USUAL)
        except BadValue as problem:
            raise row.error(f"nobody could answer {row.label} like the example: {problem}", "example") from None
    return example


def _refuse_asking_twice(rows: list[DataTable], screens: tuple[Screen, ...]) -> None:
    seen: set[str] = set()
    for row, screen in zip(rows, screens, strict=True):
        for field in screen.fields:
            if field.id in seen:
                raise row.error(f"{field.id} is asked twice", "id")
            seen.add(field.id)
