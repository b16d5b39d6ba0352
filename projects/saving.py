"""The one way in which an answer changes: checked against its version, kept in the history, done once."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects.domain import answers as domain
from projects.domain.answers import State
from projects.models import BASE, Answer, Change, Project, Scenario


class Result(StrEnum):
    """What became of a change."""

    SAVED = "saved"
    SAME = "same"
    """Nothing differs from what is stored, or the very same request came before."""
    CONFLICT = "conflict"
    """Somebody changed the answer in between; nothing was stored."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The result of a change and the answer as it stands now."""

    result: Result
    answer: domain.Answer
    sequence: int = 0


def save_answer(
    scenario: Scenario, content: domain.Answer, *, token: str, who: str, undoes: int | None = None
) -> Saved:
    """Store one answer.

    Args:
        scenario: Where it belongs.
        content: The new answer; its `version` is the one that the person saw.
        token: Names this change once and for all: a request sent twice is stored once.
        who: Who changes it, as the history shows it.
        undoes: The sequence number of the change that this one takes back.
    """
    with transaction.atomic():
        # The project's row is the lock: sequence numbers have no gap and no twin.
        project = Project.objects.select_for_update().get(pk=scenario.project_id)
        row = Answer.objects.filter(scenario=scenario, field_id=content.field_id).first()
        now = row.to_answer() if row else domain.Answer(field_id=content.field_id)
        twin = Change.objects.filter(project=project, token=token).first()
        stands = now if row else _inherited(scenario, content.field_id)
        if twin is not None or stands.content == content.content:
            return Saved(result=Result.SAME, answer=now, sequence=twin.sequence if twin else 0)
        if content.version != now.version:
            return Saved(result=Result.CONFLICT, answer=now)
        stored = replace(content, version=now.version + 1, changed_at=timezone.now(), changed_by=who)
        _write(scenario, stored)
        project.sequence += 1
        project.changed_at = timezone.now()
        project.save(update_fields=["sequence", "changed_at"])
        Change.objects.create(
            project=project,
            sequence=project.sequence,
            scenario=scenario,
            field_id=stored.field_id,
            version=stored.version,
            before=to_json(now) if row else None,
            after=to_json(stored),
            who=who,
            token=token,
            undoes=undoes,
        )
        return Saved(result=Result.SAVED, answer=stored, sequence=project.sequence)


def undo(change: Change, *, token: str, who: str) -> Saved:
    """Put back what stood before a change; a change in its own right, so that it can be undone too.

    A later change of the same answer makes this a conflict: it would be lost without a word.
    """
    before = from_json(change.field_id, change.before or {})
    return save_answer(
        change.scenario, replace(before, version=change.version), token=token, who=who, undoes=change.sequence
    )


def answer_at(scenario: Scenario, field_id: str, version: int) -> domain.Answer:
    """Return an answer as it stood at a version, or blank where it was never written."""
    change = Change.objects.filter(scenario=scenario, field_id=field_id, version=version).first()
    return from_json(field_id, change.after if change else {})


def to_json(answer: domain.Answer) -> dict[str, Any]:
    """Return what an answer says, in the form of the history and the project document."""
    content: dict[str, Any] = {"state": answer.state.value}
    if answer.value is not None:
        content["value"] = answer.value
    content |= {name: text for name in ("note", "owner", "reason") if (text := getattr(answer, name))}
    if answer.find_out_by:
        content["find_out_by"] = answer.find_out_by.isoformat()
    return content


def from_json(field_id: str, content: dict[str, Any]) -> domain.Answer:
    """Return the answer that `to_json` wrote."""
    day = content.get("find_out_by")
    return domain.Answer(
        field_id=field_id,
        state=State(content.get("state", State.BLANK)),
        value=content.get("value"),
        note=content.get("note", ""),
        owner=content.get("owner", ""),
        find_out_by=date.fromisoformat(day) if day else None,
        reason=content.get("reason", ""),
    )


def _inherited(scenario: Scenario, field_id: str) -> domain.Answer:
    """Return what a scenario shows where it says nothing itself: the base's answer, or blank."""
    row = Answer.objects.filter(scenario__project=scenario.project_id, scenario__slug=BASE, field_id=field_id).first()
    return row.to_answer() if row else domain.Answer(field_id=field_id)


def _write(scenario: Scenario, stored: domain.Answer) -> None:
    fields = {name: getattr(stored, name) for name in (*domain.Answer.CONTENT, "version", "changed_at", "changed_by")}
    Answer.objects.update_or_create(scenario=scenario, field_id=stored.field_id, defaults=fields)
