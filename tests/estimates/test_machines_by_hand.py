"""Machines that teach and machines that answer, from the answers to the figures: one thing changed at a time."""

import numpy as np
import pytest

from estimates.domain.figures.memory import DOES_NOT_FIT, FITS_NONE, LORA_RANK, SHAPE_NOT_KNOWN, TOO_LONG
from estimates.domain.figures.serving import DOES_NOT_FIT as DOES_NOT_ANSWER
from estimates.domain.figures.serving import FEWER_HOURS, NO_POWER, TOO_FEW, UNKNOWN_LOAD
from estimates.domain.formulas.memory import DRIVER_GB, GAPS, NF4_BITS
from projects.domain.figures import Origin

TUNE = {
    "compute.approach": "fine_tune", "compute.model": "Llama 2 7B", "compute.finetune_method": "full",
    "compute.accelerator": "A100-SXM-80GB", "compute.training_tokens": 1e8, "compute.price_per_gpu_hour": 2,
}  # fmt: skip
SERVE = {
    "compute.approach": "self_host", "compute.model": "Llama 3.1 8B", "compute.serving_accelerator": "L40S",
    "compute.serving_hours_per_month": 700, "compute.serving_price_per_gpu_hour": 2, "compute.use_growth": 0,
    "value.cases_per_year": 120_000, "compute.api_input_tokens_per_case": 1000,
    "compute.api_output_tokens_per_case": 200, "compute.api_calls_per_case": 1, "compute.api_retry_factor": 1,
    "compute.load_hours_per_month": 250, "compute.peak_factor": 3, "compute.own": "rent",
}  # fmt: skip
BILLION = 6.738415616  # parameters of Llama 2 7B


@pytest.fixture
def likely(estimate_of):
    def work_out(answers, name):
        figure = estimate_of(answers).figure(f"compute.{name}")
        return figure and figure.value.likely

    return work_out


def messages(estimate):
    return {reason.message for reason in (*estimate.notes, *estimate.problems)}


# ---------------------------------------------------------------- memory of teaching


@pytest.mark.parametrize(
    ("name", "gb"),
    [("train_weights_gb", 2 * BILLION), ("train_gradients_gb", 2 * BILLION), ("train_optimiser_gb", 12 * BILLION)],
)
def test_states_of_full_tuning_are_2_2_and_12_bytes_a_parameter(likely, name, gb):
    assert likely(TUNE, name) == pytest.approx(gb, rel=1e-3)


def test_adam_of_8_bit_takes_half_of_the_optimiser(likely):
    assert likely(TUNE | {"compute.optimiser": "adam_8bit"}, "train_optimiser_gb") == pytest.approx(
        6 * BILLION, rel=1e-3
    )


LORA = TUNE | {"compute.finetune_method": "lora"}
QLORA = TUNE | {"compute.finetune_method": "qlora"}
# 32 layers × rank 16 × (4 × 4,096 pairs of matrices and 3 × (4,096 + 11,008))
TAUGHT = 32 * LORA_RANK * (2 * 8192 + 2 * 8192 + 3 * (4096 + 11_008))
WORDS = 2 * 32_000 * 4096


def test_adapter_teaches_thin_matrices(likely):
    assert likely(LORA, "trained_parameters") == TAUGHT
    assert likely(TUNE, "trained_parameters") is None


@pytest.mark.parametrize(
    ("answers", "gb"),
    [
        (LORA, 2 * BILLION + TAUGHT * 2 / 1e9),
        (QLORA, ((BILLION * 1e9 - WORDS) * NF4_BITS / 8 + (WORDS + TAUGHT) * 2) / 1e9),
    ],
)
def test_frozen_weights_take_their_bits_and_the_words_stay_whole(likely, answers, gb):
    assert likely(answers, "train_weights_gb") == pytest.approx(gb, rel=1e-3)


@pytest.mark.parametrize(("name", "bytes_each"), [("train_gradients_gb", 2), ("train_optimiser_gb", 12)])
def test_only_what_is_taught_has_gradients_and_an_optimiser(likely, name, bytes_each):
    assert likely(LORA, name) == pytest.approx(TAUGHT * bytes_each / 1e9)


def test_tools_of_an_adapter_hold_one_layer_the_words_and_the_driver(likely):
    # 2,048 × (34 × 4,096 + 6 × 32,000) + 0.6 GB
    assert likely(LORA, "train_working_gb") == pytest.approx(2048 * (34 * 4096 + 6 * 32_000) / 1e9 + DRIVER_GB)
    assert likely(TUNE, "train_working_gb") is None


def test_memory_of_each_accelerator_is_the_sum_with_its_gaps(likely):
    parts = [
        likely(LORA, f"train_{name}_gb") for name in ("weights", "gradients", "optimiser", "activations", "working")
    ]
    assert likely(LORA, "train_each_gb") == pytest.approx(sum(parts) * GAPS)


