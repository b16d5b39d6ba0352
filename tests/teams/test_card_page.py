"""The rate card through the page: pasted or uploaded, shown, asked about, kept. What went wrong once stands here."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.ranges import NumberStyle
from projects.domain.values import check_stored
from projects.models import Answer as Row
from teams.cardwording import say_card_problem
from teams.domain.ratecard import FIELD
from teams.forms import CardForm

pytestmark = pytest.mark.once

RATE, SALARY = "rate_per_hour", "salary_per_year"


def url(name, project):
    return reverse(f"teams:{name}", args=[project.pk, "base"])


@pytest.fixture
def show(owner, project):
    """Show what a card holds: pasted text, or the file of a name."""

    def post(card, name="", **more):
        sent = {"file": SimpleUploadedFile(name, card)} if name else {"text": card}
        return owner.post(url("rate_card", project), sent | more)

    return post


@pytest.fixture
def accept(owner, project):
    """Send the form below the preview as it is, and return what is stored: pay by role."""

    def post(page, **more):
        if page.context.get("keep"):
            owner.post(url("keep_card", project), page.context["keep"].initial | more)
        row = Row.objects.filter(field_id=FIELD).first()
        rows = row.value if row else []
        return [(line["role"], *(line[pay]["likely"] for pay in (SALARY, RATE) if pay in line)) for line in rows]

    return post


def table(*lines):
    return "\n".join("\t".join(line.split("/")) for line in lines)


def workbook(*sheets, active=0):
    """Return a file with a sheet for each pair of rows and a function that changes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, (rows, change) in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number + 1}")
        for row in rows:
            sheet.append(row)
        change(sheet)
    book.active = active
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def nothing(_sheet):
    """Change nothing."""


# ---------------------------------------------------------------- F1: the column by its whole meaning


@pytest.mark.parametrize(
    ("lines", "stored"),
    [
        (["Role/Year/Salary", "Data engineer/2026/120,000"], 120_000),
        (["Role/Annual leave days/Salary", "Data engineer/25/120,000"], 120_000),
        (["Role/Utilization rate/Hourly rate", "Data engineer/0.8/95"], 95),
        (["Role/Hours per year/Rate", "Data engineer/1720/95"], 95),
        (["Role/VAT rate/Rate", "Data engineer/21/95"], 95),
        (["Role/Rate type/Rate", "Data engineer/T&M/95"], 95),
        (["Role/Rate valid until/Rate", "Data engineer/2026-12-31/95"], 95),
        (["Role/Year of hire/Salary", "Data engineer/2019/98,000"], 98_000),
        (["Role/Exchange rate/Rate", "Data engineer/1.08/95"], 95),
        (["Role/Overtime rate/Rate", "Data engineer/140/95"], 95),
        (["Role/Day rate/Hourly rate", "Data engineer/760/95"], 95),
        (["Role/Monthly salary/Annual salary", "Data engineer/9,000/117,000"], 117_000),
        (["Role/Discount rate/Rate", "Data engineer/5/95"], 95),
        (["Rolle/Urlaubstage/Jahresgehalt", "Data engineer/30/72.500,00"], 72_500),
        (["Rolle/Steuersatz/Stundensatz", "Data engineer/19/95,50"], 95.5),
        (["Poste/Taux journalier/Taux horaire", "Data engineer/720/90"], 90),
        (["Puesto/Tipo de cambio/Salario anual", "Data engineer/1/64.000,00"], 64_000),
    ],
)
def test_pay_is_read_from_the_column_that_means_it(show, accept, lines, stored):
    assert accept(show(table(*lines))) == [("Data engineer", stored)]


@pytest.mark.parametrize(
    ("head", "cell", "period"),
    [
        ("Day rate (8 hour day)", "960", "day"), ("Monthly salary (13 per year)", "6500", "month"),
        ("Weekly rate", "3,800", "week"), ("Monthly cost", "11,000", "month"), ("Tagessatz", "800", "day"),
        ("Taux journalier", "720", "day"), ("Salario mensual", "5400", "month"), ("Rate (per day)", "760", "day"),
        ("Wochensatz", "3.800", "week"), ("Rate", "760 per day", "day"), ("Rate", "720 / jour", "day"),
        ("Salary", "9,000 monthly", "month"),
    ],
)  # fmt: skip
def test_pay_by_day_week_or_month_is_refused_with_the_reason(show, accept, head, cell, period):
    page = show(f"Role\t{head}\nData engineer\t{cell}")
    assert accept(page) == []
    (problem,) = page.context["problems"]
    assert f"is pay per {period}. We need it per" in problem
    assert (head if head not in ("Rate", "Salary") else cell) in problem


