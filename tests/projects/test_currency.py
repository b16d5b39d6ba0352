"""Money of another currency: rates, converted defaults, what people type, settings and documents."""

import json
from datetime import date
from pathlib import Path

import pytest
from babel import Locale
from django.conf import settings
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from decisions.results import results_of
from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.document import dump_project, load_project
from projects.domain.currency import read_rates
from projects.domain.datafiles import BrokenDataFile
from projects.domain.fields import Field, FieldType
from projects.domain.ranges import NumberStyle, Range
from projects.domain.values import read_typed
from projects.formatting import Formatter
from projects.forms import CURRENCIES
from projects.models import Project
from projects.reference import get_rates
from projects.widgets import as_typed
from teams.reference import get_roles
from tests.projects.test_document import document

HEAD = "currency,units_per_euro,source,date_checked,valid_from\n"
DOLLAR = "USD,1.25,ECB,2026-11-24,2026-10-30\n"


def table(tmp_path: Path, rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "exchange_rates.csv"
    path.write_text(head + rows)
    return path


def test_rate_is_worked_out_from_two_euro_rates(tmp_path):
    rates = read_rates(
        table(tmp_path, DOLLAR + "EUR,1,by definition,2026-11-24,2026-10-30\nCHF,0.9,ECB,2026-11-24,2026-10-30\n")
    )
    assert {code: (rate.money_per_usd, rate.source, rate.day) for code, rate in rates.items()} == {
        "EUR": (0.8, "ECB", date(2026, 10, 30)),  # 1 / 1.25
        "CHF": (0.72, "ECB", date(2026, 10, 30)),  # 0.9 / 1.25
    }


def test_newer_rate_supersedes_an_older_one(tmp_path):
    newer = "USD,1.2,ECB,2027-01-05,2027-01-04\nCHF,0.9,ECB,2027-01-05,2027-01-04\n"
    rates = read_rates(table(tmp_path, newer + DOLLAR + "CHF,0.9,ECB,2026-11-24,2026-10-30\n"))
    assert (rates["CHF"].money_per_usd, rates["CHF"].day) == (0.75, date(2027, 1, 4))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("CHF,0.9,ECB,2026-11-24,2026-10-30\n", "line 2: there is no row for USD of 2026-10-30"),
        (DOLLAR + DOLLAR, "line 3: USD occurs twice for 2026-10-30"),
        (DOLLAR + "chf,0.9,ECB,2026-11-24,2026-10-30\n", "line 3: 'chf' is no currency code such as EUR"),
        (DOLLAR + "CHF,0,ECB,2026-11-24,2026-10-30\n", "line 3: units_per_euro must be above 0, not 0.0"),
        (DOLLAR + "CHF,0.9,,2026-11-24,2026-10-30\n", "line 3: source is empty"),
        (DOLLAR + "CHF,0.9,ECB,2026-11-24,30.10.\n", "line 3: Invalid isoformat string: '30.10.'"),
    ],
)
def test_broken_table_of_rates_is_refused_with_its_line(tmp_path, rows, message):
    with pytest.raises(BrokenDataFile) as refused:
        read_rates(table(tmp_path, rows))
    assert str(refused.value) == f"exchange_rates.csv, {message}"


def test_table_of_rates_with_other_columns_is_refused(tmp_path):
    with pytest.raises(BrokenDataFile, match="line 1: the columns must be currency"):
        read_rates(table(tmp_path, "", head="currency,rate\n"))


def test_every_currency_on_offer_has_a_shipped_rate():
    assert set(CURRENCIES) - {"USD"} <= get_rates().keys()


def test_shipped_rates_of_the_day_by_hand():
    # 30 October 2026, euro reference rates: USD 1.1172, GBP 0.8338, JPY 175.68.
    rates = get_rates()
    assert rates["EUR"].money_per_usd == pytest.approx(1 / 1.1172, rel=1e-5)
    assert rates["GBP"].money_per_usd == pytest.approx(0.8338 / 1.1172, rel=1e-5)
    assert rates["JPY"].money_per_usd == pytest.approx(175.68 / 1.1172, rel=1e-5)
    assert rates["EUR"].source == "ECB euro reference rates"


