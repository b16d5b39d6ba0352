"""What the organisation learns from finished projects, measured and proposed; `usual` and the catalogue assume it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from django.utils import timezone

from decisions.content import get_value_rules
from decisions.domain.experience import (
    CONTINGENCY,
    LEARNT,
    LEAST_PROJECTS,
    SLIP,
    CameOut,
    PlannedEffort,
    learnt,
    measured,
)
from decisions.headline import frozen
from decisions.models import Afterwards
from decisions.results import results_of
from decisions.since import MovedFigure, moved_figures
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.ranges import Range
from projects.experience import read_adopted
from projects.frozen import FrozenWorkspace
from projects.models import Experience


def published(field_id: str) -> Range:
    """Return the range that is published for a field from which something is learnt [%]."""
    default = get_catalogue().fields[field_id].default
    if default is not None:
        return Range.from_json(default)
    return next(rule.value for rule in get_value_rules().usual if rule.field_id == field_id)


# ---------------------------------------------------------------- planned


def planned_of(workspace: FrozenWorkspace) -> PlannedEffort | None:
    """Return what a scenario takes if nothing is late and nothing unforeseen comes; None where that is not known.

    The cost to launch is a straight line in the delay, so two points of it say all.
    """
    on_time, twice = (results_of(_with_delay(workspace, delay)).case for delay in (0.0, 100.0))
    if on_time.cost is None or twice.cost is None or on_time.months is None:
        return None
    cost = on_time.cost.value.likely
    delay = twice.cost.value.likely - cost
    return PlannedEffort(months=on_time.months.value.likely, cost=cost, cost_of_delay=delay)


def _with_delay(workspace: FrozenWorkspace, delay_pct: float) -> FrozenWorkspace:
    exact = {SLIP: delay_pct, CONTINGENCY: 0.0}
    said = {
        field_id: Answer(field_id=field_id, state=AnswerState.KNOWN, value=Range.exactly(value).to_json())
        for field_id, value in exact.items()
    }
    slug = workspace.scenario.slug
    return replace(workspace, said={**workspace.said, slug: Answers({**workspace.said[slug], **said})})


# ---------------------------------------------------------------- measured


@dataclass(frozen=True)
class Measured:
    """A finished project, and what it says [%], by field id."""

    row: Afterwards
    says: Mapping[str, float]


def measured_projects() -> list[Measured]:
    """Return every project of which something is measured, the one that was told last first; samples teach nothing."""
    rows = Afterwards.objects.filter(project__deleted_at=None, project__is_sample=False, project__is_template=False)
    projects = (Measured(row, said_by(row)) for row in rows.select_related("project").order_by("-told_at", "pk"))
    return [measured for measured in projects if measured.says]


def said_by(row: Afterwards) -> dict[str, float]:
    """Return what came out of a project as its fields would have said it [%], by field id."""
    kept = row.estimate.get("planned")
    planned = PlannedEffort(**kept) if kept else None
    return measured(planned, CameOut(months=row.months, cost=row.cost, use=row.use))


# ---------------------------------------------------------------- proposed


def values_of(projects: Sequence[Measured], field_id: str) -> list[float]:
    """Return what projects came to in one field [%], rising."""
    return sorted(project.says[field_id] for project in projects if field_id in project.says)


def propose(projects: Sequence[Measured]) -> Experience:
    """Return the version that projects would make, not stored; ranges only where they are enough."""
    ranges = {}
    for field_id, most in LEARNT.items():
        values = values_of(projects, field_id)
        if len(values) >= LEAST_PROJECTS:
            value = learnt(published(field_id), values, most)
            ranges[field_id] = {"range": value.to_json(), "measured": values}
    return Experience(key=uuid4(), ranges=ranges, made_at=timezone.now())


def supposing(workspace: Workspace, proposed: Experience) -> Workspace:
    """Return a workspace as if its project had taken a version."""
    supposed = replace(workspace)
    vars(supposed)["adopted"] = read_adopted(proposed)  # where `adopted` looks first
    return supposed


def figures_that_would_move(workspace: Workspace, proposed: Experience) -> tuple[MovedFigure, ...]:
    """Return the headline figures of a scenario that a version would move, each as it is and as it would be."""
    now, then = frozen(workspace), frozen(supposing(workspace, proposed))
    figures = moved_figures(now, then, workspace.formatter, workspace.formatter)
    return tuple(figure for figure in figures if figure.moved)
