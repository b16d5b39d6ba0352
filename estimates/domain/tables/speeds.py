"""Speeds of published measurements, worked out one by one: what `estimate_serving --from` and the benchmark ask."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.formulas.engines import CURRENT, OFFLINE, OLDER, ONLINE, SINGLE, Engine, engine_for
from estimates.domain.formulas.hardware import ModelShape
from estimates.domain.formulas.serving import ModelCopy
from estimates.domain.published.reference import ModelPreset, Reference, SpeedMeasure, find, nearest
from projects.domain.errors import BadValue
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop, plain_name

UNKNOWN_CHIP = gettext_noop("There is no accelerator “%(name)s”. Nearest: %(near)s.")
UNKNOWN_MODEL = gettext_noop("There is no model “%(name)s”, and the row has no shape. Nearest: %(near)s.")
OUT_OF_LIMITS = gettext_noop("%(name)s must lie between %(low)s and %(high)s, not %(value)s.")
NOT_WHOLE = gettext_noop("%(name)s must be a whole number, not %(value)s.")
TOO_SMALL = gettext_noop("%(model)s needs %(needed)s GB; %(count)s × %(chip)s hold %(held)s GB.")
USUAL_EXPERTS = (128, 8)
"""Experts of a mixture whose row and name tell none: those of most in model_presets.csv."""
LIMITS = {
    "parameters": (1e3, 1e15),
    "accelerator_count": (1, 65_536),
    "weight_bits": (1, 64),
    "kv_bits": (1, 64),
    "input_tokens": (1, 1e8),
    "output_tokens": (1, 1e8),
    "batch": (1, 1e6),
}


@dataclass(frozen=True, kw_only=True)
class SpeedSpec:
    """A measurement as its row says it."""

    model: str
    parameters: float
    active_parameters: float
    accelerator: str
    accelerator_count: float
    input_tokens: float
    output_tokens: float
    name: str = ""
    weight_bits: float = 16
    kv_bits: float = 16
    batch: float | None = None
    """Texts at a time; None for as many as the engine takes."""
    measure: SpeedMeasure = SpeedMeasure.OFFLINE
    engine: str = ""
    shape: ModelShape | None = None
    """As the row says it; None takes that of the model of the name."""
    measured_tokens_per_s: float | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            # NaN is in no order, so the comparison is written to fail for it.
            if value is not None and not low <= value <= high:
                params = {"name": name, "low": f"{low:g}", "high": f"{high:g}", "value": f"{value:g}"}
                raise BadValue(OUT_OF_LIMITS, params)
        if self.accelerator_count != int(self.accelerator_count):
            raise BadValue(NOT_WHOLE, {"name": "accelerator_count", "value": f"{self.accelerator_count:g}"})


@dataclass(frozen=True, kw_only=True)
class SpeedEstimate:
    """What an engine writes, all users together."""

    spec: SpeedSpec
    tokens_per_s: Range
    texts: float
    """In flight."""
    kv_gb_per_text: float

    @property
    def ratio(self) -> float | None:
        """Measured / worked out; None where nothing was measured."""
        measured = self.spec.measured_tokens_per_s
        return measured / self.tokens_per_s.likely if measured else None

    @property
    def inside(self) -> bool | None:
        """Whether what was measured lies between P10 and P90."""
        measured = self.spec.measured_tokens_per_s
        return bool(self.tokens_per_s.low <= measured <= self.tokens_per_s.high) if measured else None


def estimate_speed(spec: SpeedSpec, reference: Reference) -> SpeedEstimate:
    """Return the speed of one measurement.

    Raises:
        BadValue: Where accelerator or model are unknown, or the model does not fit.
    """
    chip = find(spec.accelerator, reference.accelerators)
    if chip is None:
        near = nearest(spec.accelerator, reference.accelerators)
        raise BadValue(UNKNOWN_CHIP, {"name": spec.accelerator[:60], "near": near})
    copy = ModelCopy(
        parameters=spec.parameters,
        active_parameters=spec.active_parameters,
        shape=_shape_of(spec, reference),
        accelerator=chip,
        accelerator_count=int(spec.accelerator_count),
        weight_bits=spec.weight_bits,
        kv_bits=spec.kv_bits,
        speed=reference.speed,
    )
    both = spec.input_tokens + spec.output_tokens
    if not copy.fits:
        params = {
            "model": spec.model[:60] or spec.name[:60],
            "needed": f"{copy.weight_gb:,.0f}",
            "count": f"{spec.accelerator_count:g}",
            "chip": chip.name,
            "held": f"{copy.usable_gb:,.0f}",
        }
        raise BadValue(TOO_SMALL, params)
    engine = engine_of_run(spec, reference, chip.vendor)
    texts = spec.batch or min(max(copy.texts_that_fit(both), 1.0), engine.most_texts)
    speed = spec.output_tokens / copy.with_texts(texts).call_s(texts, spec.input_tokens, spec.output_tokens)
    return SpeedEstimate(
        spec=spec, tokens_per_s=engine.speed.scaled(speed), texts=texts, kv_gb_per_text=float(copy.kv_gb(both))
    )


def engine_of_run(spec: SpeedSpec, reference: Reference, maker: str) -> Engine:
    """Return the engine of a measurement and its use, as its row names them."""
    uses = {SpeedMeasure.OFFLINE: OFFLINE, SpeedMeasure.ONLINE: ONLINE, SpeedMeasure.BATCH: ONLINE}
    use = SINGLE if spec.batch == 1 else uses[spec.measure]
    old = "2023" in spec.engine or "TensorRT-LLM 0." in spec.engine
    return engine_for(OLDER if old else CURRENT, use, spread=reference.speed.spread, maker=maker)


def _shape_of(spec: SpeedSpec, reference: Reference) -> ModelShape:
    """Return the shape: the row's, with windows and experts of the model of its name where the row says none."""
    preset = like(spec.model or spec.name, reference)
    if spec.shape is None and preset is None:
        near = nearest(spec.model or spec.name, reference.presets)
        raise BadValue(UNKNOWN_MODEL, {"name": (spec.model or spec.name)[:60], "near": near})
    shape = spec.shape or (preset.shape if preset else None)
    assert shape is not None
    if preset and preset.shape.layers == shape.layers and shape.experts == 1 and shape.growing_layers is None:
        of = preset.shape
        shape = replace(
            shape,
            window=of.window,
            growing_layers=of.growing_layers,
            experts=of.experts,
            experts_per_token=of.experts_per_token,
        )
    if shape.experts == 1 and spec.active_parameters < 0.9 * spec.parameters:
        shape = replace(shape, experts=USUAL_EXPERTS[0], experts_per_token=USUAL_EXPERTS[1])
    return shape


