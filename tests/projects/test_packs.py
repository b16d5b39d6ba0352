"""Questions of an organisation's own, and those that it leaves out: read, refused, and laid over what ships."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from projects.catalogue import catalogue_in, get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.expressions import visible_answers, visible_fields
from projects.domain.packs import (
    LARGEST_BYTES,
    MOST_QUESTIONS,
    QuestionPackVersion,
    compare_asked,
    is_own,
    read_own_section,
    settled_own,
    with_pack,
)
from scoping.domain.progress import missing_for_decision, progress

SAMPLE = (Path(__file__).parents[2] / "organisation" / "own-questions.toml").read_text(encoding="utf-8")
LEFT_OUT = "problem.out_of_scope"
PACK = QuestionPackVersion(key="a", left_out=frozenset({LEFT_OUT}), text=SAMPLE)


def known(field_id, value):
    return Answer(field_id=field_id, state=AnswerState.KNOWN, value=value)


def asked():
    return with_pack(get_catalogue(), PACK)


def refused(text, earlier=()):
    with pytest.raises(BrokenDataFile) as problem:
        read_own_section(text, get_catalogue(), earlier)
    return str(problem.value)


# ---------------------------------------------------------------- own questions


def test_own_section_stands_last():
    assert [*asked().sections] == [*get_catalogue().sections, "own"]


def test_own_condition_decides_what_is_asked():
    answers = Answers({"own.protection": known("own.protection", "secret")})
    assert "own.where_secret" in visible_fields(asked(), answers)
    assert "own.where_secret" not in visible_fields(asked(), Answers({}))


def test_own_condition_may_look_at_what_ships():
    text = SAMPLE.replace("own.protection == 'secret'", "answered(why.volume)")
    assert "own.where_secret" in read_own_section(text, get_catalogue()).fields


def test_limits_of_own_money_grow_with_the_currency():
    text = SAMPLE.replace("min = 0 }", "min = 0, max = 1000 }")
    pack = QuestionPackVersion(key="limits", text=text)
    column = catalogue_in(150.0, "", None, pack).fields["own.framework_contracts"].columns[2]
    assert column.maximum == 150_000


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('id = "own"  ', 'id = "problem"', "line 6: the id of an own section is own"),
        ('[[question.field]]\nid = "own.where_secret"', '[[question.field]]\nid = "problem.x"', "begin with own."),
        ('[[question.field]]\nid = "own.where_secret"', '[[question.field]]\nid = "why.volume"', "occurs twice"),
        ('ref = "A2"', 'ref = "A2"\nquick = true', "leave quick out"),
        ('type = "person"', 'type = "persona"', "type of own.security_partner must be one of"),
        ("own.protection == 'secret'", "own.nothing == 'secret'", "own.nothing"),
        ("own.protection == 'secret'", "own.where_secret == 'secret'", "circle"),
        ('part = "procurement"\ntitle', 'part = "elsewhere"\ntitle', "unknown part elsewhere"),
        ("format = 1", "format = 1\nitem = [{ id = 'x' }]", "no [[item]]"),
        ('title = "House rules"', 'title = "House\\u0000rules"', "control characters"),
        ('title = "House rules"', 'title = "House rules', "line 7"),
        ('type = "person"', 'type = "short_text"\npay = true', "ask for no pay"),
        ("own.protection == 'secret'", "answered(team.roles)", "looks at pay"),
    ],
)
def test_section_that_cannot_be_asked_is_refused(before, after, said):
    assert before in SAMPLE
    assert said in refused(SAMPLE.replace(before, after, 1))


def test_refusal_names_the_line():
    line = SAMPLE.split("\n").index('type = "person"') + 1
    wrong = SAMPLE.replace('type = "person"', 'type = "persona"')
    assert refused(wrong).startswith(f"own-questions.toml, line {line}:")


@pytest.mark.parametrize(
    "text",
    ["x" * (LARGEST_BYTES + 1), "a = " + "[" * 50_000, "a = " + "9" * 6_000, "ä" * (LARGEST_BYTES // 2 + 1)],
    ids=["long", "deep", "digits", "bytes"],
)
def test_hostile_file_is_refused(text):
    assert refused(text)


def test_too_many_questions_are_refused():
    question = '[[question]]\nid = "own.x{n}"\npart = "security"\ntitle = "T"\nquestion = "Q"\n'
    field = '[[question.field]]\nid = "own.x{n}"\nlabel = "L"\ntype = "number"\n'
    more = "".join((question + field).format(n=n) for n in range(MOST_QUESTIONS))
    assert f"more than {MOST_QUESTIONS} questions" in refused(SAMPLE + more)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('type = "person"', 'type = "short_text"', "was a person in an earlier version"),
        ('  { value = "internal", label = "Internal" },\n', "", "offered internal in an earlier version"),
        ('  { id = "until", label = "Valid until", type = "date" },\n', "", "column until"),
    ],
)
def test_question_keeps_what_was_answered_readable(before, after, said):
    earlier = asked().sections["own"]
    assert said in refused(SAMPLE.replace(before, after), [earlier])


def test_question_may_say_the_same_in_other_words():
    earlier = asked().sections["own"]
    text = SAMPLE.replace("Which protection class do the data have?", "How secret are the data?")
    assert read_own_section(text, get_catalogue(), [earlier]).questions["own.protection"].question.startswith("How")


def test_section_that_no_longer_fits_a_release_is_not_asked(caplog):
    broken = replace(PACK, text=SAMPLE.replace("own.protection == 'secret'", "gone.field == 'x'"))
    assert with_pack(get_catalogue(), broken).own_section == ""
    assert "gone.field" in caplog.text


def test_stored_value_of_another_kind_is_shown_as_text():
    answers = settled_own(asked(), Answers({"own.protection": known("own.protection", {"low": 1})}))
    assert answers["own.protection"].state is AnswerState.BLANK
    assert "low" in answers["own.protection"].leftover


@pytest.mark.parametrize("field_id", ["problem.statement", "owner.x", "own-x.y", "", "own." + "x" * 80])
def test_field_that_ships_is_no_own_one(field_id):
    assert not is_own(field_id)


def test_own_field_is_known_by_its_id():
    assert is_own("own_it.x")


# ---------------------------------------------------------------- left out


def test_question_that_is_left_out_is_not_asked_and_does_not_count():
    answers = Answers({LEFT_OUT: known(LEFT_OUT, "Complaints by phone")})
    assert LEFT_OUT not in visible_fields(asked(), answers)
    assert LEFT_OUT not in visible_answers(asked(), answers)


def test_question_that_is_left_out_is_not_open():
    section, answers = get_catalogue().sections["problem"], Answers({})
    assert progress(section, answers, asked()).total == progress(section, answers, get_catalogue()).total - 1


def test_question_that_a_release_removed_is_not_missed():
    pack = QuestionPackVersion(key="b", left_out=frozenset({"gone.question"}))
    assert with_pack(get_catalogue(), pack).left_out == frozenset()


# ---------------------------------------------------------------- words, and what must be answered


def reworded(**more):
    wording = {"problem.statement": {"question": "What hurts?", "help": "One line.", "label": "The pain"}}
    return with_pack(get_catalogue(), QuestionPackVersion(key="w", wording=wording, **more))


def test_question_says_what_the_organisation_says():
    question = reworded().questions["problem.statement"]
    assert (question.question, question.help, question.fields[0].label) == ("What hurts?", "One line.", "The pain")


def same(catalogue, other):
    """Two catalogues are told apart by what they are; whether they ask the same is seen in what they hold."""
    return all(getattr(catalogue, part.name) == getattr(other, part.name) for part in fields(catalogue))


def test_words_change_nothing_else():
    ours = get_catalogue()
    words = {"question": ours.questions["problem.statement"].question}
    assert same(with_pack(ours, QuestionPackVersion(key="w", wording={"problem.statement": words})), ours)


def test_words_of_a_question_that_a_release_removed_are_not_missed():
    wording = {"gone.question": {"question": "Gone?"}}
    assert same(with_pack(get_catalogue(), QuestionPackVersion(key="w", wording=wording)), get_catalogue())


@pytest.mark.parametrize(
    ("state", "is_missing"),
    [
        (AnswerState.BLANK, True),
        (AnswerState.UNKNOWN, True),
        (AnswerState.NOT_RELEVANT, False),
        (AnswerState.KNOWN, False),
    ],
)
def test_required_question_waits_for_an_answer(state, is_missing):
    catalogue = with_pack(get_catalogue(), QuestionPackVersion(key="r", required=frozenset({LEFT_OUT})))
    answers = Answers(
        {LEFT_OUT: Answer(field_id=LEFT_OUT, state=state, value="x" if state is AnswerState.KNOWN else None)}
    )
    assert [asked.id for asked in missing_for_decision(catalogue, answers)] == [LEFT_OUT] * is_missing


def test_optional_question_that_is_required_counts_in_the_progress():
    catalogue = with_pack(get_catalogue(), QuestionPackVersion(key="r", required=frozenset({"value.events"})))
    before = progress(get_catalogue().sections["value"], Answers({}), get_catalogue()).total
    assert progress(catalogue.sections["value"], Answers({}), catalogue).total == before + 1


def test_question_that_is_left_out_is_not_required():
    pack = QuestionPackVersion(key="r", required=frozenset({LEFT_OUT}), left_out=frozenset({LEFT_OUT}))
    assert missing_for_decision(with_pack(get_catalogue(), pack), Answers({})) == ()


def test_required_question_of_the_own_section_waits_too():
    catalogue = with_pack(get_catalogue(), replace(PACK, key="o", required=frozenset({"own.protection"})))
    assert [asked.id for asked in missing_for_decision(catalogue, Answers({}))] == ["own.protection"]


# ---------------------------------------------------------------- compared


def test_newer_version_says_what_is_said_otherwise_and_required():
    moved = compare_asked(get_catalogue(), reworded(required=frozenset({LEFT_OUT})), Answers({}))
    assert [question.id for question in moved.changed] == ["problem.statement"]
    assert [question.id for question in moved.required] == [LEFT_OUT]
    assert not moved.added


def test_newer_version_says_what_it_adds_and_drops():
    answers = Answers({LEFT_OUT: known(LEFT_OUT, "Complaints by phone")})
    moved = compare_asked(get_catalogue(), asked(), answers)
    assert [question.ref for question in moved.added] == ["A1", "A2", "B1"]
    assert [question.id for question in moved.dropped] == [LEFT_OUT]
    assert moved.answered == {LEFT_OUT}


def test_newer_version_says_what_it_asks_otherwise():
    other = replace(PACK, key="c", text=SAMPLE.replace("Who in IT security", "Who of IT security"))
    moved = compare_asked(asked(), with_pack(get_catalogue(), other), Answers({}))
    assert [question.id for question in moved.changed] == ["own.security_partner"]
    assert not moved.added