@pytest.mark.parametrize(
    ("head", "cell", "words"),
    [
        ("Rate unit", "day", "“300 day” is pay per day"), ("Per", "month", "is pay per month"),
        ("Unit", "per day", "is pay per day"), ("Rate type", "Daily", "is pay per day"),
        ("Einheit", "Tag", "is pay per day"), ("Currency", "EUR", "“300 EUR” names another currency"),
        ("Rate currency", "£", "names another currency"), ("Währung", "Euro", "names another currency"),
    ],
)  # fmt: skip
def test_unit_or_currency_in_a_column_of_its_own_counts(show, accept, head, cell, words):
    page = show(f"Role\tRate\t{head}\nData engineer\t300\t{cell}\nTester\t70\t")
    assert words in page.context["problems"][0]
    assert accept(page) == [("Tester", 70)]


@pytest.mark.parametrize(
    ("head", "cell"), [("Unit", "hour"), ("Per", "h"), ("Currency", "USD"), ("Currency", "US dollars"), ("Unit", "n/a")]
)
def test_unit_or_currency_of_the_project_changes_nothing(show, accept, head, cell):
    assert accept(show(f"Role\tRate\t{head}\nData engineer\t95\t{cell}")) == [("Data engineer", 95)]


@pytest.mark.parametrize(
    "heads",
    [
        "Hourly Rate Year 1/Hourly Rate Year 2",
        "Bill rate/Pay rate",
        "Onshore rate/Offshore rate",
        "Rate 2025/Rate 2026",
    ],
)
def test_two_columns_of_one_kind_are_asked_about_and_nothing_is_kept(show, accept, heads):
    page = show(table(f"Role/{heads}", "Data engineer/108/110"))
    assert "Which column is the hourly rate?" in page.content.decode()
    assert [choice.label for choice in page.context["questions"][0].choices] == [
        "Please choose", *heads.split("/"), "None of these"
    ]  # fmt: skip
    assert accept(page) == []


def test_column_that_was_chosen_is_read(owner, project, show, accept):
    asked = show(table("Role/Hourly Rate Year 1/Hourly Rate Year 2", "Data engineer/108/110"))
    answered = owner.post(url("rate_card", project), {"table": asked.context["table"], "column-rate_per_hour": "2"})
    assert accept(answered) == [("Data engineer", 110)]
    assert "“110” in Hourly Rate Year 2" in answered.content.decode()


def test_choice_can_be_changed_after_the_preview(owner, project, show):
    first = show(table("Role/Rate/Offshore rate", "Data engineer/108/60"))
    assert first.context["rows"][0].rate.column == "Rate"
    other = owner.post(url("rate_card", project), {"table": first.context["table"], "column-rate_per_hour": "2"})
    assert other.context["rows"][0].rate.column == "Offshore rate"


def test_pasted_text_and_unused_columns_are_still_there_after_a_choice(owner, project, show):
    text = table("Role/Bill rate/Pay rate/VAT rate", "Data engineer/108/110/21")
    sent = {"table": show(text).context["table"], "text": text, "column-rate_per_hour": "2"}
    page = owner.post(url("rate_card", project), sent)
    assert page.context["form"]["text"].value() == text
    assert page.context["card"].unused == ("Bill rate", "VAT rate")


def test_workbook_keeps_its_formats_while_a_column_is_chosen(owner, project, show):
    def euros(sheet):
        sheet["C2"].number_format = '#,##0 "€"'

    raw = workbook(([["Role", "Bill rate", "Pay rate"], ["Data engineer", 95, 80]], euros))
    asked = show(raw, "card.xlsx")
    answered = owner.post(url("rate_card", project), {"table": asked.context["table"], "column-rate_per_hour": "2"})
    assert answered.context["problems"] == [
        "Row 2, Pay rate: “80 €” names another currency. This project counts in USD."
    ]


