import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from estimates.domain.figures.ruled_out import APPROACH
from estimates.domain.tables.ways import FREE, WAYS, YARDSTICK, WayCost, estimate_ways
from estimates.results import estimate_answers, standings_of
from estimates.wording import say_bars
from projects.access import Workspace, open_project
from projects.panels import ALONE, panel


@panel
@require_safe
def ways(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show every way on the same answers. Worked out only where somebody looks: it is an estimate for each."""
    workspace = open_project(request, project_id, scenario)
    estimates = estimate_ways(
        workspace.answers, workspace.catalogue, lambda answers: estimate_answers(workspace, answers, workspace.draws)
    )
    field = workspace.catalogue.fields[APPROACH]
    context = {
        "workspace": workspace,
        "rows": [_row(workspace, cost) for cost in estimates],
        "yardstick": _(choice.label) if (choice := field.choice(YARDSTICK)) else "",
        "approach": workspace.answers.value(APPROACH),
        "version": workspace.answers[APPROACH].version,
    }
    name = "_compute_ways" if ALONE in request.GET else "ways"
    return render(request, f"estimates/{name}.html", context)


def _row(workspace: Workspace, cost: WayCost) -> dict[str, object]:
    choice = workspace.catalogue.fields[APPROACH].choice(cost.way)
    assert choice is not None, WAYS
    standing = standings_of(workspace)[cost.way]
    return {
        "cost": cost,
        "out": say_bars(workspace, standing.out[:1]),
        "only_if": say_bars(workspace, standing.only_if),
        "label": _(choice.label),
        "hint": _(choice.hint),
        "free": cost.way in FREE,
        "missing": [workspace.catalogue.fields[field].label for field in cost.missing],
    }