def test_qlora_needs_less_than_lora_and_lora_less_than_all(likely):
    each = [likely(answers | {"compute.accelerator_count": 8}, "train_each_gb") for answers in (QLORA, LORA, TUNE)]
    assert each == sorted(each)


@pytest.mark.parametrize(("length", "factor"), [(1024, 0.5), (2048, 1), (4096, 2)])
def test_activations_of_an_adapter_grow_with_the_text(likely, length, factor):
    # 32 × 4,096 × 2,048 × 2 bytes: everything but the input of a layer is worked out again
    found = likely(LORA | {"compute.sequence_length": length}, "train_activations_gb")
    assert found == pytest.approx(32 * 4096 * 2048 * 2 / 1e9 * factor)


def test_length_that_nobody_said_is_ours_and_never_longer_than_the_model_reads(estimate_of):
    for model, length in (("Llama 2 7B", 2048), ("BERT-Large", 512)):
        figure = estimate_of(TUNE | {"compute.model": model}).figure("compute.train_activations_gb")
        given = next(given for given in figure.inputs if given.name == "sequence_length")
        assert (given.value.likely, given.origin) == (length, Origin.ASSUMPTION)


@pytest.mark.parametrize(("length", "said"), [(4096, False), (4097, True)])
def test_text_beyond_what_the_model_reads_is_said(estimate_of, length, said):
    assert (TOO_LONG in messages(estimate_of(TUNE | {"compute.sequence_length": length}))) is said


@pytest.mark.parametrize(("answers", "said"), [({}, False), ({"compute.model": None, "compute.parameters": 7e9}, True)])
def test_shape_that_is_not_known_is_assumed_and_said(estimate_of, answers, said):
    given = {name: value for name, value in (TUNE | answers).items() if value is not None}
    assert (SHAPE_NOT_KNOWN in messages(estimate_of(given))) is said


# ---------------------------------------------------------------- how many teach


def test_fewest_accelerators_are_the_first_power_of_two_that_holds_it(likely):
    # 107.8 GB of states: two of 80 GB hold half each in 72
    assert likely(TUNE, "train_fewest") == 2
    assert likely(QLORA, "train_fewest") == 1


def test_count_that_does_not_hold_it_counts_as_the_fewest_that_do(estimate_of):
    said, enough = (estimate_of(TUNE | {"compute.accelerator_count": count}) for count in (1, 2))
    problem = next(reason for reason in said.problems if reason.message == DOES_NOT_FIT)
    assert (problem.about, problem.params["needed"]) == ("compute.accelerator_count", "2")
    assert said.figure("compute.rent_cost").value.likely == pytest.approx(
        enough.figure("compute.rent_cost").value.likely, rel=1e-6
    )


def test_run_that_no_number_holds_has_no_hours_and_no_cost(estimate_of):
    found = estimate_of(TUNE | {"compute.parameters": 1e15, "compute.accelerator": "T4"})
    assert FITS_NONE in messages(found)
    assert found.figure("compute.rent_cost") is None


# ---------------------------------------------------------------- how many answer


def test_busiest_hour_of_a_month(likely):
    # 10,000 cases × 3 / (250 × 3,600)
    assert likely(SERVE, "peak_calls_per_s") == pytest.approx(10_000 * 3 / 900_000)


@pytest.mark.parametrize(
    ("answer", "value", "factor"),
    [
        ("value.cases_per_year", 240_000, 2),
        ("compute.api_calls_per_case", 3, 3),
        ("compute.api_retry_factor", 1.5, 1.5),
        ("compute.peak_factor", 6, 2),
        ("compute.load_hours_per_month", 125, 2),
        ("compute.serving_hours_per_month", 350, 1),
    ],
)
def test_each_part_of_the_load_moves_the_busiest_hour_in_proportion(likely, answer, value, factor):
    assert likely(SERVE | {answer: value}, "peak_calls_per_s") == pytest.approx(
        factor * likely(SERVE, "peak_calls_per_s")
    )


def test_small_load_takes_one_copy_and_a_spare_a_second_one(likely):
    spare = SERVE | {"compute.serving_spare": "yes"}
    assert (likely(SERVE, "machines"), likely(spare, "machines")) == (1, 2)
    assert likely(spare, "serving") == pytest.approx(2 * likely(SERVE, "serving"))


def test_machines_cost_their_hours_busy_or_idle(likely):
    # 700 hours × 1 × $2, and for each of 10,000 cases
    assert likely(SERVE, "serving") == pytest.approx(1400)
    assert likely(SERVE, "serving_per_1000") == pytest.approx(140)


