"""The report as plain pieces: what each block becomes, in which order, and what Markdown and CSV make of it."""

import csv
import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.formatting import Formatter
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
    Span,
    Timeline,
)
from reports.formats.markdown import escaped, markdown_of
from reports.formats.pieces import (
    MOST_SAID,
    Entries,
    GridPiece,
    HeadingPiece,
    Picture,
    TextPiece,
    about,
    decision_grids,
    decision_pieces,
    pieces_of,
    section_pieces,
    shares,
    title_of,
)
from reports.formats.tables import table_csv, tables_of, tables_zip
from tests.charts.samples import histogram, ranges

pytestmark = pytest.mark.once

COST = RangeBar(label="Cost to launch", low=1, likely=2, high=3, s_low="$1k", s_likely="$2k", s_high="$3k")
DECISION = DecisionPage(
    verdict="pilot", label="Pilot", sentence="It may pay.", steps=(), problem="Mails wait.", score="72",
    score_note="of 100", hard_ok=6, hard_n=7, soft_ok=3, soft_n=4, cost=COST, months="5", months_note="3 to 8",
    chance="70 in 100", chance_tenths=7, chance_note="", asks=(),
)  # fmt: skip
BARE = replace(
    DECISION, cost=None, months="", months_note="", chance="", score=None, score_note="", value="", running=""
)


def section(*blocks, **more) -> ReportSection:
    return ReportSection(id="x", title="Costs", blocks=blocks, **more)


def pieces(*blocks, **more) -> list:
    """Return what a section becomes, without its heading."""
    return list(section_pieces(section(*blocks, **more)))[1:]


def grid(**more) -> GridPiece:
    usual = {"title": "Parts", "head": ("Part", "Cost"), "rows": (("Team", "$5"),), "numeric": (False, True)}
    return GridPiece(**{**usual, **more})


# ---------------------------------------------------------------- sections


def test_section_has_its_heading_finding_and_note_before_its_blocks():
    found = list(section_pieces(section(Paragraph(text="More."), finding="It is cheap.", note="As of May.")))
    assert found == [
        HeadingPiece(text="Costs"),
        TextPiece(text="It is cheap.", strong=True),
        TextPiece(text="As of May.", quiet=True),
        TextPiece(text="More."),
    ]


def test_section_with_blocks_does_not_say_that_nothing_is_there():
    assert pieces(Paragraph(text="More."), empty="Enter a cost.") == [TextPiece(text="More.")]


def test_label_of_a_block_is_a_heading_of_its_own():
    assert pieces(Paragraph(text="More.", label="Beside")) == [
        HeadingPiece(text="Beside", level=2),
        TextPiece(text="More."),
    ]


def test_facts_are_a_table_of_figures():
    assert pieces(KeyFacts(facts=(("Cost", "$5", "likely"),), label="Sums")) == [
        HeadingPiece(text="Sums", level=2),
        GridPiece(
            title="Costs, Sums",
            head=("Figure", "Value", "Note"),
            rows=(("Cost", "$5", "likely"),),
            numeric=(False, True, False),
        ),
    ]


def test_table_keeps_its_foot_and_one_without_has_none():
    table = ReportTable(head=("Part", "Cost"), rows=(("Team", "$5"),), numeric=(False, True), foot=("Sum", "$5"))
    assert pieces(table) == [grid(title="Costs", foot=("Sum", "$5"))]
    assert pieces(replace(table, foot=None)) == [grid(title="Costs")]


def test_list_keeps_its_names_and_texts():
    assert pieces(Items(items=(("Who", "Ann"), ("", "Bo")))) == [Entries(entries=(("Who", "Ann"), ("", "Bo")))]


def test_calendar_is_its_sentence_and_a_table():
    span = Span(label="Build", start=0, end=50, begins="2027-01-01", ends="2027-03-01", text="Jan to Mar")
    block = Timeline(
        title="It takes a year.", subtitle="", alt="", ticks=(), spans=(span,), head=("What", "When"),
        rows=(("Build", "Jan to Mar"),),
    )  # fmt: skip
    assert pieces(block) == [
        TextPiece(text="It takes a year."),
        GridPiece(title="Costs", head=("What", "When"), rows=(("Build", "Jan to Mar"),), numeric=(False, False)),
    ]


def answered(**more) -> Answered:
    return Answered(**{"ref": "A1", "question": "What is it?", "answer": "A tool", "state": "known", **more})


