"""Every line of what computing costs, worked by hand: all inputs exact, the arithmetic in each test's first line."""

import numpy as np
import pytest

from estimates.domain.figures.rent_or_buy import FULL_USE, NEVER, RENT_WINS, TOO_LATE
from estimates.domain.formulas.buying import break_even_months, break_even_utilisation, summarise_finite
from estimates.domain.formulas.volume import break_even_cases, own_cost
from estimates.domain.published.api_models import ApiCatalogue, ApiModel, TokenPrices

TRAIN = {
    "compute.approach": "train", "compute.model_family": "decoder", "compute.parameters": 1_000_000_000,
    "compute.training_tokens": 52_000_000_000, "compute.accelerator": "A100-SXM-80GB", "compute.accelerator_count": 8,
    "compute.mfu": 40, "compute.price_per_gpu_hour": 2, "compute.development_runs": 3, "compute.failed_share": 20,
    "compute.idle_share": 10, "compute.evaluation_share": 5, "compute.preparation_share": 8, "compute.own": "rent",
    "compute.serving_accelerator": "L4", "compute.serving_accelerator_count": 4,
    "compute.serving_hours_per_month": 500, "compute.serving_price_per_gpu_hour": 0.75,
    "compute.storage_gb": 250, "compute.storage_price": 0.02, "compute.egress_gb": 400, "compute.egress_price": 0.09,
    "compute.use_growth": 0,
}  # fmt: skip
SERVE = {
    "compute.approach": "self_host", "compute.model_family": "decoder", "compute.model": "Llama 3.1 8B",
    "compute.serving_accelerator": "L4", "compute.serving_accelerator_count": 4,
    "compute.serving_hours_per_month": 500, "compute.serving_price_per_gpu_hour": 0.75, "compute.use_growth": 0,
    "value.cases_per_year": 120_000, "compute.own": "rent",
}  # fmt: skip
CALL = {
    "compute.approach": "api", "compute.api_input_tokens_per_case": 2000, "compute.api_output_tokens_per_case": 300,
    "compute.api_price_input": 1.5, "compute.api_price_output": 6, "compute.api_cached_share": 50,
    "compute.api_price_cached": 0.3, "compute.api_cache_hits": 100, "compute.api_calls_per_case": 3,
    "compute.api_retry_factor": 1.2,
    "compute.use_growth": 0, "value.cases_per_year": 60_000, "value.horizon_months": 24,
}  # fmt: skip
OWN = {
    "compute.own": "own", "compute.buy_accelerator_count": 4, "compute.buy_price_per_accelerator": 3000,
    "compute.server_share": 50, "compute.power_share": 80, "compute.pue": 1.25,
    "compute.electricity_price_per_kwh": 0.2, "compute.hosting_per_kw_month": 180, "compute.staff_per_gpu_year": 600,
    "compute.maintenance_share": 5, "compute.depreciation_years": 4, "compute.resale_share": 10,
    "compute.horizon_months": 24,
}  # fmt: skip


# What servers draw on top has a range of its own: the median of 2,000 draws lies this near to the middle.
NEAR = 2e-3


@pytest.fixture
def likely(estimate_of):
    """Return a function from answers and a figure's name to its likely value."""

    def work_out(answers, name, **options):
        found = estimate_of(answers, **options).figure(f"compute.{name}")
        return None if found is None else found.value.likely

    return work_out


@pytest.fixture
def budget(estimate_of):
    """Return a function from answers to what the budget counts: once, and every year."""

    def work_out(answers):
        found = estimate_of(answers)
        return tuple(
            None if draws is None else float(np.median(draws)) for draws in (found.one_off_draws, found.running_draws)
        )

    return work_out


# ---------------------------------------------------------------- training


def test_hours_of_all_runs(likely):
    # 6 × 1e9 × 52e9 = 3.12e20 FLOP; / (312e12 × 40 %) = 2.5e6 s = 694.44 h; 3 runs, a fifth more fail: × 3.6
    assert likely(TRAIN, "all_gpu_hours") == pytest.approx(2500)


def test_rent_of_all_runs(likely):
    # 2,500 GPU-hours × $2
    assert likely(TRAIN, "rent_cost") == pytest.approx(5000)


