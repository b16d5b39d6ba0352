"""Memory against the tables of the papers that its formulas are from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.memory import (
    Recompute,
    Zero,
    activation_bytes,
    kv_cache_bytes,
    serving_accelerators,
    smallest_training_layout,
    state_bytes,
    weight_bytes,
)


@pytest.mark.parametrize(("zero", "gb"), [(0, 120), (1, 31.4), (2, 16.6), (3, 1.9)])
def test_zero_table_of_its_paper(zero, gb):
    """Rajbhandari et al. 2020, figure 1: 7.5 billion parameters, 64 accelerators."""
    assert state_bytes(7.5e9, zero=Zero(zero), accelerator_count=64) / 1e9 == pytest.approx(gb, abs=0.05)


def test_kv_cache_of_llama_2_7b_is_2_gb(reference):
    """NVIDIA 2023: 4,096 tokens × 2 × 32 layers × 4,096 × 2 bytes, about 2 GB."""
    shape = reference.presets["Llama 2 7B"].shape
    assert kv_cache_bytes(shape, sequence_length=4096) == 4096 * 2 * 32 * 4096 * 2


def test_grouped_heads_keep_less(reference):
    """Llama 2 70B has 8 heads of keys for 64 of queries."""
    shape = reference.presets["Llama 2 70B"].shape
    assert kv_cache_bytes(shape, sequence_length=1) == 2 * 80 * 8 * 128 * 2


def test_attention_is_70_percent_of_gpt_3_activations(reference):
    """Korthikanti et al. 2022, section 5: 5 × heads × length / width = 80 against 34."""
    shape = reference.presets["GPT-3"].shape
    every = activation_bytes(shape, sequence_length=2048, recompute=Recompute.NONE)
    kept = activation_bytes(shape, sequence_length=2048, recompute=Recompute.SELECTIVE)
    assert 1 - kept / every == pytest.approx(80 / 114)


def test_llama_2_70b_at_16_bit_is_138_gb():
    assert weight_bytes(69e9) == 138e9


def test_small_model_trains_on_one_accelerator(reference):
    preset, chip = reference.presets["RoBERTa-Large"], reference.accelerators["A100-SXM-80GB"]
    layout = smallest_training_layout(preset.parameters, preset.shape, chip, sequence_length=512)
    assert (layout.accelerator_count, layout.tensor) == (1, 1)


def test_llama_2_70b_needs_sixteen_or_more_a100(reference):
    """69 billion × 16 bytes are 1,104 GB before any activation; 0.9 × 80 GB each."""
    preset, chip = reference.presets["Llama 2 70B"], reference.accelerators["A100-SXM-80GB"]
    layout = smallest_training_layout(preset.parameters, preset.shape, chip, sequence_length=4096)
    assert layout.accelerator_count >= 16
    assert layout.bytes_each <= 72e9


def test_llama_2_70b_answers_from_two_a100(reference):
    preset, chip = reference.presets["Llama 2 70B"], reference.accelerators["A100-SXM-80GB"]
    assert serving_accelerators(preset.parameters, preset.shape, chip, sequence_length=4096) == 2


@given(st.floats(1e3, 1e15), st.integers(1, 10_000), st.sampled_from([Zero.NOTHING, Zero.OPTIMISER, Zero.GRADIENTS]))
def test_later_stage_never_takes_more(parameters, count, zero):
    now, later = (
        state_bytes(parameters, zero=stage, accelerator_count=count) for stage in (zero, Zero(zero.value + 1))
    )
    assert 0 < later <= now


def test_no_accelerators_are_refused():
    with pytest.raises(ValueError, match="accelerator_count must be 1 or more, not 0"):
        state_bytes(1e9, accelerator_count=0)
