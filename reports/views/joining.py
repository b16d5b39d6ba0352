"""Coming in by a link that asks for a password, or that lets somebody comment or edit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from projects import auditing
from projects.access import note_opening, visiting_browser
from projects.domain.rights import Right
from projects.limits import OverLimit
from projects.links import find_link, is_enough, is_locked, is_owner, join, membership, refuses, unlock
from projects.sharing import JoinForm, PasswordForm, say_opened, say_right
from reports.home import home_of

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
def ask_password(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the password of a link. Nothing of the project is said before."""
    link = find_link(token)
    if not is_locked(request, link):
        return redirect("reports:shared", token)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = redirect("reports:shared", token)
        try:
            if unlock(request, response, link, form.cleaned_data["password"]):
                return response
            form.add_error("password", _("This is not the password of this link."))
        except OverLimit as limit:
            form.add_error("password", str(limit))
    return render(request, "reports/unlock.html", {"form": form})


@require_http_methods(PAGE)
def come_in(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a name, and make whoever gives it a member."""
    link = find_link(token)
    if link.right == Right.VIEW or is_locked(request, link):
        return redirect("reports:shared", token)
    member = membership(request, link)
    if refuses(link, member):
        raise Http404
    if is_owner(request, link):
        return redirect("reports:overview", link.project_id, link.scenario.slug)
    if member and is_enough(link, member):
        return redirect(home_of(link.project_id, member.grant))
    note_opening(token)
    form = JoinForm(request.POST or None, project=link.project, browser=visiting_browser(request))
    if request.method == "POST" and form.is_valid():
        response = HttpResponse(status=303)
        try:
            joined = join(request, response, link, form.cleaned_data["name"])
        except OverLimit as limit:
            form.add_error("name", str(limit))
        else:
            auditing.add_entry(auditing.JOINED, link.project.name, who=joined.name, through=str(link))
            response["Location"] = home_of(link.project_id, joined.grant)
            return response
    parts = say_opened(link.grant, link.project)
    context = {"form": form, "project": link.project, "may": say_right(link.right), "parts": parts}
    return render(request, "reports/join.html", context)
