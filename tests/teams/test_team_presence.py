import numpy as np
import pytest

from teams.domain.presence import Stay, ramp_up_by_month, work_by_month
from teams.domain.roles import Peak


def stay(start, end, peak=Peak.EVEN, **more):
    return Stay(start_month=start, end_month=end, peak=peak, **{"highest_share_pct": 30.0, **more})


def work(*stays, months=12):
    return work_by_month(stays, months).round(6).tolist()


def test_even_work_is_one_a_month():
    assert work(stay(1, 4), months=6) == [[0, 1, 1, 1, 0, 0]]


def test_part_of_a_month_counts_as_a_part():
    assert work(stay(0.5, 2.25), months=3) == [[0.5, 1, 0.25]]


@pytest.mark.parametrize(
    ("peak", "months"),
    [
        (Peak.EARLY, [1.45, 1.15, 0.85, 0.55]),
        (Peak.LATE, [0.55, 0.85, 1.15, 1.45]),
        (Peak.MIDDLE, [0.7, 1.3, 1.3, 0.7]),
    ],
)
def test_peak_moves_work_between_months(peak, months):
    assert work(stay(0, 4, peak), months=4) == [months]


@pytest.mark.parametrize("peak", list(Peak))
@pytest.mark.parametrize("end", [0.3, 1.0, 5.5, 12.0])
def test_peak_leaves_the_sum_as_it_is(peak, end):
    assert work_by_month([stay(0, end, peak)], 12).sum() == pytest.approx(end)


def test_peak_never_exceeds_full_time():
    found = work_by_month([stay(0, 4, Peak.EARLY, highest_share_pct=80.0)], 4)
    assert 0.8 * found.max() == pytest.approx(1)
    assert found.sum() == pytest.approx(4)


def test_full_time_has_no_peak():
    assert work(stay(0, 4, Peak.EARLY, highest_share_pct=100.0), months=4) == [[1, 1, 1, 1]]


def test_ramp_up_costs_half_of_its_weeks():
    found = ramp_up_by_month([stay(1, 6, ramp_up_weeks=6.5)], 6)
    assert found.tolist() == [[0, 0.5, 0.25, 0, 0, 0]]
    assert stay(1, 6, ramp_up_weeks=6.5).paid_months == 5.75


def test_ramp_up_ends_with_the_stay():
    assert stay(0, 1, ramp_up_weeks=52).paid_months == 1.5


def test_nobody_is_nobody():
    assert work_by_month([], 3).shape == (0, 3)
    assert np.isfinite(ramp_up_by_month([], 3)).all()


@pytest.mark.parametrize(("start", "end", "weeks"), [(-1, 2, 0), (2, 2, 0), (3, 2, 0), (0, 1, -1)])
def test_stay_refuses_what_cannot_be(start, end, weeks):
    with pytest.raises(ValueError, match=r"stay needs|ramp_up_weeks"):
        stay(start, end, ramp_up_weeks=weeks)
