"""The report as a Word document, on our page or on the organisation's own template."""

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import singledispatchmethod

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from projects.domain.errors import BadValue
from projects.domain.house_colours import HAIR, house_colours
from projects.exports import xml_text
from reports.blocks import printed
from reports.domain.report import Meta, Report
from reports.formats.pieces import (
    Entries,
    GridPiece,
    HeadingPiece,
    Picture,
    Piece,
    TextPiece,
    about,
    kind_of,
    marks,
    shares,
    title_of,
)
from reports.formats.template import NO_TEMPLATE
from reports.logo import fitted, picture_of
from reports.paper import are_few
from reports.pdf import render_pictures

_logger = logging.getLogger(__name__)

PAPERS = {"a4": (Mm(210), Mm(297)), "us-letter": (Mm(215.9), Mm(279.4))}
_FONT = "Calibri"
_SYMBOL_BULLET = "\uf0b7"
_HEADINGS = 2
_SIGNS = 96
"""Signs that fit into the width of a table."""

_ROWS_TOGETHER = 2
"""Of a long table: so many rows, its head among them, stand with the row below."""
_LAST_LINES, _LINE = 12, 90
"""Lines that the last page holds at least where there is more than one page, and the letters of a line."""


def word_of(report: Report, pieces: Sequence[Piece], template: bytes | None = None) -> bytes:
    """Return a report as a DOCX file.

    Args:
        report: Whose title, language and day count.
        pieces: What it says.
        template: The organisation's own document: its styles, page, header and footer are kept, its text is not.
            Read it with `template.read_template` before.

    Raises:
        BadValue: Where nothing can be written on the template.
    """
    # Their titles stand above them as text.
    charts = [printed(replace(piece.chart, title="", subtitle="")) for piece in pieces if isinstance(piece, Picture)]
    pictures = render_pictures(report, charts)
    if template is None:
        return _Writer(report, pictures, None).written(pieces)
    try:
        return _Writer(report, pictures, template).written(pieces)
    except Exception as bad:
        # What can be wrong inside of a template is without end, and no package finds all of it when it opens one.
        _logger.exception("Nothing could be written on a template")
        raise BadValue(NO_TEMPLATE) from bad


