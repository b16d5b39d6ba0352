"""Recording a decision: what was decided, and the project frozen as it was then."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from decisions.models import Decision
from decisions.verdicts import verdict_of
from projects.access import Workspace
from projects.limits import OverLimit
from projects.models import Project, SnapshotKind
from projects.versions import VersionName, drop_version, freeze_project

RECORDED: list[Callable[[Decision], None]] = []
"""What rooms upstairs do with a decision, in the transaction that records it; they register when they start."""


class StaleProject(Exception):
    """Answers changed after the page was opened: whoever decides has not seen what would be frozen."""


class AnotherDecision(Exception):
    """Somebody recorded a decision after the page was opened: whoever decides has not seen it."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.pk)
        self.decision = decision


@dataclass(frozen=True, kw_only=True)
class DecisionRecord:
    """What the person who records says."""

    outcome: str
    decided_by: str
    decided_on: date
    words: str
    version_name: str
    token: str
    sequence: int
    """The project's, as the page that was looked at showed it."""
    newest: int
    """The key of the decision that was recorded last, as that page knew it; 0 for none."""


def newest_of(project: Project) -> int:
    """Return the key of the decision that was recorded last; 0 where there is none."""
    return project.decisions.order_by("-pk").values_list("pk", flat=True).first() or 0


def record_decision(workspace: Workspace, told: DecisionRecord) -> Decision:
    """Store a decision with a snapshot of the whole project, in one transaction; the same token once.

    Raises:
        StaleProject: Where answers changed since the page was opened.
        AnotherDecision: Where another decision was recorded since.
        OverLimit: Where there is no room for it.
    """
    with transaction.atomic():
        # Locked, so that no answer changes between what is dumped and what is worked out.
        project = Project.objects.select_for_update().get(pk=workspace.project.pk)
        twin = Decision.objects.filter(project=project, token=told.token).first()
        if twin:
            return twin
        if project.sequence != told.sequence:
            raise StaleProject
        if newest_of(project) > told.newest:
            raise AnotherDecision(project.decisions.get(pk=newest_of(project)))
        most = settings.MOST_DECISIONS
        if project.decisions.count() >= most:
            raise OverLimit(_("This project has %(limit)s recorded decisions. Delete one first.") % {"limit": most})
        fresh = replace(workspace, project=project)
        verdict = verdict_of(fresh)
        made = Decision.objects.create(
            project=project,
            scenario=workspace.scenario,
            scenario_name=workspace.scenario.name,
            snapshot=freeze_project(fresh, VersionName(name=told.version_name, kind=SnapshotKind.DECISION)),
            outcome=told.outcome,
            proposed=verdict.outcome.id if verdict.outcome else "",
            decided_by=told.decided_by,
            decided_on=told.decided_on,
            words=told.words,
            token=told.token,
        )
        for heard in RECORDED:
            heard(made)
        return made


def delete_decision(decision: Decision) -> None:
    """Delete a decision that was recorded by mistake, with its snapshot; the room is free again."""
    drop_version(decision.snapshot)  # takes the decision along
