"""At which value of an input it pays back: worked out from straight lines, checked against the whole sum."""

import itertools

import numpy as np
import pytest

from decisions.domain.breakeven import COST, GIVEN, RISING, NetValueLine, find_lines, holds, nearest, rounded
from decisions.domain.netvalue import net_value_draws
from decisions.results import results_of
from projects.access import Workspace
from projects.domain.reader import Reader

pytestmark = pytest.mark.once

SHARES = (0.1, 0.2, 0.5, 0.9)


@pytest.fixture
def inputs(sample):
    results = results_of(Workspace(sample, sample.scenarios.get(slug="fine_tune")))
    return Reader(results.answers, results.fields, results.draws), results.rooms


def whole_sum(inputs, input_id, value):
    read, rooms = inputs
    if input_id == COST:
        return net_value_draws(read, rooms, cost=value)
    return net_value_draws(read.holding(input_id, value), rooms)


def test_net_value_is_a_straight_line_in_every_input(inputs):
    lines = find_lines(*inputs)
    assert [line.id for line in lines] == [*RISING, COST]
    for line in lines:
        value = line.now * 1.3
        assert line.at(value) == pytest.approx(whole_sum(inputs, line.id, value), rel=1e-6, abs=0.01)


@pytest.mark.parametrize("share", SHARES)
def test_share_of_cases_pays_back_at_the_value_and_not_short_of_it(inputs, share):
    found = nearest(find_lines(*inputs), share)
    assert found
    for change in found:
        step = -1 if change.id == COST else 1
        assert holds(whole_sum(inputs, change.id, change.needed), share)
        assert not holds(whole_sum(inputs, change.id, change.needed * (1 - 0.03 * step)), share)


def test_more_cases_take_more(inputs):
    lines = find_lines(*inputs)
    by_share = [{line.id: line.needed for line in nearest(lines, share)} for share in SHARES]
    for fewer, more in itertools.pairwise(by_share):
        for input_id in more:
            assert more[input_id] < fewer[input_id] if input_id == COST else more[input_id] > fewer[input_id]


def test_nearest_change_comes_first(inputs):
    found = nearest(find_lines(*inputs), 0.5)
    distances = [line.distance for line in found if line.id != GIVEN]
    assert distances == sorted(distances)
    assert found[-1].id == GIVEN


def test_share_above_one_hundred_percent_is_never_proposed(inputs):
    coverage = {line.id: line.needed for line in nearest(find_lines(*inputs), 0.9)}.get("value.coverage", 0)
    assert coverage <= 100


def test_results_are_those_of_the_whole_sum(inputs):
    change = nearest(find_lines(*inputs), 0.5)[0]
    values = whole_sum(inputs, change.id, change.needed)
    found = dict(change.results)
    assert found["result.npv_p50"] == pytest.approx(np.median(values), abs=1)
    assert found["result.npv_p50"] >= 0
    assert found["result.chance_of_payback"] >= 0.5


@pytest.mark.parametrize(
    ("value", "unit", "up", "wanted"),
    [(61.21, "%", True, 62), (1.3491, "money/case", True, 1.35), (98_765, "money", False, 98_700),
     (0.012341, "money/case", True, 0.0124), (500, "money", True, 500), (500, "money", False, 500), (0, "", True, 0)],
)  # fmt: skip
def test_values_are_rounded_to_the_safe_side(value, unit, up, wanted):
    assert rounded(value, unit, up=up) == pytest.approx(wanted)


def test_empty_project_has_no_lines(project, base):
    results = results_of(Workspace(project, base))
    assert find_lines(Reader(results.answers, results.fields, results.draws), results.rooms) == ()


def a_line(at_now, slope, now=10.0, limit=30.0):
    return NetValueLine(id=COST, label="", unit="money/case", now=now, limit=limit,
                at_now=np.array(at_now, float), slope=np.array(slope, float))  # fmt: skip


def test_case_that_the_input_does_not_move_pays_back_everywhere_or_nowhere():
    # The first case pays back 10 / 2 = 5 above 10, the next two wherever the input stands, the last one nowhere.
    line = a_line([-10, 5, 5, -5], [2, 0, 0, 0])
    assert line.zero(0.6) == 15
    assert line.zero(0.3) is None  # it pays back in half of the cases already
    assert line.zero(1.0) is None  # and in all of them never


def test_input_of_which_nothing_is_needed_is_never_below_nothing():
    # 40 of benefit that the input does not move: it pays back from -10 on, and at any value of the second kind.
    for line in (a_line([40.0], [2]), a_line([40.0], [0])):
        found = line.break_even(0.5)
        assert found.needed == 0
        assert dict(found.results)["result.chance_of_payback"] == 1


def test_no_change_by_more_than_three_times_is_proposed(inputs):
    lines = {line.id: line for line in find_lines(*inputs)}
    assert lines[GIVEN].limit == pytest.approx(3 * lines[GIVEN].now)
    assert lines[COST].limit == pytest.approx(lines[COST].now / 3)
    within, beyond = a_line([-39.0], [2]), a_line([-41.0], [2])  # needs 10 + 19.5 and 10 + 20.5
    assert within.break_even(0.5).needed == 29.5
    assert beyond.break_even(0.5) is None