@pytest.mark.parametrize("sent", ["[", "{}", "[" * 50_000, '{"lines": [[true]]}', "5", '{"lines": []}'])
def test_table_that_was_tampered_with_is_refused_in_words(owner, project, sent):
    page = owner.post(url("rate_card", project), {"table": sent, "column-rate_per_hour": "<b>"})
    assert page.status_code == 200
    assert page.context.get("keep") is None


def test_preview_says_from_which_column_each_figure_is_and_how_it_was_written(show):
    html = show(table("Role/Salary/Rate (USD)", "Data engineer/120k – 150k/$95.50")).content.decode()
    assert "“120k – 150k” in Salary" in html
    assert "“$95.50” in Rate (USD)" in html


def test_columns_that_were_not_used_are_named(show):
    assert (
        "Utilization rate, VAT rate"
        in show(table("Role/Utilization rate/VAT rate/Rate", "Data engineer/0.8/21/95")).content.decode()
    )


# ---------------------------------------------------------------- pay that is hard to believe


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Role/Salary", "Data engineer/120"], "$120 is below $1,000 per year"),
        (["Role/Rate", "Data engineer/960"], "$960 is above $500 per hour"),
        (["Role/Rate", "Data engineer/0.8"], "$0.80 is below $1 per hour"),
        (["Role/Rate", "Data engineer/400 to 700"], "$400 to $700, likely $550 is above $500 per hour"),
    ],
)
def test_implausible_pay_is_asked_about_and_kept_only_when_confirmed(show, accept, lines, words):
    page = show(table(*lines, "Annotator/50,000" if "Salary" in lines[0] else "Annotator/30"))
    assert words in page.content.decode().replace("\xa0", " ")
    assert "1 row can be kept, 1 to check" in page.content.decode()
    assert [row[0] for row in accept(page)] == ["Annotator"]
    assert [row[0] for row in accept(page, version=1, keep_doubtful="1")] == ["Data engineer", "Annotator"]


def test_limits_of_pay_follow_the_exchange_rate(owner, project, show, accept):
    project.currency, project.money_per_usd = "JPY", 150.0
    project.save()
    page = show(table("Role/Rate", "Data engineer/14,000", "Annotator/76,000"))
    assert accept(page) == [("Data engineer", 14_000)]


def test_card_of_nothing_but_implausible_pay_is_not_kept_unasked(show, accept):
    assert accept(show(table("Role/Salary", "Data engineer/108"))) == []


# ---------------------------------------------------------------- F2, F8: cells


@pytest.mark.parametrize(
    ("cell", "stored"),
    [("95/h", 95), ("$95/hr", 95), ("95 USD/h", 95), ("95.–", 95), ("95,50", 95.5), ("１０５", 105), ("0,750 k", 750)],
)
def test_rate_is_read_as_people_write_it(show, accept, cell, stored):
    page = show(f"Role\tRate\nData engineer\t{cell}")
    assert accept(page, keep_doubtful="1") == [("Data engineer", stored)]


def test_thousandfold_of_a_rate_is_asked_back(show, accept):
    page = show(table("Role/Rate", "Data engineer/1.250"))
    assert "can be read in two ways" in page.context["problems"][0]
    assert accept(page) == []


@pytest.mark.parametrize("blank", ["n/a", "-", "–", "—", "tbd", "TBD", "N.A.", "none", "k.A.", "?", " ", "on request"])
def test_blank_in_words_keeps_the_row(show, accept, blank):
    assert accept(show(f"Role\tSalary\tRate\nData engineer\t{blank}\t95")) == [("Data engineer", 95)]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Sr.", "senior"), ("Jr", "junior"), ("jr.", "junior"), ("SENIOR", "senior"), ("Sénior", "senior"),
        ("mid-level", "regular"), ("Lead", "senior"), ("n/a", None),
    ],
)  # fmt: skip
def test_level_is_understood_as_people_shorten_it(show, accept, text, level):
    accept(show(f"Role\tLevel\tRate\nData engineer\t{text}\t95"))
    assert Row.objects.get(field_id=FIELD).value[0].get("seniority") == level


