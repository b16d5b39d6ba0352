"""The questionnaire as a workbook: written, filled in, read back, and hostile files."""

import html
import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.domain.errors import BadValue
from projects.models import BASE, Answer
from projects.questionnaire import questionnaire_workbook, read_questionnaire
from tests.test_hostile import KEPT

pytestmark = pytest.mark.once


def workspace_of(project):
    return Workspace(project, project.scenarios.get(slug=BASE))


def opened(project):
    return openpyxl.load_workbook(io.BytesIO(questionnaire_workbook(workspace_of(project))))


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cell_of(book, field_id, column=3):
    """Return the cell that answers a field: its row holds the field's id at the end."""
    for sheet in book:
        for row in range(5, sheet.max_row + 1):
            if sheet.cell(row=row, column=7).value == field_id:
                return sheet.cell(row=row, column=column)
    raise LookupError(field_id)


def sheet_of(book, field_id):
    return next(sheet for sheet in book if sheet.cell(row=3, column=1).value == field_id)


def read(project, raw):
    return read_questionnaire(workspace_of(project), raw)


def changes_of(project, book):
    return {change.asked.id: change.then for change in read(project, saved(book)).changes}


def test_file_that_nobody_touched_changes_nothing(sample):
    filled = read(sample, questionnaire_workbook(workspace_of(sample)))
    assert (filled.changes, filled.problems) == ((), ())
    assert filled.seen > 150


def test_file_that_a_spreadsheet_saved_again_changes_nothing(sample):
    assert changes_of(sample, opened(sample)) == {}


@pytest.mark.parametrize(
    ("field_id", "typed", "then"),
    [
        ("problem.statement", "New words", "New words"),
        ("value.cases_per_year", 52_000, "52,000"),
        ("value.cases_per_year", "50k to 60k, likely 52k", "50,000 to 60,000, likely 52,000"),
        ("value.coverage", "70 %", "70%"),
        ("people.sponsor", "Kim Lee; Head of mail", "Kim Lee, Head of mail"),
        ("problem.statement", None, "No answer"),
    ],
)
def test_cell_that_was_filled_in_is_a_change(sample, field_id, typed, then):
    book = opened(sample)
    cell_of(book, field_id).value = typed
    found = changes_of(sample, book)
    assert list(found) == [field_id]
    assert found[field_id].startswith(then)


def test_share_as_a_percent_cell_is_read_as_it_is_shown(sample):
    book = opened(sample)
    cell = cell_of(book, "value.coverage")
    cell.value, cell.number_format = 0.65, "0%"
    assert changes_of(sample, book) == {"value.coverage": "65%"}


def test_reason_for_no_answer_is_chosen_beside_it(project):
    book = opened(project)
    cell_of(book, "problem.statement", column=5).value = "Don't know yet"
    assert changes_of(project, book) == {"problem.statement": "Not yet known"}


def test_row_of_a_table_is_filled_in_on_its_own_sheet(sample):
    book = opened(sample)
    sheet = sheet_of(book, "people.users")
    names = [cell.value for cell in sheet[4]]
    row = next(row for row in range(7, 40) if not sheet.cell(row=row, column=1).value)
    sheet.cell(row=row, column=names.index("count") + 1).value = 12
    found = changes_of(sample, book)
    assert list(found) == ["people.users"]
    assert "12\xa0people" in found["people.users"]


@pytest.mark.parametrize(
    ("field_id", "typed", "words"),
    [
        ("value.cases_per_year", "many", "cannot be read"),
        ("value.cases_per_year", "=1+1", "This cell holds a formula."),
        ("value.coverage", 700, "too high"),
        ("plan.first_version", "soon", "valid date"),
    ],
)
def test_cell_that_cannot_be_read_is_named_with_its_sheet(sample, field_id, typed, words):
    book = opened(sample)
    cell = cell_of(book, field_id)
    cell.value = typed
    filled = read(sample, saved(book))
    (problem,) = filled.problems
    assert filled.changes == ()
    assert problem.where == f"{cell.parent.title}, {cell.coordinate}"
    assert words in problem.words


def test_answers_that_have_lost_their_question_are_named(sample):
    book = opened(sample)
    sheet = cell_of(book, "value.cases_per_year").parent
    sheet.delete_cols(7)
    (problem,) = read(sample, saved(book)).problems
    assert problem.where == "Value"
    assert problem.words.startswith("Rows 5, 6, ")


def test_row_of_a_question_that_nobody_asks_is_named(sample):
    book = opened(sample)
    cell = cell_of(book, "value.cases_per_year", column=7)
    cell.value = "value.nothing"
    (problem,) = read(sample, saved(book)).problems
    assert problem.words.startswith(f"Row {cell.row} was not read")


