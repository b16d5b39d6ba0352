"""Results are worked out once for each state of a project: a memo of pure functions. Nothing is stored."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, Protocol, TypeVar

from projects.languages import reading_language


class Stated(Protocol):
    """A workspace, or several beside each other."""

    @property
    def state(self) -> tuple[object, ...]:
        """All that results depend on."""


S = TypeVar("S", bound=Stated)
T = TypeVar("T")

_MOST_REMEMBERED = 64


class Remembered(Generic[S, T]):
    """A function of a workspace that remembers what it gave last. Use it as a decorator.

    Args:
        work_out: Pure in `workspace.state`: the same state gives the same result, said in the same
            language.
    """

    def __init__(self, work_out: Callable[[S], T]) -> None:
        self._work_out = work_out
        self._results: OrderedDict[tuple[object, ...], T] = OrderedDict()
        self._lock = Lock()

    def __call__(self, workspace: S) -> T:
        key = (*workspace.state, reading_language())
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        found = self._work_out(workspace)
        with self._lock:
            self._results[key] = found
            while len(self._results) > _MOST_REMEMBERED:
                self._results.popitem(last=False)
        return found

    def forget(self) -> None:
        """Work everything out anew, as after reference data were renewed."""
        with self._lock:
            self._results.clear()
