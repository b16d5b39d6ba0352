"""Answers that somebody other than their writer marks as checked."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from projects.access import Workspace, open_project
from projects.checking import Checkable, Checked, Seen, set_check
from projects.domain.fields import Field
from projects.domain.rights import Need, Right
from projects.lanes import quick
from projects.packs import part_of_field
from projects.paths import own_path


@quick
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, project_id: uuid.UUID, scenario: str, field_id: str) -> HttpResponse:
    """Mark an answer as checked, or take that back; without JavaScript on a page that shows it once more."""
    need = Need(Right.COMMENT, part=part_of_field(field_id))
    workspace = open_project(request, project_id, scenario, need)
    field = workspace.catalogue.fields.get(field_id)
    if field is None:
        raise Http404
    if request.method != "POST":
        return _page(request, workspace, field)
    problem = _set(request, workspace, field)
    fresh = open_project(request, project_id, scenario, need)
    if request.headers.get("HX-Request"):
        context = {"workspace": fresh, "answer": fresh.readable_answers[field_id], "problem": problem}
        # Counts of what is checked listen for it.
        return trigger_client_event(render(request, "projects/_check.html", context), "answer-saved")
    if problem:
        return _page(request, fresh, field, problem)
    return redirect(own_path(request.POST.get("next", "")) or request.path)


def _set(request: HttpRequest, workspace: Workspace, field: Field) -> str:
    """Set the check or take it back; return why that could not be done, or ""."""
    it = Checkable(workspace, workspace.answers[field.id])
    is_checked = "checked" in request.POST
    if is_checked and it.hindrance:
        return _(it.hindrance)
    if not it.may_change:
        raise Http404
    seen = Seen(_number(request.POST.get("version", "")), _number(request.POST.get("base", "")))
    done = set_check(workspace, field.id, seen, is_checked=is_checked)
    if done is Checked.CHANGED:
        return _("This answer was changed in the meantime. Read it again before you check it.")
    return ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(request: HttpRequest, workspace: Workspace, field: Field, problem: str = "") -> HttpResponse:
    it = Checkable(workspace, workspace.readable_answers[field.id])
    context = {
        "workspace": workspace,
        "field": field,
        "it": it,
        "problem": problem,
        "hindrance": _(it.hindrance),
        "next": own_path(request.GET.get("next", "") or request.POST.get("next", "")),
    }
    return render(request, "projects/check_answer.html", context)
