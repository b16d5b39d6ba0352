"""Reading prices in: every price a new row, nothing overwritten, all of a list or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from estimates.domain.published.offers import APART
from estimates.domain.published.pricelists import Priced
from estimates.models import PriceUpload, RentPrice
from projects.models import today

Key = tuple[str, str, str, str, str]


@dataclass
class Update:
    """What reading a list did."""

    new: int = 0
    """Offers that nobody had read in before."""
    changed: int = 0
    """Another price than the row before."""
    confirmed: int = 0
    """The same price on a later day: a row of its own, so that the price is not stale."""
    unchanged: int = 0
    """Already there for this day."""
    differences: list[str] = field(default_factory=list)
    """What another price was and is, one offer each."""
    refused: list[str] = field(default_factory=list)
    """Offers for which another price stands for the same day."""

    @property
    def added(self) -> int:
        return self.new + self.changed + self.confirmed


def add_prices(
    offers: Iterable[Priced], *, day: date, source: str, keep: bool = True, upload: PriceUpload | None = None
) -> Update:
    """Keep the offers of a list as rows that hold from a day on, in one transaction.

    Args:
        offers: What the list holds, one for each key.
        day: The day from which the prices hold.
        source: Where they are from.
        keep: Whether they are kept; else only what would happen is told.
        upload: The list that an administrator uploaded; the day is then the one on which they were seen.
    """
    update, rows = Update(), []
    with transaction.atomic():
        before, of_day = _stored(day)
        for priced in offers:
            key = (priced.provider, priced.accelerator, priced.commitment.value, priced.region, priced.apart)
            if (stored := of_day.get(key)) is not None:
                if stored == priced.price_usd_per_gpu_hour:
                    update.unchanged += 1
                else:
                    where = f" in {priced.region}" if priced.region else ""
                    update.refused.append(
                        f"{priced.provider}{where}, {priced.accelerator}, {priced.commitment.value}: ${stored:g} "
                        f"stands for {day.isoformat()}, not ${priced.price_usd_per_gpu_hour:g}"
                    )
                continue
            if key not in before:
                update.new += 1
            elif before[key] == priced.price_usd_per_gpu_hour:
                update.confirmed += 1
            else:
                update.changed += 1
                update.differences.append(
                    f"{', '.join(part for part in key if part)}: ${before[key]:g}, "
                    f"now ${priced.price_usd_per_gpu_hour:g}"
                )
            rows.append(_row(priced, day, source, upload))
        if keep:
            RentPrice.objects.bulk_create(rows, batch_size=500)
    return update


def _stored(day: date) -> tuple[dict[Key, float], dict[Key, float]]:
    """Return the prices that stand before a day, the newest of each offer, and those of the day itself."""
    before: dict[Key, float] = {}
    of_day: dict[Key, float] = {}
    rows = (
        RentPrice.objects.filter(valid_from__lte=day)
        .order_by("valid_from")
        .values_list(
            "provider", "accelerator", "commitment", "region", "host_kind", "price_usd_per_gpu_hour", "valid_from"
        )
    )
    for provider, accelerator, commitment, region, kind, price, valid_from in rows:
        apart = kind if kind in APART else ""
        (of_day if valid_from == day else before)[provider, accelerator, commitment, region, apart] = price
    return before, of_day


def _row(priced: Priced, day: date, source: str, upload: PriceUpload | None) -> RentPrice:
    return RentPrice(
        provider=priced.provider,
        region=priced.region,
        accelerator=priced.accelerator,
        commitment=priced.commitment.value,
        price_usd_per_gpu_hour=priced.price_usd_per_gpu_hour,
        machine=priced.machine,
        host_kind=priced.host_kind,
        source=source,
        date_checked=min(day, today()),
        valid_from=day,
        seen_on=upload.seen_on if upload else None,
        upload=upload,
    )
