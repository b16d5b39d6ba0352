"""Answers that nobody means: each gives a sentence, and none an exception, NaN or a sum below nothing."""

import io
import json

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.once

TRAIN = {
    "compute.approach": "train", "compute.parameters": 7e9, "compute.training_tokens": 2e12,
    "compute.accelerator": "H100-SXM-80GB", "compute.accelerator_count": 512,
}  # fmt: skip
SERVE = {"compute.approach": "self_host", "compute.model": "Llama 2 7B", "compute.serving_accelerator": "L40S"}


def said(estimate):
    return " ".join(problem.message % problem.params for problem in (*estimate.problems, *estimate.notes))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (TRAIN | {"compute.accelerator": "H100 SXMM"}, "Nearest: H100"),
        (TRAIN | {"compute.parameters": None, "compute.model": "Lama 2 7B"}, "Nearest: Llama 2 7B"),
        (SERVE | {"compute.model": "Lama 2 7B"}, "Nearest: Llama 2 7B"),
        (SERVE | {"compute.serving_accelerator": "L-40-SS"}, "Nearest: L40S"),
        (TRAIN | {"compute.accelerator_count": 1}, "The run does not fit on 1 H100-SXM-80GB"),
        (TRAIN | {"compute.accelerator_count": 8, "compute.training_tokens": 2e13}, "the final run takes about "),
        (TRAIN | {"compute.training_tokens": 1}, "less than a minute"),
        (TRAIN | {"compute.training_tokens": 1e15}, "1,000 trillion tokens are more"),
        (TRAIN | {"compute.model": "Llama 2 7B", "compute.sequence_length": 1e6}, "longer than Llama 2 7B reads"),
        (SERVE | {"compute.api_input_tokens_per_case": 5000}, "Llama 2 7B reads 4,096 at most"),
    ],
)
def test_answer_that_nobody_means_gives_a_sentence(estimate_of, answers, sentence):
    found = estimate_of({field: value for field, value in answers.items() if value is not None}, count=100)
    assert sentence in said(found)


@pytest.mark.django_db
def test_command_says_the_same_of_an_unusual_run():
    out = io.StringIO()
    options = ("--parameters", "7e9", "--tokens", "1e15", "--accelerator", "H100-SXM-80GB", "--accelerators", "1")
    call_command("estimate_training", *options, "--json", stdout=out, stderr=io.StringIO())
    told = json.loads(out.getvalue())["wider_because"]
    assert any("more than any published run" in reason for reason in told)
    assert any("takes about" in reason for reason in told)


def cost_of(estimate):
    return [figure for figure in estimate.figures if figure.unit.startswith("money") and "price" not in figure.id]


def test_model_that_no_accelerators_hold_has_no_cost_of_answering(estimate_of):
    huge = {"compute.approach": "self_host", "compute.parameters": 1e14, "compute.serving_accelerator": "L4"}
    for counted in ({}, {"compute.serving_accelerator_count": 8, "compute.buy_accelerator_count": 8}):
        found = estimate_of(huge | counted | {"why.volume": 1000}, count=100)
        assert "does not fit on 64 of L4, so its cost is left out" in said(found)
        assert [figure.id for figure in cost_of(found)] == []


def test_run_that_no_accelerators_hold_has_neither_hours_nor_cost(estimate_of):
    found = estimate_of(TRAIN | {"compute.parameters": 1e15, "compute.own": "own"}, count=100)
    assert "does not fit on any number of H100-SXM-80GB, so its hours and costs are left out" in said(found)
    assert [figure.id for figure in cost_of(found) if "call" not in figure.id] == []
    assert found.figure("compute.gpu_hours") is None


def test_run_that_is_too_large_for_its_accelerators_counts_as_many_as_hold_it(estimate_of):
    few, enough = (estimate_of(TRAIN | {"compute.accelerator_count": count}, count=100) for count in (1, 2))
    assert "It needs 2, or a method that trains fewer parameters. Hours and costs are those of 2." in said(few)
    assert few.figure("compute.rent_cost").value == enough.figure("compute.rent_cost").value
    assert few.figure("compute.run_days") is None
    assert few.comparison.accelerator_count == 2


def test_hosted_side_is_called_what_it_is(estimate_of):
    usual, entered = estimate_of(SERVE, count=100), estimate_of(SERVE | {"compute.api_price_input": 2.0}, count=100)
    assert "Hosted: a small model at the usual price" in said(usual)
    assert "Hosted: the model whose price you entered" in said(entered)
