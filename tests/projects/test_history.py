"""The history of a table that is saved again and again stays small, and says and undoes what a whole one would."""

import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.document import dump_project, load_project, written
from projects.domain.answers import Answer, AnswerState
from projects.history import LONGEST_CHAIN, tell, trim
from projects.models import BASE, Change, Scenario
from projects.saving import SaveOutcome, answer_at, save_answer, take_base, undo

FIELD = "team.roles"
MONTHS = {str(month): 50.0 for month in range(1, 25)}


def people(number=0):
    """Return a table of twelve people, 5 kB, in which one cell says which version it is."""
    rows = [{"role": "data_engineer", "name": f"Person {row}", "presence": dict(MONTHS)} for row in range(12)]
    rows[7]["name"] = f"Version {number}"
    rows[9]["presence"]["3"] = float(number)
    return rows


def save(scenario, value, version, field_id=FIELD):
    content = Answer(field_id=field_id, state=AnswerState.KNOWN, value=value, version=version)
    saved = save_answer(scenario, content, token=f"{scenario.slug}-{field_id}-{version}", who="Dana")
    assert saved.result is SaveOutcome.SAVED
    return saved


@pytest.fixture
def edited(base):
    """Fifty saves of the table."""
    for number in range(50):
        save(base, people(number), number)
    return base


def version_of(content):
    return content and int(content["value"][7]["name"].removeprefix("Version "))


def size_of(changes):
    return sum(len(json.dumps(pair)) for pair in changes.values_list("before", "after"))


def test_save_of_a_table_costs_less_than_a_tenth_of_both_texts(edited):
    both_texts = 2 * len(json.dumps(people()))
    assert size_of(Change.objects.all()) / 50 < both_texts / 10


def test_every_twentieth_change_is_whole(edited):
    whole = [change.version for change in Change.objects.order_by("sequence") if "difference" not in change.after]
    assert whole == [1, 2 + LONGEST_CHAIN, 3 + 2 * LONGEST_CHAIN]


def test_each_change_says_what_was_before_and_after(edited):
    told = tell(Change.objects.order_by("-sequence"))
    assert [(version_of(change.before), version_of(change.after)) for change in told] == [
        (number - 1 if number else None, number) for number in reversed(range(50))
    ]


@pytest.mark.parametrize("sequence", [1, 2, 20, 21, 22, 23, 43, 50])
def test_single_change_says_the_same_as_among_others(edited, sequence):
    (told,) = tell(Change.objects.filter(sequence=sequence))
    assert version_of(told.after) == sequence - 1


def test_history_is_told_with_one_more_query_however_long(edited):
    with CaptureQueriesContext(connection) as asked:
        tell(Change.objects.all())
    assert len(asked) == 2


@pytest.mark.parametrize("version", [1, 12, 22, 50])
def test_answer_is_known_as_it_stood_at_each_version(edited, version):
    assert answer_at(edited, FIELD, version).value == people(version - 1)


def test_change_of_a_table_can_be_undone_and_the_undo_too(edited):
    undo(Change.objects.get(sequence=50), token="u", who="Dana")
    assert edited.answers.get().value == people(48)
    undo(Change.objects.get(sequence=51), token="v", who="Dana")
    assert edited.answers.get().value == people(49)


def test_two_scenarios_and_two_fields_do_not_mix(project, base):
    lean = Scenario.objects.create(project=project, slug="lean", name="Lean", position=1)
    for number in range(3):
        save(base, people(number), number)
        save(lean, people(number + 10), number)
        save(base, "x" * 3_000 + str(number), number, "problem.statement")
    assert [version_of(change.after) for change in tell(Change.objects.filter(scenario=lean).order_by("sequence"))] == [
        10,
        11,
        12,
    ]


def test_scenario_that_took_the_base_again_starts_with_a_whole_table(project, base):
    lean = Scenario.objects.create(project=project, slug="lean", name="Lean", position=1)
    save(lean, people(0), 0)
    save(lean, people(1), 1)
    take_base(lean, FIELD, version=2, token="b", who="Dana")
    save(lean, people(2), 3)
    told = tell(Change.objects.order_by("sequence"))
    assert [(version_of(change.before), version_of(change.after)) for change in told] == [
        (None, 0),
        (0, 1),
        (1, None),
        (None, 2),
    ]


def test_page_of_the_history_shows_compact_changes(owner, edited):
    page = owner.get(reverse("projects:history", args=[edited.project_id, BASE])).content.decode()
    assert page.count("<li>") >= 50
    assert "difference" not in page


def test_history_in_a_file_is_whole_there_and_compact_here_again(edited):
    edited.project.refresh_from_db()
    first = dump_project(edited.project, with_history=True)
    assert [version_of(entry["after"]) for entry in first["history"]] == list(range(50))
    made = load_project(written(first), owner=None)
    assert dump_project(made, with_history=True) == first
    assert size_of(made.changes.all()) == size_of(edited.project.changes.all())


def test_first_change_after_an_import_stands_on_its_own(edited):
    edited.project.refresh_from_db()
    made = load_project(written(dump_project(edited.project, with_history=True)), owner=None)
    save(made.scenarios.get(), people(50), 50)
    assert "difference" not in made.changes.get(sequence=51).after


# ---------------------------------------------------------------- oldest first


@pytest.mark.parametrize("most", [1, 5, 28, 29, 30, 49])
def test_trimmed_history_still_tells_its_newest_changes(edited, most):
    project = edited.project
    project.refresh_from_db()
    trim(project, most)
    told = tell(Change.objects.order_by("sequence"))[-most:]
    assert [(version_of(change.before), version_of(change.after)) for change in told] == [
        (number - 1, number) for number in range(50 - most, 50)
    ]
    assert Change.objects.count() <= most + LONGEST_CHAIN + 2


def test_trimming_deletes_the_oldest_and_no_answer(project, base):
    for number in range(10):
        save(base, f"{number}", number, "problem.statement")
    project.refresh_from_db()
    trim(project, 4)
    assert list(Change.objects.order_by("sequence").values_list("sequence", flat=True)) == [7, 8, 9, 10]
    assert base.answers.get().value == "9"


def test_trimming_leaves_other_projects_alone(edited, sample):
    save(sample.scenarios.get(slug=BASE), "New", 1, "problem.statement")
    edited.project.refresh_from_db()
    trim(edited.project, 1)
    assert sample.changes.count() == 1


def test_page_that_saw_a_trimmed_version_gets_a_conflict(edited):
    edited.project.refresh_from_db()
    trim(edited.project, 1)
    stale = Answer(field_id=FIELD, state=AnswerState.KNOWN, value=people(99), version=3)
    assert save_answer(edited, replace(stale), token="x", who="").result is SaveOutcome.CONFLICT
