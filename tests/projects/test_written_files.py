"""Workbooks and CSV files that we write: formulas that come to what is kept, texts that stay texts, sheets and rows."""

import csv
import io
import math
import operator
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from projects.domain.live import Live, at_most, choose, of, translated
from projects.exports import begins_formula, cell_text, csv_text, write_csv, xml_text
from projects.workbooks import GIVEN, NOTE, STRONG, WRAP, StyledWorkbook
from tests.test_hostile import KEPT

pytestmark = pytest.mark.once
CREATED = datetime(2027, 3, 19, tzinfo=UTC)


def opened(book: StyledWorkbook, *, values: bool = False):
    return openpyxl.load_workbook(io.BytesIO(book.written()), data_only=values)


# ---------------------------------------------------------------- numbers with their formulas

CELLS = {"a": 6.0, "b": 2.0, "c": -3.0, "d": 0.5}
NUMBER = st.floats(-50, 50).map(lambda value: round(value, 2))
LIVE = st.recursive(
    st.sampled_from([Live(name, value) for name, value in CELLS.items()]) | NUMBER.map(of),
    lambda inner: (
        st.builds(operator.add, inner, inner)
        | st.builds(operator.sub, inner, inner)
        | st.builds(operator.mul, inner, inner)
        | st.builds(operator.neg, inner)
        | st.builds(lambda a, b: translated("min(a, b)", {"a": a, "b": b}), inner, inner)
        | st.builds(lambda a, b: translated("max(a, b)", {"a": a, "b": b}), inner, inner)
        | st.builds(lambda *three: choose(at_most(*three[:2]), *three[1:]), inner, inner, inner)
    ),
    max_leaves=8,
)


def worked_out(text: str) -> float:
    """Work a formula out as a spreadsheet does, as far as these use it."""
    functions = {
        "MIN": min, "MAX": max, "IF": lambda holds, yes, no: yes if holds else no, "MOD": operator.mod,
        "ROUND": lambda value, digits: math.copysign(math.floor(abs(value) + 0.5), value),
    }  # fmt: skip
    return eval(text.replace("^", "**").replace("=0.5", "==0.5"), {"__builtins__": {}}, CELLS | functions)


@given(LIVE)
@example(Live("a", 6.0) - (Live("b", 2.0) - Live("c", -3.0)))
@example(Live("a", 6.0) * of(-1))
def test_formula_comes_to_the_number_beside_it(made):
    assert worked_out(made.text) == pytest.approx(made.value)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (5.0, "5"),
        (-2.5, "-2.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1_000_000, "1000000"),
        (1.5e7, "15000000"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
    ],
)
def test_number_in_a_formula_has_no_exponent(number, text):
    assert of(number).text == text


@given(st.floats(-1e15, 1e15))
def test_number_in_a_formula_is_the_number(number):
    assert float(of(number).text) == number


@pytest.mark.parametrize(("value", "result"), [(0.5, 0), (1.5, 2), (4.5, 4), (5.5, 6), (2.4, 2), (2.6, 3)])
def test_half_is_rounded_to_the_even_number_in_a_spreadsheet_too(value, result):
    made = translated("round(a)", {"a": of(value)})
    assert (worked_out(made.text), made.value) == (result, result)


def test_division_by_nothing_has_no_value():
    assert math.isnan((Live("a", 6.0) / of(0)).value)


# ---------------------------------------------------------------- a sheet


def test_cell_keeps_its_formula_and_what_it_comes_to():
    book = StyledWorkbook("X")
    page = book.page("Sums")
    first, second = page.number(5, 2, 6.0, "0"), page.number(6, 2, 2.0, "0")
    page.number(7, 2, first * second, "0")
    assert opened(book)["Sums"]["B7"].value == "=$B$5*$B$6"
    book = StyledWorkbook("X")
    page = book.page("Sums")
    page.number(7, 2, page.number(5, 2, 6.0, "0") * 2, "0")
    assert opened(book, values=True)["Sums"]["B7"].value == 12


