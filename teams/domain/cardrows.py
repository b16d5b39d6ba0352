"""The rows of a rate card: pay as it is stored, where it is from, and what is wrong with a row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from projects.domain.cells import WHOLE_LINE, Cell, Formatted, Note, Odd, has_content
from projects.domain.errors import BadValue
from projects.domain.fields import Column, Field
from projects.domain.ranges import OTHER_CURRENCY, NumberStyle, Range, parse_range
from projects.domain.text import gettext_noop
from projects.domain.values import check_stored, read_typed
from teams.domain import cardwords as words
from teams.domain.cardcells import (
    BY_THE_DAY,
    BadCell,
    as_written,
    between,
    checked,
    filled,
    is_note,
    is_total,
    other_period,
)
from teams.domain.cardcolumns import CardColumn, PayColumns, is_other_currency
from teams.domain.carddoubts import Doubt, doubts_of
from teams.domain.cardmeaning import RATE, SALARY, CardColumnKind, plain_letters
from teams.domain.ratecard import role_key
from teams.domain.roles import Seniority

NO_ROLE = gettext_noop("The row has pay but no role.")
NO_PAY = gettext_noop("The row has neither a salary nor a rate.")
TWICE = gettext_noop("“%(text)s” appears twice. The first row is kept.")
NOT_A_ROLE = gettext_noop("“%(text)s” is a sum or an average of other rows, not a role.")
A_NOTE = gettext_noop("“%(text)s” is a note, not a role.")
NOT_A_LEVEL = gettext_noop("“%(text)s” is not a seniority. Enter junior, regular or senior, or leave it blank.")
TWICE_AT_LEVEL = gettext_noop("“%(text)s” appears twice as %(level)s. The first row is kept.")
TWICE_AS_LEVEL = gettext_noop("“%(text)s” appears twice: “%(said)s” was read as %(level)s. The first row is kept.")
LEVEL_READ_AS = gettext_noop("“%(text)s” in %(column)s was read as %(level)s.")
TOO_MANY_CELLS = gettext_noop(
    "The row has %(count)s cells, the header row %(width)s. A comma inside a number or a text splits it: put it in "
    "quotation marks, or use semicolons between the cells."
)
PERCENT = gettext_noop("“%(text)s” is a percentage. Please enter an amount.")


@dataclass(frozen=True, kw_only=True)
class CardProblem:
    """Something in the card that could not be taken over."""

    row: int
    """As a spreadsheet counts it, from 1; 0 where it is about the whole card."""
    column: str
    """The column as the card names it, or ""."""
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.params


@dataclass(frozen=True, kw_only=True)
class PayOrigin:
    """Where pay is from."""

    column: str
    """The head, or the heads, as the card names them."""
    text: str
    """What stands in the card."""


LEVEL_NAMES = {
    Seniority.JUNIOR: gettext_noop("Junior"),
    Seniority.REGULAR: gettext_noop("Regular"),
    Seniority.SENIOR: gettext_noop("Senior"),
}
MOST_GRADES = 30
"""More than these nobody places by hand: the column is no level, and rows beyond are refused."""
LONGEST_GRADE = 60
ANY_LEVEL = "any"
"""The choice that a grade says nothing of seniority: its pay counts for every level."""


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A grade of whoever wrote the card, such as "L5" or "Band 6": only they know which of our levels it is."""

    key: str
    """What all its spellings share."""
    text: str
    """As it stands in the first row that has it."""
    rows: int
    chosen: str
    """A level, `ANY_LEVEL`, or "" while nobody chose."""


class _Unplaced(Exception):
    """A row whose grade nobody has placed yet."""


