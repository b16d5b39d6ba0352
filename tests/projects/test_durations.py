"""Spans of time: in which others each may be meant, how one becomes another, and how people say them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.durations import clock_in_figures, in_figures, name_of_time, other_times, unit_of_time

FIELDS = ("s", "minutes", "hours", "days", "weeks", "months", "years")
WAYS = [(own, other, way) for own in FIELDS for other, ways in other_times(own) for way in ways]
SIGNS = {
    "× %(count)s %(unit)s": lambda value, count: value * count,
    "÷ %(count)s %(unit)s": lambda value, count: value / count,
}


def ways(other, own):
    """Return the factors from one span of time to another: first by working days, where both are told apart."""
    return [way.factor for name, found in other_times(own) if name == other for way in found]


@pytest.mark.parametrize(
    ("other", "own", "factors"),
    [
        ("minutes", "hours", [1 / 60]),
        ("milliseconds", "s", [0.001]),
        ("weeks", "months", [12 / 52]),
        ("quarters", "months", [3]),
        ("months", "years", [1 / 12]),
        ("hours", "days", [1 / 8, 1 / 24]),
        ("days", "weeks", [1 / 5, 1 / 7]),
        ("weeks", "days", [5, 7]),
        ("days", "months", [12 / 260, 12 / 365]),
        ("months", "days", [260 / 12, 365 / 12]),
        ("days", "hours", [8, 24]),
        ("weeks", "hours", [40, 168]),
        ("days", "minutes", [480, 1440]),
    ],
)
def test_one_span_of_time_in_another_by_hand(other, own, factors):
    assert ways(other, own) == pytest.approx(factors)


@pytest.mark.parametrize(("own", "other", "way"), WAYS, ids=lambda value: value if isinstance(value, str) else "")
def test_steps_that_are_said_give_the_factor(own, other, way):
    value = 1.0
    for step in way.steps:
        value = SIGNS[step.message](value, int(step.params["count"]))
    assert value == pytest.approx(way.factor)


@pytest.mark.parametrize(("own", "other", "way"), WAYS, ids=lambda value: value if isinstance(value, str) else "")
def test_way_back_undoes_the_way(own, other, way):
    back = [
        found.factor for name, every in other_times(other) if unit_of_time(name) == unit_of_time(own) for found in every
    ]
    assert not back or any(math.isclose(way.factor * factor, 1) for factor in back)


@pytest.mark.parametrize("name", ["money", "cases", "%", "", "month"])
def test_what_is_no_span_of_time_has_no_others(name):
    assert list(other_times(name)) == []
    assert name_of_time(name) == ""


def test_seconds_are_named_in_full():
    assert name_of_time("s") == "seconds"


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("half a year", "0.5 year"),
        ("a half year", "0.5 year"),
        ("ein halbes Jahr", "0.5 Jahr"),
        ("six months", "6 months"),
        ("two and a half years", "2.5 years"),
        ("two years and a half", "2.5 years"),
        ("anderthalb Jahre", "1.5 Jahre"),
        ("1 h 30 min", "1.5000 h"),
        ("1h30", "1.5000 h"),
        ("2 years and 3 months", "2.2500 years"),
        ("3 min 15 sec", "3.2500 min"),
        ("half a year to two years", "0.5 year to 2 years"),
        ("5 hours per half year", "5 hours per half year"),
        ("1 h 75 min", "1 h 75 min"),
        ("8,000 to 10,000", "8,000 to 10,000"),
    ],
)
def test_spans_of_time_that_are_spelled_out(said, figures):
    assert in_figures(said) == figures


@given(st.integers(0, 99), st.integers(0, 59))
def test_time_on_a_clock_is_hours_and_minutes(large, small):
    said = f"{large}:{small:02}"
    (hours,) = clock_in_figures(said, "hour")
    assert float(hours) == pytest.approx(large + small / 60, abs=1e-4)
    seconds, *rest = clock_in_figures(said, "minute")
    assert float(seconds) == pytest.approx(large + small / 60, abs=1e-4)
    assert [float(minutes) for minutes in rest] == [pytest.approx(60 * large + small)] * len(rest)


@pytest.mark.parametrize("said", ["1:75", "12:30:15", "2.1:30", "1:3"])
def test_what_no_clock_shows_is_left_as_it_is(said):
    assert clock_in_figures(said, "hour") == (said,)


def test_clock_tells_no_months():
    assert clock_in_figures("1:30", "month") == ("1:30",)


@given(st.text(alphabet="0123456789.,- to€$%kmx", max_size=30))
def test_text_without_spans_of_time_is_left_as_it_is(text):
    assert in_figures(text) == text
