"""The founding document's tables, reproduced. Its pictures are lost: what we put in their place says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from estimates.domain.figures.rent import MarketPrice, market_price
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.mfu import MfuModel, TrainingRequest
from estimates.domain.formulas.training import gpu_hours, training_flop
from estimates.domain.published.offers import PriceList
from estimates.domain.published.reference import Reference
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

RECONSTRUCTED = gettext_noop("our reconstruction; the original picture is lost")
PUBLISHED = gettext_noop("published hours")
RECALLED = gettext_noop("published hours, from memory, not looked up")
CALCULATED = gettext_noop("calculated by 6 × parameters × tokens at the MFU fitted to published runs")

RENT = Range(low=1, likely=1.5, high=2)
"""The founding document's market price of an A100 [USD/GPU-hour]."""


@dataclass(frozen=True, kw_only=True)
class BuyExample:
    """Buying as the founding document counts it: machines and energy, nothing else."""

    accelerators: int = 1_000
    price_usd: float = 10_000
    energy_mwh: float = 1_000
    price_usd_per_mwh: float = 100
    status: str = RECONSTRUCTED

    @property
    def sums(self) -> dict[str, float]:
        """What each line comes to [USD]."""
        return {
            "accelerators": self.accelerators * self.price_usd,
            "electricity": self.energy_mwh * self.price_usd_per_mwh,
        }

    @property
    def total_usd(self) -> float:
        """About 10.1 million."""
        return sum(self.sums.values())


@dataclass(frozen=True, kw_only=True)
class RentExample:
    """A sum that the founding document states for renting."""

    name: str
    hours: Range
    """[GPU-hours]."""
    price: Range
    """[USD/GPU-hour]."""
    status: str
    stated_usd: float | None = None
    """What the document says in words."""

    @property
    def cost_usd(self) -> Range:
        """Low hours × low price to high hours × high price."""
        return self.hours.times(self.price)


# The document's two statements about small models disagree: 184,320 hours at $1–2 are $184,000–369,000, while its
# words say about $150,000 for a model of about 10 B. Both are shown.
RENT_EXAMPLES = (
    RentExample(name="Llama 2 7B", hours=Range.exactly(184_320), price=RENT, status=PUBLISHED),
    RentExample(name="Llama 2 70B", hours=Range.exactly(1_720_320), price=RENT, status=PUBLISHED),
    RentExample(
        name="~10 B",
        hours=Range(low=75_000, likely=100_000, high=150_000),
        price=RENT,
        status=RECONSTRUCTED,
        stated_usd=150_000,
    ),
    RentExample(
        name="~100 B",
        hours=Range(low=750_000, likely=1_000_000, high=1_500_000),
        price=RENT,
        status=RECONSTRUCTED,
        stated_usd=1_500_000,
    ),
)


@dataclass(frozen=True, kw_only=True)
class FoundingModel:
    """A model of the document: a published run, or parameters and tokens from its paper where no hours are."""

    name: str
    organization: str = ""
    run: str = ""
    """The published run of it."""
    listed: str = ""
    """The row of training_runs.csv that knows the model but no hours."""
    parameters: float = 0
    tokens: float = 0
    year: int = 2020
    architecture: Architecture = Architecture.DECODER
    accelerator: str = "A100-SXM-80GB"
    accelerator_count: float | None = None
    source: str = ""


_MODELS = (
    FoundingModel(name="GPT-3 (175 B)", run="GPT-3 (175 B)"),
    FoundingModel(name="BERT-Large", run="BERT-Large"),
    FoundingModel(
        name="BART-Large",
        organization="Facebook AI",
        parameters=406e6,
        tokens=2.05e12,
        year=2019,
        architecture=Architecture.ENCODER_DECODER,
        accelerator="V100-SXM2-32GB",
        source="Lewis et al. 2020, section 5.1: 500,000 steps of 8,000 texts; accelerators and hours are not "
        "published, so V100 is our assumption",
    ),
    FoundingModel(
        name="T5-3B",
        listed="T5-3B",
        organization="Google",
        parameters=2.8e9,
        tokens=1.05e12,
        year=2019,
        architecture=Architecture.ENCODER_DECODER,
        accelerator="TPU-v3",
        source="Raffel et al. 2020, section 3.7; no hours published",
    ),
    FoundingModel(name="Llama 2 7B", run="Llama 2 7B"),
    FoundingModel(name="Llama 2 70B", run="Llama 2 70B"),
    FoundingModel(name="GPT-NeoX-20B", run="GPT-NeoX-20B"),
    FoundingModel(
        name="ERNIE 3.0 Titan (260 B)",
        listed="ERNIE 3.0 Titan",
        organization="Baidu",
        parameters=260e9,
        tokens=300e9,
        year=2021,
        accelerator="V100-SXM2-32GB",
        accelerator_count=1920,
        source="Wang et al. 2021; the tokens are our assumption, 300 B as for GPT-3",
    ),
    FoundingModel(name="RoBERTa-Large, first 100k steps", run="RoBERTa-Large (first 100k steps)"),
    FoundingModel(name="DeBERTa-Large", run="DeBERTa-Large"),
)


FOUNDING_RUNS = frozenset(model.run for model in _MODELS if model.run)
"""Published runs of models that the document names."""


def calculated_models(reference: Reference) -> Sequence[tuple[FoundingModel, Range]]:
    """Return the document's models of which no hours are published, with what they took by our formula [GPU-hours]."""
    chips = reference.accelerators
    return [(model, _calculated(model, chips[model.accelerator], reference.mfu)) for model in _MODELS if not model.run]


@dataclass(frozen=True, kw_only=True)
class ModelRow:
    """One line of the table of well-known models."""

    name: str
    accelerator: str
    hours: Range
    price: MarketPrice
    status: str
    source: str

    @property
    def cost_usd(self) -> Range:
        """Low × low to high × high."""
        return self.hours.times(self.price.usd_per_gpu_hour)


def model_table(reference: Reference, prices: PriceList) -> Sequence[ModelRow]:
    """Return the founding document's models with hours, price and total as ranges, at the prices of a day."""
    return tuple(_rows(reference, prices))


def _rows(reference: Reference, prices: PriceList) -> Iterable[ModelRow]:
    for model in _MODELS:
        run = reference.run(model.run) if model.run else None
        chip = reference.accelerators[run.accelerator if run else model.accelerator]
        price = market_price(prices, chip)
        if price is None:
            continue
        if run and run.gpu_hours:
            hours, status = Range.exactly(run.gpu_hours), RECALLED if run.recalled else PUBLISHED
        else:
            hours, status = _calculated(model, chip, reference.mfu), CALCULATED
        yield ModelRow(
            name=model.name,
            accelerator=chip.name,
            hours=hours,
            price=price,
            status=status,
            source=f"{run.source}, {run.source_where}" if run else model.source,
        )


def _calculated(model: FoundingModel, chip: Accelerator, mfu: MfuModel) -> Range:
    flop = training_flop(model.parameters, model.tokens, architecture=model.architecture)
    share = mfu.predict(
        TrainingRequest(
            active_parameters=model.parameters,
            generation=chip.generation,
            architecture=model.architecture,
            accelerator_count=model.accelerator_count,
            year=model.year,
            precision="fp16",
        )
    ).value
    low, likely, high = (gpu_hours(flop, chip.peak_flop_per_s, end) for end in (share.high, share.likely, share.low))
    return Range(low=low, likely=likely, high=high)
