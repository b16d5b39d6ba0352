"""Which projects to fund, and how good estimates were: worked by hand, and against trying every set."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.domain.portfolio import (
    ActualOutcome,
    FundingCandidate,
    Means,
    UnfundedProject,
    UnfundedReason,
    fund,
    people_at_most,
    track_record,
)
from decisions.funding import solve_funding
from projects.domain.ranges import Range

JANUARY = 12 * 2027 + 1


def candidate(name, cost, value, people=0.0, start=JANUARY, months=3):
    return FundingCandidate(
        id=name, cost=cost, value=value, people={start + month: people for month in range(months)} if people else {}
    )  # fmt: skip


SMALL = [candidate("A", 60, 100), candidate("B", 50, 70), candidate("C", 50, 70), candidate("D", 10, -5)]


def funded(candidates, **means):
    return fund(candidates, Means(**means), solve_funding)


def test_set_of_the_greatest_value_is_not_the_one_that_begins_with_the_best():
    found = funded(SMALL, budget=100)
    assert (found.chosen, found.cost, found.value) == ({"B", "C"}, 100, 140)


def test_what_is_left_out_says_why_and_what_it_would_cost():
    left = {project.id: project for project in funded(SMALL, budget=100).left}
    assert left["A"] == UnfundedProject(id="A", why=UnfundedReason.LESS, loses=40, instead_of=("B", "C"))
    assert left["D"] == UnfundedProject(id="D", why=UnfundedReason.NO_VALUE, loses=5)


def test_project_beyond_the_budget_or_the_people_says_so():
    found = funded([candidate("A", 200, 900), candidate("B", 10, 50, people=9)], budget=100, people=5)
    assert [project.why for project in found.left] == [UnfundedReason.TOO_EXPENSIVE, UnfundedReason.TOO_MANY_PEOPLE]


def test_without_limits_everything_with_value_is_funded():
    assert funded(SMALL).chosen == {"A", "B", "C"}


def test_people_are_limited_month_by_month():
    together = [candidate("A", 1, 10, people=3), candidate("B", 1, 9, people=3)]
    assert funded(together, people=4).chosen == {"A"}
    one_after_another = [together[0], candidate("B", 1, 9, people=3, start=JANUARY + 3)]
    found = funded(one_after_another, people=4)
    assert (found.chosen, found.people) == ({"A", "B"}, 3)


def test_what_is_required_is_in_whatever_it_brings():
    found = funded(SMALL, budget=100, required=frozenset({"D", "A"}))
    assert found.chosen == {"A", "D"}
    assert {project.why for project in found.left} == {UnfundedReason.NO_ROOM}


def test_required_beyond_the_means_has_no_set():
    assert funded(SMALL, budget=100, required=frozenset({"A", "B"})) is None


def test_nothing_to_fund_is_an_empty_set():
    found = funded([], budget=5)
    assert (found.chosen, found.cost, found.people) == (frozenset(), 0, 0)


def test_cheaper_of_two_equal_sets_is_taken():
    assert funded([candidate("A", 50, 10), candidate("B", 40, 10)], budget=60).chosen == {"B"}


MANY = st.lists(
    st.tuples(st.integers(1, 60), st.integers(-40, 90), st.integers(0, 5), st.integers(0, 3)), max_size=7
)  # fmt: skip


@settings(max_examples=40)
@given(MANY, st.integers(0, 150), st.integers(0, 9))
def test_no_set_within_the_means_brings_more(rows, budget, people):
    candidates = [
        candidate(str(number), cost, value, people=heads, start=JANUARY + start)
        for number, (cost, value, heads, start) in enumerate(rows)
    ]
    found = funded(candidates, budget=budget, people=people)
    best = max(
        sum(project.value for project in some)
        for count in range(len(candidates) + 1)
        for some in combinations(candidates, count)
        if sum(project.cost for project in some) <= budget and people_at_most(some) <= people
    )
    assert found.value == pytest.approx(best)
    assert found.cost <= budget
    assert found.people <= people
    assert found.chosen | {project.id for project in found.left} == {project.id for project in candidates}


# ---------------------------------------------------------------- estimates


def test_estimates_that_were_too_low():
    record = track_record([
        ActualOutcome(estimate=Range(low=80, likely=100, high=120), actual=110),
        ActualOutcome(estimate=Range(low=250, likely=300, high=350), actual=390),
    ])  # fmt: skip
    assert (record.count, record.estimated, record.actual, record.inside) == (2, 400, 500, 1)
    assert record.too_low_by == pytest.approx(0.2)  # 400 instead of 500: 20 % low


def test_estimates_that_were_too_high():
    record = track_record([ActualOutcome(estimate=Range(low=80, likely=100, high=120), actual=80)])
    assert record.too_low_by == pytest.approx(-0.25)
    assert record.inside == 1


def test_nothing_came_of_it_has_no_share():
    assert track_record([ActualOutcome(estimate=Range.exactly(100), actual=0)]).too_low_by is None


def test_no_outcome_is_no_record():
    assert track_record([]) is None
