"""The report as Markdown (GitHub's): headings, lists and tables; whatever somebody typed stays text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch

from projects.exports import cell_text
from reports.domain.report import Report
from reports.formats.pieces import Entries, GridPiece, HeadingPiece, Picture, Piece, TextPiece, about, kind_of, title_of

# Signs that mean something wherever they stand, and those that do so at the start of a line or around a word.
_SIGNS = re.compile(r"([\\`*\[\]<>|~&])")
_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
_START = re.compile(r"^([#+=-]|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\v\f\x85]")


def markdown_of(report: Report, pieces: Iterable[Piece]) -> bytes:
    """Return a report as a Markdown file in UTF-8.

    Args:
        report: Whose title and date stand above.
        pieces: What it says.
    """
    meta = report.meta
    parts = [f"# {_line(title_of(meta))}", _line(kind_of(meta)), *(_entry(label, text) for label, text in about(meta))]
    parts = [part for part in parts if part]
    parts += [part for piece in pieces for part in _written(piece)]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, its line ends kept."""
    lines = (line.strip() for line in _LINE_ENDS.sub("\n", cell_text(text)).split("\n"))
    clean = _SIGNS.sub(r"\\\1", "\n".join(lines).strip())
    clean = _UNDERSCORE.sub(r"\\_", clean)
    return _START.sub(lambda start: f"\\{start[1]}" if not start[1].isdigit() else f"{start[1]}\\", clean)


def _line(text: str) -> str:
    return " ".join(escaped(text).split("\n"))


def _cell(text: str) -> str:
    return "<br>".join(line for line in escaped(text).split("\n") if line)


def _entry(name: str, text: str) -> str:
    lines = [line for line in escaped(text).split("\n") if line]
    bold = f"**{_line(name)}**" if name.strip() else ""
    first, *more = lines or [""]
    return "- " + "\n\n  ".join([" ".join(part for part in (bold, first) if part), *more])


@singledispatch
def _written(piece: Piece) -> Iterator[str]:
    raise TypeError(f"{type(piece).__name__} has no place in Markdown")


@_written.register
def _heading(piece: HeadingPiece) -> Iterator[str]:
    yield f"{'#' * (piece.level + 1)} {_line(piece.text) or '–'}"


@_written.register
def _text(piece: TextPiece) -> Iterator[str]:
    for line in filter(None, escaped(piece.text).split("\n")):
        yield f"**{line}**" if piece.strong else f"*{line}*" if piece.quiet else line


@_written.register
def _entries(piece: Entries) -> Iterator[str]:
    yield "\n".join(_entry(name, text) for name, text in piece.entries)


@_written.register
def _grid(piece: GridPiece) -> Iterator[str]:
    rules = ["---:" if numeric else "---" for numeric in piece.numeric]
    body = [*piece.rows, *((piece.foot,) if piece.foot else ())]
    yield "\n".join([_row(piece.head), f"| {' | '.join(rules)} |", *map(_row, body)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


@_written.register
def _picture(piece: Picture) -> Iterator[str]:
    yield from (f"**{_line(part)}**" for part in (piece.grid.title,) if part)
    yield from (f"*{_line(part)}*" for part in (piece.chart.subtitle,) if part)
    yield from _grid(piece.grid)
