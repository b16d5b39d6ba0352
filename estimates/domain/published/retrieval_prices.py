"""What the search in front of a hosted model costs: embeddings, ranking, the index."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from estimates.domain.formulas.kinds import BrokenReference, Fact
from estimates.domain.published.csvrows import Row, read_named, read_range
from projects.domain.ranges import Range

EMBEDDING, RERANK, INDEX_STORAGE, INDEX_FEE = "embedding", "rerank", "index_storage", "index_fee"
KINDS = (EMBEDDING, RERANK, INDEX_STORAGE, INDEX_FEE)


@dataclass(frozen=True, kw_only=True)
class RetrievalPrice(Fact):
    """One published price of a part of the search."""

    kind: str
    unit: str
    price_usd: Range
    """[USD per `unit`]."""
    status: str
    """`published`, or `recalled`: from memory."""


def load_retrieval_prices(path: Path) -> Mapping[str, RetrievalPrice]:
    """Return a price of every kind, by kind.

    Args:
        path: retrieval_prices.csv.

    Raises:
        BrokenReference: With file, line and reason.
    """
    found = read_named(path, _read, "kind")
    for kind in KINDS:
        if kind not in found:
            raise BrokenReference(path, 0, f"has no price of {kind}")
    return found


def _read(row: Row) -> RetrievalPrice:
    price, kind = read_range(row, "low", "likely", "high"), row.text("kind")
    if price is None:
        raise ValueError("low is missing")
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind}")
    return RetrievalPrice(kind=kind, unit=row.text("unit"), price_usd=price, status=row.text("status"), **row.fact())
