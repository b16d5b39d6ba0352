import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from estimates.domain.formulas.kinds import Architecture
from estimates.reference import get_reference
from estimates.results import compute_of
from estimates.suggesting import say_model
from projects.access import Workspace, open_project
from projects.domain.answers import Answer, AnswerState
from projects.domain.errors import BadValue
from projects.domain.values import read_typed
from projects.paths import own_path
from projects.saving import SaveOutcome, save_answer

PROPOSED = ("compute.approach", "compute.model", "compute.accelerator", "compute.serving_accelerator")
KINDS = {
    "encoder": {Architecture.ENCODER},
    "decoder": {Architecture.DECODER, Architecture.MOE_DECODER},
    "encoder_decoder": {Architecture.ENCODER_DECODER},
}


@require_POST
def take(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Answer with what we proposed, at the press of a button."""
    workspace = open_project(request, project_id, scenario)
    content = _taken(workspace, request.POST)
    if content is None:
        messages.warning(request, _("This is not available. Please choose again."))
    else:
        token = f"take-{content.field_id}-{content.version}-{content.value}"[:64]
        saved = save_answer(workspace.scenario, content, token=token, **workspace.author)
        if saved.result is SaveOutcome.CONFLICT:
            messages.warning(request, _("Someone else answered this in the meantime. Check it, then choose again."))
    back = own_path(request.POST.get("next", ""))
    return redirect(back or reverse("estimates:compute", args=[project_id, scenario]))


def _taken(workspace: Workspace, sent: Mapping[str, str]) -> Answer | None:
    field_id, version = sent.get("field", ""), sent.get("version", "")
    if field_id not in PROPOSED or not version.isdecimal() or len(version) > 9:
        return None
    try:
        value = read_typed(workspace.catalogue.fields[field_id], sent.get("value", ""), workspace.reading)
    except BadValue:
        return None
    return value and Answer(field_id=field_id, state=AnswerState.KNOWN, value=value, version=int(version))


@require_safe
def models(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """List known models to start from, each with a button."""
    workspace = open_project(request, project_id, scenario)
    kind, words = request.GET.get("kind", ""), request.GET.get("words", "")[:80]
    guess = compute_of(workspace).guess
    wanted = words.casefold().split()
    choices = [
        {"model": preset, "says": say_model(preset, workspace.formatter), "proposed": guess and preset == guess.model}
        for preset in get_reference().presets.values()
        if preset.architecture in KINDS.get(kind, set(Architecture))
        and all(
            word in f"{preset.name} {preset.organization} {preset.good_for} {preset.license}".casefold()
            for word in wanted
        )
    ]
    choices.sort(key=lambda row: (not row["proposed"],))
    field = workspace.catalogue.fields["compute.model"]
    context = {
        "workspace": workspace,
        "found": choices,
        "kind": kind,
        "words": words,
        "kinds": [
            choice for choice in workspace.catalogue.fields["compute.model_family"].choices if choice.value in KINDS
        ],
        "field": field,
        "answer": workspace.answers[field.id],
    }
    return render(request, "estimates/models.html", context)