@pytest.mark.parametrize(("left_out", "extras"), [
    (None, 1150),  # 5,000 × (10 + 5 + 8) %
    ("compute.idle_share", 650),  # 5,000 × (5 + 8) %
    ("compute.evaluation_share", 900),  # 5,000 × (10 + 8) %
    ("compute.preparation_share", 750),  # 5,000 × (10 + 5) %
])  # fmt: skip
def test_waiting_tests_and_data_are_shares_of_the_rent(likely, left_out, extras):
    answers = TRAIN if left_out is None else TRAIN | {left_out: 0}
    assert likely(answers, "extras") == pytest.approx(extras)


def test_training_up_to_launch(budget):
    # 5,000 rent + 1,150 extras
    assert budget(TRAIN)[0] == pytest.approx(6150)


# ---------------------------------------------------------------- every month


def test_serving_machines(likely):
    # 500 hours × 4 × $0.75
    assert likely(TRAIN, "serving") == pytest.approx(1500)


def test_storage(likely):
    # 250 GB × $0.02
    assert likely(TRAIN, "storage") == pytest.approx(5)


def test_egress(likely):
    # 400 GB × $0.09
    assert likely(TRAIN, "egress") == pytest.approx(36)


@pytest.mark.parametrize(("left_out", "a_month"), [
    (None, 1541),  # 1,500 serving + 5 storage + 36 egress
    ("compute.egress_gb", 1505),
    ("compute.storage_gb", 1536),
])  # fmt: skip
def test_every_month_and_year_after_launch(likely, budget, left_out, a_month):
    answers = TRAIN if left_out is None else TRAIN | {left_out: 0}
    assert likely(answers, "running_per_month") == pytest.approx(a_month)
    assert likely(answers, "running") == pytest.approx(12 * a_month)
    assert budget(answers)[1] == pytest.approx(12 * a_month)


def test_thousand_cases_on_serving_machines(likely):
    # $1,500 / (120,000 / 12 cases) × 1,000
    assert likely(SERVE, "serving_per_1000") == pytest.approx(150)


# ---------------------------------------------------------------- calls


def test_thousand_cases_of_calls(likely):
    # in: 2,000 × (50 % × $1.5 + 50 % × $0.3) = 1,800; out: 300 × $6 = 1,800; together $0.0036 a call; × 3 × 1.2 × 1,000
    assert likely(CALL, "call_cost") == pytest.approx(12.96)


def test_thousand_cases_of_calls_without_repeated_text(likely):
    # in: 2,000 × $1.5 = 3,000; out: 1,800; $0.0048 a call; × 3 × 1.2 × 1,000
    assert likely(CALL | {"compute.api_cached_share": 0}, "call_cost") == pytest.approx(17.28)


def test_calls_a_month_and_a_year(likely, budget):
    # 5,000 cases × $0.01296 = $64.80; × 12
    assert likely(CALL, "calls") == pytest.approx(64.80)
    assert budget(CALL) == (None, pytest.approx(777.60))


def test_calls_that_grow(likely, budget):
    # 44 % more a year is 1.44² = 2.0736 times after 24 months; on average (2.0736 − 1) / (2 × ln 1.44) = 1.47212 times
    grows = CALL | {"compute.use_growth": 44}
    assert likely(grows, "calls_later") == pytest.approx(64.80 * 2.0736)
    assert likely(grows, "calls_on_average") == pytest.approx(64.80 * 1.47212, rel=1e-5)
    assert budget(grows)[1] == pytest.approx(12 * 64.80 * 1.47212, rel=1e-5)


# ---------------------------------------------------------------- own machines


def test_buying_up_front(likely, budget):
    # 4 × $3,000 × 1.5
    assert likely(SERVE | OWN, "buy_up_front") == pytest.approx(18_000)
    assert budget(SERVE | OWN)[0] == pytest.approx(18_000)


def test_owning_a_month_without_electricity(likely):
    # 72 W × 80 % × 1.5 = 0.0864 kW; 4 × (0.0864 × $180 + $600 / 12) = 262.21; 5 % of $18,000 / 12 = 75
    assert likely(SERVE | OWN, "fixed") == pytest.approx(337.21, rel=NEAR)


@pytest.mark.parametrize(("left_out", "fixed"), [
    ("compute.hosting_per_kw_month", 275.00),  # 4 × 600 / 12 + 75
    ("compute.staff_per_gpu_year", 137.21),  # 4 × 0.0864 × 180 + 75
    ("compute.maintenance_share", 262.21),
])  # fmt: skip
def test_each_part_of_owning_counts(likely, left_out, fixed):
    assert likely(SERVE | OWN | {left_out: 0}, "fixed") == pytest.approx(fixed, rel=2 * NEAR)


