"""Figures of renting against owning the same machines."""

from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.memory import TrainingMemory
from estimates.domain.figures.power import power_of
from estimates.domain.figures.rent import rent
from estimates.domain.figures.serving import Served
from estimates.domain.figures.work import NO_POWER, WORLD, Work, called
from estimates.domain.formulas.buying import (
    LONGEST_MONTHS,
    MONTHS_PER_YEAR,
    Months,
    break_even_months,
    break_even_utilisation,
    cumulative,
    share_finite,
    summarise_finite,
)
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.serving import HOURS_PER_MONTH
from estimates.domain.published.reference import find
from projects.domain.answers import AnswerState
from projects.domain.book import Result, Term
from projects.domain.figures import Input, Origin, Rank
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop

SERVER_POWER = Range(low=1.3, likely=1.5, high=1.8)
"""Power of a server / power of its accelerators.

High: NVIDIA DGX H100, at most 10.2 kW for eight GPUs of 700 W (data sheet, recalled). The rest is ours.
"""
SERVER_POWER_SOURCE = gettext_noop(
    "NVIDIA DGX H100 data sheet: at most 10.2 kW for eight GPUs of 700 W (from memory, not looked up); the lower "
    "values are our assumption"
)

NEVER = gettext_noop(
    "In %(share)s out of 100 simulations buying never pays off. If a range has no upper end, we stop at 50 years."
)
RENT_WINS = gettext_noop("In %(share)s out of 100 simulations buying never pays off: renting is the better deal.")
FULL_USE = gettext_noop(
    "In %(share)s out of 100 simulations renting stays cheaper for all of the %(months)s months compared, even if the "
    "machines work every hour."
)
TOO_LATE = gettext_noop(
    "Buying would pay off only after %(even)s months, but the machines are written off after %(life)s: renting is the "
    "better deal."
)
FEWER_OWNED = gettext_noop(
    "You would own %(said)s. The likely load in the busiest hour needs %(needed)s, so both sides count %(needed)s."
)
RUNS_ALONE = gettext_noop(
    "Calculated from the hours of all runs over the months compared, as if no one else used the machines"
)
USUAL_MONTHS, USUAL_YEARS = 36.0, 5.0
ALL_HOURS = 100.0
"""The most that a machine is in use [%]."""


