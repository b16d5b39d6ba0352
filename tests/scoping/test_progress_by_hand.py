"""How far a small questionnaire is, counted by hand: what counts, what is done, left, missing, and checked."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.answers import Answer, AnswerCheck, Answers, AnswerState
from projects.domain.fields import Catalogue, Field, FieldType, Question, Section, SectionPart
from scoping.domain.progress import (
    Progress,
    ProgressState,
    asked_sections,
    counted_questions,
    counted_sections,
    first_gap,
    is_answered,
    minutes_for,
    missing_for_decision,
    missing_for_verdict,
    progress,
    progress_of_parts,
    whole_minutes,
)

TODO, PART, DONE, WARN = ProgressState.TODO, ProgressState.PART, ProgressState.DONE, ProgressState.WARN


def field(name: str, **more) -> Field:
    return Field(id=f"team.{name}", label=name, type=FieldType.SHORT_TEXT, **more)


def question(*fields: Field, part: str = "a", when: str = "", quick: bool = False) -> Question:
    return Question(id=fields[0].id, ref="", part=part, title="", question="", fields=fields, when=when, quick=quick)


PARTS = (
    SectionPart(id="a", letter="A", title="A", minutes=10, minutes_quick=4),
    SectionPart(id="b", letter="B", title="B", minutes=6, minutes_quick=2),
)
NAME = question(field("name"), field("nick", optional=True), quick=True)
SIZE = question(field("size"), field("more", when="team.size == 'big'"))
EXTRA = question(field("extra", optional=True))
GOAL = question(field("goal"), part="b", quick=True)
DEEP = question(field("deep"), part="b", when="team.goal == 'on'")
TEAM = Section(id="team", title="Team", parts=PARTS, questions=(NAME, SIZE, EXTRA, GOAL, DEEP), minutes=16)
ALWAYS = Catalogue({"team": TEAM})


def said(_checked: str = "", **values: str) -> Answers:
    """Return answers; "?" is not known, "-" not relevant. Those named in `_checked` were checked by somebody."""
    states = {"?": AnswerState.UNKNOWN, "-": AnswerState.NOT_RELEVANT}
    check = AnswerCheck(at=datetime(2027, 3, 19, tzinfo=UTC), by="Bo")
    return Answers(
        {
            f"team.{name}": Answer(
                field_id=f"team.{name}",
                state=states.get(value, AnswerState.KNOWN),
                value=None if value in states else value,
                check=check if name in _checked.split() else None,
            )
            for name, value in values.items()
        }
    )


def of(answers: Answers, **more) -> Progress:
    return progress(TEAM, answers, ALWAYS, **more)


# ---------------------------------------------------------------- what counts and what is done


@pytest.mark.parametrize(
    ("values", "done", "total", "state"),
    [
        ({}, 0, 4, TODO),
        ({"name": "x"}, 1, 4, PART),
        ({"nick": "x"}, 0, 4, PART),
        ({"extra": "x"}, 0, 4, PART),
        ({"size": "small"}, 1, 4, PART),
        ({"size": "big"}, 0, 4, PART),
        ({"size": "big", "more": "x"}, 1, 4, PART),
        ({"goal": "on"}, 1, 4, PART),
        ({"goal": "off"}, 1, 3, PART),
        ({"goal": "?"}, 1, 3, PART),
        ({"goal": "-"}, 1, 3, PART),
        ({"name": "x", "size": "small", "goal": "off"}, 3, 3, DONE),
        ({"name": "?", "size": "-", "goal": "?"}, 3, 3, DONE),
        ({"name": "x", "size": "small", "goal": "on"}, 3, 4, PART),
        ({"name": "x", "size": "small", "goal": "on", "deep": "x"}, 4, 4, DONE),
    ],
)
def test_questions_are_counted_that_are_asked_or_may_come(values, done, total, state):
    found = of(said(**values))
    assert (found.done, found.total, found.state) == (done, total, state)


def test_question_without_anything_that_must_be_said_does_not_count():
    assert [asked.id for asked in counted_questions(TEAM, said(), ALWAYS)] == [
        "team.name",
        "team.size",
        "team.goal",
        "team.deep",
    ]


ASKED = ("name", "size", "more", "goal", "deep")
SAID = st.sampled_from(["on", "off", "big", "?", "-"])


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(ASKED, SAID)))
def test_count_is_that_of_the_questions_counted(values):
    answers = said(**values)
    found = of(answers)
    assert found.total == len(counted_questions(TEAM, answers, ALWAYS))
    assert 0 <= found.done <= found.total
    assert (found.state is DONE) == (found.done == found.total)


@given(st.sampled_from(["name", "size", "goal"]), st.sampled_from(["on", "off", "?", "-", "big"]))
def test_answer_never_makes_what_is_left_more(name, value):
    assert of(said(**{name: value})).total <= of(said()).total


# ---------------------------------------------------------------- warnings and checks


@pytest.mark.parametrize(
    ("values", "flagged", "state"),
    [
        ({"name": "x"}, {"team.name"}, WARN),
        ({"name": "x"}, {"team.size"}, PART),
        ({}, {"team.name"}, TODO),
        ({"name": "x", "size": "small", "goal": "off"}, {"team.goal"}, WARN),
    ],
)
def test_finding_warns_where_its_answer_was_given(values, flagged, state):
    assert of(said(**values), flagged=flagged).state is state


@pytest.mark.parametrize(
    ("checked", "count"),
    [("", 0), ("name", 1), ("name size", 1), ("name size more", 2), ("more", 0), ("name nick size more", 2)],
)
def test_question_is_checked_once_all_of_its_answers_are(checked, count):
    answers = said(checked, name="x", size="big", more="x")
    assert of(answers).checked == count


def test_what_nobody_knows_waits_for_no_check():
    assert of(said("size", size="big", more="?")).checked == 1
    assert of(said(name="?")).checked == 0


# ---------------------------------------------------------------- minutes


def test_minutes_are_those_of_the_questions_that_are_left_in_each_part():
    parts = progress_of_parts(TEAM, said(name="x"), ALWAYS)
    assert {name: found.minutes_left for name, found in parts.items()} == {"a": 5, "b": 6}
    assert of(said(name="x")).minutes_left == 11


@pytest.mark.parametrize(
    ("minutes", "state", "shown"), [(0.2, PART, 1), (2.6, PART, 3), (0, DONE, 0), (5, DONE, 0), (16, TODO, 16)]
)
def test_minutes_that_a_page_says_are_at_least_one_until_it_is_done(minutes, state, shown):
    assert Progress(done=0, total=1, minutes_left=minutes, state=state).minutes_shown == shown


def test_whole_project_takes_what_its_sections_take():
    assert whole_minutes(ALWAYS, said()) == 16
    assert whole_minutes(ALWAYS, said(name="x", size="small", goal="off")) == 0


@pytest.mark.parametrize(
    ("ids", "minutes"),
    [((), 0), (("team.name",), 4), (("team.goal",), 2), (("team.name", "team.goal"), 6), (("team.size",), 4)],
)
def test_open_questions_take_their_share_of_the_key_questions_of_their_part(ids, minutes):
    assert minutes_for(ids, ALWAYS, said()) == minutes


# ---------------------------------------------------------------- what is missing


def ids(questions) -> list[str]:
    return [asked.id for asked in questions]


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, ["team.name", "team.goal"]),
        ({"name": "?"}, ["team.goal"]),
        ({"nick": "x"}, ["team.name", "team.goal"]),
        ({"name": "x", "goal": "-"}, []),
    ],
)
def test_verdict_waits_for_the_key_questions(values, missing):
    assert ids(missing_for_verdict(ALWAYS, said(**values))) == missing


def test_decision_waits_for_what_the_organisation_wants_to_know():
    wanted = Catalogue({"team": TEAM}, required=frozenset({"team.size", "team.deep"}))
    assert ids(missing_for_decision(wanted, said())) == ["team.size"]
    assert ids(missing_for_decision(wanted, said(size="big"))) == ["team.more"]
    assert ids(missing_for_decision(wanted, said(size="?"))) == ["team.size"]
    assert ids(missing_for_decision(wanted, said(size="-", goal="on"))) == ["team.deep"]
    assert missing_for_decision(ALWAYS, said()) == ()


@pytest.mark.parametrize(
    ("values", "gap"),
    [({}, "team.size"), ({"size": "big"}, "team.more"), ({"size": "small"}, "team.size"), ({"size": "-"}, "team.size")],
)
def test_first_gap_of_a_question_is_where_one_goes_on(values, gap):
    assert first_gap(SIZE, ALWAYS, said(**values)).id == gap


@pytest.mark.parametrize(
    ("asked", "values", "is_done"),
    [
        (NAME, {}, False),
        (NAME, {"name": "x"}, True),
        (SIZE, {"size": "big"}, False),
        (SIZE, {"size": "small"}, True),
        (EXTRA, {}, True),
        (DEEP, {}, True),
        (DEEP, {"goal": "on"}, False),
    ],
)
def test_question_waits_for_what_must_be_said_where_it_is_asked(asked, values, is_done):
    assert is_answered(asked, said(**values), ALWAYS) is is_done


# ---------------------------------------------------------------- sections

LATER = Section(
    id="later",
    title="Later",
    parts=(SectionPart(id="p", letter="", title="P"),),
    questions=(
        Question(
            id="later.x", ref="", part="p", title="", question="", when="team.goal == 'on'",
            fields=(Field(id="later.x", label="x", type=FieldType.SHORT_TEXT),),
        ),
    ),
)  # fmt: skip
BOTH = Catalogue({"team": TEAM, "later": LATER})


@pytest.mark.parametrize(
    ("values", "asked", "counted"),
    [
        ({}, ("team",), ("team", "later")),
        ({"goal": "on"}, ("team", "later"), ("team", "later")),
        ({"goal": "off"}, ("team",), ("team",)),
    ],
)
def test_section_counts_while_it_may_come_and_is_asked_once_it_does(values, asked, counted):
    assert asked_sections(BOTH, said(**values)) == asked
    assert counted_sections(BOTH, said(**values)) == counted


def test_section_that_is_left_out_does_not_count():
    narrower = Catalogue({"team": TEAM, "later": LATER}, left_out=frozenset({"later.x"}))
    assert counted_sections(narrower, said(goal="on")) == ("team",)


def test_part_in_which_nothing_must_be_said_takes_no_time():
    optional = Section(id="team", title="Team", parts=PARTS[:1], questions=(EXTRA,), minutes=10)
    found = progress(optional, said(), Catalogue({"team": optional}))
    assert (found.total, found.minutes_left, found.state) == (0, 0, TODO)
    assert progress(optional, said(extra="x"), Catalogue({"team": optional})).state is DONE


def test_answers_are_counted_anew_for_another_catalogue():
    answers = said(goal="on")
    assert counted_sections(BOTH, answers) == ("team", "later")
    assert counted_sections(ALWAYS, answers) == ("team",)
    assert counted_sections(BOTH, answers) == ("team", "later")
