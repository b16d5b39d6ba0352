"""Scenarios: made, named, deleted and brought back. What they say side by side stands in the reports."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from projects.access import EDITOR, OWNER, Workspace, open_project, open_scenario
from projects.domain.document_format import MOST_SCENARIOS
from projects.forms import NewScenarioForm, ScenarioForm
from projects.models import BASE, Scenario
from projects.scenario_history import TooManyScenarios, recorded
from projects.scenarios import APPROACH, choose_scenario, make_scenario, restore_scenario, starting_answers


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, EDITOR)
    field = workspace.catalogue.fields.get(APPROACH)
    form = NewScenarioForm(request.POST or None, others=workspace.scenarios, choices=field.choices if field else ())
    if request.method == "POST" and form.is_valid():
        try:
            answers = starting_answers(workspace, form.cleaned_data["approach"])
            made = make_scenario(workspace.project, answers=answers, **workspace.author, **form.to_fields())
        except TooManyScenarios:
            form.add_error(None, _too_many())
        else:
            words = _("“%(name)s” has been created. Change only what differs; everything else follows the base.")
            messages.success(request, words % {"name": made.name})
            return redirect("reports:overview", project_id, made.slug)
    return render(request, "projects/scenario_new.html", {"workspace": workspace, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, project_id: uuid.UUID, scenario: str, slug: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, EDITOR)
    chosen = open_scenario(workspace, slug)
    others = [other for other in workspace.scenarios if other.pk != chosen.pk]
    form = ScenarioForm(request.POST or None, others=others, initial={"name": chosen.name, "summary": chosen.summary})
    if request.method == "POST" and form.is_valid():
        with recorded(chosen, **workspace.author):
            chosen.name, chosen.summary = form.cleaned_data["name"], form.cleaned_data["summary"]
            chosen.save(update_fields=["name", "summary"])
        messages.success(request, _("Saved."))
        return redirect("reports:scenarios", project_id, scenario)
    return render(request, "projects/scenario_rename.html", {"workspace": workspace, "form": form, "scenario": chosen})


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, project_id: uuid.UUID, scenario: str, slug: str) -> HttpResponse:
    """Ask, then put a scenario into the bin."""
    workspace = open_project(request, project_id, scenario, OWNER)
    chosen = open_scenario(workspace, slug)
    if chosen.is_base:
        raise Http404
    if request.method == "POST":
        with recorded(chosen, **workspace.author):
            chosen.put_in_bin()
        messages.success(request, _("“%(name)s” has been deleted. You can restore it below.") % {"name": chosen.name})
        return redirect("reports:scenarios", project_id, BASE if chosen.slug == scenario else scenario)
    context = {
        "workspace": workspace,
        "scenario": chosen,
        "count": _own_answers(chosen),
        "links": _open_links(workspace, chosen),
    }
    return render(request, "projects/scenario_delete.html", context)


@require_POST
def choose(request: HttpRequest, project_id: uuid.UUID, scenario: str, slug: str) -> HttpResponse:
    """Take a scenario as ours, or take that back."""
    workspace = open_project(request, project_id, scenario)
    chosen = open_scenario(workspace, slug)
    with recorded(chosen, **workspace.author):
        choose_scenario(chosen)
    return redirect("reports:scenarios", project_id, scenario)


@require_POST
def restore(request: HttpRequest, project_id: uuid.UUID, scenario: str, slug: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, OWNER)
    chosen = open_scenario(workspace, slug, deleted=True)
    try:
        with recorded(chosen, **workspace.author):
            restore_scenario(chosen)
    except TooManyScenarios:
        messages.error(request, _too_many())
    else:
        messages.success(request, _("“%(name)s” is back.") % {"name": chosen.name})
    return redirect("reports:scenarios", project_id, scenario)


def _too_many() -> str:
    return _("A project holds %(count)s scenarios beside its base. Delete one first.") % {"count": MOST_SCENARIOS}


def _own_answers(scenario: Scenario) -> int:
    return scenario.answers.filter(inherits=False).count()


def _open_links(workspace: Workspace, scenario: Scenario) -> int:
    return workspace.project.links.open().filter(scenario=scenario).count()
