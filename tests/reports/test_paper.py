"""Tables that are too wide for paper are split, and lose nothing."""

import pytest

from charts.descriptions import HeatChart, HeatRow, RangeRow, RangesChart, TornadoChart, TornadoRow
from projects.domain.ranges import Range
from reports.blocks import printed
from reports.heights import SIZES, WHOLE_MM, of_table
from reports.lines import CAP_EM, Face, lines_of, width_em
from reports.paper import (
    LONGEST_CELL,
    in_lines,
    in_short_rows,
    is_short,
    is_tall,
    is_wide,
    last_together,
    parts_of,
    tail_of,
    taller_of,
)

HEAD = {"id": "x", "title": "A finding", "subtitle": "", "label": "", "format": "{:g} €".format}


def table(columns, rows=2, width=20):
    head = [f"Column {number}" for number in range(columns)]
    body = [[f"row {row} " + "x" * width if not place else "word " * (width // 5) for place in range(columns)]
            for row in range(rows)]  # fmt: skip
    return {"head": head, "rows": body, "numeric": [False] * columns, "foot": None, "mark": 1}


def test_head_of_figures_has_two_lines():
    said = {"head": ["Approach", "Cost to launch, likely"], "rows": [["A" * 30, "$1"]], "numeric": [False, True]}
    (part,) = parts_of(said | {"foot": None, "mark": None})
    assert part["widths"] == [30, 3 + len("launch, likely")]


def test_column_of_long_texts_is_wider_than_one_with_a_single_long_one():
    rows = [["What to do " * 9, "x" * 50], ["What to do " * 9, "Dana"], ["What to do " * 9, "Priya"]]
    said = {"head": ["What", "Who"], "rows": rows, "numeric": [False, False]}
    (part,) = parts_of(said | {"foot": None, "mark": None})
    assert part["widths"] == [60, 40]


def test_column_of_words_that_must_give_way_breaks_between_them_and_leaves_the_others_room():
    """A column that asked for more than short words is no column of short ones once it had to give way."""
    rows = [["Module of the clinical system's maker " * 2, "Out, for a good reason", "It would not do " * 6]] * 2
    said = {"head": ["Option", "How far", "What it would not do"], "rows": rows, "numeric": [False] * 3}
    shares = parts_of(said | {"foot": None, "mark": None})[0]["widths"]
    assert None not in shares
    assert shares[1] < shares[0] == shares[2]


def test_column_is_as_wide_as_its_longest_word():
    long = "Datenschutzfolgeabschätzung"[:22]
    rows = [["What it would not do " * 6, f"{long} of us all", "What it would do " * 6]]
    said = {"head": ["One", "Two", "Three"], "rows": rows, "numeric": [False] * 3}
    assert parts_of(said | {"foot": None, "mark": None})[0]["widths"][1] >= len(long)


def bars(count):
    return RangesChart(**HEAD, rows=[RangeRow(name="Team", value=Range.exactly(1))] * count)


def tornado(count):
    return TornadoChart(**HEAD, rows=[TornadoRow(name="Team", low=1, high=2)] * count, base=1)


def heat(people, months):
    rows = [HeatRow(name="Data engineer", values=[25.0] * months)] * people
    return HeatChart(**HEAD, rows=rows, months=["M"] * months)


@pytest.mark.parametrize(("count", "stays"), [(1, True), (14, True), (15, False)])
@pytest.mark.parametrize("chart", [bars, tornado])
def test_chart_of_rows_stays_together_while_it_fits_on_half_a_page(chart, count, stays):
    assert is_short(printed(chart(count))) is stays


@pytest.mark.parametrize(("people", "months", "stays"), [(20, 12, True), (21, 12, False), (20, 13, False)])
def test_grid_of_people_stays_together_while_it_is_small(people, months, stays):
    block = printed(heat(people, months))
    assert (is_short(block), is_wide(block), is_tall(block)) == (stays, True, False)


@pytest.mark.parametrize("chart", [bars(20), tornado(20)])
def test_drawn_chart_is_as_tall_as_a_short_label_and_stands_beside_it(chart):
    assert (is_tall(printed(chart)), is_wide(printed(chart))) == (True, False)
    assert not is_tall(printed(chart, label="A label of more than sixty letters, which takes more lines than a chart"))


def test_narrow_table_stays_whole():
    assert len(parts_of(table(4))) == 1


def test_wide_table_is_split_and_repeats_its_first_column():
    parts = parts_of(table(12))
    assert len(parts) > 1
    assert {part["head"][0] for part in parts} == {"Column 0"}
    assert [head for part in parts for head in part["head"][1:]] == [f"Column {number}" for number in range(1, 12)]


def test_parts_are_about_as_wide_as_each_other_so_that_no_last_column_stands_alone():
    assert [len(part["head"]) for part in parts_of(table(6))] == [4, 3]


def test_text_of_narrow_letters_needs_no_more_room_than_it_takes():
    row = [["illicit filling" if place else "Role" for place in range(8)]]
    narrow = {"head": ["Title"] * 8, "rows": row, "numeric": [False] * 8, "foot": None, "mark": None}
    assert len(parts_of(narrow)) == 1


TEAM = {
    "head": ["Role", "Name", "Contract", "Share of full time", "First month", "Last month", "Most work",
             "Salary per year", "Rate per hour"],
    "rows": [["Project manager", "Ruth Adeyemi", "Contracted", "40%", "month 1", "month 6", "By phase",
              "$115,000 per year", "$110 per hour"]],
    "numeric": [False] * 9, "foot": None, "mark": None,
}  # fmt: skip


def test_head_longer_than_its_cells_stands_in_two_lines_before_a_cell_does():
    (part,) = parts_of(TEAM)
    (row_pt,) = of_table(part, room_mm=WHOLE_MM, longest=0)["heights_pt"]
    assert row_pt == pytest.approx(SIZES.table_pt * CAP_EM)


def test_head_stands_in_no_more_than_two_lines_where_a_text_can_give_way():
    in_their_words = "If it gets the lawyers' letters wrong I will switch it off."
    row = ["Team leads at the mail desk", "2 people", "2 people", "Yes", in_their_words]
    said = {"head": ["Group", "How many", "Spoken to", "Do they want it?", "In their words"], "rows": [row]}
    (part,) = parts_of(said | {"numeric": [False] * 5, "foot": None, "mark": None})
    room_em = (of_table(part, room_mm=WHOLE_MM, longest=0)["columns_mm"][3] - 3) * 72 / 25.4 / SIZES.small_pt
    assert lines_of("Do they want it?", room_em, face=Face.SEMIBOLD).most <= 2


def test_table_of_short_words_is_as_wide_as_they_are():
    rows = [["Einführen", "Monat 3", "4 Monate"], ["Erkunden", "Monat 1", "1 Monat"]]
    said = {
        "head": ["Phase", "Erster Monat", "Dauer"],
        "rows": rows,
        "numeric": [False] * 3,
        "foot": None,
        "mark": None,
    }
    assert parts_of(said)[0]["widths"] == [None] * 3
    assert parts_of(said | {"numeric": [False, False, True]})[0]["widths"][0] is not None


def test_number_and_its_unit_stay_in_their_column():
    """Between them is a space at which no line ends, so a narrower column would run into the next one."""
    count = "1.400.000\u00a0Datensätze"
    row = ["Two newspapers, 1950–2026", "FineWeb 2, Common Crawl", "Publisher A, publisher B", "76 Jahre", count,
           "Eingescanntes Papier"]  # fmt: skip
    said = {
        "head": ["Quelle", "Wo sie liegen", "Wer Ja sagen darf", "Wie weit zurück", "Datensätze", "Form"],
        "rows": [row],
        "numeric": [False] * 6,
        "foot": None,
        "mark": None,
    }
    for part in parts_of(said):
        if count in part["rows"][0]:
            place = part["rows"][0].index(count)
            columns_mm = of_table(part, room_mm=WHOLE_MM, longest=0)["columns_mm"]
            assert columns_mm[place] * 72 / 25.4 > width_em(count) * SIZES.table_pt


def test_every_part_keeps_the_marked_row():
    assert {part["mark"] for part in parts_of(table(12))} == {1}


def test_two_columns_are_never_split():
    assert len(parts_of(table(2, width=4000))) == 1


@pytest.mark.parametrize(
    ("found", "lines", "said"),
    [
        ("Cheapest to launch: Base, $181k", 1, "Cheapest to launch: Base, $181k"),
        ("Our advice: a prompt. " + "word " * 40, 1, "Our advice: a prompt."),
        ("Nothing is trained: the prompt is improved in rounds on cases of its own, and tested once on them all", 1,
         "Nothing is trained: the prompt is improved in rounds on cases of its own, and tested…"),
        ("one, " * 80, 1, "one, " * 17 + "one…"),
        ("简" * 200, 2, "简" * 55 + "…"),
    ],
)  # fmt: skip
def test_finding_among_the_contents_ends_with_a_sentence_or_a_word(found, lines, said):
    assert in_lines(found, lines) == said


def test_uneven_row_keeps_what_it_has_and_is_as_long_as_the_others():
    uneven = table(3) | {"rows": [["only one"], ["one", "two", "three", "four"]]}
    assert next(part["rows"] for part in parts_of(uneven)) == [["only one", "", ""], ["one", "two", "three"]]


@pytest.mark.parametrize(("count", "letters", "together"), [
    (10, 10, 3), (10, 233, 3), (10, 234, 2), (10, 349, 2), (10, 350, 0), (3, 10, 2), (2, 10, 0),
])  # fmt: skip
def test_so_many_last_rows_stay_together_as_surely_fit(count, letters, together):
    assert last_together([["x" * letters]] * count) == together


def asked(question, answer, *, note=""):
    return {"ref": "A1", "question": question, "answer": answer, "note": note, "by": "", "head": [], "rows": []}


@pytest.mark.parametrize(
    ("question", "answer", "taller"),
    [
        ("Minutes to check one result", "2 minutes", "answer"),
        ("Who decides, and by when must it be known whether it goes on at all?", "Dana", "question"),
        ("Who decides, and by when must it be known?", "Dana", "question"),
        ("Who decides, and by when must it be known?", "Dana\nby June", "answer"),
        (
            "Who decides, and by when must it be known?",
            "Dana, with the board, once all of it is known and written down",
            "",
        ),
        ("誰が決定しますか。いつまでにわかりますか。", "来月の取締役会で決定し、関係者に通知します", ""),
    ],
)
def test_taller_side_of_a_question_is_said_where_it_is_sure(question, answer, taller):
    assert taller_of(asked(question, answer)) == taller


def test_question_is_no_taller_than_an_answer_with_a_note():
    wide = "Who decides, and by when must it be known whether it goes on at all?"

    assert taller_of(asked(wide, "Dana", note="Said on 3 June.")) == ""


def test_question_that_may_run_over_a_page_hangs_nothing():
    assert taller_of(asked("why " * 200, "Because")) == ""


def test_last_questions_that_stay_together_fill_a_quarter_of_a_page():
    """A quarter of A4 is 62 mm; a question of one line takes 5."""
    assert tail_of([asked("Who?", "Dana")] * 40) == 14


def test_table_below_a_question_counts_among_the_last_questions():
    """A table of nine rows takes 5 mm a row, its head and its question as much."""
    rows = [["Sample judged", "65 of 100"]] * 9
    table = asked("What is watched?", "") | {"head": ["Signal", "Act at"], "rows": rows, "parts": [{}]}

    assert tail_of([asked("Who?", "Dana"), *[asked("When?", "June")] * 2, table]) == 4


def test_few_questions_stay_as_they_are():
    assert tail_of([asked("Who?", "Dana")] * 13) == 0


def test_questions_that_may_fill_a_page_are_not_kept_together():
    assert tail_of([asked("Who?", "long " * 800)] * 3) == 0


WORDS = " ".join(f"Sentence number {number} of a long answer." for number in range(100))


def short(block):
    (section,) = in_short_rows({"sections": [{"blocks": [block]}], "appendix": []})["sections"]
    return section["blocks"][0]


def test_row_that_is_taller_than_a_page_goes_on_below_and_loses_no_word():
    rows = short({"kind": "table", "rows": (("A", WORDS), ("B", "short")), "mark": None})["rows"]
    assert [row[0] for row in rows] == ["A", *[""] * (len(rows) - 2), "B"]
    assert " ".join(row[1] for row in rows[:-1]) == WORDS
    assert max(len(row[1]) for row in rows) <= LONGEST_CELL
    assert all(row[1].endswith(".") for row in rows[:-1])


def test_marked_row_stays_marked_where_rows_above_it_go_on():
    block = short({"kind": "table", "rows": (("A", WORDS), ("B", "short")), "mark": 1})
    assert block["rows"][block["mark"]] == ("B", "short")


def test_text_without_a_place_to_part_is_parted_all_the_same():
    pieces = [row[1] for row in short({"kind": "items", "items": (("A", "x" * 2_500),)})["items"]]
    assert [len(piece) for piece in pieces] == [LONGEST_CELL, LONGEST_CELL, 500]


def test_rows_below_a_question_go_on_too():
    question = {"question": "Who?", "rows": (("A", WORDS),)}
    (said,) = short({"kind": "questions", "questions": [question]})["questions"]
    assert " ".join(row[1] for row in said["rows"]) == WORDS


def test_rows_of_usual_length_stay_as_they_are():
    assert short({"kind": "table", "rows": (("A", "b"), ("C", "d")), "mark": 1})["rows"] == [("A", "b"), ("C", "d")]
