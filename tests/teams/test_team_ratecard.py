"""The rate card: what is read, what is refused, and what it does to the plan."""

import io
import json
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.cells import CellTable
from projects.domain.draws import Draws
from projects.domain.errors import BadValue
from projects.domain.figures import Origin
from projects.domain.ranges import NumberStyle, Range
from projects.domain.reader import Reader
from projects.domain.values import check_stored
from projects.models import Answer as Row
from projects.tables import read_file, read_text
from teams.cardwording import say_card_problem
from teams.domain.cardreading import read_card
from teams.domain.ratecard import FIELD
from teams.domain.reading import PlanBasis, read_plan
from teams.reference import get_roles

TABLE = get_catalogue().fields[FIELD]
HOSTILE = json.loads((Path(__file__).parents[1] / "hostile_inputs.json").read_text())
TEXTS = [text for texts in HOSTILE.values() if isinstance(texts, list) for text in texts]


def card(text, **reading):
    return read_card(read_text(text), TABLE, NumberStyle(**reading))


def said(found):
    return [say_card_problem(problem) for problem in found.problems]


def workbook(rows, change=lambda sheet: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def from_file(raw, name="card.xlsx"):
    return read_card(read_file(name, raw), TABLE, NumberStyle())


HEAD = ["Role", "Level", "Salary", "Rate"]
GOOD = [HEAD, ["Data engineer", "Senior", 150_000, 105], ["Annotator", None, None, "22 - 30"]]
READ = (
    {"role": "Data engineer", "seniority": "senior", "salary_per_year": Range.exactly(150_000).to_json(),
     "rate_per_hour": Range.exactly(105).to_json()},
    {"role": "Annotator", "rate_per_hour": Range.between(22, 30).to_json()},
)  # fmt: skip

# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize("between", ["\t", ";", ","])
def test_pasted_rows_are_read(between):
    text = "\n".join(between.join("" if cell is None else str(cell) for cell in row) for row in GOOD)
    assert (card(text).rows, card(text).problems) == (READ, ())


def test_workbook_is_read_like_pasted_rows():
    assert (from_file(workbook(GOOD)).rows, from_file(workbook(GOOD)).problems) == (READ, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_in_the_encodings_that_spreadsheets_write(encoding):
    found = from_file("Rolle;Stundensatz\nPrüfer;95,50".encode(encoding), "card.csv")
    assert [(row["role"], row["rate_per_hour"]["likely"]) for row in found.rows] == [("Prüfer", 95.5)]


def test_card_may_have_a_title_and_columns_that_nobody_needs():
    text = "Framework contract 2026\n\nNo\tSupplier\tJob title\tHourly rate\n1\tAcme\tML Engineers\t$120\n"
    assert card(text).rows == (
        {"role": "ML Engineers", "source": "Acme", "rate_per_hour": Range.exactly(120).to_json()},
    )


def test_ends_may_stand_in_columns_of_their_own():
    text = "Role\tRate min\tRate typical\tRate max\nReviewer\t40\t45\t60\nAnnotator\t20\t\t30\nTester\t\t25\t"
    assert [row["rate_per_hour"] for row in card(text).rows] == [
        {"low": 40, "likely": 45, "high": 60}, {"low": 20, "likely": 25, "high": 30},
        {"low": 25, "likely": 25, "high": 25},
    ]  # fmt: skip


def test_number_of_a_workbook_is_not_read_as_text_of_another_language():
    found = read_card([CellTable(lines=[["Role", "Rate"], ["Reviewer", 95.125]])], TABLE, NumberStyle(decimal=","))
    assert found.rows[0]["rate_per_hour"]["likely"] == 95.125


def test_currency_of_the_project_may_be_named():
    assert card("Role\tRate (EUR/h)\nReviewer\t€95", currency="EUR").rows[0]["rate_per_hour"]["likely"] == 95


# ---------------------------------------------------------------- what is left out


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Reviewer\t\t\t", "Row 3: The row has neither a salary nor a rate."),
        ("\t\t\t95", "Row 3: The row has pay but no role."),
        ("Reviewer\t\t\tlots", "Row 3, Rate: “lots” cannot be read as a number. Write one number or a range, such as 6 "
                               "to 12."),
        ("Reviewer\t\t\t€95", "Row 3, Rate: “€95” names another currency. This project counts in USD."),
        ("Reviewer\t\t\t800 a day", "Row 3, Rate: “800 a day” is pay per day. We need it per hour: divide it by the "
                                    "hours of a working day and name the column Hourly rate."),
        ("Reviewer\t\t\t-5", "Row 3, Rate: “-5” is too low. The least that makes sense here is 0."),
        ("Reviewer\t\t9,000,000\t", "Row 3, Salary: “9,000,000” is too high. The most that makes sense here is "
                                    "5,000,000."),
        ("Reviewer\t\t\t=A1*2", "Row 3, Rate: “=A1*2” is a formula. Formulas are not evaluated "
         "here; please enter the value."),
        ("=HYPERLINK(1)\t\t\t95", "Row 3, Role: “=HYPERLINK(1)” is a formula. Formulas are not evaluated "
         "here; please enter the value."),
        ("Data engineer\tlead\t\t95", "Row 3: “Data engineer” appears twice: “lead” was read as Senior. The first row "
                                      "is kept."),
        ("Data engineer\tSr\t\t95", "Row 3: “Data engineer” appears twice as Senior. The first row is kept."),
        ("x" * 90 + "\t\t\t95", "Row 3, Role: This text has 90 characters; the limit is 80."),
    ],
)  # fmt: skip
def test_bad_row_is_named_and_the_good_ones_are_kept(line, message):
    found = card("Role\tLevel\tSalary\tRate\nData engineer\tSenior\t150000\t105\n" + line + "\nAnnotator\t\t\t22 - 30")
    assert (found.rows, said(found)) == (READ, [message])


