"""Figures of renting against owning the same machines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.figures.rent import rent
from estimates.domain.figures.work import NO_POWER, WORLD, Work
from estimates.domain.formulas.buying import (
    LONGEST_MONTHS,
    Ownership,
    share_finite,
    summarise_finite,
)
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.serving import HOURS_PER_MONTH
from estimates.domain.published.reference import find
from projects.domain.answers import State
from projects.domain.draws import Draw
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

SERVER_POWER = Range(low=1.3, likely=1.5, high=1.8)
"""Power of a server / power of its accelerators.

High: NVIDIA DGX H100, at most 10.2 kW for eight GPUs of 700 W (data sheet, recalled). The rest is ours.
"""
SERVER_POWER_SOURCE = (
    "NVIDIA DGX H100 data sheet: at most 10.2 kW for eight GPUs of 700 W (from memory, not looked up); the lower "
    "values are our assumption"
)

NEVER = gettext_noop(
    "In %(share)s out of 100 simulations buying never pays off. If a range has no upper end, we stop at 50 years."
)
RENT_WINS = gettext_noop("In %(share)s out of 100 simulations buying never pays off: renting is the better deal.")
FEWER_OWNED = gettext_noop(
    "You would own %(said)s. The likely load in the busiest hour needs %(needed)s, so both sides count %(needed)s."
)
RUNS_ALONE = "Calculated from the hours of all runs over the months compared, as if no one else used the machines"
SERVING = ("compute.serving_accelerator", "compute.serving_accelerator_count", "compute.serving_price_per_gpu_hour")
TRAINING = ("compute.accelerator", "compute.accelerator_count", "compute.price_per_gpu_hour")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Renting against owning, month by month."""

    accelerator: str
    accelerator_count: float
    rent: Sequence[Range]
    """What renting has cost after 0, 1, … months [money]."""
    buy: Sequence[Range]
    """What owning has cost after 0, 1, … months [money]; resale is not counted."""
    break_even: Range | None
    """[months]; None where buying never pays off in half of the cases."""
    utilisation: Range | None
    """Share of all hours above which buying wins [%]."""
    never: float
    """Share of cases in which buying never pays off, 0 to 1."""


def compare(work: Work, *, training: bool) -> Comparison | None:
    """Work out renting against owning: of the machines that train, or of those that answer.

    Args:
        work: Reads and collects.
        training: Whether the machines are those of training, at work for a share of the time.
    """
    name, count_id, price_id = TRAINING if training else SERVING
    chip = work.accelerator(name)
    count = _count(work, count_id)
    if chip is None or count is None:
        return None
    if chip.power_w is None:
        work.note(NO_POWER, about="energy", name=chip.name)
        return None
    months = int(work.number("compute.horizon_months") or 36)
    price = work.price("compute.buy_price_per_accelerator", chip.purchase_usd, chip, chip.purchase_source)
    rented = rent(work, price_id, chip)
    # Last, because it adds a figure, which says nothing where the others are missing.
    hours = _hours(work, count, months, training=training) if price is not None and rented is not None else None
    if price is None or rented is None or hours is None:
        return None
    own = _ownership(work, chip.power_w, count.value.likely, hours.drawn, price, rented)
    _figures(work, own, name, chip, count, hours, price_id)
    return _even(work, own, chip, months, replace(count, name="accelerators"))


def _count(work: Work, count_id: str) -> Input | None:
    """Return how many are owned: as said, else as many as are rented; of those that answer never fewer than needed."""
    said = _said(work, count_id)
    needed = "compute.machines" in work.drawn and count_id == SERVING[1] and work.result("compute.machines")
    if said is None or not needed or said.value.likely >= needed.value.likely:
        return said
    work.note(FEWER_OWNED, about="buying", said=f"{said.value.likely:,.0f}", needed=f"{needed.value.likely:,.0f}")
    return needed


def _said(work: Work, count_id: str) -> Input | None:
    """Return how many are owned: as said, else as many as are rented, on average where use grows."""
    if work.number("compute.buy_accelerator_count") is not None:
        return work.inputs["compute.buy_accelerator_count"]
    if work.number(count_id) is None:
        work.missing.setdefault("compute.buy_accelerator_count", gettext_noop("Enter how many you would own."))
        return None
    if count_id in work.counted and "compute.machines_later" in work.drawn:
        work.add(
            "compute.machines_on_average", gettext_noop("Accelerators the load needs, on average over the period"),
            (work.counted[count_id] + work.drawn["compute.machines_later"]) / 2, "GPUs",
            "(serving_accelerator_count + machines_later) / 2",
            (*work.of(count_id), work.result("compute.machines_later")), step=True,
            note=gettext_noop("Use grows, so we take the number halfway between today and the end."),
        )  # fmt: skip
        return work.result("compute.machines_on_average")
    return work.inputs[count_id]


