"""From answers to figures: each way has its own, each figure can be recomputed, and no answer breaks them."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estimates.domain.tables.sheet import make_sheet
from projects.catalogue import get_catalogue
from projects.domain.fields import FieldType
from projects.domain.figures import Origin
from projects.domain.formulas import evaluate

COMPUTE = list(get_catalogue().sections["compute"].fields)
ROOT = Path(__file__).resolve().parents[2]

LLAMA = {
    "compute.approach": "train",
    "compute.model": "Llama 2 7B",
    "compute.accelerator": "A100-SXM-80GB",
    "compute.accelerator_count": 512,
}
API = {
    "compute.approach": "api",
    "compute.api_input_tokens_per_case": {"low": 1200, "likely": 1800, "high": 3500},
    "compute.api_output_tokens_per_case": {"low": 100, "likely": 150, "high": 300},
    "compute.api_price_input": {"low": 0.4, "likely": 1.0, "high": 1.5},
    "compute.api_price_output": {"low": 1.5, "likely": 5.0, "high": 7.5},
    "compute.api_retry_factor": {"low": 1.02, "likely": 1.1, "high": 1.3},
    "value.cases_per_year": {"low": 105000, "likely": 114000, "high": 124000},
}
TUNE = {
    "compute.approach": "fine_tune",
    "compute.model_family": "encoder",
    "compute.model": "RoBERTa-Large",
    "compute.parameters": 355_000_000,
    "compute.training_tokens": {"low": 4e6, "likely": 6e6, "high": 12e6},
    "compute.accelerator": "A100-SXM-80GB",
    "compute.accelerator_count": 1,
    "compute.mfu": {"low": 15, "likely": 25, "high": 35},
    "compute.price_per_gpu_hour": {"low": 1.29, "likely": 1.79, "high": 2.79},
    "compute.development_runs": {"low": 20, "likely": 40, "high": 100},
    "compute.failed_share": {"low": 5, "likely": 10, "high": 25},
    "compute.storage_gb": 250,
    "compute.pue": {"low": 1.1, "likely": 1.2, "high": 1.4},
    "compute.serving_accelerator": "L4",
    "compute.serving_hours_per_month": 730,
    "compute.serving_price_per_gpu_hour": {"low": 0.44, "likely": 0.81, "high": 0.95},
    "compute.region": "United States - Virginia",
}


def exactly(values: dict[str, object]) -> dict[str, object]:
    """Return the values with every range at its likely value."""
    return {key: value["likely"] if isinstance(value, dict) else value for key, value in values.items()}


def value(estimate, figure_id):
    figure = estimate.figure(figure_id)
    assert figure is not None, (figure_id, estimate.missing, estimate.problems)
    return figure.value


# ---------------------------------------------------------------- each way


def test_nothing_is_worked_out_before_the_way_is_chosen(estimate_of):
    estimate = estimate_of({})
    assert (estimate.figures, list(estimate.missing)) == ((), ["compute.approach"])
    assert estimate.one_off_draws is None


@pytest.mark.parametrize("approach", ["no_ai", "buy"])
def test_ways_without_computing_have_no_figures_and_miss_nothing(estimate_of, approach):
    estimate = estimate_of({"compute.approach": approach})
    assert (estimate.figures, estimate.missing, estimate.one_off_draws) == ((), {}, None)


def test_api_bill_of_the_sample(estimate_of):
    """1,800 × $1 + 150 × $5 a million, 114,000 cases, 1.1: $319.77 a year."""
    estimate = estimate_of(exactly(API))
    assert value(estimate, "compute.running").likely == pytest.approx(319.77)
    assert estimate.running_per_year_draws == pytest.approx(319.77)
    assert estimate.one_off_draws is None


def test_api_range_lies_around_the_likely_bill(estimate_of):
    found = value(estimate_of(API), "compute.running")
    assert found.low < 319.77 < found.high


def test_fine_tuning_of_the_sample(estimate_of):
    """As the question bank's check works it out, with likely values only."""
    estimate = estimate_of(exactly(TUNE))
    hours = 6 * 355e6 * 6e6 / (312e12 * 0.25) / 3600 * 40 * 1.1
    assert value(estimate, "compute.all_gpu_hours").likely == pytest.approx(hours)
    assert value(estimate, "compute.rent_cost").likely == pytest.approx(hours * 1.79)
    assert value(estimate, "compute.serving").likely == pytest.approx(730 * 0.81)


def test_llama_2_7b_like_training_holds_the_published_hours(estimate_of):
    found = value(estimate_of(LLAMA), "compute.gpu_hours")
    assert found.low < 184_320 < found.high
    assert found.likely == pytest.approx(184_320, rel=0.25)


