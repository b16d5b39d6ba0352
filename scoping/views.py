import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from charts.marks import gauge
from projects.access import Workspace, open_project
from projects.domain.expressions import facts_of
from projects.pages import AskedQuestion, ask, save_page
from projects.views.questions import Way, question_page
from scoping.content import get_checklist, get_glossary, get_interview
from scoping.domain.readiness import assess, propose
from scoping.domain.summary import summarise_problem
from scoping.looks import look_of

PAGE = ["GET", "HEAD", "POST"]


def _url(name: str, workspace: Workspace, *more: str) -> str:
    return reverse(name, args=[workspace.project.pk, workspace.scenario.slug, *more])


@require_http_methods(PAGE)
def part(request: HttpRequest, project_id: uuid.UUID, scenario: str, part: str) -> HttpResponse:
    """Show one part of the problem questionnaire."""
    workspace = open_project(request, project_id, scenario)
    section = workspace.catalogue.sections["problem"]
    chosen = section.part(part)
    if chosen is None:
        raise Http404
    number = section.parts.index(chosen)
    ways = [Way(f"{one.letter} {one.title}", _url("scoping:part", workspace, one.id)) for one in section.parts]
    before = ways[number - 1] if number else Way(_("Overview"), _url("reports:overview", workspace))
    last = Way(_("Your summary"), _url("scoping:summary", workspace))
    after = ways[number + 1] if number + 1 < len(ways) else last
    context = {
        "section": section,
        "part": chosen,
        "ways": zip(section.parts, ways, strict=True),
        "interview": get_interview(),
    }
    return question_page(
        request, workspace, section.questions_of(chosen.id), "scoping/part.html", context, before=before, after=after
    )


@require_safe
def summary(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the problem on one page, in the person's own words."""
    workspace = open_project(request, project_id, scenario)
    blocks = summarise_problem(workspace.catalogue, workspace.answers)
    return render(request, "scoping/summary.html", {"workspace": workspace, "blocks": blocks})


@require_http_methods(PAGE)
def evaluation(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    section = workspace.catalogue.sections["evaluation"]
    after = Way(_("Report"), _url("reports:report", workspace))
    return question_page(
        request, workspace, section.questions, "scoping/evaluation.html", {"section": section}, after=after
    )


@require_http_methods(PAGE)
def readiness(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the checklist with the answers that each item refers to."""
    workspace = open_project(request, project_id, scenario)
    section, checklist = workspace.catalogue.sections["readiness"], get_checklist()
    page = None
    if request.method == "POST":
        page = save_page(workspace, section.questions, request.POST)
        if page is None:
            return render(
                request, "scoping/readiness.html", _checklist_page(open_project(request, project_id, scenario), None)
            )
    return render(request, "scoping/readiness.html", _checklist_page(workspace, page) | {"checklist": checklist})


def _checklist_page(workspace: Workspace, page: list[AskedQuestion] | None) -> dict[str, Any]:
    section, checklist = workspace.catalogue.sections["readiness"], get_checklist()
    proposals = propose(checklist, facts_of(workspace.catalogue, workspace.answers))
    asked = {one.question.id: one for one in page or ask(workspace, section.questions)}
    groups = [
        {
            "dimension": dimension,
            "rows": [
                {
                    "item": item,
                    "asked": asked[item.id].fields[0],
                    "proposal": proposals.get(item.id),
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
    return render(request, "scoping/_readiness_result.html", {"workspace": workspace, **_result(workspace)})


def _result(workspace: Workspace) -> dict[str, Any]:
    checklist = get_checklist()
    found = assess(checklist, workspace.answers)
    rising = list(reversed(checklist.verdicts))
    capped = found.verdict is not None and bool(found.capped_by)
    cap = next((one.from_score for one in rising if found.verdict and one.from_score > found.verdict.from_score), 100.0)
    points = _("%(points)s points") % {"points": workspace.formatter.number(round(found.score))}
    drawing = gauge(
        found.score,
        [one.from_score for one in rising],
        [_(one.label) for one in rising],
        cap=cap if capped else 100,
        label=_("Score of readiness from 0 to 100"),
        points=points,
    )
    look, lit = look_of(found.verdict)
    return {"assessment": found, "gauge": drawing, "look": look, "lit": lit, "points": points}


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "scoping/glossary.html", {"glossary": get_glossary()})
