"""The report as files: what stands in them, what they are called, and that hostile text stays text."""

import csv
import io
import re
import zipfile
from dataclasses import fields, replace
from typing import get_args

import pytest
from django.urls import reverse

from projects.access import Workspace
from projects.models import BASE, Project
from reports.domain.report import Block, DecisionPage, DrawnChart, Items, Meta, Report, ReportSection
from reports.formats.files import FORMATS, Printed
from reports.formats.markdown import escaped, markdown_of
from reports.formats.pieces import Entries, HeadingPiece, Picture, TextPiece, _pieces, section_pieces
from tests.test_hostile import KEPT

pytestmark = pytest.mark.once

LONGEST = "x" * Project._meta.get_field("name").max_length
"""As long as the name of a project can be; PostgreSQL refuses a longer one."""


def workspace_of(project):
    return Workspace(project, project.scenarios.get(slug=BASE))


def taken(owner, project, ending, **query):
    return owner.get(reverse("reports:report_file", args=[project.pk, BASE, ending]), query)


# ---------------------------------------------------------------- pieces


def test_every_kind_of_block_has_a_function_of_its_own():
    generic = _pieces.dispatch(object)
    assert [kind for kind in get_args(Block) if kind is not DrawnChart and _pieces.dispatch(kind) is generic] == []


def test_no_text_of_the_report_is_lost_on_the_way_into_pieces(sample):
    printed = Printed(workspace_of(sample))
    said = "\n".join(text for piece in printed.pieces for text in texts_of(piece))
    for section in (*printed.report.sections, *printed.report.appendix):
        for block in section.blocks:
            for text in block_texts(block):
                assert text in said, (section.id, text)


def texts_of(piece):
    if isinstance(piece, HeadingPiece | TextPiece):
        return [piece.text]
    if isinstance(piece, Entries):
        return [text for entry in piece.entries for text in entry]
    grid = piece.grid if isinstance(piece, Picture) else piece
    return [grid.title, *grid.head, *(cell for row in (*grid.rows, grid.foot) for cell in row)]


def block_texts(block):
    """Return the texts of a block that is no chart."""
    if isinstance(block, DrawnChart):
        return [block.chart.title]
    found = [block.label]
    for field in fields(block):
        value = getattr(block, field.name)
        if field.name in {"text"}:
            found.append(value)
        if field.name in {"items", "rows", "facts"}:
            found += [text for row in value for text in row]
        if field.name == "questions":
            found += [text for row in value for text in (row.question, row.answer, row.note)]
    return found


def test_section_without_anything_says_what_to_do():
    section = ReportSection(id="x", title="Costs", empty="Enter a cost.")
    assert [texts_of(piece) for piece in section_pieces(section)] == [
        ["Costs"],
        ["Nothing here yet. Enter a cost."],
    ]


# ---------------------------------------------------------------- Markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# heading", "\\# heading"),
        ("1. first", "1\\. first"),
        ("a | b", "a \\| b"),
        ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
        ("<b>", "\\<b\\>"),
        ("snake_case _word_", "snake_case \\_word\\_"),
        ("    code", "code"),
        ("a\n===", "a\n\\==="),
        ("&lt;", "\\&lt;"),
        ("a\u2028# b", "a\n\\# b"),
    ],
)
def test_markdown_shows_text_as_it_was_typed(text, shown):
    assert escaped(text) == shown


def test_markdown_of_the_example_has_its_sections_and_tables(owner, sample):
    text = taken(owner, sample, "md").content.decode()
    assert text.startswith("# ")
    assert "\n## The problem\n" in text
    assert "| Cost to launch | " in text
    assert "{" not in re.sub(r"[^{]*``", "", text)


def test_rows_of_a_markdown_table_have_as_many_cells_as_its_head(owner, sample):
    lines = taken(owner, sample, "md").content.decode().split("\n")
    cells = [len(re.findall(r"(?<!\\)\|", line)) for line in lines]
    starts = [place for place, line in enumerate(lines) if re.fullmatch(r"\|( ---:? \|)+", line)]
    assert starts
    for place in starts:
        end = place
        while lines[end].startswith("|"):
            assert cells[end] == cells[place], lines[end]
            end += 1


def small_report(**meta):
    """Return a report of nothing but its title."""
    decision = DecisionPage(
        verdict="", label="", sentence="", steps=(), problem="", score=None, score_note="", hard_ok=0, hard_n=0,
        soft_ok=0, soft_n=0, cost=None, months="", months_note="", chance="", chance_tenths=None, chance_note="",
        asks=(),
    )  # fmt: skip
    return Report(meta=Meta(**{"title": "X"} | meta), decision=decision, sections=(), appendix=())