@dataclass(frozen=True, kw_only=True)
class _Hours:
    """How many hours a month each accelerator works."""

    drawn: Draw
    formula: str
    inputs: tuple[Input, ...]


def _hours(work: Work, count: Input, months: int, *, training: bool) -> _Hours | None:
    field_id = "compute.utilisation" if training else "compute.serving_hours_per_month"
    if training and work.answers.state(field_id) is not State.KNOWN and "compute.all_gpu_hours" in work.drawn:
        return _hours_of_the_runs(work, count, months)
    drawn = work.need(field_id)
    if drawn is None:
        return None
    if training:
        return _Hours(drawn=drawn / 100 * HOURS_PER_MONTH, formula="730 × utilisation / 100", inputs=work.of(field_id))
    return _Hours(drawn=drawn, formula="serving_hours_per_month", inputs=work.of(field_id))


def _hours_of_the_runs(work: Work, count: Input, months: int) -> _Hours:
    """Return the hours that the project's own runs keep the machines busy, spread over the time compared."""
    every = count.value.likely * HOURS_PER_MONTH * months
    share = np.minimum(1.0, work.drawn["compute.all_gpu_hours"] / every)
    work.add(
        "compute.training_use", gettext_noop("Utilisation from these runs, over the months compared"),
        100 * share, "%", f"100 × min(1, all_gpu_hours / ({count.name} × 730 × months))",
        (work.result("compute.all_gpu_hours"), count, _horizon(work, months)),
        note=gettext_noop("If others use them too, enter the share of the time they are in use."),
    )  # fmt: skip
    used, asked = work.result("compute.training_use"), work.fields["compute.utilisation"]
    # Beside the question stands what counts in place of an answer.
    work.inputs[asked.id] = replace(
        used, name="utilisation", label=asked.label, origin=Origin.ASSUMPTION, source=RUNS_ALONE, field_id=asked.id
    )
    return _Hours(drawn=share * HOURS_PER_MONTH, formula="730 × training_use / 100", inputs=(used,))


def _horizon(work: Work, months: int) -> Input:
    return Input(
        name="months", label=gettext_noop("Months compared"), value=Range.exactly(months), unit="months",
        origin=Origin.ASSUMPTION if work.answers.value("compute.horizon_months") is None else Origin.ANSWER,
        source=work.fields["compute.horizon_months"].default_source,
        source_date=work.fields["compute.horizon_months"].default_date, field_id="compute.horizon_months",
    )  # fmt: skip


def _electricity(work: Work) -> Draw:
    """Return draws of the price of a kilowatt-hour: the project's own, else that of the place, else the world's."""
    place, field_id = work.text("compute.region"), "compute.electricity_price_per_kwh"
    found = (find(place, work.reference.electricity) if place else None) or work.reference.electricity[WORLD]
    fallback = work.converted(field_id, found.price_usd_per_kwh, found, f"{found.region}: {found.source}")
    if work.answers[field_id].state is State.NOT_RELEVANT:
        return np.zeros(work.draws.count)
    drawn = work.draw(field_id, fallback=fallback)
    return np.zeros(work.draws.count) if drawn is None else drawn


def _ownership(work: Work, power_w: float, count: float, hours: Draw, price: Draw, rented: Draw) -> Ownership:
    power, pue = work.draw("compute.power_share"), work.draw("compute.pue")
    servers = work.draws.of("compute.server_power", SERVER_POWER)
    return Ownership(
        accelerator_count=count,
        price=price,
        server_share=work.share("compute.server_share"),
        hours_per_month=hours,
        power_kw=power_w / 1000 * (1.0 if power is None else power / 100) * servers,
        pue=np.ones(work.draws.count) if pue is None else pue,
        electricity_price_per_kwh=_electricity(work),
        hosting_per_kw_month=work.or_zero("compute.hosting_per_kw_month"),
        staff_per_gpu_year=work.or_zero("compute.staff_per_gpu_year"),
        maintenance_share=work.share("compute.maintenance_share"),
        depreciation_years=work.number("compute.depreciation_years") or 5.0,
        resale_share=work.share("compute.resale_share"),
        rent_per_hour=rented,
    )


