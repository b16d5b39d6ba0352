"""What became of a project after launch, beside what was estimated when it was decided."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from decisions.headline import frozen
from decisions.models import Afterwards
from projects.access import Workspace
from projects.domain.ranges import Range
from projects.frozen import thaw
from reports.portfolio import BENEFIT, COST, MONTHS

USE = "value.adoption"


def estimate_of(workspace: Workspace) -> dict[str, Any]:
    """Return what was estimated: in the version of the last decision, else as the project stands."""
    decision = workspace.project.decisions.select_related("snapshot__project", "scenario").first()
    then, kept, name = workspace, {}, ""  # type: Workspace, dict[str, Any], str
    if decision is not None:
        then = thaw(decision.snapshot, decision.scenario.slug if decision.scenario else workspace.scenario.slug)
        kept, name = decision.snapshot.results.get(then.scenario.slug, {}), decision.snapshot.name
    figures = (kept or frozen(then))["figures"]
    found = {measure: _ends(figures.get(figure)) for measure, figure in _FIGURES.items()}
    return {**found, "use": _ends_of(then.visible_answers.range(USE)), "version": name or _("as it stands")}


_FIGURES = {"cost": COST, "months": MONTHS, "benefit": BENEFIT}


def _ends(figure: dict[str, Any] | None) -> dict[str, float] | None:
    return {end: figure[end] for end in ("low", "likely", "high")} if figure else None


def _ends_of(value: Range | None) -> dict[str, float] | None:
    return {"low": value.low, "likely": value.likely, "high": value.high} if value else None


def tell_afterwards(workspace: Workspace, told: dict[str, Any]) -> Afterwards:
    """Keep what became of a project; the estimate beside it is the one of the first time it was told."""
    known = Afterwards.objects.filter(project=workspace.project).first()
    more = {"told_by": workspace.who, "told_at": timezone.now()}
    estimate = known.estimate if known else estimate_of(workspace)
    kept, _made = Afterwards.objects.update_or_create(
        project=workspace.project, defaults={**told, **more, "estimate": estimate}
    )
    return kept
