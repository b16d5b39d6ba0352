import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.domain.draws import DRAWS, FINE_DRAWS, Draws, Tie, _Kept, summarise
from projects.domain.ranges import Range


def test_draws_have_the_ends_that_were_typed():
    found = summarise(Draws(7).of("x", Range(low=6, likely=8, high=12)))
    assert (found.low, found.likely, found.high) == pytest.approx((6, 8, 12), rel=0.002)


def test_draws_of_a_range_with_zero_have_the_ends_that_were_typed():
    found = summarise(Draws(7).of("x", Range(low=-4, likely=0, high=10)))
    assert (found.low, found.likely, found.high) == pytest.approx((-4, 0, 10), abs=0.01)


def test_same_seed_and_name_give_the_same_draws():
    asked = Range(low=1, likely=2, high=3)
    first = Draws(7)
    first.of("other", asked)
    assert np.array_equal(first.of("x", asked), Draws(7).of("x", asked))


def test_another_name_gives_other_draws():
    asked = Range(low=1, likely=2, high=3)
    one, two = Draws(7).of("x", asked), Draws(7).of("y", asked)
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.05


def test_input_that_was_renamed_keeps_its_draws():
    asked, tie = Range(low=1, likely=2, high=3), Tie(to="other", rank_correlation=0.5)
    today = Draws(7, first_names={"y": "x"}).tied({"y": tie})
    before = Draws(7).tied({"x": tie})
    assert np.array_equal(today.of("y", asked), before.of("x", asked))
    assert np.array_equal(today.block.uniform("y"), before.uniform("x"))


def test_draws_of_one_number_do_not_scatter():
    assert set(Draws(1).of("x", Range.exactly(5))) == {5.0}


def test_draws_stay_within_their_limits():
    drawn = Draws(1).of("share", Range(low=50, likely=90, high=98), minimum=0, maximum=100)
    assert drawn.max() == 100


def test_too_few_draws_are_refused():
    with pytest.raises(ValueError, match="at least 100"):
        Draws(1, 10)


@settings(max_examples=40)
@given(st.lists(st.floats(1e-9, 1e20), min_size=3, max_size=3).map(sorted), st.integers(0, 2**31))
def test_draws_of_any_positive_range_are_positive_and_finite(ends, seed):
    low, likely, high = ends
    drawn = Draws(seed, 200).of("x", Range(low=low, likely=likely, high=high))
    assert np.all(np.isfinite(drawn))
    assert drawn.min() > 0


def test_first_block_of_many_draws_is_that_of_few():
    asked = Range(low=1, likely=2, high=7)
    assert np.array_equal(Draws(7, 30_000).of("x", asked)[:10_000], Draws(7).of("x", asked))


def test_blocks_are_not_repetitions():
    drawn = Draws(7, 20_000).of("x", Range(low=1, likely=2, high=7))
    assert abs(np.corrcoef(drawn[:10_000], drawn[10_000:])[0, 1]) < 0.05
    assert not np.array_equal(np.sort(drawn[:10_000]), np.sort(drawn[10_000:]))


def test_draws_that_fill_no_block_are_refused():
    with pytest.raises(ValueError, match="multiple of 10000"):
        Draws(1, 15_000)


def test_kept_draws_cannot_be_changed():
    drawn = Draws(7).of("x", Range(low=1, likely=2, high=3))
    with pytest.raises(ValueError, match="read-only"):
        drawn[0] = 0


def test_limits_belong_to_what_is_kept():
    asked = Range(low=50, likely=90, high=98)
    Draws(1).of("share", asked, maximum=95)
    assert Draws(1).of("share", asked, maximum=100).max() > 95


def test_what_is_kept_stays_within_its_bounds():
    kept = _Kept(most_bytes=2_000)
    for number in range(10):
        kept.put((number,), np.zeros(100))
    assert [kept.get((number,)) is not None for number in range(10)] == [False] * 8 + [True] * 2


