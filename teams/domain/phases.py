"""Phases: when the project discovers, prepares data, models, deploys and runs in, and how busy a role is in each."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np

from projects.domain.answers import Answer, AnswerState
from projects.domain.draws import Draw
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

MOST_MONTHS = 120
SHORTEST_MONTHS = 0.25


class PhaseKind(StrEnum):
    """What is done in a phase."""

    DISCOVER = "discover"
    DATA = "data"
    MODEL = "model"
    DEPLOY = "deploy"
    RUN = "run"
    OTHER = "other"


LABELS = {
    PhaseKind.DISCOVER: gettext_noop("Discover"),
    PhaseKind.DATA: gettext_noop("Data"),
    PhaseKind.MODEL: gettext_noop("Model"),
    PhaseKind.DEPLOY: gettext_noop("Deploy"),
    PhaseKind.RUN: gettext_noop("Run in"),
    PhaseKind.OTHER: gettext_noop("Other"),
}

# Begin and end as shares of the project's length. Our proposal: the data before the model, the roll-out from the
# second half on, the phases overlapping as work does. No published figure.
USUAL_PLACE = {
    PhaseKind.DISCOVER: (0.0, 0.15),
    PhaseKind.DATA: (0.1, 0.45),
    PhaseKind.MODEL: (0.35, 0.75),
    PhaseKind.DEPLOY: (0.6, 1.0),
    PhaseKind.RUN: (0.85, 1.0),
}

NO_LENGTH = gettext_noop("%(label)s has no length. It is not included until you enter how many months it takes.")
BAD_CELL = gettext_noop("%(label)s: we could not read this cell, so it is not included. Please re-enter it.")
AFTER_THE_END = gettext_noop("%(label)s ends in month %(last)s, but the plan ends after %(months)s months.")
GAP = gettext_noop("Month %(month)s is not in any phase, so roles that follow the phases have no work in it.")


@dataclass(frozen=True, kw_only=True)
class Phase:
    """One phase. Time runs in months from 0 at the start of the project."""

    kind: PhaseKind
    label: str
    start_month: float
    """0 or more; month 1 of the plan begins at 0."""
    end_month: float
    """Above `start_month`."""

    @property
    def first_month(self) -> int:
        """The first month that it touches, counted from 1."""
        return math.floor(self.start_month + 1e-9) + 1

    @property
    def last_month(self) -> int:
        """The last month that it touches, counted from 1."""
        return max(self.first_month, math.ceil(self.end_month - 1e-9))


@dataclass(frozen=True, kw_only=True)
class PhaseProblem:
    """A row of the phases that needs a look."""

    row: int
    """Counted from 1; 0 where it is about all of them."""
    column: str
    message: str
    params: Mapping[str, object]
    counted: bool = True


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How busy a role is over the time of the project."""

    edges: tuple[float, ...]
    """Months at which it changes, rising."""
    work: tuple[float, ...]
    """Work done by each edge, starting at 0 [months of the role's average]."""

    def between(self, begins: Draw, ends: Draw) -> Draw:
        """Return the work done between points in time [months of the role's average]."""
        done = np.interp(ends, self.edges, self.work) - np.interp(begins, self.edges, self.work)
        return np.asarray(np.maximum(done, 0.0))


def usual_phases(duration_months: float) -> tuple[Phase, ...]:
    """Return the five phases of a project of a length, in whole months where it has more than one.

    Args:
        duration_months: Until the end of the roll-out, above 0 [months].
    """
    last = math.ceil(duration_months - 1e-9)
    phases = []
    for kind, (begin, end) in USUAL_PLACE.items():
        start = min(round(begin * last), last - 1)
        stop = min(float(max(start + 1, round(end * last))), duration_months)
        phases.append(Phase(kind=kind, label=LABELS[kind], start_month=float(start), end_month=stop))
    return tuple(phases)


def phase_rows(phases: Iterable[Phase]) -> list[dict[str, Any]]:
    """Return phases as rows of `team.phases`, ready to be changed."""
    return [
        {
            "kind": phase.kind.value,
            "first_month": phase.start_month + 1,
            "length_months": max(SHORTEST_MONTHS, phase.end_month - phase.start_month),
        }
        for phase in phases
    ]


