"""Five slides for the meeting that decides: recommendation, cost and benefit, options, plan and risks, asks."""
# mypy: disable-error-code="no-untyped-call"

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from locale import windows_locale
from math import ceil, isfinite
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE_DASH_STYLE as DASH
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Inches, Length, Pt

from charts.descriptions import Chart, LinesChart, RangesChart
from charts.traces import numbers
from projects.domain.colours import WHITE
from projects.domain.house_colours import INK, HouseColours, house_colours
from projects.domain.text import beginning, opening
from projects.exports import csv_text, xml_text
from projects.workbooks import number_format
from reports.domain.report import Ask, DecisionPage, DrawnChart, Report, ReportSection, Timeline
from reports.formats.pieces import (
    Entries,
    GridPiece,
    Piece,
    TextPiece,
    decision_grids,
    marks,
    section_pieces,
    shares,
    title_of,
)
from reports.logo import fitted, picture_of

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _TOP, _GAP = Inches(0.6), Inches(1.65), Inches(0.35)
_INNER, _TALL = Inches(12.13), Inches(5.1)
_TITLE_ONLY = 5
_LONGEST_TITLE, _LONGEST_LINE, _LONGEST_CELL = 180, 220, 160
_TITLE_SIZES = ((60, 26), (130, 22), (_LONGEST_TITLE + 1, 20))
"""Up to how many signs a title is set how large [points]."""
_MOST_LINES, _MOST_ROWS = 7, 9
_MOST_SPANS, _MOST_MONTHS, _MOST_OF_CALENDAR = 16, 6, 4
# Between the marks of an axis, which knows no calendar; days of the plan are counted by `calendar_months`.
_DAYS_PER_MONTH = 365.25 / 12
"""Rows of a calendar; and months that an axis names, and that the narrow one of the calendar does."""
_LINE_SIZES, _CELL_SIZES = (18, 16, 14, 12), (16, 14, 12)
"""How large a text is set, the first size that fits [points]."""
_SIGN, _LINE, _INSET, _APART = Inches(0.0071), Inches(0.0172), Inches(0.2), Pt(8)
"""How wide a sign is and how tall a line, for each point of its size; what stays free beside a text, and below it."""
_MOST_DIGITS = 9
"""That are tried, behind the first one, until a number reads as the report has it."""
_DASHES = (DASH.SOLID, DASH.DASH, DASH.ROUND_DOT)
"""Of lines, as many as there are colours of lines."""
VALUE, OPTIONS = ("value",), ("options", "scenarios", "approach")
PLAN, RISKS = ("timeline", "team"), ("risks", "second_look")
"""Ids of sections that may say it, the best first."""


def slides_of(report: Report) -> bytes:
    """Return a report as a PPTX file of five slides.

    Args:
        report: The composed report, with all of its sections.
    """
    return _Deck(report).written()


