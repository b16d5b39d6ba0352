"""The report in Word: a document that Word and others read, its template, and hostile templates."""

import io
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Pt

from projects.domain.errors import BadValue
from projects.models import BASE
from reports.domain.report import DrawnChart, Items, ReportSection, ReportTable
from reports.formats.files import Printed
from reports.formats.pieces import GridPiece, TextPiece, section_pieces
from reports.formats.template import HAS_MACROS, NO_TEMPLATE, TOO_LARGE, read_template
from reports.formats.word import word_of
from tests.reports.test_formats import small_report, taken, workspace_of
from tests.test_hostile import KEPT

pytestmark = pytest.mark.once


@pytest.fixture
def printed(sample):
    return Printed(workspace_of(sample))


def opened(content):
    return Document(io.BytesIO(content))


def written(printed, template=None):
    return opened(word_of(printed.report, printed.pieces, template))


def headings(document, level=1):
    return [line.text for line in document.paragraphs if line.style.name == f"Heading {level}"]


def test_word_has_the_sections_of_the_report_as_headings(printed):
    report = printed.report
    sections = [section.title for section in (*report.sections, *report.appendix)]
    assert headings(written(printed)) == ["Decision proposed", *sections]


def test_word_says_its_title_author_day_and_language(printed, sample):
    about = written(printed).core_properties
    assert about.title == sample.name
    assert about.author == sample.owner_name
    assert about.created.date().isoformat() == printed.report.meta.iso_date
    assert about.language == "en-GB"


def test_bullets_need_no_font_of_their_own(printed):
    levels = list(written(printed).part.numbering_part.element.iter(qn("w:lvl")))
    bullets = [level for level in levels if level.find(qn("w:numFmt")).get(qn("w:val")) == "bullet"]
    assert {level.find(qn("w:lvlText")).get(qn("w:val")) for level in bullets} == {"•"}
    assert [level for level in bullets if level.find(qn("w:rPr")) is not None] == []


def test_last_lines_stay_together_so_that_no_page_of_one_line_comes_last(printed):
    pieces = [TextPiece(text=f"Line {number}") for number in range(40)]

    lines = opened(word_of(printed.report, pieces)).paragraphs

    assert [line.text for line in lines if line.text[:4] == "Line" and line.paragraph_format.keep_with_next] == [
        f"Line {number}" for number in range(28, 40)
    ]


def test_last_rows_of_a_table_stay_together(printed):
    grid = GridPiece(
        title="Names", head=("Name",), rows=tuple((f"Row {number}",) for number in range(40)), numeric=(False,)
    )

    (table,) = opened(word_of(printed.report, [grid])).tables

    held = [row.cells[0].text for row in table.rows if row.cells[0].paragraphs[0].paragraph_format.keep_with_next]
    assert held[-11:] == [f"Row {number}" for number in range(29, 40)]
    assert "Row 20" not in held


@pytest.mark.parametrize(("count", "held"), [(4, 4), (30, 2)])
def test_rows_of_a_short_table_stay_together_and_of_a_long_one_the_first(printed, count, held):
    table = ReportTable(head=("A", "B"), rows=(("word " * 20, "b"),) * count if count > 8 else (("a", "b"),) * count,
                  numeric=(False, False))  # fmt: skip
    after = TextPiece(text="word " * 600)
    pieces = [*section_pieces(ReportSection(id="x", title="X", blocks=(table,))), after]
    rows = opened(word_of(printed.report, pieces)).tables[0].rows
    kept = [all(line.paragraph_format.keep_with_next for cell in row.cells for line in cell.paragraphs) for row in rows]
    assert kept == [True] * held + [False] * (count + 1 - held)


def test_every_table_repeats_its_head_and_says_what_it_is(printed):
    tables = written(printed).tables
    assert len(tables) > 8
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in table.rows[1:])


def test_every_chart_is_a_picture_that_says_what_it_shows(printed):
    drawn = [block for section in printed.report.sections for block in section.blocks if isinstance(block, DrawnChart)]
    pictures = [shape._inline.docPr for shape in written(printed).inline_shapes]
    assert len(pictures) == len(drawn) > 5
    for block, picture in zip(drawn, pictures, strict=True):
        assert picture.get("descr").startswith(block.chart.title.rstrip("."))
        assert any(sign.isdigit() for sign in picture.get("descr"))


