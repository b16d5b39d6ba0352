"""How an answer stands in a cell of the questionnaire, and what is read where somebody left it as it was."""

import io

import openpyxl
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.answers import Answer, AnswerState
from projects.domain.fields import Choice, Column, Field, FieldType
from projects.domain.ranges import NumberStyle
from projects.domain.values import check_stored, read_typed
from projects.formatting import Formatter
from projects.questionnaire import offer, rows_of, sent_parts, written_cells
from projects.workbooks import StyledWorkbook
from tests.projects.values import values

LOCALES = ["en", "en_CH", "de", "de_CH", "de_AT"]
SIZES = (
    Choice(value="small", label="Small"),
    Choice(value="middle", label="Middle; sometimes large"),
    Choice(value="large", label="Large"),
)
COLUMNS = (
    Column(id="what", label="What", type=FieldType.SHORT_TEXT),
    Column(id="share", label="Share", type=FieldType.NUMBER, unit="%", minimum=0, maximum=100, ask_below=2),
    Column(id="pay", label="Pay", type=FieldType.RANGE, unit="money/hour", minimum=0),
    Column(id="presence", label="Presence", type=FieldType.MONTHS, unit="%", minimum=0, maximum=100, ask_below=2),
)
TABLE = Field(id="team.rows", label="Rows", type=FieldType.TABLE, columns=COLUMNS)


def field(kind: str, **more) -> Field:
    return Field(id="team.thing", label="Thing", type=FieldType(kind), **more)


def known(value, asked: Field = TABLE, **more) -> Answer:
    return Answer(field_id=asked.id, state=AnswerState.KNOWN, value=value, **more)


def write_for(locale: str = "en") -> Formatter:
    return Formatter(locale=Locale.parse(locale), currency="EUR")


def cell(asked: Field, value, locale: str = "en") -> str:
    return written_cells(asked, known(value, asked), write_for(locale))[0]


@pytest.mark.parametrize(
    ("asked", "value", "text"),
    [
        (field("short_text"), "As it is", "As it is"),
        (field("long_text"), "a\nb", "a\nb"),
        (field("number", unit="%"), 0.5, "0.5%"),
        (field("number", unit="money"), 12_000.0, "€12,000"),
        (field("number", unit="hours"), 1.234, "1.2340"),
        (field("range", unit="hours"), {"low": 1.0, "likely": 2.0, "high": 4.0}, "1 to 4, likely 2"),
        (field("range", unit="hours"), {"low": 2.0, "likely": 2.0, "high": 2.0}, "2"),
        (field("date"), "2027-03-19", "2027-03-19"),
        (field("person"), {"name": "Ann", "role": "Lead"}, "Ann; Lead"),
        (field("person"), {"name": "Ann", "role": ""}, "Ann"),
        (field("one_choice", choices=SIZES), "small", "Small"),
        (field("one_choice", choices=SIZES), "gone", "gone"),
        (field("many_choice", choices=SIZES), ["small", "large"], "Small; Large"),
        (TABLE, [{"what": "disk"}], ""),
    ],
    ids=lambda value: value.type if isinstance(value, Field) else "",
)
def test_answer_stands_in_its_cell_as_somebody_would_type_it(asked, value, text):
    assert cell(asked, value) == text


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (AnswerState.KNOWN, ""),
        (AnswerState.BLANK, ""),
        (AnswerState.UNKNOWN, "Don't know yet"),
        (AnswerState.NOT_RELEVANT, "Not relevant"),
    ],
)
def test_reason_for_no_answer_stands_beside_it(state, reason):
    answer = Answer(field_id="team.thing", state=state, value=5.0, note="See the contract.")
    text, said, note = written_cells(field("number"), answer, write_for())
    assert (text, said, note) == ("5" if state is AnswerState.KNOWN else "", reason, "See the contract.")


def test_row_of_a_table_has_a_text_for_each_cell_that_holds_something():
    row = {"what": "disk", "share": 0.5, "pay": {"low": 1.0, "likely": 2.0, "high": 3.0}, "gone": 1}
    assert rows_of(TABLE, known([row]), write_for()) == [
        {"what": "disk", "share": "0.5%", "pay": "€1 to €3, likely €2"}
    ]


@pytest.mark.parametrize("state", [AnswerState.UNKNOWN, AnswerState.NOT_RELEVANT, AnswerState.BLANK])
def test_table_without_an_answer_has_no_rows(state):
    assert rows_of(TABLE, Answer(field_id=TABLE.id, state=state, value=[{"what": "disk"}]), write_for()) == []


