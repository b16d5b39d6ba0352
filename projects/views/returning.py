"""The way back into one's projects from another browser."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from projects import auditing
from projects.access import visiting_browser
from projects.accounts import end_other_sessions, has_provider
from projects.limits import OverLimit
from projects.models import Project, ReturnKey
from projects.passkeys import is_sso_alone
from projects.returning import (
    CODE_FOR,
    come_back,
    count_others,
    find_code,
    find_link,
    make_code,
    make_link,
    shut_out_others,
)
from projects.sharing import CodeForm

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def way_back(request: HttpRequest) -> HttpResponse:
    """Offer a link to keep and a code for another device; what is made is shown this once."""
    browser = visiting_browser(request)
    if browser is None:
        return redirect("projects:enter_code")
    made: dict[str, str] = {}
    if request.method == "POST":
        made = {"code": make_code(browser)} if "code" in request.POST else {"link": _address(request, browser)}
        if "file" in request.POST:
            return _as_file(made["link"])
    kept = browser.return_keys.filter(kind=ReturnKey.Kind.LINK).first()
    context: dict[str, Any] = {"account": browser.user, "kept": kept, "others": count_others(request, browser)}
    context |= {"minutes": CODE_FOR.seconds // 60, "has_password": _has_password(browser.user), **made}
    context |= {"signs_in_here": not is_sso_alone(), "has_provider": has_provider()}
    return _private(render(request, "projects/way_back.html", context))


def _has_password(user: User | None) -> bool:
    """Tell whether an account signs in by a password of ours: only then there are pages that change it."""
    return user is not None and user.has_usable_password() and not is_sso_alone()


def _address(request: HttpRequest, browser: Any) -> str:
    return request.build_absolute_uri(reverse("projects:come_back", args=[make_link(browser)]))


def _as_file(address: str) -> HttpResponse:
    words = _("Open this address to get back into your Plumbline projects. Keep it like a key.")
    reply = HttpResponse(f"{words}\n\n{address}\n", content_type="text/plain; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="way-back.txt"'
    return _private(reply)


def _private(reply: HttpResponse) -> HttpResponse:
    reply["Cache-Control"] = "private, no-store"
    return reply


@require_http_methods(PAGE)
def come_back_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then let this browser open what the link is the way back to."""
    return _ask(request, find_link(token), {})


@require_http_methods(PAGE)
def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code, say whose it is, and let this browser in."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key = find_code(form.cleaned_data["code"])
        except OverLimit as limit:
            form.add_error("code", str(limit))
        else:
            if key:
                return _ask(request, key, {"code": form.cleaned_data["code"]})
            form.add_error("code", _("This code does not open anything. It may be over: make a new one."))
    return _private(render(request, "projects/enter_code.html", {"form": form}))


def _ask(request: HttpRequest, key: ReturnKey, sent: dict[str, str]) -> HttpResponse:
    """Show what would be opened, and what this browser has itself; it takes a press of a button."""
    if request.method == "POST" and "yes" in request.POST:
        response = redirect("reports:start")
        try:
            who = auditing.who_asks(request)
            come_back(request, response, key)
            auditing.note(request, auditing.CAME_BACK, auditing.name_of(key.browser), who=who)
        except OverLimit as limit:
            messages.error(request, str(limit))
            return redirect("reports:start")
        messages.success(request, _("Welcome back. This browser opens your projects now."))
        return response
    here = visiting_browser(request)
    if here and here.pk == key.browser_id:
        messages.info(request, _("This browser opens your projects already."))
        return redirect("reports:start")
    theirs = Project.objects.alive().owned_by(key.browser)
    own = Project.objects.owned_by(here)
    context = {"name": key.browser.name, "count": theirs.count(), "own": own.count(), "sent": sent}
    return _private(render(request, "projects/come_back.html", context))


@require_POST
def shut_out(request: HttpRequest) -> HttpResponse:
    """Shut out every other browser, and make the kept link and the code void."""
    browser = visiting_browser(request)
    if browser is None:
        raise Http404
    response = redirect("projects:way_back")
    shut_out_others(request, response)
    if browser.user is not None:
        end_other_sessions(request, browser.user)
    auditing.note(request, auditing.SHUT_OUT)
    messages.success(request, _("Only this browser opens your projects now."))
    return response
