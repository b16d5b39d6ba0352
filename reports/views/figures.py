import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from decisions.figures import figure_of
from projects.access import open_project
from projects.panels import panel
from projects.wording import say_draws
from reports.opened import open_figure, save_inputs


@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, project_id: uuid.UUID, scenario: str, figure_id: str) -> HttpResponse:
    """Open a figure on a page of its own; save what is changed there without JavaScript."""
    workspace = open_project(request, project_id, scenario)
    found = figure_of(workspace, figure_id)
    if found is None:
        raise Http404
    sent = save_inputs(workspace, found, request.POST) if request.method == "POST" else {}
    if request.method == "POST" and not sent:
        return redirect(request.path)
    opened = open_figure(workspace, found, sent)
    draws = say_draws(workspace.project.seed, workspace.formatter)
    context = {"workspace": workspace, "opened": opened, "figure_id": figure_id, "alone": True, "draws": draws}
    return render(request, "reports/figure.html", context)


@panel
@require_safe
def figure_opened(request: HttpRequest, project_id: uuid.UUID, scenario: str, figure_id: str) -> HttpResponse:
    """Open a figure under its card. A change may have taken the figure away; then its place says so."""
    workspace = open_project(request, project_id, scenario)
    found = figure_of(workspace, figure_id)
    opened = found and open_figure(workspace, found)
    context = {"workspace": workspace, "opened": opened, "figure_id": figure_id, "alone": "alone" in request.GET}
    return render(request, "reports/_figure_opened.html", context)
