"""One training run from a handful of numbers: what the command line asks, with the formulas of the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from estimates.domain.figures.plausible import remarks
from estimates.domain.figures.rent import market_price
from estimates.domain.formulas.energy import carbon_kg, energy_kwh
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.mfu import PILOT, Reason, TrainingRequest, pilot_mfu
from estimates.domain.formulas.training import KAPLAN, gpu_hours, long_text_factor, mfu_of_speed, training_flop
from estimates.domain.published.offers import NO_PRICES, PriceList
from estimates.domain.published.reference import GridRegion, Reference, find, nearest
from projects.domain.draws import DRAWS, Draw, Draws, summarise
from projects.domain.errors import BadValue
from projects.domain.fields import Field
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

KG_PER_TONNE = 1000
KWH_PER_MWH = 1000
# A seed of its own: the same call gives the same figures on every machine.
SEED = 2026
# Three blocks: thousands of runs are asked at once, and a price alone moves by less than half a percent.
RUN_DRAWS = 3 * DRAWS
_RUNS = ("compute.development_runs", "compute.failed_share")
_POWER = ("compute.power_share", "compute.pue")
LIMITS: Mapping[str, tuple[float, float]] = {
    "parameters": (1e3, 1e15),
    "active_parameters": (1e3, 1e15),
    "tokens": (1, 1e18),
    "accelerator_count": (1, 1e7),
    "year": (2012, 2100),
    "sequence_length": (1, 1e8),
    "pilot_mfu": (1e-3, 1),
    "pilot_tokens_per_second": (1e-6, 1e12),
}

OUT_OF_LIMITS = gettext_noop("%(name)s must lie between %(low)s and %(high)s, not %(value)s.")
UNKNOWN_ACCELERATOR = gettext_noop("There is no accelerator “%(name)s”. Nearest: %(near)s. Known are: %(known)s.")
UNKNOWN_REGION = gettext_noop("There is no power grid “%(name)s”.")
MORE_ACTIVE = gettext_noop("active_parameters (%(active)s) cannot be more than parameters (%(total)s).")
ACTIVE_MISSING = gettext_noop("A mixture of experts needs active_parameters: those that work on each token.")

NO_FP8 = gettext_noop("%(name)s does not calculate with numbers of 8 bit: take bf16 or fp16.")
TOO_FAST = gettext_noop("pilot_tokens_per_second is more than one %(name)s can do: %(fastest)s at its peak.")


@dataclass(frozen=True, kw_only=True)
class RunSpec:
    """A training run to estimate. Only size, text and accelerator are needed."""

    parameters: float
    """All parameters."""
    tokens: float
    """Tokens of one full run, all passes counted."""
    accelerator: str
    name: str = ""
    active_parameters: float | None = None
    """Those that work on each token; None means all."""
    architecture: Architecture = Architecture.DECODER
    accelerator_count: float | None = None
    year: int | None = None
    precision: str = "bf16"
    sequence_length: float | None = None
    """[tokens]."""
    pilot_mfu: float | None = None
    """MFU that a pilot's steps reached, above 0, at most 1."""
    pilot_tokens_per_second: float | None = None
    """Tokens that one accelerator of a pilot trained on a second; counts where there is no `pilot_mfu`."""
    region: str = "World average"
    all_runs: bool = False
    """Whether rent, energy and carbon are those of trials and failed runs too, as the page counts them."""

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            # NaN is in no order, so the comparison is written to fail for it.
            if value is not None and not low <= value <= high:
                raise BadValue(
                    OUT_OF_LIMITS, {"name": name, "low": f"{low:g}", "high": f"{high:g}", "value": f"{value:g}"}
                )
        if self.active_parameters is not None and self.active_parameters > self.parameters:
            params = {"active": f"{self.active_parameters:g}", "total": f"{self.parameters:g}"}
            raise BadValue(MORE_ACTIVE, params)
        if self.active_parameters is None and self.architecture is Architecture.MOE_DECODER:
            raise BadValue(ACTIVE_MISSING)

    @property
    def working_parameters(self) -> float:
        """Parameters that work on each token."""
        return self.parameters if self.active_parameters is None else self.active_parameters


@dataclass(frozen=True, kw_only=True)
class RunEstimate:
    """What the final run takes; where all runs are asked, rent, energy and carbon are theirs."""

    name: str
    flop: float
    gpu_hours: Range
    """Of the final run."""
    all_gpu_hours: Range | None = None
    """Of all runs; None where the final one alone is asked."""
    mfu: Range
    """[0 to 1]."""
    cost_usd: Range | None
    """Rent; None where no price is published."""
    energy_mwh: Range | None
    """None where the maker does not say what the accelerator draws."""
    co2e_tonnes: Range | None
    assumptions: tuple[Input, ...]
    """Everything that was not given, with source and date."""
    reasons: tuple[Reason, ...] = field(default=())
    """Why the range is wider than usual, and what else is unusual about the run."""


