"""What goes with a hosted model, seller by seller: embeddings, ranking, vector stores, repeated text, waiting."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from estimates.domain.formulas.kinds import BrokenReference, Fact
from estimates.domain.published.csvrows import CsvRow, read_range, read_rows
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop, joined, told

EMBEDDING, RERANK, INDEX_STORAGE, INDEX_FEE = "embedding", "rerank", "index_storage", "index_fee"
CACHE_READ, CACHE_WRITE, BATCH = "cache_read", "cache_write", "batch"
OTHERS = "All others"
"""The seller of a row that holds for whoever has none of its own."""
KINDS = (EMBEDDING, RERANK, INDEX_STORAGE, INDEX_FEE, CACHE_READ, CACHE_WRITE, BATCH)


PRICES_OF = gettext_noop("%(count)s prices of %(sellers)s sellers: lowest, middle, highest (hosted_prices.csv)")
RECALLED = gettext_noop("%(count)s from memory, not looked up")

KIND_LABELS = {
    EMBEDDING: gettext_noop("Embedding a million tokens"),
    RERANK: gettext_noop("Ranking the passages of 1,000 searches"),
    INDEX_STORAGE: gettext_noop("Keeping one GB of the index for a month"),
    INDEX_FEE: gettext_noop("Least fee of the index per month"),
    CACHE_READ: gettext_noop("Reading repeated text, share of the price in"),
    CACHE_WRITE: gettext_noop("Writing repeated text down, share of the price in"),
    BATCH: gettext_noop("Discount for answers within 24 hours"),
}


@dataclass(frozen=True, kw_only=True)
class HostedPrice(Fact):
    """What one seller asks for one thing."""

    kind: str
    seller: str
    item: str
    """As the seller calls it; may be empty."""
    price: Range
    """[`unit`]."""
    unit: str
    tier: str
    """A stated by its seller, B derived from what is stated, C second hand or from memory."""
    recalled: bool
    """Whether it is from memory."""
    seen_on: str
    """ISO day on which it stood there; empty where nobody knows."""

    @property
    def name(self) -> str:
        """Item and seller, as a field offers it: `embed-v4.0 (Cohere)`."""
        return f"{self.item} ({self.seller})" if self.item else self.seller


@dataclass(frozen=True, kw_only=True)
class SellerPrices(Fact):
    """What all sellers ask for one thing."""

    price: Range
    """Lowest, middle and highest; each seller counts once for the middle."""
    unit: str


@dataclass(frozen=True)
class HostedPrices:
    """All rows."""

    rows: Sequence[HostedPrice] = ()

    def of(self, kind: str) -> tuple[HostedPrice, ...]:
        """Return the rows of one kind, such as `EMBEDDING`."""
        return tuple(row for row in self.rows if row.kind == kind)

    @cached_property
    def embeddings(self) -> Mapping[str, HostedPrice]:
        """Models that make embeddings, by the name that a field offers."""
        return {row.name: row for row in self.of(EMBEDDING)}

    @cached_property
    def stores(self) -> tuple[str, ...]:
        """Sellers of vector stores."""
        return tuple(sorted({row.seller for row in (*self.of(INDEX_STORAGE), *self.of(INDEX_FEE))}, key=str.casefold))

    def at(self, kind: str, seller: str) -> HostedPrice | None:
        """Return what one seller asks, or None where no row says it."""
        return next((row for row in self.of(kind) if row.seller == seller), None)

    @cached_property
    def spreads(self) -> Mapping[str, SellerPrices]:
        """What sellers ask, by kind."""
        return {kind: _spread(rows) for kind in KINDS if (rows := self.of(kind))}


def _spread(rows: Sequence[HostedPrice]) -> SellerPrices:
    by_seller: dict[str, list[float]] = {}
    for row in rows:
        by_seller.setdefault(row.seller, []).append(row.price.likely)
    oldest, recalled = min(rows, key=lambda row: row.date_checked), sum(row.recalled for row in rows)
    return SellerPrices(
        price=Range(
            low=min(row.price.low for row in rows),
            likely=statistics.median(map(statistics.median, by_seller.values())),
            high=max(row.price.high for row in rows),
        ),
        unit=rows[0].unit,
        source=joined(
            told(PRICES_OF, count=len(rows), sellers=len(by_seller)),
            told(RECALLED, count=recalled) if recalled else "",
        ),
        date_checked=oldest.date_checked,
        valid_from=oldest.valid_from,
    )


def load_hosted_prices(path: Path) -> HostedPrices:
    """Return a price of every kind at least.

    Args:
        path: hosted_prices.csv.

    Raises:
        BrokenReference: With file, line and reason.
    """
    rows: list[HostedPrice] = []
    for line, row in read_rows(path):
        try:
            price = _read(row)
            if any((other.kind, other.name) == (price.kind, price.name) for other in rows):
                raise ValueError(f"{price.name} occurs twice")
            rows.append(price)
        except ValueError as problem:
            raise BrokenReference(path, line, str(problem)) from None
    for kind in KINDS:
        if not any(price.kind == kind for price in rows):
            raise BrokenReference(path, 0, f"has no price of {kind}")
    return HostedPrices(tuple(rows))


def _read(row: CsvRow) -> HostedPrice:
    kind, status, low = row.text("kind"), row.text("status"), row.number("low")
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind}")
    if status not in ("published", "recalled"):
        raise ValueError(f"status must be published or recalled, not {status!r}")
    both = read_range(row, "low", "high") if row.text("high", required=False) else None
    return HostedPrice(
        kind=kind,
        seller=row.text("seller"),
        item=row.text("name", required=False),
        price=both or Range.exactly(low),
        unit=row.text("unit"),
        tier=row.text("tier"),
        recalled=status == "recalled",
        seen_on=row.day("seen_on") if row.text("seen_on", required=False) else "",
        **row.fact(),
    )
