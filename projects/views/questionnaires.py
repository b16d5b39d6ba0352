"""The questionnaire as a workbook: out, and in again, with a page between that shows what would change."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from projects.access import Workspace, open_project
from projects.domain.errors import BadValue
from projects.files import file_name, file_reply
from projects.forms import QuestionnaireForm, say
from projects.lanes import heavy
from projects.limits import OverLimit
from projects.pages import answer_form
from projects.questionnaire import questionnaire_workbook, read_questionnaire
from projects.saving import SaveOutcome, save_answer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@heavy
@require_safe
def questionnaire(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    content = questionnaire_workbook(workspace)
    return file_reply(content, XLSX, file_name(workspace, "xlsx", what="questionnaire"))


@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Take a filled-in questionnaire: show what differs, and save what is accepted."""
    workspace = open_project(request, project_id, scenario)
    if request.method == "POST" and "accept" in request.POST:
        _accept(request, workspace)
        return redirect("projects:history", project_id, scenario)
    form = QuestionnaireForm(request.POST, request.FILES) if request.method == "POST" else QuestionnaireForm()
    context = {"workspace": workspace, "form": form}
    if form.is_valid():
        try:
            context["filled"] = read_questionnaire(workspace, bytes(form.cleaned_data["file"].read()))
        except BadValue as problem:
            form.add_error("file", say(problem))
    return render(request, "projects/fill_in.html", context)


def _accept(request: HttpRequest, workspace: Workspace) -> None:
    """Save the answers that were ticked, through the same forms as every page; say what became of them."""
    saved = refused = 0
    for field_id in request.POST.getlist("take"):
        asked = workspace.catalogue.fields.get(field_id)
        form = answer_form(workspace, asked, request.POST) if asked else None
        if form is None or not form.is_valid():
            refused += 1
            continue
        try:
            result = save_answer(workspace.scenario, form.to_answer(), token=form.token_sent, **workspace.author).result
        except OverLimit as limit:
            messages.error(request, str(limit))
            break
        saved += result is not SaveOutcome.CONFLICT
        refused += result is SaveOutcome.CONFLICT
    if saved:
        words = ngettext("%(n)s answer has been taken over.", "%(n)s answers have been taken over.", saved)
        messages.success(request, words % {"n": saved})
    if refused:
        words = ngettext(
            "%(n)s answer was changed in the meantime and has been left as it is.",
            "%(n)s answers were changed in the meantime and have been left as they are.",
            refused,
        )
        messages.error(request, words % {"n": refused})
    if not saved and not refused:
        messages.info(request, _("Nothing was ticked, so nothing has changed."))
