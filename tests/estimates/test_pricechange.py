"""What becomes of figures when prices are read on another day."""

from datetime import date

import pytest

from estimates.domain.published.offers import PriceList
from estimates.domain.tables.pricechange import changes

LLAMA = {
    "compute.approach": "train", "compute.model": "Llama 2 7B", "compute.accelerator": "A100-SXM-80GB",
    "compute.accelerator_count": 64,
}  # fmt: skip
BEFORE, AFTER = date(2026, 11, 16), date(2026, 11, 24)


@pytest.fixture(scope="session")
def priced(estimate_of, reference):
    return lambda day, **more: estimate_of(LLAMA | more, prices=PriceList(reference.offers, day))


def test_same_day_changes_nothing(priced):
    assert changes(priced(AFTER), priced(AFTER)) == []


def test_only_figures_that_hold_a_price_change(priced):
    found = {change.id: change for change in changes(priced(BEFORE), priced(AFTER))}
    assert "compute.rent_cost" in found
    assert "compute.gpu_hours" not in found
    assert "compute.energy" not in found


def test_change_says_before_after_and_how_much(priced):
    """The middle price goes from 1.79 to 3.035; the sum follows it closely."""
    before, after = priced(BEFORE), priced(AFTER)
    rent = next(change for change in changes(before, after) if change.id == "compute.rent_cost")
    assert rent.before == before.figure(rent.id).value
    assert rent.after == after.figure(rent.id).value
    assert rent.percent == pytest.approx((rent.after.likely / rent.before.likely - 1) * 100)
    assert 20 < rent.percent < 80


def test_figure_that_is_gone_is_a_change(priced, estimate_of):
    nothing = estimate_of({"compute.approach": "no_ai"})
    gone = changes(priced(AFTER), nothing)
    assert {change.after for change in gone} == {None}
    assert gone[0].percent is None