@dataclass(frozen=True, kw_only=True)
class RentOrBuy:
    """Renting against owning, month by month."""

    accelerator: str
    accelerator_count: float
    months: Months
    break_even: Range | None
    """[months]; None where buying never pays off in half of the cases."""
    utilisation: Range | None
    """Share of all hours above which buying wins [%]."""
    never: float
    """Share of cases in which buying never pays off, 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class Rented:
    """The machines that are held against owned ones."""

    name: str
    """The field in which their accelerator is chosen."""
    price: str
    """The field of what an hour of one costs to rent."""
    count: Term | None
    """How many there are [GPUs]."""
    load: Result | None = None
    """How many the load of the busiest hour needs [GPUs]."""
    later: Result | None = None
    """How many the load needs at the end of the period [GPUs]; None where that many are there all the time."""
    runs: Result | None = None
    """The hours of all runs, for machines that train [GPU-hours]."""
    trains: bool


def serving_machines(served: Served) -> Rented:
    """Return the machines that answer."""
    name, price = "compute.serving_accelerator", "compute.serving_price_per_gpu_hour"
    return Rented(
        name=name, price=price, count=served.count, load=served.machines.load, later=served.machines.later, trains=False
    )


def training_machines(work: Work, runs: Result | None, memory: TrainingMemory | None) -> Rented:
    """Return the machines that train, at work for a share of the time: never fewer than hold the run."""
    count = (memory and memory.instead) or work.term("compute.accelerator_count")
    return Rented(name="compute.accelerator", price="compute.price_per_gpu_hour", count=count, runs=runs, trains=True)


@dataclass(frozen=True, kw_only=True)
class Bought:
    """What owning costs, beside renting."""

    comparison: RentOrBuy
    up_front: Result
    """[money]."""
    owning: Result
    """Everything but the purchase [money/month]."""
    utilisation: Input | None = None
    """What counts in place of an answer; None where what the question says counts."""


def compare(work: Work, rented: Rented) -> Bought | None:
    """Work out renting against owning; None where something of it is not known."""
    chip = work.accelerator(rented.name)
    count = _count(work, rented)
    if chip is None or count is None:
        return None
    if chip.power_w is None:
        work.note(NO_POWER, about=Chapter.ENERGY, name=chip.name)
        return None
    price = work.price("compute.buy_price_per_accelerator", chip.purchase_usd, chip, chip.purchase_source)
    hourly = rent(work, rented.price, chip)
    # Last, because it adds a figure, which says nothing where the others are missing.
    hours = _hours(work, rented, count) if price is not None and hourly is not None else None
    if price is None or hourly is None or hours is None:
        return None
    power = power_of(work, rented.name, chip, chip.power_w)
    return _Buying(work=work, chip=chip, count=count, price=price, hourly=hourly, hours=hours).compare(power)


def _count(work: Work, rented: Rented) -> Fixed | None:
    """Return how many are owned: as said, else as many as are rented; of those that answer never fewer than needed."""
    said, load = _said(work, rented), rented.load
    if said is None or load is None or _likely(said) >= _likely(load):
        return said
    work.note(FEWER_OWNED, about=Chapter.BUYING, said=f"{_likely(said):,.0f}", needed=f"{_likely(load):,.0f}")
    return Fixed(load.input)


def _said(work: Work, rented: Rented) -> Fixed | None:
    """Return how many are owned: as said, else as many as are rented, on average where use grows."""
    said = work.input("compute.buy_accelerator_count")
    if said is not None:
        return Fixed(said)
    if rented.count is None:
        work.miss("compute.buy_accelerator_count", gettext_noop("Enter how many you would own."))
        return None
    if rented.later is None:
        return Fixed(rented.count.input)
    average = work.coarse.book.figure(
        "compute.machines_on_average",
        gettext_noop("Accelerators the load needs, on average over the period"),
        "GPUs",
        "(serving_accelerator_count + machines_later) / 2",
        rented.count,
        rented.later,
        chapter=Chapter.MACHINES,
        note=gettext_noop("Use grows, so we take the number halfway between today and the end."),
    )
    return Fixed(average.input)


@dataclass(frozen=True, kw_only=True)
class _Hours:
    """How many hours a month each accelerator works."""

    formula: str
    term: Term
    assumed: Input | None = None
    """What counts in place of an answer."""


def _hours(work: Work, rented: Rented, count: Fixed) -> _Hours | None:
    if not rented.trains:
        hours = work.need("compute.serving_hours_per_month")
        return _Hours(formula="serving_hours_per_month", term=hours) if hours else None
    if rented.runs is not None and work.answers.state("compute.utilisation") is not AnswerState.KNOWN:
        return _hours_of_the_runs(work, count, rented.runs)
    hours = work.need("compute.utilisation")
    return _Hours(formula="730 × utilisation / 100", term=hours) if hours else None


def _hours_of_the_runs(work: Work, count: Fixed, runs: Result) -> _Hours:
    """Return the hours that the project's own runs keep the machines busy, spread over the time compared."""
    used = work.book.figure(
        "compute.training_use",
        gettext_noop("Utilisation from these runs, over the months compared"),
        "%",
        f"100 × min(1, all_gpu_hours / ({count.name} × 730 × months))",
        runs,
        count,
        _months(work),
        chapter=Chapter.BUYING,
        note=gettext_noop("If others use them too, enter the share of the time they are in use."),
    )
    asked = work.fields["compute.utilisation"]
    assumed = replace(
        used.input,
        name="utilisation",
        label=asked.label,
        origin=Origin.ASSUMPTION,
        source=RUNS_ALONE,
        field_id=asked.id,
    )
    return _Hours(formula="730 × training_use / 100", term=used, assumed=assumed)


def _months(work: Work) -> Fixed:
    """Return the time compared in whole months."""
    asked = work.fields["compute.horizon_months"]
    months = int(work.number(asked.id) or USUAL_MONTHS)
    return Fixed(
        Input(
            name="months",
            label=gettext_noop("Months compared"),
            value=Range.exactly(months),
            unit="months",
            origin=Origin.ASSUMPTION if work.answers.value(asked.id) is None else Origin.ANSWER,
            source=asked.default_source,
            source_date=asked.default_date,
            field_id=asked.id,
        )
    )


