"""Numbers that were left to be multiplied are multiplied, and ranges and counts per time stay what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.errors import BadValue, Unclear
from projects.domain.ranges import NumberStyle, Range, parse_range

GERMAN = NumberStyle(currency="EUR", decimal=",", group=".")


@given(st.integers(1, 999), st.integers(0, 999))
def test_two_numbers_with_a_sign_of_times_are_their_product(count, each):
    assert parse_range(f"{count} x {each}") == Range.exactly(count * each)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("4 × 30", "hours/month", 120),
        ("3*8", "hours/month", 24),
        ("4x30", "hours/month", 120),
        ("4 people x 30 h", "hours/month", 120),
        ("12 mal 350 €", "money", 4200),
        ("12 Monate x 350 €", "money", 4200),
        ("3 x € 1.200", "money", 3600),
        ("2500 * 1,2", "money", 3000),
        ("4 × 10 000", "cases/month", 40_000),
        ("1.250 x 4", "cases/month", 5000),
        ("2 × 40k", "money", 80_000),
        ("3 Anträge x 20 min", "minutes", 60),
    ],
)
def test_product_is_read(typed, unit, value):
    assert parse_range(typed, unit=unit, reading=GERMAN) == Range.exactly(value)


def test_both_ends_of_what_is_multiplied_count():
    assert parse_range("about 4 people at 20 to 30 hours", unit="hours/month") == Range(low=80, likely=100, high=120)


@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ("4 Leute à 1,5 Std. täglich", "130"),  # 4 × 1.5 × 260 / 12
        ("4 people at 1.5 hours a day", "130"),
        ("4 x 30 h/Woche", "520"),  # 4 × 30 × 52 / 12
    ],
)
def test_product_that_counts_per_another_time_is_asked_back(typed, result):
    with pytest.raises(Unclear) as asked:
        parse_range(typed, unit="hours/month", reading=GERMAN)
    assert asked.value.readings == (result,)


def test_product_whose_first_number_has_two_readings_is_asked_back():
    with pytest.raises(Unclear) as asked:
        parse_range("1.250 x 4", unit="cases/month")
    assert asked.value.readings == ("5,000", "5")


@pytest.mark.parametrize("typed", ["60 à 80", "60 dossiers à 80", "60 dossiers à 80 dossiers"])
def test_french_range_is_no_product(typed):
    assert parse_range(typed, unit="cases/month", reading=GERMAN) == Range.between(60, 80)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("12 Monate x 350 €", "money/month"),  # what a month costs, or all twelve?
        ("2 at 80%", "%"),
        ("4 x 5 x 6", "hours/month"),
        ("6 to 8 x 30", "hours/month"),
        ("10 x faster", ""),
        ("4 x CHF 200", "money"),
        ("4 x 1e30", ""),
    ],
)
def test_product_that_means_nothing_here_is_refused(typed, unit):
    with pytest.raises(BadValue):
        parse_range(typed, unit=unit, reading=GERMAN)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("4 times a month", "cases/month", 4),
        ("40x a month", "cases/month", 40),
        ("once a month", "cases/month", 1),
        ("dreimal im Monat", "cases/month", 3),
        ("2x", "ratio", 2),
    ],
)
def test_times_without_a_second_number_count_as_they_are(typed, unit, value):
    assert parse_range(typed, unit=unit) == Range.exactly(value)


@pytest.mark.parametrize(("typed", "result"), [("twice a week", "8.67"), ("einmal pro Woche", "4.33")])
def test_times_a_week_are_asked_back_by_the_month(typed, result):
    with pytest.raises(Unclear) as asked:
        parse_range(typed, unit="cases/month")
    assert asked.value.readings == (result,)
