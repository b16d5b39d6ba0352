"""Presence: in which months a person is at work, and how the work is spread over them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from projects.domain.draws import Draw
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from teams.domain.phases import MOST_MONTHS, Rhythm
from teams.domain.roles import Peak

WEEKS_PER_MONTH = 52 / 12
# A role at its peak does 1.6 times its average and at its low 0.4 times: our reading of "peaks early", not a
# published figure. It moves work between months and leaves the sum as it is.
SWING = 0.6
# While somebody learns the work, half of the time is lost on average: full loss on the first day, none on the last.
RAMP_UP_LOSS = 0.5
# A second in three years: planned months are divided by the share, and by so little they cannot be.
_LEAST_SHARE_PCT = 1e-6


def share_of_planned(share: Range) -> Range:
    """Return the share [%] of somebody whose months were planned one by one: without a range, and never none.

    Whoever plans month by month has said it: the range of the share is that of the plan no more.
    """
    return Range.exactly(share.likely if share.likely > _LEAST_SHARE_PCT else 100.0)


@dataclass(frozen=True, kw_only=True)
class Stay:
    """When a person is there. Time runs in months from 0 at the start of the project."""

    start_month: float
    """0 or more; month 1 of the plan begins at 0."""
    end_month: float
    """Above `start_month`."""
    peak: Peak = Peak.EVEN
    highest_share_pct: float = 100.0
    """The upper end of the person's share, 0 to 100: at the peak nobody works more than full time."""
    ramp_up_weeks: float = 0.0
    """Weeks until the person works at full speed."""
    rhythm: Rhythm | None = None
    """How busy the role is over the project, where the peak is that of the phases."""
    typed: tuple[tuple[int, float], ...] = ()
    """Months of the plan, counted from 1, that were planned one by one, each as a multiple of the average share. They
    may lie outside of the stay."""

    def __post_init__(self) -> None:
        if not 0 <= self.start_month < self.end_month:
            raise ValueError(f"a stay needs 0 <= start < end, not {self.start_month} and {self.end_month} months")
        if self.ramp_up_weeks < 0:
            raise ValueError(f"ramp_up_weeks must be 0 or more, not {self.ramp_up_weeks}")

    @property
    def length_months(self) -> float:
        """How long the person is there [months]."""
        return self.end_month - self.start_month

    @property
    def ramp_up_months(self) -> float:
        """How much of the stay is spent on learning the work [months]."""
        return min(self.length_months, self.ramp_up_weeks / WEEKS_PER_MONTH)

    @property
    def last_month(self) -> float:
        """The end of the last month with work: of the stay, or of a later month that was typed [months]."""
        return max(self.end_month, *(float(month) for month, weight in self.typed if weight), self.end_month)

    @cached_property
    def work_months(self) -> float:
        """The work at the average share: the length of the stay, unless months were typed [months]."""
        return float(work_by_month([self], MOST_MONTHS).sum()) if self.typed else self.length_months

    @cached_property
    def paid_months(self) -> float:
        """The months that are paid: the work, and what learning it takes on top [months at the average share].

        The share is what the project needs; work that is lost while somebody learns is done, and paid, in addition.
        """
        if self.typed:
            return self.work_months + float(ramp_up_by_month([self], MOST_MONTHS).sum())
        return self.length_months + RAMP_UP_LOSS * self.ramp_up_months


def work_by_month(stays: Sequence[Stay], months: int) -> Draw:
    """Return how a person's share is spread over the months.

    Args:
        stays: One per person.
        months: The number of months that the plan shows.

    Returns:
        Shape (people, months): 1 is a month at the average share. Each row sums to the stay's length in months, unless
        months were typed.
    """
    begins, ends = _overlap(stays, months, [stay.end_month for stay in stays])
    covered = np.clip(ends - begins, 0, None)
    start = np.array([[stay.start_month] for stay in stays]).reshape(-1, 1)
    length = np.array([[stay.length_months] for stay in stays]).reshape(-1, 1)
    place = np.clip(((begins + ends) / 2 - start) / length, 0, 1)
    swing = np.zeros_like(covered)
    for row, stay in enumerate(stays):
        if stay.rhythm is not None:
            swing[row] = _swing_of(stay.rhythm, begins[row], ends[row], covered[row], stay.length_months)
        else:
            swing[row] = SWING * _shape(stay.peak, place[row])
    # Months that are only partly covered tilt the mean: the sum must stay what it is.
    swing -= (swing * covered).sum(axis=1, keepdims=True) / length
    # A month without any work is -1 away from the average; rounding must not take it below nothing.
    work = covered * np.maximum(1 + swing * _room(stays, np.where(covered > 0, swing, 0.0)), 0)
    for row, stay in enumerate(stays):
        for month, weight in stay.typed:
            if month <= months:
                work[row, month - 1] = weight
    return np.asarray(work)


def _swing_of(rhythm: Rhythm, begins: Draw, ends: Draw, covered: Draw, length_months: float) -> Draw:
    """Return by how much a role's months lie above and below its average, shape (months,)."""
    work = rhythm.between(begins, np.maximum(begins, ends))
    whole = work.sum()
    # Somebody who stays only while no phase needs the role works evenly.
    if whole <= 0:
        return np.zeros_like(covered)
    return np.asarray(np.divide(work * length_months / whole, covered, out=np.ones_like(work), where=covered > 0) - 1)


def ramp_up_by_month(stays: Sequence[Stay], months: int) -> Draw:
    """Return the paid time that learning the work takes on top, by month.

    Returns:
        Shape (people, months): months of work at the average share.
    """
    begins, ends = _overlap(stays, months, [stay.start_month + stay.ramp_up_months for stay in stays])
    learning = RAMP_UP_LOSS * np.clip(ends - begins, 0, None)
    for row, stay in enumerate(stays):
        for month, weight in stay.typed:
            if month <= months:
                learning[row, month - 1] *= weight
    return np.asarray(learning)


def _overlap(stays: Sequence[Stay], months: int, until: Sequence[float]) -> tuple[Draw, Draw]:
    """Return where each stay begins and ends inside each month, shapes (people, months); outside, end < begin."""
    edges = np.arange(months + 1, dtype=float)
    starts = np.array([stay.start_month for stay in stays]).reshape(-1, 1)
    begins = np.maximum(starts, edges[:-1])
    ends = np.minimum(np.array(until, dtype=float).reshape(-1, 1), edges[1:])
    return begins, ends


def _shape(peak: Peak, place: Draw) -> Draw:
    """Return the swing around the average at places from 0 (start) to 1 (end): between -1 and 1, 0 on average."""
    match peak:
        case Peak.EARLY:
            return 1 - 2 * place
        case Peak.LATE:
            return 2 * place - 1
        case Peak.MIDDLE:
            return 1 - 4 * np.abs(place - 0.5)
    return np.zeros_like(place)


def _room(stays: Sequence[Stay], swing: Draw) -> Draw:
    """Return how much of the swing fits under full time, shape (people, 1), from 0 to 1."""
    room = np.array([100 / max(stay.highest_share_pct, 1e-9) - 1 for stay in stays]).reshape(-1, 1)
    highest = swing.max(axis=1, keepdims=True, initial=0.0)
    return np.asarray(np.clip(np.divide(room, highest, out=np.ones_like(highest), where=highest > 0), 0, 1))
