"""The page of every section that has none of its own."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from projects.access import open_project
from projects.domain.rights import OWN, Need
from projects.views.questions import question_page
from reports.home import GENERAL, address_of


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, project_id: uuid.UUID, scenario: str, section_id: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part=section_id))
    catalogue = workspace.catalogue
    asked = catalogue.sections.get(catalogue.own_section if section_id == OWN else section_id)
    if asked is None:
        raise Http404
    name, more = address_of(section_id)
    if name != GENERAL:
        return redirect(name, project_id, scenario, *more)
    return question_page(request, workspace, asked.questions, "reports/section.html", {"section": asked})
