"""The workbook: an independent engine works it out again and finds the page's sums, before and after a change."""

import csv
import io
import json
import warnings
from pathlib import Path

import formulas
import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.reader import Reader
from projects.exports import csv_text
from projects.formatting import Formatter
from projects.models import Answer as Row
from teams.domain.budget import budget_team
from teams.domain.cost import estimate_team
from teams.domain.reading import PlanBasis
from teams.reference import get_roles
from teams.workbook import months_csv, team_workbook

pytestmark = pytest.mark.once

FIELDS = get_catalogue().fields
HOSTILE = json.loads((Path(__file__).parents[1] / "hostile_inputs.json").read_text())
TEXTS = [text for texts in HOSTILE.values() if isinstance(texts, list) for text in texts]
CENT = 0.005

PEOPLE = [
    {"role": "data_engineer", "name": "Sam", "contract": "hired", "share_pct": {"low": 20, "likely": 25, "high": 30},
     "first_month": 1.0, "last_month": 4.0, "rate_per_hour": 95.5, "salary_per_year": 120_000.0, "peak": "early",
     "ramp_up_weeks": 3.0},
    {"role": "data_analyst", "contract": "employed", "share_pct": 40.0, "first_month": 2.0, "last_month": 14.0,
     "salary_per_year": {"low": 70_000, "likely": 81_234, "high": 95_000}, "rate_per_hour": 60.0, "peak": "phases"},
    {"role": "other", "title": "Test lead", "contract": "hired", "share_pct": 50.0, "rate_per_hour": 80.0,
     "presence": {"3": 55.0, "4": 12.5}},
]  # fmt: skip
EXPENSES = [
    {"what": "Licences", "kind": "licences", "amount": {"low": 400, "likely": 450, "high": 600}, "paid": "monthly",
     "first_month": 2.0, "last_month": 16.0},
    {"what": "Laptop", "amount": 1_234.56, "first_month": 3.0},
]  # fmt: skip


def budget(people=PEOPLE, expenses=EXPENSES, **values):
    found = {"duration_months": 14.0, "schedule_slip": {"low": 0, "likely": 12.5, "high": 40}, "yearly_raise": 3.5,
             "contractor_margin": 15.0, "roles": people, "other_expenses": expenses} | values  # fmt: skip
    answers = Answers(
        {
            f"team.{name}": Answer(field_id=f"team.{name}", state=AnswerState.KNOWN, value=it)
            for name, it in found.items()
        }
    )
    return budget_team(
        estimate_team(Reader(answers, FIELDS, Draws(7, 200)), PlanBasis(roles=get_roles())), answers, Draws(7, 200)
    )


def written(found, currency="USD", project="Claims"):
    return openpyxl.load_workbook(io.BytesIO(team_workbook(found, project, Formatter.for_reader(currency))))


def worked_out(book, folder):
    """Return every number of a workbook by sheet and cell, worked out by another engine than a spreadsheet's."""
    path = folder / "team.xlsx"
    book.save(path)
    found = {}
    with warnings.catch_warnings():
        # The engine's own, while it is loaded and run; ours are errors as everywhere.
        warnings.simplefilter("ignore")
        results = formulas.ExcelModel().loads(str(path)).finish().calculate()
    for name, values in results.items():
        sheet, _, cell = str(name).rpartition("!")
        value = getattr(values, "value", None)
        if value is not None and value.shape == (1, 1) and ":" not in cell:
            found[sheet.rpartition("]")[2].strip("'").title(), cell] = value[0, 0]
    return found


def place(sheet, text, column=1):
    """Return the row in which a text stands."""
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row=row, column=column).value == text)


def sums(book, folder):
    """Return what the cost sheet comes to: total, by person and by month."""
    values, cost = worked_out(book, folder), book["Cost"]
    last = next(cell.column for cell in cost[4] if cell.value == "Together")
    letters = [openpyxl.utils.get_column_letter(column) for column in range(3, last + 1)]
    people = place(cost, "People")
    total = values["Cost", f"C{place(cost, 'Team budget to launch, likely values')}"]
    by_person = [values["Cost", f"{letters[-1]}{row}"] for row in range(5, people)]
    return float(total), by_person, [float(values["Cost", f"{letter}{people}"]) for letter in letters[:-1]]


def expected(found):
    """Return the same as the page has it."""
    team = found.estimate
    return found.likely_sum, [cost.likely for cost in team.by_role], [month.ends.likely for month in team.by_month]


