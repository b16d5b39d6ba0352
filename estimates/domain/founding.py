"""The founding document's tables, reproduced. Its pictures are lost: what we put in their place says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from estimates.domain.reference import Reference
from estimates.domain.training import gpu_hours, training_flop
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

MFU = Range(low=0.2, likely=0.32, high=0.51)
"""Of published runs: median 0.32, eight in ten within a factor of 0.62 to 1.58."""

MFU_V100 = Range(low=0.08, likely=0.135, high=0.22)
"""Of the V100 generation, whose published runs reach 0.12 to 0.15."""

RECONSTRUCTED = gettext_noop("our reconstruction: the picture in the founding document is lost")
PUBLISHED = gettext_noop("published hours")
RECALLED = gettext_noop("published hours, recalled from memory")
CALCULATED = gettext_noop("calculated by 6 × parameters × tokens at the MFU of published runs on such chips")

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
    def total_usd(self) -> float:
        """About 10.1 million."""
        return self.accelerators * self.price_usd + self.energy_mwh * self.price_usd_per_mwh


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
        return Range(
            low=self.hours.low * self.price.low,
            likely=self.hours.likely * self.price.likely,
            high=self.hours.high * self.price.high,
        )


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
class _Model:
    name: str
    run: str = ""
    parameters: float = 0
    tokens: float = 0
    accelerator: str = "A100-SXM-80GB"
    source: str = ""


# Parameters and tokens from the models' papers, where no hours were published.
_MODELS = (
    _Model(
        name="GPT-3 (175 B)",
        parameters=175e9,
        tokens=300e9,
        accelerator="V100-SXM2-32GB",
        source="Brown et al. 2020, table 2.1 and D.1",
    ),
    _Model(name="BERT-Large", run="BERT-Large"),
    _Model(
        name="T5-3B",
        parameters=2.8e9 / 1.6,
        tokens=1.05e12,
        accelerator="TPU-v3",
        source="Raffel et al. 2020; two halves share the work of an encoder-decoder",
    ),
    _Model(name="Llama 2 7B", run="Llama 2 7B"),
    _Model(name="Llama 2 70B", run="Llama 2 70B"),
    _Model(
        name="GPT-NeoX-20B",
        parameters=20.6e9,
        tokens=472e9,
        accelerator="A100-SXM-40GB",
        source="Black et al. 2022, sections 2 and 3",
    ),
    _Model(
        name="ERNIE 3.0 Titan (260 B)",
        parameters=260e9,
        tokens=300e9,
        accelerator="V100-SXM2-32GB",
        source="Wang et al. 2021; the tokens are our assumption, 300 B as for GPT-3",
    ),
    _Model(name="RoBERTa-Large, first 100k steps", run="RoBERTa-Large (first 100k steps)"),
    _Model(name="DeBERTa-Large", run="DeBERTa-Large"),
)


@dataclass(frozen=True, kw_only=True)
class ModelRow:
    """One line of the table of well-known models."""

    name: str
    accelerator: str
    hours: Range
    price: Range
    status: str
    source: str

    @property
    def cost_usd(self) -> Range:
        """Low × low to high × high."""
        return Range(
            low=self.hours.low * self.price.low,
            likely=self.hours.likely * self.price.likely,
            high=self.hours.high * self.price.high,
        )


def model_table(reference: Reference) -> Sequence[ModelRow]:
    """Return the founding document's models with hours, price and total as ranges."""
    return tuple(_rows(reference))


def _rows(reference: Reference) -> Iterable[ModelRow]:
    runs = {run.name: run for run in reference.runs}
    for model in _MODELS:
        run = runs.get(model.run)
        chip = reference.accelerators[run.accelerator if run else model.accelerator]
        if chip.rent_usd_per_gpu_hour is None:
            continue
        if run and run.gpu_hours:
            hours, status, source = Range.exactly(run.gpu_hours), RECALLED if run.recalled else PUBLISHED, run.source
        else:
            flop = training_flop(model.parameters, model.tokens)
            mfu = MFU_V100 if chip.name.startswith("V100") else MFU
            low, likely, high = (gpu_hours(flop, chip.peak_flop_per_s, end) for end in (mfu.high, mfu.likely, mfu.low))
            hours, status, source = Range(low=low, likely=likely, high=high), CALCULATED, model.source
        yield ModelRow(
            name=model.name,
            accelerator=chip.name,
            hours=hours,
            price=chip.rent_usd_per_gpu_hour,
            status=status,
            source=source,
        )