def read_phases(answer: Answer, duration_months: float) -> tuple[tuple[Phase, ...], tuple[PhaseProblem, ...], bool]:
    """Return the phases of a project; where nobody wrote any, the usual ones of its length.

    Args:
        answer: The answer to `team.phases`.
        duration_months: Until the end of the roll-out, above 0 [months].

    Returns:
        The phases, what needs a look in the table, and whether they are our assumption.
    """
    usual = usual_phases(duration_months)
    if answer.state is not AnswerState.KNOWN or not isinstance(answer.value, list) or not answer.value:
        return usual, (), True
    phases: list[Phase] = []
    problems: list[PhaseProblem] = []
    for number, row in enumerate(answer.value, start=1):
        phase, problem = _read_phase(row, number)
        if phase is not None:
            phases.append(phase)
            problem = _beyond(phase, number, duration_months)
        if problem is not None:
            problems.append(problem)
    if not phases:
        return usual, tuple(problems), True
    problems += _gaps(phases, duration_months)
    return tuple(phases), tuple(problems), False


def _read_phase(row: Mapping[str, Any], number: int) -> tuple[Phase | None, PhaseProblem | None]:
    kind = PhaseKind(row["kind"]) if row.get("kind") in list(PhaseKind) else PhaseKind.OTHER
    label = str(row.get("name") or "").strip() or LABELS[kind]
    first, length = (_number(row.get(key)) for key in ("first_month", "length_months"))
    for column, value in (("first_month", first), ("length_months", length)):
        if value is not None and not 0 <= value <= MOST_MONTHS:
            params = {"label": label}
            return None, PhaseProblem(row=number, column=column, message=BAD_CELL, params=params, counted=False)
    if not length:
        params = {"label": label}
        return None, PhaseProblem(row=number, column="length_months", message=NO_LENGTH, params=params, counted=False)
    start = min(max(0.0, (1.0 if first is None else first) - 1), MOST_MONTHS - SHORTEST_MONTHS)
    end = min(start + length, float(MOST_MONTHS))
    return Phase(kind=kind, label=label, start_month=start, end_month=end), None


def _number(cell: Any) -> float | None:
    """Return a cell as a number; -1 where it cannot be read."""
    if cell in (None, ""):
        return None
    try:
        return Range.from_json(cell).likely
    except (KeyError, TypeError, ValueError, OverflowError):
        return -1.0


def _beyond(phase: Phase, number: int, duration_months: float) -> PhaseProblem | None:
    if phase.last_month <= math.ceil(duration_months - 1e-9):
        return None
    params = {"label": phase.label, "last": f"{phase.last_month:g}", "months": f"{duration_months:g}"}
    return PhaseProblem(row=number, column="length_months", message=AFTER_THE_END, params=params)


def _gaps(phases: Sequence[Phase], duration_months: float) -> list[PhaseProblem]:
    """Return the whole months in which no phase is at work."""
    touched = {month for phase in phases for month in range(phase.first_month, phase.last_month + 1)}
    missing = [month for month in range(1, math.ceil(duration_months - 1e-9) + 1) if month not in touched]
    return [PhaseProblem(row=0, column="kind", message=GAP, params={"month": month}) for month in missing[:3]]


def rhythm_of(weights_pct: Mapping[PhaseKind, float], phases: Sequence[Phase]) -> Rhythm:
    """Return how busy a role is over the project: where phases overlap, as busy as in the middle of them.

    Args:
        weights_pct: How busy the role is in each kind of phase, 100 = as much as its usual share.
        phases: The project's phases.
    """
    edges = sorted(
        {0.0, float(MOST_MONTHS), *(phase.start_month for phase in phases), *(phase.end_month for phase in phases)}
    )
    work = [0.0]
    for begin, end in pairwise(edges):
        weights = [weights_pct[phase.kind] for phase in phases if phase.start_month <= begin and end <= phase.end_month]
        rate = sum(weights) / len(weights) / 100 if weights else 0.0
        work.append(work[-1] + rate * (end - begin))
    return Rhythm(edges=tuple(edges), work=tuple(work))
