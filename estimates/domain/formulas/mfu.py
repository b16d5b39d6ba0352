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
    Generation.PASCAL: "volta", Generation.VOLTA: "volta", Generation.TURING: "volta",
    Generation.AMPERE: "ampere",
    Generation.ADA: "hopper", Generation.HOPPER: "hopper", Generation.BLACKWELL: "hopper",
    Generation.TPU: "tpu",
}  # fmt: skip
_SEEN = {Generation.VOLTA, Generation.AMPERE, Generation.HOPPER, Generation.TPU}
FAMILIES = ("volta", "ampere", "hopper", "tpu")
TERMS = ("level", *FAMILIES, "mixture", "encoder_decoder", "size", "size_squared", "cluster", "year", "fp16", "fp8")
UNPENALISED = ("level",)

SIZE_CENTRE = 7e9
YEAR_CENTRE = 2023
# A step of one in a scaled term is about as likely as a step of one in a yes-or-no term, so one ridge fits all.
SCALE = 2.0

PILOT = Range(low=0.72, likely=0.86, high=0.97)
"""MFU over a whole run / MFU of its steps: restarts, evaluation and checkpoints take the rest.

Likely value and error of about 10 % from the study of published runs (fixtures/reference/README.md). OLMo 3 32B: 0.69;
Llama 3.1 405B: 0.84; TinyLlama: 0.91; Gopher: 0.93.
"""

OTHER_DESIGN = gettext_noop("No published run used %(name)s chips, so we use the closest family and widen the range.")
TOO_SMALL = gettext_noop(
    "The model is smaller than any of the published runs (%(limit)s parameters), so the range is wider."
)
TOO_LARGE = gettext_noop(
    "The model is larger than any of the published runs (%(limit)s parameters), so the range is wider."
)
FEW_CHIPS = gettext_noop("No published run used so few accelerators for a model of this size, so the range is wider.")
MANY_CHIPS = gettext_noop("No published run used so many accelerators for a model of this size, so the range is wider.")
OTHER_YEAR = gettext_noop("The published runs are from %(first)s to %(last)s; %(year)s is treated as %(used)s.")


@dataclass(frozen=True, kw_only=True)
class TrainingRequest:
    """What the MFU of a run depends on."""

    active_parameters: float
    generation: Generation
    architecture: Architecture = Architecture.DECODER
    accelerator_count: float | None = None
    """None where nobody knows yet: the usual number for a model of this size is taken."""
    year: int | None = None
    """None means the newest year of the published runs."""
    precision: str = "bf16"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.active_parameters) and self.active_parameters > 0):
            raise ValueError(f"active_parameters must be above 0, not {self.active_parameters}")
        count = self.accelerator_count
        if count is not None and not (math.isfinite(count) and count > 0):
            raise ValueError(f"accelerator_count must be above 0, not {count}")


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a range is wider than usual: a sentence with its parameters, to be translated where it is shown."""

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
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The span of the runs that the model was learnt from."""

    parameters: tuple[float, float]
    cluster: tuple[float, float]
    """Natural logarithm of the number of accelerators, less that expected for the model's size."""
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
    expected_count: tuple[float, float]
    """Level and slope of the logarithm of the number of accelerators over that of the size."""
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
        row = self.row(request)
        found = float(row @ np.array(self.inverse) @ row)
        return max(found, 0.0) + (0.0 if request.generation in _SEEN else self.unseen_variance)

    def row(self, request: TrainingRequest) -> NDArray[np.float64]:
        """Return the terms of a request, without limits, shape (terms,)."""
        cluster = cluster_of(request, self.expected_count)
        return terms(request, cluster=cluster, year=request.year or self.bounds.year[1])

    def used(self, request: TrainingRequest) -> NDArray[np.float64]:
        """Return the terms that a prediction weighs, held within the published runs, shape (terms,)."""
        return self._held_inside(request)[0]

    def _held_inside(self, request: TrainingRequest) -> tuple[NDArray[np.float64], list[Reason]]:
        """Return the terms with size, cluster and year held within the published runs, and what was held."""
        reasons = []
        if request.generation not in _SEEN:
            reasons.append(Reason(message=OTHER_DESIGN, params={"name": request.generation.value.upper()}))
        small, large = self.bounds.parameters
        if request.active_parameters < small:
            reasons.append(Reason(message=TOO_SMALL, params={"limit": f"{small:.2g}"}))
        if request.active_parameters > large:
            reasons.append(Reason(message=TOO_LARGE, params={"limit": f"{large:.2g}"}))
        cluster = cluster_of(request, self.expected_count)
        few, many = self.bounds.cluster
        if not few <= cluster <= many:
            reasons.append(Reason(message=FEW_CHIPS if cluster < few else MANY_CHIPS, params={}))
        first, last = self.bounds.year
        year = min(max(request.year or last, first), last)
        # One year on is today; that little needs no word.
        if request.year is not None and not first <= request.year <= last + 1:
            params = {"first": first, "last": last, "year": request.year, "used": year}
            reasons.append(Reason(message=OTHER_YEAR, params=params))
        size = min(max(request.active_parameters, small), large)
        return terms(request, cluster=min(max(cluster, few), many), year=year, parameters=size), reasons


def cluster_of(request: TrainingRequest, expected: tuple[float, float]) -> float:
    """Return the logarithm of the number of accelerators less that expected for the size; 0 where nobody knows."""
    if request.accelerator_count is None:
        return 0.0
    return math.log(request.accelerator_count) - expected[0] - expected[1] * size_of(request.active_parameters)


def size_of(active_parameters: float) -> float:
    """Return the logarithm of the size over that of a model of 7 billion parameters."""
    return math.log(active_parameters / SIZE_CENTRE)


def terms(
    request: TrainingRequest, *, cluster: float, year: int, parameters: float | None = None
) -> NDArray[np.float64]:
    """Return what the logarithm of the MFU is a weighted sum of, in the order of TERMS.

    Args:
        request: The run.
        cluster: As `cluster_of` gives it.
        year: When it trains.
        parameters: Size to use in place of the request's.

    Returns:
        Shape (terms,), no unit.
    """
    size = size_of(parameters or request.active_parameters) / SCALE
    kin = _KIN.get(request.generation)
    mixture = request.architecture is Architecture.MOE_DECODER
    both = request.architecture is Architecture.ENCODER_DECODER
    return np.array(
        [
            1.0,
            *(float(kin == family) for family in FAMILIES),
            float(mixture),
            float(both),
            size,
            size**2,
            cluster / SCALE,
            (year - YEAR_CENTRE) / SCALE,
            float(request.precision == "fp16"),
            float(request.precision == "fp8"),
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
            expected_count=(held["expected_count"]["level"], held["expected_count"]["slope"]),
            bounds=Bounds(
                parameters=_pair(bounds["parameters"]), cluster=_pair(bounds["cluster"]),
                year=(int(bounds["year"][0]), int(bounds["year"][1])),
            ),
            runs=held["runs"],
            families=held["families"],
            source=held["source"],
            date=held["fitted_on"],
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BrokenReference(path, 0, f"cannot be used: {problem}") from None


def _pair(values: Sequence[float]) -> tuple[float, float]:
    low, high = values
    return float(low), float(high)
