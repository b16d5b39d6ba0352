"""What a JSON document may hold, kind by kind: what is read, what is refused with which words, and its schema."""

from datetime import UTC, date, datetime, timedelta, timezone

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.errors import BadValue
from projects.domain.shapes import (
    Anything,
    Day,
    ListOf,
    MapOf,
    Moment,
    Number,
    OneOf,
    Problems,
    Record,
    Rows,
    Text,
    VerbatimRecord,
    YesNo,
)

PERSON = Record({"name": Text(20), "age": Number(0, 150, whole=True)}, required=("name",), name="person")
TEAM = Record({"lead": PERSON, "members": Rows(PERSON, limit=3), "is_new": YesNo()}, required=("lead",))


def read(shape, raw, place="team"):
    """Return what is read, and each fault as its place and its words."""
    problems = Problems()
    value = shape.read(raw, place, problems)
    return value, [(listed.place, str(listed.problem)) for listed in problems.listed]


def refused(shape, raw) -> str:
    with pytest.raises(BadValue) as problem:
        shape.value(raw)
    return str(problem.value)


# ---------------------------------------------------------------- single values


def test_text_loses_what_nobody_types():
    assert Text(10).value("  a\x00b\r\nc ") == "ab\nc"


@pytest.mark.parametrize("raw", ["", "   ", "\x00"])
def test_text_without_anything_in_it_is_none(raw):
    assert Text(10).value(raw) is None


def test_text_as_long_as_its_limit_fits_and_one_character_more_does_not():
    assert Text(3).value("abc") == "abc"
    assert refused(Text(3), "abcd") == "This text has 4 characters; the limit is 3."


def test_length_is_counted_without_the_blanks_around_it():
    assert Text(3).value("  abc  ") == "abc"


def test_text_with_a_pattern_must_fit_it_wholly():
    shape = Text(80, pattern="[a-z]+")
    assert shape.value("abc") == "abc"
    assert refused(shape, "abc1") == "“abc1” does not fit here."
    assert refused(shape, "1abc") == "“1abc” does not fit here."


def test_text_without_anything_in_it_needs_no_pattern():
    assert Text(80, pattern="[a-z]+").value(" ") is None


def test_long_text_that_does_not_fit_is_quoted_by_its_beginning():
    assert refused(Text(80, pattern="a"), "b" * 60) == f"“{'b' * 40}” does not fit here."


@pytest.mark.parametrize("shape", [Text(10), Day()])
@pytest.mark.parametrize("raw", [5, True, None, ["a"], {"a": 1}])
def test_what_is_no_text_is_refused_where_text_is_asked(shape, raw):
    assert refused(shape, raw) == "This should be text."


def test_day_is_read_and_a_blank_one_is_none():
    assert Day().value("2027-03-19") == date(2027, 3, 19)
    assert Day().value(" ") is None