class _Deck:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.colours = house_colours(report.meta.accent)
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = WIDTH, HEIGHT

    def written(self) -> bytes:
        decision = self.report.decision
        self._recommendation(decision)
        self._cost_and_benefit()
        self._options()
        self._plan_and_risks()
        self._asks(decision)
        self._describe()
        file = io.BytesIO()
        self.deck.save(file)
        return file.getvalue()

    # ------------------------------------------------------------ the five

    def _recommendation(self, decision: DecisionPage) -> None:
        slide = self._slide(decision.headline)
        lights, half = decision_grids(decision).lights, (_INNER - _GAP) // 2
        why = decision.sentence if decision.recommended else ""
        said = (why, decision.problem, decision.inside, decision.reserve, *decision.more, decision.recorded)
        _lines(slide, filter(None, said), _LEFT, half)
        if lights:
            _table(slide, _narrow(lights, 3), _LEFT + half + _GAP, half, self.colours.wash)

    def _cost_and_benefit(self) -> None:
        numbers = decision_grids(self.report.decision).numbers
        cost = self._drawn("case.parts")
        value = self._section(VALUE)
        slide = self._slide(value.finding if value and value.finding else _("Cost and benefit"))
        listed, drawn = _INNER * 38 // 100 - _GAP, _INNER * 31 // 100 - _GAP // 2
        _table(slide, numbers, _LEFT, listed, self.colours.wash)
        if isinstance(cost, RangesChart):
            self._chart(slide, cost, _LEFT + listed + _GAP, drawn)
        cash = self._drawn("case.cash")
        if isinstance(cash, LinesChart):
            self._chart(slide, cash, _LEFT + listed + drawn + 2 * _GAP, drawn)

    def _options(self) -> None:
        section = self._section(OPTIONS)
        slide = self._slide(section.finding if section and section.finding else _("Options"))
        self._say(slide, section, _LEFT, _INNER)

    def _plan_and_risks(self) -> None:
        plan, left = self._section(PLAN), (_INNER - _GAP) * 2 // 5
        slide = self._slide(plan.finding if plan and plan.finding else _("Plan and risks"))
        calendar = next((block for block in plan.blocks if isinstance(block, Timeline)), None) if plan else None
        if calendar is not None:
            self._calendar(slide, calendar, _LEFT, left)
        else:
            self._say(slide, plan, _LEFT, left)
        self._say(slide, self._section(RISKS), _LEFT + left + _GAP, _INNER - left - _GAP)

    def _asks(self, decision: DecisionPage) -> None:
        asks = decision_grids(decision).asks
        slide = self._slide(_what_is_asked(decision.asks))
        if asks:
            _table(slide, asks, _LEFT, _INNER, self.colours.wash)
        else:
            _lines(slide, [_("No request at this point.")], _LEFT, _INNER)

    # ------------------------------------------------------------ what they are made of

    def _section(self, ids: Iterable[str]) -> ReportSection | None:
        by_id = {section.id: section for section in self.report.sections}
        return next((by_id[field_id] for field_id in ids if field_id in by_id and by_id[field_id].blocks), None)

    def _drawn(self, chart_id: str) -> Chart | None:
        """Return a chart of the report, or None."""
        blocks = (block for section in self.report.sections for block in section.blocks)
        charts = (block.chart for block in blocks if isinstance(block, DrawnChart))
        return next((chart for chart in charts if chart.id == chart_id), None)

    def _say(self, slide: Slide, section: ReportSection | None, left: int, width: int) -> None:
        """Show the first table of a section, else what it says in lines."""
        if section is None:
            return _lines(slide, [_("Nothing here yet.")], left, width)
        pieces = list(section_pieces(section))
        grid = next((piece for piece in pieces if isinstance(piece, GridPiece) and len(piece.rows) > 1), None)
        if grid is None:
            return _lines(slide, _said(pieces), left, width)
        return _table(slide, grid, left, width, self.colours.wash)

    def _slide(self, title: str) -> Slide:
        slide: Slide = self.deck.slides.add_slide(self.deck.slide_layouts[_TITLE_ONLY])
        head: Any = slide.shapes.title
        head.left, head.top, head.width, head.height = _LEFT, Inches(0.45), _INNER, Inches(1.1)
        head.text_frame.word_wrap = True
        head.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        line = head.text_frame.paragraphs[0]
        said = _short(opening(title, _LONGEST_TITLE)[0], _LONGEST_TITLE)
        line.text, line.font.bold = said, True
        line.font.size = Pt(next(size for most, size in _TITLE_SIZES if len(said) <= most))
        line.font.color.rgb = _rgb(self.colours.accent)
        line.alignment = PP_ALIGN.LEFT
        meta = self.report.meta
        frame = slide.shapes.add_textbox(_LEFT, Inches(6.95), _INNER, Inches(0.35)).text_frame
        frame.word_wrap = True  # or it would be set in the middle of its box
        foot = frame.paragraphs[0]
        number = len(self.deck.slides)
        foot.text = _short(
            " · ".join(filter(None, (title_of(meta), meta.org, meta.date, *marks(meta), f"{number} / 5"))), 200
        )
        foot.font.size, foot.font.color.rgb, foot.alignment = Pt(10), _rgb(self.colours.soft), PP_ALIGN.LEFT
        if png := picture_of(meta.logo):
            # Right of the foot, whatever its proportions.
            width, height = (round(size) for size in fitted(png, Inches(2), Inches(0.4)))
            left = Length(_LEFT + _INNER - width)
            picture: Any = slide.shapes.add_picture(io.BytesIO(png), left, Inches(6.9), Length(width), Length(height))
            picture._element.nvPicPr.cNvPr.set("descr", xml_text(meta.product))
        notes: Any = slide.notes_slide.notes_text_frame
        notes.text = xml_text(title)
        return slide

    def _calendar(self, slide: Slide, calendar: Timeline, left: int, width: int) -> None:
        """Draw phases and days below each other: bars that begin where an unseen one ends."""
        spans = calendar.spans[:_MOST_SPANS][::-1]
        begins = [_serial(span.begins) for span in spans]
        ends = [_serial(span.ends) for span in spans]
        least = max(1, (max(ends) - min(begins)) // 60)
        data: Any = CategoryChartData(number_format="0")
        data.categories = [_label(span.label) for span in spans]
        data.add_series(_("Begins"), begins, number_format="yyyy-mm-dd")
        days = [max(least, end - begin) for begin, end in zip(begins, ends, strict=True)]
        data.add_series(_("Days"), days)
        chart = _framed(slide, XL_CHART_TYPE.BAR_STACKED, data, (left, width), (calendar.title, calendar.alt))
        chart.has_legend = False
        unseen, seen = chart.plots[0].series
        unseen.format.fill.background()
        chart.plots[0].gap_width = 60
        for place, span in enumerate(spans):
            fill = seen.points[place].format.fill
            fill.solid()
            kind = self.colours.accent if span.is_phase else INK if span.begins == span.ends else self.colours.half
            fill.fore_color.rgb = _rgb(kind)
        axis = chart.value_axis
        axis.minimum_scale, axis.maximum_scale = min(begins), max(ends) + least
        axis.major_unit = (
            max(1, ceil((max(ends) - min(begins)) / _MOST_OF_CALENDAR / _DAYS_PER_MONTH)) * _DAYS_PER_MONTH
        )
        months = f"{_locale_code(self.report.meta.lang)}mmm yy"
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = months, False
        axis.major_gridlines.format.line.color.rgb = _rgb(self.colours.hair)

    def _chart(self, slide: Slide, drawn: RangesChart | LinesChart, left: int, width: int) -> None:
        kind, data = _data(drawn)
        chart = _framed(slide, kind, data, (left, width), (drawn.title, drawn.subtitle))
        series = list(chart.plots[0].series)
        chart.has_legend = len(series) > 1
        if chart.has_legend:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # below what is negative
        for number, drawn_series in enumerate(series):
            _colour_series(drawn_series, number, self.colours, is_line=isinstance(drawn, LinesChart))
        if isinstance(drawn, LinesChart):
            _name_every(chart.category_axis, max(1, ceil(max(len(line.likely) for line in drawn.lines) / _MOST_MONTHS)))
        axis, form = chart.value_axis, number_format(drawn.format)
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
        if isinstance(drawn, RangesChart):  # a figure at each bar says more than an axis
            axis.visible, axis.has_major_gridlines = False, False
            chart.plots[0].has_data_labels = True
            labels = chart.plots[0].data_labels
            labels.number_format, labels.number_format_is_linked = form, False

    def _describe(self) -> None:
        meta, about = self.report.meta, self.deck.core_properties
        about.title, about.author = xml_text(title_of(meta))[:255], xml_text(meta.prepared_by)[:255]
        about.subject, about.language, about.comments = xml_text(meta.kind)[:255], meta.lang, meta.product
        about.last_modified_by = about.author
        if meta.iso_date:
            about.created = about.modified = datetime.fromisoformat(meta.iso_date).replace(tzinfo=UTC)


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour[1:]))


