"""Tables from outside as cells: pasted text, CSV and XLSX. Nothing in them is calculated or run."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache

from projects.domain.cells import MOST_COLUMNS, MOST_LINES, UNCLOSED, Cell, CellTable, Note, Odd, trimmed
from projects.domain.errors import BadValue
from projects.domain.text import gettext_noop
from projects.encodings import decode
from projects.spreadsheets import BROKEN, is_workbook, read_workbook

LARGEST_FILE_BYTES = 10_000_000
DELIMITERS = ("\t", ";", ",", "|")
_MOST_JOINED = 50
"""A cell has at most this many lines; a quotation mark that is open for longer was never closed."""
_MOST_UNCLOSED = 20

TOO_LARGE = gettext_noop("The file is larger than a table can be here (%(limit)s MB).")
TOO_MANY_LINES = gettext_noop("It has more than %(limit)s rows. Leave in only the rows you need.")

# Between the head and the rows of a table in Markdown, and around tables drawn with signs.
_RULE = re.compile(r"[\s|+:=─━┼-]*-{2,}[\s|+:=─━┼-]*")


def read_file(name: str, raw: bytes) -> Iterator[CellTable]:
    """Yield the tables that a file may hold, the likeliest first: a sheet each, or a text split at each mark.

    Args:
        name: The file's name, as the browser sent it.
        raw: What is in it; that decides what it is, not its name.

    Raises:
        BadValue: Where it cannot or must not be read.
    """
    if len(raw) > LARGEST_FILE_BYTES:
        raise BadValue(TOO_LARGE, {"limit": f"{LARGEST_FILE_BYTES / 1e6:g}"})
    if is_workbook(name, raw):
        yield from read_workbook(raw)
    else:
        yield from read_text(*decode(raw))


def read_text(text: str, notes: tuple[Note, ...] = ()) -> Iterator[CellTable]:
    """Yield a text as a table for each mark that may stand between its cells: tab, semicolon, comma, pipe.

    Which of them is meant only the row that names the columns can tell: titles above it have commas too.

    Raises:
        BadValue: Where it has too many rows, or is no table.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    if len(lines) > MOST_LINES:
        raise BadValue(TOO_MANY_LINES, {"limit": f"{MOST_LINES:,}"})
    for delimiter in DELIMITERS:
        if delimiter in text or delimiter == DELIMITERS[0]:
            yield CellTable(lines=_split(lines, delimiter), notes=notes, is_text=True)


def _split(lines: Sequence[str], delimiter: str) -> list[list[Cell]]:
    if delimiter == "|":
        lines = [_without_frame(line) for line in lines]
    records = list(_records(lines, delimiter))
    cells = _parsed([_shortened(record, delimiter) if isinstance(record, str) else "" for record in records], delimiter)
    return [[record] if isinstance(record, Odd) else line for record, line in zip(records, cells, strict=True)]


def _without_frame(line: str) -> str:
    """Return a line of a table drawn with pipes without its outer ones; "" for one that only rules off."""
    line = line.strip()
    return "" if _RULE.fullmatch(line) else line.removeprefix("|").removesuffix("|")


def _records(lines: Sequence[str], delimiter: str) -> Iterator[str | Odd]:
    """Yield rows: mostly one line each, more where a cell in quotation marks goes over line ends.

    A mark that is never closed would swallow every row after it. So its line is named, and the next one is a row again.
    """
    whole = _record(delimiter)
    number = unclosed = 0
    while number < len(lines):
        line = lines[number]
        taken = _lines_taken(lines, number, whole, 1 if unclosed > _MOST_UNCLOSED else _MOST_JOINED)
        if taken > 1 and _is_swallowed(line, lines[number : number + taken], delimiter):
            taken = 0
        if not taken:
            unclosed += 1
            yield Odd(text=line.strip()[:60], message=UNCLOSED)
        else:
            yield "\n".join(lines[number : number + taken])
        number += taken or 1


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """Return what one cell looks like: text in quotation marks, which may hold anything, or text without a mark."""
    return re.compile(rf'[ ]*"(?:[^"]|"")*"[ ]*|(?![ ]*")[^{re.escape(delimiter)}\n]*')


@cache
def _record(delimiter: str) -> re.Pattern[str]:
    cell = f"(?:{_cell(delimiter).pattern})"
    return re.compile(f"{cell}(?:{re.escape(delimiter)}{cell})*")


def _shortened(record: str, delimiter: str) -> str:
    """Return a record without the cells that nobody reads, and without blanks around quotation marks."""
    if '"' not in record:
        return delimiter.join(record.split(delimiter, MOST_COLUMNS)[:MOST_COLUMNS])
    cells: list[str] = []
    place = 0
    while len(cells) < MOST_COLUMNS and place <= len(record):
        cell = _cell(delimiter).match(record, place)
        if cell is None:
            break
        cells.append(cell[0].strip(" "))
        place = cell.end() + 1
    return delimiter.join(cells)


def _lines_taken(lines: Sequence[str], start: int, whole: re.Pattern[str], most: int) -> int:
    """Return how many lines make up the row that begins at a line; 0 where none do."""
    if '"' not in lines[start]:
        return 1
    joined = ""
    for count, line in enumerate(lines[start : start + most], start=1):
        joined = f"{joined}\n{line}" if count > 1 else line
        if '"' in line and whole.fullmatch(joined):
            return count
    return 0


def _is_swallowed(first: str, lines: Sequence[str], delimiter: str) -> bool:
    """Tell whether lines that one mark joins look like rows of their own: all have as many cells."""
    counts = {line.count(delimiter) for line in lines}
    return len(counts) == 1 and first.count(delimiter) > 0


def _parsed(records: Sequence[str], delimiter: str) -> list[list[Cell]]:
    # Imported where it is needed: it takes a second, and most pages read no table.
    import pandas

    if not any(records):
        return [[] for _record in records]
    try:
        frame = pandas.read_csv(
            io.StringIO("\n".join(record or delimiter for record in records)),
            sep=delimiter,
            header=None,
            names=range(MOST_COLUMNS),
            index_col=False,
            dtype=str,
            engine="python",
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            skipinitialspace=True,
        )
    except (pandas.errors.ParserError, csv.Error, ValueError):
        raise BadValue(BROKEN) from None
    if len(frame) != len(records):
        raise BadValue(BROKEN)
    return [trimmed(line) for line in frame.fillna("").values.tolist()]