@pytest.mark.parametrize("raw", ["2027-02-29", "tomorrow", "2027-03-19T10:00:00"])
def test_day_that_is_in_no_calendar_is_refused(raw):
    assert "is not a valid date" in refused(Day(), raw)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2027-03-19T14:30:00+00:00", datetime(2027, 3, 19, 14, 30, tzinfo=UTC)),
        ("2027-03-19T14:30:00+02:00", datetime(2027, 3, 19, 12, 30, tzinfo=UTC)),
        ("2027-03-19T14:30:00", datetime(2027, 3, 19, 14, 30, tzinfo=UTC)),
        ("2027-03-19T14:30:00Z", datetime(2027, 3, 19, 14, 30, tzinfo=UTC)),
        ("2027-03-19", datetime(2027, 3, 19, tzinfo=UTC)),
        ("1990-01-01T00:00:00", datetime(1990, 1, 1, tzinfo=UTC)),
        ("2200-12-31T23:59:59", datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_moment_is_kept_in_the_time_of_greenwich(raw, moment):
    value = Moment().value(raw)
    assert value == moment
    assert value.tzinfo is UTC


@pytest.mark.parametrize(
    "raw", ["now", "", 5, None, "1989-12-31T23:59:59", "2201-01-01T00:00:00", "0001-01-01T00:00:00+05:00"]
)
def test_moment_that_is_none_is_refused_and_quoted(raw):
    quoted = str(raw)[:40]
    assert refused(Moment(), raw) == (f"“{quoted}” is not a point in time. Write it such as 2027-03-19T14:30:00+00:00.")


@given(st.datetimes(datetime(1991, 1, 1), datetime(2199, 1, 1)), st.integers(-12 * 60, 14 * 60))
def test_moment_written_anywhere_is_the_same_moment(moment, minutes):
    there = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert Moment().value(there.isoformat()) == there


@pytest.mark.parametrize("raw", [0, 150, 75.5])
def test_number_within_its_limits_is_read(raw):
    value = Number(0, 150).value(raw)
    assert (value, type(value)) == (raw, float)


@pytest.mark.parametrize("raw", [-0.01, 150.01, True, "5", None, float("nan"), float("inf")])
def test_number_outside_its_limits_and_what_is_none_is_refused(raw):
    assert refused(Number(0, 150), raw) == "This should be a number from 0 to 150."


def test_whole_number_has_no_part():
    assert Number(0, 1500, whole=True).value(1500) == 1500
    assert refused(Number(0, 1500, whole=True), 5.0) == "This should be a whole number from 0 to 1,500."


@pytest.mark.parametrize("raw", [0, 1, "true", None])
def test_yes_and_no_are_written_as_true_and_false(raw):
    assert YesNo().value(True) is True
    assert YesNo().value(False) is False
    assert refused(YesNo(), raw) == "This should be true or false."


@pytest.mark.parametrize("raw", ["Known", "", 1, None, ["known"]])
def test_word_outside_of_a_few_is_refused_with_all_of_them(raw):
    words = OneOf(("known", "unknown"))
    assert words.value("known") == "known"
    assert refused(words, raw) == f"“{raw}” is not one of these: known, unknown."


# ---------------------------------------------------------------- anything


def nested(depth: int):
    value = "x"
    for _step in range(depth):
        value = [value]
    return value


def test_anything_is_kept_as_it_is_but_for_what_a_database_refuses():
    assert Anything().value({"a\x00": ["b\x07", 1, 2.5, True, None]}) == {"a": ["b", 1, 2.5, True, None]}


@pytest.mark.parametrize(
    "raw",
    [nested(9), float("nan"), float("inf"), 1e31, -1e31, 10**400, "x" * 400_000],
    ids=["too deep", "no number", "infinite", "too large", "too small", "an integer beyond floats", "too long"],
)
def test_anything_beyond_its_bounds_is_refused(raw):
    assert refused(Anything(), raw) == "This is too large or too deeply nested for one answer."


def test_anything_up_to_its_bounds_is_kept():
    for raw in (nested(8), 1e30, -1e30, "x" * 399_998):
        assert Anything().value(raw) == raw


# ---------------------------------------------------------------- groups and lists


def test_group_is_read_without_what_is_absent_or_null():
    assert read(PERSON, {"name": "Ann", "age": None}) == ({"name": "Ann"}, [])
    assert read(PERSON, {"name": "Ann", "age": 40}) == ({"name": "Ann", "age": 40}, [])


@pytest.mark.parametrize("raw", [{}, {"name": None}, {"name": ""}, {"name": "  "}])
def test_required_entry_that_is_absent_null_or_blank_is_missing(raw):
    assert read(PERSON, raw) == ({}, [("team", "“name” is missing.")])


def test_required_entry_that_cannot_be_read_is_said_once():
    assert read(PERSON, {"name": 5}) == ({}, [("team.name", "This should be text.")])


def test_unknown_entry_is_named_at_its_place():
    value, faults = read(PERSON, {"name": "Ann", "hat": 1})
    assert value == {"name": "Ann"}
    assert faults == [("team.hat", "A project file has no entry “hat” here.")]


def test_long_name_of_an_unknown_entry_is_shortened():
    ((place, words),) = read(PERSON, {"name": "Ann", "h" * 90: 1})[1]
    assert place == f"team.{'h' * 60}"
    assert words == f"A project file has no entry “{'h' * 60}” here."


def test_place_of_an_entry_of_the_whole_file_has_no_point_before_it():
    assert read(PERSON, {"name": 5}, place="")[1] == [("name", "This should be text.")]


@pytest.mark.parametrize("raw", [[], "Ann", 5, True])
def test_group_that_is_none_is_refused(raw):
    for shape in (PERSON, MapOf(Text(5))):
        assert read(shape, raw) == (
            None,
            [("team", "This should be a group of named entries, written in curly brackets.")],
        )


def test_group_that_counts_as_a_whole_is_left_out_without_what_it_needs():
    whole = Record(PERSON.entries, required=("name",), is_whole=True)
    assert read(whole, {"age": 40})[0] is None
    assert read(PERSON, {"age": 40})[0] == {"age": 40}
    assert read(whole, {"name": "Ann"})[0] == {"name": "Ann"}


@pytest.mark.parametrize("raw", [{}, "Ann", 5])
def test_list_that_is_none_is_refused(raw):
    for shape in (ListOf(PERSON), Rows(PERSON)):
        assert read(shape, raw) == (None, [("team", "This should be a list, written in square brackets.")])


def test_list_gives_each_item_unread_with_its_place():
    assert read(ListOf(PERSON), [{"age": "x"}, 5]) == ([("team[0]", {"age": "x"}), ("team[1]", 5)], [])


def test_list_over_its_limit_is_cut_and_says_so():
    value, faults = read(ListOf(PERSON, limit=2), [1, 2, 3])
    assert value == [("team[0]", 1), ("team[1]", 2)]
    assert faults == [("team", "At most 2 fit here; the ones after it are left out.")]
    assert read(ListOf(PERSON, limit=2), [1, 2]) == ([("team[0]", 1), ("team[1]", 2)], [])


def test_rows_leave_out_what_cannot_be_read_and_name_its_place():
    value, faults = read(Rows(PERSON), [{"name": "Ann"}, 5, {"name": "Bo", "age": 151}])
    assert value == [{"name": "Ann"}, {"name": "Bo"}]
    assert [place for place, _words in faults] == ["team[1]", "team[2].age"]


def test_fault_deep_in_a_document_has_its_whole_path():
    _value, faults = read(TEAM, {"lead": {"name": "Ann"}, "members": [{"name": "Bo"}, {"name": 5}]}, place="")
    assert faults == [("members[1].name", "This should be text.")]


def test_map_keeps_every_name_and_drops_what_is_null():
    assert read(MapOf(Number(0, 9)), {"a": 1, "b": None, "c": 10}) == (
        {"a": 1.0, "c": None},
        [("team.c", "This should be a number from 0 to 9.")],
    )


def test_group_that_is_kept_is_kept_to_the_letter():
    raw = {"name": " Ann ", "age": 40}
    assert read(VerbatimRecord(PERSON, "A person."), raw) == ({"name": "Ann", "age": 40}, [])


def test_group_that_is_kept_is_refused_as_a_whole():
    value, faults = read(VerbatimRecord(PERSON, "A person."), {"name": "Ann", "age": "old"})
    assert value is None
    assert [place for place, _words in faults] == ["team.age"]


def test_group_that_is_kept_may_be_nested_sixteen_times_but_no_more():
    deep = Record({"x": Anything()})
    kept = VerbatimRecord(Record({"x": MapOf(MapOf(Text(5)))}), "Groups.")
    assert read(kept, {"x": {"a": {"b": "c"}}})[0] == {"x": {"a": {"b": "c"}}}
    assert read(VerbatimRecord(deep, "Anything."), {"x": nested(9)})[0] is None


# ---------------------------------------------------------------- the list of faults


def test_list_of_faults_ends_but_their_count_goes_on():
    problems = Problems()
    for number in range(1_005):
        problems.add(f"[{number}]", "Wrong.")
    assert (len(problems.listed), problems.count) == (1_000, 1_005)
    assert problems.listed[-1].place == "[999]"


def test_fault_knows_whose_answer_was_read():
    problems = Problems(field_id="team.roles")
    problems.add_raised("answers[0]", BadValue("Wrong."), row=2, column="Pay", text="5")
    (listed,) = problems.listed
    assert (listed.field_id, listed.row, listed.column, listed.text) == ("team.roles", 2, "Pay", "5")


# ---------------------------------------------------------------- the schema of each


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (Text(5), {"type": "string", "maxLength": 5}),
        (Text(5, pattern="a|b"), {"type": "string", "maxLength": 5, "pattern": "^(a|b)$"}),
        (Day(), {"type": "string", "format": "date"}),
        (Moment(), {"type": "string", "format": "date-time"}),
        (Number(0, 9), {"type": "number", "minimum": 0, "maximum": 9}),
        (Number(0, 9, whole=True), {"type": "integer", "minimum": 0, "maximum": 9}),
        (YesNo(), {"type": "boolean"}),
        (OneOf(("a", "b")), {"enum": ["a", "b"]}),
        (Anything(), {}),
        (Anything("Whatever."), {"description": "Whatever."}),
        (ListOf(YesNo()), {"type": "array", "items": {"type": "boolean"}}),
        (ListOf(YesNo(), limit=3), {"type": "array", "items": {"type": "boolean"}, "maxItems": 3}),
        (Rows(PERSON), {"type": "array", "items": {"$ref": "#/$defs/person"}}),
        (MapOf(YesNo()), {"type": "object", "additionalProperties": {"type": "boolean"}}),
        (VerbatimRecord(PERSON, "A person."), {"type": "object", "description": "A person."}),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, dict) else "",
)
def test_shape_gives_its_schema(shape, schema):
    assert shape.schema() == schema


