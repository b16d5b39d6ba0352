"""Workbooks (XLSX) as cells: visible sheets, rows and columns only; formulas, links and macros are never run."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from projects.domain.cells import (
    FORMULA,
    MERGED,
    MOST_COLUMNS,
    MOST_LINES,
    SHEET_ERROR,
    Cell,
    CellTable,
    Formatted,
    Note,
    Odd,
    trimmed,
)
from projects.domain.errors import BadValue
from projects.domain.filekinds import ARCHIVE, WORKBOOK, refuse_other_kinds
from projects.domain.text import gettext_noop

if TYPE_CHECKING:
    from openpyxl import Workbook

# A table of 10,000 rows unpacks to a few megabytes; a bomb to gigabytes.
LARGEST_UNPACKED_BYTES = 40_000_000
MOST_CELLS = 200_000
# A filled cell is four tags. Whatever else a sheet is made of, and above all its styles, takes as long to read.
MOST_TAGS = 1_000_000
MOST_OTHER_TAGS = 150_000
MOST_MEMBERS = 500
_MOST_NAMED = 20

UNPACKS_TOO_LARGE = gettext_noop("The file unpacks to more than a table can be here (%(limit)s MB). Nothing was read.")
TOO_MANY_LINES = gettext_noop("It has more than %(limit)s rows. Leave in only the rows you need.")
TOO_MANY_CELLS = gettext_noop("The file has more than %(limit)s cells. Save the sheet you need as a file of its own.")
MACROS = gettext_noop("The file holds macros. They are never run here: save it as a workbook without macros (.xlsx).")
OLD_OR_LOCKED = gettext_noop("This is an old Excel file, or one with a password. Save it as .xlsx without a password.")
BROKEN = gettext_noop("The file cannot be read as a spreadsheet. Save it as .xlsx or .csv, or paste the rows.")
DECLARES = gettext_noop("The file holds declarations that a spreadsheet does not need. Nothing was read.")
ALL_HIDDEN = gettext_noop("Every sheet of the file is hidden. Unhide the one you need and save the file again.")
HIDDEN_SHEETS = gettext_noop("Hidden sheets were left out: %(names)s.")
HIDDEN_ROWS = gettext_noop("Hidden rows were left out: %(names)s.")
HIDDEN_COLUMNS = gettext_noop("Hidden columns were left out: %(names)s.")

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PLAIN_FORMATS = {"General", "@", "0", "0.0", "0.00", "#,##0", "#,##0.0", "#,##0.00"}


def is_workbook(name: str, raw: bytes) -> bool:
    """Tell whether a file is a workbook. Raises BadValue for one that is never read here."""
    if name.lower().endswith((".xlsm", ".xltm", ".xlam", ".xlsb")):
        raise BadValue(MACROS)
    if raw.startswith(_OLD):
        raise BadValue(OLD_OR_LOCKED)
    return raw.startswith(_ZIP)


def read_workbook(raw: bytes) -> Iterator[CellTable]:
    """Yield the visible sheets of a workbook, first the one that was open when it was saved.

    Formulas come as such, not as their last result.

    Raises:
        BadValue: Where it cannot or must not be read.
    """
    if raw.startswith(_OLD):
        raise BadValue(OLD_OR_LOCKED)
    refuse_other_kinds(raw, WORKBOOK, ARCHIVE)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = unpack(archive)
        yield from _sheets(raw, members)
    except BadValue:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        SyntaxError,  # of XML: what reads it, openpyxl's parser or the standard library's, has no other base in common
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
        IndexError,
    ) as bad:
        raise BadValue(BROKEN) from bad
    except (NotImplementedError, RuntimeError) as bad:
        # An encrypted or oddly packed member.
        raise BadValue(OLD_OR_LOCKED) from bad


# ---------------------------------------------------------------- what must not be parsed


def unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the members of an office file, after a look at what they would do to whoever parses them.

    Raises:
        BadValue: Where it unpacks to too much, or holds macros or declarations.
    """
    if len(archive.infolist()) > MOST_MEMBERS:
        raise BadValue(UNPACKS_TOO_LARGE, {"limit": f"{LARGEST_UNPACKED_BYTES / 1e6:g}"})
    left, members = LARGEST_UNPACKED_BYTES, {}
    for member in archive.infolist():
        # What the archive says of its size may be a lie: only what comes out counts.
        with archive.open(member) as packed:
            content = packed.read(left + 1)
        left -= len(content)
        if left < 0:
            raise BadValue(UNPACKS_TOO_LARGE, {"limit": f"{LARGEST_UNPACKED_BYTES / 1e6:g}"})
        name = member.filename.lower()
        if name.endswith((".bin",)) and "vba" in name:
            raise BadValue(MACROS)
        if name.endswith((".xml", ".rels")):
            _check_xml(content)
        members[member.filename] = content
    if b"macroEnabled" in members.get("[Content_Types].xml", b""):
        raise BadValue(MACROS)
    _check_size(members)
    return members


def _check_size(members: Mapping[str, bytes]) -> None:
    """Refuse a file of more cells, or of more of anything else, than is read in a few seconds."""
    xml = {name: content for name, content in members.items() if name.lower().endswith((".xml", ".rels"))}
    cells = sum(content.count(b"<c ") for content in xml.values())
    tags = sum(content.count(b"<") for content in xml.values())
    others = sum(content.count(b"<") for name, content in xml.items() if "sheet" not in name and "sharedS" not in name)
    if cells > MOST_CELLS or tags > MOST_TAGS or others > MOST_OTHER_TAGS:
        raise BadValue(TOO_MANY_CELLS, {"limit": f"{MOST_CELLS:,}"})


