"""Where a project is at home: its country, what follows from it, and its currency."""

import unicodedata
from collections.abc import Sequence

from babel.core import get_global
from django.http import HttpRequest

from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.countries import Country, guess_country
from projects.domain.currency import USD
from projects.formatting import Formatter
from projects.languages import reading_locale
from projects.reference import get_countries, get_rates, shipped_rate
from projects.saving import save_answer

USUAL = (USD, "EUR", "GBP", "CHF")
"""What stands first in the list of currencies."""
PAY_REGION, GRID = "team.pay_region", "compute.region"


def settle_in(workspace: Workspace, country: str, currency: str) -> None:
    """Move a project to a country and a currency; what somebody answered is left alone.

    Args:
        workspace: The project in its base.
        country: A code of the table of countries, or "".
        currency: A code of which there is a rate.
    """
    project = workspace.project
    before = get_countries().get(project.country)
    project.country = country
    if currency != project.currency:
        project.currency = currency
        rate = get_rates().get(currency)
        fields = {"money_per_usd": 1.0, "rate_date": None, "rate_source": ""} if rate is None else shipped_rate(rate)
        for name, value in fields.items():
            setattr(project, name, value)
    project.save(update_fields=["country", "currency", "money_per_usd", "rate_date", "rate_source"])
    _answer(workspace, before, get_countries().get(country))


def _answer(workspace: Workspace, before: Country | None, after: Country | None) -> None:
    """Answer what follows from a country, where nobody answered or the country before did."""
    for field_id, name in ((PAY_REGION, "pay_region"), (GRID, "grid_region")):
        stands = workspace.answers[field_id]
        ours = stands.state is AnswerState.BLANK or (before is not None and stands.value == getattr(before, name))
        wanted = getattr(after, name) if after else ""
        if not ours or wanted == (stands.value or ""):
            continue
        content = Answer(
            field_id=field_id,
            state=AnswerState.KNOWN if wanted else AnswerState.BLANK,
            value=wanted or None,
            note=stands.note,
            version=stands.version,
        )
        token = f"country-{workspace.project.country}-{stands.version}-{field_id}"
        save_answer(workspace.scenario, content, token=token, **workspace.author)


def guessed_country(request: HttpRequest) -> str:
    """Return the country that a visitor's languages point to; "" where they say nothing."""
    likely = get_global("likely_subtags")
    usual = {tag: full.rpartition("_")[2] for tag, full in likely.items() if "_" not in tag}
    return guess_country(request.headers.get("Accept-Language", ""), usual, get_countries())


def country_choices() -> Sequence[tuple[str, str, str]]:
    """Return the countries to choose from with their names in the reader's language and their currencies."""
    names = reading_locale().territories
    countries = [(code, str(names.get(code, code)), country.currency) for code, country in get_countries().items()]
    return sorted(countries, key=lambda row: _without_accents(row[1]))


def _without_accents(name: str) -> str:
    """Return a name as lists of names are sorted: "Österreich" stands among the names with O."""
    parted = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


def currency_of(country: str) -> str:
    """Return the currency of a country; the US dollar where we know none."""
    country_row = get_countries().get(country)
    return country_row.currency or USD if country_row else USD


def currency_choices(write: Formatter) -> Sequence[tuple[str, str]]:
    """Return the currencies of which there is a rate, the most used first."""
    return [(code, write.currency_name(code)) for code in dict.fromkeys((*USUAL, *sorted(get_rates())))]
