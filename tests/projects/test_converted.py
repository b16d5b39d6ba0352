"""Numbers per another time, or in people, are offered converted, and how is said."""

import tomllib
from pathlib import Path

import pytest
from django.utils.translation import override

from projects.domain.converted import HOURS_PER_WORKING_YEAR
from projects.domain.errors import BadValue, Unclear
from projects.domain.ranges import (
    ABOVE_MAXIMUM,
    NOT_A_NUMBER,
    OTHER_UNIT,
    TURNED_ROUND,
    NumberStyle,
    parse_number,
    parse_range,
)
from projects.domain.written import ONE_NUMBER
from projects.forms import say


def readings_of(text, unit):
    """Return the readings between which somebody is asked to choose."""
    with pytest.raises(Unclear) as asked:
        parse_range(text, unit=unit)
    return asked.value.readings


@pytest.mark.parametrize(
    ("text", "unit", "reading"),
    [
        ("2,000 a week", "cases/month", "8,667"),
        ("2000/week", "cases/month", "8,667"),
        ("about 2,000 cases per week", "cases/month", "8,667"),
        ("1,500 to 2,000 a week", "cases/month", "6,500 to 8,667"),
        ("40 per day", "cases/month", "867"),
        ("40 per working day", "cases/year", "10,400"),
        ("24k a year", "money/month", "2,000"),
        ("$24k p.a.", "money/month", "2,000"),
        ("8,000/mo", "money/year", "96,000"),
        ("300 a quarter", "cases/month", "100"),
        ("200 hours a week", "hours/month", "867"),
        ("40 hours a week", "hours/year", "2,080"),
        ("1 a week", "cases/month", "4.33"),
        ("6 people full time", "hours/month", "1,040"),
        ("6 full-time people", "hours/month", "1,040"),
        ("6 full time", "hours/month", "1,040"),
        ("6 FTE", "hours/month", "1,040"),
        ("2.5 FTEs", "hours/month", "433"),
        ("5 to 6 people", "hours/month", "867 to 1,040"),
        ("6 FTE", "hours/year", "12,480"),
        ("2.000 pro Woche", "cases/month", "8.667"),
        ("2.000 wöchentlich", "cases/month", "8.667"),
        ("40 am Tag", "cases/month", "867"),
        ("40 pro Arbeitstag", "cases/month", "867"),
        ("24.000 im Jahr", "cases/month", "2.000"),
        ("6 Vollzeitkräfte", "hours/month", "1.040"),
        ("6 Personen in Vollzeit", "hours/month", "1.040"),
        ("6 VZÄ", "hours/month", "1.040"),
    ],
)
def test_number_in_another_unit_is_offered_converted(text, unit, reading):
    decimal = "," if "." in reading.replace("4.33", "") or text == "40 am Tag" else "."
    with pytest.raises(Unclear) as asked:
        parse_range(text, unit=unit, reading=NumberStyle(decimal=decimal))
    assert asked.value.readings == (reading,)


@pytest.mark.parametrize(
    ("text", "unit", "readings"),
    [
        ("26 weeks", "months", ("6",)),
        ("6 weeks", "months", ("1.38",)),
        ("1.5 years", "months", ("18",)),
        ("1 to 2 years", "months", ("12 to 24",)),
        ("2 quarters", "months", ("6",)),
        ("half a year", "months", ("6",)),
        ("half year", "months", ("6",)),
        ("a year", "months", ("12",)),
        ("a year and a half", "months", ("18",)),
        ("1 year 6 months", "months", ("18",)),
        ("ein halbes Jahr", "months", ("6",)),
        ("anderthalb Jahre", "months", ("18",)),
        ("26 Wochen", "months", ("6",)),
        ("90 days", "months", ("4.15", "2.96")),
        ("65 working days", "months", ("3",)),
        ("3 months", "weeks", ("13",)),
        ("18 months", "years", ("1.5",)),
        ("90 minutes", "hours", ("1.5",)),
        ("2 days", "hours/person", ("16", "48")),
        ("1 week", "hours/person", ("40", "168")),
        ("2 working days", "hours/person", ("16",)),
        ("2 days a month", "hours/person/month", ("16", "48")),
        ("2 days a week", "hours/month", ("69.3", "208")),
        ("30 minutes a day", "hours/month", ("10.8",)),
        ("90 sec", "minutes/case", ("1.5",)),
        ("an hour", "minutes/case", ("60",)),
        ("1 h 20 min", "minutes/case", ("80",)),
        ("500 ms", "s", ("0.5",)),
        ("2 minutes", "s", ("120",)),
        ("5 weeks", "days/year", ("25", "35")),
        ("$400/month", "money/GPU-hour", ("0.548",)),
        ("$0.005/1K tokens", "money/million tokens", ("5",)),
        ("$23/TB/month", "money/GB/month", ("0.023",)),
    ],
)
def test_span_of_time_or_price_of_another_size_is_offered_converted(text, unit, readings):
    assert readings_of(text, unit) == readings


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("18 mo", "months", 18),
        ("six months", "months", 6),
        ("1 h 30 min", "hours", 1.5),
        ("1h30", "hours", 1.5),
        ("half an hour", "hours", 0.5),
        ("one and a half hours", "hours", 1.5),
        ("1:30", "hours", 1.5),
        ("0:45 h", "hours", 0.75),
        ("1:30 min", "minutes/case", 1.5),
        ("2:05", "s", 125),
    ],
)
def test_span_of_time_in_words_is_read(text, unit, value):
    assert parse_range(text, unit=unit).likely == value