@pytest.mark.parametrize("text", ["Expert", "L5", "Grade 7", "Band 6", "Junior/Senior", "Semi-senior"])
def test_grade_that_only_its_writer_can_place_is_asked_about(show, text):
    page = show(f"Role\tLevel\tRate\nData engineer\t{text}\t95")
    (asked,) = page.context["grades"]
    assert asked.text == f"“{text}” (1 row)"
    assert [choice.label for choice in asked.choices] == ["Please choose", "Junior", "Regular", "Senior", "Any level"]
    assert page.context["keep"] is None
    assert page.context["problems"] == []


def test_choice_for_a_grade_holds_for_all_its_rows(owner, project, show, accept):
    rows = ["Data engineer\tGrade 7\t95", "Analyst\tgrade  7\t80", "Tester\tG3\t60", "Lead buyer\tsenior\t120"]
    page = show("Role\tLevel\tRate\n" + "\n".join(rows))
    assert [grade.text for grade in page.context["grades"]] == ["“Grade 7” (2 rows)", "“G3” (1 row)"]
    chosen = {"table": page.context["table"], "level:grade 7": "senior", "level:g3": "any"}
    page = owner.post(page.request["PATH_INFO"], chosen)
    accept(page)
    kept = Row.objects.get(field_id=FIELD).value
    assert [(row["role"], row.get("seniority")) for row in kept] == [
        ("Data engineer", "senior"), ("Analyst", "senior"), ("Tester", None), ("Lead buyer", "senior"),
    ]  # fmt: skip


def test_grade_that_is_still_open_keeps_what_was_chosen(owner, show):
    page = show("Role\tLevel\tRate\nData engineer\tL5\t95\nAnalyst\tL4\t80")
    page = owner.post(
        page.request["PATH_INFO"], {"table": page.context["table"], "level:l5": "senior", "level:l4": "?"}
    )
    assert [[choice.key for choice in asked.choices if choice.chosen] for asked in page.context["grades"]] == [
        ["senior"], ["?"],
    ]  # fmt: skip
    assert page.context["keep"] is None


def test_level_read_from_another_word_is_said(show):
    page = show("Role\tLevel\tRate\nData engineer\tLead\t95\nAnalyst\tSr.\t80")
    assert page.context["notes"] == ["“Lead” in Level was read as Senior."]


# ---------------------------------------------------------------- F3: number formats


@pytest.mark.parametrize(
    ("head", "value", "code", "words"),
    [
        ("Rate", 95, '#,##0.00 "€"', "“95 €” names another currency"),
        ("Salary", 90_000, "[$£-809]#,##0", "“£90,000” names another currency"),
        ("Rate", 0.95, "0%", "“95%” is a percentage"),
        ("Rate", 95, "[$€-407] #,##0.00", "names another currency"),
        ("Rate", 95, '#,##0 "CHF"', "names another currency"),
        ("Rate", 760, '0 "$/day"', "is pay per day"),
        ("Salary", 9_000, '#,##0 "per month"', "is pay per month"),
        ("Rate", 95, '0 "pcs"', "names another unit"),
        ("Rate", 0.5, "0.00%", "is a percentage"),
    ],
)
def test_number_format_that_says_something_else_is_refused(show, accept, head, value, code, words):
    def form(sheet):
        sheet["B2"].number_format = code

    page = show(workbook(([["Role", head], ["Data engineer", value]], form)), "card.xlsx")
    assert words in page.context["problems"][0]
    assert accept(page) == []


@pytest.mark.parametrize(
    ("value", "code", "stored"),
    [
        (95, '"$"#,##0.00', 95), (95, "[$$-409]#,##0", 95), (95, "[$USD] 0.00", 95), (95, "0;[Red]-0", 95),
        (95, '0.00 "USD/h"', 95), (95, "_($* #,##0.00_)", 95), (0.12, '0.00"k"', 120), (95.25, "# ?/?", 95.25),
    ],
)  # fmt: skip
def test_number_format_that_fits_is_read(show, accept, value, code, stored):
    def form(sheet):
        sheet["B2"].number_format = code

    page = show(workbook(([["Role", "Rate"], ["Data engineer", value]], form)), "card.xlsx")
    assert accept(page) == [("Data engineer", stored)]


def test_currency_of_the_format_is_the_projects_own(project, show, accept):
    project.currency = "EUR"
    project.save()

    def form(sheet):
        sheet["B2"].number_format = '#,##0.00 "€"'

    assert accept(show(workbook(([["Role", "Rate"], ["Data engineer", 95]], form)), "card.xlsx")) == [
        ("Data engineer", 95)
    ]


