"""Learn what share of its data sheet an accelerator reaches while it answers; write it as data, to be reviewed.

Run: python -m estimates.fit.fit_serving        (writes fixtures/reference/serving_model.json)

Seven numbers on the logarithm of published offline maxima (`serving_runs.csv`), models weighed by the square root of
their number. The spread is that of whole models left out, never that of the fit itself.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.serving import MOST_TEXTS_OFFLINE, ModelCopy
from estimates.domain.formulas.speed import LEARNT, SpeedModel, load_speed_model
from estimates.domain.published.reference import ServingRun, load_runs, load_serving_runs
from projects.domain.ranges import Range

Array = NDArray[np.float64]

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
TARGET = FOLDER / "serving_model.json"
# bandwidth, compute, compute at 4 bit, experts, bytes handed on, waiting for the link, AMD.
# Shares above these were never measured: copying alone reaches 0.85 to 0.95 of the bandwidth, products 0.8 of the peak.
_LOW = np.log([0.3, 0.1, 0.05, 0.1, 0.1, 1e-7, 0.2])
_HIGH = np.log([0.95, 0.85, 0.85, 1.0, 500.0, 1e-3, 1.0])
_START = np.log([0.75, 0.5, 0.35, 0.6, 20.0, 2e-5, 0.5])
LINK_GB_PER_S = 450.0
"""Speed of NVLink 4 in one direction (H100's data sheet, from memory): too little is measured to learn it beside the
waiting, and 300 to 1,200 fit alike."""
# Residuals beyond a fifth count less: a setting that nobody tuned is no law of nature.
_ROBUST = 0.2


def speed_of(numbers: Array, spread: Range | None = None, source: str = "", date: str = "") -> SpeedModel:
    """Return the model of seven logarithms."""
    shares = dict(zip(LEARNT, (*map(float, np.exp(numbers)), LINK_GB_PER_S), strict=True))
    return SpeedModel(**shares, spread=spread or Range.exactly(1.0), source=source, date=date)


def copy_of(run: ServingRun, chips: Mapping[str, Accelerator], speed: SpeedModel) -> ModelCopy:
    """Return the copy of the model that was measured."""
    return ModelCopy(
        parameters=run.parameters,
        active_parameters=run.active_parameters,
        shape=run.shape,
        speed=speed,
        accelerator=chips[run.accelerator],
        accelerator_count=run.accelerator_count,
        weight_bits=run.weight_bits,
        kv_bits=run.kv_bits,
    )


def tokens_per_s(copy: ModelCopy, batch: float | None, input_tokens: float, output_tokens: float) -> float:
    """Return what a copy writes [tokens/s]: with some texts at a time, or with as many as it holds."""
    if batch is None:
        batch = min(max(copy.texts_that_fit(input_tokens + output_tokens), 1.0), MOST_TEXTS_OFFLINE)
    return output_tokens / copy.with_texts(batch).call_s(batch, input_tokens, output_tokens)


def log_ratios(run: ServingRun, copy: ModelCopy) -> list[float]:
    """Return logarithms of measured speed / speed worked out: of the answers, of the first word, of both."""
    ratios = []
    if run.output_tokens_per_s is not None:
        worked_out = tokens_per_s(copy, run.batch, run.input_tokens, run.output_tokens)
        ratios.append(float(np.log(run.output_tokens_per_s / worked_out)))
    if run.first_token_s is not None and run.batch == 1:
        ratios.append(float(np.log(copy.with_texts(1.0).first_token_s(1.0, run.input_tokens) / run.first_token_s)))
    return ratios


def model_weights(runs: Sequence[ServingRun]) -> Array:
    """Return one weight a run: a model counts with the square root of its number."""
    sizes = Counter(run.model for run in runs)
    return np.array([sizes[run.model] ** -0.5 for run in runs])


def fit(runs: Sequence[ServingRun], chips: Mapping[str, Accelerator]) -> Array:
    """Return the seven logarithms."""
    weights = model_weights(runs)
    weights = np.sqrt(weights / weights.mean())

    def residuals(numbers: Array) -> Array:
        speed = speed_of(numbers)
        solution: Array = np.array([log_ratios(run, copy_of(run, chips, speed))[0] for run in runs]) * weights
        return solution

    solution = least_squares(residuals, _START, bounds=(_LOW, _HIGH), loss="soft_l1", f_scale=_ROBUST)
    return np.asarray(solution.x, dtype=np.float64)


def leave_models_out(runs: Sequence[ServingRun], chips: Mapping[str, Accelerator]) -> list[tuple[ServingRun, float]]:
    """Return each measurement with its logarithm of measured / worked out, from the other models alone."""
    left_out: list[tuple[ServingRun, float]] = []
    for model in sorted({run.model for run in runs}):
        speed = speed_of(fit([run for run in runs if run.model != model], chips))
        left = [run for run in runs if run.model == model]
        left_out += [(run, ratio) for run in left for ratio in log_ratios(run, copy_of(run, chips, speed))]
    return left_out


def spread_of(ratios: Sequence[float]) -> Range:
    """Return P10, P50 and P90 of measured / worked out."""
    low, likely, high = np.exp(np.quantile(np.array(ratios), (0.1, 0.5, 0.9)))
    return Range(low=round(float(low), 3), likely=round(float(likely), 3), high=round(float(high), 3))


def inside(left_out: Sequence[tuple[ServingRun, float]]) -> list[bool]:
    """Return whether each lies between P10 and P90 of the models other than its own."""
    within = []
    for run, ratio in left_out:
        others = spread_of([other for held, other in left_out if held.model != run.model])
        within.append(math.log(others.low) <= ratio <= math.log(others.high))
    return within


def make() -> dict[str, Any]:
    """Return what was learnt, as it is written."""
    chips, _ = load_runs(FOLDER)
    runs = [run for run in load_serving_runs(FOLDER, chips) if run.fitted]
    left_out = leave_models_out(runs, chips)
    speed = speed_of(fit(runs, chips))
    models = len({run.model for run in runs})
    return {
        "format": 1,
        "about": "Written by python -m estimates.fit.fit_serving. Do not edit.",
        "source": f"Fit on {len(runs)} published measurements of {models} models, serving_runs.csv",
        "fitted_on": max(run.date_checked for run in runs),
        **{name: float(f"{getattr(speed, name):.4g}") for name in LEARNT},
        "spread": spread_of([ratio for _, ratio in left_out]).to_json(),
        "median_error": round(float(np.median(np.abs(np.expm1([ratio for _, ratio in left_out])))), 3),
    }


def report() -> None:
    """Print measured against worked out, for each measurement."""
    chips, _ = load_runs(FOLDER)
    speed = load_speed_model(TARGET)
    for run in load_serving_runs(FOLDER, chips):
        for ratio in log_ratios(run, copy_of(run, chips, speed)):
            print(f"{run.name:90} {'fit' if run.fitted else 'check':6} measured / worked out {np.exp(ratio):.2f}")


if __name__ == "__main__":
    TARGET.write_text(json.dumps(make(), indent=1) + "\n", encoding="utf-8")
    report()
    print(TARGET.read_text(encoding="utf-8"))
