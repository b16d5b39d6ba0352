"""One training run from a handful of numbers: what the command line asks, worked out by the page's own function."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from estimates.domain.figures.memory import train_where_it_fits
from estimates.domain.figures.work import Published, Work
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.mfu import Remark
from estimates.domain.formulas.training import long_text_factor, mfu_of_speed, training_flop
from estimates.domain.published.offers import NO_PRICES, PriceList
from estimates.domain.published.reference import Reference, find, nearest
from estimates.domain.tables.speeds import NOT_WHOLE
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import DRAWS, Draws
from projects.domain.errors import BadValue
from projects.domain.fields import Field
from projects.domain.figures import Figure, Input, Origin
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.text import gettext_noop

KG_PER_TONNE = 1000
KWH_PER_MWH = 1000
# A seed of its own: the same call gives the same figures on every machine.
SEED = 2026
# Three blocks: thousands of runs are asked at once, and a price alone moves by less than half a percent.
RUN_DRAWS = 3 * DRAWS
_ABOUT = ("compute.mfu", "compute.gpu_hours")
"""What a reason is about that the command says; of prices and site it says the source alone."""
_PRICE = "price_per_gpu_hour"
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
UNKNOWN_REGION = gettext_noop("There is no power grid “%(name)s”. Nearest: %(near)s.")
MORE_ACTIVE = gettext_noop("active_parameters (%(active)s) cannot be more than parameters (%(total)s).")
NOT_GIVEN = gettext_noop("%(column)s is missing.")
ACTIVE_MISSING = gettext_noop("A mixture of experts needs active_parameters: those that work on each token.")

NO_FP8 = gettext_noop("%(name)s does not calculate with numbers of 8 bit: take bf16 or fp16.")
TOO_FAST = gettext_noop("pilot_tokens_per_second is more than one %(name)s can do: %(fastest)s at its peak.")


class NotGiven(BadValue):
    """What nobody published: no fault of whoever lists the run, but it cannot be estimated."""


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
        for name in ("accelerator_count", "sequence_length"):
            value = getattr(self, name)
            if value is not None and value != int(value):
                raise BadValue(NOT_WHOLE, {"name": name, "value": f"{value:g}"})
        if self.active_parameters is not None and self.active_parameters > self.parameters:
            params = {"active": f"{self.active_parameters:g}", "total": f"{self.parameters:g}"}
            raise BadValue(MORE_ACTIVE, params)
        if self.active_parameters is None and self.architecture is Architecture.MOE_DECODER:
            raise NotGiven(ACTIVE_MISSING)

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
    reasons: tuple[Remark, ...] = field(default=())
    """Why the range is wider than usual, and what else is unusual about the run."""


class RunEstimator:
    """Estimates runs one after another, each as the page works out training.

    Args:
        reference: Published facts.
        fields: Every field by id: the defaults are those of the page.
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
        self.reference, self.fields, self.prices = reference, fields, prices
        self.draws = draws or Draws(SEED, RUN_DRAWS)

    def estimate(self, spec: RunSpec) -> RunEstimate:
        """Return the figures of the final run, or of all runs where they are asked.

        Raises:
            BadValue: Where accelerator or region are not in the tables, the accelerator cannot do what is said, or no
                number of it holds the run.
        """
        self._check(spec)
        published = Published(reference=self.reference, prices=self.prices)
        work = Work(Reader(_answers(spec), self.fields, self.draws), published)
        _training, memory = train_where_it_fits(
            work, tuning=False, architecture=spec.architecture, precision=spec.precision
        )
        if memory is not None and not memory.fits:
            raise BadValue(work.problems[-1].message, dict(work.problems[-1].params))
        return _estimate(spec, work)

    def _check(self, spec: RunSpec) -> None:
        chip = find(spec.accelerator, self.reference.accelerators)
        if chip is None:
            known = tuple(self.reference.accelerators)
            raise BadValue(
                UNKNOWN_ACCELERATOR,
                {"name": spec.accelerator[:60], "near": nearest(spec.accelerator, known), "known": ", ".join(known)},
            )
        if find(spec.region, self.reference.grids) is None:
            near = nearest(spec.region, self.reference.grids)
            raise BadValue(UNKNOWN_REGION, {"name": spec.region[:60], "near": near})
        if spec.precision == "fp8" and chip.peak_fp8_flop_per_s is None:
            raise BadValue(NO_FP8, {"name": chip.name})
        if spec.pilot_mfu is None and spec.pilot_tokens_per_second is not None:
            _check_speed(spec, chip, spec.pilot_tokens_per_second)


