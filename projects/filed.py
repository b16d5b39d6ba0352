"""Comments in the project file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from projects.models import Comment, Project, Scenario, Thread


class Threads:
    """What was said about a project; of more than a project may have the newest are stored.

    Names stand there as the file says them, as in the history. Nobody's browser is behind them, so that nobody can edit
    what a file says that they wrote.
    """

    key = "threads"

    def dump(self, project: Project) -> list[dict[str, Any]]:
        """Return every thread with its comments, the one in which somebody wrote last at the end."""
        rows = project.threads.select_related("scenario").prefetch_related("comments").order_by("changed_at", "pk")
        return [_dump_thread(row) for row in rows]

    def store(self, project: Project, scenarios: Mapping[str, Scenario], rows: Sequence[dict[str, Any]]) -> None:
        """Store threads with their comments. Nobody who must not learn pay reads them but for sections without any."""
        room = settings.MOST_COMMENTS
        kept: list[dict[str, Any]] = []
        for row in reversed(rows):
            room -= len(row["comments"])
            if room < 0:
                break
            kept.insert(0, row)
        for number, row in enumerate(kept):
            _store_thread(project, scenarios.get(row.get("scenario", "")), row, number)


def _dump_thread(row: Thread) -> dict[str, Any]:
    told = {
        "kind": row.kind,
        "about": row.topic_id,
        "scenario": row.scenario.slug if row.scenario else "",
        "changed_at": row.changed_at.isoformat(),
        "resolved_at": row.resolved_at.isoformat() if row.resolved_at else "",
        "resolved_by": row.resolved_by,
    }
    return _said(told) | {"comments": [_dump_comment(comment) for comment in row.comments.all()]}


def _dump_comment(row: Comment) -> dict[str, Any]:
    edited = row.edited_at.isoformat() if row.edited_at else ""
    return _said({"who": row.who, "text": row.text, "at": row.at.isoformat(), "edited_at": edited})


def _store_thread(project: Project, scenario: Scenario | None, row: Mapping[str, Any], number: int) -> None:
    comments = [said for said in row["comments"] if {"text", "at"} <= said.keys()]
    if not comments:
        return
    thread = Thread.objects.create(
        project=project,
        scenario=scenario,
        kind=row["kind"],
        topic_id=row["about"],
        changed_at=row.get("changed_at") or timezone.now(),
        resolved_at=row.get("resolved_at"),
        resolved_by=row.get("resolved_by", ""),
    )
    Comment.objects.bulk_create(
        Comment(
            thread=thread,
            who=said.get("who", ""),
            text=said["text"],
            at=said["at"],
            edited_at=said.get("edited_at"),
            token=f"imported-{number}-{place}",
        )
        for place, said in enumerate(comments)
    )


def _said(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value != ""}
