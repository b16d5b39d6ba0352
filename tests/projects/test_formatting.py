import math

import pytest
from babel import Locale
from babel.numbers import format_decimal
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.errors import BadValue
from projects.domain.ranges import NumberStyle, Range, parse_range
from projects.formatting import MINUS, Formatter
from projects.forms import say

LANGUAGES = ["en", "de", "de_CH", "fr", "es", "pl", "pt_BR", "hi", "ar", "ja", "sv"]


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=st.floats(-9e8, 9e8), digits=st.integers(0, 6))
def test_number_reads_as_in_the_tables_of_its_language(language, value, digits):
    locale = Locale.parse(language)
    if 0 < abs(value) < 0.01 and digits <= 2:
        digits = min(12, 1 - math.floor(math.log10(abs(value))))
    whole = locale.decimal_formats[None].pattern.partition(".")[0]
    wanted = format_decimal(round(value, digits) + 0.0, format=f"{whole}.{'#' * digits}", locale=locale)
    assert Formatter(locale=locale).number(value, digits) == wanted.replace("-", MINUS)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "1,234.5"), ("de", "1.234,5"), ("fr", "1\u202f234,5"), ("hi", "1,234.5")]
)
def test_number_has_the_signs_of_its_language(language, text):
    assert Formatter(locale=Locale.parse(language)).number(1234.5, 1) == text


def test_number_groups_by_lakh_where_the_language_does():
    assert Formatter(locale=Locale.parse("hi")).number(1234567.0, 0) == "12,34,567"


def test_number_below_a_cent_keeps_two_digits():
    assert Formatter(locale=Locale.parse("en")).number(0.00255) == "0.0026"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("currency", ["USD", "EUR", "CHF", "JPY"])
@given(value=st.floats(-9e8, 9e8))
def test_money_reads_as_in_the_tables_of_its_language(language, currency, value):
    write = Formatter(locale=Locale.parse(language), currency=currency)
    slow = Formatter(locale=Locale.parse(language), currency=currency)
    vars(slow)["_money_ends"] = None
    assert write.money(value) == slow.money(value)


@pytest.mark.parametrize(("minutes", "said"), [
    (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (80, "1.5 hours"), (153, "2.5 hours"), (190, "3 hours"),
])  # fmt: skip
def test_effort_is_said_in_minutes_then_in_half_hours(minutes, said):
    assert Formatter(Locale.parse("en")).effort(minutes) == said


@pytest.mark.parametrize(
    ("months", "said"), [(6.48, "6.5 months"), (7.0, "7 months"), (0.96, "1 month"), (14.26, "14.3 months")]
)
def test_months_have_one_decimal(months, said):
    assert Formatter(locale=Locale.parse("en")).quantity(months, "months").replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("locale", "currency", "value", "said"),
    [
        ("en", "USD", 181_234, "$181k"),
        ("de", "EUR", 181_234, "181.000 €"),
        ("de", "EUR", -1_234_567, "−1,2 Mio. €"),
        ("de", "EUR", 999_700, "1 Mio. €"),
        ("de_CH", "CHF", 89_123, "CHF 89’000"),
        ("de_AT", "EUR", 181_234, "€ 181.000"),
        ("pt_BR", "BRL", 2.1e9, "R$ 2,1 bi"),
        ("fr", "EUR", 2.1e9, "2,1 Md €"),
        ("hi", "INR", 181_234, "₹181k"),
        ("ja", "JPY", 181_234, "￥181k"),
    ],
)
def test_large_sums_are_short_in_the_way_of_the_language(locale, currency, value, said):
    assert Formatter(Locale.parse(locale), currency).money_compact(value).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("locale", "currency", "text"),
    [
        ("en", "GBP", "−\u2060£40k"),
        ("en", "CHF", "−\u2060CHF\u00a040k"),
        ("de", "EUR", "−40.000\u00a0€"),
    ],
)
def test_minus_stays_with_the_sign_of_the_currency_behind_it(locale, currency, text):
    assert Formatter(locale=Locale.parse(locale), currency=currency).money_compact(-40_000) == text


@pytest.mark.parametrize("write", [Formatter.money, Formatter.money_compact])
def test_minus_of_money_is_joined_in_every_form(write):
    assert write(Formatter(locale=Locale.parse("en")), -2.5) == "−\u2060$2.50"


def test_plus_of_a_difference_is_joined():
    assert Formatter(locale=Locale.parse("en")).money_compact(40_000, signed=True) == "+\u2060$40k"


def test_text_of_an_input_has_nothing_unseen_in_it():
    assert Formatter(locale=Locale.parse("en")).typed(-40_000, "money") == "−$40,000"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0034, "GB", "3.4\u00a0MB"),
        (0.00002, "GB", "20\u00a0kB"),
        (3.83, "GB", "3.83\u00a0GB"),
        (0.001, "s", "1\u00a0ms"),
        (0.0073, "calls/second", "26.3\u00a0calls per hour"),
        (0, "GB", "0\u00a0GB"),
        (12_340, "kg CO₂e", "12.3\u00a0t CO₂e"),
        (999, "kg CO₂e/year", "999\u00a0kg CO₂e per year"),
        (1_000, "kg CO₂e/year", "1\u00a0t CO₂e per year"),
    ],
)
def test_size_is_said_in_a_unit_that_fits(value, unit, text):
    assert Formatter(locale=Locale.parse("en")).quantity(value, unit) == text


def test_range_is_said_in_the_unit_of_its_likely_value():
    value, unit = Formatter(locale=Locale.parse("en")).fitting(Range(low=0.09, likely=0.095, high=0.12), "GB")
    assert unit == "MB"
    assert (value.low, value.likely, value.high) == pytest.approx((90, 95, 120))


def test_units_of_a_refusal_and_of_a_formula_are_in_the_language_of_the_reader():
    with pytest.raises(BadValue) as refused:
        parse_range("5 GB", unit="cases/month")
    with pytest.raises(BadValue) as in_money:
        parse_range("5 GB", unit="money/month", reading=NumberStyle(currency="EUR"))
    with translation.override("de"):
        said, of_money = say(refused.value), say(in_money.value)
        per_kilowatt = Formatter(Locale("de"), "EUR").precise(161.12, "money/kW/month")
    assert said == "„5 GB“ nennt eine andere Einheit. Die Einheit ist hier: Fälle pro Monat."
    assert of_money.endswith("Die Einheit ist hier: EUR pro Monat.")
    assert per_kilowatt.endswith("/kW/Monat")
