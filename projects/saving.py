"""The one way in which an answer changes: checked against its version, kept in the history, done once."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Unpack

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from projects.access import Author
from projects.catalogue import get_catalogue
from projects.domain import answers as domain
from projects.domain.answers import AnswerState
from projects.domain.fields import FieldType
from projects.domain.stored import keep_unread_cells, settle
from projects.history import Content, kept, size_of, tell, trim
from projects.limits import admit_bytes
from projects.models import BASE, Answer, Change, Project, Scenario

TRIMMED_EVERY = 100
"""After so many changes the history is cut to its limit."""


class SaveOutcome(StrEnum):
    """What became of a change."""

    SAVED = "saved"
    SAME = "same"
    """Nothing differs from what is stored."""
    CONFLICT = "conflict"
    """Somebody changed the answer in between; nothing was stored."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The result of a change and the answer as it stands now."""

    result: SaveOutcome
    answer: domain.Answer
    sequence: int = 0


PROPOSER = "Plumbline"
"""Who stands behind an answer that nobody gave; whoever gives the same takes it on."""


def is_ours(answer: domain.Answer) -> bool:
    """Tell whether an answer is our proposal, and nobody's."""
    # Somebody may be called that too, but whoever answered is known by more than a name.
    return answer.value is not None and answer.changed_by == PROPOSER and answer.writer is None


BY_PROGRAM = " · "
"""Stands between a person and the program that made a change for them, where the change is signed."""


def save_answer(
    scenario: Scenario,
    content: domain.Answer,
    *,
    token: str,
    undoes: int | None = None,
    **author: Unpack[Author],
) -> Saved:
    """Store one answer.

    Args:
        scenario: Where it belongs.
        content: The new answer; its `version` is the one that the person saw.
        token: Names this change once and for all: a request sent twice is stored once.
        undoes: The sequence number of the change that this one takes back.
        author: Who changes it; see `Workspace.author`.

    Raises:
        OverLimit: Where there is no room for it.
    """
    change = _Change(scenario, content.field_id, content, content.version, token, undoes, author)
    return change.make()


def take_base(
    scenario: Scenario, field_id: str, *, version: int, token: str, undoes: int | None = None, **author: Unpack[Author]
) -> Saved:
    """Let a scenario take the base's answer again: a change like any other, and as easily undone.

    Args:
        scenario: Not the base.
        field_id: Of the answer in which it differed.
        version: As in `content` of `save_answer`; the other arguments too.

    Raises:
        ValueError: Where the scenario is the base, which has nothing below it.
    """
    if scenario.is_base:
        raise ValueError("scenario must not be the base")
    return _Change(scenario, field_id, None, version, token, undoes, author).make()


@dataclass(frozen=True)
class _Change:
    """One change to make."""

    scenario: Scenario
    field_id: str
    content: domain.Answer | None
    """None: the base's answer."""
    version: int
    token: str
    undoes: int | None
    author: Author

    def make(self) -> Saved:
        with transaction.atomic():
            # The project's row is the lock: sequence numbers have no gap and no twin.
            project = Project.objects.select_for_update().get(pk=self.scenario.project_id)
            row = Answer.objects.filter(scenario=self.scenario, field_id=self.field_id).first()
            now = standing(self.scenario, self.field_id, row)
            before = to_json(row.to_answer()) if row and not row.inherits else None
            twin = Change.objects.filter(project=project, token=self.token).first()
            if twin is not None and twin.version == now.version:
                # The very same request again: the same reply again.
                return Saved(result=SaveOutcome.SAVED, answer=now, sequence=twin.sequence)
            same = now.inherited if self.content is None else self.content.content == now.content
            if same and not self._takes_on(now):
                return Saved(result=SaveOutcome.SAME, answer=now)
            if twin is not None or (self.version != now.version and not self._takes_on(now)):
                # A twin whose answer was changed since is stale too: its sender has not seen what stands now.
                return Saved(result=SaveOutcome.CONFLICT, answer=now)
            content = self._with_leftover(row, now)
            after = to_json(content) if content else None
            change = kept(self.scenario, self.field_id, now.version, before, after)
            grown_bytes = size_of(*change.values(), after) - size_of(before)
            admit_bytes(project, grown_bytes)
            stored = self._write(row, content, now.version + 1)
            project.sequence += 1
            project.changed_at = timezone.now()
            project.stored_bytes += grown_bytes
            if project.sequence % TRIMMED_EVERY == 0:
                project.stored_bytes -= trim(project, settings.MOST_CHANGES)
            project.save(update_fields=["sequence", "changed_at", "stored_bytes"])
            Change.objects.create(
                project=project,
                sequence=project.sequence,
                scenario=self.scenario,
                field_id=self.field_id,
                version=stored.version,
                **change,
                who=self.author["who"],
                person_id=self.author.get("person"),
                token=self.token,
                undoes=self.undoes,
            )
            return Saved(result=SaveOutcome.SAVED, answer=stored, sequence=project.sequence)

    def _takes_on(self, now: domain.Answer) -> bool:
        """Tell whether somebody gives the answer that nobody gave before, and so takes it on."""
        return self.author.get("person") is not None and is_ours(now)

    def _with_leftover(self, row: Answer | None, now: domain.Answer) -> domain.Answer | None:
        """Return what to store: what no longer fits its field stays beside a note, and in edited rows of a table."""
        if self.content is None or self.undoes is not None or not (now.leftover and row and not row.inherits):
            return self.content
        if self.content.state is AnswerState.BLANK:
            return replace(self.content, state=AnswerState(row.state), value=row.value)
        asked = get_catalogue().unlimited[self.field_id]
        if self.content.state is AnswerState.KNOWN and asked.type is FieldType.TABLE:
            return replace(self.content, value=keep_unread_cells(asked, row.value, self.content.value))
        return self.content

    def _write(self, stored: Answer | None, told: domain.Answer | None, version: int) -> domain.Answer:
        """Write the row, which the project's lock keeps from others; return the answer as it then stands."""
        content = told or domain.Answer(field_id=self.field_id)
        fields = {name: getattr(content, name) for name in domain.Answer.CONTENT}
        signed = {"changed_by": self.author["who"], "writer_id": self.author.get("person")}
        fields |= {"version": version, "changed_at": timezone.now(), **signed}
        # Whoever checked it has not seen what it says now.
        fields |= {"checked_at": None, "checked_by": ""}
        fields["inherits"] = told is None
        row = stored or Answer(scenario=self.scenario, field_id=self.field_id)
        for name, part in fields.items():
            setattr(row, name, part)
        row.save(force_insert=stored is None, update_fields=fields if stored else None)
        return standing(self.scenario, self.field_id, row)