def test_sheet_of_somebody_s_own_is_left_alone(sample):
    book = opened(sample)
    mine = book.create_sheet("Mine")
    for row in (4, 5, 6):
        mine.cell(row=row, column=2, value="who")
        mine.cell(row=row, column=3, value="when")
    assert read(sample, saved(book)).problems == ()


# ---------------------------------------------------------------- the page


def upload(owner, project, raw):
    file = SimpleUploadedFile("q.xlsx", raw)
    return owner.post(reverse("projects:fill_in", args=[project.pk, BASE]), {"file": file})


def accepted(owner, project, raw):
    """Accept everything that the page ticks."""
    filled = read(project, raw)
    data = [pair for change in filled.changes for pair in change.data]
    sent = {"accept": "1", "take": [change.asked.id for change in filled.changes]}
    for name, text in data:
        sent.setdefault(name, []).append(text)
    return owner.post(reverse("projects:fill_in", args=[project.pk, BASE]), sent, follow=True)


def test_page_shows_what_would_change_and_saves_nothing(owner, sample):
    book = opened(sample)
    cell_of(book, "problem.statement").value = "New <b>words</b>"
    page = upload(owner, sample, saved(book)).content.decode()
    assert "New &lt;b&gt;words&lt;/b&gt;" in page
    assert not Answer.objects.filter(value="New <b>words</b>").exists()


def test_note_that_would_change_stands_on_both_sides(owner, sample):
    book = opened(sample)
    note = cell_of(book, "problem.statement", column=6)
    note.value = "Told by the board"
    change = read(sample, saved(book)).changes[0]
    before = workspace_of(sample).answers["problem.statement"]
    assert change.now == f"{before.value}\nNote: {before.note}"
    assert change.then == f"{before.value}\nNote: Told by the board"
    note.value = None
    assert read(sample, saved(book)).changes[0].then == f"{before.value}\nNote: –"


def test_note_that_stays_is_not_said(owner, sample):
    book = opened(sample)
    cell_of(book, "problem.statement").value = "New words"
    assert read(sample, saved(book)).changes[0].then == "New words"


def test_what_is_accepted_is_saved_with_its_history(owner, sample):
    book = opened(sample)
    cell_of(book, "problem.statement").value = "New words"
    page = accepted(owner, sample, saved(book)).content.decode()
    assert "1 answer has been taken over." in page
    answer = workspace_of(sample).answers["problem.statement"]
    assert (answer.state, answer.value) == (AnswerState.KNOWN, "New words")
    assert sample.changes.filter(field_id="problem.statement", who="Dana").exists()


def test_answer_that_was_changed_meanwhile_stays(owner, sample):
    book = opened(sample)
    cell_of(book, "problem.statement").value = "From the train"
    raw = saved(book)
    other = opened(sample)
    cell_of(other, "problem.statement").value = "From the office"
    accepted(owner, sample, saved(other))
    assert read(sample, raw).changes[0].stale
    page = accepted(owner, sample, raw).content.decode()
    assert "1 answer was changed in the meantime" in page
    assert workspace_of(sample).answers["problem.statement"].value == "From the office"


def test_downloaded_questionnaire_is_named_after_the_project(owner, sample):
    reply = owner.get(reverse("projects:questionnaire", args=[sample.pk, BASE]))
    assert "_base_questionnaire_v" in reply["Content-Disposition"]


# ---------------------------------------------------------------- hostile


def test_hostile_answers_come_back_as_they_were_and_are_no_formulas(project):
    scenario = project.scenarios.get(slug=BASE)
    for text, field_id in zip(KEPT, ("problem.statement", "problem.step", "why.reason"), strict=False):
        Answer.objects.update_or_create(
            scenario=scenario, field_id=field_id, defaults={"state": "known", "value": text, "note": text, "version": 1}
        )
    book = opened(project)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    return file.getvalue()


@pytest.mark.parametrize("raw", [b"PK", b"x" * 50, bomb()], ids=["short", "text", "bomb"])
def test_file_that_is_no_workbook_is_refused_on_the_page(owner, project, raw):
    page = html.unescape(upload(owner, project, raw).content.decode())
    assert "The file" in page
    assert not Answer.objects.exists()


def test_workbook_of_something_else_says_so(owner, project):
    page = upload(owner, project, saved(openpyxl.Workbook())).content.decode()
    assert "This file holds no questionnaire of Plumbline." in page


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=40)), min_size=1, max_size=4))
def test_broken_bytes_are_read_or_refused(project, cuts):
    raw = bytearray(questionnaire_workbook(workspace_of(project)))
    for share, piece in cuts:
        place = int(share * len(raw))
        raw[place : place + 20] = piece
    with suppress(BadValue):
        read(project, bytes(raw))
    assert not Answer.objects.exists()
