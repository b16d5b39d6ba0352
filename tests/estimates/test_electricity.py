"""Electricity: the price of the place, the project's own before it, the world's after it."""

import shutil
from pathlib import Path

import pytest

from estimates.domain.formulas.kinds import BrokenReference
from estimates.domain.published.reference import load_reference
from projects.domain.figures import Origin

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
HOST = {
    "compute.approach": "self_host",
    "compute.serving_accelerator": "H100-SXM-80GB",
    "compute.serving_accelerator_count": 8,
}


@pytest.fixture
def electricity(estimate_of):
    def read(values):
        inputs = estimate_of(HOST | values).figure("compute.owning").inputs
        return next(given for given in inputs if given.name == "electricity_price_per_kwh")

    return read


def test_country_has_its_price(electricity):
    found = electricity({"compute.region": "Germany"})
    assert found.value.likely == pytest.approx(0.1932 * 1.0927, abs=5e-4)
    assert found.origin is Origin.ASSUMPTION
    assert found.source.startswith("Germany: Eurostat")
    assert found.source_date == "2026-11-28"


def test_every_price_says_where_it_was_seen_or_that_it_is_ours(reference):
    for price in reference.electricity.values():
        assert (price.status == "ours") == price.source.startswith("Ours")
        assert price.seen_on or price.status == "ours" or price.region == "World average", price.region
        assert "from memory" not in price.source or price.status == "ours"


def test_cloud_region_has_the_price_of_its_state(electricity, reference):
    found = electricity({"compute.region": "gcp us-east4 ashburn"})
    assert found.value == reference.electricity["United States - Virginia"].price_usd_per_kwh


@pytest.mark.parametrize("values", [{}, {"compute.region": "Atlantis"}, {"compute.region": "Egypt"}])
def test_place_without_a_price_has_the_worlds(electricity, values):
    assert electricity(values).value.likely == 0.1


def test_own_price_wins_over_the_country(electricity):
    found = electricity({"compute.region": "Germany", "compute.electricity_price_per_kwh": 0.12})
    assert (found.value.likely, found.origin) == (0.12, Origin.ANSWER)


def test_dearer_electricity_makes_owning_dearer(estimate_of):
    def owning(region):
        return estimate_of(HOST | {"compute.region": region}).figure("compute.owning").value.likely

    assert owning("Norway") < owning("United Kingdom")


def test_every_large_country_has_a_price(reference):
    missing = set(reference.grids) - set(reference.electricity)
    assert missing == {
        "Argentina", "Bangladesh", "Colombia", "Egypt", "Kazakhstan", "Kenya", "Meta fleet, Llama 1/2 (as reported)",
        "Morocco", "Nigeria", "Pakistan", "Peru", "Russia", "Ukraine",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("World average,", "Middle of nowhere,", "names Middle of nowhere"),
        ("0.06,0.1,0.2,", ",,,", "price_usd_per_kwh is missing"),
        ("0.06,0.1,0.2,", "0.3,0.1,0.2,", "low <= likely <= high"),
        (",2023,published,", ",soon,published,", "year must be a number"),
        (",2023,published,", ",2023,guessed,", "status must be one of published, ours"),
        ("United States,USA,0.061,0.0813,0.11,,", "United States,USA,0.061,0.0813,0.11,World average,", "occurs twice"),
    ],
)
def test_broken_row_is_refused_with_its_line(tmp_path, old, new, reason):
    shutil.copytree(FOLDER, tmp_path / "reference")
    path = tmp_path / "reference" / "electricity_prices.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenReference, match=reason) as caught:
        load_reference(tmp_path / "reference")
    assert caught.value.path.name == "electricity_prices.csv"
    assert caught.value.line in {2, 3}


def test_price_of_a_place_is_converted_and_says_so(estimate_of):
    inputs = estimate_of(
        HOST | {"compute.region": "Germany"}, money_per_usd=2.0, note="at a rate"
    ).figure("compute.owning").inputs  # fmt: skip
    found = next(given for given in inputs if given.name == "electricity_price_per_kwh")
    assert found.value.likely == 0.422
    assert found.source.endswith("; at a rate")
