"""What "Undo" and "Redo" would do next, read off a history in which both are changes like any other."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class HistoryStep:
    """One change of a history."""

    sequence: int
    undoes: int | None = None
    """The change that it takes back."""


@dataclass(frozen=True)
class NextSteps:
    """The sequence numbers of what can be taken back next; None where there is nothing."""

    undo: int | None
    redo: int | None
    """The "Undo" that is taken back by the next "Redo"."""


def next_steps(history: Iterable[HistoryStep]) -> NextSteps:
    """Return what the next "Undo" and the next "Redo" take back.

    Taking back a change is an undo, taking back an undo is a redo, and taking back a redo is an undo again. Whatever is
    changed otherwise forgets what could be redone, as everywhere.

    Args:
        history: Oldest first; it may begin in the middle.
    """
    undoable: list[int] = []
    redoable: list[int] = []
    undone: dict[int, int] = {}
    for step in history:
        if step.undoes is None:
            undoable.append(step.sequence)
            redoable.clear()
        elif step.undoes in undone:
            _drop(redoable, step.undoes)
            undoable.append(step.sequence)
        else:
            _drop(undoable, step.undoes)
            undone[step.sequence] = step.undoes
            redoable.append(step.sequence)
    return NextSteps(undoable[-1] if undoable else None, redoable[-1] if redoable else None)


def _drop(steps: list[int], sequence: int) -> None:
    if sequence in steps:
        steps.remove(sequence)
