import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from estimates.domain.figures.memory import SHAPE_NOT_KNOWN
from estimates.domain.formulas.copies import FitRow
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.layouts import Layout
from estimates.domain.formulas.memory import GB, Recompute
from estimates.domain.published.reference import find
from estimates.reference import get_reference
from estimates.results import compute_of
from estimates.wording import say_reason
from projects.access import Workspace, open_project
from projects.panels import ALONE, panel

ANSWERS, TEACHES = "compute.serving_accelerator", "compute.accelerator"


@panel
@require_safe
def fits(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show which accelerators hold the model. Worked out only where somebody looks: it tries each of them."""
    workspace = open_project(request, project_id, scenario)
    estimate = compute_of(workspace)
    serving, memory = estimate.serving, estimate.memory
    context = {
        "workspace": workspace,
        "serving": [_serving(workspace, row) for row in serving.rows] if serving else [],
        "serving_field": _field(workspace, ANSWERS),
        "training": [_training(accelerator, layout) for accelerator, layout in memory.rows] if memory else [],
        "training_field": _field(workspace, TEACHES),
        "adam_8bit": workspace.visible_answers.value("compute.optimiser") == "adam_8bit",
        "unknown_shape": [say_reason(note) for note in estimate.notes if note.message == SHAPE_NOT_KNOWN],
        "length": memory.run.sequence_length if memory else None,
    }
    name = "_compute_fits" if ALONE in request.GET else "fits"
    return render(request, f"estimates/{name}.html", context)


def _field(workspace: Workspace, field_id: str) -> dict[str, object]:
    """Return what a button needs to choose another accelerator."""
    answer, field = workspace.answers[field_id], workspace.catalogue.fields[field_id]
    chosen = find(str(answer.value or field.default), get_reference().accelerators)
    return {"id": field_id, "version": answer.version, "chosen": chosen.name if chosen else ""}


def _serving(workspace: Workspace, row: FitRow) -> dict[str, object]:
    choice = row.choice
    cost = row.usd_per_month and row.usd_per_month * workspace.exchange.money_per_usd
    return {
        "name": row.accelerator,
        "memory_gb": row.memory_gb,
        "choice": choice,
        "cost": cost,
        "reason": _(choice.reason) % choice.params if choice else "",
    }


def _training(accelerator: Accelerator, layout: Layout | None) -> dict[str, object]:
    return {
        "name": accelerator.name,
        "memory_gb": accelerator.memory_gb,
        "layout": layout,
        "says": "; ".join(_parts(layout)) if layout else "",
        "each_gb": layout.bytes_each / GB if layout else None,
    }


def _parts(layout: Layout) -> list[str]:
    """Say a layout in short."""
    parts = []
    if layout.data > 1:
        parts.append(ngettext("data × %(count)s", "data × %(count)s", layout.data) % {"count": layout.data})
    if layout.zero:
        parts.append(_("ZeRO %(stage)s") % {"stage": int(layout.zero)})
    if layout.tensor > 1:
        parts.append(_("tensor × %(count)s") % {"count": layout.tensor})
    if layout.away:
        parts.append(_("optimiser in the server's memory"))
    if layout.pipeline > 1:
        parts.append(_("pipeline × %(count)s") % {"count": layout.pipeline})
    again = {Recompute.SELECTIVE: _("attention recomputed"), Recompute.FULL: _("activations recomputed")}
    if layout.recompute in again:
        parts.append(again[layout.recompute])
    return parts
