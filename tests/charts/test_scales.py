import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from charts.scales import LogScale, Scale, bounded, runs, ticks, written, written_range

ANY = st.floats(allow_nan=True, allow_infinity=True)
REAL = st.floats(min_value=-1e12, max_value=1e12, allow_subnormal=False)
POSITIVE = st.floats(min_value=1e-280, max_value=1e290)


@given(low=REAL, high=REAL, most=st.integers(1, 8))
def test_ticks_are_few(low, high, most):
    assert sum(value != 0 for value in ticks(min(low, high), max(low, high), most)) <= most


@given(low=REAL, high=REAL)
def test_ticks_lie_inside(low, high):
    low, high = min(low, high), max(low, high)
    room = 1e-6 * (high - low)
    assert all(low - room <= value <= high + room for value in ticks(low, high))


@given(low=REAL, high=REAL)
def test_ticks_rise_in_equal_steps(low, high):
    assume(abs(high - low) > 1e-3)
    found = ticks(min(low, high), max(low, high))
    steps = [later - earlier for earlier, later in pairwise(found)]
    assert all(step > 0 and math.isclose(step, steps[0], rel_tol=1e-3) for step in steps)


@given(span=st.floats(min_value=1e-6, max_value=1e12))
def test_ticks_are_round(span):
    for value in ticks(0, span)[1:2]:
        assert round(value / 10 ** math.floor(math.log10(value) + 1e-9), 6) in {1, 2, 5}


def test_ticks_reach_as_far_as_four_allow():
    assert ticks(0, 24_000) == [0, 5_000, 10_000, 15_000, 20_000]


def test_ticks_are_not_spoilt_by_binary_fractions():
    assert ticks(0, 0.3, 3) == [0, 0.1, 0.2, 0.3]


@pytest.mark.parametrize("ends", [(5, 5), (0, 0), (1e300, 1e300), (1, 1 + 1e-12), (0, 5e-324)])
def test_ticks_of_no_span_are_its_one_value(ends):
    assert ticks(*ends) == [ends[0]]


@given(values=st.lists(ANY, max_size=8), value=ANY, zero=st.booleans())
def test_scales_place_everything_between_their_ends(values, value, zero):
    assume(not math.isnan(value))
    assert -1e-9 <= Scale.around(values, 0, 100, zero=zero)(value) <= 100 + 1e-9


@given(values=st.lists(REAL, min_size=2, max_size=8))
def test_scales_keep_the_order(values):
    scale = Scale.around(values, 0, 1)
    places = [scale(value) for value in sorted(values)]
    assert places == sorted(places)


def test_scales_begin_at_zero():
    scale = Scale.around([5, 10], 0, 1)
    assert (scale(0), scale(10)) == (0, 1)


def test_scales_without_zero_begin_at_the_least():
    assert Scale.around([5, 10], 0, 1, zero=False)(5) == 0


def test_scales_of_nothing_run_from_zero_to_one():
    scale = Scale.around([], 0, 1)
    assert (scale.low, scale.high) == (0, 1)


def test_scales_leave_a_margin_but_not_beyond_zero():
    scale = Scale.around([10], 0, 1, margin=0.1)
    assert (scale.low, scale.high) == (0, 11)


@given(values=st.lists(POSITIVE, min_size=1, max_size=8))
def test_log_scales_hold_all_their_values(values):
    scale = LogScale.around(values, 0, 1)
    assert all(0 <= scale(value) <= 1 for value in values)
    assert scale.high > scale.low


@given(values=st.lists(POSITIVE, min_size=1, max_size=8), most=st.integers(1, 6))
def test_log_ticks_are_powers_of_ten_and_few(values, most):
    found = LogScale.around(values, 0, 1).ticks(most)
    assert len(found) <= most
    assert all(math.isclose(math.log10(value), round(math.log10(value)), abs_tol=1e-9) for value in found)


@pytest.mark.parametrize(("value", "found"), [(1e308, 1e300), (-math.inf, -1e300), (5e-324, 0), (-3.5, -3.5)])
def test_values_are_kept_where_floats_can_reckon(value, found):
    assert bounded(value) == found


def test_runs_break_where_a_value_is_missing():
    assert runs([1, math.nan, 3, 4, math.inf]) == [[0], [2, 3]]


def test_what_is_no_number_is_written_as_a_dash():
    assert written(str, math.nan) == "–"


def test_ends_that_read_alike_are_written_once():
    assert [written_range("{:.0f}".format, low, 2) for low in (1.9, 1.2)] == ["2", "1 – 2"]
