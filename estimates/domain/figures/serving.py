"""Figures of machines that answer: how many the load needs, how busy they are, what they cost and draw."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from estimates.domain.figures.load import (
    CALLS,
    GROWN,
    Cases,
    calls_of_a_case,
    cases_a_month,
    growth_of,
    load_is_known,
    peak_calls,
)
from estimates.domain.figures.model_size import ModelSize, size_of_model
from estimates.domain.figures.rent import Wanted, market_price, rent, wanted_of
from estimates.domain.figures.speed import SERVICE_SPEED, TOKENS, bits_of, tokens_of, work_out_copy
from estimates.domain.figures.training import (
    architecture_of,
    carbon_input,
    embodied_input,
    embodied_of,
    energy_of,
    power_inputs,
)
from estimates.domain.figures.work import NO_POWER, Work
from estimates.domain.formulas.copies import Calls, Choice, FitRow, Wish, best_copy, which_fit
from estimates.domain.formulas.energy import carbon_kg
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.serving import SECONDS_PER_HOUR, serving_cost
from estimates.domain.formulas.speed import SpeedModel
from estimates.domain.published.offers import PriceList
from estimates.domain.published.reference import ModelPreset
from projects.domain.answers import State
from projects.domain.draws import Draw, summarise
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

MONTHS_PER_YEAR = 12
FEWEST_CASES = 1e-6
"""Fewer cases a month are none: the cost of 1,000 of them says nothing."""
CHIP = "compute.serving_accelerator"
COUNT = "compute.serving_accelerator_count"
HOURS = "compute.serving_hours_per_month"
PRICE = "compute.serving_price_per_gpu_hour"
SPARE = "compute.serving_spare"

LOAD_SHARE = Range(low=0.6, likely=0.75, high=0.9)
LOAD_SHARE_SOURCE = "Plumbline's proposal: above this, calls that arrive at the same moment wait for each other"
# Where no speed is asked for, nearly any will do.
_ANY_TOKENS_PER_S, _ANY_SECONDS = 1e-3, 86_400.0

ASSUME_ONE = "One, until the model and the load are known"
UNKNOWN_SIZE = gettext_noop(
    "Choose the model or enter its size so that we can size the servers. Until then we assume one."
)
UNKNOWN_LOAD = gettext_noop(
    "Enter how many cases come in so that we can size the servers. Until then we assume one copy of the model."
)
DOES_NOT_FIT = gettext_noop(
    "The model does not fit on 64 of %(name)s. Choose a larger accelerator, fewer bits, or a smaller model."
)
TOO_FEW = gettext_noop(
    "You entered %(said)s accelerators. The likely load in the busiest hour needs %(needed)s, so calls would wait. "
    "Costs count what the load needs."
)
FEWER_HOURS = gettext_noop("The servers are on for %(on)s hours per month, but cases come in during %(load)s.")


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How the machines that answer were chosen."""

    choice: Choice
    wish: Wish
    accelerators: Mapping[str, Accelerator]
    speed: SpeedModel
    prices: PriceList
    wanted: Wanted
    """Of whom the project rents."""

    @property
    def rows(self) -> tuple[FitRow, ...]:
        """How each accelerator of the table would answer; worked out when somebody looks."""
        return self.rows_of(self.accelerators.values())

    def rows_of(self, accelerators: Iterable[Accelerator]) -> tuple[FitRow, ...]:
        """Return how some accelerators would answer, the cheapest first."""
        return which_fit(self.wish, accelerators, self.speed, self._rent)

    def _rent(self, chip: Accelerator) -> float | None:
        found = market_price(self.prices, chip, self.wanted)
        return None if found is None else found.usd_per_gpu_hour.likely


def serve(work: Work) -> Serving | None:
    """Work out the machines that answer: how many, what they cost and draw."""
    chip, hours = work.accelerator(CHIP), work.need(HOURS)
    if chip is None or hours is None:
        return None
    with work.coarsely():
        found = count_machines(work, chip)
    count = work.fine(work.counted[COUNT]) if COUNT in work.counted else work.need(COUNT)
    if count is not None:
        machines = _machines_paid(work, count)
        _cost(work, chip, hours, machines)
        _energy(work, chip, hours, machines)
    return found