def test_more_grades_than_somebody_places_are_refused():
    rows = [f"Role {number}\tG{number}\t\t95" for number in range(32)]
    found = card("Role\tLevel\tSalary\tRate\n" + "\n".join(rows))
    assert (found.rows, len(found.grades), found.is_open) == ((), 30, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is nothing in it."),
        ("\n \t \n", "There is nothing in it."),
        ("Data engineer\t105", "We found no header row. The card needs a row with Role and either Salary or Rate; "
         "anything above it is ignored."),
    ],
)  # fmt: skip
def test_card_that_cannot_be_read_says_why(text, message):
    assert (card(text).rows, said(card(text))) == ((), [message])


def test_column_in_another_currency_is_refused_row_by_row():
    found = card("Role\tRate (EUR)\tSalary\nReviewer\t95\t\nAnnotator\t\t40000")
    assert [row["role"] for row in found.rows] == ["Annotator"]
    assert said(found) == ["Row 2, Rate (EUR): “Rate (EUR): 95” names another currency. This project counts in USD."]


def test_rate_by_the_day_is_never_taken_for_one_by_the_hour():
    found = card("Role\tDay rate\nReviewer\t800")
    assert (found.rows, len(found.problems)) == ((), 1)


def test_more_good_rows_than_a_project_keeps_are_cut_with_a_word():
    found = card("Role\tRate\n" + "".join(f"Role {number}\t95\n" for number in range(300)))
    assert (len(found.rows), said(found)) == (200, ["Only the first 200 good rows are kept."])


def test_formula_of_a_workbook_is_never_worked_out():
    found = from_file(workbook([*GOOD, ["Reviewer", None, None, "=40+40"], ["Tester", None, None, "=1/0"]]))
    assert found.rows == READ
    assert (
        said(found)[0] == "Row 4, Rate: “=40+40” is a formula. Formulas are not evaluated here; please enter the value."
    )


def test_merged_cells_are_named():
    raw = workbook([*GOOD, ["Reviewer", None, None, 95], [None, None, None, 99]], lambda s: s.merge_cells("A4:A5"))
    found = from_file(raw)
    assert found.rows == READ
    assert said(found)[0].startswith("Row 4: The row is part of the merged cells A4:A5.")


def test_merged_title_does_no_harm():
    rows = [["Rates of 2026"], *GOOD]
    assert from_file(workbook(rows, lambda sheet: sheet.merge_cells("A1:D1"))).rows == READ


# ---------------------------------------------------------------- what is refused


