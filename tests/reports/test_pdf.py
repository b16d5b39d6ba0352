import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from itertools import takewhile
from pathlib import Path

import pikepdf
import pytest

from charts.descriptions import (
    ChartLine,
    HeatChart,
    HeatRow,
    HistogramChart,
    LinesChart,
    RangeRow,
    RangesChart,
    Stack,
    StackedChart,
    TornadoChart,
    TornadoRow,
)
from projects.domain.ranges import Range
from reports import pdf
from reports.blocks import to_json
from reports.domain.report import (
    Answered,
    Ask,
    DecisionPage,
    DrawnChart,
    Items,
    KeyFacts,
    LightRow,
    Meta,
    Paragraph,
    Questions,
    RangeBar,
    Report,
    ReportSection,
    ReportTable,
)
from reports.pdf import STANDARDS, clean, render_pdf
from reports.typesetter import SOURCES
from tests.charts.samples import Ends

HOSTILE = json.loads((Path(__file__).parents[1] / "hostile_inputs.json").read_text())
HOSTILE_TEXTS = [text for texts in HOSTILE.values() if isinstance(texts, list) for text in texts]
MORE_HOSTILE = [
    "\ud800 lone surrogate",
    "\u0301\u0302 marks first",
    "🎉" * 40,
    "簡体字 한국어 العربية עברית ไทย",
    "e\u0301\u20dd x\u0336",
    "\u200b\u2060\u00ad",
    "\ue000\U0010ffff\ufffe",
    "a" * 5000,
    "line\nline\r\nline\u2028line",
    "\x1b[31m\x7f\x85",
    "💥a" * 300,
    " ",
]
COVERED = frozenset(range(0x20, 0x17F))
BAR = RangeBar(
    label="Cost to launch",
    low=288.0,
    likely=330.0,
    high=382.0,
    s_low="$288,000",
    s_likely="$330,000",
    s_high="$382,000",
    mark=350.0,
    s_mark="$350,000 agreed",
)
DECISION = DecisionPage(
    verdict="pilot",
    label="Pilot",
    sentence="Run a four-month pilot with the motor team.",
    steps=(("stop", "Stop"), ("fix_first", "Fix first"), ("pilot", "Pilot"), ("go", "Go")),
    problem="Every month some 38,000 mails reach one shared mailbox, and one in nine goes to the wrong team.",
    score="67",
    score_note="30 of 30 statements rated",
    hard_ok=7,
    hard_n=7,
    soft_ok=8,
    soft_n=9,
    gates_note="Shut: 24 There is an owner.",
    cost=BAR,
    months="8",
    months_note="7 to 9 in 8 cases of 10",
    chance="7 in 10",
    chance_tenths=7,
    chance_note="within 36 months",
    asks=(
        Ask(what="Release $207,000", why="Months 1 to 4", by="4 December 2026", who="Teresa Vandermeer"),
        Ask(what="Name an owner", why="Gate 24 is shut", by="29 January 2027", who="Teresa Vandermeer"),
        Ask(what="Let us read the mail log", why="First milestone", by="8 January 2027", who="IT operations"),
    ),
)


def drawing(kind, label="", **shown):
    """A chart as a block."""
    words = {"id": "x", "title": "", "subtitle": "By month" if label else "", "label": "", "format": "${:g}k".format}
    return DrawnChart.of(kind(**words | shown), label=label)


