"""The cells of a rate card: blanks in words, formulas, spans of time, sums; and the row that one cell spoils."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from projects.domain.cells import FORMULA, Cell, Formatted, Odd, one_line
from projects.domain.errors import BadValue
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop
from projects.domain.values import plain_text
from teams.domain import cardwords as words
from teams.domain.cardcolumns import CardColumn
from teams.domain.cardmeaning import plain_letters

TURNED_ROUND = gettext_noop("This range runs from %(low)s down to %(high)s. Please put the smaller number first.")

BY_THE_DAY = {
    words.DAY: gettext_noop(
        "“%(text)s” is pay per day. We need it per hour: divide it by the hours of a working day and name the column "
        "Hourly rate."
    ),
    words.WEEK: gettext_noop(
        "“%(text)s” is pay per week. We need it per hour: divide it by the hours of a working week and name the column "
        "Hourly rate."
    ),
    words.MONTH: gettext_noop(
        "“%(text)s” is pay per month. We need it per year: multiply it by the months paid in a year and name the "
        "column Salary per year."
    ),
}


class BadCell(Exception):
    """A row that is left out because of one cell."""

    def __init__(self, column: str, problem: BadValue) -> None:
        self.column, self.problem = column, problem
        super().__init__(str(problem))


def filled(line: Sequence[Cell], column: CardColumn) -> str | float | Formatted | None:
    """Return a cell, or None where it is blank, also in words; a formula is refused, it is never calculated."""
    cell = line[column.place] if column.place < len(line) else None
    if isinstance(cell, Odd):
        raise BadCell(column.head, BadValue(cell.message, {"text": cell.text[:60]}))
    if not isinstance(cell, str):
        return cell
    text = one_line(plain_text(cell))
    if text.casefold() in words.BLANKS or not text:
        return None
    # What a spreadsheet would calculate. "-5" and "+5" are numbers.
    if text.startswith(("=", "@")) or re.match(r"[+-]\s*[^\d\s.,$€£¥₹+-]", text):
        raise BadCell(column.head, BadValue(FORMULA, {"text": text[:60]}))
    return text


def as_written(cell: str | float | Formatted) -> str:
    """Return a cell as the card shows it."""
    if isinstance(cell, str):
        return cell[:60]
    if isinstance(cell, Formatted):
        if "%" in cell.shown("1"):
            return cell.shown(f"{100 * cell.value:,.10g}")
        return cell.shown(f"{cell.value:,.10g}")
    return f"{cell:,.10g}"


def other_period(text: str) -> str:
    """Return the span of time that a cell names where it is neither the hour nor the year."""
    said = re.findall(r"[a-z]+", plain_letters(text))
    for period in (words.DAY, words.WEEK, words.MONTH):
        known = f"{words.PERIODS[period]} {words.PERIOD_ADJECTIVES[period]}".split()
        if set(said) & set(known):
            return period
    return ""


def between(ends: Mapping[str, Range], head: str) -> Range:
    """Return the range that cells for its ends make up; a cell without an end is the likely value."""
    known = {end or "likely": value for end, value in ends.items()}
    first = next(known[end] for end in ("low", "likely", "high") if end in known)
    last = next(known[end] for end in ("high", "likely", "low") if end in known)
    if first.low > last.high:
        raise BadCell(head, BadValue(TURNED_ROUND, {"low": f"{first.low:,.10g}", "high": f"{last.high:,.10g}"}))
    likely = known["likely"].likely if "likely" in known else (first.low + last.high) / 2
    return Range(low=first.low, likely=min(max(likely, first.low), last.high), high=last.high)


def checked(head: str, check: Callable[[], Any]) -> Any:
    """Return what a check returns; a value that it refuses spoils the row."""
    try:
        return check()
    except BadValue as problem:
        raise BadCell(head, problem) from None


def is_total(role: str) -> bool:
    """Tell whether a row adds up others: "Total", "Average rate", but not "Total rewards manager"."""
    said = re.findall(r"[^\W\d_]+|[ø∅σ]", plain_letters(role))
    totals, extras = set(words.TOTALS.split()), set(words.TOTAL_EXTRAS.split())
    return bool(totals & set(said)) and set(said) <= totals | extras


def is_note(role: str) -> bool:
    """Tell whether a row only says something: "Note: rates exclude VAT", "* valid until 2026"."""
    before, colon, _after = role.partition(":")
    said = re.findall(r"[^\W\d_]+", plain_letters(before if colon else role))
    return role.startswith("*") or (len(said) == 1 and said[0] in words.NOTES.split())
