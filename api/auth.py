"""Who a program acts for, and what it may open: exactly what its person may. Cookies count for nothing here."""

import uuid
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from api.models import Token
from api.problems import Refused
from api.tokens import find_token
from projects.access import ANYBODY, READS, Workspace, open_as
from projects.catalogue import get_catalogue
from projects.domain.rights import OWN, REPORT, Need, Right
from projects.models import BASE, Member


class AnyToken(HttpBearer):
    """Lets in whoever sends a token that works."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        return find_token(token)


class WritingToken(AnyToken):
    """Lets in whoever sends a token that may write."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = find_token(token)
        if found and not found.may_write:
            raise Refused(403, _("This token may only read. Make one that may write."))
        return found


def token_of(request: HttpRequest) -> Token:
    """Return the token that a request came with."""
    return cast(Token, request.auth)  # type: ignore[attr-defined] # ninja sets it


def open_workspace(
    request: HttpRequest, project_id: uuid.UUID, scenario: str = BASE, need: Need = ANYBODY
) -> Workspace:
    """Return a project as the person of the token may see it, or answer 404."""
    return open_as(token_of(request).person, project_id, scenario, need, reads=request.method in READS)


def open_anything(request: HttpRequest, project_id: uuid.UUID, scenario: str = BASE) -> Workspace:
    """Return a project of which the person may see any part at all, or answer 404. Show them no more than that."""
    member = Member.objects.open().filter(project=project_id, browser=token_of(request).person).first()
    parts = (REPORT, OWN, *get_catalogue().sections)
    opened = next((part for part in parts if member and member.grant.opens(part)), "")
    return open_workspace(request, project_id, scenario, Need(Right.VIEW, opened))
