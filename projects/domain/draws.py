"""The one Monte Carlo engine: the same answers give the same draws, on every machine."""

import hashlib
import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from projects.domain.ranges import Range
from projects.domain.same_draws import OfSameDraws

Draw = NDArray[np.float64]

DRAWS = 10_000
"""Draws of a block: what the team, the budget and the value are worked out with."""
FINE_DRAWS = 100_000
"""Ten blocks: what computing is worked out with, whose ranges span factors. Its first block is that of the others."""
_Z90 = NormalDist().inv_cdf(0.9)
# Beyond one case in a hundred at either end a person's range says nothing; an unbounded tail would be ours.
_Z_LIMIT = NormalDist().inv_cdf(0.99)
# Shifts the grid of each further block by a part that no two share; the first one stays in the middle of its cells.
_GOLDEN = (5**0.5 - 1) / 2
_KEPT_BYTES = 48_000_000
_MOST_SUMMARIES = 4_096
# As many bins as are counted fastest for ten blocks of draws; of one block half as many are no faster.
_BINS, _BIN_BITS = 4_096, 12
_SAMPLED = 100
_SHARES = (0.1, 0.5, 0.9)
_FEW = 5_000
"""Draws that are parted faster than counted."""


@lru_cache(maxsize=16)
def _normal_grid(count: int, block: int = 0) -> Draw:
    """Return `count` stratified draws of a standard normal, in rising order."""
    inverse = NormalDist().inv_cdf
    shift = (0.5 + block * _GOLDEN) % 1
    grid = np.array([inverse((index + shift) / count) for index in range(count)])
    clipped: Draw = np.clip(grid, -_Z_LIMIT, _Z_LIMIT)
    clipped.flags.writeable = False
    return clipped


@lru_cache(maxsize=4096)
def _exactly(value: float, count: int) -> Draw:
    return np.broadcast_to(np.float64(value), (count,))


class _Kept:
    """What was drawn last, as much as fits: after a change all inputs but one are as they were.

    Args:
        most_bytes: What is kept at the most, in each process.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self._bytes = most_bytes, 0
        self._arrays: OrderedDict[tuple[object, ...], Draw] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> Draw | None:
        with self._lock:
            if key in self._arrays:
                self._arrays.move_to_end(key)
            return self._arrays.get(key)

    def put(self, key: tuple[object, ...], drawn: Draw) -> None:
        with self._lock:
            if key not in self._arrays:
                self._arrays[key] = drawn
                self._bytes += drawn.nbytes
            while self._bytes > self.most_bytes:
                self._bytes -= self._arrays.popitem(last=False)[1].nbytes


_kept = _Kept(_KEPT_BYTES)
_summaries = OfSameDraws[Range](_MOST_SUMMARIES, lambda _range: 1)


@dataclass(frozen=True)
class Tie:
    """What an input moves with."""

    to: str
    """The name of the other input, which is drawn by itself."""
    rank_correlation: float
    """Spearman's, between -1 and 1."""

    @property
    def of_normals(self) -> float:
        """The correlation of two normals whose ranks are correlated like this."""
        return 2 * math.sin(math.pi * self.rank_correlation / 6)


