"""What a kilowatt-hour costs a business, by country, US state or province."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from estimates.domain.formulas.kinds import BrokenReference, Fact
from estimates.domain.published.csvrows import CsvRow, read_range, read_rows
from projects.domain.ranges import Range

_STATUSES = ("published", "ours")
_COLUMNS = ("price_usd_per_kwh_low", "price_usd_per_kwh", "price_usd_per_kwh_high")


@dataclass(frozen=True, kw_only=True)
class ElectricityPrice(Fact):
    """Price of electricity for industry, taxes that a business gets back left out."""

    region: str
    """As in grid_carbon.csv."""
    price_usd_per_kwh: Range
    year: int
    """The year that the price is of."""
    status: str
    """`published`, or `ours`: nothing was found that says it."""
    tier: str
    """A stated by whoever counts it, B derived from that, C second hand or ours."""
    seen_on: str
    """ISO day on which it stood in the copy that was read; empty where none was."""


def load_electricity(path: Path, grids: Mapping[str, object]) -> dict[str, ElectricityPrice]:
    """Return prices by the name of a power grid; a cloud region has the price of its country or state.

    Args:
        path: electricity_prices.csv.
        grids: The names that a project may choose.

    Raises:
        BrokenReference: With file, line and reason.
    """
    prices: dict[str, ElectricityPrice] = {}
    for line, row in read_rows(path):
        try:
            price = _price(row)
            covered = [price.region, *filter(None, row.text("also_covers", required=False).split("|"))]
            for name in covered:
                if name not in grids:
                    raise ValueError(f"names {name}, which grid_carbon.csv does not know")
                if name in prices:
                    raise ValueError(f"{name} occurs twice")
                prices[name] = price
        except ValueError as problem:
            raise BrokenReference(path, line, str(problem)) from None
    return prices


def _price(row: CsvRow) -> ElectricityPrice:
    value = read_range(row, *_COLUMNS)
    if value is None:
        raise ValueError(f"{_COLUMNS[1]} is missing")
    status = row.text("status")
    if status not in _STATUSES:
        raise ValueError(f"status must be one of {', '.join(_STATUSES)}, not {status}")
    return ElectricityPrice(
        region=row.text("region"),
        price_usd_per_kwh=value,
        year=row.whole("year"),
        status=status,
        tier=row.text("tier"),
        seen_on=row.day("seen_on") if row.text("seen_on", required=False) else "",
        **row.fact(),
    )