def standing(scenario: Scenario, field_id: str, row: Answer | None) -> domain.Answer:
    """Return an answer as a page shows it: the row's, or what a scenario takes over from the base, or blank."""
    asked = get_catalogue().unlimited.get(field_id)
    if row and not row.inherits:
        return settle(row.to_answer(), asked)
    version = row.version if row else 0
    if scenario.is_base:
        return domain.Answer(field_id=field_id, version=version)
    below = Answer.objects.filter(scenario__project=scenario.project_id, scenario__slug=BASE, field_id=field_id).first()
    taken = below.to_answer(inherited=True) if below else domain.Answer(field_id=field_id, inherited=True)
    return replace(settle(taken, asked), version=version)


def undo(change: Change, *, token: str, **author: Unpack[Author]) -> Saved:
    """Put back what stood before a change; a change in its own right, so that it can be undone too.

    A later change of the same answer makes this a conflict: it would be lost without a word. Where the answer says
    again what the change left, as after an undo and a redo, nothing would be lost.
    """
    (stood,) = tell([change])
    version = _version_where_it_says(change, stood.after)
    if stood.before is None and not change.scenario.is_base:
        return take_base(
            change.scenario, change.field_id, version=version, token=token, undoes=change.sequence, **author
        )
    before = replace(from_json(change.field_id, stood.before or {}), version=version)
    return save_answer(change.scenario, before, token=token, undoes=change.sequence, **author)


def _version_where_it_says(change: Change, after: Content) -> int:
    """Return the answer's version where it says what a change left, else the version that the change left."""
    row = Answer.objects.filter(scenario=change.scenario, field_id=change.field_id).first()
    if row is None:
        return change.version
    says = None if row.inherits else to_json(row.to_answer())
    return row.version if says == after else change.version


def answer_at(scenario: Scenario, field_id: str, version: int, base_version: int = 0) -> domain.Answer:
    """Return an answer as it stood at a version.

    Args:
        scenario: Where it belongs.
        field_id: Of its field.
        version: 0 where nobody had written it yet.
        base_version: That of the base's answer, for a scenario that took it over.
    """
    changes = Change.objects.filter(scenario=scenario, field_id=field_id)
    if written := changes.filter(version=version).first():
        content = tell([written])[0].after
    else:
        # What a document brought has no change of its own; the first one after it tells what it was.
        following = changes.filter(version=version + 1).first()
        content = tell([following])[0].before if following else None
        row = (
            None if following else Answer.objects.filter(scenario=scenario, field_id=field_id, version=version).first()
        )
        if row and not row.inherits:
            return row.to_answer()
    if content is None and not scenario.is_base:
        base = Scenario.objects.get(project=scenario.project_id, slug=BASE)
        return answer_at(base, field_id, base_version)
    return from_json(field_id, content or {})


def to_json(answer: domain.Answer) -> dict[str, Any]:
    """Return what an answer says, in the form of the history and the project document."""
    content: dict[str, Any] = {"state": answer.state.value}
    if answer.value is not None:
        content["value"] = answer.value
    content |= {name: text for name in ("note", "owner", "reason", "said_by") if (text := getattr(answer, name))}
    if answer.find_out_by:
        content["find_out_by"] = answer.find_out_by.isoformat()
    return content


def from_json(field_id: str, content: dict[str, Any]) -> domain.Answer:
    """Return the answer that `to_json` wrote."""
    day = content.get("find_out_by")
    return domain.Answer(
        field_id=field_id,
        state=AnswerState(content.get("state", AnswerState.BLANK)),
        value=content.get("value"),
        note=content.get("note", ""),
        owner=content.get("owner", ""),
        find_out_by=date.fromisoformat(day) if day else None,
        reason=content.get("reason", ""),
        said_by=content.get("said_by", ""),
    )
