"""How close the estimator comes to published runs and measurements it has not seen: training, serving, memory.

Run: python -m benchmarks.estimator_accuracy

Each family is predicted from the others alone, coefficients and spread; nothing here is used to choose the terms.
Columns: median absolute error of P50 · share within a factor of 1.5 · within 2 · inside P10–P90 · median P90 / P10.
"""

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from estimates.domain.formulas.hardware import ModelShape
from estimates.domain.formulas.layouts import Run, layout_on
from estimates.domain.formulas.memory import (
    NF4_BITS,
    kv_cache_bytes,
    lora_parameters,
    training_states,
    word_parameters,
)
from estimates.domain.formulas.mfu import PILOT
from estimates.domain.published.reference import TrainingRun, load_reference, load_runs, load_serving_runs
from estimates.fit.fit_mfu import FOLDER, HeldOutRun, Sample, half_width, leave_families_out, samples_of
from estimates.fit.fit_serving import copy_of, inside, leave_models_out, log_ratios, speed_of, spread_of
from estimates.fit.fit_serving import fit as fit_speed

Z80 = 1.2815515655446004


@dataclass(frozen=True, kw_only=True)
class Guess:
    """Predicted over true GPU-hours, and the natural logarithm of P90 / P50."""

    ratio: float
    half: float = 0.0


def ours(held: Sequence[HeldOutRun]) -> list[Guess]:
    """Every run as predicted from the other families."""
    usual = float(np.median([bound.leverage for bound in held]))
    guesses = []
    for bound in held:
        others = [other for other in held if other.sample.family != bound.sample.family]
        half = half_width(others, usual) * math.sqrt((1 + bound.leverage) / (1 + usual))
        guesses.append(Guess(ratio=math.exp(bound.residual), half=half))
    return guesses


def with_pilot(samples: Sequence[Sample], published: Sequence[TrainingRun]) -> list[Guess]:
    """Runs that report the MFU of their steps, as if a pilot had measured it."""
    runs = {run.name: run for run in published}
    half = math.log(PILOT.high / PILOT.low) / 2
    return [
        Guess(ratio=math.exp(sample.log_mfu) / (runs[sample.name].reported_mfu or 1) / PILOT.likely, half=half)
        for sample in samples
        if runs[sample.name].reported_mfu
    ]


def by_rule(held: Sequence[HeldOutRun], mfu: Callable[[HeldOutRun], float]) -> list[Guess]:
    """A rule that knows no range."""
    return [Guess(ratio=math.exp(bound.sample.log_mfu) / mfu(bound)) for bound in held]


def row(name: str, guesses: Sequence[Guess]) -> str:
    """Return one line of the table."""
    ratio = np.array([guess.ratio for guess in guesses])
    half = np.array([guess.half for guess in guesses])
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
    """Print the tables."""
    training()
    serving()
    memory()


def serving() -> None:
    """Print how close speeds come: offline maxima with their model left out, the others with all of them."""
    chips, _ = load_runs(FOLDER)
    runs = load_serving_runs(FOLDER, chips)
    fitted = [run for run in runs if run.fitted]
    held = leave_models_out(fitted, chips)
    spread = spread_of([ratio for _, ratio in held])
    half = math.log(spread.high / spread.low) / 2
    models = len({run.model for run in fitted})
    print(f"\n{len(held)} published speeds of {models} models, each model left out in turn\n")
    print(f"{'':44} runs  error  ×1.5    ×2  inside  P90/P10")
    guesses = [Guess(ratio=math.exp(-ratio) * spread.likely, half=half) for _, ratio in held]
    print(row("offline maxima", guesses))
    print(f"{'  inside P10–P90 of the other models':44} {np.mean(inside(held)):23.0%}")
    speed = speed_of(fit_speed(fitted, chips))
    for label, engines in ENGINES.items():
        told = [run for run in runs if not run.fitted and any(name in run.engine for name in engines)]
        ratios = [ratio for run in told for ratio in log_ratios(run, copy_of(run, chips, speed))]
        print(row(f"  {label}", [Guess(ratio=math.exp(-ratio)) for ratio in ratios]))


