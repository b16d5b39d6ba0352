"""The checklist as a project is judged by it: with the thresholds that it began with, or took over since."""

from collections.abc import Mapping
from functools import lru_cache

from decisions.domain.thresholds import BOUNDS, with_thresholds
from projects.access import Workspace
from projects.models import Thresholds
from scoping.content import get_checklist
from scoping.domain.readiness import Checklist


def checklist_of(workspace: Workspace) -> Checklist:
    """Return the checklist with the project's own limits and weights."""
    number = workspace.project.thresholds_id
    if number is None:
        return get_checklist()
    points, weights = settings_of(number)
    return with_thresholds(get_checklist(), dict(points), dict(weights))


@lru_cache(maxsize=64)
def settings_of(number: int) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """Return limits and weights of a version. Rows are never edited, so what was read once holds."""
    row = Thresholds.objects.get(pk=number)
    return tuple((name, getattr(row, name)) for name in BOUNDS), tuple(row.weights.items())


def shipped_points() -> Mapping[str, int]:
    """Return the limits that we ship."""
    return {verdict.id: round(verdict.from_score) for verdict in get_checklist().verdicts if verdict.id in BOUNDS}


def shipped_weights() -> Mapping[str, int]:
    """Return the weights that we ship, by id of the statement."""
    return {item.id: item.weight for item in get_checklist().items}