def _electricity(work: Work) -> Term:
    """Return the price of a kilowatt-hour: the project's own, else that of the place, else the world's."""
    place, field_id = work.text("compute.region"), "compute.electricity_price_per_kwh"
    price = (find(place, work.reference.electricity) if place else None) or work.reference.electricity[WORLD]
    if work.answers[field_id].state is AnswerState.NOT_RELEVANT:
        return work.or_exactly(field_id, 0)
    fallback = work.converted(field_id, price.price_usd_per_kwh, price, f"{price.region}: {price.source}")
    return work.term(field_id, fallback=fallback) or work.or_exactly(field_id, 0)


@dataclass(frozen=True, kw_only=True)
class _Buying:
    """Works out the figures of owning one after another."""

    work: Work
    chip: Accelerator
    count: Fixed
    price: Given
    hourly: Given
    """The rent that owning saves."""
    hours: _Hours

    def compare(self, power_w: Term) -> Bought:
        up_front, power = self._up_front(), self._power(power_w)
        pue, electricity = self.work.or_exactly("compute.pue", 1), _electricity(self.work)
        owning = self._owning(up_front, power, pue, electricity)
        renting = self.work.book.figure(
            "compute.renting",
            gettext_noop("Renting the same, per month"),
            "money/month",
            f"{self.count.name} × {self.hours.formula} × {self.hourly.name}",
            self.count,
            self.hours.term,
            self.hourly,
            chapter=Chapter.BUYING,
            note=gettext_noop("Only the hours in use are rented."),
        )
        even, never = self._even(up_front, renting, owning)
        used = self._utilisation(up_front, power, pue, electricity)
        months = cumulative(up_front.draws, renting.draws, owning.draws, int(_likely(_months(self.work))))
        compared = RentOrBuy(
            accelerator=self.chip.name,
            accelerator_count=_likely(self.count),
            months=months,
            break_even=even,
            utilisation=used,
            never=never,
        )
        return Bought(comparison=compared, up_front=up_front, owning=owning, utilisation=self.hours.assumed)

    def _up_front(self) -> Result:
        servers = self.work.or_exactly("compute.server_share", 0)
        return self.work.book.figure(
            "compute.buy_up_front",
            gettext_noop("Buying, up front"),
            "money",
            f"{self.count.name} × buy_price_per_accelerator × (1 + server_share / 100)",
            self.count,
            self.price,
            servers,
            chapter=Chapter.BUYING,
            note=gettext_noop(
                "The published sum of 2023 includes only the accelerators: 1,000 A100 at $10,000 each come to $10.0 M."
            ),
        )

    def _power(self, power_w: Term) -> Result:
        servers = Input(
            name="server_power",
            label=gettext_noop("Power of a server / power of its accelerators"),
            value=SERVER_POWER,
            source=SERVER_POWER_SOURCE,
            source_date=self.chip.date_checked,
        )
        return self.work.book.figure(
            "compute.power_kw",
            gettext_noop("Power of one accelerator with its server"),
            "kW",
            "power_w / 1000 × power_share / 100 × server_power",
            power_w,
            self.work.or_exactly("compute.power_share", 100),
            self.work.drawn("compute.server_power", servers),
            chapter=Chapter.BUYING,
            rank=Rank.STEP,
        )

    def _owning(self, up_front: Result, power: Result, pue: Term, electricity: Term) -> Result:
        return self.work.book.figure(
            "compute.owning",
            gettext_noop("Owning per month"),
            "money/month",
            f"{self.count.name} × (power_kw × ({self.hours.formula} × pue × electricity_price_per_kwh"
            " + hosting_per_kw_month) + staff_per_gpu_year / 12) + buy_up_front × maintenance_share / 100 / 12",
            up_front,
            power,
            self.count,
            self.hours.term,
            pue,
            electricity,
            *self._upkeep,
            chapter=Chapter.BUYING,
            note=gettext_noop("Electricity for the hours in use; space, cooling, people and repairs for all hours."),
        )

    @property
    def _upkeep(self) -> tuple[Term, Term, Term]:
        names = ("hosting_per_kw_month", "staff_per_gpu_year", "maintenance_share")
        hosting, staff, maintenance = (self.work.or_exactly(f"compute.{name}", 0) for name in names)
        return hosting, staff, maintenance

    def _even(self, up_front: Result, renting: Result, owning: Result) -> tuple[Range | None, float]:
        """Work out when buying pays off; return it, and the share of cases in which it never does."""
        drawn = break_even_months(up_front.draws, renting.draws - owning.draws)
        never, even = 1 - share_finite(drawn), summarise_finite(drawn, top=LONGEST_MONTHS)
        if even is not None:
            self.work.book.kept(
                drawn,
                "compute.break_even",
                gettext_noop("Buying pays off after"),
                "months",
                "buy_up_front / (renting − owning)",
                up_front,
                renting,
                owning,
                value=even,
                chapter=Chapter.BUYING,
                note=gettext_noop("Resale value is not included here, which is deliberately cautious."),
            )
            life = MONTHS_PER_YEAR * _likely(self.work.or_exactly("compute.depreciation_years", USUAL_YEARS))
            if even.likely > life:
                self.work.note(TOO_LATE, about=Chapter.BUYING, even=round(even.likely), life=round(life))
        if never >= 0.1:
            message = NEVER if even is not None else RENT_WINS
            self.work.note(message, about=Chapter.BUYING, share=round(never * 100))
        return even, never

    def _resale(self, count: Term, months: Term) -> Result:
        return self.work.book.figure(
            "compute.resale",
            gettext_noop("Sold at the end"),
            "money",
            "accelerators × buy_price_per_accelerator × (resale_share / 100)^(months / (12 × depreciation_years))",
            count,
            months,
            self.price,
            self.work.or_exactly("compute.resale_share", 0),
            self.work.or_exactly("compute.depreciation_years", USUAL_YEARS),
            chapter=Chapter.BUYING,
            rank=Rank.STEP,
            note=gettext_noop(
                "The price falls by the same share every month. Servers and network have no resale value."
            ),
        )

    def _fixed_per_month(self, count: Term, up_front: Result, power: Result) -> Result:
        return self.work.book.figure(
            "compute.fixed",
            gettext_noop("Owning per month, without electricity"),
            "money/month",
            "accelerators × (power_kw × hosting_per_kw_month + staff_per_gpu_year / 12)"
            " + buy_up_front × maintenance_share / 100 / 12",
            count,
            power,
            up_front,
            *self._upkeep,
            chapter=Chapter.BUYING,
            rank=Rank.STEP,
        )

    def _utilisation(self, up_front: Result, power: Result, pue: Term, electricity: Term) -> Range | None:
        """Work out above which share of all hours owning is cheaper [%]; None where in half of the cases never.

        No machine works more than all hours: where it would have to, buying does not win, and a sentence says so.
        """
        book, months, count = self.work.book, _months(self.work), called(self.count, "accelerators")
        resale, fixed = self._resale(count, months), self._fixed_per_month(count, up_front, power)
        months_compared = _likely(months)
        saved = self.hourly.draws - power.draws * pue.draws * electricity.draws
        drawn = 100 * break_even_utilisation(
            up_front.draws - resale.draws + fixed.draws * months_compared,
            _likely(count) * HOURS_PER_MONTH * months_compared * saved,
        )
        drawn = np.where(drawn > ALL_HOURS, np.inf, drawn)
        never, reached = 1 - share_finite(drawn), summarise_finite(drawn, top=ALL_HOURS)
        if reached is not None:
            book.kept(
                drawn,
                "compute.break_even_utilisation",
                gettext_noop("Buying wins above this share of all hours"),
                "%",
                "100 × (buy_up_front − resale + fixed × months) / (accelerators × 730 × months"
                f" × ({self.hourly.name} − power_kw × pue × electricity_price_per_kwh))",
                up_front,
                resale,
                fixed,
                power,
                months,
                count,
                self.hourly,
                pue,
                electricity,
                value=reached,
                chapter=Chapter.BUYING,
                note=gettext_noop("Over the months compared, less what the machines sell for at their end."),
            )
        if never >= 0.1:
            self.work.note(FULL_USE, about=Chapter.BUYING, share=round(never * 100), months=round(months_compared))
        return reached


def _likely(term: Term) -> float:
    return term.input.value.likely
