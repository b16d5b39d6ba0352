"""The work and the time of training a model."""

import math
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from estimates.domain.formulas.hardware import ModelShape
from estimates.domain.formulas.kinds import Architecture
from projects.domain.ranges import Range

Number = TypeVar("Number", float, NDArray[np.float64])

SECONDS_PER_HOUR = 3600
KAPLAN = "Kaplan et al. 2020, Scaling Laws for Neural Language Models, section 2.1"
ENCODER_DECODER_SHARE = 1 / 1.6
"""Share of 6 × parameters × tokens that an encoder-decoder really works: each token passes one of two halves.

Source: T5-11B took 4.05e22 FLOP (Patterson et al. 2021, Carbon Emissions and Large Neural Network Training, Table 4)
against 6.9e22 by the plain rule.
"""
LEARNT_LENGTH = 8192
"""Longest texts of the published runs [tokens]: up to here attention is contained in the MFU learnt from them."""
OFFLOAD_SHARE = Range(low=0.07, likely=0.3, high=1.0)
"""MFU where optimiser and gradients wait in the memory of the server / MFU where the accelerators hold them.

Nothing is lost where a step reads much text (Ren et al. 2021: 40 TFLOP/s on a V100 for 10 B parameters, 30 for 1.4 B
without). A step of Falcon 7B with 4,096 tokens on eight A100 takes 9.6 s in place of 2.9 (0.31); one of Llama 2 7B on
four A100 7 s and more in place of 0.5 (0.07).
"""
OFFLOAD_SOURCE = (
    "Ren et al. 2021, ZeRO-Offload: nothing lost with large batches; DeepSpeed issue 3901 of July 2023: 9.6 s in place "
    "of 2.9 for a step; DeepSpeed on ZenFlow, 2025: over 7 s in place of 0.5"
)
OFFLOAD_DATE = "2026-11-28"
# Width of a dense transformer / number of its layers; 32 to 128 in the published shapes (run_shapes.csv).
_WIDTH_PER_LAYER = 100


def offloaded_mfu(mfu: Range) -> Range:
    """Return the MFU of a run that keeps optimiser and gradients in the memory of the server [0 to 1]."""
    slowed = mfu.times_independent(OFFLOAD_SHARE)
    return replace(slowed, high=min(slowed.high, mfu.high))


def training_flop(
    active_parameters: float,
    training_tokens: Number,
    *,
    architecture: Architecture = Architecture.DECODER,
    long_text_factor: float = 1.0,
) -> Number:
    """Return the work of one training run.

    Args:
        active_parameters: Parameters that work on each token; for a mixture of experts the active ones.
        training_tokens: Tokens read, all passes counted.
        architecture: An encoder-decoder works on each token with about half of its parameters.
        long_text_factor: As `long_text_factor` gives it, 1 for texts up to 8,192 tokens.

    Returns:
        [FLOP] 6 × active parameters × tokens: 2 for the forward and 4 for the backward pass.

    Source:
        Kaplan et al. 2020, Scaling Laws for Neural Language Models, section 2.1. GPT-3: 3.14e23 (Brown et al. 2020).
    """
    share = ENCODER_DECODER_SHARE if architecture is Architecture.ENCODER_DECODER else 1.0
    return 6 * active_parameters * training_tokens * (share * long_text_factor)


def attention_share(active_parameters: float, sequence_length: float, shape: ModelShape | None = None) -> float:
    """Return the work of attention over the text / the work of the parameters.

    Args:
        active_parameters: Parameters that work on each token.
        sequence_length: Length of the texts [tokens].
        shape: The model's layers and width; without it a usual shape of this size is assumed.

    Returns:
        12 × layers × width × length / (6 × parameters), halved because a token looks back only. 0.08 for Llama 2 7B.

    Source:
        Chowdhery et al. 2022, PaLM, appendix B; halved as in Dao 2023, FlashAttention-2, section 4.1.
    """
    if shape is None:
        # 12 × layers × width² parameters, with width = 100 × layers.
        width: float = (active_parameters * _WIDTH_PER_LAYER / 12) ** (1 / 3)
        both = width * width / _WIDTH_PER_LAYER
    else:
        both = float(shape.layers * shape.hidden_size)
    return both * sequence_length / active_parameters


def long_text_factor(active_parameters: float, sequence_length: float | None, shape: ModelShape | None = None) -> float:
    """Return how much more work texts beyond 8,192 tokens make; 1 up to there."""
    if sequence_length is None or sequence_length <= LEARNT_LENGTH:
        return 1.0
    learnt, now = (attention_share(active_parameters, value, shape) for value in (LEARNT_LENGTH, sequence_length))
    return (1 + now) / (1 + learnt)


def gpu_hours(flop: Number | float, peak_flop_per_s: float, mfu: Number) -> Number:
    """Return the GPU-hours of a run.

    Args:
        flop: Work [FLOP].
        peak_flop_per_s: Dense peak of the accelerator at 16 bit [FLOP/s].
        mfu: Share of the peak that the run reaches, above 0, at most 1.
    """
    # In this order, plain numbers meet before they meet draws.
    return flop / (peak_flop_per_s * SECONDS_PER_HOUR) / mfu


def mfu_of_speed(tokens_per_second: float, flop_per_token: float, peak_flop_per_s: float) -> float:
    """Return the MFU of a pilot from its speed.

    Args:
        tokens_per_second: Tokens that one accelerator trains on a second.
        flop_per_token: Work on one token, as `training_flop` counts it for the whole run [FLOP/token].
        peak_flop_per_s: Dense peak of the accelerator at 16 bit [FLOP/s].

    Raises:
        ValueError: Where it is not above 0, or faster than the peak allows.
    """
    mfu = flop_per_token * tokens_per_second / peak_flop_per_s
    if not (math.isfinite(mfu) and 0 < mfu <= 1):
        raise ValueError(f"tokens_per_second gives an MFU of {mfu:.3g}, which must be above 0 and at most 1")
    return mfu
