"""Results are worked out once for each state of a project: a memo of pure functions. Nothing is stored."""

from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock
from typing import Generic, Protocol, TypeVar

from projects.domain.answers import Answers, NotedAnswers
from projects.languages import reading_language


class Stated(Protocol):
    """A workspace, or several beside each other."""

    @property
    def state(self) -> tuple[object, ...]:
        """All that results depend on."""


class Based(Stated, Protocol):
    """A workspace with its answers."""

    @property
    def basis(self) -> tuple[object, ...]:
        """All that results depend on beside the answers."""

    @property
    def visible_answers(self) -> Answers:
        """The answers that count."""


S = TypeVar("S", bound=Stated)
B = TypeVar("B", bound=Based)
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
        result = self._work_out(workspace)
        with self._lock:
            self._results[key] = result
            while len(self._results) > _MOST_REMEMBERED:
                self._results.popitem(last=False)
        return result

    def forget(self) -> None:
        """Work everything out anew, as after reference data were renewed."""
        with self._lock:
            self._results.clear()


class RememberedByReading(Generic[B, T]):
    """A function of a workspace and its visible answers that remembers what it gave, by the answers that it looked at.

    After a change, and from one option to the next, most of computing and team reads what it has read before.

    Args:
        work_out: Pure in `workspace.basis` and the answers: what it looks at later than it returns is refused.
    """

    def __init__(self, work_out: Callable[[B, Answers], T]) -> None:
        self._work_out = work_out
        self._kept: deque[tuple[tuple[object, ...], NotedAnswers, T]] = deque(maxlen=_MOST_REMEMBERED)
        self._lock = Lock()

    def __call__(self, workspace: B) -> T:
        basis, answers = (*workspace.basis, reading_language()), workspace.visible_answers
        with self._lock:
            kept = list(self._kept)
        for other, noted, result in kept:
            if other == basis and noted.agree_with(answers):
                return result
        noted = NotedAnswers(answers)
        result = self._work_out(workspace, noted)
        noted.close()
        with self._lock:
            self._kept.appendleft((basis, noted, result))
        return result

    def forget(self) -> None:
        """Work everything out anew."""
        with self._lock:
            self._kept.clear()
