import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.calendar import Calendar

MONEY = st.floats(0, 1e9)


def flows(calendar, cost, running, benefit):
    """Every flow laid out, month by month: shape (horizon, count)."""
    month = np.arange(1, calendar.horizon_months + 1)[:, None]
    build = np.maximum(np.round(calendar.build_months), 1)
    use = np.clip((month - build) / max(calendar.ramp_up_months, 1e-9), 0, 1)
    spent = -cost / np.minimum(build, calendar.horizon_months)
    return np.where(month <= build, spent, benefit / 12 * use - running / 12)


@st.composite
def cases(draw):
    count = draw(st.integers(1, 5))
    calendar = Calendar(
        build_months=np.array(draw(st.lists(st.floats(0, 300), min_size=count, max_size=count))),
        ramp_up_months=draw(st.floats(0, 60)),
        horizon_months=draw(st.integers(1, 240)),
        discount_rate=draw(st.floats(0, 1)),
    )
    money = [np.array(draw(st.lists(MONEY, min_size=count, max_size=count))) for _ in range(3)]
    return calendar, *money


@given(cases())
def test_net_value_is_the_discounted_sum_of_the_flows(case):
    calendar, cost, running, benefit = case
    discount = (1 + calendar.discount_rate) ** (-np.arange(1, calendar.horizon_months + 1) / 12)
    wanted = discount @ flows(*case)
    assert np.allclose(calendar.net_value(cost, running, benefit), wanted, rtol=1e-9, atol=1e-3)


@given(cases())
def test_payback_is_the_month_in_which_half_have_their_money_back(case):
    calendar, cost, running, benefit = case
    sums = np.cumsum(flows(*case), axis=0)
    # Sums that are zero but for rounding belong to either side.
    if np.any(np.abs(sums) < 1e-6 * (1 + cost + benefit + running)):
        return
    first = np.where((sums > 0).any(axis=0), (sums > 0).argmax(axis=0) + 1, np.inf)
    wanted = np.sort(first)[(len(first) - 1) // 2] if len(first) % 2 else np.sort(first)[len(first) // 2 - 1]
    found = calendar.payback_month(cost, running, benefit)
    assert (np.inf if found is None else found) == wanted


def one(**kwargs):
    given = {"build_months": np.array([6.0]), "ramp_up_months": 3, "horizon_months": 36, "discount_rate": 0.08}
    return Calendar(**given | kwargs)


def test_net_value_of_the_sample_as_worked_by_hand():
    found = one().net_value(np.array([144_339.50]), np.array([30_000.0]), np.array([138_373.20]))
    assert found[0] == pytest.approx(84_254, abs=1)


def test_payback_of_the_sample_as_worked_by_hand():
    assert one().payback_month(np.array([144_339.50]), np.array([30_000.0]), np.array([138_373.20])) == 24


def test_payback_without_benefit_is_never():
    assert one().payback_month(np.array([1.0]), np.array([0.0]), np.array([0.0])) is None


def test_build_beyond_the_horizon_costs_all_of_it():
    calendar = one(build_months=np.array([60.0]), discount_rate=0.0)
    assert calendar.net_value(np.array([100.0]), np.array([7.0]), np.array([9.0]))[0] == pytest.approx(-100)
