"""How many lines a text takes, and how tall a row is, as the typesetter finds them."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from projects.document import sample_document
from reports import paper, pdf
from reports.blocks import to_json
from reports.domain.report import Answered, Items, Questions, ReportSection, ReportTable
from reports.fonts import fonts_for
from reports.heights import SIZES, lines_of_label, of_items, of_question, of_table
from reports.lines import CAP_EM, Face, LineCount, lines_of, width_em
from reports.printable import letters_of, texts_of
from reports.typesetter import job
from tests.reports.test_pdf import REPORT

LEADING_EM = 0.5
SET = b"""
#import "type.typ": figures, sans-base
#set text(font: sans-base, size: 10pt, hyphenate: false, ..figures)
#set par(leading: .5em, justify: false, linebreaks: "simple")
#context [#metadata(json("texts.json").map(((text-of, room, weight)) =>
  measure(block(width: room * 10pt, text(weight: weight, text-of))).height / 10pt)) <set>]
"""
SAMPLE = [text for text in texts_of(json.loads(sample_document())) if text.strip() and "http" not in text]


def heights_set(texts: list[tuple[str, float, int]]) -> list[float]:
    """Return how tall the typesetter sets each text in a width [em]."""
    type_of = b'#let sans-base = "Source Sans Pro"\n#let figures = (number-type: "lining", number-width: "tabular")'
    files: Any = {"main.typ": SET, "type.typ": type_of, "texts.json": json.dumps(texts).encode()}
    options: dict[str, Any] = {"font_paths": fonts_for(()).fonts, "ignore_system_fonts": True}
    return json.loads(typst.query(files, "<set>", **options))[0]["value"]


def lines_set(texts: list[tuple[str, float, int]]) -> list[int]:
    return [round((height + LEADING_EM) / (CAP_EM + LEADING_EM)) for height in heights_set(texts)]


WORDS = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüßéABCDEFGTVWXY0123456789.,:;-–/()[]'’“”%€$+*"),
    min_size=1,
    max_size=14,
)
TEXTS = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)


@given(st.lists(st.tuples(TEXTS, st.floats(14, 70), st.sampled_from([*Face])), min_size=1, max_size=12))
def test_text_takes_as_many_lines_as_is_said(texts):
    said = [lines_of(text, room, face=face) for text, room, face in texts]
    assert [
        (text, room, face, count)
        for (text, room, face), count, lines in zip(texts, lines_set(texts), said, strict=True)
        if not lines.least <= count <= lines.most
    ] == []


@pytest.mark.parametrize("pair", ["(j", "[j", "fV", "f)", "\\g", "fY", "r“", "gj"])
def test_letters_that_stand_wide_apart_are_no_wider_than_is_said(pair):
    text = " ".join([pair * 4] * 12)
    (count,) = lines_set([(text, 24.0, Face.REGULAR)])
    assert lines_of(text, 24.0).most >= count


def test_most_texts_of_a_report_are_known():
    texts = [(text, room) for text in SAMPLE for room in (11.7, 22.6, 32.1)]
    known = [lines.least == lines.most for lines in (lines_of(text, room) for text, room in texts)]
    assert sum(known) > 0.9 * len(known)


def test_line_is_as_tall_as_a_capital_letter():
    assert heights_set([("Hxg", 20.0, face) for face in Face]) == pytest.approx([CAP_EM] * 3)


@pytest.mark.parametrize("text", ["簡体字", "ไทย", "see https://example.org/a", "a\u200bb", "one\n\ntwo", ""])
def test_text_that_breaks_otherwise_is_left_to_the_typesetter(text):
    assert lines_of(text, 40.0) == LineCount(least=1, most=math.inf)


def test_word_wider_than_its_line_is_left_to_the_typesetter():
    assert lines_of("immeasurably", 3.0).most == math.inf


def test_lines_of_a_text_add_up():
    assert lines_of("one\ntwo", 40.0) == LineCount(least=2, most=2)


def test_word_that_may_be_parted_leaves_its_lines_open():
    text = "the Donaudampfschifffahrtsgesellschaft sails on"
    assert lines_of(text, 19.0) == LineCount(least=2, most=2)
    assert lines_of(text, 12.0, longest=13) == LineCount(least=1, most=math.inf)


def test_first_line_may_be_taken_in_part():
    room = width_em("one two") + 0.1
    assert lines_of("one two", room).most == 1
    assert lines_of("one two", room, indent_em=1.0) == LineCount(least=2, most=2)


def test_unknown_letter_has_no_width():
    assert width_em("字") == math.inf


def table(rows, widths=(40, None), **given):
    return {
        "head": ["What", "When"], "rows": rows, "numeric": [False, False], "foot": None, "mark": None, "widths": widths,
    } | given  # fmt: skip


def test_column_is_as_wide_as_its_words_and_the_other_takes_the_rest():
    laid_out = of_table(table([["Read access", "18 January 2027"]]), room_mm=170.0, longest=0)
    words_mm = width_em("18 January 2027") * SIZES.table_pt * 25.4 / 72
    assert laid_out["columns_mm"][1] == pytest.approx(words_mm + 2 * SIZES.cell_side_mm, abs=0.02)
    assert sum(laid_out["columns_mm"]) == pytest.approx(170.0)


def test_row_is_as_tall_as_its_tallest_cell():
    rows = [["Read access", "today"], ["word " * 40, "today"]]
    single, several = of_table(table(rows), room_mm=170.0, longest=0)["heights_pt"]
    assert single == pytest.approx(SIZES.table_pt * CAP_EM)
    assert several == pytest.approx(SIZES.table_pt * (2 * CAP_EM + SIZES.cell_leading_em))


def test_row_with_a_long_text_is_left_to_the_typesetter_as_it_may_go_on_on_the_next_page():
    assert of_table(table([["word " * 60, "today"]]), room_mm=170.0, longest=0)["heights_pt"] == [None]


def test_columns_with_words_of_unknown_width_are_left_to_the_typesetter():
    assert of_table(table([["Read", "字"]]), room_mm=170.0, longest=0) == {"columns_mm": None, "heights_pt": [None]}


def test_column_in_which_a_word_would_break_is_lent_what_it_lacks():
    rows = [["Signed contract with the provider", "No"]]
    first, second = of_table(table(rows, widths=(30, 70)), room_mm=60.0, longest=0)["columns_mm"]
    needed = width_em(rows[0][0]) * SIZES.table_pt * 25.4 / 72 + SIZES.cell_side_mm
    assert needed > 0.3 * 60.0
    assert (first, first + second) == (pytest.approx(18.0), pytest.approx(60.0))  # far too wide for a loan
    first, _second = of_table(table(rows, widths=(72, 28)), room_mm=60.0, longest=0)["columns_mm"]
    assert needed > 0.72 * 60.0
    assert first == pytest.approx(needed, abs=0.02)


def test_answer_without_a_text_takes_no_line():
    question = {"ref": "", "question": "Who?", "answer": "", "note": "", "by": ""}
    assert of_question(question, "Note", longest=0) == pytest.approx(SIZES.table_pt * CAP_EM)


def test_item_of_two_paragraphs_has_their_spacing():
    (height,) = of_items([["Keep", "one\ntwo"]], longest=0)
    assert height == pytest.approx(SIZES.body_pt * (2 * CAP_EM + SIZES.item_spacing_em))


def test_label_of_an_unknown_script_may_take_any_number_of_lines():
    assert (lines_of_label("Figures"), lines_of_label("字")) == (1, math.inf)


def blocks_of(texts: list[str]):
    """Return one block of each kind that has rows, of some texts."""
    pairs = [(texts[place], texts[place + 1]) for place in range(0, len(texts) - 1, 2)]
    return (
        ReportTable(label="", head=("What", "When", "Who"), rows=tuple((a, "18 January 2027", b) for a, b in pairs),
                    numeric=(False, False, False)),
        Items(label="Items", items=tuple((a[:30], b) for a, b in pairs)),
        Questions(label="Asked", questions=tuple(
            Answered(ref="A1", question=a, answer=b, state="known", note=a[:90], by="Ada, 1 May") for a, b in pairs
        )),
    )  # fmt: skip


HEAD, FOOT = {"product": "", "title": "", "rtl": False, "decides": True}, {"said": [], "of": "of"}


def where_it_ends(document: dict[str, Any], fonts: typst.Fonts) -> float:
    with job("report", fonts, report=document, head=HEAD, foot=FOOT, air=1.0) as setting:
        return setting.said("end")


@pytest.mark.parametrize("kind", [0, 1, 2])
@pytest.mark.parametrize("part", range(4))
def test_rows_of_known_height_are_as_tall_as_the_typesetter_finds_them(part, kind):
    texts = [text for text in SAMPLE[part::4] if len(text) < SIZES.longest_cell][:60]
    section = ReportSection(id="one", title="One", blocks=(blocks_of(texts)[kind],))
    plain = to_json(replace(REPORT, sections=(section,), appendix=()))
    used = fonts_for(letters_of(plain))
    said, found = (pdf._document(plain, used) for _each in range(2))
    known = forget_heights(found)
    assert known > 15
    assert where_it_ends(said, used.fonts) == pytest.approx(where_it_ends(found, used.fonts), abs=1e-6)


def forget_heights(document: dict[str, Any]) -> int:
    """Take out of a document how tall its rows are, and return of how many that was known."""
    (block,) = document["sections"][0]["blocks"]
    holders = [*block.get("parts", ()), *([block] if "heights_pt" in block else ())]
    known = sum(height is not None for holder in holders for height in holder["heights_pt"])
    for holder in holders:
        holder["heights_pt"] = [None] * len(holder["heights_pt"])
    for question in block.get("questions", ()):
        known += question["height_pt"] is not None
        question["height_pt"] = None
    return known


def test_block_that_is_surely_taller_lets_its_label_hang():
    items = {"kind": "items", "label": "What would raise readiness", "items": [["a", "b"]]}
    assert not paper.is_tall(items)
    assert paper.is_tall(items | {"items": [["a", "b"]] * 2})
