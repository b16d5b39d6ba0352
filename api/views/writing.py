"""Operations that write. Each asks the same right as the page that does the same, and a token that may write."""

import json
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Status

from api import schemas
from api.auth import WritingToken, open_anything, open_workspace, token_of
from api.changing import AheadOfProject, Clash, save_changes
from api.domain.sent import BODY, MOST_ANSWERS, read_changes
from api.problems import Refused
from api.told import tell_answer, tell_decision, tell_scenario, tell_thread, tell_version, tell_whole_project
from api.views.routes import router
from decisions.recording import AnotherDecision, StaleProject, newest_of, record_decision
from decisions.views.decision import record_form, told_by
from projects import auditing
from projects.access import COMMENTER, EDITOR, OWNER, Workspace, open_change
from projects.document import UnreadableParts, load_project
from projects.domain.answers import Answer
from projects.domain.document import TOO_LARGE, BrokenDocument
from projects.domain.document_format import FORMAT, LARGEST_SEQUENCE, MOST_SCENARIOS, VERSION
from projects.domain.ranges import NumberStyle
from projects.domain.rights import Need, Right
from projects.domain.shapes import DocumentProblem
from projects.domain.text import gettext_noop
from projects.domain.topics import Topic, TopicKind
from projects.forms import NewScenarioForm, SmallForm, say
from projects.models import BASE, new_secret
from projects.saving import BY_PROGRAM, SaveOutcome, undo
from projects.scenario_history import TooManyScenarios
from projects.scenarios import APPROACH, make_scenario, starting_answers
from projects.threads import may_discuss, start_thread
from projects.versions import take_snapshot
from projects.wording import say_notes
from reports.discussing import SaidTopic
from reports.forms import CommentForm, KeepVersionForm

WRITER = WritingToken()


