"""Five slides for the meeting: what stands on them, charts that can be worked on, and hostile text."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from pptx import Presentation

from charts.descriptions import ChartLine, LinesChart, RangeRow, RangesChart
from projects.domain.ranges import Range
from projects.workbooks import number_format
from reports.domain.report import DrawnChart, Items, ReportSection, ReportTable
from reports.formats.files import Printed
from reports.formats.slides import as_written, slides_of
from tests.reports.test_formats import small_report, workspace_of
from tests.test_hostile import KEPT

pytestmark = pytest.mark.once


@pytest.fixture
def deck(sample):
    printed = Printed(workspace_of(sample))
    return Presentation(io.BytesIO(slides_of(printed.report)))


def said_on(slide):
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    cells = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join((*texts, *cells))


def test_there_are_five_slides_and_each_says_what_it_is_about(deck):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(titles) == 5
    assert titles[0] == "Fix first: Agree owners and dates. No money yet."
    assert titles[3].startswith("The launch comes on 26 July 2027")
    assert titles[4] == "5 requests; the first: Dana Whitfield, Head of claims"


def test_first_slide_has_the_five_tests_and_last_the_asks(deck):
    first, *_others, last = deck.slides
    assert "Readiness" in said_on(first)
    assert "Dana Whitfield" in said_on(last)


def test_charts_are_native_and_say_what_they_show(deck):
    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 3
    for chart in charts:
        assert len(chart._element.nvGraphicFramePr.cNvPr.get("descr")) > 20
        assert all(len(series.values) for series in chart.chart.plots[0].series)


def test_charts_of_money_have_its_sign_and_the_calendar_has_days(deck):
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    forms = [chart.value_axis.tick_labels.number_format for chart in charts]
    assert forms == ['"$"#,##0', '"$"#,##0', "[$-409]mmm yy"]
    begins, days = charts[2].plots[0].series
    assert begins.values[-1] == (date(2027, 1, 11) - date(1899, 12, 30)).days
    assert min(days.values) > 0


@pytest.mark.parametrize(
    ("write", "form"),
    [("${:,.0f}".format, '"$"#,##0'), ("{:,.0f} €".format, '#,##0" €"'), ("{:.2f}".format, "#,##0")],
)
def test_sign_of_the_currency_stands_where_the_report_has_it(write, form):
    assert number_format(write) == form


@pytest.mark.parametrize(("value", "rounded"), [(208_465.3, 208_000), (2_112.4, 2_110), (111, 111), (0, 0), (-41, -41)])
def test_figure_at_a_bar_is_the_one_in_the_text(value, rounded):
    assert as_written(value, "{:.3g}".format) == rounded


@pytest.mark.parametrize(("language", "code"), [("de", "[$-407]"), ("en", "[$-409]")])
def test_months_at_the_calendar_are_those_of_the_report(sample, language, code):
    report = Printed(workspace_of(sample)).report
    deck = Presentation(io.BytesIO(slides_of(replace(report, meta=replace(report.meta, lang=language)))))
    calendar = next(shape.chart for shape in deck.slides[3].shapes if shape.has_chart)
    assert calendar.value_axis.tick_labels.number_format == f"{code}mmm yy"


def test_title_with_a_day_in_german_is_whole():
    finding = "Der Start kommt am 14. August 2027, in 8 von 10 Fällen zwischen 27. Juli 2027 und 29. September 2027."
    sections = (ReportSection(id="timeline", title="Zeitplan", finding=finding, blocks=(Items(items=(("a", "b"),)),)),)
    slide = Presentation(io.BytesIO(slides_of(replace(small_report(), sections=sections)))).slides[3]
    assert slide.shapes.title.text_frame.text == finding


def test_deck_says_its_title_and_author(deck, sample):
    assert deck.core_properties.title == sample.name
    assert deck.core_properties.author == sample.owner_name


def test_slides_take_the_table_of_options_where_there_is_one():
    table = ReportTable(
        head=("", "A", "B"), rows=(("Cost", "$1", "$2"), ("Months", "3", "4")), numeric=(False, True, True)
    )
    sections = (ReportSection(id="approach", title="Approach", blocks=(Items(items=(("a", "b"),)),)),)
    sections += (ReportSection(id="options", title="Options", finding="B is cheaper", blocks=(table,)),)
    content = slides_of(replace(small_report(), sections=sections))
    slide = Presentation(io.BytesIO(content)).slides[2]
    assert slide.shapes.title.text_frame.text == "B is cheaper"
    assert "$2" in said_on(slide)


def test_nothing_known_still_makes_five_slides():
    assert len(Presentation(io.BytesIO(slides_of(small_report()))).slides) == 5


@pytest.mark.parametrize("text", KEPT)
def test_hostile_text_is_text_on_slides_and_in_the_workbook_behind_a_chart(text):
    parts = RangesChart(
        id="case.parts", title=text, subtitle=text, label=text, format=str,
        rows=(RangeRow(name=text, value=Range(low=1.0, likely=2.0, high=3.0)),),
    )  # fmt: skip
    sections = (ReportSection(id="value", title=text, blocks=(DrawnChart.of(parts),)),)
    content = slides_of(replace(small_report(title=text), sections=sections))
    assert len(Presentation(io.BytesIO(content)).slides) == 5
    archive = zipfile.ZipFile(io.BytesIO(content))
    (behind,) = (name for name in archive.namelist() if name.endswith(".xlsx"))
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(archive.read(behind))).active for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), float("-inf")])
def test_value_that_is_no_number_is_a_gap_in_the_chart_of_a_slide(odd):
    line = ChartLine(name="Rent", low=(1.0, 2.0), likely=(1.0, odd), high=(1.0, 2.0))
    drawn = LinesChart(
        id="case.cash",
        title="A finding",
        subtitle="",
        label="",
        format=str,
        lines=(line,),
        x_name="cases",
        x_step=250.0,
    )
    sections = (ReportSection(id="value", title="Value", blocks=(DrawnChart.of(drawn),)),)
    slides = Presentation(io.BytesIO(slides_of(replace(small_report(), sections=sections)))).slides
    (chart,) = (shape.chart for slide in slides for shape in slide.shapes if shape.has_chart)
    assert list(chart.plots[0].series[0].values) == [1.0, None]
    assert list(chart.plots[0].categories) == ["0", "250"]


def test_rows_that_a_slide_has_no_room_for_are_counted_on_it():
    long = "Read access to the mailbox and the archive comes late, and the plan waits for it " * 2
    table = ReportTable(
        head=("What", "Who"), rows=tuple((f"{n} {long}", "Dana") for n in range(40)), numeric=(False, False)
    )
    report = replace(small_report(), sections=(ReportSection(id="risks", title="Risks", blocks=(table,)),))
    slide = Presentation(io.BytesIO(slides_of(report))).slides[3]
    (shown,) = (shape.table for shape in slide.shapes if shape.has_table)
    written = len(shown.rows) - 2
    assert 0 < written < 10
    assert shown.cell(written + 1, 0).text_frame.text == f"{40 - written} more in the report"


def options_with(rows, finding="B is cheaper"):
    """Return the slide of options with a table of these rows."""
    table = ReportTable(head=("Approach", "Cost", "How hard to leave"), rows=tuple(rows), numeric=(False, True, False))
    section = ReportSection(id="options", title="Options", finding=finding, blocks=(table,))
    return Presentation(io.BytesIO(slides_of(replace(small_report(), sections=(section,))))).slides[2]


def test_table_is_set_as_large_as_the_slide_has_room_for():
    def points(rows):
        (shown,) = (shape.table for shape in options_with(rows).shapes if shape.has_table)
        assert len(shown.rows) == len(rows) + 1
        return shown.cell(1, 0).text_frame.paragraphs[0].font.size.pt

    long = "A rule on top of the search that people use today, kept by the team that keeps the search"
    assert points([("Buy it", "$1", "")] * 3) > points([(long, "$1", long)] * 8)


def test_title_is_its_first_sentences_or_ends_with_a_word():
    first = "Fine-tune a ready model. Your text is enough to continue an open model, not to begin from nothing."
    second = " It answers the question at a fraction of the price, and needs no machines of your own."
    assert options_with([], first + second).shapes.title.text_frame.text == first
    endless = "one model that is as good as any other and " * 6
    title = options_with([], endless).shapes.title.text_frame.text
    assert endless.startswith(title.removesuffix("…") + " ")


def test_texts_that_a_slide_has_no_room_for_are_counted_on_it():
    more = tuple(f"{n}: " + "the work repeats often enough to pay back and has an owner " * 3 for n in range(30))
    report = replace(small_report(), decision=replace(small_report().decision, more=more))
    texts = [
        shape.text_frame
        for shape in Presentation(io.BytesIO(slides_of(report))).slides[0].shapes
        if shape.has_text_frame
    ]
    (lines,) = (
        [line.text for line in frame.paragraphs]
        for frame in texts
        if frame.paragraphs[-1].text.endswith("more in the report")
    )
    assert 2 < len(lines) <= 7
