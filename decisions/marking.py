"""What people say of an action: how far it is, who takes it, by when."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from decisions.models import ActionMark, ActionState
from projects.access import Workspace
from projects.limits import admit_bytes
from projects.models import Project

MARK_BYTES = 400
"""What one mark takes, about."""


class StaleMark(Exception):
    """Somebody said something else of the action in between."""

    def __init__(self, mark: ActionMark) -> None:
        super().__init__(mark.key)
        self.mark = mark


@dataclass(frozen=True, kw_only=True)
class MarkedAction:
    """What the form says of one action."""

    state: ActionState
    person: str
    due: date | None
    version: int
    """Of the mark that the person saw; 0 where there was none."""


def mark_action(workspace: Workspace, key: str, said: MarkedAction) -> ActionMark:
    """Store what is said of an action. The very same again changes nothing.

    Args:
        workspace: Of the project.
        key: Of an action that is in the list.
        said: What the form says.

    Raises:
        StaleMark: Where somebody changed it since the page was opened; nothing is stored.
        OverLimit: Where there is no room for it.
    """
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=workspace.project.pk)
        mark = ActionMark.objects.filter(project=project, key=key).first()
        content = (said.state, said.person, said.due)
        if mark and (mark.state, mark.person, mark.due) == content:
            return mark
        if (mark.version if mark else 0) != said.version:
            # A row that is there is newer than what the person saw; without one the version was made up.
            raise StaleMark(mark or ActionMark(project=project, key=key, version=0))
        if mark is None:
            admit_bytes(project, MARK_BYTES)
            project.stored_bytes += MARK_BYTES
            project.save(update_fields=["stored_bytes"])
        told = {
            "state": said.state,
            "person": said.person,
            "due": said.due,
            "version": said.version + 1,
            "changed_at": timezone.now(),
            "changed_by": workspace.who,
        }
        made, _created = ActionMark.objects.update_or_create(project=project, key=key, defaults=told)
        return made
