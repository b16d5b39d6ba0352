"""The report and the project file from the command line, without a server."""

import csv
import io
import json
import re

import openpyxl
import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError
from docx import Document

from projects.document import dump_project, sample_document
from projects.models import Project

pytestmark = pytest.mark.once


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "project.json"
    path.write_bytes(sample_document())
    return path


def made(file, target, **options):
    call_command("report", str(file), output=str(target), stdout=io.StringIO(), **options)
    return target.read_bytes()


@pytest.mark.django_db
def test_report_is_written_by_the_ending_and_nothing_stays(file, tmp_path):
    assert made(file, tmp_path / "x.PDF").startswith(b"%PDF-")
    assert made(file, tmp_path / "x.md").startswith(b"# Claims mail")
    assert not Project.objects.exists()


@pytest.mark.django_db
def test_report_of_a_scenario_for_a_reader(file, tmp_path):
    document = Document(io.BytesIO(made(file, tmp_path / "x.docx", audience="appendix", scenario="api")))
    titles = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert "Questions and answers" in titles
    assert "Decision proposed" not in titles
    assert "Scenario: Call a larger model" in [line.text for line in document.paragraphs]


@pytest.mark.django_db
def test_report_has_the_parts_and_marks_that_were_asked_for(file, tmp_path):
    text = made(file, tmp_path / "x.md", part=["actions", "risks"], marking="internal", draft=True).decode()
    assert re.findall(r"^## (.*)", text, re.M)[-2:] == ["Risks", "Actions"]
    assert "The problem" not in text
    assert "Internal" in text
    assert "Draft" in text


@pytest.mark.django_db
def test_part_that_a_report_has_not_is_refused_with_those_it_has(file, tmp_path):
    with pytest.raises(CommandError, match="has no part “answers”, but basis"):
        made(file, tmp_path / "x.md", audience="sponsor", part=["answers"])


@pytest.mark.django_db
@pytest.mark.parametrize(("paper", "wide_mm"), [("a4", 210), ("us-letter", 215.9)])
def test_report_is_on_the_paper_that_was_asked_for(file, tmp_path, paper, wide_mm):
    pdf = pikepdf.open(io.BytesIO(made(file, tmp_path / "x.pdf", audience="sponsor", paper=paper)))
    assert {round(float(page.mediabox[2]) / 72 * 25.4, 1) for page in pdf.pages} == {wide_mm}


@pytest.mark.django_db
def test_report_is_on_the_paper_of_its_country_if_none_is_asked_for(tmp_path):
    document = json.loads(sample_document())
    document["project"]["country"] = "US"
    file = tmp_path / "project.json"
    file.write_text(json.dumps(document))
    pdf = pikepdf.open(io.BytesIO(made(file, tmp_path / "x.pdf", audience="sponsor")))
    assert float(pdf.pages[0].mediabox[3]) == pytest.approx(279.4 / 25.4 * 72, abs=0.1)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("en", "The problem"), ("de", "Das Problem")])
def test_report_is_in_the_language_that_was_asked_for(file, tmp_path, language, title):
    assert title in made(file, tmp_path / "x.md", language=language).decode()


@pytest.mark.django_db
def test_workbook_is_written(file, tmp_path):
    assert "Cash" in openpyxl.load_workbook(io.BytesIO(made(file, tmp_path / "x.xlsx"))).sheetnames


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["01-all-figures", "all-figures", "All figures"])
def test_one_table_is_written_by_its_name(file, tmp_path, name):
    rows = list(csv.reader(io.StringIO(made(file, tmp_path / "x.csv", table=name).decode("utf-8-sig"))))
    assert rows[0][:4] == ["Figure", "Low (P10)", "Likely", "High (P90)"]
    assert len(rows) > 40


