"""The report as files other than the PDF. They are the owner's: a link reads the page and the PDF."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from projects.access import Workspace, open_project
from projects.domain.errors import BadValue
from projects.files import file_name, file_reply
from projects.forms import say
from projects.lanes import heavy
from reports.choice import ReportChoice
from reports.domain.audience import Audience
from reports.formats.files import FORMATS, Printed
from reports.formats.template import read_template
from reports.formats.word import word_of
from reports.forms import WordTemplateForm
from reports.proposing import follow_answers


@heavy
@require_safe
def report_file(request: HttpRequest, project_id: uuid.UUID, scenario: str, ending: str) -> HttpResponse:
    workspace = follow_answers(open_project(request, project_id, scenario))
    kind = FORMATS.get(ending)
    if kind is None:
        raise Http404
    printed = _printed(request, workspace)
    return file_reply(kind.make(printed), kind.kind, file_name(workspace, ending, what=printed.name))


def _printed(request: HttpRequest, workspace: Workspace) -> Printed:
    """Return the report for the reader whom the address names, in the parts and with the marks that it names."""
    try:
        audience = Audience(request.GET.get("audience", Audience.FULL))
    except ValueError:
        raise Http404 from None
    chosen = ReportChoice.read(request.GET)
    return Printed(
        workspace, audience, tuple(request.GET.getlist("part")), chosen.paper, chosen.marking, chosen.is_draft
    )


@heavy
@require_http_methods(["GET", "HEAD", "POST"])
def word_template(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Write the report on the organisation's own template."""
    workspace = open_project(request, project_id, scenario)
    form = WordTemplateForm(request.POST, request.FILES) if request.method == "POST" else WordTemplateForm()
    if form.is_valid():
        try:
            template = read_template(bytes(form.cleaned_data["template"].read()))
            printed = _printed(request, workspace)
            content = word_of(printed.report, printed.pieces, template)
        except BadValue as problem:
            form.add_error("template", say(problem))
        else:
            return file_reply(content, FORMATS["docx"].kind, file_name(workspace, "docx", what=printed.name))
    return render(request, "reports/word_template.html", {"workspace": workspace, "form": form})