# ---------------------------------------------------------------- F4: what is hidden

HEAD = ["Role", "Rate"]


def hide_sheet(sheet):
    sheet.sheet_state = "hidden"


def test_visible_sheet_is_taken_and_the_hidden_one_named(show, accept):
    raw = workbook(([HEAD, ["Data engineer", 55]], hide_sheet), ([HEAD, ["Data engineer", 95]], nothing), active=1)
    page = show(raw, "card.xlsx")
    assert "Hidden sheets were left out: Sheet 1." in page.content.decode()
    assert accept(page) == [("Data engineer", 95)]


def test_open_sheet_is_taken_and_the_other_one_named(show, accept):
    raw = workbook(([HEAD, ["Data engineer", 85]], nothing), ([HEAD, ["Data engineer", 95]], nothing), active=1)
    page = show(raw, "card.xlsx")
    assert "These sheets hold a rate card too and were not: Sheet 1." in page.content.decode()
    assert accept(page) == [("Data engineer", 95)]


def test_cover_sheet_is_passed_over(show, accept):
    raw = workbook(([["Rates of 2026"], ["Acme Inc."]], nothing), ([HEAD, ["Data engineer", 95]], nothing))
    assert accept(show(raw, "card.xlsx")) == [("Data engineer", 95)]


def test_hidden_row_and_column_are_left_out_and_named(show, accept):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    rows = [["Role", "Rate", "Salary"], ["Data engineer", 95, 1], ["Analyst", 999, 1], ["Tester", 70, 1]]
    page = show(workbook((rows, hide)), "card.xlsx")
    html = page.content.decode()
    assert "Hidden rows were left out: 3." in html
    assert "Hidden columns were left out: C." in html
    assert accept(page) == [("Data engineer", 95), ("Tester", 70)]


def test_row_and_column_that_are_too_small_to_be_seen_are_hidden_too(show, accept):
    def shrink(sheet):
        sheet.row_dimensions[3].height = 0.01
        sheet.column_dimensions["C"].width = 0.01

    rows = [["Role", "Rate", "Salary"], ["Data engineer", 95, 1], ["Analyst", 999, 1], ["Tester", 70, 1]]
    assert accept(show(workbook((rows, shrink)), "card.xlsx")) == [("Data engineer", 95), ("Tester", 70)]


# ---------------------------------------------------------------- F5, F6: text files


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Rate card 2026\nRole;Rate\nData engineer;95", 95),
        ("Rate card, valid 2026, EMEA\nRole;Rate per hour\nData engineer;95,50", 95.5),
        ("Acme, Inc., Berlin\n\nRole\tRate\nData engineer\t95", 95),
        ("Rates; valid 2026; EMEA; all\nRole,Rate\nData engineer,95", 95),
        ("| Role | Rate |\n|---|---|\n| Data engineer | 95 |", 95),
        ("Role | Rate\n--- | ---:\nData engineer | 95", 95),
        ('Role,Rate,Source\nData engineer,"95","Acme, Inc."', 95),
    ],
)
def test_text_is_split_where_the_row_of_heads_is(show, accept, text, stored):
    assert accept(show(text.encode(), "card.csv")) == [("Data engineer", stored)]


def test_quotation_mark_without_an_end_is_named_and_the_other_rows_are_kept(show, accept):
    page = show('Role;Rate\n"Analyst;80\nData engineer;95\nTester;70')
    assert page.context["problems"] == [
        'Row 2: A quotation mark in “"Analyst;80” is never closed. Close it or remove it.'
    ]
    assert accept(page) == [("Data engineer", 95), ("Tester", 70)]


def test_decimal_comma_that_splits_a_cell_is_named(show, accept):
    page = show("Role,Rate\nData engineer,95,50\nTester,70")
    assert page.context["problems"][0].startswith("Row 2: The row has 3 cells, the header row 2.")
    assert accept(page) == [("Tester", 70)]


