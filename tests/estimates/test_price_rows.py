"""Price rows of this organisation: what the database refuses, and who sees which of them."""

from datetime import date

import pytest
from django.db import IntegrityError, OperationalError

from estimates.domain.published.offers import PriceList
from estimates.models import RentPrice
from estimates.prices import price_list, state_of_rows, todays_prices
from projects.models import today

pytestmark = pytest.mark.django_db
CHIP = "A100-SXM-80GB"


def row(**more):
    given = {
        "provider": "Ample", "region": "eu-west-1", "accelerator": CHIP, "commitment": "on_demand",
        "price_usd_per_gpu_hour": 1.5, "source": "Contract 17", "date_checked": date(2026, 11, 1),
        "valid_from": date(2026, 11, 1), "recorded_on": date(2026, 11, 1),
    }  # fmt: skip
    return RentPrice.objects.create(**(given | more))


def own(day):
    return [offer.price_usd_per_gpu_hour for offer in price_list(day).of(CHIP) if offer.own]


def test_row_is_an_offer():
    offer = row().to_offer()
    assert (offer.provider, offer.price_usd_per_gpu_hour, offer.own, offer.valid_from) == (
        "Ample",
        1.5,
        True,
        "2026-11-01",
    )


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({}, "one_price_per_day"),
        ({"region": "x", "price_usd_per_gpu_hour": 0}, "price_per_gpu_hour_is_one"),
        ({"region": "x", "price_usd_per_gpu_hour": -1}, "price_per_gpu_hour_is_one"),
        ({"region": "x", "price_usd_per_gpu_hour": 1001}, "price_per_gpu_hour_is_one"),
        ({"region": "x", "commitment": "for_ever"}, "commitment_is_known"),
    ],
)
def test_database_refuses_nonsense(more, name):
    row()
    with pytest.raises(IntegrityError, match=f"{name}|UNIQUE"):
        row(**more)


def test_superseded_row_stays():
    row()
    row(price_usd_per_gpu_hour=1.2, valid_from=date(2026, 11, 10))
    assert own(date(2026, 11, 9)) == [1.5]
    assert own(date(2026, 11, 10)) == [1.2]
    assert RentPrice.objects.count() == 2


def test_row_that_was_read_in_later_is_not_seen_whatever_day_it_names():
    row(valid_from=date(2026, 10, 1), recorded_on=date(2026, 11, 20))
    assert own(date(2026, 11, 19)) == []
    assert own(date(2026, 11, 20)) == [1.5]


def test_rows_are_fetched_once_for_a_day(django_assert_num_queries):
    row()
    price_list(date(2026, 11, 24))
    with django_assert_num_queries(1):
        price_list(date(2026, 11, 24))


def test_row_that_is_read_in_is_seen_at_once():
    row()
    assert own(date(2026, 11, 24)) == [1.5]
    row(region="us-1", price_usd_per_gpu_hour=1.1)
    assert own(date(2026, 11, 24)) == [1.5, 1.1]


def test_row_that_is_thrown_away_is_gone_at_once():
    row()
    row(region="us-1", price_usd_per_gpu_hour=1.1).delete()
    assert own(date(2026, 11, 24)) == [1.5]


def test_state_of_the_rows_changes_with_each():
    states = [state_of_rows()]
    first = row()
    states.append(state_of_rows())
    row(region="us-1")
    states.append(state_of_rows())
    first.delete()
    states.append(state_of_rows())
    assert len(set(states)) == 4


def test_commands_take_what_this_organisation_read_in():
    row()
    assert [offer.price_usd_per_gpu_hour for offer in todays_prices().of(CHIP) if offer.own] == [1.5]


def test_commands_take_the_shipped_prices_where_no_database_answers(monkeypatch, reference):
    row()

    def fail():
        raise OperationalError("no such table: estimates_rentprice")

    monkeypatch.setattr("estimates.prices.state_of_rows", fail)
    assert todays_prices().offers == PriceList(reference.offers, today()).offers