@dataclass(frozen=True, kw_only=True)
class _Machines:
    """The accelerators that are paid for."""

    drawn: Draw
    """Shape (count,)."""
    formula: str
    inputs: tuple[Input, ...]


def _machines_paid(work: Work, count: Draw) -> _Machines:
    """Return the accelerators to pay for: as many as somebody said, and never fewer than the load needs."""
    needed = None if COUNT in work.counted else work.drawn.get("compute.machines")
    if needed is None or np.all(count >= np.max(needed)):
        return _Machines(drawn=count, formula="serving_accelerator_count", inputs=work.of(COUNT))
    return _Machines(
        drawn=np.maximum(count, work.fine(needed)), formula="max(serving_accelerator_count, machines)",
        inputs=(*work.of(COUNT), work.result("compute.machines")),
    )  # fmt: skip


# ---------------------------------------------------------------- how many


def count_machines(work: Work, chip: Accelerator, *, preset: ModelPreset | None = None) -> Serving | None:
    """Work out the accelerators that the load needs, and take them where nobody said how many.

    Args:
        work: Reads and collects.
        chip: What the model runs on.
        preset: The model; without it the one that the project chose.
    """
    if work.answers.state(COUNT) is State.NOT_RELEVANT:
        return None
    preset = preset or work.preset()
    size = size_of_model(work, preset, architecture_of(work, preset))
    tokens = tokens_of(work, size) if size is not None else None
    if size is None or tokens is None:
        if size is None:
            work.note(UNKNOWN_SIZE, about="machines")
        _assume(work, np.ones(1), "", ASSUME_ONE)
        return None
    cases = cases_a_month(work) if load_is_known(work) else None
    wish = _wish(work, size, known=cases is not None and peak_calls(work, cases))
    choice = best_copy(wish, chip, work.reference.speed)
    if choice is None:
        work.problem(DOES_NOT_FIT, about=CHIP, name=chip.name)
        return None
    work_out_copy(work, size, choice, tokens)
    _machines(work, choice, cases)
    return Serving(
        choice=choice, wish=wish, accelerators=work.reference.accelerators, speed=work.reference.speed,
        prices=work.prices, wanted=wanted_of(work.answers),
    )  # fmt: skip


def _wish(work: Work, size: ModelSize, *, known: bool) -> Wish:
    """Return what a copy is to answer, in plain numbers.

    Args:
        work: Reads and collects; the tokens of a call have been read.
        size: The model.
        known: Whether the calls of the busiest hour were worked out.
    """
    into, out = (work.inputs[one].value for one in TOKENS)
    peak = work.result("compute.peak_calls_per_s").value if known else None
    likely = Calls(
        input_tokens=max(1.0, into.likely), output_tokens=max(1.0, out.likely) if size.writes else 1.0,
        service_speed=SERVICE_SPEED.likely, peak_calls_per_s=peak.likely / LOAD_SHARE.likely if peak else None,
    )  # fmt: skip
    hard = Calls(
        input_tokens=_between(likely.input_tokens, into.high),
        output_tokens=_between(likely.output_tokens, out.high) if size.writes else 1.0,
        service_speed=_between(SERVICE_SPEED.likely, SERVICE_SPEED.low),
        peak_calls_per_s=_between(peak.likely, peak.high) / LOAD_SHARE.likely if peak else None,
    )  # fmt: skip
    return Wish(
        parameters=size.parameters, active_parameters=size.active_parameters, shape=size.shape, writes=size.writes,
        weight_bits=bits_of(work).value.likely, likely=likely, hard=hard,
        longest_tokens=max(1.0, into.high) + max(1.0, out.high),
        first_token_s=work.number("compute.target_first_token_s") or _ANY_SECONDS,
        tokens_per_s=work.number("compute.target_tokens_per_s") or _ANY_TOKENS_PER_S,
    )  # fmt: skip


def _between(likely: float, end: float) -> float:
    """Return what lies half way to an end, on a scale of factors: all ends at once are too rare to plan for."""
    return math.sqrt(likely * end) if likely > 0 and end > 0 else max(likely, end)