def compare(found, book, folder):
    total, by_person, by_month = sums(book, folder)
    asked_total, asked_person, asked_month = expected(found)
    assert total == pytest.approx(asked_total, abs=CENT)
    assert by_person == pytest.approx(asked_person, abs=CENT)
    assert by_month[: len(asked_month)] == pytest.approx(asked_month, abs=CENT)
    assert by_month[len(asked_month) :] == [0] * (len(by_month) - len(asked_month))


def test_workbook_comes_to_the_sums_of_the_page(tmp_path):
    compare(budget(), written(budget()), tmp_path)


@pytest.mark.parametrize("language", ["en", "de"])
def test_workbook_keeps_what_every_formula_comes_to(tmp_path, language):
    with translation.override(language):
        raw = team_workbook(budget(), "Claims", Formatter.for_reader("USD"))
    kept, book = (openpyxl.load_workbook(io.BytesIO(raw), data_only=is_kept) for is_kept in (True, False))
    values, formulas_seen = worked_out(book, tmp_path), 0
    for sheet in openpyxl.load_workbook(io.BytesIO(raw)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            formulas_seen += 1
            result = kept[sheet.title][cell.coordinate].value
            assert result == pytest.approx(float(values[sheet.title, cell.coordinate]), abs=CENT), cell.coordinate
    assert formulas_seen > 100


def test_german_workbook_says_sheets_contracts_and_payments_in_german(tmp_path):
    with translation.override("de"):
        book = written(budget())
    assert book.sheetnames == ["Eingaben", "Monate", "Kosten", "Prognose", "Quellen"]
    words = {cell.value for row in book["Eingaben"].iter_rows() for cell in row}
    assert {"angestellt", "beauftragt", "monatlich", "einmalig"} <= words
    assert not {"employed", "hired", "monthly", "once"} & words


def test_changed_rate_in_the_workbook_comes_to_the_page_with_that_rate(tmp_path):
    book = written(budget())
    inputs = book["Inputs"]
    inputs.cell(row=place(inputs, "Data engineer"), column=6).value = 123.45
    changed = [PEOPLE[0] | {"rate_per_hour": 123.45}, *PEOPLE[1:]]
    assert expected(budget(changed))[0] - expected(budget())[0] > 1_000
    compare(budget(changed), book, tmp_path)


@pytest.mark.parametrize(
    ("label", "column", "cell", "people", "values"),
    [
        ("Data analyst", 3, "hired", [PEOPLE[0], PEOPLE[1] | {"contract": "hired"}, PEOPLE[2]], {}),
        ("Data engineer", 4, 35, [PEOPLE[0] | {"share_pct": 35.0}, *PEOPLE[1:]], {}),
        ("Overrun against plan", 2, 50, PEOPLE, {"schedule_slip": 50.0}),
        ("Raise per year", 2, 10, PEOPLE, {"yearly_raise": 10.0}),
        ("On top of the rate", 2, 0, PEOPLE, {"contractor_margin": 0.0}),
        ("Full cost per 1.00 of salary", 2, 1.5, PEOPLE, {"loaded_factor": 1.5}),
        ("Licences", 4, 1_000, PEOPLE, {"other_expenses": [EXPENSES[0] | {"amount": 1_000.0}, EXPENSES[1]]}),
        ("Laptop", 5, 9, PEOPLE, {"other_expenses": [EXPENSES[0], EXPENSES[1] | {"first_month": 9.0}]}),
    ],
)
def test_every_input_moves_the_totals_as_on_the_page(tmp_path, label, column, cell, people, values):
    people = [people[0] | {"peak": "even"}, *people[1:]]
    before = [PEOPLE[0] | {"peak": "even"}, *PEOPLE[1:]]
    book = written(budget(before))
    inputs = book["Inputs"]
    inputs.cell(row=place(inputs, label), column=column).value = cell
    compare(budget(people, **values), book, tmp_path)


def test_parts_of_the_full_cost_are_added_in_the_workbook(tmp_path):
    parts = {"employer_contributions": 11.0, "benefits": 16.0, "equipment": 3.0, "space": 4.0}
    book = written(budget(**parts))
    compare(budget(**parts), book, tmp_path)
    inputs = book["Inputs"]
    inputs.cell(row=place(inputs, "Equipment and licences"), column=2).value = 9
    compare(budget(**parts | {"equipment": 9.0}), book, tmp_path)


def test_plan_without_expenses_or_delay_has_a_workbook_too(tmp_path):
    found = budget(expenses=[], schedule_slip=0.0, duration_months=3.0)
    compare(found, written(found), tmp_path)


def test_nobody_has_a_workbook_too(tmp_path):
    nobody = Answers({"team.roles": Answer(field_id="team.roles", state=AnswerState.NOT_RELEVANT)})
    found = budget_team(
        estimate_team(Reader(nobody, FIELDS, Draws(7, 200)), PlanBasis(roles=get_roles())), nobody, Draws(7, 200)
    )
    assert sums(written(found), tmp_path)[0] == 0


def test_forecast_stands_as_values_that_say_so():
    found = budget()
    sheet = written(found)["Forecast"]
    assert "they do not follow what you change" in sheet["A2"].value
    last = found.forecast.cumulative[-1]
    row = 5 + len(found.forecast.cumulative) - 1
    assert [sheet.cell(row=row, column=column).value for column in (2, 3, 4)] == pytest.approx(
        [last.low, last.likely, last.high], abs=CENT
    )


def test_sources_name_every_input_with_its_origin():
    sheet = written(budget())["Sources"]
    labels = [sheet.cell(row=row, column=1).value for row in range(5, sheet.max_row + 1)]
    assert {"Data engineer, rate per hour", "Licences", "Raise per year"} <= set(labels)


@pytest.mark.parametrize(("currency", "form"), [("USD", '"$"#,##0'), ("EUR", '"€"#,##0'), ("CHF", '"CHF\u00a0"#,##0')])
def test_money_is_in_the_projects_currency(currency, form):
    sheet = written(budget(), currency)["Cost"]
    assert sheet["C5"].number_format == form


def test_sheets_are_set_for_reading_and_print():
    for sheet in written(budget()).worksheets:
        assert sheet.freeze_panes
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.column_dimensions["A"].width >= 24


# ---------------------------------------------------------------- nothing runs


def formulas_of(book):
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    }


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_in_any_cell_is_no_formula(text):
    people = [PEOPLE[0] | {"name": text}, PEOPLE[1], PEOPLE[2] | {"title": text}]
    book = written(budget(people, [EXPENSES[0] | {"what": text}, EXPENSES[1]]), project=text)
    usual = written(budget())
    assert formulas_of(book) == formulas_of(usual)
    shown = ["".join(cell.value.split()) for row in book["Inputs"] for cell in row if isinstance(cell.value, str)]
    assert any("".join(text.strip("\0").split()) in value for value in shown)


