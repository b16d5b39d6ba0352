import pytest

from projects.domain.answers import Answer, AnswerState
from projects.models import Change
from projects.saving import SaveOutcome, answer_at, save_answer, undo

FIELD = "problem.statement"


def known(text, version=0):
    return Answer(field_id=FIELD, state=AnswerState.KNOWN, value=text, version=version)


def save(base, text, version=0, token="t1"):
    return save_answer(base, known(text, version), token=token, who="Dana")


def test_first_answer_is_stored_with_version_and_history(base):
    saved = save(base, "Mail goes astray.")
    assert (saved.result, saved.answer.version, saved.sequence) == (SaveOutcome.SAVED, 1, 1)
    change = Change.objects.get()
    assert (change.before, change.after, change.who) == (None, {"state": "known", "value": "Mail goes astray."}, "Dana")


def test_same_request_twice_is_stored_once_and_answered_alike(base):
    first = save(base, "Once")
    again = save(base, "Once")
    assert (again.result, again.sequence, again.answer.content) == (first.result, first.sequence, first.answer.content)
    assert Change.objects.count() == 1


def test_same_request_after_somebody_else_s_change_is_a_conflict(base):
    """Its reply was lost; meanwhile somebody else wrote. "Saved" would hide their text behind the sender's."""
    save(base, "Mine")
    save(base, "Theirs", version=1, token="t2")
    again = save(base, "Mine")
    assert (again.result, again.answer.value) == (SaveOutcome.CONFLICT, "Theirs")
    assert Change.objects.count() == 2


def test_stale_answer_is_a_conflict_and_stores_nothing(base):
    save(base, "First")
    save(base, "Second", version=1, token="t2")
    stale = save(base, "Third", version=1, token="t3")
    assert (stale.result, stale.answer.value) == (SaveOutcome.CONFLICT, "Second")
    assert Change.objects.count() == 2


def test_same_text_from_a_stale_page_is_no_conflict(base):
    save(base, "First")
    assert save(base, "First", version=0, token="t2").result is SaveOutcome.SAME


def test_undo_puts_back_what_stood_before(base):
    save(base, "First")
    save(base, "Second", version=1, token="t2")
    undone = undo(Change.objects.get(sequence=2), token="u", who="Dana")
    assert (undone.result, undone.answer.value, undone.answer.version) == (SaveOutcome.SAVED, "First", 3)


def test_undo_can_be_undone(base):
    save(base, "First")
    save(base, "Second", version=1, token="t2")
    undo(Change.objects.get(sequence=2), token="u2", who="")
    assert undo(Change.objects.get(sequence=3), token="u3", who="").answer.value == "Second"


def test_undo_of_an_answer_changed_later_is_a_conflict(base):
    save(base, "First")
    save(base, "Second", version=1, token="t2")
    assert undo(Change.objects.get(sequence=1), token="u", who="").result is SaveOutcome.CONFLICT


def test_undo_of_the_first_answer_makes_it_blank(base):
    save(base, "First")
    assert undo(Change.objects.get(), token="u", who="").answer.state is AnswerState.BLANK


def test_earlier_version_can_be_read(base):
    save(base, "First")
    save(base, "Second", version=1, token="t2")
    assert answer_at(base, FIELD, 1).value == "First"
    assert answer_at(base, FIELD, 0).state is AnswerState.BLANK


def test_sequence_has_no_gap_after_a_conflict(base):
    save(base, "First")
    save(base, "Late", version=0, token="t2")
    save(base, "Second", version=1, token="t3")
    assert list(Change.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2]


def test_answer_equal_to_the_base_makes_no_overlay(sample):
    api = sample.scenarios.get(slug="api")
    shown = sample.scenarios.get(slug="base").answers.get(field_id=FIELD).to_answer(inherited=True)
    assert save_answer(api, shown, token="t", who="").result is SaveOutcome.SAME
    assert not api.answers.filter(field_id=FIELD).exists()


@pytest.mark.parametrize("state", [AnswerState.UNKNOWN, AnswerState.NOT_RELEVANT])
def test_state_without_value_is_stored(base, state):
    saved = save_answer(base, Answer(field_id=FIELD, state=state, note="why"), token="t", who="")
    assert (saved.answer.state, saved.answer.note) == (state, "why")