def test_question_stands_with_answer_note_and_whoever_said_so():
    (found,) = pieces(Questions(questions=(answered(note="See the plan.", by="Ann"),)))
    assert found.head == ("No.", "Question", "Answer", "Note", "Who and when")
    assert found.rows == (("A1", "What is it?", "A tool", "See the plan.", "Ann"),)


def test_whoever_answered_all_questions_stands_at_each():
    (found,) = pieces(Questions(questions=(answered(), answered(by="Bo")), by="Ann, May"))
    assert [row[-1] for row in found.rows] == ["Ann, May", "Bo"]


@pytest.mark.parametrize(("count", "said"), [(1, "1 row, below"), (2, "2 rows, below")])
def test_answer_that_is_a_table_is_counted_and_follows_below(count, said):
    block = Questions(questions=(answered(answer="", head=("Who", "Pay"), rows=(("Ann", "5"),) * count),))
    listed, below = pieces(block)
    assert listed.rows[0][2] == said
    assert (below.title, below.head, len(below.rows)) == ("A1 What is it?", ("Who", "Pay"), count)


def test_rows_that_are_no_questions_have_heads_of_their_own():
    (found,) = pieces(Questions(questions=(answered(by="Ann"),), heads=("Input", "Value")))
    assert found.head == ("No.", "Input", "Value", "Who and when")
    assert found.rows == (("A1", "What is it?", "A tool", "Ann"),)


def test_chart_is_a_picture_with_its_table_and_foot():
    (found,) = pieces(DrawnChart.of(ranges(mark=30.0, mark_label="budget")))
    assert found.grid.title == "A finding"
    assert found.grid.rows == (
        ("Team", "$10", "$20", "$40"),
        ("Compute", "$1", "$2", "$3"),
        ("budget", "", "$30", ""),
    )
    assert found.grid.numeric == (False, True, True, True)


def test_chart_without_a_finding_is_called_by_its_label():
    (_heading, found) = pieces(DrawnChart.of(ranges(title=""), label="Parts of the budget"))
    assert found.grid.title == "Parts of the budget"


def test_picture_says_its_finding_what_is_drawn_and_the_numbers():
    (found,) = pieces(DrawnChart.of(ranges(title="The team costs most.", subtitle="In thousands.")))
    assert found.alt == ("The team costs most. In thousands. Team: $10, $20, $40; Compute: $1, $2, $3")


def test_what_is_heard_of_a_picture_ends():
    (found,) = pieces(DrawnChart.of(ranges(names=["n" * 500] * 9, values=[(1, 2, 3)] * 9)))
    assert len(found.alt) == MOST_SAID


# ---------------------------------------------------------------- tables of texts


def test_columns_in_which_nothing_stands_are_left_out_but_for_the_names():
    wide = GridPiece(
        title="", head=("Part", "Low", "High"), rows=(("", "", "5"), ("Team", "", "")), numeric=(False, True, True)
    )
    assert wide.without_empty_columns() == GridPiece(
        title="", head=("Part", "High"), rows=(("", "5"), ("Team", "")), numeric=(False, True)
    )


def test_column_that_only_the_foot_fills_is_kept():
    found = grid(rows=(("Team", ""),), foot=("Sum", "$5")).without_empty_columns()
    assert found.head == ("Part", "Cost")


def test_column_that_says_the_same_in_many_rows_says_it_once():
    rows = tuple((name, "May", str(number)) for number, name in enumerate("abcd"))
    kept, said = GridPiece(title="", head=("Who", "When", "What"), rows=rows, numeric=(False,) * 3).said_once()
    assert (kept.head, said) == (("Who", "What"), ("When: May",))


@pytest.mark.parametrize(
    ("rows", "foot"),
    [
        ((("a", "May"),) * 3, ()),  # few rows are read at a glance
        ((("a", "May"), ("b", "May"), ("c", "May"), ("d", "June")), ()),
        ((("a", ""),) * 4, ()),
        ((("a", "May"),) * 4, ("Sum", "4")),
    ],
    ids=["few rows", "different rows", "blank", "a foot"],
)
def test_column_that_has_more_to_say_stays(rows, foot):
    whole = grid(head=("Who", "When"), rows=rows, numeric=(False, False), foot=foot)
    assert whole.said_once() == (whole, ())


def test_names_are_never_said_once():
    rows = (("a", "May"),) * 4
    kept, said = grid(rows=rows).said_once()
    assert (kept.head, said) == (("Part",), ("Cost: May",))


