"""What a hosted model costs less: text that repeats, answers that may wait until the next day."""

from estimates.domain.figures.work import Work
from estimates.domain.published.api_models import ApiModel
from estimates.domain.published.hosted_prices import (
    BATCH,
    CACHE_READ,
    CACHE_WRITE,
    KIND_LABELS,
    OTHERS,
    HostedPrice,
    SellerPrices,
)
from estimates.domain.published.reference import find
from projects.domain.book import Term
from projects.domain.figures import Input, Origin
from projects.domain.reader import Given
from projects.domain.text import gettext_noop

CACHED = ("compute.api_cached_share", "compute.api_price_cached")
KEPT, WAITS = "compute.api_cache_hits", "compute.api_batch_share"

NO_BATCH = gettext_noop(
    "We know no price of %(seller)s for answers within 24 hours, so the discounts of other sellers count. Ask for it."
)
_READ_IN = "api_input_tokens_per_case × api_price_input"


def repeated_text(work: Work, listed: Given | None) -> tuple[str, list[Term]]:
    """Return what the tokens in of a call cost [money, times a million], and the terms that repeated text adds.

    A call that finds its text kept pays the price of reading it; one that does not pays for writing it down anew.

    Args:
        work: Reads and collects.
        listed: The listed price of repeated tokens where it depends on the length of a call.
    """
    share = work.term(CACHED[0])
    if share is None or not share.draws.max() > 0:
        return _READ_IN, []
    cached = listed or work.term(CACHED[1])
    reads, terms = ("api_price_cached", [cached]) if cached else _by_share(work, CACHE_READ)
    writes, written = _by_share(work, CACHE_WRITE)
    kept = work.or_exactly(KEPT, 100)
    return (
        "api_input_tokens_per_case × ((1 − api_cached_share / 100) × api_price_input"
        f" + api_cached_share / 100 × (api_cache_hits / 100 × {reads} + (1 − api_cache_hits / 100) × {writes}))",
        [share, kept, *terms, *written],
    )


def answers_that_wait(work: Work) -> tuple[str, list[Term]]:
    """Return the factor of calls whose answers may wait, and its terms; nothing where none may."""
    share, discount = work.term(WAITS), _published(work, BATCH)
    if share is None or discount is None or not share.draws.max() > 0:
        return "", []
    off = _term(work, "batch_discount", KIND_LABELS[BATCH], discount, unit="%")
    return " × (1 − api_batch_share / 100 × batch_discount / 100)", [share, off]


def _by_share(work: Work, kind: str) -> tuple[str, list[Term]]:
    """Return a price of repeated text as a share of the price in, and its term."""
    published = _published(work, kind)
    if published is None:
        return "api_price_input", []
    name = f"{kind}_share"
    return f"{name} / 100 × api_price_input", [_term(work, name, KIND_LABELS[kind], published, unit="%")]


def _published(work: Work, kind: str) -> HostedPrice | SellerPrices | None:
    """Return what the seller of the chosen model asks, else what all sellers ask."""
    name, prices = work.text("compute.api_model"), work.reference.hosted
    model: ApiModel | None = work.reference.api.find(name) if name else None
    if model is not None:
        row = find(model.seller, {price.seller: price for price in prices.of(kind)}) or prices.at(kind, OTHERS)
        if row is not None:
            return row
        if kind == BATCH:
            work.note(NO_BATCH, about="use", seller=model.seller)
    return prices.spreads.get(kind)


def _term(work: Work, name: str, label: str, published: HostedPrice | SellerPrices, *, unit: str) -> Given:
    given = Input(
        name=name,
        label=label,
        value=published.price,
        unit=unit,
        origin=Origin.ASSUMPTION,
        source=published.source,
        source_date=published.date_checked,
    )
    return work.drawn(name, given)
