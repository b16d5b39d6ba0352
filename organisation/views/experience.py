"""What the organisation learnt from its finished projects: proposed, looked at, adopted, and taken back."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions.experience import Measured, measured_projects, propose
from organisation.forms import ExperienceForm
from organisation.learning import digest_of, effects_of, field_lines, project_lines, version_lines
from projects import auditing
from projects.access import visiting_browser
from projects.accounts import open_organisation
from projects.lanes import heavy
from projects.models import Experience, Project
from reports.portfolio import visible_projects

MOST_VERSIONS = 50
NEWEST = 3
"""Of so many projects it is worked out what would change."""


@require_http_methods(["GET", "HEAD", "POST"])
def experience(request: HttpRequest) -> HttpResponse:
    """Show what finished projects teach, and adopt it; projects that have begun keep what they have."""
    user = open_organisation(request)
    measured = measured_projects()
    counted = _counted(measured, request.POST if request.method == "POST" else request.GET)
    proposed = propose(counted)
    form = ExperienceForm(request.POST or None, initial={"seen": digest_of(proposed)})
    if request.method == "POST" and form.is_valid():
        if not proposed.ranges:
            messages.warning(request, _("Too few projects are measured, so nothing was adopted."))
        elif form.cleaned_data["seen"] != digest_of(proposed):
            messages.warning(request, _("The measured projects changed in the meantime. Look at the ranges again."))
        else:
            proposed.note = form.cleaned_data["note"]
            _keep(request, proposed, user.get_username())
            words = _("Adopted as version %(n)s. New projects begin with it; the others keep theirs.")
            messages.success(request, words % {"n": proposed.pk})
        return redirect("organisation:experience")
    versions = list(Experience.objects.all()[:MOST_VERSIONS])
    newest = versions[0] if versions else None
    context = {
        "form": form,
        "fields": field_lines(proposed, counted, newest),
        "measured": project_lines(measured, counted, {project.pk for project in _visible(request)}),
        "counted": counted,
        "can_adopt": bool(proposed.ranges),
        "is_adopted": newest is not None and newest.ranges == proposed.ranges,
        "can_withdraw": newest is not None and bool(newest.ranges),
        "versions": version_lines(versions),
        "query": request.GET.urlencode(),
    }
    return render(request, "organisation/experience.html", context)


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Let the published ranges hold again for new projects, as a version of its own."""
    user = open_organisation(request)
    newest = Experience.objects.first()
    if newest is not None and newest.ranges:
        _keep(request, Experience(), user.get_username())
        messages.success(request, _("New projects begin with the published ranges again; the others keep theirs."))
    return redirect("organisation:experience")


@heavy
@require_safe
def effects(request: HttpRequest) -> HttpResponse:
    """Show what would change in the newest projects that the administrator may see, if they took the proposal."""
    open_organisation(request)
    proposed = propose(_counted(measured_projects(), request.GET))
    newest = sorted(_visible(request), key=lambda project: project.created_at, reverse=True)[:NEWEST]
    context = {"effects": effects_of(newest, proposed), "query": request.GET.urlencode(), "proposed": proposed}
    return render(request, "organisation/experience_effects.html", context)


def _counted(measured: Sequence[Measured], sent: QueryDict) -> list[Measured]:
    """Return the projects that are ticked; all of them while nobody has chosen."""
    ticked = set(sent.getlist("counts"))
    return [told for told in measured if "chosen" not in sent or str(told.row.pk) in ticked]


def _visible(request: HttpRequest) -> list[Project]:
    return [project for project in visible_projects(visiting_browser(request)) if not project.is_template]


def _keep(request: HttpRequest, version: Experience, user_name: str) -> None:
    version.made_by = user_name
    version.save()
    auditing.note(request, auditing.EXPERIENCE_CHANGED, str(version))
