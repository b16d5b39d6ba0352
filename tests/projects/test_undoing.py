"""Undo and redo, of answers and of scenarios, as two buttons and as lines of the history."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.document_format import MOST_SCENARIOS
from projects.domain.undoing import HistoryStep, NextSteps, next_steps
from projects.models import BASE, Project, ScenarioChange
from projects.saving import save_answer
from projects.scenario_history import MOST_KEPT, recorded

FIELD = "problem.statement"


def steps(*undoes):
    return [HistoryStep(number, of) for number, of in enumerate(undoes, start=1)]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (steps(), NextSteps(None, None)),
        (steps(None, None), NextSteps(2, None)),
        (steps(None, None, 2), NextSteps(1, 3)),
        (steps(None, None, 2, 1), NextSteps(None, 4)),
        (steps(None, None, 2, 1, 4), NextSteps(5, 3)),  # redone: the last redo can be undone again
        (steps(None, None, 2, 1, 4, 3), NextSteps(6, None)),
        (steps(None, None, 2, None), NextSteps(4, None)),  # another change forgets what could be redone
        (steps(None, None, 1), NextSteps(2, 3)),  # an older one undone by hand
    ],
)
def test_what_undo_and_redo_do_next(history, expected):
    assert next_steps(history) == expected


@given(st.lists(st.sampled_from(["change", "undo", "redo"]), max_size=30))
def test_undo_and_redo_walk_as_two_stacks_do(presses):
    history, undoable, redoable, state, value = [], [], [], 0, 0
    for press in presses:
        then = next_steps(history)
        if press == "change":
            undoable.append(state)
            redoable.clear()
            value += 1
            state = value
            history.append(HistoryStep(len(history) + 1))
        elif press == "undo" and undoable:
            redoable.append(state)
            state = undoable.pop()
            history.append(HistoryStep(len(history) + 1, then.undo))
        elif press == "redo" and redoable:
            undoable.append(state)
            state = redoable.pop()
            history.append(HistoryStep(len(history) + 1, then.redo))
    then = next_steps(history)
    assert (then.undo is None, then.redo is None) == (not undoable, not redoable)


# ---------------------------------------------------------------- on the page


def say(project, text):
    workspace = Workspace(project, project.scenarios.get(slug=BASE))
    version = workspace.answers[FIELD].version
    save_answer(
        workspace.scenario, Answer(field_id=FIELD, state=AnswerState.KNOWN, value=text, version=version),
        token=f"t{version}", who="Dana",
    )  # fmt: skip


def text_of(project):
    return Workspace(project, project.scenarios.get(slug=BASE)).answers.value(FIELD)


def url(name, project, *more, scenario=BASE):
    return reverse(f"projects:{name}", args=[project.pk, scenario, *more])


def press(owner, project, name):
    line = owner.get(url("history", project)).context["next"][name]
    view = "take_back_scenario" if "of_scenario" in line else "take_back"
    owner.post(url(view, project, line["change"].sequence))


def test_answers_are_undone_and_redone_step_by_step(owner, project):
    say(project, "First")
    say(project, "Second")
    shown = []
    for name in ("undo", "undo", "redo", "redo", "undo"):
        press(owner, project, name)
        shown.append(text_of(project))
    assert shown == ["First", None, "First", "Second", "First"]


def test_page_names_what_the_buttons_take_back(owner, project):
    say(project, "First")
    markup = owner.get(url("history", project)).content.decode()
    assert "Undo: What goes wrong" in markup
    assert "Redo: " not in markup


@pytest.fixture
def lean(owner, project):
    """A scenario that somebody made on the page."""
    owner.post(url("new_scenario", project), {"name": "Lean team", "summary": ""})
    return project.scenarios.get(slug="lean-team")


def words(owner, project):
    return " ".join(owner.get(url("history", project)).content.decode().split())


def test_making_a_scenario_is_in_the_history_and_can_be_undone(owner, project, lean):
    assert "<b>Lean team</b> <small>created</small>" in words(owner, project)
    press(owner, project, "undo")
    assert not project.scenarios.alive().filter(pk=lean.pk).exists()
    press(owner, project, "redo")
    assert project.scenarios.alive().filter(pk=lean.pk).exists()


def test_renaming_is_undone(owner, project, lean):
    owner.post(url("rename_scenario", project, lean.slug), {"name": "Small team", "summary": "Two people"})
    assert "renamed from “Lean team” to “Small team”" in words(owner, project)
    press(owner, project, "undo")
    lean.refresh_from_db()
    assert (lean.name, lean.summary) == ("Lean team", "")


def test_deleting_is_undone_from_the_page_of_another_scenario(owner, project, lean):
    owner.post(url("delete_scenario", project, lean.slug))
    press(owner, project, "undo")
    lean.refresh_from_db()
    assert lean.deleted_at is None


def test_choosing_as_ours_is_undone(owner, project, lean):
    owner.post(url("choose_scenario", project, lean.slug))
    assert "chosen as ours" in words(owner, project)
    press(owner, project, "undo")
    project.refresh_from_db()
    assert project.ours is None


def test_page_of_a_scenario_that_its_undo_deletes_leads_to_the_base(owner, project, lean):
    made = ScenarioChange.objects.get()
    reply = owner.post(url("take_back_scenario", project, made.sequence, scenario=lean.slug))
    assert reply["Location"] == url("history", project)


def test_older_change_of_a_scenario_is_not_undone_over_a_later_one(owner, project, lean):
    for name in ("Second", "Third"):
        owner.post(url("rename_scenario", project, lean.slug), {"name": name, "summary": ""})
    second = ScenarioChange.objects.order_by("sequence")[1]
    page = owner.post(url("take_back_scenario", project, second.sequence), follow=True)
    assert "was changed again later, so it stays as it is." in page.content.decode()
    lean.refresh_from_db()
    assert lean.name == "Third"


def test_deleted_scenario_does_not_come_back_where_none_fits(owner, project, lean):
    owner.post(url("delete_scenario", project, lean.slug))
    for number in range(MOST_SCENARIOS):
        project.scenarios.create(slug=f"s{number}", name=f"S{number}")
    deleted = ScenarioChange.objects.first()
    page = owner.post(url("take_back_scenario", project, deleted.sequence), follow=True)
    assert "No more scenarios fit." in page.content.decode()


def test_name_that_another_scenario_took_meanwhile_comes_back_with_a_number(owner, project, lean):
    owner.post(url("rename_scenario", project, lean.slug), {"name": "Small team", "summary": ""})
    renamed = ScenarioChange.objects.first()
    project.scenarios.create(slug="other", name="Lean team")
    owner.post(url("take_back_scenario", project, renamed.sequence))
    lean.refresh_from_db()
    assert lean.name == "Lean team (2)"


def test_saving_the_same_name_is_no_change(owner, project, lean):
    owner.post(url("rename_scenario", project, lean.slug), {"name": "Lean team", "summary": ""})
    assert ScenarioChange.objects.count() == 1


def test_answers_and_scenarios_share_one_order(owner, project, lean):
    say(project, "First")
    owner.post(url("rename_scenario", project, lean.slug), {"name": "Small team", "summary": ""})
    shown = [line["change"].sequence for line in owner.get(url("history", project)).context["lines"]]
    assert shown == [3, 2, 1]
    assert Project.objects.get().sequence == 3


def test_no_more_changes_of_scenarios_are_kept_than_the_limit(project, monkeypatch):
    monkeypatch.setattr("projects.scenario_history.MOST_KEPT", 2)
    base = project.scenarios.get()
    for name in "abcd":
        with recorded(base, ""):
            project.scenarios.update(name=name)
    assert [change.after["name"] for change in ScenarioChange.objects.all()] == ["d", "c"]
    assert MOST_KEPT == 500


def test_markup_in_a_name_is_text_in_the_history(owner, project):
    owner.post(url("new_scenario", project), {"name": "<b>x</b>", "summary": ""})
    assert "<b>x</b>" not in owner.get(url("history", project)).content.decode()
