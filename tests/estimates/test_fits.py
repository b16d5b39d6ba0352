"""The table of accelerators: what holds the model, at what cost, and the button that takes it."""

from datetime import date

import pytest

from estimates.domain.formulas.copies import HOLDS_ONE, TOO_SLOW
from estimates.domain.formulas.serving import HOURS_PER_MONTH
from estimates.domain.published.offers import PriceList
from projects.models import Answer as Row
from tests.estimates.test_by_hand import SERVED
from tests.estimates.test_choosing import answer, url
from tests.estimates.test_compute_estimate import LLAMA

pytestmark = pytest.mark.once


def page(owner, project, values):
    for field_id, value in values.items():
        answer(project, field_id, value)
    return owner.get(url(project, "estimates:fits")).content.decode()


def test_nothing_known_says_what_is_needed(owner, project):
    assert "Choose a model or enter its size" in page(owner, project, {})


def test_every_accelerator_stands_in_the_table(owner, project, reference):
    found = page(owner, project, SERVED)
    assert [accelerator for accelerator in reference.accelerators if f">{accelerator}<" not in found] == []
    assert "this scenario" in found


def test_training_shows_its_layout(owner, project):
    found = page(owner, project, LLAMA)
    assert "For training" in found
    assert "ZeRO" in found


def test_another_accelerator_is_taken_at_a_press(owner, project):
    sent = {"field": "compute.serving_accelerator", "value": "L40S", "version": 0}
    owner.post(url(project, "estimates:take"), sent)
    assert Row.objects.of(project.scenarios.get(slug="base"))["compute.serving_accelerator"].value == "L40S"


# ---------------------------------------------------------------- the choice


@pytest.fixture
def serving(estimate_of):
    return lambda **more: estimate_of(SERVED | {f"compute.{key}": value for key, value in more.items()}).serving


def test_cheapest_stands_first_and_what_is_too_small_last(serving):
    rows = serving().rows
    costs = [row.usd_per_month for row in rows if row.usd_per_month is not None]
    assert costs == sorted(costs)
    assert [row.choice is None for row in rows] == sorted(row.choice is None for row in rows)


def test_rent_is_that_of_the_figure_where_the_same_machines_are_chosen(estimate_of, reference):
    """The table and the page read one list of offers, narrowed by what the project says of its seller."""
    prices = PriceList(reference.offers, date(2026, 11, 24))
    for more in ({}, {"compute.provider": "lambda"}):
        asked = SERVED | {"compute.serving_hours_per_month": HOURS_PER_MONTH} | more
        found = estimate_of(asked | {"compute.serving_accelerator": "H100-SXM-80GB"}, prices=prices)
        row = next(machine for machine in found.serving.rows if machine.accelerator == "H100-SXM-80GB")
        inputs = {given.name: given.value.likely for given in found.figure("compute.serving").inputs}
        assert row.usd_per_month == pytest.approx(
            row.choice.accelerators * HOURS_PER_MONTH * inputs["serving_price_per_gpu_hour"]
        )


def test_small_model_needs_one(serving):
    found = serving(model="RoBERTa-Large", serving_accelerator="L4").choice
    assert (found.copy.accelerator_count, found.reason) == (1, HOLDS_ONE)


def test_fewer_bits_fit_fewer_accelerators(serving):
    """Llama 3.1 70B: 141 GB at 16 bit need two of 80 GB, 35 GB at 4 bit fit one."""
    wide, narrow = (
        [row for row in serving(serving_bits=bits, target_tokens_per_s=0.01).rows if row.accelerator == "A100-SXM-80GB"]
        for bits in ("16", "4")
    )
    assert narrow[0].choice.copy.accelerator_count < wide[0].choice.copy.accelerator_count


def test_speed_that_nobody_reaches_is_said(serving):
    assert serving(target_tokens_per_s=1e5).choice.reason == TOO_SLOW


def test_model_larger_than_every_server_is_a_problem(estimate_of):
    estimate = estimate_of(SERVED | {"compute.parameters": 1e14})
    assert [problem.about for problem in estimate.problems] == ["compute.serving_accelerator"]
    assert estimate.serving is None
