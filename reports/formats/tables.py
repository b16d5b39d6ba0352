"""Every table of the report as CSV: texts as the report says them, charts and figures as plain numbers."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from charts.table import Cells, numbers_of
from projects.domain.figures import Figure
from projects.explaining import in_words, say_told
from projects.exports import write_csv
from projects.formatting import Formatter
from reports.formats.pieces import Entries, GridPiece, HeadingPiece, Picture, Piece

_NEVER_LATER = (1980, 1, 1, 0, 0, 0)
"""The day of every file in an archive: the same tables give the same bytes."""
_LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class NamedTable:
    """One table on its way into a file of its own."""

    id: str
    """Its place and title: 07-cash-by-month."""
    title: str
    rows: tuple[Cells, ...]
    """The names of the columns first."""


def tables_of(pieces: Iterable[Piece], figures: Iterable[Figure], write: Formatter) -> tuple[NamedTable, ...]:
    """Return the tables of a report in its order, all figures with their formulas first.

    Args:
        pieces: What the report says.
        figures: The figures that its reader may see.
        write: Says the numbers of their formulas.
    """
    tables = [(_("All figures"), tuple(_figure_rows(figures, write))), *_found(pieces)]
    return tuple(
        NamedTable(id=f"{number:02d}-{_slug(title)}", title=title, rows=rows)
        for number, (title, rows) in enumerate(tables, start=1)
    )


def table_named(tables: Iterable[NamedTable], name: str) -> NamedTable | None:
    """Return the table that somebody names: by its id, with or without the number before it, or by its title."""
    asked = name.strip().casefold()
    return next(
        (table for table in tables if asked in (table.id, table.id.partition("-")[2], table.title.casefold())), None
    )


def table_csv(table: NamedTable) -> bytes:
    """Return a table as a CSV file."""
    return write_csv(table.rows)


def tables_zip(tables: Sequence[NamedTable]) -> bytes:
    """Return tables as an archive, a CSV file each, and one that lists them."""
    head = (_("File"), _("Table"), _("Rows"))
    contents: tuple[Cells, ...] = (head, *((f"{table.id}.csv", table.title, len(table.rows) - 1) for table in tables))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "00-contents.csv", write_csv(contents))
        for table in tables:
            _add(archive, f"{table.id}.csv", table_csv(table))
    return file.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _NEVER_LATER)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, content)


def _found(pieces: Iterable[Piece]) -> Iterator[tuple[str, tuple[Cells, ...]]]:
    section = label = ""
    for piece in pieces:
        if isinstance(piece, HeadingPiece):
            section, label = (piece.text, "") if piece.level == 1 else (section, piece.text)
        elif isinstance(piece, GridPiece):
            yield piece.title, (piece.head, *piece.rows, *((piece.foot,) if piece.foot else ()))
        elif isinstance(piece, Picture):
            yield (
                ", ".join(part for part in (section, label or piece.grid.title) if part),
                tuple(numbers_of(piece.chart)),
            )
        elif isinstance(piece, Entries):
            yield ", ".join(part for part in (section, label) if part), ((_("What"), _("Text")), *piece.entries)


def _figure_rows(figures: Iterable[Figure], write: Formatter) -> Iterator[Cells]:
    yield _("Figure"), _("Low (P10)"), _("Likely"), _("High (P90)"), _("Unit"), _("Formula"), _("Source"), "id"
    for figure in figures:
        value = figure.value
        yield (
            say_told(figure.label),
            value.low,
            value.likely,
            value.high,
            figure.unit,
            "".join(piece.text for piece in in_words(figure, write)),
            _(figure.source),
            figure.id,
        )


def _slug(title: str) -> str:
    return slugify(title)[:_LONGEST_NAME].strip("-") or "table"
