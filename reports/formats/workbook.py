"""The whole report as a workbook: live formulas for the money, and a sheet for each section."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _

from charts.descriptions import Chart
from charts.native import NativeKind, native
from charts.table import Cells, numbers_of
from decisions.results import Results, results_of
from projects.access import Workspace
from projects.domain.house_colours import HouseColours
from projects.explaining import say_told
from projects.exports import chart_text
from projects.workbooks import FIRST_ROW, NOTE, STRONG, WRAP, Look, StyledWorkbook, WorkbookSheet, number_format
from reports.domain.report import Report
from reports.formats.livebook import BENEFIT, COST, MONTHS, NET_VALUE, RUNNING, LiveBook, column_of, scenarios_sheet
from reports.formats.paging import PRINTED, Drawn, breaks_before, scale_to
from reports.formats.pieces import (
    Entries,
    GridPiece,
    HeadingPiece,
    Picture,
    Piece,
    TextPiece,
    about,
    kind_of,
    title_of,
)

_NARROWEST, _WIDEST, _PAGE = 12.0, 52.0, 120
"""Widths of columns and of a line of text, in signs."""
_PAGE_SIGNS = 150
"""Signs that a printed page, lying, has room for at nine tenths of its size: beyond them print is hard to read."""
_READABLE, _LIGHT, _LIGHTEST = 26.0, 0.04, 14.0
"""No column of texts is narrowed further; one with less of all letters than this share is, to so many signs."""
_ROWS_BELOW = 3
"""A heading stands with so many rows below it: the head of a table and its first rows."""
_WITHOUT_CENTS, _SMALL = 10_000, 10
"""From which sum on nobody reads cents, and up to which numbers an axis needs them."""
_CHART_ROWS = 17
"""Rows that a chart covers."""
_TYPES = {
    NativeKind.BARS: {"type": "bar"},
    NativeKind.COLUMNS: {"type": "column"},
    NativeKind.LINES: {"type": "line"},
    NativeKind.LAYERS: {"type": "column", "subtype": "stacked"},
}
_DASHES = ("solid", "dash", "round_dot")
"""Of lines, as many as there are colours of lines."""


def workbook_of(workspace: Workspace, report: Report, pieces: Sequence[Piece]) -> bytes:
    """Return a report as an XLSX file.

    Args:
        workspace: Whose figures are written as formulas.
        report: Whose title and day count.
        pieces: What it says.
    """
    meta, results = report.meta, results_of(workspace)
    created = datetime.fromisoformat(meta.iso_date).replace(tzinfo=UTC) if meta.iso_date else None
    book = StyledWorkbook(title_of(meta), meta.prepared_by, created, letter=meta.paper == "us-letter")
    summary = book.page(_("Summary"))
    live = LiveBook(book, results, workspace.formatter)
    live.write_all()
    live.budget()
    columns = [column_of(each.scenario.name, results_of(each)) for each in workspace.columns]
    known = [column for column in columns if column is not None]
    if len(known) > 1:
        scenarios_sheet(book, known, live.money)
    _summary(summary, report, live, results)
    for title, some in _sections(pieces):
        _Sheet(book, title).write(some)
    return book.written()


def _summary(page: WorkbookSheet, report: Report, live: LiveBook, results: Results) -> None:
    """Write what is decided, and the key figures as formulas beside what the report shows."""
    meta, decision = report.meta, report.decision
    page.title(title_of(meta), " · ".join((kind_of(meta), *(f"{label}: {text}" for label, text in about(meta)))))
    page.text(3, 1, decision.headline, STRONG)
    head = ["", _("At likely inputs"), _("Report: low"), _("Report: likely"), _("Report: high"), _("Difference")]
    page.head(FIRST_ROW, head, numeric_from=2)
    row = FIRST_ROW + 1
    for figure_id in (COST, RUNNING, BENEFIT, NET_VALUE, MONTHS):
        if figure_id in live.cells:
            _reconciled(page, row, live, results, figure_id)
            row += 1
    page.lines(FIRST_ROW + 1, row - 1, 6)
    note = _(
        "Formulas work at likely inputs; the report shows the median of 10,000 simulations. They differ where "
        "ranges reach further to one side, where inputs move together, and where events may happen."
    )
    for place, line in enumerate(wrap(note, _PAGE), start=row):
        page.text(place, 1, line, NOTE)
    page.finish([44, 18, 18, 18, 18, 18], (FIRST_ROW, 1))


def _reconciled(page: WorkbookSheet, row: int, live: LiveBook, results: Results, figure_id: str) -> None:
    figure = results.figures[figure_id]
    form = live.money if figure.unit.startswith("money") else "0.00"
    page.text(row, 1, say_told(figure.label))
    cell = page.number(row, 2, live.cells[figure_id], form, STRONG)
    page.number(row, 3, figure.value.low, form)
    likely = page.number(row, 4, figure.value.likely, form)
    page.number(row, 5, figure.value.high, form)
    page.number(row, 6, cell - likely, form)


def _sections(pieces: Iterable[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """Yield each section with what it says."""
    title, some = "", list[Piece]()
    for piece in pieces:
        if isinstance(piece, HeadingPiece) and piece.level == 1:
            if some:
                yield title, some
            title, some = piece.text, []
        else:
            some.append(piece)
    if some:
        yield title, some


class _Sheet:
    """One section on a sheet of its own, from above."""

    def __init__(self, book: StyledWorkbook, title: str) -> None:
        self.book, self.page, self.row = book, book.page(title), 3
        self.lines: list[Cells] = []
        """Texts of tables and lists, by which columns are as wide as they need to be."""
        self.charts = 0
        self.held: list[Drawn] = []
        """What stays on one page: charts, and headings with the first rows below them."""
        self.headed = 0
        """The row below the last heading."""
        self.longest = 0
        """Letters of the longest line of text beside which nothing stands."""
        self.page.title(title)

    def write(self, pieces: Iterable[Piece]) -> None:
        """Write what the section says."""
        for piece in pieces:
            self._add(piece)
        widths = self._widths()
        heights = self.page.finish(widths or [_WIDEST], (1, 0))
        if self.charts:
            self._break_before_held(widths, heights)

    def _break_before_held(self, widths: Sequence[float], heights: Mapping[int, int]) -> None:
        """Print on pages that end before a chart or a heading that would be parted from what is below.

        What fits to a width knows no breaks.
        """
        width, height = PRINTED[self.book.paper]
        scale = scale_to(width, widths, self.longest)
        self.page.sheet.set_print_scale(scale)
        self.page.sheet.set_h_pagebreaks(breaks_before(self.held, heights, height * 100 / scale))

    def _widths(self) -> list[float]:
        """Return how wide columns are: as their texts, but no wider than lets all of them be read on one page."""
        columns = zip_longest(*self.lines)
        texts = [[str(cell or "") for cell in column] for column in columns]
        asked = [max(len(line) for cell in column for line in cell.split("\n")) + 2 for column in texts]
        return capped(asked, [sum(map(len, column)) for column in texts])

    def _add(self, piece: Piece) -> None:
        match piece:
            case HeadingPiece():
                self.page.text(self.row + 1, 1, piece.text, STRONG)
                self.held.append(Drawn(title=self.row + 1, first=self.row + 1, last=self.row + 1 + _ROWS_BELOW))
                self.row += 2
                self.headed = self.row
            case TextPiece():
                look = NOTE if piece.quiet else STRONG if piece.strong else {}
                # Beside it is nothing, so a line may be as long as a line of a page.
                for line in (line for part in piece.text.split("\n") for line in wrap(part, _PAGE)):
                    self.page.text(self.row, 1, line, look)
                    self.longest = max(self.longest, len(line))
                    self.row += 1
            case Entries():
                for name, text in piece.entries:
                    self._cells([name, text] if name else [text])
            case GridPiece():
                self._table([piece.head, *piece.rows, *([piece.foot] if piece.foot else [])], piece.numeric)
            case Picture():
                self._chart(piece)

    def _cells(self, cells: Cells, *, numeric: Sequence[bool] = (), bold: bool = False) -> None:
        for column, cell in enumerate(cells, start=1):
            look = WRAP | self._side(column, numeric) | (STRONG if bold else {})
            if isinstance(cell, str):
                self.page.text(self.row, column, cell, look)
            elif cell is not None:
                self.page.number(self.row, column, float(cell), _form(cell), look)
        self.lines.append([cell if isinstance(cell, str) else "" for cell in cells])
        self.row += 1

    @staticmethod
    def _side(column: int, numeric: Sequence[bool]) -> Look:
        """Return on which side of its column a cell stands; a text beside a figure does not touch it."""
        kinds = [False, *numeric, *[False] * column]
        if kinds[column]:
            return {"align": "right"}
        return {"align": "left", "indent": 1} if kinds[column - 1] else {}

    def _table(self, rows: Sequence[Cells], numeric: Sequence[bool] = ()) -> tuple[int, int]:
        """Write a table; returns its first and last row."""
        first = self.row
        for number, cells in enumerate(rows):
            self._cells(cells, numeric=numeric, bold=number == 0)
        self.page.lines(first, self.row - 1, len(rows[0]))
        self.row += 1
        return first, self.row - 2

    def _chart(self, piece: Picture) -> None:
        title = self.row - 1 if self.headed == self.row else self.row
        self.page.text(self.row, 1, piece.grid.title, STRONG)
        self.page.text(self.row + 1, 1, piece.chart.subtitle, NOTE)
        self.row += 2
        rows = numbers_of(piece.chart)
        first, last = self._table(rows, (False, *(True,) * (len(rows[0]) - 1)))
        chart = (
            _native(self.book, self.page.title_of_sheet, piece, (first, last), len(rows[0])) if last > first else None
        )
        if chart is not None:
            self.page.sheet.insert_chart(self.row - 1, 0, chart, {"description": piece.alt, "x_scale": 1.3})
            if title < self.headed:
                self.held.pop()  # the chart holds its heading
            self.held.append(Drawn(title=title, first=self.row, last=self.row + _CHART_ROWS - 1))
            self.charts += 1
            self.row += _CHART_ROWS


def _form(value: float) -> str:
    """Return how a number is written: no cents of large sums, and no point behind a whole number."""
    return "#,##0" if float(value).is_integer() or abs(value) >= _WITHOUT_CENTS else "#,##0.00"


def capped(asked: Sequence[float], letters: Sequence[int]) -> list[float]:
    """Return widths of columns that fill a printed page at most, the widest ones narrowed first [signs].

    A column in which little stands, as one that a single table has, is narrow where others need the room.

    Args:
        asked: How wide each would be [signs].
        letters: How many stand in each.
    """
    light = [count < _LIGHT * sum(letters) for count in letters]

    def at_most(cap: float) -> list[float]:
        return [
            max(_NARROWEST, min(_LIGHTEST if is_light else cap, width)) if cap < _WIDEST else min(cap, width)
            for width, is_light in zip(asked, light, strict=True)
        ]

    widths, cap = [max(_NARROWEST, width) for width in at_most(_WIDEST)], _WIDEST
    while cap > _READABLE and sum(widths) > _PAGE_SIGNS:
        cap -= 1
        widths = at_most(cap)
    return widths


def _native(book: StyledWorkbook, sheet: str, piece: Picture, rows: tuple[int, int], columns: int) -> Any:
    """Return a chart over the cells of its table, first the row of its names; None for a kind that is a table here."""
    first, last = rows
    told = native(piece.chart)
    if told is None:
        return None
    chart = book.book.add_chart(_TYPES[told.kind])

    def cells_of(place: int) -> list[object]:
        """Return the cells of a column, of layers those of a row; the names are at 0."""
        if told.kind is NativeKind.LAYERS:
            return [sheet, first + place - 1, 1, first + place - 1, columns - 1]
        return [sheet, first, place, last - 1, place]

    for number, (name, place) in enumerate(told.series):
        look = _drawn(book.colours, number, is_line=told.kind is NativeKind.LINES)
        cells = {"categories": cells_of(0), "values": cells_of(place)}
        chart.add_series({"name": chart_text(name), "gap": 50} | cells | look)
    chart.set_title({"name": chart_text(piece.grid.title[:200]), "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"} if len(told.series) > 1 else {"none": True})
    _say_numbers(chart, piece.chart, told.kind)
    return chart


def _say_numbers(chart: Any, drawn: Chart, kind: NativeKind) -> None:
    """Have the axes of a chart write numbers as the report does, or they would follow the cells."""
    largest = max((abs(cell) for row in numbers_of(drawn) for cell in row if isinstance(cell, int | float)), default=0)
    written = {"num_format": number_format(drawn.format, ".00" if largest < _SMALL else "")}
    counted = {"num_format": "#,##0"}
    if kind is NativeKind.BARS:
        chart.set_x_axis(written)
        chart.set_y_axis({"reverse": True, "label_position": "low"})
    elif kind is NativeKind.COLUMNS:  # cases by what they come to
        chart.set_x_axis({"label_position": "low"} | written)
        chart.set_y_axis(counted)
    else:
        chart.set_x_axis({"label_position": "low"} | counted)
        chart.set_y_axis(written)


def _drawn(colours: HouseColours, number: int, *, is_line: bool) -> dict[str, Any]:
    """Return how a series of a chart is drawn, so that it is told from its neighbours in grey as well."""
    if is_line:
        place = number % len(_DASHES)
        return {"line": {"color": colours.lines[place], "width": 2.25, "dash_type": _DASHES[place]}}
    layer = colours.layers[number % len(colours.layers)]
    return {"fill": {"color": layer}, "border": {"color": colours.soft, "width": 0.5}}
