"""Each figure can be worked out by hand from what its page shows: formula(likely inputs) = value."""

import numpy as np
import pytest

from estimates.domain.figures.compute import estimate_compute
from estimates.domain.figures.work import Published
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.expressions import visible_answers
from projects.domain.formulas import evaluate, pieces
from projects.domain.reader import Reader
from tests.estimates.test_compute_estimate import API, LLAMA, TUNE

OWN = {"compute.own": "own", "compute.buy_accelerator_count": 2, "compute.buy_price_per_accelerator": 2500}
SERVED = {
    "compute.approach": "self_host", "compute.model": "Llama 3.1 70B", "compute.serving_accelerator": "H100-SXM-80GB",
    "value.cases_per_year": 6_000_000, "compute.api_price_input": 1, "compute.api_price_output": 20,
}  # fmt: skip
SCENARIOS = {
    "api": API,
    "api with a cache and growth": API
    | {"compute.api_cached_share": 60, "compute.api_price_cached": 0.1, "compute.use_growth": 20},
    "api with a share that repeats, and answers that wait": API
    | {"compute.api_cached_share": 60, "compute.api_batch_share": 50},
    "api with rounds of the prompt": API | {"training.prompt_cases": 80, "training.prompt_rounds": 12},
    "fine_tune": TUNE,
    "fine_tune again without people": TUNE | {"data.removal": "next_version", "data.removal_versions": 2},
    "fine_tune with LoRA": TUNE | {"compute.finetune_method": "lora", "compute.egress_gb": 40},
    "fine_tune with 8-bit Adam beside the GPUs": TUNE
    | {"compute.optimiser": "adam_8bit", "compute.cpu_offload": "yes", "compute.accelerator_count": 2},
    "self_host": TUNE | OWN | {"compute.approach": "self_host"},
    "self_host, counted": SERVED,
    "self_host, counted for a growing load, with a spare": SERVED
    | {"compute.use_growth": 40, "compute.serving_spare": "yes", "compute.serving_bits": "8"},
    "self_host, measured": SERVED | {"compute.measured_tokens_per_s": 900},
    "self_host, encoder": SERVED | {"compute.model": "RoBERTa-Large", "compute.serving_accelerator": "L4"},
    "api that grows": API | {"compute.use_growth": 25},
    "self_host, counted from the load": TUNE
    | OWN
    | {
        "compute.approach": "self_host",
        "compute.model": "Llama 3.1 8B",
        "compute.parameters": 8.03e9,
        "compute.serving_accelerator": "H100-SXM-80GB",
        "value.cases_per_year": {"low": 1e6, "likely": 3e6, "high": 1e7},
    },
    "train": LLAMA | {"compute.mfu": 38, "compute.sequence_length": 32768},
    "train, pilot": LLAMA | OWN | {"compute.pilot_mfu": 42, "compute.utilisation": 60},
    "train, speed of a pilot": LLAMA | OWN | {"compute.pilot_tokens_per_second": 3000},
    "train, published": LLAMA | {"compute.model_family": "encoder_decoder"},
}


class Still(Draws):
    """Draws in which nothing varies, as somebody draws who works with the likely values alone."""

    def of(self, name, value, **limits):
        return np.full(self.count, value.likely)


@pytest.fixture
def by_likely_values(reference, fields):
    """Return a function from known values to the estimate in which every input stands at its likely value."""
    catalogue = get_catalogue()

    def work_out(values):
        known = Answers(
            {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
        )
        return estimate_compute(
            Reader(visible_answers(catalogue, known), fields, Still(7, 100)), Published(reference=reference)
        )

    return work_out


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_figure_is_its_formula(by_likely_values, name):
    estimate = by_likely_values(SCENARIOS[name])
    assert len(estimate.figures) > 2
    by_hand = {
        figure.id: evaluate(figure.formula, {read.name: read.value.likely for read in figure.inputs})
        for figure in estimate.figures
    }
    assert by_hand == pytest.approx({figure.id: figure.value.likely for figure in estimate.figures})


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_input_stands_in_the_formula_once(estimate_of, name):
    for figure in estimate_of(SCENARIOS[name]).figures:
        written = {piece.text for piece in pieces(figure.formula, str, str) if piece.named}
        assert sorted(given.name for given in figure.inputs) == sorted(written), figure.id
