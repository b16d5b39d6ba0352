"""What it costs to halve the share of cases that is not handled, and where that is taken from, worked by hand."""

import numpy as np
import pytest

from decisions.domain.accuracy import COVERAGE, HALVING, CostFrom, find_accuracy
from decisions.domain.breakeven import COST, NetValueLine
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.ranges import Range
from projects.domain.reader import Reader

COUNT = 100
LABELS = {"data.label_count": 1_000, "data.label_price": 2}
IN_SQUARES = Range.exactly(0.5)
"""Half the error takes four times the labels."""


def line(id_, slope):
    drawn = {"at_now": np.zeros(COUNT), "slope": np.full(COUNT, float(slope))}
    return NetValueLine(id=id_, label="x", unit="", now=70.0, limit=None, **drawn)


LINES = (line(COVERAGE, 2_000), line(COST, -1))


def found(said, *, lines=LINES, values=True, power=IN_SQUARES):
    """Read exact answers; None stands for what does not matter."""
    answers = Answers({
        name: Answer(field_id=name, state=AnswerState.NOT_RELEVANT if value is None else AnswerState.KNOWN, value=value)
        for name, value in ({COVERAGE: 70} | said).items()
    })  # fmt: skip
    read = Reader(answers, get_catalogue().fields, Draws(7, COUNT))
    return find_accuracy(read, np.zeros(COUNT) if values else None, lines, power)


def test_halving_what_is_left_takes_as_many_labels_as_the_power_says():
    # 1,000 × $2 are there; four times the labels are three times as many more
    accuracy = found(LABELS)
    assert (np.median(accuracy.halving), accuracy.cost_from) == (pytest.approx(6_000), CostFrom.LABELS)


def test_slower_law_takes_more_labels():
    # 2^(1 / 0.25) = 16 times the labels
    assert np.median(found(LABELS, power=Range.exactly(0.25)).halving) == pytest.approx(30_000)


def test_cost_of_accuracy_that_somebody_said_counts_before_labels():
    accuracy = found({**LABELS, HALVING: 500})
    assert (np.median(accuracy.halving), accuracy.cost_from) == (500, CostFrom.ANSWER)


def test_accuracy_that_cannot_be_had_has_no_cost_whatever_labels_there_are():
    accuracy = found({**LABELS, HALVING: None})
    assert (accuracy.halving, accuracy.cost_from) == (None, CostFrom.NEVER)


def test_cost_of_accuracy_comes_from_nowhere_without_labels():
    accuracy = found({})
    assert (accuracy.halving, accuracy.cost_from) == (None, CostFrom.NOWHERE)


def test_reserve_makes_a_unit_of_cost_weigh_more():
    assert np.median(found({"value.contingency_share": 20}).cost_worth) == pytest.approx(1.2)


@pytest.mark.parametrize("missing", [COVERAGE, COST])
def test_coverage_is_not_priced_without_its_lines(missing):
    assert found(LABELS, lines=[line for line in LINES if line.id != missing]) is None


def test_coverage_is_not_priced_without_a_net_value():
    assert found(LABELS, values=False) is None
