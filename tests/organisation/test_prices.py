"""The administrator's page of prices: upload, look, take or leave."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from estimates.domain.published.offers import Commitment, narrow
from estimates.models import PriceUpload, RentPrice
from estimates.pricefiles import in_use
from estimates.prices import price_list
from organisation.wording import provider_lines
from projects.models import today

HEAD = "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice"
GOOD = [HEAD, "gpu_8x_h100_sxm5,H100,8,208,1800,31.92,us-east-1,,", "1H100,H100,1,32,185,2.29,eu-1,,0.8"]
PRICES = reverse("organisation:prices")
DAY = today() - timedelta(days=3)


def upload(client, *texts, **more):
    files = [SimpleUploadedFile(f"list{number}.csv", text.encode()) for number, text in enumerate(texts)]
    said = {"lists": files, "provider": "lambda", "seen_on": DAY.isoformat(), "known_from": "contract", **more}
    return client.post(PRICES, said)


def take(client, *numbers, **more):
    waiting = PriceUpload.objects.get(taken_at=None)
    return client.post(reverse("organisation:price_upload", args=[waiting.pk]), {"take": numbers, **more})


def own():
    return sorted(RentPrice.objects.values_list("region", "price_usd_per_gpu_hour", "seen_on"))


def test_uploading_takes_nothing(administrator):
    reply = upload(administrator, "\n".join(GOOD))
    assert (reply.status_code, RentPrice.objects.count()) == (302, 0)
    page = administrator.get(reply["Location"]).content.decode()
    assert "us-east-1" in page
    assert "$3.99" in page


def test_only_what_is_ticked_is_taken_with_the_day_it_was_seen(administrator):
    upload(administrator, "\n".join(GOOD))
    regions = [row[1] for row in PriceUpload.objects.get().offers]
    take(administrator, regions.index("us-east-1"))
    assert own() == [("us-east-1", 3.99, DAY)]
    offer = next(offer for offer in price_list(today()).of("H100-SXM-80GB") if offer.own)
    assert (offer.seen_on, offer.source) == (DAY.isoformat(), "list0.csv, our contract")


def test_project_that_was_priced_before_keeps_its_prices(administrator):
    upload(administrator, "\n".join(GOOD))
    take(administrator, 0, 1, 2)
    assert [offer for offer in price_list(today() - timedelta(days=1)).of("H100-SXM-80GB") if offer.own] == []


def test_prices_that_were_taken_by_mistake_are_taken_back(administrator):
    upload(administrator, "\n".join(GOOD))
    take(administrator, 0)
    administrator.post(reverse("organisation:drop_upload", args=[PriceUpload.objects.get().pk]))
    assert own() == []


def test_two_lists_stand_side_by_side(administrator):
    entries = [
        {"gpu_name": "H100", "gpu_count": 1, "price": 2.5, "location": "eu", "instance_name": "a", "provider": "runpod"}
    ]
    reply = upload(administrator, "\n".join(GOOD), json.dumps(entries))
    page = administrator.get(reply["Location"]).content.decode()
    assert "list0.csv" in page
    assert "$2.50" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("name,price\nx,1\n", "no price list that we know"),
        ("[" * 100_000, "no price list that we know"),
        ('{"a": 1}', "no price list that we know"),
        ("\0\1\2", "not a text file"),
        (f"{HEAD}\nx,H100,1,1,1,-4,eu,,\n", "Not one price in it could be read"),
        (f"{HEAD}\n" + "x,H100,1,1,1,2,eu,,\n" * 100_001, "more than 100,000 rows"),
    ],
)
def test_file_that_is_no_price_list_is_refused_in_words(administrator, text, said):
    page = upload(administrator, text).content.decode()
    assert said in page
    assert not PriceUpload.objects.exists()


def test_names_in_a_list_are_shown_as_text(administrator):
    reply = upload(administrator, f"{HEAD}\n<script>x</script>,H100,1,1,1,2.5,<b>eu</b>,,\n")
    page = administrator.get(reply["Location"]).content.decode()
    assert "&lt;b&gt;eu" in page
    assert "<b>eu" not in page


@pytest.mark.parametrize("day", ["2999-01-01", "1999-01-01", "soon"])
def test_day_out_of_proportion_is_refused(administrator, day):
    upload(administrator, "\n".join(GOOD), seen_on=day)
    assert not PriceUpload.objects.exists()


@pytest.mark.parametrize(("provider", "machines"), [("Vast.ai", ""), ("lambda", "community")])
def test_machines_of_strangers_count_only_where_their_seller_is_named(administrator, provider, machines):
    upload(administrator, "\n".join(GOOD), provider=provider, machines=machines)
    take(administrator, *range(len(PriceUpload.objects.get().offers)))
    own = [offer for offer in price_list(today()).of("H100-SXM-80GB") if offer.own]
    assert {offer.host_kind for offer in own} == {machines or "marketplace"}
    assert not set(own) & set(narrow(price_list(today()).of("H100-SXM-80GB"), commitment=Commitment.ON_DEMAND))


@pytest.mark.parametrize(("provider", "machines", "asked"), [
    ("Our own reseller", "", True),
    ("Our own reseller", "secure", False),
    ("Vast.ai", "", False),
])  # fmt: skip
def test_page_asks_whose_machines_prices_are_for_until_somebody_says(administrator, provider, machines, asked):
    upload(administrator, "\n".join(GOOD), provider=provider, machines=machines)
    waiting = administrator.get(reverse("organisation:price_upload", args=[PriceUpload.objects.get().pk]))
    assert ("Nobody said whose machine" in waiting.content.decode()) is asked
    take(administrator, *range(len(PriceUpload.objects.get().offers)))
    assert ("Nobody said whose machine" in administrator.get(PRICES).content.decode()) is asked


def test_sellers_own_and_strangers_machines_stand_beside_each_other_on_one_day(administrator):
    for machines, price in (("secure", "31.92"), ("community", "16.00")):
        upload(administrator, "\n".join([HEAD, f"8x,H100,8,208,1800,{price},us-east-1,,"]), machines=machines)
        take(administrator, 0)
    own = [offer for offer in price_list(today()).of("H100-SXM-80GB") if offer.own]
    assert {offer.host_kind: offer.price_usd_per_gpu_hour for offer in own} == {"secure": 3.99, "community": 2.0}


@pytest.mark.django_db
def test_provider_seen_on_no_known_day_has_none():
    undated = next(offer for offer in in_use() if not offer.seen_on)
    dated = next(offer for offer in in_use() if offer.seen_on)
    assert [line.newest for line in provider_lines([undated], today())] == [""]
    assert [line.newest for line in provider_lines([dated], today())] == [dated.seen_on]


def test_list_without_a_provider_asks_for_one(administrator):
    page = upload(administrator, "\n".join(GOOD), provider="").content.decode()
    assert "the list does not say whose prices they are" in page
