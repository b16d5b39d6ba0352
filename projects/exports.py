"""Cells of spreadsheets that we write: text stays text, numbers stay numbers, the only formulas are ours."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from projects.formatting import JOINER

# With these a spreadsheet begins to calculate; some of them skip blanks and marks before it.
_STARTS = re.compile(r"[\s\ufeff\u200b\u00a0]*[=+\-@＝＋－＠\t\r]|[\t\r\n]")
# XML has no place for these, and a cell none for more.
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# XlsxWriter takes "Sheet!A1" for a place wherever a chart is named.
_LIKE_A_CELL = re.compile(r"!(?=\$?[A-Z]+\$?\d)")
_LONGEST = 32_000


def csv_text(text: str) -> str:
    """Return text that no spreadsheet works out when it opens a CSV file."""
    text = _NO_XML.sub("", text.replace("\0", "").replace(JOINER, ""))
    return f"'{text}" if _STARTS.match(text) else text


def write_csv(rows: Iterable[Sequence[str | float | None]]) -> bytes:
    """Return a CSV file that Excel opens as UTF-8; texts are made safe, numbers stay numbers."""
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    for row in rows:
        lines.writerow([csv_text(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])
    return file.getvalue().encode("utf-8-sig")


def xml_text(text: str) -> str:
    """Return text without the characters that no workbook can hold."""
    return _NO_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", text))[:_LONGEST]


def cell_text(text: str) -> str:
    """Return text of a cell of a workbook: as `xml_text`, without what only holds lines together."""
    return xml_text(text.replace(JOINER, ""))


def chart_text(text: str) -> str:
    """Return the name of a chart or a series as text: one that holds what looks like a cell would lead there."""
    return _LIKE_A_CELL.sub(f"!{JOINER}", cell_text(text))


def begins_formula(text: str) -> bool:
    """Tell whether a spreadsheet would begin to calculate where somebody typed this into a cell."""
    return _STARTS.match(text) is not None


def put_text(cell: Cell, text: str) -> Cell:
    """Write text into a cell of a workbook as text, whatever it begins with."""
    clean = cell_text(text)
    cell.value = clean
    if clean:
        # Assigning "=1+1" makes a formula of it. The type says that it is text, the mark keeps it so when it is edited.
        cell.data_type = "s"
    if _STARTS.match(clean):
        cell.quotePrefix = True
    return cell
