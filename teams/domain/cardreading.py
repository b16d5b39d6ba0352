"""Reading a rate card: which table and columns, what is good, and what is wrong with the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from projects.domain.cells import MOST_LINES, MOST_LINES_ABOVE, UNCLOSED, CellTable, Note, Odd, has_content
from projects.domain.fields import Field
from projects.domain.ranges import NumberStyle
from projects.domain.text import gettext_noop
from teams.domain.cardcells import BY_THE_DAY
from teams.domain.cardcolumns import CardColumn, PayColumns, candidates_for, choose, column_of, columns_of, names_a_card
from teams.domain.carddoubts import Doubt
from teams.domain.cardmeaning import RATE, SALARY, CardColumnKind
from teams.domain.cardrows import ANY_LEVEL, CardProblem, CardRows, Grade, PayOrigin, RowReader
from teams.domain.roles import Seniority

NO_HEAD = gettext_noop(
    "We found no header row. The card needs a row with Role and either Salary or Rate; anything above it is ignored."
)
NOTHING = gettext_noop("There is nothing in it.")
TOO_MANY_LINES = gettext_noop("It has more than %(limit)s rows. Leave in only the rows you need.")
TOO_MANY_KEPT = gettext_noop("Only the first %(limit)s good rows are kept.")
NO_ROWS = gettext_noop("There are no rows below the header row.")
NO_PAY_COLUMN = gettext_noop("There is no column with pay per hour or per year, so no row can be used.")
LEVEL_CHOICE = "level:"
"""What stands before the key of a grade among the choices."""
OTHER_SHEETS = gettext_noop(
    "“%(used)s” was read. These sheets hold a rate card too and were not: %(names)s. To use one of them, open it, save "
    "the file and upload it again."
)


@dataclass(frozen=True, kw_only=True)
class ColumnQuestion:
    """Pay that more than one column may hold, or that one holds perhaps."""

    pay: str
    """`salary_per_year` or `rate_per_hour`."""
    candidates: tuple[PayColumns, ...]
    chosen: str | None
    """The key of the one that was read, "" for none of them, None while nobody chose."""

    @property
    def is_open(self) -> bool:
        """Tell whether nothing can be kept before somebody chooses."""
        return self.chosen is None


@dataclass(frozen=True, kw_only=True)
class ReadCard:
    """What was read."""

    rows: tuple[Mapping[str, Any], ...] = ()
    """Good rows, as they are stored in `team.rate_card`."""
    problems: tuple[CardProblem, ...] = ()
    origins: tuple[Mapping[str, PayOrigin], ...] = ()
    """Of each row, where its pay is from, by kind."""
    doubts: tuple[Doubt, ...] = ()
    """Rows whose pay is hard to believe."""
    questions: tuple[ColumnQuestion, ...] = ()
    grades: tuple[Grade, ...] = ()
    """Grades of whoever wrote the card, and the levels that the person chose for them."""
    notes: tuple[Note, ...] = ()
    unused: tuple[str, ...] = ()
    """Heads of columns that nothing was read from."""
    table: CellTable | None = None
    """What it was read from: the columns that somebody may choose, with head and rows."""

    @property
    def is_open(self) -> bool:
        """Tell whether a question has to be answered before rows can be kept."""
        return any(question.is_open for question in self.questions) or any(not grade.chosen for grade in self.grades)


def read_card(
    tables: Iterable[CellTable],
    field_: Field,
    reading: NumberStyle,
    *,
    choices: Mapping[str, str] | None = None,
    money_per_usd: float = 1.0,
) -> ReadCard:
    """Read a card: what is good is kept, and each bad row says what is wrong with it.

    Args:
        tables: What the file or text may hold, the likeliest first; the first with a row of heads is read.
        field_: The field that keeps the card.
        reading: How numbers are written, and the project's currency; another currency is refused, never converted.
        choices: The columns that the person chose, by kind of pay; "" for none. And the level of each grade, by
            `LEVEL_CHOICE` and its key.
        money_per_usd: One US dollar in the project's currency, for the limits of pay that is hard to believe.
    """
    head: _Head | None = None
    other_sheets: list[str] = []
    first: CellTable | None = None
    for table in tables:
        if len(table.lines) > MOST_LINES:
            return _refused(TOO_MANY_LINES, limit=f"{MOST_LINES:,}")
        first = table if first is None or not any(map(has_content, first.lines)) else first
        heads = _head_of(table)
        if head is None:
            head = heads
            if head is not None and table.is_text:
                break
        elif heads is not None:
            other_sheets.append(table.name)
    if head is None:
        return _without_head(first)
    if other_sheets:
        params = {"used": head.table.name, "names": ", ".join(other_sheets[:10])}
        head.notes.append(Note(message=OTHER_SHEETS, params=params))
    return _read(head, field_, reading, choices or {}, money_per_usd)


def _refused(message: str, *more: CardProblem, **params: object) -> ReadCard:
    return ReadCard(problems=(CardProblem(row=0, column="", message=message, params=params), *more))


def _without_head(table: CellTable | None) -> ReadCard:
    if table is None or not any(map(has_content, table.lines)):
        return _refused(NOTHING)
    unclosed = [
        CardProblem(row=number, column="", message=UNCLOSED, params={"text": cell.text})
        for number, line in enumerate(table.lines, start=1)
        for cell in line
        if isinstance(cell, Odd) and cell.message == UNCLOSED
    ]
    return ReadCard(problems=_refused(NO_HEAD, *unclosed).problems, notes=table.notes)


@dataclass(frozen=True, kw_only=True)
class _Head:
    """The row that names the columns."""

    table: CellTable
    number: int
    """From 1."""
    columns: tuple[CardColumn, ...]
    notes: list[Note] = field(default_factory=list)


def _head_of(table: CellTable) -> _Head | None:
    for number, line in enumerate(table.lines[:MOST_LINES_ABOVE], start=1):
        columns = columns_of(line)
        if names_a_card(columns):
            return _Head(table=table, number=number, columns=columns)
    return None


def _read(
    head: _Head, field_: Field, reading: NumberStyle, choices: Mapping[str, str], money_per_usd: float
) -> ReadCard:
    columns = head.columns
    chosen, unclear = choose(columns, reading.currency, choices)
    questions = tuple(_questions(columns, reading.currency, choices, chosen, unclear))
    kinds = (
        CardColumnKind.ROLE,
        CardColumnKind.SENIORITY,
        CardColumnKind.SOURCE,
        CardColumnKind.CURRENCY,
        CardColumnKind.UNIT,
    )
    named = {kind: column for kind in kinds if (column := column_of(columns, kind))}
    used = [*named.values(), *(column for candidate in chosen.values() for column in candidate.columns)]
    card = ReadCard(
        questions=questions,
        notes=(*head.table.notes, *head.notes),
        table=_kept(head) if questions else None,
    )
    if unclear:
        return card
    card = replace(card, unused=_unused(columns, used))
    other_pay = tuple(column for column in columns if column.meaning.kind is CardColumnKind.OTHER_PAY)
    if not chosen:
        missing = CardProblem(row=0, column="", message=NO_PAY_COLUMN)
        return replace(card, problems=tuple(_by_the_day(head.number, column) for column in other_pay) or (missing,))
    reader = RowReader(
        named=named,
        pays=chosen,
        other_pay=other_pay,
        table=field_,
        reading=reading,
        money_per_usd=money_per_usd,
        width=len(head.table.lines[head.number - 1]) if head.table.is_text else None,
        placed=_placed(choices),
    )
    rows = reader.read(head.table.lines[head.number :], head.number + 1)
    if rows.grades:
        card = replace(card, grades=rows.grades, table=_kept(head))
    if card.is_open:
        return card  # rows of other levels wait too: whoever kept them now would lose the rest
    return _cut(replace(card, notes=(*card.notes, *rows.notes)), rows, field_.max_rows)


def _placed(choices: Mapping[str, str]) -> dict[str, str]:
    """Return the levels that the person chose, by the key of the grade."""
    levels = {*map(str, Seniority), ANY_LEVEL}
    return {
        name.removeprefix(LEVEL_CHOICE): level
        for name, level in choices.items()
        if name.startswith(LEVEL_CHOICE) and level in levels
    }


def _cut(card: ReadCard, rows: CardRows, most: int) -> ReadCard:
    """Return the card with its rows, as many as a project keeps."""
    if not rows.rows and not rows.problems:
        return replace(card, problems=(CardProblem(row=0, column="", message=NO_ROWS),))
    cut = (CardProblem(row=0, column="", message=TOO_MANY_KEPT, params={"limit": most}),)
    return replace(
        card,
        rows=rows.rows[:most],
        origins=rows.origins[:most],
        problems=rows.problems + (cut if len(rows.rows) > most else ()),
        doubts=tuple(doubt for doubt in rows.doubts if doubt.index < most),
    )


def _by_the_day(row: int, column: CardColumn) -> CardProblem:
    return CardProblem(row=row, column="", message=BY_THE_DAY[column.meaning.period], params={"text": column.head})


def _questions(
    columns: Sequence[CardColumn],
    currency: str,
    choices: Mapping[str, str],
    chosen: Mapping[str, PayColumns],
    unclear: Sequence[str],
) -> Iterable[ColumnQuestion]:
    """Yield what somebody may choose: where there is more than one column, or one that is not certain."""
    for pay in (RATE, SALARY):
        candidates = candidates_for(columns, pay, currency)
        if len(candidates) > 1 or (candidates and not candidates[0].certain):
            answer = chosen[pay].key if pay in chosen else None if pay in unclear else ""
            yield ColumnQuestion(pay=pay, candidates=candidates, chosen=answer)


def _unused(columns: Sequence[CardColumn], used: Sequence[CardColumn]) -> tuple[str, ...]:
    places = {column.place for column in used}
    return tuple(column.head for column in columns if column.place not in places)


def _kept(head: _Head) -> CellTable:
    """Return what a page has to send again so that another column, or the level of a grade, can be chosen."""
    wanted = {column.place for column in head.columns if column.meaning.kind is not CardColumnKind.NONE}
    width = len(head.table.lines[head.number - 1])
    lines = [
        [
            cell if number == head.number or place in wanted or place >= width or isinstance(cell, Odd) else None
            for place, cell in enumerate(line)
        ]
        for number, line in enumerate(head.table.lines, start=1)
    ]
    return replace(head.table, lines=lines)
