"""What a room reads of a project: what is held, said, proposed or assumed, in this order."""

import pytest

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.fields import Field, FieldType
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.reader import Reader

ASSUMED = {"low": 1.0, "likely": 2.0, "high": 3.0}
FIELDS = {
    "x.hours": Field(
        id="x.hours", label="Hours", type=FieldType.RANGE, unit="hours", minimum=0, maximum=100, default=ASSUMED,
        default_source="Ours", default_date="2026-11-16",
    ),
    "x.way": Field(id="x.way", label="Way", type=FieldType.ONE_CHOICE, default="hire"),
    "x.open": Field(id="x.open", label="Open", type=FieldType.NUMBER),
}  # fmt: skip
PROPOSED = Input(name="hours", label="Hours", value=Range.exactly(7), origin=Origin.ASSUMPTION, field_id="x.hours")


def reader(**options):
    states = {"known": options.pop("known", {}), "states": options.pop("states", {})}
    answers = {
        **{
            name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in states["known"].items()
        },
        **{name: Answer(field_id=name, state=state) for name, state in states["states"].items()},
    }
    return Reader(Answers(answers), FIELDS, Draws(1, 100), **options)


FOUR = {"low": 4.0, "likely": 4.0, "high": 4.0}


def test_answer_goes_before_everything_assumed():
    assert reader(known={"x.hours": FOUR}, proposals={"x.hours": PROPOSED}).number("x.hours") == 4


def test_proposal_goes_before_the_default():
    assert reader(proposals={"x.hours": PROPOSED}).number("x.hours") == 7


def test_fallback_goes_before_the_default():
    assert reader().input("x.hours", fallback=PROPOSED) is PROPOSED


def test_default_stands_in_where_nobody_knows():
    known = reader(states={"x.hours": AnswerState.UNKNOWN}).input("x.hours")
    assert (known.value.likely, known.origin) == (2, Origin.ASSUMPTION)


@pytest.mark.parametrize("field_id", ["x.hours", "x.way"])
def test_what_is_not_relevant_is_not_read(field_id):
    asked = reader(
        states={"x.hours": AnswerState.NOT_RELEVANT, "x.way": AnswerState.NOT_RELEVANT}, proposals={"x.hours": PROPOSED}
    )
    assert (asked.input("x.hours"), asked.text("x.way")) == (None, "")


def test_field_without_answer_or_default_is_unknown():
    assert (reader().input("x.open"), reader().draw("x.open"), reader().number("x.open")) == (None, None, None)


def test_held_value_takes_the_place_of_what_is_said():
    held = reader(known={"x.hours": FOUR}).holding("x.hours", 9)
    assert (held.number("x.hours"), set(held.draw("x.hours"))) == (9, {9.0})


def test_draws_keep_within_the_limits_of_the_field():
    drawn = reader(known={"x.hours": {"low": 50, "likely": 90, "high": 100}}).draw("x.hours")
    assert drawn.max() == 100


def test_two_readers_draw_the_same():
    assert reader().draw("x.hours").tolist() == reader().draw("x.hours").tolist()


def test_what_was_read_before_changes_nothing():
    read = reader(states={"x.hours": AnswerState.NOT_RELEVANT})
    assert (read.input("x.hours", fallback=PROPOSED), read.input("x.hours")) == (PROPOSED, None)


def test_what_a_reader_takes_it_alone_knows():
    read = reader(known={"x.hours": FOUR})
    knowing = read.knowing({"x.hours": PROPOSED})
    assert (knowing.number("x.hours"), set(knowing.draw("x.hours")), read.number("x.hours")) == (7, {7.0}, 4)


def test_more_proposals_are_of_another_reader():
    read = reader()
    assert (read.proposing({"x.hours": PROPOSED}).number("x.hours"), read.number("x.hours")) == (7, 2)


def test_watched_says_all_that_was_read_and_nothing_else():
    read = reader()
    read.number("x.hours")
    drawn, inputs = read.watched(lambda asked: (asked.known("x.hours"), asked.draw("x.open"), asked.text("x.way")))
    assert (drawn[1:], dict(inputs)) == ((None, "hire"), {})
    _, inputs = read.watched(lambda asked: asked.term("x.hours"))
    assert dict(inputs) == {"x.hours": read.input("x.hours")}


def test_what_was_read_cannot_be_written():
    _, inputs = reader().watched(lambda asked: asked.number("x.hours"))
    with pytest.raises(TypeError):
        inputs["x.hours"] = PROPOSED


def test_choice_falls_back_to_its_default():
    assert reader().text("x.way") == "hire"


def test_what_is_held_stays_with_its_reader():
    read = reader(known={"x.hours": FOUR})
    said = read.term("x.hours").draws
    assert set(read.holding("x.hours", 9).term("x.hours").draws) == {9}
    assert read.term("x.hours").draws is said
