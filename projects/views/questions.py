"""The page of questions, for every app that asks some."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from projects.access import Workspace
from projects.domain.fields import Question
from projects.pages import ask, save_page


@dataclass(frozen=True)
class Way:
    """A page to go to."""

    title: str
    url: str


def question_page(
    request: HttpRequest,
    workspace: Workspace,
    questions: Sequence[Question],
    template: str,
    context: dict[str, Any],
    *,
    after: Way | None = None,
) -> HttpResponse:
    """Show a page of questions; save it where it was sent whole, and go on. The context may say what is `before`."""
    problems = None
    if request.method == "POST":
        problems = save_page(workspace, questions, request.POST)
        if problems is None:
            return redirect(after.url if after and "next" in request.POST else request.path)
    asked = problems or ask(workspace, questions)
    page = {"workspace": workspace, "asked_questions": asked, "problems": problems, "after": after}
    return render(request, template, page | context)