def test_table_whose_words_do_not_fit_repeats_its_names_in_each_part():
    head = ("Part", *(f"Column{number}" for number in range(6)))
    wide = GridPiece(title="", head=head, rows=(("Team", *"123456"),), numeric=(False, *[True] * 6))
    parts = wide.in_parts(40)
    assert len(parts) > 1
    assert all(part.head[0] == "Part" and part.rows[0][0] == "Team" for part in parts)
    assert [name for part in parts for name in part.head[1:]] == list(head[1:])


def test_table_of_two_columns_is_never_parted():
    assert len(grid().in_parts(1)) == 1


CELLS = st.lists(st.lists(st.text("ab \n", max_size=30), min_size=3, max_size=3), min_size=1, max_size=5)


@given(CELLS, st.integers(1, 200))
def test_columns_share_the_whole_width_and_none_is_left_without(rows, signs):
    found = shares(rows, signs)
    assert sum(found) == pytest.approx(1)
    assert min(found) > 0


def test_column_with_more_to_say_is_wider():
    narrow, wide = shares([("No.", "Text"), ("1", "word " * 20)], 80)
    assert wide > 2 * narrow


def test_formula_is_wider_than_a_name_of_some_words():
    names, formulas = shares([("Figure", "Formula"), *[("hours of the team", "hours " * 60)] * 5], 96)
    assert formulas > 2 * names


def test_one_long_name_leaves_room_for_long_texts_of_every_row():
    rows = [("Part", "Text"), ("name " * 9, "text " * 40), *[("name", "text " * 40)] * 5]
    names, texts = shares(rows, 96)
    assert texts > 2 * names


@pytest.mark.parametrize("day", ["18. Dezember 2026", "11.04.2027 – 11.05.2027"])
def test_days_stand_in_one_line_beside_long_texts(day):
    rows = [("What", "Reason", "By"), ("text " * 30, "text " * 30, day)]
    assert shares(rows, 96)[2] * 96 >= len(day)


def test_long_word_is_not_broken_beside_long_texts():
    rows = [("Who", "What"), ("Datenschutzbeauftragte", "text " * 100), ("Ann", "text " * 100)]
    assert shares(rows, 70)[0] * 70 >= len("Datenschutzbeauftragte")


def test_short_text_stands_in_one_line_below_a_long_head():
    rows = [("Approach", "Chance of payback, out of 100"), ("text " * 30, "93 out of 100")]
    assert shares(rows, 40)[1] * 40 >= len("93 out of 100")


def test_columns_of_short_texts_leave_room_for_a_long_one():
    rows = [("a", "b", "c", "d", "e"), (*["word word word word"] * 4, "text " * 40)]
    assert shares(rows, 96)[4] > 0.2


# ---------------------------------------------------------------- title and the page that decides


def test_report_without_a_name_has_a_title():
    assert title_of(Meta(title="")) == "Untitled project"
    assert title_of(Meta(title="Mails")) == "Mails"


def test_what_is_known_of_a_report_stands_below_its_title():
    meta = Meta(title="X", org="Base", prepared_by="Ann", prepared_for="", date="1 May", priced_on="2 May")
    assert about(meta) == (("Scenario", "Base"), ("Prepared by", "Ann"), ("Date", "1 May"), ("Prices as of", "2 May"))


def headings(decision: DecisionPage) -> list[str]:
    return [piece.text for piece in decision_pieces(decision) if isinstance(piece, HeadingPiece)]


def test_page_that_decides_has_its_parts_in_the_order_in_which_they_are_read():
    light = LightRow(id="a", label="Value", outcome="go", outcome_label="Go", text="It pays.", flip="")
    ask = Ask(what="Money", why="To begin", by="1 May", who="Sponsor", effect="Go")
    full = replace(DECISION, lights=(light,), change=("More volume.",), change_to="Go", asks=(ask,))
    assert headings(full) == [
        "Decision proposed",
        "Problem",
        "Key figures",
        "Five tests, none is averaged away",
        "What would change it",
        "What we ask for",
    ]


def test_page_that_decides_says_that_nothing_is_asked_for():
    *_before, heading, text = decision_pieces(DECISION)
    assert (heading.text, text) == ("What we ask for", TextPiece(text="No request at this point.", quiet=True))


def test_verdict_and_recommendation_stand_in_one_bold_line():
    found = list(decision_pieces(replace(DECISION, recommended="Release $5k.")))
    assert found[1] == TextPiece(text="Pilot: Release $5k.", strong=True)
    assert found[2] == TextPiece(text="It may pay.")