def packed(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def with_member(name, content):
    file = io.BytesIO(workbook(GOOD))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def replaced(name, change):
    file, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(workbook(GOOD)))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in source.namelist():
            content = source.read(member)
            archive.writestr(member, change(content) if member == name else content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("card.xlsm", lambda: workbook(GOOD), "The file holds macros."),
        ("card.xlsx", lambda: with_member("xl/vbaProject.bin", b"x"), "The file holds macros."),
        ("card.xls", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 512, "This is an old Excel file"),
        ("card.xlsx", lambda: b"PK\x03\x04" + b"\0" * 99, "The file cannot be read as a spreadsheet."),
        ("card.xlsx", lambda: packed(a="b"), "The file cannot be read as a spreadsheet."),
        ("card.xlsx", lambda: with_member("xl/media/bomb.bin", b"\0" * 300_000_000), "The file unpacks to more"),
        ("card.xlsx", lambda: packed(**{f"m{n}": "" for n in range(600)}), "The file unpacks to more"),
        ("card.xlsx", lambda: replaced(SHEET, lambda xml: xml.replace(
            b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet', 1)),
         "The file holds declarations"),
        ("card.xlsx", lambda: replaced(SHEET, lambda xml: xml.decode().encode("utf-16")),
         "The file holds declarations"),
        ("card.csv", lambda: b"\0\1\2" * 99, "This is not a text file."),
        ("card.csv", lambda: b"x" * 10_000_001, "The file is larger than a table can be here (10 MB)."),
        ("card.csv", lambda: b"x," * 4_000_000, "The file cannot be read as a spreadsheet."),
        ("card.csv", lambda: b"x\n" * 10_001, "It has more than 10,000 rows."),
        ("card.xlsx", lambda: with_member("xl/worksheets/sheet9.xml", b"<c r='A1'/>" * 300_000), "The file has more"),
        ("card.xlsx", lambda: replaced(SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b"<x>" * 10**6)),
         "The file has more"),
        ("card.xlsx", lambda: replaced("xl/styles.xml", lambda xml: xml.replace(b"</cellXfs>", b"<xf/>" * 600_000)),
         "The file has more"),
    ],
)  # fmt: skip
def test_file_that_must_not_be_read_is_refused_within_a_second(name, make, message):
    """Time of the processor, not of the clock: other tests may run beside this one."""
    raw = make()
    started = time.process_time()
    with pytest.raises(BadValue) as caught:
        list(read_file(name, raw))
    assert str(caught.value).startswith(message)
    assert time.process_time() - started < 1


def test_workbook_of_too_many_rows_is_refused():
    rows = [["Role", "Rate"], *([f"Role {number}", 95] for number in range(10_001))]
    with pytest.raises(BadValue, match="more than 10,000 rows"):
        from_file(workbook(rows))


def test_coloured_empty_rows_are_no_rows():
    def colour(sheet):
        for row in range(4, 3_000):
            sheet.cell(row=row, column=1).font = openpyxl.styles.Font(bold=True)

    assert from_file(workbook(GOOD, colour)).rows == READ


def test_sheet_that_lies_about_its_size_is_read_as_it_is():
    assert from_file(replaced(SHEET, lambda xml: xml.replace(b'ref="A1:D3"', b'ref="A1:A1"'))).rows == READ
    assert from_file(replaced(SHEET, lambda xml: xml.replace(b'ref="A1:D3"', b'ref="A1:XFD1048576"'))).rows == READ


def test_far_away_row_does_not_fill_the_memory():
    raw = replaced(SHEET, lambda xml: xml.replace(b'<row r="3"', b'<row r="1048576"').replace(b'="A3"', b'="A1048576"'))
    with pytest.raises(BadValue, match="more than 10,000 rows"):
        from_file(raw)


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_in_any_cell_is_kept_as_text_or_refused_with_words(text):
    for column in range(4):
        line: list = ["Reviewer", "", "", 95.0]
        line[column] = text
        found = read_card([CellTable(lines=[HEAD, line])], TABLE, NumberStyle())
        assert len(found.rows) + len(found.problems) + len(found.grades) == 1
        assert check_stored(TABLE, list(found.rows)) == (list(found.rows) or None)
        assert all(said(found))


cells = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)


@given(st.lists(st.lists(cells, max_size=5), max_size=6))
@settings(max_examples=120, deadline=None)
def test_any_table_is_read_or_refused_with_words(lines):
    found = read_card([CellTable(lines=[HEAD, *lines])], TABLE, NumberStyle())
    assert check_stored(TABLE, list(found.rows)) == (list(found.rows) or None)
    assert all(said(found))


# ---------------------------------------------------------------- what it does to the plan


def plan(rows, people):
    answers = {FIELD: rows, "team.roles": people}
    found = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in answers.items()}
    return read_plan(Reader(Answers(found), get_catalogue().fields, Draws(7)), PlanBasis(roles=get_roles()))


ANY = {"role": "data engineers", "salary_per_year": 90_000.0}
SENIOR = {"role": "data_engineer", "seniority": "senior", "salary_per_year": 140_000.0, "source": "HR bands"}


def test_card_counts_for_pay_that_is_blank():
    people = [{"role": "data_engineer"}, {"role": "data_engineer", "seniority": "senior"},
              {"role": "data_engineer", "salary_per_year": 1.0}, {"role": "reviewer"}]  # fmt: skip
    found = [person.salary_per_year for person in plan([ANY, SENIOR], people).people]
    assert [salary.value.likely for salary in found[:3]] == [90_000, 140_000, 1]
    assert found[3].origin is Origin.ASSUMPTION
    assert (found[1].origin, found[1].source, found[1].field_id, found[1].pay) == (
        Origin.ANSWER, "Rate card, HR bands", FIELD, True
    )  # fmt: skip


