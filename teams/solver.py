"""The staffing mix as a mixed-integer programme, solved by HiGHS (in scipy)."""

from collections.abc import Iterator

import numpy as np

from teams.domain.mix import MixProblem

# Of two mixes that cost the same, the one with the earlier ways is taken: far below a cent in a sum of money.
_TIE = 1e-5


def solve(question: MixProblem) -> list[int] | None:
    """Choose one option of every seat at the least cost within the limits.

    Minimise Σ cost × chosen, where each seat has exactly one option chosen, and contractors and hires stay within
    their limits.

    Returns:
        The column of each row, or None where nothing fits.
    """
    if question.most_contractors is None and question.most_hires is None:
        # Without a sum that they share, the seats have nothing to do with each other.
        return [int(np.argmin(row)) for row in question.costs]
    if not question.costs:
        return []
    # Takes longer to load than to solve: only where a mix is asked for.
    from scipy.optimize import Bounds, LinearConstraint, milp

    sizes = [len(row) for row in question.costs]
    costs = np.concatenate([np.array(row) + _TIE * np.arange(len(row)) for row in question.costs])
    seats = np.repeat(np.arange(len(sizes)), sizes)
    one_each = (seats == np.arange(len(sizes))[:, None]).astype(float)
    rules = [LinearConstraint(one_each, 1, 1)]
    rules += [LinearConstraint(used, -np.inf, most) for used, most in _sums(question)]
    solution = milp(
        costs, integrality=np.ones_like(costs), bounds=Bounds(0, 1), constraints=rules, options={"mip_rel_gap": 0.0}
    )
    if solution.x is None:
        return None
    ends = np.cumsum(sizes)
    return [int(np.argmax(solution.x[end - size : end])) for size, end in zip(sizes, ends, strict=True)]


def _sums(question: MixProblem) -> Iterator[tuple[np.ndarray[tuple[int], np.dtype[np.float64]], int]]:
    limited = ((question.contractors, question.most_contractors), (question.hires, question.most_hires))
    for rows, most in limited:
        if most is not None:
            yield np.concatenate([np.array(row, dtype=float) for row in rows]), most
