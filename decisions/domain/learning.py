"""What it would be worth to know more: the cost of being wrong, and which unknown to measure first.

The choice is to do it or to leave it. Done, it brings the net value; left, it brings nothing. Who knows more chooses
better in some of the cases, and what that brings on average is what knowing is worth.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from decisions.domain.netvalue import GROWTH, TIMED, RoomDraws, flows_of
from decisions.domain.tornado import ROOM_LABELS
from decisions.domain.value_rules import CountingWeeks, CountKind
from projects.domain.draws import Draw, summarise
from projects.domain.figures import Input
from projects.domain.ranges import Range
from projects.domain.reader import Reader

_DEGREE = 3
NOISE = 0.01
"""Below this share of the standard deviation of the net value, what knowing is worth is noise: a cubic fitted to 10,000
cases of pure chance is off by the root of 3 / 10,000 of it, of which choosing by it seems to gain two fifths."""
WEEKS_PER_YEAR = 52
TWO_WEEKS = 2


@dataclass(frozen=True, kw_only=True)
class BeingWrong:
    """What the better of the two choices costs where it turns out to be wrong."""

    doing_loses: float
    """The loss in the cases in which it loses, spread over all [money]: what saying yes risks."""
    leaving_misses: float
    """The gain in the cases in which it gains, spread over all [money]: what saying no gives up."""
    chance_of_loss: float
    """0 to 1."""

    @property
    def of_the_better(self) -> float:
        """What it would be worth to know everything [money]."""
        return min(self.doing_loses, self.leaving_misses)


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """An input that nobody knows exactly, and what it would be worth to know it."""

    id: str
    """The field's id, or `rooms.` and what a room hands down."""
    label: str
    unit: str
    value: Range
    worth: float
    """What knowing it exactly would bring [money]: nobody should pay more for finding it out."""
    count: CountingWeeks | None = None
    count_worth: float | None = None
    """What two weeks of counting would bring [money]."""


def being_wrong(values: Draw) -> BeingWrong:
    """Return what being wrong costs, from the net value of every case, shape (count,) [money]."""
    return BeingWrong(
        doing_loses=float(np.mean(np.maximum(-values, 0))),
        leaving_misses=float(np.mean(np.maximum(values, 0))),
        chance_of_loss=float(np.mean(values < 0)),
    )


def find_unknowns(
    read: Reader, rooms: RoomDraws, values: Draw, counts: Mapping[str, CountingWeeks]
) -> tuple[Unknown, ...]:
    """Return what it would be worth to know each uncertain input, the most first; without those worth nothing.

    Args:
        read: The scenario's inputs.
        rooms: What the rooms below hand down.
        values: The net value of every case, shape (count,) [money].
        counts: What two weeks of counting would tell, by field id.
    """
    _, inputs = read.watched(lambda asked: (flows_of(asked, rooms), asked.draw(GROWTH)))
    least = NOISE * float(np.std(values))
    every = (*_of_fields(read, inputs, values, counts), *_of_rooms(rooms, values))
    unknowns = [unknown for unknown in every if unknown.worth > least]
    return tuple(sorted(unknowns, key=lambda unknown: (-unknown.worth, unknown.id)))


def _of_fields(
    read: Reader, inputs: Mapping[str, Input], values: Draw, counts: Mapping[str, CountingWeeks]
) -> Iterator[Unknown]:
    for field_id, known in inputs.items():
        # What says when money flows is read as one number and not drawn, but for the growth of the cases.
        if known.value.is_exact or field_id in TIMED - {GROWTH}:
            continue
        drawn = read.or_zero(field_id)
        given = expected_given(drawn, values)
        count, count_worth = counts.get(field_id), None
        if count is not None:
            told = share_told(count, drawn, _cases_of(read, count))
            count_worth = gain_of_choosing(float(values.mean()) + math.sqrt(told) * (given - values.mean()))
        yield Unknown(
            id=field_id,
            label=known.label,
            unit=known.unit,
            value=known.value,
            worth=gain_of_choosing(given),
            count=count,
            count_worth=count_worth,
        )


def _of_rooms(rooms: RoomDraws, values: Draw) -> Iterator[Unknown]:
    for name, drawn in rooms.named().items():
        value, (label, unit) = summarise(drawn), ROOM_LABELS[name]
        if not value.is_exact:
            worth = gain_of_choosing(expected_given(drawn, values))
            yield Unknown(id=f"rooms.{name}", label=label, unit=unit, value=value, worth=worth)


def _cases_of(read: Reader, count: CountingWeeks) -> float:
    """Return how many cases two weeks of counting look at."""
    yearly = read.number("value.cases_per_year") or 0.0
    in_two_weeks = yearly * TWO_WEEKS / WEEKS_PER_YEAR
    return in_two_weeks if count.kind is CountKind.FLOW else min(float(count.sample), in_two_weeks)


def expected_given(drawn: Draw, values: Draw) -> Draw:
    """Return the net value to expect for every value of one input: a cubic fitted by least squares.

    Args:
        drawn: The input, shape (count,) [any unit].
        values: The net value, shape (count,) [money].

    Returns:
        Shape (count,) [money]; its mean is that of the net value.

    Source:
        Strong, Oakley, Brennan, Estimating multiparameter partial expected value of perfect information from a
        probabilistic sensitivity analysis sample, Medical Decision Making 34(3), 2014; a cubic in place of their
        smoother, because the net value is a line, or nearly one, in every input.
    """
    spread = float(np.std(drawn))
    if spread == 0 or not math.isfinite(spread):
        return np.full(len(values), values.mean())
    scaled = (drawn - drawn.mean()) / spread
    powers = np.vander(scaled, _DEGREE + 1)
    fitted = powers @ np.linalg.lstsq(powers, values, rcond=None)[0]
    return np.asarray(fitted)


def gain_of_choosing(given: Draw) -> float:
    """Return what choosing after the news brings above choosing now [money].

    Args:
        given: The net value to expect after each piece of news, shape (count,) [money].
    """
    now = max(float(given.mean()), 0.0)
    return max(float(np.mean(np.maximum(given, 0))) - now, 0.0)


def share_told(count: CountingWeeks, drawn: Draw, cases: float) -> float:
    """Return which share of an input's variance a count would tell, 0 to 1.

    What a count leaves open is binomial for a share, the spread of single cases for a mean, and for a flow Poisson and
    what two weeks cannot see, such as seasons.

    Args:
        count: What would be counted.
        drawn: The input, shape (count,) [the field's unit].
        cases: How many cases are looked at.

    Source:
        Jalal, Alarid-Escudero, A Gaussian approximation approach for value of information analysis, Medical Decision
        Making 38(2), 2018: what is expected after the data lies around the mean by the root of this share.
    """
    variance, mean = float(np.var(drawn)), float(np.mean(drawn))
    if cases < 1 or variance == 0:
        return 0.0
    if count.kind is CountKind.SHARE:
        share = min(max(mean / 100, 0.0), 1.0)
        left_open = share * (1 - share) / cases * 100**2
    elif count.kind is CountKind.MEAN:
        left_open = (mean * count.spread_pct / 100) ** 2 / cases
    else:
        left_open = (mean * count.spread_pct / 100) ** 2 + mean**2 / cases
    return variance / (variance + left_open)
