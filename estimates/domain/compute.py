"""What the computing of a scenario costs: from answers to figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from estimates.domain.buying import Ownership, finite_range
from estimates.domain.reference import Accelerator, Reference
from estimates.domain.training import KAPLAN, energy_kwh, gpu_hours, training_flop
from projects.domain.answers import Answers
from projects.domain.draws import Draw, Draws, summarise
from projects.domain.fields import Field
from projects.domain.figures import Figure, Input, Origin, read_input
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

MONTHS_PER_YEAR = 12
TRAINS = {"fine_tune", "train"}
SERVES = {"fine_tune", "self_host", "train"}

UNKNOWN_ACCELERATOR = gettext_noop("“%(name)s” is not in our list of accelerators. Choose a name from the list.")
UNKNOWN_REGION = gettext_noop("“%(name)s” is not in our list of power grids, so the carbon is left out.")
UNKNOWN_MODEL = gettext_noop("“%(name)s” is not in our list of models: give its parameters and tokens.")


@dataclass(kw_only=True)
class ComputeEstimate:
    """The figures that the answers allow, and what is missing for the others."""

    figures: list[Figure] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Field ids."""
    problems: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    one_off_draws: Draw | None = None
    """Until launch, shape (count,) [money]."""
    running_draws: Draw | None = None
    """After launch, shape (count,) [money/year]."""
    rent: list[Range] = field(default_factory=list)
    """Cumulative cost of renting after 0, 1, … months [money]."""
    buy: list[Range] = field(default_factory=list)
    break_even: Range | None = None
    """[months]; None where buying never pays back in one case of ten."""
    utilisation: Range | None = None
    """Share of the time above which buying wins [%]."""

    def figure(self, figure_id: str) -> Figure | None:
        """Return one figure by its id, or None."""
        return next((one for one in self.figures if one.id == figure_id), None)


def estimate_compute(
    answers: Answers, fields: Mapping[str, Field], reference: Reference, draws: Draws
) -> ComputeEstimate:
    """Work out everything that the answers allow.

    Args:
        answers: The scenario's visible answers.
        fields: Every field by id.
        reference: Accelerators, grids and models.
        draws: The project's draws.
    """
    work = _Work(answers, fields, reference, draws)
    approach = answers.value("compute.approach")
    if approach in TRAINS or (approach is None and _training_is_known(work)):
        _training(work)
    if approach == "api":
        _calls(work)
    if approach in SERVES:
        _serving(work)
    if answers.value("compute.buy_accelerator_count"):
        _rent_or_buy(work)
    return work.result


class _Work:
    """Reads inputs once, keeps them for the figures, and collects the result."""

    def __init__(self, answers: Answers, fields: Mapping[str, Field], reference: Reference, draws: Draws) -> None:
        self.answers, self.fields, self.reference, self.draws = answers, fields, reference, draws
        self.inputs: dict[str, Input] = {}
        self.result = ComputeEstimate()

    def draw(self, field_id: str, scale: float = 1.0, *, fallback: Input | None = None) -> Draw | None:
        """Return draws of a field times a factor; a missing one is noted."""
        one = self.fields[field_id]
        found = read_input(one, self.answers) or fallback
        if found is None:
            if field_id not in self.result.missing:
                self.result.missing.append(field_id)
            return None
        self.inputs[field_id] = found
        return self.draws.of(field_id, found.value, minimum=one.minimum, maximum=one.maximum) * scale

    def of(self, *field_ids: str) -> tuple[Input, ...]:
        return tuple(self.inputs[one] for one in field_ids if one in self.inputs)

    def accelerator(self, field_id: str) -> Accelerator | None:
        name = self.answers.value(field_id)
        if name is None:
            self.result.missing.append(field_id)
            return None
        found = self.reference.accelerators.get(name)
        if found is None:
            self.result.problems.append((UNKNOWN_ACCELERATOR, {"name": name}))
        return found

    def price(self, field_id: str, published: Range | None, source: str, checked: str) -> Draw | None:
        """Return draws of a price: the manager's own wins, else the published range."""
        one = self.fields[field_id]
        fallback = published and Input(
            name=field_id.rpartition(".")[2],
            label=one.label,
            value=published,
            unit=one.unit,
            origin=Origin.ASSUMPTION,
            source=source,
            source_date=checked,
            field_id=field_id,
        )
        return self.draw(field_id, fallback=fallback or None)

    def add(
        self,
        id_: str,
        label: str,
        drawn: Draw,
        unit: str,
        formula: str,
        inputs: tuple[Input, ...],
        note: str = "",
        source: str = "",
    ) -> Figure:
        figure = Figure(
            id=id_,
            label=label,
            value=summarise(drawn),
            unit=unit,
            formula=formula,
            inputs=inputs,
            note=note,
            source=source,
        )
        self.result.figures.append(figure)
        return figure

    def spend(self, one_off: Draw | None = None, running: Draw | None = None) -> None:
        none = np.zeros(self.draws.count)
        if one_off is not None:
            self.result.one_off_draws = (
                none if self.result.one_off_draws is None else self.result.one_off_draws
            ) + one_off
        if running is not None:
            self.result.running_draws = (
                none if self.result.running_draws is None else self.result.running_draws
            ) + running


