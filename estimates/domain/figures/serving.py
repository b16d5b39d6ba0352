"""Figures of machines that answer: how many the load needs, how busy they are, what they cost and draw."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.load import (
    CALLS,
    CALLS_OF_A_CASE,
    GROWN,
    Cases,
    growth_of,
    known_cases,
    peak_calls,
)
from estimates.domain.figures.model_size import ModelSize, size_of_model
from estimates.domain.figures.power import carbon_of, embodied, power_terms
from estimates.domain.figures.rent import RentRequirements, market_price, rent, wanted_of
from estimates.domain.figures.speed import (
    CopySpeed,
    Tokens,
    bits_of,
    cache_bits_of,
    engine_of,
    tokens_of,
    work_out_copy,
)
from estimates.domain.figures.training import architecture_of
from estimates.domain.figures.work import NO_POWER, Work
from estimates.domain.formulas.copies import Calls, CopyChoice, CopyRequirements, FitRow, best_copy, which_fit
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.speed import SpeedModel
from estimates.domain.published.offers import PriceList
from estimates.domain.published.reference import ModelPreset
from projects.domain.answers import AnswerState
from projects.domain.book import Result, Term
from projects.domain.figures import Input, Origin, Rank, input_of
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop

CHIP = "compute.serving_accelerator"
COUNT = "compute.serving_accelerator_count"
HOURS = "compute.serving_hours_per_month"
PRICE = "compute.serving_price_per_gpu_hour"
RENT_OF_SERVING = ("compute.serving", "compute.serving_on_average", "compute.serving_per_1000")
"""What rented machines that answer come to."""
SPARE = "compute.serving_spare"

LOAD_SHARE = Range(low=0.6, likely=0.75, high=0.9)
LOAD_SHARE_SOURCE = gettext_noop(
    "Plumbline's proposal: above this, calls that arrive at the same moment wait for each other"
)
# Where no speed is asked for, nearly any will do.
_ANY_TOKENS_PER_S, _ANY_SECONDS = 1e-3, 86_400.0

ASSUME_ONE = gettext_noop("One, until the model and the load are known")
UNKNOWN_SIZE = gettext_noop(
    "Choose the model or enter its size so that we can size the servers. Until then we assume one."
)
UNKNOWN_LOAD = gettext_noop(
    "Enter how many cases come in so that we can size the servers. Until then we assume one copy of the model."
)
DOES_NOT_FIT = gettext_noop(
    "The model does not fit on 64 of %(name)s, so its cost is left out. Choose a larger accelerator, fewer bits, or a "
    "smaller model."
)
TOO_FEW = gettext_noop(
    "You entered %(said)s accelerators. The likely load in the busiest hour needs %(needed)s, so calls would wait. "
    "Costs count what the load needs."
)
FEWER_HOURS = gettext_noop("The servers are on for %(on)s hours per month, but cases come in during %(load)s.")


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How the machines that answer were chosen."""

    choice: CopyChoice
    wish: CopyRequirements
    accelerators: Mapping[str, Accelerator]
    speed: SpeedModel
    prices: PriceList
    wanted: RentRequirements
    """Of whom the project rents."""

    @property
    def rows(self) -> tuple[FitRow, ...]:
        """How each accelerator of the table would answer; worked out when somebody looks."""
        return self.rows_of(self.accelerators.values())

    def rows_of(self, accelerators: Iterable[Accelerator]) -> tuple[FitRow, ...]:
        """Return how some accelerators would answer, the cheapest first."""
        return which_fit(self.wish, accelerators, self.speed, self._rent)

    def _rent(self, chip: Accelerator) -> float | None:
        price = market_price(self.prices, chip, self.wanted)
        return None if price is None else price.usd_per_gpu_hour.likely


