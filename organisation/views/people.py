"""Accounts: who is an administrator, and a person's data, exported or erased on request."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation.forms import EraseForm
from organisation.persons import LastAdministrator, erase_person, export_of, projects_of, set_role
from projects import auditing
from projects.accounts import open_organisation
from projects.files import file_reply

ON_A_PAGE = 100


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the accounts, administrators first."""
    user = open_organisation(request)
    query = request.GET.get("q", "").strip()[:120]
    users = User.objects.filter(is_active=True).order_by("-is_staff", "username")
    if query:
        users = users.filter(Q(username__icontains=query) | Q(email__icontains=query))
    users = users.annotate(project_count=Count("browser__projects"))
    page = Paginator(users, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisation/people.html", {"page": page, "query": query, "me": user})


@require_POST
def role(request: HttpRequest, user_id: int) -> HttpResponse:
    """Make an account an administrator, or an ordinary one; the last one stays."""
    open_organisation(request)
    user = get_object_or_404(User, pk=user_id, is_active=True)
    is_administrator = request.POST.get("role") == "administrator"
    try:
        set_role(user, is_administrator=is_administrator)
    except LastAdministrator:
        messages.warning(request, _("%(name)s is the only administrator. Make another one first.") % {"name": user})
        return redirect("organisation:people")
    name = user.get_username()
    auditing.note(request, auditing.ROLES[is_administrator], name)
    words = _("%(name)s is an administrator now.") if is_administrator else _("%(name)s is a member now.")
    messages.success(request, words % {"name": user})
    # Whoever stepped back finds these pages no longer.
    return redirect("organisation:people" if user.pk != request.user.pk or is_administrator else "reports:start")


@require_POST
def export_person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Return a person's data as a ZIP archive."""
    open_organisation(request)
    user = get_object_or_404(User, pk=user_id)
    auditing.note(request, auditing.PERSON_EXPORTED, user.get_username())
    return file_of(user)


def file_of(user: User) -> HttpResponse:
    """Return a person's data as a file. The log keeps the names of files, so this one holds nobody's."""
    name = f"person-{user.pk}_{timezone.localdate().isoformat()}.zip"
    return file_reply(export_of(user), "application/zip", name)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, user_id: int) -> HttpResponse:
    """Ask for the name, then take a person out of everything."""
    administrator = open_organisation(request)
    user = get_object_or_404(User.objects.exclude(pk=administrator.pk), pk=user_id)
    form = EraseForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        erase_person(user, form.cleaned_data["heir"])
        auditing.note(request, auditing.PERSON_ERASED)
        messages.success(request, _("The account is gone. Histories name a former colleague."))
        return redirect("organisation:people")
    context = {"form": form, "person": user, "projects": projects_of(user).filter(deleted_at=None)}
    return render(request, "organisation/erase.html", context)
