import numpy as np
import pytest

from projects.domain.draws import Draws, summarise
from projects.domain.ranges import Range
from teams.domain.paydraws import PayDraws

RATE = Range(low=65, likely=90, high=120)


def test_each_pay_keeps_its_range():
    found = summarise(PayDraws(Draws(7)).of("team.pay.data_engineer", RATE))
    assert (found.low, found.likely, found.high) == pytest.approx((65, 90, 120), rel=1e-3)


def test_pay_of_two_roles_moves_together():
    draws = PayDraws(Draws(7))
    correlation = np.corrcoef(draws.normal("team.pay.data_engineer"), draws.normal("team.pay.reviewer"))[0, 1]
    assert correlation == pytest.approx(0.5, abs=0.03)


def test_draws_depend_on_seed_and_name_only():
    first, second = PayDraws(Draws(7)), PayDraws(Draws(7))
    second.normal("team.pay.reviewer")
    assert (first.normal("team.pay.annotator") == second.normal("team.pay.annotator")).all()
    assert (PayDraws(Draws(8)).normal("team.pay.annotator") != first.normal("team.pay.annotator")).any()
