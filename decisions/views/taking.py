"""Answers at the press of a button: what a cost usually comes to, and the coverage that somebody tried."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from decisions.deeper import accuracy_of
from decisions.domain.accuracy import COVERAGE, AtCoverage, shifted
from decisions.domain.usual import rounded_roughly
from decisions.results import results_of
from decisions.views.value import coverage_sent
from projects.access import Workspace, open_project
from projects.domain.answers import Answer, AnswerState
from projects.domain.ranges import Range
from projects.saving import SaveOutcome, save_answer

EXPENSES = "team.other_expenses"


@require_POST
def take_usual(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Answer a cost with what it usually comes to; its source becomes the note."""
    workspace = open_project(request, project_id, scenario)
    field_id = request.POST.get("field", "")
    usual = results_of(workspace).usual.inputs.get(field_id)
    if usual is None:
        messages.warning(request, _("This is not available. Please choose again."))
    else:
        note = workspace.answers[field_id].note or usual.source
        content = Answer(
            field_id=field_id,
            state=AnswerState.KNOWN,
            value=usual.value.to_json(),
            note=note,
            version=sent_version(request),
        )
        save_taken(request, workspace, content)
    return redirect(f"{reverse('decisions:value', args=[project_id, scenario])}#value_result")


@require_POST
def take_coverage(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Answer the coverage with the one that was tried, its range moved along, and plan what more accuracy costs."""
    workspace = open_project(request, project_id, scenario)
    accuracy = accuracy_of(workspace)
    known = results_of(workspace).reader.input(COVERAGE)
    if accuracy is None or known is None:
        messages.warning(request, _("This is not available. Please choose again."))
    else:
        at = accuracy.at(coverage_sent(request.POST.get("coverage", ""), accuracy.now))
        content = Answer(
            field_id=COVERAGE,
            state=AnswerState.KNOWN,
            value=shifted(known.value, at.coverage).to_json(),
            note=workspace.answers[COVERAGE].note,
            version=sent_version(request),
        )
        if save_taken(request, workspace, content) and at.extra_cost.likely > 0:
            _plan_extra_cost(request, workspace, accuracy.now, at)
    return redirect(f"{reverse('decisions:value', args=[project_id, scenario])}#coverage")


def _plan_extra_cost(request: HttpRequest, workspace: Workspace, before: float, at: AtCoverage) -> None:
    """Put the cost of more accuracy among the other expenses: a better tool is not to be had for nothing."""
    answer, cost = workspace.answers[EXPENSES], at.extra_cost
    amount = Range(low=rounded_roughly(cost.low), likely=rounded_roughly(cost.likely), high=rounded_roughly(cost.high))
    write = workspace.formatter
    what = _("More accuracy: %(before)s to %(after)s") % {
        "before": write.quantity(round(before), "%"),
        "after": write.quantity(round(at.coverage), "%"),
    }
    row = {"what": what, "kind": "other", "amount": amount.to_json(), "paid": "once", "first_month": 1}
    rows = answer.value if answer.state is AnswerState.KNOWN else []
    content = Answer(
        field_id=EXPENSES, state=AnswerState.KNOWN, value=[*rows, row], note=answer.note, version=answer.version
    )
    if len(content.value) <= workspace.catalogue.fields[EXPENSES].max_rows and save_taken(request, workspace, content):
        said = {"money": write.money_compact(amount.likely)}
        messages.success(request, _("Planned under Team, Other expenses: %(money)s for more accuracy.") % said)
    else:
        messages.warning(request, _("The cost of more accuracy is not planned yet. Add it under Team, Other expenses."))


def sent_version(request: HttpRequest) -> int:
    """Return the version of the answer that the page showed; one that never is where it was not sent."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) <= 9 else -1


def save_taken(request: HttpRequest, workspace: Workspace, content: Answer) -> bool:
    """Save an answer that a button gave; say where somebody was faster, and tell whether it is saved."""
    token = f"take-{content.field_id}-{content.version}-{content.value}"[:64]
    saved = save_answer(workspace.scenario, content, token=token, **workspace.author)
    if saved.result is SaveOutcome.CONFLICT:
        messages.warning(request, _("Someone else answered this in the meantime. Check it, then choose again."))
    return saved.result is not SaveOutcome.CONFLICT
