"""TOML files that say where they are wrong: every table knows its line, every key its type."""

import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from projects.domain.prose import in_reading_language

T = TypeVar("T")

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?\s*(?:#.*)?$")
_REQUIRED: Any = object()
_KINDS: Mapping[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
    date: "a day such as 2026-11-16",
}


class BrokenDataFile(ValueError):
    """A data file that cannot be used, with the place to mend.

    Args:
        path: The file.
        line: Counted from 1, or 0 where no line can be named.
        reason: What is wrong there.
    """

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path, self.line, self.reason = path, line, reason
        where = f"{path.name}, line {line}" if line else path.name
        super().__init__(f"{where}: {reason}")


@dataclass(kw_only=True, eq=False)
class DataTable:
    """One table of a data file. Every key that is asked for counts as known; `close` refuses the others."""

    path: Path
    lines: Sequence[str]
    row: Mapping[str, Any]
    parent: "DataTable | None" = None
    key: str = ""
    """The key under which it stands in its parent, such as `question`; empty for the whole file."""
    index: int = 0
    """Its place among the tables of that key."""
    asked: set[str] = field(default_factory=set)
    whole_file: Mapping[str, Any] = field(default_factory=dict)
    """Of the whole file: its content as written, where `row` may say its prose in another language."""

    @property
    def as_written(self) -> Mapping[str, Any]:
        """Its content in the language of the file."""
        if self.parent is None:
            return self.whole_file or self.row
        above = self.parent.as_written[self.key]
        row: Mapping[str, Any] = above[self.index] if isinstance(above, list) else above
        return row

    def error(self, reason: str, key: str = "") -> BrokenDataFile:
        """Return the error to raise, with the line of a key where it has one, else of the table."""
        return BrokenDataFile(self.path, self.line_of(key), reason)

    def line_of(self, key: str) -> int:
        """Return the line on which a key stands, or the header of what it holds; without one, the line of the table."""
        begin, end = self._place
        if key:
            start = re.compile(rf"\s*{re.escape(key)}\s*=")
            inside = re.compile(rf"[{{,]\s*{re.escape(key)}\s*=")
            for found in (start.match, inside.search):
                for number in range(begin, end):
                    if found(self.lines[number - 1]):
                        return number
            header = f"{self._header}.{key}" if self.key else key
            below = range(end, self._span[1])
            return next((number for number in below if _header_of(self.lines[number - 1]) == header), begin)
        return begin

    @property
    def label(self) -> str:
        """What the table is called in a message: its id where it has one."""
        return str(self.row.get("id") or self.row.get("value") or self.key or "the file")

    def has(self, key: str) -> bool:
        """Tell whether a key is there, without asking for it."""
        return key in self.row

    def get(self, key: str, kind: type[T], default: T = _REQUIRED) -> T:
        """Return the value of a key.

        Args:
            key: Its name.
            kind: `str`, `bool`, `int`, `float` (whole numbers too), `list`, `dict` or `date`.
            default: What it is without the key; left out, the key is required.

        Raises:
            BrokenDataFile: Where it is missing or of another kind.
        """
        self.asked.add(key)
        if key not in self.row:
            if default is _REQUIRED:
                raise self.error(f"{self.label} has no {key}")
            return default
        value = self.row[key]
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise self.error(f"{key} of {self.label} must be {_KINDS[kind]}, not {value!r}", key)
        return value

    def text(self, key: str, default: str = _REQUIRED) -> str:
        """Return a text. A required one must not be empty."""
        value = self.get(key, str, default)
        if value != value.strip():
            raise self.error(f"{key} of {self.label} begins or ends with a blank", key)
        if not value and default is _REQUIRED:
            raise self.error(f"{key} of {self.label} is empty", key)
        return value

    def flag(self, key: str, default: bool = _REQUIRED) -> bool:
        """Return true or false."""
        return self.get(key, bool, default)

    def number(self, key: str, default: float | None = _REQUIRED) -> float | None:
        """Return a number; TOML knows infinity and no number at all, which no fact is."""
        self.asked.add(key)
        if default is not _REQUIRED and key not in self.row:
            return default
        value = self.get(key, float)
        if not math.isfinite(value):
            raise self.error(f"{key} of {self.label} must be a finite number, not {value}", key)
        return value

    def count(self, key: str, default: int = _REQUIRED) -> int:
        """Return a whole number above 0."""
        value = self.get(key, int, default)
        if value <= 0:
            raise self.error(f"{key} of {self.label} must be above 0, not {value}", key)
        return value

    def texts(self, key: str, default: tuple[str, ...] = _REQUIRED) -> tuple[str, ...]:
        """Return a list of texts."""
        if default is not _REQUIRED and key not in self.row:
            self.asked.add(key)
            return default
        values = self.get(key, list)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.error(f"{key} of {self.label} must be a list of texts, not {value!r}", key)
        return tuple(values)

    def one_of(self, key: str, allowed: Sequence[str]) -> str:
        """Return a text that is one of a few."""
        value = self.text(key)
        if value not in allowed:
            raise self.error(f"{key} of {self.label} must be one of {', '.join(allowed)}, not {value!r}", key)
        return value

    def table(self, key: str) -> "DataTable":
        """Return the one table that a key holds."""
        row: dict[str, Any] = self.get(key, dict)
        return self._child(key, row, 0)

    def tables(self, key: str, *, required: bool = True) -> "list[DataTable]":
        """Return the tables of a list, whether each has a header or they stand in one line."""
        rows: list[Any] = self.get(key, list, _REQUIRED if required else [])
        for row in rows:
            if not isinstance(row, dict):
                raise self.error(f"{key} of {self.label} must be a list of tables, not {row!r}", key)
        return [self._child(key, row, index) for index, row in enumerate(rows)]

    def close(self) -> None:
        """Refuse keys that nobody asked for: a slip in a name would otherwise go unnoticed.

        Raises:
            BrokenDataFile: With the first of them.
        """
        for key in self.row:
            if key not in self.asked:
                raise self.error(f"{self.label} has an unknown key {key}", key)

    def _child(self, key: str, row: Mapping[str, Any], index: int) -> "DataTable":
        return DataTable(path=self.path, lines=self.lines, row=row, parent=self, key=key, index=index)

    # Places are looked up only for a message: a sound file is read without them.

    @property
    def _header(self) -> str:
        """How its header reads, such as `question.field`."""
        above = self.parent._header if self.parent else ""
        return f"{above}.{self.key}" if above else self.key

    @property
    def _place(self) -> tuple[int, int]:
        """Its first line, and the line after its own keys."""
        if self.parent is None:
            return 1, self._next_header(1)
        begin, end = self.parent._span
        headers = [number for number in range(begin, end) if _header_of(self.lines[number - 1]) == self._header]
        if self.index < len(headers):
            return headers[self.index], self._next_header(headers[self.index] + 1)
        return self._inline_place()

    @property
    def _span(self) -> tuple[int, int]:
        """Its first line, and the line after the last table below it."""
        begin, end = self._place
        below = f"{self._header}." if self.key else ""
        while end <= len(self.lines) and _header_of(self.lines[end - 1]).startswith(below):
            end = self._next_header(end + 1)
        return begin, end

    def _next_header(self, begin: int) -> int:
        numbers = range(begin, len(self.lines) + 1)
        return next((number for number in numbers if _header_of(self.lines[number - 1])), len(self.lines) + 1)

    def _inline_place(self) -> tuple[int, int]:
        """The line of a table that is written in place, one table a line."""
        assert self.parent is not None  # only the whole file has none, and it has no other place
        begin, end = self.parent.line_of(self.key), self.parent._place[1]
        rows = [number for number in range(begin, end) if re.match(r"\s*\{", self.lines[number - 1])]
        line = rows[self.index] if self.index < len(rows) else begin
        return line, line + 1


def refuse_twins(rows: Iterable[DataTable], *keys: str) -> None:
    """Refuse two tables with the same value under one of the keys; the second one is at fault.

    Raises:
        BrokenDataFile: With the line of the second.
    """
    seen: set[tuple[str, str]] = set()
    for row in rows:
        for key in keys:
            if row.has(key):
                pair = (key, str(row.row[key]))
                if pair in seen:
                    raise row.error(f"{key} {pair[1]} occurs twice", key)
                seen.add(pair)


def read_data_file(path: Path) -> DataTable:
    """Read a TOML file as a table; its prose in another language where `translated` asks for one.

    Raises:
        BrokenDataFile: Where it is missing, not UTF-8 or no TOML.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BrokenDataFile(path, 0, f"cannot be read ({error.strerror})") from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BrokenDataFile(path, raw.count(b"\n", 0, error.start) + 1, "is not UTF-8 text") from None
    table = table_of(path, text)
    return replace(table, row=in_reading_language(dict(table.row), path), whole_file=table.row)


def table_of(path: Path, text: str) -> DataTable:
    """Read the text of a TOML file as a table, as it stands there.

    Args:
        path: What the file is called.
        text: What it holds.

    Raises:
        BrokenDataFile: Where it is no TOML.
    """
    text = text.replace("\r\n", "\n")
    try:
        row = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenDataFile(path, _toml_line(str(error), text), _toml_reason(str(error))) from None
    return DataTable(path=path, lines=text.split("\n"), row=row)


def _header_of(line: str) -> str:
    match = _HEADER.match(line)
    return match[2] if match else ""


def _toml_line(message: str, text: str) -> int:
    match = re.search(r"at line (\d+)", message)
    return int(match[1]) if match else text.rstrip("\n").count("\n") + 1


def _toml_reason(message: str) -> str:
    return re.sub(r"\s*\(at (line .*|end of document)\)$", "", message)