def _result(name: str, figure: Figure) -> Input:
    return Input(
        name=name, label=figure.label, value=figure.value, unit=figure.unit, origin=Origin.RESULT, figure_id=figure.id
    )


def _fact(name: str, label: str, value: float, unit: str, source: str, checked: str, text: str = "") -> Input:
    return Input(
        name=name, label=label, value=Range.exactly(value), unit=unit, source=source, source_date=checked, text=text
    )


def _training_is_known(work: _Work) -> bool:
    return work.answers.value("compute.parameters") is not None or work.answers.value("compute.model") is not None


def _model_inputs(work: _Work) -> tuple[Draw | None, Draw | None]:
    """Return parameters and tokens; a named model stands in for what is not answered."""
    name = work.answers.value("compute.model")
    preset = work.reference.presets.get(name) if name else None
    if name and preset is None and work.answers.value("compute.parameters") is None:
        work.result.problems.append((UNKNOWN_MODEL, {"name": name}))

    def like(field_id: str, value: float | None) -> Input | None:
        if preset is None or value is None:
            return None
        one = work.fields[field_id]
        return Input(
            name=field_id.rpartition(".")[2],
            label=one.label,
            value=Range.exactly(value),
            unit=one.unit,
            origin=Origin.ASSUMPTION,
            source=preset.name,
            field_id=field_id,
        )

    # A fine-tune reads the project's own text, never the model's training text again.
    tokens = preset.training_tokens if preset and work.answers.value("compute.approach") == "train" else None
    return (
        work.draw("compute.parameters", fallback=like("compute.parameters", preset and preset.active_parameters)),
        work.draw("compute.training_tokens", fallback=like("compute.training_tokens", tokens)),
    )


def _training(work: _Work) -> None:
    parameters, tokens = _model_inputs(work)
    chip = work.accelerator("compute.accelerator")
    mfu = work.draw("compute.mfu", 0.01)
    if parameters is None or tokens is None or mfu is None:
        return
    flop_draws = training_flop(float(parameters[0]), tokens)
    flop = work.add(
        "compute.flop",
        gettext_noop("Work of one training run"),
        flop_draws,
        "FLOP",
        "6 × parameters × training_tokens",
        work.of("compute.parameters", "compute.training_tokens"),
        source=KAPLAN,
    )
    if chip is None:
        return
    hours_draws = gpu_hours(flop_draws, chip.peak_flop_per_s, mfu)
    peak = _fact(
        "peak_flop_per_s",
        gettext_noop("Peak of the accelerator"),
        chip.peak_flop_per_s,
        "FLOP/s",
        chip.source,
        chip.date_checked,
    )
    final = work.add(
        "compute.gpu_hours",
        gettext_noop("Final run"),
        hours_draws,
        "GPU-hours",
        "flop / (peak_flop_per_s × mfu / 100) / 3600",
        (_result("flop", flop), peak, *work.of("compute.mfu")),
        note=gettext_noop("Holds for the final run alone. Trial and failed runs come on top."),
    )
    runs, failed = work.draw("compute.development_runs"), work.draw("compute.failed_share", 0.01)
    if runs is None or failed is None:
        return
    all_draws = hours_draws * runs * (1 + failed)
    every = work.add(
        "compute.all_gpu_hours",
        gettext_noop("All runs"),
        all_draws,
        "GPU-hours",
        "gpu_hours × development_runs × (1 + failed_share / 100)",
        (_result("gpu_hours", final), *work.of("compute.development_runs", "compute.failed_share")),
    )
    _energy(work, every, all_draws, chip)
    price = work.price("compute.price_per_gpu_hour", chip.rent_usd_per_gpu_hour, chip.rent_source, chip.date_checked)
    if price is None:
        return
    work.add(
        "compute.rent_cost",
        gettext_noop("Renting for all runs"),
        all_draws * price,
        "money",
        "all_gpu_hours × price_per_gpu_hour",
        (_result("all_gpu_hours", every), *work.of("compute.price_per_gpu_hour")),
        note=gettext_noop("The price is per GPU-hour, never per machine."),
    )
    work.spend(one_off=all_draws * price)
    _storage(work)


