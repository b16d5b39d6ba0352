"""The rate card: pay by role as a purchasing or HR department hands it out, read from the cells of a table."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from projects.domain.errors import BadValue
from projects.domain.fields import Field
from projects.domain.ranges import CURRENCY_SIGNS, OTHER_CURRENCY, Range, parse_range
from projects.domain.text import gettext_noop
from projects.domain.values import Reading, check_stored, plain_text
from teams.domain.roles import OTHER, Role, Seniority

FIELD = "team.rate_card"
MOST_LINES = 2_000
MOST_COLUMNS = 40
# Above the names of the columns a card may have a title, a date, the supplier's address.
MOST_LINES_ABOVE = 20

NO_HEAD = gettext_noop(
    "We found no header row. The card needs a row with Role and either Salary or Rate; anything above it is ignored."
)
NOTHING = gettext_noop("There is nothing in it.")
TOO_MANY_LINES = gettext_noop("It has more than %(limit)s rows. Leave in the roles of this project.")
TOO_MANY_KEPT = gettext_noop("Only the first %(limit)s good rows are kept.")
FORMULA = gettext_noop("“%(text)s” is a formula. Formulas are not evaluated here; please enter the value.")
SHEET_ERROR = gettext_noop("“%(text)s” is an error of the spreadsheet. Write the value.")
MERGED = gettext_noop("The row is part of the merged cells %(text)s. Split them, so that each row stands for itself.")
NO_ROLE = gettext_noop("The row has pay, but no role.")
NO_PAY = gettext_noop("The row has neither a salary nor a rate.")
TWICE = gettext_noop("“%(text)s” appears twice. The first row is kept.")
NOT_A_LEVEL = gettext_noop("“%(text)s” is no seniority. Write junior, regular or senior, or leave it blank.")
BY_THE_DAY = gettext_noop("“%(text)s” is pay by the day, week or month. Write a rate by the hour or a salary a year.")
TURNED_ROUND = gettext_noop("This range runs from %(low)s down to %(high)s. Please put the smaller number first.")


@dataclass(frozen=True, kw_only=True)
class Odd:
    """A cell that is no plain value: a formula, an error, a cell of a merged block."""

    text: str
    message: str


Cell = str | float | Odd | None


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
class Card:
    """What was read."""

    rows: tuple[Mapping[str, Any], ...] = ()
    """Good rows, as they are stored in `team.rate_card`."""
    problems: tuple[CardProblem, ...] = ()


SALARY, RATE = "salary_per_year", "rate_per_hour"
_WORDS = {
    "role": {"role", "roles", "title", "job", "position", "profile", "function", "rolle", "profil"},
    "seniority": {"seniority", "level", "grade", "stufe"},
    "source": {"source", "supplier", "vendor", "agency", "note", "quelle"},
    SALARY: {"salary", "salaries", "annual", "yearly", "year", "gehalt"},
    RATE: {"rate", "rates", "hourly", "hour", "h", "stundensatz"},
}
_ENDS = {
    "low": {"low", "min", "minimum", "from", "lower", "von"},
    "likely": {"likely", "typical", "median", "mid", "average"},
    "high": {"high", "max", "maximum", "to", "upper", "bis"},
}
_OTHER_TIMES = {"day", "daily", "week", "weekly", "month", "monthly", "tag", "monat"}
_LEVELS = {
    "junior": Seniority.JUNIOR, "entry": Seniority.JUNIOR, "regular": Seniority.REGULAR, "mid": Seniority.REGULAR,
    "medior": Seniority.REGULAR, "senior": Seniority.SENIOR, "lead": Seniority.SENIOR, "principal": Seniority.SENIOR,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Column:
    """What one column of the card holds."""

    place: int
    kind: str
    """role, seniority, source, or the pay that it gives."""
    end: str
    """low, likely or high, or "" where a cell holds all of it."""
    head: str
    """As the card names it."""
    currency: str


def match_role(text: str, roles: Mapping[str, Role]) -> Role | None:
    """Return the role that a text means, by its id or its name in any case; None where it is somebody's own."""
    wanted = _plain(text)
    return next(
        (one for one in roles.values() if one.id != OTHER and wanted in (_plain(one.id), _plain(one.label))), None
    )


def _plain(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in words)