def _said(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, TextPiece):
            yield piece.text
        elif isinstance(piece, Entries):
            yield from (": ".join(part for part in entry if part) for entry in piece.entries)


def _what_is_asked(asks: Sequence[Ask]) -> str:
    if not asks:
        return _("What we ask for")
    words = ngettext("%(n)s request: %(who)s", "%(n)s requests; the first: %(who)s", len(asks))
    return words % {"n": len(asks), "who": asks[0].who}


def _short(text: str, most: int) -> str:
    """Return the beginning of a text, in one line, as far as a slide has room."""
    return beginning(" ".join(xml_text(text).split()), most - 1)


def _narrow(grid: GridPiece, columns: int) -> GridPiece:
    rows = tuple(row[:columns] for row in grid.rows)
    return GridPiece(title=grid.title, head=grid.head[:columns], rows=rows, numeric=grid.numeric[:columns])


def _lines(slide: Slide, texts: Iterable[str], left: int, width: int) -> None:
    """Write texts one below the other, as large as a slide has room for; a last line says how many are left out."""
    frame = slide.shapes.add_textbox(Length(left), _TOP, Length(width), _TALL).text_frame
    frame.word_wrap = True
    known = [_short(text, _LONGEST_LINE) for text in texts]
    shown = known[:_MOST_LINES]
    size = next((size for size in _LINE_SIZES if _room_left(shown, width, size) >= 0), _LINE_SIZES[-1])
    while len(shown) > 1 and _room_left(shown, width, size) < 0:
        shown.pop()
    if len(shown) < len(known):
        shown[-1] = _more(len(known) - len(shown) + 1)
    for number, text in enumerate(shown):
        line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        line.text, line.font.size, line.space_after = text, Pt(size), _APART
        line.font.color.rgb = _rgb(INK)


