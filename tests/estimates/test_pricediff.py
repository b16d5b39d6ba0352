"""What a price list would change, offer by offer; several lists side by side."""

from datetime import date

import pytest

from estimates.domain.published.offers import Commitment, Offer, PriceList
from estimates.domain.published.pricediff import OfferStatus, compare, side_by_side
from estimates.domain.published.pricelists import Priced

SEEN = date(2026, 11, 20)
H100 = "H100-SXM-80GB"


def priced(price, *, region="eu-1", provider="Lambda"):
    return Priced(provider, region, H100, Commitment.ON_DEMAND, price, "")


def offer(price, *, region="eu-1", provider="Lambda", day="2026-10-01", status="imported"):
    return Offer(
        id=f"{provider}-{region}-{day}", provider=provider, region=region, commitment=Commitment.ON_DEMAND,
        accelerator=H100, price_usd_per_gpu_hour=price, status=status, source="list", date_checked=day, valid_from=day,
    )  # fmt: skip


def difference(offers, *used, stands=None):
    return compare(offers, PriceList(used, date(2026, 11, 28)), seen_on=SEEN, stands=stands or {})


@pytest.mark.parametrize(
    ("used", "kind", "percent"),
    [
        (offer(2.0), OfferStatus.CHANGED, 25.0),
        (offer(2.5), OfferStatus.SAME, 0.0),
        (offer(2.0, region="us-1"), OfferStatus.NEW, None),
        (offer(2.0, region=""), OfferStatus.NEW, 25.0),
        (offer(2.0, day="2026-11-25"), OfferStatus.OLDER, 25.0),
        (offer(2.0, provider="LAMBDA", region="EU-1", status="snapshot"), OfferStatus.CHANGED, 25.0),
    ],
)
def test_offer_is_compared_with_the_price_in_use(used, kind, percent):
    row = difference([priced(2.5)], used).rows[0]
    assert (row.kind, row.percent) == (kind, percent)


@pytest.mark.parametrize(("stored", "kind"), [(2.5, OfferStatus.THERE), (2.4, OfferStatus.REFUSED)])
def test_day_that_has_a_price_takes_no_other(stored, kind):
    stands = {("lambda", H100, "on_demand", "eu-1", ""): stored}
    assert difference([priced(2.5)], stands=stands).rows[0].kind is kind


def test_large_changes_come_first_and_are_marked():
    rows = difference([priced(2.1), priced(4.0, region="us-1")], offer(2.0), offer(2.0, region="us-1")).rows
    assert [(row.number, row.is_large) for row in rows] == [(1, True), (0, False)]


def test_offers_of_the_same_provider_that_the_list_lacks_are_gone():
    found = difference([priced(2.5)], offer(2.0), offer(3.0, region="us-1"), offer(3.0, provider="RunPod"))
    assert [removed.region for removed in found.gone] == ["us-1"]


def test_lists_stand_side_by_side_with_the_prices_in_use_first():
    rows = side_by_side([[priced(2.0), priced(4.0, region="us-1")], []], PriceList((offer(3.0),), SEEN))
    middle = [cell and (cell.price.low, cell.price.likely, cell.price.high, cell.offers) for cell in rows[0].cells]
    assert middle == [(3.0, 3.0, 3.0, 1), (2.0, 3.0, 4.0, 2), None]
