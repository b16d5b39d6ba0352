"""The team as files: a workbook with live formulas, and presence by month as CSV."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from projects.access import Workspace, open_project
from projects.lanes import heavy
from teams.results import budget_of
from teams.workbook import months_csv, team_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@heavy
@require_safe
def team_xlsx(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    content = team_workbook(budget_of(workspace), workspace.project.name, workspace.formatter)
    return _file(workspace, content, XLSX, "team.xlsx")


@require_safe
def team_csv(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    content = months_csv(budget_of(workspace), workspace.formatter)
    return _file(workspace, content, "text/csv; charset=utf-8", "months.csv")


def _file(workspace: Workspace, content: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = slugify(workspace.project.name)[:60] or "project"
    response["Content-Disposition"] = f'attachment; filename="{name}-{ending}"'
    return response
