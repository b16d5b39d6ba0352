"""How close the estimator comes to published training runs whose family it has not seen, against common rules.

Run: python -m benchmarks.estimator_accuracy

Each family is predicted from the others alone, coefficients and spread; nothing here is used to choose the terms.
Columns: median absolute error of P50 · share within a factor of 1.5 · within 2 · inside P10–P90 · median P90 / P10.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from estimates.domain.formulas.mfu import PILOT
from estimates.domain.published.reference import TrainingRun, load_runs
from estimates.fit.fit_mfu import FOLDER, Held, Sample, half_width, leave_families_out, samples_of

Z80 = 1.2815515655446004


@dataclass(frozen=True, kw_only=True)
class Guess:
    """Predicted over true GPU-hours, and the natural logarithm of P90 / P50."""

    ratio: float
    half: float = 0.0


def ours(held: Sequence[Held]) -> list[Guess]:
    """Every run as predicted from the other families."""
    usual = float(np.median([one.leverage for one in held]))
    guesses = []
    for one in held:
        others = [other for other in held if other.sample.family != one.sample.family]
        half = half_width(others, usual) * math.sqrt((1 + one.leverage) / (1 + usual))
        guesses.append(Guess(ratio=math.exp(one.residual), half=half))
    return guesses


def with_pilot(samples: Sequence[Sample], published: Sequence[TrainingRun]) -> list[Guess]:
    """Runs that report the MFU of their steps, as if a pilot had measured it."""
    runs = {run.name: run for run in published}
    half = math.log(PILOT.high / PILOT.low) / 2
    return [
        Guess(ratio=math.exp(one.log_mfu) / (runs[one.name].reported_mfu or 1) / PILOT.likely, half=half)
        for one in samples
        if runs[one.name].reported_mfu
    ]


def by_rule(held: Sequence[Held], mfu: Callable[[Held], float]) -> list[Guess]:
    """A rule that knows no range."""
    return [Guess(ratio=math.exp(one.sample.log_mfu) / mfu(one)) for one in held]


def row(name: str, guesses: Sequence[Guess]) -> str:
    """Return one line of the table."""
    ratio = np.array([one.ratio for one in guesses])
    half = np.array([one.half for one in guesses])
    apart = np.abs(np.log(ratio))
    cells = [
        f"{np.median(np.abs(ratio - 1)):6.1%}",
        f"{np.mean(apart <= math.log(1.5)):6.0%}",
        f"{np.mean(apart <= math.log(2)):6.0%}",
        f"{np.mean(apart <= half):6.0%}" if half.any() else "     –",
        f"{np.median(np.exp(2 * half)):6.2f}" if half.any() else "     –",
    ]
    return f"{name:44} {len(guesses):4} {' '.join(cells)}"


def main() -> None:
    """Print the table."""
    accelerators, runs = load_runs(FOLDER)
    samples = samples_of(accelerators, runs)
    held = leave_families_out(samples)
    families = len({one.sample.family for one in held})
    print(f"{len(held)} published runs of {families} families, each family left out in turn\n")
    print(f"{'':44} runs  error  ×1.5    ×2  inside  P90/P10")
    print(row("this estimator", ours(held)))
    print(row("  decoders and encoders, 2021 and later", ours_of_today(held)))
    print(
        row("  without flagged runs", [one for one, run in zip(ours(held), held, strict=True) if not run.sample.flag])
    )
    print(row("  with the MFU of a pilot's steps", with_pilot(samples, runs)))
    print(row("MFU 0.40, the common rule", by_rule(held, lambda one: 0.40)))
    print(row("MFU 0.50", by_rule(held, lambda one: 0.50)))
    print(row("MFU 0.32, the best constant", by_rule(held, lambda one: 0.32)))


def ours_of_today(held: Sequence[Held]) -> list[Guess]:
    """As `ours`, for the runs that resemble what is trained today."""
    guesses = ours(held)
    return [
        guess
        for guess, one in zip(guesses, held, strict=True)
        if one.sample.year >= 2021 and one.sample.request.architecture.value != "encoder-decoder"
    ]


if __name__ == "__main__":
    main()
