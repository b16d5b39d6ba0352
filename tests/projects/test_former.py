"""Answers that were given before their field changed: read as it is asked today, and said plainly where it is gone."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.answers import Answer, AnswerState
from projects.domain.fields import Choice, Column, Field, FieldType, Former
from projects.domain.former import (
    as_asked_now,
    column_key,
    field_of_key,
    label_key,
    say_kept,
    say_plainly,
)
from projects.domain.stored import keep_unread_cells, read_stored, settle


def field(kind, **more) -> Field:
    return Field(id="team.thing", label="Thing", type=FieldType(kind), **more)


def was(*types, choices=None, columns=None) -> Former:
    return Former(types=frozenset(map(FieldType, types)), choices=choices or {}, columns=columns or {})


SIZES = (Choice(value="small", label="Small"), Choice(value="large", label="Large"))


# ---------------------------------------------------------------- as asked now


@pytest.mark.parametrize(
    ("now", "before", "value", "read"),
    [
        ("number", "range", {"low": 1, "likely": 2, "high": 4}, 2),
        ("number", "range", 3, 3),
        ("number", "short_text", {"low": 1, "likely": 2, "high": 4}, {"low": 1, "likely": 2, "high": 4}),
        ("many_choice", "one_choice", "small", ["small"]),
        ("many_choice", "one_choice", ["small"], ["small"]),
        ("one_choice", "many_choice", ["small"], "small"),
        ("one_choice", "many_choice", ["small", "large"], ["small", "large"]),
        ("short_text", "number", 4.5, "4.5"),
        ("short_text", "range", {"low": 1, "likely": 2, "high": 4}, "1 – 4 (2)"),
        ("long_text", "many_choice", ["a", "b"], "a, b"),
        ("long_text", "short_text", "as it was", "as it was"),
        ("short_text", "short_text", 5, 5),
    ],
)
def test_answer_of_a_former_type_becomes_one_of_today(now, before, value, read):
    assert as_asked_now(field(now, former=was(before)), value) == read


def test_field_that_never_changed_keeps_its_answers():
    assert as_asked_now(field("number"), {"low": 1, "likely": 2, "high": 4}) == {"low": 1, "likely": 2, "high": 4}


@pytest.mark.parametrize(
    ("value", "read"), [("tiny", "small"), ("large", "large"), (["tiny", "large"], ["small", "large"]), (1, 1)]
)
def test_choice_that_is_gone_becomes_the_one_in_its_place(value, read):
    assert as_asked_now(field("one_choice", former=was(choices={"tiny": "small"})), value) == read


def test_step_of_a_scale_that_is_gone_is_found_by_its_number():
    assert as_asked_now(field("scale", former=was(choices={"5": "4"})), 5) == "4"


def test_former_choice_of_a_former_type_is_read_in_one_go():
    asked = field("many_choice", former=was("one_choice", choices={"tiny": "small"}))
    assert as_asked_now(asked, "tiny") == ["small"]


def test_cells_of_a_renamed_column_stand_in_the_new_one():
    asked = field("table", former=was(columns={"salary": "pay"}))
    assert as_asked_now(asked, [{"salary": 5, "name": "Ann"}]) == [{"pay": 5, "name": "Ann"}]


def test_cell_of_the_new_column_stands_where_a_row_has_both():
    asked = field("table", former=was(columns={"salary": "pay"}))
    assert as_asked_now(asked, [{"salary": 5, "pay": 6}]) == [{"pay": 6}]


def test_row_that_is_none_is_left_to_whoever_checks_rows():
    assert as_asked_now(field("table", former=was(columns={"salary": "pay"})), ["Ann"]) == ["Ann"]


# ---------------------------------------------------------------- said plainly


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", ""),
        ([], ""),
        ("five", "five"),
        (5, "5"),
        (5.0, "5"),
        (0.1, "0.1"),
        (1234567.5, "1234567.5"),
        (True, "true"),
        (False, "false"),
        (["a", "b"], "a, b"),
        ({"low": 1, "likely": 2.5, "high": 4}, "1 – 4 (2.5)"),
        ({"name": "Ann", "role": "Lead"}, "Ann, Lead"),
        ({"name": "Ann"}, "Ann"),
        ({"name": "Ann", "role": ""}, "Ann"),
        ({"name": "Ann", "pay": 5}, "name: Ann; pay: 5"),
        ({"name": "Ann", "pay": None}, "name: Ann"),
        ([{"what": "disk", "gb": 5}, {"what": "card"}], "what: disk; gb: 5\nwhat: card"),
    ],
)
def test_value_is_said_without_knowing_what_it_answers(value, words):
    assert say_plainly(value) == words


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_whatever_is_stored_can_be_said(value):
    assert isinstance(say_plainly(value), str)


@given(JSON, st.sampled_from([kind for kind in FieldType if kind is not FieldType.MONTHS]))
def test_whatever_is_stored_is_read_or_stays_as_text(value, kind):
    choices = SIZES if kind in (FieldType.ONE_CHOICE, FieldType.MANY_CHOICE, FieldType.SCALE) else ()
    read, leftover = read_stored(field(kind, choices=choices).unlimited, value)
    assert isinstance(leftover, str)
    if read is None and say_plainly(value).strip() and kind is not FieldType.TABLE:
        assert leftover


@pytest.mark.parametrize(
    ("key", "field_id"),
    [
        ("own.size", "own.size"),
        (label_key("own.size", "small"), "own.size"),
        (column_key("own.rows", "pay"), "own.rows"),
        (label_key(column_key("own.rows", "size"), "small"), "own.rows"),
    ],
)
def test_key_of_a_label_leads_back_to_its_field(key, field_id):
    assert field_of_key(key) == field_id


KEPT = {
    "own.size=small": "Small",
    "own.rows/pay": "Pay in CHF",
    "own.rows/size": "Size",
    "own.rows/size=small": "Small one",
}


@pytest.mark.parametrize(
    ("value", "place", "words"),
    [
        ("small", "own.size", "Small"),
        ("huge", "own.size", "huge"),
        (["small", "huge"], "own.size", "Small, huge"),
        ([{"pay": 5, "size": "small"}], "own.rows", "Pay in CHF: 5; Size: Small one"),
        (None, "own.size", ""),
    ],
)
def test_answer_to_a_question_that_is_gone_is_said_in_its_labels(value, place, words):
    assert say_kept(value, KEPT, place) == words


# ---------------------------------------------------------------- settled as a page shows it

ROWS = field(
    "table",
    columns=(
        Column(id="what", label="What", type=FieldType.SHORT_TEXT),
        Column(id="share", label="Share", type=FieldType.NUMBER, maximum=100),
        Column(id="size", label="Size", type=FieldType.ONE_CHOICE, choices=SIZES),
    ),
).unlimited


def answer(state, value=None, **more) -> Answer:
    return Answer(field_id="team.thing", state=state, value=value, **more)


FULL = {"note": " n ", "owner": " o\nx ", "reason": " r ", "said_by": " s ", "find_out_by": date(2027, 3, 19)}


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        (AnswerState.KNOWN, {"owner": "", "find_out_by": None, "reason": "", "said_by": "s"}),
        (AnswerState.UNKNOWN, {"owner": "o x", "find_out_by": date(2027, 3, 19), "reason": "", "said_by": "s"}),
        (AnswerState.NOT_RELEVANT, {"owner": "", "find_out_by": None, "reason": "r", "said_by": "s"}),
        (AnswerState.BLANK, {"owner": "", "find_out_by": None, "reason": "", "said_by": ""}),
    ],
)
def test_answer_keeps_only_what_belongs_to_its_state(state, kept):
    settled = settle(answer(state, 5 if state is AnswerState.KNOWN else None, **FULL), field("number").unlimited)
    assert {name: getattr(settled, name) for name in kept} == kept
    assert settled.note == "n"
    assert settled.state is state


def test_answer_of_which_nothing_can_be_read_is_blank_with_the_rest_as_text():
    settled = settle(answer(AnswerState.KNOWN, "a lot"), field("number").unlimited)
    assert (settled.state, settled.value, settled.leftover) == (AnswerState.BLANK, None, "a lot")


def test_value_of_another_state_is_no_value():
    assert settle(answer(AnswerState.UNKNOWN, 5), field("number").unlimited).value is None


def test_answer_to_a_question_that_is_gone_stays_as_it_is():
    stored = answer(AnswerState.KNOWN, "a lot", note=" n ")
    assert settle(stored, None) is stored


def test_settled_answer_is_settled_once():
    settled = settle(answer(AnswerState.KNOWN, "a lot"), field("number").unlimited)
    assert settle(settled, field("number").unlimited) is settled


def test_limit_that_was_drawn_later_takes_no_answer_away():
    asked = field("number", maximum=10)
    assert settle(answer(AnswerState.KNOWN, 50), asked.unlimited).value == 50


def test_choices_that_are_gone_stay_as_text_beside_those_that_are_not():
    assert read_stored(field("many_choice", choices=SIZES), ["tiny", "large", "huge"]) == (["large"], "tiny, huge")


def test_cells_that_cannot_be_read_stay_as_text_under_the_number_of_their_row():
    rows = [{"what": "disk", "share": "half"}, {"hue": "red"}, {"what": "card"}]
    read, leftover = read_stored(ROWS, rows)
    assert read == [{"what": "disk"}, {"what": "card"}]
    assert leftover == "1: share: half\n2: hue: red"


def test_table_that_is_no_list_of_rows_stays_as_text():
    assert read_stored(ROWS, ["disk"]) == (None, "disk")
    assert read_stored(ROWS, "disk") == (None, "disk")


def test_leftover_text_ends_somewhere():
    assert len(read_stored(field("number"), "x" * 5_000)[1]) == 2_000


# ---------------------------------------------------------------- cells that an edit must not lose


def kept(before, sent):
    return keep_unread_cells(ROWS, before, sent)


def test_row_that_is_sent_as_it_was_keeps_its_unread_cell():
    before = [{"what": "disk", "share": "half"}]
    assert kept(before, [{"what": "disk"}]) == before


def test_row_that_moved_takes_its_unread_cell_along():
    before = [{"what": "disk", "share": "half"}, {"what": "card"}]
    assert kept(before, [{"what": "card"}, {"what": "disk"}]) == [{"what": "card"}, {"what": "disk", "share": "half"}]


def test_row_that_was_changed_keeps_the_unread_cell_of_its_place():
    before = [{"what": "disk", "share": "half"}]
    assert kept(before, [{"what": "tape"}]) == [{"what": "tape", "share": "half"}]


def test_cell_that_was_typed_anew_stands_in_place_of_the_unread_one():
    before = [{"what": "disk", "share": "half"}]
    assert kept(before, [{"what": "disk", "share": 50}]) == [{"what": "disk", "share": 50}]


def test_row_that_was_removed_takes_its_unread_cells_with_it():
    before = [{"what": "disk", "share": "half"}, {"what": "card"}]
    assert kept(before, [{"what": "card"}]) == [{"what": "card"}]


def test_row_of_which_nothing_can_be_read_stands_last():
    before = [{"hue": "red"}, {"what": "card"}]
    assert kept(before, [{"what": "card"}, {"what": "disk"}]) == [{"what": "card"}, {"what": "disk"}, {"hue": "red"}]


def test_two_rows_that_read_alike_keep_one_unread_cell_each():
    before = [{"what": "disk", "share": "half"}, {"what": "disk", "share": "third"}]
    assert kept(before, [{"what": "disk"}, {"what": "disk"}]) == before


@pytest.mark.parametrize("before", ["disk", ["disk"], None, 5])
def test_stored_value_that_is_no_table_leaves_the_sent_rows_alone(before):
    assert kept(before, [{"what": "card"}]) == [{"what": "card"}]


@given(st.permutations([{"what": "a", "share": "x"}, {"what": "b"}, {"what": "c", "size": "huge"}]))
def test_rows_that_are_only_sorted_lose_nothing(rows):
    before = [{"what": "a", "share": "x"}, {"what": "b"}, {"what": "c", "size": "huge"}]
    sent = [{"what": row["what"]} for row in rows]
    assert kept(before, sent) == list(rows)


def test_moment_of_a_change_is_kept():
    moment = datetime(2027, 3, 19, tzinfo=UTC)
    assert settle(answer(AnswerState.KNOWN, 5, changed_at=moment), field("number").unlimited).changed_at == moment
