"""Several projects at once: which of them to fund with what there is, and how good earlier estimates were."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from projects.domain.ranges import Range


@dataclass(frozen=True, kw_only=True)
class FundingCandidate:
    """A project that may be funded."""

    id: str
    cost: float
    """Likely cost to launch [money]."""
    value: float
    """Likely net value [money]."""
    people: Mapping[int, float] = field(default_factory=dict)
    """Full-time people by calendar month, counted as 12 × year + month."""


@dataclass(frozen=True, kw_only=True)
class Means:
    """What there is for all projects together."""

    budget: float | None = None
    """For everything up to launch [money]; None: no limit."""
    people: float | None = None
    """Full-time people in any month; None: no limit."""
    required: frozenset[str] = frozenset()
    """Ids of projects that are in whatever they bring."""


class UnfundedReason(StrEnum):
    """Why a project is not in the set."""

    NO_VALUE = "no_value"
    """It is likely to bring less than it costs."""
    TOO_EXPENSIVE = "too_expensive"
    """It alone takes more than the budget."""
    TOO_MANY_PEOPLE = "too_many_people"
    """It alone takes more people than there are."""
    NO_ROOM = "no_room"
    """It does not fit beside those that must be in."""
    LESS = "less"
    """It would fit in the place of others that bring more."""


@dataclass(frozen=True, kw_only=True)
class UnfundedProject:
    """A project that is not in the set."""

    id: str
    why: UnfundedReason
    loses: float = 0.0
    """How much less the best set with it brings [money]."""
    instead_of: tuple[str, ...] = ()
    """What the best set with it leaves out."""


@dataclass(frozen=True, kw_only=True)
class FundedSet:
    """The set that brings most."""

    chosen: frozenset[str]
    cost: float
    value: float
    people: float
    """In the month in which most are needed."""
    left: tuple[UnfundedProject, ...]
    """Those that could be funded and are not, in the order in which they were given."""


Solver = Callable[[Sequence[FundingCandidate], Means], frozenset[str] | None]
"""Returns the ids of the set of the greatest value within the means; None where what is required does not fit."""


def months_of(candidates: Collection[FundingCandidate]) -> list[int]:
    """Return the calendar months in which somebody works on any of the projects."""
    return sorted({month for candidate in candidates for month in candidate.people})


def people_at_most(candidates: Collection[FundingCandidate]) -> float:
    """Return how many people projects need together in their busiest month [full-time people]."""
    together = (
        math.fsum(candidate.people.get(month, 0.0) for candidate in candidates) for month in months_of(candidates)
    )
    return max(together, default=0.0)


def fund(candidates: Sequence[FundingCandidate], means: Means, solve: Solver) -> FundedSet | None:
    """Return the set of projects of the greatest net value, and why each other one is left out.

    Args:
        candidates: Those that may be funded.
        means: What there is.
        solve: Solves the integer programme.

    Returns:
        The set, or None where those that must be in do not fit.
    """
    chosen = solve(candidates, means)
    if chosen is None:
        return None
    funded = [candidate for candidate in candidates if candidate.id in chosen]
    value = math.fsum(candidate.value for candidate in funded)
    left = [candidate for candidate in candidates if candidate.id not in chosen]
    return FundedSet(
        chosen=chosen,
        cost=math.fsum(candidate.cost for candidate in funded),
        value=value,
        people=people_at_most(funded),
        left=tuple(_left_out(candidate, candidates, means, solve, chosen) for candidate in left),
    )


def _left_out(
    candidate: FundingCandidate,
    candidates: Sequence[FundingCandidate],
    means: Means,
    solve: Solver,
    chosen: frozenset[str],
) -> UnfundedProject:
    if candidate.value <= 0:
        return UnfundedProject(id=candidate.id, why=UnfundedReason.NO_VALUE, loses=-candidate.value)
    if means.budget is not None and candidate.cost > means.budget:
        return UnfundedProject(id=candidate.id, why=UnfundedReason.TOO_EXPENSIVE)
    if means.people is not None and people_at_most([candidate]) > means.people:
        return UnfundedProject(id=candidate.id, why=UnfundedReason.TOO_MANY_PEOPLE)
    more = Means(budget=means.budget, people=means.people, required=means.required | {candidate.id})
    other = solve(candidates, more)
    if other is None:
        return UnfundedProject(id=candidate.id, why=UnfundedReason.NO_ROOM)
    values = {candidate.id: candidate.value for candidate in candidates}
    loses = math.fsum(values[candidate_id] for candidate_id in chosen) - math.fsum(
        values[candidate_id] for candidate_id in other
    )
    order = [candidate.id for candidate in candidates if candidate.id in chosen - other]
    return UnfundedProject(id=candidate.id, why=UnfundedReason.LESS, loses=max(0.0, loses), instead_of=tuple(order))


# ---------------------------------------------------------------- estimates and what became of them


@dataclass(frozen=True, kw_only=True)
class ActualOutcome:
    """What was estimated of one thing, and what it came to."""

    estimate: Range
    actual: float


@dataclass(frozen=True, kw_only=True)
class TrackRecord:
    """How good estimates of one kind were, over several projects."""

    count: int
    estimated: float
    """Sum of the likely estimates."""
    actual: float
    """Sum of what it came to."""
    inside: int
    """How many lay between the low and the high estimate. Of good ranges 8 in 10 do."""

    @property
    def too_low_by(self) -> float | None:
        """By which share of the actual sum the estimates were too low, -∞ to 1; None where that has no meaning."""
        return 1 - self.estimated / self.actual if self.actual > 0 else None


def track_record(outcomes: Sequence[ActualOutcome]) -> TrackRecord | None:
    """Return how good estimates were; None where there are none.

    Sums and not the mean of shares: a project of ten thousand that doubled says less than one of a million.
    """
    if not outcomes:
        return None
    return TrackRecord(
        count=len(outcomes),
        estimated=math.fsum(outcome.estimate.likely for outcome in outcomes),
        actual=math.fsum(outcome.actual for outcome in outcomes),
        inside=sum(outcome.estimate.low <= outcome.actual <= outcome.estimate.high for outcome in outcomes),
    )
