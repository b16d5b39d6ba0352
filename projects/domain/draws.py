"""The one Monte Carlo engine: the same answers give the same draws, on every machine."""

import hashlib
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from projects.domain.ranges import Range

Draw = NDArray[np.float64]

DRAWS = 10_000
_Z90 = NormalDist().inv_cdf(0.9)
# Beyond one case in a hundred at either end a person's range says nothing; an unbounded tail would be ours.
_Z_LIMIT = NormalDist().inv_cdf(0.99)


@lru_cache(maxsize=4)
def _normal_grid(count: int) -> Draw:
    """Return `count` stratified draws of a standard normal, in rising order."""
    inverse = NormalDist().inv_cdf
    grid = np.array([inverse((index + 0.5) / count) for index in range(count)])
    grid.flags.writeable = False
    clipped: Draw = np.clip(grid, -_Z_LIMIT, _Z_LIMIT)
    return clipped


class Draws:
    """Draws for every input of a project, by name.

    Each input gets the same stratified normal grid in an order of its own, made from the seed and the input's name.
    So a draw depends neither on the order of the calls nor on what else is drawn, two results that share an input
    share its draws, and a single input's P10, P50 and P90 come out as typed.

    Args:
        seed: The project's seed.
        count: The number of draws, 100 or more.
    """

    def __init__(self, seed: int, count: int = DRAWS) -> None:
        if count < 100:
            raise ValueError(f"count must be at least 100 draws, not {count}")
        self.seed, self.count = seed, count

    def normal(self, name: str) -> Draw:
        """Return standard normal draws for a named input, clipped to the middle 98 in 100.

        Returns:
            Shape (count,), no unit.
        """
        digest = hashlib.sha256(f"{self.seed}:{name}".encode()).digest()
        order = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
        return order.permutation(_normal_grid(self.count))

    def of(self, name: str, value: Range, *, minimum: float | None = None, maximum: float | None = None) -> Draw:
        """Return draws of a range: `low`, `likely` and `high` are its P10, P50 and P90.

        Each side is half a normal distribution, on a logarithmic scale where the range is positive: what may be
        twice as much may as well be half as much.

        Args:
            name: The input's name, usually its field id.
            value: The range [any unit].
            minimum: The smallest possible value, such as 0 [same unit].
            maximum: The largest possible value, such as 100 % [same unit].

        Returns:
            Shape (count,) [same unit].
        """
        if value.is_exact:
            return np.full(self.count, value.likely)
        z = self.normal(name) / _Z90
        if value.low > 0:
            low, likely, high = np.log([value.low, value.likely, value.high])
            drawn = np.exp(likely + np.where(z < 0, likely - low, high - likely) * z)
        else:
            drawn = value.likely + np.where(z < 0, value.likely - value.low, value.high - value.likely) * z
        limited: Draw = drawn if minimum is None and maximum is None else np.clip(drawn, minimum, maximum)
        return limited


def summarise(drawn: Draw) -> Range:
    """Return P10, P50 and P90 of draws as a range.

    Args:
        drawn: Shape (count,), finite [any unit].
    """
    low, likely, high = np.quantile(drawn, (0.1, 0.5, 0.9))
    return Range(low=float(low), likely=float(likely), high=float(high))