@pytest.mark.parametrize(
    ("encoding", "role"),
    [("cp1250", "Inżynier danych"), ("cp1252", "Prüfer"), ("utf-8", "数据工程师"), ("utf-16", "Инженер данных")],
)
def test_letters_of_other_alphabets_come_out_right(show, accept, encoding, role):
    assert accept(show(f"Role;Rate\n{role};95".encode(encoding), "card.csv")) == [(role, 95)]


@pytest.mark.parametrize(
    ("encoding", "role"), [("cp1251", "Инженер данных"), ("koi8_r", "Инженер данных"), ("gb18030", "数据工程师")]
)
def test_alphabet_that_nobody_can_tell_is_refused(show, accept, encoding, role):
    page = show(f"Role;Rate\n{role};95".encode(encoding), "card.csv")
    assert "Save it as UTF-8" in page.context["form"].errors["file"][0]
    assert accept(page) == []


# ---------------------------------------------------------------- F10: what is no role


@pytest.mark.parametrize(
    "role",
    [
        "Total", "Average", "Sum", "Grand total", "Total per hour", "Summe", "Durchschnitt", "Ø", "Moyenne", "Media",
        "Average of all roles", "Subtotal:", "TOTAL (USD)", "Blended rate", "合计", "Итого",
    ],
)  # fmt: skip
def test_sum_or_average_is_no_role(show, accept, role):
    page = show(f"Role\tRate\nData engineer\t95\n{role}\t165")
    assert accept(page) == [("Data engineer", 95)]
    assert "is a sum or an average of other rows, not a role" in page.context["problems"][0]


@pytest.mark.parametrize("role", ["Note: rates exclude VAT", "* until 2026", "Hinweis: netto", "Remarks"])
def test_note_is_no_role(show, accept, role):
    page = show(f"Role\tRate\nData engineer\t95\n{role}\t5")
    assert accept(page) == [("Data engineer", 95)]


@pytest.mark.parametrize("role", ["Total rewards manager", "Sum analyst", "Media planner", "Average handling expert"])
def test_role_that_begins_like_a_sum_is_a_role(show, accept, role):
    assert accept(show(f"Role\tRate\n{role}\t95")) == [(role, 95)]


@pytest.mark.parametrize(
    "role", ['"Data\nengineer"', "Data\u200b engineer", "Data\xa0engineer", "\ufeffData engineers"]
)
def test_role_with_what_nobody_sees_is_the_same_role(show, role):
    page = show(f"Role\tRate\n{role}\t95\nData engineer\t96")
    assert page.context["rows"][0].matched == "Data engineer"
    assert page.context["problems"] == ["Row 3: “Data engineer” appears twice. The first row is kept."]


# ---------------------------------------------------------------- any file at all

heads = st.sampled_from(
    ["Role", "Rate", "Day rate", "Salary k€", "Cost", "Level", "Currency", "Unit", "", "=1", "Rate max"]
)
texts = st.sampled_from(
    ["Data engineer", "95", "1.250", "n/a", "=A1", "80-120", "€5", "day", '"', "Total", "\u200b", "-", "9e99"]
)


@given(
    st.lists(heads, min_size=1, max_size=6),
    st.lists(st.lists(texts, max_size=7), max_size=5),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-16", "cp1252", "cp1250"]),
)
@settings(max_examples=200)
def test_any_table_is_shown_or_refused_with_words(head, rows, mark, encoding):
    raw = "\n".join(mark.join(line) for line in (head, *rows)).encode(encoding, errors="replace")
    field = get_catalogue().fields[FIELD]
    form = CardForm(field, NumberStyle(), 1.0, {}, {"file": SimpleUploadedFile("card.csv", raw)})
    card = form.card
    assert card is not None or form.errors
    if card is not None:
        assert check_stored(field, list(card.rows)) == (list(card.rows) or None)
        assert all(say_card_problem(problem) for problem in card.problems)
        assert len(card.rows) == len(card.origins)
        assert card.rows or card.problems or card.is_open


@given(
    st.binary(max_size=300), st.sampled_from(["card.csv", "card.xlsx", "card"]), st.sampled_from([b"", b"PK\x03\x04"])
)
def test_any_bytes_are_refused_with_words_or_hold_a_card(raw, name, start):
    form = CardForm(
        get_catalogue().fields[FIELD], NumberStyle(), 1.0, {}, {"file": SimpleUploadedFile(name, start + raw + b"x")}
    )
    assert form.card is not None or form.errors
