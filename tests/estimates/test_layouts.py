"""How a training run is laid over accelerators: what each layout keeps, what it costs in points, and what it says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.hardware import Accelerator, ModelShape
from estimates.domain.formulas.kinds import Generation
from estimates.domain.formulas.layouts import (
    AGAIN,
    AGAIN_IN_PART,
    FITS_ONE,
    OFFLOADED,
    PAGED,
    SAME_ON_EACH,
    SPLIT_GRADIENTS,
    SPLIT_LAYERS,
    SPLIT_OPTIMISER,
    SPLIT_WEIGHTS,
    STAGES,
    Layout,
    Run,
    layout_on,
    smallest_layout,
    which_hold,
)
from estimates.domain.formulas.memory import (
    DRIVER_GB,
    Away,
    Recompute,
    Zero,
    activation_bytes,
    kept_tokens,
    training_states,
    word_parameters,
    working_bytes,
)

SHAPE = ModelShape(layers=32, hidden_size=4096, attention_heads=32, kv_heads=32, ffn_size=16_384, vocabulary=32_000)
CHIP = Accelerator(
    name="X100-SXM", vendor="NVIDIA", generation=Generation.HOPPER, release_year=2024, memory_gb=80,
    memory_bandwidth_gb_per_s=2000, peak_flop_per_s=1e15, peak_fp8_flop_per_s=None, power_w=700, power_basis="",
    rent_usd_per_gpu_hour=None, rent_source="", purchase_usd=None, purchase_source="", source="made up",
    date_checked="2026-11-30", valid_from="2026-11-30",
)  # fmt: skip


def layout(count=1, **changes):
    return Layout(accelerator="X100", accelerator_count=count, states_each=8e9, activations_each=2e9, **changes)


def run(parameters=7e9, **changes):
    return Run(states=training_states(parameters), shape=SHAPE, **({"sequence_length": 2048} | changes))


# ---------------------------------------------------------------- what one accelerator keeps


def test_what_an_accelerator_keeps_is_added_up_and_raised_by_the_gaps():
    # (8 + 2 + 1) × 1.1
    assert layout(working_each=1e9, gaps=1.1).bytes_each == pytest.approx(12.1e9)


@pytest.mark.parametrize(("tensor", "pipeline", "data"), [(1, 1, 64), (8, 1, 8), (8, 4, 2), (8, 8, 1)])
def test_accelerators_that_hold_the_same_part_read_other_texts(tensor, pipeline, data):
    assert layout(64, tensor=tensor, pipeline=pipeline).data == data


@pytest.mark.parametrize(
    ("zero", "away", "gb"),
    [
        (Zero.NOTHING, Away.NOTHING, 8),  # (2 + 2 + 12) / 2
        (Zero.OPTIMISER, Away.NOTHING, 3.5),  # (2 + 2 + 12/4) / 2
        (Zero.GRADIENTS, Away.NOTHING, 2.75),  # (2 + 2/4 + 12/4) / 2
        (Zero.WEIGHTS, Away.NOTHING, 2),  # 16 / 4 / 2
        (Zero.NOTHING, Away.OPTIMISER, 2),  # (2 + 2) / 2
        (Zero.WEIGHTS, Away.OPTIMISER, 0.5),  # (2 + 2) / 4 / 2
        (Zero.NOTHING, Away.GRADIENTS, 1),  # 2 / 2
    ],
)
def test_a_billion_parameters_over_four_copies_in_two_parts(zero, away, gb):
    """2 GB of weights, 2 of gradients, 12 of Adam."""
    assert training_states(1e9).on_each(zero=zero, data=4, model=2, away=away) == pytest.approx(gb * 1e9)


@pytest.mark.parametrize(("away", "gb"), [(Away.NOTHING, 0), (Away.OPTIMISER, 12), (Away.GRADIENTS, 14)])
def test_what_waits_in_the_servers_memory(away, gb):
    assert training_states(1e9).away(away) == gb * 1e9


@pytest.mark.parametrize(
    ("recompute", "per_unit"),
    [
        (Recompute.NONE, 34 + 5 * 32 * 2048 / 4096),  # attention is 80
        (Recompute.SELECTIVE, 34),
        (Recompute.FULL, 2),
    ],
)
def test_activations_of_a_text_of_2048_tokens(recompute, per_unit):
    # 32 layers × 2,048 × 4,096 × the bytes of a unit
    found = activation_bytes(SHAPE, sequence_length=2048, recompute=recompute)
    assert found == 32 * 2048 * 4096 * per_unit


def test_activations_grow_with_the_texts_and_shrink_with_the_split():
    whole = activation_bytes(SHAPE, sequence_length=2048)
    assert activation_bytes(SHAPE, sequence_length=2048, batch=3) == 3 * whole
    assert activation_bytes(SHAPE, sequence_length=2048, tensor=4) == whole / 4


def test_tools_of_an_adapter_work_with_one_layer_and_the_scores_of_all_words():
    # 1,000 × (34 × 4,096 + 6 × 32,000) / 2
    assert working_bytes(SHAPE, sequence_length=1000, tensor=2) == 1000 * (34 * 4096 + 6 * 32_000) / 2


def test_only_an_adapter_counts_its_tools_and_the_driver():
    assert run().working_each(1) == 0
    assert run(adapter=True).working_each(1) == working_bytes(SHAPE, sequence_length=2048) + DRIVER_GB * 1e9


@pytest.mark.parametrize(("shared", "parameters", "words"), [(True, 7e9, 131_072_000), (False, 7e9, 262_144_000),
                                                            (False, 2e8, 2e8)])  # fmt: skip
def test_tables_of_words_are_one_or_two_and_never_more_than_all(shared, parameters, words):
    # 32,000 × 4,096
    assert word_parameters(replace(SHAPE, shared_words=shared), parameters) == words


@pytest.mark.parametrize(
    ("growing", "window", "tokens", "kept"),
    [
        (None, 0, 1000, 32_000),  # all layers keep all
        (8, 512, 1000, 20_288),  # 8 × 1,000 + 24 × 512
        (8, 512, 300, 9_600),  # shorter than the window: 32 × 300
        (8, 0, 1000, 8_000),  # layers without attention keep nothing
        (0, 512, 1000, 16_384),  # 32 × 512
    ],
)
def test_tokens_kept_over_the_layers(growing, window, tokens, kept):
    assert kept_tokens(replace(SHAPE, growing_layers=growing, window=window), tokens) == kept


# ---------------------------------------------------------------- what it costs in points


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({}, 0),
        ({"zero": Zero.OPTIMISER}, 0.1),
        ({"zero": Zero.GRADIENTS}, 0.2),
        ({"zero": Zero.WEIGHTS}, 1.5),
        ({"recompute": Recompute.SELECTIVE}, 0.3),
        ({"recompute": Recompute.FULL}, 2.5),
        ({"tensor": 8}, 3),  # 2 × 2 × 2
        ({"pipeline": 4}, 3.6),  # 2 × 2 × 1.8
        ({"away": Away.OPTIMISER}, 3),
        ({"away": Away.GRADIENTS}, 0),  # chosen by somebody: alike for all layouts
        ({"tensor": 2, "zero": Zero.WEIGHTS, "recompute": Recompute.FULL}, 5),
    ],
)
def test_points_of_a_layout(changes, points):
    assert layout(64, **changes).cost == pytest.approx(points)


# ---------------------------------------------------------------- what it says


@pytest.mark.parametrize(
    ("count", "changes", "said"),
    [
        (1, {}, [FITS_ONE]),
        (8, {}, [SAME_ON_EACH]),
        (8, {"zero": Zero.OPTIMISER}, [SPLIT_OPTIMISER]),
        (8, {"zero": Zero.GRADIENTS}, [SPLIT_GRADIENTS]),
        (8, {"zero": Zero.WEIGHTS}, [SPLIT_WEIGHTS]),
        (8, {"tensor": 8}, [SPLIT_LAYERS]),
        (16, {"tensor": 8, "pipeline": 2}, [SPLIT_LAYERS, STAGES]),
        (32, {"tensor": 8, "pipeline": 2, "zero": Zero.OPTIMISER}, [SPLIT_LAYERS, STAGES, SPLIT_OPTIMISER]),
        (1, {"away": Away.OPTIMISER}, [FITS_ONE, PAGED]),
        (1, {"away": Away.GRADIENTS}, [FITS_ONE, OFFLOADED]),
        (1, {"recompute": Recompute.FULL}, [FITS_ONE, AGAIN]),
        (2, {"recompute": Recompute.SELECTIVE}, [SAME_ON_EACH, AGAIN_IN_PART]),
    ],
)
def test_layout_says_each_of_its_choices_once(count, changes, said):
    assert [reason.message for reason in layout(count, **changes).reasons] == said


def test_numbers_in_the_sentences_are_those_of_the_layout():
    reasons = layout(64, tensor=8, pipeline=2, zero=Zero.OPTIMISER).reasons
    assert {tuple(sorted(reason.params.items())) for reason in reasons} == {
        (("data", 4), ("pipeline", 2), ("tensor", 8))
    }


# ---------------------------------------------------------------- which layout is taken


def test_small_model_is_copied_to_each_without_any_split():
    """0.5 billion parameters take 8 GB; activations of 2,048 tokens fit beside them."""
    found = layout_on(run(5e8), CHIP, 8)
    assert (found.tensor, found.pipeline, found.zero, found.data) == (1, 1, Zero.NOTHING, 8)


def test_optimiser_is_split_before_anything_else():
    # 112 GB of states on eight: weights and gradients 28 GB, of Adam 84 / 8 = 10.5
    found = layout_on(run(), CHIP, 8)
    assert (found.tensor, found.zero) == (1, Zero.OPTIMISER)
    assert found.states_each == pytest.approx(38.5e9)


def test_number_without_a_factor_of_two_splits_no_layer():
    found = layout_on(run(), CHIP, 7)
    assert (found.tensor, found.pipeline, found.data) == (1, 1, 7)


def test_nothing_fits_where_the_states_alone_are_too_large():
    # 1,120 GB / 8 = 140 GB each
    assert layout_on(run(70e9), CHIP, 8) is None


def test_fewest_accelerators_are_a_power_of_two():
    # 1,120 GB of states over 32 are 35 GB each; over 16 70 GB, which activations do not fit beside
    found = smallest_layout(run(70e9, sequence_length=4096), CHIP)
    assert found.accelerator_count in (16, 32)
    assert layout_on(run(70e9, sequence_length=4096), CHIP, found.accelerator_count // 2) is None


def test_adapter_is_always_worked_out_again_and_uses_more_of_the_memory():
    adapter = run(1e9, adapter=True)
    assert layout_on(adapter, CHIP, 1).recompute is Recompute.FULL
    assert adapter.usable_share > run().usable_share


def test_optimiser_is_paged_only_where_it_does_not_fit():
    # 16 GB per billion: four of them are 64 GB of 72
    paged = (Away.NOTHING, Away.OPTIMISER)
    assert layout_on(run(3e9, away=paged), CHIP, 1).away is Away.NOTHING
    assert layout_on(run(6e9, away=paged), CHIP, 1).away is Away.OPTIMISER


@given(st.floats(1e6, 2e11), st.sampled_from([1, 2, 3, 6, 8, 24, 64, 512]), st.sampled_from([128, 2048, 32_768]))
def test_layout_that_is_found_is_one_that_can_be_built(parameters, count, length):
    found = layout_on(run(parameters, sequence_length=length), CHIP, count)
    if found is None:
        return
    assert found.tensor * found.pipeline * found.data == count
    assert found.bytes_each <= 0.9 * 80e9
    assert found.tensor <= 8
    assert found.pipeline <= SHAPE.layers
    assert found.data > 1 or found.zero is Zero.NOTHING
    assert found.pipeline == 1 or found.zero <= Zero.OPTIMISER


@given(st.floats(1e6, 1e12))
def test_more_memory_never_takes_more_accelerators(parameters):
    small, large = (
        smallest_layout(run(parameters), replace(CHIP, name=f"X-{gb}", memory_gb=gb)) for gb in (40.0, 80.0)
    )
    assert small is None or large.accelerator_count <= small.accelerator_count


def test_table_puts_what_holds_it_on_the_fewest_first_and_the_smaller_memory_before_the_larger():
    chips = [replace(CHIP, name=f"X-{gb:g}", memory_gb=gb) for gb in (1e-3, 200.0, 80.0, 24.0)]
    rows = which_hold(run(3e9), chips)
    assert [chip.memory_gb for chip, _ in rows] == [80.0, 200.0, 24.0, 1e-3]
    assert rows[-1][1] is None