def _check_xml(content: bytes) -> None:
    """Refuse entities, which can blow up or fetch files, and encodings in which they could hide."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadValue(DECLARES) from None
    if "\0" in text or re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.I):
        raise BadValue(DECLARES)
    declared = re.match(r"""\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)""", text)
    if declared and declared[1].lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        raise BadValue(DECLARES)


# ---------------------------------------------------------------- sheets


def _sheets(raw: bytes, members: Mapping[str, bytes]) -> Iterator[CellTable]:
    # Imported where it is needed: it takes a second, and most pages read no table.
    import pandas

    with pandas.ExcelFile(
        io.BytesIO(raw), engine="openpyxl", engine_kwargs={"data_only": False, "keep_links": False}
    ) as file:
        book: Workbook = file.book
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not visible:
            raise BadValue(ALL_HIDDEN)
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        notes = (Note(message=HIDDEN_SHEETS, params={"names": _named(hidden)}),) if hidden else ()
        for sheet in sorted(visible, key=lambda sheet: sheet is not book.active):
            yield _table(sheet, members.get(getattr(sheet, "_worksheet_path", ""), b""), notes)


def _table(sheet: Any, source: bytes, notes: tuple[Note, ...]) -> CellTable:
    filled = _filled(source)
    last = max(filled, default=0)
    if last > MOST_LINES:
        raise BadValue(TOO_MANY_LINES, {"limit": f"{MOST_LINES:,}"})
    # The sheet may say that it is smaller, or larger, than it is.
    sheet.reset_dimensions()
    hidden_columns, hidden_rows = _hidden_columns(source), _hidden_rows(source)
    merged = dict(islice(_merged(source), MOST_LINES * MOST_COLUMNS))
    lines: list[list[Cell]] = []
    rows = sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, start=1):
        line = [None if place in hidden_columns else _cell(cell) for place, cell in enumerate(row, start=1)]
        mark = [Odd(text=merged[number], message=MERGED)] if number in merged else []
        lines.append([] if number in hidden_rows else [*trimmed(line), *mark])
    while lines and not lines[-1] and len(lines) > last:
        lines.pop()
    return CellTable(
        lines=lines,
        name=sheet.title,
        notes=(*notes, *_hidden_notes(hidden_rows & filled, hidden_columns)),
    )


def _hidden_notes(rows: set[int], columns: set[int]) -> Iterator[Note]:
    from openpyxl.utils import get_column_letter

    if rows:
        yield Note(message=HIDDEN_ROWS, params={"names": _named([str(row) for row in sorted(rows)])})
    if columns:
        names = [get_column_letter(column) for column in sorted(columns)]
        yield Note(message=HIDDEN_COLUMNS, params={"names": _named(names)})


def _named(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


# ---------------------------------------------------------------- what a sheet says of itself


def _filled(source: bytes) -> set[int]:
    """Return the rows in which a cell holds something; empty rows with a colour may go on for a million."""
    filled = re.finditer(rb'<c\b[^>]*\br="[A-Z]{1,3}(\d{1,7})"(?:[^>]*[^>/])?>', source)
    return {int(cell[1]) for cell in filled}


def _is_hidden(tag: bytes) -> bool:
    """Tell whether a row or column is hidden, or so low or narrow that nobody sees it."""
    return re.search(rb'\bhidden="(?:1|true)"|\b(?:ht|width)="0(?:\.[0-4]\d*)?"', tag) is not None


def _attribute(tag: bytes, name: bytes) -> int:
    match = re.search(rb"\b" + name + rb'="(\d{1,7})"', tag)
    return int(match[1]) if match else 0


def _hidden_rows(source: bytes) -> set[int]:
    hidden, number = set(), 0
    for tag in re.findall(rb"<row\b[^>]*>", source):
        number = _attribute(tag, b"r") or number + 1
        if _is_hidden(tag):
            hidden.add(number)
    return hidden


def _hidden_columns(source: bytes) -> set[int]:
    """Return the hidden columns, counted from 1; those that nobody reads are left aside."""
    hidden: set[int] = set()
    for tag in re.findall(rb"<col\b[^>]*>", source):
        if _is_hidden(tag):
            hidden |= set(range(_attribute(tag, b"min"), min(_attribute(tag, b"max"), MOST_COLUMNS) + 1))
    return hidden - {0}


def _merged(source: bytes) -> Iterator[tuple[int, str]]:
    """Yield the lines that merged cells cover, with the name of the block."""
    from openpyxl.utils import range_boundaries

    for name in re.findall(rb'<mergeCell\b[^>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"', source):
        block = name.decode()
        _left, top, _right, bottom = range_boundaries(block)
        for line in range(int(top or 1), min(int(bottom or 1), MOST_LINES) + 1):
            yield line, block


def _cell(cell: object) -> Cell:
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "")
    if value is None:
        return None
    if kind == "f":
        return Odd(text=str(value), message=FORMULA)
    if kind == "e":
        return Odd(text=str(value), message=SHEET_ERROR)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    code = str(getattr(cell, "number_format", "General"))
    return float(value) if code in _PLAIN_FORMATS else Formatted(value=float(value), format=code)