BLOCKS = (
    KeyFacts(
        label="At a glance",
        facts=(("mails a month", "38,000", "counted"), ("people", "14", ""), ("wrong team", "11 %", "sampled")),
    ),
    Paragraph(label="Problem", text="One shared mailbox.\nFourteen people sort it by hand."),
    ReportTable(
        label="Figures",
        head=("", "Low", "Likely", "High"),
        numeric=(False, True, True, True),
        rows=(("Rent", "$12k", "$14k", "$19k"), ("Storage", "$1k", "$2k", "$4k")),
        foot=("Together", "$14k", "$16k", "$22k"),
    ),
    drawing(
        HeatChart,
        "Presence",
        months=tuple(str(month) for month in range(1, 15)),
        rows=(
            HeatRow(name="Data scientist", values=tuple(month / 0.14 for month in range(14))),
            HeatRow(name="Owner", values=(20.0,) * 14),
        ),
    ),
    drawing(
        RangesChart,
        "Cost by part",
        rows=(
            RangeRow(name="Cost to launch", value=Range(low=288.0, likely=330.0, high=382.0)),
            RangeRow(name="Team", value=Range(low=120.0, likely=180.0, high=260.0)),
        ),
    ),
    drawing(
        LinesChart,
        "Rent or buy",
        title="Buying pays from month 14",
        x_name="months from the start",
        lines=(
            ChartLine(
                name="Rent",
                low=tuple(2.0 * i for i in range(37)),
                likely=tuple(3.0 * i for i in range(37)),
                high=tuple(4.5 * i for i in range(37)),
            ),
            ChartLine(
                name="Buy",
                low=tuple(20 + 1.0 * i for i in range(37)),
                likely=tuple(25 + 1.2 * i for i in range(37)),
                high=tuple(30 + 1.5 * i for i in range(37)),
            ),
        ),
        mark=Range(low=10.0, likely=14.0, high=22.0),
        mark_label="break-even, month 14",
    ),
    drawing(
        StackedChart,
        "Spending",
        title="The team is most of it",
        months=tuple(f"M{i}" for i in range(1, 9)),
        stacks=(
            Stack(name="Team", values=(10.0, 20.0, 30.0, 30.0, 30.0, 25.0, 20.0, 10.0)),
            Stack(name="Computing", values=(1.0, 2.0, 4.0, 8.0, 8.0, 6.0, 3.0, 2.0)),
        ),
    ),
    drawing(
        HistogramChart,
        "Net value",
        title="7 in 10 gain",
        edges=(-200.0, -100.0, 0.0, 100.0, 200.0),
        counts=(3, 9, 14, 6),
        limit=0.0,
        below_label="3 in 10 lose",
        above_label="7 in 10 gain",
    ),
    drawing(
        TornadoChart,
        "What decides",
        title="Adoption moves it most",
        rows=(
            TornadoRow(name="Adoption", text="50 to 85 %", low=-40.0, high=120.0),
            TornadoRow(name="Review", text="0.5 to 2 min", low=70.0, high=20.0),
        ),
        base=46.0,
        base_label="likely: $46k",
    ),
    Items(
        label="Open questions",
        items=(("Who owns it?", "Teresa Vandermeer, 29 January 2027"), ("May we read mails?", "Legal")),
    ),
)
REPORT = Report(
    meta=Meta(
        title="Claims mail triage",
        org="Harbor Mutual Insurance",
        kind="Scoping report",
        date="23 November 2026",
        iso_date="2026-11-23",
        priced_on="12 November 2026",
        region="US",
        prepared_by="Maren Okafor-Lindqvist",
        prepared_for="Teresa Vandermeer, chief claims officer",
    ),
    decision=DECISION,
    sections=(
        ReportSection(
            id="problem", title="The problem", finding="Wrong teams cost days.", note="Section A", blocks=BLOCKS
        ),
        ReportSection(id="value", title="Value", empty="Enter what one case is worth."),
        ReportSection(id="second", title="Second look", empty="Nothing stands out."),
    ),
    appendix=(
        ReportSection(
            id="answers",
            title="Questions and answers",
            blocks=(
                Questions(
                    label="A Problem",
                    questions=(
                        Answered(
                            ref="A1",
                            question="What goes wrong?",
                            answer="Mails are lost.\nEvery day.",
                            state="known",
                            note="Asked twice",
                            by="Maren, 3 May",
                        ),
                        Answered(ref="A2", question="Since when?", answer="Not yet known", state="unknown"),
                    ),
                ),
            ),
        ),
        ReportSection(id="methods", title="How we calculated the figures", blocks=(Paragraph(text="By draws."),)),
    ),
)
EMPTY = Report(
    meta=Meta(title=""),
    decision=DecisionPage(
        verdict="",
        label="",
        sentence="",
        steps=(),
        problem="",
        score=None,
        score_note="",
        hard_ok=0,
        hard_n=0,
        soft_ok=0,
        soft_n=0,
        gates_note="",
        cost=None,
        months="–",
        months_note="",
        chance="–",
        chance_tenths=None,
        chance_note="",
        asks=(),
    ),
    sections=(ReportSection(id="problem", title="", empty=""),),
    appendix=(),
)
EMPTY_BLOCKS = (
    KeyFacts(facts=()),
    Paragraph(text=""),
    ReportTable(head=(), rows=(), numeric=()),
    ReportTable(head=("A", "B"), rows=(("only one",),), numeric=(), foot=("x",)),
    Items(items=()),
    Questions(questions=()),
)
EMPTY_CHARTS = (
    drawing(RangesChart, rows=()),
    drawing(HeatChart, months=(), rows=()),
    drawing(HeatChart, months=("1", "2"), rows=(HeatRow(name="uneven", values=(50.0,)),)),
    drawing(LinesChart, x_name="", lines=()),
    drawing(LinesChart, x_name="", lines=(ChartLine(name="", low=(), likely=(1.0,), high=()),)),
    drawing(StackedChart, months=(), stacks=()),
    drawing(HistogramChart, edges=(), counts=(), limit=0.0, below_label="", above_label=""),
    drawing(TornadoChart, rows=(), base=0.0, higher_is_better=False),
)


