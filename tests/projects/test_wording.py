"""Answers in words: ranges, months, rows, choices and people, and what a field is called away from its question."""

import pytest
from babel import Locale

from projects.domain.answers import Answer, AnswerState
from projects.domain.fields import Archived, Catalogue, Choice, Column, Field, FieldType, Question, Section
from projects.domain.former import column_key, label_key
from projects.domain.ranges import Range
from projects.formatting import Formatter
from projects.said_tables import SaidRow, rows_of, table_of
from projects.wording import (
    LONGEST_NAME,
    is_said,
    name_field,
    name_own,
    row_title,
    said_as_units,
    say_answer,
    say_cell,
    say_changed_later,
    say_choice,
    say_label,
    say_leftover,
    say_months,
    say_person,
    say_range,
    say_row,
)

WRITE = Formatter(Locale("en"))
SIZES = (Choice(value="small", label="Small"), Choice(value=2, label="Large"), Choice(value="bare", label=""))


def field(name: str = "thing", kind: str = "short_text", label: str = "Thing", **more) -> Field:
    return Field(id=f"team.{name}", label=label, type=FieldType(kind), **more)


def column(name: str, kind: str = "short_text", **more) -> Column:
    return Column(id=name, label=more.pop("label", name.title()), type=FieldType(kind), **more)


def question(*fields: Field, title: str = "The thing") -> Question:
    return Question(id=fields[0].id, ref="1", part="a", title=title, question="Which thing is it?", fields=fields)


def catalogue(*questions: Question, **more) -> Catalogue:
    section = Section(id=more.pop("section", "team"), title="Team", parts=(), questions=questions)
    return Catalogue({section.id: section}, **more)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


# ---------------------------------------------------------------- names


def test_field_alone_is_called_by_its_question():
    assert name_field(catalogue(question(field())), "team.thing") == "The thing"


@pytest.mark.parametrize(
    ("title", "label", "name"),
    [("Pay", "Currency", "Pay: Currency"), ("Pay", "Pay of experts", "Pay of experts"), ("pay", "PAY", "PAY")],
)
def test_field_beside_others_is_called_by_both_unless_one_holds_the_other(title, label, name):
    both = question(field("first"), field("second", label=label), title=title)
    assert name_field(catalogue(both), "team.second") == name


def test_field_that_is_asked_no_longer_is_called_by_its_label():
    archived = {"team.old": Archived(place="team", field=field("old", label="Old thing"))}
    assert name_field(catalogue(question(field()), archived=archived), "team.old") == "Old thing"


def test_field_that_nobody_knows_is_called_by_what_was_kept_or_its_id():
    asked = catalogue(question(field()), named={"own.size": "Our size"})
    assert name_field(asked, "own.size") == "Our size"
    assert name_field(asked, "own.colour") == "own.colour"


def test_own_questions_are_named_with_their_columns_and_choices():
    rows = field("rows", "table", columns=(column("pay", "number"), column("size", "one_choice", choices=SIZES)))
    asked = catalogue(
        question(field("size", "one_choice", choices=SIZES)), question(rows, title="Rows"), own_section="team"
    )
    assert name_own(asked) == {
        "team.size": "The thing",
        label_key("team.size", "small"): "Small",
        label_key("team.size", 2): "Large",
        "team.rows": "Rows",
        column_key("team.rows", "pay"): "Pay",
        column_key("team.rows", "size"): "Size",
        label_key(column_key("team.rows", "size"), "small"): "Small",
        label_key(column_key("team.rows", "size"), 2): "Large",
    }


def test_names_of_own_questions_are_kept_as_long_as_a_file_takes_them():
    asked = catalogue(question(field(), title="n" * 300), own_section="team")
    assert len(name_own(asked)["team.thing"]) == LONGEST_NAME


def test_questions_that_ship_are_not_named_as_own_ones():
    assert name_own(catalogue(question(field()), named={"own.old": "Old"})) == {"own.old": "Old"}


