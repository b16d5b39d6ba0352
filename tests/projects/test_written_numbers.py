"""How people write numbers, and what each is read as: one table for every place that reads a number."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from projects.domain.errors import BadValue, Unclear
from projects.domain.ranges import LARGEST, NumberStyle, Range, parse_range, write_number, write_range

ASK = "ask"
REFUSE = "refuse"
EN, DE = ".", ","
"""The decimal sign of the reader's language."""

FORMS = [
    # A group of thousands never begins with a nought.
    (EN, "0,750", "money/GPU-hour", 0.75),
    (EN, "0,023", "money/GB/month", 0.023),
    (EN, "0,150", "money/million tokens", 0.15),
    (EN, "0.750", "cases", 0.75),
    (DE, "0.750", "cases", 0.75),
    (EN, "0,7500", "", 0.75),
    (EN, "-0,750", "", -0.75),
    (EN, "0,750,000", "", REFUSE),
    (EN, "012,345", "", 12.345),
    # What may mean a thousandfold is asked back in every unit.
    (EN, "1.400", "", ASK),
    (EN, "1.400", "money", ASK),
    (EN, "$1.400", "money", ASK),
    (EN, "114.000", "cases/year", ASK),
    (EN, "1.800", "tokens/case", ASK),
    (EN, "1.250", "money/hour", ASK),
    (EN, "1.250", "money/GPU-hour", ASK),
    (EN, "12.345", "hours", ASK),
    (EN, "-1.400", "", ASK),
    (EN, "1.400 to 1.500", "cases", ASK),
    (EN, "1.300 to 1.500, likely 1.400", "cases", ASK),
    (EN, "about 1.400 cases", "cases", ASK),
    (DE, "1,400", "", ASK),
    (DE, "150,000", "money", ASK),
    (EN, "１．４００", "cases", ASK),
    # What can be read in one way only is not.
    (EN, "1,400", "cases", 1400),
    (DE, "1.400", "cases", 1400),
    (EN, "1.4000", "cases", 1.4),
    (EN, "1.40", "cases", 1.4),
    (EN, "1,40", "cases", 1.4),
    (EN, "1.250k", "money", 1250),
    (EN, "1.235B", "parameters", 1.235e9),
    (EN, "1.234e6", "", 1.234e6),
    (EN, "1234.567", "", 1234.567),
    (EN, "1.234.567", "", 1_234_567),
    (EN, "1,234.567", "", 1234.567),
    (EN, "1.234,567", "", 1234.567),
    (EN, "900 to 1.400", "cases", (900, 1400)),
    # German.
    (EN, "1.234,56", "money", 1234.56),
    (EN, "1400 bis 1500", "cases", (1400, 1500)),
    (EN, "7.900 bis 10.300", "cases/month", (7900, 10_300)),
    (EN, "von 6 bis 12", "months", (6, 12)),
    (EN, "zwischen 6 und 12 Monaten", "months", (6, 12)),
    (EN, "1,5 bis 2", "", (1.5, 2)),
    (EN, "1,400 bis 1,500", "cases", ASK),
    (EN, "etwa 400", "", 400),
    (EN, "knapp 3–4 Wo.", "weeks", (3, 4)),
    (EN, "1.250 Tsd.", "money", 1_250_000),
    (EN, "1,5 Mio. USD", "money", 1.5e6),
    (EN, "1.250 Mio", "money", ASK),
    (EN, "2 Mrd", "money", 2e9),
    (EN, "2 Billionen", "", 2e12),
    (DE, "2 Billion", "", ASK),
    (EN, "95,- USD", "money", 95),
    (EN, "50 Prozent", "%", 50),
    (EN, "1 in 20", "%/year", 5),
    (EN, "1 von 20", "%", 5),
    (EN, "1 in 20 to 1 in 10", "%", (5, 10)),
    (EN, "1 in 20", "cases", REFUSE),
    (EN, "12 Stunden", "hours", 12),
    (DE, "18 Mte.", "months", 18),
    (DE, "18 Mt.", "months", 18),
    (DE, "6 bis 12 Mte", "months", (6, 12)),
    (DE, "5 Pers.", "people", 5),
    (EN, "c. 95", "cases", 95),
    (EN, "c. 95 to 110", "cases", (95, 110)),
    (EN, "95 $ pro Stunde", "money/hour", 95),
    (EN, "mindestens 5", "", REFUSE),
    (EN, "bis zu 9", "", REFUSE),
    (EN, "ab 6", "", REFUSE),
    (EN, "6 und 12", "", REFUSE),
    # French.
    (EN, "de 6 à 12", "months", (6, 12)),
    (EN, "de 6 à 12 mois", "months", (6, 12)),
    (EN, "entre 6 et 12", "", (6, 12)),
    (EN, "6 à 12", "", (6, 12)),
    (EN, "1\u202f234,56", "money", 1234.56),
    (EN, "12\u00a0000 à 15\u00a0000", "cases", (12_000, 15_000)),
    (EN, "environ 400", "", 400),
    (EN, "2 milliards", "", 2e9),
    (EN, "1.400 à 1.500", "cases", ASK),
    (EN, "1,400 à 1,500", "cases", ASK),
    (EN, "95 $ par heure", "money/hour", 95),
    (EN, "5 pour cent", "%", 5),
    (EN, "au moins 5", "", REFUSE),
    # Spanish.
    (EN, "entre 6 y 12", "", (6, 12)),
    (EN, "de 6 a 12", "", (6, 12)),
    (EN, "desde 6 hasta 12 meses", "months", (6, 12)),
    (EN, "12.000 a 15.000", "cases", ASK),
    (EN, "de 12.000 a 15.000", "cases", ASK),
    (EN, "1,5 millones", "money", 1.5e6),
    (EN, "3 mil millones", "", 3e9),
    (EN, "3 mil", "", ASK),
    (EN, "unos 400", "", 400),
    (EN, "5 por ciento", "%", 5),
    (EN, "más de 5", "", REFUSE),
    # Chinese and full-width digits.
    (EN, "6 至 12", "", (6, 12)),
    (EN, "6到12", "", (6, 12)),
    (EN, "6～12", "", (6, 12)),
    (EN, "6至12之间", "", (6, 12)),
    (EN, "1.2万", "cases", 12_000),
    (EN, "5万到8万", "", (50_000, 80_000)),
    (EN, "5-8万", "", (50_000, 80_000)),
    (EN, "3亿", "", 3e8),
    (EN, "3千万", "", 3e7),
    (EN, "１２，０００", "cases", 12_000),
    (EN, "５％", "%", 5),
    (EN, "约400", "", 400),
    (EN, "400左右", "", 400),
    (EN, "5个月", "months", 5),
    (EN, "1万2千", "", 12_000),
    (EN, "1亿2000万", "", 120_000_000),
    (EN, "1万2", "", REFUSE),
    (EN, "2千5万", "", REFUSE),
    (EN, "至少5", "", REFUSE),
    # Hindi and India.
    (EN, "6 से 12", "", (6, 12)),
    (EN, "6 से 12 तक", "", (6, 12)),
    (EN, "6 और 12 के बीच", "", (6, 12)),
    (EN, "1,20,000", "cases", 120_000),
    (EN, "१,२०,०००", "cases", 120_000),
    (EN, "12,34,567.50", "money", 1_234_567.5),
    (EN, "5 lakh", "", 500_000),
    (EN, "1.2 crore", "", 1.2e7),
    (EN, "2 लाख", "", 200_000),
    (EN, "3 करोड़", "", 3e7),
    (EN, "10 to 15 lakh", "money", (1e6, 1.5e6)),
    (EN, "लगभग 400", "", 400),
    (EN, "कम से कम 5", "", REFUSE),
    # English.
    (EN, "from 6 to 12", "", (6, 12)),
    (EN, "6 – 12", "", (6, 12)),
    (EN, "6–12", "", (6, 12)),
    (EN, "6 until 12", "", (6, 12)),
    (EN, "between $6 and $12", "money", (6, 12)),
    (EN, "6...12", "", (6, 12)),
    (EN, "6k - 12k", "", (6000, 12_000)),
    (EN, "6 hours to 12 hours", "hours", (6, 12)),
    (EN, "5 hours a month to 6 hours a month", "hours/month", (5, 6)),
    (EN, "1’250.50", "", 1250.5),
    (EN, "1'250", "", 1250),
    (EN, "2½", "years", 2.5),
    (EN, "3.1 × 10²³", "", 3.1e23),
    (EN, "10^6", "", 1e6),
    (EN, ".5", "", 0.5),
    (EN, "6m", "months", ASK),
    (EN, "5 hundred", "", 500),
    (EN, "6 and 12", "", REFUSE),
    (EN, "6 12", "", REFUSE),
    (EN, "6 or 12", "", (6, 12)),
    (EN, "from 6", "", REFUSE),
    (EN, "5 or more", "", REFUSE),
    (EN, "5+", "", REFUSE),
    (EN, "1,2,3", "", REFUSE),
    (EN, "1.23.456", "", REFUSE),
    (EN, "five", "", 5),
    (EN, "2026-12-01", "", REFUSE),
    # Words that are no unit of the field.
    (EN, "5 bananas", "", REFUSE),
    (EN, "5 %", "", REFUSE),
    (EN, "$5", "", REFUSE),
    (EN, "5 GB", "", REFUSE),
    (EN, "5 months", "hours/month", REFUSE),
    (EN, "$5 per token", "money/million tokens", ASK),
    (EN, "3 GPUs", "GPU-hours", REFUSE),
    (EN, "40 h/mo", "hours/month", 40),
    (EN, "3 GPU hours", "GPU-hours", 3),
    (EN, "$0.15 / 1M tokens", "money/million tokens", 0.15),
    (EN, "$3/MTok", "money/million tokens", 3),
    (EN, "5 % p.a.", "%/year", 5),
    # Prices as lists and bills say them: read where they name the field's unit, never where they name another.
    (EN, "$2.49/hr", "money/GPU-hour", 2.49),
    (EN, "2.49 USD/h", "money/GPU-hour", 2.49),
    (EN, "$2.49/GPU/hr", "money/GPU-hour", 2.49),
    (EN, "$2.49/h per GPU", "money/GPU-hour", 2.49),
    (EN, "$2.49 to 3.10 per hour", "money/GPU-hour", (2.49, 3.1)),
    (EN, "$30,000/GPU", "money/GPU-hour", REFUSE),
    (EN, "$400/month", "money/GPU-hour", ASK),
    (EN, "$60 a day", "money/GPU-hour", ASK),
    (EN, "$3/month", "money/hour", REFUSE),
    (EN, "$2.49/hr", "money", REFUSE),
    (EN, "$2.49/hr", "money/month", REFUSE),
    (EN, "$2.49/hr", "money/kWh", REFUSE),
    (EN, "$12 / user / month", "money/month", REFUSE),
    (EN, "$12 / user / month", "money/case", REFUSE),
    (EN, "$0.023/GB-month", "money/GB/month", 0.023),
    (EN, "$23/TB/month", "money/GB/month", ASK),
    (EN, "$3/M", "money/million tokens", 3),
    (EN, "$3 per million", "money/million tokens", 3),
    (EN, "$0.005 per 1K tokens", "money/million tokens", ASK),
    (EN, "$3 per million cases", "money/million tokens", REFUSE),
    # Words for thousands and millions that languages use in two ways.
    (EN, "2 mil.", "money", ASK),
    (EN, "2 to 3 mil", "money", ASK),
    (EN, "95 t", "cases", ASK),
    (EN, "95 T", "money", ASK),
    (EN, "2T", "tokens", 2e12),
    (EN, "2t", "tokens", ASK),
    (EN, "2 tn", "money", 2e12),
    (EN, "2MM", "money", 2e6),
    (EN, "2 bn", "money", 2e9),
    (EN, "2 Bio.", "money", 2e12),
    (EN, "20 grand", "money", 20_000),
    (EN, "2 hundred thousand", "cases", 200_000),
    (EN, "2 lakh crore", "cases", 2e12),
    (EN, "2 miljoen", "cases", 2e6),
    (EN, "2 miliardi", "cases", 2e9),
    (EN, "2兆", "cases", REFUSE),
    (EN, "2 dozen", "cases", 24),
]


