"""What programs write goes the way of the pages: the same reader, the same conflicts, the same limits."""

import json

import pytest

from projects.access import Workspace
from projects.document import sample_document
from projects.domain.rights import Right
from projects.models import Change, Project
from tests.api.test_reading import member_of


def change(program, project, *answers, sequence=None, scenario="base"):
    body = {"sequence": project.sequence if sequence is None else sequence, "answers": list(answers)}
    return program.ask(f"projects/{project.pk}/scenarios/{scenario}/answers", "patch", json.dumps(body))


def answer_of(project, field_id, scenario="base"):
    return Workspace(project, project.scenarios.get(slug=scenario)).answers[field_id]


def test_answers_are_read_as_people_type_them_and_named_in_the_history(writer, project):
    field = "problem.statement"
    reply = change(writer, project, {"field": field, "value": "Reading meters", "note": "asked on Monday"})
    assert reply.status_code == 200, reply.content
    assert (reply.json()["sequence"], answer_of(project, field).value) == (1, "Reading meters")
    assert Change.objects.get().who == "Dana · Monthly report"


def test_range_is_read_as_on_the_page(writer, project, ranged):
    assert change(writer, project, {"field": ranged, "value": "6 to 12"}).status_code == 200
    assert {"low": 6, "high": 12}.items() <= answer_of(project, ranged).value.items()


@pytest.fixture
def ranged():
    """A field of a plain number that is answered by a range."""
    from projects.catalogue import get_catalogue
    from projects.domain.fields import FieldType

    fields = get_catalogue().fields.values()
    return next(one.id for one in fields if one.type is FieldType.RANGE and one.unit != "%" and one.maximum is None)


def test_token_that_may_only_read_writes_nothing(reader, project):
    assert change(reader, project, {"field": "problem.statement", "value": "x"}).status_code == 403
    assert reader.ask("projects", "post", sample_document()).status_code == 403
    assert Project.objects.count() == 1
    assert not Change.objects.exists()


def test_all_that_cannot_be_read_is_named_and_nothing_is_stored(writer, project, ranged):
    reply = change(
        writer, project, {"field": "problem.statement", "value": "fine"}, {"field": "no.such", "value": 1},
        {"field": ranged, "value": "many"}, {"field": "problem.statement", "state": "sure"},
    )  # fmt: skip
    places = [one["place"] for one in reply.json()["problems"]]
    assert (reply.status_code, places) == (
        422,
        ["answers[1].field", "answers[2].value", "answers[3].state", "answers[3]"],
    )
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"sequence": -1, "answers": 3}', "[" * 90_000, '{"answers":[{"field":7}]}']
)
def test_body_that_makes_no_sense_is_refused_in_words(body, writer, project):
    reply = writer.ask(f"projects/{project.pk}/scenarios/base/answers", "patch", body)
    assert reply.status_code in {400, 422}
    assert reply["Content-Type"] == "application/problem+json"


def test_change_over_a_newer_one_is_a_conflict_with_both_texts(writer, project):
    change(writer, project, {"field": "problem.statement", "value": "First"})
    mine = [{"field": "problem.statement", "value": "Mine"}, {"field": "problem.out_of_scope", "value": "Also"}]
    reply = change(writer, project, *mine, sequence=0)
    (conflict,) = reply.json()["conflicts"]
    assert (reply.status_code, conflict["yours"]["text"], conflict["now"]["text"]) == (409, "Mine", "First")
    assert Change.objects.count() == 1


def test_same_request_again_changes_nothing(writer, project):
    told = {"field": "problem.statement", "value": "Once"}
    replies = [change(writer, project, told, sequence=0).status_code for _turn in range(2)]
    assert (replies, Change.objects.count()) == ([200, 200], 1)


def test_base_that_moved_below_a_scenario_is_a_conflict(writer, sample):
    before = sample.sequence
    assert change(writer, sample, {"field": "problem.statement", "value": "New base"}).status_code == 200
    reply = change(writer, sample, {"field": "problem.statement", "value": "Mine"}, sequence=before, scenario="api")
    assert reply.status_code == 409


def test_sequence_ahead_of_the_project_is_refused(writer, project):
    assert change(writer, project, {"field": "problem.statement", "value": "x"}, sequence=9).status_code == 422


def test_member_changes_what_a_member_may(sample):
    told = {"field": "problem.statement", "value": "Changed"}
    asked = {kind: member_of(sample, may_write=True, **fields) for kind, fields in {
        "viewer": {"right": Right.VIEW}, "other section": {"right": Right.EDIT, "parts": ["team"]},
        "editor": {"right": Right.EDIT},
    }.items()}  # fmt: skip
    assert {kind: change(program, sample, told).status_code for kind, program in asked.items()} == {
        "viewer": 403, "other section": 403, "editor": 200,
    }  # fmt: skip


# ---------------------------------------------------------------- documents


def test_document_becomes_a_project_of_the_person(writer, browser_row):
    reply = writer.ask("projects", "post", sample_document())
    assert reply.status_code == 201
    assert Project.objects.get(pk=reply.json()["id"]).owner == browser_row


def test_document_with_parts_that_cannot_be_read_names_all_of_them(writer):
    document = json.loads(sample_document())
    document["answers"] = [{"field": "problem.statement", "value": 7, "state": "known"}, {"state": "maybe"}, "<script>"]
    reply = writer.ask("projects", "post", json.dumps(document))
    told = reply.json()
    assert (reply.status_code, told["count"]) == (422, len(told["problems"]))
    assert {"answers[0].value", "answers[2]"} <= {one["place"] for one in told["problems"]}
    assert not Project.objects.exists()
    assert writer.ask("projects?leave_out=true", "post", json.dumps(document)).status_code == 201


@pytest.mark.parametrize(
    ("body", "status"),
    [("<html>", 422), ("{}", 422), (b"\xff\xfe", 422), ("1" * 4_100_000, 413), ("1" * 5_100_000, 413)],
)
def test_hostile_document_is_refused_in_words(body, status, writer):
    reply = writer.ask("projects", "post", body)
    assert (reply.status_code, reply["Content-Type"]) == (status, "application/problem+json")
    assert not Project.objects.exists()


def test_quotas_hold_in_words(writer, project, settings):
    settings.MOST_NEW_PROJECTS_PER_HOUR = 0
    often = writer.ask("projects", "post", sample_document())
    settings.MOST_PROJECTS = 1
    full = writer.ask("projects", "post", sample_document())
    assert (often.status_code, full.status_code) == (429, 413)
    assert "Try again in" in often.json()["detail"]


# ---------------------------------------------------------------- scenarios and versions


def test_scenario_and_version_are_made(writer, project):
    made = writer.ask(f"projects/{project.pk}/scenarios", "post", json.dumps({"name": "Lean", "approach": "api"}))
    kept = writer.ask(f"projects/{project.pk}/versions", "post", json.dumps({"name": "Board paper"}))
    assert (made.status_code, kept.status_code) == (201, 201)
    assert answer_of(project, "compute.approach", made.json()["id"]).value == "api"
    assert project.snapshots.get().name == "Board paper"
    again = writer.ask(f"projects/{project.pk}/scenarios", "post", json.dumps({"name": "lean"}))
    assert (again.status_code, again.json()["problems"][0]["place"]) == (422, "name")