@given(st.lists(st.floats(-1e300, 1e300), min_size=3, max_size=60))
def test_summary_is_that_of_the_sorted_draws(values):
    drawn = np.array(values)
    found, wanted = summarise(drawn), np.quantile(drawn, (0.1, 0.5, 0.9))
    assert np.allclose((found.low, found.likely, found.high), wanted, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("count", [DRAWS, FINE_DRAWS])
@pytest.mark.parametrize(
    "draw",
    [
        lambda rng, count: rng.lognormal(0, 2, count),
        lambda rng, count: rng.lognormal(0, 40, count),
        lambda rng, count: rng.normal(0, 1e300, count),
        lambda rng, count: np.round(rng.normal(1, 2, count)),
        lambda rng, count: np.where(rng.random(count) < 0.3, 0.0, 1e9 + rng.random(count)),
        lambda rng, count: np.where(rng.random(count) < 0.12, rng.normal(size=count), 7.0),
        lambda rng, count: np.full(count, -3.5),
        lambda rng, count: np.where(np.arange(count) < count // 2, 5e-324, 0.0),
        lambda rng, count: np.where(np.arange(count) % (count // 100) == 0, 50.0, rng.normal(size=count)),
        lambda rng, count: rng.normal(size=(count, 2))[:, 1],
    ],
    ids=[
        "spread over factors",
        "spread over very many",
        "both signs",
        "whole numbers",
        "many zeros",
        "nearly all alike",
        "all alike",
        "hardly apart",
        "no sample of all",
        "not in a row",
    ],
)
def test_summary_of_many_draws_is_that_of_the_sorted_ones(draw, count):
    drawn = draw(np.random.default_rng(1), count)
    summary = summarise(drawn)
    wanted = tuple(np.quantile(drawn, (0.1, 0.5, 0.9)))
    assert (summary.low, summary.likely, summary.high) == pytest.approx(wanted, rel=1e-12, abs=1e-300)


# ---------------------------------------------------------------- inputs that move together


def ranks(drawn):
    return np.argsort(np.argsort(drawn, kind="stable"), kind="stable")


@pytest.mark.parametrize("wanted", [-0.6, 0.2, 0.3, 0.9])
def test_tied_inputs_have_the_rank_correlation_that_was_asked_for(wanted):
    draws = Draws(7).tied({"b": Tie(to="a", rank_correlation=wanted)})
    found = np.corrcoef(ranks(draws.normal("a")), ranks(draws.normal("b")))[0, 1]
    assert found == pytest.approx(wanted, abs=0.03)


def test_tie_changes_the_order_of_one_input_alone():
    plain, tied = Draws(7), Draws(7).tied({"b": Tie(to="a", rank_correlation=0.5)})
    value = Range(low=10, likely=20, high=40)
    assert np.array_equal(plain.of("a", value), tied.of("a", value))
    assert not np.array_equal(plain.of("b", value), tied.of("b", value))
    assert np.array_equal(np.sort(plain.of("b", value)), np.sort(tied.of("b", value)))


def test_fine_draws_are_tied_block_by_block():
    ties = {"b": Tie(to="a", rank_correlation=0.5)}
    fine = Draws(7, FINE_DRAWS).tied(ties)
    assert np.array_equal(fine.normal("b")[:10_000], fine.block.normal("b"))


def test_uniform_draws_are_spread_evenly():
    drawn = Draws(7).uniform("x")
    assert (drawn.min() > 0, drawn.max() < 1) == (True, True)
    assert [np.sum(drawn < share) for share in (0.15, 0.005)] == [1500, 50]
    assert not np.array_equal(drawn, Draws(7).uniform("y"))


@pytest.mark.parametrize(("drawn", "ends"), [([7.0], (7.0, 7.0, 7.0)), ([1.0, 2.0], (1.1, 1.5, 1.9))])
def test_one_draw_or_two_have_percentiles_too(drawn, ends):
    found = summarise(np.array(drawn))
    assert (found.low, found.likely, found.high) == pytest.approx(ends)