def test_formula_of_another_sheet_names_it():
    book = StyledWorkbook("X")
    given_page, other = book.page("Inputs"), book.page("Sums")
    other.number(1, 1, given_page.number(5, 3, 6.0, "0") + 1, "0")
    assert opened(book)["Sums"]["A1"].value == "=Inputs!$C$5+1"


@pytest.mark.parametrize("name", ["Überblick", "Cash by month", "Q1", "2027", "True!", "R"])
def test_formula_quotes_a_sheet_that_would_be_read_as_something_else(name):
    book = StyledWorkbook("X")
    given_page, other = book.page(name), book.page("Sums")
    first = given_page.number(5, 3, 6.0, "0")
    given_page.number(6, 3, first * 2, "0")
    other.number(1, 1, given_page.total((5, 6), (3, 3)), "0")
    file = opened(book)
    assert file["Sums"]["A1"].value == f"=SUM('{name}'!$C$5:$C$6)"
    assert file[name]["C6"].value == "=$C$5*2"


def test_formula_keeps_the_name_of_a_sheet_that_ends_like_its_own():
    book = StyledWorkbook("X")
    longer, own = book.page("TeamCost"), book.page("Cost")
    own.number(1, 1, longer.number(5, 3, 6.0, "0") + 1, "0")
    assert opened(book)["Cost"]["A1"].value == "=TeamCost!$C$5+1"


def test_name_of_a_cell_stands_in_formulas_for_it():
    book = StyledWorkbook("X")
    page = book.page("Inputs")
    hours = book.name("hours", page.number(5, 3, 6.0, "0"))
    page.number(6, 3, hours * 2, "0")
    file = opened(book)
    assert file["Inputs"]["C6"].value == "=hours*2"
    assert file.defined_names["hours"].attr_text == "Inputs!$C$5"


def test_total_is_that_of_its_cells():
    page = StyledWorkbook("X").page("Sums")
    for row, value in enumerate((1.0, 2.0, 4.0), start=5):
        page.number(row, 2, value, "0")
    total = page.total((5, 7), (2, 2))
    assert (total.text, total.value) == ("SUM(Sums!$B$5:$B$7)", 7)
    assert page.total((5, 4), (2, 2)).text == "0"


def test_text_of_people_is_no_formula_no_number_and_no_link():
    book = StyledWorkbook("X")
    page = book.page("Texts")
    for row, text in enumerate(("=1+1", "+5", "-5", "@x", "5", "https://x.example", " =1"), start=1):
        page.text(row, 1, text)
    cells = [row[0] for row in opened(book)["Texts"].iter_rows()]
    assert [cell.data_type for cell in cells] == ["s"] * 7
    assert [cell.value for cell in cells][:5] == ["=1+1", "+5", "-5", "@x", "5"]
    assert not [cell for cell in cells if cell.hyperlink]
    assert [cell.quotePrefix for cell in cells] == [True, True, True, True, False, False, True]


def test_title_stands_over_its_note_and_columns_over_their_figures():
    book = StyledWorkbook("X")
    page = book.page("Sums")
    page.title("Title", "A note")
    page.head(4, ("Name", "Low", "High", "Why"), numeric=(2, 3))
    sheet = opened(book)["Sums"]
    assert (sheet["A1"].value, sheet["A1"].font.size, sheet["A2"].value) == ("Title", 14, "A note")
    assert [cell.alignment.horizontal for cell in sheet[4]] == ["left", "right", "right", "left"]


def test_columns_from_one_on_are_figures():
    book = StyledWorkbook("X")
    book.page("Sums").head(4, ("Name", "Low", "High"), numeric_from=2)
    assert [cell.alignment.horizontal for cell in opened(book)["Sums"][4]] == ["left", "right", "right"]


def test_look_that_is_added_later_keeps_what_was_there():
    book = StyledWorkbook("X")
    page = book.page("Sums")
    page.number(5, 1, 6.0, "#,##0.0", GIVEN)
    page.text(5, 2, "Why", NOTE)
    page.sum_line(5, 3)
    row = opened(book)["Sums"][5]
    assert [cell.font.bold for cell in row] == [True] * 3
    assert [cell.border.top.style for cell in row] == ["thin"] * 3
    assert (row[0].value, row[0].number_format, row[1].value, row[2].value) == (6, "#,##0.0", "Why", None)


