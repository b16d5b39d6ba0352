"""Options side by side: a page, and the part of other pages that comes once it is near: it is an estimate for each."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from decisions.options_said import say_options
from projects.access import open_project


@require_safe
def options(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    return render(
        request, "decisions/options.html", {"workspace": workspace, "options": say_options(workspace, ruled_out=True)}
    )


@require_safe
def options_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    shown = {
        "workspace": workspace,
        "options": say_options(workspace, ruled_out=True),
        "folded": "folded" in request.GET,
    }
    return render(request, "decisions/_options.html", shown)
