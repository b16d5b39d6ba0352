"""MFU: the share of the peak that a training run reaches, as a distribution learnt from published runs.

The fit itself is `estimates.fit.fit_mfu`; its result is data (`fixtures/reference/mfu_model.json`), read here.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estimates.domain.formulas.kinds import Architecture, BrokenReference, Generation
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

# Designs with too few published runs are counted with their nearest kin, by peak against memory bandwidth.
_KIN = {
    Generation.PASCAL: "volta",
    Generation.VOLTA: "volta",
    Generation.TURING: "volta",
    Generation.AMPERE: "ampere",
    Generation.ADA: "hopper",
    Generation.HOPPER: "hopper",
    Generation.BLACKWELL: "hopper",
    Generation.RUBIN: "hopper",
    Generation.TPU: "tpu",
}
_SEEN = {Generation.VOLTA, Generation.AMPERE, Generation.HOPPER, Generation.TPU}
_SPELLED = {
    Generation.PASCAL: "Pascal",
    Generation.TURING: "Turing",
    Generation.ADA: "Ada",
    Generation.BLACKWELL: "Blackwell",
    Generation.CDNA2: "AMD CDNA 2",
    Generation.CDNA3: "AMD CDNA 3",
    Generation.CDNA4: "AMD CDNA 4",
    Generation.CDNA5: "AMD CDNA 5",
    Generation.GAUDI: "Gaudi",
    Generation.TRAINIUM: "Trainium",
    Generation.RUBIN: "Rubin",
    Generation.ASCEND: "Ascend",
}
"""How makers write the names of their designs."""
FAMILIES = ("volta", "ampere", "hopper", "tpu")
TERMS = (
    "level",
    *FAMILIES,
    "mixture",
    "encoder_decoder",
    "size",
    "size_squared",
    "few_accelerators",
    "fp8",
    "before_2023",
)
UNPENALISED = ("level",)

SIZE_CENTRE = 7e9
FEW, MANY = 32, 128
"""Accelerators up to which a run counts as small, and from which it counts as large: 4 and 16 servers of eight.

Of nine pairs tried with families left out, those from 24 to 32 and up to 64 to 128 came out alike; this one changes
the least from one count to the next (docs/numbers.md).
"""
TODAYS_SOFTWARE = 2023
"""First year of runs with the software of today: FlashAttention is of May 2022 (Dao et al.), FSDP of that March.

A step, no slope: of 2022, 2023 and 2024 this one predicts families left out best (docs/numbers.md).
"""
# A step of one in a scaled term is about as likely as a step of one in a yes-or-no term, so one ridge fits all.
SCALE = 2.0

PILOT = Range(low=0.72, likely=0.86, high=0.97)
"""MFU over a whole run / MFU of its steps: restarts, evaluation and checkpoints take the rest.

