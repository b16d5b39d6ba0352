"""The founding document's $10.1 million, line by line beside the full model on the same machines."""

import pytest

from estimates.domain.tables.founding_buy import compare_buying
from projects.catalogue import get_catalogue


@pytest.fixture(scope="module")
def bought(reference):
    return compare_buying(reference, get_catalogue().fields)


def line(bought, label):
    return next(row for row in bought.lines if row.label == label)


def test_document_makes_ten_million_one_hundred_thousand(bought):
    """1,000 × $10,000 + 1,000 MWh × $100."""
    assert bought.total.founding == 10_100_000
    assert sum(row.founding for row in bought.lines if row.founding) == 10_100_000


def test_its_energy_drives_the_cards_for_2500_hours(bought):
    """1,000 MWh / (1,000 × 0.4 kW)."""
    assert bought.hours == pytest.approx(2500)
    assert bought.months == pytest.approx(2500 / 730)
    assert bought.per_hour.founding == pytest.approx(10.1e6 / 2.5e6)


def test_cards_cost_the_same_on_both_sides(bought):
    found = line(bought, "Accelerators")
    assert found.same_work.likely == found.years.likely == found.founding == 10e6


def test_servers_are_half_of_the_cards_on_top(bought):
    found = line(bought, "Servers, network, installation").same_work
    assert (found.low, found.likely, found.high) == pytest.approx((3e6, 5e6, 8e6), rel=0.01)


def test_electricity_by_hand(bought):
    """2,500 h × 1,000 × 0.4 kW × 0.88 × 1.5 × 1.25 × $0.10 = $165,000."""
    by_hand = 2500 * 1000 * 0.4 * 0.88 * 1.5 * 1.25 * 0.10
    assert line(bought, "Electricity").same_work.likely == pytest.approx(by_hand, rel=0.08)


def test_space_by_hand(bought):
    """1,000 × 0.4 kW × 0.88 × 1.5 × $180 × 36 months = $3.4 million."""
    assert line(bought, "Space and cooling").years.likely == pytest.approx(1000 * 0.4 * 0.88 * 1.5 * 180 * 36, rel=0.08)


def test_people_and_repairs_by_hand(bought):
    """1,000 × $400 × 3 years; 5 % a year of $15 million."""
    assert line(bought, "People").years.likely == pytest.approx(1.2e6, rel=0.08)
    assert line(bought, "Maintenance and spares").years.likely == pytest.approx(15e6 * 0.05 * 3, rel=0.08)


def test_resale_takes_off(bought):
    """A tenth after five years: 10^(−3/5) = 25 % of $10 million after three."""
    found = line(bought, "Sold at the end").years
    assert found.high < 0
    assert found.likely == pytest.approx(-10e6 * 0.1**0.6, rel=0.08)


def test_full_model_costs_more_and_an_hour_of_it_less(bought):
    assert bought.total.founding < bought.total.years.low
    assert bought.per_hour.years.high < bought.per_hour.founding


def test_every_line_says_why(bought):
    assert [row.label for row in bought.lines if not row.why] == []
