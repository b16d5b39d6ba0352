"""What decisions keep in the project file: those recorded, each with its snapshot, and what was said of actions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from decisions.models import ActionMark, Decision
from projects.history import size_of
from projects.models import Project, Scenario, Snapshot, SnapshotKind
from projects.sealing import without_false_checks


class RecordedDecisions:
    """The decisions of a project; of more than a project may have the newest are stored."""

    key = "decisions"

    def dump(self, project: Project) -> list[dict[str, Any]]:
        """Return every decision, the one that was recorded first in front."""
        rows = project.decisions.select_related("snapshot", "scenario").order_by("pk")
        return [_dump_decision(row) for row in rows]

    def store(self, project: Project, scenarios: Mapping[str, Scenario], rows: Sequence[dict[str, Any]]) -> None:
        """Store decisions with their snapshots."""
        for row in rows[-settings.MOST_DECISIONS :]:
            kept = row["snapshot"]
            snapshot = Snapshot.objects.create(
                project=project,
                name=kept.get("name", ""),
                kind=SnapshotKind.DECISION,
                created_at=kept.get("created_at") or timezone.now(),
                created_by=kept.get("created_by", ""),
                sequence=kept["sequence"],
                document=without_false_checks(kept["document"]),
                results=kept["results"],
                stored_bytes=size_of(kept["document"], kept["results"]),
            )
            Decision.objects.create(
                project=project,
                snapshot=snapshot,
                scenario=scenarios.get(row.get("scenario", "")),
                scenario_name=row.get("scenario_name", ""),
                outcome=row["outcome"],
                proposed=row.get("proposed", ""),
                decided_by=row["decided_by"],
                decided_on=row["decided_on"],
                words=row.get("words", ""),
                token=row.get("token") or f"file-{snapshot.pk}",
            )


def _dump_decision(row: Decision) -> dict[str, Any]:
    snapshot = row.snapshot
    told = {
        "scenario": row.scenario.slug if row.scenario else "",
        "scenario_name": row.scenario_name,
        "outcome": row.outcome,
        "proposed": row.proposed,
        "decided_by": row.decided_by,
        "decided_on": row.decided_on.isoformat(),
        "words": row.words,
        "token": row.token,
    }
    kept = {
        "name": snapshot.name,
        "created_at": snapshot.created_at.isoformat(),
        "created_by": snapshot.created_by,
        "sequence": snapshot.sequence,
        "document": snapshot.document,
        "results": snapshot.results,
    }
    return _said(told) | {"snapshot": _said(kept)}


class SaidOfActions:
    """How far actions are, who takes them, and by when."""

    key = "actions"

    def dump(self, project: Project) -> list[dict[str, Any]]:
        """Return what was said of each action, by its key."""
        return [
            _said(
                {
                    "key": mark.key,
                    "state": mark.state,
                    "person": mark.person,
                    "due": mark.due.isoformat() if mark.due else "",
                    "version": mark.version,
                    "changed_at": mark.changed_at.isoformat(),
                    "changed_by": mark.changed_by,
                }
            )
            for mark in project.action_marks.order_by("key")
        ]

    def store(self, project: Project, scenarios: Mapping[str, Scenario], rows: Sequence[dict[str, Any]]) -> None:
        """Store it."""
        ActionMark.objects.bulk_create(
            ActionMark(project=project, **({"changed_at": timezone.now()} | row)) for row in rows
        )


def _said(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Return entries without those that say nothing."""
    return {key: value for key, value in entries.items() if value != ""}