def _figures(
    work: Work, own: Ownership, name: str, chip: Accelerator, count: Input, hours: _Hours, price_id: str
) -> None:
    label = gettext_noop("Power of one accelerator")
    power = work.name_input(name, "power_w", label, chip.power_w or 0.0, "W", chip)
    servers = Input(
        name="server_power", label=gettext_noop("Power of a server / power of its accelerators"), value=SERVER_POWER,
        source=SERVER_POWER_SOURCE, source_date=chip.date_checked,
    )  # fmt: skip
    work.add(
        "compute.buy_up_front", gettext_noop("Buying, up front"), own.up_front, "money",
        f"{count.name} × buy_price_per_accelerator × (1 + server_share / 100)",
        (count, *work.of("compute.buy_price_per_accelerator", "compute.server_share")),
        note=gettext_noop(
            "The published sum of 2023 includes only the accelerators: 1,000 A100 at $10,000 each come to $10.0 M."
        ),
    )  # fmt: skip
    work.add(
        "compute.power_kw", gettext_noop("Power of one accelerator with its server"), own.power_kw, "kW",
        "power_w / 1000 × power_share / 100 × server_power", (power, *work.of("compute.power_share"), servers),
        step=True,
    )  # fmt: skip
    work.add(
        "compute.owning", gettext_noop("Owning per month"), own.owning_per_month, "money/month",
        f"{count.name} × (power_kw × ({hours.formula} × pue × electricity_price_per_kwh + hosting_per_kw_month)"
        " + staff_per_gpu_year / 12) + buy_up_front × maintenance_share / 100 / 12",
        (
            work.result("compute.buy_up_front"), work.result("compute.power_kw"), count, *hours.inputs,
            *work.of(
                "compute.pue", "compute.electricity_price_per_kwh", "compute.hosting_per_kw_month",
                "compute.staff_per_gpu_year", "compute.maintenance_share",
            ),
        ),
        note=gettext_noop("Electricity for the hours in use; space, cooling, people and repairs for all hours."),
    )  # fmt: skip
    work.add(
        "compute.renting", gettext_noop("Renting the same, per month"), own.rent_per_month, "money/month",
        f"{count.name} × {hours.formula} × {price_id.rpartition('.')[2]}",
        (count, *hours.inputs, *work.of(price_id)),
        note=gettext_noop("Only the hours in use are rented."),
    )  # fmt: skip


def _even(work: Work, own: Ownership, chip: Accelerator, months: int, count: Input) -> Comparison:
    even_draws = own.break_even_months()
    never = 1 - share_finite(even_draws)
    even = summarise_finite(even_draws, top=LONGEST_MONTHS)
    if even is not None:
        work.add(
            "compute.break_even", gettext_noop("Buying pays off after"), even_draws, "months",
            "buy_up_front / (renting − owning)",
            tuple(work.result(f"compute.{one}") for one in ("buy_up_front", "renting", "owning")), value=even,
            note=gettext_noop("Resale value is not included here, which is deliberately cautious."),
        )  # fmt: skip
    if never >= 0.1:
        work.note(NEVER if even is not None else RENT_WINS, about="buying", share=round(never * 100))
    used = _utilisation(work, own, months, count)
    rent, buy = own.cumulative(months)
    return Comparison(
        accelerator=chip.name, accelerator_count=own.accelerator_count, rent=rent, buy=buy, break_even=even,
        utilisation=used, never=never,
    )  # fmt: skip


def _utilisation(work: Work, own: Ownership, months: int, count: Input) -> Range | None:
    resale = own.resale(months)
    drawn = own.break_even_utilisation(months, resale) * 100
    found = summarise_finite(drawn, top=1000.0)
    if found is None:
        return None
    horizon = _horizon(work, months)
    work.add(
        "compute.resale", gettext_noop("Sold at the end"), resale, "money",
        "accelerators × buy_price_per_accelerator × (resale_share / 100)^(months / (12 × depreciation_years))",
        (
            count, horizon,
            *work.of("compute.buy_price_per_accelerator", "compute.resale_share", "compute.depreciation_years"),
        ),
        note=gettext_noop("The price falls by the same share every month. Servers and network have no resale value."),
        step=True,
    )  # fmt: skip
    work.add(
        "compute.fixed", gettext_noop("Owning per month, without electricity"), own.fixed_per_month, "money/month",
        "accelerators × (power_kw × hosting_per_kw_month + staff_per_gpu_year / 12)"
        " + buy_up_front × maintenance_share / 100 / 12",
        (
            count,
            work.result("compute.power_kw"), work.result("compute.buy_up_front"),
            *work.of("compute.hosting_per_kw_month", "compute.staff_per_gpu_year", "compute.maintenance_share"),
        ),
        step=True,
    )  # fmt: skip
    rent_id = next(one for one in (TRAINING[2], SERVING[2]) if one in _inputs_of(work, "compute.renting"))
    work.add(
        "compute.break_even_utilisation", gettext_noop("Buying wins above a utilisation of"), drawn, "%",
        "100 × (buy_up_front − resale + fixed × months) / (accelerators × 730 × months"
        f" × ({rent_id.rpartition('.')[2]} − power_kw × pue × electricity_price_per_kwh))",
        (
            *(work.result(f"compute.{one}") for one in ("buy_up_front", "resale", "fixed", "power_kw")), horizon,
            count,
            *work.of(rent_id, "compute.pue", "compute.electricity_price_per_kwh"),
        ),
        value=found, note=gettext_noop("Above 100%, buying cannot win within the months compared."),
    )  # fmt: skip
    return found


def _inputs_of(work: Work, figure_id: str) -> set[str]:
    return {one.field_id for figure in work.figures if figure.id == figure_id for one in figure.inputs}
