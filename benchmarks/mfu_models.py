"""Which model of the MFU predicts runs of unseen families best: the comparison behind docs/numbers.md.

Run: python -m benchmarks.mfu_models

Every model sees the same terms and leaves the same families out; the spread of each is that of the families left out,
as `benchmarks.estimator_accuracy` has it. Columns as there, then the root of the mean square of log error by family.
"""

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks.estimator_accuracy import ours, row
from estimates.domain.formulas.mfu import TERMS, UNPENALISED, terms
from estimates.domain.published.reference import load_runs
from estimates.fit.fit_mfu import FOLDER, HeldOutRun, Sample, family_weights, fit, samples_of

Array = NDArray[np.float64]
Predict = Callable[[Sequence[Sample], Sequence[Sample]], Array]
PENALTY = np.diag([float(name not in UNPENALISED) for name in TERMS])


def _rows(samples: Sequence[Sample]) -> Array:
    return np.array([terms(sample.request) for sample in samples])


def _wanted(samples: Sequence[Sample]) -> Array:
    return np.array([sample.log_mfu for sample in samples])


def ridge(known: Sequence[Sample], asked: Sequence[Sample]) -> Array:
    """The shipped one: ridge regression with Huber weights."""
    return np.asarray(_rows(asked) @ fit(known).coefficients, dtype=np.float64)


def ridge_with_year(known: Sequence[Sample], asked: Sequence[Sample]) -> Array:
    """The same with a term for the year, learnt from what the ridge leaves over."""
    year = np.array([sample.year - 2023 for sample in known]) / 2
    weights = family_weights(known)
    left = _wanted(known) - ridge(known, known)
    slope = float((weights * year * left).sum() / ((weights * year * year).sum() + 1))
    return ridge(known, asked) + slope * np.array([sample.year - 2023 for sample in asked]) / 2


def mixed(known: Sequence[Sample], asked: Sequence[Sample]) -> Array:
    """A level for each family, drawn from one normal (random intercepts); a family not seen has the mean of them."""
    rows, families = _rows(known), np.array([sample.family for sample in known])
    shared = np.eye(len(known)) + (families[:, None] == families[None, :])
    inverse = np.linalg.inv(shared)
    normal = rows.T @ inverse @ rows + PENALTY
    return np.asarray(_rows(asked) @ np.linalg.solve(normal, rows.T @ inverse @ _wanted(known)), dtype=np.float64)


def median_regression(known: Sequence[Sample], asked: Sequence[Sample]) -> Array:
    """Quantile regression at the middle, with an absolute penalty of 1 (a linear programme)."""
    rows, weights = _rows(known), family_weights(known)
    count, width = rows.shape
    penalty = PENALTY.diagonal()
    costs = np.concatenate([penalty, penalty, weights / 2, weights / 2])
    held = np.hstack([rows, -rows, np.eye(count), -np.eye(count)])
    found = linprog(costs, A_eq=held, b_eq=_wanted(known), bounds=(0, None), method="highs").x
    assert found is not None, "a penalty of 1 bounds every coefficient"
    return np.asarray(_rows(asked) @ (found[:width] - found[width : 2 * width]), dtype=np.float64)


def boosting(known: Sequence[Sample], asked: Sequence[Sample], *, rounds: int = 100, rate: float = 0.1) -> Array:
    """Gradient boosting of trees with one split each, on errors held within 0.6."""
    rows, left, weights, others = _rows(known), _wanted(known), family_weights(known), _rows(asked)
    found = np.full(len(asked), np.average(left, weights=weights))
    left = left - np.average(left, weights=weights)
    for _ in range(rounds):
        column, edge, below, above = _best_split(rows, np.clip(left, -0.6, 0.6), weights)
        left = left - rate * np.where(rows[:, column] <= edge, below, above)
        found = found + rate * np.where(others[:, column] <= edge, below, above)
    return found


def _best_split(rows: Array, left: Array, weights: Array) -> tuple[int, float, float, float]:
    best, gain = (0, 0.0, 0.0, 0.0), -1.0
    for column in range(rows.shape[1]):
        values = np.unique(rows[:, column])
        for edge in (values[:-1] + values[1:]) / 2:
            low = rows[:, column] <= edge
            if min(low.sum(), (~low).sum()) < 4:
                continue
            below, above = (float(np.average(left[side], weights=weights[side])) for side in (low, ~low))
            if (now := weights[low].sum() * below**2 + weights[~low].sum() * above**2) > gain:
                best, gain = (column, float(edge), below, above), now
    return best


MODELS: dict[str, Predict] = {
    "ridge, Huber weights (shipped)": ridge,
    "the same with the year": ridge_with_year,
    "mixed model, a level for each family": mixed,
    "median regression": median_regression,
    "gradient boosting": boosting,
}


def leave_out(samples: Sequence[Sample], predict: Predict) -> list[HeldOutRun]:
    """Return every run as predicted from the other families alone."""
    held: list[HeldOutRun] = []
    for family in sorted({sample.family for sample in samples}):
        asked = [sample for sample in samples if sample.family == family]
        found = predict([sample for sample in samples if sample.family != family], asked)
        held += [
            HeldOutRun(sample=sample, residual=sample.log_mfu - value, leverage=0.0)
            for sample, value in zip(asked, found, strict=True)
        ]
    return held


def main() -> None:
    """Print the table."""
    samples = samples_of(*load_runs(FOLDER))
    print(f"{'':44} runs  error  ×1.5    ×2  inside  P90/P10  rms")
    for name, predict in MODELS.items():
        held = leave_out(samples, predict)
        weights = family_weights([bound.sample for bound in held])
        rms = math.sqrt(np.average([bound.residual**2 for bound in held], weights=weights))
        print(f"{row(name, ours(held))}  {rms:.3f}")


if __name__ == "__main__":
    main()
