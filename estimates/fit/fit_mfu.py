"""Fit the MFU of published training runs and write the result as data, to be reviewed and committed.

Run: python -m estimates.fit.fit_mfu            (writes fixtures/reference/mfu_model.json)

Ridge regression on the logarithm of the MFU implied by published GPU-hours, tiers A and B. Runs of one family count
together with the square root of their number, because they share a team and a code base; outliers are weighed down as
Huber does. The spread is that of whole families left out, never that of the fit itself.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.mfu import (
    PILOT,
    TERMS,
    UNPENALISED,
    Bounds,
    MfuModel,
    TrainingRequest,
    terms,
)
from estimates.domain.formulas.training import training_flop
from estimates.domain.published.reference import Tier, TrainingRun, load_runs

Array = NDArray[np.float64]

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
TARGET = FOLDER / "mfu_model.json"

# Coefficients and residuals are of one size, about 0.4 in logarithms, so the penalty that equals their ratio is 1.
RIDGE = 1.0
# Residuals beyond this, a factor of 1.5, count less: a rounded duration or a stall is no law of nature.
HUBER = 0.4
FAMILY_POWER = 0.5
COVERAGE = 0.8
STEPS_ALONE = "steps alone"
_ROUNDS = 25


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One run to learn from."""

    name: str
    family: str
    request: TrainingRequest
    year: int
    log_mfu: float
    flag: str = ""
    """What makes its figures doubtful; "" for a plain run."""


def samples_of(accelerators: Mapping[str, Accelerator], runs: Sequence[TrainingRun]) -> list[Sample]:
    """Return the runs to learn from: tiers A and B, with tokens and hours."""
    return [_sample(run, accelerators[run.accelerator]) for run in runs if run.tier is not Tier.C]


def _sample(run: TrainingRun, chip: Accelerator) -> Sample:
    if not (run.active_parameters and run.training_tokens and run.gpu_hours):
        raise ValueError(f"{run.name} is of tier {run.tier} but lacks parameters, tokens or hours")
    # Hours of steps alone are not those of a run: restarts, tests and checkpoints come on top.
    kept = PILOT.likely if run.flag == STEPS_ALONE else 1.0
    flop = training_flop(run.active_parameters, run.training_tokens, architecture=run.architecture)
    return Sample(
        name=run.name,
        family=run.family,
        request=TrainingRequest(
            active_parameters=run.active_parameters,
            generation=chip.generation,
            architecture=run.architecture,
            accelerator_count=run.accelerator_count,
            year=run.year,
            precision=run.precision,
        ),
        year=run.year,
        log_mfu=math.log(kept * flop / (run.gpu_hours * 3600 * chip.peak_flop_per_s)),
        flag=run.flag,
    )


@dataclass(frozen=True, kw_only=True)
class MfuFit:
    """Coefficients and the inverse of the penalised normal matrix."""

    coefficients: Array
    inverse: Array

    def residual(self, sample: Sample) -> float:
        """Return the logarithm of true over predicted MFU, which is that of predicted over true hours."""
        return sample.log_mfu - float(terms(sample.request) @ self.coefficients)

    def leverage(self, sample: Sample) -> float:
        """Return how far a run lies from what the fit has seen."""
        row = terms(sample.request)
        return float(row @ self.inverse @ row)


def fit(samples: Sequence[Sample]) -> MfuFit:
    """Return the ridge regression, with families and outliers weighed down."""
    rows = np.array([terms(sample.request) for sample in samples])
    wanted = np.array([sample.log_mfu for sample in samples])
    weights = family_weights(samples)
    penalty = RIDGE * np.diag([float(name not in UNPENALISED) for name in TERMS])
    robust = np.ones(len(samples))
    for _ in range(_ROUNDS):
        weighed = weights * robust
        normal = rows.T @ (weighed[:, None] * rows) + penalty
        coefficients = np.linalg.solve(normal, rows.T @ (weighed * wanted))
        robust = np.minimum(1.0, HUBER / np.maximum(np.abs(wanted - rows @ coefficients), 1e-9))
    return MfuFit(coefficients=coefficients, inverse=np.linalg.inv(normal))