def test_text_that_looks_like_a_formula_keeps_its_mark():
    book = written(budget([PEOPLE[0] | {"name": "=1+1"}]))
    cell = book["Inputs"].cell(row=place(book["Inputs"], "Data engineer"), column=2)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


@pytest.mark.parametrize("text", [*HOSTILE["formula"], "-5", "@x", "\ufeff=1+1", "＝1+1"])
def test_text_of_a_csv_file_is_marked_where_it_would_be_worked_out(text):
    harmless = text in ("'=1+1", "0x80=1")
    assert csv_text(text) == (text if harmless else f"'{text}")


def test_month_table_holds_texts_and_numbers():
    found = budget([PEOPLE[0] | {"name": "=1+1"}, PEOPLE[1]])
    lines = list(csv.reader(io.StringIO(months_csv(found, Formatter.for_reader("USD")).decode("utf-8-sig"))))
    assert lines[0][:4] == ["Role", "Name", "Contract", "1"]
    assert lines[1][:3] == ["Data engineer", "'=1+1", "hired"]
    shares = [float(cell) for cell in lines[1][3:-2]]
    assert sum(shares) / 100 == pytest.approx(float(lines[1][-2]), abs=0.001)
    assert float(lines[2][-1]) == pytest.approx(found.estimate.by_role[1].likely, abs=CENT)


# ---------------------------------------------------------------- the addresses


def test_downloads_are_files_named_after_the_project(owner, sample):
    today = timezone.localdate().isoformat()
    for address, kind, name in (
        ("team_xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "team_v0_{day}.xlsx"),
        ("team_csv", "text/csv; charset=utf-8", "months_v0_{day}.csv"),
    ):
        reply = owner.get(reverse(f"teams:{address}", args=[sample.pk, "base"]))
        assert reply["Content-Type"] == kind
        assert reply["Content-Disposition"].endswith(f'_base_{name.format(day=today)}"')


def test_downloaded_workbook_has_the_sum_of_the_page(owner, project, tmp_path):
    base = project.scenarios.get(slug="base")
    Row.objects.create(scenario=base, field_id="team.roles", state=AnswerState.KNOWN, value=PEOPLE)
    page = owner.get(reverse("teams:budget", args=[project.pk, "base"]))
    raw = owner.get(reverse("teams:team_xlsx", args=[project.pk, "base"])).content
    total = sums(openpyxl.load_workbook(io.BytesIO(raw)), tmp_path)[0]
    assert total == pytest.approx(page.context["budget"].likely_sum, abs=CENT)
    assert f"the total is ${total:,.0f}" in page.content.decode()
