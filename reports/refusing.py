"""What a member reads who follows an address that their link does not open: why, and whom to ask for more."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.access import NotGranted
from projects.sent import sent_text
from projects.sharing import say_opened, say_right
from reports.home import home_of


class RefusalMiddleware:
    """Answers 403 where a member asks for more than was granted; strangers get 404 and never come this far."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
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
    }
    return render(request, "reports/not_granted.html", context, status=403)
