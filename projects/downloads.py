"""Which files were taken, by whom and through which link: noted once a file is made, never for one that failed.

A file is what a reply names as one, so a new download is noted without a word in its view.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from email.message import Message

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from projects.access import visiting_browser
from projects.auditing import DOWNLOADED, add_entry, who_asks
from projects.lanes import HANDS_BACK, TAKEN
from projects.models import AuditEntry, Member, ShareLink, digest

ONCE_IN = timedelta(minutes=1)
"""The same file, taken again by the same person, is noted no more often: whoever presses reload writes nothing."""


class DownloadMiddleware:
    """Notes each file that leaves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        name = _file_name(response)
        if name and response.status_code == 200 and request.method != "HEAD":
            who, through = _visitor(request)
            # The name of the file says project, scenario, what it is, version and day.
            entry = {"who": who, "through": through, "about": name}
            if HANDS_BACK in request.META:
                response[TAKEN] = json.dumps(entry)
            else:
                note_taken(**entry)
        return response


def _file_name(response: HttpResponse) -> str:
    said = response.headers.get("Content-Disposition", "")
    if not said:
        return ""
    header = Message()
    header["Content-Disposition"] = said
    return header.get_filename() or ""


def _visitor(request: HttpRequest) -> tuple[str, str]:
    """Return what the visitor is called, and the link by which they came; "" for owners and accounts."""
    place = request.resolver_match.kwargs if request.resolver_match else {}
    if "token" in place:
        link = ShareLink.objects.filter(secret_hash=digest(place["token"])).first()
        return who_asks(request), str(link or "")
    if "project_id" not in place:
        return who_asks(request), ""
    joined = Member.objects.filter(project=place["project_id"], browser=visiting_browser(request))
    member = joined.select_related("link").first()
    who = member.name if member and not request.user.is_authenticated else who_asks(request)
    return who, str(member.link) if member and member.link else ""


def note_taken(*, who: str, through: str, about: str) -> None:
    """Note a file, unless the same was noted a moment ago."""
    lately = AuditEntry.objects.filter(at__gte=timezone.now() - ONCE_IN, kind=DOWNLOADED)
    if not lately.filter(who=who[:150], through=through, about=about[:200]).exists():
        add_entry(DOWNLOADED, about, who=who, through=through)
