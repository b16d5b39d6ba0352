"""Answers that nobody means: each gives a sentence, and none an exception, NaN or a sum below nothing."""

import io
import json

import pytest
from django.core.management import call_command

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
        (TRAIN | {"compute.accelerator_count": 1}, "the final run takes about "),
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
    assert any("more than any published run" in one for one in told)
    assert any("takes about" in one for one in told)
