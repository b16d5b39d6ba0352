"""Models that a project could start from, by kind of model: licence, languages, memory, what holds it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from estimates.domain.figures.rent import market_price
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.memory import kv_cache_bytes
from estimates.domain.published.offers import PriceList
from estimates.domain.published.reference import ModelPreset
from estimates.domain.tables.languages import Coverage, Spoken, coverage_of
from projects.domain.ranges import Range

OF_A_KIND = {
    "encoder": (("text",), {Architecture.ENCODER}),
    "decoder": (("text",), {Architecture.DECODER, Architecture.MOE_DECODER}),
    "encoder_decoder": (("text",), {Architecture.ENCODER_DECODER}),
    "embedding": (("embedding",), set(Architecture)),
    "speech": (("speech",), set(Architecture)),
    "vision": (("vision",), set(Architecture)),
}
"""What a preset must be, by the kind of model that the approach plan names; others have no presets."""
COMMON = ("L4", "L40S", "A100-SXM-80GB", "H100-SXM-80GB")
"""Accelerators that large clouds rent out for answering."""
BYTES = 2
"""Of a parameter at 16 bit."""
ROOM = 0.2
"""Of the weights, kept free for texts in flight; more where one long text keeps more. Ours."""
WRITING = {Architecture.DECODER, Architecture.MOE_DECODER, Architecture.ENCODER_DECODER}
"""Models that keep keys and values of a text while they write."""
MOST = 4


@dataclass(frozen=True, kw_only=True)
class ModelRequirements:
    """What a project asks of a model."""

    spoken: Spoken
    longest: float
    """A long text with its answer [tokens]; 0 while nobody knows."""
    own: str
    """The model that the project named."""


@dataclass(frozen=True, kw_only=True)
class ModelCandidate:
    """One model, and the least that holds it."""

    model: ModelPreset
    coverage: Coverage
    is_own: bool
    """Whether it is the one that the project named."""
    kept_gb: float
    """Keys and values of the longest text, by the model's kind of attention; 0 where it writes nothing."""
    memory_gb: float
    """Weights at 16 bit, and room for texts in flight."""
    accelerator: str
    count: int
    usd_per_hour: Range | None
    """Renting what holds it; None where nobody asks a price."""


def candidates_for(
    kind: str,
    presets: Iterable[ModelPreset],
    accelerators: Mapping[str, Accelerator],
    prices: PriceList,
    wanted: ModelRequirements,
) -> tuple[ModelCandidate, ...]:
    """Return a few models of a kind that read the longest text: those of the languages first, then from small to large.

    What lacks a language is left out as long as there is another model. The one that the project named is always there.

    Args:
        kind: As the approach plan names it.
        presets: Every known model.
        accelerators: Every known accelerator.
        prices: What renting costs on a day.
        wanted: What the project asks of it.
    """
    if kind not in OF_A_KIND:
        return ()
    of_kind = [preset for preset in presets if is_of_kind(preset, kind)]
    fitting = [
        (coverage_of(preset.languages, wanted.spoken), preset)
        for preset in of_kind
        if preset.context_length >= wanted.longest or preset.kind == "speech"  # speech is cut into half minutes anyway
    ]
    covering = [(coverage, preset) for coverage, preset in fitting if not coverage.lacks]
    chosen = [preset for preset in _spread(covering or fitting) if preset.name != wanted.own]
    named = [preset for preset in of_kind if preset.name == wanted.own]
    held = (_held(preset, accelerators, prices, wanted) for preset in (*named, *chosen[: MOST - len(named)]))
    return tuple(sorted(held, key=lambda candidate: (candidate.coverage.rank, candidate.model.parameters)))


def is_of_kind(preset: ModelPreset, kind: str) -> bool:
    """Tell whether a model is of the kind that the approach plan names."""
    kinds, architectures = OF_A_KIND.get(kind, ((), set()))
    return preset.kind in kinds and preset.architecture in architectures


def _spread(fitting: Sequence[tuple[Coverage, ModelPreset]]) -> list[ModelPreset]:
    """Return a model of each order of size, the small ones first: of those that read most languages, the newest."""
    best: dict[int, tuple[int, ModelPreset]] = {}
    for coverage, preset in sorted(fitting, key=lambda pair: pair[1].release):
        size = math.floor(2 * math.log10(preset.parameters))
        if size not in best or coverage.rank <= best[size][0]:
            best[size] = (coverage.rank, preset)
    return [best[size][1] for size in sorted(best)][:MOST]


def _held(
    model: ModelPreset, accelerators: Mapping[str, Accelerator], prices: PriceList, wanted: ModelRequirements
) -> ModelCandidate:
    writes = model.architecture in WRITING and model.kind != "speech"
    kept = float(kv_cache_bytes(model.shape, sequence_length=wanted.longest)) / 1e9 if writes else 0.0
    weights = model.parameters * BYTES / 1e9
    memory = weights + max(ROOM * weights, kept)
    ways = []
    for name in COMMON:
        chip = accelerators[name]
        count, price = math.ceil(memory / chip.memory_gb), market_price(prices, chip)
        asked = price.usd_per_gpu_hour.scaled(count) if price else None
        ways.append((asked.likely if asked else math.inf, count, name, asked))
    _likely, count, name, asked = min(ways, key=lambda way: way[:3])
    return ModelCandidate(
        model=model,
        coverage=coverage_of(model.languages, wanted.spoken),
        is_own=model.name == wanted.own,
        kept_gb=kept,
        memory_gb=memory,
        accelerator=name,
        count=count,
        usd_per_hour=asked,
    )