# ---------------------------------------------------------------- what people type and read


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("currency", ["USD", *get_rates()])
def test_money_that_is_shown_in_an_input_can_be_sent_back(language, currency):
    write = Formatter(Locale.parse(language), currency)
    field = get_catalogue().fields["compute.electricity_price_per_kwh"]
    stored = Range(low=0.0512, likely=0.075, high=4.2).to_json()
    assert (
        read_typed(field, as_typed(field, stored, write), NumberStyle(currency=currency, decimal=write.decimal))
        == stored
    )


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("unit", ["money/hour", "%", "tokens", ""])
@how(deadline=None, max_examples=60)
@given(value=st.floats(-1e29, 1e29))
def test_number_that_is_shown_in_an_input_can_be_sent_back(language, unit, value):
    write = Formatter(Locale.parse(language), "EUR")
    field = Field(id="a.b", label="x", type=FieldType.NUMBER, unit=unit)
    assert read_typed(field, as_typed(field, value, write), NumberStyle(currency="EUR", decimal=write.decimal)) == value


@pytest.mark.parametrize(
    ("text", "currency"),
    [("$65", "CAD"), ("CA$65", "CAD"), ("65 dollars", "AUD"), ("NZ$65", "NZD"), ("$CA 65", "CAD"), ("65 $US", "USD"),
     ("¥65", "CNY"), ("CHF 65", "CHF"), ("₩65", "KRW"), ("R$ 65", "BRL")],
)  # fmt: skip
def test_sign_of_the_project_s_currency_is_understood(text, currency):
    field = get_catalogue().fields["value.hour_cost"]
    assert read_typed(field, text, NumberStyle(currency=currency))["likely"] == 65


@pytest.mark.parametrize(("text", "currency"), [("$65", "EUR"), ("CA$65", "USD"), ("SEK 65", "EUR"), ("€65", "CAD")])
def test_sign_of_another_currency_is_refused(text, currency):
    field = get_catalogue().fields["value.hour_cost"]
    with pytest.raises(ValueError, match="names another currency"):
        read_typed(field, text, NumberStyle(currency=currency))


# ---------------------------------------------------------------- defaults


def test_defaults_in_money_are_converted_and_say_so():
    fields = get_catalogue().in_currency(0.5, "note").fields
    dollars = get_catalogue().fields["compute.api_price_input"]
    euros = fields["compute.api_price_input"]
    assert dollars.default == {"low": 0.15, "likely": 0.75, "high": 1.5}
    assert euros.default == {"low": 0.075, "likely": 0.375, "high": 0.75}
    assert euros.default_source == f"{dollars.default_source}; note"


def test_defaults_that_are_no_money_stay():
    fields, before = get_catalogue().in_currency(0.5, "note").fields, get_catalogue().fields
    assert fields["compute.pue"] == before["compute.pue"]


def test_every_default_in_money_is_converted():
    before, after = get_catalogue().fields, get_catalogue().in_currency(2.0, "note").fields
    money = [field.id for field in before.values() if field.unit.startswith("money") and field.default is not None]
    assert len(money) == 9
    dollars, others = ({id_: Range.from_json(some[id_].default) for id_ in money} for some in (before, after))
    assert {id_: field.scaled(2.0) for id_, field in dollars.items()} == others


def test_limits_grow_with_a_currency_of_small_units_and_never_shrink():
    def salary(catalogue):
        return next(
            column for column in catalogue.fields["team.roles"].columns if column.id == "salary_per_year"
        ).maximum

    usual = salary(get_catalogue())
    assert salary(get_catalogue().in_currency(150.0, "")) == 150 * usual
    assert salary(get_catalogue().in_currency(0.5, "")) == usual


# ---------------------------------------------------------------- figures


def euros(project, rate=0.5):
    project.currency, project.money_per_usd, project.rate_date = "EUR", rate, date(2026, 10, 30)
    project.rate_source = "the bank"
    project.save()
    return Workspace(project, project.scenarios.get(slug="base"))


def answer(project, field_id, value):
    from projects.domain.answers import Answer, AnswerState
    from projects.saving import save_answer

    base = project.scenarios.get(slug="base")
    save_answer(base, Answer(field_id=field_id, state=AnswerState.KNOWN, value=value), token=field_id, who="")
    project.refresh_from_db()


def test_team_of_reference_pay_costs_half_where_a_dollar_is_worth_half_a_euro(project):
    dollars = results_of(Workspace(project, project.scenarios.get(slug="base"))).team.total.value
    assert results_of(euros(project)).team.total.value.likely == pytest.approx(dollars.likely / 2)


def test_pay_from_the_table_by_hand(project):
    """A data engineer earns 100,000 to 150,000 dollars: at 0.5 a middle of 62,500 euros."""
    figure = results_of(euros(project)).team.by_role[0].figure
    pay = next(term for term in figure.inputs if term.name.startswith("salary"))
    assert get_roles()["data_engineer"].salary_per_year.likely == 125_000
    assert pay.value.likely == 62_500
    assert pay.source.endswith("; converted from US dollars at $1 = €0.5 (the bank, 30 October 2026)")


