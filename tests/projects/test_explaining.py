"""A figure explains itself: in words, with its values, and with the ends that lead to its least and most."""

from datetime import date

import pytest
from django.utils import translation

from estimates.domain.figures.rent import CHECKED, OFFERS_BY
from projects.domain.figures import Figure, Input
from projects.domain.ranges import Range
from projects.domain.text import joined, of, told
from projects.explaining import explain, say_told
from projects.formatting import Formatter
from teams.domain.plan import MONTHS_AT_WORK


def given(name, value, unit=""):
    low, likely, high = value if isinstance(value, tuple) else (value, value, value)
    return Input(name=name, label=name.upper(), value=Range(low=low, likely=likely, high=high), unit=unit)


def figure(formula, *inputs, value=(1, 2, 3), unit="money"):
    low, likely, high = value
    found = Range(low=low, likely=likely, high=high)
    return Figure(id="x.y", label="Y", value=found, unit=unit, formula=formula, inputs=inputs)


def said(found):
    return "".join(piece.text for piece in found)


HOURS, PRICE = given("hours", (100, 200, 400), "GPU-hours"), given("price", (1.5, 1.79, 2), "money/GPU-hour")
SHARE = given("share", (20, 40, 50), "%")


def explained(*args, **kwargs):
    return explain(figure(*args, **kwargs), Formatter.for_reader())


def test_formula_is_said_in_labels():
    assert said(explained("hours × price / 3600", HOURS, PRICE).words) == "HOURS × PRICE / 3,600"


def test_likely_values_are_filled_in_with_their_units():
    found = explained("hours × price", HOURS, PRICE).likely
    assert (said(found.filled), found.result) == ("200\u00a0GPU-hours × $1.79/GPU-hour", "$358")


def test_lowest_result_takes_each_input_at_the_end_that_leads_there():
    found = explained("hours / (share / 100)", HOURS, SHARE, unit="GPU-hours")
    assert said(found.least.filled) == "100\u00a0GPU-hours / (50%)"
    assert (found.least.value, found.most.value) == (200, 2000)


def test_an_end_that_depends_on_another_input_is_taken_where_that_one_stands():
    # More of what may save or cost time costs most where it costs time: 1 + 70 % × (1.27 − 1), not 40 %
    found = explained(
        "1 + users / 100 × (time − 1)", given("users", (40, 55, 70), "%"), given("time", (0.74, 0.98, 1.27))
    )
    assert (found.least.value, found.most.value) == pytest.approx((0.818, 1.189))


def test_exact_inputs_leave_no_ends():
    found = explained("a × 2", given("a", 3))
    assert (found.least, found.most) == (None, None)


@pytest.mark.parametrize(("middle", "differs"), [(358, False), (359, False), (380, True)])
def test_middle_of_the_draws_differs_where_a_reader_would_see_it(middle, differs):
    assert explained("hours × price", HOURS, PRICE, value=(100, middle, 900)).differs is differs


@pytest.mark.parametrize(("value", "is_narrower"), [((150, 358, 800), False), ((180, 358, 700), True)])
def test_range_is_narrower_only_where_a_reader_would_see_it(value, is_narrower):
    found = explained("hours × price", HOURS, PRICE)  # 100 × 1.5 to 400 × 2
    assert found.is_narrower(Range(low=value[0], likely=value[1], high=value[2])) is is_narrower


def test_range_of_exact_inputs_is_not_called_narrower():
    assert not explained("a × 2", given("a", 3)).is_narrower(Range.exactly(6))


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("Σ person hours × pay", "Calculated month by month from: HOURS, PRICE."),
        ("hours / (price − price)", "HOURS / (PRICE − PRICE)"),
    ],
)
def test_formula_beyond_arithmetic_says_what_goes_into_it_and_has_no_values(formula, words):
    found = explained(formula, HOURS, PRICE)
    assert (said(found.words), found.likely) == (words, None)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (355e6, "parameters", "355,000,000\u00a0parameters"),
        (0.00255, "money/call", "$0.00255/call"),
        (591.3, "money/month", "$591.30/month"),
        (2.13123e23, "FLOP", "2.131 × 10²³\u00a0FLOP"),
        (8.38e17, "money", "$8.38 × 10¹⁷"),
        (-8.38e17, "money", "−\u2060$8.38 × 10¹⁷"),
        (25, "%", "25%"),
        (5, "%/year", "5%/year"),
        (1, "GPUs", "1\u00a0GPU"),
        (1.25, "ratio", "1.25"),
        (0, "money", "$0"),
        (1e-7, "", "10⁻⁷"),
        (1e9, "", "10⁹"),
    ],
)
def test_values_have_the_digits_that_somebody_calculates_on(value, unit, said):
    assert Formatter.for_reader().precise(value, unit) == said


# ---------------------------------------------------------------- sources with values


def test_source_with_values_is_said_in_the_language_of_the_reader():
    source = joined(
        "Kaplan et al. 2020", told(OFFERS_BY, count=12_000, sellers="Ada"), told(CHECKED, first=date(2026, 11, 3))
    )
    with translation.override("de"):
        found = say_told(source)
    assert found == "Kaplan et al. 2020; Zahl der Angebote: 12.000, von Ada; geprüft am 3. November 2026"


def test_source_with_values_reads_in_english_as_it_stands():
    assert told(OFFERS_BY, count=1, sellers="Ada") == "1 offer by Ada"


def test_source_without_values_may_hold_a_percent_sign():
    assert say_told("50 % of (all)") == "50 % of (all)"


def test_name_put_together_of_two_texts_is_said_in_the_language_of_the_reader():
    with translation.override("de"):
        assert say_told(of("Ada", MONTHS_AT_WORK)) == "Ada, Monate bei der Arbeit"
