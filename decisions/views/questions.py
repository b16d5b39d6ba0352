"""What the organisation asks today, taken over by a project: looked at first."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects.access import OWNER, open_project
from projects.catalogue import get_catalogue
from projects.domain.packs import compare_asked, with_pack
from projects.models import QuestionPack
from projects.packs import read_pack
from projects.wording import name_own


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show which questions the newest version adds and leaves out, and take it."""
    workspace = open_project(request, project_id, scenario, OWNER)
    if request.method == "POST":
        workspace.project.take_pack(name_own(workspace.catalogue))
        messages.success(request, _("This project is asked what your organisation asks today."))
        return redirect("decisions:decision", project_id, scenario)
    newest = QuestionPack.newest_beside(workspace.project.pack_id)
    after = with_pack(get_catalogue(), read_pack(newest)) if newest else None
    moved = compare_asked(workspace.catalogue, after, workspace.answers) if after else None
    context = {"workspace": workspace, "newest": newest, "moved": moved}
    return render(request, "decisions/questions.html", context)