def test_what_cannot_be_undone_is_named():
    assert say_changed_later("Pay") == "“Pay” was changed again later, so it stays as it is."


# ---------------------------------------------------------------- ranges and months


@pytest.mark.parametrize(
    ("ends", "unit", "said"),
    [
        ((1, 2, 4), "hours", "1 to 4, likely 2 hours"),
        ((0, 1, 4), "hours", "0 to 4, likely 1 hour"),
        ((1, 1, 4), "people", "1 to 4, likely 1 person"),
        ((2, 2, 2), "hours", "2 hours"),
        ((1, 2, 4), "money", "$1 to $4, likely $2"),
        ((1, 2, 4), "money/hour", "$1 to $4, likely $2 per hour"),
        ((1, 2, 4), "%", "1% to 4%, likely 2%"),
        ((1, 2, 4), "%/year", "1% to 4%, likely 2% per year"),
        ((1, 2, 4), "ratio", "1 to 4, likely 2"),
        ((1, 2, 4), "", "1 to 4, likely 2"),
        ((1, 2, 4), "cases/month", "1 to 4, likely 2 cases per month"),
    ],
)
def test_range_is_said_with_its_unit_behind_the_likely_value(ends, unit, said):
    low, likely, high = ends
    assert plain(say_range(Range(low=low, likely=likely, high=high), unit, WRITE)) == said


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ({"3": 40}, "month 3 40%"),
        ({"1": 40, "2": 40, "3": 40, "4": 20}, "months 1 to 3 40%, month 4 20%"),
        ({"4": 20, "1": 40}, "month 1 40%, month 4 20%"),
        ({"2": 40, "10": 40, "11": 40}, "month 2 40%, months 10 to 11 40%"),
        ({}, ""),
    ],
)
def test_months_of_one_value_that_follow_each_other_are_said_together(months, said):
    assert plain(say_months(months, "%", WRITE)) == said


# ---------------------------------------------------------------- choices, people, rows


@pytest.mark.parametrize(
    ("value", "said"), [("small", "Small"), (2, "Large"), ("gone", "gone"), (9, "9"), ("bare", "bare")]
)
def test_choice_is_said_by_its_label_or_else_by_its_value(value, said):
    assert say_choice(field(kind="one_choice", choices=SIZES), value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"name": "Ann", "role": "Lead"}, "Ann, Lead"),
        ({"name": "Ann"}, "Ann"),
        ({"name": "", "role": "Lead"}, "Lead"),
        ({}, ""),
        ("Ann, Lead", "Ann, Lead"),
    ],
)
def test_person_is_said_with_their_role(value, said):
    assert say_person(value) == said


@pytest.mark.parametrize(("label", "said"), [("Group", "Group:"), ("Spoken to?", "Spoken to?")])
def test_label_that_asks_needs_no_colon(label, said):
    assert say_label(label) == said


@pytest.mark.parametrize(("value", "is_there"), [(0, True), (False, True), ("", False), (None, False), ("x", True)])
def test_nought_stands_in_a_cell_and_nothing_does_not(value, is_there):
    assert is_said({"what": value}, column("what")) is is_there
    assert not is_said({}, column("what"))


COUNTED = (
    column("name"),
    column("count", "number", counts="kind"),
    column("kind", "one_choice", choices=(Choice(value="doc", label="Documents"),)),
)


def test_number_is_said_with_what_it_counts():
    row = {"name": "Archive", "count": 86_000, "kind": "doc"}
    assert plain(say_cell(COUNTED, COUNTED[1], row, WRITE)) == "86,000 documents"
    assert plain(say_row(COUNTED, row, WRITE)) == "Name: Archive; Count: 86,000 documents"


def test_number_of_nothing_that_is_said_stands_alone():
    assert say_cell(COUNTED, COUNTED[1], {"count": 86_000}, WRITE) == "86,000"


