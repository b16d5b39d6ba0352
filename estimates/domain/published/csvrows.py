"""CSV files that say where they are wrong: cells with units, days and names, read row by row."""

import csv
import math
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from estimates.domain.formulas.kinds import BrokenReference
from projects.domain.ranges import Range

T = TypeVar("T")


@dataclass(frozen=True)
class CsvRow:
    """One row; what is wrong with a cell is said with the cell's column."""

    cells: Mapping[str, str]

    def text(self, key: str, *, required: bool = True) -> str:
        """Return a text; a required one must not be empty."""
        value = (self.cells.get(key) or "").strip()
        if not value and required:
            raise ValueError(f"{key} is missing")
        return value

    def number(self, key: str) -> float:
        """Return a number of 0 or more."""
        value = self.optional(key)
        if value is None:
            raise ValueError(f"{key} is missing")
        return value

    def optional(self, key: str) -> float | None:
        """Return a number of 0 or more, or None for an empty cell."""
        text = self.text(key, required=False)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            raise ValueError(f"{key} must be a number, not {text!r}") from None
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{key} must be 0 or more, not {text}")
        return value

    def positive(self, key: str) -> float:
        """Return a number above 0."""
        value = self.number(key)
        if value == 0:
            raise ValueError(f"{key} must be above 0")
        return value

    def whole(self, key: str) -> int:
        """Return a whole number above 0."""
        self.positive(key)
        return self.optional_whole(key) or 0

    def optional_whole(self, key: str) -> int | None:
        """Return a whole number of 0 or more, or None for an empty cell."""
        value = self.optional(key)
        if value is not None and value != int(value):
            raise ValueError(f"{key} must be a whole number, not {value}")
        return None if value is None else int(value)

    def day(self, key: str) -> str:
        """Return a day as ISO text."""
        text = self.text(key)
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValueError(f"{key} must be a day such as 2026-11-16, not {text!r}") from None

    def fact(self) -> dict[str, str]:
        """Return what every fact has: its source, when it was checked, and from when it holds."""
        return {
            "source": self.text("source"),
            "date_checked": self.day("date_checked"),
            "valid_from": self.day("valid_from"),
        }


def read_rows(path: Path) -> Iterator[tuple[int, CsvRow]]:
    """Yield the rows of a file with their lines. Raises BrokenReference."""
    try:
        # Spreadsheets put a mark of the encoding before the first name.
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for cells in reader:
                if None in cells or None in cells.values():
                    raise BrokenReference(path, reader.line_num, "has another number of cells than the first line")
                yield reader.line_num, CsvRow(cells)
    except OSError as error:
        raise BrokenReference(path, 0, f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BrokenReference(path, 0, "is not UTF-8 text") from None
    except csv.Error as error:
        raise BrokenReference(path, reader.line_num + 1, f"cannot be read ({error})") from None


def read_named(path: Path, read: Callable[[CsvRow], T], key: str) -> dict[str, T]:
    """Return the rows of a file by the cell that names them. Raises BrokenReference."""
    named: dict[str, T] = {}
    for line, row in read_rows(path):
        try:
            name = row.text(key)
            if name in named:
                raise ValueError(f"{name} occurs twice")
            named[name] = read(row)
        except ValueError as problem:
            raise BrokenReference(path, line, str(problem)) from None
    return named


def check_names(path: Path, key: str, known: Container[str]) -> None:
    """Refuse a row whose cell names what no other file knows. Raises BrokenReference."""
    for line, row in read_rows(path):
        if (name := row.text(key)) not in known:
            raise BrokenReference(path, line, f"names {name}, which no other file knows")


def read_range(row: CsvRow, *keys: str) -> Range | None:
    """Return a range of two or three cells, or None where they are empty."""
    ends = [row.optional(key) for key in keys]
    if all(end is None for end in ends):
        return None
    if any(end is None for end in ends):
        raise ValueError(f"{', '.join(keys)} must be given together")
    low, *middle, high = (float(end or 0) for end in ends)
    return Range(low=low, likely=middle[0] if middle else (low + high) / 2, high=high)
