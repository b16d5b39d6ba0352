"""What was worked out of draws, given again for the very same draws: after a change most of them are as they were."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar
from weakref import ref

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Drawn = NDArray[np.float64]


class OfSameDraws(Generic[T]):
    """What functions of draws gave last, as much as fits.

    Draws are known again by being the very same array: to compare two takes longer than to add them. So only arrays
    count that nobody can write to; of others nothing is kept.

    Args:
        most: How much is kept, in each process [as `weigh` counts].
        weigh: How much a result counts.
    """

    def __init__(self, most: int, weigh: Callable[[T], int]) -> None:
        self._most, self._weigh, self._weight = most, weigh, 0
        self._kept: OrderedDict[tuple[object, ...], tuple[tuple[ref[Drawn], ...], T]] = OrderedDict()
        self._lock = Lock()

    def of(self, said: Hashable, given: Sequence[Drawn], work_out: Callable[[], T]) -> T:
        """Return what is kept, else work it out: two at once may both do so.

        Args:
            said: All that the result depends on beside draws.
            given: The draws, in the order in which `said` speaks of them.
            work_out: Gives the result, which nobody may change.
        """
        if not given or not all(map(is_final, given)):
            return work_out()
        key = (said, *map(id, given))
        with self._lock:
            kept = self._kept.get(key)
            # Another array may have the number of one that is gone.
            if kept is not None and all(known() is drawn for known, drawn in zip(kept[0], given, strict=True)):
                self._kept.move_to_end(key)
                return kept[1]
        result = work_out()
        with self._lock:
            self._let_go(self._kept.pop(key, None))
            self._kept[key] = tuple(map(ref, given)), result
            self._weight += self._weigh(result)
            while self._weight > self._most:
                self._let_go(self._kept.popitem(last=False)[1])
        return result

    def _let_go(self, kept: tuple[object, T] | None) -> None:
        if kept is not None:
            self._weight -= self._weigh(kept[1])

    def forget(self) -> None:
        """Work everything out anew."""
        with self._lock:
            self._kept.clear()
            self._weight = 0


def final(drawn: Drawn) -> Drawn:
    """Return draws that nobody may write to any more, so that what is worked out of them is kept."""
    drawn.flags.writeable = False
    return drawn


def is_final(drawn: Drawn) -> bool:
    """Tell whether nobody can write to an array, by whatever name."""
    return drawn.base is None and not drawn.flags.writeable
