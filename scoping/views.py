import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from projects.access import Workspace, open_project
from projects.domain.rights import Need
from projects.views.questions import PageLink, question_page
from scoping.content import get_glossary, get_interview
from scoping.domain.summary import summarise_problem

PAGE = ["GET", "HEAD", "POST"]


def _url(name: str, workspace: Workspace, *more: str) -> str:
    return reverse(name, args=[workspace.project.pk, workspace.scenario.slug, *more])


@require_http_methods(PAGE)
def part(request: HttpRequest, project_id: uuid.UUID, scenario: str, part: str) -> HttpResponse:
    """Show one part of the problem questionnaire."""
    workspace = open_project(request, project_id, scenario, Need(part="problem"))
    section = workspace.catalogue.sections["problem"]
    chosen = section.part(part)
    if chosen is None:
        raise Http404
    number = section.parts.index(chosen)
    ways = [PageLink(f"{each.letter} {each.title}", _url("scoping:part", workspace, each.id)) for each in section.parts]
    overview = PageLink(_("Overview"), _url("reports:overview", workspace)) if workspace.grant.sees_everything else None
    before = ways[number - 1] if number else overview
    last = PageLink(_("Your summary"), _url("scoping:summary", workspace))
    after = ways[number + 1] if number + 1 < len(ways) else last
    context = {
        "section": section,
        "part": chosen,
        "ways": zip(section.parts, ways, strict=True),
        "interview": get_interview(),
        "before": before,
    }
    return question_page(request, workspace, section.questions_of(chosen.id), "scoping/part.html", context, after=after)


@require_safe
def summary(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the problem on one page, in the person's own words."""
    workspace = open_project(request, project_id, scenario, Need(part="problem"))
    blocks = summarise_problem(workspace.catalogue, workspace.answers)
    return render(
        request,
        "scoping/summary.html",
        {"workspace": workspace, "blocks": blocks, "opens_readiness": workspace.grant.opens("readiness")},
    )


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "scoping/glossary.html", {"glossary": get_glossary()})


@require_safe
def term(request: HttpRequest, term_id: str) -> HttpResponse:
    """Show one entry of the glossary, for a page to open where the term stands."""
    entry = get_glossary().by_id.get(term_id)
    if entry is None:
        raise Http404
    return render(request, "scoping/_term.html", {"term": entry})