@pytest.mark.parametrize(
    ("locale", "shares", "text"),
    [
        ("en", {"3": 50.0, "4": 12.5}, "3:50 4:12.5"),
        ("de", {"3": 50.0, "4": 12.5}, "3:50 4:12,5"),
        ("en", {"3": 33.125}, "3:33.1250"),
        ("de", {"3": 33.125}, "3:33,1250"),
        ("en", {"3": 100 / 3}, "3:33.333333333333336"),
        ("en", {"3": 0.5}, "3:0.5%"),
    ],
)
def test_months_stand_in_their_cell_as_a_page_would_show_them(locale, shares, text):
    (row,) = rows_of(TABLE, known([{"presence": shares}]), write_for(locale))
    assert row["presence"] == text


@pytest.mark.parametrize("locale", LOCALES)
@given(rows=values(TABLE))
def test_row_that_was_left_as_it_was_is_read_as_it_was(locale, rows):
    write = write_for(locale)
    kept = check_stored(TABLE, rows)
    typed = rows_of(TABLE, known(kept), write)
    assert read_typed(TABLE, typed, NumberStyle(currency="EUR", decimal=write.decimal)) == kept


NUMBERS = (
    field("number", unit="%", minimum=0, maximum=100, ask_below=2),
    field("number", unit="money", minimum=0),
    field("number", unit="hours", minimum=0, whole=True),
    field("range", unit="money/month", minimum=0),
    field("range", unit="cases/year", minimum=0),
)


@pytest.mark.parametrize("locale", LOCALES)
@given(data=st.data())
def test_number_that_was_left_as_it_was_is_read_as_it_was(locale, data):
    asked = data.draw(st.sampled_from(NUMBERS))
    value = data.draw(values(asked))
    write = write_for(locale)
    text = cell(asked, value, locale)
    assert read_typed(asked, text, NumberStyle(currency="EUR", decimal=write.decimal)) == value


# ---------------------------------------------------------------- what a cell sends


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Small", ["small"]),
        ("small", ["small"]),
        ("SMALL ", ["small"]),
        ("Small; Large", ["small", "large"]),
        ("Large;Small", ["large", "small"]),
        (" ; Small;; ", ["small"]),
        ("Middle; sometimes large", ["middle"]),
        ("Small; Middle; sometimes large; Large", ["small", "middle", "large"]),
        ("Middle;sometimes large", ["middle"]),
        ("Middle", ["middle"]),
        ("Huge; Small", ["Huge", "small"]),
        ("", []),
    ],
)
def test_choices_are_sent_by_what_they_are_called(text, sent):
    assert sent_parts(field("many_choice", choices=SIZES), text) == {"value": sent}


@given(st.lists(st.sampled_from(["small", "middle", "large"]), unique=True))
def test_choices_that_were_left_as_they_were_are_sent_as_they_were(picked):
    asked = field("many_choice", choices=SIZES)
    assert sent_parts(asked, cell(asked, picked)) == {"value": picked}


@pytest.mark.parametrize(
    ("text", "sent"),
    [("Small", ["small"]), ("middle; sometimes large", ["middle"]), ("Huge", ["Huge"]), ("", [])],
)
def test_one_choice_is_sent_by_its_label(text, sent):
    assert sent_parts(field("one_choice", choices=SIZES), text) == {"value": sent}


def test_label_that_is_the_name_of_another_choice_means_what_is_read():
    swapped = (Choice(value="yes", label="no"), Choice(value="no", label="yes"))
    assert sent_parts(field("one_choice", choices=swapped), "yes") == {"value": ["no"]}


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Ann; Lead", "Ann", "Lead"),
        ("Ann", "Ann", ""),
        ("Ann ;Lead; and more", "Ann", "Lead; and more"),
        ("; Lead", "", "Lead"),
        ("", "", ""),
    ],
)
def test_person_is_a_name_and_behind_a_semicolon_a_role(text, name, role):
    assert sent_parts(field("person"), text) == {"value-name": [name], "value-role": [role]}


@pytest.mark.parametrize("kind", ["short_text", "long_text", "number", "range", "date", "link"])
def test_other_answers_are_sent_as_they_stand(kind):
    assert sent_parts(field(kind), "a; b") == {"value": ["a; b"]}


@pytest.mark.parametrize(
    ("labels", "listed"),
    [
        (("Small", "=1+1"), ['"Small,=1+1"']),
        (("Small", 'The "fast" one'), []),
        (("Small", "Large, or more"), []),
    ],
)
def test_choices_are_offered_as_a_list_where_a_list_can_hold_them(labels, listed):
    book = StyledWorkbook("X")
    offer(book.page("X"), 5, 3, labels)
    book = openpyxl.load_workbook(io.BytesIO(book.written()))
    assert [rule.formula1 for rule in book.active.data_validations.dataValidation] == listed