def test_card_of_one_seniority_holds_for_no_other():
    assert plan([SENIOR], [{"role": "data_engineer"}]).people[0].salary_per_year.origin is Origin.ASSUMPTION


def test_own_role_is_found_under_its_own_name():
    people = [{"role": "other", "title": "Test lead"}]
    assert plan([{"role": "TEST LEAD", "salary_per_year": 5.0}], people).people[0].salary_per_year.value.likely == 5


def test_row_priced_by_the_card_has_no_complaint_about_missing_pay():
    assert plan([ANY], [{"role": "data_engineer", "share_pct": 20.0, "contract": "employed"}]).problems == ()


@pytest.mark.parametrize("bad", ["lots", {"low": 3}, -5.0, {"low": -3, "likely": 1, "high": 2}, []])
def test_card_with_a_broken_cell_is_no_card(bad):
    found = plan([{"role": "data_engineer", "salary_per_year": bad}], [{"role": "data_engineer"}])
    assert found.people[0].salary_per_year.origin is Origin.ASSUMPTION


# ---------------------------------------------------------------- the page


def url(name, project):
    return reverse(f"teams:{name}", args=[project.pk, "base"])


def test_card_is_shown_before_it_is_kept(owner, project):
    reply = owner.post(url("rate_card", project), {"text": "Role\tSalary\nData engineer\t150000\n<b>x</b>\t€5"})
    html = reply.content.decode()
    assert "1 row can be kept" in html
    assert "Row 3, Salary: “€5” names another currency." in html
    assert "<b>x</b>" not in html
    assert not Row.objects.filter(field_id=FIELD).exists()


def keep(owner, project, **more):
    page = owner.post(url("rate_card", project), {"text": "Role\tSalary\nData engineer\t150000"})
    return owner.post(url("keep_card", project), page.context["keep"].initial | more)


def test_kept_card_prices_the_team_and_can_be_undone(owner, project):
    keep(owner, project)
    page = owner.get(url("team", project))
    salary = next(
        person for person in page.context["estimate"].plan.people if person.role.id == "data_engineer"
    ).salary_per_year
    assert (salary.value.likely, salary.origin) == (150_000, Origin.ANSWER)
    owner.post(reverse("projects:take_back", args=[project.pk, "base", 1]))
    assert Row.objects.get(field_id=FIELD).state == AnswerState.BLANK


def test_uploaded_workbook_is_shown(owner, project):
    file = SimpleUploadedFile("card.xlsx", workbook(GOOD))
    reply = owner.post(url("rate_card", project), {"file": file})
    assert len(reply.context["rows"]) == 2


@pytest.mark.parametrize("name", HOSTILE["filename"])
def test_file_name_is_never_used(owner, project, name):
    file = SimpleUploadedFile("x", workbook(GOOD))
    file._name = name
    assert owner.post(url("rate_card", project), {"file": file}).status_code == 200


def test_refused_file_has_its_message_beside_the_field(owner, project):
    reply = owner.post(url("rate_card", project), {"file": SimpleUploadedFile("card.xlsm", workbook(GOOD))})
    assert reply.context["form"].errors["file"][0].startswith("The file holds macros.")


def test_empty_form_asks_for_rows(owner, project):
    assert "Paste the rows, or choose a file." in owner.post(url("rate_card", project)).content.decode()


@pytest.mark.parametrize("rows", ["", "[", "[]", "{}", '[{"role": 5}]', '[{"boss": "x"}]', "[" * 50_000, "NaN",
                                  '[{"role": "x", "salary_per_year": -1}]'])  # fmt: skip
def test_rows_that_were_tampered_with_are_not_kept(owner, project, rows):
    owner.post(url("keep_card", project), {"rows": rows, "version": 0})
    assert not Row.objects.filter(field_id=FIELD).exists()


def test_card_that_changed_in_between_is_not_overwritten(owner, project):
    keep(owner, project)
    reply = keep(owner, project, version=0, rows='[{"role": "x", "rate_per_hour": 1.0}]')
    assert Row.objects.get(field_id=FIELD).value[0]["role"] == "Data engineer"
    assert reply.url == url("rate_card", project)


def test_card_is_hidden_where_a_link_hides_pay(client, sample, share):
    base = sample.scenarios.get(slug="base")
    Row.objects.create(scenario=base, field_id=FIELD, state=AnswerState.KNOWN,
                       value=[{"role": "Data engineer", "salary_per_year": 123_456.0}])  # fmt: skip
    html = client.get(reverse("reports:shared", args=[share[1]])).content.decode()
    assert "123,456" not in html
