"""Answers checked section by section, changed one at a time, and asked of somebody in an interview."""

import uuid
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from projects.access import Workspace, open_project
from projects.checking import has_colleagues
from projects.domain.fields import Question, Section
from projects.domain.values import plain_text
from projects.views.questions import PageLink, question_page
from reports.asking import asked_in_order, check_section, first_open, number_of, open_parts, read_back
from reports.shell import Shell
from scoping.content import get_interview

LONGEST_NAME = 120
PAGE = ["GET", "HEAD", "POST"]


@require_safe
def check_first(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Lead to the answers of the first section."""
    workspace = open_project(request, project_id, scenario)
    return redirect("reports:check", project_id, scenario, Shell(workspace).asked[0])


@require_safe
def check(request: HttpRequest, project_id: uuid.UUID, scenario: str, section_id: str) -> HttpResponse:
    """Show all answers of a section, each with the way to change it."""
    workspace = open_project(request, project_id, scenario)
    section, frame = _section(workspace, section_id), Shell(workspace)
    parts = check_section(workspace, section)
    following = _after(frame.asked, section_id)
    checked = sum(part.checked for part in parts)
    context = {
        "workspace": workspace,
        "section": section,
        "sections": [workspace.catalogue.sections[field_id] for field_id in frame.asked],
        "parts": parts,
        "open": open_parts(parts, everything="all" in request.GET),
        "checked_count": checked,
        "checkable_count": sum(part.checkable for part in parts),
        "shows_checks": bool(checked) or has_colleagues(workspace),
        "following": workspace.catalogue.sections[following] if following else None,
    }
    return render(request, "reports/check.html", context)


def _after(sections: Sequence[str], section_id: str) -> str:
    """Return the section that comes next; "" after the last."""
    later = sections[sections.index(section_id) + 1 :] if section_id in sections else []
    return later[0] if later else ""


def _section(workspace: Workspace, section_id: str) -> Section:
    section = workspace.catalogue.sections.get(section_id)
    if section is None:
        raise Http404
    return section


def _question(workspace: Workspace, field_id: str) -> tuple[Question, Section]:
    question = workspace.catalogue.questions.get(field_id)
    if question is None:
        raise Http404
    return question, workspace.catalogue.section_of[field_id]


@require_http_methods(PAGE)
def change(request: HttpRequest, project_id: uuid.UUID, scenario: str, field_id: str) -> HttpResponse:
    """Ask one question again; whoever answers it is back where the answers are checked."""
    workspace = open_project(request, project_id, scenario)
    question, section = _question(workspace, field_id)
    back = f"{reverse('reports:check', args=[project_id, scenario, section.id])}#q-{question.id.replace('.', '-')}"
    context = {"section": section, "back": back, "before": PageLink(_("Back"), back)}
    after = PageLink(_("Save and go back"), back)
    return question_page(request, workspace, [question], "reports/change.html", context, after=after)


@require_safe
def interview(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Ask whom the interview is with and about what; a link into it names both."""
    workspace = open_project(request, project_id, scenario)
    asked = [workspace.catalogue.sections[field_id] for field_id in Shell(workspace).asked]
    by, chosen = _speaker(request), request.GET.get("about", "")
    if chosen:
        first = first_open(workspace, asked_in_order(workspace, _section(workspace, chosen)))
        return redirect(_interview_url(workspace, first, by) if first else "reports:interview", project_id, scenario)
    context = {"workspace": workspace, "sections": asked, "interview": get_interview(), "by": by}
    return render(request, "reports/interview.html", context)


def _speaker(request: HttpRequest) -> str:
    """Return who is being asked, from the address: it goes along from question to question."""
    return plain_text(request.GET.get("by", "")).strip()[:LONGEST_NAME]


def _interview_url(workspace: Workspace, question: Question, by: str) -> str:
    url = reverse("reports:interview_question", args=[workspace.project.pk, workspace.scenario.slug, question.id])
    return f"{url}?{urlencode({'by': by})}" if by else url


@require_http_methods(PAGE)
def interview_question(request: HttpRequest, project_id: uuid.UUID, scenario: str, field_id: str) -> HttpResponse:
    """Ask one question in a meeting: why, what else to ask, and what to read back."""
    workspace = open_project(request, project_id, scenario)
    question, section = _question(workspace, field_id)
    questions, by = asked_in_order(workspace, section), _speaker(request)
    if question not in questions:
        raise Http404
    place = questions.index(question)
    number, total = number_of(workspace, section, question)
    ways = [PageLink(_("Next question"), _interview_url(workspace, each, by)) for each in questions]
    done = PageLink(
        _("Finish and check the answers"), reverse("reports:check", args=[project_id, scenario, section.id])
    )
    context = {
        "section": section,
        "question": question,
        "by": by,
        "number": number,
        "total": total,
        "read_back": read_back(workspace, question),
        "closing": get_interview().closing if place + 1 == len(questions) else "",
        "before": PageLink(_("Back"), ways[place - 1].url) if place else None,
    }
    after = ways[place + 1] if place + 1 < len(questions) else done
    return question_page(request, workspace, [question], "reports/interview_question.html", context, after=after)


@require_safe
def sheet(request: HttpRequest, project_id: uuid.UUID, scenario: str, section_id: str) -> HttpResponse:
    """Show the questions of a section with room to write, to be printed for a meeting."""
    workspace = open_project(request, project_id, scenario)
    section = _section(workspace, section_id)
    asked = asked_in_order(workspace, section)
    context = {
        "workspace": workspace,
        "section": section,
        "parts": [(part, [question for question in asked if question.part == part.id]) for part in section.parts],
        "interview": get_interview(),
    }
    return render(request, "reports/interview_sheet.html", context)
