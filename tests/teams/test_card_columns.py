"""The columns of a rate card: what a head means as a whole, and which column is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.domain import cardwords
from teams.domain.cardcolumns import choose, columns_of, is_other_currency, meaning_of
from teams.domain.cardmeaning import RATE, SALARY, CardColumnKind

HOURLY = [
    "Rate", "Hourly rate", "Rate per hour", "Rate/h", "Rate / hour", "Rate (EUR/h)", "USD/h", "€/Std.", "Hourly",
    "per hour", "Cost per hour", "Bill rate", "Standard rate", "Blended hourly rate", "HOURLY RATE",
    "hourly rate USD", "Rate\nper hour", "Hourly Rate Year 1", "Hourly rate 2026", "FY26 rate", "Rate (excl. VAT)",
    "Hourly rate excl. VAT", "Rate (per hour)", "Stundensatz", "Stundensatz (netto, zzgl. MwSt.)",
    "Satz pro Stunde", "Preis je Stunde", "Verrechnungssatz/Std.", "Taux horaire", "Coût horaire",
    "Tarif par heure", "Tarifa por hora", "Precio hora", "Tarifa horaria", "Uurtarief", "Tariffa oraria",
    "Preço por hora",
]  # fmt: skip
YEARLY = [
    "Salary", "Annual salary", "Salary per year", "Salary p.a.", "Yearly pay", "Base salary", "Salary 2026", "Annual",
    "Salary (13 months)", "Salary band", "Gross salary (USD)", "Jahresgehalt", "Bruttojahresgehalt", "Gehalt",
    "Jährliches Gehalt", "Gehalt pro Jahr", "Salaire annuel brut", "Salaire", "Salario anual", "Sueldo anual",
    "Jaarsalaris", "Stipendio annuo", "Salário anual",
]  # fmt: skip
OTHER_TIMES = {
    "day": ["Day rate", "Day rate (8 hour day)", "Daily rate", "Rate per day", "Rate (per day)", "Rate - daily",
            "Rate (8 hour day)", "Tagessatz", "Preis pro PT", "taux journalier", "TJM", "Coût journalier",
            "Tarifa diaria", "Dagtarief", "Daily allowance"],
    "week": ["Weekly rate", "Rate per week", "Wochensatz"],
    "month": ["Monthly salary (13 per year)", "Monthly cost", "Salary per month", "Monatsgehalt", "Salaire mensuel",
              "Sueldo mensual", "Maandsalaris", "Salary (monthly)"],
}  # fmt: skip
NO_PAY = [
    "Year", "Annual leave days", "Utilization rate", "Hours per year", "VAT rate", "Rate type", "Rate valid until",
    "Year of hire", "Exchange rate", "Overtime rate", "Overtime", "Tax rate", "Interest rate", "Success rate",
    "Attrition rate", "Discount rate", "Rate %", "Contract year", "Start year", "Annual bonus", "Years of experience",
    "Hour", "h", "Notice period", "Rate effective from", "Salary review date", "Rate currency", "Currency", "Pay date",
    "Cost center", "Rate card", "Billable hours", "Max hours", "Wechselkurs", "Steuersatz", "Urlaubstage",
    "Überstundensatz", "Mehrwertsteuersatz", "Taux de change", "Taux de TVA", "Tipo de cambio", "Gültig bis",
    "Eintrittsjahr", "Ставка", "時給", "", "   ", "x" * 200,
]  # fmt: skip
UNSURE = [
    "Rate offshore", "Market rate", "Rate (8h)", "Bill rate / Pay rate", "Annual cost", "Hourly rate cap", "Cost",
    "Price", "Total compensation", "Rate per year", "Salary per hour", "Lohn",
]  # fmt: skip


@pytest.mark.parametrize("head", HOURLY)
def test_head_of_pay_by_the_hour_is_understood(head):
    meaning = meaning_of(head)
    assert (meaning.kind, meaning.pays, meaning.certain) == (CardColumnKind.PAY, (RATE,), True)


@pytest.mark.parametrize("head", YEARLY)
def test_head_of_pay_by_the_year_is_understood(head):
    meaning = meaning_of(head)
    assert (meaning.kind, meaning.pays, meaning.certain) == (CardColumnKind.PAY, (SALARY,), True)


@pytest.mark.parametrize(
    ("period", "head"), [(period, head) for period, heads in OTHER_TIMES.items() for head in heads]
)
def test_head_of_pay_by_day_week_or_month_is_understood(period, head):
    meaning = meaning_of(head)
    assert (meaning.kind, meaning.period) == (CardColumnKind.OTHER_PAY, period)


@pytest.mark.parametrize("head", NO_PAY)
def test_head_of_something_else_is_no_pay(head):
    assert meaning_of(head).kind not in (CardColumnKind.PAY, CardColumnKind.OTHER_PAY)


@pytest.mark.parametrize("head", UNSURE)
def test_head_that_leaves_a_doubt_is_never_certain(head):
    meaning = meaning_of(head)
    assert (meaning.kind, meaning.certain) == (CardColumnKind.PAY, False)


@pytest.mark.parametrize(
    ("kind", "heads"),
    [
        (
            CardColumnKind.ROLE,
            ["Role", "Job title", "Position", "Rolle", "Poste", "Puesto", "Functie", "Job", "Title", "Profil"],
        ),
        (CardColumnKind.SENIORITY, ["Level", "Seniority", "Role level", "Stufe", "Niveau", "Pay grade", "Nivel"]),
        (CardColumnKind.SOURCE, ["Supplier", "Source", "Rate source", "Lieferant", "Notes"]),
        (CardColumnKind.NONE, ["Role ID", "Job code", "Position no."]),
    ],
)
def test_heads_of_other_columns_are_understood(kind, heads):
    assert [head for head in heads if meaning_of(head).kind is not kind] == []


@pytest.mark.parametrize(
    ("head", "currencies", "thousands"),
    [
        ("Rate (EUR)", ("EUR",), False), ("Salary k€", ("€",), True), ("TEUR p.a.", ("EUR",), True),
        ("Rate (AED)", ("AED",), False), ("VAT rate", (), False), ("Rate in dollars", ("dollars",), False),
        ("ALL-IN RATE", (), False), ("Salary (thousands)", (), True), ("Rate", (), False),
    ],
)  # fmt: skip
def test_currency_and_thousands_of_a_head_are_understood(head, currencies, thousands):
    meaning = meaning_of(head)
    assert (meaning.currencies, meaning.thousands) == (currencies, thousands)


@pytest.mark.parametrize(
    ("named", "currency", "is_other"),
    [("EUR", "USD", True), ("$", "CAD", False), ("$", "EUR", True), ("euro", "EUR", False), ("AED", "USD", True)],
)
def test_other_currency_is_told_from_the_own_one(named, currency, is_other):
    assert is_other_currency(named, currency) is is_other


def chosen(*heads, currency="USD", **choices):
    read, unclear = choose(columns_of(["Role", *heads]), currency, choices)
    return {pay: candidate.label for pay, candidate in read.items()}, unclear


@pytest.mark.parametrize(
    ("heads", "read", "unclear"),
    [
        (["Utilization rate", "Hourly rate"], {RATE: "Hourly rate"}, ()),
        (["Year", "Salary"], {SALARY: "Salary"}, ()),
        (["Salary", "Rate"], {RATE: "Rate", SALARY: "Salary"}, ()),
        (["Hourly Rate Year 1", "Hourly Rate Year 2"], {}, (RATE,)),
        (["Bill rate", "Pay rate"], {}, (RATE,)),
        (["Rate", "Rate"], {}, (RATE,)),
        (["Base salary", "Gross salary", "Rate"], {RATE: "Rate"}, (SALARY,)),
        (["Rate min", "Rate max"], {RATE: "Rate min, Rate max"}, ()),
        (["Rate min", "Rate", "Rate max"], {RATE: "Rate min, Rate, Rate max"}, ()),
        (["Rate 2025 min", "Rate 2025 max", "Rate 2026 min", "Rate 2026 max"], {}, (RATE,)),
        (["Offshore rate", "Rate"], {RATE: "Rate"}, ()),
        (["Offshore rate"], {}, (RATE,)),
        (["Cost"], {}, (RATE, SALARY)),
        (["Rate (USD)", "Rate (EUR)"], {RATE: "Rate (USD)"}, ()),
        (["Day rate"], {}, ()),
    ],
)
def test_one_certain_column_is_taken_and_two_are_asked_about(heads, read, unclear):
    assert chosen(*heads) == (read, unclear)


def test_column_that_somebody_chose_is_taken():
    assert chosen("Bill rate", "Pay rate", rate_per_hour="2") == ({RATE: "Pay rate"}, ())


def test_none_of_the_columns_can_be_chosen():
    assert chosen("Salary", "Bill rate", "Pay rate", rate_per_hour="") == ({SALARY: "Salary"}, ())


@pytest.mark.parametrize("sent", ["?", "9", "1-2", "x"])
def test_choice_of_a_column_that_is_not_there_leaves_the_question(sent):
    assert chosen("Bill rate", "Pay rate", rate_per_hour=sent) == ({}, (RATE,))


def test_one_column_cannot_be_both_kinds_of_pay():
    assert chosen("Cost", rate_per_hour="1", salary_per_year="1") == ({}, (RATE, SALARY))


@given(st.text(max_size=40))
def test_any_head_means_something_or_nothing(head):
    assert meaning_of(head).kind in CardColumnKind


HEAD_WORDS = "rate salary hourly day month year per hour exchange (8h) 2026 EUR k VAT min / - Satz"
words = st.sampled_from(HEAD_WORDS.split())


@given(st.lists(words, max_size=6))
def test_heads_of_day_or_month_are_never_pay_by_the_hour(parts):
    head = " ".join(["daily", *parts])
    assert meaning_of(head).kind is not CardColumnKind.PAY


# ---------------------------------------------------------------- word by word


def is_read_as(head, period):
    meaning = meaning_of(head)
    if period in (cardwords.HOUR, cardwords.YEAR):
        return (meaning.kind, meaning.pays) == (CardColumnKind.PAY, (RATE,) if period == cardwords.HOUR else (SALARY,))
    return (meaning.kind, meaning.period) == (CardColumnKind.OTHER_PAY, period)


@pytest.mark.parametrize("period", cardwords.PERIOD_ADJECTIVES)
@pytest.mark.parametrize("head", ["{} rate", "Pay {}", "Gehalt ({})", "{}", "{} COST"])
def test_adjective_of_a_span_of_time_names_pay_in_every_language(period, head):
    said = cardwords.PERIOD_ADJECTIVES[period].split()
    assert [word for word in said if not is_read_as(head.format(word), period)] == []


@pytest.mark.parametrize("period", cardwords.PERIODS)
@pytest.mark.parametrize("head", ["Rate per {}", "Pay/{}", "Satz pro {}", "Salaire par {}", "Cost (per {})"])
def test_span_of_time_after_per_is_how_it_is_paid_in_every_language(period, head):
    said = cardwords.PERIODS[period].split()
    assert [word for word in said if not is_read_as(head.format(word), period)] == []


@pytest.mark.parametrize("noun", [*cardwords.PAYS.split(), *cardwords.SALARIES.split(), *cardwords.RATES.split()])
def test_every_noun_of_pay_is_pay(noun):
    assert meaning_of(noun.upper()).kind is CardColumnKind.PAY


@pytest.mark.parametrize(
    ("head", "period"),
    [
        ("Bruttostundenlohn", "hour"), ("Kostenstundensatz", "hour"), ("Stundenhonorar", "hour"), ("uurtarief", "hour"),
        ("Manntagessatz", "day"), ("Personentagessatz", "day"), ("dagtarief", "day"), ("Wochenlohn", "week"),
        ("Monatsbrutto", "month"), ("Nettomonatsgehalt", "month"), ("maandsalaris", "month"),
        ("Jahresbrutto", "year"), ("Zieljahresgehalt", "year"), ("Grundgehalt", "year"), ("Bruttojahresgehalt", "year"),
    ],
)  # fmt: skip
def test_word_made_of_several_is_read_by_its_parts(head, period):
    assert is_read_as(head, period)


@pytest.mark.parametrize(
    ("head", "end"),
    [
        ("Rate min", "low"), ("Rate from", "low"), ("Gehalt bis", "high"), ("Salary P50", "likely"), ("Rate", ""),
        ("Rate (p10)", "low"), ("P90 salary", "high"),
        ("Max rate", "high"), ("Rate (median)", "likely"), ("Satz von", "low"), ("Taux minimum", "low"),
    ],
)  # fmt: skip
def test_head_names_an_end_of_a_range(head, end):
    assert meaning_of(head).end == end


@pytest.mark.parametrize(
    "heads", [("Rate min", "Rate max"), ("Salary low USD", "Salary high USD"), ("Tagessatz min", "Tagessatz max")]
)
def test_ends_of_one_range_share_all_their_other_words(heads):
    low, high = map(meaning_of, heads)
    assert low.rest == high.rest
    assert {low.end, high.end} == {"low", "high"}


def test_every_word_for_an_end_is_met_in_a_head():
    said = [(word, end) for end, text in cardwords.ENDS.items() for word in text.split()]
    assert [word for word, end in said if meaning_of(f"Salary {word}").end != end] == []


@pytest.mark.parametrize(
    ("head", "certain"),
    [("Salary (13 months)", True), ("Rate (8h)", False), ("Rate min max", False), ("Bill rate / Pay rate", False)],
)
def test_number_or_second_meaning_in_a_head_leaves_a_doubt(head, certain):
    assert meaning_of(head).certain is certain