@pytest.mark.django_db
def test_name_of_a_table_is_the_one_that_the_list_says(file, tmp_path):
    with pytest.raises(CommandError) as listed:
        made(file, tmp_path / "x.csv", language="de", audience="team")
    name = str(listed.value).splitlines()[-1].split()[0]
    assert made(file, tmp_path / "x.csv", language="de", audience="team", table=name).startswith(b"\xef\xbb\xbf")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"output": "x.exe"}, "A report ends in .pdf, "),
        (
            {"output": "x.exe", "table": ""},
            "A report ends in .pdf, .docx, .pptx, .xlsx, .md, .zip, .csv, not in “.exe”",
        ),
        ({"output": "x.md", "table": "all-figures"}, "A table on its own ends in .csv."),
        ({"output": "x.csv"}, "Name the table with --table. This report has these, with so many rows:\n  01-all-fig"),
        ({"output": "x.csv", "table": "99"}, "There is no table “99”. This report has these, with so many rows:\n  01"),
        ({"scenario": "nowhere"}, "The project has no scenario “nowhere”, but base, api, fine_tune."),
        ({"project": "none.json"}, "none.json: No such file or directory"),
        ({"project": "broken.json"}, "This project file cannot be read: "),
    ],
)
def test_report_that_cannot_be_written_says_why(file, tmp_path, monkeypatch, options, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text("{")
    arguments = {"project": str(file), "output": "x.md"} | options
    with pytest.raises(CommandError, match="^" + re.escape(message)):
        call_command("report", arguments.pop("project"), **arguments)


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["report", "import_project"])
def test_every_part_that_cannot_be_read_is_said_with_its_place(file, tmp_path, command):
    document = json.loads(file.read_text(encoding="utf-8"))
    document["extra"], document["project"]["currency"] = 1, 5
    document["answers"][0]["value"] = [7]
    file.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        call_command(command, str(file), *(["-o", str(tmp_path / "x.md")] if command == "report" else []))

    places = [line.split(": ")[0] for line in str(refused.value).splitlines()[1:]]
    assert places == ["extra", "project.currency", "answers[0].value"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--language=klingon"], "argument --language: invalid choice: 'klingon' "),
        (["--language=../x"], "argument --language: invalid choice: '../x' "),
        (["--audience=everybody"], "argument --audience: invalid choice: 'everybody' "),
        (["--paper=a5"], "argument --paper: invalid choice: 'a5' "),
        (["--pages=3"], "unrecognized arguments: --pages=3"),
    ],
)
def test_option_that_nobody_can_choose_is_refused_before_anything_is_read(tmp_path, arguments, said):
    with pytest.raises(CommandError) as refused:
        call_command("report", str(tmp_path / "none.json"), "-o", "x.md", *arguments)
    assert said in str(refused.value)


@pytest.mark.parametrize("command", ["export_project", "import_project"])
@pytest.mark.django_db
def test_project_that_does_not_exist_is_named(tmp_path, command):
    nobody = "00000000-0000-0000-0000-000000000000"
    arguments = (
        [nobody, "-o", "x.json"] if command == "export_project" else [str(tmp_path / "x.json"), "--like", nobody]
    )
    with pytest.raises(CommandError, match=f"There is no project {nobody}"):
        call_command(command, *arguments)


@pytest.mark.parametrize("words", ["12", "not-an-id", ""])
def test_text_that_is_no_id_of_a_project_is_refused(words):
    with pytest.raises(CommandError, match="invalid UUID value"):
        call_command("export_project", words, "-o", "x.json")


def test_export_into_a_folder_that_is_not_there_says_so(sample, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("export_project", str(sample.pk), "-o", str(tmp_path / "none" / "x.json"))


@pytest.mark.django_db
def test_file_that_is_not_there_cannot_be_imported(tmp_path):
    with pytest.raises(CommandError, match=r"none\.json: No such file or directory"):
        call_command("import_project", str(tmp_path / "none.json"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "its text stops making sense in line 1"),
        ("{}", "not a project file of Plumbline"),
        ("%PDF-1", "a PDF document"),
    ],
)
def test_file_that_is_no_project_is_refused_in_words(tmp_path, text, said):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=said):
        call_command("import_project", str(path))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError("no such table: projects_project"), "There is no database yet."),
        (ProgrammingError('relation "projects_project" does not exist'), "There is no database yet."),
        (OperationalError("database is locked"), "The database cannot be used just now: database is locked"),
    ],
)
def test_report_says_what_is_wrong_with_the_database(file, tmp_path, monkeypatch, error, said):
    def refuse(*args, **options):
        raise error

    monkeypatch.setattr("reports.management.commands.report.load_project", refuse)
    with pytest.raises(CommandError, match=said):
        made(file, tmp_path / "report.pdf")


def test_exported_project_is_imported_as_it_was(sample, tmp_path):
    target = tmp_path / "out.json"
    call_command("export_project", str(sample.pk), output=str(target), stdout=io.StringIO())
    said = io.StringIO()
    call_command("import_project", str(target), like=str(sample.pk), stdout=said)
    taken = Project.objects.get(pk=said.getvalue().strip())
    assert taken.owner == sample.owner
    assert dump_project(taken) == dump_project(sample)


@pytest.mark.django_db
def test_import_names_what_cannot_be_read_and_stores_nothing(tmp_path):
    document = json.loads(sample_document())
    document["answers"][0]["value"] = {"no": "such"}
    document["answers"][1]["field"] = "x.<b>"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(document))
    with pytest.raises(CommandError) as refused:
        call_command("import_project", str(path))
    assert "answers[1].field" in str(refused.value)
    assert not Project.objects.exists()
    call_command("import_project", str(path), leave_out=True, stdout=io.StringIO())
    assert Project.objects.count() == 1
