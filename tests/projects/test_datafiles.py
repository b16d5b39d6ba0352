"""What a data file says: each kind of value as it is asked for, and where a message points when it is another."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.datafiles import BrokenDataFile, DataTable, read_data_file, refuse_twins, table_of

PATH = Path("prices.toml")

NESTED = """\
# What it costs.
title = "Prices"
day = 2026-11-16

[seller]
id = "bay"
name = "Bay"

[[offer]]
id = "small"
price = 2

[[offer.part]]
id = "disk"

[[offer.part]]
id = "card"
colour = "red"

[[offer]]
id = "large"
price = 4.5
parts = [
  { id = "rack", size = 1 },

  { id = "fan", size = 2 },
]

[[offer.part]]
id = "cable"
"""


def table(text: str) -> DataTable:
    return table_of(PATH, text)


def refused(ask, text: str = NESTED) -> str:
    """Return what a file is refused with when something is asked of it."""
    with pytest.raises(BrokenDataFile) as caught:
        ask(table(text))
    return str(caught.value)


def line_with(piece: str, text: str = NESTED) -> int:
    return text[: text.index(piece)].count("\n") + 1


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (str, '"five"', "five"),
        (bool, "true", True),
        (int, "5", 5),
        (float, "5.5", 5.5),
        (list, "[1]", [1]),
        (dict, "{ a = 1 }", {"a": 1}),
        (date, "2026-11-16", date(2026, 11, 16)),
    ],
)
def test_value_of_the_kind_that_is_asked_for_is_given(kind, written, value):
    assert table(f"key = {written}\n").get("key", kind) == value


def test_whole_number_is_a_number_too():
    value = table("key = 5\n").get("key", float)
    assert (value, type(value)) == (5.0, float)


@pytest.mark.parametrize(
    ("kind", "written", "reason"),
    [
        (str, "5", "key of the file must be a text, not 5"),
        (bool, "1", "key of the file must be true or false, not 1"),
        (int, "true", "key of the file must be a whole number, not True"),
        (int, "5.0", "key of the file must be a whole number, not 5.0"),
        (float, '"5"', "key of the file must be a number, not '5'"),
        (float, "true", "key of the file must be a number, not True"),
        (list, '"a"', "key of the file must be a list, not 'a'"),
        (dict, "[]", "key of the file must be a table, not []"),
        (date, '"2026-11-16"', "key of the file must be a day such as 2026-11-16, not '2026-11-16'"),
    ],
)
def test_value_of_another_kind_is_refused_with_what_it_should_be(kind, written, reason):
    assert (
        refused(lambda file: file.get("key", kind), f"# first\nkey = {written}\n") == f"prices.toml, line 2: {reason}"
    )


def test_moment_is_no_day():
    with pytest.raises(BrokenDataFile, match=r"must be a day such as 2026-11-16"):
        table("key = 2026-11-16T08:00:00\n").get("key", date)


def test_key_that_is_missing_is_named_with_its_table():
    message = refused(lambda file: file.tables("offer")[1].get("weight", int))
    assert message == f"prices.toml, line {line_with('price = 4.5') - 2}: large has no weight"


def test_key_that_is_missing_takes_its_default():
    assert table("").get("weight", int, 7) == 7
    assert table("").flag("is_heavy", True) is True
    assert table("").text("name", "") == ""
    assert table("").number("weight", None) is None
    assert table("").count("weight", 3) == 3
    assert table("").texts("names", ("a",)) == ("a",)


def test_default_does_not_stand_in_for_a_value_of_another_kind():
    with pytest.raises(BrokenDataFile, match="must be a number, not 'heavy'"):
        table('weight = "heavy"\n').number("weight", 1.0)


def test_required_text_must_say_something():
    assert refused(lambda file: file.text("name"), 'name = ""\n') == "prices.toml, line 1: name of the file is empty"
    assert table('name = ""\n').text("name", "nobody") == ""


@pytest.mark.parametrize("written", [" Bay", "Bay ", "\\tBay", "Bay\\n"])
def test_text_with_a_stray_blank_is_refused_wherever_it_stands(written):
    for default in ({}, {"default": "nobody"}):
        with pytest.raises(BrokenDataFile, match="name of the file begins or ends with a blank"):
            table(f'name = "{written}"\n').text("name", **default)


@pytest.mark.parametrize("count", [0, -1])
def test_count_begins_at_one(count):
    assert table("rows = 1\n").count("rows") == 1
    with pytest.raises(BrokenDataFile, match=f"rows of the file must be above 0, not {count}"):
        table(f"rows = {count}\n").count("rows")


@pytest.mark.parametrize("written", ['["a", 1]', '["a", " "]', '[["a"]]'])
def test_list_of_texts_holds_texts_only(written):
    with pytest.raises(BrokenDataFile, match="names of the file must be a list of texts"):
        table(f"names = {written}\n").texts("names")


def test_list_of_texts_may_be_empty():
    assert table("names = []\n").texts("names") == ()


def test_text_outside_of_a_few_is_refused_with_all_of_them():
    message = refused(lambda file: file.one_of("size", ("small", "large")), 'size = "huge"\n')
    assert message == "prices.toml, line 1: size of the file must be one of small, large, not 'huge'"


def test_list_of_tables_holds_tables_only():
    with pytest.raises(BrokenDataFile, match="offer of the file must be a list of tables, not 5"):
        table("offer = [5]\n").tables("offer")


def test_list_of_tables_may_be_missing_where_it_is_said_so():
    assert table("").tables("offer", required=False) == []
    with pytest.raises(BrokenDataFile, match="the file has no offer"):
        table("").tables("offer")


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ('[[offer]]\nid = "small"\nvalue = "s"\n', "small"),
        ('[[offer]]\nvalue = "s"\n', "s"),
        ('[[offer]]\nname = "Small"\n', "offer"),
    ],
)
def test_table_is_called_by_its_id_else_its_value_else_its_key(written, label):
    assert table(written).tables("offer")[0].label == label


def test_whole_file_without_an_id_is_called_the_file():
    assert table("").label == "the file"


def test_looking_whether_a_key_is_there_asks_for_nothing():
    file = table('id = "bay"\n')
    assert file.has("id")
    assert not file.has("name")
    with pytest.raises(BrokenDataFile, match="bay has an unknown key id"):
        file.close()


def test_table_of_which_everything_was_asked_closes():
    file = table('id = "bay"\nrows = 2\nnames = []\nday = 2026-11-16\n')
    file.text("id")
    file.count("rows")
    file.texts("names", ())
    file.get("day", date)
    file.close()


def test_key_that_was_asked_with_a_default_is_known():
    file = table("weight = 1\nis_heavy = true\n")
    file.number("weight", None)
    file.flag("is_heavy", False)
    file.close()


def test_first_key_that_nobody_asked_for_is_named_with_its_line():
    message = refused(lambda file: file.tables("offer")[0].close())
    assert message == f"prices.toml, line {line_with('[[offer]]') + 1}: small has an unknown key id"


# ---------------------------------------------------------------- places


def test_whole_file_stands_on_its_first_line_and_ends_at_the_first_header():
    file = table(NESTED)
    assert file.line_of("") == 1
    assert file.line_of("day") == line_with("day = ")
    assert file.line_of("price") == 1  # it stands in a table below, not here


def test_table_stands_where_its_header_is():
    assert table(NESTED).table("seller").line_of("") == line_with("[seller]")
    assert table(NESTED).table("seller").line_of("name") == line_with('name = "Bay"')


def test_each_table_of_a_list_has_its_own_place():
    small, large = table(NESTED).tables("offer")
    assert small.line_of("price") == line_with("price = 2")
    assert large.line_of("price") == line_with("price = 4.5")


def test_table_below_belongs_to_the_one_it_stands_under():
    small, large = table(NESTED).tables("offer")
    assert [part.line_of("id") for part in small.tables("part")] == [line_with('"disk"'), line_with('"card"')]
    assert [part.line_of("id") for part in large.tables("part")] == [line_with('"cable"')]
    assert small.tables("part")[1].line_of("colour") == line_with("colour")


def test_tables_written_in_place_have_the_line_that_each_stands_on():
    rack, fan = table(NESTED).tables("offer")[1].tables("parts")
    assert (rack.line_of("size"), fan.line_of("size")) == (line_with('"rack"'), line_with('"fan"'))


def test_tables_of_one_line_share_it():
    first, second = table('parts = [{ id = "rack" }, { id = "fan" }]\n').tables("parts")
    assert (first.line_of("id"), second.line_of("id")) == (1, 1)


def test_key_is_not_confused_with_one_that_ends_alike():
    file = table("max_rows = 1\nrows = 2\n")
    assert (file.line_of("max_rows"), file.line_of("rows")) == (1, 2)


def test_header_may_have_blanks_and_a_remark():
    text = 'a = 1\n\n  [[ offer ]]  # the first\nid = "small"\n'
    assert table(text).tables("offer")[0].line_of("") == 3


def test_error_without_a_line_names_the_file_alone():
    assert str(BrokenDataFile(PATH, 0, "is gone")) == "prices.toml: is gone"
    assert str(BrokenDataFile(PATH, 3, "is wrong")) == "prices.toml, line 3: is wrong"


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_place_of_a_table_follows_the_lines_above_it(above, between, before_key):
    text = "#\n" * above + "[[offer]]\n" + "#\n" * between + "[[offer]]\n" + "\n" * before_key + "price = 1\n"
    second = table(text).tables("offer")[1]
    assert second.line_of("") == above + between + 2
    assert second.line_of("price") == above + between + before_key + 3


# ---------------------------------------------------------------- twins


def test_second_of_two_tables_with_the_same_value_is_refused():
    text = '[[offer]]\nid = "a"\n[[offer]]\nid = "b"\n[[offer]]\nid = "a"\n'
    assert refused(lambda file: refuse_twins(file.tables("offer"), "id"), text) == (
        "prices.toml, line 6: id a occurs twice"
    )


def test_same_value_under_two_keys_is_no_twin():
    rows = table('[[offer]]\nid = "a"\nletter = "b"\n[[offer]]\nid = "b"\nletter = "a"\n').tables("offer")
    refuse_twins(rows, "id", "letter")


def test_tables_without_the_key_are_no_twins():
    refuse_twins(table("[[offer]]\nprice = 1\n[[offer]]\nprice = 1\n").tables("offer"), "id")


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("[offer\n", 1), ('a = """\nnever\nends\n', 3)],
)
def test_text_that_is_no_data_file_is_refused_with_its_line(text, line):
    with pytest.raises(BrokenDataFile) as caught:
        table(text)
    assert caught.value.line == line
    assert "(at" not in caught.value.reason


def test_file_reads_like_its_text_whatever_its_line_ends_are(tmp_path):
    path = tmp_path / "prices.toml"
    path.write_bytes(NESTED.replace("\n", "\r\n").encode())
    file = read_data_file(path)
    assert file.row == table(NESTED).row
    assert file.tables("offer")[1].line_of("price") == line_with("price = 4.5")


def test_folder_is_no_data_file(tmp_path):
    (tmp_path / "prices.toml").mkdir()
    with pytest.raises(BrokenDataFile, match=r"^prices\.toml: cannot be read"):
        read_data_file(tmp_path / "prices.toml")
