"""List prices of hosted models, from the package genai-prices: dated facts that come with it, never fetched."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.metadata import version
from typing import Any

from estimates.domain.published.api_models import ApiCatalogue, ApiModel, TokenPrices, kind_without_text

# Sellers whose models the page lists, and whose price counts where only the model is named: the makers first.
SELLERS = (
    "openai",
    "anthropic",
    "google",
    "mistral",
    "deepseek",
    "x-ai",
    "cohere",
    "meta",
    "azure",
    "aws",
    "groq",
    "ovhcloud",
)
# Bedrock puts region and maker before a name and a version behind it; Google and routers put a path before it.
_REGION_AND_MAKER = re.compile(
    r"^(?:(?:us|eu|apac|global|us-gov)\.)?(?:anthropic|meta|mistral|cohere|deepseek|openai)\."
)
_VERSION = re.compile(r"(?:-v\d+)?:\d+$")


@cache
def api_catalogue() -> ApiCatalogue:
    """Return the hosted models; the package is read when the first one is asked for, which takes most of a second."""
    return ApiCatalogue(_load, _match)


def _load() -> Sequence[ApiModel]:
    from genai_prices.data import providers

    when = datetime.combine(_day_of(providers), time(12), tzinfo=UTC)
    return [
        model_sold
        for seller in _by_rank(providers)
        for model in seller.models
        if (model_sold := _model(seller, model, when))
    ]


def _name(seller: Any, model: Any) -> str:
    return f"{model.id} ({seller.name})"


def _match(name: str) -> str:
    """Return the full name of the model that a bill or an API calls so, by the package's own matching, or ""."""
    path, _, last = name.strip().casefold().rpartition("/")
    short = _VERSION.sub("", _REGION_AND_MAKER.sub("", last))
    at_seller = [(last, path)] if path else []
    for reference, seller in (*at_seller, (short, None), (last, None)):
        if match := _match_at(reference, seller):
            return match
    return ""


def _match_at(reference: str, seller_id: str | None) -> str:
    from genai_prices.data_snapshot import get_snapshot

    snapshot = get_snapshot()
    seller: Any
    model: Any
    try:
        seller, model = snapshot.find_provider_model(reference, None, seller_id, None)
    except LookupError:
        # The package guesses the seller from the name; where it knows none, each of them is asked.
        asked = () if seller_id else _by_rank(snapshot.providers)
        pairs = ((seller, seller.find_model(reference)) for seller in asked)
        seller, model = next(((pair, model) for pair, model in pairs if model), (None, None))
    if model is None:
        return ""
    # Where a seller offers what another one made, the price is the maker's.
    owner = next(vendor for vendor in (seller, *snapshot.providers) if any(each is model for each in vendor.models))
    return _name(owner, model)


def _by_rank(providers: Iterable[Any]) -> list[Any]:
    rank = {seller: number for number, seller in enumerate(SELLERS)}
    return sorted(providers, key=lambda provider: rank.get(provider.id, len(rank)))


def _day_of(providers: Sequence[Any]) -> date:
    """Return the newest day on which a price of the package changed; announced changes lie after today."""
    today = datetime.now(tz=UTC).date()
    days = (day for seller in providers for model in seller.models for day in _starts(model))
    return max((day for day in days if day <= today), default=today)


def _starts(model: Any) -> Iterator[date]:
    for price in model.prices if isinstance(model.prices, list) else ():
        start = getattr(price.constraint, "start_date", None)
        if start is not None:
            yield start


def _model(seller: Any, model: Any, when: datetime) -> ApiModel | None:
    prices = _prices_on(model, when)
    if not prices or kind_without_text(model.id):
        return None
    day = when.date().isoformat()
    started = max((start for start in _starts(model) if start <= when.date()), default=None)
    return ApiModel(
        name=_name(seller, model),
        model_id=model.id,
        title=model.name or "",
        seller=seller.name,
        prices=prices,
        announced=_announced(model, when, prices),
        offered=seller.id in SELLERS and not model.deprecated,
        source=f"{seller.name}, list price of {model.id} in genai-prices {version('genai-prices')}",
        date_checked=day,
        valid_from=started.isoformat() if started else day,
    )


def _prices_on(model: Any, when: datetime) -> tuple[TokenPrices, ...]:
    """Return the prices of a day; none where it is not paid by text in and out."""
    into, out, cached = (vars(model.get_prices(when)).get(f"{name}_mtok") for name in ("input", "output", "cache_read"))
    return _tiers(into, out, cached) if into and out else ()


def _announced(model: Any, when: datetime, prices: Sequence[TokenPrices]) -> tuple[str, TokenPrices] | None:
    day = min((start for start in _starts(model) if start > when.date()), default=None)
    later = _prices_on(model, datetime.combine(day, when.time(), tzinfo=UTC)) if day else ()
    return (day.isoformat(), later[0]) if day and later and later[0] != prices[0] else None


def _tiers(into: Any, out: Any, cached: Any) -> tuple[TokenPrices, ...]:
    starts = {0, *(tier.start for price in (into, out, cached) for tier in getattr(price, "tiers", ()))}
    return tuple(
        TokenPrices(
            input=_at(into, start),
            output=_at(out, start),
            cached=None if cached is None else _at(cached, start),
            # A tier holds for calls longer than its start.
            from_tokens=start + 1 if start else 0,
        )
        for start in sorted(starts)
    )


def _at(price: Any, start: int) -> float:
    """Return a price for calls just longer than a start; a price without tiers holds for all."""
    tiers = getattr(price, "tiers", None)
    if tiers is None:
        return float(price)
    return float(next((tier.price for tier in reversed(tiers) if start >= tier.start), price.base))
