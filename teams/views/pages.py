import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.access import Workspace, open_project
from projects.domain.answers import AnswerState
from projects.domain.rights import Need
from projects.panels import panel
from projects.saving import SaveOutcome, save_answer
from projects.views.questions import PageLink, question_page
from teams.charts import forecast_chart, role_cost_chart, spending_chart
from teams.domain.mix import rows_of_mix
from teams.offering import has_card, offered_card
from teams.reference import get_roles
from teams.results import advice_of, budget_of, mix_of, team_of
from teams.views.plan import grid_context, proposal_of
from teams.wording import advice_row, budget_rows, mix_words, say_forecast, say_problem


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    section = workspace.catalogue.sections["team"]
    after = PageLink(_("Value"), reverse("decisions:value", args=[project_id, scenario]), "value")
    context = {
        "section": section,
        "roles": get_roles(),
        **grid_context(workspace, request.POST),
        "estimate": team_of(workspace),
        "offered_card": None if has_card(workspace) else offered_card(workspace),
        **_answer(workspace),
    }
    return question_page(request, workspace, section.questions, "teams/team.html", context, after=after)


@panel
@require_safe
def team_answer(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    return render(request, "teams/_team_answer.html", {"workspace": workspace, **_answer(workspace)})


def _answer(workspace: Workspace) -> dict[str, object]:
    """Return what decides: a few figures and how the budget stands."""
    estimate = team_of(workspace)
    said = say_forecast(budget_of(workspace).forecast, workspace.formatter)
    cards = (
        estimate.total,
        estimate.months,
        estimate.person_months,
        *((estimate.assistants,) if estimate.assistants else ()),
    )
    return {"figures": cards, "forecast_said": said}


@require_safe
def budget(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show what the team costs by month and role, and the whole budget beside it."""
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    context = {"workspace": workspace, **_result(workspace), **_forecast(workspace)}
    return render(request, "teams/budget.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hiring(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show what hiring, contracting and part-time cost, with the questions that decide."""
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    questions = workspace.catalogue.sections["team"].questions_of("hiring")
    after = PageLink(_("Team"), reverse("teams:team", args=[project_id, scenario]))
    context = {**_advice(workspace), **_mix(workspace)}
    return question_page(request, workspace, questions, "teams/hiring.html", context, after=after)


@panel
@require_safe
def team_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    return render(request, "teams/_team_result.html", {"workspace": workspace, **_result(workspace)})


def _result(workspace: Workspace) -> dict[str, object]:
    write, estimate = workspace.formatter, team_of(workspace)
    charts = [make(estimate, write) for make in (spending_chart, role_cost_chart)]
    return {
        "estimate": estimate,
        "charts": charts if estimate.by_role else [],
    }


@panel
@require_safe
def advice(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    return render(request, "teams/_advice.html", {"workspace": workspace, **_advice(workspace)})


def _advice(workspace: Workspace) -> dict[str, object]:
    rows = [advice_row(advice, workspace.formatter) for advice in advice_of(workspace)]
    return {"advice": [row for row in rows if not row.found], "there": [row for row in rows if row.found]}


@panel
@require_safe
def forecast(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    return render(request, "teams/_forecast.html", {"workspace": workspace, **_forecast(workspace)})


def _forecast(workspace: Workspace) -> dict[str, object]:
    budget = budget_of(workspace)
    return {
        "budget": budget,
        "budget_rows": budget_rows(budget),
        "forecast_said": say_forecast(budget.forecast, workspace.formatter),
        "forecast_chart": forecast_chart(budget.forecast, workspace.formatter),
        "expense_problems": [say_problem(problem) for problem in budget.expenses.problems],
    }


@panel
@require_safe
def mix(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="team"))
    return render(request, "teams/_mix.html", {"workspace": workspace, **_mix(workspace)})


def _mix(workspace: Workspace) -> dict[str, object]:
    return {"mix": mix_words(mix_of(workspace), workspace.formatter)}


@require_POST
def apply_mix(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Write the contracts of the mix into the plan: a change like any other, so that it can be undone."""
    workspace = open_project(request, project_id, scenario)
    chosen, given = mix_of(workspace), workspace.answers["team.roles"]
    if chosen.open_choices:
        rows = given.value if given.state is AnswerState.KNOWN and given.value else proposal_of(workspace)
        # The same button pressed twice finds nothing left to change.
        content = replace(given, state=AnswerState.KNOWN, value=rows_of_mix(rows, chosen), said_by="")
        saved = save_answer(
            workspace.scenario, content, token=f"mix-{workspace.project.sequence}-{given.version}", **workspace.author
        )
        if saved.result is SaveOutcome.CONFLICT:
            messages.warning(
                request, _("Someone changed the roles in the meantime. Check the new mix, then try again.")
            )
        else:
            messages.success(request, _("The mix has been applied to the plan. You can undo it in the history."))
    return redirect(reverse("teams:hiring", args=[project_id, scenario]) + "#mix")
