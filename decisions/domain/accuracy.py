"""Value and cost against coverage: where more accuracy begins to cost more than it brings.

The value is a straight line in coverage, case by case. The cost of more coverage than today's plan has is what somebody
answered, else what the labels would cost that it takes; where neither is known nothing is made up.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from decisions.domain.breakeven import COST, NetValueLine
from projects.domain.answers import AnswerState
from projects.domain.draws import Draw, summarise
from projects.domain.ranges import Range
from projects.domain.reader import Reader

COVERAGE = "value.coverage"
HALVING = "value.accuracy_cost_one_off"
_LABELS, _LABEL_PRICE = "data.label_count", "data.label_price"
STEP = 5
"""The chart has a place every so many percent."""
# The last hundredth of the cases would take halvings without end.
_MOST = 99.0


class CostFrom(StrEnum):
    """Where the cost of more accuracy comes from."""

    ANSWER = "answer"
    LABELS = "labels"
    NOWHERE = "nowhere"
    NEVER = "never"
    """Somebody said that more accuracy is not to be had."""


@dataclass(frozen=True, kw_only=True)
class AtCoverage:
    """What a coverage would mean."""

    coverage: float
    """[%]"""
    value: Range
    """Net value, the cost of more accuracy taken off [money]."""
    extra_cost: Range
    """What more accuracy than planned costs once [money]."""
    chance: float
    """Share of cases, 0 to 1, that pay back."""


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """Net value and cost against coverage."""

    line: NetValueLine
    """The net value as a line in coverage, without the cost of more accuracy."""
    values: Draw
    """The net value of today's plan, shape (count,) [money]."""
    covered: Draw
    """The coverage of today's plan, shape (count,) [%]."""
    cost_worth: Draw
    """What one unit of money up to launch takes off the net value, its contingency included, shape (count,)."""
    halving: Draw | None
    """What halving the share that is not handled costs once, shape (count,) [money]; None while nobody knows."""
    cost_from: CostFrom

    @property
    def now(self) -> float:
        """The likely coverage of today's plan [%]."""
        return self.line.now

    def extra_cost(self, coverage: float) -> Draw:
        """Return what more coverage than planned costs once, shape (count,) [money]; less coverage saves nothing.

        Each halving of what is left over costs as much as the last: halving × log2((100 − planned) / (100 − coverage)).
        """
        if self.halving is None or coverage <= self.now:
            return np.zeros(len(self.values))
        left_now, left_then = 100 - min(self.now, _MOST), 100 - min(coverage, _MOST)
        return np.asarray(self.halving * np.log2(left_now / left_then))

    def at(self, coverage: float) -> AtCoverage:
        """Return what a coverage would mean: today's range moved along, every case between 0 and 100 %.

        Args:
            coverage: The likely one [%, 0 to 100].
        """
        cost = self.extra_cost(coverage)
        moved = np.clip(self.covered + coverage - self.now, 0, 100) - self.covered
        values = self.values + self.line.slope * moved - cost * self.cost_worth
        return AtCoverage(
            coverage=coverage,
            value=summarise(values),
            extra_cost=summarise(cost),
            chance=float(np.mean(values >= 0)),
        )

    @property
    def best(self) -> float | None:
        """The coverage beyond which more accuracy costs more than it brings [%]; None where that is not known.

        One more point brings the slope of the line; it costs halving / ln 2 / (100 − coverage). Both are equal at
        100 − halving / (ln 2 × slope), at likely values; below today's plan nothing is saved, so it is never less.
        """
        if self.halving is None:
            return None
        slope = summarise(self.line.slope).likely
        halving = summarise(self.halving * self.cost_worth).likely
        if slope <= 0:
            return self.now
        return min(max(100 - halving / (math.log(2) * slope), self.now), _MOST)


def find_accuracy(read: Reader, values: Draw | None, lines: tuple[NetValueLine, ...], power: Range) -> Accuracy | None:
    """Return net value and cost against coverage, or None while the net value cannot be worked out.

    Args:
        read: The scenario's inputs.
        values: The net value of today's plan, shape (count,) [money], or None.
        lines: The net value as lines in inputs, with that of the cost to launch.
        power: Error falls with the number of labels to this power, above 0.
    """
    by_id = {line.id: line for line in lines}
    line, cost, covered = by_id.get(COVERAGE), by_id.get(COST), read.draw(COVERAGE)
    if line is None or cost is None or covered is None or values is None:
        return None
    halving, cost_from = _halving(read, power)
    return Accuracy(
        line=line,
        values=values,
        covered=covered,
        cost_worth=-cost.slope * (1 + read.or_zero("value.contingency_share") / 100),
        halving=halving,
        cost_from=cost_from,
    )


def _halving(read: Reader, power: Range) -> tuple[Draw | None, CostFrom]:
    """Return what halving the share that is not handled costs, and where that comes from.

    Labels: error ~ labels^−power, so half of it takes 2^(1 / power) times the labels.
    """
    if read.answers.state(HALVING) is AnswerState.NOT_RELEVANT:
        return None, CostFrom.NEVER
    if read.answers.range(HALVING) is not None:
        return read.draw(HALVING), CostFrom.ANSWER
    if read.answers.range(_LABELS) is not None:
        count, price = read.draw(_LABELS), read.draw(_LABEL_PRICE)
        if count is not None and price is not None:
            times = 2 ** (1 / read.draws.of("value.accuracy_power", power))
            return np.asarray(count * price * (times - 1)), CostFrom.LABELS
    return None, CostFrom.NOWHERE


def shifted(value: Range, coverage: float) -> Range:
    """Return a range of coverage with another likely value: its ends move along, between 0 and 100 [%]."""
    by = coverage - value.likely
    return Range(low=max(0.0, value.low + by), likely=coverage, high=min(100.0, value.high + by))
