"""Workbooks that we write: live formulas with their results beside them, texts that are never worked out.

Rows and columns count from 1, as people count them. A file keeps what each formula comes to, so that previews, phones
and programs that do not calculate show it.
"""

import io
import math
import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from projects.branding import current_look
from projects.domain.house_colours import house_colours
from projects.domain.live import Live
from projects.exports import begins_formula, cell_text, xml_text

FIRST_ROW = 5
"""Of every table that begins below a title, a note and the names of its columns."""
LINE = 15
"""Height of a line [pt]."""
_HIGHEST = 400
"""Height of a row at most [pt]; a spreadsheet takes little more."""
_LETTERS_A_SIGN, _BROKEN = 1.08, 3
"""Letters of running text in the width of a sign, and those that a line loses where a word goes on to the next one."""
_THIN, _HAIR = 1, 7
_LETTER, _A4 = 1, 9
_LONGEST_SHEET_NAME = 31
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_PLAIN_NAME = re.compile(r"[A-Za-z]{4,}")
"""A sheet that formulas name as it is; quotes keep others from being read as a cell, a number or a sum."""
Look = dict[str, Any]
"""Of a cell; its colours by their names in `HouseColours`."""
GIVEN: Look = {"font_color": "accent", "bg_color": "wash"}
"""What the reader may change."""
NOTE: Look = {"font_color": "soft"}
STRONG: Look = {"bold": True}
WRAP: Look = {"text_wrap": True, "valign": "top"}
_HEAD: Look = {"bold": True, "font_color": "soft", "bottom": _THIN, "text_wrap": True, "valign": "bottom"}
_LETTERS: Look = {"font_name": "Calibri", "font_size": 11, "font_color": "ink"}


