import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from projects.access import Workspace, open_project
from projects.domain.answers import Answer, AnswerState
from projects.domain.figures import Origin
from projects.domain.rights import Need
from projects.explaining import say_told
from projects.pages import answer_form
from projects.panels import panel
from projects.saving import SaveOutcome, save_answer
from teams.domain.phases import phase_rows
from teams.domain.reading import proposed_team
from teams.grid import FIELD_ID, TeamGrid
from teams.reference import get_roles
from teams.results import effort_of, team_of

PHASES_ID, LENGTH_ID = "team.phases", "team.duration_months"
REST = "rest"
"""In place of a table: the roles that we counted with until the first person was named."""


@panel
@require_safe
def team_grid(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    return render(request, "teams/_team_grid.html", {"workspace": workspace, **grid_context(workspace)})


def grid_context(workspace: Workspace, sent: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what the spreadsheet of the plan shows."""
    rest = replaced_roles(workspace)
    labels = [get_roles()[row["role"]].label for row in rest]
    names = get_text_list([_(label) for label in labels], _("and"))
    return {"grid": grid_of(workspace, sent), "replaced": rest, "replaced_names": names}


def grid_of(workspace: Workspace, sent: Mapping[str, str] | None = None) -> TeamGrid:
    """Return the plan as a spreadsheet; what was sent and could not be read stands as it was typed."""
    bad_cells: Collection[str] = ()
    if sent:
        form = answer_form(workspace, workspace.catalogue.fields[FIELD_ID], sent)
        form.is_valid()
        bad_cells = form.bad_cells
    return TeamGrid(workspace, team_of(workspace), sent=sent if bad_cells else None, bad_cells=bad_cells)


@require_POST
def start_plan(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Write our proposal into a table that is still blank: a change like any other, so that it can be undone."""
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    if request.POST.get("table") == REST:
        return _add_rest(request, workspace)
    phases = request.POST.get("table") == PHASES_ID
    field_id = PHASES_ID if phases else FIELD_ID
    given = workspace.answers[field_id]
    # What somebody wrote meanwhile stays; the same button pressed twice writes once.
    if given.state is not AnswerState.KNOWN or not given.value:
        rows = phase_rows(team_of(workspace).plan.phases) if phases else proposal_of(workspace)
        content = replace(given, state=AnswerState.KNOWN, value=rows, owner="", find_out_by=None, reason="", said_by="")
        token = f"start-{field_id}-{workspace.project.sequence}-{given.version}"
        saved = save_answer(workspace.scenario, content, token=token, **workspace.author)
        if saved.result is not SaveOutcome.CONFLICT and not phases:
            _keep_length(workspace, token)
        if saved.result is not SaveOutcome.CONFLICT:
            messages.success(request, _("The proposal has been added to the table. You can undo it in the history."))
    place = "#q-team-phases" if phases else "#team_grid"
    return redirect(reverse("teams:team", args=[project_id, scenario]) + place)


def _add_rest(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Add the roles of our proposal that the table has not, below what stands there: one change."""
    given, rest = workspace.answers[FIELD_ID], replaced_roles(workspace)
    if rest:
        content = replace(given, value=[*given.value, *rest])
        token = f"rest-{FIELD_ID}-{workspace.project.sequence}-{given.version}"
        if save_answer(workspace.scenario, content, token=token, **workspace.author).result is not SaveOutcome.CONFLICT:
            messages.success(request, _("The proposal has been added to the table. You can undo it in the history."))
    return redirect(reverse("teams:team", args=[workspace.project.pk, workspace.scenario.slug]) + "#team_grid")


def replaced_roles(workspace: Workspace) -> list[dict[str, Any]]:
    """Return what we counted with until the first person stood in the table: the rows of all roles but theirs.

    None once the table has more rows than that first one, or while it has none.
    """
    stored = workspace.visible_answers.value(FIELD_ID) or []
    if len(stored) != 1:
        return []
    return [row for row in proposal_of(workspace) if row["role"] != stored[0].get("role")]


def _keep_length(workspace: Workspace, token: str) -> None:
    """Write the length that our proposal was counted with, where it is another one than that of the field."""
    length = team_of(workspace).plan.duration_months
    if length.origin is Origin.ASSUMPTION and effort_of(workspace.visible_answers).time != 1.0:
        given = workspace.answers[LENGTH_ID]
        content = Answer(
            field_id=LENGTH_ID,
            state=AnswerState.KNOWN,
            value=length.value.to_json(),
            note=say_told(length.source),
            version=given.version,
        )
        save_answer(workspace.scenario, content, token=f"{token}-length", **workspace.author)


def proposal_of(workspace: Workspace) -> list[dict[str, Any]]:
    """Return our proposal for this project as rows of `team.roles`."""
    changes = team_of(workspace).plan.changes
    return proposed_team(get_roles(), changes, effort_of(workspace.visible_answers))
