"""The sum that is asked for, worked by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.release import Timing, release_for, rounded_up
from projects.domain.ranges import Range

COST = Range(low=146_700, likely=163_598, high=201_100)
START = date(2027, 1, 11)
SPENT = tuple(Range(low=n * 10_000, likely=n * 25_000, high=n * 30_000) for n in range(8))


def ask(outcome, **changes):
    times = {name: changes.pop(name) for name in ("start", "months", "pilot_ends") if name in changes}
    timing = Timing(**{"months": 6.0, "start": START, "pilot_ends": None} | times)
    return release_for(outcome, timing, **{"cost": COST, "spent": SPENT, "simple_cost": None} | changes)


@pytest.mark.parametrize(
    ("amount", "asked"),
    [
        (163_598, 164_000),
        (164_000, 164_000),
        (1_618_592, 1_620_000),
        (999.1, 1_000),
        (0.1 + 0.2, 0.3),
        (0, 0),
    ],
)
def test_sum_is_rounded_up_to_three_digits(amount, asked):
    assert rounded_up(amount) == pytest.approx(asked, rel=1e-12)


@given(st.floats(0.01, 1e12))
def test_sum_asked_for_is_never_less_and_hardly_more(amount):
    assert amount * (1 - 1e-6) <= rounded_up(amount) <= amount * 1.0101


def test_go_releases_the_whole_with_a_reserve_until_the_launch():
    """163,598 → 164,000; 201,100 → 202,000, so 38,000 in reserve; six months after 11 January is 11 July."""
    release = ask("go")
    assert (release.amount, release.reserve, release.is_part) == (164_000, 38_000, False)
    assert release.until == date(2027, 7, 11)


def test_go_without_a_plan_has_a_sum_and_no_day():
    assert ask("go", months=None).until is None


def test_pilot_releases_what_is_spent_until_the_pilot_ends():
    """From 11 January to 12 April are three months and 1 of 30 days: 25,000 a month, 75,833, so 75,900."""
    release = ask("pilot", pilot_ends=date(2027, 4, 12))
    assert release.is_part
    assert release.until == date(2027, 4, 12)
    assert release.amount == 75_900
    assert release.reserve == 91_000 - 75_900


def test_pilot_without_a_pilot_ends_is_paid_for_three_months():
    release = ask("pilot")
    assert (release.amount, release.until) == (75_000, date(2027, 4, 11))


@pytest.mark.parametrize("pilot_ends", [date(2027, 1, 11), date(2026, 1, 1)])
def test_pilot_ends_before_the_start_counts_as_none(pilot_ends):
    assert ask("pilot", pilot_ends=pilot_ends) == ask("pilot")


def test_pilot_that_takes_as_long_as_the_whole_asks_for_the_whole():
    release = ask("pilot", pilot_ends=date(2028, 1, 11))
    assert (release.amount, release.is_part) == (164_000, False)


def test_simple_thing_is_asked_for_by_its_price():
    release = ask("simple_first", simple_cost=46_351)
    assert (release.amount, release.reserve, release.until) == (46_400, 0, None)


@pytest.mark.parametrize("outcome", ["stop", "fix_first", "simple_first", ""])
def test_nothing_is_released_for(outcome):
    assert ask(outcome) is None


def test_nothing_is_released_without_a_cost():
    assert ask("go", cost=None) is None
    assert ask("go", cost=Range(low=0, likely=0, high=0)) is None