class RunEstimator:
    """Estimates runs one after another; what they share is drawn once.

    Args:
        reference: Published facts.
        fields: Every field by id: the defaults of power and site are those of the page.
        draws: The draws; without them those of the command line.
        prices: What sellers ask; without them the published range of an accelerator counts.
    """

    def __init__(
        self,
        reference: Reference,
        fields: Mapping[str, Field],
        draws: Draws | None = None,
        prices: PriceList = NO_PRICES,
    ) -> None:
        self.reference, self.fields = reference, fields
        self.draws = draws or Draws(SEED, RUN_DRAWS)
        # Draws of their own, so that the MFU stays the last name drawn from the others.
        self._drawn = lru_cache(maxsize=64)(Draws(self.draws.seed, self.draws.count).of)
        self._energy_per_hour = lru_cache(maxsize=64)(self._draw_energy_per_hour)
        self.prices = prices
        self._price = lru_cache(maxsize=64)(self._price_of)

    def estimate(self, spec: RunSpec) -> RunEstimate:
        """Return the figures of the final run.

        Raises:
            BadValue: Where accelerator or region are not in the tables.
        """
        chip, grid = self._chip(spec), self._grid(spec)
        if spec.precision == "fp8" and chip.peak_fp8_flop_per_s is None:
            raise BadValue(NO_FP8, {"name": chip.name})
        flop = training_flop(
            spec.working_parameters,
            spec.tokens,
            architecture=spec.architecture,
            long_text_factor=long_text_factor(spec.working_parameters, spec.sequence_length),
        )
        mfu, mfu_input, reasons = self._mfu(spec, chip, flop / spec.tokens)
        # Hours fall as the MFU rises and depend on nothing else that is uncertain: their ends follow from its ends.
        ends = [gpu_hours(flop, chip.peak_flop_per_s, end) for end in (mfu.high, mfu.likely, mfu.low)]
        hours = gpu_hours(flop, chip.peak_flop_per_s, self.draws.of("compute.mfu", mfu, maximum=1.0))
        runs_inputs = tuple(self._default(one) for one in _RUNS) if spec.all_runs else ()
        all_hours = hours * self._runs(*runs_inputs) if runs_inputs else None
        hours = hours if all_hours is None else all_hours
        cost, price_input = self._cost(chip, hours)
        energy, energy_inputs = self._energy(chip, hours)
        used = None if energy is None else summarise(energy)
        label = gettext_noop("CO₂e per kWh there")
        source = f"{grid.region}: {grid.source}"
        carbon_input = self._fact(
            "co2e_kg_per_kwh", label, grid.co2e_kg_per_kwh, "kg CO₂e/kWh", source, grid.date_checked
        )
        label = gettext_noop("Dense peak of the accelerator at 16 bit")
        peak = self._fact("peak_flop_per_s", label, chip.peak_flop_per_s, "FLOP/s", chip.source, chip.date_checked)
        rule = self._fact("flop", gettext_noop("Work of one training run"), flop, "FLOP", KAPLAN, "")
        return RunEstimate(
            name=spec.name,
            flop=flop,
            gpu_hours=Range(low=ends[0], likely=ends[1], high=ends[2]),
            all_gpu_hours=None if all_hours is None else summarise(all_hours),
            mfu=mfu,
            cost_usd=None if cost is None else summarise(cost),
            energy_mwh=used and used.scaled(1 / KWH_PER_MWH),
            co2e_tonnes=used and used.scaled(carbon_kg(1.0, grid.co2e_kg_per_kwh) / KG_PER_TONNE),
            assumptions=(rule, peak, mfu_input, *runs_inputs, *price_input, *energy_inputs, carbon_input),
            reasons=(
                *reasons,
                *remarks(self.reference, tokens=spec.tokens, gpu_hours=ends[1], count=spec.accelerator_count),
            ),
        )

    def _chip(self, spec: RunSpec) -> Accelerator:
        found = find(spec.accelerator, self.reference.accelerators)
        if found is None:
            known = tuple(self.reference.accelerators)
            raise BadValue(
                UNKNOWN_ACCELERATOR,
                {"name": spec.accelerator[:60], "near": nearest(spec.accelerator, known), "known": ", ".join(known)},
            )
        return found

    def _grid(self, spec: RunSpec) -> GridRegion:
        found = find(spec.region, self.reference.grids)
        if found is None:
            raise BadValue(UNKNOWN_REGION, {"name": spec.region[:60]})
        return found

    def _mfu(self, spec: RunSpec, chip: Accelerator, flop_per_token: float) -> tuple[Range, Input, tuple[Reason, ...]]:
        label, model = self.fields["compute.mfu"].label, self.reference.mfu
        steps = _mfu_of_steps(spec, chip, flop_per_token)
        if steps is not None:
            value = pilot_mfu(Range.exactly(steps))
            source = f"{steps:.3g} of the pilot × {PILOT.low:g} to {PILOT.high:g}: restarts, tests, checkpoints"
            reasons: tuple[Reason, ...] = ()
        else:
            predicted = model.predict(
                TrainingRequest(
                    active_parameters=spec.working_parameters,
                    generation=chip.generation,
                    architecture=spec.architecture,
                    accelerator_count=spec.accelerator_count,
                    year=spec.year,
                    precision=spec.precision,
                )
            )
            value, source, reasons = predicted.value, model.source, predicted.reasons
        found = Input(
            name="mfu", label=label, value=value, origin=Origin.ASSUMPTION, source=source, source_date=model.date
        )
        return value, found, reasons

    def _cost(self, chip: Accelerator, hours: Draw) -> tuple[Draw | None, tuple[Input, ...]]:
        found = self._price(chip.name)
        if found is None:
            return None, ()
        return hours * self._drawn("compute.price_per_gpu_hour", found.value), (found,)

    def _price_of(self, name: str) -> Input | None:
        chip = self.reference.accelerators[name]
        market = market_price(self.prices, chip)
        if market is None:
            return None
        return Input(
            name="price_usd_per_gpu_hour", label=self.fields["compute.price_per_gpu_hour"].label,
            value=market.usd_per_gpu_hour, unit="USD/GPU-hour", origin=Origin.ASSUMPTION, source=market.source,
            source_date=market.date_checked,
        )  # fmt: skip

    def _energy(self, chip: Accelerator, hours: Draw) -> tuple[Draw | None, tuple[Input, ...]]:
        if chip.power_w is None:
            return None, ()
        inputs = tuple(self._default(one) for one in _POWER)
        label = gettext_noop("Power of one accelerator")
        power = self._fact("power_w", label, chip.power_w, "W", chip.source, chip.date_checked)
        return hours * self._energy_per_hour(chip.power_w), (power, *inputs)

    def _draw_energy_per_hour(self, power_w: float) -> Draw:
        """Return the energy of one GPU-hour, shape (count,) [kWh/GPU-hour]; the same for all runs on a chip."""
        share, pue = (self._drawn(one, self._default(one).value) for one in _POWER)
        return energy_kwh(np.ones(self.draws.count), power_w, share / 100, pue)

    def _runs(self, runs: Input, failed: Input) -> Draw:
        """Return how many runs are paid for, the final one and failed ones counted, shape (count,)."""
        several, lost = (
            self._drawn(one, given.value, minimum=self.fields[one].minimum, maximum=self.fields[one].maximum)
            for one, given in zip(_RUNS, (runs, failed), strict=True)
        )
        return several * (1 + lost / 100)

    def _default(self, field_id: str) -> Input:
        one = self.fields[field_id]
        return Input(
            name=field_id.rpartition(".")[2], label=one.label, value=Range.from_json(one.default), unit=one.unit,
            origin=Origin.ASSUMPTION, source=one.default_source, source_date=one.default_date,
        )  # fmt: skip

    def _fact(self, name: str, label: str, value: float, unit: str, source: str, checked: str) -> Input:
        return Input(name=name, label=label, value=Range.exactly(value), unit=unit, source=source, source_date=checked)


def _mfu_of_steps(spec: RunSpec, chip: Accelerator, flop_per_token: float) -> float | None:
    """Return the MFU that the steps of a pilot reached, or None without a pilot. Raises BadValue."""
    if spec.pilot_mfu is not None or spec.pilot_tokens_per_second is None:
        return spec.pilot_mfu
    try:
        return mfu_of_speed(spec.pilot_tokens_per_second, flop_per_token, chip.peak_flop_per_s)
    except ValueError:
        fastest = f"{chip.peak_flop_per_s / flop_per_token:,.3g}"
        raise BadValue(TOO_FAST, {"name": chip.name, "fastest": fastest}) from None
