"""An option that is planned as a scenario keeps every figure that the table showed of it."""

import pytest
from django.conf import settings

from decisions.domain.options import TODAY
from decisions.options import options_of, with_ruled_out
from decisions.results import results_of
from decisions.verdicts import verdict_of
from estimates.domain.figures.model_class import OWN_CLASS
from projects.access import Workspace
from projects.document import load_project
from projects.models import Answer
from tests.decisions.pages import url

pytestmark = pytest.mark.once

EXAMPLES = sorted(path.stem for path in (settings.FIXTURES / "samples").glob("*.json"))
MONEY = ("cost", "running", "value", "months")


def open_(project, slug="base"):
    project.refresh_from_db()
    return Workspace(project, project.scenarios.get(slug=slug))


def figures(case):
    """Return the ranges of a business case that a table shows, and the chance that it pays back."""
    shown = {name: getattr(case, name) for name in MONEY}
    return {name: figure.value if figure else None for name, figure in shown.items()} | {"chance": case.chance}


def ruling(verdict):
    """Return what the one rule says, and every reason that holds it there."""
    return verdict.outcome and verdict.outcome.id, [reason.key for reason in verdict.reasons]


def plan(owner, project, option, slug="base"):
    """Plan an option as a scenario, as the button does, and return the scenario."""
    approach = "no_ai" if option.id == "simple" else option.id
    reply = owner.post(url("projects:new_scenario", project, slug), {"name": option.id, "approach": approach})
    return open_(project, reply.url.rstrip("/").rpartition("/")[2])


@pytest.mark.parametrize("name", EXAMPLES)
def test_option_planned_as_a_scenario_keeps_its_figures_and_its_verdict(owner, browser_row, name):
    project = load_project((settings.FIXTURES / "samples" / f"{name}.json").read_bytes(), owner=browser_row)
    options = options_of(open_(project)).options
    planned = [
        option
        for option in options
        if option.id != TODAY and not option.slug and option.case and not option.standing.is_out
    ]
    for option in planned:
        made = plan(owner, project, option)
        assert figures(results_of(made).case) == figures(option.case), option.id
        assert ruling(verdict_of(made)) == ruling(option.verdict), option.id
        assert options_of(made).options[0].id == TODAY
    after = {option.id: option for option in options_of(open_(project)).options}
    for option in planned:
        assert after[option.id].slug
        assert after[option.id].spent.value == option.spent.value


CASE = {
    "value.cases_per_year": 12_000, "value.coverage": 80, "value.adoption": 90, "value.saving_per_case": 40,
    "value.running_licences_per_year": 9_000, "value.contingency_share": 10, "solution.task": "answer",
    "tried.simplest": [{"option": "A form", "kind": "form", "status": "tried", "share": 30.0, "cost": 12_000.0}],
}  # fmt: skip


def test_simple_option_that_is_planned_costs_what_was_named(owner, project, base):
    for field_id, value in CASE.items():
        Answer.objects.create(scenario=base, field_id=field_id, state="known", value=value)
    simple = next(option for option in options_of(open_(project)).options if option.id == "simple")
    made = results_of(plan(owner, project, simple))
    assert made.case.cost.value.likely == pytest.approx(12_000)
    assert made.answers.range("value.coverage").likely == 30
    assert "value.contingency_share" not in made.case.not_counted


def test_ruling_one_option_out_moves_no_price_of_another(owner, project, base):
    for field_id, value in CASE.items():
        Answer.objects.create(scenario=base, field_id=field_id, state="known", value=value)
    before = {option.id: option.cost.value for option in with_ruled_out(open_(project)).options if option.cost}
    for number, ruled_out in enumerate((["api"], ["api", "buy"], ["fine_tune"]), start=1):
        Answer.objects.update_or_create(
            scenario=base, field_id="solution.off_table", defaults={"state": "known", "value": ruled_out}
        )
        project.sequence = number
        project.save()
        after = {option.id: option.cost.value for option in with_ruled_out(open_(project)).options if option.cost}
        assert after == before


def test_scenario_of_another_volume_hands_its_answers_on(owner, project, base):
    for field_id, value in CASE.items():
        Answer.objects.create(scenario=base, field_id=field_id, state="known", value=value)
    owner.post(url("projects:new_scenario", project), {"name": "Double", "approach": ""})
    double = project.scenarios.get(slug="double")
    Answer.objects.create(scenario=double, field_id="value.cases_per_year", state="known", value=24_000)
    option = next(option for option in options_of(open_(project, "double")).options if option.id == "retrieval")
    made = results_of(plan(owner, project, option, "double"))
    assert made.answers.range("value.cases_per_year").likely == 24_000
    assert figures(made.case) == figures(option.case)


def test_own_machines_run_a_model_of_the_class_of_the_hosted_one(owner, project, base):
    """$1 in and $5 out are of the class of 70 billion parameters, whatever small model would do for the task."""
    said = {"compute.approach": "api", "compute.api_model": "claude-haiku-4-5 (Anthropic)", "compute.task": "sort"}
    for field_id, value in (CASE | said).items():
        Answer.objects.create(scenario=base, field_id=field_id, state="known", value=value)
    option = next(option for option in options_of(open_(project)).options if option.id == "self_host")
    assert option.model == "Llama 3.1 70B"
    assert option.beside_hosted.message == OWN_CLASS
    made = plan(owner, project, option)
    assert made.answers.value("compute.model") == option.model
    assert figures(results_of(made).case) == figures(option.case)


def test_hosted_model_is_of_the_class_of_the_own_one_that_was_chosen(owner, project, base):
    said = {"compute.approach": "self_host", "compute.model": "Llama 3.1 70B", "compute.task": "answer"}
    for field_id, value in (CASE | said).items():
        Answer.objects.create(scenario=base, field_id=field_id, state="known", value=value)
    option = next(option for option in options_of(open_(project)).options if option.id == "api")
    assert "70b" in option.model.casefold()
