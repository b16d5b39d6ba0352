"""Ctrl+Z and Ctrl+Shift+Z: the next of one's own answers, on the page of its scenario."""

import pytest
from django.urls import reverse

from projects.domain.answers import Answer, AnswerState
from projects.models import BASE, Browser, digest
from projects.saving import save_answer

FIELD, OTHER = "problem.statement", "problem.process"


@pytest.fixture
def press(owner, project):
    def pressed(way):
        reply = owner.post(reverse(f"projects:{way}_next", args=[project.pk, BASE]))
        return " ".join(reply.content.decode().split())

    return pressed


def write(base, field_id, text, who="Dana", person=None, version=0):
    content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=text, version=version)
    person = person or (base.project.owner_id if who == "Dana" else None)
    return save_answer(base, content, token=f"{field_id}-{text}", who=who, person=person)


def said(base, field_id):
    row = base.answers.filter(field_id=field_id).first()
    return row and row.value


def test_undo_takes_back_the_last_answer_and_says_which(press, base):
    write(base, FIELD, "Too slow")
    assert "Undone:" in press("undo")
    assert not said(base, FIELD)


def test_redo_brings_it_again(press, base):
    write(base, FIELD, "Too slow")
    press("undo")
    assert "Redone:" in press("redo")
    assert said(base, FIELD) == "Too slow"


def test_what_somebody_else_wrote_is_left_alone(press, base):
    write(base, FIELD, "Too slow")
    write(base, OTHER, "Intake", who="Priya")
    press("undo")
    assert said(base, OTHER) == "Intake"
    assert not said(base, FIELD)


def test_namesake_is_somebody_else(press, base):
    namesake = Browser.objects.create(key_hash=digest("namesake"), name="Dana")
    write(base, OTHER, "Intake", person=namesake.pk)
    press("undo")
    assert said(base, OTHER) == "Intake"


def test_answer_that_was_changed_again_by_somebody_stays(press, base):
    first = write(base, FIELD, "Too slow")
    write(base, FIELD, "Too dear", who="Priya", version=first.answer.version)
    assert "was changed again later" in press("undo")
    assert said(base, FIELD) == "Too dear"


def test_nothing_to_take_back_is_said(press):
    assert "Nothing of yours to undo here." in press("undo")
    assert "Nothing to redo." in press("redo")