# What the application writes, never a person; some of it selects what is drawn.
OURS = {"verdict", "id", "state", "iso_date", "lang", "region", "paper", "kind"}


def filled_with(node, text):
    """The same report with every text replaced."""
    if is_dataclass(node):
        keep = OURS - {"kind"} if isinstance(node, Meta) else OURS
        return replace(
            node, **{f.name: filled_with(getattr(node, f.name), text) for f in fields(node) if f.name not in keep}
        )
    if isinstance(node, tuple):
        return tuple(filled_with(part, text) for part in node)
    return text if isinstance(node, str) else node


def pages(pdf):
    """Each page's text."""
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext to read the pages with (Debian: apt install poppler-utils)")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def outline_pages(rendered):
    """How many pages come before the contents."""
    texts = pages(rendered.pdf)
    return len(list(takewhile(lambda text: "How to read the ranges" not in text, texts)))


def test_report_meets_both_standards():
    assert render_pdf(REPORT).standards == STANDARDS


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, *MORE_HOSTILE], ids=lambda text: ascii(text)[:30])
def test_report_with_hostile_text_meets_both_standards(text):
    assert render_pdf(filled_with(REPORT, text)).standards == STANDARDS


@pytest.fixture
def aged(monkeypatch):
    """How often the typesetter let older reports go."""
    pdf.let_older_go()
    turns = []
    monkeypatch.setattr(pdf, "age", lambda *_given: turns.append(1))
    return turns


def long_report(number):
    sections = tuple(ReportSection(id=f"s{each}", title=f"Part {each}") for each in range(number))
    return replace(REPORT, sections=sections, appendix=())


def test_older_reports_go_once_a_long_one_was_delivered(aged):
    render_pdf(long_report(5))
    assert aged == []
    pdf.let_older_go()
    pdf.let_older_go()
    assert aged == [1]


def test_older_reports_go_before_the_next_long_one_where_nobody_let_them(aged):
    render_pdf(long_report(5))
    render_pdf(long_report(2))
    assert aged == []
    render_pdf(long_report(5))
    assert aged == [1]


def test_empty_report_meets_both_standards():
    assert render_pdf(EMPTY).standards == STANDARDS


@pytest.mark.parametrize("block", [*EMPTY_BLOCKS, *EMPTY_CHARTS])
def test_block_without_content_meets_both_standards(block):
    section = ReportSection(id="one", title="One", blocks=(block,))
    assert render_pdf(replace(REPORT, sections=(section,), appendix=())).standards == STANDARDS


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 0.0])
def test_bar_with_extreme_numbers_meets_both_standards(value):
    spreads = [
        Ends(**{"low": 288.0, "likely": 330.0, "high": 382.0} | {name: value}) for name in ("low", "likely", "high")
    ]
    rows = tuple(RangeRow(name="Cost to launch", value=spread) for spread in spreads)
    report = replace(
        REPORT,
        decision=replace(DECISION, cost=replace(BAR, mark=value)),
        sections=(ReportSection(id="one", title="One", blocks=(drawing(RangesChart, rows=rows),)),),
    )
    assert render_pdf(report).standards == STANDARDS


