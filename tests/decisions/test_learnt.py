"""What finished projects teach, by hand: from what each came to, the range for the next one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.experience import CONTINGENCY, LEARNT, SLIP, USE, CameOut, PlannedEffort, learnt, measured
from projects.domain.ranges import Range

DELAY, USED = Range(low=0, likely=20, high=70), Range(low=50, likely=70, high=85)
PLANNED = PlannedEffort(months=6, cost=150_000, cost_of_delay=100_000)


def ends(found):
    return found.low, found.likely, found.high


# ---------------------------------------------------------------- what one project says


def test_delay_is_what_it_took_beyond_the_plan():
    assert measured(PLANNED, CameOut(months=9)) == {SLIP: 50}


def test_contingency_takes_only_what_lateness_does_not_explain():
    # Nine months instead of six: 150,000 + 0.5 × 100,000 = 200,000 was to be expected. It cost 220,000.
    assert measured(PLANNED, CameOut(months=9, cost=220_000)) == {SLIP: 50, CONTINGENCY: 10}


def test_early_and_cheap_is_nothing_and_not_less():
    assert measured(PLANNED, CameOut(months=5, cost=90_000)) == {SLIP: 0, CONTINGENCY: 0}


def test_cost_without_months_says_nothing_because_lateness_may_explain_it():
    assert measured(PLANNED, CameOut(cost=220_000, use=40)) == {USE: 40}


def test_project_without_a_kept_plan_says_only_how_much_it_is_used():
    assert measured(None, CameOut(months=9, cost=220_000, use=40)) == {USE: 40}


def test_what_no_field_takes_is_cut_off():
    assert measured(PLANNED, CameOut(months=60, cost=9e9)) == {SLIP: 300, CONTINGENCY: 200}


# ---------------------------------------------------------------- what several say


def test_three_projects_weigh_as_much_as_the_published_range():
    # All three came to 10. Half of all weight stands there, half is 0–20–70. Below 10 and above it is only that half:
    # P10 of the whole is its P20 = 20 − 0.657 × 20 = 6.9, and P90 its P80 = 20 + 0.657 × 50 = 52.8, with
    # 0.657 = 0.8416 / 1.2816.
    assert ends(learnt(DELAY, [10, 10, 10], 300)) == (6, 10, 53)


def test_many_projects_leave_little_of_the_published_range():
    # 27 of 30 parts of the weight stand at 45; the published 50–70–85 has none below that in its lowest 10 in 100.
    assert ends(learnt(USED, [45] * 27, 100)) == (45, 45, 45)


def test_few_projects_lie_inside_of_what_they_teach():
    # By the weights alone the worst of three ends at 53; the next one is worse than all three in 1 of 4 cases.
    assert ends(learnt(DELAY, [30, 50, 90], 300)) == (6, 37, 90)
    assert learnt(USED, [20, 95, 40], 100).low == 20


def test_nine_projects_may_have_one_beyond_either_end():
    found = learnt(DELAY, [0, 5, 5, 10, 10, 15, 20, 20, 160], 300)
    assert found.high < 160


def test_two_projects_teach_nothing():
    with pytest.raises(ValueError, match="at least 3"):
        learnt(DELAY, [10, 20], 300)


@given(st.lists(st.floats(0, 300), min_size=3, max_size=8))
def test_range_of_few_projects_is_never_narrower_than_they_are(values):
    found = learnt(DELAY, values, LEARNT[SLIP])
    assert found.low <= min(values)
    assert found.high >= max(values)
    assert found.low <= found.likely <= found.high


@given(st.lists(st.floats(0, 100), min_size=3, max_size=40), st.randoms())
def test_order_of_projects_does_not_matter(values, dice):
    other = list(values)
    dice.shuffle(other)
    assert learnt(USED, other, 100) == learnt(USED, values, 100)
