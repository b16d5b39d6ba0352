"""The history of scenarios: made, named, chosen, deleted and restored, each undone as an answer is."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects.domain.document_format import MOST_SCENARIOS
from projects.models import Project, Scenario, ScenarioChange

MOST_KEPT = 500
"""So many changes of scenarios a project remembers; the oldest go."""


class TooManyScenarios(ValueError):
    """The project holds as many scenarios beside its base as fit."""


class ChangedSince(Exception):
    """The scenario was changed again after what is to be undone."""


def check_room(project: Project) -> None:
    """Raise TooManyScenarios where no more fit; the base does not count."""
    if project.scenarios.alive().count() > MOST_SCENARIOS:
        raise TooManyScenarios


@contextmanager
def recorded(scenario: Scenario, who: str, person: int | None = None, undoes: int | None = None) -> Iterator[None]:
    """Keep in the history what becomes of a scenario within; nothing where it stays as it is.

    Args:
        scenario: One that is there before.
        who: Who does it, as the history shows it.
        person: The row of their browser.
        undoes: The sequence number of the change that is taken back.
    """
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=scenario.project_id)
        before = _state(scenario)
        yield
        after = _state(scenario)
        if before != after:
            _write(project, scenario, _Done(who, person, undoes), before=before, after=after)


def record_made(scenario: Scenario, who: str, person: int | None = None) -> None:
    """Keep in the history that a scenario was made; its project's row is locked."""
    project = Project.objects.get(pk=scenario.project_id)
    _write(project, scenario, _Done(who, person), before=None, after=_state(scenario))


def undo_scenario_change(change: ScenarioChange, who: str, person: int | None = None) -> None:
    """Put back what a scenario was before a change: itself a change.

    Raises:
        ChangedSince: Where it was changed again.
        TooManyScenarios: Where a deleted one no longer fits.
    """
    scenario = Scenario.objects.get(pk=change.scenario_id)
    with recorded(scenario, who, person, undoes=change.sequence):
        if _state(scenario) != change.after:
            raise ChangedSince
        _become(scenario, change.before or {**(change.after or {}), "there": False, "ours": False})


def _state(scenario: Scenario) -> dict[str, Any]:
    row = Scenario.objects.select_related("project").get(pk=scenario.pk)
    return {
        "name": row.name,
        "summary": row.summary,
        "there": row.deleted_at is None,
        "ours": row.project.ours_id == row.pk,
    }


def _become(scenario: Scenario, state: dict[str, Any]) -> None:
    now = _state(scenario)
    name = free_name(state["name"], names_beside(scenario)) if state["there"] else state["name"]
    scenario.name, scenario.summary = name, state["summary"]
    scenario.save(update_fields=["name", "summary"])
    if state["there"] and not now["there"]:
        check_room(scenario.project)
        scenario.deleted_at = None
        scenario.save(update_fields=["deleted_at"])
    elif now["there"] and not state["there"]:
        scenario.put_in_bin()
    if state["ours"] != now["ours"]:
        Project.objects.filter(pk=scenario.project_id).update(ours=scenario if state["ours"] else None)


def names_beside(scenario: Scenario) -> Iterable[str]:
    """Return what the other scenarios of its project are called."""
    others = Scenario.objects.alive().filter(project=scenario.project_id).exclude(pk=scenario.pk)
    return others.values_list("name", flat=True)


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return a name for a scenario, with a number where another one has it: two of one name cannot be told apart."""
    others = {other.casefold() for other in taken}
    longest = Scenario._meta.get_field("name").max_length or len(name)
    numbered = (f"{name[: longest - len(end)]}{end}" for end in (f" ({number})" for number in count(2)))
    return next(candidate for candidate in chain([name], numbered) if candidate.casefold() not in others)


@dataclass(frozen=True)
class _Done:
    """Who did something, and which change it takes back."""

    who: str
    person: int | None = None
    undoes: int | None = None


def _write(
    project: Project, scenario: Scenario, done: _Done, *, before: dict[str, Any] | None, after: dict[str, Any]
) -> None:
    # The sequence is the answers' own, so that both stand in one order.
    project.sequence += 1
    project.changed_at = timezone.now()
    project.save(update_fields=["sequence", "changed_at"])
    ScenarioChange.objects.create(
        project=project,
        sequence=project.sequence,
        scenario=scenario,
        before=before,
        after=after,
        who=done.who,
        person_id=done.person,
        undoes=done.undoes,
    )
    old = ScenarioChange.objects.filter(project=project).values_list("pk", flat=True)[MOST_KEPT:]
    ScenarioChange.objects.filter(pk__in=list(old)).delete()
