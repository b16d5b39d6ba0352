"""Comments: everything that is said about one thing, the page of all, and what is written."""

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.access import COMMENTER, READER, Workspace, open_project
from projects.domain.topics import Topic, TopicKind
from projects.limits import OverLimit
from projects.models import Thread, new_secret
from projects.threads import (
    delete,
    edit,
    is_own,
    may_discuss,
    open_comment,
    open_thread,
    read_threads,
    reply,
    resolve,
    start_thread,
)
from reports.discussing import AllComments, CommentFilter, Discussion, SaidThread
from reports.forms import CommentForm

THREADS_PAGE = 20


@require_safe
def comments(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """List all comments that the reader may see."""
    workspace = open_project(request, project_id, scenario, READER)
    page = AllComments(workspace, CommentFilter.read(request.GET))
    threads = Paginator(page.threads, THREADS_PAGE).get_page(request.GET.get("page"))
    context = {"workspace": workspace, "all": page, "page": threads, "listed": True, "form": _blank()}
    return render(request, "reports/comments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def discussion(request: HttpRequest, project_id: uuid.UUID, scenario: str, kind: str, topic_id: str) -> HttpResponse:
    """Show what is said about one thing; begin a thread there."""
    workspace = open_project(request, project_id, scenario, COMMENTER if request.method == "POST" else READER)
    shown = _discussion(workspace, kind, topic_id)
    form = CommentForm(request.POST) if request.method == "POST" else _blank()
    if form.is_bound and form.is_valid():
        try:
            thread = start_thread(workspace, shown.topic, form.to_written())
        except OverLimit as limit:
            form.add_error("text", str(limit))
        else:
            if not request.headers.get("HX-Request"):
                return redirect(f"{shown.about.page}#thread-{thread.pk}")
            shown, form = Discussion(workspace, shown.topic), _blank()
    context = {"workspace": workspace, "discussion": shown, "form": form, "fresh": request.method != "POST"}
    inside = "_discussion" if request.headers.get("HX-Request") else "discussion"
    return render(request, f"reports/{inside}.html", context)


def _discussion(workspace: Workspace, kind: str, topic_id: str) -> Discussion:
    """Return what is said about one thing, or answer 404; of what there is no more only what was said."""
    if kind not in set(TopicKind):
        raise Http404
    opened = Discussion(workspace, Topic(TopicKind(kind), topic_id))
    if not may_discuss(workspace, opened.topic) or not (opened.about.is_known or opened.threads):
        raise Http404
    return opened


@require_POST
def reply_to(request: HttpRequest, project_id: uuid.UUID, scenario: str, thread_id: int) -> HttpResponse:
    """Add a comment to a thread, and resolve it where the button says so."""
    workspace = open_project(request, project_id, scenario, COMMENTER)
    thread, form = open_thread(workspace, thread_id), CommentForm(request.POST)
    if form.is_valid():
        try:
            reply(workspace, thread, form.to_written())
        except OverLimit as limit:
            form.add_error("text", str(limit))
        else:
            if "resolve" in request.POST:
                resolve(workspace, thread)
            return _after(request, workspace, thread)
    return _after(request, workspace, thread, form)


@require_POST
def resolve_thread(request: HttpRequest, project_id: uuid.UUID, scenario: str, thread_id: int) -> HttpResponse:
    """Resolve a thread, or open it again."""
    workspace = open_project(request, project_id, scenario, COMMENTER)
    thread = open_thread(workspace, thread_id)
    resolve(workspace, thread, done="again" not in request.POST)
    return _after(request, workspace, thread)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_comment(request: HttpRequest, project_id: uuid.UUID, scenario: str, comment_id: int) -> HttpResponse:
    """Write one's own comment anew."""
    workspace = open_project(request, project_id, scenario, COMMENTER)
    comment = open_comment(workspace, comment_id)
    if not is_own(workspace, comment):
        raise Http404
    form = CommentForm(request.POST or None, initial={"text": comment.text})
    if request.method == "POST" and form.is_valid():
        try:
            edit(workspace, comment, form.cleaned_data["text"])
        except OverLimit as limit:
            form.add_error("text", str(limit))
        else:
            return _after(request, workspace, comment.thread)
    context = {
        "workspace": workspace,
        "comment": comment,
        "form": form,
        "listed": "listed" in request.GET,
        "about": SaidThread(workspace, comment.thread).about,
    }
    inside = "_comment_form" if request.headers.get("HX-Request") else "comment_edit"
    return render(request, f"reports/{inside}.html", context)


@require_POST
def delete_comment(request: HttpRequest, project_id: uuid.UUID, scenario: str, comment_id: int) -> HttpResponse:
    """Delete one's own comment; the owner may delete any."""
    workspace = open_project(request, project_id, scenario, COMMENTER)
    comment = open_comment(workspace, comment_id)
    thread = comment.thread
    page = SaidThread(workspace, thread).about.page
    if not delete(workspace, comment):
        return _after(request, workspace, thread)
    if request.headers.get("HX-Request"):
        return HttpResponse()
    return redirect(_list_url(workspace) if "listed" in request.GET else page)


def _after(request: HttpRequest, workspace: Workspace, thread: Thread, form: CommentForm | None = None) -> HttpResponse:
    """Show a thread as it stands after a change; where it failed, with the form that says why."""
    said = SaidThread(workspace, read_threads(workspace, workspace.project.threads.filter(pk=thread.pk))[0])
    listed = "listed" in request.GET
    context = {"workspace": workspace, "thread": said, "form": form or _blank(), "failed": form, "listed": listed}
    if request.headers.get("HX-Request"):
        return render(request, "reports/_thread.html", context)
    if form is not None:
        return render(request, "reports/thread.html", context)
    page = _list_url(workspace) if listed else said.about.page
    return redirect(f"{page}#thread-{thread.pk}")


def _list_url(workspace: Workspace) -> str:
    return reverse("reports:comments", args=[workspace.project.pk, workspace.scenario.slug])


def _blank() -> CommentForm:
    return CommentForm(initial={"token": new_secret()})
