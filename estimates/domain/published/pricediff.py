"""What a price list would change, offer by offer, and several lists side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from estimates.domain.published.offers import Commitment, Offer, PriceList, narrow, price_range
from estimates.domain.published.pricelists import Priced
from projects.domain.ranges import Range

Key = tuple[str, str, str, str, str]
LARGE_PERCENT = 50.0
"""A price that moves by more is worth a second look: prices of one accelerator rarely halve within a quarter."""


EVERYWHERE = ""
"""The region of a price that is the same in all of them."""


class OfferStatus(StrEnum):
    """What becomes of one offer of a list."""

    CHANGED = "changed"
    NEW = "new"
    SAME = "same"
    """The same price as in use: taking it renews the day on which it was seen."""
    OLDER = "older"
    """A price that was seen later is in use; taking it changes the past only."""
    REFUSED = "refused"
    """Another price stands for the same day, and rows are never edited."""
    THERE = "there"
    """The same price stands for the same day already."""


TAKEABLE = frozenset({OfferStatus.CHANGED, OfferStatus.NEW, OfferStatus.SAME, OfferStatus.OLDER})


@dataclass(frozen=True, kw_only=True)
class OfferDifference:
    """One offer of a list beside the price in use."""

    number: int
    """Its place in the list, from 0."""
    offer: Priced
    kind: OfferStatus
    before: Offer | None = None
    """The price in use: of the same region, else of all regions."""

    @property
    def percent(self) -> float | None:
        """How much the price rises [%]; None where there is none to compare with."""
        if self.before is None:
            return None
        return (self.offer.price_usd_per_gpu_hour / self.before.price_usd_per_gpu_hour - 1) * 100

    @property
    def is_large(self) -> bool:
        """Whether the price moves so far that somebody should look twice."""
        return self.percent is not None and abs(self.percent) > LARGE_PERCENT


@dataclass(frozen=True, kw_only=True)
class ListDifference:
    """All that a list would change."""

    rows: Sequence[OfferDifference]
    """The largest change first."""
    gone: Sequence[Offer]
    """In use, of a provider of the list, and no longer in it."""

    def of(self, kind: OfferStatus) -> list[OfferDifference]:
        """Return the offers of one kind."""
        return [row for row in self.rows if row.kind is kind]


def compare(
    offers: Sequence[Priced], prices: PriceList, *, seen_on: date, stands: Mapping[Key, float]
) -> ListDifference:
    """Compare a list with the prices in use.

    Args:
        offers: Of the list, one for each provider, accelerator, commitment and region.
        prices: The prices in use on the day they are compared.
        seen_on: The day on which the list was seen.
        stands: Prices that this organisation has for that very day [USD/GPU-hour].
    """
    chips = {priced.accelerator for priced in offers}
    in_use = {key_of(offer): offer for chip in sorted(chips) for offer in prices.of(chip)}
    rows = [
        OfferDifference(
            number=number,
            offer=offer,
            kind=_kind(offer, in_use, seen_on, stands),
            before=in_use.get(key_of(offer)) or in_use.get(_everywhere(key_of(offer))),
        )
        for number, offer in enumerate(offers)
    ]
    rows.sort(key=lambda row: (list(OfferStatus).index(row.kind), -abs(row.percent or 0.0), row.number))
    providers = {priced.provider.casefold() for priced in offers}
    listed = {key_of(priced) for priced in offers}
    gone = [offer for key, offer in in_use.items() if key[0] in providers and key not in listed]
    return ListDifference(rows=rows, gone=gone)


def key_of(offer: Priced | Offer) -> Key:
    """Return what is offered, however its provider and region are written; strangers' machines apart."""
    kind = offer.apart if isinstance(offer, Priced) else offer.key[4]
    return (offer.provider.casefold(), offer.accelerator, offer.commitment.value, offer.region.casefold(), kind)


def _everywhere(key: Key) -> Key:
    return (*key[:3], EVERYWHERE, key[4])


def _kind(offer: Priced, in_use: Mapping[Key, Offer], seen_on: date, stands: Mapping[Key, float]) -> OfferStatus:
    key, price = key_of(offer), offer.price_usd_per_gpu_hour
    if key in stands:
        return OfferStatus.THERE if stands[key] == price else OfferStatus.REFUSED
    before = in_use.get(key)
    if before is None:
        return OfferStatus.NEW
    if before.own and before.valid_from > seen_on.isoformat():
        return OfferStatus.OLDER
    return OfferStatus.SAME if before.price_usd_per_gpu_hour == price else OfferStatus.CHANGED


# ---------------------------------------------------------------- side by side


@dataclass(frozen=True)
class AskedRange:
    """What one list asks for one accelerator: lowest, middle, highest [USD/GPU-hour], as estimates count it."""

    price: Range
    offers: int


@dataclass(frozen=True)
class SideRow:
    """One accelerator in every list; None where a list does not have it."""

    accelerator: str
    commitment: Commitment
    cells: Sequence[AskedRange | None]


def side_by_side(lists: Sequence[Iterable[Priced]], prices: PriceList) -> list[SideRow]:
    """Return what each list asks for each accelerator; the first cell is the prices in use.

    Args:
        lists: The lists.
        prices: The prices in use; machines of strangers are left out, as in estimates.
    """
    columns = [_grouped(offers) for offers in lists]
    kinds = sorted({kind for column in columns for kind in column})
    rows = []
    for accelerator, commitment in kinds:
        used = narrow(prices.of(accelerator), commitment=Commitment(commitment))
        asked: list[Sequence[Offer | Priced]] = [
            used,
            *(column.get((accelerator, commitment), []) for column in columns),
        ]
        rows.append(SideRow(accelerator, Commitment(commitment), [_cell(offers) for offers in asked]))
    return rows


def _grouped(offers: Iterable[Priced]) -> dict[tuple[str, str], list[Priced]]:
    groups: dict[tuple[str, str], list[Priced]] = {}
    for priced in offers:
        groups.setdefault((priced.accelerator, priced.commitment.value), []).append(priced)
    return groups


def _cell(offers: Sequence[Offer | Priced]) -> AskedRange | None:
    return AskedRange(price_range(offers), len(offers)) if offers else None
