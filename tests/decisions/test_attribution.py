"""The parts of a change add up to the whole, whatever the order and whatever works together."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.attribution import attribute, in_whole_steps, there_and_back

NAMES = ("cases", "minutes", "rate", "team")
MONEY = st.floats(-1e6, 1e6)


def game(values):
    """Return a function of the changes made, from a table of values by the set of them."""
    return lambda made: {"cost": values[sum(2 ** NAMES.index(name) for name in made)]}


def parts_of(values, orders=None):
    (found,) = attribute(orders or there_and_back(NAMES), game(values)).values()
    return found, {part.mover: part for part in found.parts}


TABLES = st.lists(MONEY, min_size=16, max_size=16)


@given(TABLES, st.lists(st.permutations(NAMES), min_size=1, max_size=4))
def test_parts_add_up_for_any_orders(values, orders):
    found, parts = parts_of(values, orders)
    assert sum(part.amount for part in parts.values()) == pytest.approx(found.after - found.before, abs=1e-6)
    assert (found.before, found.after) == (values[0], values[15])


@given(TABLES)
def test_each_part_lies_between_what_it_does_in_the_orders(values):
    _found, parts = parts_of(values)
    assert all(
        part.least <= part.amount <= part.most or part.least == pytest.approx(part.most) for part in parts.values()
    )


@given(st.lists(MONEY, min_size=4, max_size=4), st.lists(MONEY, min_size=6, max_size=6))
def test_there_and_back_gives_the_shapley_value_where_changes_work_in_pairs(alone, together):
    pairs = [(first, second) for first in range(4) for second in range(first)]

    def value(mask):
        return sum(alone[bit] for bit in range(4) if mask >> bit & 1) + sum(
            size
            for (first, second), size in zip(pairs, together, strict=True)
            if mask >> first & 1 and mask >> second & 1
        )

    values = [value(mask) for mask in range(16)]
    _found, parts = parts_of(values)
    _found, shapley = parts_of(values, list(permutations(NAMES)))
    for name in NAMES:
        assert parts[name].amount == pytest.approx(shapley[name].amount, abs=1e-5)


@given(TABLES)
def test_change_that_never_moves_anything_gets_nothing(values):
    blind = [values[mask & 7] for mask in range(16)]  # the fourth makes no difference
    _found, parts = parts_of(blind)
    assert (parts["team"].amount, parts["team"].least, parts["team"].most) == (0, 0, 0)


def test_product_of_two_is_split_in_halves():
    def reach(made):
        return {"cost": (200.0 if "cases" in made else 100.0) * (3.0 if "minutes" in made else 2.0)}

    found = attribute(there_and_back(("cases", "minutes")), reach)["cost"]
    # 200 → 600: cases alone +200, last +300; minutes alone +100, last +200.
    assert [(part.amount, part.least, part.most) for part in found.parts] == [(250, 200, 300), (150, 100, 200)]


def test_figure_unknown_at_an_end_is_left_out():
    assert attribute([("cases",)], lambda made: {"cost": 1.0 if made else None}) == {}
    assert attribute([("cases",)], lambda made: {"cost": None if made else 1.0}) == {}


def test_figure_unknown_in_between_counts_when_it_is_known_again():
    def reach(made):
        return {"cost": None if len(made) == 1 else float(len(made))}

    found = attribute([("cases", "minutes")], reach)["cost"]
    assert [part.amount for part in found.parts] == [0, 2]


def test_no_change_is_worked_out_twice():
    asked = []
    attribute(there_and_back(NAMES), lambda made: asked.append(made) or {"cost": 0.0})
    assert len(asked) == len(set(asked)) == 2 * len(NAMES)


def test_orders_of_other_changes_are_refused():
    with pytest.raises(ValueError, match="same changes"):
        attribute([("cases",), ("minutes",)], lambda made: {})
    with pytest.raises(ValueError, match="same changes"):
        attribute([], lambda made: {})


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=12))
def test_whole_steps_add_up_and_stay_near(amounts):
    total = round(sum(amounts))
    whole = in_whole_steps(amounts, total)
    assert sum(whole) == total
    assert all(abs(step - amount) < 2 for step, amount in zip(whole, amounts, strict=True))


def test_whole_steps_by_hand():
    assert in_whole_steps([-10.9, -3.2, 0.3], -14) == [-11, -3, 0]
    assert in_whole_steps([0.5, 0.5], 1) == [1, 0]
