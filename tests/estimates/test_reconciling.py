"""From the published hours of a model to the project's own sum: each line worked by hand."""

import pytest
from django.urls import reverse

from decisions.results import results_of
from estimates.domain.figures.reconciling import lines
from projects.access import Workspace
from projects.models import Answer as Row

pytestmark = pytest.mark.once

LLAMA = {
    "compute.approach": "train", "compute.model": "Llama 2 7B", "compute.accelerator": "A100-SXM-80GB",
    "compute.price_per_gpu_hour": 2, "compute.mfu": 40, "compute.development_runs": 3, "compute.failed_share": 10,
    "compute.idle_share": 5, "compute.evaluation_share": 3, "compute.preparation_share": 3,
}  # fmt: skip
OURS = 6 * 6.74e9 * 2e12 / (312e12 * 0.4) / 3600 * 2
"""The final run by hand: 6 × parameters × tokens at 40 % of the peak, at $2 an hour [$]."""


def likely_lines(estimate):
    return {figure.id.rpartition(".")[2]: figure.value.likely for figure in lines(estimate.figures)}


def test_published_hours_lead_to_the_sum_of_the_project(estimate_of):
    """184,320 published hours × $2 = $368,640; ours × 3 × 1.1 all runs; 11 % of those on top."""
    assert likely_lines(estimate_of(LLAMA)) == pytest.approx(
        {
            "published_run_cost": 368_640, "final_run_cost": OURS, "other_runs_cost": 2.3 * OURS,
            "rent_cost": 3.3 * OURS, "extras": 0.11 * 3.3 * OURS, "one_off": 1.11 * 3.3 * OURS,
        }
    )  # fmt: skip


def test_run_published_on_another_chip_is_priced_as_that_chip(estimate_of, reference):
    found = estimate_of(LLAMA | {"compute.accelerator": "H100-SXM-80GB"}).figure("compute.published_run_cost")
    price = next(given for given in found.inputs if given.name == "published_price")
    assert price.value == reference.accelerators["A100-SXM-80GB"].rent_usd_per_gpu_hour


def test_model_without_published_hours_begins_with_its_own_run(estimate_of):
    found = likely_lines(estimate_of(LLAMA | {"compute.model": "Qwen3-8B", "compute.training_tokens": 1e12}))
    assert next(iter(found)) == "final_run_cost"


def test_owned_machines_have_no_rent_to_reconcile(estimate_of):
    owned = {"compute.own": "own", "compute.accelerator_count": 64, "compute.buy_price_per_accelerator": 1e4}
    assert lines(estimate_of(LLAMA | owned).figures) == []


@pytest.mark.django_db
def test_page_of_runs_says_it_line_by_line(owner, project):
    scenario = project.scenarios.get(slug="base")
    for field_id, value in LLAMA.items():
        Row.objects.create(scenario=scenario, field_id=field_id, state="known", value=value, version=1)
    page = owner.get(reverse("estimates:runs", args=[project.pk, "base"])).content.decode()
    assert "From the published figure to yours" in page
    assert "Trials and failed runs" in page


@pytest.mark.django_db
def test_published_prices_are_called_us_dollars(owner, project):
    """A project in euros would take "$0.78" beside its own sums for a slip."""
    scenario = project.scenarios.get(slug="base")
    for field_id, value in LLAMA.items():
        if field_id != "compute.price_per_gpu_hour":
            Row.objects.create(scenario=scenario, field_id=field_id, state="known", value=value, version=1)
    notes = results_of(Workspace(project, scenario)).compute.notes
    said = [note.message % note.params for note in notes if "published run" in note.message]
    assert len(said) == 1
    assert " US dollars for each" in said[0]
    assert "$" not in said[0]
