"""The set of projects that brings most as an integer programme, solved by HiGHS (in scipy)."""

from collections.abc import Sequence

import numpy as np

from decisions.domain.portfolio import FundingCandidate, Means, months_of

_TIE = 1e-9
"""Of two sets that bring the same the cheaper one is taken: this share of its cost counts against it."""


def solve_funding(candidates: Sequence[FundingCandidate], means: Means) -> frozenset[str] | None:
    """Return the ids of the set of the greatest net value within the means; None where what is required does not fit.

    Source: 0-1 knapsack with several limits; Kellerer, Pferschy, Pisinger, Knapsack Problems, Springer 2004,
    chapter 9. Solved exactly by branch and bound.
    """
    if not candidates:
        return frozenset()
    from scipy.optimize import Bounds, LinearConstraint, milp

    costs = np.array([candidate.cost for candidate in candidates])
    gains = np.array([candidate.value for candidate in candidates]) - _TIE * costs
    required = np.array([float(candidate.id in means.required) for candidate in candidates])
    rules = []
    if means.budget is not None:
        rules.append(LinearConstraint(costs, -np.inf, means.budget))
    months = months_of(candidates)
    if means.people is not None and months:
        needed = np.array([[candidate.people.get(month, 0.0) for candidate in candidates] for month in months])
        rules.append(LinearConstraint(needed, -np.inf, means.people + 1e-9))
    solution = milp(
        -gains / max(1.0, float(np.abs(gains).max())),
        integrality=np.ones_like(costs),
        bounds=Bounds(required, 1),
        constraints=rules,
        options={"mip_rel_gap": 0.0},
    )
    if solution.x is None:
        return None
    return frozenset(candidate.id for candidate, taken in zip(candidates, solution.x, strict=True) if taken > 0.5)
