"""What programs write goes the way of the pages: the same reader, the same conflicts, the same limits."""

import json

import pytest

from projects.access import Workspace, open_as
from projects.checking import Seen, set_check
from projects.document import sample_document
from projects.domain.rights import Right
from projects.models import AuditEntry, Change, Project
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
    return next(
        field.id for field in fields if field.type is FieldType.RANGE and field.unit != "%" and field.maximum is None
    )


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
    places = [problem["place"] for problem in reply.json()["problems"]]
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
    assert {"answers[0].value", "answers[2]"} <= {problem["place"] for problem in told["problems"]}
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


def send(program, path, **body):
    return program.ask(path, "post", json.dumps(body))


def decide(program, project, **more):
    told = {"outcome": "pilot", "decided_by": "Ines Roth", "decided_on": "2026-11-01", "sequence": project.sequence}
    return send(program, f"projects/{project.pk}/scenarios/base/decisions", **(told | more))


def test_decision_is_recorded_with_the_version_it_stands_on(writer, sample):
    reply = decide(writer, sample, words="With two conditions.")
    assert reply.status_code == 201, reply.content
    made = sample.decisions.get()
    assert (made.outcome, made.decided_by, made.words) == ("pilot", "Ines Roth", "With two conditions.")
    assert reply.json()["version"] == made.snapshot_id
    assert made.snapshot.person_id == sample.owner_id


def test_decision_over_answers_that_nobody_saw_is_a_conflict(writer, sample):
    assert decide(writer, sample, sequence=sample.sequence + 1).status_code == 409
    assert not sample.decisions.exists()


@pytest.mark.parametrize("wrong", [{"outcome": "perhaps"}, {"decided_on": "2999-01-01"}, {"decided_by": "  "}])
def test_decision_that_the_page_would_refuse_is_refused_in_its_words(writer, sample, wrong):
    reply = decide(writer, sample, **wrong)
    assert (reply.status_code, reply.json()["problems"][0]["place"]) == (422, next(iter(wrong)))


def test_only_the_owner_records_a_decision_and_deletes(sample):
    editor = member_of(sample, may_write=True, right=Right.EDIT)
    assert decide(editor, sample).status_code == 404
    assert editor.ask(f"projects/{sample.pk}", "delete").status_code == 404


def comment(program, project, **more):
    told = {"kind": "question", "about": "problem.statement", "text": "Counted where?"}
    return send(program, f"projects/{project.pk}/scenarios/base/comments", **(told | more))


def test_comment_begins_a_thread_which_the_list_shows(writer, project):
    made = comment(writer, project)
    assert made.status_code == 201, made.content
    assert [said["text"] for said in made.json()["comments"]] == ["Counted where?"]
    assert writer.ask(f"projects/{project.pk}/comments").json() == [made.json()]


@pytest.mark.parametrize("wrong", [{"about": "problem.nothing"}, {"kind": "figure", "about": "x"}])
def test_comment_on_nothing_is_refused(writer, project, wrong):
    assert comment(writer, project, **wrong).status_code == 404
    assert not project.threads.exists()


def test_comment_without_words_is_refused(writer, project):
    assert comment(writer, project, text=" ").status_code == 422


def test_viewer_comments_nothing(project):
    assert comment(member_of(project, may_write=True, right=Right.VIEW), project).status_code == 404


def test_change_is_undone_once_and_a_later_one_is_a_conflict(writer, project):
    for sequence, text in enumerate(("One", "Two")):
        change(writer, project, {"field": "problem.statement", "value": text}, sequence=sequence)
    undo = f"projects/{project.pk}/changes/{{}}/undo"
    assert writer.ask(undo.format(1), "post").status_code == 409
    for _time in range(2):
        reply = writer.ask(undo.format(2), "post")
        assert (reply.status_code, reply.json()["value"]) == (200, "One")
    assert Change.objects.count() == 3
    assert Change.objects.first().person_id == project.owner_id
    assert writer.ask(undo.format(99), "post").status_code == 404


def test_deleted_project_lies_in_the_bin_and_the_log_says_who(writer, project):
    assert writer.ask(f"projects/{project.pk}", "delete").status_code == 204
    project.refresh_from_db()
    assert project.deleted_at is not None
    assert writer.ask(f"projects/{project.pk}").status_code == 404
    assert AuditEntry.objects.get(kind="deleted").about == project.name


def test_token_that_may_only_read_neither_deletes_nor_undoes(reader, project):
    assert reader.ask(f"projects/{project.pk}", "delete").status_code == 403
    assert reader.ask(f"projects/{project.pk}/changes/1/undo", "post").status_code == 403


def test_answer_says_who_checked_it(writer, project):
    change(writer, project, {"field": "problem.statement", "value": "x"})
    member_of(project, may_write=True, right=Right.COMMENT)
    mate = open_as(project.members.get().browser, project.pk)
    set_check(mate, "problem.statement", Seen(1, 0), is_checked=True)
    (answer,) = writer.ask(f"projects/{project.pk}/scenarios/base/answers").json()["answers"]
    assert answer["checked_by"] == project.members.get().name
    assert answer["checked_at"]
