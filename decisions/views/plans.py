"""The pages of the four plans: data, approach, training, evaluation. They read every room, and feed it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects.access import open_project
from projects.views.questions import Way, question_page

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def data(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    after = Way(_("Approach"), reverse("decisions:approach", args=[project_id, scenario]))
    return _plan_page(request, project_id, scenario, "data", after)


@require_http_methods(PAGE)
def approach(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    after = Way(_("Compute"), reverse("estimates:compute", args=[project_id, scenario]))
    return _plan_page(request, project_id, scenario, "approach", after)


@require_http_methods(PAGE)
def training(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    after = Way(_("Evaluation plan"), reverse("decisions:evaluation", args=[project_id, scenario]))
    return _plan_page(request, project_id, scenario, "training", after)


@require_http_methods(PAGE)
def evaluation(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    after = Way(_("Report"), reverse("reports:report", args=[project_id, scenario]))
    return _plan_page(request, project_id, scenario, "evaluation", after)


def _plan_page(request: HttpRequest, project_id: uuid.UUID, scenario: str, section_id: str, after: Way) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    section = workspace.catalogue.sections[section_id]
    context = {"section": section}
    return question_page(request, workspace, section.questions, "decisions/plan.html", context, after=after)