def test_what_counts_needs_a_place_of_its_own_where_a_row_has_no_number():
    assert said_as_units(COUNTED, [{"count": 1, "kind": "doc"}]) == {"kind"}
    assert said_as_units(COUNTED, [{"count": 1, "kind": "doc"}, {"kind": "doc"}]) == set()
    assert said_as_units(COUNTED, [{"count": 1}]) == {"kind"}


TABLE = field(
    "rows",
    "table",
    columns=(column("share", "number", unit="%"), column("who", "person"), column("size", "one_choice", choices=SIZES)),
)


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ({"share": 5, "who": "Ann", "size": "small"}, "Ann"),
        ({"share": 5, "size": "small"}, "Small"),
        ({"share": 5, "who": "", "size": 2}, "Large"),
        ({"share": 5}, ""),
        ({}, ""),
    ],
)
def test_row_is_called_by_its_first_text(row, title):
    assert row_title(TABLE, row) == title


# ---------------------------------------------------------------- tables of answers


def known(*rows, asked: Field = TABLE) -> Answer:
    return Answer(field_id=asked.id, state=AnswerState.KNOWN, value=list(rows))


def test_table_of_an_answer_leaves_out_columns_in_which_nothing_stands():
    head, rows = table_of(known({"who": "Ann"}, {"who": "Bo", "size": "small"}), TABLE, WRITE)
    assert (head, rows) == (("Who", "Size"), (("Ann", ""), ("Bo", "Small")))


def test_rows_of_an_answer_are_named_by_their_first_column():
    rows = rows_of(known({"who": "Ann", "size": 2}, {"who": "Bo"}), TABLE, WRITE)
    assert rows == (SaidRow("Ann", (("Size:", "Large"),)), SaidRow("Bo", ()))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(field_id=TABLE.id, state=AnswerState.UNKNOWN),
        Answer(field_id=TABLE.id, state=AnswerState.NOT_RELEVANT),
        Answer(field_id=TABLE.id, state=AnswerState.BLANK),
        known({"share": "half"}),
    ],
    ids=["not known", "not relevant", "blank", "unread"],
)
def test_answer_that_is_no_table_has_no_rows(answer):
    assert table_of(answer, TABLE, WRITE) == ((), ())
    assert rows_of(answer, TABLE, WRITE) == ()


def test_table_of_which_a_part_no_longer_fits_keeps_its_rows_and_says_the_rest():
    answer = known({"who": "Ann", "share": "half"})
    assert table_of(answer, TABLE, WRITE) == (("Who",), (("Ann",),))
    assert say_leftover(answer, TABLE) == "no longer fits the question: 1: share: half"
    assert rows_of(answer, TABLE, WRITE) == ()  # no room below for what is no row: said as text


def test_answer_to_another_kind_of_field_has_no_rows():
    assert table_of(known(asked=field()), field(), WRITE) == ((), ())
    assert table_of(known({"who": "Ann"}), None, WRITE) == ((), ())


# ---------------------------------------------------------------- whole answers


def test_part_of_an_answer_that_no_longer_fits_is_said_below_the_rest():
    asked = field(kind="many_choice", choices=SIZES)
    answer = Answer(field_id=asked.id, state=AnswerState.KNOWN, value=["small", "huge"])
    assert say_answer(answer, asked, WRITE) == "Small\nno longer fits the question: huge"


def test_answer_of_which_nothing_fits_says_only_that():
    answer = Answer(field_id="team.thing", state=AnswerState.KNOWN, value="many")
    assert say_answer(answer, field(kind="number"), WRITE) == "no longer fits the question: many"


def test_answer_to_an_own_question_that_is_gone_is_said_by_what_its_choices_were_called():
    answer = Answer(field_id="own.size", state=AnswerState.KNOWN, value="small")
    assert say_answer(answer, None, WRITE, {"own.size=small": "Klein"}) == "Klein"
