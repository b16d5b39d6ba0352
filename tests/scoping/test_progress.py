import pytest

from projects.domain.answers import Answer, Answers, AnswerState
from scoping.domain.progress import (
    ProgressState,
    asked_sections,
    minutes_for,
    missing_for_verdict,
    progress,
    progress_of_parts,
)


def said(*ids: str, state: AnswerState = AnswerState.KNOWN) -> Answers:
    return Answers({field_id: Answer(field_id=field_id, state=state, value="x") for field_id in ids})


def test_untouched_section_is_to_do(catalogue):
    found = progress(catalogue.sections["problem"], Answers({}), catalogue)
    assert (found.done, found.state, found.minutes_left) == (0, ProgressState.TODO, 66)


def test_question_that_may_come_counts_until_it_is_settled(catalogue):
    section = catalogue.sections["problem"]
    before = progress_of_parts(section, Answers({}), catalogue)["tried"]
    row = {"tried.attempts": Answer(field_id="tried.attempts", state=AnswerState.KNOWN, value=[{"what": "Rules"}])}
    after = progress_of_parts(section, Answers(row), catalogue)["tried"]
    none = {"tried.attempts": Answer(field_id="tried.attempts", state=AnswerState.NOT_RELEVANT)}
    settled = progress_of_parts(section, Answers(none), catalogue)["tried"]
    assert (before.total, after.total, after.done) == (3, 3, 1)
    assert (settled.total, settled.done) == (2, 1)


def test_question_is_done_when_all_its_required_fields_are_said(catalogue):
    section = catalogue.sections["problem"]
    half = progress_of_parts(section, said("why.matters"), catalogue)["why"]
    whole = progress_of_parts(section, said("why.matters", "why.if_nothing"), catalogue)["why"]
    assert (half.done, half.state, whole.done, whole.total) == (0, ProgressState.PART, 1, 3)
    assert whole.minutes_left == pytest.approx(5 * 2 / 3)


def test_not_known_and_not_relevant_count_as_said(catalogue):
    section = catalogue.sections["problem"]
    for state in (AnswerState.UNKNOWN, AnswerState.NOT_RELEVANT):
        answers = said("why.matters", "why.if_nothing", state=state)
        assert progress_of_parts(section, answers, catalogue)["why"].done == 1


def test_question_of_optional_fields_only_does_not_count(catalogue):
    found = progress(catalogue.sections["evaluation"], Answers({}), catalogue)
    assert (found.total, len(catalogue.sections["evaluation"].questions)) == (15, 16)


def test_sample_is_done_where_everything_is_said(catalogue, sample_answers):
    found = progress(catalogue.sections["problem"], sample_answers["base"], catalogue)
    assert (found.done, found.total, found.state, found.minutes_left) == (42, 42, ProgressState.DONE, 0)
    assert progress(catalogue.sections["readiness"], sample_answers["base"], catalogue).state is ProgressState.DONE


def test_grave_finding_makes_a_warning_where_it_belongs(catalogue, sample_answers):
    section = catalogue.sections["problem"]
    parts = progress_of_parts(section, sample_answers["base"], catalogue, flagged={"people.promises"})
    assert [name for name, found in parts.items() if found.state is ProgressState.WARN] == ["people"]
    whole = progress(section, sample_answers["base"], catalogue, flagged={"people.promises"})
    assert whole.state is ProgressState.WARN


def test_untouched_part_gets_no_warning(catalogue):
    found = progress(catalogue.sections["value"], Answers({}), catalogue, flagged={"value.coverage"})
    assert found.state is ProgressState.TODO


def test_key_questions_are_the_quick_ones_and_hard_gates(catalogue, sample_answers):
    assert len(missing_for_verdict(catalogue, Answers({}))) == 33
    assert missing_for_verdict(catalogue, sample_answers["base"]) == ()


def test_question_leaves_the_list_when_it_is_said(catalogue):
    found = [asked.id for asked in missing_for_verdict(catalogue, said("problem.statement", "readiness.12"))]
    assert "problem.statement" not in found
    assert "readiness.12" not in found
    assert len(found) == 31


def minutes_of_key_questions(catalogue, answers):
    return minutes_for([asked.id for asked in missing_for_verdict(catalogue, answers)], catalogue, answers)


def test_key_questions_of_an_empty_project_take_half_an_hour(catalogue):
    assert 20 <= minutes_of_key_questions(catalogue, Answers({})) <= 35


def test_answer_shortens_the_key_questions_by_its_share_of_the_part(catalogue):
    quick = [asked for asked in catalogue.sections["problem"].questions_of("problem") if asked.quick]
    done = said(*(field.id for field in quick[0].fields))
    shorter = minutes_of_key_questions(catalogue, Answers({})) - minutes_of_key_questions(catalogue, done)
    assert shorter == pytest.approx(3 / len(quick))


def test_nothing_is_left_where_nothing_is_missing(catalogue):
    every = said(*catalogue.fields)
    assert (missing_for_verdict(catalogue, every), minutes_of_key_questions(catalogue, every)) == ((), 0)


def test_section_that_asks_nothing_is_none_of_the_project_s(catalogue):
    tuned = Answers(
        {"compute.approach": Answer(field_id="compute.approach", state=AnswerState.KNOWN, value="fine_tune")}
    )
    assert "training" not in asked_sections(catalogue, Answers({}))
    assert "training" in asked_sections(catalogue, tuned)
