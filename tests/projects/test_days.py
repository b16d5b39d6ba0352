"""Days as people write them in English, German and French, in Switzerland and in Austria."""

from datetime import date

import pytest
from babel import Locale
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.errors import BadValue
from projects.domain.values import parse_date
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
