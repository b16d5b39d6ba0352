"""What it costs and what it brings: the business case, and the whole budget beside a room's own."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from decisions.charts import case_charts
from decisions.gaps import not_counted_of, say_usual
from decisions.results import results_of
from decisions.whole import whole_of
from projects.access import Workspace, open_project
from projects.views.questions import Way, question_page


@require_http_methods(["GET", "HEAD", "POST"])
def value(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    section = workspace.catalogue.sections["value"]
    after = Way(_("Evaluation plan"), reverse("scoping:evaluation", args=[project_id, scenario]))
    context = {"section": section, **_value(workspace)}
    return question_page(request, workspace, section.questions, "decisions/value.html", context, after=after)


@require_safe
def value_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    return render(request, "decisions/_value_result.html", {"workspace": workspace, **_value(workspace)})


def _value(workspace: Workspace) -> dict[str, object]:
    results = results_of(workspace)
    case = results.case
    missing = [workspace.catalogue.questions[one] for one in case.missing if one in workspace.catalogue.questions]
    return {
        "case": case,
        "not_counted": not_counted_of(workspace),
        "says_usual": say_usual(workspace),
        "charts": case_charts(results, workspace.formatter),
        "missing": missing,
    }


@require_safe
def whole_budget(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the whole budget, for the pages of rooms that know only their own part of it."""
    workspace = open_project(request, project_id, scenario)
    return render(request, "decisions/_whole_budget.html", {"workspace": workspace, "whole": whole_of(workspace)})
