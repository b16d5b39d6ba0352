"""The pages of the four plans: data, approach, training, evaluation. They read every room, and feed it."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions.domain.plan_figures import ALL_GROUPS, CASES_NEEDED, GROUP_CASES, PRECISION
from decisions.flows import data_flows, evaluation_flows, training_flows
from decisions.options_said import say_options
from decisions.plan_charts import attention_charts, text_chart
from decisions.plan_pages import (
    NAMED,
    as_yaml,
    balances,
    corpora,
    data_figures,
    is_assessment_open,
    ladder_source,
    law_references,
    mix_table,
    said_candidates,
    said_designs,
    said_protocols,
    said_sheet,
    say_ruling,
    source_cards,
    test_plan,
    thin_groups,
)
from decisions.results import results_of
from decisions.training_said import say_not_advised, say_ruled_out, worked_on
from decisions.views.taking import save_taken, sent_version
from decisions.wording import say_permission
from projects.access import Workspace, open_project
from projects.domain.answers import Answer, AnswerState
from projects.domain.rights import Need
from projects.panels import panel
from projects.views.questions import PageLink, question_page
from scoping.content import get_approach_plan, get_data_plan, get_law
from scoping.domain.plans.approach import NO_LANGUAGE
from scoping.domain.plans.data import OUTSIDE
from scoping.domain.plans.training import PROMPT

PAGE = ["GET", "HEAD", "POST"]
SHOWN_OF_A_TEST = (CASES_NEEDED, PRECISION, GROUP_CASES, ALL_GROUPS, "case.judging", "case.judging_per_year")
MOST_OPEN = 12
"""So many lines of a run sheet say why at first sight; of a longer one, when somebody opens a line."""


@require_http_methods(PAGE)
def data(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    after = PageLink(_("Approach"), reverse("decisions:approach", args=[project_id, scenario]), "approach")
    return _plan_page(request, project_id, scenario, "data", after)


@require_http_methods(PAGE)
def approach(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    after = PageLink(_("Compute"), reverse("estimates:compute", args=[project_id, scenario]), "compute")
    return _plan_page(request, project_id, scenario, "approach", after)


@require_http_methods(PAGE)
def training(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    after = PageLink(_("Evaluation plan"), reverse("decisions:evaluation", args=[project_id, scenario]), "evaluation")
    return _plan_page(request, project_id, scenario, "training", after)


@require_http_methods(PAGE)
def evaluation(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    after = PageLink(_("Decision"), reverse("decisions:decision", args=[project_id, scenario]), "decision")
    return _plan_page(request, project_id, scenario, "evaluation", after)


def _plan_page(
    request: HttpRequest, project_id: uuid.UUID, scenario: str, section_id: str, after: PageLink
) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part=section_id))
    section = workspace.catalogue.sections[section_id]
    template = f"decisions/_{section_id}_result.html"
    context = {"section": section, "result_template": template, **RESULTS[section_id](workspace)}
    return question_page(request, workspace, section.questions, "decisions/plan.html", context, after=after)


@panel
@require_safe
def plan_result(request: HttpRequest, project_id: uuid.UUID, scenario: str, plan: str) -> HttpResponse:
    """Show what a plan says, after an answer changed."""
    workspace = open_project(request, project_id, scenario, Need(part=plan))
    if plan not in RESULTS:
        raise Http404
    return render(request, f"decisions/_{plan}_result.html", {"workspace": workspace, **RESULTS[plan](workspace)})


def _data(workspace: Workspace) -> dict[str, object]:
    plans, steps = results_of(workspace).plans, get_data_plan().steps
    return {
        "sources": source_cards(workspace),
        "named": len(workspace.visible_answers.value(NAMED) or ()),
        "charts": text_chart(plans, workspace.formatter),
        "watch": [(stage, steps[stage.id]) for stage in plans.corpus.stages if stage.id in steps],
        "figures": data_figures(workspace),
        "mix": mix_table(workspace),
        "balances": balances(workspace),
        "thin_groups": thin_groups(workspace),
        "corpora": corpora(workspace),
        "outside_version": workspace.answers[OUTSIDE].version,
        "flows": data_flows(workspace),
        "law": get_law(),
        "judged": plans.judged,
        "law_open": [workspace.catalogue.fields[field_id].label for field_id in plans.judged.open_fields],
        "assessment_open": is_assessment_open(workspace),
        "references": law_references(workspace),
    }


def _approach(workspace: Workspace) -> dict[str, object]:
    said, plan, designs = say_options(workspace), get_approach_plan(), said_designs(workspace)
    advice, matter = said.advice, {said_design.design for said_design in designs}
    longest = results_of(workspace).compute.longest_text
    candidates = said_candidates(workspace, longest)
    # Attention and the like are decided in language models alone.
    explains = [family.id for family in advice.families] != [NO_LANGUAGE]
    return {
        "options": said,
        "advice": advice,
        "advised_reasons": say_ruling(advice.advised) if advice.advised else [],
        "inside_reason": plan.inside_reason,
        "rungs": [(rung, say_ruling(rung), said.of_step(rung)) for rung in advice.rungs],
        "ladder_source": ladder_source(),
        "charts": attention_charts(workspace.formatter) if explains else (),
        "example": plan.example,
        "designs": designs,
        "other_designs": [design for design in plan.designs if design not in matter],
        "candidates": candidates,
        "all_too_short": not candidates and bool(said_candidates(workspace, 0)),
        "longest": longest,
    }


def _training(workspace: Workspace) -> dict[str, object]:
    planned = worked_on(workspace)
    sheet = results_of(planned).plans.sheet
    return {
        "sheet": said_sheet(planned, opens=planned is workspace),
        "is_own": planned is workspace,
        "folded": sheet is not None and len(sheet.lines) > MOST_OPEN,
        "method": sheet.method if sheet else None,
        "is_prompt": sheet is not None and sheet.method.id == PROMPT,
        "ruled_out": say_ruled_out(workspace),
        "not_advised": say_not_advised(workspace),
        "first": say_permission(workspace),
        "flows": training_flows(workspace) if planned is workspace else [],
    }


def _evaluation(workspace: Workspace) -> dict[str, object]:
    results = results_of(workspace)
    plans, figures = results.plans, map(results.figures.get, SHOWN_OF_A_TEST)
    return {
        "figures": [figure for figure in figures if figure and workspace.may_show(figure)],
        "metrics": plans.metrics,
        "benchmarks": plans.benchmarks,
        "plan": test_plan(workspace),
        "protocols": said_protocols(workspace),
        "flows": evaluation_flows(workspace),
    }


RESULTS: dict[str, Callable[[Workspace], dict[str, object]]] = {
    "data": _data,
    "approach": _approach,
    "training": _training,
    "evaluation": _evaluation,
}


@require_POST
def take_corpus(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Add a public collection to those that the project takes."""
    workspace = open_project(request, project_id, scenario)
    taken = next((corpus for corpus in get_data_plan().corpora if corpus.id == request.POST.get("corpus")), None)
    if taken is None:
        messages.warning(request, _("This is not available. Please choose again."))
    else:
        before = workspace.answers.value(OUTSIDE) or []
        value = [*(choice for choice in before if choice not in ("none", taken.choice)), taken.choice]
        content = Answer(field_id=OUTSIDE, state=AnswerState.KNOWN, value=value, version=sent_version(request))
        save_taken(request, workspace, content)
    return redirect(f"{reverse('decisions:data', args=[project_id, scenario])}#plan_result")


@require_safe
def run_sheet(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Hand out the run sheet as YAML."""
    workspace = open_project(request, project_id, scenario)
    reply = HttpResponse(as_yaml(workspace), content_type="application/yaml; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="run-sheet.yaml"'
    return reply
