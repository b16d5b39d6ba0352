"""The page of questions, for every app that asks some."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from projects.access import Workspace, open_project
from projects.domain.fields import Question
from projects.domain.rights import Need
from projects.pages import ask, save_page


@dataclass(frozen=True)
class PageLink:
    """A page to go to."""

    title: str
    url: str
    part: str = ""
    """The section that it is about, or another page of the whole project; "" where whoever comes from here may go."""


@require_safe
def part_questions(
    request: HttpRequest, project_id: uuid.UUID, scenario: str, section_id: str, part_id: str
) -> HttpResponse:
    """Show the questions of one part, which its page fetches when somebody opens it."""
    workspace = open_project(request, project_id, scenario, Need(part=section_id))
    section = workspace.catalogue.sections.get(section_id)
    part = section and section.part(part_id)
    if section is None or part is None:
        raise Http404
    context = {"workspace": workspace, "part": part, "questions": ask(workspace, section.questions_of(part_id))}
    return render(request, "projects/_part_questions.html", context)


def question_page(
    request: HttpRequest,
    workspace: Workspace,
    questions: Sequence[Question],
    template: str,
    context: dict[str, Any],
    *,
    after: PageLink | None = None,
) -> HttpResponse:
    """Show a page of questions; save it where it was sent whole, and go on. The context may say what is `before`.

    Where somebody's grant does not open what comes `after`, they are not led there.
    """
    if after and after.part and not workspace.grant.opens(after.part):
        after = None
    problems = None
    if request.method == "POST":
        problems = save_page(workspace, questions, request.POST)
        if problems is None:
            return redirect(after.url if after and "next" in request.POST else request.get_full_path())
    asked = problems or ask(workspace, questions)
    page = {"workspace": workspace, "asked_questions": asked, "problems": problems, "after": after}
    return render(request, template, page | context)
