import numpy as np
import pytest

from projects.domain.draws import Draws, summarise
from projects.domain.formulas import Formula
from projects.domain.ranges import Range
from projects.domain.same_draws import OfSameDraws, final


@pytest.fixture
def runs():
    return []


@pytest.fixture
def total(runs):
    """A function of draws that remembers what it gave, and notes in `runs` when it works."""
    kept = OfSameDraws(most=2, weigh=lambda _sum: 1)

    def total(drawn, said="sum"):
        return kept.of(said, (drawn,), lambda: runs.append(said) or float(drawn.sum()))

    total.forget = kept.forget
    return total


def drawn(*values):
    return final(np.array(values, dtype=float))


def test_the_very_same_draws_are_worked_out_once(total, runs):
    ours = drawn(1, 2)
    assert [total(ours), total(ours)] == [3, 3]
    assert len(runs) == 1


def test_other_draws_with_the_same_numbers_are_worked_out(total, runs):
    assert [total(drawn(1, 2)), total(drawn(1, 2))] == [3, 3]
    assert len(runs) == 2


def test_another_function_of_the_same_draws_is_worked_out(total, runs):
    ours = drawn(1, 2)
    total(ours, "sum"), total(ours, "mean")
    assert runs == ["sum", "mean"]


def test_of_draws_that_somebody_can_write_to_nothing_is_kept(total):
    ours = np.array([1.0, 2.0])
    seen = ours.view()
    seen.flags.writeable = False
    assert total(seen) == 3
    ours[0] = 5
    assert [total(ours), total(seen)] == [7, 7]


def test_draws_at_the_place_of_others_that_are_gone_are_not_taken_for_them(total):
    ours = drawn(1, 2)
    place = id(ours)
    assert total(ours) == 3
    del ours
    others = [drawn(3, number) for number in range(100)]
    assert place in map(id, others)  # or this test shows nothing
    assert [total(other) for other in others] == [3 + number for number in range(100)]


def test_what_was_asked_for_longest_ago_goes_first(total, runs):
    first, second, third = drawn(1), drawn(2), drawn(3)
    for ours in (first, second, first, third, first, second):
        total(ours)
    assert len(runs) == 4


def test_after_forgetting_everything_is_worked_out_anew(total, runs):
    ours = drawn(1, 2)
    total(ours)
    total.forget()
    assert total(ours) == 3
    assert len(runs) == 2


def test_formula_over_kept_draws_gives_the_same_draws_which_nobody_can_change():
    draws = Draws(seed=1)
    cases, cost = (draws.of(name, Range(low=1, likely=2, high=4)) for name in ("cases", "cost"))
    first, again = (Formula("cases × cost + fee").over({"cases": cases, "cost": cost, "fee": 2.0}) for _ in range(2))
    assert first is again
    assert np.array_equal(first, cases * cost + 2.0)
    with pytest.raises(ValueError, match="read-only"):
        first += 1


def test_formula_over_kept_draws_and_another_number_is_worked_out():
    cases = Draws(seed=1).of("cases", Range(low=1, likely=2, high=4))
    assert np.array_equal(Formula("cases × fee").over({"cases": cases, "fee": 2.0}), cases * 2)
    assert np.array_equal(Formula("cases × fee").over({"cases": cases, "fee": 3.0}), cases * 3)
    # Names that change places are other values.
    cost = Draws(seed=1).of("cost", Range(low=1, likely=2, high=4))
    assert np.array_equal(Formula("a / b").over({"a": cases, "b": cost}), cases / cost)
    assert np.array_equal(Formula("a / b").over({"b": cases, "a": cost}), cost / cases)


def test_formula_over_draws_that_somebody_may_change_gives_new_ones():
    cases = np.array([1.0, 2.0])
    doubled = Formula("2 × cases").over({"cases": cases})
    cases[0] = 5
    assert np.array_equal(Formula("2 × cases").over({"cases": cases}), [10, 4])
    doubled += 1


def test_first_draws_are_summed_up_apart_from_all():
    ours = final(np.concatenate([np.arange(100.0), np.arange(1000.0, 1900.0)]))
    for _time in range(2):
        assert summarise(ours, most=100) == summarise(np.arange(100.0))
        assert summarise(ours).low > 900