def _room_left(texts: Iterable[str], width: int, size: int) -> float:
    """Return how much of the height of a slide texts leave in a column [EMU]; below 0 they do not fit."""
    return _TALL - _INSET - sum(_tall(text, width, size) + _APART for text in texts)


def _tall(text: str, width: float, size: int) -> float:
    """Return how tall a text is, set in a column at a size [points]; EMU, as is the width."""
    return ceil(len(text) * _SIGN * size / (width - _INSET)) * _LINE * size


def _more(left_out: int) -> str:
    return ngettext("%(n)s more in the report", "%(n)s more in the report", left_out) % {"n": left_out}


def _table(slide: Slide, grid: GridPiece, left: int, width: int, ground: str) -> None:
    """Write a table with a head row; what does not fit on a slide stands in the report."""
    grid = grid.without_empty_columns()
    for size in _CELL_SIZES:
        signs = round(width / (_SIGN * size))
        widths = [width * share for share in shares([grid.head, *grid.rows[:_MOST_ROWS]], signs)]
        rows = list(_fitting(grid, widths, size))
        if rows[1:] == list(grid.rows):
            break
    frame = slide.shapes.add_table(
        len(rows), len(grid.head), Length(left), _TOP, Length(width), Inches(0.35 * len(rows))
    )
    named = frame._element.nvGraphicFramePr.cNvPr
    named.set("descr", _short(grid.title, 250))
    table = frame.table
    for place, wide in enumerate(widths):
        table.columns[place].width = Length(round(wide))
    for number, cells in enumerate(rows):
        for place, text in enumerate(cells):
            cell = table.cell(number, place)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(ground if number == 0 else WHITE)
            cell.text = _short(text, _LONGEST_CELL)
            line = cell.text_frame.paragraphs[0]
            line.font.size, line.font.bold, line.font.color.rgb = Pt(size), number == 0, _rgb(INK)
            if place < len(grid.numeric) and grid.numeric[place]:
                line.alignment = PP_ALIGN.RIGHT


