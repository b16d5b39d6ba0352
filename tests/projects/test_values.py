import json
from pathlib import Path

import pytest

from projects.domain.errors import BadValue
from projects.domain.fields import Choice, Column, Field, FieldType
from projects.domain.values import Reading, check_stored, parse_date, plain_text, read_typed

HOSTILE = json.loads((Path(__file__).parent.parent / "hostile_inputs.json").read_text(encoding="utf-8"))
READING = Reading()


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
    with pytest.raises(BadValue, match="not one of the answers on offer"):
        read_typed(PLAN, "steal", READING)


@pytest.mark.parametrize("typed", ["2027-03-19", "19 March 2027", "19 Mar 2027", "19.03.2027", "March 19, 2027"])
def test_day_is_read_as_people_write_it(typed):
    assert parse_date(typed).isoformat() == "2027-03-19"


@pytest.mark.parametrize("typed", ["2027-02-30", "soon", "19/20/2027", "1e9"])
def test_text_that_is_no_day_is_refused(typed):
    with pytest.raises(BadValue, match="not a day of the calendar"):
        parse_date(typed)


def test_year_far_away_is_refused():
    with pytest.raises(BadValue, match="too far away"):
        parse_date("3027-01-01")


def test_text_over_the_limit_is_refused_and_says_the_counts():
    with pytest.raises(BadValue, match=r"10000 characters\. At most 600 fit"):
        read_typed(field("long_text", max_length=600), "x" * 10_000, READING)


def test_control_characters_are_dropped_and_line_ends_kept():
    assert plain_text("a\x00b\r\nc\ud800") == "ab\nc"


def test_person_with_a_role_but_no_name_is_refused():
    with pytest.raises(BadValue, match="without a name"):
        read_typed(field("person"), {"name": "", "role": "Head"}, READING)


@pytest.mark.parametrize("text", [text for kind in ("formula", "xss", "pdf", "markdown") for text in HOSTILE[kind]])
def test_hostile_text_is_kept_as_text(text):
    assert read_typed(field("long_text"), text, READING) == plain_text(text)


@pytest.mark.parametrize(
    "value", [float("inf"), float("nan"), 10**400, True, "5", [], {"low": 1}, {"low": 3, "likely": 2, "high": 4}]
)
def test_document_value_that_is_no_range_is_refused(value):
    one = field("range")
    if value == []:
        assert check_stored(one, value) is None
        return
    with pytest.raises(BadValue):
        check_stored(one, value)


def test_document_table_with_a_foreign_column_is_refused():
    with pytest.raises(BadValue, match="no column “x”"):
        check_stored(ROLES, [{"x": 1}])
