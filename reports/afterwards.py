"""What became of a project after launch, beside what was estimated when it was decided."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from decisions.domain.experience import CONTINGENCY, SLIP, USE
from decisions.experience import planned_of, said_by
from decisions.headline import frozen
from decisions.models import Afterwards
from projects.access import Workspace
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.frozen import freeze, thaw
from reports.portfolio import BENEFIT, COST, MONTHS, measure_name

ASSUMED = {"use": USE, "slip": SLIP, "contingency": CONTINGENCY}
"""What is estimated by an answer or its default, by its name beside what came out."""
FOLLOWING = {"slip", "contingency"}
"""What nobody tells: it follows from what came out and the plan of then."""


def estimate_of(workspace: Workspace) -> dict[str, Any]:
    """Return what was estimated: in the version of the last decision, else as the project stands."""
    decision = workspace.project.decisions.select_related("snapshot__project", "scenario").first()
    then, name = freeze(workspace), ""
    kept: dict[str, Any] = {}
    if decision is not None:
        then = thaw(decision.snapshot, decision.scenario.slug if decision.scenario else workspace.scenario.slug)
        kept, name = decision.snapshot.results.get(then.scenario.slug, {}), decision.snapshot.name
    figures = (kept or frozen(then))["figures"]
    ends = {measure: _ends(figures.get(figure)) for measure, figure in _FIGURES.items()}
    planned = planned_of(then)
    return {
        **ends,
        **{name: _ends_of(assumed_of(then, field_id)) for name, field_id in ASSUMED.items()},
        "planned": asdict(planned) if planned else None,
        "version": name or _("as it stands"),
    }


def assumed_of(workspace: Workspace, field_id: str) -> Range | None:
    """Return what was answered, or assumed meanwhile; None where it was in no sum."""
    given = Reader(workspace.visible_answers, workspace.catalogue.fields, workspace.draws).input(field_id)
    return given.value if given else None


_FIGURES = {"cost": COST, "months": MONTHS, "benefit": BENEFIT}


def _ends(figure: dict[str, Any] | None) -> dict[str, float] | None:
    return {end: figure[end] for end in ("low", "likely", "high")} if figure else None


def _ends_of(value: Range | None) -> dict[str, float] | None:
    return {"low": value.low, "likely": value.likely, "high": value.high} if value else None


_UNITS = {"cost": "money", "months": "months", "slip": "%", "contingency": "%", "use": "%", "benefit": "money/year"}


def lines_of(estimate: dict[str, Any], told: Afterwards | None) -> list[tuple[str, Any, float | None, str]]:
    """Return what was estimated beside what came out: name, ends, actual, unit; delay and contingency follow."""
    says = said_by(told) if told else {}
    return [
        (
            measure_name(name),
            estimate.get(name),
            says.get(ASSUMED[name]) if name in FOLLOWING else getattr(told, name, None),
            unit,
        )
        for name, unit in _UNITS.items()
    ]


def tell_afterwards(workspace: Workspace, told: dict[str, Any]) -> Afterwards:
    """Keep what became of a project; the estimate beside it is the one of the first time it was told."""
    known = Afterwards.objects.filter(project=workspace.project).first()
    more = {"told_by": workspace.who, "told_at": timezone.now()}
    estimate = known.estimate if known else estimate_of(workspace)
    kept, _made = Afterwards.objects.update_or_create(
        project=workspace.project, defaults={**told, **more, "estimate": estimate}
    )
    return kept
