"""Speed of own machines against published measurements; replicas, utilisation and cost by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.serving import MOST_TEXTS, ModelCopy
from estimates.fit import fit_serving
from estimates.fit.fit_serving import copy_of, log_ratios


def copy(reference, name="Llama 2 70B", chip="A100-SXM-80GB", count=4, bits=16.0):
    preset = reference.presets[name]
    return ModelCopy(
        parameters=preset.parameters, active_parameters=preset.active_parameters, shape=preset.shape,
        accelerator=reference.accelerators[chip], accelerator_count=count, weight_bits=bits, speed=reference.speed,
    )  # fmt: skip


# ---------------------------------------------------------------- published measurements


def ratios(reference, **wanted):
    runs = [one for one in reference.serving_runs if all(getattr(one, key) == what for key, what in wanted.items())]
    assert runs
    return np.exp(
        [ratio for run in runs for ratio in log_ratios(run, copy_of(run, reference.accelerators, reference.speed))]
    )


def test_llama_2_70b_on_a100(reference):
    """TensorRT-LLM 0.6.1, four A100, 128 tokens in and out: 2,680 tokens/s; 2,048 in and 128 out: 316."""
    found = ratios(reference, model="LLaMA 70B", accelerator="A100-SXM-80GB")
    assert found == pytest.approx(np.ones(len(found)), abs=0.3)


def test_llama_2_7b_on_h100(reference):
    """TensorRT-LLM 0.6.1, one H100 at 8 bit, 128 tokens in and out: 19,694 tokens/s."""
    found = ratios(reference, model="LLaMA 7B", accelerator="H100-SXM-80GB", batch=768)
    assert found == pytest.approx([1.0], abs=0.2)


def test_service_that_the_fit_has_not_seen(reference):
    """NVIDIA NIM, Llama 3.3 70B on two H100, 5,000 in and 500 out, 1 to 50 users: 52 to 814 tokens/s."""
    found = ratios(reference, model="Llama 3.3 70B")
    assert found == pytest.approx(np.ones(len(found)), abs=0.15)


def test_engine_of_2023_is_three_times_slower(reference):
    """A reason for the low end of the service's speed: vLLM of 2023 on eight A100 of 40 GB."""
    assert ratios(reference, accelerator="A100-SXM-40GB") == pytest.approx([1 / 3, 1 / 3], abs=0.05)


def test_eight_in_ten_measurements_lie_within_the_spread(reference):
    runs = [one for one in reference.serving_runs if one.fitted]
    left_out = [ratio for _, ratio in fit_serving.leave_models_out(runs, reference.accelerators)]
    inside = [reference.speed.spread.low <= math.exp(one) <= reference.speed.spread.high for one in left_out]
    assert 0.75 <= np.mean(inside) <= 0.85
    assert np.median(np.abs(np.expm1(left_out))) < 0.15


def test_file_holds_what_the_script_learns(reference):
    made = fit_serving.make()
    for name in ("bandwidth_share", "compute_share", "step_s", "link_gb_per_s"):
        assert getattr(reference.speed, name) == pytest.approx(made[name], rel=0.01)


# ---------------------------------------------------------------- by hand


def test_one_step_reads_all_weights(reference):
    """Llama 2 70B: 138 GB from four A100 of 2,039 GB/s at 0.916 take 18.5 ms; 3.6 ms to start, 1.6 to exchange."""
    found = copy(reference)
    assert found.base_step_s == pytest.approx(138 / (4 * 2039 * 0.916) + 0.003643 + 80 * 2e-5, rel=1e-3)


def test_texts_that_fit_beside_the_weights(reference):
    """Llama 2 7B on 80 GB: (72 − 13.48) GB / 2.147 GB for a text of 4,096 tokens: 27."""
    found = copy(reference, "Llama 2 7B", count=1)
    assert found.texts_that_fit(4096.0) == pytest.approx((72 - 13.48) / 2.147, rel=1e-3)


def test_texts_at_a_speed_leave_each_user_that_speed(reference):
    found = copy(reference)
    texts = found.texts_at_speed(20.0, 1000.0, 300.0)
    assert found.user_tokens_per_s(texts, 1000.0, 300.0) == pytest.approx(20.0)


def test_encoder_keeps_nothing(reference):
    preset = reference.presets["RoBERTa-Large"]
    one = ModelCopy(
        parameters=preset.parameters, active_parameters=preset.active_parameters, shape=preset.shape,
        accelerator=reference.accelerators["L4"], speed=reference.speed, writes=False,
    )  # fmt: skip
    assert one.kv_gb_per_token == 0


# ---------------------------------------------------------------- properties

TOKENS = st.floats(1, 1e6)


@given(st.floats(1, MOST_TEXTS), st.floats(1, 10), TOKENS, TOKENS)
def test_more_texts_never_lower_the_throughput(reference, texts, times, tokens_in, tokens_out):
    one = copy(reference)
    few, many = (1 / one.call_s(each, tokens_in, tokens_out) for each in (texts, texts * times))
    assert many >= few * (1 - 1e-9)


@given(st.floats(1, MOST_TEXTS), st.floats(1, 10), TOKENS, TOKENS)
def test_more_texts_never_make_a_user_faster(reference, texts, times, tokens_in, tokens_out):
    one = copy(reference)
    few, many = (one.user_tokens_per_s(each, tokens_in, tokens_out) for each in (texts, texts * times))
    assert many <= few * (1 + 1e-9)


@given(TOKENS)
def test_fewer_bits_fit_more_texts(reference, tokens):
    assert copy(reference, bits=8).texts_that_fit(tokens) > copy(reference).texts_that_fit(tokens)