def test_owning_a_month(likely, budget):
    # 337.21 + 4 × 500 hours × 0.0864 kW × 1.25 × $0.2 = 337.21 + 43.20; owned machines are not rented on top
    assert likely(SERVE | OWN, "owning") == pytest.approx(380.41, rel=NEAR)
    assert budget(SERVE | OWN)[1] == pytest.approx(12 * 380.41, rel=NEAR)


def test_renting_the_same_a_month(likely):
    # 4 × 500 × $0.75
    assert likely(SERVE | OWN, "renting") == pytest.approx(1500)


def test_buying_pays_off(likely):
    # 18,000 / (1,500 − 380.41)
    assert likely(SERVE | OWN, "break_even") == pytest.approx(16.08, rel=NEAR)


def test_resale(likely):
    # after 24 of 48 months: 4 × $3,000 × 10 %^0.5
    assert likely(SERVE | OWN, "resale") == pytest.approx(3794.73, rel=1e-5)


def test_use_above_which_buying_wins(likely):
    # (18,000 − 3,794.73 + 24 × 337.21) / (4 × 730 × 24 × (0.75 − 0.0864 × 1.25 × 0.2)) = 22,298 / 51,046
    assert likely(SERVE | OWN, "break_even_utilisation") == pytest.approx(43.68, rel=NEAR)


def test_lines_of_renting_and_owning(estimate_of):
    # after 12 months: 12 × 1,500 rented; 18,000 + 12 × 380.41 owned
    found = estimate_of(SERVE | OWN).comparison.months
    assert (found.rent[0].likely, found.rent[12].likely) == pytest.approx((0, 18_000))
    assert (found.buy[0].likely, found.buy[12].likely) == pytest.approx((18_000, 22_564.9), rel=NEAR)
    assert len(found.rent) == len(found.buy) == 25


def test_owned_machines_that_train_take_the_place_of_rent(budget):
    # once: 18,000 and neither rent nor extras. A month: 2,500 h / (4 × 730 × 24 h) of 730 h is 26.04 h of each; 400 W
    # is 0.48 kW; 4 × (0.48 × (26.04 × 1.25 × 0.2 + 180) + 50) + 75 = 633.1; serving, storage and egress 1,541
    once, a_year = budget(TRAIN | OWN)
    assert once == pytest.approx(18_000)
    assert a_year == pytest.approx(12 * (633.1 + 1541), rel=NEAR)


# ---------------------------------------------------------------- in another currency


def test_published_price_in_another_currency(likely):
    answers = {name: value for name, value in SERVE.items() if name != "compute.serving_price_per_gpu_hour"}
    assert likely(answers, "serving", money_per_usd=2.0) == pytest.approx(2 * likely(answers, "serving"))


def test_own_price_is_in_the_project_s_currency(likely):
    assert likely(TRAIN, "egress", money_per_usd=2.0) == pytest.approx(36)


# ---------------------------------------------------------------- what is not relevant


@pytest.fixture
def owned_without(estimate_of):
    """Return a function from what is not relevant to the likely values of owned machines."""

    def work_out(field_id):
        answers = {name: value for name, value in (SERVE | OWN).items() if name != field_id}
        found = estimate_of(answers, not_relevant=(field_id,))
        return lambda name: found.figure(f"compute.{name}").value.likely, found.comparison

    return work_out


# Owning a month is 337.21 + 43.20 where all is said.
@pytest.mark.parametrize(("field_id", "name", "value"), [
    ("compute.electricity_price_per_kwh", "owning", 337.21),  # no price, no cost
    ("compute.pue", "owning", 337.21 + 43.20 / 1.25),  # nothing on top of the machines' own power
    ("compute.server_share", "buy_up_front", 12_000),  # 4 × $3,000
    ("compute.power_share", "fixed", 4 * 0.108 * 180 + 200 + 75),  # 72 W × 100 % × 1.5 = 0.108 kW
    ("compute.hosting_per_kw_month", "fixed", 275.00),
    ("compute.staff_per_gpu_year", "fixed", 137.21),
    ("compute.maintenance_share", "fixed", 262.21),
    ("compute.resale_share", "resale", 0),
    ("compute.depreciation_years", "resale", 12_000 * 0.1 ** (24 / 60)),  # five years
    ("compute.horizon_months", "resale", 12_000 * 0.1 ** (36 / 48)),  # three years compared
])  # fmt: skip
def test_part_of_owning_that_is_not_relevant(owned_without, field_id, name, value):
    likely, comparison = owned_without(field_id)
    assert likely(name) == pytest.approx(value, rel=2 * NEAR, abs=1e-6)
    assert len(comparison.months.rent) == (37 if field_id == "compute.horizon_months" else 25)


