import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.errors import BadValue, Unclear
from projects.domain.ranges import LARGEST, NumberStyle, Range, parse_number, parse_range


@pytest.mark.parametrize(
    ("typed", "low", "likely", "high"),
    [
        ("6 to 12", 6, 9, 12),
        ("10k–15k", 10_000, 12_500, 15_000),
        ("10–15k", 10_000, 12_500, 15_000),
        ("500 to 1k", 500, 750, 1000),
        ("1–2 M", 1e6, 1.5e6, 2e6),
        ("about 400", 400, 400, 400),
        ("between 5 and 9", 5, 7, 9),
        ("5..9", 5, 7, 9),
        ("38k-46k, likely 42k", 38_000, 42_000, 46_000),
        ("27,000 to 38,000, likely 32,000", 27_000, 32_000, 38_000),
        ("-5 to -2", -5, -3.5, -2),
        ("-5--2", -5, -3.5, -2),
        ("1.234,56", 1234.56, 1234.56, 1234.56),
        ("1,234.56", 1234.56, 1234.56, 1234.56),
        ("1 234,56", 1234.56, 1234.56, 1234.56),
        ("1,5", 1.5, 1.5, 1.5),
        ("1,234,567", 1_234_567, 1_234_567, 1_234_567),
        ("7e9", 7e9, 7e9, 7e9),
        ("2 million", 2e6, 2e6, 2e6),
        ("-0", 0, 0, 0),
        ("1e-400", 0, 0, 0),
    ],
)
def test_range_is_read_as_people_type_it(typed, low, likely, high):
    assert parse_range(typed) == Range(low=low, likely=likely, high=high)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("$1.2M", "money", 1.2e6),
        ("30 %", "%", 30),
        ("USD 5k", "money/month", 5000),
        ("5k dollars a month", "money/month", 5000),
        ("12 months", "months", 12),
        ("3 GPU-hours", "GPU-hours", 3),
    ],
)
def test_range_takes_its_own_unit(typed, unit, value):
    assert parse_number(typed, unit=unit) == value


@pytest.mark.parametrize(
    ("typed", "unit", "low", "high"),
    [
        ("a third maybe", "%", 33.3, 33.3),
        ("a third, perhaps", "%", 33.3, 33.3),
        ("30% I think", "%", 30, 30),
        ("10 to 12, I guess", "hours", 10, 12),
        ("perhaps 10 to 12", "hours", 10, 12),
        ("12 probably", "hours", 12, 12),
        ("ein Drittel, schätze ich", "%", 33.3, 33.3),
        ("vielleicht 3 bis 5", "hours", 3, 5),
        ("3 bis 5 denke ich", "hours", 3, 5),
    ],
)
def test_doubt_beside_a_number_leaves_it_as_it_is(typed, unit, low, high):
    value = parse_range(typed, unit=unit)
    assert (value.low, value.high) == (low, high)


@pytest.mark.parametrize(
    ("typed", "unit", "message"),
    [
        ("12k to", "", "“12k to” has no upper end. Write both ends, such as 12k to 18k, or one number."),
        ("at least 5", "", "“at least 5” has no upper end. Write both ends, such as 12k to 18k, or one number."),
        ("up to 9", "", "“up to 9” has no lower end. Write both ends, such as 0 to 12, or one number."),
        ("12 to 6", "", "“12 to 6” runs from more to less. Please put the smaller number first."),
        ("6 cases", "months", "“6 cases” names another unit. This is counted in months."),
        ("€5", "money", "“€5” names another currency. This project counts in USD."),
        ("5 to 9, likely 12", "", "The likely value of “5 to 9, likely 12” lies outside its two ends."),
        ("1e400", "", "“1e400” is larger than anything a project counts. Check the zeros."),
    ],
)
def test_range_that_cannot_be_meant_is_refused_with_what_to_write(typed, unit, message):
    with pytest.raises(BadValue) as refused:
        parse_range(typed, unit=unit)
    assert str(refused.value) == message


@pytest.mark.parametrize("typed", ["", "NaN", "inf", "0x10", "1_000", "--1", "=1+1", "<script>", "1.2.3", "a" * 10_000])
def test_text_that_is_no_number_is_refused(typed):
    with pytest.raises(BadValue, match="cannot be read as a number"):
        parse_range(typed)


