"""What the organisation learnt, taken over by a project: looked at first."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from decisions.experience import figures_that_would_move
from decisions.since import MovedFigure
from projects.access import OWNER, open_project
from projects.models import Experience, Scenario


@dataclass(frozen=True)
class Moved:
    """What would move in a scenario."""

    scenario: Scenario
    figures: tuple[MovedFigure, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def experience(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show what the newest version would change in each scenario, and take it."""
    workspace = open_project(request, project_id, scenario, OWNER)
    if request.method == "POST":
        workspace.project.take_experience()
        messages.success(request, _("This project assumes what your organisation learnt last."))
        return redirect("decisions:decision", project_id, scenario)
    newest = Experience.newest_beside(workspace.project.experience_id)
    columns = workspace.columns if newest else []
    moved = [Moved(column.scenario, figures_that_would_move(column, newest)) for column in columns if newest]
    context = {"workspace": workspace, "newest": newest, "moved": moved}
    return render(request, "decisions/experience.html", context)
