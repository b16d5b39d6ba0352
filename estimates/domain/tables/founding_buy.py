"""The founding document's sum for buying, beside the full model on the same 1,000 accelerators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from estimates.domain.figures.rent_or_buy import SERVER_POWER
from estimates.domain.figures.work import WORLD
from estimates.domain.formulas.buying import Ownership
from estimates.domain.formulas.serving import HOURS_PER_MONTH
from estimates.domain.published.reference import Reference
from estimates.domain.tables.founding import BuyExample
from projects.domain.draws import Draw, Draws, summarise
from projects.domain.fields import Field
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

ACCELERATOR = "A100-SXM-80GB"
YEARS = 3
# A seed of its own: everybody sees the same sums.
SEED = 2026
W_PER_KW, KWH_PER_MWH, MONTHS_PER_YEAR = 1000, 1000, 12


@dataclass(frozen=True, kw_only=True)
class PurchaseLine:
    """One line of the sum [USD]."""

    label: str
    founding: float | None
    """As the document has it; None where it has nothing."""
    same_work: Range
    """The full model for as many hours as the document's energy drives."""
    years: Range
    """The full model over three years."""
    why: str


@dataclass(frozen=True, kw_only=True)
class BuyComparison:
    """Both sums, line by line."""

    lines: Sequence[PurchaseLine]
    total: PurchaseLine
    per_hour: PurchaseLine
    """[USD/GPU-hour]."""
    hours: float
    """Hours of each accelerator that the document's energy drives, at nameplate power and with nothing around it."""
    months: float
    """The same, day and night [months]."""
    utilisation: Range
    """Share of the time that they work over three years [%]."""

    @property
    def sums(self) -> Sequence[PurchaseLine]:
        """What stands below the lines."""
        return (self.total, self.per_hour)


def compare_buying(reference: Reference, fields: Mapping[str, Field]) -> BuyComparison:
    """Return the founding document's sum beside the full model, with the defaults of the compute page.

    Args:
        reference: Published facts.
        fields: Every field by id, with defaults in US dollars.
    """
    example, chip, draws = BuyExample(), reference.accelerators[ACCELERATOR], Draws(SEED)
    power_kw = (chip.power_w or 0) / W_PER_KW
    hours = example.energy_mwh * KWH_PER_MWH / (example.accelerators * power_kw)
    months = hours / HOURS_PER_MONTH

    def default(name: str) -> Range:
        return Range.from_json(fields[f"compute.{name}"].default)

    def drawn(name: str) -> Draw:
        field = fields[f"compute.{name}"]
        return draws.of(field.id, default(name), minimum=field.minimum, maximum=field.maximum)

    def own(hours_per_month: Draw) -> Ownership:
        price = reference.electricity[WORLD].price_usd_per_kwh
        return Ownership(
            accelerator_count=example.accelerators,
            price=np.full(draws.count, example.price_usd),
            server_share=drawn("server_share") / 100,
            hours_per_month=hours_per_month,
            power_kw=power_kw * drawn("power_share") / 100 * draws.of("compute.server_power", SERVER_POWER),
            pue=drawn("pue"),
            electricity_price_per_kwh=draws.of("compute.electricity_price_per_kwh", price),
            hosting_per_kw_month=drawn("hosting_per_kw_month"),
            staff_per_gpu_year=drawn("staff_per_gpu_year"),
            maintenance_share=drawn("maintenance_share") / 100,
            depreciation_years=default("depreciation_years").likely,
            resale_share=drawn("resale_share") / 100,
        )

    used = drawn("utilisation") / 100
    sums = [
        _parts(own(np.full(draws.count, float(HOURS_PER_MONTH))), months),
        _parts(own(used * HOURS_PER_MONTH), YEARS * MONTHS_PER_YEAR),
    ]
    totals: list[Draw] = [np.sum(list(parts.values()), axis=0) for parts in sums]
    worked = example.accelerators * hours
    worked_years = example.accelerators * used * HOURS_PER_MONTH * YEARS * MONTHS_PER_YEAR
    return BuyComparison(
        lines=_lines(example, *sums),
        total=PurchaseLine(
            label=gettext_noop("Together"), founding=example.total_usd, same_work=summarise(totals[0]),
            years=summarise(totals[1]), why="",
        ),
        per_hour=PurchaseLine(
            label=gettext_noop("Per hour of use"), founding=example.total_usd / worked,
            same_work=summarise(totals[0] / worked), years=summarise(totals[1] / worked_years), why=_PER_HOUR,
        ),
        hours=hours, months=months, utilisation=default("utilisation"),
    )  # fmt: skip


def _lines(example: BuyExample, same_work: Mapping[str, Draw], years: Mapping[str, Draw]) -> list[PurchaseLine]:
    return [
        PurchaseLine(
            label=label,
            founding=example.sums.get(name),
            why=why,
            same_work=summarise(same_work[name]),
            years=summarise(years[name]),
        )
        for name, label, why in _LINES
    ]


def _parts(own: Ownership, months: float) -> dict[str, Draw]:
    count, zero = own.accelerator_count, np.zeros(np.shape(own.price))
    return {
        "accelerators": zero + count * own.price,
        "servers": zero + count * own.price * own.server_share,
        "electricity": own.busy_hours * own.energy_per_hour * months,
        "space": count * own.power_kw * own.hosting_per_kw_month * months,
        "people": count * own.staff_per_gpu_year / MONTHS_PER_YEAR * months,
        "repairs": own.up_front * own.maintenance_share / MONTHS_PER_YEAR * months,
        "resale": -own.resale(months),
    }


_LINES = (
    (
        "accelerators",
        gettext_noop("Accelerators"),
        gettext_noop("The published price on both sides, so that only the rest differs."),
    ),
    (
        "servers",
        gettext_noop("Servers, network, installation"),
        gettext_noop("A card works only in a server, with a network between servers."),
    ),
    (
        "electricity",
        gettext_noop("Electricity"),
        gettext_noop(
            "The published 1,000 MWh power only the chips, at full load and without a site. Chips draw a little less, "
            "servers and cooling come on top, and a kWh costs what it does at the site."
        ),
    ),
    ("space", gettext_noop("Space and cooling"), gettext_noop("Per kilowatt, whether in use or idle.")),
    ("people", gettext_noop("People"), gettext_noop("Someone has to look after them.")),
    ("repairs", gettext_noop("Maintenance and spares"), gettext_noop("A share of the price every year.")),
    (
        "resale",
        gettext_noop("Sold at the end"),
        gettext_noop("The price falls by the same share every month; servers and network have no resale value."),
    ),
)
_PER_HOUR = gettext_noop(
    "The biggest omission is time: the longer the same machines are in use, the less an hour of them costs."
)
