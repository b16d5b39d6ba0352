"""What somebody reads who asks a project for more than is theirs: why, and whom to ask.

Members whose link does not open a page, and whoever uses the page of another in the same browser.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.access import NotGranted, mark_of
from projects.readers import ClosedReason, SomebodyElse
from projects.sent import sent_text
from projects.sharing import say_opened, say_right
from reports.home import home_of


class RefusalMiddleware:
    """Answers them with 403; strangers get 404 and never come this far."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, SomebodyElse):
            return refuse_another(request, exception)
        return refuse(request, exception) if isinstance(exception, NotGranted) else None


def refuse(request: HttpRequest, refused: NotGranted) -> HttpResponse:
    """Say what a member's link leaves out and what it opens. Nothing of the page that was asked for is said."""
    member, project = refused.member, refused.member.project
    owner = project.owner.name if project.owner else ""
    context = {
        "lack": refused.lack.value,
        "project": project,
        "owner": owner or project.owner_name,
        "may": say_right(member.right),
        "opened": say_opened(member.grant, project),
        "home": home_of(project.pk, member.grant),
        "sent": sent_text(request),
        "reader": mark_of(member.browser_id),
    }
    return render(request, "reports/not_granted.html", context, status=403)


def refuse_another(request: HttpRequest, refused: SomebodyElse) -> HttpResponse:
    """Ask under whose name to save what was typed while somebody else was signed in, or nobody yet."""
    workspace = refused.workspace
    user = request.user
    context = {
        "standing": ClosedReason.SOMEBODY_ELSE.value,
        "mine": workspace.reader,
        "who": workspace.author_name or (user.get_username() if user.is_authenticated else ""),
    }
    return render(request, "reports/somebody_else.html", context, status=403)
