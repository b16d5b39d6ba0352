"""The team as files: a workbook with live formulas, and presence by month as CSV."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from projects.access import open_project
from projects.files import file_name, file_reply
from projects.lanes import heavy
from teams.results import budget_of
from teams.workbook import months_csv, team_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@heavy
@require_safe
def team_xlsx(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    content = team_workbook(budget_of(workspace), workspace.project.name, workspace.formatter)
    return file_reply(content, XLSX, file_name(workspace, "xlsx", what="team"))


@require_safe
def team_csv(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    content = months_csv(budget_of(workspace), workspace.formatter)
    return file_reply(content, "text/csv; charset=utf-8", file_name(workspace, "csv", what="months"))
