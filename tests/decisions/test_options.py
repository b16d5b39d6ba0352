"""Which options stand out, and which is recommended, on options made by hand: a truth table."""

from dataclasses import replace

import pytest

from decisions.domain.business_case import BusinessCase
from decisions.domain.options import Option
from decisions.domain.recommending import LadderStep, Marks, RecommendationReason
from decisions.domain.recommending import mark as mark_by_steps
from estimates.domain.figures.ruled_out import ApproachStatus, ExclusionRule
from projects.domain.expressions import Rule
from projects.domain.figures import Figure
from projects.domain.ranges import Range
from scoping.domain.plans.approach import RungFit

OUT = ApproachStatus(
    (ExclusionRule(approaches=("x",), field_id="solution.off_table", when=Rule.parse("a.b == 1"), reason="No."),)
)


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


def unpriced(option):
    return replace(option, case=None, spent=None)


ORDER = ("today", "simple", "buy", "classic", "api", "retrieval", "self_host", "train")


def mark(options, **fits):
    """Mark options that all fit, but for those whose fit is said."""
    all_fit = {section: RungFit.FITS for section in ORDER if section not in ("today", "simple")} | fits
    steps = {
        option_id: LadderStep(f"step_{option_id}", place, all_fit.get(option_id, RungFit.OPEN))
        for place, option_id in enumerate(ORDER)
    }
    return mark_by_steps(options, steps)


def test_highest_value_of_what_fits_as_well_is_recommended_with_its_lead():
    found = mark([option("api", value=90), option("train", value=20, spent=500)])
    assert (found.recommended, found.why, found.next_best, found.lead) == (
        "api",
        RecommendationReason.VALUE,
        "train",
        70,
    )
    assert found.step == "step_api"


def test_what_fits_better_comes_before_what_brings_more():
    found = mark([option("api", value=900), option("retrieval", value=20)], retrieval=RungFit.PREFERRED)
    assert (found.recommended, found.why) == ("retrieval", RecommendationReason.FITS)
    assert (found.next_best, found.lead) == ("api", -880)


def test_what_nothing_speaks_for_is_not_recommended_however_much_it_brings():
    found = mark([option("api", value=900), option("classic", value=1)], api=RungFit.OPEN)
    assert found.recommended == "classic"


def test_nothing_is_recommended_where_nothing_speaks_for_anything():
    found = mark([option("api", value=900), option("classic", value=1)], api=RungFit.OPEN, classic=RungFit.OPEN)
    assert (found.recommended, found.why, found.cheapest) == ("", None, "api")


def test_what_is_ruled_out_never_stands_out():
    best = option("api", value=900, spent=1, months=1, privacy=0, standing=OUT)
    found = mark([best, option("self_host", value=10), option("train", value=5, spent=300, months=9, privacy=3)])
    assert (found.cheapest, found.fastest, found.most_private, found.recommended) == ("self_host",) * 4


def test_what_is_too_weak_never_stands_out():
    weak = option("simple", value=900, spent=1, months=1, privacy=0, is_too_weak=True)
    found = mark(
        [weak, option("self_host", value=10), option("train", value=5, spent=300, months=9)], simple=RungFit.FITS
    )
    assert (found.cheapest, found.fastest, found.recommended) == ("self_host",) * 3


def test_tested_on_ones_own_cases_is_not_too_weak():
    found = mark([option("buy", is_too_weak=True), option("api", value=90)], buy=RungFit.PREFERRED)
    assert found.recommended == "buy"


def test_simple_option_that_does_as_much_comes_first_whatever_the_money_says():
    simple = option("simple", value=1, does_as_much=True)
    found = mark([simple, option("api", value=900)], api=RungFit.PREFERRED)
    assert (found.recommended, found.why) == ("simple", RecommendationReason.SIMPLE)


def test_simple_option_that_does_as_much_needs_no_price_to_come_first():
    simple = unpriced(option("simple", does_as_much=True))
    found = mark([simple, option("api", value=900)])
    assert (found.recommended, found.unpriced) == ("simple", ("simple",))


def test_simple_option_that_nothing_speaks_for_is_one_of_many():
    assert mark([option("simple", value=901), option("api", value=900)]).recommended == "api"


def test_going_on_as_today_is_recommended_where_the_answers_ask_for_it():
    found = mark([Option(id="today"), option("api", value=900)], today=RungFit.PREFERRED, api=RungFit.PREFERRED)
    assert (found.recommended, found.why, found.unpriced) == ("today", RecommendationReason.FITS, ())


def test_of_two_that_are_as_good_the_one_that_is_easier_to_leave_is_taken():
    found = mark([option("buy", value=52, lock_in=3), option("api", value=48, lock_in=0)])
    assert (found.recommended, found.why, found.next_best, found.lead) == ("api", RecommendationReason.CLOSE, "buy", -4)


def test_five_in_a_hundred_of_what_is_spent_is_as_good_and_more_is_not():
    found = [mark([option("buy", value=50, lock_in=3), option("api", value=value)]) for value in (45, 44)]
    assert [best.recommended for best in found] == ["api", "buy"]


def test_of_two_that_are_as_good_and_as_easy_to_leave_the_sooner_is_taken():
    found = mark([option("classic", value=52, months=9), option("api", value=49, months=6)])
    assert (found.recommended, found.why) == ("api", RecommendationReason.CLOSE)


def test_where_none_pays_back_the_one_that_loses_least_is_named_so():
    found = mark([option("api", value=-20, lock_in=3), option("train", value=-21)])
    assert (found.recommended, found.why, found.lead) == ("api", RecommendationReason.LOSES_LEAST, 1)


def test_without_a_benefit_the_lowest_step_that_fits_is_recommended():
    found = mark([option("train", value=None, spent=70), option("api", value=None, spent=90)])
    assert (found.recommended, found.why, found.next_best) == ("api", RecommendationReason.FITS, "")


def test_option_with_a_part_unknown_is_no_best_value_and_is_named():
    part = option("buy", value=900, spent=1, missing=("value.licences",))
    found = mark([part, option("api"), option("train", spent=300)])
    assert (found.cheapest, found.recommended, found.unpriced) == ("api", "api", ("buy",))


def test_option_with_a_part_unknown_may_be_the_fastest():
    found = mark([option("buy", months=1, missing=("value.licences",)), option("api"), option("train")])
    assert found.fastest == "buy"


@pytest.mark.parametrize(
    "options", [[], [option("api", standing=OUT)], [Option(id="today")]], ids=["none", "all ruled out", "only today"]
)
def test_nothing_stands_out_where_nothing_is_open(options):
    assert mark(options) == Marks()


def test_most_private_is_the_cheaper_of_those_that_keep_most_and_none_where_all_are_alike():
    private = [option("classic", privacy=0, spent=200), option("simple", privacy=0, spent=100), option("api")]
    assert mark(private).most_private == "simple"
    assert mark([option("api"), option("buy")]).most_private == ""


def with_chance(made, chance):
    return replace(made, case=replace(made.case, chance=chance))


@pytest.mark.parametrize(("chance", "spent", "cheaper"), [
    (0.98, 60, ("buy",)), (0.9, 60, ()), (0.98, 120, ()),
])  # fmt: skip
def test_option_that_only_looks_better_by_its_money_is_named(chance, spent, cheaper):
    product = with_chance(option("buy", spent=spent, missing=("value.running_licences_per_year",)), chance)
    found = mark([product, with_chance(option("retrieval"), 0.91)], retrieval=RungFit.PREFERRED)
    assert (found.recommended, found.cheaper) == ("retrieval", cheaper)
