"""The flows of money month by month, added up without laying them out: every flow is linear in cost and benefit."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from projects.domain.draws import Draw

MONTHS_PER_YEAR = 12
# Below this a ramp-up is none: use is full in the first month.
_NO_RAMP = 1e-9


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When money flows: cost while it is built, then benefit, rising over the ramp-up, less running cost.

    Month m of 1 … horizon costs `cost / build` while m <= build; after that it brings
    `benefit / 12 × min(1, (m − build) / ramp_up) − running / 12`. Where the build outlasts the horizon, all of its
    cost still counts.
    """

    build_months: Draw
    """Shape (count,) [months]; counted in whole months, at least one."""
    ramp_up_months: float
    horizon_months: int
    discount_rate: float
    """A year, 0 and more."""

    @cached_property
    def _build(self) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
        """The months of building within the horizon, shape (count,)."""
        return np.clip(np.round(self.build_months), 1, self.horizon_months).astype(np.int64)

    @cached_property
    def _use(self) -> Draw:
        """How far people use it after 1, 2, … months, shape (horizon,), 0 to 1."""
        months = np.arange(1, self.horizon_months + 1)
        return np.asarray(np.minimum(1.0, months / max(self.ramp_up_months, _NO_RAMP)))

    def net_value(self, cost: Draw, running_per_year: Draw, benefit_per_year: Draw) -> Draw:
        """Return the net present value over the horizon [money].

        Args:
            cost: Cost to launch, shape (count,) [money].
            running_per_year: Shape (count,) [money/year].
            benefit_per_year: At full use, shape (count,) [money/year].

        Source:
            Brealey, Myers, Allen, Principles of Corporate Finance, chapter 2; monthly flows discounted at a yearly
            rate.
        """
        horizon = self.horizon_months
        discount = (1 + self.discount_rate) ** (-np.arange(1, horizon + 1) / MONTHS_PER_YEAR)
        sums = np.concatenate([[0.0], np.cumsum(discount)])
        builds = np.arange(horizon + 1)
        # What one unit of money is worth, by the months of building.
        cost_worth = sums / np.maximum(builds, 1)
        running_worth = sums[-1] - sums
        benefit_worth = np.array([discount[build:] @ self._use[: horizon - build] for build in builds])
        worth = benefit_per_year * benefit_worth[self._build] - running_per_year * running_worth[self._build]
        return np.asarray(worth / MONTHS_PER_YEAR - cost * cost_worth[self._build])

    def payback_month(self, cost: Draw, running_per_year: Draw, benefit_per_year: Draw) -> int | None:
        """Return the first month by which the money is back in half of the cases, not discounted; None where never.

        Once the sum of the flows is back at zero it stays there, because the flow of a month never falls after the
        launch: so the month is found by halving.

        Args:
            cost: Cost to launch, shape (count,) [money].
            running_per_year: Shape (count,) [money/year].
            benefit_per_year: At full use, shape (count,) [money/year].
        """
        used = np.concatenate([[0.0], np.cumsum(self._use)])

        def is_back(month: int) -> bool:
            after = np.maximum(month - self._build, 0)
            brought = (benefit_per_year * used[after] - running_per_year * after) / MONTHS_PER_YEAR
            spent = cost * np.minimum(month / self._build, 1.0)
            return float(np.mean(brought >= spent)) >= 0.5

        if not is_back(self.horizon_months):
            return None
        early, late = 0, self.horizon_months
        while late - early > 1:
            middle = (early + late) // 2
            early, late = (early, middle) if is_back(middle) else (middle, late)
        return late