def test_group_names_its_shapes_in_the_definitions():
    assert TEAM.schema() == {
        "type": "object",
        "properties": {
            "lead": {"$ref": "#/$defs/person"},
            "members": {"type": "array", "items": {"$ref": "#/$defs/person"}, "maxItems": 3},
            "is_new": {"type": "boolean"},
        },
        "required": ["lead"],
        "additionalProperties": False,
    }
    assert TEAM.definitions() == {"person": PERSON.schema()}


def test_definitions_go_as_deep_as_the_groups():
    house = Record({"teams": ListOf(Record({"lead": PERSON}, name="team"))})
    assert sorted(house.definitions()) == ["person", "team"]


RAW = st.fixed_dictionaries(
    {"lead": st.fixed_dictionaries({"name": st.text("ab", min_size=1, max_size=22)})},
    optional={
        "members": st.lists(
            st.fixed_dictionaries(
                {"name": st.one_of(st.just("Bo"), st.integers())}, optional={"age": st.integers(-5, 160)}
            ),
            max_size=4,
        ),
        "is_new": st.one_of(st.booleans(), st.just("yes")),
    },
)


@given(RAW)
def test_schema_takes_what_is_read_without_a_fault_and_nothing_else(raw):
    schema = {**TEAM.schema(), "$defs": TEAM.definitions()}
    assert jsonschema.Draft202012Validator(schema).is_valid(raw) == (read(TEAM, raw)[1] == [])
