"""The whole report as a workbook: recomputed by another engine than a spreadsheet's, and by the rooms themselves."""

import io
import re
import zipfile

import numpy as np
import openpyxl
import pytest
from django.utils import translation

from charts.descriptions import HeatChart, RangeRow, RangesChart
from decisions.results import results_of
from projects.access import Workspace
from projects.domain.draws import Draws
from projects.models import BASE, Answer
from projects.workbooks import StyledWorkbook
from reports.domain.report import DrawnChart, Items, ReportSection
from reports.formats.files import Printed
from reports.formats.livebook import Names
from reports.formats.pieces import GridPiece, HeadingPiece, TextPiece, section_pieces
from reports.formats.workbook import _Sheet, capped, workbook_of
from tests.charts.samples import Ends, stacked
from tests.reports.test_formats import workspace_of
from tests.teams.test_team_workbook import CENT, worked_out
from tests.test_hostile import KEPT

pytestmark = pytest.mark.once

FIVE = ("Cost to launch", "Running cost per year", "Benefit per year, at full use", "Net value", "Months to launch")


def fresh(workspace):
    return Workspace(type(workspace.project).objects.get(pk=workspace.project.pk), workspace.scenario)


def written(workspace):
    printed = Printed(workspace)
    return workbook_of(workspace, printed.report, printed.pieces)


def opened(raw, **how):
    return openpyxl.load_workbook(io.BytesIO(raw), **how)


def row_of(sheet, text, column=1):
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row=row, column=column).value == text)


@pytest.fixture
def likely(monkeypatch):
    """Draws of somebody who works with likely values alone: what the workbook works with."""
    monkeypatch.setattr(Draws, "of", lambda self, name, value, **limits: np.full(self.count, value.likely))


