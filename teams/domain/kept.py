"""Estimates of plans that were worked out already: most of what is changed in a project leaves its team as it is."""

from collections import OrderedDict
from collections.abc import Callable
from itertools import count
from threading import Lock

from projects.domain.draws import Draws
from teams.domain.cost import TeamEstimate, estimate_plan
from teams.domain.plan import Plan

MOST_KEPT = 24
"""As many as the options of a project and its scenarios take, a megabyte each at most."""


class KeptEstimates:
    """The estimates of the last plans; the same plan with the same draws gives the very same estimate.

    Args:
        work_out: Works one out: pure in plan and draws.
        most: How many are kept.
    """

    def __init__(self, work_out: Callable[[Plan, Draws], TeamEstimate], most: int = MOST_KEPT) -> None:
        self._work_out, self._most = work_out, most
        self._kept: OrderedDict[int, tuple[Plan, Draws, TeamEstimate]] = OrderedDict()
        self._lock, self._numbers = Lock(), count()

    def of(self, plan: Plan, draws: Draws) -> TeamEstimate:
        """Return what a plan costs, as `estimate_plan` works it out."""
        with self._lock:
            for number, (kept_plan, kept_draws, estimate) in self._kept.items():
                if kept_draws.are_like(draws) and kept_plan == plan:
                    self._kept.move_to_end(number)
                    return estimate
        estimate = self._work_out(plan, draws)
        with self._lock:
            self._kept[next(self._numbers)] = (plan, draws, estimate)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return estimate

    def forget(self) -> None:
        """Work everything out anew."""
        with self._lock:
            self._kept.clear()


plan_estimates = KeptEstimates(estimate_plan)
"""Those of this process."""