@dataclass(frozen=True, kw_only=True)
class Machines:
    """The machines that a load needs; None where it is not known."""

    serving: Serving | None = None
    copy: CopySpeed | None = None
    load: Result | None = None
    """How many the load of the busiest hour needs, whatever somebody said [GPUs]."""
    needed: Given | None = None
    """How many [GPUs], where nobody said how many there are."""
    later: Result | None = None
    """How many at the end of the period, where nobody said and use grows [GPUs]."""
    fits: bool = True
    """False where no number of the chosen accelerator holds the model."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """The machines that answer and what they come to."""

    machines: Machines = field(default_factory=Machines)
    count: Given | None = None
    """How many there are, as said or as the load needs [GPUs]."""
    cost: Result | None = None
    """On average over the period where the load grows [money/month]."""


def serve(work: Work) -> Served:
    """Work out the machines that answer: how many, what they cost and draw."""
    chip, hours = work.accelerator(CHIP), work.need(HOURS)
    if chip is None or hours is None:
        return Served()
    machines = count_machines(work.coarse, chip)
    if not machines.fits:
        return Served(machines=machines)
    count = work.fine(machines.needed) if machines.needed else work.need(COUNT)
    if count is None:
        return Served(machines=machines)
    paid = _paid(work, count, machines)
    cost = _cost(work, chip, hours, paid, machines.later)
    _energy(work, chip, hours, paid)
    return Served(machines=machines, count=machines.needed or count, cost=cost)


@dataclass(frozen=True, kw_only=True)
class _Paid:
    """The accelerators that are paid for, as they stand in a formula."""

    formula: str
    terms: tuple[Term, ...]


def _paid(work: Work, count: Given, machines: Machines) -> _Paid:
    """Return the accelerators to pay for: as many as somebody said, and never fewer than the load needs."""
    load = None if machines.needed else machines.load
    if load is None or np.all(count.draws >= np.max(load.draws)):
        return _Paid(formula="serving_accelerator_count", terms=(count,))
    return _Paid(formula="max(serving_accelerator_count, machines)", terms=(count, work.fine(load)))


# ---------------------------------------------------------------- how many


def count_machines(work: Work, chip: Accelerator) -> Machines:
    """Work out the accelerators that the load needs, and take them where nobody said how many.

    Args:
        work: Reads and collects.
        chip: What the model runs on.
    """
    if work.answers.state(COUNT) is AnswerState.NOT_RELEVANT:
        return Machines()
    load = load_of(work, work.preset())
    if load is None:
        return Machines(needed=_take(work, 1.0, "", ASSUME_ONE))
    serving = choose_copy(work, load, chip)
    if serving is None:
        work.problem(DOES_NOT_FIT, about=CHIP, name=chip.name)
        return Machines(fits=False)
    copy = work_out_copy(work, load.size, serving.choice, load.tokens)
    if load.cases is None or load.peak is None:
        work.note(UNKNOWN_LOAD, about=Chapter.MACHINES)
        spare = 1 + spare_of(work).input.value.likely
        source = gettext_noop("One copy of the model, and a spare one if you ask for it")
        needed = _take(work, serving.choice.copy.accelerator_count * spare, "compute.copy_accelerators", source)
        return Machines(serving=serving, copy=copy, needed=needed)
    return _for_the_load(work, serving, copy, load.cases, load.peak)


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a model has to answer, whatever it runs on."""

    size: ModelSize
    tokens: Tokens
    cases: Cases | None
    peak: Result | None
    """The calls of the busiest hour; None where nobody knows them."""


def load_of(work: Work, preset: ModelPreset | None) -> Load | None:
    """Work out what a model has to answer; None, with a note, where its size or the tokens of a call are not known."""
    size = size_of_model(work, preset, architecture_of(work, preset))
    if size is None:
        work.note(UNKNOWN_SIZE, about=Chapter.MACHINES)
        return None
    tokens = tokens_of(work, size)
    if tokens is None:
        return None
    cases = known_cases(work)
    return Load(size=size, tokens=tokens, cases=cases, peak=peak_calls(work, cases) if cases else None)


def choose_copy(work: Work, load: Load, chip: Accelerator) -> Serving | None:
    """Choose how a copy of a model is laid over an accelerator; None where no number of them holds it."""
    wish = _wish(work, load.size, load.tokens, load.peak)
    choice = best_copy(wish, chip, work.reference.speed)
    if choice is None:
        return None
    return Serving(
        choice=choice,
        wish=wish,
        accelerators=work.reference.accelerators,
        speed=work.reference.speed,
        prices=work.prices,
        wanted=wanted_of(work.answers),
    )


