"""The decision page: the verdict, what it takes, whom to ask for what, and the record of what was decided."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions.actions import SaidAsk, actions_of, asks_of
from decisions.content import get_rulebook
from decisions.domain.actions import ActionKind, Addressee
from decisions.forms import RecordForm
from decisions.gaps import required_of, say_not_counted
from decisions.headline import headline_of
from decisions.models import Decision
from decisions.recorded import say_decided
from decisions.recording import (
    AnotherDecision,
    DecisionRecord,
    StaleProject,
    delete_decision,
    newest_of,
    record_decision,
)
from decisions.since import since
from decisions.thresholds import checklist_of
from decisions.wording import say_outcome, say_verdict, say_way_up
from projects import auditing
from projects.access import ANYBODY, OWNER, Workspace, open_project
from projects.limits import OverLimit
from projects.models import experience_of_today, pack_of_today, thresholds_of_today

MANY_ASKED, FIRST_ASKED = 6, 3
"""More people than the first are many: then so many as the second stand on the page, the sponsor first."""


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the verdict and everything a sponsor needs for it; record what was decided."""
    need = OWNER if request.method == "POST" else ANYBODY
    workspace = open_project(request, project_id, scenario, need)
    form = record_form(workspace, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = record_decision(workspace, told_by(workspace, form))
        except StaleProject:
            form.refuse_stale(workspace.project.sequence)
        except AnotherDecision as another:
            form.refuse_second(another.decision.pk, say_decided(another.decision, workspace.formatter))
        except OverLimit as limit:
            form.add_error(None, str(limit))
        else:
            messages.success(request, _("The decision is recorded. This version is kept as it is."))
            return redirect("decisions:recorded", project_id, scenario, made.pk)
    return render(request, "decisions/decision.html", _page(workspace) | {"form": form})


def _page(workspace: Workspace) -> dict[str, Any]:
    actions = actions_of(workspace)
    latest = workspace.project.decisions.select_related("snapshot", "scenario").first()
    return {
        "workspace": workspace,
        "verdict": say_verdict(workspace),
        "way_up": say_way_up(workspace),
        "headline": headline_of(workspace),
        "not_counted": say_not_counted(workspace),
        "needed": [workspace.catalogue.questions[asked.id] for asked in required_of(workspace)],
        "decider": _decider(workspace),
        **_asked(asks_of(workspace, actions)),
        "sum_asked": next((action for action in actions if action.kind is ActionKind.RELEASE), None),
        "open_actions": sum(not action.is_over for action in actions),
        "latest": latest,
        "thresholds": checklist_of(workspace).verdicts[:-1],
        "newest_thresholds": thresholds_of_today(),
        "newest_experience": experience_of_today(),
        "newest_pack": pack_of_today(),
        "earlier": [_line(row) for row in workspace.project.decisions.all()[1:]] if latest else [],
        **(_recorded(workspace, latest) if latest else {}),
    }


def _asked(asks: Sequence[SaidAsk]) -> dict[str, Any]:
    """Return whom the page shows, and who stands behind a fold where they are many."""
    shown = len(asks) if len(asks) <= MANY_ASKED else FIRST_ASKED
    return {"asks": asks, "asks_first": asks[:shown], "asks_folded": asks[shown:]}


def _decider(workspace: Workspace) -> dict[str, Any]:
    """Return who decides, and what this person may decide alone."""
    answers, fields = workspace.visible_answers, workspace.catalogue.fields
    power = fields["people.sponsor_power"].choice(answers.value("people.sponsor_power"))
    return {"person": Addressee.read(answers.value("people.sponsor")), "power": power and _(power.label)}


def record_form(workspace: Workspace, data: Any = None) -> RecordForm:
    """Return the form that records a decision about a project as it is."""
    today = timezone.localdate()
    return RecordForm(
        data,
        outcomes=[(outcome.id, say_outcome(outcome).label) for outcome in get_rulebook().outcomes],
        seen={"sequence": workspace.project.sequence, "newest": newest_of(workspace.project)},
        decided_by=Addressee.read(workspace.visible_answers.value("people.sponsor")).name,
        today=today,
    )


def told_by(workspace: Workspace, form: RecordForm) -> DecisionRecord:
    """Return what a valid form says."""
    sent = form.cleaned_data
    named = sent["version_name"] or _("Decision of %(day)s") % {"day": workspace.formatter.date(sent["decided_on"])}
    return DecisionRecord(
        outcome=sent["outcome"],
        decided_by=sent["decided_by"],
        decided_on=sent["decided_on"],
        words=sent["words"],
        version_name=named,
        token=sent["token"],
        sequence=sent["sequence"],
        newest=sent["newest"],
    )


# ---------------------------------------------------------------- what was recorded


@require_safe
def recorded(request: HttpRequest, project_id: uuid.UUID, scenario: str, decision_id: int) -> HttpResponse:
    """Show one decision, and what changed since."""
    workspace = open_project(request, project_id, scenario)
    row = _open_decision(workspace, decision_id)
    return render(request, "decisions/recorded.html", {"workspace": workspace, **_recorded(workspace, row)})


@require_POST
def take_thresholds(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Judge the project by the organisation's newest thresholds from now on."""
    workspace = open_project(request, project_id, scenario, OWNER)
    workspace.project.take_thresholds()
    messages.success(request, _("This project is judged by the newest thresholds now."))
    return redirect("decisions:decision", project_id, scenario)


@require_POST
def delete(request: HttpRequest, project_id: uuid.UUID, scenario: str, decision_id: int) -> HttpResponse:
    """Delete a decision that was recorded by mistake."""
    workspace = open_project(request, project_id, scenario, OWNER)
    row = _open_decision(workspace, decision_id)
    delete_decision(row)
    auditing.note(request, auditing.DECISION_DELETED, auditing.within(workspace.project.name, row.snapshot.name))
    messages.success(request, _("The recorded decision has been deleted, with the version kept for it."))
    return redirect("decisions:decision", project_id, scenario)


def _open_decision(workspace: Workspace, decision_id: int) -> Decision:
    return get_object_or_404(workspace.project.decisions.select_related("snapshot", "scenario"), pk=decision_id)


def _recorded(workspace: Workspace, row: Decision) -> dict[str, Any]:
    """Return a decision with what changed since; in the scenario that was decided about, while it is there."""
    about = next((scenario for scenario in workspace.scenarios if scenario.pk == row.scenario_id), workspace.scenario)
    there = workspace if about.pk == workspace.scenario.pk else replace(workspace, scenario=about)
    return {"recorded": _line(row), "since": since(row, there)}


def _line(row: Decision) -> dict[str, Any]:
    rulebook = get_rulebook()
    known = {outcome.id: outcome for outcome in rulebook.outcomes}
    return {
        "row": row,
        "outcome": say_outcome(known.get(row.outcome)),
        "proposed": say_outcome(known.get(row.proposed)),
        "differs": row.proposed != row.outcome,
    }