def read(decimal, text, unit, currency="USD"):
    """Return what a text is read as: a number, two ends, or what is done with it."""
    try:
        value = parse_range(text, unit=unit, reading=NumberStyle(currency=currency, decimal=decimal))
    except Unclear:
        return ASK
    except BadValue:
        return REFUSE
    return value.likely if value.is_exact else (value.low, value.high)


@pytest.mark.parametrize(("decimal", "text", "unit", "result"), FORMS)
def test_written_number_is_read_asked_back_or_refused(decimal, text, unit, result):
    assert read(decimal, text, unit) == (result if isinstance(result, str) else pytest.approx(result))


@pytest.mark.parametrize(
    ("currency", "text", "unit", "result"),
    [
        ("CHF", "1’250.50", "money", 1250.5),
        ("CHF", "95.–", "money/hour", 95),
        ("INR", "₹ 1,20,000/-", "money/hour", 120_000),
        ("INR", "95/- to 110/-", "money/hour", (95, 110)),
        ("KES", "950/=", "money/hour", 950),
        ("CHF", "Fr. 95.-", "money", 95),
        ("CHF", "CHF 1'250.–", "money", 1250),
        ("CHF", "95.– bis 120.–", "money/hour", (95, 120)),
        ("CHF", "1.400 bis 1.500", "money", ASK),
        ("INR", "₹ 1,20,000", "money/year", 120_000),
        ("INR", "Rs.500", "money/hour", 500),
        ("INR", "Rs 12 lakh", "money/year", 1_200_000),
        ("INR", "5 लाख रुपये", "money/year", 500_000),
        ("JPY", "￥95,000", "money", 95_000),
        ("JPY", "95,000円", "money", 95_000),
        ("CNY", "95元/小时", "money/hour", 95),
        ("CNY", "每小时95元", "money/hour", 95),
        ("EUR", "T€ 5", "money", REFUSE),
        ("EUR", "250 T€", "money", 250_000),
        ("EUR", "250 TEUR", "money", 250_000),
        ("EUR", "1.250 T€", "money", 1_250_000),
        ("EUR", "120 kEUR", "money/year", 120_000),
        ("EUR", "95 €/h", "money/hour", 95),
        ("EUR", "$95", "money", REFUSE),
        ("USD", "95/h", "money/hour", 95),
        ("USD", "$95/hr", "money/hour", 95),
        ("USD", "95 USD/h", "money/hour", 95),
        ("USD", "USD 95 per hour", "money/hour", 95),
        ("USD", "95 US dollars an hour", "money/hour", 95),
        ("USD", "95 a day", "money/hour", REFUSE),
        ("USD", "100000/yr", "money/year", 100_000),
        ("USD", "100,000 p.a.", "money/year", 100_000),
        ("USD", "100k per annum", "money/year", 100_000),
        ("USD", "8,000/mo", "money/year", ASK),
        ("SEK", "950 kr/h", "money/hour", 950),
        ("SEK", "950:-", "money/hour", 950),
        ("SEK", "950:– till 1 200:–", "money/hour", (950, 1200)),
        ("PLN", "95 zł", "money", 95),
        ("CAD", "$95", "money", 95),
        ("CAD", "95 $ CA", "money", 95),
        ("GBP", "£95", "money", 95),
        ("ZAR", "R95", "money/hour", 95),
        ("ZAR", "R 1 250", "money/hour", 1250),
        ("TRY", "95 TL", "money", 95),
        ("TRY", "95 bin TL", "money", 95_000),
        ("RON", "95 lei", "money", 95),
        ("PLN", "95 zl", "money", 95),
        ("PLN", "5 tys. zł", "money", 5000),
        ("THB", "95 บาท", "money", 95),
        ("THB", "1.2 ล้านบาท", "money", 1_200_000),
        ("KRW", "95,000원", "money", 95_000),
        ("KRW", "95만", "money", 950_000),
        ("KRW", "95만원", "money", 950_000),
        ("KRW", "1억 2천만원", "money", 120_000_000),
        ("IDR", "1,2 juta", "money", 1_200_000),
        ("IDR", "Rp 950 ribu", "money", 950_000),
        ("JPY", "9万5千", "money", 95_000),
        ("JPY", "9万5千円", "money", 95_000),
        ("GBP", "95p", "money/hour", 0.95),
        ("GBP", "5 to 10p", "money/hour", (0.05, 0.1)),
        ("GBP", "£5 to 90p", "money/hour", REFUSE),
        ("EUR", "12 ct/kWh", "money/kWh", 0.12),
        ("USD", "12¢", "money/kWh", 0.12),
        ("CHF", "95 Rp.", "money", 0.95),
        ("IDR", "95 Rp", "money", 95),
        ("CZK", "1 250 Kč", "money", 1250),
        ("HUF", "95 Ft", "money", 95),
        ("NOK", "95 kr.", "money", 95),
        ("DKK", "250 tkr", "money", 250_000),
        ("BRL", "R$ 95", "money", 95),
        ("INR", "Rs. 95", "money", 95),
        ("PKR", "Rs 95", "money", 95),
        ("VND", "95 đ", "money", 95),
        ("PHP", "₱95", "money", 95),
        ("NGN", "₦95", "money", 95),
        ("UAH", "95 грн", "money", 95),
        ("ILS", "95 ₪", "money", 95),
        ("ILS", '95 ש"ח', "money", 95),
        ("AED", "Dh 95", "money", 95),
        ("SAR", "SR 95", "money", 95),
        ("PEN", "S/ 95", "money", 95),
        ("KES", "KSh 95", "money", 95),
        ("EUR", "€3.10 per hour", "money/GPU-hour", 3.1),
        ("EUR", "95 t EUR", "money", ASK),
        ("EUR", "2 mil €", "money", ASK),
        ("CZK", "2 mil. Kč", "money", 2e6),
        ("CZK", "2 tisíce Kč", "money", 2000),
        ("RON", "2 mil. lei", "money", 2e6),
        ("RON", "2 milioane lei", "money", 2e6),
        ("RON", "2 mii lei", "money", 2000),
        ("PLN", "2 mln zł", "money", 2e6),
        ("PLN", "2 miliony zł", "money", 2e6),
        ("HUF", "2 millió Ft", "money", 2e6),
        ("MXN", "2 mil pesos", "money", 2000),
        ("BRL", "R$ 2 mil", "money", 2000),
        ("BRL", "R$ 2 mi", "money", 2e6),
        ("INR", "2L", "money", 200_000),
        ("USD", "2L", "money", REFUSE),
        ("VND", "2 tr", "money", 2e6),
        ("JPY", "2兆円", "money", 2e12),
        ("KRW", "2조", "money", 2e12),
    ],
)
def test_what_a_currency_brings_along_is_understood(currency, text, unit, result):
    assert read(".", text, unit, currency) == (result if isinstance(result, str) else pytest.approx(result))


