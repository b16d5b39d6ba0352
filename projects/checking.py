"""The one way in which an answer is checked, and in which that is taken back."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from projects.access import Workspace
from projects.domain.answers import Answer, AnswerCheck
from projects.domain.checking import hindrance
from projects.domain.rights import Right
from projects.models import BASE, CheckChange, Member, Project, Scenario
from projects.models import Answer as AnswerRow
from projects.saving import standing
from projects.wording import name_field

MOST_KEPT = 1_000
"""So many checks, set and taken back, a project remembers in its history; the oldest go."""


class Checked(StrEnum):
    """What became of a check."""

    DONE = "done"
    SAME = "same"
    """It is checked already, or is not."""
    CHANGED = "changed"
    """The answer was changed in between: nobody may check what they have not seen."""
    REFUSED = "refused"
    """This person cannot check it; `hindrance` says why."""


@dataclass(frozen=True)
class Seen:
    """The answer that a person saw, by its versions."""

    version: int
    base_version: int

    @classmethod
    def of(cls, answer: Answer) -> "Seen":
        return cls(answer.version, answer.base_version)


def reads_whole(workspace: Workspace, field_id: str) -> bool:
    """Tell whether nothing of an answer is kept from its reader, as pay is: nobody checks what they cannot read."""
    return workspace.readable_answers[field_id].content == workspace.answers[field_id].content


def hindrance_for(workspace: Workspace, answer: Answer) -> str:
    """Return why the reader of a workspace cannot check an answer; "" where they can."""
    return hindrance(answer, workspace.person_id, {workspace.who, workspace.author_name})


def set_check(workspace: Workspace, field_id: str, seen: Seen, *, is_checked: bool) -> Checked:
    """Check an answer, or take that back; in the scenario, or in the base that it is taken over from.

    Args:
        workspace: Of somebody who may comment on it.
        field_id: Of its field.
        seen: What the page showed.
        is_checked: Whether it is to be checked.
    """
    with transaction.atomic():
        # As for a change: whoever writes the answer waits for this, or this for them.
        project = Project.objects.select_for_update().get(pk=workspace.project.pk)
        own = AnswerRow.objects.filter(scenario=workspace.scenario, field_id=field_id).first()
        now = standing(workspace.scenario, field_id, own)
        if Seen.of(now) != seen:
            return Checked.CHANGED
        if is_checked == (now.check is not None):
            return Checked.SAME
        if is_checked and hindrance_for(workspace, now):
            return Checked.REFUSED
        _write(workspace, project, now, is_checked=is_checked)
    return Checked.DONE


def _write(workspace: Workspace, project: Project, now: Answer, *, is_checked: bool) -> None:
    where = workspace.scenario
    if now.inherited:
        where = Scenario.objects.get(project=project, slug=BASE)
    who, at = workspace.author_name, timezone.now()
    AnswerRow.objects.filter(scenario=where, field_id=now.field_id).update(
        checked_at=at if is_checked else None, checked_by=who if is_checked else ""
    )
    project.sequence += 1
    project.changed_at = at
    project.save(update_fields=["sequence", "changed_at"])
    CheckChange.objects.create(
        project=project,
        sequence=project.sequence,
        scenario=where,
        field_id=now.field_id,
        version=now.base_version if now.inherited else now.version,
        is_checked=is_checked,
        who=who,
        person_id=workspace.person_id,
        at=at,
    )
    old = CheckChange.objects.filter(project=project).values_list("pk", flat=True)[MOST_KEPT:]
    CheckChange.objects.filter(pk__in=list(old)).delete()


def has_colleagues(workspace: Workspace) -> bool:
    """Tell whether more than one person works in a project; a page asks once."""
    kept = vars(workspace).get("has_colleagues")
    if kept is None:
        others = Member.objects.open().filter(project=workspace.project.pk, right__gte=Right.COMMENT)
        kept = vars(workspace)["has_colleagues"] = workspace.member is not None or others.exists()
    return bool(kept)


@dataclass(frozen=True)
class Checkable:
    """An answer, as somebody may check it."""

    workspace: Workspace
    answer: Answer

    @property
    def check(self) -> AnswerCheck | None:
        return self.answer.check

    @property
    def stamp(self) -> str:
        """Tells the versions of the answer apart, as `LiveAnswer.stamp` does."""
        return f"{self.answer.version}.{self.answer.base_version if self.answer.inherited else 0}"

    @property
    def label(self) -> str:
        """What its field is called."""
        return name_field(self.workspace.catalogue, self.answer.field_id)

    @property
    def hindrance(self) -> str:
        """Why the reader cannot check it; "" where they can."""
        return hindrance_for(self.workspace, self.answer)

    @property
    def may_change(self) -> bool:
        """Whether the reader may check it, or take a check back."""
        workspace = self.workspace
        if workspace.person_id is None or not workspace.may_comment:
            return False
        return bool(self.check or not self.hindrance) and reads_whole(workspace, self.answer.field_id)
