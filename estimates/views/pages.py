import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from estimates.charts import compute_charts
from estimates.domain.founding import RENT_EXAMPLES, BuyExample, model_table
from estimates.domain.mfu import Reason
from estimates.domain.sheet import Chapter, make_sheet
from estimates.reference import get_reference
from estimates.results import compute_of
from projects.access import Workspace, open_project
from projects.views.questions import Way, question_page


@require_http_methods(["GET", "HEAD", "POST"])
def compute(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    section, reference = workspace.catalogue.sections["compute"], get_reference()
    after = Way(_("Team"), reverse("teams:team", args=[project_id, scenario]))
    context = {
        "section": section, "models": model_table(reference), "buy": BuyExample(), "rents": RENT_EXAMPLES,
        "accelerators": reference.accelerators, "presets": reference.presets, "grids": reference.grids,
        **_result(workspace),
    }  # fmt: skip
    return question_page(request, workspace, section.questions, "estimates/compute.html", context, after=after)


@require_safe
def compute_result(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = open_project(request, project_id, scenario)
    return render(request, "estimates/_compute_result.html", {"workspace": workspace, **_result(workspace)})


def _result(workspace: Workspace) -> dict[str, object]:
    estimate, fields = compute_of(workspace), workspace.catalogue.fields
    sheet = make_sheet(estimate)
    return {
        "sheet": sheet,
        "chapters": [_chapter(one) for one in sheet.chapters],
        "notes": [_say(one) for one in sheet.notes],
        "charts": compute_charts(estimate, get_reference(), workspace.formatter),
        "missing": [fields[one] for one in dict.fromkeys(estimate.missing)],
        "wrong": [(fields.get(one.about), _say(one)) for one in estimate.problems],
        "approach": workspace.visible_answers.value("compute.approach"),
    }


def _chapter(one: Chapter) -> dict[str, object]:
    notes = [_say(note) for note in one.notes]
    return {"id": one.id, "title": _(one.title), "lead": _(one.lead), "figures": one.figures, "notes": notes}


def _say(reason: Reason) -> str:
    return _(reason.message) % reason.params