Likely value and error of about 10 % from the study of published runs (fixtures/reference/README.md). OLMo 3 32B: 0.69;
Llama 3.1 405B: 0.84; TinyLlama: 0.91; Gopher: 0.93.
"""

OTHER_DESIGN = gettext_noop(
    "Few or no published runs used %(name)s chips, so we use the closest family and widen the range."
)
TOO_SMALL = gettext_noop(
    "The model is smaller than any of the published runs (%(limit)s parameters), so the range is wider."
)
TOO_LARGE = gettext_noop(
    "The model is larger than any of the published runs (%(limit)s parameters), so the range is wider."
)
OTHER_YEAR = gettext_noop(
    "The published runs are from %(first)s to %(last)s. Nothing in them says how much better or worse %(year)s is."
)


@dataclass(frozen=True, kw_only=True)
class TrainingRequest:
    """What the MFU of a run depends on."""

    active_parameters: float
    generation: Generation
    architecture: Architecture = Architecture.DECODER
    accelerator_count: float | None = None
    """None where nobody knows yet: many are taken, as published runs have them."""
    year: int | None = None
    """When it trains: before 2023 with the software of then; later years are alike. None is today."""
    precision: str = "bf16"
    unseen_chip: str = ""
    """The chip, where its makers gave a known name to a design that no published run used; such as TPU-v6e."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.active_parameters) and self.active_parameters > 0):
            raise ValueError(f"active_parameters must be above 0, not {self.active_parameters}")
        count = self.accelerator_count
        if count is not None and not (math.isfinite(count) and count > 0):
            raise ValueError(f"accelerator_count must be above 0, not {count}")


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a reader should know of a figure, such as why its range is wide; translated where it is shown."""

    message: str
    params: Mapping[str, object]
    about: str = ""
    """The figure that it explains, the chapter of the page, or the field that is wrong; "" for the whole."""

    def __iter__(self) -> Iterator[Any]:
        """Yield message and parameters."""
        return iter((self.message, self.params))


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """The MFU of a run: P10, P50, P90 [0 to 1], and why it is wider than usual."""

    value: Range
    reasons: tuple[Remark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The span of the runs that the model was learnt from."""

    parameters: tuple[float, float]
    year: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class MfuModel:
    """A line through the logarithms of the MFU of published runs, with the spread around it."""

    coefficients: tuple[float, ...]
    """One per term, in the order of TERMS."""
    inverse: tuple[tuple[float, ...], ...]
    """Inverse of the penalised normal matrix: how little is known in each direction."""
    half_width: float
    """Natural logarithm of P90 / P50, such that 8 of 10 runs of unseen families lie within."""
    usual_leverage: float
    """Median leverage of the published runs: at it the half width holds."""
    unseen_variance: float
    """What a design without runs adds to the leverage."""
    bounds: Bounds
    runs: int
    families: int
    source: str
    date: str

    def predict(self, request: TrainingRequest) -> Prediction:
        """Return the MFU of a run that nobody has made yet.

        Beyond the published runs the middle stays at the edge of what is known, and the range widens with the
        distance, as the variance of a regression does.

        Source:
            Ridge regression: Hoerl and Kennard 1970. Prediction variance: Hastie, Tibshirani, Friedman, The Elements
            of Statistical Learning, section 3.2.
        """
        inside, reasons = self._held_inside(request)
        middle = float(np.dot(self.coefficients, inside))
        half = self.half_width * math.sqrt((1 + self._leverage(request)) / (1 + self.usual_leverage))
        # Even idle loops reach a hundredth of a percent, and nothing exceeds the peak.
        low, likely, high = (min(max(math.exp(middle + step * half), 1e-4), 0.95) for step in (-1, 0, 1))
        return Prediction(value=Range(low=low, likely=likely, high=high), reasons=tuple(reasons))

    def _leverage(self, request: TrainingRequest) -> float:
        row = terms(request)
        leverage = float(row @ np.array(self.inverse) @ row)
        seen = request.generation in _SEEN and not request.unseen_chip
        return max(leverage, 0.0) + (0.0 if seen else self.unseen_variance)

    def used(self, request: TrainingRequest) -> NDArray[np.float64]:
        """Return the terms that a prediction weighs, held within the published runs, shape (terms,)."""
        return self._held_inside(request)[0]

    def _held_inside(self, request: TrainingRequest) -> tuple[NDArray[np.float64], list[Remark]]:
        """Return the terms with the size held within the published runs, and what is unlike them."""
        reasons = []
        if request.generation not in _SEEN or request.unseen_chip:
            name = request.unseen_chip or _SPELLED[request.generation]
            reasons.append(Remark(message=OTHER_DESIGN, params={"name": name}))
        small, large = self.bounds.parameters
        if request.active_parameters < small:
            reasons.append(Remark(message=TOO_SMALL, params={"limit": f"{small:.2g}"}))
        if request.active_parameters > large:
            reasons.append(Remark(message=TOO_LARGE, params={"limit": f"{large:.2g}"}))
        first, last = self.bounds.year
        # One year on is today; that little needs no word.
        if request.year is not None and not first <= request.year <= last + 1:
            reasons.append(Remark(message=OTHER_YEAR, params={"first": first, "last": last, "year": request.year}))
        size = min(max(request.active_parameters, small), large)
        return terms(request, parameters=size), reasons


def size_of(active_parameters: float) -> float:
    """Return the logarithm of the size over that of a model of 7 billion parameters."""
    return math.log(active_parameters / SIZE_CENTRE)


def few_accelerators(count: float | None) -> float:
    """Return how far a run is a small one: 1 up to 32 accelerators, falling to 0 at 128 and where nobody knows."""
    if count is None:
        return 0.0
    return min(max(math.log(MANY / count) / math.log(MANY / FEW), 0.0), 1.0)


def terms(request: TrainingRequest, *, parameters: float | None = None) -> NDArray[np.float64]:
    """Return what the logarithm of the MFU is a weighted sum of, in the order of TERMS.

    Args:
        request: The run.
        parameters: Size to use in place of the request's.

    Returns:
        Shape (terms,), no unit.
    """
    size = size_of(parameters or request.active_parameters) / SCALE
    kin = _KIN.get(request.generation)
    return np.array(
        [
            1.0,
            *(float(kin == family) for family in FAMILIES),
            float(request.architecture is Architecture.MOE_DECODER),
            float(request.architecture is Architecture.ENCODER_DECODER),
            size,
            size**2,
            few_accelerators(request.accelerator_count),
            float(request.precision == "fp8"),
            float(request.year is not None and request.year < TODAYS_SOFTWARE),
        ]
    )


def pilot_mfu(measured: Range) -> Range:
    """Return the MFU of a whole run from the one that a pilot's steps reach [0 to 1].

    Args:
        measured: MFU of the steps, 0 to 1, restarts and evaluation left out.
    """
    return Range(low=measured.low * PILOT.low, likely=measured.likely * PILOT.likely, high=measured.high * PILOT.high)


def load_mfu_model(path: Path) -> MfuModel:
    """Read the fitted model. Raises BrokenReference where it does not fit this code."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if list(held["coefficients"]) != list(TERMS):
            raise ValueError("its terms are not those of the code: run python -m estimates.fit.fit_mfu")
        bounds = held["bounds"]
        return MfuModel(
            coefficients=tuple(held["coefficients"].values()),
            inverse=tuple(tuple(row) for row in held["inverse"]),
            half_width=held["half_width_log"],
            usual_leverage=held["usual_leverage"],
            unseen_variance=held["unseen_variance"],
            bounds=Bounds(
                parameters=_pair(bounds["parameters"]), year=(int(bounds["year"][0]), int(bounds["year"][1]))
            ),
            runs=held["runs"],
            families=held["families"],
            source=held["source"],
            date=held["fitted_on"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BrokenReference(path, 0, f"cannot be used: {problem}") from None


def _pair(values: Sequence[float]) -> tuple[float, float]:
    low, high = values
    return float(low), float(high)
