"""The project as a file: out, and in again, with a page between where parts of it cannot be read."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from projects.access import open_project, remember_browser
from projects.catalogue import get_catalogue
from projects.document import UnreadableParts, dump_project, load_project, written
from projects.domain.document import BrokenDocument, Document
from projects.domain.document_format import schema
from projects.domain.shapes import DocumentProblem
from projects.files import file_name, file_reply
from projects.forms import ImportForm, say
from projects.limits import OverLimit
from projects.models import BASE, Answer, Project
from projects.packs import asked_of
from projects.wording import say_notes


@require_http_methods(["GET", "HEAD", "POST"])
def import_document(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        response, data = HttpResponse(status=303), form.cleaned_data["data"]
        try:
            project = load_project(
                data,
                owner=lambda: remember_browser(request, response),
                leave_out="leave_out" in request.POST,
                keeps_checks=True,
            )
        except UnreadableParts as parts:
            return _ask(request, parts.document, data)
        except BrokenDocument as broken:
            form.add_error("document", say(broken))
        except OverLimit as limit:
            form.add_error("document", str(limit))
        else:
            _say_archived(request, project)
            for words in say_notes(project):
                messages.info(request, words)
            response["Location"] = redirect("reports:overview", project.pk, BASE).url
            return response
    return render(request, "projects/import.html", {"form": form})


def _ask(request: HttpRequest, document: Document, data: bytes) -> HttpResponse:
    """Show what cannot be read, and let the person decide. The page carries the file: nothing is stored meanwhile."""
    context = {
        "document": document,
        "problems": [_line(problem) for problem in document.problems],
        "more": document.problem_count - len(document.problems),
        "text": data.decode("utf-8-sig"),
    }
    return render(request, "projects/import_check.html", context)


@dataclass(frozen=True)
class ProblemLine:
    """One thing that cannot be read, as the page says it."""

    label: str
    place: str
    words: str
    text: str


def _line(problem: DocumentProblem) -> ProblemLine:
    asked = get_catalogue().fields.get(problem.field_id)
    parts = [
        _(get_catalogue().section_of[asked.id].title) if asked else "",
        _(asked.label) if asked else "",
        _("row %(row)s") % {"row": problem.row} if problem.row else "",
        _(problem.column) if problem.column else "",
    ]
    return ProblemLine(", ".join(part for part in parts if part), problem.place, say(problem.problem), problem.text)


def _say_archived(request: HttpRequest, project: Project) -> None:
    """Say how many answers came along whose question is not asked here."""
    given = Answer.objects.filter(scenario__project=project).values_list("field_id", flat=True)
    fields = asked_of(project).fields
    count = sum(field_id not in fields for field_id in given)
    if count:
        words = ngettext(
            "%(count)s answer belongs to a question that is no longer asked. It has been kept as archived.",
            "%(count)s answers belong to questions that are no longer asked. They have been kept as archived.",
            count,
        )
        messages.info(request, words % {"count": count})


@require_safe
def export(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    document = dump_project(workspace.project, with_history="history" in request.GET, with_parts=True)
    return file_reply(
        written(document), "application/json", file_name(workspace, "plumbline.json", what="project", whole=True)
    )


@require_safe
def document_schema(request: HttpRequest) -> HttpResponse:
    return JsonResponse(schema(), json_dumps_params={"indent": 1})
