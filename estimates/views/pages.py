import uuid
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from charts.descriptions import Chart
from estimates.charts import compute_charts
from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.compute import HOSTED, SERVES
from estimates.domain.figures.guess import Guess
from estimates.domain.figures.ruled_out import APPROACH, ApproachStatus, all_out
from estimates.domain.formulas.energy import likenesses
from estimates.domain.published.reference import find
from estimates.domain.tables.founding import RENT_EXAMPLES, BuyExample, model_table
from estimates.domain.tables.sheet import SheetChapter, make_sheet
from estimates.prices import price_list
from estimates.reference import get_buy_comparison, get_reference
from estimates.results import compute_of, standings_of
from estimates.suggesting import say_model
from estimates.wording import say_bars, say_reason
from projects.access import Workspace, open_project
from projects.domain.answers import Answers
from projects.domain.ranges import Range
from projects.domain.rights import Need
from projects.models import today
from projects.panels import ALONE, panel
from projects.views.questions import PageLink, question_page

CHART_OF = {"volume": "compute.volume"}
"""The chart that stands in a chapter, below its figures."""
UNFOLDED = {Chapter.ONCE, Chapter.MONTHLY, Chapter.WORK}
"""The chapters that everybody reads: what it costs, and how much there is to compute."""


@require_http_methods(["GET", "HEAD", "POST"])
def compute(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="compute"))
    section = workspace.catalogue.sections["compute"]
    after = PageLink(_("Team"), reverse("teams:team", args=[project_id, scenario]), "team")
    context = {"section": section, **_result(workspace)}
    return question_page(request, workspace, section.questions, "estimates/compute.html", context, after=after)


@panel
@require_safe
def compute_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario, Need(part="compute"))
    return render(request, "estimates/_compute_result.html", {"workspace": workspace, **_result(workspace)})


@panel
@require_safe
def figures(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show every figure of computing with the steps to it."""
    workspace = open_project(request, project_id, scenario, Need(part="compute"))
    name = "_compute_figures" if ALONE in request.GET else "figures"
    return render(request, f"estimates/{name}.html", {"workspace": workspace, **_result(workspace)})


@require_safe
def examples(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Show what well-known models cost, and the founding document's examples of renting and buying."""
    workspace = open_project(request, project_id, scenario, Need(part="compute"))
    context = {
        "workspace": workspace,
        "models": model_table(get_reference(), price_list(workspace.project.priced_on)),
        "buy": BuyExample(),
        "rents": RENT_EXAMPLES,
        "bought": get_buy_comparison(),
    }
    return render(request, "estimates/examples.html", context)


def _result(workspace: Workspace) -> dict[str, object]:
    estimate, fields = compute_of(workspace), workspace.catalogue.fields
    sheet, charts = make_sheet(estimate), compute_charts(estimate, workspace.formatter)
    alike = likenesses(figure for figure in estimate.figures if "embodied" not in figure.id)
    return {
        "sheet": sheet,
        "chapters": [_chapter(part, charts) for part in sheet.chapters],
        "notes": [say_reason(reason) for reason in sheet.notes],
        "charts": [chart for chart in charts if chart.id not in CHART_OF.values()],
        "missing": [fields[field_id] for field_id in dict.fromkeys(estimate.missing)],
        "wrong": [(fields.get(reason.about), say_reason(reason)) for reason in estimate.problems],
        "approach": workspace.visible_answers.value("compute.approach"),
        "standing": _standing(workspace),
        "guess": estimate.guess and _guess(workspace, estimate.guess),
        "models_url": reverse("estimates:models", args=[workspace.project.pk, workspace.scenario.slug]),
        "likenesses": alike,
        "likeness_sources": list(dict.fromkeys(likeness.measure.source for likeness in alike)),
        "today": today(),
        "rented": workspace.visible_answers.value("compute.approach") in SERVES,
        "hosted": workspace.visible_answers.value("compute.approach") in HOSTED,
    }


def _standing(workspace: Workspace) -> dict[str, object]:
    """Say what rules the scenario's approach out, on which conditions it stays in, and whether anything is left."""
    standings = standings_of(workspace)
    here = standings.get(str(workspace.visible_answers.value(APPROACH)), ApproachStatus())
    return {
        "out": say_bars(workspace, here.out[:1]),
        "only_if": say_bars(workspace, here.only_if),
        "all_out": all_out(standings),
    }


def _guess(workspace: Workspace, guess: Guess) -> dict[str, object]:
    """Say the first guess in words."""
    write, answers = workspace.formatter, workspace.visible_answers
    chosen = find(str(answers.value("compute.model") or ""), get_reference().presets)
    model = chosen or guess.model
    tokens = [_tokens(f"compute.api_{name}_tokens_per_case", guess, answers) for name in ("input", "output")]
    took = _("One case takes about %(fed)s tokens in and %(out)s out.")
    return {
        "says": _(guess.task.says),
        "kind": _(guess.task.kind),
        "model": guess.model.name if guess.model else "",
        "chosen": chosen.name if chosen else "",
        "brings": say_model(model, write) if model else "",
        "called": answers.value("compute.api_model") if answers.value(APPROACH) in HOSTED else None,
        "tokens": took % {"fed": write.compact(tokens[0].likely), "out": write.compact(tokens[1].likely)}
        if tokens[0] and tokens[1]
        else "",
    }


def _tokens(field_id: str, guess: Guess, answers: Answers) -> Range | None:
    """Return what somebody said of the tokens of a case, else what we guess; None where nothing is known."""
    guessed = guess.inputs.get(field_id)
    return answers.range(field_id) or (guessed.value if guessed else None)


def _chapter(part: SheetChapter, charts: Sequence[Chart]) -> dict[str, object]:
    notes = [say_reason(note) for note in part.notes]
    shown = [chart for chart in charts if chart.id == CHART_OF.get(part.id)]
    return {
        "id": part.id,
        "title": _(part.title),
        "lead": _(part.lead),
        "figures": part.figures,
        "steps": part.steps,
        "notes": notes,
        "charts": shown,
        "folded": part.id not in UNFOLDED,
    }
