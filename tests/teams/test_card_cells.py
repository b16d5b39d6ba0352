"""Cells of a rate card by the table: what is blank, what spoils a row, which span of time and which ends they name."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.cells import FORMULA, MERGED, Formatted, Odd
from projects.domain.errors import BadValue
from projects.domain.ranges import Range
from teams.domain import cardwords as words
from teams.domain.cardcells import (
    BY_THE_DAY,
    TURNED_ROUND,
    BadCell,
    as_written,
    between,
    checked,
    filled,
    is_note,
    is_total,
    other_period,
)
from teams.domain.cardcolumns import CardColumn
from teams.domain.carddoubts import LARGEST_RATE_USD, LEAST_RATE_USD, LEAST_SALARY_USD, doubts_of
from teams.domain.cardmeaning import CardColumnKind, Meaning, plain_letters, tokens_of, word_set
from teams.domain.ratecard import find_pay, match_role, role_key
from teams.domain.roles import Role, Seniority
from teams.reference import get_roles

RATE = CardColumn(place=1, head="Rate", meaning=Meaning(kind=CardColumnKind.PAY))


def cell(content):
    return filled(["Data engineer", content], RATE)


def refusal(read, *args):
    with pytest.raises(BadCell) as caught:
        read(*args)
    return caught.value.column, caught.value.problem.message, dict(caught.value.problem.params)


# ---------------------------------------------------------------- blank, or not


@pytest.mark.parametrize("text", [*words.BLANKS, "", "   ", "\u200b", "N/A", "TBD", "On Request", " – "])
def test_what_people_write_for_a_blank_is_blank(text):
    assert cell(text) is None


@pytest.mark.parametrize("text", ["0", "free", "n/a 95", "-5", "+5", "- 5", "-€5", "+ $ 95", "95-120", "95"])
def test_everything_else_is_read_as_it_stands(text):
    assert cell(text) == text


def test_blanks_around_and_lines_within_a_cell_are_one_blank():
    assert cell("  95 \n USD ") == "95 USD"


@pytest.mark.parametrize("text", ["=B2*1.1", "=1+1", "@SUM(A1)", "+A1", "-B7*2", "- B7", "+SUM(A1:A2)"])
def test_what_a_spreadsheet_would_calculate_spoils_the_row(text):
    assert refusal(cell, text) == ("Rate", FORMULA, {"text": text})


def test_long_formula_is_quoted_by_its_beginning():
    assert len(refusal(cell, "=" + "A1+" * 100)[2]["text"]) == 60


def test_oddity_of_the_workbook_spoils_the_row_with_its_own_words():
    assert refusal(cell, Odd(text="A1:B2", message=MERGED)) == ("Rate", MERGED, {"text": "A1:B2"})


def test_line_that_ends_before_the_column_is_blank_there():
    assert filled(["Data engineer"], RATE) is None


@pytest.mark.parametrize("content", [95.0, Formatted(value=95, format='#,##0 "€"'), None, 0.0])
def test_numbers_of_a_workbook_are_kept_as_they_are(content):
    assert cell(content) == content


@given(st.text(max_size=40))
def test_any_text_is_blank_kept_or_refused_with_words(text):
    try:
        kept = cell(text)
    except BadCell:
        return
    assert kept is None or kept == " ".join(kept.split())


# ---------------------------------------------------------------- as the card shows it


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("95 USD", "95 USD"),
        ("x" * 99, "x" * 60),
        (95.0, "95"),
        (1234567.5, "1,234,567.5"),
        (0.1 + 0.2, "0.3"),
        (Formatted(value=95, format='#,##0.00 "€"'), "95 €"),
        (Formatted(value=1200, format='"CHF" #,##0'), "CHF 1,200"),
        (Formatted(value=0.95, format="0%"), "95%"),
    ],
)
def test_cell_is_shown_as_in_the_card(content, shown):
    assert as_written(content) == shown


# ---------------------------------------------------------------- spans of time in a cell

SPANS = (words.DAY, words.WEEK, words.MONTH)


@pytest.mark.parametrize("period", SPANS)
def test_every_word_for_a_day_a_week_or_a_month_is_known_in_a_cell(period):
    said = f"{words.PERIODS[period]} {words.PERIOD_ADJECTIVES[period]}".split()
    assert [word for word in said if other_period(f"95 € / {word.upper()}") != period] == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("95 per hour", ""), ("95 /h", ""), ("120,000 p.a.", ""), ("95", ""), ("", ""), ("750 €/Tag", words.DAY),
        ("750 par jour", words.DAY), ("Tägliche Rate", words.DAY), ("4000 pro Woche", words.WEEK),
        ("8000 monatlich", words.MONTH), ("8000/mes", words.MONTH), ("8000 a day", words.DAY), ("daytime", ""),
    ],
)  # fmt: skip
def test_span_of_time_is_read_off_whole_words(text, period):
    assert other_period(text) == period


def test_pay_by_every_other_span_of_time_says_how_to_convert_it():
    assert set(BY_THE_DAY) == set(SPANS)


# ---------------------------------------------------------------- ends of a range


def ends(**values):
    given_ = {"" if end == "whole" else end: value for end, value in values.items()}
    return between(
        {end: value if isinstance(value, Range) else Range.exactly(value) for end, value in given_.items()}, "Pay"
    )


@pytest.mark.parametrize(
    ("cells", "low", "likely", "high"),
    [
        ({"low": 80, "high": 120}, 80, 100, 120),  # the middle
        ({"low": 80, "likely": 90, "high": 120}, 80, 90, 120),
        ({"low": 80, "whole": 90, "high": 120}, 80, 90, 120),
        ({"low": 80, "likely": 200, "high": 120}, 80, 120, 120),  # held within its ends
        ({"low": 80, "likely": 10, "high": 120}, 80, 80, 120),
        ({"low": 80}, 80, 80, 80),
        ({"high": 120}, 120, 120, 120),
        ({"whole": 95}, 95, 95, 95),
        ({"low": 80, "likely": 100}, 80, 100, 100),
        ({"whole": Range(low=80, likely=85, high=120)}, 80, 85, 120),
        ({"low": Range.between(70, 80), "high": Range.between(120, 140)}, 70, 105, 140),
    ],
)
def test_cells_for_ends_make_up_one_range(cells, low, likely, high):
    assert ends(**cells) == Range(low=low, likely=likely, high=high)


def test_ends_that_are_turned_round_spoil_the_row():
    found = refusal(lambda: ends(low=1200.5, high=80))
    assert found == ("Pay", TURNED_ROUND, {"low": "1,200.5", "high": "80"})


def test_value_that_a_check_refuses_spoils_the_row_under_its_column():
    def refuse():
        raise BadValue("no %(what)s", {"what": "way"})

    assert refusal(checked, "Rate", refuse) == ("Rate", "no %(what)s", {"what": "way"})
    assert checked("Rate", lambda: 95) == 95


# ---------------------------------------------------------------- rows that are no role


@pytest.mark.parametrize(
    "role",
    [
        "Total", "TOTALS", "Subtotal", "Grand total", "Sum", "Summe", "Gesamtsumme", "Average rate", "Ø", "Ø Gesamt",
        "Mean hourly rate", "Total per year", "Durchschnitt aller Rollen", "Total général", "Promedio", "合计",
        "Blended rate", "Min", "Max rate", "Итого",
        "Durchschnitt Stundensatz", "Summe pro Jahr",
    ],
)  # fmt: skip
def test_row_that_adds_up_others_is_no_role(role):
    assert is_total(role)


@pytest.mark.parametrize(
    "role",
    ["Total rewards manager", "Data engineer", "Mean reversion quant", "Sum analyst", "Rates", "Manager", "Maximo"],
)
def test_role_with_a_word_of_sums_is_a_role(role):
    assert not is_total(role)


@pytest.mark.parametrize("role", ["Note: rates exclude VAT", "* valid until 2026", "Hinweis", "Remarks: none", "NB: x"])
def test_row_that_only_says_something_is_a_note(role):
    assert is_note(role)


@pytest.mark.parametrize("role", ["Note taker", "Notes editor: senior", "Data engineer", "Engineer: backend", ""])
def test_role_that_begins_like_a_note_is_a_role(role):
    assert not is_note(role)


# ---------------------------------------------------------------- pay that is hard to believe


def doubts(row, rate=1.0):
    return [(doubt.index, doubt.pay, doubt.is_low, doubt.limit) for doubt in doubts_of(3, row, rate)]


def pay(low, high=None):
    return Range(low=low, likely=low, high=high or low).to_json()


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ({"rate_per_hour": pay(95)}, []),
        ({"rate_per_hour": pay(LEAST_RATE_USD)}, []),
        ({"rate_per_hour": pay(0.99)}, [(3, "rate_per_hour", True, LEAST_RATE_USD)]),
        ({"rate_per_hour": pay(LARGEST_RATE_USD)}, []),
        ({"rate_per_hour": pay(95, 501)}, [(3, "rate_per_hour", False, LARGEST_RATE_USD)]),
        ({"salary_per_year": pay(120_000)}, []),
        ({"salary_per_year": pay(LEAST_SALARY_USD)}, []),
        ({"salary_per_year": pay(120)}, [(3, "salary_per_year", True, LEAST_SALARY_USD)]),
        ({}, []),
    ],
)
def test_pay_beyond_what_is_usual_is_asked_about(row, asked):
    assert doubts(row) == asked


def test_limits_of_pay_are_counted_in_the_money_of_the_project():
    # 100 yen a dollar: 40,000 yen an hour are $400, and 100 yen are $1
    assert doubts({"rate_per_hour": pay(40_000)}, 100.0) == []
    assert doubts({"rate_per_hour": pay(99)}, 100.0) == [(3, "rate_per_hour", True, 100)]


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("head", "tokens"),
    [
        ("rate/hour", ["rate", "/", "hour"]), ("p.a.", ["pa"]), ("e.u. rate", ["eu", "rate"]), ("50 %", ["50", "%"]),
        ("a_b", ["a", "b"]), ("satz (€)", ["satz"]),
    ],
)  # fmt: skip
def test_head_is_read_word_by_word(head, tokens):
    assert tokens_of(head) == tokens


@pytest.mark.parametrize(
    ("text", "plain"), [("Rôle", "role"), ("STRASSE", "strasse"), ("Größe", "grosse"), ("Año", "ano")]
)
def test_heads_are_compared_without_accents(text, plain):
    assert plain_letters(text) == plain


def test_words_of_several_texts_are_one_set():
    assert word_set(["a b", "b c"]) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "table", [words.PERIODS, words.PERIOD_ADJECTIVES, words.COMPOUND_STARTS, words.ENDS, words.LEVELS]
)
def test_no_word_means_two_things_of_one_kind(table):
    said = Counter(word for text in table.values() for word in set(text.split()))
    assert [word for word, times in said.items() if times > 1] == []


@pytest.mark.parametrize(
    "text",
    [
        *words.PERIODS.values(), *words.PERIOD_ADJECTIVES.values(), *words.ENDS.values(), *words.LEVELS.values(),
        words.PAYS, words.SALARIES, words.RATES, words.COSTS, words.NEUTRAL, words.OTHER_THINGS, words.OTHER_IN_NAME,
        *words.ROLES, words.SENIORITIES, words.SOURCES, words.UNITS, words.CURRENCIES, words.NOTES, words.TOTAL_EXTRAS,
    ],
)  # fmt: skip
def test_words_of_heads_are_written_as_heads_are_compared(text):
    """Whatever has an accent or a capital here would never be met."""
    assert [word for word in text.split() if word != plain_letters(word)] == []


# ---------------------------------------------------------------- roles by name


def role(label, id_="data_engineer"):
    known = get_roles()[id_ if id_ in get_roles() else "other"]
    return Role(**(vars(known) | {"label": label, "id": id_}))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("data engineers", "Data  Engineer"), ("DATA-ENGINEER", "data engineer"),
        ("Data\u200b Engineer", "data engineer"),
        ("data_engineer", "Data engineer"), ("QAs", "QAs"), ("Boss", "Bos s"),
    ],
)  # fmt: skip
def test_two_texts_that_name_one_role_share_a_key(text, same):
    assert (role_key(text) == role_key(same)) is (text != "Boss")


@pytest.mark.parametrize("text", ["Data engineer", "data_engineer", "DATA ENGINEERS"])
def test_role_is_known_by_its_name_and_its_id(text):
    assert match_role(text, get_roles()).id == "data_engineer"


@pytest.mark.parametrize("text", ["Other", "other", "", "Wizard"])
def test_role_of_somebodys_own_is_none_of_ours(text):
    assert match_role(text, get_roles()) is None


CARD = [
    {"role": "Data engineer", "rate_per_hour": 90.0, "source": "all"},
    {"role": "Data engineer", "seniority": "senior", "rate_per_hour": 120.0, "source": "senior"},
    {"role": "Data engineer", "seniority": "senior", "rate_per_hour": 999.0, "source": "second"},
    {"role": "Wizard", "rate_per_hour": {"low": 1, "likely": 2, "high": 3}},
]


def found(role_, seniority, rows=CARD, column="rate_per_hour"):
    return find_pay(rows, column, role_, seniority, get_roles())


@pytest.mark.parametrize(
    ("seniority", "rate", "source"),
    [(Seniority.SENIOR, 120, "senior"), (Seniority.JUNIOR, 90, "all"), (Seniority.REGULAR, 90, "all")],
)
def test_row_of_the_level_comes_before_the_row_of_all_levels(seniority, rate, source):
    assert found(get_roles()["data_engineer"], seniority) == (Range.exactly(rate), source)


def test_pay_that_the_card_does_not_say_is_none():
    assert found(get_roles()["data_engineer"], Seniority.SENIOR, column="salary_per_year") is None
    assert found(get_roles()["data_analyst"], Seniority.SENIOR) is None


def test_own_role_is_found_by_its_words_and_without_a_source():
    assert found(role("wizards", "other_1"), Seniority.REGULAR) == (Range(low=1, likely=2, high=3), "")


@pytest.mark.parametrize("bad", ["much", {"low": 1}, [], -5.0, {"low": -1, "likely": 1, "high": 2}, float("inf")])
def test_pay_that_cannot_be_read_leaves_the_next_row(bad):
    rows = [{"role": "Data engineer", "rate_per_hour": bad}, {"role": "Data engineer", "rate_per_hour": 80.0}]
    assert found(get_roles()["data_engineer"], Seniority.REGULAR, rows)[0] == Range.exactly(80)