@pytest.mark.parametrize(("count", "paid", "said"), [(4, 4, False), (1, 1, False), (0, 1, True)])
def test_machines_that_somebody_counted_are_paid_and_never_fewer_than_the_load_needs(estimate_of, count, paid, said):
    found = estimate_of(SERVE | {"compute.serving_accelerator_count": count})
    assert found.figure("compute.serving").value.likely == pytest.approx(1400 * paid)
    assert (TOO_FEW in messages(found)) is said


def test_load_that_nobody_knows_takes_one_copy_and_says_so(estimate_of):
    unknown = {name: value for name, value in SERVE.items() if name != "value.cases_per_year"}
    found = estimate_of(unknown)
    assert UNKNOWN_LOAD in messages(found)
    assert found.figure("compute.serving").value.likely == pytest.approx(1400)
    assert found.figure("compute.machines") is None


@pytest.mark.parametrize(("hours", "said"), [(250, False), (249, True)])
def test_machines_that_are_off_while_calls_come_are_said(estimate_of, hours, said):
    assert (FEWER_HOURS in messages(estimate_of(SERVE | {"compute.serving_hours_per_month": hours}))) is said


def test_growing_load_is_sized_for_its_end_and_paid_half_way(estimate_of):
    grown = SERVE | {"value.cases_per_year": 1.2e8, "compute.use_growth": 100, "value.horizon_months": 24}
    found = estimate_of(grown)
    now, later = (found.figure(f"compute.{name}").value.likely for name in ("machines", "machines_later"))
    assert 3.5 * now <= later <= 4.5 * now  # four times the load
    average = found.figure("compute.serving_on_average").value.likely
    assert average == pytest.approx(700 * (now + later) / 2 * 2, rel=0.02)


def test_steady_load_has_no_later_machines(likely):
    assert likely(SERVE, "machines_later") is None


def test_use_is_what_the_copy_answers_of_what_it_could(estimate_of):
    found = estimate_of(SERVE)
    calls = found.figure("compute.calls_per_s").value.likely
    # 10,000 calls of those that 700 hours could answer
    assert found.figure("compute.serving_use").value.likely == pytest.approx(
        100 * 10_000 / (calls * 3600 * 700), rel=0.02
    )


def test_model_that_no_server_holds_is_a_problem_of_the_accelerator(estimate_of):
    found = estimate_of(SERVE | {"compute.parameters": 1e14})
    assert DOES_NOT_ANSWER in messages(found)
    assert found.figure("compute.serving") is None


@pytest.mark.parametrize(("bits", "gb"), [("16", 16.06), ("8", 8.03), ("4", 4.015)])
def test_weights_of_the_served_model_take_their_bits(estimate_of, bits, gb):
    choice = estimate_of(SERVE | {"compute.serving_bits": bits}).serving.choice
    assert choice.copy.weight_gb == pytest.approx(gb, rel=1e-3)


def test_fewer_bits_take_fewer_machines_and_4_bit_gains_less_where_the_chip_reckons_it_at_16(likely):
    """An L40S has units of 8 bit and none of 4."""
    busy = SERVE | {"value.cases_per_year": 1e8}
    at_16, at_8, at_4 = (likely(busy | {"compute.serving_bits": bits}, "machines") for bits in ("16", "8", "4"))
    assert at_8 < at_4 < at_16


# ---------------------------------------------------------------- energy of answering


def test_energy_of_a_year_is_that_of_the_hours_that_they_are_on(likely):
    # 12 × 700 × 350 W × 80 % × 1.5
    drawn = {"compute.power_share": 80, "compute.pue": 1.5}
    assert likely(SERVE | drawn, "serving_energy") == pytest.approx(12 * 700 * 0.35 * 0.8 * 1.5)


def test_carbon_is_the_energy_times_that_of_the_grid(likely, reference):
    there = SERVE | {"compute.region": "Germany", "compute.power_share": 80, "compute.pue": 1.5}
    kg = reference.grids["Germany"].co2e_kg_per_kwh
    assert likely(there, "serving_carbon") == pytest.approx(likely(there, "serving_energy") * kg)


def test_chip_whose_power_nobody_says_has_no_energy_and_says_so(estimate_of, reference):
    silent = [chip.name for chip in reference.accelerators.values() if chip.power_w is None]
    assert silent
    for name in silent[:2]:
        found = estimate_of(SERVE | {"compute.serving_accelerator": name})
        assert NO_POWER in messages(found), name
        assert found.figure("compute.serving_energy") is None


def test_dearer_hours_cost_in_proportion_and_draw_the_same(estimate_of):
    cheap, dear = (estimate_of(SERVE | {"compute.serving_price_per_gpu_hour": price}) for price in (1, 3))
    ratio = dear.running_draws / cheap.running_draws
    assert np.allclose(ratio, 3, rtol=0.02)
    assert dear.figure("compute.serving_energy").value == cheap.figure("compute.serving_energy").value
