"""A copy of a model on made-up machines whose data sheet is all round numbers: each time and each choice by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.copies import (
    COUNTS,
    FOR_SPEED,
    FOR_TEXTS,
    HOLDS_MANY,
    HOLDS_ONE,
    TOO_SLOW,
    Calls,
    CopyRequirements,
    best_copy,
    copy_on,
    try_copy,
    which_fit,
)
from estimates.domain.formulas.hardware import Accelerator, ModelShape
from estimates.domain.formulas.kinds import Generation
from estimates.domain.formulas.serving import ENCODER_TEXTS, ModelCopy
from estimates.domain.formulas.speed import SpeedModel
from projects.domain.ranges import Range

SPEED = SpeedModel(
    bandwidth_share=0.5, compute_share=0.5, compute_share_4_bit=0.25, expert_share=0.5, activation_bytes=50,
    link_start_s=1e-4, amd_share=0.5, link_gb_per_s=100, spread=Range(low=0.8, likely=1.0, high=1.25), source="made up",
    date="2026-11-30",
)  # fmt: skip
CHIP = Accelerator(
    name="X100-SXM", vendor="NVIDIA", generation=Generation.HOPPER, release_year=2024, memory_gb=100,
    memory_bandwidth_gb_per_s=1000, peak_flop_per_s=1e15, peak_fp8_flop_per_s=2e15, peak_fp4_flop_per_s=None,
    power_w=700, power_basis="nameplate", rent_usd_per_gpu_hour=None, rent_source="", purchase_usd=None,
    purchase_source="", source="made up", date_checked="2026-11-30", valid_from="2026-11-30",
)  # fmt: skip
# A token keeps 2 × 10 layers × 1,000 numbers × 2 bytes = 40,000 bytes.
SHAPE = ModelShape(layers=10, hidden_size=1000, attention_heads=10, kv_heads=10, ffn_size=4000, vocabulary=32_000)
MIXTURE = replace(SHAPE, experts=8, experts_per_token=2)
CALLS = Calls(input_tokens=1000, output_tokens=100, service_speed=1)
WISH = CopyRequirements(
    parameters=10e9, active_parameters=10e9, shape=SHAPE, writes=True, weight_bits=16, cache_bits=16, most_texts=256,
    likely=CALLS, hard=CALLS, longest_tokens=4000, first_token_s=1, tokens_per_s=10,
)  # fmt: skip


def copy(count=1, chip=CHIP, **changes):
    given_ = {"parameters": 10e9, "active_parameters": 10e9, "shape": SHAPE}
    return ModelCopy(accelerator=chip, accelerator_count=count, speed=SPEED, **(given_ | changes))


# ---------------------------------------------------------------- memory


@pytest.mark.parametrize(("bits", "gb"), [(16, 20), (8, 10), (4, 5)])
def test_weights_take_their_bits(bits, gb):
    # 10e9 parameters × bits / 8
    assert copy(weight_bits=bits).weight_gb == gb


def test_tenth_of_the_memory_is_left_to_the_driver():
    assert copy(3).usable_gb == pytest.approx(270)


@pytest.mark.parametrize(("parameters", "fits"), [(44.9e9, True), (45e9, False), (46e9, False)])
def test_weights_must_leave_room_for_a_text(parameters, fits):
    # 45e9 parameters × 2 bytes are all of the 90 GB
    assert copy(parameters=parameters).fits is fits


@pytest.mark.parametrize(("kv_bits", "gb"), [(16, 0.04), (8, 0.02), (4, 0.01)])
def test_text_in_flight_keeps_its_bits(kv_bits, gb):
    # 1,000 tokens × 40,000 bytes
    assert copy(kv_bits=kv_bits).kv_gb(1000) == pytest.approx(gb)


def test_texts_share_what_the_weights_leave():
    # (90 − 20) GB / 0.04 GB
    assert copy().texts_that_fit(1000) == pytest.approx(1750)


def test_model_that_is_too_large_holds_no_text():
    assert copy(parameters=60e9).texts_that_fit(1000) == 0


# ---------------------------------------------------------------- what a second does


def test_all_accelerators_read_together():
    # 4 × 1,000 GB/s × 50 %
    assert copy(4).read_gb_per_s == 2000


@pytest.mark.parametrize(
    ("bits", "fp4", "flop_per_s"),
    [
        (16, None, 0.5e15),  # 1e15 × 50 %
        (8, None, 1e15),  # 2e15 × 50 %
        (4, None, 0.5e15),  # no units of 4 bit: unpacked to 16
        (4, 4e15, 1e15),  # 4e15 × 25 %
        (6, 4e15, 0.5e15),  # nor of 6
    ],
)
def test_bits_of_the_weights_choose_the_peak(bits, fp4, flop_per_s):
    chip = replace(CHIP, peak_fp4_flop_per_s=fp4)
    assert copy(chip=chip, weight_bits=bits).flop_per_s == flop_per_s


def test_chip_without_units_of_8_bit_unpacks_to_16():
    assert copy(chip=replace(CHIP, peak_fp8_flop_per_s=None), weight_bits=8).flop_per_s == 0.5e15


def test_mixture_reaches_less_of_the_peak():
    # 1e15 × 50 % × 50 %
    assert copy(shape=MIXTURE).flop_per_s == 0.25e15


def test_amd_reckons_half_and_reads_as_much():
    amd = copy(chip=replace(CHIP, vendor="AMD"))
    assert (amd.flop_per_s, amd.read_gb_per_s) == (0.25e15, 500)


@pytest.mark.parametrize(
    ("count", "name", "seconds"),
    [
        (1, "X100-SXM", 0),  # nobody to exchange with
        (2, "X100-SXM", 4e-7),  # 8 bytes × 10 layers × 1,000 × 1/2 / 100 GB/s
        (8, "X100-SXM", 7e-7),  # × 7/8
        (2, "X100-PCIe", 2e-6),  # a fifth of the speed
        (16, "X100-SXM", 3.75e-6),  # 15/16, over the network as over PCIe
    ],
)
def test_exchange_between_accelerators(count, name, seconds):
    assert copy(count, replace(CHIP, name=name)).link_s_per_token == pytest.approx(seconds)


@pytest.mark.parametrize(
    "name", ["B300", "MI300X", "TPU-v6e", "GH200-96GB", "Trainium2", "Gaudi 3", "Rubin", "Ascend 910C"]
)
def test_machines_built_around_their_links_exchange_fast(name):
    assert copy(2, replace(CHIP, name=name)).link_s_per_token == pytest.approx(4e-7)


@pytest.mark.parametrize(
    ("shape", "vendor", "seconds"),
    [
        (SHAPE, "NVIDIA", 1e-6),  # 50 bytes × 10 × 1,000 / 500 GB/s
        (MIXTURE, "NVIDIA", 3e-6),  # once more for each of two experts
        (SHAPE, "AMD", 2e-6),  # half as fast
    ],
)
def test_handing_on_from_layer_to_layer(shape, vendor, seconds):
    assert copy(shape=shape, chip=replace(CHIP, vendor=vendor)).pass_s_per_token == pytest.approx(seconds)


@pytest.mark.parametrize(("count", "seconds"), [(1, 2e-4), (2, 1.2e-3), (8, 1.2e-3)])
def test_start_of_a_step_waits_for_the_others(count, seconds):
    # 10 layers × 20 µs; × (20 + 100) µs where there are others
    assert copy(count).start_s == pytest.approx(seconds)


# ---------------------------------------------------------------- times


def test_step_begins_with_reading_the_weights():
    # 20 GB / 500 GB/s + 0.2 ms
    assert copy().base_step_s == pytest.approx(0.0402)


@pytest.mark.parametrize(("texts", "share"), [(1, 0.4), (2, 0.55), (1000, 1.0)])
def test_mixture_reads_the_experts_that_some_text_asks_for(texts, share):
    # 1 − (6/8)^texts of them, and of the others the fifth that works on every token: 0.25 + 0.2 × 0.75
    mixture = copy(shape=MIXTURE, active_parameters=2e9).with_texts(texts)
    assert mixture.touched_share == pytest.approx(share)
    assert mixture.base_step_s == pytest.approx(20 * share / 500 + 2e-4)


def test_each_text_adds_its_cache_and_its_reckoning():
    # 0.04 GB / 500 GB/s + 2 × 10e9 / 5e14 FLOP/s + 1 µs
    assert copy().text_step_s(1000) == pytest.approx(8e-5 + 4e-5 + 1e-6)


def test_reading_a_text():
    # 1,000 × (2 × 10e9 + 2 × 1,000 wide × 10 × 1,000 seen) / 5e14 + 1,000 × 1 µs
    assert copy().reading_s(1000) == pytest.approx(0.04004 + 0.001)


def test_time_of_a_call_among_ten():
    # step at 1,050 tokens: 0.0402 + 10 × (8.4e-5 + 4.1e-5) = 0.04145; 0.04104 + 100 × 0.04145 / 10
    assert copy().call_s(10, 1000, 100) == pytest.approx(0.45554)


def test_time_to_the_first_word():
    # 0.04104 reading + 0.0402 + 10 × 1.21e-4
    assert copy().first_token_s(10, 1000) == pytest.approx(0.08245)


def test_speed_that_each_user_sees():
    # 100 words / (0.45554 × 10)
    assert copy().user_tokens_per_s(10, 1000, 100) == pytest.approx(100 / 4.5554)


def test_texts_that_leave_each_user_twenty_words_a_second():
    # (100/20 − 100 × 0.0402) / (100 × 1.25e-4 + 0.04104)
    assert copy().texts_at_speed(20, 1000, 100) == pytest.approx(0.98 / 0.05354)


def test_speed_beyond_the_bare_step_is_left_to_nobody():
    # a step of 40.2 ms is 24.9 words a second at the most
    assert copy().texts_at_speed(25, 1000, 100) < 0


@given(st.sampled_from(COUNTS[:4]), st.floats(10, 1e5), st.floats(1, 1e4))
def test_twice_the_accelerators_of_one_server_never_answer_slower(count, tokens_in, tokens_out):
    """As long as waiting for each other was there already."""
    few, many = copy(max(2, count)), copy(2 * max(2, count))
    if many.accelerator_count <= 8:
        assert many.call_s(8, tokens_in, tokens_out) <= few.call_s(8, tokens_in, tokens_out)


# ---------------------------------------------------------------- the choice


def wish(**changes):
    return replace(WISH, **changes)


def chosen(**changes):
    return best_copy(wish(**changes), CHIP, SPEED)


def test_texts_are_whole_and_as_many_as_leave_each_user_the_speed():
    # at 20 words a second 18.3
    assert try_copy(wish(tokens_per_s=20), copy_on(WISH, CHIP, 1, SPEED)).texts == 18


def test_texts_are_no_more_than_the_engine_takes():
    assert try_copy(wish(most_texts=7), copy_on(WISH, CHIP, 1, SPEED)).texts == 7


def test_texts_are_no_more_than_fit():
    # 44e9 × 2 bytes leave 2 GB; a text of 1,100 tokens keeps 0.044 GB
    tight = wish(parameters=44e9, tokens_per_s=0.1)
    assert try_copy(tight, copy_on(tight, CHIP, 1, SPEED)).texts == 45


def test_copy_that_does_not_hold_the_longest_text_is_none():
    # 2 GB for texts; 60,000 tokens keep 2.4 GB
    tight = wish(parameters=44e9, longest_tokens=60_000)
    assert try_copy(tight, copy_on(tight, CHIP, 1, SPEED)) is None


def test_encoder_needs_no_room_for_texts_and_reads_many_at_a_time():
    encoder = wish(parameters=44e9, longest_tokens=1e9, writes=False)
    assert try_copy(encoder, copy_on(encoder, CHIP, 1, SPEED)).texts == ENCODER_TEXTS


def test_slower_service_answers_in_proportion():
    fast, slow = (
        try_copy(wish(likely=replace(CALLS, service_speed=speed), most_texts=1), copy_on(WISH, CHIP, 1, SPEED))
        for speed in (1.0, 0.5)
    )
    assert slow.calls_per_s == pytest.approx(fast.calls_per_s / 2)
    assert slow.user_tokens_per_s == pytest.approx(fast.user_tokens_per_s / 2)
    assert slow.first_token_s == pytest.approx(fast.first_token_s * 2)


def test_speed_asked_for_is_that_of_the_service_and_not_of_the_tuned_engine():
    # ten words a second of a service that is half as fast are twenty of the engine: 18 texts
    slow = wish(tokens_per_s=10, likely=replace(CALLS, service_speed=0.5))
    assert try_copy(slow, copy_on(slow, CHIP, 1, SPEED)).texts == 18


def test_user_of_a_slower_service_sees_its_share_of_the_engines_speed():
    # half of 100 / 4.5554
    slow = wish(most_texts=10, tokens_per_s=0.1, likely=replace(CALLS, service_speed=0.5))
    assert try_copy(slow, copy_on(slow, CHIP, 1, SPEED)).user_tokens_per_s == pytest.approx(50 / 4.5554)


@pytest.mark.parametrize(("first_token_s", "fast"), [(0.09, True), (0.08, False)])
def test_first_word_must_come_in_time(first_token_s, fast):
    # ten texts: 82.45 ms
    asked = wish(first_token_s=first_token_s, most_texts=10)
    assert try_copy(asked, copy_on(asked, CHIP, 1, SPEED)).fast_enough is fast


def test_one_accelerator_that_holds_all_is_enough():
    assert (chosen().copy.accelerator_count, chosen().reason) == (1, HOLDS_ONE)


def test_weights_of_two_accelerators_take_two():
    # 160 GB in 2 × 90
    found = chosen(parameters=80e9, active_parameters=5e9, tokens_per_s=1)
    assert (found.copy.accelerator_count, found.reason, found.params) == (2, HOLDS_MANY, {"count": 2})


def test_speed_that_one_does_not_reach_takes_two():
    # one at most 24.9 words a second
    found = chosen(tokens_per_s=40)
    assert (found.copy.accelerator_count, found.reason) == (2, FOR_SPEED)


def test_texts_that_fit_beside_the_weights_save_accelerators():
    """One holds 45 texts beside 88 GB of weights, two hold 2,090: for many calls fewer are needed in all."""
    load = replace(CALLS, peak_calls_per_s=100)
    tight = wish(parameters=44e9, active_parameters=5e9, tokens_per_s=0.1, likely=load, hard=load)
    found, single = best_copy(tight, CHIP, SPEED), try_copy(tight, copy_on(tight, CHIP, 1, SPEED))
    assert found.reason == FOR_TEXTS
    assert found.accelerators < single.accelerators


def test_speed_that_no_number_reaches_is_said_of_the_fewest():
    found = chosen(tokens_per_s=1e5)
    assert (found.copy.accelerator_count, found.reason, found.fast_enough) == (1, TOO_SLOW, False)


def test_model_that_64_do_not_hold_has_no_copy():
    # 64 × 90 GB = 5,760 GB
    assert chosen(parameters=2.881e12) is None
    assert chosen(parameters=2.87e12, active_parameters=1e9, tokens_per_s=1) is not None


@pytest.mark.parametrize(("calls_per_s", "copies"), [(None, 1), (0, 1), (1, 1), (20, 10)])
def test_whole_copies_answer_the_busiest_second(calls_per_s, copies):
    # ten texts at a time: 1 / 0.45554 = 2.195 calls a second
    load = replace(CALLS, peak_calls_per_s=calls_per_s)
    asked = wish(likely=load, most_texts=10)
    assert try_copy(asked, copy_on(asked, CHIP, 1, SPEED)).accelerators == copies


def test_load_that_nobody_knows_takes_one_copy_however_slowly_it_answers():
    # one text at a time: 0.24 calls a second
    asked = wish(most_texts=1)
    found = try_copy(asked, copy_on(asked, CHIP, 1, SPEED))
    assert found.calls_per_s < 0.5
    assert found.accelerators == 1


def test_whole_server_is_tried_where_fewer_are_fast_enough_too():
    """320 GB fit on four with 40 GB for texts; eight have 400 GB, so a busy service needs fewer of them in all."""
    load = replace(CALLS, peak_calls_per_s=200)
    busy = wish(parameters=160e9, active_parameters=5e9, tokens_per_s=0.1, likely=load, hard=load, most_texts=4096)
    found, four = best_copy(busy, CHIP, SPEED), try_copy(busy, copy_on(busy, CHIP, 4, SPEED))
    assert four.fast_enough
    assert (found.copy.accelerator_count, found.reason) == (8, FOR_TEXTS)
    assert found.accelerators < four.accelerators


def test_hard_load_is_counted_beside_the_likely_one():
    hard = replace(CALLS, peak_calls_per_s=20, service_speed=0.5)
    asked = wish(hard=hard, most_texts=10)
    found = try_copy(asked, copy_on(asked, CHIP, 1, SPEED))
    # half as fast: 20 / 1.0976
    assert (found.accelerators, found.accelerators_when_hard) == (1, 19)


def test_beyond_a_server_only_what_nothing_smaller_can_do_is_tried():
    """16 would need fewer texts each, but a copy of one server is fast enough."""
    assert chosen(parameters=300e9, active_parameters=5e9, tokens_per_s=1).copy.accelerator_count == 8


# ---------------------------------------------------------------- the table of accelerators


def test_cheapest_machine_stands_first_then_those_without_a_price_then_those_too_small():
    chips = [replace(CHIP, name=name) for name in ("unsold-SXM", "dear-SXM", "cheap-SXM")]
    chips.append(replace(CHIP, name="small-SXM", memory_gb=0.1))
    rent = {"dear-SXM": 3.0, "cheap-SXM": 2.0, "small-SXM": 0.1}.get
    rows = which_fit(WISH, chips, SPEED, lambda chip: rent(chip.name))
    assert [row.accelerator for row in rows] == ["cheap-SXM", "dear-SXM", "unsold-SXM", "small-SXM"]
    # one accelerator × 730 hours × $2
    assert [row.usd_per_month for row in rows] == [1460, 2190, None, None]
    assert rows[-1].choice is None


def test_row_counts_all_accelerators_that_the_load_needs():
    # 10 copies × 730 × $2
    load = replace(CALLS, peak_calls_per_s=20)
    rows = which_fit(wish(likely=load, hard=load, most_texts=10), [CHIP], SPEED, lambda _chip: 2.0)
    assert rows[0].usd_per_month == rows[0].choice.accelerators * 730 * 2