def _wish(work: Work, size: ModelSize, tokens: Tokens, peak: Result | None) -> CopyRequirements:
    """Return what a copy is to answer, in plain numbers.

    Args:
        work: Reads and collects.
        size: The model.
        tokens: Of a call.
        peak: The calls of the busiest hour; None where nobody knows them.
    """
    into, out = tokens.into.input.value, tokens.out.input.value
    busiest, engine = peak.figure.value if peak else None, engine_of(work)
    likely = Calls(
        input_tokens=into.likely,
        output_tokens=out.likely,
        service_speed=engine.speed.likely,
        peak_calls_per_s=busiest.likely / LOAD_SHARE.likely if busiest else None,
    )
    hard = Calls(
        input_tokens=_between(into.likely, into.high),
        output_tokens=_between(out.likely, out.high),
        service_speed=_between(engine.speed.likely, engine.speed.low),
        peak_calls_per_s=_between(busiest.likely, busiest.high) / LOAD_SHARE.likely if busiest else None,
    )
    return CopyRequirements(
        parameters=size.parameters,
        active_parameters=size.active_parameters,
        shape=size.shape,
        writes=size.writes,
        weight_bits=bits_of(work).input.value.likely,
        likely=likely,
        hard=hard,
        longest_tokens=tokens.longest,
        cache_bits=cache_bits_of(work).input.value.likely,
        most_texts=engine.most_texts,
        first_token_s=(engine.waits and work.number("compute.target_first_token_s")) or _ANY_SECONDS,
        tokens_per_s=(engine.waits and work.number("compute.target_tokens_per_s")) or _ANY_TOKENS_PER_S,
    )


def _between(likely: float, end: float) -> float:
    """Return what lies half way to an end, on a scale of factors: all ends at once are too rare to plan for."""
    return math.sqrt(likely * end) if likely > 0 and end > 0 else max(likely, end)


def _for_the_load(work: Work, serving: Serving, copy: CopySpeed, cases: Cases, peak: Result) -> Machines:
    """Work out the machines for the busiest hour, now and at the end."""
    load, spare = load_share(work), spare_of(work)
    copies = work.book.figure(
        "compute.copies",
        gettext_noop("Copies of the model for the busiest hour"),
        "copies",
        "max(1, ceil(peak_calls_per_s / (calls_per_s × load_share)))",
        peak,
        copy.calls,
        load,
        chapter=Chapter.SPEED,
        rank=Rank.STEP,
    )
    machines = work.book.figure(
        "compute.machines",
        gettext_noop("Accelerators the load needs"),
        "GPUs",
        "(copies + spare_copies) × copy_accelerators",
        copies,
        spare,
        copy.accelerators,
        chapter=Chapter.MACHINES,
        rank=Rank.FIRST,
        note=gettext_noop("Sized for the busiest hour of today's load."),
    )
    needed = _take(work, machines, "compute.machines", gettext_noop("Calculated from model, load and speed"))
    growth, later = growth_of(work), None
    if growth is not None:
        later = work.book.figure(
            "compute.machines_later",
            gettext_noop("Accelerators the load needs, at the end of the period"),
            "GPUs",
            f"(max(1, ceil(peak_calls_per_s × {GROWN} / (calls_per_s × load_share))) + spare_copies)"
            " × copy_accelerators",
            peak,
            *growth.terms,
            copy.calls,
            load,
            spare,
            copy.accelerators,
            chapter=Chapter.MACHINES,
            rank=Rank.FIRST,
        )
    _remarks(work, machines, needed)
    _use(work, copy, cases, needed)
    return Machines(serving=serving, copy=copy, load=machines, needed=needed, later=later if needed else None)


def load_share(work: Work) -> Given:
    """Return the share of the capacity that the busiest hour may use."""
    share = Input(
        name="load_share",
        label=gettext_noop("Share of the capacity that the busiest hour may use"),
        value=LOAD_SHARE,
        unit="ratio",
        origin=Origin.ASSUMPTION,
        source=LOAD_SHARE_SOURCE,
        source_date=work.reference.speed.date,
    )
    return work.drawn("compute.load_share", share)


def spare_of(work: Work) -> Fixed:
    """Return the copies that run beside those the load needs: 0 or 1."""
    said = work.answers.value(SPARE)
    return Fixed(
        Input(
            name="spare_copies",
            label=work.fields[SPARE].label,
            value=Range.exactly(1.0 if said == "yes" else 0.0),
            unit=gettext_noop("copies"),
            origin=Origin.ANSWER if said else Origin.ASSUMPTION,
            source="" if said else gettext_noop("None, unless you ask for one"),
            field_id=SPARE,
        )
    )


def _take(work: Work, machines: Result | float, figure_id: str, source: str) -> Given | None:
    """Take a number of machines where nobody said how many; beside the question stands what counts in its place."""
    if work.input(COUNT) is not None:
        return None
    taken = input_of(
        work.fields[COUNT],
        machines.figure.value if isinstance(machines, Result) else Range.exactly(machines),
        source=source,
        source_date=work.reference.speed.date,
    )
    taken = replace(taken, figure_id=figure_id)
    return Given(taken, machines.draws if isinstance(machines, Result) else Fixed(taken).draws)


