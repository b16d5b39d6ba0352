"""Cells of the reference files: what each may hold, and what is said of one that holds something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.kinds import BrokenReference
from estimates.domain.published.csvrows import CsvRow, check_names, read_named, read_range, read_rows
from projects.domain.ranges import Range


def cell(text):
    return CsvRow({"price": text})


@pytest.fixture
def file_of(tmp_path):
    """Return a function from lines, or bytes, to a file that holds them."""

    def write(*lines):
        path = tmp_path / "prices.csv"
        if lines and isinstance(lines[0], bytes):
            path.write_bytes(b"".join(lines))
        else:
            path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def named(path):
    return read_named(path, lambda row: row.number("price"), "name")


# ---------------------------------------------------------------- cells


def test_text_loses_the_blanks_around_it():
    assert cell("  two dollars ").text("price") == "two dollars"


@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_empty_cell_is_no_required_text(text):
    with pytest.raises(ValueError, match=r"^price is missing$"):
        cell(text).text("price")


def test_column_that_no_row_has_is_missing_rather_than_an_error_of_ours():
    with pytest.raises(ValueError, match=r"^rent is missing$"):
        cell("2").text("rent")


def test_empty_cell_may_be_a_text_that_is_not_required():
    assert cell(" ").text("price", required=False) == ""


@pytest.mark.parametrize(("text", "value"), [("0", 0.0), ("2.5", 2.5), (" 3e9 ", 3e9), ("1_000", 1000.0)])
def test_number_is_read_as_it_is_written(text, value):
    assert cell(text).number("price") == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "price is missing"),
        ("two", "price must be a number, not 'two'"),
        ("2,5", "price must be a number, not '2,5'"),
        ("$2", "price must be a number, not '$2'"),
        ("-1", "price must be 0 or more, not -1"),
        ("-1e-300", "price must be 0 or more, not -1e-300"),
        ("nan", "price must be 0 or more, not nan"),
        ("inf", "price must be 0 or more, not inf"),
        ("1e999", "price must be 0 or more, not 1e999"),
    ],
)
def test_cell_that_is_no_number_says_so_with_its_column(text, reason):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole sentence is compared below
        cell(text).number("price")
    assert str(caught.value) == reason


def test_optional_number_is_none_where_the_cell_is_empty_and_not_nought():
    assert cell("").optional("price") is None
    assert cell("0").optional("price") == 0.0


@pytest.mark.parametrize("text", ["0", "0.0", "0e5"])
def test_number_above_nought_refuses_nought(text):
    with pytest.raises(ValueError, match=r"^price must be above 0$"):
        cell(text).positive("price")


@pytest.mark.parametrize("text", ["12.5", "1e-3"])
@pytest.mark.parametrize("read", [CsvRow.whole, CsvRow.optional_whole])
def test_whole_number_refuses_a_fraction_rather_than_cut_it(read, text):
    with pytest.raises(ValueError, match="price must be a whole number, not"):
        read(cell(text), "price")


@pytest.mark.parametrize(("text", "count"), [("12", 12), ("12.0", 12), ("3e9", 3_000_000_000)])
def test_whole_number_may_be_written_as_any_number(text, count):
    assert cell(text).whole("price") == count
    assert type(cell(text).whole("price")) is int


def test_whole_number_above_nought_refuses_nought():
    with pytest.raises(ValueError, match="price must be above 0"):
        cell("0").whole("price")


@pytest.mark.parametrize(("text", "count"), [("", None), ("0", 0), ("7", 7)])
def test_optional_whole_number_may_be_empty_or_nought(text, count):
    assert cell(text).optional_whole("price") == count


@pytest.mark.parametrize("text", ["2026-11-28", "20261128", "2026-W48-6"])
def test_day_is_kept_in_its_usual_form(text):
    assert cell(text).day("price") == "2026-11-28"


@pytest.mark.parametrize("text", ["28.11.2026", "2026-02-30", "2026-11", "today"])
def test_cell_that_is_no_day_says_how_a_day_looks(text):
    with pytest.raises(ValueError, match="price must be a day such as 2026-11-16, not"):
        cell(text).day("price")


@pytest.mark.parametrize("left_out", ["source", "date_checked", "valid_from"])
def test_fact_needs_source_and_both_days(left_out):
    cells = {"source": "A list", "date_checked": "2026-11-28", "valid_from": "2026-11-01"}
    assert CsvRow(cells).fact() == cells
    with pytest.raises(ValueError, match=f"^{left_out} is missing$"):
        CsvRow(cells | {left_out: ""}).fact()


@given(st.floats(0, 1e300))
def test_every_number_of_nought_or_more_is_read_as_python_writes_it(value):
    assert cell(repr(value)).number("price") == value


@given(st.text(max_size=30))
def test_no_text_gives_a_number_that_is_not_finite_and_at_least_nought(text):
    try:
        value = cell(text).optional("price")
    except ValueError:
        return
    assert value is None or 0 <= value < float("inf")


# ---------------------------------------------------------------- ranges of cells


def prices(low="", likely="", high=""):
    return CsvRow({"low": low, "likely": likely, "high": high})


def test_three_cells_are_a_range():
    assert read_range(prices("1", "2", "5"), "low", "likely", "high") == Range(low=1, likely=2, high=5)


def test_two_cells_have_their_middle_as_the_likely_value():
    assert read_range(prices("1", high="5"), "low", "high") == Range(low=1, likely=3, high=5)


def test_noughts_are_numbers_and_not_empty_cells():
    assert read_range(prices("0", "0", "0"), "low", "likely", "high") == Range.exactly(0)


def test_empty_cells_are_no_range():
    assert read_range(prices(), "low", "likely", "high") is None


@pytest.mark.parametrize("given_", [{"low": "1"}, {"low": "1", "high": "2"}, {"likely": "1"}])
def test_half_a_range_is_refused_with_all_of_its_columns(given_):
    with pytest.raises(ValueError, match=r"^low, likely, high must be given together$"):
        read_range(prices(**given_), "low", "likely", "high")


def test_range_that_is_turned_round_is_refused():
    with pytest.raises(ValueError, match=r"low <= likely <= high, not 5\.0, 2\.0, 1\.0"):
        read_range(prices("5", "2", "1"), "low", "likely", "high")


# ---------------------------------------------------------------- files


def test_rows_come_with_the_line_on_which_they_end(file_of):
    path = file_of("name,price", "a,1", '"b', 'more",2', "c,3")
    assert [(line, row.text("name")) for line, row in read_rows(path)] == [(2, "a"), (4, "b\nmore"), (5, "c")]


def test_mark_of_the_encoding_is_no_part_of_the_first_name(file_of):
    """Spreadsheets that save "CSV UTF-8" write one."""
    assert named(file_of(b"\xef\xbb\xbfname,price\na,1\n")) == {"a": 1.0}


def test_lines_may_end_as_on_windows(file_of):
    assert named(file_of(b"name,price\r\na,1\r\nb,2\r\n")) == {"a": 1.0, "b": 2.0}


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        (("name,price", "a,1", "b"), 3, "has another number of cells than the first line"),
        (("name,price", "a,1,2"), 2, "has another number of cells than the first line"),
        (("name,price", "a,1", "a,2"), 3, "a occurs twice"),
        (("name,price", "a,1", ",2"), 3, "name is missing"),
        (("name,price", "a,dear"), 2, "price must be a number, not 'dear'"),
        (("title,price", "a,1"), 2, "name is missing"),
        (('"name",price', '"a', 'b",1', "c,-1"), 4, "price must be 0 or more, not -1"),
        (("name,price", f"{'a' * 200_000},1"), 2, "cannot be read (field larger than field limit (131072))"),
        ((b"name,price\n\xff,1\n",), 0, "is not UTF-8 text"),
    ],
)
def test_broken_file_is_refused_with_file_line_and_reason(file_of, lines, line, reason):
    with pytest.raises(BrokenReference) as caught:
        named(file_of(*lines))
    assert (caught.value.path.name, caught.value.line, caught.value.reason) == ("prices.csv", line, reason)


def test_message_names_the_file_and_the_line(file_of):
    with pytest.raises(BrokenReference, match=r"^prices\.csv, line 3: a occurs twice$"):
        named(file_of("name,price", "a,1", "a,2"))


def test_file_without_rows_holds_nothing(file_of):
    assert named(file_of("name,price")) == {}


def test_file_that_is_a_folder_cannot_be_read(tmp_path):
    with pytest.raises(BrokenReference, match=r"cannot be read \(Is a directory\)"):
        list(read_rows(tmp_path))


def test_name_that_no_other_file_knows_is_refused_with_its_own_line(file_of):
    """A cell of two lines above it moves it down by one."""
    path = file_of("name,note", 'a,"two', 'lines"', "b,", "c,")
    check_names(path, "name", {"a", "b", "c"})
    with pytest.raises(BrokenReference) as caught:
        check_names(path, "name", {"a", "c"})
    assert (caught.value.line, caught.value.reason) == (4, "names b, which no other file knows")
