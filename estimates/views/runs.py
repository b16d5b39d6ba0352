"""Published runs on one picture and in one table, the project's own run among them."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from estimates.charts import runs_chart
from estimates.domain.figures.reconciling import PUBLISHED, lines
from estimates.domain.tables.runtable import STATUS_LABELS, RunRow, run_table, sort_rows
from estimates.forms import ARCHITECTURE_LABELS, RunsForm
from estimates.prices import price_list
from estimates.reference import get_reference
from estimates.results import compute_of
from estimates.views.sorting import columns
from projects.access import Workspace, open_project


@require_safe
def runs(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    template = "estimates/_runs.html" if request.headers.get("HX-Request") else "estimates/runs.html"
    return render(request, template, {"workspace": workspace, **_runs(workspace, request)})


ROWS_AT_ONCE = 40
"""So many runs are listed at first: more are looked up by a word, or listed on demand."""


def _runs(workspace: Workspace, request: HttpRequest) -> dict[str, object]:
    table = run_table(get_reference(), price_list(workspace.project.priced_on))
    form = RunsForm(request.GET, {run.generation for run in table})
    wanted = form.to_spec()
    rows = sort_rows((run for run in table if wanted.fits(run)), form.sort_chosen)
    shown = rows if "all" in request.GET else rows[:ROWS_AT_ONCE]
    every = request.GET.copy()
    every["all"] = "1"
    estimate = compute_of(workspace)
    return {
        "steps": lines(estimate.figures),
        "published": estimate.figure(PUBLISHED) is not None,
        "form": form,
        "total": len(table),
        "count": len(rows),
        "rows": [_row(run) for run in shown],
        "more": len(rows) - len(shown),
        "every": f"?{every.urlencode()}",
        "sort": form.sort_chosen,
        "columns": columns(_heads(), form.sort_chosen, request.GET),
        "chart": runs_chart(rows, estimate, workspace.formatter, measure=form.measure_chosen),
    }


def _heads() -> list[tuple[str, str, bool]]:
    return [
        ("name", _("Model"), False),
        ("year", _("Year"), True),
        ("parameters", _("Parameters"), True),
        ("tokens", _("Tokens"), True),
        ("accelerator", _("Accelerator"), False),
        ("hours", _("GPU-hours"), True),
        ("price", _("Per GPU-hour"), True),
        ("total", _("Total"), True),
        ("tier", _("Tier"), False),
        ("status", _("Source"), False),
    ]


def _row(row: RunRow) -> dict[str, object]:
    return {"run": row, "kind": ARCHITECTURE_LABELS[row.architecture], "status": _(STATUS_LABELS[row.status])}