def test_what_is_known_exactly_stands_in_a_chart_without_ends():
    rows = tuple(
        RangeRow(name=name, value=Range(low=low, likely=23, high=high))
        for name, low, high in (("A", 23, 23), ("B", 20, 29))
    )
    section = ReportSection(id="one", title="One", blocks=(drawing(RangesChart, rows=rows),))
    text = "\n".join(pages(render_pdf(replace(REPORT, sections=(section,), appendix=())).pdf))
    assert "$20k – $29k" in text
    assert "$23k – $23k" not in text


@pytest.mark.parametrize(
    "meta",
    [
        {"lang": "zh-hans"},
        {"lang": "de", "region": "Hans"},
        {"iso_date": "soon"},
        {"draft": True},
        {"paper": "us-letter"},
    ],
)
def test_report_with_other_meta_meets_both_standards(meta):
    assert render_pdf(replace(REPORT, meta=replace(REPORT.meta, **meta))).standards == STANDARDS


def test_long_titles_meet_both_standards():
    long = "The very long title of a project that nobody dared to shorten " * 6
    sections = tuple(replace(section, title=long) for section in REPORT.sections)
    report = replace(REPORT, meta=replace(REPORT.meta, title=long), sections=sections)
    assert render_pdf(report).standards == STANDARDS


def test_same_report_gives_same_bytes():
    assert render_pdf(REPORT).pdf == render_pdf(REPORT).pdf


def test_report_gives_the_same_bytes_after_it_was_another_one():
    first = render_pdf(REPORT).pdf
    other = render_pdf(replace(REPORT, meta=replace(REPORT.meta, version="Version 7"))).pdf
    assert other != first
    assert render_pdf(REPORT).pdf == first


def test_style_of_pages_holds_no_word_of_the_report():
    """Or a change of one word, such as the number of the version, makes all of it be set anew."""
    source = (SOURCES / "report.typ").read_text()
    style = source[source.index("  header: context") : source.index("#show: body")]
    assert "footer: context" in style
    assert not re.findall(r"\b[dm]\.|\bt\(", style)
    assert not [file.name for file in SOURCES.glob("*.typ") if "sys.inputs" in file.read_text()]


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_sponsor_has_one_page(paper):
    assert outline_pages(render_pdf(replace(REPORT, meta=replace(REPORT.meta, paper=paper)))) == 1


ASKED = tuple(
    Ask(
        what=f"Release the money of part {number} until the tests are through",
        why=f"Reason {number} is that the plan needs it",
        by="4 December 2026",
        who="Teresa Vandermeer",
    )
    for number in range(1, 6)
)


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("reasons", [0, 2, 4, 8, 12])
def test_what_is_asked_for_stands_with_its_reason_or_the_page_says_that_more_is_asked(paper, reasons):
    decision = replace(DECISION, asks=ASKED, more=("A statement of the checklist is not true yet.",) * reasons)
    report = replace(REPORT, meta=replace(REPORT.meta, paper=paper), decision=decision)
    text = " ".join(pages(render_pdf(report).pdf)[0].split())
    shown = [number for number in range(1, 6) if f"of part {number}" in text]
    assert [number for number in shown if f"Reason {number} is" not in text] == []
    assert len(shown) >= 3
    assert len(shown) == 5 or "Others are asked too" in text


@pytest.mark.parametrize("name", ["A name of many words " * 20, "x" * 2000, "🎉 " * 100])
def test_sponsor_with_long_name_has_one_page(name):
    assert outline_pages(render_pdf(replace(REPORT, meta=replace(REPORT.meta, title=name)))) == 1


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("text", ["Many words again " * 200, "W" * 3000, "line\n" * 300])
def test_sponsor_with_long_texts_has_one_page(text, paper):
    decision = filled_with(replace(DECISION, asks=DECISION.asks * 3), text)
    report = replace(REPORT, meta=replace(filled_with(REPORT.meta, text), paper=paper), decision=decision)
    assert outline_pages(render_pdf(report)) == 1