def find_pay(
    rows: Iterable[Mapping[str, Any]], column: str, role: Role, seniority: Seniority, roles: Mapping[str, Role]
) -> tuple[Range, str] | None:
    """Return what a card says of a role's pay, and where it has it from.

    A row without a seniority holds for every one of them.

    Args:
        rows: Rows of `team.rate_card`.
        column: `salary_per_year` or `rate_per_hour`.
        role: The role, perhaps of somebody's own.
        seniority: The person's.
        roles: The reference table.
    """
    found: dict[bool, tuple[Range, str]] = {}
    for row in rows:
        text = str(row.get("role") or "")
        known = match_role(text, roles)
        same = (
            known.id == role.id if known and not role.id.startswith(f"{OTHER}_") else _plain(text) == _plain(role.label)
        )
        level = row.get("seniority") or ""
        if not same or level not in ("", seniority.value) or row.get(column) in (None, ""):
            continue
        try:
            value = Range.from_json(row[column])
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        if value.low >= 0:
            found.setdefault(bool(level), (value, str(row.get("source") or "")))
    return found.get(True) or found.get(False)


def read_card(lines: Sequence[Sequence[Cell]], table: Field, reading: Reading) -> Card:
    """Read a card: what is good is kept, and each bad row says what is wrong with it.

    Args:
        lines: The cells, line by line, as a spreadsheet shows them.
        table: The field that keeps the card.
        reading: How numbers are written, and the project's currency; another currency is refused, never converted.
    """
    if len(lines) > MOST_LINES:
        return _refused(TOO_MANY_LINES, limit=f"{MOST_LINES:,}")
    if not any(_has_text(line) for line in lines):
        return _refused(NOTHING)
    for number, line in enumerate(lines[:MOST_LINES_ABOVE], start=1):
        columns = [one for place, cell in enumerate(line) if (one := _column(place, cell)) is not None]
        kinds = {one.kind for one in columns}
        if "role" in kinds and kinds & {SALARY, RATE}:
            return _Reader(columns=columns, table=table, reading=reading).read(lines[number:], number + 1)
    return _refused(NO_HEAD)


def _refused(message: str, **params: object) -> Card:
    return Card(problems=(CardProblem(row=0, column="", message=message, params=params),))


def _has_text(line: Sequence[Cell]) -> bool:
    return any(isinstance(cell, Odd) or str("" if cell is None else cell).strip() for cell in line)


