"""The shipped table of exchange rates, read once."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings

from projects.domain.currency import ExchangeRate, read_rates


@cache
def get_rates() -> Mapping[str, ExchangeRate]:
    """Return what a US dollar is worth, by currency code. Raises BrokenDataFile."""
    return read_rates(settings.FIXTURES / "reference" / "exchange_rates.csv")


def shipped_rate(rate: ExchangeRate) -> dict[str, Any]:
    """Return a shipped rate as the fields of a project."""
    return {"money_per_usd": rate.money_per_usd, "rate_date": rate.day, "rate_source": rate.source}
