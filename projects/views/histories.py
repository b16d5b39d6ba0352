"""The history: what was changed of answers and of scenarios, and what "Undo" and "Redo" do next."""

import uuid
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from projects.access import Workspace, open_project
from projects.domain.undoing import HistoryStep, next_steps
from projects.history import tell
from projects.models import Change, CheckChange, ScenarioChange
from projects.saving import SaveOutcome, from_json, undo
from projects.scenario_history import ChangedSince, TooManyScenarios, undo_scenario_change
from projects.wording import name_field, say_changed_later

Undoable = Change | ScenarioChange
Event = Undoable | CheckChange
HISTORY_PAGE = 100
LOOKS_BACK = 300
"""So many changes are read for what can be undone and redone next."""


@require_safe
def history(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show what was changed, the newest first, a page at a time."""
    workspace = open_project(request, project_id, scenario)
    project = workspace.project
    changes = project.changes.select_related("scenario")
    of_scenarios = project.scenario_changes.select_related("scenario")
    of_checks = project.check_changes.select_related("scenario")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        changes = changes.filter(sequence__lt=int(before))
        of_scenarios = of_scenarios.filter(sequence__lt=int(before))
        of_checks = of_checks.filter(sequence__lt=int(before))
    newest = _newest_first(changes[: HISTORY_PAGE + 1], of_scenarios[: HISTORY_PAGE + 1], of_checks[: HISTORY_PAGE + 1])
    shown = newest[:HISTORY_PAGE]
    context = {
        "workspace": workspace,
        "lines": list(_lines(workspace, shown)),
        "later": bool(before),
        "earlier": shown[-1].sequence if len(newest) > HISTORY_PAGE else None,
        "next": {} if before else _next(workspace),
    }
    return render(request, "projects/history.html", context)


def _newest_first(*changes: Iterable[Event]) -> list[Event]:
    return sorted(chain(*changes), key=lambda change: -change.sequence)


def _lines(workspace: Workspace, shown: Iterable[Event]) -> Iterator[dict[str, Any]]:
    told = {line.change.sequence: line for line in tell(change for change in shown if isinstance(change, Change))}
    for change in shown:
        match change:
            case ScenarioChange():
                yield _scenario_line(change)
            case CheckChange():
                yield _check_line(workspace, change)
            case _:
                yield _line(workspace, told[change.sequence])


def _check_line(workspace: Workspace, change: CheckChange) -> dict[str, Any]:
    return {
        "of_check": True,
        **_named(workspace, change),
        "section": workspace.catalogue.section_of.get(change.field_id),
    }


def _line(workspace: Workspace, told: Any) -> dict[str, Any]:
    field_id = told.change.field_id
    return {
        **_named(workspace, told.change),
        "section": workspace.catalogue.section_of.get(field_id),
        "before": None if told.before is None else from_json(field_id, told.before),
        "after": None if told.after is None else from_json(field_id, told.after),
    }


def _scenario_line(change: ScenarioChange) -> dict[str, Any]:
    return {"change": change, "of_scenario": True, "words": say_scenario_change(change.before, change.after)}


def say_scenario_change(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    """Say what became of a scenario."""
    if before is None:
        return _("created")
    if before["there"] != after["there"]:
        return _("restored") if after["there"] else _("deleted")
    if before["ours"] != after["ours"]:
        return _("chosen as ours") if after["ours"] else _("no longer chosen as ours")
    if before["name"] != after["name"]:
        return _("renamed from “%(before)s” to “%(after)s”") % {"before": before["name"], "after": after["name"]}
    return _("described anew")


def _next(workspace: Workspace) -> dict[str, dict[str, Any] | None]:
    """Return the changes that "Undo" and "Redo" take back next."""
    project = workspace.project
    recent: list[Undoable] = [
        *project.changes.select_related("scenario").filter(scenario__deleted_at=None)[:LOOKS_BACK],
        *project.scenario_changes.select_related("scenario")[:LOOKS_BACK],
    ]
    recent.sort(key=lambda change: change.sequence)
    steps = next_steps(HistoryStep(change.sequence, change.undoes) for change in recent)
    by_sequence = {change.sequence: change for change in recent}
    return {
        name: None if sequence is None else _named(workspace, by_sequence[sequence])
        for name, sequence in (("undo", steps.undo), ("redo", steps.redo))
    }


def _named(workspace: Workspace, change: Event) -> dict[str, Any]:
    if isinstance(change, ScenarioChange):
        return {"change": change, "of_scenario": True, "label": change.scenario.name}
    return {"change": change, "label": name_field(workspace.catalogue, change.field_id)}


@require_POST
def step(request: HttpRequest, project_id: uuid.UUID, scenario: str, way: str) -> HttpResponse:
    """Undo or redo the next of one's own changes to the answers of this scenario, and say in a line which it was.

    A key is pressed faster than a list is read, so it never takes back what somebody else wrote.
    """
    workspace = open_project(request, project_id, scenario)
    mine = workspace.project.changes.filter(scenario=workspace.scenario, person=workspace.person_id)[:LOOKS_BACK]
    by_sequence = {change.sequence: change for change in mine}
    steps = next_steps(HistoryStep(sequence, by_sequence[sequence].undoes) for sequence in sorted(by_sequence))
    change = by_sequence.get((steps.redo if way == "redo" else steps.undo) or 0)
    context: dict[str, Any] = {"workspace": workspace, "way": way, "change": change}
    if change:
        # The same key told twice over a bad line is one change: the token is made from what it takes back.
        saved = undo(change, token=f"undo-{change.sequence}", **workspace.author)
        label = _named(workspace, change)["label"]
        context |= {
            "label": label,
            "question": workspace.catalogue.questions.get(change.field_id),
            "refused": say_changed_later(label) if saved.result is SaveOutcome.CONFLICT else "",
            "answer": saved.answer,
        }
    return render(request, "projects/_stepped.html", context)


@require_POST
def take_back_scenario(request: HttpRequest, project_id: uuid.UUID, scenario: str, sequence: int) -> HttpResponse:
    """Undo one change of a scenario."""
    workspace = open_project(request, project_id, scenario)
    change = get_object_or_404(workspace.project.scenario_changes, sequence=sequence)
    try:
        undo_scenario_change(change, **workspace.author)
    except ChangedSince:
        messages.error(request, say_changed_later(change.scenario.name))
    except TooManyScenarios:
        messages.error(request, _("No more scenarios fit. Delete one first."))
    # The scenario that is open may be the one that is gone now.
    is_there = workspace.project.scenarios.alive().filter(slug=scenario).exists()
    return redirect("projects:history", project_id, scenario if is_there else "base")
