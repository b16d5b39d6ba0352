import uuid

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from projects import auditing
from projects.access import OWNER, Workspace, open_project, remember_browser, visiting_browser
from projects.bin import erase
from projects.document import SAMPLE, dump_project, get_examples, load_project, sample_document, written
from projects.forms import NameForm, PlaceForm, ProjectForm, StartForm
from projects.limits import OverLimit, admit_project
from projects.models import (
    BASE,
    BIN_DAYS,
    Browser,
    Project,
    Scenario,
    Template,
    experience_of_today,
    pack_of_today,
    today,
    unnamed,
)
from projects.paths import own_path
from projects.places import country_choices, currency_choices, settle_in
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
    place = PlaceForm(request.POST)
    try:
        with transaction.atomic():
            browser = remember_browser(request, response)
            admit_project(browser)
            project = Project.objects.create(name=name, owner=browser)
            base = Scenario.objects.create(project=project, slug=BASE, name=_("Base"))
            if place.is_valid():
                settle_in(Workspace(project, base, browser.name), **place.cleaned_data)
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
    example_id = request.POST.get("example", SAMPLE)
    example = get_examples().get(example_id)
    if example is None:
        raise Http404
    copies = "copy" in request.POST
    opened = Project.objects.alive().owned_by(visiting_browser(request)).filter(is_sample=True, name=example.title)
    project = None if copies else opened.first()
    if project is None:
        try:
            project = load_project(
                sample_document(example_id),
                owner=lambda: remember_browser(request, response),
                is_sample=not copies,
            )
        except OverLimit as limit:
            messages.error(request, str(limit))
            return redirect("reports:start")
        if copies:
            _name_copy(project)
    response["Location"] = redirect("reports:overview", project.pk, BASE).url
    return response


@require_POST
def open_template(request: HttpRequest, template_id: int) -> HttpResponse:
    """Begin with a copy of a project that an administrator published."""
    template = get_object_or_404(Template, pk=template_id)
    response = HttpResponse(status=303)
    try:
        project = load_project(
            written(template.document), owner=lambda: remember_browser(request, response), leave_out=True
        )
    except OverLimit as limit:
        messages.error(request, str(limit))
        return redirect("reports:start")
    # It begins today, with the prices and the experience of today.
    project.started_on = project.priced_on = today()
    project.experience_id = experience_of_today()
    project.pack_id = pack_of_today()
    project.save(update_fields=["started_on", "priced_on", "experience", "pack"])
    response["Location"] = redirect("reports:overview", project.pk, BASE).url
    return response


@require_POST
def duplicate(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Begin a project with all answers of another; what was changed before stays there."""
    project = open_project(request, project_id, scenario, OWNER).project
    try:
        twin = load_project(written(dump_project(project)), owner=project.owner, leave_out=True)
    except OverLimit as limit:
        messages.error(request, str(limit))
        return redirect("reports:start")
    _name_copy(twin)
    return redirect("reports:overview", twin.pk, BASE)


def _name_copy(project: Project) -> None:
    project.name = (_("Copy of %(name)s") % {"name": project.name})[:120]
    project.save(update_fields=["name"])


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Move a project to another country or currency; leads back to the page it was asked from."""
    workspace = open_project(request, project_id, scenario, OWNER)
    form = PlaceForm(request.POST or None)
    back = own_path(request.POST.get("next", "") or request.GET.get("next", ""))
    if request.method == "POST" and form.is_valid():
        settle_in(open_project(request, project_id), **form.cleaned_data)
        messages.success(
            request, _("Saved. Amounts you typed keep their numbers; published prices and our defaults are converted.")
        )
        return redirect(back or reverse("reports:overview", args=[project_id, scenario]))
    choices = {"countries": country_choices(), "currencies": currency_choices(workspace.formatter)}
    context = {"workspace": workspace, "form": form, "next": back, **choices}
    return render(request, "projects/place.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, OWNER)
    project, write = workspace.project, workspace.formatter
    form = ProjectForm(request.POST or None, project=project, who=workspace.who, rates=get_rates(), formatter=write)
    if request.method == "POST" and form.is_valid():
        form.store()
        Browser.objects.filter(projects=project).update(name=form.cleaned_data["your_name"])
        messages.success(request, _("Saved."))
        return redirect("projects:project_settings", project_id, scenario)
    return render(request, "projects/project_settings.html", {"workspace": workspace, "form": form})


@require_POST
def rename(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Name a project from the page on which somebody is."""
    workspace = open_project(request, project_id, scenario, OWNER)
    form = NameForm(request.POST)
    if form.is_valid():
        Project.objects.filter(pk=workspace.project.pk).update(name=form.cleaned_data["name"])
    else:
        messages.error(request, _("Enter a project name of up to 120 characters."))
    back = own_path(request.POST.get("next", ""))
    return redirect(back or reverse("reports:overview", args=[project_id, scenario]))


@require_POST
def delete(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    project = open_project(request, project_id, scenario, OWNER).project
    if project.is_sample:
        erase(project)
        messages.success(request, _("The sample is gone."))
    else:
        project.put_in_bin()
        auditing.note(request, auditing.DELETED, project.name)
        messages.success(
            request,
            _("“%(name)s” is in the bin for %(days)s days. Links to it have been revoked.")
            % {"name": project.name, "days": BIN_DAYS},
        )
    return redirect("reports:start")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    response = redirect(own_path(request.POST.get("next", "")) or "reports:start")
    chosen = request.POST.get("theme", "auto")
    if chosen in THEMES:
        _keep_choice(response, "theme", chosen)
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read every page in another language from now on, in this browser."""
    response = redirect(own_path(request.POST.get("next", "")) or "reports:start")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _keep_choice(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


def _keep_choice(response: HttpResponse, name: str, chosen: str) -> None:
    response.set_cookie(name, chosen, max_age=400 * 24 * 3600, samesite="Lax", secure=settings.HTTPS)
