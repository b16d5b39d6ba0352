"""Ranges as values: made, stored, scaled and multiplied; and sums and spans as people in four countries type them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.errors import BadValue
from projects.domain.ranges import NumberStyle, Range, parse_range

ENDS = st.lists(st.floats(0.01, 1e6), min_size=3, max_size=3).map(sorted)
RANGES = ENDS.map(lambda ends: Range(low=ends[0], likely=ends[1], high=ends[2]))


def parts(value: Range) -> tuple[float, float, float]:
    return value.low, value.likely, value.high


# ---------------------------------------------------------------- made and stored


def test_exact_range_has_no_width():
    assert parts(Range.exactly(5)) == (5, 5, 5)
    assert Range.exactly(5).is_exact
    assert not Range.between(4, 6).is_exact


def test_range_of_two_ends_is_likely_in_the_middle():
    assert parts(Range.between(4, 10)) == (4, 7, 10)


@given(RANGES)
def test_stored_range_is_read_back(value):
    assert Range.from_json(value.to_json()) == value


@pytest.mark.parametrize(
    ("stored", "read"), [(5, (5, 5, 5)), (0.0, (0, 0, 0)), ({"low": 1, "likely": 2, "high": 4}, (1, 2, 4))]
)
def test_stored_number_is_a_range_without_width(stored, read):
    assert parts(Range.from_json(stored)) == read


@pytest.mark.parametrize("ends", [(2, 1, 3), (1, 4, 3), (math.nan, 1, 2), (1, 2, math.inf), (-math.inf, 0, 1)])
def test_range_rises_between_finite_ends(ends):
    low, likely, high = ends
    with pytest.raises(ValueError, match="a range needs"):
        Range(low=low, likely=likely, high=high)


# ---------------------------------------------------------------- scaled and multiplied


@given(RANGES, st.floats(0.01, 100))
def test_range_in_another_unit_keeps_its_shape(value, factor):
    scaled = value.scaled(factor)
    assert parts(scaled) == tuple(part * factor for part in parts(value))
    assert parts(scaled.scaled(1 / factor)) == pytest.approx(parts(value))


def test_ends_are_multiplied_by_hand():
    assert parts(Range(low=1, likely=2, high=4).times(Range(low=3, likely=5, high=7))) == (3, 10, 28)


@given(RANGES, RANGES)
def test_product_does_not_depend_on_the_order(value, other):
    assert value.times(other) == other.times(value)
    assert parts(value.times_independent(other)) == pytest.approx(parts(other.times_independent(value)))


@given(RANGES, RANGES)
def test_ranges_that_have_nothing_to_do_with_each_other_are_not_at_their_worst_at_once(value, other):
    at_once, independent = value.times(other), value.times_independent(other)
    assert independent.likely == pytest.approx(at_once.likely)
    assert at_once.low <= independent.low * (1 + 1e-9)
    assert independent.high <= at_once.high * (1 + 1e-9)


@given(RANGES)
def test_exact_number_widens_nothing(value):
    assert parts(value.times_independent(Range.exactly(2))) == pytest.approx(parts(value.scaled(2)))


def test_widths_add_up_as_squares_of_logarithms():
    product = Range(low=1, likely=2, high=4).times_independent(Range(low=1, likely=2, high=4))
    assert product.high == pytest.approx(4 * 2 ** math.sqrt(2))
    assert product.low == pytest.approx(4 / 2 ** math.sqrt(2))


# ---------------------------------------------------------------- as people type them


def read(text: str, unit: str, currency: str, decimal: str = ".") -> float | tuple[float, float]:
    value = parse_range(text, unit=unit, reading=NumberStyle(currency=currency, decimal=decimal))
    return value.likely if value.is_exact else (value.low, value.high)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("95 CHF/Std.", "money/hour", 95),
        ("CHF 95.– pro Stunde", "money/hour", 95),
        ("95.-/h", "money/hour", 95),
        ("Fr. 95.-", "money", 95),
        ("SFr. 95", "money", 95),
        ("95 Franken die Stunde", "money/hour", 95),
        ("1’250.–", "money", 1250),
        ("1'250.50", "money", 1250.5),
        ("12'000.- bis 15'000.-", "money", (12_000, 15_000)),
        ("zwischen 80 und 95 Franken pro Stunde", "money/hour", (80, 95)),
        ("1.2 Mio. Fr.", "money", 1.2e6),
        ("Fr. 1,2 Mio.", "money", 1.2e6),
        ("95 fr./heure", "money/hour", 95),
        ("50'000 Dokumente im Jahr", "cases/year", 50_000),
    ],
)
@pytest.mark.parametrize("decimal", [".", ","])
def test_sum_is_read_as_in_switzerland_in_either_decimal_sign(text, unit, value, decimal):
    assert read(text, unit, "CHF", decimal) == value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("£95/hr", "money/hour", 95),
        ("95 quid", "money", 95),
        ("95p", "money", 0.95),
        ("GBP 1.2 million", "money", 1.2e6),
        ("£90-£100", "money", (90, 100)),
        ("between £90 and £100", "money", (90, 100)),
        ("~95", "money", 95),
        ("c. £95", "money", 95),
    ],
)
def test_sum_is_read_as_in_britain(text, unit, value):
    assert read(text, unit, "GBP") == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("950 pro Tag", "money/hour"),
        ("120/day", "money/hour"),
        ("5 Stellen", "hours"),
        ("8 kg", "hours"),
    ],
)
def test_text_that_would_count_as_something_else_is_refused(text, unit):
    with pytest.raises(BadValue):
        read(text, unit, "CHF")
