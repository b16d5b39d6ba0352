"""The work and the time of training a model."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])

SECONDS_PER_HOUR = 3600
KAPLAN = "Kaplan et al. 2020, Scaling Laws for Neural Language Models, section 2.1"


def training_flop(active_parameters: float, training_tokens: Number) -> Number:
    """Return the work of one training run.

    Args:
        active_parameters: Parameters that work on each token; for a mixture of experts the active ones.
        training_tokens: Tokens read, all passes counted.

    Returns:
        [FLOP] 6 × active parameters × tokens: 2 for the forward and 4 for the backward pass. Attention over long
        texts is left out; it adds under 10 % where the width is above the sequence length / 6.

    Source:
        Kaplan et al. 2020, Scaling Laws for Neural Language Models, section 2.1. GPT-3: 3.14e23.
    """
    return 6 * active_parameters * training_tokens


def gpu_hours(flop: Number, peak_flop_per_s: float, mfu: Number) -> Number:
    """Return the GPU-hours of a run.

    Args:
        flop: Work [FLOP].
        peak_flop_per_s: Dense peak of the accelerator at 16 bit [FLOP/s].
        mfu: Share of the peak that the run reaches, above 0, at most 1.
    """
    return flop / (peak_flop_per_s * mfu) / SECONDS_PER_HOUR


def energy_kwh(hours: Number, power_w: float, pue: Number) -> Number:
    """Return the energy of GPU-hours at nameplate power, the site's share included [kWh]."""
    return hours * power_w / 1000 * pue