def test_row_is_as_high_as_its_wrapped_text_and_no_higher_than_a_page_takes():
    book = StyledWorkbook("X")
    page = book.page("Texts")
    page.text(1, 1, "short", WRAP)
    page.text(2, 1, "word " * 30, WRAP)
    page.text(3, 1, "word " * 30, STRONG)
    page.text(4, 1, "a\nb\nc", WRAP)
    page.text(5, 1, "word " * 5_000, WRAP)
    heights = page.finish([20], (1, 0))
    assert set(heights) == {2, 4, 5}
    assert (heights[4], heights[5]) == (45, 400)
    assert heights[2] % 15 == 0
    sheet = opened(book)["Texts"]
    assert sheet.row_dimensions[4].height == 45
    assert sheet.column_dimensions["A"].width == pytest.approx(20, abs=1)


@pytest.mark.parametrize(("is_letter", "size"), [(False, "9"), (True, "1")])
def test_sheet_is_printed_on_the_paper_of_the_country(is_letter, size):
    book = StyledWorkbook("X", letter=is_letter)
    page = book.page("Sums")
    page.text(1, 1, "Title")
    page.finish([20], (1, 0))
    sheet = opened(book)["Sums"]
    assert (str(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (size, "landscape")
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("Sums", "Sums"),
        ("A/B: [C]*?", "A B C"),
        ("x" * 30 + " y", "x" * 30),
        ("  two   words ", "two words"),
        ("", "–"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("History", "History 2"),
        ("history", "history 2"),
    ],
)
def test_sheet_has_a_name_that_it_may_have(name, sheet):
    assert StyledWorkbook("X").page(name).title_of_sheet == sheet


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_every_sheet_has_a_name_of_its_own(names):
    book = StyledWorkbook("X")
    found = [book.page(name).title_of_sheet for name in names]
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found)


def test_same_content_gives_the_same_bytes():
    def written() -> bytes:
        book = StyledWorkbook("X", "Ann", CREATED)
        book.page("Sums").text(1, 1, "Title")
        return book.written()

    assert written() == written()


def test_file_says_its_title_author_and_day():
    book = StyledWorkbook("Mails", "Ann", CREATED)
    book.page("Sums")
    about = opened(book).properties
    assert (about.title, about.creator, about.created) == ("Mails", "Ann", CREATED.replace(tzinfo=None))


# ---------------------------------------------------------------- CSV


@pytest.mark.parametrize("text", ["=1+1", "+5", "-5", "@x", "\t=1", " =1", "\u00a0=1", "\ufeff=1", "＝1", "\nx"])
def test_text_that_a_spreadsheet_would_work_out_is_marked(text):
    assert begins_formula(text)
    assert csv_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "5", "a=1", "−5", "(5)", "'=1"])
def test_other_texts_stay_as_they_are(text):
    assert not begins_formula(text)
    assert csv_text(text) == text


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell():
    assert rows_of(write_csv([("Team", 1.5, -2, None, "", 0)])) == [["Team", "1.5", "-2", "", "", "0"]]


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=12), min_size=2, max_size=2), max_size=4
    )
)
def test_file_is_read_back_with_every_text_where_it_was(rows):
    expected = [[csv_text(cell) for cell in row] for row in rows]
    assert rows_of(write_csv(rows)) == expected


@pytest.mark.parametrize("text", KEPT)
def test_hostile_text_is_one_cell_that_begins_no_formula(text):
    ((cell, end),) = rows_of(write_csv([(text, "end")]))
    assert end == "end"
    assert not begins_formula(cell)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x0bb", "ab"),
        ("a\ufffeb", "ab"),
        ("a\ud800b", "ab"),
        ("a\tb\nc", "a\tb\nc"),
        ("x" * 40_000, "x" * 32_000),
    ],
)
def test_text_of_a_workbook_has_only_what_one_can_hold(text, kept):
    assert xml_text(text) == cell_text(text) == kept