class _Writer:
    def __init__(self, report: Report, pictures: Sequence[bytes], template: bytes | None) -> None:
        self.meta, self.pictures = report.meta, iter(pictures)
        self.colours = house_colours(self.meta.accent)
        self.book: WordDocument = Document(io.BytesIO(template)) if template else Document()
        self.own_look = template is None
        self.names = {style.name for style in self.book.styles}
        self.bookmarks = 0

    def written(self, pieces: Sequence[Piece]) -> bytes:
        if self.own_look:
            self._dress()
        else:
            self._empty()
        self._describe()
        self._title_page()
        self._contents([piece.text for piece in pieces if isinstance(piece, HeadingPiece) and piece.level == 1])
        for piece in pieces:
            self.add(piece)
        self._hold_end()
        self._page_numbers()
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()

    # ------------------------------------------------------------ the page

    def _dress(self) -> None:
        """Give the page our paper, margins and letters."""
        section = self.book.sections[0]
        section.page_width, section.page_height = PAPERS.get(self.meta.paper, PAPERS["a4"])
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin, section.bottom_margin = Mm(22), Mm(20)
        for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet"):
            font = self.book.styles[name].font
            font.name = _FONT
            fonts = font.element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
        normal = self.book.styles["Normal"]
        normal.font.size, normal.paragraph_format.space_after = Pt(10.5), Pt(6)
        for name, size in (("Title", 26), ("Heading 1", 17), ("Heading 2", 12)):
            style = self.book.styles[name]
            style.font.size, style.font.color.rgb = Pt(size), _rgb(self.colours.accent)
            style.paragraph_format.keep_with_next = True
        self.book.styles["Subtitle"].font.color.rgb = _rgb(self.colours.soft)
        self._dress_bullets()

    def _dress_bullets(self) -> None:
        """Write bullets as the letter that they are: the library's own need a font that not every office has."""
        for level in self.book.part.numbering_part.element.iter(qn("w:lvl")):
            text, look = level.find(qn("w:lvlText")), level.find(qn("w:rPr"))
            if text.get(qn("w:val")) == _SYMBOL_BULLET:
                text.set(qn("w:val"), "•")
                level.remove(look)

    def _empty(self) -> None:
        """Take the template's own text away; the last part of a body says how its pages look."""
        body = self.book.element.body
        for part in list(body):
            if part.tag != qn("w:sectPr"):
                body.remove(part)

    def _describe(self) -> None:
        meta, about_file = self.meta, self.book.core_properties
        about_file.title, about_file.subject = xml_text(title_of(meta))[:255], xml_text(meta.kind)[:255]
        about_file.author = xml_text(meta.prepared_by)[:255]
        about_file.last_modified_by = about_file.author
        about_file.comments, about_file.keywords, about_file.category = meta.product, "", ""
        about_file.language = _language(meta)
        day = datetime.fromisoformat(meta.iso_date).replace(tzinfo=UTC) if meta.iso_date else None
        if day:
            about_file.created = about_file.modified = day
        defaults = self.book.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
        if defaults is not None:
            spoken = defaults.find(qn("w:lang"))
            if spoken is None:
                spoken = OxmlElement("w:lang")
                defaults.append(spoken)
            spoken.set(qn("w:val"), _language(meta))

    def _title_page(self) -> None:
        meta = self.meta
        if self.own_look and (png := picture_of(meta.logo)):
            width, height = fitted(png, Mm(60), Mm(14))
            run = self._paragraph("").add_run()
            picture = run.add_picture(io.BytesIO(png), width=Emu(round(width)), height=Emu(round(height)))
            picture._inline.docPr.set("descr", xml_text(meta.product))
        self._paragraph(xml_text(title_of(meta)), "Title")
        self._paragraph(xml_text(kind_of(meta)), "Subtitle")
        for label, text in about(meta):
            line = self._paragraph(f"{xml_text(label)}: ", bold=True)
            line.add_run(xml_text(text))

    def _contents(self, titles: Sequence[str]) -> None:
        """Write the contents as a field that Word brings up to date; what stands there meanwhile leads on too."""
        self._paragraph(_("Contents"), "Heading 2")
        for number, title in enumerate(titles, start=1):
            line = self._paragraph("")
            # Whatever room the organisation's template leaves between paragraphs: the contents stand on the first page.
            line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(0), Pt(4)
            if number == 1:
                _field_start(line, 'TOC \\o "1-1" \\h \\z \\u')
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _anchor(number))
            line._p.append(link)
            link.append(line.add_run(xml_text(title))._r)
            if number == len(titles):
                _field_mark(line, "end")

    @property
    def _width(self) -> Length:
        """The width between the margins."""
        section = self.book.sections[0]
        page, left, right = section.page_width, section.left_margin, section.right_margin
        return Emu((page or Mm(210)) - (left or 0) - (right or 0))

    def _page_numbers(self) -> None:
        """Write title and page number below each page but the first; a template that has a footer keeps its own."""
        section = self.book.sections[0]
        footer = section.footer
        if not self.own_look and any(paragraph.text.strip() for paragraph in footer.paragraphs):
            return
        if self.own_look:
            section.different_first_page_header_footer = True
        line = footer.paragraphs[0] if footer.paragraphs else footer.add_paragraph()
        for stop in line.style.paragraph_format.tab_stops if line.style else ():
            line.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
        line.paragraph_format.tab_stops.add_tab_stop(self._width, WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(
            xml_text(" · ".join(filter(None, (title_of(self.meta)[:80], self.meta.date, *marks(self.meta))))) + "\t"
        )
        _field(line, "PAGE")
        line.add_run(" / ")
        _field(line, "NUMPAGES")

    def _hold_end(self) -> None:
        """Keep the last lines together, so that no page of one or two lines comes last."""
        lines = 0
        for part in reversed(list(self.book.element.body.iterchildren(qn("w:p"), qn("w:tbl")))):
            rows = list(reversed(part.findall(qn("w:tr")))) or [part]
            for row in rows:
                if lines >= _LAST_LINES:
                    return
                texts = list(row.iter(qn("w:p")))
                for text in texts:
                    Paragraph(text, self.book).paragraph_format.keep_with_next = True
                lines += max(1 + len("".join(text.itertext())) // _LINE for text in texts)

    # ------------------------------------------------------------ pieces

    @singledispatchmethod
    def add(self, piece: Piece) -> None:
        """Write one piece at the end of the document."""
        raise TypeError(f"{type(piece).__name__} has no place in a document")

    @add.register
    def _heading(self, piece: HeadingPiece) -> None:
        line = self._paragraph(xml_text(piece.text) or "–", f"Heading {min(piece.level, _HEADINGS)}", keep=True)
        if piece.level == 1:
            self.bookmarks += 1
            _bookmark(line, self.bookmarks)
            line.paragraph_format.space_before = Pt(26)
            line.paragraph_format.page_break_before = self.bookmarks == 1

    @add.register
    def _text(self, piece: TextPiece) -> None:
        for text in filter(None, (part.strip() for part in xml_text(piece.text).split("\n"))):
            line = self._paragraph(text, bold=piece.strong, keep=piece.strong)
            if piece.quiet:
                line.runs[0].font.color.rgb = _rgb(self.colours.soft)

    @add.register
    def _entries(self, piece: Entries) -> None:
        for name, text in piece.entries:
            name, text = xml_text(name).strip(), xml_text(text).strip()
            line = self._paragraph(f"{name}  " if name and text else name, "List Bullet", bold=True)
            line.add_run(text).bold = False

    @add.register
    def _grid(self, piece: GridPiece) -> None:
        if piece.rows:
            kept, said = piece.without_empty_columns().said_once()
            for text in said:
                self._text(TextPiece(text=text, quiet=True))
                self.book.paragraphs[-1].paragraph_format.keep_with_next = True
            for part in kept.in_parts(_SIGNS):
                self.book.element.body.insert(len(self.book.element.body) - 1, _table(part, self._width))
                self._paragraph("").paragraph_format.space_after = Pt(4)

    @add.register
    def _picture(self, piece: Picture) -> None:
        self._paragraph(xml_text(piece.grid.title), bold=True, keep=True)
        if piece.chart.subtitle:
            self._text(TextPiece(text=piece.chart.subtitle, quiet=True))
            self.book.paragraphs[-1].paragraph_format.keep_with_next = True
        line = self._paragraph("")
        drawn = line.add_run().add_picture(io.BytesIO(next(self.pictures)), width=self._width)
        named = drawn._inline.docPr
        named.set("descr", xml_text(piece.alt))
        named.set("title", xml_text(piece.grid.title)[:200])

    def _paragraph(self, text: str, style: str = "", *, bold: bool = False, keep: bool = False) -> Paragraph:
        """Add a paragraph in a style; where the template has none of that name, its letters say it."""
        known = style in self.names
        line = self.book.add_paragraph(style=style if known else None)
        run = line.add_run(text)
        run.bold = True if bold or (style and not known and style != "List Bullet") else None
        if keep:
            line.paragraph_format.keep_with_next = True
        return line


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour[1:]))


