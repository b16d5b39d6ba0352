"""Headline figures of projects, kept in a row each: a list of two hundred projects works out none of them."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from decisions.headline import frozen
from decisions.models import PortfolioFigures
from decisions.results import results_of
from decisions.verdicts import project_verdict_of
from projects.access import Workspace, read_shared
from projects.models import BASE, Project, Scenario


def state_of(workspace: Workspace) -> str:
    """Return what the figures of a project depend on, in few characters; of its base."""
    told = (*workspace.state, workspace.project.ours_id)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def work_out(project: Project) -> PortfolioFigures:
    """Work out the figures of a project and keep them. Whole figures: show them to who may see pay."""
    base = project.scenarios.get(slug=BASE)
    shown = project_verdict_of(Workspace(project, base))
    case = results_of(shown.workspace).case
    figures = frozen(shown.workspace) | {
        "slug": shown.workspace.scenario.slug,
        "is_condition": shown.is_condition,
        "people": _people_of(shown.workspace),
        "horizon": case.horizon_months,
        "is_guessed": case.is_guessed,
    }
    kept, _made = PortfolioFigures.objects.update_or_create(
        project=project,
        defaults={"state": state_of(Workspace(project, base)), "figures": figures, "computed_at": timezone.now()},
    )
    return kept


def _people_of(workspace: Workspace) -> list[list[Any]]:
    """Return how many people work in each month: its first day, None where no start is known, and their number."""
    team = results_of(workspace).team
    return [[month.start and month.start.isoformat(), round(month.head_count, 4)] for month in team.by_month]


def kept_figures(projects: Iterable[Project]) -> Mapping[Any, tuple[PortfolioFigures | None, bool]]:
    """Return what is kept of each project, and whether it still holds; three queries, however many there are."""
    listed = list(projects)
    kept = {row.project_id: row for row in PortfolioFigures.objects.filter(project__in=listed)}
    bases = {row.project_id: row for row in Scenario.objects.filter(project__in=listed, slug=BASE)}
    figures, shared = {}, read_shared()
    for project in listed:
        row, workspace = kept.get(project.pk), Workspace(project, bases[project.pk])
        vars(workspace).update(shared=shared)  # the same for all of them
        holds = row is not None and row.state == state_of(workspace)
        figures[project.pk] = (row, holds)
    return figures