def test_own_numbers_win_over_the_model_it_is_like(estimate_of):
    estimate = estimate_of(LLAMA | {"compute.parameters": 1e9, "compute.training_tokens": 1e9})
    assert value(estimate, "compute.flop").likely == pytest.approx(6e18)


def test_fine_tune_never_reads_the_models_own_training_text(estimate_of):
    estimate = estimate_of({"compute.approach": "fine_tune", "compute.model": "Llama 2 7B"})
    assert "compute.training_tokens" in estimate.missing
    assert estimate.figure("compute.flop") is None


def test_lora_takes_two_thirds_of_the_work(estimate_of):
    full = value(estimate_of(exactly(TUNE)), "compute.flop").likely
    lora = value(estimate_of(exactly(TUNE) | {"compute.finetune_method": "lora"}), "compute.flop").likely
    assert lora == pytest.approx(full * 2 / 3, rel=0.01)


def test_self_hosting_trains_nothing(estimate_of):
    estimate = estimate_of({"compute.approach": "self_host", "compute.model": "Llama 2 7B"})
    assert estimate.figure("compute.gpu_hours") is None
    assert value(estimate, "compute.serving").likely == pytest.approx(730 * 0.81, rel=0.02)


def test_mixture_of_experts_counts_active_parameters(estimate_of):
    estimate = estimate_of({"compute.approach": "train", "compute.model": "DeepSeek-V3"})
    assert value(estimate, "compute.flop").likely == pytest.approx(6 * 37e9 * 14.8e12)


@pytest.mark.parametrize("approach", ["self_host", "fine_tune", "train"])
def test_mixture_of_experts_answers_with_all_of_its_parameters(estimate_of, approach):
    answers = {
        "compute.approach": approach,
        "compute.model": "Mixtral-8x7B",
        "compute.serving_accelerator": "B200-SXM-180GB",
    }
    weights = estimate_of(answers | {"compute.accelerator": "B200-SXM-180GB"}).figure("compute.weights_gb")
    (size,) = (given for given in weights.inputs if given.name == "all_parameters")
    assert weights.value.likely == pytest.approx(46.7 * 2)
    assert size.origin is Origin.ASSUMPTION  # of the list, and nobody's answer


def test_encoder_decoder_works_less(estimate_of):
    answers = {"compute.approach": "train", "compute.parameters": 1e9, "compute.training_tokens": 1e9}
    plain = value(estimate_of(answers), "compute.flop").likely
    both = value(estimate_of(answers | {"compute.model_family": "encoder_decoder"}), "compute.flop").likely
    assert both == pytest.approx(plain / 1.6)


def test_cases_of_the_questionnaire_stand_in_for_those_of_the_value_case(estimate_of):
    values = {key: value for key, value in exactly(API).items() if key != "value.cases_per_year"}
    estimate = estimate_of(values | {"why.volume": {"low": 9500, "likely": 9500, "high": 9500}})
    assert value(estimate, "compute.calls").likely == pytest.approx(0.002805 * 9500)


def test_agent_calls_many_times(estimate_of):
    once = value(estimate_of(exactly(API)), "compute.calls").likely
    assert value(
        estimate_of(exactly(API) | {"compute.api_calls_per_case": 20}), "compute.calls"
    ).likely == pytest.approx(20 * once)


def test_pilot_narrows_the_hours(estimate_of):
    prior = value(estimate_of(LLAMA), "compute.gpu_hours")
    pilot = value(estimate_of(LLAMA | {"compute.pilot_mfu": 45}), "compute.gpu_hours")
    assert pilot.high / pilot.low < prior.high / prior.low
    assert pilot.likely == pytest.approx(6 * 6.74e9 * 2e12 / (312e12 * 0.45 * 0.86) / 3600, rel=0.01)


def test_speed_of_a_pilot_is_its_mfu(estimate_of):
    """3,000 tokens a second × 6 × 6.74e9 FLOP are 0.389 of the 312e12 FLOP/s of an A100."""
    found = estimate_of(LLAMA | {"compute.pilot_tokens_per_second": 3000})
    assert value(found, "compute.pilot_step_mfu").likely == pytest.approx(38.9, abs=0.1)
    assert value(found, "compute.gpu_hours").likely == pytest.approx(2e12 / 3000 / 0.86 / 3600, rel=0.01)


def test_speed_beyond_the_chip_is_said_beside_its_field(estimate_of):
    found = estimate_of(LLAMA | {"compute.pilot_tokens_per_second": 30_000})
    assert [problem.about for problem in found.problems] == ["compute.pilot_tokens_per_second"]
    assert value(found, "compute.gpu_hours") == value(estimate_of(LLAMA), "compute.gpu_hours")