def _remarks(work: Work, machines: Result, needed: Given | None) -> None:
    said, likely = work.number(COUNT), machines.figure.value.likely
    if said is not None and needed is None and said < likely:
        work.note(TOO_FEW, about="compute.machines", said=f"{said:,.0f}", needed=f"{likely:,.0f}")
    load, on = work.number("compute.load_hours_per_month"), work.number(HOURS)
    if load is not None and on is not None and on < load:
        work.note(FEWER_HOURS, about=Chapter.MACHINES, on=f"{on:,.0f}", load=f"{load:,.0f}")


def _use(work: Work, copy: CopySpeed, cases: Cases, needed: Given | None) -> None:
    """Work out how busy the machines are, over all the hours that they are on."""
    calls, hours, count = work.need_all(*CALLS), work.term(HOURS), needed or work.term(COUNT)
    if not calls or hours is None or count is None or not np.all(hours.draws > 0) or not np.all(count.draws > 0):
        return
    work.book.figure(
        "compute.serving_use",
        gettext_noop("Average utilisation over all hours"),
        "%",
        f"100 × min(1, {cases.formula} × {CALLS_OF_A_CASE} / (calls_per_s × 3600"
        " × serving_hours_per_month × serving_accelerator_count / copy_accelerators))",
        cases.term,
        *calls,
        copy.calls,
        hours,
        count,
        copy.accelerators,
        chapter=Chapter.MACHINES,
        rank=Rank.FIRST,
        note=gettext_noop("Low is normal: servers are sized for the busiest hour and idle in the others."),
    )


# ---------------------------------------------------------------- money and power


def _cost(work: Work, chip: Accelerator, hours: Given, paid: _Paid, later: Result | None) -> Result | None:
    price = rent(work, PRICE, chip)
    if price is None:
        return None
    cost = work.book.figure(
        "compute.serving",
        gettext_noop("Serving machines, per month"),
        "money/month",
        f"serving_hours_per_month × {paid.formula} × serving_price_per_gpu_hour",
        hours,
        *paid.terms,
        price,
        chapter=Chapter.MONTHLY,
        note=gettext_noop("An idle server costs as much as a busy one."),
    )
    average = cost
    if later is not None:
        average = work.book.figure(
            "compute.serving_on_average",
            gettext_noop("Serving machines, per month, on average over the period"),
            "money/month",
            "serving_hours_per_month × (serving_accelerator_count + machines_later) / 2 × serving_price_per_gpu_hour",
            hours,
            *paid.terms,
            work.fine(later),
            price,
            chapter=Chapter.MONTHLY,
            note=gettext_noop("Halfway between today's number and the number at the end. The budget uses this figure."),
        )
    cases = known_cases(work)
    if cases is not None and cases.any:
        work.book.figure(
            "compute.serving_per_1000",
            gettext_noop("Serving machines, per 1,000 cases"),
            "money",
            f"1000 × serving / ({cases.formula})",
            cost,
            cases.term,
            chapter=Chapter.MONTHLY,
            note=gettext_noop("Compare this with calls to a hosted model."),
        )
    return average


def _energy(work: Work, chip: Accelerator, hours: Given, paid: _Paid) -> None:
    if chip.power_w is None:
        work.note(NO_POWER, about=Chapter.ENERGY, name=chip.name)
        return
    energy = work.book.figure(
        "compute.serving_energy",
        gettext_noop("Energy of serving, per year"),
        "kWh/year",
        f"12 × serving_hours_per_month × {paid.formula} × power_w / 1000 × power_share / 100 × pue",
        hours,
        *paid.terms,
        *power_terms(work, CHIP, chip, chip.power_w),
        chapter=Chapter.ENERGY,
        note=gettext_noop(
            "Assumes the servers are busy whenever they are on; idle ones draw a third to a half as much."
        ),
    )
    work.book.at_ends(
        "compute.serving_carbon",
        gettext_noop("CO₂e of serving, per year"),
        "kg CO₂e/year",
        "serving_energy × co2e_kg_per_kwh",
        energy,
        carbon_of(work),
        wide=("serving_energy",),
        chapter=Chapter.ENERGY,
    )
    work.book.figure(
        "compute.serving_embodied_carbon",
        gettext_noop("CO₂e of making the serving machines, per year"),
        "kg CO₂e/year",
        f"12 × serving_hours_per_month × {paid.formula} × embodied_kg_per_gpu_hour",
        hours,
        *paid.terms,
        embodied(work, chip),
        chapter=Chapter.ENERGY,
        note=gettext_noop("The share of manufacturing that falls on these hours."),
    )