def test_contents_lead_to_every_section(printed):
    document = written(printed)
    links = [link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))]
    assert links == marks
    assert len(links) == len(headings(document))


def test_contents_of_a_template_with_wide_paragraphs_stay_close(printed):
    """Else a contents of one screen went on on a page of its own, with one line."""

    def widen(document):
        document.styles["Normal"].paragraph_format.space_after = Pt(24)

    lines = [
        line for line in written(printed, read_template(template_of(widen))).paragraphs
        if line._p.find(qn("w:hyperlink")) is not None and line._p.find(qn("w:hyperlink")).get(qn("w:anchor"))
    ]  # fmt: skip
    assert len(lines) > 10
    assert {line.paragraph_format.space_after for line in lines} == {Pt(4)}


def test_pages_are_numbered(printed):
    fields = [field.text.strip() for field in written(printed).sections[0].footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_page_number_stands_at_the_right_margin_whatever_the_style_has(printed):
    line = written(printed).sections[0].footer.paragraphs[0]
    own = {stop.position: stop.alignment for stop in line.paragraph_format.tab_stops}
    kept = {stop.position for stop in line.style.paragraph_format.tab_stops} - {
        position for position, alignment in own.items() if alignment is WD_TAB_ALIGNMENT.CLEAR
    }
    assert kept == set()
    assert [alignment for alignment in own.values() if alignment is not WD_TAB_ALIGNMENT.CLEAR] == [
        WD_TAB_ALIGNMENT.RIGHT
    ]


def test_table_that_is_too_wide_stands_in_parts_that_repeat_its_names(printed):
    head = ("Source", *(f"Measurement {letter}" for letter in "ABCDEFGHIJ"))
    rows = tuple(
        (name, *(f"{number}\N{NO-BREAK SPACE}documents" for number in range(10))) for name in ("Mail", "Calls")
    )
    grid = GridPiece(title="Sources", head=head, rows=rows, numeric=(False,) * len(head))

    tables = opened(word_of(printed.report, [grid])).tables

    found = [[cell.text for cell in row.cells] for row in (table.rows[0] for table in tables)]
    assert len(found) > 1
    assert {cells[0] for cells in found} == {"Source"}
    assert [name for cells in found for name in cells[1:]] == list(head[1:])
    assert all(sum(max(map(len, ("Measurement", "9 documents"))) for _name in cells) <= 96 for cells in found)


def test_table_that_fits_stays_whole():
    grid = GridPiece(title="Cost", head=("", "Likely"), rows=(("Team", "$1"),), numeric=(False, True))
    assert grid.in_parts(96) == [grid]


def test_figures_stand_to_the_right_and_names_to_the_left():
    block = ReportTable(head=("", "Likely"), rows=(("Cost", "$1"),), numeric=(False, True))
    section = ReportSection(id="x", title="T", blocks=(block,))
    document = opened(word_of(small_report(), list(section_pieces(section))))
    name, figure = document.tables[0].rows[1].cells
    assert name.paragraphs[0].alignment is None
    assert str(figure.paragraphs[0].alignment).startswith("RIGHT")


def test_column_in_which_nothing_stands_is_left_out():
    block = ReportTable(head=("What", "Note", "By"), rows=(("a", "", "May"), ("b", "", "")), numeric=(False,) * 3)
    pieces = list(section_pieces(ReportSection(id="x", title="T", blocks=(block,))))
    document = opened(word_of(small_report(), pieces))
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["What", "By"]


@pytest.mark.parametrize("text", KEPT)
def test_hostile_text_stands_in_word_as_text(text):
    section = ReportSection(id="x", title=text, blocks=(Items(label=text, items=((text, text),)),))
    content = word_of(small_report(title=text, prepared_by=text), list(section_pieces(section)))
    document = opened(content)
    assert len(headings(document)) == 1
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in archive.namelist() if b'TargetMode="External"' in archive.read(name)]


# ---------------------------------------------------------------- the organisation's template


