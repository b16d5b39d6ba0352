"""Which step of the ladder an option is, and what stands out among options: made by hand, one change at a time."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.accuracy import Accuracy, CostFrom
from decisions.domain.breakeven import NetValueLine
from decisions.domain.options import SIMPLE, TODAY, Option, id_of, under
from decisions.domain.recommending import CLOSE, NOTHING, LadderStep, RecommendationReason, option_of, steps_of
from decisions.domain.recommending import mark as mark_by_steps
from estimates.domain.figures.ruled_out import NO_AI
from projects.domain.figures import Figure, Input
from projects.domain.ranges import Range
from scoping.domain.plans.approach import JudgedRung, LadderAdvice, RulingEffect, RungFit, RungStatus
from tests.decisions.test_options import OUT, figure, option, with_chance

PREFER, SPEAKS = SimpleNamespace(effect=RulingEffect.PREFER), SimpleNamespace(effect=RulingEffect.IN)


def judged(rung, way, standing=RungStatus.POSSIBLE, *, favour=()):
    said = {"out": (), "favour": favour, "warnings": (), "flips": (), "next_step": ""}
    return JudgedRung(rung=SimpleNamespace(id=rung), standing=standing, way=way, **said)


def advice(*rungs):
    return LadderAdvice(rungs=rungs, inside=False, families=())


# ---------------------------------------------------------------- steps


@pytest.mark.parametrize(
    ("rung", "way", "option_id"),
    [
        (NOTHING, NO_AI, TODAY),
        (NOTHING, "api", TODAY),
        ("process", NO_AI, SIMPLE),
        ("prompt", "api", "api"),
        ("buy", "buy", "buy"),
    ],
)
def test_step_is_priced_as_an_option(rung, way, option_id):
    assert option_of(judged(rung, way)) == option_id


@pytest.mark.parametrize(
    ("favour", "fit"),
    [
        ((), RungFit.OPEN),
        ((SPEAKS,), RungFit.FITS),
        ((SPEAKS, PREFER), RungFit.PREFERRED),
        ((PREFER,), RungFit.PREFERRED),
    ],
)
def test_step_fits_as_well_as_the_strongest_word_for_it(favour, fit):
    assert judged("prompt", "api", favour=favour).fit is fit


def test_of_two_steps_that_are_one_option_the_one_that_fits_best_stands_for_it():
    rungs = [judged("prompt", "api"), judged("agent", "api", favour=(SPEAKS,)), judged("other", "api")]
    assert steps_of(advice(*rungs)) == {"api": LadderStep("agent", 1, RungFit.FITS)}


def test_of_two_steps_that_fit_alike_the_lower_one_stands_for_the_option():
    rungs = [judged("prompt", "api", favour=(SPEAKS,)), judged("agent", "api", favour=(SPEAKS,))]
    assert steps_of(advice(*rungs))["api"] == LadderStep("prompt", 0, RungFit.FITS)


def test_step_that_is_out_is_no_options_step_however_well_it_fits():
    rungs = [judged("prompt", "api", RungStatus.OUT, favour=(PREFER,)), judged("agent", "api")]
    assert steps_of(advice(*rungs)) == {"api": LadderStep("agent", 1, RungFit.OPEN)}
    assert steps_of(advice(rungs[0])) == {}


def test_steps_are_counted_from_the_lowest_those_that_are_out_too():
    rungs = [judged(NOTHING, NO_AI, RungStatus.OUT), judged("process", NO_AI), judged("train", "train")]
    assert {name: step.place for name, step in steps_of(advice(*rungs)).items()} == {SIMPLE: 1, "train": 2}


# ---------------------------------------------------------------- what stands out


def mark(*options, **fits):
    steps = {
        made.id: LadderStep(f"step_{made.id}", place, fits.get(made.id, RungFit.FITS))
        for place, made in enumerate(options)
    }
    return mark_by_steps(options, steps)


def test_option_without_a_step_fits_as_little_as_one_that_nothing_speaks_for():
    found = mark_by_steps(
        [option("api", value=900), option("buy", value=1)], {"buy": LadderStep("buy", 0, RungFit.FITS)}
    )
    assert (found.recommended, found.step) == ("buy", "buy")
    alone = mark_by_steps([option("api", value=900)], {})
    assert (alone.recommended, alone.why, alone.cheapest) == ("", None, "")


def test_cheapest_and_fastest_take_two_to_compare():
    one, two = mark(option("api")), mark(option("api", spent=90, months=9), option("buy", spent=100, months=3))
    assert (one.cheapest, one.fastest, one.most_private) == ("", "", "")
    assert (two.cheapest, two.fastest) == ("api", "buy")


def test_of_two_that_launch_together_the_cheaper_is_called_the_fastest():
    assert mark(option("api", spent=100, months=6), option("buy", spent=90, months=6)).fastest == "buy"


def test_option_in_use_launches_in_no_time_and_is_no_fastest():
    found = mark(option("simple", is_in_use=True), option("api", months=9), option("buy", months=6))
    assert found.fastest == "buy"


@pytest.mark.parametrize(
    ("behind", "chosen", "why"),
    [
        (0, "api", RecommendationReason.CLOSE),  # as good, and quicker to leave
        (100 * CLOSE, "api", RecommendationReason.CLOSE),  # 5 of the 100 that are spent
        (100 * CLOSE + 0.01, "buy", RecommendationReason.VALUE),
    ],
)
def test_option_that_is_nearly_as_good_wins_by_how_easily_it_is_left(behind, chosen, why):
    best = option("buy", value=50, lock_in=3)
    found = mark(best, option("api", value=50 - behind, lock_in=1))
    assert (found.recommended, found.why) == (chosen, why)


def test_lead_is_below_nothing_where_the_chosen_one_brings_less():
    found = mark(option("buy", value=50, lock_in=3), option("api", value=48, lock_in=1))
    assert (found.recommended, found.next_best, found.lead) == ("api", "buy", -2)


@pytest.mark.parametrize(("value", "why"), [(0, RecommendationReason.VALUE), (-0.01, RecommendationReason.LOSES_LEAST)])
def test_value_of_nothing_loses_nothing(value, why):
    found = mark(option("api", value=value), option("buy", value=-50, spent=10))
    assert (found.recommended, found.why) == ("api", why)


def test_only_option_that_fits_is_taken_for_that_whatever_it_brings():
    found = mark(option("api", value=-500), option("buy", value=50), buy=RungFit.OPEN)
    assert (found.recommended, found.why) == ("api", RecommendationReason.FITS)


def test_product_that_is_ruled_out_is_not_even_compared_with():
    found = mark(option("api", value=50), option("buy", value=900, standing=OUT))
    assert (found.recommended, found.next_best, found.lead) == ("api", "", 0)


@pytest.mark.parametrize(
    ("spent", "chance", "named"),
    [(99, 0.5, ("buy",)), (100, 0.5, ()), (99, 0.49, ()), (99, 0.9, ("buy",))],
)
def test_cheaper_option_that_fits_less_is_named_where_it_pays_back_as_often(spent, chance, named):
    found = mark(
        with_chance(option("api"), 0.5), with_chance(option("buy", spent=spent, value=1), chance), buy=RungFit.OPEN
    )
    assert (found.recommended, found.cheaper) == ("api", named)


def test_cheaper_option_that_fits_as_well_is_a_rival_and_not_a_surprise():
    assert mark(with_chance(option("api"), 0.5), with_chance(option("buy", spent=9, value=1), 0.9)).cheaper == ()


def test_of_simple_options_that_do_as_much_the_one_that_solves_most_is_taken():
    found = mark(
        option("simple", does_as_much=True, share=70), option("buy", does_as_much=True, share=90), option("api")
    )
    assert (found.recommended, found.why, found.cheaper) == ("buy", RecommendationReason.SIMPLE, ())


@given(st.lists(st.tuples(st.integers(-1000, 1000), st.integers(1, 500), st.integers(1, 24)), min_size=1, max_size=6))
def test_recommended_option_is_never_worse_than_the_best_by_more_than_what_counts_as_close(rows):
    options = [
        option(f"o{number}", value=value, spent=spent, months=months)
        for number, (value, spent, months) in enumerate(rows)
    ]
    found = mark(*options)
    values = {made.id: made.value.likely for made in options}
    best = max(options, key=lambda made: made.value.likely)
    assert values[best.id] - values[found.recommended] <= CLOSE * best.spent.value.likely
    if len(options) > 1:
        assert found.cheapest == min(options, key=lambda made: made.spent.value.likely).id


# ---------------------------------------------------------------- figures of an option


def test_figures_of_an_option_lead_to_the_options_own_figures():
    inner = figure(5)
    outer = Figure(
        id="case.total", label="", value=Range.exactly(5), unit="money", formula="x + y",
        inputs=(
            Input(name="x", label="", value=Range.exactly(5), figure_id="x"),
            Input(name="y", label="", value=Range.exactly(0), figure_id="elsewhere"),
            Input(name="z", label="", value=Range.exactly(0), figure_id="case.total"),
        ),
    )  # fmt: skip
    found = under("buy", [inner, outer])
    assert list(found) == [id_of("buy", "x"), id_of("buy", "case.total")] == ["options.buy.x", "options.buy.case.total"]
    assert [given_.figure_id for given_ in found["options.buy.case.total"].inputs] == [
        "options.buy.x", "elsewhere", "case.total"
    ]  # fmt: skip


@pytest.mark.parametrize(("slug", "opened"), [("", "options.buy.x"), ("with-buying", "x")])
def test_option_that_is_a_scenario_opens_the_scenarios_own_figures(slug, opened):
    assert option("buy", slug=slug).opened(figure(5)).id == opened


def test_what_an_option_spends_always_opens_under_its_own_id():
    made = option("buy", slug="with-buying")
    assert made.opened(made.spent).id == id_of("buy", made.spent.id)


@pytest.mark.parametrize(
    ("changes", "is_open", "is_whole"),
    [
        ({}, True, True),
        ({"missing": ("value.licences",)}, True, False),
        ({"standing": OUT}, False, False),
        ({"case": None}, False, False),
        ({"id": TODAY}, False, False),
    ],
)
def test_option_is_open_with_a_price_and_whole_with_all_of_it(changes, is_open, is_whole):
    name = changes.get("id", "buy")
    made = option(name, **{key: value for key, value in changes.items() if key != "id"})
    assert (made.is_open, made.is_whole) == (is_open, is_whole)


def test_option_whose_spending_is_not_known_is_not_whole():
    assert not replace(option("buy"), spent=None).is_whole


def test_option_that_nothing_is_known_of_has_no_figures():
    bare = Option(id="buy")
    assert (bare.cost, bare.months, bare.value, bare.figures) == (None, None, None, {})


# ---------------------------------------------------------------- what more accuracy costs


def accuracy(*, slope=1000.0, halving=10_000.0, now=60.0, worth=1.0, values=(0.0, 0.0, 0.0)):
    count = len(values)
    line = NetValueLine(
        id="value.coverage",
        label="",
        unit="%",
        now=now,
        limit=100,
        at_now=np.array(values),
        slope=np.full(count, slope),
    )
    return Accuracy(
        line=line, values=np.array(values), covered=np.full(count, now), cost_worth=np.full(count, worth),
        halving=None if halving is None else np.full(count, halving), cost_from=CostFrom.ANSWER,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("coverage", "cost"),
    [(60, 0), (50, 0), (80, 10_000), (90, 20_000), (95, 30_000), (99, 53_219.28), (100, 53_219.28)],
)
def test_each_halving_of_what_is_left_costs_as_much_as_the_last(coverage, cost):
    # of 40 in a hundred that are left: 20, 10, 5; the last hundredth would take halvings without end
    assert accuracy().extra_cost(coverage) == pytest.approx(np.full(3, cost))


@pytest.mark.parametrize(
    ("coverage", "value"),
    [
        (60, 0),
        (80, 10_000),  # 20 points × 1,000 − 10,000
        (90, 10_000),  # 30 × 1,000 − 20,000
        (40, -20_000),  # less brings less and saves nothing
    ],
)
def test_value_at_a_coverage_is_that_of_its_points_less_their_cost(coverage, value):
    assert accuracy().at(coverage).value.likely == pytest.approx(value)


def test_cost_of_accuracy_counts_with_its_contingency():
    assert accuracy(worth=1.5).at(80).value.likely == pytest.approx(20_000 - 15_000)


def test_best_coverage_is_where_a_point_costs_what_it_brings():
    # 100 − 10,000 / (ln 2 × 1,000)
    found = accuracy()
    assert found.best == pytest.approx(100 - 10 / np.log(2))
    around = [found.at(found.best + step).value.likely for step in (-0.5, 0, 0.5)]
    assert max(around) == around[1]


@pytest.mark.parametrize(
    ("changes", "best"),
    [
        ({"halving": None}, None),
        ({"slope": -1.0}, 60),
        ({"slope": 0.0}, 60),
        ({"halving": 1e9}, 60),  # so dear that nothing more is worth it
        ({"halving": 0.0}, 99),  # free: all but the last hundredth
    ],
)
def test_best_coverage_at_its_limits(changes, best):
    assert accuracy(**changes).best == best


@given(st.floats(0, 1e6), st.floats(1, 1e5), st.floats(1, 95))
def test_best_coverage_lies_between_the_plan_and_the_last_hundredth(halving, slope, now):
    best = accuracy(halving=halving, slope=slope, now=now).best
    assert now <= best <= 99