@pytest.mark.parametrize(
    "text", ["R95", "95 TL", "95 lei", "95 zł", "95 บาท", "95,000원", "Rs 95", "95 kr", "95 грн", "₦95"]
)
def test_another_currency_by_any_of_its_names_is_refused(text):
    with pytest.raises(BadValue, match="names another currency"):
        parse_range(text, unit="money")


@pytest.mark.parametrize("text", ["95p", "95 öre"])
def test_hundredth_of_another_currency_is_refused(text):
    assert read(EN, text, "money") == REFUSE


def test_question_names_both_readings_the_larger_one_first():
    with pytest.raises(Unclear) as asked:
        parse_range("1.400")
    assert str(asked.value) == "“1.400” can be read in two ways. Is that 1,400 or 1.4?"
    assert asked.value.readings == ("1,400", "1.4")


def test_question_about_a_range_names_ranges():
    with pytest.raises(Unclear) as asked:
        parse_range("1.400 to 1.500, likely 1.450")
    assert asked.value.readings == ("1,400 to 1,500", "1.4 to 1.5")


def test_limits_that_leave_one_reading_answer_the_question():
    assert parse_range("12.345", unit="%", maximum=100).likely == 12.345
    assert parse_range("114.000", unit="cases", minimum=1000).likely == 114_000
    assert parse_range("6m", unit="months", maximum=120).likely == 6


