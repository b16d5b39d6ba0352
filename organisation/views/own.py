"""What everybody may do with their own account: take their data along, and go."""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation.forms import LeaveForm
from organisation.persons import FORMER, LastAdministrator, erase_oneself, projects_of
from organisation.views.people import file_of
from projects import auditing
from projects.accounts import ask_to_come_again, came_just_now


def _can_be_asked(request: HttpRequest) -> bool:
    return bool(get_adapter().get_reauthentication_methods(request.user))


def known_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page to whoever showed within the last minutes who they are: a browser may stand open on a desk.

    By password or passkey; whoever has neither here signs in once more at the organisation's own provider.
    """
    asks = reauthentication_required(enabled=_can_be_asked)(view)

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not _can_be_asked(request) and not came_just_now(request):
            return ask_to_come_again(request)
        reply: HttpResponse = asks(request)
        return reply

    return guarded


@require_safe
@known_again
def own_data(request: HttpRequest) -> HttpResponse:
    """Offer what somebody may do with what is kept of them."""
    return render(request, "organisation/own_data.html")


@require_POST
@known_again
def export_own(request: HttpRequest) -> HttpResponse:
    """Return what is kept of whoever asks, as a ZIP archive."""
    user = _who(request)
    auditing.note(request, auditing.PERSON_EXPORTED, user.get_username())
    return file_of(user)


@require_http_methods(["GET", "HEAD", "POST"])
@known_again
def leave(request: HttpRequest) -> HttpResponse:
    """Say what becomes of what somebody has here, ask for the name, then take them out of everything."""
    user = _who(request)
    form = LeaveForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            erase_oneself(user)
        except LastAdministrator:
            form.add_error(None, _("You are the only administrator. Make another one first."))
        else:
            logout(request)
            auditing.note(request, auditing.PERSON_ERASED, who=FORMER)
            messages.success(request, _("Your account is gone. Histories name a former colleague."))
            return redirect("reports:start")
    projects = projects_of(user).filter(deleted_at=None).annotate(member_count=Count("members"))
    return render(request, "organisation/leave.html", {"form": form, "projects": projects})


def _who(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # it is known again
    return user
