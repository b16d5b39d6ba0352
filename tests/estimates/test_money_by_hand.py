"""Every line of what computing costs, worked by hand: all inputs exact, the arithmetic in each test's first line."""

import numpy as np
import pytest

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
            None if one is None else float(np.median(one)) for one in (found.one_off_draws, found.running_draws)
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
    answers = {one: value for one, value in SERVE.items() if one != "compute.serving_price_per_gpu_hour"}
    assert likely(answers, "serving", money_per_usd=2.0) == pytest.approx(2 * likely(answers, "serving"))


def test_own_price_is_in_the_project_s_currency(likely):
    assert likely(TRAIN, "egress", money_per_usd=2.0) == pytest.approx(36)
