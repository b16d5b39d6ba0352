"""Whose page it is. One browser may be used by two people, one after the other: a page that one of them opened saves
nothing under the name of the other, and says plainly that somebody was signed out."""

from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest

from projects.access import COOKIE, Workspace, mark_of, visiting_browser

HEADER = "X-Reader"
"""In which a page says, with what it saves, who opened it."""


class ClosedReason(StrEnum):
    """Why a page that was open finds its project closed."""

    UNKNOWN = ""
    SIGNED_OUT = "signed_out"
    """The browser's key opens nothing any more: somebody signed out here, or this browser was shut out."""
    SOMEBODY_ELSE = "somebody_else"
    """Somebody else is signed in than when the page was opened."""


class SomebodyElse(PermissionDenied):
    """What is sent was typed while somebody else was signed in, or nobody yet.

    Args:
        workspace: The project, as whoever is signed in now may see it.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(ClosedReason.SOMEBODY_ELSE)
        self.workspace = workspace


def is_of_another(request: HttpRequest, person_id: int | None) -> bool:
    """Tell whether the page that asks was opened by another person than whoever asks."""
    opened_by = request.headers.get(HEADER, "")
    return bool(opened_by) and opened_by != mark_of(person_id)


def check_reader(request: HttpRequest, workspace: Workspace) -> None:
    """Let through what was typed by whoever would be said to have written it.

    Raises:
        SomebodyElse: Where the page says that it was opened by another.
    """
    if is_of_another(request, workspace.person_id):
        raise SomebodyElse(workspace)


def standing_of(request: HttpRequest) -> tuple[ClosedReason, str]:
    """Return why a visitor finds a project closed that was open, and who they are, as pages know them."""
    try:
        browser = visiting_browser(request)
    except DatabaseError:  # the page that says so must not fail as well
        return ClosedReason.UNKNOWN, ""
    if browser is None:
        return (ClosedReason.SIGNED_OUT if request.COOKIES.get(COOKIE) else ClosedReason.UNKNOWN), ""
    standing = ClosedReason.SOMEBODY_ELSE if is_of_another(request, browser.pk) else ClosedReason.UNKNOWN
    return standing, mark_of(browser.pk)
