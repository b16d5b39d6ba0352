"""Plurals, articles and units: no "1 GPUs" and no "€85 a hour", and what is written is read again."""

import re

import pytest
from babel import Locale
from hypothesis import example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.ranges import NumberStyle, Range, parse_range
from projects.domain.text import agreed
from projects.formatting import Formatter
from projects.reference import get_rates
from projects.wording import say_range

EN = Formatter(Locale.parse("en"), "EUR")
FIELDS = get_catalogue().fields.values()
UNITS = sorted(
    {field_id.unit for field_id in FIELDS} | {column.unit for field_id in FIELDS for column in field_id.columns}
    | {"FLOP/s", "GB/s", "GPU-hours", "kWh/year", "calls", "kg", "chances"} - {""}
)  # fmt: skip
LANGUAGES = ("en", "en_IN", "de", "de_CH", "fr", "fr_CH", "es", "es_MX", "it", "sv", "pl", "ja", "zh", "hi", "ar")
ONE_OF_MANY = re.compile(r"(?<![\d.,])1\s(?!s\b|.*\bto\b)[A-Za-z-]*[a-z]s\b")


@pytest.mark.parametrize("unit", UNITS)
@given(value=st.one_of(st.sampled_from([0.0, 1.0, -1.0, 0.999, 1.004, 2.0]), st.floats(-1e9, 1e9)))
def test_no_unit_is_counted_in_the_wrong_number_or_with_the_wrong_article(unit, value):
    for text in (EN.quantity(value, unit), EN.quantity(value, unit, compact=True), EN.precise(value, unit)):
        assert not ONE_OF_MANY.search(text), text
        assert not re.search(r"\ba [aeiouh]", text), text


@pytest.mark.parametrize(("unit", "said"), [
    ("hours", "0.5 to 2, likely 1 hour"), ("hours/person", "0.5 to 2, likely 1 hour per person"),
])  # fmt: skip
def test_range_around_one_keeps_its_unit(unit, said):
    assert say_range(Range(low=0.5, likely=1, high=2), unit, EN) == said


@pytest.mark.parametrize("unit", UNITS)
def test_range_says_per_and_no_article(unit):
    said = say_range(Range(low=1, likely=1.5, high=2), unit, EN)
    assert " a " not in f" {said} {EN.unit(unit)} "


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1, "GPUs", "1 GPU"),
        (1, "people", "1 person"),
        (2, "people", "2 people"),
        (1, "calls/case", "1 call per case"),
        (85, "money/hour", "€85 per hour"),
        (2, "money/GB/month", "€2 per GB per month"),
        (3, "month", "month 3"),
        (1, "FLOP/s", "1 FLOP/s"),
        (1.5, "ratio", "1.5"),
    ],
)
def test_quantity_by_hand(value, unit, text):
    assert EN.quantity(value, unit).replace("\u00a0", " ") == text


@pytest.mark.parametrize(("value", "text"), [(1, "1 month"), (2, "2 months"), (4.44, "4.4 months"), (1.04, "1 month")])
def test_count_within_a_sentence(value, text):
    assert EN.count(value, "months", 1) == text


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("the plan ends after 1 months.", "the plan ends after 1 month."),
        ("after 1\u00a0months and 11 months", "after 1\u00a0month and 11 months"),
        ("2.1 months, 1 roles and 1 people", "2.1 months, 1 role and 1 person"),
    ],
)
def test_sentence_of_the_domain_agrees_with_its_number(said, right):
    assert agreed(said) == right


# ---------------------------------------------------------------- written and read again


@pytest.mark.parametrize("language", LANGUAGES)
@how(deadline=None, max_examples=40)
@given(
    value=st.one_of(st.floats(-1e29, 1e29), st.integers(-(10**7), 10**7).map(lambda whole: whole / 1000)),
    currency=st.sampled_from(["USD", *get_rates()]),
    unit=st.sampled_from(["", "money", "money/hour", "%", "tokens"]),
)
@example(value=1.234, currency="CHF", unit="money")
@example(value=114000.0, currency="AUD", unit="money")
@example(value=1400.0, currency="INR", unit="")
def test_what_is_written_into_an_input_is_read_again(language, value, currency, unit):
    write = Formatter(Locale.parse(language), currency)
    text = write.typed(value, unit)
    assert parse_range(text, unit=unit, reading=NumberStyle(currency=currency, decimal=write.decimal)).likely == value


@pytest.mark.parametrize("language", ["en", "en_IN", "de", "fr", "es", "hi"])
@how(deadline=None, max_examples=60)
@given(
    ends=st.lists(st.integers(0, 10**7).map(lambda whole: whole / 1000), min_size=3, max_size=3).map(sorted),
    unit=st.sampled_from(["money/month", "%", "cases"]),
)
@example(ends=[1.4, 1.5, 1.6], unit="cases")
@example(ends=[1.234, 5.678, 9.999], unit="money/month")
def test_range_written_into_an_input_is_read_again(language, ends, unit):
    write, value = Formatter(Locale.parse(language), "EUR"), Range(low=ends[0], likely=ends[1], high=ends[2])
    text = write.typed_range(value, unit)
    assert parse_range(text, unit=unit, reading=NumberStyle(currency="EUR", decimal=write.decimal)) == value


@given(
    value=st.floats(10, 1e8),
    unit=st.sampled_from(["money", "money/hour", "hours/month", "GPU-hours", "cases/year", "people", "%/year", "%"]),
)
@example(value=1.0, unit="people")
@example(value=1400.0, unit="cases/year")
def test_quantity_in_words_is_read_as_what_it_says(value, unit):
    again = parse_range(EN.quantity(value, unit), unit=unit, reading=NumberStyle(currency="EUR")).likely
    assert again == pytest.approx(value, rel=0.05)
