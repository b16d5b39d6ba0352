"""The load: growth over the time, and calls in the busiest hour."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.figures.load import grown_on_average
from tests.estimates.test_compute_estimate import API, exactly, value

GROWING = exactly(API) | {"compute.use_growth": 50, "value.horizon_months": 36}


def test_half_more_a_year_over_three_years():
    """(1.5³ − 1) / (3 × ln 1.5) = 1.9525 on average."""
    assert grown_on_average(np.array([0.5]), 36)[0] == pytest.approx(1.9525, rel=1e-4)


def test_nothing_grows_in_some_draws():
    assert grown_on_average(np.array([0.0, 0.5]), 36).tolist() == pytest.approx([1.0, 1.9525], rel=1e-4)


@given(st.floats(-0.9, 10), st.floats(0, 240))
def test_average_lies_between_now_and_the_end(growth, months):
    end, mean = (1 + growth) ** (months / 12), float(grown_on_average(np.array([growth]), months)[0])
    assert min(1, end) * (1 - 1e-9) <= mean <= max(1, end) * (1 + 1e-9)


def test_calls_later_are_told_and_the_average_is_budgeted(estimate_of):
    estimate = estimate_of(GROWING)
    now = value(estimate, "compute.calls").likely
    assert value(estimate, "compute.calls_later").likely == pytest.approx(now * 3.375)
    assert value(estimate, "compute.running").likely == pytest.approx(12 * now * 1.9525, rel=1e-4)


def test_steady_use_shows_no_growth(estimate_of):
    assert estimate_of(exactly(API)).figure("compute.calls_later") is None


def test_agent_that_makes_ten_calls_of_a_case(estimate_of):
    once, ten = (
        value(estimate_of(GROWING | {"compute.api_calls_per_case": calls}), "compute.calls").likely for calls in (1, 10)
    )
    assert ten == pytest.approx(10 * once)


def test_busiest_hour_by_hand(estimate_of):
    """120,000 cases a year, 1.1 calls each, in 264 hours a month: 0.01157 a second; three times that at the peak."""
    estimate = estimate_of(
        {
            "compute.approach": "self_host", "compute.model": "Llama 3.1 8B", "value.cases_per_year": 120_000,
            "compute.api_retry_factor": 1.1, "compute.load_hours_per_month": 264, "compute.peak_factor": 3,
        }
    )  # fmt: skip
    expected = 10_000 * 1.1 * 3 / (264 * 3600)
    assert value(estimate, "compute.peak_calls_per_s").likely == pytest.approx(expected)
