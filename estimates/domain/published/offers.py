"""What sellers ask for an hour of one accelerator: dated rows, never edited, only superseded."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from estimates.domain.formulas.kinds import Fact
from estimates.domain.published.areas import Area, area_of
from estimates.domain.published.csvrows import CsvRow, read_named
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

STALE_DAYS = 90
"""A price that nobody has checked for longer than this is shown as stale."""
LARGEST_USD_PER_GPU_HOUR = 1_000.0
"""More than any seller has ever asked for one accelerator: what is above it is a price of something else."""


HOST_KINDS = ("hyperscaler", "secure", "community", "marketplace")
"""Whose machines they are: a large cloud's, a specialist's own, those of strangers, or whoever offers them."""
APART = ("community", "marketplace")
"""Kinds that nobody takes for a project's data unless they ask for them."""


KIND_LABELS = {
    "hyperscaler": gettext_noop("a large cloud"),
    "secure": gettext_noop("the seller"),
    "community": gettext_noop("strangers, vetted little"),
    "marketplace": gettext_noop("whoever offers them"),
}


class Commitment(StrEnum):
    """How long one is bound, and how long the seller is."""

    ON_DEMAND = "on_demand"
    SPOT = "spot"
    RESERVED_1_YEAR = "reserved_1_year"
    RESERVED_3_YEARS = "reserved_3_years"


COMMITMENT_LABELS = {
    Commitment.ON_DEMAND: gettext_noop("on demand"),
    Commitment.SPOT: gettext_noop("spot"),
    Commitment.RESERVED_1_YEAR: gettext_noop("reserved for a year"),
    Commitment.RESERVED_3_YEARS: gettext_noop("reserved for three years"),
}


