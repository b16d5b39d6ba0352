"""Monte Carlo draws: the engine of `projects.domain.draws` against a plain Python loop that does the same.

Run: python -m benchmarks.draws
"""

import math
import random
import sys
from itertools import count
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks import show, time_in_turns
from projects.domain.draws import DRAWS, Draws, summarise
from projects.domain.ranges import Range

INPUTS = 30
Z90 = 1.2815515655446004
LIMIT = 2.3263478740408408
_SEEDS = count(7)
VALUES = [Range(low=6 + number, likely=8 + number, high=12 + 2 * number) for number in range(INPUTS)]


def by_engine() -> Range:
    """A sum of products of thirty inputs, as arrays; each time with another seed, because draws are kept."""
    draws = Draws(seed=next(_SEEDS))
    drawn = [draws.of(f"input.{number}", value) for number, value in enumerate(VALUES)]
    return summarise(np.sum([first * second for first, second in zip(drawn[::2], drawn[1::2], strict=True)], axis=0))


def by_loop() -> Range:
    """The same, one number at a time."""
    generator = random.Random(7)
    sides = [(math.log(value.likely / value.low), math.log(value.high / value.likely)) for value in VALUES]
    sums = []
    for _ in range(DRAWS):
        drawn = []
        for value, (below, above) in zip(VALUES, sides, strict=True):
            z = min(LIMIT, max(-LIMIT, generator.gauss(0, 1))) / Z90
            drawn.append(value.likely * math.exp((below if z < 0 else above) * z))
        sums.append(sum(first * second for first, second in zip(drawn[::2], drawn[1::2], strict=True)))
    sums.sort()
    low, likely, high = (sums[int(DRAWS * share)] for share in (0.1, 0.5, 0.9))
    return Range(low=low, likely=likely, high=high)


def main() -> None:
    """Check that both mean the same, then time them."""
    ours, other = by_engine(), by_loop()
    for name in ("low", "likely", "high"):
        apart = abs(getattr(ours, name) / getattr(other, name) - 1)
        if apart > 0.02:
            raise SystemExit(f"the two disagree by {apart:.1%} on {name}, so their times mean nothing")
    ours_ms, other_ms = time_in_turns(by_engine, by_loop, rounds=9)
    show(f"{DRAWS:,} draws of {INPUTS} inputs", ours_ms, "a plain Python loop", other_ms)


if __name__ == "__main__":
    main()
