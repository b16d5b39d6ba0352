"""What it costs and what it brings: the business case, and the whole budget beside a room's own."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from decisions.charts import case_charts
from decisions.content import get_value_rules
from decisions.deeper import accuracy_of, needed_of
from decisions.deeper_charts import cash_chart, coverage_chart
from decisions.finding_out import say_being_wrong, say_events, say_finding_out
from decisions.gaps import not_counted_of, say_staffed_beyond, say_usual
from decisions.results import results_of
from decisions.whole import whole_of
from decisions.worth import say_worth
from projects.access import Workspace, open_project
from projects.domain.rights import Need
from projects.panels import panel
from projects.views.questions import PageLink, question_page


@require_http_methods(["GET", "HEAD", "POST"])
def value(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="value"))
    section = workspace.catalogue.sections["value"]
    after = PageLink(_("Training plan"), reverse("decisions:training", args=[project_id, scenario]), "training")
    more = _more(workspace) if "more" in request.GET else {}
    context = {"section": section, "opened": bool(more), **_value(workspace), **_coverage(request, workspace), **more}
    return question_page(request, workspace, section.questions, "decisions/value.html", context, after=after)


@panel
@require_safe
def value_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="value"))
    return render(request, "decisions/_value_result.html", {"workspace": workspace, **_value(workspace)})


@panel
@require_safe
def value_coverage(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show what another coverage would mean, without saving it."""
    workspace = open_project(request, project_id, scenario, Need(part="value"))
    if "coverage" in request.GET:
        return render(request, "decisions/_coverage_at.html", {"workspace": workspace, **_at(request, workspace)})
    return render(request, "decisions/_coverage.html", {"workspace": workspace, **_coverage(request, workspace)})


@panel
@require_safe
def value_more(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show what a controller asks for: cash by month, break-even, being wrong, finding out."""
    workspace = open_project(request, project_id, scenario, Need(part="value"))
    return render(request, "decisions/_value_more.html", {"workspace": workspace, **_more(workspace)})


def _value(workspace: Workspace) -> dict[str, object]:
    results = results_of(workspace)
    case = results.case
    missing = [
        workspace.catalogue.questions[field_id]
        for field_id in case.missing
        if field_id in workspace.catalogue.questions
    ]
    return {
        "case": case,
        "not_counted": not_counted_of(workspace),
        "worth": say_worth(workspace),
        "staffed_beyond": say_staffed_beyond(workspace),
        "says_usual": say_usual(workspace),
        "charts": case_charts(results, workspace.formatter),
        "missing": missing,
    }


def _at(request: HttpRequest, workspace: Workspace) -> dict[str, object]:
    accuracy = accuracy_of(workspace)
    if accuracy is None:
        return {}
    coverage = coverage_sent(request.GET.get("coverage", ""), accuracy.now)
    return {
        "accuracy": accuracy,
        "at": accuracy.at(coverage),
        "is_planned": round(coverage) == round(accuracy.now),
    }


def _coverage(request: HttpRequest, workspace: Workspace) -> dict[str, object]:
    return _at(request, workspace) | {
        "coverage_chart": coverage_chart(workspace),
        "accuracy_source": _(get_value_rules().accuracy_source),
        "coverage_version": workspace.answers["value.coverage"].version,
    }


def coverage_sent(text: str, now: float) -> float:
    """Read the coverage that a slider sent [%, 0 to 100]; what is no number is that of today's plan."""
    try:
        return float(min(100.0, max(0.0, float(text))))
    except ValueError:
        return float(round(now))


def _more(workspace: Workspace) -> dict[str, object]:
    return {
        "cash_chart": cash_chart(workspace),
        "needed": needed_of(workspace),
        "being_wrong": say_being_wrong(workspace),
        "events": say_events(workspace),
        "finding_out": say_finding_out(workspace),
    }


@panel
@require_safe
def whole_budget(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the whole budget, for the pages of rooms that know only their own part of it."""
    workspace = open_project(request, project_id, scenario)
    return render(request, "decisions/_whole_budget.html", {"workspace": workspace, "whole": whole_of(workspace)})
