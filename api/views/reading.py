"""Operations that read. Each opens its project by the same door as the page that shows the same."""

import hashlib
import uuid
from typing import Annotated, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from ninja import Query

from api import schemas
from api.auth import open_anything, open_workspace, token_of
from api.told import (
    tell_answers,
    tell_decision,
    tell_portfolio,
    tell_project,
    tell_results,
    tell_thread,
    tell_version,
    tell_whole_project,
)
from api.views.routes import router
from projects import auditing
from projects.catalogue import get_catalogue
from projects.document import dump_project, written
from projects.domain.document_format import schema
from projects.domain.rights import REPORT, WHOLE, Need, Right
from projects.domain.text import gettext_noop
from projects.models import Member, Project
from projects.threads import read_threads
from projects.versions import open_version
from reports.portfolio import Portfolio, PortfolioQuery

PER_PAGE = 50


@router.get("/me", response=schemas.WhoAmI, summary=gettext_noop("Whom the token acts for"))
def who_am_i(request: HttpRequest) -> dict[str, Any]:
    token = token_of(request)
    names = ("may_write", "expires_on")
    return {"token": token.name, "person": token.person.name} | {name: getattr(token, name) for name in names}


# ---------------------------------------------------------------- projects


@router.get("/projects", response=schemas.ProjectPage, summary=gettext_noop("List projects"))
def list_projects(
    request: HttpRequest, q: Annotated[str, Query(max_length=120)] = "", page: Annotated[int, Query(ge=1, le=10**6)] = 1
) -> dict[str, Any]:
    person = token_of(request).person
    owned, joined = Project.objects.alive().owned_by(person), Project.objects.alive().joined_by(person)
    grants = {member.project_id: member.grant for member in Member.objects.open().filter(browser=person)}
    wanted = q.strip().casefold()
    # Read from memory, as the page does: the database knows upper and lower case of the Latin alphabet only.
    projects = [
        tell_project(project, WHOLE if project.owner_id == person.pk else grants[project.pk])
        for project in (owned | joined).distinct().order_by("-changed_at", "pk")
        if wanted in f"{project.name}\n{project.summary}".casefold()
    ]
    pages = Paginator(projects, PER_PAGE)
    shown = list(pages.page(page)) if page <= pages.num_pages else []
    return {"count": len(projects), "page": page, "pages": pages.num_pages, "projects": shown}


@router.get("/projects/{uuid:project_id}", response=schemas.ShownProject, summary=gettext_noop("Read a project"))
def read_project(request: HttpRequest, project_id: uuid.UUID) -> dict[str, Any]:
    return tell_whole_project(open_anything(request, project_id))


@router.get(
    "/projects/{uuid:project_id}/document", response=dict[str, Any], summary=gettext_noop("Read a project as a file")
)
def read_document(request: HttpRequest, project_id: uuid.UUID, history: bool = False) -> HttpResponse:
    """The same file as the page's export. Send its `ETag` as `If-None-Match`: 304 says that nothing changed."""
    workspace = open_workspace(request, project_id)
    content = written(dump_project(workspace.project, with_history=history, with_parts=True))
    etag = f'"{workspace.project.sequence}-{hashlib.sha256(content).hexdigest()[:16]}"'
    fresh = HttpResponse(content, content_type="application/json")
    reply = get_conditional_response(request, etag=etag, response=fresh) or fresh
    if reply.status_code == 200:
        auditing.note(
            request, auditing.EXPORTED, workspace.project.name, who=auditing.name_of(token_of(request).person)
        )
    reply["ETag"], reply["Cache-Control"] = etag, "private, no-cache"
    return reply


