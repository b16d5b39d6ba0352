"""Tables from outside: what stands between cells, where rows end, and what a workbook hides."""

import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.domain.cells import (
    FORMULA,
    UNCLOSED,
    CellTable,
    Formatted,
    Odd,
    one_line,
    table_from_json,
    table_to_json,
)
from projects.domain.errors import BadValue
from projects.tables import read_file, read_text


def lines(text, between):
    """Return the cells of a text split at one mark."""
    marks = [mark for mark in "\t;,|" if mark in text or mark == "\t"]
    return list(read_text(text))[marks.index(between)].lines


def workbook(*sheets):
    """Return a file with sheets of rows; each may be changed by a function."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, change in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def nothing(_sheet):
    """Change nothing."""


# ---------------------------------------------------------------- text


@pytest.mark.parametrize("between", ["\t", ";", ",", "|"])
def test_text_is_split_at_every_mark_that_it_holds(between):
    assert lines(f"Role{between}Rate\nReviewer{between}95", between) == [["Role", "Rate"], ["Reviewer", "95"]]


def test_cell_in_quotation_marks_holds_marks_and_line_ends():
    assert lines('"a;b" ; "c\nd";"e""f"\ng;h;5" pipe', ";") == [["a;b", "c\nd", 'e"f'], ["g", "h", '5" pipe']]


@pytest.mark.parametrize(
    "text",
    [
        'Role;Rate\n"Analyst;80\nTester;90',
        'Role;Rate\n"Analyst;80\nTester;90\n"Reviewer";70',
        'Role;Rate\n"Analyst;80\nTester;"90',
        'Role;Rate\nAnalyst;"80\nTester;90',
        'Role;Rate\n"Analyst;80\nTester";90',
    ],
)
def test_open_quotation_mark_is_named_and_swallows_no_other_row(text):
    read = lines(text, ";")
    assert [type(cell) for line in read[1:] for cell in line if isinstance(cell, Odd)][:1] == [Odd]
    assert read[1][0].message == UNCLOSED
    assert len(read) == text.count("\n") + 1


def test_many_open_quotation_marks_cost_no_time():
    read = lines("Role;Rate\n" + '"x;1\n' * 9_000, ";")
    assert sum(isinstance(line[0], Odd) for line in read) == 9_000


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|:-:|\n| c | d |",
        "a | b\n--- | ---\nc | d",
        "+---+---+\n| a | b |\n+---+---+\n| c | d |\n+---+---+",
    ],
)
def test_table_drawn_with_pipes_is_read(text):
    read = [[one_line(cell) for cell in line] for line in lines(text, "|") if line]
    assert read == [["a", "b"], ["c", "d"]]


def test_blank_lines_keep_their_numbers():
    assert lines("a;b\n\n;;\nc;d", ";") == [["a", "b"], [], [], ["c", "d"]]


def test_more_columns_than_a_table_can_have_are_cut():
    assert len(lines(";".join("abc" * 100), ";")[0]) == 40
    assert len(lines(";".join(['"a"'] * 100), ";")[0]) == 40


@given(st.text(alphabet='";,\t|\n ab0-', max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_split_or_refused_with_words(text):
    for table in read_text(text):
        assert all(isinstance(cell, str | Odd) for line in table.lines for cell in line)


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_file_is_read_or_refused_with_words(raw):
    with suppress(BadValue):
        assert all(isinstance(table, CellTable) for table in read_file("card.csv", raw))


@given(st.binary(min_size=1, max_size=60), st.integers(0, 5_000))
@settings(max_examples=100, deadline=None)
def test_damaged_workbook_is_read_or_refused_with_words(noise, place):
    raw = bytearray(workbook(("A", [["Role", "Rate"], ["Reviewer", 95]], nothing)))
    raw[place : place + len(noise)] = noise
    with suppress(BadValue):
        assert all(isinstance(table, CellTable) for table in read_file("card.xlsx", bytes(raw)))


# ---------------------------------------------------------------- workbooks


def with_members(raw, change):
    """Return a workbook whose members are what a function makes of their names and contents."""
    source, file = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member in source.namelist():
            archive.writestr(member, change(member, source.read(member)))
    return file.getvalue()


@pytest.mark.parametrize("member", zipfile.ZipFile(io.BytesIO(workbook(("A", [["Role"]], nothing)))).namelist())
@pytest.mark.parametrize("xml", [b"<a b=>", b"<a>", b"", b"<a/>"])
@pytest.mark.filterwarnings("ignore:Workbook contains no stylesheet")
def test_workbook_of_which_one_part_is_broken_is_read_or_refused_with_words(member, xml):
    raw = with_members(
        workbook(("A", [["Role", "Rate"], ["Reviewer", 95]], nothing)),
        lambda name, content: xml if name == member else content,
    )
    with suppress(BadValue):
        assert all(isinstance(table, CellTable) for table in read_file("card.xlsx", raw))


def test_sheet_that_was_open_comes_first():
    book = openpyxl.load_workbook(io.BytesIO(workbook(("A", [["a"]], nothing), ("B", [["b"]], nothing))))
    book.active = 1
    file = io.BytesIO()
    book.save(file)
    assert [table.name for table in read_file("x.xlsx", file.getvalue())] == ["B", "A"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheet_is_left_out_and_named(state):
    def hide(sheet):
        sheet.sheet_state = state

    (table,) = read_file("x.xlsx", workbook(("Old", [["a"]], hide), ("New", [["b"]], nothing)))
    assert (table.lines, [str(note.params["names"]) for note in table.notes]) == ([["b"]], ["Old"])


def test_workbook_with_hidden_sheets_only_is_refused():
    source, file = zipfile.ZipFile(io.BytesIO(workbook(("Old", [["a"]], nothing)))), io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member in source.namelist():
            archive.writestr(member, source.read(member).replace(b'state="visible"', b'state="hidden"'))
    with pytest.raises(BadValue, match="Every sheet of the file is hidden"):
        list(read_file("x.xlsx", file.getvalue()))


def test_hidden_rows_and_columns_are_left_out_and_named():
    def hide(sheet):
        sheet.row_dimensions[2].hidden = True
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions.group("B", "C", hidden=True)

    rows = [["a", "b", "c", "d"] for _row in range(4)]
    (table,) = read_file("x.xlsx", workbook(("A", rows, hide)))
    assert table.lines == [["a", None, None, "d"], [], ["a", None, None, "d"], []]
    assert [note.params["names"] for note in table.notes] == ["2, 4", "B, C"]


def test_format_of_a_number_is_kept_and_a_formula_stays_one():
    def form(sheet):
        sheet["A1"].number_format = '#,##0.00 "€"'
        sheet["B1"].number_format = "#,##0.00"

    (table,) = read_file("x.xlsx", workbook(("A", [[95, 95, "=1+1"]], form)))
    assert table.lines == [
        [Formatted(value=95.0, format='#,##0.00 "€"'), 95.0, Odd(text="=1+1", message=FORMULA)]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "95"), ('#,##0.00 "€"', "95 €"), ("[$£-809]#,##0", "£95"), ("[$€-407] #,##0.00", "€ 95"),
        ('"$"#,##0', "$95"), (r"\$#,##0.00", "$95"), ("[$-409]#,##0", "95"), ("0.00%", "95%"), ("0%", "95%"),
        ('_-* #,##0.00\\ "kr"_-;-* #,##0.00', "95 kr"), ('[Red]#,##0 "CHF";[Blue]-0', "95 CHF"),
        ('_($* #,##0.00_);_($* (#,##0.00)', "$95"), ('0 "€/Tag"', "95 €/Tag"), ('0,"k"', "95"), ('0"k"', "95k"),
        ('0.00" USD/h"', "95 USD/h"), ("0.00E+00", "95"), ('#,##0.00_ ;[$¥-411]', "95"), ("", "95"), (";;;", "95"),
    ],
)  # fmt: skip
def test_number_format_says_what_stands_around_a_number(code, shown):
    assert Formatted(value=95.0, format=code).shown("95") == shown


# ---------------------------------------------------------------- what pages send again

cells = (
    st.none()
    | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.builds(Odd, text=st.text(max_size=5), message=st.sampled_from([FORMULA, UNCLOSED]))
    | st.builds(Formatted, value=st.floats(allow_nan=False, allow_infinity=False), format=st.text(max_size=5))
)


@given(st.lists(st.lists(cells, max_size=4), max_size=4))
def test_table_comes_back_as_it_was_sent(rows):
    table = CellTable(lines=rows, name="A", is_text=True)
    assert table_from_json(table_to_json(table)) == table


@pytest.mark.parametrize(
    "sent",
    [
        None, [], {}, {"lines": 5}, {"lines": [5]}, {"lines": [[[]]]}, {"lines": [[True]]}, {"lines": [[{"odd": 9}]]},
        {"lines": [[{"odd": 9, "text": ""}]]}, {"lines": [[float("nan")]]}, {"lines": [["x"] * 99]},
        {"lines": [[]] * 10_001}, {"lines": [[{"value": "1", "format": "0"}]]},
        {"lines": [[{"value": float("inf"), "format": "0"}]]},
    ],
)  # fmt: skip
def test_table_that_was_tampered_with_is_refused(sent):
    with pytest.raises(ValueError, match=r"table|line|cell"):
        table_from_json(sent)


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u202e"])
def test_what_nobody_sees_is_no_part_of_a_text(unseen):
    assert one_line(f"Data{unseen} \n engineer") == "Data engineer"