def test_machines_that_train_are_as_busy_as_the_runs_keep_them(estimate_of):
    """Renting costs the hours of the runs; a cluster of 512 stands idle most of three years."""
    found = estimate_of(LLAMA | {"compute.accelerator_count": 512, "compute.horizon_months": 36})
    hours = value(found, "compute.all_gpu_hours").likely
    assert value(found, "compute.training_use").likely == pytest.approx(100 * hours / (512 * 730 * 36), rel=0.02)
    assert found.assumed["compute.utilisation"].figure_id == "compute.training_use"
    rented = value(found, "compute.renting").likely * 36
    assert rented == pytest.approx(value(found, "compute.rent_cost").likely, rel=0.02)


def test_share_that_somebody_says_counts_for_machines_that_train(estimate_of):
    found = estimate_of(LLAMA | {"compute.accelerator_count": 512, "compute.utilisation": 70})
    assert found.figure("compute.training_use") is None
    assert "utilisation" in {term.name for term in found.figure("compute.renting").inputs}


def test_what_is_owned_grows_as_what_is_rented(estimate_of):
    served = {
        "compute.approach": "self_host", "compute.model": "Llama 3.1 8B", "value.cases_per_year": 3e8,
        "compute.serving_accelerator": "H100-SXM-80GB",
    }  # fmt: skip
    still, grown = (estimate_of(served | {"compute.use_growth": growth}) for growth in (0, 100))
    average = value(grown, "compute.machines_on_average").likely
    assert average > 1.5 * value(still, "compute.machines").likely
    ratio = value(grown, "compute.buy_up_front").likely / value(still, "compute.buy_up_front").likely
    assert ratio == pytest.approx(average / value(still, "compute.machines").likely, rel=0.01)


def test_own_price_wins_over_the_published_one(estimate_of):
    estimate = estimate_of(exactly(TUNE) | {"compute.price_per_gpu_hour": 3})
    price = next(term for term in estimate.figure("compute.rent_cost").inputs if term.name == "price_per_gpu_hour")
    assert (price.value.likely, price.origin) == (3, Origin.ANSWER)


def test_published_price_is_an_assumption_with_source_and_date(estimate_of):
    price = next(
        term for term in estimate_of(LLAMA).figure("compute.rent_cost").inputs if term.name == "price_per_gpu_hour"
    )
    assert price.origin is Origin.ASSUMPTION
    assert price.source.startswith("Verda 1.29")
    assert price.source_date == "2026-11-20"


def test_published_prices_are_converted(estimate_of):
    dollars = value(estimate_of(LLAMA), "compute.rent_cost").likely
    assert value(estimate_of(LLAMA, money_per_usd=2.0), "compute.rent_cost").likely == pytest.approx(2 * dollars)


def test_energy_of_a_place_without_a_name_is_the_worlds(estimate_of):
    carbon = next(term for term in estimate_of(LLAMA).figure("compute.carbon").inputs if term.unit == "kg CO₂e/kWh")
    assert (carbon.value.likely, carbon.origin) == (0.475, Origin.ASSUMPTION)


def test_results_for_the_checks_hold_energy_and_time_of_an_answer(estimate_of):
    estimate = estimate_of(LLAMA)
    assert estimate.results == {
        "result.energy_kwh_p50": value(estimate, "compute.energy").likely,
        "result.answer_s": value(estimate, "compute.answer_s").likely,
    }


def test_results_for_the_checks_hold_how_much_of_its_length_a_model_reads(estimate_of):
    # What is trained from scratch has the length we give it.
    estimate = estimate_of({**LLAMA, "compute.approach": "self_host"})
    read = estimate.results["result.read_share"]
    assert read == pytest.approx(100 * estimate.longest_text / 4096)  # Llama 2 was made for 4,096 tokens


def test_owned_machines_are_bought_once_and_not_rented(estimate_of):
    estimate = estimate_of(LLAMA | {"compute.own": "own"})
    assert value(estimate, "compute.one_off") == value(estimate, "compute.buy_up_front")
    assert "owning" in estimate.figure("compute.running_per_month").formula


def test_costs_of_owned_machines_are_what_they_cost_and_not_their_rent(estimate_of):
    counted = {**LLAMA, "compute.approach": "self_host", "compute.own": "own"}
    chapters = {chapter.id: chapter.figures for chapter in make_sheet(estimate_of(counted)).chapters}
    assert "compute.buy_up_front" in [figure.id for figure in chapters["once"]]
    monthly = [figure.id for figure in chapters["monthly"]]
    assert "compute.owning" in monthly
    assert "compute.serving" not in monthly


