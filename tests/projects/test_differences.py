"""What differs between two JSON values makes the second from the first, whatever they are."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.differences import apply, difference

LEAVES = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3) | st.text("ab", max_size=2)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab", max_size=1), inner), max_leaves=15
)


def strictly(value):
    return json.dumps(value, sort_keys=True)


@given(ANYTHING, ANYTHING)
def test_difference_makes_the_second_from_the_first(before, after):
    change = json.loads(json.dumps(difference(before, after)))
    assert strictly(apply(change, before)) == strictly(after)


ROWS = [{"role": f"r{number}", "presence": {str(month): 50.0 for month in range(36)}} for number in range(40)]


@pytest.mark.parametrize(
    ("after", "most"),
    [
        ([*ROWS[:7], ROWS[7] | {"role": "x"}, *ROWS[8:]], 100),
        ([*ROWS[:7], ROWS[7] | {"presence": ROWS[7]["presence"] | {"3": 0.0}}, *ROWS[8:]], 150),
        ([*ROWS[:7], *ROWS[8:]], 60),
        ([*ROWS[:7], {"role": "new"}, *ROWS[7:]], 60),
        (ROWS, 60),
    ],
)
def test_small_change_of_a_large_table_is_small(after, most):
    assert len(json.dumps(difference(ROWS, after))) < most
    assert apply(difference(ROWS, after), ROWS) == after


def test_what_was_there_is_left_alone():
    before = {"a": [1, 2]}
    apply(difference(before, {"a": [1, 3], "b": 4}), before)
    assert before == {"a": [1, 2]}
