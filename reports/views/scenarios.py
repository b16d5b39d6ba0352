import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from decisions.deeper_charts import overlay_chart
from decisions.verdicts import project_verdict_of
from decisions.wording import say_verdict
from projects.access import open_project
from projects.domain.document_format import MOST_SCENARIOS
from projects.lanes import heavy
from reports.comparison import MOST_SIDE_BY_SIDE, answer_rows, choose, columns_of, cost_chart, key_rows


@heavy
@require_safe
def scenarios(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """List the scenarios, and show what some of them differ in."""
    workspace = open_project(request, project_id, scenario)
    columns = columns_of(workspace)
    chosen = choose(columns, request.GET.getlist("with"))
    project_verdict = project_verdict_of(workspace)
    keys, answers = (key_rows(chosen), answer_rows(chosen)) if len(columns) > 1 else ([], [])
    context = {
        "workspace": workspace,
        "columns": columns,
        "project_verdict": project_verdict,
        "project_said": say_verdict(project_verdict.workspace),
        "chosen": chosen,
        "full": len(columns) > MOST_SCENARIOS,
        "choosable": len(columns) > MOST_SIDE_BY_SIDE,
        "most": MOST_SIDE_BY_SIDE - 1,
        # Each cell with its scenario: on a phone the name stands above the cell.
        "keys_side_by_side": [(row, zip(chosen, row.cells, strict=True)) for row in keys],
        "answers_side_by_side": [(row, zip(chosen, row.cells, strict=True)) for row in answers],
        "charts": [
            chart for chart in (overlay_chart([column.workspace for column in chosen]), cost_chart(columns)) if chart
        ],
        "deleted": workspace.project.scenarios.binned(),
    }
    return render(request, "reports/scenarios.html", context)