def _language(meta: Meta) -> str:
    return f"{meta.lang}-{meta.region.upper()}" if meta.region else {"en": "en-GB"}.get(meta.lang, meta.lang)


# ---------------------------------------------------------------- what python-docx has no word for


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _field_mark(line: Paragraph, kind: str) -> None:
    run = line.add_run()
    mark = _element("w:fldChar", fldCharType=kind)
    if kind == "begin":
        mark.set(qn("w:dirty"), "true")  # Word works it out when it opens the file
    run._r.append(mark)


def _field_start(line: Paragraph, instruction: str) -> None:
    _field_mark(line, "begin")
    run = line.add_run()
    code = _element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    run._r.append(code)
    _field_mark(line, "separate")


def _field(line: Paragraph, instruction: str) -> None:
    _field_start(line, instruction)
    _field_mark(line, "end")


def _anchor(number: int) -> str:
    return f"_Toc{number:08d}"


def _bookmark(line: Paragraph, number: int) -> None:
    start = _element("w:bookmarkStart", id=str(number), name=_anchor(number))
    line._p.insert(1 if line._p.pPr is not None else 0, start)
    line._p.append(_element("w:bookmarkEnd", id=str(number)))


def _table(grid: GridPiece, width: int) -> BaseOxmlElement:
    """Return a table whose head is repeated on each page; built directly, as cell by cell takes seconds."""
    table = _element("w:tbl")
    about_table = _element("w:tblPr")
    about_table.append(_element("w:tblW", w=str(_twips(width)), type="dxa"))
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=HAIR[1:]))
    about_table.append(borders)
    about_table.append(_element("w:tblLayout", type="fixed"))
    about_table.append(_element("w:tblLook", firstRow="1", firstColumn="1", lastRow="0", noHBand="1", noVBand="1"))
    if grid.title:
        about_table.append(_element("w:tblCaption", val=xml_text(grid.title)[:250]))
    table.append(about_table)
    columns = _element("w:tblGrid")
    widths = [_twips(width * share) for share in shares((grid.head, *grid.rows), _SIGNS)]
    for column in widths:
        columns.append(_element("w:gridCol", w=str(column)))
    table.append(columns)
    for row in _rows(grid, widths):
        table.append(row)
    return table


