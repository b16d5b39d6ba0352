"""Days as people write them in English, German and French, in Switzerland and in Austria."""

import re
from datetime import date

import pytest
from babel import Locale
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.days import parse_date, read_day
from projects.domain.errors import BadValue, Unclear
from projects.formatting import Formatter
from projects.forms import say

DAY = date(2027, 3, 9)
DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "2027-03-09",
        "2027-3-9",
        " 2027-03-09 ",
        "9 March 2027",
        "09 march 2027",
        "9 Mar 2027",
        "9 Mar. 2027",
        "9th March 2027",
        "March 9, 2027",
        "March 9 2027",
        "March 9th, 2027",
        "Mar 9, 2027",
        "9.3.2027",
        "09.03.2027",
        "9. 3. 2027",
        "9. März 2027",
        "9.März 2027",
        "9 MÄRZ 2027",
        "9. Mär. 2027",
        "9. Mrz. 2027",
        "9 mars 2027",
        "9 MARS 2027",
    ],
)
def test_day_is_read_in_each_way_of_writing_it(typed):
    assert parse_date(typed) == DAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1er mars 2027", date(2027, 3, 1)),
        ("1st March 2027", date(2027, 3, 1)),
        ("2nd March 2027", date(2027, 3, 2)),
        ("3rd March 2027", date(2027, 3, 3)),
        ("5. Jänner 2027", date(2027, 1, 5)),
        ("5. Feber 2027", date(2027, 2, 5)),
        ("14 févr. 2027", date(2027, 2, 14)),
        ("1 août 2027", date(2027, 8, 1)),
        ("1. Mai 2027", date(2027, 5, 1)),
        ("8 mai 2027", date(2027, 5, 8)),
        ("3. Okt. 2027", date(2027, 10, 3)),
        ("24. Dez. 2027", date(2027, 12, 24)),
        ("25 déc. 2027", date(2027, 12, 25)),
        ("14 juil. 2027", date(2027, 7, 14)),
        ("30 Sept 2027", date(2027, 9, 30)),
        ("29. Februar 2028", date(2028, 2, 29)),
    ],
)
def test_month_is_read_by_its_name_in_three_languages(typed, day):
    assert parse_date(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "March 2027",
        "9 March",
        "9 Smarch 2027",
        "29. Februar 2027",
        "31 April 2027",
        "0 March 2027",
        "32.1.2027",
        "9.13.2027",
        "9.3.27",
        "9/3/2027",
        "9 March 2027 at noon",
        "Friday, 9 March 2027",
        "2027-03-09T10:00",
    ],
)
def test_text_that_names_no_day_for_certain_is_refused_with_what_to_write(typed):
    with pytest.raises(BadValue) as refused:
        parse_date(typed)
    assert str(refused.value) == (f"“{typed}” is not a valid date. Use a format such as 2027-03-19 or 19 March 2027.")


@pytest.mark.parametrize("typed", ["1989-12-31", "31.12.1989", "31 December 1989", "2201-01-01", "1. Januar 2201"])
def test_day_of_another_century_is_refused_however_it_is_written(typed):
    with pytest.raises(BadValue) as refused:
        parse_date(typed)
    assert str(refused.value) == f"{typed} is too far away. Please check the year."


@pytest.mark.parametrize("typed", ["1990-01-01", "1. Januar 1990", "2200-12-31", "December 31, 2200"])
def test_first_and_last_day_that_make_sense_are_read(typed):
    assert parse_date(typed).year in (1990, 2200)


def test_long_text_is_quoted_by_its_beginning():
    with pytest.raises(BadValue) as refused:
        parse_date("9 March 2027 " * 10)
    assert str(refused.value).startswith(f"“{('9 March 2027 ' * 10)[:40]}” is not")


def test_what_a_german_reader_is_told_to_write_is_read():
    with pytest.raises(BadValue) as refused:
        parse_date("bald")
    with translation.override("de"):
        words = say(refused.value)
    assert words == "„bald“ ist kein gültiges Datum. Schreiben Sie es zum Beispiel als 2027-03-19 oder 19.3.2027."
    assert parse_date("19.3.2027") == date(2027, 3, 19)