@dataclass(frozen=True, kw_only=True)
class Offer(Fact):
    """One seller's price of one accelerator in one region, per GPU-hour, never per machine."""

    id: str
    provider: str
    region: str
    """As the seller names it; empty where the price is the same in all of them."""
    commitment: Commitment
    accelerator: str
    """As in accelerators.csv."""
    price_usd_per_gpu_hour: float
    machine: str = ""
    """What is sold, such as `p5.48xlarge, 8 GPUs`."""
    status: str = "snapshot"
    """`snapshot`: from a public copy; `recalled`: from memory; `imported`: read in by this organisation."""
    seen_on: str = ""
    """ISO date on which it stood at its seller; "" where the copy does not say."""
    host_kind: str = ""
    """One of HOST_KINDS; "" where nobody looked."""
    tier: str = ""
    """A to C, as in the README of the reference data; "" for what this organisation read in."""

    @property
    def apart(self) -> bool:
        """Whether it is of strangers' machines, which count only where their seller is asked for."""
        return self.host_kind in APART

    @property
    def own(self) -> bool:
        """Whether this organisation read it in."""
        return self.status == "imported"

    @property
    def recalled(self) -> bool:
        """Whether it is from memory."""
        return self.status == "recalled"

    @property
    def seller(self) -> tuple[str, str, str, str]:
        """Whose price of what it is, wherever: strangers' machines are another thing than the seller's own."""
        return (*self.key[:3], self.key[4])

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What is offered: a newer row with the same key supersedes this one."""
        kind = self.host_kind if self.apart else ""
        return (self.provider.casefold(), self.accelerator, self.commitment.value, self.region.casefold(), kind)

    @property
    def area(self) -> Area | None:
        """The part of the world, or None where its region does not say."""
        return area_of(self.region)

    def age_days(self, day: date) -> int:
        """Return the days since it was seen at its seller, where that is known, else since somebody checked it."""
        return (day - date.fromisoformat(self.seen_on or self.date_checked)).days

    def is_stale(self, day: date) -> bool:
        """Tell whether nobody has checked it for too long."""
        return self.age_days(day) > STALE_DAYS


def load_offers(path: Path, accelerators: Mapping[str, object]) -> tuple[Offer, ...]:
    """Read rent_prices.csv.

    Args:
        path: The file.
        accelerators: The names that there are.

    Raises:
        BrokenReference: With file, line and reason.
    """
    seen: set[tuple[object, ...]] = set()

    def read(row: CsvRow) -> Offer:
        offer = _offer(row)
        if offer.accelerator not in accelerators:
            raise ValueError(f"names {offer.accelerator}, which no other file knows")
        if (key := (*offer.key, offer.valid_from)) in seen:
            raise ValueError(f"{offer.id} has the same offer and day as a row above")
        seen.add(key)
        return offer

    return tuple(read_named(path, read, "id").values())


def _offer(row: CsvRow) -> Offer:
    price = row.positive("price_usd_per_gpu_hour")
    if price > LARGEST_USD_PER_GPU_HOUR:
        raise ValueError(f"price_usd_per_gpu_hour must be at most {LARGEST_USD_PER_GPU_HOUR:g}, not {price:g}")
    status = row.text("status")
    if status not in ("snapshot", "recalled"):
        raise ValueError(f"status must be snapshot or recalled, not {status!r}")
    kind = row.text("host_kind", required=False)
    if kind and kind not in HOST_KINDS:
        raise ValueError(f"host_kind must be one of {', '.join(HOST_KINDS)}, not {kind!r}")
    return Offer(
        id=row.text("id"),
        provider=row.text("provider"),
        region=row.text("region", required=False),
        commitment=Commitment(row.text("commitment")),
        accelerator=row.text("accelerator"),
        price_usd_per_gpu_hour=price,
        machine=row.text("machine", required=False),
        status=status,
        seen_on=row.day("seen_on") if row.text("seen_on", required=False) else "",
        host_kind=kind,
        tier=row.text("tier"),
        **row.fact(),
    )


# ---------------------------------------------------------------- choosing


@dataclass(frozen=True)
class PriceList:
    """The rows that a project may see, on the day at which its prices are read.

    A row that begins to hold after that day is not there: so an old project keeps its figures until somebody moves
    the day. An organisation's own rows lie over the shipped ones of the same seller, accelerator and commitment.
    """

    offers: Sequence[Offer] = ()
    day: date | None = None
    """None means that no prices are read at all."""

    @cached_property
    def _by_accelerator(self) -> Mapping[str, Sequence[Offer]]:
        grouped: dict[str, list[Offer]] = {}
        for offer in self.offers:
            grouped.setdefault(offer.accelerator, []).append(offer)
        return grouped

    @cached_property
    def providers(self) -> Mapping[str, str]:
        """The sellers, each as it is written in the rows."""
        return {offer.provider: offer.provider for offer in self.offers}

    @cached_property
    def _holding(self) -> dict[str, tuple[Offer, ...]]:
        """What holds, by accelerator, of those that somebody asked for: an estimate asks for one of them many times."""
        return {}

    def of(self, accelerator: str) -> tuple[Offer, ...]:
        """Return what holds on the day for one accelerator: of each offer the newest row."""
        if accelerator not in self._holding:
            self._holding[accelerator] = self._newest_of(accelerator)
        return self._holding[accelerator]

    def _newest_of(self, accelerator: str) -> tuple[Offer, ...]:
        if self.day is None:
            return ()
        day = self.day.isoformat()
        newest: dict[tuple[str, ...], Offer] = {}
        for offer in self._by_accelerator.get(accelerator, ()):
            if offer.valid_from <= day:
                key = (*offer.key, str(offer.own))
                if key not in newest or offer.valid_from > newest[key].valid_from:
                    newest[key] = offer
        own = {offer.seller for offer in newest.values() if offer.own}
        # A copy without a day gives way to a price that was seen on one.
        dated = {offer.key[:3] for offer in newest.values() if offer.seen_on}
        return tuple(
            offer
            for offer in newest.values()
            if offer.own or (offer.seller not in own and (offer.seen_on or offer.key[:3] not in dated))
        )

    def is_stale(self, offer: Offer) -> bool:
        """Tell whether nobody has checked an offer for too long on the day at which prices are read."""
        return self.day is not None and offer.is_stale(self.day)


NO_PRICES = PriceList()


def usual_kind(provider: str, offers: Iterable[Offer]) -> str:
    """Return whose machines a seller rents out where all its offers say the same; "" where they do not."""
    kinds = {offer.host_kind for offer in offers if offer.provider == provider and offer.host_kind}
    return kinds.pop() if len(kinds) == 1 else ""


def narrow(
    offers: Iterable[Offer], *, commitment: Commitment, provider: str = "", area: Area | None = None
) -> tuple[Offer, ...]:
    """Return the offers that are wanted; a price that holds in all regions holds in every part of the world.

    Machines of strangers (community, marketplace) count only where their seller is named.

    Args:
        offers: Of one accelerator.
        commitment: How long one is bound.
        provider: The seller as it is named in the rows; empty means any.
        area: The part of the world; None means anywhere.
    """
    return tuple(
        offer
        for offer in offers
        if offer.commitment is commitment
        and (offer.provider == provider if provider else not offer.apart)
        and (area is None or not offer.region or offer.area is area)
    )


class AskedPrice(Protocol):
    """A price and whose it is."""

    @property
    def provider(self) -> str:
        """The seller."""

    @property
    def price_usd_per_gpu_hour(self) -> float:
        """Of one accelerator."""


def price_range(offers: Sequence[AskedPrice]) -> Range:
    """Return the lowest price, the middle one and the highest [USD/GPU-hour].

    Each seller counts once for the middle: its own middle price. Otherwise the seller with the most regions would
    decide alone.
    """
    if not offers:
        raise ValueError("offers must hold at least one, not none")
    prices: dict[str, list[float]] = {}
    for offer in offers:
        prices.setdefault(offer.provider, []).append(offer.price_usd_per_gpu_hour)
    every = [offer.price_usd_per_gpu_hour for offer in offers]
    return Range(low=min(every), likely=statistics.median(map(statistics.median, prices.values())), high=max(every))