def _body(schema: dict[str, Any], example: Any) -> dict[str, Any]:
    """Return what the description says of a body that we read ourselves."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}}


# ---------------------------------------------------------------- a project from its file


DOCUMENT = {
    "type": "object",
    "description": "A project file; GET /document-schema has its whole format.",
    "required": ["format", "format_version", "project"],
    "properties": {
        "format": {"const": FORMAT},
        "format_version": {"type": "integer", "minimum": 1, "maximum": VERSION},
        "project": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    },
}
EXAMPLE = {"format": FORMAT, "format_version": VERSION, "project": {"name": "Sort claims"}, "answers": []}


@router.post(
    "/projects",
    auth=WRITER,
    response={201: schemas.CreatedProject},
    openapi_extra=_body(DOCUMENT, EXAMPLE),
    summary=gettext_noop("Create a project from a file"),
)
def create_project(request: HttpRequest, leave_out: bool = False) -> Status[dict[str, Any]]:
    """Where parts of it cannot be read, nothing is stored and all of them are named; `leave_out` stores the rest."""
    try:
        project = load_project(request.body, owner=token_of(request).person, leave_out=leave_out, keeps_checks=True)
    except UnreadableParts as parts:
        raise _unreadable(parts.document.problems, parts.document.problem_count) from None
    except BrokenDocument as broken:
        raise Refused(413 if broken.message == TOO_LARGE else 422, say(broken)) from None
    told = tell_whole_project(open_workspace(request, project.pk))
    return Status(201, told | {"notes": say_notes(project)})


def _unreadable(problems: Any, count: int) -> Refused:
    words = _("Some of what was sent cannot be read. Nothing was changed.")
    return Refused(422, words, count=count, problems=[_tell_problem(problem) for problem in problems])


def _tell_problem(problem: DocumentProblem) -> dict[str, str]:
    return {"place": problem.place, "message": say(problem.problem), "text": problem.text}


# ---------------------------------------------------------------- answers


@router.patch(
    "/projects/{uuid:project_id}/scenarios/{slug:scenario}/answers",
    auth=WRITER,
    response=schemas.Answers,
    openapi_extra=_body(
        {
            "type": "object",
            "required": list(BODY.required),
            "properties": {
                "sequence": {"type": "integer", "minimum": 0},
                "answers": {
                    "type": "array",
                    "maxItems": MOST_ANSWERS,
                    "items": {"type": "object", "required": ["field"]},
                },
            },
        },
        {"sequence": 12, "answers": [{"field": "value.cases", "value": "30k to 50k"}]},
    ),
    summary=gettext_noop("Change answers"),
)
def change_answers(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> dict[str, Any]:
    """All or none. Send the `sequence` that the answers were read with: what changed since is a conflict (409).

    Numbers, ranges and days may be text as people type it, such as "6 to 12".
    """
    workspace = open_anything(request, project_id, scenario)
    reading = NumberStyle(currency=workspace.project.currency)  # a program writes 1.5, whatever the reader's language
    changes, problems = read_changes(_json(request), workspace.catalogue.fields, reading)
    if problems.count:
        raise _unreadable(problems.listed, problems.count)
    _refuse_others(workspace, changes.answers)
    token = token_of(request)
    who = BY_PROGRAM.join(part for part in (workspace.who, token.name) if part)[:120]
    try:
        saved = save_changes(workspace, changes, who=who, person=workspace.person_id)
    except AheadOfProject:
        raise Refused(422, _("The project has not reached this sequence. Read its answers again.")) from None
    except Clash as clash:
        words = _("Somebody changed this in the meantime. Nothing was stored: read it again, then decide.")
        raise Refused(409, words, conflicts=[_tell_clash(workspace, *pair) for pair in clash.pairs]) from None
    workspace.project.refresh_from_db(fields=["sequence"])
    fields = workspace.catalogue.fields
    place = {"project": project_id, "scenario": scenario, "sequence": workspace.project.sequence}
    return place | {"answers": [tell_answer(workspace, answer, fields[answer.field_id]) for answer in saved]}


def _json(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(400, _("This is not JSON.")) from None


def _refuse_others(workspace: Workspace, answers: tuple[Answer, ...]) -> None:
    """Refuse answers that the person may not change, as their pages do."""
    sections, grant = workspace.catalogue.section_of, workspace.grant
    shut = [
        answer.field_id
        for answer in answers
        if not grant.meets(Need(Right.EDIT, sections[answer.field_id].id), reads=False)
    ]
    if shut:
        raise Refused(403, _("You may not change: %(fields)s.") % {"fields": ", ".join(shut)})


def _tell_clash(workspace: Workspace, sent: Answer, stands: Answer) -> dict[str, Any]:
    field = workspace.catalogue.fields[sent.field_id]
    told = {name: tell_answer(workspace, answer, field) for name, answer in (("yours", sent), ("now", stands))}
    return {"field": field.id, "label": _(field.label)} | {
        name: {key: told_answer[key] for key in ("state", "value", "text", "note")}
        for name, told_answer in told.items()
    }


# ---------------------------------------------------------------- scenarios and versions


@router.post(
    "/projects/{uuid:project_id}/scenarios",
    auth=WRITER,
    response={201: schemas.ShownScenario},
    summary=gettext_noop("Make a scenario"),
)
def create_scenario(request: HttpRequest, project_id: uuid.UUID, sent: schemas.NewScenario) -> Status[dict[str, Any]]:
    """With an approach it starts with what that means, as on the page."""
    workspace = open_workspace(request, project_id, BASE, EDITOR)
    field = workspace.catalogue.fields.get(APPROACH)
    form = NewScenarioForm(sent.dict(), others=workspace.scenarios, choices=field.choices if field else ())
    _check(form)
    answers = starting_answers(workspace, form.cleaned_data["approach"])
    try:
        made = make_scenario(workspace.project, answers=answers, **workspace.author, **form.to_fields())
    except TooManyScenarios:
        words = _("A project holds %(count)s scenarios beside its base. Delete one first.")
        raise Refused(413, words % {"count": MOST_SCENARIOS}) from None
    return Status(201, tell_scenario(workspace.project, made))


@router.post(
    "/projects/{uuid:project_id}/versions",
    auth=WRITER,
    response={201: schemas.ShownVersion},
    summary=gettext_noop("Keep a version"),
)
def create_version(request: HttpRequest, project_id: uuid.UUID, sent: schemas.NewVersion) -> Status[dict[str, Any]]:
    workspace = open_workspace(request, project_id)
    form = KeepVersionForm(sent.dict())
    _check(form)
    return Status(201, tell_version(take_snapshot(workspace, form.to_named())))


# ---------------------------------------------------------------- decisions, comments, undo, delete


@router.post(
    "/projects/{uuid:project_id}/scenarios/{slug:scenario}/decisions",
    auth=WRITER,
    response={201: schemas.ShownDecision},
    summary=gettext_noop("Record a decision"),
)
def create_decision(
    request: HttpRequest, project_id: uuid.UUID, scenario: str, sent: schemas.NewDecision
) -> Status[dict[str, Any]]:
    """The whole project is kept as a version. Answers that changed since `sequence` are a conflict (409)."""
    workspace = open_workspace(request, project_id, scenario, OWNER)
    seen = {"token": new_secret(), "newest": newest_of(workspace.project)}
    form = record_form(workspace, sent.dict() | seen)
    _check(form)
    try:
        made = record_decision(workspace, told_by(workspace, form))
    except (StaleProject, AnotherDecision):
        words = _("Somebody changed this in the meantime. Nothing was stored: read it again, then decide.")
        raise Refused(409, words) from None
    return Status(201, tell_decision(made))


@router.post(
    "/projects/{uuid:project_id}/scenarios/{slug:scenario}/comments",
    auth=WRITER,
    response={201: schemas.ShownThread},
    summary=gettext_noop("Write a comment"),
)
def create_comment(
    request: HttpRequest, project_id: uuid.UUID, scenario: str, sent: schemas.NewComment
) -> Status[dict[str, Any]]:
    """It begins a thread, which whoever sees the thing that it is about may read."""
    workspace = open_workspace(request, project_id, scenario, COMMENTER)
    topic = SaidTopic(workspace, Topic(TopicKind(sent.kind), sent.about))
    if not (may_discuss(workspace, topic.topic) and topic.is_known):
        raise Refused(404, _("There is nothing of this id that can be commented on."))
    form = CommentForm({"text": sent.text})
    _check(form)
    return Status(201, tell_thread(start_thread(workspace, topic.topic, form.to_written())))


@router.post(
    "/projects/{uuid:project_id}/changes/{int:sequence}/undo",
    auth=WRITER,
    response=schemas.ShownAnswer,
    summary=gettext_noop("Undo a change"),
)
def undo_change(request: HttpRequest, project_id: uuid.UUID, sequence: int) -> dict[str, Any]:
    """Puts back what stood before a change of an answer. An answer that was changed later is a conflict (409)."""
    workspace = open_workspace(request, project_id, BASE, EDITOR)
    if sequence > LARGEST_SEQUENCE:
        raise Http404
    change = open_change(workspace, sequence)
    field = workspace.catalogue.fields.get(change.field_id)
    if field is None:
        raise Refused(404, _("This question is no longer asked."))
    saved = undo(change, token=f"undo-{sequence}", **workspace.author)
    if saved.result is SaveOutcome.CONFLICT:
        raise Refused(409, _("This answer was changed again later. Undo the later change first."))
    return tell_answer(workspace, saved.answer, field)


@router.delete(
    "/projects/{uuid:project_id}", auth=WRITER, response={204: None}, summary=gettext_noop("Delete a project")
)
def delete_project(request: HttpRequest, project_id: uuid.UUID) -> Status[None]:
    """It lies in the bin for 30 days, from where its owner restores it; its links are revoked."""
    project = open_workspace(request, project_id, BASE, OWNER).project
    project.put_in_bin()
    auditing.note(request, auditing.DELETED, project.name, who=auditing.name_of(token_of(request).person))
    return Status(204, None)


def _check(form: SmallForm) -> None:
    """Refuse what a page would refuse, in the same words."""
    if form.is_valid():
        return
    problems = [
        {"place": name if name != "__all__" else "", "message": " ".join(map(str, errors)), "text": ""}
        for name, errors in form.errors.items()
    ]
    raise Refused(422, _("Some of what was sent cannot be read. Nothing was changed."), problems=problems)