def test_empty_sections_share_a_page():
    texts = pages(render_pdf(REPORT).pdf)
    found = [{"worth": "what one case is worth" in text, "look": "Nothing stands out" in text} for text in texts]
    assert [holds for holds in found if any(holds.values())] == [{"worth": True, "look": True}]


def test_appendix_is_lettered():
    contents = pages(render_pdf(REPORT).pdf)[1]
    found = re.findall(
        r"^.*?\b([1-9A-Z])\s+(The problem|Value|Questions and answers|How we calculated)", contents, re.MULTILINE
    )
    assert found == [
        ("1", "The problem"),
        ("2", "Value"),
        ("A", "Questions and answers"),
        ("B", "How we calculated"),
    ]


def test_markup_stands_as_text():
    report = replace(REPORT, decision=replace(DECISION, problem='#read("/etc/hostname") *x* $y$ @z <w>'))
    assert '#read("/etc/hostname") *x* $y$ @z <w>' in pages(render_pdf(report).pdf)[0]


def test_link_in_text_is_no_link():
    report = filled_with(REPORT, "javascript:alert(1) file:///etc/passwd")
    assert b"/URI" not in render_pdf(report).pdf


def test_address_clicks_and_is_copied_whole():
    address = "https://intranet.example/privacy/2026-11-03-claims-mail-and-the-tally-of-october.pdf?view=all"
    sections = (ReportSection(id="a", title="A", blocks=(Paragraph(text=f"See ({address})."),)),)
    report = replace(REPORT, sections=sections)
    found = pikepdf.open(io.BytesIO(render_pdf(report).pdf))
    links = [
        str(link.A.URI) for page in found.pages for link in page.get("/Annots", []) if "/URI" in link.get("/A", {})
    ]
    assert set(links) == {address}
    assert address in "".join("".join(pages(render_pdf(report).pdf)).split())


@pytest.mark.parametrize("text", ["a" * 400, "x/" * 200])
def test_nothing_but_the_text_is_copied(text):
    report = filled_with(REPORT, text)
    assert {"\u00ad", "\u200b"} & set("".join(pages(render_pdf(report).pdf))) == set()


def test_title_of_the_file_has_no_places_to_break():
    report = replace(REPORT, meta=replace(REPORT.meta, title="x" * 60, prepared_by="y" * 60))
    with pikepdf.open(io.BytesIO(render_pdf(report).pdf)) as written:
        assert str(written.docinfo.Title).startswith("x" * 60)
        assert str(written.docinfo.Author) == "y" * 60


@pytest.mark.parametrize("rows", range(70, 130, 6))
def test_last_page_is_no_thin_one(rows):
    table = ReportTable(head=("A", "B"), rows=(("one", "two"),) * rows, numeric=(False, False))
    report = replace(REPORT, sections=(ReportSection(id="a", title="A", blocks=(table,)),), appendix=())
    last = [line for line in pages(render_pdf(report).pdf)[-1].splitlines() if line.strip()]
    assert len(last) > 10, "\n".join(last)


@pytest.mark.parametrize("count", range(36, 46, 2))
def test_last_page_of_questions_is_no_thin_one(count):
    asked = Answered(ref="A1", question="Who decides?", answer="Dana", state="known")
    section = ReportSection(id="a", title="A", blocks=(Questions(questions=(asked,) * count),))
    last = pages(render_pdf(replace(REPORT, sections=(section,), appendix=())).pdf)[-1]
    assert last.count("Who decides?") >= 12


@pytest.mark.parametrize("text", ["−$50k", "−50k"])
def test_minus_stays_with_its_number(text):
    words = " ".join([text] * 400)
    report = replace(REPORT, sections=(ReportSection(id="a", title="A", blocks=(Paragraph(text=words),)),), appendix=())
    assert re.search(r"−\s*$", "\n".join(pages(render_pdf(report).pdf)), re.MULTILINE) is None