@pytest.mark.parametrize("locale", ["en", "en_GB", "en_CH", "de", "de_CH", "de_AT", "fr", "fr_CH"])
@given(day=DAYS)
def test_day_that_we_write_out_is_read_back(locale, day):
    assert parse_date(Formatter(locale=Locale.parse(locale)).date(day)) == day


@given(DAYS)
def test_day_that_is_stored_is_read_back(day):
    assert parse_date(day.isoformat()) == day


@given(
    DAYS,
    st.sampled_from(["{0.day}.{0.month}.{0.year}", "{0.day:02}.{0.month:02}.{0.year}", "{0.day}. {0.month}. {0.year}"]),
)
def test_day_in_numbers_begins_with_the_day(day, form):
    assert parse_date(form.format(day)) == day


@given(st.text("0123456789. -/MarchJunäiép", max_size=18))
def test_any_text_is_a_day_or_refused_with_words(text):
    try:
        day = parse_date(text)
    except BadValue:
        return
    assert 1990 <= day.year <= 2200


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("end of March 2027", date(2027, 3, 31)),
        ("by the end of March 2027", date(2027, 3, 31)),
        ("End March 2027", date(2027, 3, 31)),
        ("late February 2028", date(2028, 2, 29)),
        ("early June 2027", date(2027, 6, 1)),
        ("mid-May 2027", date(2027, 5, 15)),
        ("Mitte Mai 2027", date(2027, 5, 15)),
        ("Ende Februar 2027", date(2027, 2, 28)),
        ("bis Ende Mrz. 2027", date(2027, 3, 31)),
        ("fin mars 2027", date(2027, 3, 31)),
        ("end of Q2 2027", date(2027, 6, 30)),
        ("Anfang 3. Quartal 2027", date(2027, 7, 1)),
    ],
)
def test_time_that_names_one_day_of_a_year_is_read_as_that_day(typed, day):
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "first", "second"),
    [
        ("Q2 2027", "2027-04-01", "2027-06-30"),
        ("2. Quartal 2027", "2027-04-01", "2027-06-30"),
        ("March 2027", "2027-03-01", "2027-03-31"),
        ("im Mai 2027", "2027-05-01", "2027-05-31"),
        ("end of March", "2027-03-31", "2026-03-31"),
        ("Mitte Mai", "2027-05-15", "2026-05-15"),
        ("end of December", "2026-12-31", "2025-12-31"),
        ("31 March", "2027-03-31", "2026-03-31"),
        ("March 31st", "2027-03-31", "2026-03-31"),
        ("31.3.", "2027-03-31", "2026-03-31"),
        ("Q1", "2027-01-01", "2027-03-31"),
        ("Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_time_that_may_be_two_days_is_asked_back(typed, first, second):
    with pytest.raises(Unclear) as asked:
        read_day(typed, today=date(2026, 12, 1))
    assert asked.value.readings == (first, second)


def test_time_without_a_year_is_refused_where_nobody_says_which_day_it_is():
    with pytest.raises(BadValue) as refused:
        read_day("end of March")
    assert str(refused.value) == "“end of March” names no year. Please add it."


@pytest.mark.parametrize("typed", ["soon", "end of", "end of Smarch 2027", "Q5 2027", "32 March", "13.13.", "2027"])
def test_time_that_names_no_day_is_refused(typed):
    with pytest.raises(BadValue) as refused:
        read_day(typed, today=date(2026, 12, 1))
    assert "is not a valid date" in str(refused.value)


def test_time_in_another_century_is_refused():
    with pytest.raises(BadValue) as refused:
        read_day("end of March 1066")
    assert str(refused.value) == "1066 is too far away. Please check the year."


@given(st.text("0123456789. -/MarchJunendofQiäép", max_size=18), DAYS)
def test_any_text_is_a_day_asked_back_or_refused(text, today):
    try:
        day = read_day(text, today)
    except BadValue:
        return
    assert 1990 <= day.year <= 2200


def test_day_in_the_line_of_a_row_is_written_as_its_reader_writes_it(owner, sample):
    page = owner.get(reverse("scoping:part", args=[sample.pk, "base", "plan"])).content.decode()
    assert "11 January 2027" in re.sub(r"<input[^>]*>", "", page)
    assert "2027-01-11" not in re.sub(r"<input[^>]*>", "", page)
