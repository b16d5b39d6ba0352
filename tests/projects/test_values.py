import json
from pathlib import Path

import pytest

from projects.domain.days import parse_date
from projects.domain.errors import BadValue
from projects.domain.fields import Choice, Column, Field, FieldType
from projects.domain.ranges import NumberStyle
from projects.domain.values import check_stored, plain_text, read_typed

HOSTILE = json.loads((Path(__file__).parent.parent / "hostile_inputs.json").read_text(encoding="utf-8"))
READING = NumberStyle()


def field(kind, **more):
    return Field(id="a.b", label="A", type=FieldType(kind), **more)


ROLES = field(
    "table",
    columns=(
        Column(id="name", label="Name", type=FieldType.SHORT_TEXT),
        Column(id="share", label="Share", type=FieldType.RANGE, unit="%", minimum=0, maximum=100),
    ),
)
PLAN = field("one_choice", choices=(Choice(value="api", label="API"), Choice(value="buy", label="Buy")))


def test_row_that_is_left_empty_is_dropped():
    typed = [{"name": "Ann", "share": "20 to 30"}, {"name": "", "share": ""}]
    assert read_typed(ROLES, typed, READING) == [{"name": "Ann", "share": {"low": 20, "likely": 25, "high": 30}}]


def test_fault_in_a_table_names_row_and_column():
    with pytest.raises(BadValue, match=r"Row 2, Share: “130” is too high"):
        read_typed(ROLES, [{"name": "Ann", "share": "30"}, {"name": "Bo", "share": "130"}], READING)


def test_choice_that_is_not_on_offer_is_refused():
    with pytest.raises(BadValue, match="not one of the available answers"):
        read_typed(PLAN, "steal", READING)


@pytest.mark.parametrize("typed", ["2027-03-19", "19 March 2027", "19 Mar 2027", "19.03.2027", "March 19, 2027"])
def test_day_is_read_as_people_write_it(typed):
    assert parse_date(typed).isoformat() == "2027-03-19"


@pytest.mark.parametrize("typed", ["2027-02-30", "soon", "19/20/2027", "1e9"])
def test_text_that_is_no_day_is_refused(typed):
    with pytest.raises(BadValue, match="not a valid date"):
        parse_date(typed)


def test_year_far_away_is_refused():
    with pytest.raises(BadValue, match="too far away"):
        parse_date("3027-01-01")


def test_text_over_the_limit_is_refused_and_says_the_counts():
    with pytest.raises(BadValue, match=r"10000 characters; the limit is 600"):
        read_typed(field("long_text", max_length=600), "x" * 10_000, READING)


def test_control_characters_are_dropped_and_line_ends_kept():
    assert plain_text("a\x00b\r\nc\ud800") == "ab\nc"


def test_person_with_a_role_but_no_name_is_refused():
    with pytest.raises(BadValue, match="add a name to this role"):
        read_typed(field("person"), {"name": "", "role": "Head"}, READING)


@pytest.mark.parametrize("text", [text for kind in ("formula", "xss", "pdf", "markdown") for text in HOSTILE[kind]])
def test_hostile_text_is_kept_as_text(text):
    assert read_typed(field("long_text"), text, READING) == plain_text(text)


@pytest.mark.parametrize(
    "value", [float("inf"), float("nan"), 10**400, True, "5", [], {"low": 1}, {"low": 3, "likely": 2, "high": 4}]
)
def test_document_value_that_is_no_range_is_refused(value):
    wanted = field("range")
    if value == []:
        assert check_stored(wanted, value) is None
        return
    with pytest.raises(BadValue):
        check_stored(wanted, value)


def test_document_table_with_a_foreign_column_is_refused():
    with pytest.raises(BadValue, match="no column “x”"):
        check_stored(ROLES, [{"x": 1}])


# ---------------------------------------------------------------- a column of months

SHARES = field(
    "table",
    columns=(
        Column(id="role", label="Role", type=FieldType.SHORT_TEXT),
        Column(id="presence", label="Presence", type=FieldType.MONTHS, unit="%", minimum=0, maximum=100),
    ),
)