def test_machines_that_draw_all_of_their_power(owned_without, estimate_of):
    # 100 % in place of 80 %, at the same draws of what servers add
    likely, _comparison = owned_without("compute.power_share")
    usual = estimate_of(SERVE | OWN).figure("compute.power_kw").value.likely
    assert likely("power_kw") == pytest.approx(usual / 0.8)


def test_electricity_of_the_place(estimate_of):
    # published: $0.10 a kilowatt-hour in the world, $0.211 in Germany
    answers = {name: value for name, value in (SERVE | OWN).items() if name != "compute.electricity_price_per_kwh"}
    for place, price in (({}, 0.10), ({"compute.region": "Germany"}, 0.211)):
        given = {term.name: term.value.likely for term in estimate_of(answers | place).figure("compute.owning").inputs}
        assert given["electricity_price_per_kwh"] == price


# ---------------------------------------------------------------- buying that never pays off, and fewer than needed


def test_buying_that_always_pays_off_is_no_matter(estimate_of):
    found = estimate_of(SERVE | OWN)
    assert found.comparison.never == 0
    assert not any("never pays off" in note.message for note in found.notes)


def test_buying_that_never_pays_off(estimate_of):
    # 4 × 500 × $0.10 = $200 of rent a month is less than owning
    found = estimate_of(SERVE | OWN | {"compute.serving_price_per_gpu_hour": 0.1})
    assert (found.comparison.never, found.comparison.break_even) == (1, None)
    assert [(note.message, note.params) for note in found.notes if "never pays off" in note.message] == [
        (RENT_WINS, {"share": 100})
    ]


def test_buying_that_sometimes_never_pays_off(estimate_of):
    # Owning is 380.41 a month: rent of 4 × 500 × (0.15 to 0.75, likely 0.6) = 300 to 1,500 is less in few cases
    rent = {"low": 0.15, "likely": 0.6, "high": 0.75}
    found = estimate_of(SERVE | OWN | {"compute.serving_price_per_gpu_hour": rent}, count=4000)
    share = round(100 * found.comparison.never)
    assert 10 <= share < 50
    assert found.comparison.break_even.high == 600
    assert (NEVER, {"share": share}) in [(note.message, note.params) for note in found.notes]


def test_buying_that_not_even_full_use_pays_for_is_said_and_has_no_use_above_all_hours(estimate_of):
    # 22,298 / (4 × 730 × 24 × (0.30 − 0.0216)) = 114 % of all hours; 18,000 / (4 × 500 × 0.30 − 380.41) = 82 months
    found = estimate_of(SERVE | OWN | {"compute.serving_price_per_gpu_hour": 0.3})
    assert found.comparison.utilisation is None
    assert found.figure("compute.break_even_utilisation") is None
    said = [(note.message, note.params) for note in found.notes]
    assert (FULL_USE, {"share": 100, "months": 24}) in said
    assert (TOO_LATE, {"even": 82, "life": 48}) in said


def test_use_above_which_buying_wins_is_never_above_all_hours(estimate_of):
    # 22,298 / (4 × 730 × 24 × (rent − 0.0216)) is 100 % at a rent of 0.34
    rent = {"low": 0.25, "likely": 0.4, "high": 0.6}
    found = estimate_of(SERVE | OWN | {"compute.serving_price_per_gpu_hour": rent}, count=4000)
    assert found.comparison.utilisation.high == pytest.approx(100)
    assert any(note.message == FULL_USE and 10 <= note.params["share"] < 50 for note in found.notes)


def test_buying_that_pays_off_in_time_is_not_remarked(estimate_of):
    assert not {FULL_USE, TOO_LATE} & {note.message for note in estimate_of(SERVE | OWN).notes}


def test_month_from_which_buying_pays_off():
    # 1,000 / 2 = 500; 600 is the last that is told; more, or nothing saved, is never
    even = break_even_months(np.array([1000.0, 1200.0, 1202.0, 5.0, 0.4]), np.array([2.0, 2.0, 2.0, 0.0, 0.5]))
    assert even.tolist() == [500, 600, np.inf, np.inf, 0.8]


def test_use_above_which_owning_wins():
    # 50 / 100; nothing fixed is won at once; nothing saved is never
    found = break_even_utilisation(np.array([50.0, -10.0, 0.0, 50.0, 0.25]), np.array([100.0, 100.0, 100.0, 0.0, 0.5]))
    assert found.tolist() == [0.5, 0, 0, np.inf, 0.5]


