"""Learn what share of its data sheet an accelerator reaches while it answers; write it as data, to be reviewed.

Run: python -m estimates.fit.fit_serving        (writes fixtures/reference/serving_model.json)

Four numbers on the logarithm of published speeds (`serving_runs.csv`): shares of bandwidth and peak, seconds of a step,
speed of the link. The spread is that of whole models left out, never that of the fit itself.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.serving import ModelCopy
from estimates.domain.formulas.speed import SpeedModel
from estimates.domain.published.reference import ServingRun, load_runs, load_serving_runs
from projects.domain.ranges import Range

Array = NDArray[np.float64]

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
TARGET = FOLDER / "serving_model.json"
# Shares above these were never measured: copying alone reaches 0.85 to 0.95 of the bandwidth, products 0.8 of the peak.
_LOW, _HIGH = np.log([0.3, 0.1, 2e-4, 5.0]), np.log([0.92, 0.85, 0.02, 500.0])
_START = np.log([0.7, 0.5, 2e-3, 100.0])
# Residuals beyond a fifth count less: a static batch waits for its longest text, which is no law of nature.
_ROBUST = 0.2


def speed_of(numbers: Array, spread: Range | None = None, source: str = "", date: str = "") -> SpeedModel:
    """Return the model of four logarithms."""
    bandwidth, compute, step, link = np.exp(numbers)
    return SpeedModel(
        bandwidth_share=float(bandwidth), compute_share=float(compute), step_s=float(step), link_gb_per_s=float(link),
        spread=spread or Range.exactly(1.0), source=source, date=date,
    )  # fmt: skip


def copy_of(run: ServingRun, chips: Mapping[str, Accelerator], speed: SpeedModel) -> ModelCopy:
    """Return the copy of the model that was measured."""
    return ModelCopy(
        parameters=run.parameters, active_parameters=run.parameters, shape=run.shape, speed=speed,
        accelerator=chips[run.accelerator], accelerator_count=run.accelerator_count, weight_bits=run.weight_bits,
        kv_bits=run.kv_bits,
    )  # fmt: skip


def log_ratios(run: ServingRun, copy: ModelCopy) -> list[float]:
    """Return logarithms of measured speed / speed worked out: of the answers, of the first word, of both."""
    found = []
    if run.output_tokens_per_s is not None:
        worked_out = run.output_tokens / copy.call_s(run.batch, run.input_tokens, run.output_tokens)
        found.append(float(np.log(run.output_tokens_per_s / worked_out)))
    if run.first_token_s is not None and run.batch == 1:
        found.append(float(np.log(copy.first_token_s(1.0, run.input_tokens) / run.first_token_s)))
    return found


def fit(runs: Sequence[ServingRun], chips: Mapping[str, Accelerator]) -> Array:
    """Return the four logarithms."""

    def residuals(numbers: Array) -> Array:
        speed = speed_of(numbers)
        return np.array([one for run in runs for one in log_ratios(run, copy_of(run, chips, speed))])

    found = least_squares(residuals, _START, bounds=(_LOW, _HIGH), loss="soft_l1", f_scale=_ROBUST)
    return np.asarray(found.x, dtype=np.float64)


def leave_models_out(runs: Sequence[ServingRun], chips: Mapping[str, Accelerator]) -> list[tuple[ServingRun, float]]:
    """Return each measurement with its logarithm of measured / worked out, from the other models alone."""
    found: list[tuple[ServingRun, float]] = []
    for model in sorted({one.model for one in runs}):
        speed = speed_of(fit([one for one in runs if one.model != model], chips))
        left = [one for one in runs if one.model == model]
        found += [(one, ratio) for one in left for ratio in log_ratios(one, copy_of(one, chips, speed))]
    return found


def spread_of(ratios: Sequence[float]) -> Range:
    """Return P10, P50 and P90 of measured / worked out."""
    low, likely, high = np.exp(np.quantile(np.array(ratios), (0.1, 0.5, 0.9)))
    return Range(low=round(float(low), 3), likely=round(float(likely), 3), high=round(float(high), 3))


def make() -> dict[str, Any]:
    """Return what was learnt, as it is written."""
    chips, _ = load_runs(FOLDER)
    runs = [one for one in load_serving_runs(FOLDER, chips) if one.fitted]
    left_out = leave_models_out(runs, chips)
    speed = speed_of(fit(runs, chips))
    models = len({one.model for one in runs})
    return {
        "format": 1,
        "about": "Written by python -m estimates.fit.fit_serving. Do not edit.",
        "source": f"Fit on {len(runs)} published measurements of {models} models, serving_runs.csv",
        "fitted_on": max(one.date_checked for one in runs),
        "bandwidth_share": round(speed.bandwidth_share, 3),
        "compute_share": round(speed.compute_share, 3),
        "step_s": round(speed.step_s, 6),
        "link_gb_per_s": round(speed.link_gb_per_s, 1),
        "spread": spread_of([ratio for _, ratio in left_out]).to_json(),
        "median_error": round(float(np.median(np.abs(np.expm1([ratio for _, ratio in left_out])))), 3),
    }


def report() -> None:
    """Print measured against worked out, for each measurement."""
    chips, _ = load_runs(FOLDER)
    held = make()
    speed = replace(speed_of(_START), **{key: held[key] for key in ("bandwidth_share", "compute_share", "step_s")})
    speed = replace(speed, link_gb_per_s=held["link_gb_per_s"])
    for run in load_serving_runs(FOLDER, chips):
        for ratio in log_ratios(run, copy_of(run, chips, speed)):
            print(f"{run.name:55} {'fit' if run.fitted else 'check':6} measured / worked out {np.exp(ratio):.2f}")


if __name__ == "__main__":
    TARGET.write_text(json.dumps(make(), indent=1) + "\n", encoding="utf-8")
    report()
    print(TARGET.read_text(encoding="utf-8"))
