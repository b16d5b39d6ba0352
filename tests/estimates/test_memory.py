"""Memory against the tables of the papers that its formulas are from."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.hardware import ModelShape
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.layouts import Run, layout_on, smallest_layout, which_hold
from estimates.domain.formulas.memory import (
    NF4_BITS,
    OPTIMISER_8_BIT_BYTES,
    Away,
    Recompute,
    Zero,
    activation_bytes,
    kv_cache_bytes,
    lora_parameters,
    training_states,
    weight_bytes,
    word_parameters,
)


@pytest.mark.parametrize(("zero", "gb"), [(0, 120), (1, 31.4), (2, 16.6), (3, 1.9)])
def test_zero_table_of_its_paper(zero, gb):
    """Rajbhandari et al. 2020, figure 1: 7.5 billion parameters, 64 accelerators."""
    assert training_states(7.5e9).on_each(zero=Zero(zero), data=64, model=1) / 1e9 == pytest.approx(gb, abs=0.05)


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
    layout = smallest_layout(
        Run(states=training_states(preset.parameters), shape=preset.shape, sequence_length=512), chip
    )
    assert (layout.accelerator_count, layout.tensor) == (1, 1)


def test_llama_2_70b_needs_sixteen_or_more_a100(reference):
    """69 billion × 16 bytes are 1,104 GB before any activation; 0.9 × 80 GB each."""
    preset, chip = reference.presets["Llama 2 70B"], reference.accelerators["A100-SXM-80GB"]
    layout = smallest_layout(
        Run(states=training_states(preset.parameters), shape=preset.shape, sequence_length=4096), chip
    )
    assert layout.accelerator_count >= 16
    assert layout.bytes_each <= 72e9


@given(st.floats(1e3, 1e15), st.integers(1, 10_000), st.sampled_from([Zero.NOTHING, Zero.OPTIMISER, Zero.GRADIENTS]))
def test_later_stage_never_takes_more(parameters, count, zero):
    now, later = (
        training_states(parameters).on_each(zero=stage, data=count, model=1) for stage in (zero, Zero(zero.value + 1))
    )
    assert 0 < later <= now


# ---------------------------------------------------------------- LoRA and QLoRA


def test_lora_of_gpt_3_holds_350_gb(reference):
    """Hu et al. 2021, section 4.2: 1.2 TB with Adam for all parameters, 350 GB with LoRA."""
    preset = reference.presets["GPT-3"]
    held = training_states(preset.parameters, trained=18.9e6).total
    assert held / 1e9 == pytest.approx(350, rel=0.01)
    # Their Adam keeps fewer than our 16 bytes a parameter, so ours saves more than their factor of three.
    assert training_states(preset.parameters).total / held > 1200 / 350


def test_lora_counts_the_parameters_of_its_paper():
    """Hu et al. 2021, table 4: rank 4 on queries and values of GPT-3 are 18.9 million, 2 of the parts counted here."""
    layers, width, rank = 96, 12_288, 4
    assert layers * rank * 2 * (width + width) == pytest.approx(18.9e6, rel=0.01)


def test_lora_of_llama_2_7b_teaches_less_than_a_hundredth(reference):
    """Rank 16 on all matrices: 32 × 16 × (16,384 + 16,384 + 45,312) = 40 million."""
    preset = reference.presets["Llama 2 7B"]
    assert lora_parameters(preset.shape, 16) == 32 * 16 * (16_384 + 16_384 + 45_312)
    assert lora_parameters(preset.shape, 16) < 0.01 * preset.parameters


@pytest.fixture
def llama_65b():
    return ModelShape(layers=80, hidden_size=8192, attention_heads=64, kv_heads=64, ffn_size=22_016, vocabulary=32_000)


def test_qlora_of_65b_fits_one_gpu_of_48_gb(reference, llama_65b):
    """Dettmers et al. 2023: 65 billion parameters on one 48 GB GPU; 780 GB and more for all of them at 16 bit."""
    states = training_states(65.2e9, trained=lora_parameters(llama_65b, 16), frozen_bits=NF4_BITS)
    run = Run(states=states, shape=llama_65b, sequence_length=512, adapter=True)
    layout = layout_on(run, reference.accelerators["RTX-A6000"], 1)
    assert layout is not None
    assert 33e9 < layout.bytes_each < 48e9
    assert training_states(65.2e9).total > 780e9


def test_lora_of_65b_at_16_bit_does_not_fit_there(reference, llama_65b):
    states = training_states(65.2e9, trained=lora_parameters(llama_65b, 16))
    run = Run(states=states, shape=llama_65b, sequence_length=512)
    assert layout_on(run, reference.accelerators["RTX-A6000"], 1) is None


def test_paged_optimiser_leaves_only_where_nothing_else_fits(reference, llama_65b):
    """At 2,048 tokens 65B takes 47.9 GB with its optimiser on the card, more than 0.97 × 48: it is paged out."""
    states = training_states(
        65.2e9, trained=lora_parameters(llama_65b, 16), frozen_bits=NF4_BITS, unpacked=word_parameters(llama_65b, 65e9)
    )
    paged = (Away.NOTHING, Away.OPTIMISER)
    short, long = (
        smallest_layout(
            Run(states=states, shape=llama_65b, sequence_length=length, adapter=True, away=paged),
            reference.accelerators["RTX-A6000"],
        )
        for length in (512, 2048)
    )
    assert (short.accelerator_count, short.away) == (1, Away.NOTHING)
    assert (long.accelerator_count, long.away) == (1, Away.OPTIMISER)


@pytest.mark.parametrize("size", ["65B", "65.2B"])
def test_page_says_that_65b_fits_one_card_of_48_gb(estimate_of, size):
    """Dettmers et al. 2023: 65 billion parameters on one card of 48 GB; no length is said, so 2,048 tokens."""
    found = estimate_of(
        {
            "compute.approach": "fine_tune", "compute.parameters": float(size.rstrip("B")) * 1e9,
            "compute.finetune_method": "qlora", "compute.accelerator": "RTX-A6000",
        }
    )  # fmt: skip
    assert found.figure("compute.train_fewest").value.likely == 1
    assert found.figure("compute.train_each_gb").value.likely < 48
    assert any("shape of this model is not known" in note.message for note in found.notes)


# ---------------------------------------------------------------- 8-bit optimisers, the server's memory


def test_8_bit_adam_takes_6_bytes_less_a_parameter():
    """Dettmers et al. 2022: mean and variance of 8 bit instead of 32."""
    usual, small = training_states(1.5e9), training_states(1.5e9, optimiser_bytes=OPTIMISER_8_BIT_BYTES)
    assert usual.total - small.total == 1.5e9 * 6


def test_zero_offload_holds_13b_on_one_v100_of_32_gb(reference):
    """Ren et al. 2021, abstract: 13 billion parameters on a single GPU, which alone holds 1.4 billion."""
    shape = ModelShape(layers=65, hidden_size=4096, attention_heads=32, kv_heads=32, ffn_size=16_384, vocabulary=50_000)
    chip = reference.accelerators["V100-SXM2-32GB"]
    run = Run(states=training_states(13e9), shape=shape, sequence_length=1024, away=(Away.GRADIENTS,))
    assert layout_on(run, chip, 1) is not None
    assert layout_on(replace(run, away=(Away.NOTHING,)), chip, 1) is None
    assert run.states.away(Away.GRADIENTS) == 13e9 * 14


OFFLOADED = {
    "compute.approach": "fine_tune", "compute.model": "Llama 2 7B", "compute.accelerator": "A100-SXM-80GB",
    "compute.training_tokens": 1e9, "compute.optimiser": "adam_8bit", "compute.cpu_offload": "yes",
}  # fmt: skip


def test_optimiser_and_offload_are_choices(estimate_of):
    """Llama 2 7B: 6.74 billion × 6 bytes of optimiser and × 2 of gradients are beside the card, × 2 on it."""
    found = estimate_of(OFFLOADED)
    assert found.figure("compute.train_optimiser_gb").value.likely == pytest.approx(6.74 * 6)
    assert found.figure("compute.train_away_gb").value.likely == pytest.approx(6.74 * 8)
    assert found.figure("compute.train_fewest").value.likely == 1
    assert "data" not in {given.name for given in found.figure("compute.train_each_gb").inputs}


# ---------------------------------------------------------------- layouts


def run_of(reference, name, length=2048):
    preset = reference.presets[name]
    return Run(states=training_states(preset.parameters), shape=preset.shape, sequence_length=length)


def test_states_split_as_in_the_zero_paper():
    """Rajbhandari et al. 2020, figure 1, by the states of a run."""
    found = [training_states(7.5e9).on_each(zero=stage, data=64, model=1) / 1e9 for stage in Zero]
    assert found == pytest.approx([120, 31.4, 16.6, 1.9], abs=0.05)


@pytest.mark.parametrize(("model", "factor"), [("GPT-3", 114), ("Megatron-Turing NLG 530B", 98)])
def test_activations_of_a_layer_with_tensor_and_sequence_parallel(reference, model, factor):
    """Korthikanti et al. 2022, table 2: width × length × (34 + 5 × heads × length / width) / 8 a layer.

    GPT-3: 12,288 × 2,048 × (34 + 80) / 8 = 0.359 GB, of 96 layers 34 GB; 530B: 20,480 × 2,048 × (34 + 64) / 8.
    """
    shape = reference.presets[model].shape
    whole = activation_bytes(shape, sequence_length=2048, tensor=8, recompute=Recompute.NONE)
    assert whole / shape.layers == pytest.approx(shape.hidden_size * 2048 * factor / 8)


def test_gpt_3_is_laid_over_its_servers(reference):
    """Narayanan et al. 2021 train it with 8 × tensor and 8 × pipeline; here ZeRO may take the place of the pipeline."""
    layout = layout_on(run_of(reference, "GPT-3"), reference.accelerators["A100-SXM-80GB"], 1024)
    assert layout.tensor * layout.pipeline * layout.data == 1024
    assert layout.bytes_each <= 72e9


def test_layout_says_why(reference):
    layout = layout_on(run_of(reference, "Llama 2 7B"), reference.accelerators["A100-SXM-80GB"], 8)
    assert layout.reasons
    for reason in layout.reasons:
        assert "%(" not in reason.message % reason.params


def test_uneven_number_of_accelerators_is_split_by_data_alone(reference):
    layout = layout_on(run_of(reference, "Llama 2 7B"), reference.accelerators["A100-SXM-80GB"], 7)
    assert (layout.tensor, layout.pipeline, layout.data) == (1, 1, 7)


def test_model_that_no_number_holds_has_no_layout(reference):
    states = training_states(1e15)
    run = Run(states=states, shape=reference.presets["GPT-3"].shape, sequence_length=10**8)
    assert smallest_layout(run, reference.accelerators["T4"]) is None


def test_table_begins_with_the_fewest(reference):
    rows = which_hold(run_of(reference, "Llama 2 70B", 4096), reference.accelerators.values())
    counts = [layout.accelerator_count for _, layout in rows if layout]
    assert counts == sorted(counts)
    assert len(rows) == len(reference.accelerators)


@given(st.floats(1e6, 1e13), st.sampled_from([1, 2, 8, 64, 1024]))
def test_more_accelerators_never_hold_more_on_each(reference, parameters, count):
    states = training_states(parameters)
    few, many = (states.on_each(zero=Zero.WEIGHTS, data=shards, model=1) for shards in (count, 2 * count))
    assert many < few


CACHES = {
    "Gemma 2 9B": 344_064, "T5-3B": 786_432, "T5-11B": 3_145_728, "DeepSeek-V3": 70_272, "Llama 2 7B": 524_288,
}  # fmt: skip


@pytest.mark.parametrize(("name", "bytes_per_token"), CACHES.items())
def test_cache_of_a_token_counts_the_heads_as_they_are(reference, name, bytes_per_token):
    """Heads wider than width / heads, and keys that are kept compressed: 61 layers × 576 numbers × 2 bytes."""
    shape = reference.presets[name].shape
    assert 2 * shape.layers * shape.kv_width * 2 == bytes_per_token


# Bytes at 16 bit that a token adds, and those of a long text's windows: worked out from the published configurations.
PUBLISHED_CACHES = {
    "Qwen3-0.6B": (114_688, 0),
    "Qwen3-1.7B": (114_688, 0),
    "Qwen3-4B": (147_456, 0),
    "Qwen3-8B": (147_456, 0),
    "Qwen3-14B": (163_840, 0),
    "Qwen3-32B": (262_144, 0),
    "Qwen3-30B-A3B": (98_304, 0),
    "Qwen3-235B-A22B": (192_512, 0),
    "Qwen3-Next-80B-A3B": (24_576, 0),
    "gpt-oss-20b": (24_576, 3_145_728),
    "gpt-oss-120b": (36_864, 4_718_592),
    "DeepSeek-V3": (70_272, 0),
    "DeepSeek-R1": (70_272, 0),
    "DeepSeek-V3.1": (70_272, 0),
    "DeepSeek-V3.2": (70_272, 0),
    "Kimi K2": (70_272, 0),
    "Moonlight-16B-A3B": (31_104, 0),
    "GLM-4.5": (376_832, 0),
    "GLM-4.5-Air": (188_416, 0),
    "dots.llm1": (1_015_808, 0),
    "Gemma 3 1B": (4_096, 11_534_336),
    "Gemma 3 4B": (20_480, 121_634_816),
    "Gemma 3 12B": (65_536, 335_544_320),
    "Gemma 3 27B": (81_920, 436_207_616),
    "Llama 4 Scout": (49_152, 1_207_959_552),
    "Llama 4 Maverick": (49_152, 1_207_959_552),
    "Mistral Small 3.x 24B": (163_840, 0),
    "Ministral 3 3B": (106_496, 0),
    "Ministral 3 8B": (139_264, 0),
    "Ministral 3 14B": (163_840, 0),
    "Phi-4": (204_800, 0),
    "Phi-4-mini": (131_072, 0),
    "SmolLM3-3B": (73_728, 0),
    "OLMo 3 7B": (131_072, 1_610_612_736),
    "OLMo 3 32B": (65_536, 805_306_368),
    "Apertus-8B": (131_072, 0),
    "Nemotron 3 Nano 30B-A3B": (6_144, 0),
    "Trinity Large": (61_440, 754_974_720),
    "Trinity Mini": (16_384, 100_663_296),
    "MiniMax-M2": (253_952, 0),
    "Solar Open 100B": (196_608, 0),
    "Whisper large-v3-turbo": (20_480, 0),
    "Qwen3-VL-30B-A3B": (98_304, 0),
    "DeepSeek-OCR": (61_440, 0),
    "olmOCR-2-7B": (57_344, 0),
    "Llama 2 7B": (524_288, 0),
    "Llama 2 13B": (819_200, 0),
    "Llama 2 70B": (327_680, 0),
    "Llama 3.1 8B": (131_072, 0),
    "Llama 3.1 70B": (327_680, 0),
    "Llama 3.1 405B": (516_096, 0),
    "Qwen2.5-7B": (57_344, 0),
    "Qwen2.5-72B": (327_680, 0),
    "Mistral-7B": (0, 536_870_912),
    "Mixtral-8x7B": (131_072, 0),
    "Phi-3-mini": (0, 804_913_152),
    "Gemma 2 9B": (172_032, 704_643_072),
    "StarCoder2-15B": (0, 335_544_320),
    "Falcon-40B": (122_880, 0),
    "TinyLlama-1.1B": (22_528, 0),
}


@pytest.mark.parametrize("name", PUBLISHED_CACHES)
def test_cache_of_a_long_text_is_the_published_one(reference, name):
    growing, fixed = PUBLISHED_CACHES[name]
    shape = reference.presets[name].shape
    assert kv_cache_bytes(shape, sequence_length=100_000) == pytest.approx(growing * 100_000 + fixed, rel=0.01)


def test_number_of_word_tables_is_the_one_that_gives_the_published_parameters(reference):
    """Where a model could read and write with one table or two, the other number never fits better."""

    def off(shape, tables):
        layer = shape.hidden_size * (2 * shape.hidden_size + 2 * shape.kv_width)
        inner = [matrices * shape.hidden_size * shape.ffn_size for matrices in (2, 3)]
        words = tables * shape.vocabulary * shape.hidden_size
        return min(abs((shape.layers * (layer + mlp) + words) / preset.parameters - 1) for mlp in inner)

    wrong = []
    for preset in reference.presets.values():
        shape = preset.shape
        if preset.architecture is Architecture.DECODER and shape.kept_width is None and shape.experts == 1:
            said, other = (1, 2) if shape.shared_words else (2, 1)
            wrong += [preset.name] if off(shape, said) > off(shape, other) + 0.005 else []
    assert wrong == []


def test_text_shorter_than_the_window_keeps_all_of_it(reference):
    """Gemma 3 27B: 62 layers × 2 × 16 heads × 128 numbers × 2 bytes for each of 500 tokens, within 1,024."""
    shape = reference.presets["Gemma 3 27B"].shape
    assert kv_cache_bytes(shape, sequence_length=500) == 500 * 62 * 2 * 16 * 128 * 2


def test_half_the_bits_keep_half(reference):
    shape = reference.presets["gpt-oss-120b"].shape
    whole = kv_cache_bytes(shape, sequence_length=5_000)
    assert kv_cache_bytes(shape, sequence_length=5_000, bytes_per_number=1) == whole / 2


@given(st.integers(1, 10**7), st.integers(1, 10**6))
def test_longer_text_never_keeps_less(reference, tokens, more):
    shape = reference.presets["Llama 4 Scout"].shape
    assert kv_cache_bytes(shape, sequence_length=tokens) <= kv_cache_bytes(shape, sequence_length=tokens + more)


# ---------------------------------------------------------------- published tables of tuning

LLAMA = {
    "7B": (6.74e9, 32, 4096, 11_008), "13B": (13.0e9, 40, 5120, 13_824), "33B": (32.5e9, 60, 6656, 17_920),
    "65B": (65.2e9, 80, 8192, 22_016),
}  # fmt: skip
# [GB], one text of 512 tokens. LLaMA-Factory's table (its README of 2024); QLoRA's figure 6, from memory.
PUBLISHED_GB = [
    ("7B", 16, 16), ("13B", 16, 32), ("33B", 16, 80), ("65B", 16, 160),
    ("7B", NF4_BITS, 6), ("13B", NF4_BITS, 12), ("33B", NF4_BITS, 24), ("65B", NF4_BITS, 48),
    ("7B", NF4_BITS, 6.9), ("13B", NF4_BITS, 11.3), ("33B", NF4_BITS, 24.7), ("65B", NF4_BITS, 45.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "bits", "gb"), PUBLISHED_GB)
def test_tuning_takes_what_published_tables_say(reference, name, bits, gb):
    parameters, layers, width, inner = LLAMA[name]
    heads = width // 128
    shape = ModelShape(
        layers=layers, hidden_size=width, attention_heads=heads, kv_heads=heads, ffn_size=inner, vocabulary=32_000
    )
    states = training_states(
        parameters, trained=lora_parameters(shape, 16), frozen_bits=bits, unpacked=word_parameters(shape, parameters)
    )
    run = Run(states=states, shape=shape, sequence_length=512, adapter=True)
    layout = layout_on(run, replace(reference.accelerators["H200-SXM-141GB"], memory_gb=1_000), 1)
    assert layout.bytes_each / 1e9 == pytest.approx(gb, rel=0.15)


def test_qlora_by_hand():
    """Llama 2 7B: 6.48 of 6.74 billion parameters at 4.127 bits, 0.26 at 16, 40 million taught at 16 bytes: 4.5 GB."""
    states = training_states(6.74e9, trained=40e6, frozen_bits=NF4_BITS, unpacked=0.262e9)
    assert states.total == pytest.approx(6.478e9 * 4.127 / 8 + 0.262e9 * 2 + 40e6 * 16)
