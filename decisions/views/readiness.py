"""The readiness checklist. It stands above every room, because its proposals read what they found out."""

import uuid
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charts.marks import gauge
from decisions.checklist import ChecklistPage, accept_all, accepted_between, take_back_all
from decisions.results import results_of
from decisions.thresholds import checklist_of
from decisions.wording import SaidVerdict, say_verdict
from projects.access import Workspace, open_project
from projects.domain.fields import slug_id
from projects.domain.rights import Need
from projects.limits import OverLimit
from projects.pages import AskedQuestion, save_page
from projects.panels import panel

MOST_LEVERS = 3
LONGEST_SEQUENCE = 9
"""Digits of a sequence number in an address."""


@require_http_methods(["GET", "HEAD", "POST"])
def readiness(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the statements: those that need somebody, those that are proposed, those that are rated."""
    workspace = open_project(request, project_id, scenario, Need(part="readiness"))
    page = None
    if request.method == "POST":
        # What stood folded on the page was not sent: it keeps its answer, and is shown with it.
        names = {name.rpartition("-")[0] for name in request.POST}
        asked = workspace.catalogue.sections["readiness"].questions
        page = save_page(workspace, [question for question in asked if slug_id(question.id) in names], request.POST)
        if page is None:
            workspace = open_project(request, project_id, scenario)
    # Without JavaScript the page comes anew, with what was asked for in its place.
    meaning = request.GET.get("meaning")
    wanted = {*request.GET.getlist("open"), meaning}
    context = {
        "accepted": _accepted(request, workspace),
        "meaning": meaning,
        "wanted": wanted,
        "opens_compute": workspace.grant.opens("compute"),
    }
    return render(request, "decisions/readiness.html", _page(workspace, page, wanted) | context)


def _page(workspace: Workspace, problems: list[AskedQuestion] | None, wanted: Collection[str | None]) -> dict[str, Any]:
    page = ChecklistPage(workspace, problems)
    opens_later = bool(problems) or any(row.item.id in wanted for row in page.needing_later)
    shown = {"checklist": checklist_of(workspace), "page": page, "problems": problems, "opens_later": opens_later}
    return {**shown, **_result(workspace, page)}


@panel
@require_safe
def readiness_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="readiness"))
    page = ChecklistPage(workspace)
    context = {"fresh": True, "page": page, **_result(workspace, page)}
    return render(request, "decisions/_readiness_result.html", context)


@require_safe
def statements(request: HttpRequest, project_id: uuid.UUID, scenario: str, *, folded: bool = False) -> HttpResponse:
    """Show the forms of statements, which their page fetches when somebody opens them.

    Each `of` in the address names the statements of one place by their ids, with commas; `folded` says whether it says
    the statement itself.
    """
    workspace = open_project(request, project_id, scenario, Need(part="readiness"))
    rows = {row.item.id: row for row in ChecklistPage(workspace).rows}
    places = [ids.split(",") for ids in request.GET.getlist("of")]
    if any(item_id not in rows for ids in places for item_id in ids):
        raise Http404
    blocks = [[rows[item_id] for item_id in ids] for ids in places]
    context = {"workspace": workspace, "blocks": blocks, "folded": folded}
    return render(request, "decisions/_statements.html", context)


@require_safe
def meaning(request: HttpRequest, project_id: uuid.UUID, scenario: str, item_id: str) -> HttpResponse:
    """Say what the words of one statement mean."""
    workspace = open_project(request, project_id, scenario, Need(part="readiness"))
    row = next((row for row in ChecklistPage(workspace).rows if row.item.id == item_id), None)
    if row is None:
        raise Http404
    return render(request, "decisions/_meaning.html", {"workspace": workspace, "row": row})


@require_POST
def accept(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Accept every proposal that the page showed."""
    workspace = open_project(request, project_id, scenario)
    address = reverse("decisions:readiness", args=[project_id, scenario])
    try:
        first, last = accept_all(workspace, request.POST.getlist("proposal"))
    except OverLimit as problem:
        messages.error(request, str(problem))
        return redirect(address)
    if not first:
        messages.info(request, _("Nothing was left to accept: these statements were rated in the meantime."))
        return redirect(address)
    return redirect(f"{address}?accepted={first}-{last}")


@require_POST
def take_back(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Take back what was accepted together."""
    workspace = open_project(request, project_id, scenario)
    span = _span(request.POST.get("accepted", ""))
    count = take_back_all(workspace, *span) if span else 0
    messages.success(
        request, ngettext("%(n)s rating was taken back.", "%(n)s ratings were taken back.", count) % {"n": count}
    )
    return redirect(reverse("decisions:readiness", args=[project_id, scenario]))


def _span(text: str) -> tuple[int, int] | None:
    """Return the first and the last sequence number of what was accepted; None where the text says none."""
    parts = text.split("-")
    if len(parts) != 2 or not all(
        part.isascii() and part.isdigit() and len(part) <= LONGEST_SEQUENCE for part in parts
    ):
        return None
    return int(parts[0]), int(parts[1])


def _accepted(request: HttpRequest, workspace: Workspace) -> dict[str, Any] | None:
    """Return what was just accepted and still stands: how many ratings, and which."""
    span = _span(request.GET.get("accepted", ""))
    count = len(accepted_between(workspace, *span)) if span else 0
    return {"count": count, "span": f"{span[0]}-{span[1]}"} if span and count else None


def _result(workspace: Workspace, page: ChecklistPage) -> dict[str, Any]:
    said, assessment = say_verdict(workspace), results_of(workspace).assessment
    return {
        "workspace": workspace,
        "assessment": assessment,
        "levers": [(lever, assessment.next_step(lever.items[0])) for lever in assessment.levers[:MOST_LEVERS]],
        "bars": page.bars(),
        "gauge": _gauge(workspace, said),
        "verdict": said,
        "light": next(light for light in said.lights if light.id == "readiness"),
    }


def _gauge(workspace: Workspace, said: SaidVerdict) -> SafeString:
    """Draw the score on the limits of the checklist; what gates hold back is hatched."""
    assessment, rising = results_of(workspace).assessment, list(reversed(checklist_of(workspace).verdicts))
    capped = assessment.verdict is not None and bool(assessment.capped_by)
    cap = next(
        (
            verdict.from_score
            for verdict in rising
            if assessment.verdict and verdict.from_score > assessment.verdict.from_score
        ),
        100.0,
    )
    return gauge(
        assessment.score_of_rated,
        [verdict.from_score for verdict in rising],
        [_(verdict.label) for verdict in rising],
        cap=cap if capped else 100,
        label=_("Score of readiness from 0 to 100"),
        points=_("%(points)s points") % {"points": said.points},
    )