@pytest.mark.parametrize(
    ("text", "unit", "readings"),
    [
        ("6 months to 2 years", "months", ("6 to 24",)),
        ("between 6 months and 1 year", "months", ("6 to 12",)),
        ("6 Monate bis 2 Jahre", "months", ("6 to 24",)),
        ("3 weeks to 2 months", "weeks", ("3 to 8.67",)),
        ("3 weeks to 2 months", "months", ("0.692 to 2",)),
        ("3 weeks to half a year, likely 2 months", "months", ("0.692 to 6, likely 2",)),
        ("30 min to 1 day", "hours/person", ("0.5 to 8", "0.5 to 24")),
        ("2 hours to 2 working days", "hours/person", ("2 to 16",)),
    ],
)
def test_range_of_two_spans_of_time_is_offered_converted(text, unit, readings):
    assert readings_of(text, unit) == readings


@pytest.mark.parametrize(
    ("text", "readings"), [("1:30", ("90", "1.5")), ("0:45 to 1:30", ("45 to 90", "0.75 to 1.5")), ("1:30 h", ("90",))]
)
def test_time_on_a_clock_is_asked_back_where_minutes_are_counted(text, readings):
    assert readings_of(text, "minutes/case") == readings


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        ("2 years to 6 months", "months", TURNED_ROUND),
        ("6 months to 20 years", "months", ABOVE_MAXIMUM),
        ("6 months to 2 apples", "months", OTHER_UNIT),
        ("1:30", "months", NOT_A_NUMBER),
        ("1:75", "hours", NOT_A_NUMBER),
    ],
)
def test_span_of_time_that_means_nothing_is_refused(text, unit, message):
    with pytest.raises(BadValue) as refused:
        parse_range(text, unit=unit, maximum=120)
    assert refused.value.message == message


def test_range_of_two_spans_is_no_single_number():
    with pytest.raises(BadValue) as refused:
        parse_number("6 months to 2 years", unit="months")
    assert refused.value.message == ONE_NUMBER


def test_reading_beyond_the_limits_is_not_offered():
    with pytest.raises(Unclear) as asked:
        parse_range("2 days", unit="hours/person", maximum=40)
    assert asked.value.readings == ("16",)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1% per month", "%/year"),
        ("6 people", "cases/month"),
        ("6 part-time people", "hours/month"),
        ("2,000 a week to 9,000 a month", "cases/month"),
        ("95 a day", "money/hour"),
    ],
)
def test_unit_that_cannot_be_converted_is_refused(text, unit):
    with pytest.raises(BadValue) as refused:
        parse_range(text, unit=unit)
    assert refused.value.message == OTHER_UNIT


def test_people_are_taken_where_people_are_counted():
    assert parse_range("6 FTE", unit="people").likely == parse_range("6 people full time", unit="people").likely == 6


def test_converted_number_keeps_to_the_limits():
    with pytest.raises(BadValue) as refused:
        parse_range("2,000 a week", unit="cases/month", maximum=8000)
    assert refused.value.message == ABOVE_MAXIMUM


@pytest.mark.parametrize(
    ("language", "text", "unit", "says"),
    [
        ("en", "2,000 a week", "cases/month",
         "“2,000 a week” counts per week. Counted per month, that is 8,667 (× 52 weeks ÷ 12 months)."),
        ("en", "40 a day", "cases/month",
         "“40 a day” counts per day. Counted per month, that is 867 (× 260 working days ÷ 12 months)."),
        ("en", "6 FTE", "hours/month",
         "“6 FTE” counts people. Counted in hours per month, that is 1,040 "
         "(× 2,080 hours of a working year ÷ 12 months)."),
        ("de", "40 am Tag", "cases/month",
         "„40 am Tag“ zählt pro Tag. Gezählt pro Monat sind das 867 (× 260 Arbeitstage ÷ 12 Monate)."),
        ("en", "26 weeks", "months",
         "“26 weeks” counts weeks. Counted in months, that is 6 (÷ 52 weeks × 12 months)."),
        ("de", "26 Wochen", "months",
         "„26 Wochen“ zählt Wochen. Gezählt in Monaten sind das 6 (÷ 52 Wochen × 12 Monate)."),
        ("de", "3 Wochen bis 2 Monate", "months",
         "„3 Wochen bis 2 Monate“ zählt Wochen und Monate. Gezählt in Monaten sind das 0.692 bis 2 "
         "(÷ 52 Wochen × 12 Monate)."),
        ("en", "2 days a week", "hours/month",
         "“2 days a week” counts days per week. Counted in hours per month, that is 69.3 "
         "(× 8 hours × 52 weeks ÷ 12 months) or 208 (× 24 hours × 52 weeks ÷ 12 months). Which do you mean?"),
    ],
)  # fmt: skip
def test_how_it_is_converted_is_said(language, text, unit, says):
    with override(language), pytest.raises(Unclear) as asked:
        parse_range(text, unit=unit)
    with override(language):
        assert say(asked.value).startswith(says)


def test_working_year_is_the_one_of_the_questionnaire():
    section = tomllib.loads(Path("fixtures/sections/team.toml").read_text())
    fields = [field for question in section["question"] for field in question["field"]]
    (years,) = [field for field in fields if field["id"] == "team.hours_per_year"]
    assert years["default"] == HOURS_PER_WORKING_YEAR
