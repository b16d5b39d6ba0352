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
class Candidate:
    """One model, and the least that holds it."""

    model: ModelPreset
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
    *,
    other: bool,
    longest: float,
) -> tuple[Candidate, ...]:
    """Return a few models of a kind that read the longest text, from small to large, the newest of each size.

    Args:
        kind: As the approach plan names it.
        presets: Every known model.
        accelerators: Every known accelerator.
        prices: What renting costs on a day.
        other: Whether texts in other languages than English are read.
        longest: A long text with its answer [tokens]; 0 while nobody knows.
    """
    if kind not in OF_A_KIND:
        return ()
    kinds, architectures = OF_A_KIND[kind]
    fitting = [
        preset
        for preset in presets
        if preset.kind in kinds
        and preset.architecture in architectures
        and not (other and preset.languages == "English")
        and (preset.context_length >= longest or preset.kind == "speech")  # speech is cut into half minutes anyway
    ]
    return tuple(_held(preset, accelerators, prices, longest) for preset in _spread(fitting))


def _spread(fitting: Sequence[ModelPreset]) -> list[ModelPreset]:
    """Return the newest model of each order of size, the small ones first."""
    newest: dict[int, ModelPreset] = {}
    for preset in sorted(fitting, key=lambda model: model.release):
        newest[math.floor(2 * math.log10(preset.parameters))] = preset
    return [newest[size] for size in sorted(newest)][:MOST]


def _held(model: ModelPreset, accelerators: Mapping[str, Accelerator], prices: PriceList, longest: float) -> Candidate:
    writes = model.architecture in WRITING and model.kind != "speech"
    kept = float(kv_cache_bytes(model.shape, sequence_length=longest)) / 1e9 if writes else 0.0
    weights = model.parameters * BYTES / 1e9
    memory = weights + max(ROOM * weights, kept)
    ways = []
    for name in COMMON:
        chip = accelerators[name]
        count, price = math.ceil(memory / chip.memory_gb), market_price(prices, chip)
        asked = price.usd_per_gpu_hour.scaled(count) if price else None
        ways.append((asked.likely if asked else math.inf, count, name, asked))
    _likely, count, name, asked = min(ways, key=lambda way: way[:3])
    return Candidate(
        model=model,
        kept_gb=kept,
        memory_gb=memory,
        accelerator=name,
        count=count,
        usd_per_hour=asked,
    )
