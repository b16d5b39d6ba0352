"""Which questions a page folds to a line: those that are answered and need nobody."""

import pytest

from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.models import Answer
from projects.pages import ask, save_page


def store(project, field_id, state=AnswerState.KNOWN, value=None):
    Answer.objects.create(
        scenario=project.scenarios.get(slug="base"), field_id=field_id, state=state, value=value, version=1
    )


def question(project, field_id):
    workspace = Workspace(project, project.scenarios.get(slug="base"))
    return ask(workspace, [workspace.catalogue.questions[field_id]])[0]


def test_question_that_nobody_answered_stays_open(project):
    assert not question(project, "why.lasts").is_done


def test_question_with_one_part_missing_stays_open(project):
    store(project, "why.now", value="contract")
    assert not question(project, "why.lasts").is_done


def test_question_whose_parts_are_all_answered_is_folded_although_an_optional_one_is_blank(project):
    store(project, "why.now", value="contract")
    store(project, "why.lasts", value="years")
    asked = question(project, "why.lasts")
    assert any(field.form.definition.optional for field in asked.fields)
    assert asked.is_done


@pytest.mark.parametrize("state", [AnswerState.UNKNOWN, AnswerState.NOT_RELEVANT])
def test_what_is_not_known_or_does_not_matter_is_an_answer(project, state):
    store(project, "why.volume", state)
    assert question(project, "why.volume").is_done


def test_answer_that_no_longer_fits_keeps_its_question_open(project):
    store(project, "why.volume", value="plenty")
    assert not question(project, "why.volume").is_done


def test_answer_that_could_not_be_read_keeps_its_question_open(project):
    store(project, "why.volume", value={"low": 1.0, "likely": 2.0, "high": 3.0})
    workspace = Workspace(project, project.scenarios.get(slug="base"))
    asked = [workspace.catalogue.questions["why.volume"]]
    page = save_page(workspace, asked, {"why-volume-value": "12k to", "why-volume-version": "1"})
    assert not page[0].is_done
