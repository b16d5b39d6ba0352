"""Offers: which rows hold on a day, which of them fit, and what price they make."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.kinds import BrokenReference
from estimates.domain.published.areas import Area, area_of
from estimates.domain.published.offers import Commitment, Offer, PriceList, narrow, price_range
from estimates.domain.published.reference import load_reference

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
CHIP = "A100-SXM-80GB"
DAY = date(2026, 11, 24)


def offer(price=2.0, *, provider="Ample", region="eu-west-1", valid_from="2026-11-01", **more):
    given_ = {
        "id": f"{provider}-{region}-{valid_from}-{price}", "accelerator": CHIP, "commitment": Commitment.ON_DEMAND,
        "source": "A list", "date_checked": valid_from,
    }  # fmt: skip
    return Offer(
        provider=provider, region=region, valid_from=valid_from, price_usd_per_gpu_hour=price, **(given_ | more)
    )


def prices(*offers, day=DAY):
    return [held.price_usd_per_gpu_hour for held in PriceList(offers, day).of(CHIP)]


# ---------------------------------------------------------------- which rows hold


def test_newer_row_supersedes_the_older_one():
    assert prices(offer(2.0), offer(3.0, valid_from="2026-11-20")) == [3.0]


def test_row_of_a_later_day_is_not_seen():
    assert prices(offer(2.0), offer(3.0, valid_from="2026-11-25")) == [2.0]


def test_row_holds_from_its_first_day_on():
    assert prices(offer(2.0, valid_from="2026-11-24")) == [2.0]


def test_other_region_is_another_offer():
    assert prices(offer(2.0), offer(3.0, region="us-east-1")) == [2.0, 3.0]


def test_name_in_other_letters_is_the_same_offer():
    assert prices(offer(2.0), offer(3.0, provider="AMPLE", valid_from="2026-11-20")) == [3.0]


def test_own_rows_lie_over_the_shipped_ones_of_the_same_seller():
    own = offer(1.5, region="eu-north-1", status="imported", valid_from="2026-10-01")
    assert prices(offer(2.0), offer(3.0, region="us-east-1"), offer(4.0, provider="Other"), own) == [4.0, 1.5]


def test_own_row_of_a_later_day_covers_nothing_yet():
    assert prices(offer(2.0), offer(1.5, status="imported", valid_from="2026-12-01")) == [2.0]


def test_own_row_on_spot_leaves_shipped_prices_on_demand():
    own = offer(0.5, status="imported", commitment=Commitment.SPOT)
    assert prices(offer(2.0), own) == [2.0, 0.5]


def test_no_day_means_no_prices():
    assert prices(offer(2.0), day=None) == []


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0.1, 50)), min_size=1, max_size=20), st.integers(0, 400))
def test_exactly_the_newest_row_that_holds_is_seen(rows, today):
    start = date(2026, 1, 1)
    newest = dict(sorted(rows))
    offers = [offer(price, valid_from=(start + timedelta(day)).isoformat()) for day, price in newest.items()]
    expected = [newest[max(day for day in newest if day <= today)]] if min(newest) <= today else []
    assert prices(*offers, day=start + timedelta(today)) == expected


# ---------------------------------------------------------------- staleness


@pytest.mark.parametrize(("days", "stale"), [(0, False), (90, False), (91, True)])
def test_price_is_stale_after_ninety_days(days, stale):
    checked = offer(date_checked=(DAY - timedelta(days)).isoformat())
    assert PriceList([checked], DAY).is_stale(checked) is stale


# ---------------------------------------------------------------- which fit


def test_commitment_seller_and_area_narrow():
    every = [
        offer(2.0),
        offer(0.5, commitment=Commitment.SPOT),
        offer(3.0, region="us-east-1"),
        offer(4.0, provider="Other", region="eu-central-1"),
    ]
    found = narrow(every, commitment=Commitment.ON_DEMAND, provider="Ample", area=Area.EUROPE)
    assert [row.price_usd_per_gpu_hour for row in found] == [2.0]


def test_price_of_all_regions_holds_in_every_part_of_the_world():
    assert len(narrow([offer(region="")], commitment=Commitment.ON_DEMAND, area=Area.ASIA_PACIFIC)) == 1


def test_region_that_says_nothing_fits_only_anywhere():
    unknown = [offer(region="default")]
    assert narrow(unknown, commitment=Commitment.ON_DEMAND, area=Area.EUROPE) == ()
    assert len(narrow(unknown, commitment=Commitment.ON_DEMAND)) == 1


@pytest.mark.parametrize(
    ("region", "area"),
    [
        ("us-east-1", Area.NORTH_AMERICA), ("eastus2", Area.NORTH_AMERICA), ("CANADA-1", Area.NORTH_AMERICA),
        ("europe-west4", Area.EUROPE), ("FIN-02", Area.EUROPE), ("no-kristiansand-1", Area.EUROPE),
        ("ap-northeast-1", Area.ASIA_PACIFIC), ("IN2", Area.ASIA_PACIFIC), ("af-johannesburg-1", Area.OTHER),
        ("default", None), ("", None),
    ],
)  # fmt: skip
def test_area_is_read_off_the_region(region, area):
    assert area_of(region) is area


# ---------------------------------------------------------------- what price they make


def test_price_is_lowest_middle_and_highest():
    found = price_range([offer(1.0, provider="A"), offer(2.0, provider="B"), offer(5.0, provider="C")])
    assert (found.low, found.likely, found.high) == (1.0, 2.0, 5.0)


def test_seller_with_many_regions_counts_once_for_the_middle():
    """A asks 1; B asks 2; C asks 9 in five regions: the middle of 1, 2 and 9."""
    many = [offer(9.0, provider="C", region=f"us-{number}") for number in range(5)]
    assert price_range([offer(1.0, provider="A"), offer(2.0, provider="B"), *many]).likely == 2.0


def test_one_offer_is_one_price():
    assert price_range([offer(2.0)]).is_exact


def test_no_offer_makes_no_price():
    with pytest.raises(ValueError, match="at least one"):
        price_range([])


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.floats(0.01, 100)), min_size=1, max_size=30))
def test_middle_lies_between_lowest_and_highest(rows):
    found = price_range([offer(price, provider=name, region=str(n)) for n, (name, price) in enumerate(rows)])
    assert found.low <= found.likely <= found.high


# ---------------------------------------------------------------- the shipped rows


def test_shipped_rows_are_per_gpu(reference):
    """p5.48xlarge in us-east-1 costs $55.04 for eight H100; the row has one."""
    found = next(row for row in reference.offers if row.id == "aws-h100-sxm-80gb-on-demand-us-east-1")
    assert found.price_usd_per_gpu_hour == pytest.approx(55.04 / 8)


def test_no_shipped_row_is_out_of_proportion(reference):
    """A machine of eight taken for one GPU would stand out eightfold."""
    far = []
    for row in reference.offers:
        known = reference.accelerators[row.accelerator].rent_usd_per_gpu_hour
        # Chips of 2025 and 2026 have offers, and no published range beside them.
        if known is None or row.commitment is not Commitment.ON_DEMAND:
            continue
        if not known.low / 3 <= row.price_usd_per_gpu_hour <= known.high * 3:
            far.append((row.id, row.price_usd_per_gpu_hour, known))
    assert far == []


def test_spot_and_reserved_cost_less_than_on_demand(reference):
    on_demand = {row.key[:2] + row.key[3:]: row for row in reference.offers if row.commitment is Commitment.ON_DEMAND}
    dearer = [
        row.id
        for row in reference.offers
        if row.commitment is not Commitment.ON_DEMAND
        and (list_price := on_demand.get(row.key[:2] + row.key[3:]))
        and row.price_usd_per_gpu_hour >= list_price.price_usd_per_gpu_hour
    ]
    assert dearer == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",on_demand,", ",on_demnd,", "'on_demnd' is not a valid Commitment"),
        (",on_demand,A100-PCIe-40GB,1.4,", ",on_demand,A100-PCIe-40GB,0,", "must be above 0"),
        (",on_demand,A100-PCIe-40GB,1.4,", ",on_demand,A100-PCIe-40GB,14000,", "must be at most 1000"),
        (",on_demand,A100-PCIe-40GB,1.4,", ",on_demand,A100-PCIe-40GB,cheap,", "must be a number"),
        (",on_demand,A100-PCIe-40GB,1.4,", ",on_demand,Z100,1.4,", "names Z100"),
        (",snapshot,", ",hearsay,", "status must be snapshot or recalled"),
        ("2026-11-20,2026-11-20", "2026-11-20,", "valid_from is missing"),
    ],
)
def test_broken_row_is_refused_with_its_line(tmp_path, old, new, reason):
    shutil.copytree(FOLDER, tmp_path / "reference")
    path = tmp_path / "reference" / "rent_prices.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenReference, match=reason) as caught:
        load_reference(tmp_path / "reference")
    assert (caught.value.path.name, caught.value.line) == ("rent_prices.csv", 2)


def test_same_offer_of_the_same_day_is_refused(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "reference")
    path = tmp_path / "reference" / "rent_prices.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, first, f"again-{first}", *rest, ""]), encoding="utf-8")
    with pytest.raises(BrokenReference, match=r"line 3: .* same offer and day"):
        load_reference(tmp_path / "reference")


# ---------------------------------------------------------------- days and kinds of 28 November 2026

LATER = date(2026, 11, 28)


def later(reference, chip="H100-SXM-80GB", **wanted):
    return narrow(PriceList(reference.offers, LATER).of(chip), commitment=Commitment.ON_DEMAND, **wanted)


def test_project_priced_before_keeps_its_offers(reference):
    before = PriceList(reference.offers, date(2026, 11, 24)).of("H100-SXM-80GB")
    assert [row.id for row in before if row.seen_on] == []


def test_price_that_was_seen_takes_the_place_of_a_copy_without_a_day(reference):
    """Verda: 4.49 on demand, seen in autumn 2026; the undated copy has less."""
    assert [row.seen_on > "2026" for row in later(reference, provider="Verda")] == [True]


def test_machines_of_strangers_count_only_where_asked_for(reference):
    assert not any(row.apart for row in later(reference))
    assert {row.host_kind for row in later(reference, provider="Vast.ai")} == {"marketplace"}


def test_price_is_as_old_as_the_day_it_was_seen(reference):
    old = next(row for row in reference.offers if row.seen_on == "2026-05-24")
    assert old.age_days(LATER) == 188
    assert old.is_stale(LATER)


def test_every_price_of_2026_has_a_kind_and_a_tier(reference):
    assert [row.id for row in reference.offers if row.seen_on and not (row.host_kind and row.tier)] == []
