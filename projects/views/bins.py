"""The bin: what can still be restored, and what is deleted for good."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import auditing
from projects.access import open_binned, visiting_browser
from projects.bin import erase
from projects.listing import list_projects
from projects.models import BASE, BIN_DAYS, Project


@require_safe
def bin_page(request: HttpRequest) -> HttpResponse:
    binned = Project.objects.owned_by(visiting_browser(request)).binned()
    return render(request, "projects/bin.html", {"listing": list_projects(binned, request.GET), "days": BIN_DAYS})


@require_POST
def restore(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = open_binned(request, project_id)
    project.take_from_bin()
    auditing.note(request, auditing.RESTORED, project.name)
    messages.success(request, _("“%(name)s” is back. Create new links to share it.") % {"name": project.name})
    return redirect("reports:overview", project.pk, BASE)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_for_good(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """Ask, then delete a project that lies in the bin."""
    project = open_binned(request, project_id)
    if request.method != "POST":
        return render(request, "projects/delete_for_good.html", {"project": project})
    erase(project)
    auditing.note(request, auditing.DELETED_FOR_GOOD, project.name)
    messages.success(request, _("“%(name)s” has been deleted for good.") % {"name": project.name})
    return redirect("projects:bin")
