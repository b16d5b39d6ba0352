"""Which options stand out, on options made by hand: a truth table."""

from dataclasses import replace

import pytest

from decisions.domain.business_case import BusinessCase
from decisions.domain.options import Marks, Option, Why, mark
from estimates.domain.figures.ruled_out import Bar, Standing
from projects.domain.expressions import Rule
from projects.domain.figures import Figure
from projects.domain.ranges import Range

OUT = Standing((Bar(approaches=("x",), field_id="solution.off_table", when=Rule.parse("a.b == 1"), reason="No."),))


def figure(value):
    return Figure(id="x", label="x", value=Range.exactly(float(value)), unit="money", formula="x", inputs=())


def option(name, *, spent=100, months=6, value=50, **more):
    """Return an option; what it costs up to launch is never looked at beyond being there."""
    case = BusinessCase(
        parts=(), steps=(), cost=figure(spent), cost_draws=None, running=None, benefit=None,
        value=None if value is None else figure(value), value_draws=None, months=figure(months), payback_months=None,
        chance=None, horizon_months=36, missing=(),
    )  # fmt: skip
    return Option(**{"id": name, "case": case, "spent": figure(spent), "privacy": 2} | more)


def unpriced(one):
    return replace(one, case=None, spent=None)


def test_highest_value_is_recommended_with_its_lead():
    found = mark([option("api", value=90), option("train", value=20, spent=500)])
    assert (found.recommended, found.why, found.next_best, found.lead) == ("api", Why.VALUE, "train", 70)


def test_what_is_ruled_out_never_stands_out():
    best = option("api", value=900, spent=1, months=1, privacy=0, standing=OUT)
    found = mark([best, option("self_host", value=10), option("train", value=5, spent=300, months=9, privacy=3)])
    assert (found.cheapest, found.fastest, found.most_private, found.recommended) == ("self_host",) * 4


def test_simple_option_that_does_as_much_comes_first_whatever_the_money_says():
    simple = option("simple", value=1, does_as_much=True)
    assert (mark([simple, option("api", value=900)]).recommended, mark([simple, option("api")]).why) == (
        "simple", Why.SIMPLE,
    )  # fmt: skip


def test_simple_option_that_does_less_is_one_of_many():
    assert mark([option("simple", value=1), option("api", value=900)]).recommended == "api"


def test_of_two_that_are_as_good_the_one_that_is_easier_to_leave_is_taken():
    found = mark([option("buy", value=52, lock_in=3), option("api", value=48, lock_in=0)])
    assert (found.recommended, found.why, found.next_best, found.lead) == ("api", Why.CLOSE, "buy", -4)


def test_five_in_a_hundred_of_what_is_spent_is_as_good_and_more_is_not():
    found = [mark([option("buy", value=50, lock_in=3), option("api", value=value)]) for value in (45, 44)]
    assert [one.recommended for one in found] == ["api", "buy"]


def test_of_two_that_are_as_good_and_as_easy_to_leave_the_sooner_is_taken():
    found = mark([option("classic", value=52, months=9), option("api", value=49, months=6)])
    assert (found.recommended, found.why) == ("api", Why.CLOSE)


def test_where_none_pays_back_the_one_that_loses_least_is_named_so():
    found = mark([option("api", value=-20, lock_in=3), option("train", value=-21)])
    assert (found.recommended, found.why, found.lead) == ("api", Why.LOSES_LEAST, 1)


def test_without_a_benefit_the_cheapest_is_recommended():
    found = mark([option("api", value=None, spent=70), option("train", value=None, spent=90)])
    assert (found.recommended, found.why, found.lead) == ("api", Why.CHEAPEST, 20)


def test_option_with_a_part_unknown_is_neither_cheapest_nor_recommended():
    part = option("buy", value=900, spent=1, missing=("value.licences",))
    found = mark([part, option("api"), option("train", spent=300)])
    assert (found.cheapest, found.recommended) == ("api", "api")


def test_option_with_a_part_unknown_may_be_the_fastest():
    found = mark([option("buy", months=1, missing=("value.licences",)), option("api"), option("train")])
    assert found.fastest == "buy"


def test_only_option_left_is_said_to_be_so():
    found = mark([option("api", standing=OUT), option("self_host")])
    assert (found.recommended, found.why, found.cheapest, found.fastest) == ("self_host", Why.ONLY, "", "")


@pytest.mark.parametrize(
    "options",
    [[], [option("api", standing=OUT)], [unpriced(option("api"))], [option("today")]],
    ids=["none", "all ruled out", "no price", "only today"],
)
def test_nothing_stands_out_where_nothing_is_open(options):
    assert mark(options) == Marks()


def test_most_private_is_the_cheaper_of_those_that_keep_most_and_none_where_all_are_alike():
    private = [option("classic", privacy=0, spent=200), option("simple", privacy=0, spent=100), option("api")]
    assert mark(private).most_private == "simple"
    assert mark([option("api"), option("buy")]).most_private == ""
