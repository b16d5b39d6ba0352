"""What rooms know of a field reaches its form: names to choose from, what a name brings, what is assumed meanwhile."""

import pytest
from django.urls import reverse

from projects import suggestions
from projects.catalogue import get_catalogue
from projects.suggestions import Assumed, TakenOver


class Room:
    def names(self, field_id):
        return ("One", "Two “&” three") if field_id == "problem.process_step" else ()

    def taken_over(self, workspace, field_id, name):
        return TakenOver(text=f"all of {name}") if field_id == "problem.process_step" else None

    def proposed(self, workspace, field_id):
        return None

    def problem(self, workspace, field_id):
        return "Too small." if field_id == "problem.process_step" else ""

    def assumed(self, workspace, field_id):
        return Assumed(value="One", source="the room") if field_id == "problem.process_step" else None


@pytest.fixture
def room(monkeypatch):
    monkeypatch.setattr(suggestions, "ROOMS", [Room()])


def url(project, field_id="problem.process_step"):
    return reverse("projects:answer", args=[project.pk, "base", field_id])


def test_names_stand_in_a_list_of_the_browsers_own(owner, project, room):
    page = owner.get(url(project)).content.decode()
    assert 'list="problem-process_step-value-names"' in page
    assert '<datalist id="problem-process_step-value-names">' in page
    assert '<option value="Two “&amp;” three">' in page


def test_other_fields_have_no_list(owner, project, room):
    assert "datalist" not in owner.get(url(project, "why.now_detail")).content.decode()


def test_chosen_name_says_what_it_brings(owner, project, room):
    sent = {"problem-process_step-value": "Two", "problem-process_step-version": 0, "problem-process_step-token": "t"}
    page = owner.post(url(project), sent).content.decode()
    assert "Also fills in:" in page
    assert "all of Two" in page


def test_blank_answer_says_what_is_assumed_meanwhile(owner, project, room):
    page = owner.get(url(project)).content.decode()
    assert "Until you answer, we assume" in page
    assert "the room" in page


def test_what_is_wrong_with_an_answer_stands_beside_it(owner, project, room):
    sent = {"problem-process_step-value": "Two", "problem-process_step-version": 0, "problem-process_step-token": "t"}
    page = owner.post(url(project), sent).content.decode()
    assert 'class="error"' in page
    assert "Too small." in page


def test_default_stands_in_where_no_room_knows_better(room):
    field = get_catalogue().fields["value.discount_rate"]
    assert suggestions.assumed(None, field).value == field.default
