"""What a screen reader finds in the PDF, read out of the file by another library than the one that wrote it."""

import io
from itertools import pairwise

import pikepdf
import pytest

from projects.access import Workspace
from reports.compose import compose_report
from reports.domain.audience import Audience
from reports.pdf import render_pdf
from reports.row_heads import with_row_heads

# A database is set up for tests that are marked: the fixture that all of them share writes to it.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def pdf(django_db_setup, django_db_blocker):
    """The worked example's report for the team, with its tree of tags."""
    from django.db import transaction

    from projects.document import load_project, sample_document

    with django_db_blocker.unblock(), transaction.atomic():
        project = load_project(sample_document(), owner=None)
        report = compose_report(Workspace(project, project.scenarios.get(slug="base")), Audience.TEAM)
        transaction.set_rollback(True)
    return pikepdf.open(io.BytesIO(render_pdf(report).pdf))


def tags(node, depth=0):
    """Yield every element of the tree of tags, with its kind."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from tags(kid, depth + 1)


@pytest.fixture(scope="module")
def tree(pdf):
    return list(tags(pdf.Root.StructTreeRoot))


def test_file_says_that_it_is_tagged_and_in_which_language(pdf):
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang).startswith("en")


def test_window_shows_the_title(pdf):
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as meta:
        assert "Claims mail" in meta["dc:title"]
        assert (meta["pdfuaid:part"], meta["pdfaid:part"]) == ("1", "2")


def test_text_is_tagged_as_what_it_is(tree):
    assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= {kind for kind, _element in tree}


def test_every_figure_says_its_finding_with_numbers(tree):
    spoken = [str(element.get("/Alt", "")) for kind, element in tree if kind == "/Figure"]
    assert spoken
    assert [text for text in spoken if not any(letter.isdigit() for letter in text)] == []


def test_headings_never_skip_a_level(tree):
    levels = [int(kind[2:]) for kind, _element in tree if kind in ("/H1", "/H2", "/H3")]
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_every_table_with_a_head_has_it_as_heads(tree):
    heads = [element for kind, element in tree if kind == "/TH"]
    assert len(heads) > 20
    scopes = [{str(part.get("/Scope", "")) for part in head.A} - {""} for head in heads]
    assert {scope for known in scopes for scope in known} <= {"/Column", "/Row", "/Both"}
    assert all(scopes)


def test_first_cell_of_every_row_is_its_head(tree):
    rows = [row.K for kind, body in tree if kind == "/TBody" for inner, row in tags(body) if inner == "/TR"]
    assert len(rows) > 50
    for head, *rest in rows:
        assert (str(head.S), str(head.A[0].Scope)) == ("/TH", "/Row")
        assert {str(cell.S) for cell in rest} <= {"/TD"}
        assert not any("/Headers" in cell.A[0] for cell in rest)  # who names some heads hides the others


def test_file_is_whole_after_heads_of_rows_were_marked(pdf):
    assert pdf.check_pdf_syntax() == []


def test_what_typst_did_not_write_stays_as_it_is():
    assert with_row_heads(b"%PDF-1.7 no tables") == b"%PDF-1.7 no tables"


def test_what_is_tagged_as_a_table_has_heads_with_words(tree):
    """A list of words and lines is no table; a head without a word heads nothing."""
    tables = [[kind for kind, _element in tags(element)] for kind, element in tree if kind == "/Table"]
    assert len(tables) > 5
    assert [kinds for kinds in tables if "/TH" not in kinds] == []


def test_every_font_is_embedded(pdf):
    fonts = [font for page in pdf.pages for font in page.get("/Resources", {}).get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        for inner in font.get("/DescendantFonts", [font]):
            assert any(key in inner.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_bookmarks_lead_to_the_sections_by_number(pdf):
    with pdf.open_outline() as outline:
        titles = [entry.title for entry in outline.root]
    assert [title for title in titles if title.startswith(("1 ", "2 "))]


def test_contents_lead_to_their_pages(pdf):
    links = [link for page in pdf.pages for link in page.get("/Annots", []) if link.Subtype == "/Link"]
    assert len(links) > 5
    assert [link for link in links if "/Contents" not in link] == []


def test_pages_are_read_in_the_order_of_the_tags(pdf):
    assert {str(page.get("/Tabs", "")) for page in pdf.pages} == {"/S"}
