"""Answers as programs send them: what is read, what is dropped, and each fault with its place and its words."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.sent import MOST_ANSWERS, read_changes
from api.problems import MEDIA_TYPE, not_found, problem
from projects.domain.answers import AnswerState
from projects.domain.fields import Choice, Column, Field, FieldType
from projects.domain.ranges import NumberStyle


def field(name: str, kind: str, **more) -> Field:
    return Field(id=f"team.{name}", label=name.title(), type=FieldType(kind), **more)


SIZES = (Choice(value="small", label="Small"), Choice(value="large", label="Large"))
FIELDS = {
    asked.id: asked
    for asked in (
        field("name", "short_text", max_length=10),
        field("hours", "range", unit="hours", minimum=0, maximum=100),
        field("count", "number", minimum=0),
        field("day", "date"),
        field("size", "one_choice", choices=SIZES),
        field("sizes", "many_choice", choices=SIZES),
        field(
            "rows",
            "table",
            columns=(
                Column(id="what", label="What", type=FieldType.SHORT_TEXT),
                Column(id="share", label="Share", type=FieldType.NUMBER, unit="%", maximum=100),
            ),
        ),
    )
}
READING = NumberStyle()


def read(*answers, sequence: int | None = 3, reading: NumberStyle = READING):
    """Return what is read of a request, and each fault as its place and its words."""
    body = {"answers": list(answers)} | ({} if sequence is None else {"sequence": sequence})
    changes, problems = read_changes(body, FIELDS, reading)
    return changes, [(listed.place, str(listed.problem)) for listed in problems.listed]


def value_of(name: str, value, reading: NumberStyle = READING):
    changes, faults = read({"field": f"team.{name}", "value": value}, reading=reading)
    assert faults == []
    return changes.answers[0].value


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize(
    ("name", "sent", "value"),
    [
        ("name", " Ann ", "Ann"),
        ("hours", "6 to 12", {"low": 6, "likely": 9, "high": 12}),
        ("hours", {"low": 1, "likely": 2, "high": 3}, {"low": 1, "likely": 2, "high": 3}),
        ("hours", 5, {"low": 5, "likely": 5, "high": 5}),
        ("count", "1,200", 1200),
        ("count", 1200, 1200),
        ("day", "2027-03-19", "2027-03-19"),
        ("day", "19. März 2027", "2027-03-19"),
        ("size", "small", "small"),
        ("sizes", ["large", "small"], ["small", "large"]),
        ("rows", [{"what": "disk", "share": 50}], [{"what": "disk", "share": 50}]),
    ],
)
def test_value_is_read_as_a_page_or_a_file_would(name, sent, value):
    assert value_of(name, sent) == value


def test_number_is_read_with_the_signs_of_the_reader():
    assert value_of("count", "1.200", NumberStyle(decimal=",")) == 1200


def test_answer_without_a_state_is_known():
    (answer,) = read({"field": "team.count", "value": 5})[0].answers
    assert (answer.state, answer.value) == (AnswerState.KNOWN, 5)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_answer_without_a_value_takes_the_answer_away(value):
    changes, faults = read({"field": "team.name", "value": value})
    assert faults == []
    assert (changes.answers[0].state, changes.answers[0].value) == (AnswerState.BLANK, None)


FULL = {
    "field": "team.count", "value": 5, "note": "n", "owner": "o", "find_out_by": "2027-03-19", "reason": "r",
    "said_by": "s",
}  # fmt: skip


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("known", {"value": 5, "owner": "", "find_out_by": None, "reason": "", "said_by": "s"}),
        ("unknown", {"value": None, "owner": "o", "find_out_by": date(2027, 3, 19), "reason": "", "said_by": "s"}),
        ("not_relevant", {"value": None, "owner": "", "find_out_by": None, "reason": "r", "said_by": "s"}),
    ],
)
def test_what_belongs_to_another_state_is_dropped_as_on_a_page(state, kept):
    (answer,) = read({**FULL, "state": state})[0].answers
    assert {name: getattr(answer, name) for name in kept} == kept
    assert answer.note == "n"


def test_answer_that_is_taken_away_is_said_by_nobody():
    (answer,) = read({**FULL, "value": None})[0].answers
    assert (answer.state, answer.said_by) == (AnswerState.BLANK, "")


def test_answers_stand_in_the_order_in_which_they_were_sent():
    changes, _faults = read({"field": "team.size", "value": "small"}, {"field": "team.count", "value": 1})
    assert [answer.field_id for answer in changes.answers] == ["team.size", "team.count"]
    assert changes.sequence == 3


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("answer", "place", "words"),
    [
        (
            {"field": "team.gone", "value": 1},
            "answers[0].field",
            "No question has the id “team.gone”. The list of fields names them all.",
        ),
        ({"value": 1}, "answers[0]", "“field” is missing."),
        ({"field": 5, "value": 1}, "answers[0].field", "This should be text."),
        (
            {"field": "team.count", "value": "many"},
            "answers[0].value",
            "“many” cannot be read as a number. Write one number, such as 12.",
        ),
        (
            {"field": "team.count", "value": -1},
            "answers[0].value",
            "“-1” is too low. The least that makes sense here is 0.",
        ),
        (
            {"field": "team.hours", "value": "60 to 120"},
            "answers[0].value",
            "“60 to 120” is too high. The most that makes sense here is 100.",
        ),
        (
            {"field": "team.name", "value": "n" * 11},
            "answers[0].value",
            "This text has 11 characters; the limit is 10.",
        ),
        (
            {"field": "team.day", "value": "soon"},
            "answers[0].value",
            "“soon” is not a valid date. Use a format such as 2027-03-19 or 19 March 2027.",
        ),
        ({"field": "team.size", "value": "huge"}, "answers[0].value", "“huge” is not one of the available answers."),
        (
            {"field": "team.sizes", "value": ["small", "huge"]},
            "answers[0].value[1]",
            "“huge” is not one of the available answers.",
        ),
        (
            {"field": "team.rows", "value": [{"share": 101}]},
            "answers[0].value[0].share",
            "“101” is too high. The most that makes sense here is 100.",
        ),
        (
            {"field": "team.rows", "value": [{"hue": 1}]},
            "answers[0].value[0].hue",
            "There is no column “hue” in this table.",
        ),
        (
            {"field": "team.count", "state": "sure"},
            "answers[0].state",
            "“sure” is not one of these: blank, known, unknown, not_relevant.",
        ),
        ({"field": "team.count", "state": "known"}, "answers[0]", "“value” is missing."),
        ({"field": "team.count", "value": 1, "hat": 1}, "answers[0].hat", "A project file has no entry “hat” here."),
        (
            {"field": "team.count", "state": "unknown", "find_out_by": "soon"},
            "answers[0].find_out_by",
            "“soon” is not a valid date. Use a format such as 2027-03-19 or 19 March 2027.",
        ),
    ],
)
def test_fault_is_named_with_its_place(answer, place, words):
    _changes, faults = read(answer)
    assert (place, words) in faults


def test_fault_of_one_answer_leaves_the_others_alone():
    changes, faults = read({"field": "team.count", "value": "many"}, {"field": "team.size", "value": "small"})
    assert [place for place, _words in faults] == ["answers[0].value"]
    assert changes.answers[-1].value == "small"


def test_field_that_is_sent_twice_is_refused():
    _changes, faults = read({"field": "team.count", "value": 1}, {"field": "team.count", "value": 2})
    assert faults == [("answers[1]", "“team.count” appears twice.")]


def test_request_without_the_state_that_was_seen_is_refused():
    assert read(sequence=None)[1] == [("", "“sequence” is missing.")]


@pytest.mark.parametrize("sequence", [-1, 2.5, True, "3"])
def test_state_that_was_seen_is_a_whole_number(sequence):
    ((place, words),) = read(sequence=sequence)[1]
    assert place == "sequence"
    assert words.startswith("This should be a whole number from 0 to ")


@pytest.mark.parametrize("body", [None, [], "answers", 5])
def test_body_that_is_no_group_is_refused(body):
    _changes, problems = read_changes(body, FIELDS, READING)
    assert [str(listed.problem) for listed in problems.listed] == [
        "This should be a group of named entries, written in curly brackets."
    ]


def test_more_answers_than_one_request_may_hold_are_refused():
    _changes, faults = read(*({"field": f"team.f{number}", "value": 1} for number in range(MOST_ANSWERS + 1)))
    assert ("answers", f"At most {MOST_ANSWERS} fit here; the ones after it are left out.") in faults


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(FIELDS)), JSON)
def test_whatever_is_sent_is_read_or_named(name, value):
    changes, problems = read_changes({"sequence": 1, "answers": [{"field": name, "value": value}]}, FIELDS, READING)
    if not problems.count:
        assert changes.answers[0].state in (AnswerState.KNOWN, AnswerState.BLANK)
    assert all(listed.place.startswith("answers[0]") for listed in problems.listed)


# ---------------------------------------------------------------- how a problem is told


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (400, "Not understood"),
        (401, "No valid token"),
        (403, "Not allowed"),
        (404, "Not found"),
        (405, "No such operation"),
        (409, "Changed in the meantime"),
        (413, "Too large"),
        (422, "Cannot be read"),
        (429, "Too often"),
        (507, "Cannot be stored"),
        (500, "Something went wrong"),
        (418, "Something went wrong"),
    ],
)
def test_problem_has_a_title_for_its_status(status, title):
    reply = problem(status, "So it is.")
    assert (reply.status_code, reply["Content-Type"]) == (status, MEDIA_TYPE)
    assert json.loads(reply.content) == {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": "So it is.",
    }


def test_problem_takes_further_entries_and_headers():
    reply = problem(429, "Wait.", {"Retry-After": "60"}, places=[{"place": "a"}])
    assert reply["Retry-After"] == "60"
    assert json.loads(reply.content)["places"] == [{"place": "a"}]


def test_words_of_a_problem_stay_as_they_are_written():
    assert "“Schätzung”" in problem(422, "“Schätzung”").content.decode()


def test_unknown_and_not_yours_look_alike():
    assert json.loads(not_found().content)["detail"] == "There is nothing at this address that this token may see."