class StyledWorkbook:
    """A workbook.

    Args:
        title: As its properties say it.
        author: Who prepared it.
        created: Its day; the same content gives the same bytes.
        letter: Whether it is printed on US Letter; else on A4.
    """

    def __init__(self, title: str, author: str = "", created: datetime | None = None, *, letter: bool = False) -> None:
        self.paper = _LETTER if letter else _A4
        self._file = io.BytesIO()
        self.book = Workbook(
            self._file,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        about = {"title": xml_text(title)[:255], "author": xml_text(author)[:255], "comments": "Plumbline"}
        self.book.set_properties(about | ({"created": created} if created else {}))
        self.colours = house_colours(current_look().accent)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.pages: list[WorkbookSheet] = []

    def page(self, name: str) -> "WorkbookSheet":
        """Add a sheet."""
        sheet = self.book.add_worksheet(self._free(name))
        self.pages.append(WorkbookSheet(self, sheet))
        return self.pages[-1]

    def _free(self, name: str) -> str:
        """Return a name that a sheet may have and that none has yet."""
        words = " ".join(_NO_SHEET_NAME.sub(" ", xml_text(name)).split())
        clean = words[:_LONGEST_SHEET_NAME].rstrip() or "–"
        taken = {sheet.get_name().casefold() for sheet in self.book.worksheets()} | {"history"}
        number, free = 2, clean
        while free.casefold() in taken:
            free = f"{clean[: _LONGEST_SHEET_NAME - 4]} {number}"
            number += 1
        return free

    def name(self, name: str, cell: Live) -> Live:
        """Give a cell a name, by which formulas call it."""
        self.book.define_name(name, f"={cell.text}")
        return Live(name, cell.value)

    def format(self, look: Look) -> Format:
        """Return the format of a look, each made once."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            told = _LETTERS | look
            colours = {name: getattr(self.colours, value) for name, value in told.items() if name.endswith("_color")}
            self._formats[key] = self.book.add_format(told | colours)
        return self._formats[key]

    def written(self) -> bytes:
        """Return the file."""
        for page in self.pages:
            page.flush()
        self.book.close()
        return self._file.getvalue()


class WorkbookSheet:
    """A sheet with the look of the house, filled from above. Cells are kept until the end, so that lines come later."""

    def __init__(self, book: StyledWorkbook, sheet: Worksheet) -> None:
        self.book, self.sheet = book, sheet
        self.title_of_sheet = sheet.get_name()
        quote = "" if _PLAIN_NAME.fullmatch(self.title_of_sheet) else "'"
        self._said = f"{quote}{self.title_of_sheet}{quote}!"
        """How formulas name the sheet."""
        self._cells: dict[tuple[int, int], tuple[str | float | Live, Look]] = {}

    def title(self, text: str, note: str = "") -> None:
        """Write the title and a note below it."""
        self.text(1, 1, text, STRONG | {"font_size": 14})
        if note:
            self.text(2, 1, note, NOTE)

    def head(
        self, row: int, names: Sequence[str], *, numeric_from: int = 99, numeric: Collection[int] = frozenset()
    ) -> None:
        """Write the names of columns, to the right where figures stand: from a column on, or in some.

        A name to the right of such a one does not touch it.
        """
        beside = False
        for column, name in enumerate(names, start=1):
            right = column >= numeric_from or column in numeric
            left = {"align": "left", "indent": 1} if beside else {"align": "left"}
            self.text(row, column, name, _HEAD | ({"align": "right"} if right else left))
            beside = right

    def text(self, row: int, column: int, text: str, look: Look | None = None) -> None:
        """Write text as text, whatever it begins with."""
        clean = cell_text(text)
        marked = {"quote_prefix": True} if begins_formula(clean) else {}
        self._cells[row, column] = clean, (look or {}) | marked

    def number(self, row: int, column: int, value: float | Live, form: str, look: Look | None = None) -> Live:
        """Write a number or one of our formulas.

        Args:
            row: Counted from 1.
            column: Counted from 1.
            value: What it is, or the formula that gives it.
            form: Its number format, such as `#,##0`.
            look: How it looks; `GIVEN` for what the reader may change.

        Returns:
            The cell, as other formulas take it.
        """
        self._cells[row, column] = value, {"num_format": form} | (look or {})
        return self.cell(row, column)

    def cell(self, row: int, column: int) -> Live:
        """Return a cell with a number as formulas of every sheet take it."""
        kept = self._cells[row, column][0]
        assert not isinstance(kept, str)
        return Live(f"{self.place(row, column)}", kept.value if isinstance(kept, Live) else float(kept))

    def place(self, row: int, column: int) -> str:
        """Return how formulas name a cell."""
        return f"{self._said}${xl_col_to_name(column - 1)}${row}"

    def total(self, rows: tuple[int, int], columns: tuple[int, int]) -> Live:
        """Return the sum over cells, from the first to the last row and column."""
        numbers = [
            self.cell(row, column).value
            for row in range(rows[0], rows[1] + 1)
            for column in range(columns[0], columns[1] + 1)
        ]
        first, last = self.place(rows[0], columns[0]), self.place(rows[1], columns[1]).removeprefix(self._said)
        return Live(f"SUM({first}:{last})", sum(numbers)) if numbers else Live("0", 0.0)

    def dress(self, rows: tuple[int, int], columns: int, look: Look) -> None:
        """Add to the look of rows, empty cells included."""
        for row in range(rows[0], rows[1] + 1):
            for column in range(1, columns + 1):
                content, own = self._cells.get((row, column), ("", {}))
                self._cells[row, column] = content, own | look

    def lines(self, first: int, last: int, columns: int) -> None:
        """Draw a line below each row."""
        self.dress((first, last), columns, {"bottom": _HAIR, "bottom_color": "hair"})

    def sum_line(self, row: int, columns: int) -> None:
        """Mark a row as a sum."""
        self.dress((row, row), columns, {"bold": True, "top": _THIN})

    def finish(self, widths: Sequence[float], freeze: tuple[int, int], *, wide: bool = True) -> dict[int, int]:
        """Set widths of columns, rows and columns that stay in view, and the printed page.

        Rows are as high as their wrapped texts need: previews and phones do not work that out, and print it cut.

        Returns:
            The heights of rows that are higher than a line, by row [pt].
        """
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.freeze_panes(*freeze)
        self.sheet.hide_gridlines(2)
        if wide:
            self.sheet.set_landscape()
        self.sheet.set_paper(self.book.paper)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0, freeze[0] - 1)
        self.sheet.set_footer("&R&P / &N", {"scale_with_doc": False})
        heights = self._heights(widths)
        for row, height in heights.items():
            self.sheet.set_row(row - 1, height)
        return heights

    def _heights(self, widths: Sequence[float]) -> dict[int, int]:
        heights = dict[int, int]()
        for (row, column), (content, look) in self._cells.items():
            if isinstance(content, str) and look.get("text_wrap") and column <= len(widths):
                height = min(_HIGHEST, LINE * _line_count(content, widths[column - 1]))
                if height > max(LINE, heights.get(row, 0)):
                    heights[row] = height
        return heights

    def flush(self) -> None:
        """Hand the cells over to the file, row by row."""
        # Not where another sheet's name ends like this one's.
        own = re.compile(rf"(?<![\w'.]){re.escape(self._said)}")
        for (row, column), (content, look) in sorted(self._cells.items(), key=lambda cell: cell[0]):
            form = self.book.format(look)
            if isinstance(content, Live):
                formula = own.sub("", content.text)
                self.sheet.write_formula(row - 1, column - 1, f"={formula}", form, content.value)
            elif isinstance(content, str):
                if content:
                    self.sheet.write_string(row - 1, column - 1, content, form)
                else:
                    self.sheet.write_blank(row - 1, column - 1, None, form)
            else:
                self.sheet.write_number(row - 1, column - 1, content, form)


def number_format(write: Callable[[float], str], decimals: str = "") -> str:
    """Return how an office writes numbers: with the currency sign where the reader's language has it.

    Args:
        write: How the report writes them.
        decimals: What stands behind the whole number, such as `.00`.
    """
    before, _digit, after = write(1.0).partition("1")
    quoted = (f'"{part}"' if part else "" for part in (before, after if not re.search(r"\d", after) else ""))
    return f"#,##0{decimals}".join(quoted)


def _line_count(text: str, width: float) -> int:
    letters = max(1.0, width * _LETTERS_A_SIGN - _BROKEN)
    return sum(max(1, math.ceil(len(line) / letters)) for line in text.split("\n"))