ENGINES = {
    "NVIDIA NIM of 2025, users one after another": ("NIM",),
    "vLLM of 2025 and 2026, a number at a time": ("vLLM 0.1", "vLLM TPU"),
    "SGLang on H20, one text at a time": ("SGLang",),
    "engines of 2023": ("TensorRT-LLM 0.", "vLLM 2023"),
}


def memory() -> None:
    """Print how close caches and the memory of tuning come to published figures; nothing is learnt from them."""
    reference = load_reference(FOLDER)
    print("\nmemory: worked out / published\n")
    for name, published in CACHES.items():
        kept = kv_cache_bytes(reference.presets[name].shape, sequence_length=100_000)
        print(f"{f'cache of 100,000 tokens, {name}':44} {kept / published:6.3f}")
    for (name, method), published in TUNING_GB.items():
        shape, parameters = LLAMA[name]
        states = training_states(
            parameters,
            trained=lora_parameters(shape, 16),
            frozen_bits=NF4_BITS if method == "QLoRA" else 16,
            unpacked=word_parameters(shape, parameters),
        )
        run = Run(states=states, shape=shape, sequence_length=512, adapter=True)
        layout = layout_on(run, replace(reference.accelerators["B300"], memory_gb=1_000), 1)
        assert layout is not None
        print(f"{f'{method} of LLaMA {name}, 512 tokens':44} {layout.bytes_each / 1e9 / published:6.2f}")


# Bytes at 16 bit of a text of 100,000 tokens: what a token adds, and the windows (makers' configurations).
CACHES = {
    "DeepSeek-V3": 7_027_200_000,
    "Kimi K2": 7_027_200_000,
    "gpt-oss-120b": 3_691_118_592,
    "Gemma 3 27B": 8_628_207_616,
    "Llama 4 Scout": 6_123_159_552,
    "Qwen3-235B-A22B": 19_251_200_000,
}
LLAMA = {
    name: (
        ModelShape(
            layers=layers,
            hidden_size=width,
            attention_heads=width // 128,
            kv_heads=width // 128,
            ffn_size=inner,
            vocabulary=32_000,
        ),
        parameters,
    )
    for name, layers, width, inner, parameters in (
        ("7B", 32, 4096, 11_008, 6.74e9),
        ("13B", 40, 5120, 13_824, 13.0e9),
        ("33B", 60, 6656, 17_920, 32.5e9),
        ("65B", 80, 8192, 22_016, 65.2e9),
    )
}
TUNING_GB = {
    ("7B", "LoRA"): 16,
    ("13B", "LoRA"): 32,
    ("33B", "LoRA"): 80,
    ("65B", "LoRA"): 160,
    ("7B", "QLoRA"): 6,
    ("13B", "QLoRA"): 12,
    ("33B", "QLoRA"): 24,
    ("65B", "QLoRA"): 48,
}
"""LLaMA-Factory's table (its README of 2024)."""


def training() -> None:
    """Print how close hours of training come."""
    accelerators, runs = load_runs(FOLDER)
    samples = samples_of(accelerators, runs)
    held = leave_families_out(samples)
    families = len({bound.sample.family for bound in held})
    print(f"{len(held)} published runs of {families} families, each family left out in turn\n")
    print(f"{'':44} runs  error  ×1.5    ×2  inside  P90/P10")
    print(row("this estimator", ours(held)))
    print(row("  decoders and encoders, 2021 and later", ours_of_today(held)))
    print(
        row(
            "  without flagged runs",
            [guess for guess, run in zip(ours(held), held, strict=True) if not run.sample.flag],
        )
    )
    print(row("  with the MFU of a pilot's steps", with_pilot(samples, runs)))
    print(row("MFU 0.40, the common rule", by_rule(held, lambda _run: 0.40)))
    print(row("MFU 0.50", by_rule(held, lambda _run: 0.50)))
    print(row("MFU 0.32, the best constant", by_rule(held, lambda _run: 0.32)))


def ours_of_today(held: Sequence[HeldOutRun]) -> list[Guess]:
    """As `ours`, for the runs that resemble what is trained today."""
    guesses = ours(held)
    return [
        guess
        for guess, bound in zip(guesses, held, strict=True)
        if bound.sample.year >= 2021 and bound.sample.request.architecture.value != "encoder-decoder"
    ]


if __name__ == "__main__":
    main()