def test_fonts_without_writable_folder_come_from_elsewhere(tmp_path):
    (tmp_path / "fonts").write_text("a file where the folder should be")
    code = "import django; django.setup(); from reports.fonts import _font_folder; print(_font_folder('fonts'))"
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PLUMBLINE_DATA": str(tmp_path),
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=Path(__file__).parents[2]
    )
    assert Path(done.stdout.strip()).name.startswith("plumbline-fonts-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" plain ", "plain"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("e\u0301", "é"),
        ("🎉", "[party popper]"),
        ("簡", "[U+7C21]"),
        ("\u202eevil", "[U+202E]evil"),
        ("x\u200by\ufeff", "xy"),
        ("\u2068Dana\u2069\u200e, \u202bMia\u202c", "Dana, Mia"),
        ("a\U000e0100b\u2061c\u034f", "abc"),
        ("a\x85b", "a\nb"),
        ("簡 " * 2, "[U+7C21] [U+7C21]"),
        ("1\u202f234", "1\u00a0234"),
        ("95 %, 48 GB", "95\u00a0%, 48\u00a0GB"),
        ("by 5 September 2027, am 5. März 2027", "by 5\u00a0September 2027, am 5.\u00a0März 2027"),
        ("in 2027 und 12 of 2000, 3 a 2027", "in 2027 und 12 of 2000, 3 a 2027"),
        ("a" * 40, "a" * 40),
        ("a" * 41, "\u200b".join(("a" * 12, "a" * 12, "a" * 12, "a" * 5))),
        ("https://intranet.example/a/" + "b" * 60, "https://intranet.example/a/" + "b" * 60),
        (
            "https://a.example/" + "ä" * 41,
            "https://a.example/" + "\u200b".join(("ä" * 12, "ä" * 12, "ä" * 12, "ä" * 5)),
        ),
        ("example.org/a/long/path/to/it", "example.\u200borg/\u200ba/long/\u200bpath/\u200bto/it"),
    ],
)
def test_clean_gives_printable_text(text, expected):
    assert clean(text, COVERED) == expected


def test_minus_stays_with_what_is_taken_away():
    said = clean("−5 to 7; all − (its own − rent)", COVERED | {ord("−")})
    assert said == "−5 to 7; all −\u00a0(its own −\u00a0rent)"


def test_to_json_names_the_kind_of_every_block():
    kinds = [block["kind"] for block in to_json(REPORT)["sections"][0]["blocks"]]
    assert kinds == ["facts", "paragraph", "table", "heat", "bars", "lines", "stacked", "histogram", "tornado", "items"]


def test_row_that_grows_where_signs_are_named_goes_on_below():
    signs = "a\u0f00b " * 180 + "the end"  # a sign of Tibetan, for which there is no font
    table = ReportTable(head=("A", "B"), rows=((signs, "x"),), numeric=(False, False))
    section = ReportSection(id="a", title="A", blocks=(table, Items(items=(("Name", signs),))))
    text = "\n".join(pages(render_pdf(replace(REPORT, sections=(section,), appendix=())).pdf))
    assert "[…]" not in text
    assert text.count("the end") == 2


@pytest.mark.parametrize("letters", [300, 600, 1200])
def test_page_of_long_texts_keeps_its_figures_whole_and_cuts_texts_to_the_room_there_is(letters):
    said = ("Every month some mails reach one shared mailbox " * 30)[:letters]
    lights = tuple(
        LightRow(id=str(number), label="A test", outcome="go", outcome_label="Go", text=said, flip="")
        for number in range(5)
    )
    asks = (Ask(what=said, why=said, by="4 December 2026", who="Teresa Vandermeer"),) * 3
    decision = replace(DECISION, sentence=said, recommended=said, more=(said,) * 6, lights=lights, asks=asks)
    first, *_others = pages(render_pdf(replace(REPORT, decision=replace(decision, problem=said))).pdf)
    assert "7 in 10" in first
    assert "Teresa Vandermeer" in first
    assert "4 December 2026" in first
    assert first.count("Every month some mails") >= 10
    assert len(first.split()) > 250
