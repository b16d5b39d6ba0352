"""Numbers, money, shares, spans and months as texts: how many digits, which signs, and back again from an input."""

import math
from datetime import UTC, date, datetime

import pytest
from babel import Locale
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.ranges import NumberStyle, Range, parse_number, parse_range
from projects.formatting import JOINER, MINUS, Formatter, hundredths_of, unit_words, with_sign

ENGLISH = Formatter(Locale("en"))
GERMAN = Formatter(Locale("de"), "EUR")
SWISS = Formatter(Locale("de", "CH"), "CHF")
FINITE = st.floats(-9e14, 9e14, allow_nan=False, allow_subnormal=False)


def plain(text: str) -> str:
    """Return a text with ordinary blanks and without what only holds it together."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace(JOINER, "")


def wide(low: float, likely: float, high: float) -> Range:
    return Range(low=low, likely=likely, high=high)


# ---------------------------------------------------------------- how many digits


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (-0.0, "0"),
        (5, "5"),
        (5.25, "5.25"),
        (5.256, "5.26"),
        (5.2, "5.2"),
        (12.34, "12.3"),
        (99.96, "100"),
        (123.4, "123"),
        (38_000, "38,000"),
        (1_234_567.8, "1,234,568"),
        (0.5, "0.5"),
        (0.05, "0.05"),
        (0.0051, "0.0051"),
        (0.000123, "0.00012"),
        (-38_000, "−38,000"),
        (-0.004, "−0.004"),
        (1e15, "1 × 10¹⁵"),
        (2.5e18, "2.5 × 10¹⁸"),
    ],
)
def test_number_has_as_many_digits_as_its_size_deserves(value, said):
    assert ENGLISH.number(value) == said


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [(1234.5678, 2, "1,234.57"), (1234.5, 0, "1,234"), (1.0, 3, "1"), (-0.4, 0, "0"), (0.004, 1, "0.004")],
)
def test_number_with_decimals_asked_for_has_no_noughts_at_its_end(value, digits, said):
    assert ENGLISH.number(value, digits) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (42, "42"),
        (999, "999"),
        (999.4, "999"),
        (1_000, "1k"),
        (1_049, "1k"),
        (1_051, "1.1k"),
        (9_940, "9.9k"),
        (9_960, "10k"),
        (38_400, "38k"),
        (999_400, "999k"),
        (999_600, "1M"),
        (1_250_000, "1.2M"),
        (7e9, "7B"),
        (3.2e12, "3.2T"),
        (1e15, "1 × 10¹⁵"),
        (-38_400, "−38k"),
        (0, "0"),
    ],
)
def test_short_number_counts_in_thousands_millions_and_more(value, said):
    assert ENGLISH.compact(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(38_400, "38.000"), (1_250_000, "1,2 Mio."), (7e9, "7 Mrd."), (1_500, "1.500"), (999_600, "1 Mio.")],
)
def test_short_number_in_german_counts_as_german_does(value, said):
    assert plain(GERMAN.compact(value)) == said


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (3.12e23, 1, "3.1 × 10²³"),
        (3.12e23, 3, "3.12 × 10²³"),
        (1e-7, 1, "1 × 10⁻⁷"),
        (-2e20, 1, "−2 × 10²⁰"),
        (0, 1, "0"),
    ],
)
def test_power_of_ten_has_its_exponent_raised(value, digits, said):
    assert ENGLISH.power(value, digits) == said


def test_power_on_an_axis_has_no_factor_of_one():
    assert ENGLISH.plain_power(1e23) == "10²³"
    assert ENGLISH.plain_power(2e23) == "2 × 10²³"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (80, "80%"),
        (12.34, "12%"),
        (9.94, "9.9%"),
        (0.5, "0.5%"),
        (0.1, "0.1%"),
        (0.05, "0.05%"),
        (0, "0%"),
        (-3.25, "−3.2%"),
    ],
)
def test_share_has_digits_where_it_is_small(value, said):
    assert ENGLISH.percent(value) == said


def test_sign_of_a_share_stands_as_the_language_has_it():
    assert GERMAN.percent(80) == "80\u00a0%"
    assert SWISS.percent(80) == "80%"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "$0"),
        (5, "$5"),
        (5.5, "$5.50"),
        (99.994, "$99.99"),
        (100.4, "$100"),
        (337_250, "$337,250"),
        (0.075, "$0.075"),
        (0.5, "$0.50"),
        (0.00255, "$0.0026"),
        (-12.5, "−$12.50"),
        (1e9, "$1,000,000,000"),
    ],
)
def test_money_has_cents_below_a_hundred_and_two_digits_that_count_below_one(value, said):
    assert plain(ENGLISH.money(value)) == said


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (ENGLISH, "$1,234.50"),
        (GERMAN, "1.234,50 €"),
        (SWISS, "CHF 1’234.50"),
        (Formatter(Locale("fr"), "EUR"), "1 234,50 €"),
    ],
)
def test_money_is_written_as_its_readers_write_it(write, said):
    assert plain(write.money(1234.5, 2)) == said


@pytest.mark.parametrize(
    ("value", "signed", "said"),
    [
        (999, False, "$999"),
        (1_000, False, "$1k"),
        (181_234, True, "+$181k"),
        (-181_234, True, "−$181k"),
        (0, True, "$0"),
        (0.5, False, "$0.50"),
    ],
)
def test_short_money_says_its_direction_where_it_is_asked(value, signed, said):
    assert plain(ENGLISH.money_compact(value, signed=signed)) == said


# ---------------------------------------------------------------- enough digits to calculate on


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (355_000_000, "", "355,000,000"),
        (0.00255, "money/call", "$0.00255/call"),
        (2.131e23, "FLOP", "2.131 × 10²³ FLOP"),
        (1e12, "", "10¹²"),
        (24.5, "hours", "24.5 hours"),
        (1, "hours", "1 hour"),
        (12.345, "%", "12.35%"),
        (0.31, "ratio", "0.31"),
        (1_234.56, "money", "$1,235"),
        (5, "money", "$5"),
        (5.25, "money/hour", "$5.25/hour"),
        (2e12, "money", "$2 × 10¹²"),
        (-2e12, "money", "−$2 × 10¹²"),
        (0, "hours", "0 hours"),
        (1e-6, "", "10⁻⁶"),
    ],
)
def test_value_of_a_formula_has_the_digits_that_somebody_calculates_on(value, unit, said):
    assert plain(ENGLISH.precise(value, unit)) == said


@given(st.floats(1e-4, 1e8))
def test_value_of_a_formula_is_right_to_four_digits(value):
    said = ENGLISH.precise(value)
    assert float(said.replace(",", "")) == pytest.approx(value, rel=6e-4)


# ---------------------------------------------------------------- with a unit


@pytest.mark.parametrize(
    ("value", "unit", "compact", "said"),
    [
        (38_000, "hours", False, "38,000 hours"),
        (38_000, "hours", True, "38k hours"),
        (1, "hours", False, "1 hour"),
        (-1, "hours", False, "−1 hour"),
        (1, "people", False, "1 person"),
        (2, "copies", False, "2 copies"),
        (1, "copies", False, "1 copy"),
        (1, "GB", False, "1 GB"),
        (5, "ratio", False, "5"),
        (5, "", False, "5"),
        (80, "%", True, "80%"),
        (5_000, "money", True, "$5k"),
        (5_000, "money/month", True, "$5k per month"),
        (5_000, "money/GB/month", False, "$5,000 per GB per month"),
        (120, "GB/s", False, "120 GB/s"),
        (12, "cases/month", False, "12 cases per month"),
        (6.48, "months", True, "6.5 months"),
        (3, "month", False, "month 3"),
        (0.05, "GB", False, "50 MB"),
    ],
)
def test_quantity_is_said_with_its_unit(value, unit, compact, said):
    assert plain(ENGLISH.quantity(value, unit, compact=compact)) == said


def test_number_and_unit_are_never_parted_at_the_end_of_a_line():
    assert ENGLISH.quantity(5, "hours") == "5\u00a0hours"


@pytest.mark.parametrize(
    ("value", "noun", "said"),
    [
        (86_000, "Documents", "86,000 documents"),
        (1, "Table rows", "1 table row"),
        (1, "Cases", "1 case"),
        (0, "Calls", "0 calls"),
    ],
)
def test_what_is_counted_is_called_by_its_label(value, noun, said):
    assert plain(ENGLISH.named_quantity(value, noun)) == said


def test_label_in_german_keeps_its_capital():
    assert plain(GERMAN.named_quantity(86_000, "Dokumente")) == "86.000 Dokumente"


@pytest.mark.parametrize(
    ("value", "noun", "digits", "said"),
    [
        (1, "months", None, "1 month"),
        (4.4, "months", None, "4.4 months"),
        (1.04, "months", 1, "1 month"),
        (0, "people", None, "0 people"),
    ],
)
def test_count_within_a_sentence_agrees_with_its_noun(value, noun, digits, said):
    assert ENGLISH.count(value, noun, digits) == said


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("", ""),
        ("hours", "hours"),
        ("cases/month", "cases per month"),
        ("money/GB/month", "money per GB per month"),
        ("GB/s", "GB/s"),
        ("/month", "per month"),
    ],
)
def test_unit_is_said_in_words(unit, said):
    assert unit_words(unit) == said


def test_money_of_a_unit_is_the_sign_of_the_currency():
    assert ENGLISH.unit("money/month") == "$ per month"
    assert GERMAN.unit("money") == "€"
    assert ENGLISH.unit("moneybags") == "moneybags"


def test_unit_is_said_in_german():
    with translation.override("de"):
        assert unit_words("cases/month") == "Fälle pro Monat"


# ---------------------------------------------------------------- ranges


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (wide(1, 2, 4), "hours", "1 to 4, likely 2"),
        (wide(2, 2, 2), "hours", "2"),
        (wide(38_000, 42_000, 46_000), "money", "$38,000 to $46,000, likely $42,000"),
        (wide(10, 20, 30), "%", "10% to 30%, likely 20%"),
    ],
)
def test_range_is_said_in_words_that_can_be_typed_back(value, unit, said):
    assert plain(ENGLISH.range(value, unit)) == said


@pytest.mark.parametrize(
    ("value", "unit", "ends"),
    [
        (wide(38_000, 42_000, 46_000), "money", ("$38k", "$46k")),
        (wide(1_976, 2_547, 3_165), "money", ("$1,976", "$3,165")),
        (wide(12_600, 13_100, 13_400), "money", ("$12,600", "$13,400")),
        (wide(1.04, 2.5, 14.26), "months", ("1", "14.3")),
        (wide(10, 20, 30), "%", ("10%", "30%")),
    ],
)
def test_ends_of_a_range_are_short_unless_they_are_small_or_look_alike(value, unit, ends):
    write = ENGLISH.for_range(value, unit)
    assert (plain(write(value.low)), plain(write(value.high))) == ends


# ---------------------------------------------------------------- what stands in an input is read back

LOCALES = ["en", "en_GB", "en_CH", "de", "de_AT", "de_CH", "en_DE"]
UNITS = ["hours", "money", "money/hour", "%", "cases/month", ""]


@pytest.mark.parametrize("locale", LOCALES)
@given(value=FINITE, unit=st.sampled_from(UNITS), currency=st.sampled_from(["USD", "EUR", "CHF", "JPY", "INR"]))
def test_number_of_an_input_is_read_back_to_the_last_digit(locale, value, unit, currency):
    write = Formatter(Locale.parse(locale), currency)
    text = write.typed(value, unit)
    assert parse_number(text, unit=unit, reading=NumberStyle(currency=currency, decimal=write.decimal)) == value


@pytest.mark.parametrize("locale", LOCALES)
@given(
    ends=st.lists(st.floats(0, 1e12, allow_subnormal=False), min_size=3, max_size=3).map(sorted),
    unit=st.sampled_from(UNITS),
)
def test_range_of_an_input_is_read_back_to_the_last_digit(locale, ends, unit):
    write = Formatter(Locale.parse(locale), "EUR")
    value = wide(*ends)
    assert (
        parse_range(
            write.typed_range(value, unit), unit=unit, reading=NumberStyle(currency="EUR", decimal=write.decimal)
        )
        == value
    )


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1.234, "hours", "1.2340"),
        (1_234.567, "hours", "1,234.567"),
        (0.123, "hours", "0.123"),
        (5.5, "money", "$5.50"),
        (5.255, "money", "$5.2550"),
        (5, "money", "$5"),
        (0.5, "%", "0.5%"),
        (1e-9, "hours", "1e-09"),
        (2e16, "%", "2e+16 %"),
    ],
)
def test_input_shows_every_digit_and_nothing_that_could_mean_a_thousandfold(value, unit, text):
    assert plain(ENGLISH.typed(value, unit)) == text


# ---------------------------------------------------------------- signs, chances, spans


@pytest.mark.parametrize(
    ("sign", "text", "said"),
    [(MINUS, "£40k", f"−{JOINER}£40k"), (MINUS, "40k", "−40k"), ("", "£40k", "£40k"), ("+", "€5", f"+{JOINER}€5")],
)
def test_sign_is_joined_where_a_line_could_part_it(sign, text, said):
    assert with_sign(sign, text) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0, 1), (0.004, 1), (0.014, 1), (0.016, 2), (0.5, 50), (0.984, 98), (0.996, 99), (1, 99)]
)
def test_chance_is_never_certain(share, said):
    assert hundredths_of(share) == said


@pytest.mark.parametrize(("code", "name"), [("EUR", "EUR, Euro"), ("CHF", "CHF, Swiss Franc"), ("XXQ", "XXQ")])
def test_currency_is_named_where_it_has_a_name(code, name):
    assert ENGLISH.currency_name(code) == name


def test_rate_says_what_a_dollar_is_worth():
    assert plain(Formatter(Locale("en"), "EUR").exchange(0.8951)) == "$1 = €0.8951"
    assert plain(Formatter(Locale("en"), "JPY").exchange(155.2)) == "$1 = ¥155.2"


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("write", "value", "said"),
    [
        (ENGLISH, date(2027, 3, 9), "9 March 2027"),
        (ENGLISH, "2027-03-09", "9 March 2027"),
        (GERMAN, date(2027, 3, 9), "9. März 2027"),
        (SWISS, "2027-03-09", "9. März 2027"),
        (ENGLISH, None, ""),
        (ENGLISH, "", ""),
    ],
)
def test_day_is_written_out(write, value, said):
    assert write.date(value) == said


def test_day_of_a_moment_is_that_of_the_reader():
    with timezone.override("Pacific/Auckland"):
        assert ENGLISH.date(datetime(2027, 3, 9, 23, 0, tzinfo=UTC)) == "10 March 2027"


@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        (date(2027, 4, 1), {}, "Apr"),
        (date(2027, 1, 1), {}, "Jan 2027"),
        (date(2027, 4, 1), {"dated": True}, "Apr 2027"),
        (date(2027, 4, 1), {"full": True}, "April 2027"),
    ],
)
def test_month_names_its_year_where_a_year_or_a_row_begins(value, how, said):
    assert ENGLISH.month(value, **how) == said


def test_clock_has_twenty_four_hours():
    moment = datetime(2027, 3, 9, 14, 32, tzinfo=UTC)
    with timezone.override("UTC"):
        assert ENGLISH.time(moment) == "14:32"
        assert ENGLISH.moment(moment) == "9 March 2027, 14:32 UTC"


# ---------------------------------------------------------------- which formatter


def test_formatter_of_one_reader_is_always_the_same_one():
    with translation.override("en"):
        assert Formatter.for_reader("EUR", "CH") is Formatter.for_reader("EUR", "CH")
        assert Formatter.for_reader("EUR", "CH") is not Formatter.for_reader("EUR", "DE")


@pytest.mark.parametrize(
    ("country", "said"), [("", "1,234.5"), ("DE", "1.234,5"), ("CH", "1’234.5"), ("XQ", "1,234.5")]
)
def test_english_is_written_as_in_the_country(country, said):
    with translation.override("en"):
        assert Formatter.for_reader("EUR", country).number(1234.5, 1) == said


@given(FINITE)
def test_number_that_is_said_is_never_far_from_the_number(value):
    said = ENGLISH.number(value).replace(",", "").replace(MINUS, "-")
    assert math.isclose(float(said), value, rel_tol=0.06, abs_tol=1e-12)
