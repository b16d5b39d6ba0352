"""Cells of tables from outside: plain values, what their number format says of them, and what is no plain value."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from projects.domain.text import gettext_noop

MOST_LINES = 10_000
MOST_COLUMNS = 40
# Above the names of the columns a table may have a title, a date, the supplier's address.
MOST_LINES_ABOVE = 20

FORMULA = gettext_noop("“%(text)s” is a formula. Formulas are not evaluated here; please enter the value.")
SHEET_ERROR = gettext_noop("“%(text)s” is an error of the spreadsheet. Write the value.")
MERGED = gettext_noop("The row is part of the merged cells %(text)s. Split them, so that each row stands for itself.")
UNCLOSED = gettext_noop("A quotation mark in “%(text)s” is never closed. Close it or remove it.")
ODDITIES = (FORMULA, SHEET_ERROR, MERGED, UNCLOSED)
WHOLE_LINE = (MERGED, UNCLOSED)
"""Oddities that concern a whole line, whichever cell they stand in."""


@dataclass(frozen=True, kw_only=True)
class Odd:
    """A cell that is no plain value: a formula, an error, a cell of a merged block, an open quotation mark."""

    text: str
    message: str
    """One of `ODDITIES`."""


@dataclass(frozen=True, kw_only=True)
class Formatted:
    """A number whose format says more than digits, such as a currency or percent."""

    value: float
    format: str
    """As the spreadsheet writes it, such as `#,##0.00 "€"`."""

    def shown(self, number: str) -> str:
        """Return a number with what the format puts around it: 95 as "95 €".

        Percent are shown as they are stored, 0.95 as "0.95%".
        """
        before, after = _around(self.format)
        return f"{before}{number}{after}".strip()


Cell = str | float | Formatted | Odd | None


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something about a whole table that its reader should know."""

    message: str
    params: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class CellTable:
    """One table of a file: a sheet, or a text split at one mark."""

    lines: Sequence[Sequence[Cell]]
    """As a spreadsheet counts them; hidden ones are empty."""
    name: str = ""
    """Of the sheet; "" for text."""
    notes: tuple[Note, ...] = ()
    is_text: bool = False
    """Whether a comma within a cell may have split it in two."""


# Zero-width blanks and joiners, soft hyphens, marks of direction: nobody sees them, and two texts differ by them.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def one_line(text: str) -> str:
    """Return a text as a person sees it: line ends are blanks, and what has no width is gone."""
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())


def has_content(line: Sequence[Cell]) -> bool:
    """Tell whether any cell of a line holds something."""
    return any(bool(one_line(cell)) if isinstance(cell, str) else cell is not None for cell in line)


def trimmed(line: Sequence[Cell]) -> list[Cell]:
    """Return a line without the blank cells at its end."""
    filled = next((place for place in range(len(line), 0, -1) if line[place - 1] not in ("", None)), 0)
    return list(line[:filled])


_FORMAT_PART = re.compile(
    r"""\[\$(?P<sign>[^\]-]*)(?:-[^\]]*)?\] | \[[^\]]*\] | "(?P<quoted>[^"]*)" | \\(?P<literal>.) | [_*].
    | (?P<number>General|[0\#?](?:[0\#?.,]|[ ](?=[0\#?])|/[0\#?\d]+)*(?:E[+-]?0+)?) | (?P<plain>.)""",
    re.X | re.S | re.I,
)
_THOUSANDS = re.compile(r"\b(?:k|m|mn|mio|tsd|thousand|million)\b", re.I)


def _around(code: str) -> tuple[str, str]:
    """Return what the first section of a number format puts before and after the digits."""
    parts, number = ["", ""], ""
    for part in _FORMAT_PART.finditer(_first_section(code)):
        if part["number"]:
            number = number or part[0]
            continue
        text = part["sign"] or part["quoted"] or part["literal"] or part["plain"] or ""
        parts[bool(number)] += text
    # "0,k" shows thousands of a number that is stored in full.
    if number.rstrip().endswith(","):
        parts[1] = _THOUSANDS.sub("", parts[1])
    return parts[0], parts[1]


_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*', re.S)


def _first_section(code: str) -> str:
    section = _SECTION.match(code)
    return section[0] if section else ""


# ---------------------------------------------------------------- a table that a page sends along


def table_to_json(table: CellTable) -> dict[str, Any]:
    """Return a table so that a page can send it again; its notes are said already."""
    lines = [[_cell_to_json(cell) for cell in line] for line in table.lines]
    return {"lines": lines, "name": table.name, "is_text": table.is_text}


def table_from_json(value: Any) -> CellTable:
    """Read a table that a page sent again. Raises ValueError where it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("lines"), list) or len(value["lines"]) > MOST_LINES:
        raise ValueError("a table needs lines")
    if not all(isinstance(line, list) and len(line) <= MOST_COLUMNS + 1 for line in value["lines"]):
        raise ValueError(f"a line needs up to {MOST_COLUMNS} cells")
    lines = [[_cell_from_json(cell) for cell in line] for line in value["lines"]]
    return CellTable(lines=lines, name=str(value.get("name", ""))[:60], is_text=value.get("is_text") is True)


def _cell_to_json(cell: Cell) -> Any:
    if isinstance(cell, Odd):
        return {"odd": ODDITIES.index(cell.message), "text": cell.text}
    if isinstance(cell, Formatted):
        return {"value": cell.value, "format": cell.format}
    return cell


def _cell_from_json(value: Any) -> Cell:
    match value:
        case None | str():
            return value
        case bool():
            raise ValueError("a cell is no truth value")
        case int() | float() if math.isfinite(value):
            return float(value)
        case {"odd": int(which), "text": str(text)} if 0 <= which < len(ODDITIES):
            return Odd(text=text, message=ODDITIES[which])
        case {"value": int() | float() as number, "format": str(code)} if math.isfinite(number):
            return Formatted(value=float(number), format=code)
    raise ValueError("a cell is text, a number or blank")