class Draws:
    """Draws for every input of a project, by name.

    Each input gets the same stratified normal grid in an order of its own, made from the seed and the input's name.
    So a draw depends neither on the order of the calls nor on what else is drawn, two results that share an input
    share its draws, and a single input's P10, P50 and P90 come out as typed.

    More draws than a block are further blocks, each with a grid and an order of its own: the first 10,000 of 100,000
    draws are the very draws of an engine with 10,000, so that results of both can be added up.

    Args:
        seed: The project's seed.
        count: The number of draws, 100 or more; beyond 10,000 a multiple of it.
        ties: Inputs that move with another one, by their name. All others are independent.
        first_names: The first names of inputs that were renamed, by their name of today: their draws stay the same.
    """

    def __init__(
        self,
        seed: int,
        count: int = DRAWS,
        ties: Mapping[str, Tie] | None = None,
        *,
        first_names: Mapping[str, str] | None = None,
    ) -> None:
        if count < 100:
            raise ValueError(f"count must be at least 100 draws, not {count}")
        if count > DRAWS and count % DRAWS:
            raise ValueError(f"count must be a multiple of {DRAWS} draws, not {count}")
        self.seed, self.count, self.ties = seed, count, ties or {}
        self.first_names = first_names or {}
        # One name is often drawn again with another range: many runs, one MFU each.
        self._last: tuple[str, Draw] = ("", np.zeros(0))

    @property
    def block(self) -> "Draws":
        """The first block alone: enough for what is a step on the way, at a tenth of the work."""
        return type(self)(self.seed, min(self.count, DRAWS), self.ties, first_names=self.first_names)

    def tied(self, ties: Mapping[str, Tie]) -> "Draws":
        """Return the same draws, but for inputs that move with another one."""
        return type(self)(self.seed, self.count, ties, first_names=self.first_names)

    def are_like(self, other: "Draws") -> bool:
        """Tell whether others give the same numbers for every input."""
        said = (type(self), self.seed, self.count, self.ties, self.first_names)
        return said == (type(other), other.seed, other.count, other.ties, other.first_names)

    def normal(self, name: str) -> Draw:
        """Return standard normal draws for a named input, clipped to the middle 98 in 100.

        Returns:
            Shape (count,), no unit.
        """
        tie = self.ties.get(name)
        return self._shuffled(name) if tie is None else self._moving_with(tie, self._shuffled(name))

    def uniform(self, name: str) -> Draw:
        """Return draws between 0 and 1 for a named input, spread evenly: of 10,000 exactly 1,500 are below 0.15.

        Returns:
            Shape (count,), no unit; read only, because it is kept.
        """
        key = (type(self), self.seed, self.count, "uniform", self.first_names.get(name, name))
        drawn = _kept.get(key)
        if drawn is None:
            drawn = self._order(name).permutation(np.arange(self.count) + 0.5) / self.count
            drawn.flags.writeable = False
            _kept.put(key, drawn)
        return drawn

    def _moving_with(self, tie: Tie, own: Draw) -> Draw:
        """Return the grid in another order: that of a normal correlated with another input's (a Gaussian copula).

        Only the order changes, so that P10, P50 and P90 stay as typed. Iman and Conover, A distribution-free approach
        to inducing rank correlation among input variables, Communications in Statistics B11(3), 1982.
        """
        together = tie.of_normals
        mixed = together * self._shuffled(tie.to) + math.sqrt(1 - together**2) * own
        size = min(self.count, DRAWS)
        drawn = np.empty(self.count)
        for block, first in enumerate(range(0, self.count, size)):
            part = slice(first, first + size)
            drawn[part][np.argsort(mixed[part], kind="stable")] = _normal_grid(size, block)
        return drawn

    def _shuffled(self, name: str) -> Draw:
        order, size = self._order(name), min(self.count, DRAWS)
        return np.concatenate([order.permutation(_normal_grid(size, block)) for block in range(self.count // size)])

    def _order(self, name: str) -> np.random.Generator:
        digest = hashlib.sha256(f"{self.seed}:{self.first_names.get(name, name)}".encode()).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))

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
            Shape (count,) [same unit]; read only, because it is kept, or because an exact value stands there once.
        """
        if value.is_exact:
            return self.exactly(value.likely)
        first = self.first_names.get(name, name)
        key = (type(self), self.seed, self.count, self.ties.get(name), first, value, minimum, maximum)
        drawn = _kept.get(key)
        if drawn is None:
            drawn = self._draw(name, value, minimum, maximum)
            drawn.flags.writeable = False
            _kept.put(key, drawn)
        return drawn

    def exactly(self, value: float) -> Draw:
        """Return draws of what is known exactly, shape (count,) [its unit]: it stands there once, and read only."""
        return _exactly(value, self.count)

    def _draw(self, name: str, value: Range, minimum: float | None, maximum: float | None) -> Draw:
        if self._last[0] != name:
            self._last = name, self.normal(name) / _Z90
        z = self._last[1]
        logarithmic = value.low > 0
        ends = np.array([value.low, value.likely, value.high])
        low, likely, high = np.log(ends) if logarithmic else ends
        # In place: fresh memory for each step costs more than the step.
        drawn = np.minimum(z, 0.0)
        drawn *= likely - low
        above = np.maximum(z, 0.0)
        above *= high - likely
        drawn += above
        drawn += likely
        if logarithmic:
            np.exp(drawn, out=drawn)
        if minimum is not None or maximum is not None:
            np.clip(drawn, minimum, maximum, out=drawn)
        return drawn


def summarise(drawn: Draw, *, most: int | None = None) -> Range:
    """Return P10, P50 and P90 of draws as a range, between two neighbours by their distance.

    Args:
        drawn: Shape (count,), count 1 or more, finite [any unit].
        most: How many of them count, from the first one on; all where nothing is said.
    """
    return _summaries.of(most, (drawn,), lambda: _summed_up(drawn[:most]))


def _summed_up(drawn: Draw) -> Range:
    # Count what falls into bins and sort the bins at the three places alone: faster than numpy's partition, for ten
    # blocks of draws several times.
    bins = _bins_of(drawn)
    if bins is None:
        return _summarise_parted(drawn)
    counts = np.bincount(bins)
    up_to = counts.cumsum()
    places, ends = _places(len(drawn))
    at = up_to.searchsorted(ends, side="right")
    is_near = np.zeros(len(counts), dtype=np.bool_)
    is_near[at] = True
    near = drawn[is_near.take(bins)]
    near.sort()
    here, left_out, taken, before = [], 0, 0, -1
    for end, bin_, through, count in zip(
        ends.tolist(), at.tolist(), up_to[at].tolist(), counts[at].tolist(), strict=True
    ):
        if bin_ != before:
            # Of the draws below this bin only those of the other bins at a place are near.
            before, left_out, taken = bin_, through - count - taken, taken + count
        here.append(float(near[end - left_out]))
    return _between(places, here)


@lru_cache(maxsize=8)
def _places(count: int) -> tuple[tuple[float, ...], NDArray[np.int64]]:
    """Return where P10, P50 and P90 of so many draws lie, and the two neighbours of each, numbered from 0."""
    places = tuple((count - 1) * share for share in _SHARES)
    return places, np.array([min(int(place) + more, count - 1) for place in places for more in (0, 1)])


def _between(places: Sequence[float], neighbours: Sequence[float]) -> Range:
    """Return the range at three places, each between its two neighbours by their distance."""
    low, likely, high = (
        lower if place == int(place) else lower + (upper - lower) * (place - int(place))
        for place, lower, upper in zip(places, neighbours[::2], neighbours[1::2], strict=True)
    )
    return Range(low=low, likely=likely, high=high)


def _bins_of(drawn: Draw) -> NDArray[np.int64] | None:
    """Return the bin of each draw, numbered from 0 in rising order; None where numpy parts them faster."""
    if len(drawn) < _FEW:
        return None
    sample = np.sort(drawn[:: len(drawn) // _SAMPLED])
    if np.count_nonzero(sample[1:] != sample[:-1]) < len(sample) // 2:
        return None  # whole numbers, such as machines: few bins would hold nearly all
    # Read as whole numbers, positive floats keep their order. So bins are as wide as draws are far out, which suits
    # ranges that span factors; around zero they would be wider than everything else.
    bits = np.ascontiguousarray(drawn).view(np.int64)
    least, most = int(bits.min()), int(bits.max())
    if least <= 0:
        return _even_bins(drawn, sample)
    shift = max(0, (most - least).bit_length() - _BIN_BITS)
    bins: NDArray[np.int64] = bits >> shift
    bins -= least >> shift
    return bins


def _even_bins(drawn: Draw, sample: Draw) -> NDArray[np.int64] | None:
    """Return the same for bins of one width between P5 and P95 of a sorted sample, and one beyond either end."""
    beyond = len(sample) // 20
    first, last = float(sample[beyond]), float(sample[-1 - beyond])
    per_unit = _BINS / (last - first) if last > first else math.inf
    if not math.isfinite(per_unit):
        return None  # nearly all are one number
    # In place: fresh memory for each step costs more than the step. What is cut off after it rises is still in order.
    place = drawn - first
    place *= per_unit
    np.maximum(place, -1.0, out=place)
    np.minimum(place, _BINS, out=place)
    place += 1
    return place.astype(np.int64)


def _summarise_parted(drawn: Draw) -> Range:
    """Return the same from all draws, of which those at the three places and their neighbours are in order."""
    places, ends = _places(len(drawn))
    return _between(places, np.partition(drawn, np.unique(ends))[ends].tolist())
