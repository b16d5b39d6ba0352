"""Prices of renting as a project may see them: the shipped rows, and those that this organisation read in."""

from datetime import date

from django.db.models import Max

from estimates.domain.offers import PriceList
from estimates.models import RentPrice
from estimates.reference import get_reference


def price_list(day: date, *accelerators: str) -> PriceList:
    """Return the prices that hold on a day.

    Args:
        day: The day at which a project's prices are read.
        accelerators: Those that are asked for; without any, all of them.
    """
    own = RentPrice.objects.seen_on(day)
    if accelerators:
        own = own.filter(accelerator__in=accelerators)
    return PriceList((*get_reference().offers, *(one.to_offer() for one in own)), day)


def newest_row() -> int:
    """Return the number of the row that was read in last: results that are remembered hold until it changes."""
    return RentPrice.objects.aggregate(newest=Max("pk"))["newest"] or 0
