import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from projects.access import Workspace, open_change, open_project
from projects.domain.fields import Field, FieldType
from projects.domain.rights import Need, Right
from projects.forms import AnswerForm
from projects.lanes import quick
from projects.limits import NoStorage, OverLimit
from projects.models import digest
from projects.packs import part_of_field
from projects.pages import AT_A_FIGURE, AskedField, answer_form, hidden_prefixes, take_base_answer
from projects.paths import own_path
from projects.readers import check_reader
from projects.saving import Saved, SaveOutcome, save_answer, undo
from projects.suggestions import proposed
from projects.wording import name_field, say_changed_later


@quick
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, project_id: uuid.UUID, scenario: str, field_id: str) -> HttpResponse:
    """Save one answer, or show it as it stands."""
    workspace = open_project(request, project_id, scenario, _need(field_id))
    field = _field(workspace, field_id)
    if request.method != "POST":
        return _show(request, workspace, field)
    check_reader(request, workspace)
    form = answer_form(workspace, field, request.POST, at=_place(request))
    if not form.is_valid():
        return _after(request, workspace, form, "invalid")
    try:
        saved = save_answer(workspace.scenario, form.to_answer(), token=form.token_sent, **workspace.author)
    except NoStorage:
        raise  # the page sends it again until there is room
    except OverLimit as limit:
        form.add_error("value", str(limit))
        return _after(request, workspace, form, "invalid")
    return _after(request, workspace, form, saved.result.value, saved)


@require_POST
def take_back(request: HttpRequest, project_id: uuid.UUID, scenario: str, sequence: int) -> HttpResponse:
    """Undo one change."""
    workspace = open_project(request, project_id, scenario)
    change = open_change(workspace, sequence)
    # The same button pressed twice is one change: the token is made from what it undoes.
    saved = undo(change, token=f"undo-{sequence}", **workspace.author)
    if request.headers.get("HX-Request"):
        reply = _show(request, open_project(request, project_id, scenario), _field(workspace, change.field_id))
        # Results listen for it as after any other change.
        reply["HX-Trigger"] = "answer-saved"
        return reply
    if saved.result is SaveOutcome.CONFLICT:
        messages.error(request, say_changed_later(name_field(workspace.catalogue, change.field_id)))
    return redirect("projects:history", project_id, scenario)


@require_http_methods(["GET", "HEAD", "POST"])
def take_base_again(request: HttpRequest, project_id: uuid.UUID, scenario: str, field_id: str) -> HttpResponse:
    """Drop what the scenario says of one field itself: a page that asks, and the change."""
    workspace = open_project(request, project_id, scenario, _need(field_id, Right.EDIT))
    field = _field(workspace, field_id)
    if workspace.scenario.is_base:
        raise Http404
    if request.method != "POST":
        context = {"workspace": workspace, "field": field, "next": own_path(request.GET.get("next", ""))}
        return render(request, "projects/take_base.html", context)
    seen = request.POST.get(f"{field.id.replace('.', '-')}-version", "")
    saved = take_base_answer(
        workspace, field.id, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    )
    if request.headers.get("HX-Request"):
        return _show(request, open_project(request, project_id, scenario, _need(field_id)), field)
    if saved.result is SaveOutcome.CONFLICT:
        messages.error(request, _("This answer was changed in the meantime, so it was left as it is."))
    return redirect(own_path(request.POST.get("next", "")) or reverse("projects:history", args=[project_id, scenario]))


@require_POST
def accept(request: HttpRequest, project_id: uuid.UUID, scenario: str, field_id: str) -> HttpResponse:
    """Answer with what answers elsewhere propose, at the press of a button; what somebody answered meanwhile stays."""
    workspace = open_project(request, project_id, scenario, _need(field_id))
    field, given = _field(workspace, field_id), workspace.answers[field_id]
    offer, seen = proposed(workspace, field.id), request.POST.get("version", "")
    if offer is not None and not offer.taken and seen == str(given.version):
        # The same button pressed twice is one change: the token is made from what it takes.
        token = digest(f"accept/{workspace.scenario.pk}/{field.id}/{given.version}/{offer.value}")[:40]
        save_answer(workspace.scenario, offer.content(given), token=token, **workspace.author)
    return _show(request, open_project(request, project_id, scenario, _need(field_id)), field)


@require_safe
def find_out(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Lead to the list of actions, which holds what is to be found out; old links and bookmarks go on working."""
    open_project(request, project_id, scenario)
    return redirect("decisions:actions", project_id, scenario)


def _need(field_id: str, right: Right | None = None) -> Need:
    """Return what an answer asks of whoever reads or writes it: to see the section that it belongs to."""
    return Need(right, part=part_of_field(field_id))


def _field(workspace: Workspace, field_id: str) -> Field:
    field = workspace.catalogue.fields.get(field_id)
    if field is None:
        raise Http404
    return field


def _place(request: HttpRequest) -> str:
    """Return how the element ids of the answer begin: it may stand at a figure beside its place among the questions."""
    return AT_A_FIGURE if request.GET.get("at") else ""


def _show(request: HttpRequest, workspace: Workspace, field: Field) -> HttpResponse:
    question = workspace.catalogue.questions[field.id]
    form = answer_form(workspace, field, at=_place(request))
    context = {"workspace": workspace, "question": question, "asked": AskedField(form, True), "form": form}
    template = "projects/_rating.html" if field.type is FieldType.SCALE else "projects/_field.html"
    if not workspace.may_edit:
        template = "projects/_read.html"
    if request.method == "POST":
        # An answer that was put back may ask for others, and changes results as any answer does.
        context["hidden"] = hidden_prefixes(workspace, workspace.catalogue.section_of[field.id].id)
        return trigger_client_event(render(request, template, context), "answer-saved")
    return render(request, template, context)


def _after(
    request: HttpRequest, workspace: Workspace, form: AnswerForm, result: str, saved: Saved | None = None
) -> HttpResponse:
    """Answer with what stands under the input: what was read, what is wrong, or both texts to choose from."""
    if saved:
        workspace = workspace.with_answer(saved.answer)
    if saved and saved.sequence:
        workspace.project.sequence = saved.sequence  # so that results are those of the answers as they stand now
    section = workspace.catalogue.section_of[form.definition.id]
    context = {
        "workspace": workspace,
        "form": form,
        "result": result,
        "saved": saved,
        "hidden": hidden_prefixes(workspace, section.id),
    }
    return render(request, "projects/_after.html", context)
