"""Speed of own machines against published measurements; replicas, utilisation and cost by hand."""

import numpy as np
import pytest
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.engines import CURRENT, OFFLINE, OLDER, ONLINE, PLAIN, SINGLE, engine_for
from estimates.domain.formulas.serving import MOST_TEXTS, ModelCopy
from estimates.domain.formulas.speed import LEARNT
from estimates.fit import fit_serving
from estimates.fit.fit_serving import copy_of, log_ratios
from projects.domain.ranges import Range
from projects.formatting import unit_words


def copy(reference, name="Llama 2 70B", chip="A100-SXM-80GB", count=4, bits=16.0):
    preset = reference.presets[name]
    return ModelCopy(
        parameters=preset.parameters, active_parameters=preset.active_parameters, shape=preset.shape,
        accelerator=reference.accelerators[chip], accelerator_count=count, weight_bits=bits, speed=reference.speed,
    )  # fmt: skip


# ---------------------------------------------------------------- published measurements


def ratios(reference, **wanted):
    runs = [run for run in reference.serving_runs if all(getattr(run, key) == what for key, what in wanted.items())]
    assert runs
    return np.exp(
        [ratio for run in runs for ratio in log_ratios(run, copy_of(run, reference.accelerators, reference.speed))]
    )


def test_llama_3_3_70b_on_h100(reference):
    """TensorRT-LLM 1.0 on two H100 at 8 bit, ten mixes of lengths."""
    found = ratios(reference, model="Llama 3.3 70B", accelerator="H100-SXM-80GB", fitted=True)
    assert np.median(found) == pytest.approx(1.0, abs=0.35)


def test_mixture_on_one_blackwell(reference):
    """TensorRT-LLM 1.0, Llama 4 Scout at 4 bit on one B200: 128 tokens in and out, 25,342 tokens/s."""
    found = ratios(reference, model="Llama 4 Scout", accelerator="B200-SXM-180GB", input_tokens=128, output_tokens=128)
    assert found == pytest.approx(np.ones(len(found)), abs=0.4)


def test_service_that_the_fit_has_not_seen(reference):
    """NVIDIA NIM 1.8, Llama 3.3 70B on two H100, 5,000 in and 500 out, 1 to 250 users: 52 to 920 tokens/s."""
    runs = [run for run in reference.serving_runs if run.engine.startswith("NIM") and run.model == "Llama 3.3 70B"]
    speeds = [log_ratios(run, copy_of(run, reference.accelerators, reference.speed))[0] for run in runs]
    assert np.exp(speeds) == pytest.approx(np.ones(len(speeds)), abs=0.45)
    assert len(speeds) >= 7


def test_engine_of_2023_is_twice_as_slow(reference):
    """A reason for the low end of older engines: vLLM of 2023 on eight A100 of 40 GB."""
    assert ratios(reference, accelerator="A100-SXM-40GB") == pytest.approx([0.45, 0.45], abs=0.07)


@pytest.fixture(scope="module")
def left_out(reference):
    runs = [run for run in reference.serving_runs if run.fitted]
    return fit_serving.leave_models_out(runs, reference.accelerators)


def test_offline_maxima_of_models_left_out(left_out):
    assert np.median(np.abs(np.expm1([-ratio for _, ratio in left_out]))) <= 0.20


def test_eight_in_ten_measurements_lie_within_the_spread_of_the_others(left_out):
    assert 0.75 <= np.mean(fit_serving.inside(left_out)) <= 0.86


def test_file_holds_what_the_script_learns(reference):
    runs = [run for run in reference.serving_runs if run.fitted]
    made = fit_serving.speed_of(fit_serving.fit(runs, reference.accelerators))
    for name in LEARNT:
        assert getattr(reference.speed, name) == pytest.approx(getattr(made, name), rel=0.01)


# ---------------------------------------------------------------- by hand


def test_one_step_reads_all_weights(reference):
    """Llama 2 70B on four A100: 138 GB at 2,039 GB/s × 0.631 each are 26.8 ms; 80 layers start and wait 8 ms."""
    found = copy(reference)
    assert found.base_step_s == pytest.approx(138 / (4 * 2039 * 0.6308) + 80 * (2e-5 + 8.163e-5), rel=1e-3)


def test_few_texts_touch_few_experts(reference):
    """gpt-oss-120b: 4 of 128 experts, 5.1 of 116.8 billion parameters active; ten texts touch 1 − (124 / 128)^10."""
    found = copy(reference, "gpt-oss-120b", "H100-SXM-80GB", 2, 4.0).with_texts(10)
    hit = 1 - (124 / 128) ** 10
    assert found.touched_share == pytest.approx(hit + 5.1 / 116.8 * (1 - hit))


def test_many_texts_touch_all_of_them(reference):
    assert copy(reference, "gpt-oss-120b").with_texts(2000).touched_share == pytest.approx(1.0)


def test_dense_model_is_read_whole(reference):
    assert copy(reference).with_texts(1).touched_share == 1.0


def test_deepseek_v3_stands_on_some_tens_and_not_on_hundreds(reference):
    """671 GB at 8 bit; a text of 33,000 tokens keeps 2.3 GB, so 16 H100 hold some 200 of them."""
    found = copy(reference, "DeepSeek-V3", "H100-SXM-80GB", 16, 8.0)
    assert found.texts_that_fit(33_000.0) == pytest.approx((16 * 72 - 671) / (33_000 * 70_272 / 1e9), rel=1e-3)


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
    encoder = ModelCopy(
        parameters=preset.parameters, active_parameters=preset.active_parameters, shape=preset.shape,
        accelerator=reference.accelerators["L4"], speed=reference.speed, writes=False,
    )  # fmt: skip
    assert encoder.kv_gb(512.0) == 0


# ---------------------------------------------------------------- properties

TOKENS = st.floats(1, 1e6)


@given(st.floats(1, MOST_TEXTS), st.floats(1, 10), TOKENS, TOKENS)
def test_more_texts_never_lower_the_throughput(reference, texts, times, tokens_in, tokens_out):
    served = copy(reference)
    few, many = (1 / served.call_s(each, tokens_in, tokens_out) for each in (texts, texts * times))
    assert many >= few * (1 - 1e-9)


@given(st.floats(1, MOST_TEXTS), st.floats(1, 10), TOKENS, TOKENS)
def test_more_texts_never_make_a_user_faster(reference, texts, times, tokens_in, tokens_out):
    served = copy(reference)
    few, many = (served.user_tokens_per_s(each, tokens_in, tokens_out) for each in (texts, texts * times))
    assert many <= few * (1 + 1e-9)


@given(TOKENS)
def test_fewer_bits_fit_more_texts(reference, tokens):
    assert copy(reference, bits=8).texts_that_fit(tokens) > copy(reference).texts_that_fit(tokens)


@pytest.mark.parametrize("use", [ONLINE, OFFLINE, SINGLE])
@pytest.mark.parametrize("engine", [CURRENT, OLDER, PLAIN])
def test_source_of_an_engine_is_german_in_german(engine, use):
    known = engine_for(engine, use, spread=Range.exactly(1.0))
    with translation.override("de"):
        assert gettext(known.source) != known.source
        assert gettext(known.texts_source) != known.texts_source
        assert unit_words("copies") == "Kopien"
