"""Running a model on machines of one's own: cost and speed."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])

HOURS_PER_MONTH = 730
"""8,760 hours a year / 12."""


def serving_cost(hours_per_month: Number, count: Number, price_per_gpu_hour: Number) -> Number:
    """Return the rent of machines that answer [money/month].

    Args:
        hours_per_month: Hours that each machine is on, 730 day and night.
        count: Accelerators.
        price_per_gpu_hour: [money/GPU-hour].
    """
    return hours_per_month * count * price_per_gpu_hour
