"""Benchmarks: each measures two things in one run, in turns, and prints their ratio. They are not tests."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def time_in_turns(
    *works: Callable[[], object], rounds: int, before: Callable[[], object] = lambda: None
) -> list[float]:
    """Run each work once per round, so that what else the machine does meets all of them alike.

    Args:
        works: What is timed.
        rounds: How often.
        before: What happens before each round and is not timed.

    Returns:
        The median of each [ms].
    """
    taken_ms: list[list[float]] = [[] for _ in works]
    for work in works:
        work()  # caches fill and modules load before anything counts
    for _ in range(rounds):
        before()
        for work, times in zip(works, taken_ms, strict=True):
            began = perf_counter()
            work()
            times.append((perf_counter() - began) * 1000)
    return [median(times) for times in taken_ms]


def show(name: str, ours_ms: float, other: str, other_ms: float) -> None:
    """Print one result, the ratio first: milliseconds belong to the machine, ratios travel."""
    print(f"{ours_ms / other_ms:8.3g} × {other}: {name} {ours_ms:.2f} ms, {other} {other_ms:.2f} ms (medians)")