def _rows(grid: GridPiece, widths: Sequence[int]) -> Iterator[BaseOxmlElement]:
    lines = [(grid.head, True), *((row, False) for row in grid.rows), *([(grid.foot, True)] if grid.foot else [])]
    held = len(lines) - 1 if are_few(grid.rows) else _ROWS_TOGETHER
    for number, (cells, bold) in enumerate(lines):
        row = _element("w:tr")
        about_row = _element("w:trPr")
        if sum(map(len, cells)) < 600:
            about_row.append(_element("w:cantSplit"))
        if number == 0:
            about_row.append(_element("w:tblHeader"))
        row.append(about_row)
        for place, column in enumerate(widths):
            text = cells[place] if place < len(cells) else ""
            right = place < len(grid.numeric) and grid.numeric[place]
            row.append(_cell(text, column, bold=bold, right=right, keep=number < held))
        yield row


def _cell(text: str, width: int, *, bold: bool, right: bool, keep: bool) -> BaseOxmlElement:
    cell = _element("w:tc")
    about_cell = _element("w:tcPr")
    about_cell.append(_element("w:tcW", w=str(width), type="dxa"))
    cell.append(about_cell)
    for line in xml_text(text).split("\n"):
        paragraph = _element("w:p")
        shape = _element("w:pPr")
        if keep:
            shape.append(_element("w:keepNext"))
        shape.append(_element("w:spacing", before="40", after="40", line="240", lineRule="auto"))
        if right:
            shape.append(_element("w:jc", val="right"))
        paragraph.append(shape)
        run = _element("w:r")
        letters = _element("w:rPr")
        if bold:
            letters.append(_element("w:b"))
        letters.append(_element("w:sz", val="18"))
        run.append(letters)
        said = _element("w:t")
        said.set(qn("xml:space"), "preserve")
        said.text = line
        run.append(said)
        paragraph.append(run)
        cell.append(paragraph)
    return cell


def _twips(emu: float) -> int:
    return round(emu / 635)