def _machines(work: Work, choice: Choice, cases: Cases | None) -> None:
    size, peak = float(choice.copy.accelerator_count), work.drawn.get("compute.peak_calls_per_s")
    spare = spare_of(work)
    if cases is None or peak is None:
        work.note(UNKNOWN_LOAD, about="machines")
        one = np.full(1, size * (1 + spare.value.likely))
        _assume(work, one, "compute.copy_accelerators", "One copy of the model, and a spare one if you ask for it")
        return
    share = work.draws.of("compute.load_share", LOAD_SHARE)
    answered = work.drawn["compute.calls_per_s"] * share
    load = load_share_input(work)
    copies = _copies(peak / answered)
    work.add(
        "compute.copies", gettext_noop("Copies of the model for the busiest hour"), copies, "copies",
        "max(1, ceil(peak_calls_per_s / (calls_per_s × load_share)))",
        (work.result("compute.peak_calls_per_s"), work.result("compute.calls_per_s"), load), step=True,
    )  # fmt: skip
    of_a_copy = work.result("compute.copy_accelerators")
    work.add(
        "compute.machines", gettext_noop("Accelerators the load needs"), (copies + spare.value.likely) * size,
        "GPUs", "(copies + spare_copies) × copy_accelerators", (work.result("compute.copies"), spare, of_a_copy),
        note=gettext_noop("Sized for the busiest hour of today's load."),
    )  # fmt: skip
    _assume(work, work.drawn["compute.machines"], "compute.machines", "Calculated from model, load and speed")
    growth = growth_of(work)
    if growth is not None:
        work.add(
            "compute.machines_later", gettext_noop("Accelerators the load needs, at the end of the period"),
            (_copies(peak * growth.at_the_end / answered) + spare.value.likely) * size, "GPUs",
            f"(max(1, ceil(peak_calls_per_s × {GROWN} / (calls_per_s × load_share))) + spare_copies)"
            " × copy_accelerators",
            (work.result("compute.peak_calls_per_s"), *growth.inputs, work.result("compute.calls_per_s"), load, spare,
             of_a_copy),
        )  # fmt: skip
    _remarks(work)
    _use(work, cases, size)


def load_share_input(work: Work) -> Input:
    """Return the share of the capacity that the busiest hour may use."""
    return Input(
        name="load_share", label=gettext_noop("Share of the capacity that the busiest hour may use"), value=LOAD_SHARE,
        unit="ratio", origin=Origin.ASSUMPTION, source=LOAD_SHARE_SOURCE, source_date=work.reference.speed.date,
    )  # fmt: skip


def _copies(needed: Draw) -> Draw:
    return np.asarray(np.maximum(np.ceil(needed), 1.0), dtype=np.float64)


def spare_of(work: Work) -> Input:
    """Return the copies that run beside those the load needs: 0 or 1."""
    said = work.answers.value(SPARE)
    return Input(
        name="spare_copies", label=work.fields[SPARE].label, value=Range.exactly(1.0 if said == "yes" else 0.0),
        unit="copies", origin=Origin.ANSWER if said else Origin.ASSUMPTION,
        source="" if said else "None, unless you ask for one", field_id=SPARE,
    )  # fmt: skip


def _assume(work: Work, machines: Draw, figure_id: str, source: str) -> None:
    """Take a number of machines where nobody said how many."""
    if work.input(COUNT) is not None:
        return
    one, drawn = work.fields[COUNT], np.broadcast_to(machines, (work.draws.count,))
    work.inputs[COUNT] = Input(
        name=COUNT.rpartition(".")[2], label=one.label, value=summarise(drawn), unit=one.unit,
        origin=Origin.ASSUMPTION, source=source, source_date=work.reference.speed.date, field_id=COUNT,
        figure_id=figure_id,
    )  # fmt: skip
    work.counted[COUNT] = drawn


def _remarks(work: Work) -> None:
    said, needed = work.number(COUNT), work.result("compute.machines").value.likely
    if said is not None and COUNT not in work.counted and said < needed:
        work.note(TOO_FEW, about="compute.machines", said=f"{said:,.0f}", needed=f"{needed:,.0f}")
    load, on = work.number("compute.load_hours_per_month"), work.number(HOURS)
    if load is not None and on is not None and on < load:
        work.note(FEWER_HOURS, about="machines", on=f"{on:,.0f}", load=f"{load:,.0f}")