def test_price_of_an_accelerator_is_converted(project):
    for field_id, value in (
        ("compute.approach", "train"), ("compute.parameters", 7e9), ("compute.accelerator", "A100-SXM-80GB"),
        ("compute.training_tokens", {"low": 2e12, "likely": 2e12, "high": 2e12}), ("compute.accelerator_count", 8),
    ):  # fmt: skip
        answer(project, field_id, value)
    in_dollars = results_of(Workspace(project, project.scenarios.get(slug="base")))
    in_euros = results_of(euros(project))
    price = {
        sign: next(i for i in found.compute.figure("compute.rent_cost").inputs if "price" in i.name)
        for sign, found in (("$", in_dollars), ("€", in_euros))
    }
    assert price["€"].value.likely == price["$"].value.likely / 2
    assert "converted from US dollars at $1 = €0.5" in price["€"].source
    rent = [found.compute.figure("compute.rent_cost").value.likely for found in (in_dollars, in_euros)]
    assert rent[1] == pytest.approx(rent[0] / 2)


def test_answer_in_money_is_not_converted(project):
    answer(project, "value.hour_cost", {"low": 40, "likely": 40, "high": 40})
    for field_id, value in (("value.cases_per_year", 1000), ("value.saving_per_case", 2)):
        answer(project, field_id, {"low": value, "likely": value, "high": value})
    benefit = results_of(euros(project)).case.benefit
    assert next(term for term in benefit.inputs if term.field_id == "value.hour_cost").value.likely == 40


def test_input_says_the_converted_default(owner, project):
    euros(project)
    page = owner.get(reverse("projects:part", args=[project.pk, "base", "compute", "api"])).content.decode()
    # $0.15 to $1.50, likely $0.75, at 0.5
    assert "€0.075 to €0.75, likely €0.38" in page


def test_table_heads_show_the_sign_of_the_project(owner, project):
    euros(project)
    page = owner.get(reverse("teams:team", args=[project.pk, "base"])).content.decode()
    assert "Salary per year <small>€ per year</small>" in page


def test_page_says_the_rate_at_its_foot(owner, project):
    euros(project)
    page = owner.get(reverse("reports:overview", args=[project.pk, "base"])).content.decode()
    assert "$1 = €0.5 (the bank, 30 October 2026)" in page


def test_project_in_dollars_says_nothing_of_rates(owner, project):
    page = owner.get(reverse("reports:overview", args=[project.pk, "base"])).content.decode()
    assert "$1 =" not in page


# ---------------------------------------------------------------- settings


def send(owner, project, **changes):
    usual = {"name": project.name, "currency": project.currency, "your_name": "Dana"}
    if project.currency != "USD":
        usual |= {
            "money_per_usd": Formatter.for_reader().number(project.money_per_usd, 8),
            "rate_source": project.rate_source,
        }
        usual["rate_date"] = project.rate_date.isoformat() if project.rate_date else ""
    reply = owner.post(reverse("projects:project_settings", args=[project.pk, "base"]), usual | changes)
    project.refresh_from_db()
    return reply


def rate(project):
    return project.currency, project.money_per_usd, project.rate_source


def test_choosing_a_currency_takes_the_shipped_rate(owner, project):
    send(owner, project, currency="EUR")
    assert rate(project) == ("EUR", 0.89509, "ECB euro reference rates")
    assert project.rate_date == date(2026, 10, 30)


def test_rate_of_one_currency_never_stays_with_another(owner, project):
    send(owner, project, currency="EUR")
    send(owner, project, currency="JPY", money_per_usd="0.89509")
    assert rate(project) == ("JPY", 157.25, "ECB euro reference rates")


def test_typed_rate_does_not_keep_the_source_of_the_shipped_one(owner, project):
    send(owner, project, currency="EUR")
    send(owner, project, money_per_usd="0.95")
    assert rate(project) == ("EUR", 0.95, "own rate")


def test_typed_rate_keeps_the_day_and_source_typed_with_it(owner, project):
    send(owner, project, currency="EUR", money_per_usd="0.95", rate_date="2026-01-02", rate_source="Our treasury")
    assert rate(project) == ("EUR", 0.95, "Our treasury")
    assert project.rate_date == date(2026, 1, 2)


def test_saving_the_page_unchanged_keeps_the_rate(owner, project):
    send(owner, project, currency="EUR", money_per_usd="0.95", rate_date="2026-01-02", rate_source="Our treasury")
    send(owner, project, summary="Another sentence")
    assert (rate(project), project.rate_date) == (("EUR", 0.95, "Our treasury"), date(2026, 1, 2))


