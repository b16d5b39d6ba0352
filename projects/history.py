"""The history of a project as part of its document."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from projects.domain.document import Entry
from projects.models import Change, Project, Scenario


def dump_history(scenarios: Sequence[Scenario], room_bytes: int) -> list[dict[str, Any]]:
    """Return the changes of scenarios in their order; where not all fit, the newest.

    Args:
        scenarios: Those of the document: changes of deleted ones are left out.
        room_bytes: How large the list may become.
    """
    slugs = {scenario.pk: scenario.slug for scenario in scenarios}
    changes = list(Change.objects.filter(scenario__in=slugs).order_by("-sequence"))
    kept, size = [], 0
    for change in changes:
        entry = _dump_change(change, slugs[change.scenario_id])
        # Somewhat more than the file will hold: what repeats the entry before it is left out below.
        size += len(json.dumps(entry, indent=4, ensure_ascii=False).encode()) + 8
        if size > room_bytes:
            break
        kept.append(entry)
    return _without_repeats(kept[::-1])


def _dump_change(change: Change, slug: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "sequence": change.sequence,
        "scenario": slug,
        "field": change.field_id,
        "version": change.version,
        "at": change.at.isoformat(),
    }
    more = {"before": change.before, "after": change.after, "who": change.who or None, "undoes": change.undoes}
    return entry | {key: part for key, part in more.items() if part is not None}


def _without_repeats(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what an answer was before, where the entry of the version before says it."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in entries:
        key = (entry["scenario"], entry["field"])
        previous = latest.get(key)
        follows = previous is not None and previous["version"] == entry["version"] - 1
        if follows and previous is not None and previous.get("after") == entry.get("before"):
            entry.pop("before", None)
        latest[key] = entry
    return entries


def store_history(project: Project, scenarios: Mapping[str, Scenario], history: Sequence[Entry]) -> None:
    """Store the changes that a document brought."""
    Change.objects.bulk_create(
        Change(
            project=project,
            sequence=entry.sequence,
            scenario=scenarios[entry.scenario],
            field_id=entry.field_id,
            version=entry.version,
            before=entry.before,
            after=entry.after,
            who=entry.who,
            at=entry.at,
            # No page ever sent it; it only has to differ from all others.
            token=f"imported-{entry.sequence}",
            undoes=entry.undoes,
        )
        for entry in history
    )
