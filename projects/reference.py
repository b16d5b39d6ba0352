"""The shipped tables of exchange rates and countries, read once."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings

from projects.catalogue import get_catalogue
from projects.domain.countries import Country, read_countries
from projects.domain.currency import USD, ExchangeRate, read_rates


@cache
def get_rates() -> Mapping[str, ExchangeRate]:
    """Return what a US dollar is worth, by currency code. Raises BrokenDataFile."""
    return read_rates(settings.FIXTURES / "reference" / "exchange_rates.csv")


@cache
def get_countries() -> Mapping[str, Country]:
    """Return what follows from a country, by its code. Raises BrokenDataFile."""
    choices = get_catalogue().fields["team.pay_region"].choices
    return read_countries(
        settings.FIXTURES / "reference" / "countries.csv",
        {USD, *get_rates()},
        {str(choice.value) for choice in choices},
    )


def shipped_rate(rate: ExchangeRate) -> dict[str, Any]:
    """Return a shipped rate as the fields of a project."""
    return {"money_per_usd": rate.money_per_usd, "rate_date": rate.day, "rate_source": rate.source}