@dataclass(frozen=True, kw_only=True)
class CardRows:
    """What the rows of a card hold."""

    rows: tuple[Mapping[str, Any], ...]
    origins: tuple[Mapping[str, PayOrigin], ...]
    problems: tuple[CardProblem, ...]
    doubts: tuple[Doubt, ...]
    grades: tuple[Grade, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RowReader:
    """Reads the lines below the names of the columns, once."""

    named: Mapping[CardColumnKind, CardColumn]
    """The columns of role, seniority, source, currency and unit."""
    pays: Mapping[str, PayColumns]
    other_pay: Sequence[CardColumn]
    table: Field
    reading: NumberStyle
    money_per_usd: float
    width: int | None
    """How many cells a row may have; None where more do no harm."""
    placed: Mapping[str, str] = field(default_factory=dict)
    """Which level each grade is, by its key, as far as the person chose."""
    _grades: dict[str, Grade] = field(default_factory=dict)
    _notes: dict[str, Note] = field(default_factory=dict)

    def read(self, lines: Sequence[Sequence[Cell]], first: int) -> CardRows:
        """Return the good rows, and what is wrong with the others.

        Args:
            lines: Below the row of heads.
            first: What the spreadsheet calls the first of them.
        """
        rows: list[Mapping[str, Any]] = []
        origins: list[Mapping[str, PayOrigin]] = []
        problems: list[CardProblem] = []
        seen: set[tuple[str, str]] = set()
        for number, line in enumerate(lines, start=first):
            if not has_content(line):
                continue
            try:
                row, origin = self._row(line)
                key = (role_key(row["role"]), row.get("seniority", ""))
                if key in seen:
                    raise BadCell("", self._twice(line, row))
            except _Unplaced:
                continue
            except BadCell as bad:
                params = bad.problem.params
                problems.append(CardProblem(row=number, column=bad.column, message=bad.problem.message, params=params))
                continue
            seen.add(key)
            rows.append(row)
            origins.append(origin)
        doubts = [doubt for index, row in enumerate(rows) for doubt in doubts_of(index, row, self.money_per_usd)]
        return CardRows(
            rows=tuple(rows),
            origins=tuple(origins),
            problems=tuple(problems),
            doubts=tuple(doubts),
            grades=tuple(self._grades.values()),
            notes=tuple(self._notes.values()),
        )

    def _twice(self, line: Sequence[Cell], row: Mapping[str, Any]) -> BadValue:
        """Return that a role stands there already, with the level that makes two rows the same."""
        said, level = self._text(line, CardColumnKind.SENIORITY), row.get("seniority")
        if not level:
            return BadValue(TWICE, {"text": row["role"]})
        params = {"text": row["role"], "said": said[:60], "level": BadValue(LEVEL_NAMES[Seniority(level)])}
        return BadValue(TWICE_AT_LEVEL if _is_named(said) else TWICE_AS_LEVEL, params)

    def _row(self, line: Sequence[Cell]) -> tuple[dict[str, Any], dict[str, PayOrigin]]:
        self._check_line(line)
        role = self._text(line, CardColumnKind.ROLE)
        if role and is_total(role):
            raise BadCell("", BadValue(NOT_A_ROLE, {"text": role[:60]}))
        if role and is_note(role):
            raise BadCell("", BadValue(A_NOTE, {"text": role[:60]}))
        pays: dict[str, Any] = {}
        origins: dict[str, PayOrigin] = {}
        for pay in (SALARY, RATE):
            if pay in self.pays and (read := self._pay(line, pay)) is not None:
                pays[pay], origins[pay] = read
        if not role:
            raise BadCell("", BadValue(NO_ROLE))
        self._check_beside(line, origins)
        if not pays:
            self._refuse_other_pay(line)
            raise BadCell("", BadValue(NO_PAY))
        row: dict[str, Any] = {"role": role}
        if (level := self._text(line, CardColumnKind.SENIORITY)) and (known := self._level(level)):
            row["seniority"] = known
        if source := self._text(line, CardColumnKind.SOURCE):
            row["source"] = source
        return row | pays, origins

    def _check_line(self, line: Sequence[Cell]) -> None:
        for cell in line:
            if isinstance(cell, Odd) and cell.message in WHOLE_LINE:
                raise BadCell("", BadValue(cell.message, {"text": cell.text}))
        if self.width is not None and any(cell not in ("", None) for cell in line[self.width :]):
            raise BadCell("", BadValue(TOO_MANY_CELLS, {"count": len(line), "width": self.width}))

    def _check_beside(self, line: Sequence[Cell], origins: Mapping[str, PayOrigin]) -> None:
        """Refuse pay beside which a column of its own names another currency, or a day, week or month."""
        written = next((origin.text for origin in origins.values()), "")
        for kind in (CardColumnKind.CURRENCY, CardColumnKind.UNIT):
            column = self.named.get(kind)
            cell = filled(line, column) if column and written else None
            if column is None or not isinstance(cell, str):
                continue
            params = {"text": f"{written} {cell}"[:60], "currency": self.reading.currency}
            if kind is CardColumnKind.CURRENCY and is_other_currency(cell, self.reading.currency):
                raise BadCell(column.head, BadValue(OTHER_CURRENCY, params))
            if kind is CardColumnKind.UNIT and (period := other_period(cell)):
                raise BadCell(column.head, BadValue(BY_THE_DAY[period], params))

    # ------------------------------------------------------------ text

    def _text(self, line: Sequence[Cell], kind: CardColumnKind) -> str:
        column = self.named.get(kind)
        cell = filled(line, column) if column else None
        if column is None or cell is None:
            return ""
        number = cell.value if isinstance(cell, Formatted) else cell
        text = number if isinstance(number, str) else f"{number:g}"
        # The seniority is one of a few words, which are looked up later.
        if kind is CardColumnKind.SENIORITY:
            return text
        limits = {limit.id: limit for limit in self.table.columns}
        return str(checked(column.head, lambda: check_stored(limits[str(kind)], text)))

    def _level(self, text: str) -> str:
        """Return the level that a cell names, or that the person chose for its grade; "" for any level."""
        said = _words_of(text)
        levels = {level for word in said for level, known in words.LEVELS.items() if word in known.split()}
        if len(levels) != 1 or "semi" in said:
            return self._placed(text)
        level = Seniority(levels.pop())
        if not _is_named(text):
            head = self.named[CardColumnKind.SENIORITY].head
            params = {"text": text[:60], "column": head, "level": LEVEL_NAMES[level]}
            self._notes.setdefault(text.casefold(), Note(message=LEVEL_READ_AS, params=params))
        return level.value

    def _placed(self, text: str) -> str:
        key = " ".join(text.casefold().split())
        if len(key) > LONGEST_GRADE or (key not in self._grades and len(self._grades) >= MOST_GRADES):
            raise BadCell(self.named[CardColumnKind.SENIORITY].head, BadValue(NOT_A_LEVEL, {"text": text[:60]}))
        chosen = self.placed.get(key, "")
        grade = self._grades.get(key) or Grade(key=key, text=text, rows=0, chosen=chosen)
        self._grades[key] = replace(grade, rows=grade.rows + 1)
        if not chosen:
            raise _Unplaced
        return "" if chosen == ANY_LEVEL else chosen

    # ------------------------------------------------------------ pay

    def _pay(self, line: Sequence[Cell], pay: str) -> tuple[dict[str, float], PayOrigin] | None:
        """Return pay as it is stored, and where it is from; from one cell, or from one for each end."""
        ends: dict[str, Range] = {}
        origins: list[tuple[str, str]] = []
        for column in self.pays[pay].columns:
            cell = filled(line, column)
            if cell is not None:
                ends[column.meaning.end] = self._range(column, cell, pay)
                origins.append((column.head, as_written(cell)))
        if not ends:
            return None
        head = origins[0][0]
        value = ends[""] if set(ends) == {""} else between(ends, head)
        stored: dict[str, float] = checked(head, lambda: check_stored(self._limits(pay), value.to_json()))
        return stored, PayOrigin(
            column=", ".join(head for head, _text in origins), text=" – ".join(t for _head, t in origins)
        )

    def _limits(self, pay: str) -> Column:
        return next(column for column in self.table.columns if column.id == pay)

    def _range(self, column: CardColumn, cell: str | float | Formatted, pay: str) -> Range:
        """Return what a cell holds; another currency, another span of time and percent are refused."""
        currency = self.reading.currency
        if other := next((code for code in column.meaning.currencies if is_other_currency(code, currency)), ""):
            text = f"{column.head}: {as_written(cell)}" if other else ""
            raise BadCell(column.head, BadValue(OTHER_CURRENCY, {"text": text, "currency": currency}))
        factor = 1_000.0 if column.meaning.thousands else 1.0
        if isinstance(cell, str):
            if period := other_period(cell):
                raise BadCell(column.head, BadValue(BY_THE_DAY[period], {"text": cell[:60]}))
            value = checked(column.head, lambda: read_typed(self._limits(pay), cell, self.reading))
            return Range.from_json(value).scaled(factor)
        if isinstance(cell, Formatted):
            return Range.exactly(cell.value * factor * self._formatted(column, cell, pay))
        return Range.exactly(float(cell) * factor)

    def _formatted(self, column: CardColumn, cell: Formatted, pay: str) -> float:
        """Return what the number format makes of one: 1, or more where it says thousands. Refuses what it refuses."""
        shown, sample = as_written(cell), cell.shown("1")
        if "%" in sample:
            raise BadCell(column.head, BadValue(PERCENT, {"text": shown}))
        if period := other_period(sample):
            raise BadCell(column.head, BadValue(BY_THE_DAY[period], {"text": shown}))
        unit = self._limits(pay).unit
        try:
            return parse_range(sample, unit=unit, reading=NumberStyle(currency=self.reading.currency)).likely
        except BadValue as problem:
            raise BadCell(column.head, BadValue(problem.message, {**problem.params, "text": shown})) from None

    def _refuse_other_pay(self, line: Sequence[Cell]) -> None:
        for column in self.other_pay:
            if filled(line, column) is not None:
                message = BY_THE_DAY[column.meaning.period]
                raise BadCell(column.head, BadValue(message, {"text": column.head}))


def _words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]+", plain_letters(text))


def _is_named(text: str) -> bool:
    """Tell whether a cell names one of our levels, and not something that we read as one."""
    return bool(set(_words_of(text)) & set(words.LEVELS_BY_NAME.split()))