def _energy(work: _Work, every: Figure, hours: Draw, chip: Accelerator) -> None:
    pue = work.draw("compute.pue")
    if pue is None or not chip.power_w:
        return
    drawn = energy_kwh(hours, chip.power_w, pue)
    power = _fact(
        "power_w", gettext_noop("Power of the accelerator"), chip.power_w, "W", chip.source, chip.date_checked
    )
    energy = work.add(
        "compute.energy",
        gettext_noop("Energy of all runs"),
        drawn,
        "kWh",
        "all_gpu_hours × power_w / 1000 × pue",
        (_result("all_gpu_hours", every), power, *work.of("compute.pue")),
        note=gettext_noop("At nameplate power; measured runs draw about nine tenths of it."),
    )
    name = work.answers.value("compute.region")
    grid = work.reference.grids.get(name) if name else None
    if name and grid is None:
        work.result.problems.append((UNKNOWN_REGION, {"name": name}))
    if grid:
        carbon = _fact(
            "co2e_kg_per_kwh",
            gettext_noop("Carbon of the grid"),
            grid.co2e_kg_per_kwh,
            "kg/kWh",
            grid.source,
            f"{grid.year}-12-31",
            grid.region,
        )
        work.add(
            "compute.carbon",
            gettext_noop("Carbon of all runs"),
            drawn * grid.co2e_kg_per_kwh,
            "kg CO₂e",
            "energy × co2e_kg_per_kwh",
            (_result("energy", energy), carbon),
            note=gettext_noop("Electricity only; making the machines is not counted."),
        )


def _storage(work: _Work) -> None:
    if work.answers.value("compute.storage_gb") is None:
        return
    size, price = work.draw("compute.storage_gb"), work.draw("compute.storage_price")
    if size is None or price is None:
        return
    yearly = size * price * MONTHS_PER_YEAR
    work.add(
        "compute.storage",
        gettext_noop("Storage a year"),
        yearly,
        "money/year",
        "storage_gb × storage_price × 12",
        work.of("compute.storage_gb", "compute.storage_price"),
    )
    work.spend(running=yearly)


def _cases(work: _Work) -> Draw | None:
    """Return cases a year: as the value case has them, else twelve normal months."""
    if work.answers.value("value.cases_per_year") is None and work.answers.value("why.volume") is not None:
        return work.draw("why.volume", MONTHS_PER_YEAR)
    return work.draw("value.cases_per_year")


_CALL_FIELDS = (
    "compute.api_input_tokens_per_case",
    "compute.api_price_input",
    "compute.api_output_tokens_per_case",
    "compute.api_price_output",
    "compute.api_retry_factor",
)


def _calls(work: _Work) -> None:
    drawn = [work.draw(one) for one in _CALL_FIELDS]
    cases = _cases(work)
    tokens_in, price_in, tokens_out, price_out, retries = drawn
    if tokens_in is None or price_in is None or tokens_out is None or price_out is None or retries is None:
        return
    per_case = (tokens_in * price_in + tokens_out * price_out) / 1e6 * retries
    one = work.add(
        "compute.call_cost",
        gettext_noop("Calls for 1,000 cases"),
        per_case * 1000,
        "money",
        "1000 × (api_input_tokens_per_case × api_price_input + api_output_tokens_per_case × api_price_output) / 1e6"
        " × api_retry_factor",
        work.of(*_CALL_FIELDS),
    )
    if cases is None:
        return
    work.add(
        "compute.calls",
        gettext_noop("Calls a year"),
        per_case * cases,
        "money/year",
        "call_cost / 1000 × cases_per_year",
        (_result("call_cost", one), *work.of("value.cases_per_year", "why.volume")),
    )
    work.spend(running=per_case * cases)


