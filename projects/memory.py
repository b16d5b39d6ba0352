"""Results are worked out once for each state of a project: a memo of pure functions. Nothing is stored."""

from collections import OrderedDict, deque
from collections.abc import Callable
from operator import is_
from threading import Lock
from typing import Generic, Protocol, TypeVar, TypeVarTuple, Unpack

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
Given = TypeVarTuple("Given")
T = TypeVar("T")

_MOST_REMEMBERED = 64


class _Latest(Generic[T]):
    """What was worked out last, by key; the oldest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[object, ...], T] = OrderedDict()
        self._lock = Lock()

    def of(self, key: tuple[object, ...], work_out: Callable[[], T]) -> T:
        """Return what is kept for a key, else work it out: two at once may both do so."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        result = work_out()
        with self._lock:
            self._kept[key] = result
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return result

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


class Remembered(Generic[S, T]):
    """A function of a workspace that remembers what it gave last. Use it as a decorator.

    Args:
        work_out: Pure in `workspace.state`: the same state gives the same result, said in the same
            language.
    """

    most = _MOST_REMEMBERED

    def __init__(self, work_out: Callable[[S], T]) -> None:
        self._work_out = work_out
        self._latest = _Latest[T](self.most)

    def __call__(self, workspace: S) -> T:
        key = (*workspace.state, reading_language())
        return self._latest.of(key, lambda: self._work_out(workspace))

    def forget(self) -> None:
        """Work everything out anew, as after reference data were renewed."""
        self._latest.clear()


class RememberedBriefly(Remembered[S, T]):
    """The same of what takes megabytes, such as all draws of several options: a few states of it are enough."""

    most = 8


class RememberedByReading(Generic[B, T, *Given]):
    """A function of a workspace and its visible answers that remembers what it gave, by the answers that it looked at.

    After a change, and from one option to the next, most of computing and team reads what it has read before.

    Args:
        work_out: Pure in `workspace.basis`, the answers and results of others that it is given: what it looks at later
            than it returns is refused.
    """

    def __init__(self, work_out: Callable[[B, Answers, Unpack[Given]], T]) -> None:
        self._work_out = work_out
        self._kept: deque[tuple[tuple[object, ...], tuple[object, ...], NotedAnswers, T]]
        self._kept = deque(maxlen=_MOST_REMEMBERED)
        self._lock = Lock()

    def __call__(self, workspace: B, *given: *Given) -> T:
        """Return the result; what is given is told apart by being the very same, as results are that are kept."""
        basis, answers = (*workspace.basis, reading_language()), workspace.visible_answers
        with self._lock:
            kept = list(self._kept)
        for other, others, noted, result in kept:
            if other == basis and all(map(is_, others, given)) and noted.agree_with(answers):
                return result
        noted = NotedAnswers(answers)
        result = self._work_out(workspace, noted, *given)
        noted.close()
        with self._lock:
            self._kept.appendleft((basis, given, noted, result))
        return result

    def forget(self) -> None:
        """Work everything out anew."""
        with self._lock:
            self._kept.clear()


class RememberedForThese(Generic[T, *Given]):
    """A function of things that never change, which remembers what it gave for the very same ones, in each language.

    Args:
        work_out: Pure in what it is given.
        most: How many results are kept.
    """

    def __init__(self, work_out: Callable[[Unpack[Given]], T], *, most: int = 4_096) -> None:
        self._work_out = work_out
        self._latest = _Latest[tuple[tuple[*Given], T]](most)

    def __call__(self, *given: *Given) -> T:
        # What is kept is held, so no other thing can have its number.
        key = (*map(id, given), reading_language())
        return self._latest.of(key, lambda: (given, self._work_out(*given)))[1]
