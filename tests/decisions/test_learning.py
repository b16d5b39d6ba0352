"""The cost of being wrong, and what knowing is worth: against closed forms and by hand."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.learning import being_wrong, expected_given, find_unknowns, gain_of_choosing, share_told
from decisions.domain.netvalue import RoomDraws, net_value_draws
from decisions.domain.value_rules import CountingWeeks, CountKind
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.reader import Reader

DRAWS = Draws(7)
NORMAL = NormalDist()


def unit_loss(mean, spread):
    """E max(X, 0) − max(E X, 0) of a normal: the closed form of the value of perfect information about a line."""
    far = abs(mean) / spread
    return spread * (NORMAL.pdf(far) - far * NORMAL.cdf(-far))


@pytest.mark.parametrize("mean", [-1.0, -0.3, 0.0, 0.5])
def test_worth_of_knowing_one_of_two_inputs_is_that_of_the_closed_form(mean):
    # value = mean + x + 2 y with x and y standard normal and clipped a little: knowing x leaves 2 y open
    x, y = DRAWS.normal("x"), DRAWS.normal("y")
    found = gain_of_choosing(expected_given(x, mean + x + 2 * y))
    assert found == pytest.approx(unit_loss(mean, float(x.std())), abs=0.005)


def test_worth_of_knowing_a_curve_is_that_of_the_curve():
    # value = x² − 1: chosen where |x| > 1
    x, y = DRAWS.normal("x"), DRAWS.normal("y")
    exact = x**2 - 1
    assert gain_of_choosing(expected_given(x, exact + y)) == pytest.approx(gain_of_choosing(exact), abs=0.02)


def test_what_changes_no_choice_is_worth_nothing():
    x = DRAWS.normal("x")
    assert gain_of_choosing(10 + x) == 0.0
    assert gain_of_choosing(expected_given(np.full(10_000, 3.0), x)) == pytest.approx(0.0, abs=1e-9)


def test_cost_of_being_wrong_by_hand():
    # −30, −10, 20, 60: doing it loses 40 / 4 = 10 on average, leaving it misses 80 / 4 = 20
    found = being_wrong(np.array([-30.0, -10.0, 20.0, 60.0]))
    assert (found.doing_loses, found.leaving_misses, found.chance_of_loss) == (10, 20, 0.5)
    assert found.of_the_better == 10


@given(st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=30))
def test_nothing_is_worth_more_than_knowing_everything(values):
    drawn = np.array(values)
    found = being_wrong(drawn)
    assert 0 <= gain_of_choosing(drawn) <= found.of_the_better + 1e-6 * (1 + np.abs(drawn).max())


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_worth_of_knowing_is_a_number_and_at_most_that_of_everything(mean, spread):
    x, y = Draws(7, 200).normal("x"), Draws(7, 200).normal("y")
    values = mean + spread * (x + y)
    worth = gain_of_choosing(expected_given(x, values))
    assert math.isfinite(worth)
    assert worth <= gain_of_choosing(values) + 1e-6 * (1 + abs(mean) + spread)


# ---------------------------------------------------------------- two weeks of counting


def count(kind, *, sample=200, spread=0.0):
    return CountingWeeks(field_id="value.coverage", kind=kind, sample=sample, spread_pct=spread, how="Count.")


def test_share_is_told_by_a_binomial_sample():
    # mean 50, variance 100: 200 cases leave 50 × 50 / 200 = 12.5 open; 100 / 112.5
    drawn = np.array([40.0, 60.0] * 50)
    assert share_told(count(CountKind.SHARE), drawn, 200) == pytest.approx(100 / 112.5)


def test_mean_is_told_by_its_spread_over_the_cases():
    # mean 10, variance 4; single cases lie 60 % apart: 36 / 50 = 0.72 is left open
    drawn = np.array([8.0, 12.0] * 50)
    assert share_told(count(CountKind.MEAN, spread=60), drawn, 50) == pytest.approx(4 / 4.72)


def test_flow_leaves_the_seasons_open():
    # mean 1,000, variance 10,000; 15 % is 150² = 22,500, and 400 cases leave 1,000² / 400 = 2,500
    drawn = np.array([900.0, 1100.0] * 50)
    assert share_told(count(CountKind.FLOW, spread=15), drawn, 400) == pytest.approx(10_000 / 35_000)


def test_nothing_is_told_without_cases_or_of_what_is_known():
    assert share_told(count(CountKind.SHARE), np.array([40.0, 60.0]), 0.5) == 0
    assert share_told(count(CountKind.SHARE), np.array([50.0, 50.0]), 200) == 0


# ---------------------------------------------------------------- of a project


RANGES = {
    "value.cases_per_year": 10_000, "value.coverage": {"low": 30, "likely": 50, "high": 70}, "value.adoption": 80,
    "value.saving_per_case": {"low": 11, "likely": 12, "high": 13}, "value.review_minutes_per_case": 0,
    "value.hour_cost": 0, "value.ramp_up_months": 0, "value.horizon_months": 24, "value.discount_rate": 0,
}  # fmt: skip


def unknowns(**rooms):
    known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in RANGES.items()}
    read = Reader(Answers(known), get_catalogue().fields, DRAWS)
    handed = RoomDraws(team=np.full(10_000, 48_000.0), months=np.full(10_000, 12.0), compute=None, computing=None)
    counts = {"value.coverage": count(CountKind.SHARE)}
    return find_unknowns(read, handed, net_value_draws(read, handed), counts)


def test_widest_unknown_is_worth_most_and_a_count_less():
    first, second = unknowns()
    assert (first.id, second.id) == ("value.coverage", "value.saving_per_case")
    assert first.worth > second.worth > 0
    assert 0 < first.count_worth < first.worth
    assert second.count_worth is None


def test_worth_of_knowing_the_coverage_by_hand():
    # At $12 a case the value is 10,000 × 80 % × $12 × coverage − $48,000 = $960 × (coverage − 50): half of the mean
    # distance from 50 is what knowing brings, or a little more where the mean lies off 0.
    covered = DRAWS.of("value.coverage", unknowns()[0].value, minimum=0, maximum=100)
    by_hand = gain_of_choosing(960 * (covered - 50))
    assert unknowns()[0].worth == pytest.approx(by_hand, rel=0.02)