def test_sentence_is_said_once_where_nothing_is_recommended():
    found = list(decision_pieces(DECISION))
    assert found[1] == TextPiece(text="Pilot: It may pay.", strong=True)
    assert found[2] == HeadingPiece(text="Problem", level=2)


@pytest.mark.parametrize(
    "name", ["reserve", "provisional", "beside", "budget", "inside", "recorded", "caveats", "not_counted", "assumed"]
)
def test_whatever_is_known_besides_is_said(name):
    assert TextPiece(text="So it is.") in list(decision_pieces(replace(DECISION, **{name: "So it is."})))


def test_what_is_left_out_for_pay_is_said_quietly():
    assert TextPiece(text="Pay is hidden.", quiet=True) in list(
        decision_pieces(replace(DECISION, pay_note="Pay is hidden."))
    )


def test_key_figures_have_their_ends_in_words():
    rows = {row[0]: row[1:] for row in decision_grids(DECISION).numbers.rows}
    assert rows["Cost to launch"] == ("$2k", "$1k to $3k in 8 cases out of 10")
    assert rows["Months to launch"] == ("5", "3 to 8")
    assert rows["Readiness"] == ("72", "of 100")


def test_agreed_budget_stands_behind_the_cost():
    agreed = replace(DECISION, cost=replace(COST, s_mark="$2.5k agreed"))
    assert decision_grids(agreed).numbers.rows[0][2] == "$1k to $3k in 8 cases out of 10; $2.5k agreed"


def test_figures_of_which_nothing_is_known_say_so_with_a_dash():
    grids = decision_grids(BARE)
    assert [row[0] for row in grids.numbers.rows] == [
        "Months to launch",
        "Net value",
        "Chance of payback",
        "Running cost per year",
        "Readiness",
    ]
    assert grids.numbers.rows[-1] == ("Readiness", "–", "")
    assert (grids.lights, grids.asks) == (None, None)


def report(*sections: ReportSection, appendix: tuple[ReportSection, ...] = ()) -> Report:
    return Report(meta=Meta(title="Mails", date="1 May"), decision=DECISION, sections=sections, appendix=appendix)


def test_report_is_the_page_that_decides_its_sections_and_its_appendix():
    whole = report(section(), appendix=(replace(section(), title="Answers"),))
    found = [piece.text for piece in pieces_of(whole) if isinstance(piece, HeadingPiece) and piece.level == 1]
    assert found == ["Decision proposed", "Costs", "Answers"]
    alone = [piece.text for piece in pieces_of(whole, page_one=False) if isinstance(piece, HeadingPiece)]
    assert alone == ["Costs", "Answers"]


# ---------------------------------------------------------------- Markdown


def markdown(*found, **meta) -> str:
    whole = replace(report(), meta=Meta(**{"title": "Mails"} | meta))
    return markdown_of(whole, found).decode()


def test_markdown_begins_with_title_kind_and_what_is_known():
    assert markdown(kind="Full report", date="1 May", prepared_by="Ann") == (
        "# Mails\n\nFull report\n\n- **Prepared by** Ann\n\n- **Date** 1 May\n"
    )