def family_weights(samples: Sequence[Sample]) -> Array:
    """Return one weight a run, with mean 1."""
    sizes = {sample.family: sum(other.family == sample.family for other in samples) for sample in samples}
    weights = np.array([float(sizes[sample.family]) ** -FAMILY_POWER for sample in samples])
    scaled: Array = weights / weights.mean()
    return scaled


@dataclass(frozen=True, kw_only=True)
class HeldOutRun:
    """What the fit says of a run whose family it has not seen."""

    sample: Sample
    residual: float
    leverage: float


def leave_families_out(samples: Sequence[Sample]) -> list[HeldOutRun]:
    """Return every run as predicted from the other families alone."""
    held_out: dict[str, HeldOutRun] = {}
    for family in sorted({sample.family for sample in samples}):
        made = fit([sample for sample in samples if sample.family != family])
        for sample in samples:
            if sample.family == family:
                held_out[sample.name] = HeldOutRun(
                    sample=sample, residual=made.residual(sample), leverage=made.leverage(sample)
                )
    return [held_out[sample.name] for sample in samples]


def half_width(held: Sequence[HeldOutRun], usual: float) -> float:
    """Return the half width, at the usual leverage, within which 8 of 10 runs of unseen families lie."""
    sizes = np.array([abs(bound.residual) / math.sqrt((1 + bound.leverage) / (1 + usual)) for bound in held])
    weights = family_weights([bound.sample for bound in held])
    order = np.argsort(sizes)
    reached = np.cumsum(weights[order]) / weights.sum()
    return float(sizes[order][np.searchsorted(reached, COVERAGE)])


def make_model(samples: Sequence[Sample], *, date: str = "") -> MfuModel:
    """Fit everything that a prediction needs."""
    made, held = fit(samples), leave_families_out(samples)
    usual = float(np.median([bound.leverage for bound in held]))
    sizes = [sample.request.active_parameters for sample in samples]
    years = [sample.year for sample in samples]
    families = len({sample.family for sample in samples})
    return MfuModel(
        coefficients=tuple(float(coefficient) for coefficient in made.coefficients),
        inverse=tuple(tuple(float(cell) for cell in row) for row in made.inverse),
        half_width=half_width(held, usual),
        usual_leverage=usual,
        unseen_variance=1 / RIDGE,
        bounds=Bounds(parameters=(min(sizes), max(sizes)), year=(min(years), max(years))),
        runs=len(samples),
        families=families,
        source=f"Fit on {len(samples)} published runs of {families} families, training_runs.csv, tiers A and B",
        date=date,
    )


def as_json(model: MfuModel) -> str:
    """Return the model as it is committed: rounded, so that another machine writes the same bytes."""
    held = {
        "format": 1,
        "about": "Written by python -m estimates.fit.fit_mfu; logarithms are natural. Do not edit.",
        "source": model.source,
        "fitted_on": model.date,
        "runs": model.runs,
        "families": model.families,
        "coefficients": dict(zip(TERMS, map(_rounded, model.coefficients), strict=True)),
        "half_width_log": _rounded(model.half_width),
        "usual_leverage": _rounded(model.usual_leverage),
        "unseen_variance": _rounded(model.unseen_variance),
        "bounds": {
            "parameters": list(model.bounds.parameters),
            "year": list(model.bounds.year),
        },
        "inverse": [[_rounded(cell) for cell in row] for row in model.inverse],
    }
    return json.dumps(held, indent=1) + "\n"


def _rounded(value: float) -> float:
    return round(value, 6) + 0.0


def main() -> None:
    """Fit and write."""
    accelerators, runs = load_runs(FOLDER)
    # The day of the data, not of the run: the same data give the same file.
    date = max(run.date_checked for run in runs)
    TARGET.write_text(as_json(make_model(samples_of(accelerators, runs), date=date)), encoding="utf-8")
    print(f"wrote {TARGET.name}: run `python -m benchmarks.estimator_accuracy` to see what it is worth")


if __name__ == "__main__":
    main()
