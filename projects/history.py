"""The history: how changes are kept small, and how they are read.

A table that is saved again and again would cost its whole size twice a save. So of a large answer a change keeps only
what differs from the change before it, and every twentieth keeps the whole. Merging the changes of a few minutes would
have been simpler, but then one press of "Undo" takes minutes of work away, and a page that was opened in between could
no longer be told what stood there.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from projects.domain.differences import apply, difference
from projects.domain.document import HistoryEntry
from projects.models import Change, Project, Scenario

Content = dict[str, Any] | None
"""What an answer says (`saving.to_json`); None: no answer yet, or in a scenario the base's."""

SMALL_CHARACTERS = 2_000
"""Up to here the whole answer is kept: most are, and reading them takes nothing else."""
LONGEST_CHAIN = 20
IMPORTED = "imported-"
"""Begins the tokens of changes that a document brought."""


# ---------------------------------------------------------------- kept small


def kept(scenario: Scenario, field_id: str, version: int, before: Content, after: Content) -> dict[str, Content]:
    """Return `before` and `after` of a new change as they are stored.

    Args:
        scenario: Where it happens.
        field_id: Of the answer.
        version: Of the answer before the change.
        before: What it said.
        after: What it says now.
    """
    if before is not None and after is not None and size_of(after) > SMALL_CHARACTERS:
        previous = Change.objects.filter(scenario=scenario, field_id=field_id).order_by("-sequence").first()
        # What a document brought need not fit the answer that it brought.
        if previous and previous.version == version and not previous.token.startswith(IMPORTED):
            return _compact(previous, before, after)
    return {"before": before, "after": after}


def _compact(previous: Change, before: Content, after: Content) -> dict[str, Content]:
    """Return a change as it is stored behind another of the same answer, whose text after it is its text before."""
    link = {"from": previous.sequence, "length": 0}
    if previous.before and _is_difference(previous.after):
        link = previous.before
    changed = {"difference": difference(before, after)}
    is_worth_it = link["length"] < LONGEST_CHAIN and size_of(changed) < size_of(after) / 2
    return {"before": link | {"length": link["length"] + 1}, "after": changed if is_worth_it else after}


def _is_link(stored: Content) -> bool:
    """Tell whether the text before a change is that after the change before it; `from` is the last whole one."""
    return stored is not None and "from" in stored


def _is_difference(stored: Content) -> bool:
    return stored is not None and "difference" in stored


def size_of(*contents: Any) -> int:
    """Return about how many bytes contents take where they are stored."""
    return sum(len(json.dumps(content)) for content in contents if content is not None)


# ---------------------------------------------------------------- read


@dataclass(frozen=True)
class ToldChange:
    """One change with what the answer said before and after it."""

    change: Change
    before: Content
    after: Content


def tell(changes: Iterable[Change]) -> list[ToldChange]:
    """Return changes with what they say, in the order in which they came; one query where some are compact."""
    asked = list(changes)
    told = {change.pk: ToldChange(change, change.before, change.after) for change in asked}
    latest: dict[tuple[int, str], Content] = {}
    for change in _with_chains(asked):
        key = (change.scenario_id, change.field_id)
        before = latest.get(key) if _is_link(change.before) else change.before
        after = change.after
        if after and _is_difference(after):
            after = apply(after["difference"], before)
        latest[key] = after
        if change.pk in told:
            told[change.pk] = ToldChange(change, before, after)
    return [told[change.pk] for change in asked]


def _with_chains(asked: Sequence[Change]) -> list[Change]:
    """Return the compact ones among some changes and all that they are told from, in their order."""
    needed = Q()
    for change in asked:
        if change.before and _is_link(change.before):
            chain = {"sequence__gte": change.before["from"], "sequence__lte": change.sequence}
            needed |= Q(scenario=change.scenario_id, field_id=change.field_id, **chain)
    return list(Change.objects.filter(needed).order_by("sequence")) if needed else []


