import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from projects.access import Workspace, open_project
from projects.views.questions import Way, question_page
from teams.charts import presence_chart, role_cost_chart, spending_chart
from teams.reference import get_roles
from teams.results import advice_of, team_of
from teams.wording import advice_row, say_problem


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    section = workspace.catalogue.sections["team"]
    after = Way(_("Value"), reverse("reports:value", args=[project_id, scenario]))
    context = {"section": section, "roles": get_roles(), **_result(workspace), **_advice(workspace)}
    return question_page(request, workspace, section.questions, "teams/team.html", context, after=after)


@require_safe
def team_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    return render(request, "teams/_team_result.html", {"workspace": workspace, **_result(workspace)})


def _result(workspace: Workspace) -> dict[str, object]:
    write, found = workspace.formatter, team_of(workspace)
    charts = [make(found, write) for make in (presence_chart, spending_chart, role_cost_chart)]
    return {
        "estimate": found,
        "charts": charts if found.by_role else [],
        "problems_said": [say_problem(one) for one in found.problems],
    }


@require_safe
def advice(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    return render(request, "teams/_advice.html", {"workspace": workspace, **_advice(workspace)})


def _advice(workspace: Workspace) -> dict[str, object]:
    rows = [advice_row(one, workspace.formatter) for one in advice_of(workspace)]
    return {"advice": [one for one in rows if not one.found], "there": [one for one in rows if one.found]}
