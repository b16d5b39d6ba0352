"""Which price an estimate takes: the project's own, the offers that fit, or the published range; and what it says."""

from datetime import date

import pytest

from estimates.domain.figures.rent import FEWEST_OFFERS, RentRequirements, find_offers
from estimates.domain.published.offers import Commitment, PriceList
from projects.domain.figures import Origin

DAY = date(2026, 11, 24)
LLAMA = {"compute.approach": "train", "compute.model": "Llama 2 7B", "compute.accelerator": "A100-SXM-80GB"}


@pytest.fixture(scope="session")
def priced(estimate_of, reference):
    """Return a function from values and a day to the price's input and the estimate."""

    def work_out(values=None, *, day=DAY, figure="compute.rent_cost"):
        estimate = estimate_of(LLAMA | (values or {}), prices=PriceList(reference.offers, day))
        found = next(given for given in estimate.figure(figure).inputs if given.name.endswith("price_per_gpu_hour"))
        return found, estimate

    return work_out


def messages(pairs):
    return [pair.message for pair in pairs]


def test_offers_on_demand_make_the_price(priced):
    """Ten sellers: 1.29, 1.39, 2.30, 2.70, 2.79, 3.28, AWS 3.86, 4.00, 4.10, 5.07; between the fifth and the sixth."""
    found, _estimate = priced()
    assert (found.value.low, found.value.high) == (1.29, 5.069)
    assert found.value.likely == pytest.approx((2.79 + 3.28) / 2)
    assert found.origin is Origin.ASSUMPTION
    assert found.source.startswith("14 offers by AWS, Azure, CoreWeave")
    assert "on demand" in found.source
    assert found.source_date == "2026-11-20"


def test_source_says_how_many_are_from_memory(priced):
    assert "3 from memory" in priced()[0].source


def test_own_price_wins(priced):
    found, estimate = priced({"compute.price_per_gpu_hour": 3.0, "compute.provider": "AWS"})
    assert (found.value.likely, found.origin) == (3.0, Origin.ANSWER)
    assert estimate.problems == ()


def test_seller_narrows_the_price_and_is_found_as_typed(priced):
    found, _estimate = priced({"compute.provider": "aws"})
    assert found.value.low == pytest.approx(27.44705 / 8, abs=1e-4)
    assert found.source.startswith("4 offers by AWS")


def test_seller_and_area_narrow_the_price(priced):
    found, _estimate = priced({"compute.provider": "AWS", "compute.rent_area": "europe"})
    assert found.value.is_exact
    assert found.value.likely == pytest.approx(34.29122 / 8, abs=1e-4)


def test_spot_is_cheaper_and_says_what_it_risks(priced):
    found, estimate = priced({"compute.commitment": "spot"})
    assert found.value.high < priced()[0].value.likely
    assert any("may reclaim them" in message for message in messages(estimate.notes))


def test_reserved_price_is_taken_where_there_is_one(priced):
    found, _estimate = priced({"compute.commitment": "reserved_3_years"})
    assert found.value.likely == 1.77
    assert "reserved for three years" in found.source


def test_nothing_that_fits_falls_back_on_demand_and_says_so(priced):
    found, estimate = priced({"compute.commitment": "reserved_1_year", "compute.provider": "Verda"})
    assert found.value == priced()[0].value
    assert any("matches this provider" in message for message in messages(estimate.problems))


def test_unknown_seller_is_said_and_ruled_out(priced):
    found, estimate = priced({"compute.provider": "Moonbase"})
    assert found.value == priced()[0].value
    assert [params["name"] for _message, params in estimate.problems] == ["Moonbase"]


def test_few_offers_leave_the_published_range(priced, reference):
    found, _estimate = priced({"compute.accelerator": "RTX-4090"})
    assert found.value == reference.accelerators["RTX-4090"].rent_usd_per_gpu_hour
    assert "RunPod 0.34" in found.source


def test_project_priced_before_the_rows_keeps_the_published_range(priced, reference):
    found, _estimate = priced(day=date(2026, 11, 16))
    assert found.value == reference.accelerators["A100-SXM-80GB"].rent_usd_per_gpu_hour


def test_old_prices_are_said_to_be_stale(priced):
    found, estimate = priced(day=date(2027, 3, 1))
    assert "20 stale" in found.source
    stale = [params for message, params in estimate.notes if "were checked" in message]
    assert [(counts["stale"], counts["count"]) for counts in stale] == [(20, 20), (6, 6)]


def test_fresh_prices_are_not_said_to_be_stale(priced):
    found, estimate = priced()
    assert "stale" not in found.source
    assert not any("were checked" in message for message in messages(estimate.notes))


def test_machines_that_answer_take_the_same_seller(priced):
    found, _estimate = priced(
        {"compute.approach": "self_host", "compute.provider": "AWS", "compute.serving_accelerator": "H100-SXM-80GB"},
        figure="compute.serving",
    )
    assert found.value.low == pytest.approx(55.04 / 8, abs=1e-4)


def test_renting_of_the_comparison_takes_the_same_price(priced):
    found, _estimate = priced({"compute.accelerator_count": 64}, figure="compute.renting")
    assert found.value == priced()[0].value


@pytest.mark.parametrize("commitment", Commitment)
def test_every_commitment_gives_a_price(priced, commitment):
    assert priced({"compute.commitment": commitment.value})[0].value.low > 0


def test_offers_behind_the_price_are_those_that_are_listed(reference):
    prices = PriceList(reference.offers, DAY)
    found = find_offers(prices, "A100-SXM-80GB", RentRequirements(commitment=Commitment.SPOT))
    assert {offer.commitment for offer in found.offers} == {Commitment.SPOT}
    assert len(find_offers(prices, "A100-SXM-80GB", RentRequirements()).offers) >= FEWEST_OFFERS


def test_offers_are_converted_and_say_so(estimate_of, reference):
    estimate = estimate_of(LLAMA, prices=PriceList(reference.offers, DAY), money_per_usd=2.0, note="at a rate")
    found = next(given for given in estimate.figure("compute.rent_cost").inputs if given.name == "price_per_gpu_hour")
    assert found.value.low == 2 * 1.29
    assert found.source.endswith("; at a rate")
