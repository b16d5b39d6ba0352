"""The report as files other than the PDF. They are the owner's: a link reads the page and the PDF."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from projects.access import open_project
from projects.files import file_name, file_reply
from projects.lanes import heavy
from reports.formats.files import FORMATS, Printed


@heavy
@require_safe
def report_file(request: HttpRequest, project_id: uuid.UUID, scenario: str, ending: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    kind = FORMATS.get(ending)
    if kind is None:
        raise Http404
    return file_reply(kind.make(Printed(workspace)), kind.kind, file_name(workspace, ending, what="report"))
