"""Prices of renting as a project may see them: the shipped rows, and those that this organisation read in."""

from datetime import date
from functools import lru_cache

from django.db import DatabaseError
from django.db.models import Count, Max

from estimates.domain.published.offers import PriceList
from estimates.models import RentPrice
from estimates.reference import get_reference
from projects.models import today

State = tuple[int, int]


def price_list(day: date) -> PriceList:
    """Return the prices that a project may see whose prices are those of a day."""
    return rows_on(day, state_of_rows())


def todays_prices() -> PriceList:
    """Return the prices of today for a command, which also runs where no database is: then the shipped ones."""
    try:
        return price_list(today())
    except DatabaseError:
        return PriceList(get_reference().offers, today())


def state_of_rows() -> State:
    """Return what changes with every row that is read in or thrown away."""
    newest = RentPrice.objects.aggregate(newest=Max("pk"), count=Count("pk"))
    return newest["newest"] or 0, newest["count"]


@lru_cache(maxsize=16)
def rows_on(day: date, state: State) -> PriceList:
    """Rows are never edited, so a list holds until one is added."""
    own = (price.to_offer() for price in RentPrice.objects.seen_on(day)) if state != (0, 0) else ()
    return PriceList((*get_reference().offers, *own), day)