def test_range_outside_the_limits_is_refused():
    with pytest.raises(BadValue, match=r"too high\. The most that makes sense here is 100"):
        parse_range("60 to 120", maximum=100)
    with pytest.raises(BadValue, match=r"too low\. The least that makes sense here is 0"):
        parse_range("-3", minimum=0)


def test_decimal_sign_of_the_reader_decides_what_is_ambiguous():
    assert parse_number("1.234", reading=NumberStyle(decimal=",")) == 1234
    assert parse_number("1,234", reading=NumberStyle(decimal=".")) == 1234


@pytest.mark.parametrize(
    ("typed", "unit", "decimal", "readings"),
    [
        ("5 to 9", "", ".", ("7", "9")),
        ("£40-60k", "money", ".", ("50,000", "60,000")),
        ("120–150 TEUR", "money", ",", ("135.000", "150.000")),
        ("40k to 60k, likely 45k", "money", ".", ("45,000", "60,000")),
        ("rund 120k bis max. 150k", "money", ",", ("135.000", "150.000")),
        ("up to £75k", "money", ".", ("75,000",)),
        ("max. 150.000 €", "money", ",", ("150.000",)),
        ("60k or more", "money", ".", ("60,000",)),
        ("400+", "", ".", ("400",)),
    ],
)
def test_range_given_for_one_number_is_asked_back(typed, unit, decimal, readings):
    currency = "GBP" if "£" in typed else "EUR"
    with pytest.raises(Unclear) as asked:
        parse_number(typed, unit=unit, reading=NumberStyle(decimal=decimal, currency=currency))
    assert asked.value.readings == readings
    for text in readings:  # chosen, each means one thing
        parse_number(text, unit=unit, reading=NumberStyle(decimal=decimal))


@pytest.mark.parametrize("typed", ["60 to 40", "up to $75k", "1.250 to 1.500", "5 to 900"])
def test_range_that_is_no_answer_either_way_offers_nothing(typed):
    with pytest.raises(BadValue) as refused:
        parse_number(
            typed,
            unit="money",
            reading=NumberStyle(currency="CHF", decimal="."),
            maximum=500 if "900" in typed else None,
        )
    assert refused.value.readings == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("€ 120.000,00 netto", 120_000),
        ("ca. 20k€ (geschätzt)", 20_000),
        ("120.000 zzgl. USt", 120_000),
        ("60ish", 60),
        ("50k excl. VAT", 50_000),
        ("75 grand", 75_000),
    ],
)
def test_remark_behind_a_number_leaves_it_as_it_is(typed, read):
    assert parse_number(typed, unit="money", reading=NumberStyle(currency="EUR", decimal=",")) == read


@pytest.mark.parametrize("typed", ["20k (Q1: 30k)", "20 (USD)", "20 (hundreds)", "300 (per quarter)"])
def test_remark_that_may_change_a_number_is_refused(typed):
    with pytest.raises(BadValue):
        parse_number(typed, unit="money", reading=NumberStyle(currency="EUR"))


@pytest.mark.parametrize(
    "typed",
    ["340 renewals", "340 renewals a month", "25.000-30.000 Stk./Monat", "1.250 Anrufe", "800 E-Mails im Monat"],
)
def test_own_name_of_a_case_is_read(typed):
    assert parse_range(typed, unit="cases/month", reading=NumberStyle(decimal=",")).low >= 340


def test_own_name_of_a_case_is_converted_too():
    with pytest.raises(Unclear) as asked:
        parse_range("1.250 Anrufe/Tag", unit="cases/month", reading=NumberStyle(decimal=","))
    assert asked.value.readings == ("27.083",)


@pytest.mark.parametrize(
    "typed",
    ["30.000 jährl.", "300 USD", "40 hours", "7 halbtags", "12 %", "3 mensuel", "4 GB"],
)
def test_word_that_says_how_often_or_how_many_names_no_case(typed):
    with pytest.raises(BadValue):
        parse_range(typed, unit="cases/month", reading=NumberStyle(decimal=","))


def test_limit_is_written_in_the_signs_of_the_reader():
    with pytest.raises(BadValue, match=r"makes sense here is 5\.000"):
        parse_range("6000", unit="hours", reading=NumberStyle(decimal=","), maximum=5000)


