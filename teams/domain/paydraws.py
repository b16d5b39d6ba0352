"""Pay that moves together: in a dear year all roles are dear."""

import math

import numpy as np

from projects.domain.draws import Draw, Draws
from projects.domain.lazy import cached_property

# How far the pay of two roles moves together: correlation 0.5. Our proposal: employers pay dear or cheap for all of
# their roles rather than for one, yet each role has a market of its own. 0 would make the sum look too certain.
COMMON_SHARE = 0.5
LEVEL = "team.pay_level"
# Beyond what two draws of a clipped normal add up to.
_FAR = 4.0


class PayDraws(Draws):
    """Draws in which every name shares one common part, the level of pay.

    Each single pay keeps its P10, P50 and P90 exactly: only the order of the draws is made to agree.

    Args:
        draws: The project's draws.
    """

    def __init__(self, draws: Draws) -> None:
        super().__init__(draws.seed, draws.count, first_names=draws.first_names)
        self._orders: dict[str, Draw] = {}

    @cached_property
    def _level(self) -> Draw:
        return super().normal(LEVEL)

    @cached_property
    def _grid(self) -> Draw:
        return np.sort(self._level)

    def normal(self, name: str) -> Draw:
        """Return standard normal draws for a pay, correlated with those of every other pay.

        Returns:
            Shape (count,), no unit.
        """
        if name not in self._orders:
            mixed = math.sqrt(COMMON_SHARE) * self._level + math.sqrt(1 - COMMON_SHARE) * super().normal(name)
            # Sixteen bits sort ten times as fast as floats, and ties fall the same way on every machine.
            keys = ((mixed + _FAR) * (65_535 / (2 * _FAR))).astype(np.uint16)
            drawn = np.empty(self.count)
            drawn[np.argsort(keys, kind="stable")] = self._grid
            self._orders[name] = drawn
        return self._orders[name]