def like(name: str, reference: Reference) -> ModelPreset | None:
    """Return the model of a name, else the one whose name it begins with: “DeepSeek-R1 0528” is DeepSeek-R1."""
    exact = find(name, reference.presets)
    if exact is not None:
        return exact
    plain = plain_name(name)
    begins = [preset for preset in reference.presets if plain.startswith(plain_name(preset))]
    return reference.presets[max(begins, key=len)] if begins else None


@dataclass(frozen=True, kw_only=True)
class Closeness:
    """How close some estimates come to what was measured."""

    label: str
    count: int
    median_error: float
    """|worked out / measured − 1|, the middle one."""
    within_1_5: float
    within_2: float
    inside: float
    """Share between P10 and P90, 0 to 1."""
    width: float
    """P90 / P10, the middle one."""


def closeness(label: str, measured: Sequence[float], ranges: Sequence[Range]) -> Closeness | None:
    """Return how close ranges come to what was measured; None without any."""
    if not measured:
        return None
    true, likely = np.array(measured), np.array([value.likely for value in ranges])
    low, high = np.array([value.low for value in ranges]), np.array([value.high for value in ranges])
    apart = np.abs(np.log(likely / true))
    return Closeness(
        label=label,
        count=len(true),
        median_error=float(np.median(np.abs(likely / true - 1))),
        within_1_5=float(np.mean(apart <= math.log(1.5))),
        within_2=float(np.mean(apart <= math.log(2))),
        inside=float(np.mean((low <= true) & (true <= high))),
        width=float(np.median(high / low)),
    )