def template_of(change=lambda document: None):
    document = Document()
    document.sections[0].header.paragraphs[0].text = "ACME internal"
    document.sections[0].footer.paragraphs[0].text = "ACME footer"
    document.add_paragraph("Text of the template")
    change(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def changed(raw, changes):
    """Return an archive with members replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return file.getvalue()


def test_template_keeps_its_header_and_footer_and_loses_its_text(printed):
    document = written(printed, read_template(template_of()))
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "ACME internal"
    assert section.footer.paragraphs[0].text == "ACME footer"
    assert "Text of the template" not in [line.text for line in document.paragraphs]
    assert "The problem" in headings(document)


def test_template_without_our_styles_still_gets_every_heading(printed):
    def strip(document):
        for name in ("Heading 1", "Heading 2", "List Bullet", "Title", "Subtitle"):
            document.styles[name].delete()

    document = written(printed, read_template(template_of(strip)))
    lines = [line for line in document.paragraphs if line.text == "The problem"]
    assert any(line.runs[0].bold for line in lines)


def test_word_template_file_is_a_document_afterwards():
    raw = template_of()
    kinds = zipfile.ZipFile(io.BytesIO(raw)).read("[Content_Types].xml")
    dotx = changed(raw, {"[Content_Types].xml": kinds.replace(b"document.main+xml", b"template.main+xml")})
    assert opened(read_template(dotx)).sections


def test_template_that_leads_to_a_farther_one_leads_nowhere_afterwards():
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="http://127.0.0.1:8941/x.dotm" TargetMode="External"/></Relationships>'
    )
    raw = changed(template_of(), {"word/_rels/settings.xml.rels": link})
    assert b"8941" not in b"".join(
        map(zipfile.ZipFile(io.BytesIO(read_template(raw))).read, ["word/_rels/settings.xml.rels"])
    )


def bomb():
    return changed(template_of(), {"word/media/x.bin": b"\0" * 60_000_000})


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", NO_TEMPLATE),
        (b"plain text", NO_TEMPLATE),
        (template_of()[:-200], NO_TEMPLATE),
        (changed(template_of(), {"word/document.xml": b"<a>"}), NO_TEMPLATE),
        (changed(template_of(), {"word/styles.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), NO_TEMPLATE),
        (changed(template_of(), {"word/vbaProject.bin": b"x"}), HAS_MACROS),
        (changed(template_of(), {"[Content_Types].xml": b"<Types/>"}), NO_TEMPLATE),
        (bomb(), NO_TEMPLATE),
        (b"x" * 10_000_001, TOO_LARGE),
    ],
    ids=["empty", "text", "truncated", "broken", "entity", "macros", "no kinds", "bomb", "large"],
)
def test_file_that_is_no_template_is_refused(raw, message):
    with pytest.raises(BadValue) as refused:
        read_template(raw)
    assert refused.value.message == message


def test_template_page_gives_the_document_or_says_why_not(owner, sample):
    address = reverse("reports:word_template", args=[sample.pk, BASE])
    reply = owner.post(address, {"template": SimpleUploadedFile("x.docx", template_of())})
    assert "The problem" in headings(opened(reply.content))
    page = owner.post(address, {"template": SimpleUploadedFile("x.docx", b"no")}).content.decode()
    assert "This file cannot be read as a Word template." in page


WIDE = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:sectPr>%b</w:sectPr></w:body></w:document>"
)


@pytest.mark.parametrize(
    "changes",
    [
        {"docProps/core.xml": b"<x/>"},
        {"word/styles.xml": b"<x/>"},
        {"word/document.xml": WIDE % b'<w:pgSz w:w="wide"/>'},
        {"word/document.xml": WIDE % b'<w:pgMar w:right="+cmd"/>'},
    ],
)
def test_template_page_says_of_what_is_broken_inside_that_it_is(owner, sample, changes):
    address = reverse("reports:word_template", args=[sample.pk, BASE])
    page = owner.post(address, {"template": SimpleUploadedFile("x.docx", changed(template_of(), changes))})
    assert "This file cannot be read as a Word template." in page.content.decode()


def test_word_comes_as_a_file(owner, sample):
    assert opened(taken(owner, sample, "docx").content).core_properties.title == sample.name


def test_a_column_that_says_the_same_in_every_row_says_it_once():
    rows = tuple((str(number), f"answer {number}", "28 November 2026") for number in range(4))
    grid = GridPiece(title="t", head=("No.", "Answer", "When"), rows=rows, numeric=(False,) * 3)
    kept, said = grid.said_once()
    assert (kept.head, kept.rows[0], said) == (("No.", "Answer"), ("0", "answer 0"), ("When: 28 November 2026",))
    assert replace(grid, rows=rows[:3]).said_once()[0].head == grid.head
