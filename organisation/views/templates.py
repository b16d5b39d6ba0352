"""Projects that everybody may begin with a copy of."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organisation.forms import ProjectTemplateForm
from projects import auditing
from projects.access import visiting_browser
from projects.accounts import open_organisation
from projects.document import dump_project, written
from projects.models import Project, Template


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """List what is published, and publish a frozen copy of a project of one's own."""
    user = open_organisation(request)
    own = Project.objects.owned_by(visiting_browser(request)).alive().order_by("-is_template", "name")
    form = ProjectTemplateForm(request.POST or None, projects=own)
    if request.method == "POST" and form.is_valid():
        project = form.cleaned_data["project"]
        # What the file holds and nothing else: no history, no links, no members.
        document = json.loads(written(dump_project(project)))
        Template.objects.create(
            name=project.name, summary=project.summary, document=document, made_by=user.get_username()
        )
        auditing.note(request, auditing.TEMPLATE_PUBLISHED, project.name)
        messages.success(request, _("“%(name)s” stands on the start page now.") % {"name": project.name})
        return redirect("organisation:templates")
    return render(request, "organisation/templates.html", {"form": form, "templates": Template.objects.all()})


@require_POST
def withdraw(request: HttpRequest, template_id: int) -> HttpResponse:
    """Offer a template no longer; projects that began with it stay as they are."""
    open_organisation(request)
    template = get_object_or_404(Template, pk=template_id)
    template.delete()
    auditing.note(request, auditing.TEMPLATE_WITHDRAWN, template.name)
    messages.success(request, _("“%(name)s” is offered no longer.") % {"name": template.name})
    return redirect("organisation:templates")
