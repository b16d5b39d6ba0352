"""Machines of one's own: what they take up front, what they still bring later, and from when they pay."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.buying import (
    LONGEST_MONTHS,
    Ownership,
    break_even_months,
    break_even_utilisation,
    cumulative,
    share_finite,
    summarise_finite,
)
from projects.domain.draws import DRAWS

money = st.floats(0.01, 1e9)


def owned(**changes):
    usual = {
        "accelerator_count": 4, "price": 3000.0, "server_share": 0.5, "hours_per_month": 500.0, "power_kw": 0.7,
        "pue": 1.25, "electricity_price_per_kwh": 0.2, "hosting_per_kw_month": 180.0, "staff_per_gpu_year": 600.0,
        "maintenance_share": 0.05, "depreciation_years": 4.0, "resale_share": 0.1,
    }  # fmt: skip
    return Ownership(**(usual | changes))


def drawn(*values):
    return np.array(values, dtype=float)


# ---------------------------------------------------------------- what machines take


def test_up_front_are_accelerators_with_their_servers():
    # 4 × 3,000 × 1.5
    assert owned().up_front == 18_000


def test_busy_hours_are_those_of_all_accelerators():
    # 4 × 500
    assert owned().busy_hours == 2000


def test_hour_at_work_pays_the_cooling_too():
    # 0.7 kW × 1.25 × 0.2
    assert owned().energy_per_hour == pytest.approx(0.175)


@pytest.mark.parametrize(
    ("months", "worth"),
    [
        (0, 12_000),  # as bought, servers left out
        (24, 12_000 * math.sqrt(0.1)),  # half of the way down in the logarithm
        (48, 1_200),  # a tenth after four years
        (96, 120),  # and a tenth of that after eight
    ],
)
def test_machines_lose_the_same_share_of_their_worth_every_month(months, worth):
    assert owned().resale(months) == pytest.approx(worth)


def test_machines_that_nobody_will_buy_are_worth_nothing_in_the_end():
    assert owned(resale_share=0.0).resale(48) == pytest.approx(0, abs=1e-4)
    assert owned(resale_share=0.0).resale(0) == 12_000


def test_machines_that_keep_their_price_are_sold_at_it():
    assert owned(resale_share=1.0).resale(36) == 12_000


@given(st.floats(0, 200), st.floats(0, 1), st.floats(0.5, 10))
def test_machines_are_never_worth_more_later(months, resale_share, years):
    kept = owned(resale_share=resale_share, depreciation_years=years)
    assert 0 <= kept.resale(months + 1) <= kept.resale(months) <= 12_000 * (1 + 1e-12)


def test_every_draw_has_its_own_worth():
    assert owned(price=drawn(1000, 2000), resale_share=drawn(0.5, 0.25)).resale(48).tolist() == [2000, 2000]


# ---------------------------------------------------------------- from when owning has cost less


@given(money, money)
def test_at_the_break_even_both_have_cost_the_same(up_front, saved):
    months = float(break_even_months(drawn(up_front), drawn(saved))[0])
    if math.isfinite(months):
        assert months * saved == pytest.approx(up_front)
    else:
        assert up_front / saved > LONGEST_MONTHS


@given(money, money)
def test_break_even_does_not_depend_on_the_currency(up_front, saved):
    here, there = (break_even_months(drawn(rate * up_front), drawn(rate * saved))[0] for rate in (1, 4))
    assert here == there


@given(money, money, st.floats(1, 10))
def test_more_saved_a_month_never_pays_back_later(up_front, saved, times):
    assert break_even_months(drawn(up_front), drawn(saved * times)) <= break_even_months(drawn(up_front), drawn(saved))


def test_plain_number_is_held_against_every_draw():
    assert break_even_months(np.float64(100), drawn(10, 50, -1)).tolist() == [10, 2, np.inf]


@pytest.mark.parametrize(
    ("fixed", "saved", "share"),
    [
        (50, 100, 0.5),
        (150, 100, 1.5),  # said above 1: owning cannot win
        (-50, 100, 0),  # sold for more than it cost
        (50, -1, np.inf),  # electricity alone costs more than rent
        (1e6, 0.5, np.inf),  # two million times all hours is never
        (1e6, 1.5, 1e6 / 1.5),
    ],
)
def test_use_above_which_owning_is_cheaper(fixed, saved, share):
    assert break_even_utilisation(drawn(fixed), drawn(saved))[0] == pytest.approx(share)


def test_price_near_nothing_overflows_nowhere():
    assert break_even_utilisation(drawn(1e300), drawn(1e-300))[0] == np.inf


# ---------------------------------------------------------------- lines of a chart


def test_lines_begin_with_what_owning_takes_at_once():
    # 18,000 + 300 a month against 1,500 a month
    found = cumulative(np.full(3, 18_000.0), np.full(3, 1500.0), np.full(3, 300.0), 24)
    assert [found.rent[month].likely for month in (0, 1, 24)] == [0, 1500, 36_000]
    assert [found.buy[month].likely for month in (0, 1, 24)] == pytest.approx([18_000, 18_300, 25_200])
    assert len(found.rent) == len(found.buy) == 25


def test_lines_keep_a_block_of_the_draws_and_let_the_others_go():
    found = cumulative(np.zeros(3 * DRAWS), np.ones(3 * DRAWS), np.ones(3 * DRAWS), 1)
    assert (len(found.up_front), len(found.owning)) == (DRAWS, DRAWS)
    assert found.up_front.base is None


@given(st.lists(st.tuples(money, money, money), min_size=3, max_size=30), st.integers(0, 36))
def test_ends_of_the_lines_stand_in_order_and_never_fall(cases, last):
    up_front, renting, owning = np.array(cases).T
    found = cumulative(up_front, renting, owning, last)
    for line in (found.rent, found.buy):
        assert all(spent.low <= spent.likely <= spent.high for spent in line)
        assert all(line[month].likely <= line[month + 1].likely * (1 + 1e-9) for month in range(last))


# ---------------------------------------------------------------- draws that never come


@pytest.mark.parametrize(
    ("values", "share"), [((1, 2), 1), ((1, np.inf), 0.5), ((np.inf, np.inf), 0), ((np.nan, 1), 0.5)]
)
def test_share_of_draws_that_come_to_an_end(values, share):
    assert share_finite(drawn(*values)) == share


def test_infinite_draws_stand_at_the_top_that_the_caller_says():
    found = summarise_finite(np.array([3.0] * 80 + [np.inf] * 20), top=9.0)
    assert (found.low, found.likely, found.high) == (3, 3, 9)


def test_draws_below_the_top_are_left_as_they_are():
    assert summarise_finite(np.full(100, 4.0), top=9.0).high == 4
