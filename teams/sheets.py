"""Tables from outside as plain cells: pasted text, CSV and XLSX. Nothing in them is worked out or run."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from projects.domain.errors import BadValue
from projects.domain.text import gettext_noop
from teams.domain.ratecard import FORMULA, MOST_COLUMNS, MOST_LINES, SHEET_ERROR, TOO_MANY_LINES, Cell, Odd, mark_merged

LARGEST_FILE_BYTES = 2_000_000
# A card of 2,000 rows unpacks to less than half a megabyte; a bomb to gigabytes.
LARGEST_UNPACKED_BYTES = 8_000_000
MOST_MEMBERS = 500

TOO_LARGE = gettext_noop("The file is larger than a rate card can be (%(limit)s MB).")
UNPACKS_TOO_LARGE = gettext_noop("The file unpacks to more than a rate card can be (%(limit)s MB). Nothing was read.")
MACROS = gettext_noop("The file holds macros. They are never run here: save it as a workbook without macros (.xlsx).")
OLD_OR_LOCKED = gettext_noop("This is an old Excel file, or one with a password. Save it as .xlsx without a password.")
BROKEN = gettext_noop("The file cannot be read as a spreadsheet. Save it as .xlsx or .csv, or paste the rows.")
DECLARES = gettext_noop("The file holds declarations that a spreadsheet does not need. Nothing was read.")
NO_TEXT = gettext_noop("This is not a text file. Save it as CSV (UTF-8) or .xlsx, or paste the rows.")

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_file(name: str, raw: bytes) -> list[list[Cell]]:
    """Return the cells of an uploaded CSV or XLSX file.

    Args:
        name: The file's name, as the browser sent it.
        raw: What is in it; what it is decides, not its name.

    Raises:
        BadValue: Where it cannot or must not be read.
    """
    if len(raw) > LARGEST_FILE_BYTES:
        raise BadValue(TOO_LARGE, {"limit": f"{LARGEST_FILE_BYTES / 1e6:g}"})
    if name.lower().endswith((".xlsm", ".xltm", ".xlam", ".xlsb")):
        raise BadValue(MACROS)
    if raw.startswith(_OLD):
        raise BadValue(OLD_OR_LOCKED)
    return read_xlsx(raw) if raw.startswith(_ZIP) else read_text(_decoded(raw))


def read_text(text: str) -> list[list[Cell]]:
    """Return the cells of pasted text or of a CSV file: tabs, semicolons or commas between them.

    Raises:
        BadValue: Where it is no table.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in text.split("\n", 21)[:20] if line.strip()), "")
    between = max("\t;,", key=first.count)
    # A sheet that is copied puts marks around cells with line ends or marks in them, like a CSV file.
    lines = csv.reader(io.StringIO(text), delimiter=between)
    found: list[list[Cell]] = []
    try:
        for line in lines:
            found.append(list(line[:MOST_COLUMNS]))
            if len(found) > MOST_LINES:
                break
    except csv.Error:
        raise BadValue(BROKEN) from None
    return found


def _decoded(raw: bytes) -> str:
    # The last is what Excel writes in western countries where nobody asks it for UTF-8.
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadValue(NO_TEXT)


def read_xlsx(raw: bytes) -> list[list[Cell]]:
    """Return the cells of the first sheet of a workbook. Formulas come as such, not as their last result.

    Raises:
        BadValue: Where it cannot or must not be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = _unpacked(archive)
        return _first_sheet(raw, members)
    except BadValue:
        raise
    except (
        zipfile.BadZipFile,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        IndexError,
    ) as bad:
        raise BadValue(BROKEN) from bad
    except (NotImplementedError, RuntimeError) as bad:
        # An encrypted or oddly packed member.
        raise BadValue(OLD_OR_LOCKED) from bad


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the members, after a look at what they would do to whoever parses them."""
    if len(archive.infolist()) > MOST_MEMBERS:
        raise BadValue(UNPACKS_TOO_LARGE, {"limit": f"{LARGEST_UNPACKED_BYTES / 1e6:g}"})
    left, found = LARGEST_UNPACKED_BYTES, {}
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
        found[member.filename] = content
    if b"macroEnabled" in found.get("[Content_Types].xml", b""):
        raise BadValue(MACROS)
    return found


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


def _first_sheet(raw: bytes, members: dict[str, bytes]) -> list[list[Cell]]:
    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    try:
        sheet = book.worksheets[0]
        source = members.get(getattr(sheet, "_worksheet_path", ""), b"")
        if _last_filled(source) > MOST_LINES:
            raise BadValue(TOO_MANY_LINES, {"limit": f"{MOST_LINES:,}"})
        # The sheet may say that it is smaller, or larger, than it is.
        sheet.reset_dimensions()
        lines: list[list[Cell]] = [
            [_cell(cell) for cell in row] for row in sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS)
        ]
    finally:
        book.close()
    while lines and all(cell is None for cell in lines[-1]):
        lines.pop()
    return mark_merged(lines, dict(_merged(source)))


def _last_filled(source: bytes) -> int:
    """Return the last row in which a cell holds something; empty rows with a colour may go on for a million."""
    filled = re.finditer(rb'<c\b[^>]*\br="[A-Z]{1,3}(\d{1,7})"(?:[^>]*[^>/])?>', source)
    return max((int(one[1]) for one in filled), default=0)


def _merged(source: bytes) -> Iterator[tuple[int, str]]:
    """Yield the lines that merged cells cover, with the name of the block."""
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
    if isinstance(value, bool):
        return str(value)
    return float(value) if isinstance(value, int | float) else str(value)
