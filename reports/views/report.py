"""The report: on the owner's page, behind a share link, and as a PDF. One composition serves all three."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from decisions.wording import say_verdict, say_way_up
from projects.access import Workspace, note_opening, open_project
from projects.domain.rights import REPORT, Need, Right
from projects.files import file_name, file_reply
from projects.lanes import heavy
from projects.links import find_link, is_locked, read_link
from projects.models import ShareLink
from reports.choice import ReportChoice, markings, papers
from reports.compose import compose_report
from reports.domain.report import Report
from reports.formats.files import FORMATS
from reports.kept import kept_pdf
from reports.pdf import Rendered, render_pdf
from reports.proposing import follow_answers
from reports.shell import Shell
from reports.unprintable import unprintable_of

READS_REPORT = Need(part=REPORT)


@heavy
@require_safe
def report(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = follow_answers(open_project(request, project_id, scenario, READS_REPORT))
    return render(request, "reports/report.html", report_context(request, workspace) | {"formats": FORMATS.values()})


@heavy
@require_safe
def report_pdf(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    return _pdf(request, follow_answers(open_project(request, project_id, scenario, READS_REPORT)))


@heavy
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    link = find_link(token)
    if elsewhere := _door(request, link, token):
        return elsewhere
    note_opening(token)
    workspace = read_link(link)
    context = report_context(request, workspace, is_link=True)
    context |= {"token": token, "keys": Shell(workspace).keys, "read_only": True}
    return render(request, "reports/shared.html", context)


@heavy
@require_safe
def shared_pdf(request: HttpRequest, token: str) -> HttpResponse:
    link = find_link(token)
    if elsewhere := _door(request, link, token):
        return elsewhere
    note_opening(token)
    return _pdf(request, read_link(link), is_link=True)


def _door(request: HttpRequest, link: ShareLink, token: str) -> HttpResponse | None:
    """Return where to go first: to the password, or to the name of whoever comes to comment or to edit."""
    if is_locked(request, link):
        return redirect("reports:unlock", token)
    return redirect("reports:join", token) if link.right > Right.VIEW else None


@require_safe
def tidy_link(request: HttpRequest, token: str, pdf: str = "") -> HttpResponse:
    """Lead to the link without what stands behind it. Whether it opens is said there: a guess learns nothing."""
    return redirect("reports:shared_pdf" if pdf else "reports:shared", token)


def _choice(request: HttpRequest, workspace: Workspace) -> ReportChoice:
    return ReportChoice.read(request.GET, reads_comments=workspace.person_id is not None)


def _composed(workspace: Workspace, choice: ReportChoice, *, is_link: bool = False) -> Report:
    return choice.dress(compose_report(workspace, choice.audience, choice.parts, is_link=is_link))


def report_context(request: HttpRequest, workspace: Workspace, *, is_link: bool = False) -> dict[str, Any]:
    """Return what both pages show."""
    choice = _choice(request, workspace)
    composed = _composed(workspace, choice, is_link=is_link)
    return {
        "workspace": workspace,
        "report": composed,
        "choice": choice,
        "papers": papers(),
        "markings": markings(),
        "unprintable": unprintable_of(composed),
        "verdict": say_verdict(workspace),
        "way_up": say_way_up(workspace),
    }


def _pdf(request: HttpRequest, workspace: Workspace, *, is_link: bool = False) -> HttpResponse:
    choice = _choice(request, workspace)

    def make() -> Rendered:
        return render_pdf(_composed(workspace, choice, is_link=is_link))

    return _file(workspace, kept_pdf(workspace, choice, make, is_link=is_link), choice.audience)


def pdf_reply(workspace: Workspace, report: Report) -> HttpResponse:
    """Return a report as a PDF."""
    return _file(workspace, render_pdf(report), report.meta.audience)


def _file(workspace: Workspace, rendered: Rendered, audience: str) -> HttpResponse:
    name = file_name(workspace, "pdf", what=f"report-{audience}")
    response = file_reply(rendered.pdf, "application/pdf", name, inline=True)
    response["X-Pdf-Standards"] = " ".join(rendered.standards)
    return response