@pytest.mark.parametrize(
    ("typed", "unit", "message"),
    [
        ("plenty", "", "“plenty” cannot be read as a number. Write one number, such as 12."),
        ("at least 5", "", "“at least 5” leaves one end open. One number is asked for here: 5?"),
        ("up to 9", "", "“up to 9” leaves one end open. One number is asked for here: 9?"),
        ("5 bananas", "", "“5 bananas” holds a word that does not belong here. Write the number alone, such as 400."),
        ("1 to 2 years", "months", "“1 to 2 years” is a range. One number is asked for here."),
        ("12, likely 12", "", "“12, likely 12” is a range. One number is asked for here."),
    ],
)
def test_one_number_is_asked_for_without_a_word_of_ranges(typed, unit, message):
    with pytest.raises(BadValue) as refused:
        parse_number(typed, unit=unit)
    assert str(refused.value) == message


@given(st.text(max_size=300))
def test_any_text_gives_a_range_or_a_message(text):
    try:
        found = parse_range(text)
    except BadValue:
        return
    assert -LARGEST <= found.low <= found.likely <= found.high <= LARGEST


@given(st.lists(st.integers(-(10**12), 10**12), min_size=3, max_size=3).map(sorted))
def test_range_written_out_reads_back(ends):
    low, likely, high = ends
    assert parse_range(f"{low} to {high}, likely {likely}") == Range(low=low, likely=likely, high=high)


@pytest.mark.parametrize("values", [(2, 1, 3), (1, 2, float("inf")), (float("nan"), 1, 2)])
def test_range_of_impossible_numbers_is_refused(values):
    low, likely, high = values
    with pytest.raises(ValueError, match="a range needs"):
        Range(low=low, likely=likely, high=high)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("150k incl. VAT", "money"),
        ("100k to 120k including tax", "money"),
        ("150k inkl. MwSt.", "money"),
        ("150.000 brutto", "money"),
        ("$95/h incl. VAT", "money/hour"),
    ],
)
def test_sum_with_tax_is_asked_for_without(typed, unit):
    with pytest.raises(BadValue, match="Costs here are without value-added tax"):
        parse_range(typed, unit=unit)


@pytest.mark.parametrize("typed", ["60k gross", "60k brutto", "60k p.a. gross", "gross 60k"])
def test_gross_pay_is_pay(typed):
    assert parse_number(typed, unit="money/year") == 60_000


@pytest.mark.parametrize(
    ("typed", "unit", "low", "high"),
    [
        ("95 ± 5", "", 90, 100),
        ("400 +/- 50 cases", "cases", 350, 450),
        ("1.2 ± 0.1 M", "money", 1_100_000, 1_300_000),
        ("$80k ± 20k", "money", 60_000, 100_000),
        ("90 ± 5 %", "%", 85, 95),
        ("about 12 +- 2 months", "months", 10, 14),
    ],
)
def test_spread_around_a_number_gives_both_ends(typed, unit, low, high):
    value = parse_range(typed, unit=unit)
    assert (value.low, value.likely, value.high) == (
        pytest.approx(low),
        pytest.approx((low + high) / 2),
        pytest.approx(high),
    )


@pytest.mark.parametrize(("typed", "unit"), [("400 ± 10 %", "cases"), ("± 5", ""), ("95 ± ", ""), ("95 ± 5 ± 2", "")])
def test_spread_that_is_no_amount_is_refused(typed, unit):
    with pytest.raises(BadValue):
        parse_range(typed, unit=unit)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_spread_is_as_wide_on_both_sides(middle, spread):
    value = parse_range(f"{middle} ± {spread}")
    assert (value.low, value.high) == (middle - spread, middle + spread)


@pytest.mark.parametrize("typed", ["48.500 Zeilen", "48.500 Fotos", "48.500 Stunden", "48,5k Seiten"])
def test_what_a_source_holds_is_counted_in_words_of_ones_own(typed):
    assert parse_number(typed, unit="units", reading=NumberStyle(decimal=",", group=".")) == 48_500


@pytest.mark.parametrize("typed", ["3 GB", "5 %", "500 €", "4 Leute", "2 Wochen", "4x"])
def test_what_a_source_holds_is_not_counted_in_another_unit(typed):
    with pytest.raises(BadValue, match="another unit"):
        parse_number(typed, unit="units", reading=NumberStyle(currency="EUR"))