def test_half_of_the_cases_are_enough_to_tell_a_range():
    # of two, one is infinite and told as the top
    assert summarise_finite(np.array([3.0, np.inf]), top=9.0).high == pytest.approx(9, abs=1)
    assert summarise_finite(np.array([3.0, np.inf, np.inf]), top=9.0) is None


def test_machines_that_train_at_a_share_of_all_hours(likely):
    # 4 × 730 × 50 % × $2 of rent
    assert likely(TRAIN | OWN | {"compute.utilisation": 50}, "renting") == pytest.approx(2920)


# ---------------------------------------------------------------- hosted models by name


def hosted_model(**changed):
    return ApiModel(
        name="Short (OpenAI)", model_id="short", title="", seller="OpenAI", offered=True, source="By hand",
        date_checked="2026-11-28", valid_from="2026-11-28", **{"prices": (SHORT, LONG), **changed},
    )  # fmt: skip


SHORT = TokenPrices(input=1.0, output=4.0, cached=0.25)
LONG = TokenPrices(input=2.0, output=6.0, cached=0.5, from_tokens=200_000)
NAMED = {name: value for name, value in CALL.items() if "_price_" not in name} | {"compute.api_model": "short"}
ONE_CALL = {"compute.api_calls_per_case": 1, "compute.api_retry_factor": 1}


@pytest.fixture
def call_cost(estimate_with):
    """Return a function from answers to the price of 1,000 cases on our model."""

    def work_out(answers, **options):
        found = estimate_with(NAMED | answers, api=ApiCatalogue(lambda: [hosted_model()]), **options)
        return found.figure("compute.call_cost").value

    return work_out


def test_list_price_of_a_model(call_cost):
    # in: 2,000 × (50 % × $1 + 50 % × $0.25) = 1,250; out: 300 × $4 = 1,200; $0.00245 a call; × 3 × 1.2 × 1,000
    assert call_cost({}).likely == pytest.approx(8.82)


def test_list_price_in_another_currency(call_cost):
    assert call_cost({}, money_per_usd=2.0).likely == pytest.approx(17.64)


def test_list_price_beside_an_own_one(call_cost):
    # in: 1,250 as above; out: 300 × $6 = 1,800; 0.00305 × 3.6 × 1,000
    assert call_cost({"compute.api_price_output": 6}).likely == pytest.approx(10.98)


def test_long_calls_pay_more_for_all_of_their_tokens(call_cost):
    # in: 250,000 × (50 % × $2 + 50 % × $0.5) = 312,500; out: 300 × $6 = 1,800; $0.3143 a call
    assert call_cost(ONE_CALL | {"compute.api_input_tokens_per_case": 250_000}).likely == pytest.approx(314.3)


@pytest.mark.parametrize("rate", [1.0, 2.0])
def test_each_length_pays_its_own_price(call_cost, rate):
    # Out of 100,000 to 300,000 tokens the short pay $1 and the long $2: from 0.1 × 1 + … to 0.3 × 2 + 300 × $6
    lengths = {"low": 100_000, "likely": 190_000, "high": 300_000}
    found = call_cost(
        ONE_CALL | {"compute.api_input_tokens_per_case": lengths, "compute.api_cached_share": 0}, money_per_usd=rate
    )
    assert 101.2 * rate < found.low < 201.2 * rate
    assert 401.8 * rate < found.high < 601.8 * rate


def test_answers_that_may_wait_cost_half(call_cost):
    # OpenAI takes 50 % off what waits: 8.82 × (1 − 40 % × 50 %)
    assert call_cost({"compute.api_batch_share": 40}).likely == pytest.approx(8.82 * 0.8)


def test_few_answers_that_may_wait(call_cost):
    # 8.82 × (1 − 0.5 % × 50 %)
    assert call_cost({"compute.api_batch_share": 0.5}).likely == pytest.approx(8.82 * 0.9975)


def test_repeated_text_is_always_kept_where_that_is_not_relevant(estimate_of):
    answers = {name: value for name, value in CALL.items() if name != "compute.api_cache_hits"}
    found = estimate_of(answers, not_relevant=["compute.api_cache_hits"])
    assert found.figure("compute.call_cost").value.likely == pytest.approx(12.96)


