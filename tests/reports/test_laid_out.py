"""Where things stand on the pages of a PDF: what belongs together is on one page, and no page ends half empty."""

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from charts.descriptions import HeatChart, HeatRow, RangeRow, RangesChart, Stack, StackedChart, TornadoChart, TornadoRow
from projects.access import Workspace
from projects.document import load_project
from projects.domain.ranges import Range
from reports.compose import compose_report
from reports.domain.audience import Audience
from reports.domain.report import Answered, Items, Paragraph, Questions, ReportSection, ReportTable, Span, Timeline
from reports.pdf import render_pdf
from tests.reports.test_pdf import DECISION, REPORT, drawing, pages

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the pages (Debian: poppler-utils)"),
]
BODY_MM = {"a4": (26.0, 274.0), "us-letter": (22.0, 260.4)}
"""Where the text of a page begins and ends, below its head."""
POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class Word:
    """A word as it is printed; its place from the left and from above, in mm."""

    page: int
    left: float
    base: float
    text: str


def words_of(report):
    """Return the words between head and foot, in the order of the file."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=render_pdf(report).pdf, capture_output=True, check=True
    )
    top, bottom = BODY_MM[report.meta.paper]
    found = []
    for number, page in enumerate(done.stdout.decode().split("<page ")[1:], start=1):
        for left, base, text in re.findall(r'xMin="([\d.]+)".*?yMax="([\d.]+)">(.*?)</word>', page):
            word = Word(number, float(left) / POINTS_PER_MM, float(base) / POINTS_PER_MM, text)
            if top - 2 < word.base <= bottom + 1:
                found.append(word)
    return found


def pages_of(words, text):
    """Return the pages on which a word stands, as often as it does."""
    return [word.page for word in words if word.text == text]


def with_blocks(*blocks, filler=0, paper="a4", **section):
    """Return a report without a first page: so many lines, then a section of blocks."""
    lines = ReportSection(id="lines", title="Lines", blocks=tuple(Paragraph(text="filling") for _line in range(filler)))
    meta = replace(REPORT.meta, paper=paper)
    said = ReportSection(**({"id": "said", "title": "Heading", "blocks": blocks} | section))
    return replace(
        REPORT,
        meta=meta,
        decision=replace(DECISION, shows_page=False),
        sections=(*((lines,) if filler else ()), said),
        appendix=(),
    )


FILLERS = range(6, 28, 2)
"""Lines above, so that what follows meets the end of a page in every way."""


@pytest.mark.parametrize("filler", FILLERS)
def test_heading_of_a_section_stands_with_its_first_table(filler):
    table = ReportTable(
        label="Side by side",
        head=("Figure", "Base"),
        rows=(("first", "1"), *(("next", "2"),) * 6),
        numeric=(False,) * 2,
    )
    words = words_of(with_blocks(table, filler=filler))

    assert {*pages_of(words, "Heading"), *pages_of(words, "first"), *pages_of(words, "next")} == {
        pages_of(words, "Heading")[0]
    }


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_section_goes_to_the_next_page_only_where_its_first_table_has_no_room(paper):
    table = ReportTable(head=("Figure", "Base"), rows=(("row", "1"),) * 8, numeric=(False, False))
    for filler in range(6, 40):
        words = words_of(with_blocks(table, filler=filler, paper=paper))
        if pages_of(words, "Heading") == [2]:
            break
    top, bottom = BODY_MM[paper]
    left_mm = bottom - max(word.base for word in words if word.page == 1)
    last = max(word.base for word in words if word.page == 2 and word.text == "row")
    # Above a section are 13 mm where it does not begin a page; its last line and the table's end take a few.
    assert left_mm < last - top + 13 + 4, filler


@pytest.mark.parametrize("filler", FILLERS)
@pytest.mark.parametrize("foot", [None, ("all", "9", "")])
def test_last_rows_of_a_long_table_stay_together(filler, foot):
    rows = tuple((f"row{number}", "1", "two words") for number in range(12))
    table = ReportTable(head=("Figure", "Base", "Note"), rows=rows, numeric=(False, True, False), foot=foot)
    words = words_of(with_blocks(table, filler=filler))

    pages = [pages_of(words, name)[0] for name, _number, _note in rows]
    assert len(set(pages[:2])) == 1
    assert len(set(pages[-3:])) == 1
    assert pages == sorted(pages)
    # They begin below each other: no column was added that a reader sees.
    assert len({round(word.left, 1) for word in words if word.text == "two"}) == 1


@pytest.mark.parametrize(
    "before", ["Rechenleistung", "Die Rechenleistung", "Alle Rechenleistung", "Jede Rechenleistung"]
)
def test_headline_breaks_no_word(before):
    said = f"{before} bis zum Start: 10,45\u00a0€ bis 39,82\u00a0€, wahrscheinlich 20,83\u00a0€."
    report = with_blocks(Paragraph(text="x"), finding=said)
    report = replace(report, meta=replace(report.meta, lang="de"))
    assert "wahrscheinlich" in {word.text for word in words_of(report)}


@pytest.mark.parametrize("letters", [24, 40, 300])
def test_address_without_signs_stays_on_the_paper_and_clicks(letters):
    address = "https://intranet.example/" + "a" * letters
    cells = ReportTable(head=("Where", "What", "Who"), rows=((address, address, "Ann"),), numeric=(False,) * 3)
    answered = Questions(
        questions=(Answered(ref="A1", question="Where?", answer=address, state="known", note=address),)
    )
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"],
        input=(pdf := render_pdf(with_blocks(cells, answered)).pdf),
        capture_output=True,
        check=True,
    )
    right = max(float(edge) for edge in re.findall(r'xMax="([\d.]+)"', done.stdout.decode()))
    assert right / POINTS_PER_MM < 210 - 15
    assert pdf.count(b"/URI") >= 4


def calendar(days):
    phases = [
        Span(label=f"Phase{number}", start=0, end=40, begins="2027-01-01", ends="2027-03-01", text="January")
        for number in range(5)
    ]
    dates = [
        Span(label=f"Day{number}", start=9, end=9, begins="2027-02-01", ends="2027-02-01", text="May", is_phase=False)
        for number in range(days)
    ]
    spans = (*phases, *dates)
    return Timeline(
        label="Calendar",
        title="From then to now",
        subtitle="",
        alt="All of it",
        ticks=((0.0, "Axis"), (50.0, "June")),
        spans=spans,
        head=("What", "When"),
        rows=tuple((span.label, span.text) for span in spans),
    )


@pytest.mark.parametrize("filler", FILLERS)
def test_calendar_goes_on_below_its_months_with_phases_and_last_days_together(filler):
    words = words_of(with_blocks(calendar(12), filler=filler))
    phases = {page for number in range(5) for page in pages_of(words, f"Phase{number}")}
    days = [page for number in range(12) for page in pages_of(words, f"Day{number}")]

    assert len(days) == 12
    assert phases == set(pages_of(words, "Heading"))
    assert len(set(days[-3:])) == 1
    assert sorted(pages_of(words, "Axis")) == sorted(phases | set(days))


def test_short_calendar_says_its_headline_too():
    """Its days from and to, and whose proposal the phases are, were left out where it fitted on a page."""
    words = words_of(with_blocks(replace(calendar(1), title="Tobegin", subtitle="Proposal")))

    assert pages_of(words, "Tobegin") == pages_of(words, "Proposal") == [1]


def test_name_of_a_day_has_room_beside_the_calendar():
    name = "Decision on the test and the pilot"
    day = Span(label=name, start=9, end=9, begins="2027-02-01", ends="2027-02-01", text="May", is_phase=False)
    words = words_of(with_blocks(replace(calendar(1), spans=(*calendar(1).spans[:5], day), rows=())))
    assert len({word.base for word in words if word.text in ("Decision", "pilot")}) == 1


def test_year_stands_below_its_month_and_no_month_gives_way_to_it():
    ticks = ((0.0, "Nov 2027"), (12.0, "Dec"), (24.0, "Jan 2028"), (36.0, "Feb"))
    words = words_of(with_blocks(replace(calendar(1), ticks=ticks)))
    bases = {text: [word.base for word in words if word.text == text] for text in ("Nov", "Dec", "Jan", "Feb", "2027")}

    assert bases["Nov"] == bases["Dec"] == bases["Jan"] == bases["Feb"] != []
    assert bases["2027"] > bases["Nov"]


def test_head_of_a_page_has_the_whole_title_of_its_section():
    title = "Wie wir die Zahlen berechnet haben"
    assert title in pages(render_pdf(with_blocks(Paragraph(text="filling"), title=title)).pdf)[0].split("\n")[0]


def test_contents_are_named_once():
    sections = tuple(ReportSection(id=f"s{number}", title=f"Part {number}") for number in range(5))
    said = render_pdf(replace(with_blocks(), sections=sections)).pdf
    assert pages(said)[0].count("Contents") == 1


def test_title_that_begins_from_right_to_left_is_set_so_with_its_day_as_written():
    title = "نظام فرز رسائل المطالبات قبل 30 June 2027"
    words = words_of(replace(REPORT, meta=replace(REPORT.meta, title=title)))
    june = next(word for word in words if word.text == "June")
    line = [word for word in words if word.page == 1 and abs(word.base - june.base) < 3]
    day = [word.text for word in sorted(line, key=lambda word: word.left)][:3]
    assert (day, len(line) > 3) == (["30", "June", "2027"], True)


def test_sentence_that_starts_with_a_name_from_right_to_left_runs_from_left_to_right():
    said = "“نظام” handles 45 out of 100 cases, the tool 70."
    words = [word for word in words_of(with_blocks(Paragraph(text=said))) if word.text in ("handles", "cases,", "70.")]
    assert [word.text for word in sorted(words, key=lambda word: word.left)] == ["handles", "cases,", "70."]


def test_label_above_a_wide_table_stands_in_one_line():
    label = "What was tried before, and the simplest way there is"
    table = ReportTable(label=label, head=("Figure",) * 6, rows=(("row",) * 6,), numeric=(False,) * 6)
    words = words_of(with_blocks(table))
    assert len({word.base for word in words if word.text in label.split()}) == 1


def test_what_the_headline_says_is_not_said_again_above_its_chart():
    rows = (RangeRow(name="Team", value=Range.exactly(1)),)
    chart = drawing(RangesChart, title="Cheapest of all", subtitle="In euros", rows=rows)
    said = with_blocks(chart, finding="Cheapest of all. And more.")
    assert pages_of(words_of(said), "Cheapest") == [1]
    assert len(pages_of(words_of(with_blocks(chart, finding="Another.")), "Cheapest")) == 1


@pytest.mark.parametrize(("low", "said"), [(-5.0, "-5k to 7k"), (2.0, "2k – 7k")])
def test_no_dash_stands_between_ends_one_of_which_has_a_minus(low, said):
    rows = (TornadoRow(name="Team", low=low, high=7.0),)
    chart = drawing(TornadoChart, rows=rows, base=3.0, format=lambda value: f"{value:g}k".replace("-", "−"))
    assert said.replace("-", "−") in pages(render_pdf(with_blocks(chart)).pdf)[0]


YEAR = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = ("Oct 2027", "Nov", "Dec", "Jan 2028", *YEAR[1:], "Jan 2029")


def test_axis_that_leaves_months_out_keeps_those_with_their_year():
    stacks = (Stack(name="Team", values=(1.0,) * len(MONTHS)),)
    words = words_of(with_blocks(drawing(StackedChart, months=MONTHS, stacks=stacks)))

    assert [word.text for word in words if word.text.isdigit() and len(word.text) == 4] == ["2027", "2028", "2029"]


def test_strip_of_months_begins_with_its_year():
    rows = (HeatRow(name="Ada", values=(1.0,) * len(MONTHS)),)
    words = words_of(with_blocks(drawing(HeatChart, months=MONTHS, rows=rows)))

    assert [word.text for word in words if word.text.isdigit() and len(word.text) == 4] == [
        "2027", "2028", "2028", "2029",
    ]  # fmt: skip


LONG = "Claims, " + "and on with many words " * 12 + "until here."


def long_calendar(days):
    spans = tuple(
        Span(label=LONG, start=0, end=40, begins="2027-01-01", ends="2027-03-01", text="May", is_phase=number < 10)
        for number in range(days)
    )
    return replace(calendar(1), title=LONG, subtitle=LONG, spans=spans, rows=())


@pytest.mark.parametrize("days", [1, 2, 4, 13, 24])
def test_long_headline_and_labels_of_a_calendar_are_whole_and_on_the_paper(days):
    """They ended in […]; phases stand together, and ten such ones are taller than a page."""
    words = words_of(with_blocks(long_calendar(days)))

    assert len(pages_of(words, "here.")) == days + 2
    assert not pages_of(words, "[…]")


def test_calendar_that_is_longer_than_the_rest_of_a_page_begins_there():
    """Half a page is left, and the calendar is taller; it used to leave that half empty."""
    words = words_of(with_blocks(calendar(14), filler=12))

    assert pages_of(words, "Heading") == [1]
    assert pages_of(words, "Day13") == [2]


@pytest.mark.parametrize("filler", FILLERS)
def test_answer_that_is_a_short_table_stands_on_one_page_with_its_question(filler):
    asked = Answered(
        ref="D2", question="Tried?", answer="", state="known", head=("What", "When"), rows=(("row", "2026"),) * 7
    )
    words = words_of(with_blocks(Questions(questions=(asked,)), filler=filler))

    assert len({*pages_of(words, "Tried?"), *pages_of(words, "row")}) == 1
    assert len(pages_of(words, "row")) == 7


@pytest.mark.parametrize("filler", range(0, 4))
def test_note_stands_on_the_page_of_its_answer(filler):
    noted = Answered(ref="A1", question="Who?", answer="Dana", state="known", note="noted")
    plain = Answered(ref="A1", question="When?", answer="June", state="known")
    words = words_of(with_blocks(Questions(questions=(*(plain,) * filler, *(noted,) * 60))))

    assert len(pages_of(words, "noted")) == 60
    assert len(set(pages_of(words, "Who?"))) > 1
    assert pages_of(words, "Dana") == pages_of(words, "noted")


@pytest.mark.parametrize("filler", FILLERS)
def test_item_of_a_list_stands_on_one_page(filler):
    text = "begins " + "and goes on with many words " * 6 + "ends"
    words = words_of(with_blocks(Items(label="Open", items=(("Name", text),) * 9), filler=filler))

    assert len(pages_of(words, "ends")) == 9
    assert pages_of(words, "begins") == pages_of(words, "ends")


@pytest.mark.parametrize(
    "finding",
    [
        "Applications decided within ten minutes: from 4 to 98% of applications.",
        "Fresh items thrown away, share of pieces delivered: from 11 to 8.5% of pieces.",
    ],
)
def test_no_word_stands_alone_in_the_last_line_of_a_headline(finding):
    words = words_of(with_blocks(Paragraph(text="plain"), finding=finding))
    last = next(word for word in words if word.text == finding.split()[-1])

    assert len({round(word.base) for word in words if word.text in finding.split()}) == 2  # else nothing was asked
    assert [word.text for word in words if abs(word.base - last.base) < 0.5] == finding.split()[-2:]


@pytest.mark.parametrize(
    "title", ["A language model for 480,000 speakers", "Service: the right page at the first visit"]
)
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_title_in_two_lines_has_two_of_about_the_same_length(paper, title):
    words = words_of(replace(REPORT, meta=replace(REPORT.meta, title=title, paper=paper)))
    first = next(place for place, word in enumerate(words) if word.text == title.split()[0])
    lines = {}
    for word in words[first : first + len(title.split())]:
        lines.setdefault(round(word.base), []).append(word.text)
    one, two = (" ".join(line) for line in lines.values())

    assert f"{one} {two}" == title
    assert len(two) >= len(one) / 2


@pytest.mark.parametrize("source", ["جدول الأسعار", "מחירון"])
@pytest.mark.parametrize("day", ["19 March 2027", "3. Oktober 2026"])
def test_day_after_a_text_from_right_to_left_is_read_from_left_to_right(source, day):
    table = ReportTable(head=("No.", "Source"), rows=(("1", f"{source}, {day}"),), numeric=(False, False))
    words = words_of(with_blocks(table))
    places = [next(word.left for word in words if word.text == part) for part in day.split()]

    assert places == sorted(places)


def test_number_of_a_section_stands_before_its_title():
    words = words_of(with_blocks(Paragraph(text="plain"), finding="What came out"))
    number, title = (next(word for word in words if word.text == text) for text in ("1", "Heading"))

    assert number.base == pytest.approx(title.base, abs=0.5)
    assert number.left < title.left


def test_figures_of_a_wide_table_stay_in_one_line():
    """Beside an approach that is described at length; the ends of a range used to stand below each other."""
    described = "The simple option: a form with a claim type to choose, which handles 30 out of 100 cases (too weak)"
    table = ReportTable(
        label="Side by side",
        head=(
            "Approach",
            "Cost to launch, likely",
            "8 cases out of 10",
            "Months",
            "Running cost per year",
            "Chance",
            "Out",
        ),
        rows=(
            (described, "$105k", "$193k–$220k", "3.2", "$24k", "79", "in weeks"),
            (described, "CHF 181k", "CHF 164k – CHF 207k", "6.5", "CHF 31k", "64 in 100", "in days"),
        ),
        numeric=(False, True, True, True, True, True, False),
    )
    words = words_of(with_blocks(table))
    placed = [word.base for word in words if word.text in ("164k", "207k", "181k", "31k", "64")]

    assert len(placed) == 5
    assert max(placed) - min(placed) < 0.5


@pytest.mark.django_db
@pytest.mark.parametrize(("example", "paper"), [("claims", "a4"), ("retailer", "a4"), ("bank", "us-letter")])
def test_no_page_of_an_example_but_the_last_is_half_empty(example, paper):
    with transaction.atomic():
        project = load_project((Path(settings.FIXTURES) / "samples" / f"{example}.json").read_bytes(), owner=None)
        report = compose_report(Workspace(project, project.scenarios.get(slug="base")), Audience.FULL)
        transaction.set_rollback(True)
    words = words_of(replace(report, meta=replace(report.meta, paper=paper)))
    top, bottom = BODY_MM[paper]
    lowest = {word.page: max(other.base for other in words if other.page == word.page) for word in words}
    filled = {page: (base - top) / (bottom - top) for page, base in lowest.items() if page < max(lowest)}

    assert len(filled) > 20
    assert {page: share for page, share in filled.items() if share < 0.5} == {}


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_contents_with_long_findings_leave_room_for_how_to_read_ranges(paper):
    finding = "What came out is that many words are needed, so that each of them takes two lines of the page below it"
    sections = tuple(
        ReportSection(
            id=f"s{number}", title=f"Part {number}", finding=finding, blocks=(Paragraph(label="", text="So."),)
        )
        for number in range(18)
    )
    report = replace(REPORT, meta=replace(REPORT.meta, paper=paper), sections=sections, appendix=())
    _decision, contents, first, *_rest = pages(render_pdf(report).pdf)
    assert "In 1 case out of 10 it ends above this." in contents
    assert "Part 0" in first
