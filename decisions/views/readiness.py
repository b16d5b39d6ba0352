"""The readiness checklist. It stands above every room, because its proposals read what they found out."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from charts.marks import gauge
from decisions.ratings import flags_of
from decisions.results import results_of
from decisions.wording import SaidVerdict, say_verdict
from projects.access import Workspace, open_project
from projects.pages import AskedQuestion, ask, save_page
from scoping.content import get_checklist
from scoping.domain.readiness import propose


@require_http_methods(["GET", "HEAD", "POST"])
def readiness(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the checklist with the answers that each item refers to."""
    workspace = open_project(request, project_id, scenario)
    section, checklist = workspace.catalogue.sections["readiness"], get_checklist()
    page = None
    if request.method == "POST":
        page = save_page(workspace, section.questions, request.POST)
        if page is None:
            return render(
                request, "decisions/readiness.html", _checklist_page(open_project(request, project_id, scenario), None)
            )
    return render(request, "decisions/readiness.html", _checklist_page(workspace, page) | {"checklist": checklist})


def _checklist_page(workspace: Workspace, page: list[AskedQuestion] | None) -> dict[str, Any]:
    section, checklist = workspace.catalogue.sections["readiness"], get_checklist()
    proposals, flags = propose(checklist, results_of(workspace).facts), flags_of(workspace)
    asked = {one.question.id: one for one in page or ask(workspace, section.questions)}
    groups = [
        {
            "dimension": dimension,
            "rows": [
                {
                    "item": item,
                    "asked": asked[item.id].fields[0],
                    "proposal": proposals.get(item.id),
                    "flags": flags[item.id],
                    "answers": [
                        (workspace.catalogue.fields[one], workspace.answers[one])
                        for one in item.looks_at
                        if workspace.answers.state(one) != "blank"
                    ],
                }
                for item in checklist.items_of(dimension.id)
            ],
        }
        for dimension in checklist.dimensions
    ]
    return {"workspace": workspace, "checklist": checklist, "groups": groups, "problems": page, **_result(workspace)}


@require_safe
def readiness_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    return render(
        request,
        "decisions/_readiness_result.html",
        {"workspace": workspace, "all_flags": flags_of(workspace).values(), **_result(workspace)},
    )


def _result(workspace: Workspace) -> dict[str, Any]:
    said = say_verdict(workspace)
    return {
        "assessment": results_of(workspace).assessment,
        "gauge": _gauge(workspace, said),
        "verdict": said,
        "light": next(light for light in said.lights if light.id == "readiness"),
    }


def _gauge(workspace: Workspace, said: SaidVerdict) -> SafeString:
    """Draw the score on the limits of the checklist; what gates hold back is hatched."""
    found, rising = results_of(workspace).assessment, list(reversed(get_checklist().verdicts))
    capped = found.verdict is not None and bool(found.capped_by)
    cap = next((one.from_score for one in rising if found.verdict and one.from_score > found.verdict.from_score), 100.0)
    return gauge(
        found.score_of_rated,
        [one.from_score for one in rising],
        [_(one.label) for one in rising],
        cap=cap if capped else 100,
        label=_("Score of readiness from 0 to 100"),
        points=_("%(points)s points") % {"points": said.points},
    )