@router.get(
    "/projects/{uuid:project_id}/scenarios/{slug:scenario}/answers",
    response=schemas.Answers,
    summary=gettext_noop("Read the answers of a scenario"),
)
def read_answers(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> dict[str, Any]:
    """Answers of the sections that the person may see."""
    workspace = open_anything(request, project_id, scenario)
    place = {"project": project_id, "scenario": scenario, "sequence": workspace.project.sequence}
    return place | {"answers": tell_answers(workspace)}


@router.get(
    "/projects/{uuid:project_id}/scenarios/{slug:scenario}/results",
    response=schemas.ShownResults,
    summary=gettext_noop("Read verdict and figures"),
)
def read_results(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> dict[str, Any]:
    """What the overview shows: verdict, tests, headline figures with P10, P50 and P90."""
    return tell_results(open_workspace(request, project_id, scenario, Need(Right.VIEW, REPORT)))


# ---------------------------------------------------------------- versions and decisions


@router.get(
    "/projects/{uuid:project_id}/versions", response=list[schemas.ShownVersion], summary=gettext_noop("List versions")
)
def list_versions(request: HttpRequest, project_id: uuid.UUID) -> list[dict[str, Any]]:
    workspace = open_workspace(request, project_id)
    return [tell_version(row) for row in workspace.project.snapshots.defer("document", "results")]


@router.get(
    "/projects/{uuid:project_id}/versions/{int:version_id}",
    response=schemas.WholeVersion,
    summary=gettext_noop("Read a version"),
)
def read_version(request: HttpRequest, project_id: uuid.UUID, version_id: int) -> dict[str, Any]:
    """The project as it was, and its figures as they were shown then."""
    snapshot = open_version(open_workspace(request, project_id), version_id)
    return tell_version(snapshot) | {"document": snapshot.document, "results": snapshot.results}


@router.get(
    "/projects/{uuid:project_id}/decisions",
    response=list[schemas.ShownDecision],
    summary=gettext_noop("List recorded decisions"),
)
def list_decisions(request: HttpRequest, project_id: uuid.UUID) -> list[dict[str, Any]]:
    workspace = open_workspace(request, project_id)
    return [tell_decision(row) for row in workspace.project.decisions.select_related("snapshot", "scenario")]


@router.get(
    "/projects/{uuid:project_id}/comments",
    response=list[schemas.ShownThread],
    summary=gettext_noop("Read the comments"),
)
def list_comments(request: HttpRequest, project_id: uuid.UUID) -> list[dict[str, Any]]:
    """Threads that the person may read, the newest first; resolved ones too."""
    return [tell_thread(thread) for thread in read_threads(open_anything(request, project_id))]


# ---------------------------------------------------------------- across projects


@router.get("/portfolio", response=schemas.ShownPortfolio, summary=gettext_noop("Rank all projects"))
def read_portfolio(request: HttpRequest, asked: Query[schemas.AskedPortfolio]) -> dict[str, Any]:
    """With a budget or a number of people it says which projects to fund, and why the others are left out."""
    told = asked.dict(exclude={"q"})
    return tell_portfolio(Portfolio(token_of(request).person, PortfolioQuery(query=asked.q.strip(), **told)))


@router.get("/fields", response=list[schemas.ShownField], summary=gettext_noop("List what can be answered"))
def list_fields(request: HttpRequest, project: uuid.UUID | None = None) -> list[dict[str, Any]]:
    # Without a project what ships; of a project the sections that the person may see, as it is asked them.
    workspace = open_anything(request, project) if project else None
    catalogue = workspace.catalogue if workspace else get_catalogue()
    return [
        {
            "id": field.id,
            "label": _(field.label),
            "section": section.id,
            "type": field.type.value,
            "unit": field.unit,
            "choices": [{"id": str(choice.value), "label": _(choice.label)} for choice in field.choices],
            "columns": [column.id for column in field.columns],
        }
        for section in catalogue.sections.values()
        if workspace is None or workspace.grant.opens(section.id)
        for question in section.questions
        for field in question.fields
        if field.id not in catalogue.left_out
    ]


@router.get("/document-schema", response=dict[str, Any], summary=gettext_noop("Read the format of a project file"))
def read_document_schema(request: HttpRequest) -> HttpResponse:
    return JsonResponse(schema())
