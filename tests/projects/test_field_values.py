"""Values of each type of field: typed and stored alike, within their limits, or refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.errors import BadCells, BadValue, Unclear
from projects.domain.fields import Choice, Column, Field, FieldType
from projects.domain.ranges import NumberStyle, Range, write_range
from projects.domain.values import MOST_MONTHS, check_stored, limits_of, one_line, plain_text, read_typed
from tests.projects.values import values

READING = NumberStyle(currency="EUR")
SIZES = (Choice(value="small", label="Small"), Choice(value="large", label="Large"))
SCALE = tuple(Choice(value=number, label=str(number)) for number in range(5))


def field(kind: str, **more) -> Field:
    return Field(id="team.thing", label="Thing", type=FieldType(kind), **more)


def column(name: str, kind: str, **more) -> Column:
    return Column(id=name, label=name.title(), type=FieldType(kind), **more)


def refused(read, *given_values) -> str:
    with pytest.raises(BadValue) as problem:
        read(*given_values)
    return str(problem.value)


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        (" a ", "a"),
        ("a\x00b", "ab"),
        ("a\tb", "a\tb"),
        ("a\ud800b", "ab"),
        ("\x7f", ""),
    ],
)
def test_text_is_kept_without_what_nobody_types(text, kept):
    assert plain_text(text) == kept


@pytest.mark.parametrize(("text", "kept"), [("a \n b", "a b"), ("a\n\n\nb", "a b"), ("a\r\nb", "a b"), ("\na\n", "a")])
def test_line_has_no_ends_in_it(text, kept):
    assert one_line(text) == kept


@given(st.text(max_size=40))
def test_text_that_was_cleaned_is_clean(text):
    assert plain_text(plain_text(text)) == plain_text(text)
    assert one_line(one_line(text)) == one_line(text)
    assert "\n" not in one_line(text)


@pytest.mark.parametrize("kind", ["short_text", "link"])
def test_text_of_one_line_has_one_line(kind):
    assert read_typed(field(kind), "a\nb", READING) == "a b"
    assert check_stored(field(kind), "a\nb") == "a b"


def test_long_text_keeps_its_lines_and_a_cell_has_none():
    assert read_typed(field("long_text"), "a\nb", READING) == "a\nb"
    assert read_typed(column("what", "long_text"), "a\nb", READING) == "a b"


@pytest.mark.parametrize("kind", ["number", "range", "date"])
@pytest.mark.parametrize(
    "typed",
    [
        *("dunno", "no idea", "I don’t know", "don't know yet", "not sure", "n/a", "TBD", "?", "keine Ahnung"),
        *("weiß nicht", "Weiß ich noch nicht.", "unbekannt", "offen"),
    ],
)
def test_what_is_not_known_is_sent_to_its_button_and_a_cell_is_left_blank(kind, typed):
    said = refused(read_typed, field(kind), typed, READING)
    assert said == f"“{typed}” is no answer yet. If you do not know it, choose “Don’t know yet”."
    said = refused(read_typed, column("what", kind), typed, READING)
    assert said == f"“{typed}” is no value. If you do not know it, leave the cell blank."


def test_text_may_say_that_something_is_not_known():
    assert read_typed(field("short_text"), "no idea", READING) == "no idea"


def test_number_with_a_doubt_is_a_number():
    assert read_typed(field("number"), "12, not sure", READING) == 12


@pytest.mark.parametrize("length", [5, 6])
def test_text_may_be_as_long_as_its_limit(length):
    asked = field("short_text", max_length=5)
    for read in (lambda text: read_typed(asked, text, READING), lambda text: check_stored(asked, text)):
        if length == 5:
            assert read("x" * length) == "x" * length
        else:
            assert refused(read, "x" * length) == "This text has 6 characters; the limit is 5."


# ---------------------------------------------------------------- nothing

KINDS = [kind for kind in FieldType if kind is not FieldType.MONTHS]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_typed_is_no_answer(kind):
    nothing = {"table": [], "many_choice": [], "person": {"name": "", "role": " "}}.get(kind, "  ")
    assert read_typed(field(kind, choices=SIZES), nothing, READING) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_stored_is_no_answer(kind, nothing):
    assert check_stored(field(kind), nothing) is None


# ---------------------------------------------------------------- of another kind

WRONG = {
    "number": ["5", True, [5], {"likely": 5}],
    "range": [
        "5", True, [5], {"low": 1, "likely": 2}, {"low": 1, "likely": 2, "high": 3, "most": 4},
        {"low": 3, "likely": 2, "high": 1},
    ],
    "one_choice": [True, ["small"], {"value": "small"}, 1.5],
    "many_choice": ["small", {"small": 1}, 5],
    "person": [5, ["Ann"], {"name": 5}],
    "table": ["disk", {"what": "disk"}, ["disk"], [5]],
    "short_text": [5, True, ["a"], {"a": 1}],
    "date": [5, ["2027-03-19"]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value"),
    [(kind, value) for kind, wrong in WRONG.items() for value in wrong],
    ids=lambda value: repr(value),
)
def test_value_of_another_kind_cannot_be_an_answer(kind, value):
    asked = field(kind, choices=SIZES if "choice" in kind else (), columns=(column("what", "short_text"),))
    assert refused(check_stored, asked, value) == "The value cannot be an answer to “Thing”."


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize("value", [0, 5, 10])
def test_number_within_its_limits_is_kept(value):
    asked = field("number", minimum=0, maximum=10)
    assert check_stored(asked, value) == read_typed(asked, str(value), READING) == value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-1, "“-1” is too low. The least that makes sense here is 0."),
        (10.5, "“10.5” is too high. The most that makes sense here is 10."),
        (1e31, "“…” is larger than anything a project counts. Check the zeros."),
        (float("inf"), "“…” is larger than anything a project counts. Check the zeros."),
        (10**400, "“…” is larger than anything a project counts. Check the zeros."),
    ],
)
def test_stored_number_outside_its_limits_is_refused(value, words):
    assert refused(check_stored, field("number", minimum=0, maximum=10), value) == words


@pytest.mark.parametrize("end", ["low", "likely", "high"])
def test_every_part_of_a_range_is_held_against_the_limits(end):
    value = {"low": 1, "likely": 2, "high": 3} | {end: {"low": -1, "likely": 2.5, "high": 11}[end]}
    asked = field("range", unit="hours", minimum=0, maximum=10)
    if end == "likely":
        assert check_stored(asked, value) == value
    else:
        assert "makes sense here" in refused(check_stored, asked, value)


def test_stored_number_is_a_range_of_no_width():
    assert check_stored(field("range", unit="hours"), 5) == {"low": 5, "likely": 5, "high": 5}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2.5", "“2.5” is not a whole number. Write 2 or 3."),
        ("1,000.5", "“1,000.5” is not a whole number. Write 1,000 or 1,001."),
        ("-0.5", "“-0.5” is not a whole number. Write -1 or 0."),
    ],
)
def test_count_of_whole_things_offers_the_next_ones(typed, words):
    asked = field("number", whole=True)
    assert refused(read_typed, asked, typed, READING) == words
    assert refused(check_stored, asked, float(typed.replace(",", ""))) == words


def test_limits_of_a_field_are_what_a_reader_of_numbers_asks_for():
    assert limits_of(field("number", unit="hours", minimum=1, maximum=5)) == {
        "unit": "hours",
        "minimum": 1,
        "maximum": 5,
    }


# ---------------------------------------------------------------- small shares

SHARE = field("number", unit="%", minimum=0, maximum=100, ask_below=2)


@pytest.mark.parametrize("typed", ["0.5%", "0.5 %", "1 in 200", "2", "0", "50", "0.5 per cent"])
def test_share_that_can_mean_one_thing_is_kept(typed):
    read_typed(SHARE, typed, READING)


@pytest.mark.parametrize(
    ("typed", "readings"), [("0.5", ("0.5%", "50%")), ("1", ("1%", "100%")), ("1.5", ("1.5%", "15%"))]
)
def test_small_share_without_a_sign_is_asked_back(typed, readings):
    with pytest.raises(Unclear) as asked:
        read_typed(SHARE, typed, READING)
    assert asked.value.readings == readings
    for text in readings:
        read_typed(SHARE, text, READING)


def test_small_range_of_shares_is_asked_back_as_a_whole():
    asked = field("range", unit="%", minimum=0, maximum=100, ask_below=2)
    with pytest.raises(Unclear) as unclear:
        read_typed(asked, "0.2 to 0.4", READING)
    assert unclear.value.readings == ("0.2 to 0.4%", "20 to 40%")


@pytest.mark.parametrize(
    ("ends", "text"),
    [
        ((0.1, 0.2, 0.3), "0.1 to 0.3"),
        ((20, 30.000000000000004, 40), "20 to 40"),
        ((20, 30.1, 40), "20 to 40, likely 30.1"),
        ((5, 5, 5), "5"),
    ],
)
def test_likely_value_is_named_only_where_it_is_not_the_middle(ends, text):
    low, likely, high = ends
    assert write_range(Range(low=low, likely=likely, high=high)) == text


def test_field_that_does_not_ask_back_takes_small_shares():
    assert read_typed(field("number", unit="%"), "0.5", READING) == 0.5


# ---------------------------------------------------------------- choices


def test_choices_stand_in_the_order_in_which_they_are_on_offer():
    asked = field("many_choice", choices=SIZES)
    assert read_typed(asked, ["large", "small", "large"], READING) == ["small", "large"]
    assert check_stored(asked, ["large", "small"]) == ["small", "large"]


@pytest.mark.parametrize("given_choice", ["3", 3])
def test_step_of_a_scale_is_stored_as_its_number(given_choice):
    assert check_stored(field("scale", choices=SCALE), given_choice) == 3
    assert read_typed(field("scale", choices=SCALE), str(given_choice), READING) == 3


def test_choice_that_is_not_on_offer_is_quoted():
    words = "“huge” is not one of the available answers."
    assert refused(read_typed, field("one_choice", choices=SIZES), "huge", READING) == words
    assert refused(check_stored, field("many_choice", choices=SIZES), ["small", "huge"]) == words


# ---------------------------------------------------------------- people


@pytest.mark.parametrize(
    ("given_person", "kept"),
    [
        ({"name": " Ann ", "role": "Lead\n"}, {"name": "Ann", "role": "Lead"}),
        ({"name": "Ann"}, {"name": "Ann", "role": ""}),
        ({"name": "Ann", "role": None}, {"name": "Ann", "role": ""}),
        ("Ann", {"name": "Ann", "role": ""}),
    ],
)
def test_person_has_a_name_and_a_role(given_person, kept):
    assert check_stored(field("person"), given_person) == kept


@pytest.mark.parametrize("given_person", [{"name": "", "role": ""}, {}])
def test_person_without_a_name_is_nobody(given_person):
    assert check_stored(field("person"), given_person) is None


def test_role_without_a_name_is_refused():
    assert refused(check_stored, field("person"), {"role": "Lead"}) == "Please add a name to this role."


def test_person_in_a_table_is_one_text():
    assert check_stored(column("who", "person"), {"name": "Ann", "role": "Lead"}) == "Ann, Lead"


def test_name_that_is_too_long_is_refused():
    assert (
        refused(check_stored, field("person"), {"name": "n" * 121}) == "This text has 121 characters; the limit is 120."
    )


# ---------------------------------------------------------------- tables

TABLE = field(
    "table",
    max_rows=2,
    columns=(
        column("what", "short_text"),
        column("share", "number", unit="%", minimum=0, maximum=100),
        column("presence", "months", unit="%", minimum=0, maximum=100),
    ),
)


def test_row_keeps_the_cells_in_which_something_stands():
    assert read_typed(TABLE, [{"what": "disk", "share": "", "presence": ""}], READING) == [{"what": "disk"}]
    assert check_stored(TABLE, [{"what": "disk", "share": None}, {}]) == [{"what": "disk"}]


@pytest.mark.parametrize("rows", [[{"what": ""}], [{}], [{"share": None}]])
def test_table_of_empty_rows_is_no_answer(rows):
    assert check_stored(TABLE, rows) is None


def test_more_rows_than_fit_are_counted():
    rows = [{"what": "disk"}] * 3
    words = "This table has 3 rows; the limit is 2."
    assert refused(read_typed, TABLE, rows, READING) == words
    assert refused(check_stored, TABLE, rows) == words


def test_empty_rows_do_not_count_towards_the_limit_of_a_page():
    rows = [{"what": "disk"}, {"what": ""}, {"what": "card"}, {"what": ""}]
    assert read_typed(TABLE, rows, READING) == [{"what": "disk"}, {"what": "card"}]


def test_fault_of_a_stored_cell_names_row_and_column():
    words = refused(check_stored, TABLE, [{"what": "disk"}, {"share": 101}])
    assert words == "Row 2, Share: “101” is too high. The most that makes sense here is 100."


def test_all_faults_of_a_table_are_said_each_with_the_place_of_its_cell():
    with pytest.raises(BadCells) as refusal:
        read_typed(TABLE, [{"share": "many", "#": "7"}, {"what": "disk", "share": "101"}], READING)
    assert [problem.params["place"] for problem in refusal.value.each] == ["7-share", "1-share"]
    assert refusal.value.readings == ()


def test_fault_in_a_month_has_the_place_of_that_month():
    with pytest.raises(BadValue) as refusal:
        read_typed(TABLE, [{"presence_3": "101"}], READING)
    assert refusal.value.params["place"] == "0-presence_3"


# ---------------------------------------------------------------- months

PRESENCE = column("presence", "months", unit="%", minimum=0, maximum=100)


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ("3:40 4:50", {"3": 40, "4": 50}),
        ("4:50;3:40", {"3": 40, "4": 50}),
        (" 3 : 40 ; 4:50 ", {"3": 40, "4": 50}),
        ("3:40 3:50", {"3": 50}),
        ("120:1", {"120": 1}),
        ("", None),
    ],
)
def test_months_are_read_with_their_numbers(typed, months):
    assert read_typed(PRESENCE, typed, READING) == months


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("40", "“40” cannot be read. Write each month with its number, such as 3:40 4:50."),
        ("3:", "“3:” cannot be read. Write each month with its number, such as 3:40 4:50."),
        ("0:40", "Month 0 does not exist. Months run from 1 to 120."),
        (f"{MOST_MONTHS + 1}:40", "Month 121 does not exist. Months run from 1 to 120."),
        ("3:101", "month 3, “101” is too high. The most that makes sense here is 100."),
        ("3:many", "month 3, “many” cannot be read as a number. Write one number, such as 12."),
    ],
)
def test_months_that_cannot_be_read_are_refused(typed, words):
    assert refused(read_typed, PRESENCE, typed, READING) == words


@pytest.mark.parametrize("key", [3, "x", "-1", "3.5", "00003", "３"])
def test_stored_month_is_a_number_in_text(key):
    assert refused(check_stored, PRESENCE, {key: 40}) == "The value cannot be an answer to “Presence”."


# ---------------------------------------------------------------- what is stored stays


ASKED = [
    field("short_text", max_length=40),
    field("number", unit="hours", minimum=0),
    field("range", unit="money/month", minimum=0),
    field("one_choice", choices=SIZES),
    field("many_choice", choices=SIZES),
    field("scale", choices=SCALE),
    field("date"),
    field("person"),
    TABLE,
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.type)
@given(data=st.data())
def test_value_that_was_checked_is_a_value(asked, data):
    try:
        kept = check_stored(asked, data.draw(values(asked)))
    except BadValue:
        return  # more rows than fit
    assert check_stored(asked, kept) == kept
