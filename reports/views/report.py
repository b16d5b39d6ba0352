"""The report: on the owner's page, behind a share link, and as a PDF. One composition serves all three."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from charts.descriptions import Chart
from decisions.wording import say_verdict, say_way_up
from projects.access import Workspace, note_opening, open_project
from projects.domain.rights import REPORT, Need, Right
from projects.files import file_name, file_reply
from projects.lanes import heavy
from projects.links import find_link, is_locked, read_link
from projects.models import ShareLink
from reports.charts import all_charts
from reports.compose import compose_report
from reports.domain.report import Report
from reports.formats.files import FORMATS
from reports.pdf import render_pdf
from reports.shell import Shell
from reports.unprintable import scripts_without_font

READS_REPORT = Need(part=REPORT)


@heavy
@require_safe
def report(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, READS_REPORT)
    composed = compose_report(workspace)
    context = {
        "workspace": workspace, "report": composed, "charts": _charts(workspace),
        "unprintable": scripts_without_font(composed), "formats": FORMATS.values(),
        "verdict": say_verdict(workspace), "way_up": say_way_up(workspace),
    }  # fmt: skip
    return render(request, "reports/report.html", context)


@heavy
@require_safe
def report_pdf(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    return _pdf(open_project(request, project_id, scenario, READS_REPORT))


@heavy
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    link = find_link(token)
    if elsewhere := _door(request, link, token):
        return elsewhere
    note_opening(token)
    workspace = read_link(link)
    composed = compose_report(workspace)
    context = {
        "workspace": workspace, "report": composed, "token": token, "unprintable": scripts_without_font(composed),
        "charts": _charts(workspace), "keys": Shell(workspace).keys, "read_only": True,
        "verdict": say_verdict(workspace), "way_up": say_way_up(workspace),
    }  # fmt: skip
    return render(request, "reports/shared.html", context)


@heavy
@require_safe
def shared_pdf(request: HttpRequest, token: str) -> HttpResponse:
    link = find_link(token)
    if elsewhere := _door(request, link, token):
        return elsewhere
    note_opening(token)
    return _pdf(read_link(link))


def _door(request: HttpRequest, link: ShareLink, token: str) -> HttpResponse | None:
    """Return where to go first: to the password, or to the name of whoever comes to comment or to edit."""
    if is_locked(request, link):
        return redirect("reports:unlock", token)
    return redirect("reports:join", token) if link.right > Right.VIEW else None


@require_safe
def tidy_link(request: HttpRequest, token: str, pdf: str = "") -> HttpResponse:
    """Lead to the link without what stands behind it. Whether it opens is said there: a guess learns nothing."""
    return redirect("reports:shared_pdf" if pdf else "reports:shared", token)


def _charts(workspace: Workspace) -> dict[str, Chart]:
    """Return the charts that the reader may see; a page draws those that its report names."""
    return {chart_id: chart for chart_id, chart in all_charts(workspace).items() if workspace.may_show(chart)}


def _pdf(workspace: Workspace) -> HttpResponse:
    return pdf_reply(workspace, compose_report(workspace))


def pdf_reply(workspace: Workspace, report: Report) -> HttpResponse:
    """Return a report as a PDF."""
    rendered = render_pdf(report)
    response = file_reply(rendered.pdf, "application/pdf", file_name(workspace, "pdf", what="report"), inline=True)
    response["X-Pdf-Standards"] = " ".join(rendered.standards)
    return response
