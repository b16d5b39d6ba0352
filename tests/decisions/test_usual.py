"""Usual costs that stand in for what nobody said, worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.netvalue import RoomDraws
from decisions.domain.usual import UsualCost, find_usual, rounded_roughly
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.expressions import Rule
from projects.domain.figures import Origin
from projects.domain.ranges import Range
from projects.domain.reader import Reader

ROOMS = RoomDraws(team=None, months=None, compute=None, computing=None)
TEST, CHANGE, SHARE = "value.security_one_off", "value.change_one_off", "value.contingency_share"


def rule(field_id, low, likely, high, *, when="", share_of_cost=False):
    return UsualCost(
        field_id=field_id, value=Range(low=low, likely=likely, high=high), share_of_cost=share_of_cost,
        when=Rule.parse(when) if when else None, source="A convention.", date="2026-11-28",
    )  # fmt: skip


def usual(*rules, blank=(TEST, CHANGE, SHARE), cost=200_000, rate=1.0, **said):
    answers = Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in said.items()}
    )
    drawn = None if cost is None else np.full(100, float(cost))
    read = Reader(answers, get_catalogue().fields, Draws(7, 100))
    return find_usual(read, ROOMS, rules, blank, cost=drawn, money_per_usd=rate)


def ends(found, field_id=TEST):
    value = found.inputs[field_id].value
    return value.low, value.likely, value.high


def test_usual_sum_is_in_the_money_of_the_project():
    # 4,000, 8,000 and 20,000 dollars at 1.5
    assert ends(usual(rule(TEST, 4_000, 8_000, 20_000), rate=1.5)) == (6_000, 12_000, 30_000)


def test_usual_share_of_the_cost_to_launch_is_a_sum():
    # 5, 10 and 15 % of 200,000; in the money of the project already
    found = usual(rule(CHANGE, 5, 10, 15, share_of_cost=True), rate=1.5)
    assert ends(found, CHANGE) == (10_000, 20_000, 30_000)


def test_usual_share_that_is_asked_for_as_a_share_stays_one():
    assert ends(usual(rule(SHARE, 10, 15, 30), rate=1.5), SHARE) == (10, 15, 30)


def test_usual_sum_says_two_digits():
    # 8,000 at 0.8734 is 6,987.2
    assert ends(usual(rule(TEST, 4_000, 8_000, 20_000), rate=0.8734)) == (3_500, 7_000, 17_000)


def test_usual_cost_is_ours_with_source_and_day():
    found = usual(rule(TEST, 1, 2, 3)).inputs[TEST]
    assert (found.origin, found.source, found.source_date) == (Origin.ASSUMPTION, "A convention.", "2026-11-28")


def test_share_of_a_cost_that_is_unknown_is_left_out():
    assert usual(rule(CHANGE, 5, 10, 15, share_of_cost=True), rule(TEST, 1, 2, 3), cost=None).inputs.keys() == {TEST}


def test_cost_that_somebody_answered_has_no_usual_one():
    assert usual(rule(TEST, 1, 2, 3), rule(CHANGE, 5, 10, 15), blank=[CHANGE]).inputs.keys() == {CHANGE}


@pytest.mark.parametrize(("answered", "told"), [({}, True), ({"value.hour_cost": 40}, False)])
def test_usual_cost_is_told_only_where_its_condition_holds(answered, told):
    found = usual(rule(TEST, 1, 2, 3, when="not answered(value.hour_cost)"), **answered)
    assert (TEST in found.inputs) is told


def test_nothing_open_has_no_other_net_value():
    found = usual(rule(TEST, 1, 2, 3), blank=[])
    assert (found.inputs, found.value) == ({}, None)


@pytest.mark.parametrize(
    ("value", "said"), [(0, 0), (6_987.2, 7_000), (0.01234, 0.012), (99.5, 100), (-1_250.1, -1_300), (8, 8)]
)
def test_rough_value_has_two_digits(value, said):
    assert rounded_roughly(value) == pytest.approx(said, rel=1e-12)


@given(st.floats(1e-6, 1e12), st.floats(1e-6, 1e12))
def test_rough_values_keep_their_order(some, other):
    low, high = sorted((some, other))
    assert rounded_roughly(low) <= rounded_roughly(high)


@given(st.floats(1e-6, 1e12))
def test_rough_value_is_within_a_twentieth(value):
    assert rounded_roughly(value) == pytest.approx(value, rel=0.0501)
