import uuid

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from projects.access import Workspace, open_own_link, open_project, remember_browser, visiting_browser
from projects.bin import erase
from projects.document import load_project, sample_document
from projects.domain.fields import Question
from projects.domain.pay import fields_that_may_name_pay
from projects.forms import ProjectForm, ShareForm, StartForm
from projects.limits import OverLimit, admit_link, admit_project
from projects.models import BASE, BIN_DAYS, Browser, Project, Scenario, ShareLink, unnamed
from projects.paths import own_path
from projects.reference import get_rates

THEMES = {"light", "dark", "auto"}


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Begin a project: as a whole, or with the ten questions, which need no name yet."""
    is_quick = "quick" in request.POST
    form = StartForm(request.POST, needs_name=not is_quick)
    if not form.is_valid():
        messages.error(request, _("Enter a project name of up to 120 characters to start."))
        return redirect("reports:start")
    response, name = HttpResponse(status=303), form.cleaned_data["name"] or unnamed()
    try:
        with transaction.atomic():
            browser = remember_browser(request, response)
            admit_project(browser)
            project = Project.objects.create(name=name, owner=browser)
            Scenario.objects.create(project=project, slug=BASE, name=_("Base"))
    except OverLimit as limit:
        messages.error(request, str(limit))
        # What was typed is still there.
        return redirect(f"{reverse('reports:start')}?{urlencode({'name': name})}")
    response["Location"] = redirect("reports:quick" if is_quick else "reports:overview", project.pk, BASE).url
    return response


@require_POST
def open_sample(request: HttpRequest) -> HttpResponse:
    """Open the worked example: this browser's own copy, so that everything in it can be changed."""
    response = HttpResponse(status=303)
    project = Project.objects.alive().owned_by(visiting_browser(request)).filter(is_sample=True).first()
    if project is None:
        try:
            project = load_project(sample_document(), owner=lambda: remember_browser(request, response), is_sample=True)
        except OverLimit as limit:
            messages.error(request, str(limit))
            return redirect("reports:start")
    response["Location"] = redirect("reports:overview", project.pk, BASE).url
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    project, write = workspace.project, workspace.formatter
    form = ProjectForm(request.POST or None, project=project, who=workspace.who, rates=get_rates(), formatter=write)
    if request.method == "POST" and form.is_valid():
        form.store()
        Browser.objects.filter(projects=project).update(name=form.cleaned_data["your_name"])
        messages.success(request, _("Saved."))
        return redirect("projects:project_settings", project_id, scenario)
    return render(request, "projects/project_settings.html", {"workspace": workspace, "form": form})


@require_POST
def delete(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    project = open_project(request, project_id, scenario).project
    if project.is_sample:
        erase(project)
        messages.success(request, _("The sample is gone."))
    else:
        project.put_in_bin()
        messages.success(
            request,
            _("“%(name)s” is in the bin for %(days)s days. Links to it have been revoked.")
            % {"name": project.name, "days": BIN_DAYS},
        )
    return redirect("reports:start")


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show the project's links; a new one is shown in full this once."""
    workspace = open_project(request, project_id, scenario)
    form, secret = ShareForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            admit_link(workspace.project)
        except OverLimit as limit:
            form.add_error(None, str(limit))
        else:
            # The page is the only place where the secret ever stands.
            _link, secret = ShareLink.issue(project=workspace.project, scenario=workspace.scenario, **form.to_fields())
            form = ShareForm()
    links = workspace.project.links.select_related("scenario")
    context = {
        "workspace": workspace, "form": form, "links": links, "secret": secret, "pay_named": _pay_named(workspace),
    }  # fmt: skip
    return render(request, "projects/share.html", context)


def _pay_named(workspace: Workspace) -> list[Question]:
    """Return the questions whose texts a link shows although they may say what somebody earns."""
    catalogue = workspace.catalogue
    field_ids = fields_that_may_name_pay(catalogue.fields, workspace.answers)
    return list({catalogue.questions[one].id: catalogue.questions[one] for one in field_ids}.values())


@require_POST
def revoke(request: HttpRequest, project_id: uuid.UUID, scenario: str, link_id: int) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    open_own_link(workspace, link_id).revoke()
    messages.success(request, _("The link has been revoked. It no longer opens."))
    return redirect("projects:share", project_id, scenario)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    response = redirect(own_path(request.POST.get("next", "")) or "reports:start")
    chosen = request.POST.get("theme", "auto")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=400 * 24 * 3600, samesite="Lax", secure=settings.HTTPS)
    return response
