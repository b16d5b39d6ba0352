import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.errors import BadValue
from projects.domain.ranges import parse_range
from projects.domain.spoken import in_digits

ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
GERMAN = ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
FEW = st.integers(0, 12)


@given(FEW, FEW)
def test_two_numbers_in_words_are_a_range(first, second):
    assert in_digits(f"{ENGLISH[first]} to {ENGLISH[second]}", is_share=False) == f"{first} to {second}"
    assert in_digits(f"{GERMAN[first]} bis {GERMAN[second]}", is_share=False) == f"{first} bis {second}"


@given(st.text(), st.booleans())
def test_what_is_in_figures_stays_so(text, is_share):
    figures = in_digits(text, is_share=is_share)
    assert in_digits(figures, is_share=is_share) == figures


@given(st.text(alphabet="bcdfghjkmpqrvwxyz0123456789 .,%$€-"), st.booleans())
def test_text_without_a_number_word_stays_as_it_is(text, is_share):
    assert in_digits(text, is_share=is_share).strip() == text.strip()


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("five", "", 5),
        ("Zero", "persons", 0),
        ("none", "persons", 0),
        ("keine", "persons", 0),
        ("nothing", "money", 0),
        ("twenty-five", "cases/month", 25),
        ("twenty five calls", "cases/month", 25),
        ("fünfundzwanzig", "cases/month", 25),
        ("einundzwanzig Fälle", "cases/month", 21),
        ("a dozen", "persons", 12),
        ("half a dozen people", "persons", 6),
        ("ein halbes Dutzend", "persons", 6),
        ("3 Dutzend", "cases", 36),
        ("a hundred", "cases", 100),
        ("two hundred and fifty", "cases", 250),
        ("zweihundertfünfzig", "cases", 250),
        ("fifteen hundred", "cases", 1500),
        ("dreitausend", "cases", 3000),
        ("zweihunderttausend", "cases", 200_000),
        ("ten thousand", "cases", 10_000),
        ("half a million", "money", 500_000),
        ("$ half a million a year", "money/year", 500_000),
        ("eine halbe Million", "money", 500_000),
        ("a quarter of a million", "money", 250_000),
        ("two thirds of a million", "money", 666_667),
        ("one and a half million", "money", 1_500_000),
        ("anderthalb Millionen", "money", 1_500_000),
        ("1/2 million", "money", 500_000),
        ("half", "persons", 0.5),
        ("half an FTE", "persons", 0.5),
        ("1 1/2", "months", 1.5),
        ("4 and a half", "months", 4.5),
        ("half a day", "days", 0.5),
        ("zweieinhalb Tage", "days", 2.5),
        ("an hour and a half", "hours", 1.5),
        ("half an hour", "hours/month", 0.5),
    ],
)
def test_number_in_words_is_read(typed, unit, value):
    assert parse_range(typed, unit=unit).likely == value


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("half", 50),
        ("about half of them", 50),
        ("die Hälfte", 50),
        ("a third", 33.3),
        ("two thirds of the cases", 66.7),
        ("zwei Drittel", 66.7),
        ("three quarters", 75),
        ("drei Viertel aller Fälle", 75),
        ("a fifth", 20),
        ("one in five", 20),
        ("two out of ten", 20),
        ("drei von zehn", 30),
        ("every third", 33.3),
        ("jeder fünfte", 20),
        ("five percent", 5),
        ("half a percent", 0.5),
        ("all of them", 100),
        ("keine", 0),
    ],
)
def test_part_of_all_is_a_share_in_percent(typed, share):
    assert parse_range(typed, unit="%").likely == share


@pytest.mark.parametrize(
    ("typed", "unit", "low", "high"),
    [
        ("two or three", "months", 2, 3),
        ("zwei oder drei Monate", "months", 2, 3),
        ("zwei bis drei Stunden", "hours/month", 2, 3),
        ("five or six hours a week", "hours/week", 5, 6),
        ("5k or 6k", "money", 5000, 6000),
        ("between twenty and thirty", "cases", 20, 30),
        ("a hundred to two hundred", "cases", 100, 200),
        ("a quarter to a third", "%", 25, 33.3),
    ],
)
def test_two_numbers_with_or_between_them_are_ends(typed, unit, low, high):
    value = parse_range(typed, unit=unit)
    assert (value.low, value.high) == (low, high)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("a few", "persons"),
        ("a couple of days", "days"),
        ("hundreds", "cases"),
        ("a few hundred", "cases"),
        ("no one", "persons"),
        ("nobody", "persons"),
        ("one of our people", "persons"),
        ("6 in one office", "persons"),
        ("most", "%"),
        ("a third", "persons"),
        ("1/2", "persons"),
        ("one or more", "persons"),
        ("one two three", "cases"),
        ("two thirds and a half", "%"),
        ("six months", "cases"),
    ],
)
def test_words_that_leave_the_number_open_are_refused(typed, unit):
    with pytest.raises(BadValue):
        parse_range(typed, unit=unit)