def months(**cells):
    found = read_typed(SHARES, [{"role": "PM", **cells}], READING)
    return found[0].get("presence")


def test_months_are_read_from_text_and_from_cells():
    assert months(presence="3:40 4:50") == {"3": 40, "4": 50}
    assert months(presence_3="40", presence_4=" 50 % ", presence_5="") == {"3": 40, "4": 50}


def test_cell_of_a_month_lies_over_the_text_and_a_blank_one_takes_it_out():
    assert months(presence="3:40 4:50 30:10", presence_3="20", presence_4="") == {"3": 20, "30": 10}


def test_row_without_months_has_none():
    assert months(presence="", presence_1="") is None


@pytest.mark.parametrize(
    ("cells", "message", "place"),
    [
        ({"presence_3": "101"}, r"Row 1, Presence: month 3, “101” is too high", "0-presence_3"),
        ({"presence_3": "-5"}, r"Row 1, Presence: month 3, “-5” is too low", "0-presence_3"),
        ({"presence_12": "mostly"}, r"Row 1, Presence: month 12, “mostly”", "0-presence_12"),
        ({"presence_1": "20 to 30"}, r"Row 1, Presence: month 1, ", "0-presence_1"),
        ({"presence_121": "5"}, r"Month 121 does not exist", "0-presence"),
        ({"presence": "soon"}, r"“soon” cannot be read", "0-presence"),
    ],
)
def test_fault_in_a_month_names_its_cell(cells, message, place):
    with pytest.raises(BadValue, match=message) as caught:
        months(**cells)
    assert caught.value.params["place"] == place


@pytest.mark.parametrize("text", [text for kind in HOSTILE.values() for text in kind if isinstance(kind, list)])
def test_hostile_text_in_a_month_is_refused_or_read_as_a_number(text):
    for cells in ({"presence": text}, {"presence_2": text}):
        try:
            found = months(**cells)
        except BadValue:
            continue
        assert found is None or all(0 <= part <= 100 for part in found.values())


def test_stored_months_are_checked_and_sorted():
    stored = [{"presence": {"10": 5, "9": 40, "2": None}}]
    assert check_stored(SHARES, stored) == [{"presence": {"9": 40.0, "10": 5.0}}]


@pytest.mark.parametrize(
    "bad", [[40], "3:40", {"0": 4}, {"121": 4}, {"x": 4}, {"1": "40"}, {"1": 101}, {"1": True}, {"²": 4}, {"1": {}}]
)
def test_stored_months_that_cannot_be_are_refused(bad):
    with pytest.raises(BadValue):
        check_stored(SHARES, [{"presence": bad}])


WHOLE = Field(id="a.b", label="Machines", type=FieldType.NUMBER, unit="GPUs", minimum=1, whole=True)


def test_count_of_things_without_halves_is_a_whole_number():
    assert read_typed(WHOLE, "8", NumberStyle()) == check_stored(WHOLE, 8) == 8
    for read in (lambda: read_typed(WHOLE, "1.5", NumberStyle()), lambda: check_stored(WHOLE, 1.5)):
        with pytest.raises(BadValue) as refused:
            read()
        assert str(refused.value) == "“1.5” is not a whole number. Write 1 or 2."


NAMED = Field(id="site.chip", label="Chip", type=FieldType.SHORT_TEXT, names=("A100-SXM-80GB", "L4"))


@pytest.mark.parametrize("typed", ["a100 sxm 80gb", "A100-SXM-80GB", "a100sxm80gb"])
def test_name_that_is_known_is_kept_as_it_is_listed_so_that_rules_find_it(typed):
    assert read_typed(NAMED, typed, READING) == check_stored(NAMED, typed) == "A100-SXM-80GB"


def test_name_that_nobody_knows_is_kept_as_it_was_typed():
    assert read_typed(NAMED, "A1000", READING) == check_stored(NAMED, "A1000") == "A1000"