# ---------------------------------------------------------------- rent or buy


def test_rent_or_buy_has_a_band_for_every_month(estimate_of):
    comparison = estimate_of(TUNE | {"compute.horizon_months": 24}).comparison
    assert (len(comparison.months.rent), len(comparison.months.buy)) == (25, 25)
    assert comparison.months.rent[0].high == 0
    assert comparison.months.buy[0].low > 0


def test_owned_costs_have_overtaken_rent_at_the_break_even_month(estimate_of):
    comparison = estimate_of(TUNE).comparison
    month = math.ceil(comparison.break_even.likely)
    assert comparison.months.buy[month].likely <= comparison.months.rent[month].likely * 1.02
    assert comparison.months.buy[month - 2].likely >= comparison.months.rent[month - 2].likely * 0.98


def test_idle_machines_are_never_worth_buying(estimate_of):
    estimate = estimate_of(LLAMA | {"compute.utilisation": {"low": 0, "likely": 0, "high": 0}})
    assert estimate.comparison.break_even is None
    assert estimate.comparison.never == 1
    assert [params["share"] for message, params in estimate.notes if "never pays off" in message] == [100]


def test_busier_machines_break_even_sooner(estimate_of):
    rare, busy = (estimate_of(LLAMA | {"compute.utilisation": share}).break_even for share in (60, 95))
    assert busy.likely < rare.likely


def test_break_even_utilisation_is_where_both_cost_the_same(estimate_of):
    """At that use, owning less resale costs what renting costs, over the time compared."""
    fixed = {way.id: way.default["likely"] for way in COMPUTE if isinstance(way.default, dict)}
    fixed |= {"compute.buy_price_per_accelerator": 12000, "compute.price_per_gpu_hour": 2}
    values = {key: value for key, value in fixed.items() if not key.startswith("compute.api")} | LLAMA
    share = value(estimate_of(values), "compute.break_even_utilisation").likely
    even = estimate_of(values | {"compute.utilisation": share})
    months = 36
    owned = value(even, "compute.buy_up_front").likely - value(even, "compute.resale").likely
    owned += months * value(even, "compute.owning").likely
    assert months * value(even, "compute.renting").likely == pytest.approx(owned, rel=0.01)


# ---------------------------------------------------------------- every figure can be recomputed by hand


def recomputed(figure) -> float:
    """Work a figure out again from its formula and the likely values of its inputs."""
    return evaluate(figure.formula, {term.name: term.value.likely for term in figure.inputs})


EXACT = {way.id: way.default["likely"] for way in COMPUTE if isinstance(way.default, dict)}


@pytest.mark.parametrize(
    "values",
    [
        LLAMA | {"compute.mfu": 40, "compute.region": "France"},
        LLAMA | {"compute.sequence_length": 32_768, "compute.model_family": "encoder_decoder"},
        exactly(TUNE) | {"compute.finetune_method": "qlora", "compute.egress_gb": 100},
        exactly(API) | {"compute.api_cached_share": 80, "compute.api_price_cached": 0.1, "compute.api_batch_share": 20},
        {"compute.approach": "self_host", "compute.serving_accelerator": "H100-SXM-80GB"},
    ],
)
def test_every_figure_follows_from_its_formula_and_inputs(estimate_of, values):
    prices = {"compute.price_per_gpu_hour": 2, "compute.buy_price_per_accelerator": 9000}
    prices["compute.serving_price_per_gpu_hour"] = 1
    estimate = estimate_of(EXACT | prices | values, count=2001)
    # A median of a product is not the product of medians: wide inputs move it, so widths bound the distance.
    apart = {
        figure.id: recomputed(figure) / figure.value.likely
        for figure in estimate.figures
        if not 0.85 < recomputed(figure) / figure.value.likely < 1.2
    }
    assert apart == {}
    assert estimate.figures


@pytest.mark.parametrize("values", [LLAMA, TUNE, API])
def test_every_input_says_where_it_comes_from(estimate_of, values):
    silent = [
        (figure.id, term.name)
        for figure in estimate_of(values).figures
        for term in figure.inputs
        if term.origin in (Origin.ASSUMPTION, Origin.REFERENCE) and not term.source
    ]
    assert silent == []


@pytest.mark.parametrize("values", [LLAMA, TUNE, API])
def test_results_among_the_inputs_can_be_opened(estimate_of, values):
    estimate = estimate_of(values)
    opened = {term.figure_id for figure in estimate.figures for term in figure.inputs if term.origin is Origin.RESULT}
    assert {figure_id for figure_id in opened if estimate.figure(figure_id) is None} == set()


