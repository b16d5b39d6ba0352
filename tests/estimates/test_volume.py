"""Hosted or own, by the number of cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimates.domain.formulas.volume import LARGEST_VOLUME, Lines, break_even_cases, own_cost, round_step
from projects.domain.draws import FINE_DRAWS
from projects.domain.ranges import Range
from tests.estimates.test_compute_estimate import API, value

OWN = {
    "compute.approach": "self_host", "compute.model": "Llama 3.1 8B", "compute.serving_accelerator": "L40S",
    "value.cases_per_year": 1_200_000, "compute.api_price_input": 0.75, "compute.api_price_output": 4.5,
}  # fmt: skip


def even(price, cost, cases, spare=0.0):
    return float(break_even_cases(*(np.array([amount]) for amount in (price, cost, cases)), spare)[0])


def test_break_even_by_hand():
    """A copy at $1,000 a month against $0.01 a case: 100,000 cases, if it answers as many."""
    assert even(0.01, 1000, 500_000) == pytest.approx(100_000)


def test_full_copy_that_costs_more_than_its_calls_never_wins():
    assert even(0.01, 1000, 99_999) == np.inf


def test_spare_copy_must_be_earned_too():
    """$0.01 × 150,000 earns $500 more than a copy costs, so two copies pay for a third: 3 × $1,000 / $0.01."""
    assert even(0.01, 1000, 150_000, spare=1.0) == pytest.approx(300_000)


@given(st.floats(1e-6, 10), st.floats(1, 1e6), st.floats(1, 1e9), st.sampled_from([0.0, 1.0]))
def test_both_cost_the_same_at_the_break_even(price, cost, cases, spare):
    found = even(price, cost, cases, spare)
    if np.isfinite(found):
        own = float(own_cost(found * (1 - 1e-9), np.array([cost]), np.array([cases]), spare)[0])
        assert own == pytest.approx(found * price, rel=1e-6)
        assert 0 < found <= LARGEST_VOLUME


@given(st.floats(0, 1e9), st.floats(1, 10), st.floats(1, 1e6))
def test_more_cases_never_cost_less(cases, times, capacity):
    few, many = (float(own_cost(count, np.array([100.0]), np.array([capacity]))[0]) for count in (cases, cases * times))
    assert many >= few > 0


@pytest.mark.parametrize("approach", ["self_host", "fine_tune", "train"])
def test_own_machines_are_held_against_a_hosted_model(estimate_of, approach):
    estimate = estimate_of(OWN | {"compute.approach": approach})
    assert value(estimate, "compute.break_even_cases").low > 0
    assert estimate.volume.cases == pytest.approx(100_000)
    assert len(estimate.volume.lines.hosted) == len(estimate.volume.lines.own)


@pytest.mark.parametrize("approach", ["self_host", "fine_tune", "train"])
def test_own_machines_at_one_exact_price_are_held_against_a_hosted_model(estimate_of, approach):
    """What is exact has all draws of the page at once, where the calls have one block of them."""
    known = OWN | {"compute.approach": approach, "compute.serving_price_per_gpu_hour": 2}
    assert value(estimate_of(known, count=FINE_DRAWS), "compute.break_even_cases").low > 0


def test_hosted_model_is_held_against_an_open_one(estimate_of):
    estimate = estimate_of(API | {"compute.api_price_output": 3000})
    assert estimate.volume.model == "Llama 3.1 405B"
    sources = {term.name: term.source for term in estimate.figure("compute.break_even_cases").inputs}
    assert sources["copy_cost"].startswith("Llama 3.1 405B at 16 bit on")


def test_hosted_lines_begin_at_nothing_and_own_ones_at_a_machine(estimate_of):
    volume = estimate_of(OWN).volume
    assert volume.lines.hosted[0].high == 0
    assert volume.lines.own[0].low > 0


@pytest.mark.parametrize(("step", "longest", "places"), [(10, 30, [0, 10, 20, 30]), (10, 31, [0, 10, 20, 30, 40])])
def test_lines_go_as_far_as_the_longest(step, longest, places):
    price, copies = Range.exactly(1.0), np.ones(3)
    lines = Lines(step=step, case_price=price, copy_cost=copies, copy_cases=copies, spare_copies=0.0, longest=longest)
    assert (lines.volumes, len(lines.hosted), len(lines.own)) == (places, len(places), len(places))


@pytest.mark.parametrize("field_id", ["compute.api_input_tokens_per_case", "compute.api_calls_per_case"])
def test_calls_of_which_one_part_is_not_relevant_have_no_price(estimate_of, field_id):
    assert estimate_of(API, not_relevant=(field_id,)).figure("compute.call_cost") is None


def test_dearer_calls_make_own_machines_win_sooner(estimate_of):
    cheap, dear = (
        value(estimate_of(OWN | {"compute.api_price_output": price}), "compute.break_even_cases").likely
        for price in (4.5, 15)
    )
    assert dear < cheap


def test_free_calls_have_no_break_even(estimate_of):
    estimate = estimate_of(OWN | {"compute.api_price_input": 0, "compute.api_price_output": 0})
    assert estimate.volume is None


@pytest.mark.parametrize(
    ("least", "step"), [(1.0, 1), (1.01, 2), (2.2, 2.5), (0.3, 0.5), (93_750, 100_000), (6e8, 1e9)]
)
def test_steps_are_round(least, step):
    assert round_step(least) == pytest.approx(step)


@given(st.floats(1e-6, 1e9))
def test_round_step_is_never_much_larger(least):
    assert least * (1 - 1e-6) <= round_step(least) <= 2.01 * least


def test_a_copy_that_costs_nothing_pays_for_itself_at_once():
    free, price, cases = np.zeros(3), np.full(3, 0.01), np.full(3, 1e6)
    with np.errstate(all="raise"):
        assert break_even_cases(price, free, cases).tolist() == [0, 0, 0]