def _serving(work: _Work) -> None:
    hours, price = work.draw("compute.serving_hours_per_month"), work.draw("compute.serving_price_per_gpu_hour")
    if hours is None or price is None:
        return
    work.add(
        "compute.serving",
        gettext_noop("Running the model, a month"),
        hours * price,
        "money/month",
        "serving_hours_per_month × serving_price_per_gpu_hour",
        work.of("compute.serving_hours_per_month", "compute.serving_price_per_gpu_hour"),
    )
    work.spend(running=hours * price * MONTHS_PER_YEAR)


_OWN_FIELDS = (
    "compute.buy_accelerator_count",
    "compute.buy_price_per_accelerator",
    "compute.server_share",
    "compute.utilisation",
    "compute.electricity_price_per_kwh",
    "compute.pue",
    "compute.hosting_per_gpu_month",
    "compute.price_per_gpu_hour",
)


def _rent_or_buy(work: _Work) -> None:
    chip = work.accelerator("compute.accelerator")
    if chip is None:
        return
    count = work.draw("compute.buy_accelerator_count")
    purchase = work.price(
        "compute.buy_price_per_accelerator", chip.purchase_usd, chip.purchase_source, chip.date_checked
    )
    rent = work.price("compute.price_per_gpu_hour", chip.rent_usd_per_gpu_hour, chip.rent_source, chip.date_checked)
    shares = [work.draw(f"compute.{one}", 0.01) for one in ("server_share", "utilisation", "resale_share")]
    others = [
        work.draw(f"compute.{one}")
        for one in ("pue", "electricity_price_per_kwh", "hosting_per_gpu_month", "horizon_months")
    ]
    (server, busy, resale), (pue, power_price, hosting, horizon) = shares, others
    if count is None or purchase is None or rent is None or server is None or busy is None or resale is None:
        return
    if pue is None or power_price is None or hosting is None or horizon is None:
        return
    own = Ownership(
        accelerator_count=float(count[0]),
        purchase=purchase,
        server_share=server,
        power_kw=chip.power_w / 1000,
        pue=pue,
        electricity_price_per_kwh=power_price,
        hosting_per_month=hosting,
        utilisation=busy,
        resale_share=resale,
        rent_per_hour=rent,
    )
    months = int(horizon[0])
    work.result.rent, work.result.buy = own.cumulative(months)
    up_front = work.add(
        "compute.buy_up_front",
        gettext_noop("Buying, up front"),
        own.up_front,
        "money",
        "buy_accelerator_count × buy_price_per_accelerator × (1 + server_share / 100)",
        work.of(*_OWN_FIELDS[:3]),
    )
    owning = work.add(
        "compute.owning",
        gettext_noop("Owning, a month"),
        own.owning_per_month,
        "money/month",
        "buy_accelerator_count × (730 × utilisation / 100 × power_w / 1000 × pue × electricity_price_per_kwh"
        " + hosting_per_gpu_month)",
        work.of("compute.buy_accelerator_count", *_OWN_FIELDS[3:7]),
    )
    rented = work.add(
        "compute.renting",
        gettext_noop("Renting the same, a month"),
        own.rent_per_month,
        "money/month",
        "buy_accelerator_count × 730 × utilisation / 100 × price_per_gpu_hour",
        work.of("compute.buy_accelerator_count", "compute.utilisation", "compute.price_per_gpu_hour"),
        note=gettext_noop("Only the busy hours are rented."),
    )
    work.result.break_even = finite_range(own.break_even_months())
    if work.result.break_even:
        work.result.figures.append(
            Figure(
                id="compute.break_even",
                label=gettext_noop("Buying has paid off after"),
                value=work.result.break_even,
                unit="months",
                formula="buy_up_front / (renting − owning)",
                inputs=(_result("buy_up_front", up_front), _result("renting", rented), _result("owning", owning)),
                note=gettext_noop("Resale is not counted: careful on purpose."),
            )
        )
    share = finite_range(own.break_even_utilisation(months) * 100)
    work.result.utilisation = share
    if share:
        work.result.figures.append(
            Figure(
                id="compute.break_even_utilisation",
                label=gettext_noop("Buying wins above a use of"),
                value=share,
                unit="%",
                formula="(buy_up_front − resale) / horizon_months + hosting, / (730 × (price_per_gpu_hour − energy))",
                inputs=work.of(*_OWN_FIELDS, "compute.resale_share", "compute.horizon_months"),
                note=gettext_noop("Above 100 % buying cannot win within the time compared."),
            )
        )