def test_passages_are_added_to_what_we_assume(estimate_of):
    # 2 to 10 passages of 200 to 800 tokens: 400, 5 × 400 = 2,000 and 8,000 on top of what a case has without them
    search = {"compute.approach": "retrieval", "value.cases_per_year": 12_000}
    passages = {
        "compute.retrieval_passage_tokens": {"low": 200, "likely": 400, "high": 800},
        "compute.retrieval_passages": {"low": 2, "likely": 5, "high": 10},
    }

    def tokens(answers):
        given = estimate_of(search | answers).figure("compute.call_cost").inputs
        return next(term.value for term in given if term.name == "api_input_tokens_per_case")

    with_them, without = (
        tokens(passages),
        tokens({"compute.retrieval_passages": 0, "compute.retrieval_passage_tokens": 1}),
    )
    assert (with_them.low - without.low, with_them.likely - without.likely, with_them.high - without.high) == (
        400, 2000, 8000
    )  # fmt: skip


def test_text_that_is_not_kept_is_written_down_anew(call_cost):
    # A tenth is written at $1 × 125 %: 50 % × (90 % × 0.25 + 10 % × 1.25) in place of 50 % × 0.25
    found = call_cost({"compute.api_cache_hits": 90})
    assert found.likely == pytest.approx(3.6 * (2000 * (0.5 + 0.5 * (0.225 + 0.125)) + 1200) / 1000)


def test_repeated_text_without_a_price_of_its_own(estimate_with):
    # A seller without a price for repeated text asks the full one: (2,000 × $1 + 300 × $4) × 3.6 / 1,000
    models = ApiCatalogue(lambda: [hosted_model(prices=(TokenPrices(input=1.0, output=4.0),))])
    found = estimate_with(NAMED, api=models).figure("compute.call_cost").value.likely
    assert found == pytest.approx(11.52)


def test_change_of_price_that_is_announced_does_not_count_yet(estimate_with):
    models = ApiCatalogue(lambda: [hosted_model(announced=("2027-01-01", LONG))])
    found = estimate_with(NAMED, api=models)
    assert found.figure("compute.call_cost").value.likely == pytest.approx(8.82)
    assert {"name": "Short (OpenAI)", "day": "2027-01-01", "input": "2", "output": "6"} in [
        note.params for note in found.notes
    ]


def test_rounds_of_the_prompt(likely, budget):
    # 200 cases × 5 rounds × $0.01296
    rounds = CALL | {"training.prompt_cases": 200, "training.prompt_rounds": 5}
    assert likely(rounds, "prompt_tests") == pytest.approx(12.96)
    assert budget(rounds)[0] == pytest.approx(12.96)


def test_cases_of_the_test_and_the_pilot_are_paid_for(likely, budget):
    # (19,500 + 500) × $12.96 / 1,000; without the cases of the pilot nothing is counted
    pilot = CALL | {"evaluation.pilot": "shadow", "evaluation.pilot_cases": 19_500, "evaluation.test_cases": 500}
    assert likely(pilot, "pilot_calls") == pytest.approx(259.2)
    assert budget(pilot)[0] == pytest.approx(259.2)
    assert budget(CALL | {"evaluation.pilot": "shadow", "evaluation.test_cases": 500})[0] is None
    assert budget(pilot | {"evaluation.pilot": "none"})[0] is None


def test_own_machines_pay_off_from_a_number_of_cases():
    # $0.01 × 500,000 cases earn $5,000 a copy: from 1,000 / 0.01 = 100,000 cases on; with a spare one 1 / (5 − 1)
    # copies are one: 2,000 / 0.01; where a copy earns 1,250, 1 / 0.25 = 4 copies and a spare one: 5,000 / 0.01
    few, more = np.array([0.01]), np.array([125_000.0])
    assert break_even_cases(few, np.array([1000.0]), np.array([500_000.0])).tolist() == [100_000]
    assert break_even_cases(few, np.array([1000.0]), np.array([500_000.0]), 1).tolist() == [200_000]
    assert break_even_cases(few, np.array([1000.0]), more, 1).tolist() == [500_000]
    assert break_even_cases(few, np.array([1250.0]), more, 1).tolist() == [np.inf]
    # a billion cases are the last that are told
    assert break_even_cases(few, np.array([1e7, 1.01e7]), np.array([2e9, 2e9])).tolist() == [1e9, np.inf]


def test_own_machines_for_a_number_of_cases():
    # 3 cases where a copy answers 2 are 2 copies at $5, and 3 with a spare one
    assert own_cost(3, np.array([5.0]), np.array([2.0])).tolist() == [10]
    assert own_cost(3, np.array([5.0]), np.array([2.0]), 1).tolist() == [15]