def _check_speed(spec: RunSpec, chip: Accelerator, tokens_per_second: float) -> None:
    factor = long_text_factor(spec.working_parameters, spec.sequence_length)
    flop_per_token = training_flop(
        spec.working_parameters, 1.0, architecture=spec.architecture, long_text_factor=factor
    )
    try:
        mfu_of_speed(tokens_per_second, flop_per_token, chip.peak_flop_per_s)
    except ValueError:
        fastest = f"{chip.peak_flop_per_s / flop_per_token:,.3g}"
        raise BadValue(TOO_FAST, {"name": chip.name, "fastest": fastest}) from None


def _answers(spec: RunSpec) -> Answers:
    """Return the answers of the page that say the same as a run."""
    said: dict[str, object] = {
        "compute.approach": "train",
        "compute.parameters": spec.working_parameters,
        "compute.total_parameters": spec.parameters if spec.parameters > spec.working_parameters else None,
        "compute.training_tokens": spec.tokens,
        "compute.accelerator": spec.accelerator,
        "compute.accelerator_count": spec.accelerator_count,
        "compute.sequence_length": spec.sequence_length,
        "compute.pilot_mfu": spec.pilot_mfu and 100 * spec.pilot_mfu,
        "compute.pilot_tokens_per_second": spec.pilot_tokens_per_second,
        "compute.region": spec.region,
    }
    if not spec.all_runs:
        said |= {"compute.development_runs": 1, "compute.failed_share": 0}
    known = {name: value for name, value in said.items() if value is not None}
    return Answers({name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in known.items()})


def _estimate(spec: RunSpec, work: Work) -> RunEstimate:
    figures = {figure.id.rpartition(".")[2]: figure for figure in work.book.figures}

    def value(name: str, scale: float = 1.0) -> Range | None:
        return figures[name].value.scaled(1 / scale) if name in figures else None

    hours, flop = figures["gpu_hours"], figures["flop"]
    mfu = next(given for given in hours.inputs if given.name == "mfu")
    return RunEstimate(
        name=spec.name,
        flop=flop.value.likely,
        gpu_hours=hours.value,
        all_gpu_hours=value("all_gpu_hours") if spec.all_runs else None,
        mfu=mfu.value.scaled(1 / 100),
        cost_usd=value("rent_cost"),
        energy_mwh=value("energy", KWH_PER_MWH),
        co2e_tonnes=value("carbon", KG_PER_TONNE),
        assumptions=(_rule(flop), *_assumptions(spec, figures)),
        reasons=(*work.problems, *(reason for reason in work.notes if reason.about in _ABOUT)),
    )


def _rule(flop: Figure) -> Input:
    return Input(name="flop", label=flop.label, value=flop.value, unit=flop.unit, source=flop.source)


def _assumptions(spec: RunSpec, figures: Mapping[str, Figure]) -> Iterator[Input]:
    """Yield what the figures stand on that the run does not say, each once."""
    shown = ("gpu_hours", *(("all_gpu_hours",) if spec.all_runs else ()), "rent_cost", "energy", "carbon")
    told = set()
    for part in (given for name in shown if name in figures for given in figures[name].inputs):
        if part.name in told:
            continue
        told.add(part.name)
        if part.name == "mfu":
            yield _as_share(part, figures)
        elif part.origin not in (Origin.RESULT, Origin.ANSWER):
            dollars = part.name == _PRICE
            yield replace(part, name="price_usd_per_gpu_hour", unit="USD/GPU-hour") if dollars else part


def _as_share(mfu: Input, figures: Mapping[str, Figure]) -> Input:
    """Return the MFU from 0 to 1; one that follows from a pilot has the source of what is left of it over a run."""
    kept = next((given for given in figures["mfu"].inputs if given.name == "kept_share"), mfu)
    return replace(
        mfu,
        value=mfu.value.scaled(1 / 100),
        unit="",
        origin=Origin.ASSUMPTION,
        source=kept.source,
        source_date=kept.source_date,
    )
