"""The verdict of a project on its own: lists of projects ask for one at a time, so that a long list comes at once."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from decisions.results import results_of
from decisions.verdicts import project_verdict_of
from decisions.wording import say_verdict
from projects.access import open_project


@require_safe
def project_verdict(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    verdict = project_verdict_of(open_project(request, project_id, scenario))
    case = results_of(verdict.workspace).case
    context = {
        "found": verdict,
        "verdict": say_verdict(verdict.workspace),
        "case": case,
        "workspace": verdict.workspace,
    }
    return render(request, "decisions/_project_verdict.html", context)
