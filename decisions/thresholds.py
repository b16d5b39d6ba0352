"""The checklist as a project is judged by it: with the thresholds that it began with, or took over since."""

from collections.abc import Mapping
from functools import lru_cache

from decisions.domain.thresholds import BOUNDS, with_thresholds
from projects.access import Workspace
from projects.models import Thresholds
from scoping.content import get_checklist
from scoping.domain.readiness import Checklist


def checklist_of(workspace: Workspace) -> Checklist:
    """Return the checklist with the project's own limits of its verdicts."""
    number = workspace.project.thresholds_id
    return with_thresholds(get_checklist(), dict(points_of(number))) if number else get_checklist()


@lru_cache(maxsize=64)
def points_of(number: int) -> tuple[tuple[str, int], ...]:
    """Rows are never edited, so what was read once holds."""
    row = Thresholds.objects.get(pk=number)
    return tuple((name, getattr(row, name)) for name in BOUNDS)


def shipped_points() -> Mapping[str, int]:
    """Return the limits that we ship."""
    return {verdict.id: round(verdict.from_score) for verdict in get_checklist().verdicts if verdict.id in BOUNDS}
