"""The quick scope: ten screens, each one form with one button, and the result."""

import uuid
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions.gaps import say_caveats
from decisions.results import results_of
from decisions.wording import say_verdict
from decisions.worth import say_worth
from projects.access import Workspace, open_project
from projects.lanes import heavy
from reports.compose import compose_report
from reports.proposing import follow_answers, propose_approach, take_proposed_approach
from reports.quick import (
    answers_in_short,
    as_written,
    is_early,
    is_named_by_us,
    known_so_far,
    name_project,
    save_screen,
    show_screen,
)
from reports.quick_result import approaches_of, counted_of, levers_of, say_wanted
from reports.shell import Shell
from reports.views.report import pdf_reply
from scoping.content import get_quick_scope
from scoping.domain.quick import Screen


@require_safe
def quick(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Go on where the quick scope was left."""
    workspace = open_project(request, project_id, scenario)
    scope = get_quick_scope()
    done = scope.done(workspace.answers, workspace.catalogue)
    left = next((screen for screen in scope.screens if screen not in done), None)
    return redirect(_url(workspace, left) if left else _result_url(workspace))


@require_http_methods(["GET", "HEAD", "POST"])
def quick_screen(request: HttpRequest, project_id: uuid.UUID, scenario: str, screen_id: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    scope = get_quick_scope()
    screen = scope.screen(screen_id)
    if screen is None:
        raise Http404
    after = scope.screens[screen.number] if screen.number < len(scope.screens) else None
    before = scope.screens[screen.number - 2] if screen.number > 1 else None
    to_result = "result" in request.GET or after is None
    page = None
    if request.method == "POST":
        page = save_screen(workspace, screen, request.POST)
        if page is None:
            name_project(replace(workspace))
            # Results are remembered by the project's state, which the answers have just moved.
            workspace.project.refresh_from_db()
            answered = replace(workspace)
            # With the verdict beside the question comes what it costs.
            if to_result or not is_early(answered):
                propose_approach(answered)
            return redirect(_result_url(workspace) if to_result or after is None else _url(workspace, after))
        workspace = replace(workspace)
    entries = show_screen(workspace, screen, page)
    context = {
        "workspace": workspace,
        "screen": screen,
        "ask": as_written(_(screen.ask), workspace.formatter),
        "entries": entries,
        "has_choices": any(entry.field.choices for entry in entries),
        "single": len(screen.fields) == 1,
        "problems": page,
        "leave": True,
        "screens": scope.screens,
        "minutes": max(1, round(scope.minutes * (len(scope.screens) - screen.number + 1) / len(scope.screens))),
        "after": None if to_result else after,
        "back": _url(workspace, before) if before else "",
        "known": known_so_far(workspace),
        "said": [answer for answer in answers_in_short(workspace) if answer.text and answer.screen is not screen],
    }
    return render(request, "reports/quick_screen.html", context)


@require_safe
def quick_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = follow_answers(open_project(request, project_id, scenario))
    results, frame = results_of(workspace), Shell(workspace)
    scope, answers = get_quick_scope(), workspace.answers
    done = len(scope.done(answers, workspace.catalogue))
    context = {
        "workspace": workspace,
        "verdict": say_verdict(workspace),
        "case": results.case,
        "usual_team": results.team.plan.assumed,
        "levers": levers_of(workspace),
        "approaches": approaches_of(workspace),
        "counted": counted_of(workspace),
        "wanted": say_wanted(workspace),
        "caveats": say_caveats(workspace),
        "worth": say_worth(workspace),
        "said": answers_in_short(workspace),
        "done": done,
        "left": len(scope.screens) - done,
        "known": len(scope.known(answers)),
        "scope": scope,
        "named_by_us": is_named_by_us(workspace),
        "lead": frame.lead,
        "minutes_of_lead": frame.minutes_of_lead,
    }
    return render(request, "reports/quick_result.html", context)


@require_POST
def take_proposal(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Take on the approach that the figures count with."""
    workspace = open_project(request, project_id, scenario)
    take_proposed_approach(workspace)
    return redirect(_result_url(workspace))


@heavy
@require_safe
def quick_pdf(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """The sponsor's page alone."""
    workspace = follow_answers(open_project(request, project_id, scenario))
    return pdf_reply(workspace, compose_report(workspace, one_page=True))


def _url(workspace: Workspace, screen: Screen) -> str:
    return reverse("reports:quick_screen", args=[workspace.project.pk, workspace.scenario.slug, screen.id])


def _result_url(workspace: Workspace) -> str:
    return reverse("reports:quick_result", args=[workspace.project.pk, workspace.scenario.slug])
