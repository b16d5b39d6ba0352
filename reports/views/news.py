import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from projects.access import open_project
from projects.domain.rights import Need, Right
from projects.panels import ALONE, panel
from reports.news import News, UpTo, mark_of, mark_read, news_of

FEW = 6
"""So many are shown on the overview."""


@panel
@require_safe
def news(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show all that others did since the reader was here, or since the number in the address."""
    workspace = open_project(request, project_id, scenario)
    if ALONE in request.GET:
        return render(request, "reports/_news.html", {"workspace": workspace, "news": news_of(workspace), "few": FEW})
    since, mark = request.GET.get("since", ""), mark_of(workspace)
    is_number = since.isascii() and since.isdigit() and len(since) < 19
    news_shown = News(workspace, int(since)) if is_number else news_of(workspace)
    return render(request, "reports/news.html", {"workspace": workspace, "news": news_shown, "mark": mark})


@require_POST
def read_news(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Note what the reader has seen."""
    workspace = open_project(request, project_id, scenario, Need(Right.VIEW))
    up_to = UpTo.read(request.POST.get("up_to", ""))
    if up_to is not None:
        mark_read(workspace, up_to)
    return redirect("reports:overview", project_id, scenario)