@pytest.mark.parametrize(
    ("piece", "written"),
    [
        (HeadingPiece(text="Costs"), "## Costs"),
        (HeadingPiece(text="Parts", level=2), "### Parts"),
        (HeadingPiece(text=""), "## –"),
        (HeadingPiece(text="Two\nlines"), "## Two lines"),
        (TextPiece(text="So it is."), "So it is."),
        (TextPiece(text="So it is.", strong=True), "**So it is.**"),
        (TextPiece(text="So it is.", quiet=True), "*So it is.*"),
        (TextPiece(text="First.\nSecond."), "First.\n\nSecond."),
        (Entries(entries=(("Who", "Ann"), ("", "Bo"))), "- **Who** Ann\n- Bo"),
        (Entries(entries=(("Who", "Ann\nand Bo"),)), "- **Who** Ann\n\n  and Bo"),
        (Entries(entries=(("Who", ""),)), "- **Who**"),
        (grid(), "| Part | Cost |\n| --- | ---: |\n| Team | $5 |"),
        (grid(foot=("Sum", "$5")), "| Part | Cost |\n| --- | ---: |\n| Team | $5 |\n| Sum | $5 |"),
        (grid(rows=(("a|b", "x\ny"),)), "| Part | Cost |\n| --- | ---: |\n| a\\|b | x<br>y |"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_piece_is_written_in_the_signs_of_markdown(piece, written):
    assert markdown(piece) == f"# Mails\n\n{written}\n"


def test_chart_is_its_finding_what_is_drawn_and_a_table():
    text = markdown(*pieces(DrawnChart.of(ranges(subtitle="In thousands"))))
    assert "**A finding**\n\n*In thousands*\n\n|  | " in text
    assert "| Team | $10 | $20 | $40 |" in text


@given(st.text("a*_`#[]<>|~&\\\n -+=1.)", max_size=40))
def test_nothing_that_is_typed_becomes_markup(text):
    shown = escaped(text)
    for line in shown.split("\n"):
        assert not line.startswith(("#", "+", "-", "=", ">"))
    bare = shown.replace("\\\\", "")
    for sign in "*`[]<>|~&":
        assert bare.count(sign) == bare.count(f"\\{sign}")


# ---------------------------------------------------------------- CSV

FIGURE = Figure(
    id="compute.rent_cost", label="Rent", value=Range(low=1, likely=2.5, high=4), unit="money", formula="hours × price",
    inputs=(), source="Price lists",
)  # fmt: skip


def named(*found, figures=()):
    return [(table.id, table.rows) for table in tables_of(found, figures, Formatter.for_reader("USD"))]


def test_all_figures_stand_first_as_numbers_with_their_formulas():
    ((name, rows),) = named(figures=[FIGURE])
    assert name == "01-all-figures"
    assert rows[0] == ("Figure", "Low (P10)", "Likely", "High (P90)", "Unit", "Formula", "Source", "id")
    assert rows[1] == ("Rent", 1, 2.5, 4, "money", "hours × price", "Price lists", "compute.rent_cost")


def test_table_is_named_by_its_place_and_title():
    assert named(grid(title="Parts of the budget"))[1] == (
        "02-parts-of-the-budget",
        (("Part", "Cost"), ("Team", "$5")),
    )


def test_foot_is_the_last_row_of_a_table():
    assert named(grid(foot=("Sum", "$5")))[1][1][-1] == ("Sum", "$5")


def test_chart_is_named_by_section_and_label_and_holds_numbers():
    picture = Picture(chart=histogram(), grid=grid(title="A finding"))
    (_figures, (name, rows)) = named(HeadingPiece(text="Value"), HeadingPiece(text="Net value", level=2), picture)
    assert name == "02-value-net-value"
    assert rows == (("From", "To", "Cases"), (-10, 0, 2), (0, 10, 5), (10, 20, 3))


def test_chart_without_a_label_is_named_by_its_finding():
    picture = Picture(chart=histogram(), grid=grid(title="A finding"))
    assert named(HeadingPiece(text="Value"), picture)[1][0] == "02-value-a-finding"


def test_label_of_one_section_names_nothing_in_the_next():
    picture = Picture(chart=histogram(), grid=grid(title="A finding"))
    found = named(HeadingPiece(text="Value"), HeadingPiece(text="Parts", level=2), HeadingPiece(text="Team"), picture)
    assert found[1][0] == "02-team-a-finding"


def test_list_is_a_table_of_names_and_texts():
    found = named(HeadingPiece(text="Actions"), Entries(entries=(("Who", "Ann"),)))
    assert found[1] == ("02-actions", (("What", "Text"), ("Who", "Ann")))


@pytest.mark.parametrize("title", ["", "件名", "!!!"])
def test_title_without_letters_for_a_file_name_is_called_a_table(title):
    assert named(grid(title=title))[1][0] == "02-table"


def test_long_title_makes_a_file_name_that_ends():
    name = named(grid(title="word " * 40))[1][0]
    assert len(name) <= 63
    assert not name.endswith("-")


def test_archive_lists_its_tables_with_their_rows():
    tables = tables_of([grid()], [FIGURE], Formatter.for_reader("USD"))
    archive = zipfile.ZipFile(io.BytesIO(tables_zip(tables)))
    assert archive.namelist() == ["00-contents.csv", "01-all-figures.csv", "02-parts.csv"]
    listed = list(csv.reader(io.StringIO(archive.read("00-contents.csv").decode("utf-8-sig"))))
    assert listed == [
        ["File", "Table", "Rows"],
        ["01-all-figures.csv", "All figures", "1"],
        ["02-parts.csv", "Parts", "1"],
    ]
    assert archive.read("02-parts.csv") == table_csv(tables[1]) == b"\xef\xbb\xbfPart,Cost\r\nTeam,$5\r\n"