def test_blank_rate_takes_the_shipped_one_again(owner, project):
    send(owner, project, currency="EUR", money_per_usd="0.95")
    send(owner, project, money_per_usd="")
    assert rate(project) == ("EUR", 0.89509, "ECB euro reference rates")


def test_back_to_dollars_forgets_the_rate(owner, project):
    send(owner, project, currency="EUR")
    send(owner, project, currency="USD")
    assert (rate(project), project.rate_date) == (("USD", 1.0, ""), None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"currency": "EUR", "money_per_usd": "cheap"}, "“cheap” cannot be read as a number."),
        ({"currency": "EUR", "money_per_usd": "0"}, "“0” is too low."),
        ({"currency": "EUR", "money_per_usd": "-1"}, "“-1” is too low."),
        ({"currency": "EUR", "money_per_usd": "1e400"}, "“1e400” is larger than anything a project counts."),
        (
            {"currency": "EUR", "money_per_usd": "0.8 to 0.9"},
            "is a range. One number is asked for here: the middle, 0.85, or the upper end, 0.9?",
        ),
        ({"currency": "EUR", "rate_date": "2999-01-01"}, "This date is in the future."),
        ({"currency": "USD", "money_per_usd": "0.9"}, "One US dollar is one US dollar. Leave this blank."),
        ({"currency": "XXX"}, "Select a valid choice. XXX is not one of the available choices."),
    ],
)
def test_rate_that_cannot_be_is_refused_and_stays_in_the_form(owner, project, changes, message):
    page = send(owner, project, summary="Typed before", **changes).content.decode()
    assert message in page
    assert 'value="Typed before"' in page
    assert rate(project) == ("USD", 1.0, "")


def test_currency_without_a_shipped_rate_asks_for_one(owner, project):
    Project.objects.filter(pk=project.pk).update(currency="VND")
    project.refresh_from_db()
    page = send(owner, project, money_per_usd="").content.decode()
    assert "We know no rate of VND. Write what one US dollar is worth in it." in page


# ---------------------------------------------------------------- documents


def test_rate_goes_out_and_in(project, browser_row):
    euros(project, 0.87)
    first = dump_project(project)
    again = load_project(json.dumps(first).encode(), owner=browser_row)
    assert first["project"]["money_per_usd"] == 0.87
    assert dump_project(again) == first


def test_document_without_a_rate_takes_the_shipped_one(browser_row):
    old = document(project={"name": "X", "currency": "CHF"})
    assert rate(load_project(json.dumps(old).encode(), owner=browser_row)) == (
        "CHF",
        0.82295,
        "ECB euro reference rates",
    )


def test_document_in_a_currency_without_a_rate_loads_and_says_so(owner, browser_row):
    made = load_project(json.dumps(document(project={"name": "X", "currency": "VND"})).encode(), owner=browser_row)
    page = owner.get(reverse("reports:overview", args=[made.pk, "base"])).content.decode()
    assert "(no rate is set)" in page


def test_salary_in_yen_goes_out_and_in(project, browser_row):
    """Fifteen million yen are more than the limit in dollars, and no typing error."""
    project.currency, project.money_per_usd = "JPY", 157.25
    project.save()
    answer(
        project,
        "team.roles",
        [{"role": "data_engineer", "salary_per_year": {"low": 15e6, "likely": 15e6, "high": 15e6}}],
    )
    first = dump_project(project)
    assert dump_project(load_project(json.dumps(first).encode(), owner=browser_row)) == first


def test_yen_can_be_typed_into_the_table(owner, project):
    project.currency, project.money_per_usd = "JPY", 157.25
    project.save()
    data = {"team-roles-value-0-role": "data_engineer", "team-roles-value-0-salary_per_year": "¥15M"}
    page = owner.post(reverse("projects:answer", args=[project.pk, "base", "team.roles"]), data).content.decode()
    assert 'data-result="saved"' in page


def test_shipped_reference_says_where_the_rates_are_from():
    assert "exchange_rates.csv" in (settings.FIXTURES / "reference" / "README.md").read_text()


@pytest.mark.parametrize(("text", "rate"), [("0,920", 0.92), ("€0.92", 0.92), ("0.92 EUR", 0.92)])
def test_rate_is_read_as_any_other_number(owner, project, text, rate):
    send(owner, project, currency="EUR", money_per_usd=text)

    assert project.money_per_usd == rate


def test_rate_that_can_be_read_in_two_ways_is_asked_back(owner, project):
    page = send(owner, project, currency="INR", money_per_usd="1.250").content.decode()
    assert "Is that 1,250 or 1.25?" in page
    assert 'value="1.250"' in page
