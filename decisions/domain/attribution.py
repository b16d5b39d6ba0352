"""Which of several changes moved a figure by how much, so that the parts add up to the whole.

Answers work together: twice the cases at half the time each is neither the one's doing nor the other's. So the
changes are made one after another, in an order and in the reverse order, and each gets the mean of what it did in the
two. Along any order the steps add up to the whole, hence so do the means. What only two changes do together is split
in halves, which is their Shapley value. Three and more that work together share by these two orders instead of by
all, because each order costs as many workings-out as there are changes.

Source: L. S. Shapley, A value for n-person games, Contributions to the Theory of Games II, 1953; the pair of an order
and its reverse: Mitchell, Cooper, Frank, Holmes, Sampling permutations for Shapley value estimation, JMLR 23, 2022.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Reached = Mapping[str, float | None]
"""Figures by their id; None where one cannot be worked out."""


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one change did to a figure."""

    mover: str
    amount: float
    """The mean over the orders [of the figure]."""
    least: float
    most: float
    """What it did in the order in which it did least, and most [of the figure]."""


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """The change of one figure, and what made it."""

    before: float
    after: float
    parts: tuple[Contribution, ...]
    """Every change, those that did nothing too; their amounts add up to `after` − `before`."""


def there_and_back(movers: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return an order and its reverse; a single change has but one."""
    order = tuple(movers)
    return (order, order[::-1]) if len(order) > 1 else (order,)


def attribute(orders: Sequence[Sequence[str]], reach: Callable[[frozenset[str]], Reached]) -> dict[str, Attribution]:
    """Return what made the change of each figure that is known before and after.

    Args:
        orders: One or more orders of the same changes.
        reach: Works out the figures with some of the changes made.

    Raises:
        ValueError: Where there is no order, or the orders are not of the same changes.
    """
    if not orders or any(sorted(order) != sorted(orders[0]) for order in orders):
        raise ValueError(f"orders must be of the same changes, not {orders}")
    known: dict[frozenset[str], Reached] = {}

    def remembered(made: frozenset[str]) -> Reached:
        if made not in known:
            known[made] = reach(made)
        return known[made]

    paths = [_path(order, remembered) for order in orders]
    first, last = paths[0][0], paths[0][-1]
    attributions = {}
    for figure in first:
        before, after = first[figure], last.get(figure)
        if before is not None and after is not None:
            steps = [_steps(figure, order, path) for order, path in zip(orders, paths, strict=True)]
            parts = tuple(_part(mover, [step[mover] for step in steps]) for mover in orders[0])
            attributions[figure] = Attribution(before=before, after=after, parts=parts)
    return attributions


def _path(order: Sequence[str], reach: Callable[[frozenset[str]], Reached]) -> list[Reached]:
    """Return what is reached before the first change, and after each."""
    return [reach(frozenset(order[:count])) for count in range(len(order) + 1)]


def _steps(figure: str, order: Sequence[str], path: Sequence[Reached]) -> dict[str, float]:
    """Return what each change does in one order. Where a figure is unknown in between, the next known one counts."""
    standing = path[0][figure]
    steps = {}
    for mover, reached in zip(order, path[1:], strict=True):
        now = reached.get(figure)
        now = standing if now is None else now
        assert now is not None
        assert standing is not None
        steps[mover] = now - standing
        standing = now
    return steps


def _part(mover: str, amounts: Sequence[float]) -> Contribution:
    return Contribution(mover=mover, amount=math.fsum(amounts) / len(amounts), least=min(amounts), most=max(amounts))


def in_whole_steps(amounts: Sequence[float], total: int) -> list[int]:
    """Round amounts to whole numbers that add up to a total: what a page shows must add up too.

    Each is rounded down, and what is missing goes to those that were cut most (the method of the largest remainder).

    Args:
        amounts: In steps, such as thousands of dollars.
        total: What they come to, rounded; they differ from it by less than their number.
    """
    whole = [math.floor(amount) for amount in amounts]
    missing = total - sum(whole)
    cut_most = sorted(range(len(amounts)), key=lambda place: (whole[place] - amounts[place], place))
    for turn in range(abs(missing)):
        place = cut_most[turn % len(amounts)] if missing > 0 else cut_most[-1 - turn % len(amounts)]
        whole[place] += 1 if missing > 0 else -1
    return whole