def trim(project: Project, most: int) -> int:
    """Delete the oldest changes beyond some number, except what newer ones are told from. Answers stay as they are.

    Args:
        project: With its row locked.
        most: How many are kept.

    Returns:
        How many bytes they took.
    """
    last = project.sequence - most
    told_from = Change.objects.filter(project=project, sequence__gt=last, before__from__lte=last)
    needed = Q()
    for change in told_from.only("scenario", "field_id", "before"):
        if change.before:
            needed |= Q(scenario=change.scenario_id, field_id=change.field_id, sequence__gte=change.before["from"])
    old = Change.objects.filter(project=project, sequence__lte=last)
    gone = old.exclude(needed) if needed else old
    freed = sum(size_of(before, after) for before, after in gone.values_list("before", "after").iterator())
    gone.delete()
    return freed


# ---------------------------------------------------------------- in the project document


def dump_history(scenarios: Sequence[Scenario], room_bytes: int) -> list[dict[str, Any]]:
    """Return the changes of scenarios in their order; where not all fit, the newest.

    Args:
        scenarios: Those of the document: changes of deleted ones are left out.
        room_bytes: How large the list may become.
    """
    slugs = {scenario.pk: scenario.slug for scenario in scenarios}
    entries: list[dict[str, Any]] = []
    newer: dict[tuple[str, str], dict[str, Any]] = {}
    size = 0
    for told in tell(Change.objects.filter(scenario__in=slugs).order_by("-sequence")):
        entry = _dump_change(told, slugs[told.change.scenario_id])
        following = newer.get((entry["scenario"], entry["field"]))
        repeats = following if following and _says_before(entry, following) else {}
        size += _file_size(entry) - _file_size(repeats.get("before"))
        if size > room_bytes:
            break
        repeats.pop("before", None)
        entries.append(entry)
        newer[entry["scenario"], entry["field"]] = entry
    return entries[::-1]


def _says_before(entry: Mapping[str, Any], following: Mapping[str, Any]) -> bool:
    """Tell whether what a change left is what the next one found, which then need not say it again."""
    return bool(entry["version"] == following["version"] - 1 and entry.get("after") == following.get("before"))


def _file_size(part: Any) -> int:
    return len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()) + 1


def _dump_change(told: ToldChange, slug: str) -> dict[str, Any]:
    change = told.change
    entry: dict[str, Any] = {
        "sequence": change.sequence,
        "scenario": slug,
        "field": change.field_id,
        "version": change.version,
        "at": change.at.isoformat(),
    }
    more = {"before": told.before, "after": told.after, "who": change.who or None, "undoes": change.undoes}
    return entry | {key: part for key, part in more.items() if part is not None}


def store_history(project: Project, scenarios: Mapping[str, Scenario], history: Sequence[HistoryEntry]) -> None:
    """Store the changes that a document brought."""
    stored, latest = [], {}  # type: list[Change], dict[tuple[str, str], tuple[Change, Content]]
    for entry in history:
        change = Change(
            project=project,
            sequence=entry.sequence,
            scenario=scenarios[entry.scenario],
            field_id=entry.field_id,
            version=entry.version,
            who=entry.who,
            at=entry.at,
            # No page ever sent it; it only has to differ from all others.
            token=f"{IMPORTED}{entry.sequence}",
            undoes=entry.undoes,
        )
        content = {"before": entry.before, "after": entry.after}
        previous, text = latest.get((entry.scenario, entry.field_id), (None, None))
        is_next = previous is not None and previous.sequence < entry.sequence and text == entry.before
        if previous and is_next and entry.after is not None and size_of(entry.after) > SMALL_CHARACTERS:
            content = _compact(previous, entry.before, entry.after)
        change.before, change.after = content["before"], content["after"]
        latest[entry.scenario, entry.field_id] = (change, entry.after)
        stored.append(change)
    Change.objects.bulk_create(stored)