@pytest.fixture
def without_events(sample):
    Answer.objects.filter(scenario__project=sample, field_id="value.events").delete()
    return sample


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_formula_comes_to_what_is_kept_beside_it(sample, tmp_path, language):
    with translation.override(language):
        raw = written(workspace_of(sample))
    book, kept = opened(raw), opened(raw, data_only=True)
    values = worked_out(book, tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(cells) > 600
    for cell in cells:
        sheet = cell.parent.title
        result = float(values[sheet.title(), cell.coordinate])
        assert kept[sheet][cell.coordinate].value == pytest.approx(result, abs=CENT), (sheet, cell.coordinate)


def test_workbook_comes_to_the_figures_at_likely_values(without_events, likely):
    workspace = workspace_of(without_events)
    results, summary = results_of(workspace), opened(written(workspace), data_only=True)["Summary"]
    found = {figure.label: figure.value.likely for figure in results.case.figures}
    for label in FIVE:
        live = summary.cell(row=row_of(summary, label), column=2).value
        assert live == pytest.approx(found[label], abs=CENT), label


def test_changed_input_in_the_workbook_comes_to_the_report_with_that_answer(without_events, likely, tmp_path):
    book = opened(written(workspace_of(without_events)))
    inputs = book["Inputs"]
    row = row_of(inputs, "cases_per_year", column=2)
    inputs.cell(row=row, column=3).value = 60_000
    live = worked_out(book, tmp_path)["Summary", f"B{row_of(book['Summary'], 'Net value')}"]
    Answer.objects.filter(scenario__slug=BASE, field_id="value.cases_per_year").update(
        value={"low": 60_000, "likely": 60_000, "high": 60_000}
    )
    without_events.sequence += 1
    without_events.save()
    value = results_of(fresh(workspace_of(without_events))).case.value
    assert float(live) == pytest.approx(value.value.likely, abs=CENT)


def test_summary_says_what_lies_between_formulas_and_report(sample):
    workspace = workspace_of(sample)
    summary = opened(written(workspace), data_only=True)["Summary"]
    row = row_of(summary, "Cost to launch")
    live, low, shown, high, between = (summary.cell(row=row, column=column).value for column in range(2, 7))
    value = results_of(workspace).case.cost.value
    assert (low, shown, high) == pytest.approx((value.low, value.likely, value.high))
    assert live - shown == pytest.approx(between, abs=CENT)


def test_each_scenario_comes_to_its_own_net_value(without_events, likely):
    book = opened(written(workspace_of(without_events)), data_only=True)
    sheet = book["Scenarios"]
    row = row_of(sheet, "Net value")
    scenarios = list(without_events.scenarios.alive())
    assert [sheet.cell(row=4, column=column).value for column in range(2, 5)] == [each.name for each in scenarios]
    for column, scenario in enumerate(scenarios, start=2):
        value = results_of(Workspace(without_events, scenario)).case.value.value.likely
        assert sheet.cell(row=row, column=column).value == pytest.approx(value, abs=CENT), scenario.slug


def test_parts_of_the_budget_add_up_to_the_cost_to_launch(sample):
    book = opened(written(workspace_of(sample)), data_only=True)
    budget, summary = book["Budget"], book["Summary"]
    last = row_of(budget, "Cost to launch")
    parts = [budget.cell(row=row, column=2).value for row in range(5, last)]
    assert sum(parts) == pytest.approx(summary.cell(row=row_of(summary, "Cost to launch"), column=2).value, abs=CENT)
    left = budget.cell(row=row_of(budget, "Left of the agreed budget"), column=2).value
    agreed = budget.cell(row=row_of(budget, "Agreed budget"), column=2).value
    assert agreed - left == pytest.approx(sum(parts), abs=CENT)


def test_event_counts_with_its_chance(without_events, likely):
    """One month in 36 as likely as any other: 50% of 3,600 is 50 a month."""
    scenario = without_events.scenarios.get(slug=BASE)
    event = {"what": "Law", "chance": 50, "cost": {"low": 3600, "likely": 3600, "high": 3600}}
    Answer.objects.create(scenario=scenario, field_id="value.events", state="known", value=[event])
    cash = opened(written(workspace_of(without_events)), data_only=True)["Cash"]
    assert [cash.cell(row=row, column=6).value for row in (5, 20, 40)] == pytest.approx([50, 50, 50])
    assert cash.cell(row=41, column=6).value == 0


# ---------------------------------------------------------------- sheets


def test_workbook_has_a_sheet_for_each_section(sample):
    workspace = workspace_of(sample)
    report = Printed(workspace).report
    names = opened(written(workspace)).sheetnames
    assert names[:6] == ["Summary", "Inputs", "Figures", "Cash", "Budget", "Scenarios"]
    titles = ["Decision proposed", *(section.title for section in (*report.sections, *report.appendix))]
    # A name that a sheet of figures has already gets a number.
    assert names[6:] == [f"{title} 2" if title in names[:6] else title for title in titles]


def test_inputs_have_names_that_no_cell_has(sample):
    names = list(opened(written(workspace_of(sample))).defined_names)
    assert {"cases_per_year", "hour_cost", "discount_rate", "cost_to_launch"} <= set(names)
    for name in names:
        assert re.fullmatch(r"[^\W\d]\w*", name)
        assert not re.fullmatch(r"[A-Za-z]{1,3}\d+|[RCrc]", name)


def test_german_workbook_names_origins_and_shares_by_nouns(sample):
    with translation.override("de"):
        book = opened(written(workspace_of(sample)))

    origins = {row[6].value for row in book["Eingaben"].iter_rows(min_row=5) if row[1].value}
    assert origins
    assert origins <= {"Antwort", "Annahme", "Veröffentlicht", "Ergebnis"}
    assert [cell.value for cell in book["Budget"][4]][2] == "Anteil an der Summe"
    assert "Anteil der vollen Nutzung" in [cell.value for cell in book["Geldfluss"][4]]


def test_sheets_of_a_german_workbook_have_german_names_in_formulas_notes_and_charts(sample):
    with translation.override("de"):
        book = opened(written(workspace_of(sample)))

    assert book.sheetnames[:6] == ["Überblick", "Eingaben", "Zahlen", "Geldfluss", "Budget", "Szenarien"]
    assert "„Überblick“" in book["Geldfluss"]["A2"].value
    assert book["Überblick"]["B6"].value.startswith("=cost_to_launch")
    assert book.defined_names["cases_per_year"].attr_text.startswith("Eingaben!$C$")
    drawn = [series.val.numRef.f for chart in book["Geldfluss"]._charts for series in chart.series]
    assert all(place.startswith(("Geldfluss!", "'Geldfluss'!")) for place in drawn)


def test_number_too_long_for_its_column_is_written_with_a_power_of_ten(sample):
    cells = opened(written(workspace_of(sample)))["Inputs"].iter_rows(min_col=3, max_col=6)
    forms = {cell.number_format for row in cells for cell in row if isinstance(cell.value, int | float)}
    assert all("#,##0.00" in form for form in forms)
    assert any(form.startswith("[>=10000000000]0.00E+00;") for form in forms)


def test_inputs_say_where_they_are_from(sample):
    inputs = opened(written(workspace_of(sample)))["Inputs"]
    row = row_of(inputs, "cases_per_year", column=2)
    assert inputs.cell(row=row, column=7).value == "Answer"
    assert inputs.cell(row=row, column=9).value


def test_charts_of_the_report_can_be_worked_on_and_say_what_they_show(sample):
    workspace = workspace_of(sample)
    printed, book = Printed(workspace), opened(written(workspace))
    drawn = [block for section in printed.report.sections for block in section.blocks if isinstance(block, DrawnChart)]
    heats = [block for block in drawn if isinstance(block.chart, HeatChart)]
    assert sum(len(sheet._charts) for sheet in book) == len(drawn) - len(heats) + 2


def test_no_chart_is_printed_on_two_pages(sample):
    sheet = opened(written(workspace_of(sample)))["Value"]

    tops = [chart.anchor._from.row for chart in sheet._charts]
    ends = [chart.anchor.to.row for chart in sheet._charts]
    breaks = [brk.id for brk in sheet.row_breaks.brk]
    assert breaks
    assert not [brk for brk in breaks for top, end in zip(tops, ends, strict=True) if top < brk <= end]
    assert not sheet.page_setup.fitToHeight  # what fits to a width would print no break


def test_german_workbook_has_the_sign_of_money_behind_it(sample):
    with translation.override("de"):
        book = opened(written(workspace_of(sample)))
    assert book.worksheets[0]["B6"].number_format == '#,##0.00"\u00a0$"'


def test_axes_write_numbers_as_the_report_does(sample):
    book = opened(written(workspace_of(sample)))
    money, plain = '"$"#,##0', "#,##0"

    def form(axis):
        return axis.number_format.formatCode

    histogram, tornado, parts, cash, *_budget = book["Value"]._charts
    assert (form(histogram.x_axis), form(histogram.y_axis)) == (money, plain)
    assert [form(chart.y_axis) for chart in (tornado, parts, cash)] == [money] * 3
    assert [form(book[name]._charts[0].y_axis) for name in ("Cash", "Budget")] == [money] * 2


@pytest.mark.parametrize(
    ("value", "form"),
    [(5.0, "#,##0"), (0.25, "#,##0.00"), (-1_177_347.82, "#,##0"), (9_999.5, "#,##0.00"), (10_000.5, "#,##0")],
)
def test_number_of_a_chart_has_no_cents_that_nobody_reads_and_no_lonely_point(value, form):
    page = _Sheet(StyledWorkbook("x"), "Value")
    page._cells(["name", value])
    assert page.page._cells[3, 2][1]["num_format"] == form


def test_text_beside_a_figure_does_not_touch_it(sample):
    sheet = opened(written(workspace_of(sample)))["Decision proposed"]
    row = row_of(sheet, "Cost to launch")
    figure, note = sheet.cell(row=row, column=2), sheet.cell(row=row, column=3)
    assert (figure.alignment.horizontal, note.alignment.horizontal, note.alignment.indent) == ("right", "left", 1)
    inputs = opened(written(workspace_of(sample)))["Inputs"]
    assert [inputs.cell(row=4, column=column).alignment.indent for column in (2, 4, 7)] == [0, 1, 1]


def test_head_of_a_part_is_not_the_last_row_of_a_page():
    page = _Sheet(StyledWorkbook("x"), "Value")
    page.write(
        [
            HeadingPiece(text="Part", level=2),
            TextPiece(text="One line."),
            GridPiece(title="", head=("Name", "Sum"), rows=(("a", "1"),) * 3, numeric=(False, True)),
            HeadingPiece(text="Next", level=2),
        ]
    )
    assert [(held.title, held.last) for held in page.held] == [(4, 7), (12, 15)]


SIGNS_PT, LETTER_PT, LINE_PT = 5.25, 4.6, 15
"""Width of a sign of a column, of a letter of running text at least, and the height of a line."""


def test_no_text_of_a_sheet_runs_past_the_printed_columns(sample):
    """Sources and formulas of the figures did, and were cut on paper."""
    for sheet in opened(written(workspace_of(sample))):
        widths = [
            column.width for column in sheet.column_dimensions.values() for _each in range(column.min, column.max + 1)
        ]
        for cell in (cell for row in sheet.iter_rows(min_row=3) for cell in row if cell.data_type == "s"):
            room = sum(widths[cell.column - 1 :]) * SIGNS_PT
            assert cell.alignment.wrap_text or len(cell.value) * LETTER_PT <= max(room, 120 * LETTER_PT), cell.value


def test_rows_are_as_high_as_their_texts(sample):
    for sheet in opened(written(workspace_of(sample))):
        widths = [
            column.width for column in sheet.column_dimensions.values() for _each in range(column.min, column.max + 1)
        ]
        for row in sheet.iter_rows():
            texts = [cell for cell in row if isinstance(cell.value, str) and cell.alignment.wrap_text]
            least = max((len(c.value) * LETTER_PT / (widths[c.column - 1] * SIGNS_PT) for c in texts), default=0)
            assert (sheet.row_dimensions[row[0].row].height or LINE_PT) >= min(26, int(least)) * LINE_PT


def test_columns_of_every_sheet_fit_on_a_page_that_can_be_read(sample):
    """Lying A4 has 140 signs; 250 are printed at a bit more than half of their size."""
    sheets = opened(written(workspace_of(sample)))
    total = {
        sheet.title: sum(c.width * (c.max - c.min + 1) for c in sheet.column_dimensions.values()) for sheet in sheets
    }
    assert {title: signs for title, signs in total.items() if signs > 260} == {}


def test_narrow_columns_give_room_to_those_with_more_to_say():
    assert capped([20, 52, 52], [200, 3000, 3000]) == [20, 52, 52]
    assert capped([10, 90, 90, 90, 40], [200, 3000, 3000, 3000, 90]) == [12, 41, 41, 41, 14]
    assert capped([90] * 8, [3000] * 8) == [26] * 8


def test_project_without_a_net_value_has_a_workbook_without_cash(project):
    names = opened(written(workspace_of(project))).sheetnames
    assert names[:4] == ["Summary", "Inputs", "Figures", "Budget"]
    assert "Cash" not in names


# ---------------------------------------------------------------- hostile


@pytest.mark.parametrize("text", KEPT)
def test_hostile_text_is_no_formula_and_breaks_no_sheet(text):
    book = StyledWorkbook(text, text)
    _Sheet(book, text).write(section_pieces(ReportSection(id="x", title=text, blocks=(Items(items=((text, text),)),))))
    cells = [cell for row in opened(book.written()).worksheets[0].iter_rows() for cell in row if cell.value]
    assert cells
    assert all(cell.data_type == "s" and not cell.hyperlink for cell in cells)


@pytest.mark.parametrize("name", ["+cmd|' /C calc'!A0", "=Data!$B$2", "Go!A1", "='C:\\\\[x.xls]Y'!A1"])
def test_name_of_a_series_or_a_chart_leads_nowhere(name):
    book = StyledWorkbook("X")
    drawn = stacked(names=(name, "Expert"), title=name)
    _Sheet(book, "X").write(section_pieces(ReportSection(id="x", title="X", blocks=(DrawnChart.of(drawn),))))
    with zipfile.ZipFile(io.BytesIO(book.written())) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert {place.partition("!")[0] for place in re.findall("<c:f>(.*?)</c:f>", chart)} == {"X"}
    assert len(re.findall("<c:tx><c:v>", chart)) == 2


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), float("-inf")])
def test_value_that_is_no_number_is_an_empty_cell_of_its_chart(odd):
    drawn = RangesChart(
        id="a.b", title="A finding", subtitle="", label="", format=str,
        rows=(RangeRow(name="Team", value=Ends(1, odd, 3)), RangeRow(name="Rest", value=Ends(1, 2, 3))),
    )  # fmt: skip
    book = StyledWorkbook("X")
    _Sheet(book, "X").write(section_pieces(ReportSection(id="x", title="X", blocks=(DrawnChart.of(drawn),))))
    rows = [[cell.value for cell in row[:4]] for row in opened(book.written()).worksheets[0].iter_rows()]
    assert ["Team", 1, None, 3] in rows
    assert ["Rest", 1, 2, 3] in rows


def test_two_sections_of_one_name_get_a_sheet_each():
    book = StyledWorkbook("X")
    names = [book.page(name).title_of_sheet for name in ("A/B" * 20, "A:B" * 20, "", "History")]
    assert len({name.casefold() for name in names}) == 4
    assert all(0 < len(name) <= 31 for name in names)
    assert opened(book.written()).sheetnames == names


@pytest.mark.parametrize("name", ["p1", "R", "c", "r1c1", "true", "xfd12", "1st", "a-b"])
def test_name_that_a_spreadsheet_takes_for_something_else_is_changed(name):
    names = Names()
    free = names.free(name)
    assert free != name
    assert re.fullmatch(r"[^\W\d]\w*", free)
    assert names.free(name) != free