def _use(work: Work, cases: Cases, size: float) -> None:
    """Work out how busy the machines are, over all the hours that they are on."""
    calls, hours, count = calls_of_a_case(work), work.draw(HOURS), work.counted.get(COUNT)
    count = work.draw(COUNT) if count is None else count
    if calls is None or hours is None or count is None or not np.all(hours > 0):
        return
    capacity = work.drawn["compute.calls_per_s"] * SECONDS_PER_HOUR * hours * count / size
    work.add(
        "compute.serving_use", gettext_noop("Average utilisation over all hours"),
        100 * np.minimum(1.0, cases.drawn * calls / capacity), "%",
        f"100 × min(1, {cases.formula} × api_calls_per_case × api_retry_factor / (calls_per_s × 3600"
        " × serving_hours_per_month × serving_accelerator_count / copy_accelerators))",
        (*cases.inputs, *work.of(*CALLS), work.result("compute.calls_per_s"), *work.of(HOURS, COUNT),
         work.result("compute.copy_accelerators")),
        step=True,
        note=gettext_noop("Low is normal: servers are sized for the busiest hour and idle in the others."),
    )  # fmt: skip


# ---------------------------------------------------------------- money and power


def _cost(work: Work, chip: Accelerator, hours: Draw, machines: _Machines) -> None:
    price = rent(work, PRICE, chip)
    if price is None:
        return
    work.add(
        "compute.serving", gettext_noop("Serving machines, per month"), serving_cost(hours, machines.drawn, price),
        "money/month", f"serving_hours_per_month × {machines.formula} × serving_price_per_gpu_hour",
        (*work.of(HOURS), *machines.inputs, *work.of(PRICE)),
        note=gettext_noop("An idle server costs as much as a busy one."),
    )  # fmt: skip
    if COUNT in work.counted and "compute.machines_later" in work.drawn:
        later = work.fine(work.drawn["compute.machines_later"])
        work.add(
            "compute.serving_on_average", gettext_noop("Serving machines, per month, on average over the period"),
            serving_cost(hours, (machines.drawn + later) / 2, price), "money/month",
            "serving_hours_per_month × (serving_accelerator_count + machines_later) / 2 × serving_price_per_gpu_hour",
            (*work.of(HOURS, COUNT), work.result("compute.machines_later"), *work.of(PRICE)),
            note=gettext_noop("Halfway between today's number and the number at the end. The budget uses this figure."),
        )  # fmt: skip
    cases = cases_a_month(work) if load_is_known(work) else None
    if cases is None or not np.all(cases.drawn > FEWEST_CASES):
        return
    work.add(
        "compute.serving_per_1000", gettext_noop("Serving machines, per 1,000 cases"),
        1000 * work.drawn["compute.serving"] / cases.drawn, "money", f"1000 × serving / ({cases.formula})",
        (work.result("compute.serving"), *cases.inputs),
        note=gettext_noop("Compare this with calls to a hosted model."),
    )  # fmt: skip


def _energy(work: Work, chip: Accelerator, hours: Draw, machines: _Machines) -> None:
    if chip.power_w is None:
        work.note(NO_POWER, about="energy", name=chip.name)
        return
    work.add(
        "compute.serving_energy", gettext_noop("Energy of serving, per year"),
        energy_of(work, hours * machines.drawn * MONTHS_PER_YEAR, chip.power_w), "kWh/year",
        f"12 × serving_hours_per_month × {machines.formula} × power_w / 1000 × power_share / 100 × pue",
        (*work.of(HOURS), *machines.inputs, *power_inputs(work, CHIP, chip, chip.power_w)),
        note=gettext_noop("Assumes the servers are busy whenever they are on; idle ones draw a third to a half as "
            "much."),
    )  # fmt: skip
    carbon = carbon_input(work)
    work.add_scaled(
        "compute.serving_carbon", gettext_noop("CO₂e of serving, per year"), "compute.serving_energy",
        carbon_kg(1.0, carbon.value.likely), "kg CO₂e/year", "serving_energy × co2e_kg_per_kwh", (carbon,),
    )  # fmt: skip
    work.add(
        "compute.serving_embodied_carbon", gettext_noop("CO₂e of making the serving machines, per year"),
        hours * machines.drawn * MONTHS_PER_YEAR * embodied_of(work), "kg CO₂e/year",
        f"12 × serving_hours_per_month × {machines.formula} × embodied_kg_per_gpu_hour",
        (*work.of(HOURS), *machines.inputs, embodied_input(chip)),
        note=gettext_noop("The share of manufacturing that falls on these hours."),
    )  # fmt: skip