@pytest.mark.parametrize("text", KEPT)
def test_hostile_text_stays_one_entry_of_markdown(text):
    section = ReportSection(id="x", title="T", blocks=(Items(items=((text, text),)),))
    written = markdown_of(small_report(title=text), section_pieces(section)).decode()
    body = written.split("## T\n\n")[1]
    assert not re.search(r"(?<!\\)[<>`\[\]]", body)
    assert not re.search(r"^(#|=|\+|\d+[.)]|```)", body, re.MULTILINE)


# ---------------------------------------------------------------- CSV


def archive_of(owner, project):
    return zipfile.ZipFile(io.BytesIO(taken(owner, project, "zip").content))


def rows_in(archive, name):
    return list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_archive_lists_every_table_that_it_holds(owner, sample):
    archive = archive_of(owner, sample)
    listed = [row[0] for row in rows_in(archive, "00-contents.csv")[1:]]
    assert sorted(listed) == sorted(set(archive.namelist()) - {"00-contents.csv"})
    assert len(listed) > 30


def test_figures_in_the_archive_are_numbers(owner, sample):
    archive = archive_of(owner, sample)
    figures = {row[-1]: row for row in rows_in(archive, "01-all-figures.csv")}
    cost = figures["case.cost_to_launch"]
    assert float(cost[1]) < float(cost[2]) < float(cost[3])
    assert cost[4] == "money"


def test_archive_is_the_same_each_time(owner, sample):
    assert taken(owner, sample, "zip").content == taken(owner, sample, "zip").content


def test_no_cell_of_the_archive_is_worked_out(owner, sample):
    sample.name = "=1+1"
    sample.save()
    archive = archive_of(owner, sample)
    for name in archive.namelist():
        for row in rows_in(archive, name):
            assert not any(re.match(r"\s*[=@+]|\s*-(?![\d.])", cell) for cell in row), (name, row)


# ---------------------------------------------------------------- doors


@pytest.fixture
def named(owner, sample, monkeypatch):
    """Returns the name under which a report of a project comes; what is in the file plays no role."""

    def name(project_name, ending, audience="full"):
        sample.name, sample.sequence = project_name, 12
        sample.save()
        monkeypatch.setitem(FORMATS, ending, replace(FORMATS[ending], make=lambda printed: b""))
        return taken(owner, sample, ending, audience=audience)["Content-Disposition"]

    return name


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("audience", ["full", "sponsor"])
def test_file_is_named_after_project_scenario_audience_version_and_day(named, ending, audience):
    assert re.fullmatch(
        rf"(attachment|inline); filename\*=utf-8''eing%C3%A4nge-%E5%8F%91%E7%A5%A8_base_report-{audience}_v12_"
        rf"\d{{4}}-\d\d-\d\d\.{ending}",
        named("Eingänge 发票", ending, audience),
    )


@pytest.mark.parametrize("ending", ["pdf", "zip"])
@pytest.mark.parametrize(
    "name", ['a\r\nSet-Cookie: x=1"; filename="../../b', "../../etc/passwd", "CON", LONGEST, "💥/\\:*?"]
)
def test_name_that_would_break_a_header_or_a_folder_is_made_harmless(named, ending, name):
    said = named(name, ending)
    assert len(said) < 200
    assert re.fullmatch(r'(attachment|inline); filename="[\w-]+\.\w+"', said), said


MARKED = "?audience=sponsor&marking=confidential&draft=1&paper=us-letter"


def test_every_file_has_the_marks_and_the_paper_that_were_chosen(owner, sample):
    said = {}
    for ending in ("docx", "pptx", "xlsx", "md"):
        content = owner.get(reverse("reports:report_file", args=[sample.pk, BASE, ending]) + MARKED).content
        said[ending] = content.decode() if ending == "md" else texts_of_office_file(content)
    assert all("Draft" in text and "Confidential" in text for text in said.values())
    assert re.search(r'<w:pgSz w:w="122\d\d" w:h="158\d\d"', said["docx"])


def test_marks_that_nobody_chose_stand_in_no_file(owner, sample):
    assert "Draft" not in texts_of_office_file(taken(owner, sample, "docx").content)


def texts_of_office_file(content):
    """Return the parts of an office file as one text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_unknown_format_is_not_found(owner, sample):
    assert taken(owner, sample, "exe").status_code == 404


def test_report_page_leads_to_every_format(owner, sample):
    page = owner.get(reverse("reports:report", args=[sample.pk, BASE])).content.decode()
    for ending in FORMATS:
        assert f"/report.{ending}" in page


@pytest.mark.parametrize("ending", list(FORMATS))
def test_empty_project_has_every_format(owner, project, ending):
    reply = taken(owner, project, ending)
    assert reply.status_code == 200
    assert reply.content