# ---------------------------------------------------------------- names nobody knows


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("compute.accelerator", "H999"),
        ("compute.serving_accelerator", "<script>alert(1)</script>"),
        ("compute.region", "Atlantis"),
        ("compute.model", "=1+1"),
    ],
)
def test_unknown_name_gives_a_message(estimate_of, field, text):
    estimate = estimate_of(LLAMA | {field: text})
    assert [params["name"] for _, params in estimate.problems] == [text]


def test_accelerator_without_published_power_leaves_energy_out_and_says_so(estimate_of):
    estimate = estimate_of(LLAMA | {"compute.accelerator": "TPU-v5e"})
    assert estimate.figure("compute.energy") is None
    assert "TPU-v5e" in [params["name"] for _, params in estimate.notes if "name" in params]


def test_accelerator_that_nobody_rents_out_misses_a_price(estimate_of):
    assert "compute.price_per_gpu_hour" in estimate_of(LLAMA | {"compute.accelerator": "MI250X"}).missing


# ---------------------------------------------------------------- properties


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(1e3, 1e13), st.floats(1, 1e16))
def test_twice_the_text_takes_twice_the_hours(estimate_of, parameters, tokens):
    answers = {"compute.approach": "train", "compute.parameters": parameters, "compute.training_tokens": tokens}
    once = value(estimate_of(answers, count=200), "compute.gpu_hours")
    twice = value(estimate_of(answers | {"compute.training_tokens": 2 * tokens}, count=200), "compute.gpu_hours")
    assert (twice.low, twice.likely, twice.high) == pytest.approx((2 * once.low, 2 * once.likely, 2 * once.high))


def values_of(field):
    """Return a strategy for what the form lets through."""
    low, high = field.minimum or 0, min(field.maximum if field.maximum is not None else 1e30, 1e30)
    number = st.floats(low, high)
    match field.type:
        case FieldType.NUMBER:
            return number
        case FieldType.RANGE:
            return st.lists(number, min_size=3, max_size=3).map(
                lambda ends: dict(zip(("low", "likely", "high"), sorted(ends), strict=True))
            )
        case FieldType.ONE_CHOICE:
            return st.sampled_from([choice.value for choice in field.choices])
    return st.sampled_from(
        ["A100-SXM-80GB", "L4", "MI250", "TPU-v5e", "Llama 2 7B", "DeepSeek-V3", "France", "\u202e", "x" * 120]
    )


every_answer = st.fixed_dictionaries({}, optional={way.id: values_of(way) for way in COMPUTE})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(every_answer)
def test_no_answer_gives_nan_infinity_or_a_negative_cost(estimate_of, values):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        estimate = estimate_of(values | {"value.cases_per_year": 1e6}, count=100)
    for figure in estimate.figures:
        ends = (figure.value.low, figure.value.likely, figure.value.high)
        assert all(map(math.isfinite, ends)), figure.id
        assert min(ends) >= 0, figure.id


# ---------------------------------------------------------------- the questions


def test_every_field_of_the_question_bank_is_asked():
    wanted = {
        "approach", "model_family", "model", "parameters", "training_tokens", "mfu", "accelerator",
        "accelerator_count", "price_per_gpu_hour", "development_runs", "failed_share", "storage_gb", "region", "pue",
        "api_model", "api_input_tokens_per_case", "api_output_tokens_per_case", "api_price_input", "api_price_output",
        "api_retry_factor", "serving_accelerator", "serving_hours_per_month", "serving_price_per_gpu_hour",
    }  # fmt: skip
    assert wanted - {way.id.removeprefix("compute.") for way in COMPUTE} == set()


def test_every_number_has_limits():
    numeric = [way for way in COMPUTE if way.type in (FieldType.NUMBER, FieldType.RANGE)]
    assert [field.id for field in numeric if field.minimum is None or field.maximum is None] == []


def test_every_default_has_a_source_and_a_date():
    assert [
        way.id for way in COMPUTE if way.default is not None and not (way.default_source and way.default_date)
    ] == []


def test_every_question_says_why_and_how():
    section = get_catalogue().sections["compute"]
    assert [question.id for question in section.questions if not (question.why and question.help)] == []


def test_ids_are_those_of_the_file():
    held = tomllib.loads((ROOT / "fixtures" / "sections" / "compute.toml").read_text(encoding="utf-8"))
    assert [field["id"] for asked in held["question"] for field in asked["field"]] == [way.id for way in COMPUTE]