def _fitting(grid: GridPiece, widths: Sequence[float], size: int) -> Iterator[tuple[str, ...]]:
    """Yield the head and as many rows as a slide has room for at a size; a last one says how many are left out."""

    def height(cells: Sequence[str]) -> float:
        pairs = zip(cells, widths, strict=False)
        return max(_tall(_short(text, _LONGEST_CELL), wide, size) for text, wide in pairs) + _INSET / 2

    room, heights = _TALL - height(grid.head), [height(row) for row in grid.rows[: _MOST_ROWS + 1]]
    if len(heights) > _MOST_ROWS or sum(heights) > room:
        room -= height(("…",))
    yield grid.head
    for number, (row, tall) in enumerate(zip(grid.rows, heights, strict=False)):
        room -= tall
        if number == _MOST_ROWS or (room < 0 and number):
            yield (_more(len(grid.rows) - number), *("",) * (len(grid.head) - 1))
            return
        yield row


# ---------------------------------------------------------------- charts that can be worked on


def _data(drawn: RangesChart | LinesChart) -> tuple[XL_CHART_TYPE, Any]:
    """Return the kind of a chart, and what stands in the workbook behind it."""
    data: Any = CategoryChartData()
    match drawn:
        case RangesChart():
            rows = drawn.rows[::-1]
            data.categories = [_label(row.name) for row in rows]
            data.add_series(_("Likely"), numbers(as_written(row.value.likely, drawn.format) for row in rows))
            return XL_CHART_TYPE.BAR_CLUSTERED, data
        case LinesChart():
            count = max((len(line.likely) for line in drawn.lines), default=0)
            data.categories = [_label(drawn.write_place(place)) for place in range(count)]
            for line in drawn.lines:
                data.add_series(_label(line.name), numbers(line.likely))
            return XL_CHART_TYPE.LINE, data


def as_written(value: float, write: Callable[[float], str]) -> float:
    """Return a value rounded as far as the report rounds it, so that a chart and the text beside it say the same."""
    if not isfinite(value):
        return value
    rounded = (float(f"{value:.{digits}e}") for digits in range(_MOST_DIGITS))
    return next((number for number in rounded if write(number) == write(value)), value)


def _name_every(axis: Any, months: int) -> None:
    """Name so few months at an axis that their names stand upright."""
    skip = axis._element.makeelement(qn("c:tickLblSkip"), {"val": str(months)})
    axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _locale_code(language: str) -> str:
    """Return how a number format says whose names of months it means, not those of the computer that opens it."""
    codes = {name.partition("_")[0]: code for code, name in sorted(windows_locale.items(), reverse=True)}
    return f"[$-{codes[language]:X}]" if language in codes else ""


def _serial(iso_day: str) -> int:
    """Return a day as a workbook counts it."""
    return (date.fromisoformat(iso_day) - date(1899, 12, 30)).days


def _framed(slide: Slide, kind: XL_CHART_TYPE, data: Any, place: tuple[int, int], said: tuple[str, str]) -> Any:
    """Add a chart to a slide, between left and width; what it says is its finding and what is drawn."""
    (left, width), (finding, more) = place, said
    frame: Any = slide.shapes.add_chart(kind, Length(left), _TOP, Length(width), _TALL, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", _short(f"{finding}. {more}", 500))
    chart = frame.chart
    chart.has_title = True
    chart.chart_title.text_frame.text = _short(finding, 90)
    chart.chart_title.text_frame.paragraphs[0].font.size = Pt(13)
    chart.font.size = Pt(11)
    return chart


def _label(text: str) -> str:
    """Return a name as the workbook behind a chart may hold it: nothing that a spreadsheet works out."""
    return csv_text(_short(text, 60))


def _colour_series(series: Any, number: int, colours: HouseColours, *, is_line: bool) -> None:
    """Draw a series so that it is told from its neighbours in grey as well."""
    line, fill = series.format.line, series.format.fill
    if is_line:
        place = number % len(_DASHES)
        line.color.rgb, line.width, series.smooth = _rgb(colours.lines[place]), Pt(2.25), False
        line.dash_style = _DASHES[place]
    else:
        fill.solid()
        fill.fore_color.rgb = _rgb(colours.layers[number % len(colours.layers)])
        # A light layer at the top would end in the paper.
        line.color.rgb, line.width = _rgb(colours.soft), Pt(0.5)
