"""Answers at the press of a button: what a cost usually comes to, and the coverage that somebody tried."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from decisions.results import results_of
from projects.access import Workspace, open_project
from projects.domain.answers import Answer, State
from projects.saving import Result, save_answer


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
        content = Answer(field_id=field_id, state=State.KNOWN, value=usual.value.to_json(), note=note)
        save_taken(request, workspace, content)
    return redirect(f"{reverse('decisions:value', args=[project_id, scenario])}#value_result")


def save_taken(request: HttpRequest, workspace: Workspace, content: Answer) -> None:
    """Save an answer that a button gave, from the version that its page showed; say where somebody was faster."""
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() and len(sent) <= 9 else -1
    token = f"take-{content.field_id}-{version}-{content.value}"[:64]
    saved = save_answer(workspace.scenario, replace(content, version=version), token=token, who=workspace.who)
    if saved.result is Result.CONFLICT:
        messages.warning(request, _("Someone else answered this in the meantime. Check it, then choose again."))
