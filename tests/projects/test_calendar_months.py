"""Months on the calendar, counted by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.calendar_months import day_after, months_between

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(("start", "months", "day"), [
    ("2027-01-11", 6, "2027-07-11"),
    ("2027-01-11", 0, "2027-01-11"),
    ("2027-01-11", 6.9, "2027-08-08"),  # 0.9 × 31 days to 11 August = 27.9, so 28 days after 11 July
    ("2027-01-31", 1, "2027-02-28"),
    ("2028-01-31", 1, "2028-02-29"),
    ("2027-01-31", 2, "2027-03-31"),  # and not 28 March
    ("2027-01-31", 3, "2027-04-30"),
    ("2028-02-29", 12, "2029-02-28"),
    ("2028-02-29", 48, "2032-02-29"),
    ("2027-02-01", 0.5, "2027-02-15"),  # half of 28 days
    ("2027-03-01", 0.5, "2027-03-17"),  # half of 31 days, counted up
    ("2027-11-30", 3, "2028-02-29"),
    ("2027-12-31", 1, "2028-01-31"),
    ("2027-01-01", 3.9999999999, "2027-05-01"),
    ("2027-03-31", -1, "2027-02-28"),
    ("2027-03-15", -2.5, "2026-12-31"),  # half of the 31 days from 15 December: 15.5, so 16
])  # fmt: skip
def test_day_after_months_is_that_of_the_calendar(start, months, day):
    assert day_after(date.fromisoformat(start), months) == date.fromisoformat(day)


@pytest.mark.parametrize(("start", "end", "months"), [
    ("2027-01-11", "2027-07-11", 6),
    ("2027-01-11", "2027-04-12", 3 + 1 / 30),
    ("2027-01-31", "2027-02-28", 1),
    ("2027-01-31", "2027-02-27", 27 / 28),
    ("2027-04-11", "2027-01-11", -3),
])  # fmt: skip
def test_months_between_two_days(start, end, months):
    assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == pytest.approx(months, rel=1e-12)


@given(DAYS, DAYS)
def test_months_between_lead_back_to_the_day(start, end):
    assert day_after(start, months_between(start, end)) == end


@given(DAYS, st.floats(-60, 600), st.floats(-60, 600))
def test_more_months_are_never_an_earlier_day(start, some, others):
    fewer, more = sorted((some, others))
    assert day_after(start, fewer) <= day_after(start, more)