def test_question_about_a_scale_names_whole_ranges():
    with pytest.raises(Unclear) as asked:
        parse_range("10 to 15 mil", unit="money")
    assert asked.value.readings == ("10,000,000 to 15,000,000", "10,000 to 15,000")


def test_trillions_are_written_out_where_they_are_asked_about():
    with pytest.raises(Unclear) as asked:
        parse_range("95 t", unit="money")
    assert asked.value.readings == ("95,000,000,000,000", "95,000")


def test_other_currency_is_named():
    with pytest.raises(BadValue, match="names another currency"):
        parse_range("95 €/h", unit="money/hour")


@pytest.mark.parametrize("decimal", [EN, DE])
@given(st.floats(-1e15, 1e15, allow_nan=False))
@example(1.234)
@example(1400.0)
@example(999.999)
def test_each_reading_typed_back_is_read_in_one_way(decimal, value):
    text = write_number(value, decimal)
    assert parse_range(text, reading=NumberStyle(decimal=decimal)).likely == pytest.approx(value, rel=1e-11)


@pytest.mark.parametrize("decimal", [EN, DE])
@given(st.lists(st.floats(0, 1e9), min_size=3, max_size=3).map(sorted))
@example([1.4, 1.45, 1.5])
@example([1.4, 1.401, 1.5])
def test_each_range_typed_back_is_read_in_one_way(decimal, ends):
    value = Range(low=ends[0], likely=ends[1], high=ends[2])
    again = parse_range(write_range(value, decimal), reading=NumberStyle(decimal=decimal))
    assert again.to_json() == pytest.approx(value.to_json(), rel=1e-10)


ALPHABET = "0123456789.,'’ -–%$€ kMT万亿लाखabeiotàéundbis٣५至से½²×^/+()"


@given(st.text(st.sampled_from(ALPHABET), max_size=24), st.sampled_from(["", "money/hour", "%", "hours/month"]))
def test_no_text_gives_anything_but_a_range_or_a_message(text, unit):
    try:
        value = parse_range(text, unit=unit)
    except BadValue:
        return
    assert -LARGEST <= value.low <= value.likely <= value.high <= LARGEST