def _column(place: int, cell: Cell) -> _Column | None:
    """Return what a cell of the first row names, or None where it names nothing that is needed."""
    head = plain_text(cell)[:80] if isinstance(cell, str) else ""
    signs = [code for sign, code in CURRENCY_SIGNS.items() if sign in head]
    words = set(re.findall(r"[^\W\d_]+", head.casefold()))
    kinds = [kind for kind in (SALARY, RATE, "seniority", "role", "source") if words & _WORDS[kind]]
    if words & _OTHER_TIMES and not words & {"hour", "hourly", "year", "yearly", "annual"}:
        kinds = ["other_time"]
    if not kinds:
        return None
    # "Job rate" and "Role level" name two things; pay comes before the level, and the level before the role.
    end = next((end for end, names in _ENDS.items() if words & names), "") if kinds[0] in (SALARY, RATE) else ""
    codes = [*signs, *(one for one in re.findall(r"\b[A-Z]{3}\b", head) if one not in ("MIN", "MAX"))]
    return _Column(place=place, kind=kinds[0], end=end, head=head, currency=codes[0] if codes else "")


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Reads the lines below the names of the columns."""

    columns: Sequence[_Column]
    table: Field
    reading: Reading

    def read(self, lines: Sequence[Sequence[Cell]], first: int) -> Card:
        rows: list[Mapping[str, Any]] = []
        problems: list[CardProblem] = []
        seen: set[tuple[str, str]] = set()
        for number, line in enumerate(lines, start=first):
            if not _has_text(line):
                continue
            try:
                row = self._row(line)
                key = (_plain(row["role"]), row.get("seniority", ""))
                if key in seen:
                    raise _BadCell("", BadValue(TWICE, {"text": row["role"]}))
            except _BadCell as bad:
                params = bad.problem.params
                problems.append(CardProblem(row=number, column=bad.column, message=bad.problem.message, params=params))
                continue
            seen.add(key)
            rows.append(row)
        if len(rows) > self.table.max_rows:
            limit = self.table.max_rows
            problems.append(CardProblem(row=0, column="", message=TOO_MANY_KEPT, params={"limit": limit}))
        return Card(rows=tuple(rows[: self.table.max_rows]), problems=tuple(problems))

    def _row(self, line: Sequence[Cell]) -> dict[str, Any]:
        for cell in line:
            if isinstance(cell, Odd) and cell.message == MERGED:
                raise _BadCell("", BadValue(MERGED, {"text": cell.text}))
        row: dict[str, Any] = {}
        for kind in ("role", "seniority", "source"):
            if text := self._text(line, kind):
                row[kind] = text
        pay = {kind: found for kind in (SALARY, RATE) if (found := self._pay(line, kind)) is not None}
        if "role" not in row:
            raise _BadCell("", BadValue(NO_ROLE))
        if not pay:
            self._refuse_other_times(line)
            raise _BadCell("", BadValue(NO_PAY))
        if "seniority" in row:
            row["seniority"] = self._level(row["seniority"])
        return row | pay

    def _cells(self, line: Sequence[Cell], kind: str) -> list[tuple[_Column, str | float]]:
        """Return the filled cells of a kind; a formula is refused, it is never worked out."""
        found: list[tuple[_Column, str | float]] = []
        for column in self.columns:
            cell = line[column.place] if column.kind == kind and column.place < len(line) else None
            if isinstance(cell, Odd):
                raise _BadCell(column.head, BadValue(cell.message, {"text": cell.text[:60]}))
            if isinstance(cell, str):
                cell = plain_text(cell)
                # What a spreadsheet would work out. "-5" and "+5" are numbers.
                if cell.startswith(("=", "@")) or re.match(r"[+-]\s*[^\d\s.,$€£¥₹+-]", cell):
                    raise _BadCell(column.head, BadValue(FORMULA, {"text": cell[:60]}))
            if cell not in (None, ""):
                found.append((column, cell))
        return found

    def _text(self, line: Sequence[Cell], kind: str) -> str:
        cells = self._cells(line, kind)
        if not cells:
            return ""
        column, cell = cells[0]
        text = cell if isinstance(cell, str) else f"{cell:g}"
        limits = {one.id: one for one in self.table.columns}
        # The seniority is one of a few words, which are looked up later.
        if kind == "seniority":
            return text
        return str(_checked(column.head, lambda: check_stored(limits[kind], text)))

    def _level(self, text: str) -> str:
        words = re.findall(r"[a-z]+", text.casefold())
        for word in words:
            if word in _LEVELS:
                return _LEVELS[word].value
        head = next(one.head for one in self.columns if one.kind == "seniority")
        raise _BadCell(head, BadValue(NOT_A_LEVEL, {"text": text[:60]}))

    def _pay(self, line: Sequence[Cell], kind: str) -> dict[str, float] | None:
        """Return pay as it is stored; from one cell, or from one for each end."""
        cells = self._cells(line, kind)
        if not cells:
            return None
        ends: dict[str, Range] = {}
        for column, cell in cells:
            ends.setdefault(column.end, self._range(column, cell))
        head = cells[0][0].head
        if "" in ends:
            value = ends[""]
        else:
            first = next(ends[end] for end in ("low", "likely", "high") if end in ends)
            last = next(ends[end] for end in ("high", "likely", "low") if end in ends)
            if first.low > last.high:
                params = {"low": f"{first.low:,.10g}", "high": f"{last.high:,.10g}"}
                raise _BadCell(head, BadValue(TURNED_ROUND, params))
            middle = (first.low + last.high) / 2
            likely = ends["likely"].likely if "likely" in ends else middle
            value = Range(low=first.low, likely=min(max(likely, first.low), last.high), high=last.high)
        limits = next(one for one in self.table.columns if one.id == kind)
        stored: dict[str, float] = _checked(head, lambda: check_stored(limits, value.to_json()))
        return stored

    def _range(self, column: _Column, cell: str | float) -> Range:
        if column.currency and column.currency != self.reading.currency:
            text = f"{column.head}: {cell}"
            raise _BadCell(column.head, BadValue(OTHER_CURRENCY, {"text": text, "currency": self.reading.currency}))
        if isinstance(cell, float | int):
            return Range.exactly(float(cell))
        if re.search(r"\b(day|week|month)s?\b", cell, re.I):
            raise _BadCell(column.head, BadValue(BY_THE_DAY, {"text": cell[:60]}))
        unit = "money/year" if column.kind == SALARY else "money/hour"
        found: Range = _checked(
            column.head,
            lambda: parse_range(cell, unit=unit, currency=self.reading.currency, decimal=self.reading.decimal),
        )
        return found

    def _refuse_other_times(self, line: Sequence[Cell]) -> None:
        for column, _cell in self._cells(line, "other_time"):
            raise _BadCell(column.head, BadValue(BY_THE_DAY, {"text": column.head}))


class _BadCell(Exception):
    """A row that is left out because of one cell."""

    def __init__(self, column: str, problem: BadValue) -> None:
        self.column, self.problem = column, problem
        super().__init__(str(problem))


def _checked(head: str, check: Any) -> Any:
    try:
        return check()
    except BadValue as problem:
        raise _BadCell(head, problem) from None


def mark_merged(lines: Sequence[Sequence[Cell]], merged: Mapping[int, str]) -> list[list[Cell]]:
    """Return the lines with a mark in those that merged cells run through.

    Args:
        lines: The cells.
        merged: What the merged block is called, such as A4:A6, by the lines that it covers, counted from 1.
    """
    return [
        [*line, Odd(text=merged[number], message=MERGED)] if number in merged else list(line)
        for number, line in enumerate(lines, start=1)
    ]
