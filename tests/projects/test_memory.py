"""What is remembered of results: by the state of a project, and by the answers that were looked at."""

from dataclasses import dataclass, field

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.answers import Answer, Answers, AnswerState, NotedAnswers
from projects.memory import RememberedBriefly, RememberedByReading, RememberedForThese


@dataclass
class Place:
    """As much of a workspace as is asked."""

    visible_answers: Answers
    basis: tuple[object, ...] = ()
    state: tuple[object, ...] = field(default=(), repr=False)


def said(**values):
    return Answers({key: Answer(field_id=key, state=AnswerState.KNOWN, value=value) for key, value in values.items()})


@pytest.fixture
def runs():
    return []


@pytest.fixture
def doubled(runs):
    """Twice the answer to `a`, or `c` where `a` is 0."""

    def work_out(_place, answers):
        runs.append(1)
        return 2 * (answers.value("a") or answers.value("c") or 0)

    return RememberedByReading(work_out)


def test_answer_that_was_not_looked_at_changes_nothing(doubled, runs):
    assert [doubled(Place(said(a=1, b=number))) for number in range(3)] == [2, 2, 2]
    assert len(runs) == 1


def test_answer_that_was_looked_at_is_worked_out_anew(doubled, runs):
    assert [doubled(Place(said(a=number))) for number in (1, 2, 1)] == [2, 4, 2]
    assert len(runs) == 2


def test_answer_that_comes_later_counts(doubled):
    assert [doubled(Place(said())), doubled(Place(said(c=5)))] == [0, 10]


def test_what_else_results_depend_on_is_told_apart(doubled, runs):
    doubled(Place(said(a=1), basis=("USD",)))
    doubled(Place(said(a=1), basis=("EUR",)))
    assert len(runs) == 2


def test_forgotten_results_are_worked_out_anew(doubled, runs):
    doubled(Place(said(a=1)))
    doubled.forget()
    doubled(Place(said(a=1)))
    assert len(runs) == 2


def test_whoever_lists_all_answers_depends_on_each(runs):
    listed = RememberedByReading(lambda _place, answers: runs.append(1) or sorted(answers))
    assert [listed(Place(said(a=1))), listed(Place(said(a=1, b=2)))] == [["a"], ["a", "b"]]


@pytest.mark.parametrize("late", [lambda answers: answers["b"], list, len, lambda answers: answers.state("b")])
def test_what_is_looked_at_too_late_is_refused(late):
    noted = NotedAnswers(said(a=1, b=2))
    noted.value("a")
    noted.close()
    assert noted.value("a") == 1
    with pytest.raises(LookupError):
        late(noted)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 2)), max_size=12))
def test_remembered_is_what_would_be_worked_out(answers):
    def work_out(_place, given):
        return given.value("b") if given.value("a") == 1 else given.state("c")

    remembered = RememberedByReading(work_out)
    for values in answers:
        assert remembered(Place(said(**values))) == work_out(None, said(**values))


def test_result_of_another_room_counts_as_far_as_it_is_the_very_same(runs):
    remembered = RememberedByReading(lambda _place, answers, team: runs.append(1) or (answers.value("a"), team))
    team, other = ["Ada"], ["Ada"]
    assert [remembered(Place(said(a=1, b=b)), each)[1] is each for b, each in enumerate((team, team, other))] == [
        True
    ] * 3
    assert len(runs) == 2


def test_same_things_give_what_they_gave(runs):
    remembered = RememberedForThese(lambda given, word: runs.append(1) or [*given, word])
    given, word = [1], "a"
    assert remembered(given, word) is remembered(given, word)
    assert remembered([1], word) == [1, "a"]
    assert len(runs) == 2


def test_same_things_are_said_anew_in_another_language():
    remembered = RememberedForThese(lambda _given: translation.get_language())
    given = [1]
    said = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            said.append(remembered(given))
    assert said == ["en", "de", "en"]


def test_only_so_many_things_are_remembered(runs):
    remembered = RememberedForThese(lambda given: runs.append(1) or given, most=2)
    first, second, third = [1], [2], [3]
    for things in (first, second, third, first):
        remembered(things)
    assert len(runs) == 4


def test_of_what_is_heavy_only_the_last_few_are_remembered(runs):
    remembered = RememberedBriefly(lambda place: runs.append(place.state) or place.state)
    states = [*range(remembered.most + 1), remembered.most, 0]
    for number in states:
        remembered(Place(said(), state=(number,)))
    assert runs == [(number,) for number in [*range(remembered.most + 1), 0]]
