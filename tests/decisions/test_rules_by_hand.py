"""Small rules of the decision, each worked by hand: limits, the tool's share, whom to ask, what to release."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain.actions import BUDGET_HOLDER, NO_SPONSOR, Action, ActionKind, Addressee, decision_day, payer
from decisions.domain.attribution import attribute, in_whole_steps, there_and_back
from decisions.domain.breakeven import NetValueLine, holds, nearest, results_at
from decisions.domain.experience import LEARNT, CameOut, PlannedEffort, learnt, measured
from decisions.domain.learning import being_wrong, gain_of_choosing, share_told
from decisions.domain.option_team import beside
from decisions.domain.portfolio import ActualOutcome, FundingCandidate, months_of, people_at_most, track_record
from decisions.domain.release import PILOT_MONTHS, Timing, release_for, rounded_up
from decisions.domain.simple import ShareFrom, SimpleWay, find_simple_way, tool_share
from decisions.domain.thresholds import BOUNDS, LEAST_APART, problems_of, with_thresholds
from decisions.domain.usual import rounded_roughly
from decisions.domain.value_rules import CountingWeeks, CountKind
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from scoping.content import get_checklist

pytestmark = pytest.mark.once

FIELDS = get_catalogue().fields


def answers(said, *not_relevant):
    known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in said.items()}
    known |= {name: Answer(field_id=name, state=AnswerState.NOT_RELEVANT) for name in not_relevant}
    return Answers(known)


def drawn(*values):
    return np.array(values, dtype=float)


# ---------------------------------------------------------------- limits of an organisation


def test_limits_of_an_organisation_take_the_place_of_ours_one_by_one():
    shipped = get_checklist()
    found = {verdict.id: verdict.from_score for verdict in with_thresholds(shipped, {"go": 90}).verdicts}
    assert found == {verdict.id: 90.0 if verdict.id == "go" else verdict.from_score for verdict in shipped.verdicts}


def test_weights_of_all_statements_take_the_place_of_ours():
    shipped = get_checklist()
    weights = {item.id: number % 16 for number, item in enumerate(shipped.items)}
    assert {item.id: item.weight for item in with_thresholds(shipped, {}, weights).items} == weights


@pytest.mark.parametrize("weights", [None, {}, {"readiness.1": 5}])
def test_weights_that_do_not_name_every_statement_change_none(weights):
    assert with_thresholds(get_checklist(), {}, weights).items == get_checklist().items


def test_weights_with_a_statement_that_is_gone_change_none():
    weights = {item.id: 1 for item in get_checklist().items} | {"readiness.999": 1}
    assert with_thresholds(get_checklist(), {}, weights).items == get_checklist().items


@pytest.mark.parametrize(
    ("points", "too_close"),
    [
        ((80, 60, 40), []),
        ((80, 75, 70), []),  # five apart are enough
        ((80, 76, 40), ["pilot"]),
        ((80, 60, 56), ["fix_first"]),
        ((60, 80, 20), ["pilot"]),  # turned round
        ((80, 80, 80), ["pilot", "fix_first"]),
    ],
)
def test_verdicts_stand_some_points_apart(points, too_close):
    assert LEAST_APART == 5
    assert problems_of(dict(zip(BOUNDS, points, strict=True))) == too_close


def test_shipped_limits_keep_to_the_bounds_for_others():
    limits = {verdict.id: verdict.from_score for verdict in get_checklist().verdicts if verdict.id in BOUNDS}
    assert set(limits) == set(BOUNDS)
    assert problems_of(limits) == []
    assert all(least <= limits[id_] <= most for id_, (least, most) in BOUNDS.items())


# ---------------------------------------------------------------- the simple way and the tool

COVERED, TARGET, USEFUL = "value.coverage", "evaluation.target", "outcome.good_enough"
LIKELY = {"low": 50.0, "likely": 70.0, "high": 80.0}


def read_of(given):
    return Reader(given, FIELDS, Draws(7))


def test_likely_coverage_is_what_the_tool_solves():
    said = {COVERED: LIKELY, TARGET: 95.0}
    assert tool_share(read_of(answers(said))) == (70, ShareFrom.COVERAGE)


def test_pass_mark_of_the_test_stands_in_for_the_coverage():
    assert tool_share(read_of(answers({TARGET: 95.0}))) == (95, ShareFrom.TEST)


def test_share_from_which_it_is_useful_stands_in_for_the_pass_mark():
    choice = next(str(choice.value) for choice in FIELDS[USEFUL].choices if tool_share(
        read_of(answers({USEFUL: choice.value})))[1] is ShareFrom.USEFUL_FROM)  # fmt: skip
    share, _origin = tool_share(read_of(answers({USEFUL: choice})))
    assert 0 < share <= 100


def test_without_an_answer_our_coverage_is_assumed():
    share, origin = tool_share(read_of(answers({})))
    assert (share, origin) == (Range.from_json(FIELDS[COVERED].default).likely, ShareFrom.ASSUMED)


def test_tool_without_a_coverage_has_no_share():
    assert tool_share(read_of(answers({}, COVERED))) == (None, None)


def way(*rows, **said):
    return find_simple_way(read_of(answers({"tried.simplest": list(rows)} | said)))


@pytest.mark.parametrize(
    ("row", "is_guess", "cost"),
    [
        ({"status": "idea", "cost": 500.0}, True, 500),
        ({"status": ""}, True, None),
        ({"cost": 500.0}, True, 500),
        ({"status": "tried", "cost": 500.0}, False, 500),
        ({"status": "looked"}, False, None),
        ({"status": "in_use", "cost": 500.0}, False, 0),  # paid for already
    ],
)
def test_simple_option_is_a_guess_until_somebody_tried_it(row, is_guess, cost):
    found = way({"option": "A form", "share": 30.0} | row)
    assert (found.is_guess, found.cost) == (is_guess, cost)


def test_best_simple_option_is_the_one_that_solves_most():
    rows = [
        {"option": name, "share": share, "status": "tried"} for name, share in (("a", 30.0), ("b", 60.0), ("c", 45.0))
    ]
    assert way(*rows).name == "b"
    assert way(*rows, {"option": "d", "share": 99.0, "status": "ruled_out"}).name == "b"


@pytest.mark.parametrize("rows", [[], [{"option": "A form"}], [{"option": "A form", "share": "much"}]])
def test_option_that_says_no_share_is_none(rows):
    assert way(*rows) is None


@pytest.mark.parametrize(
    ("share", "tool", "lead", "as_much"), [(60.0, 70, 10, False), (70.0, 70, 0, True), (90.0, 70, -20, True)]
)
def test_tool_has_to_solve_more(share, tool, lead, as_much):
    found = way({"option": "A form", "share": share}, **{COVERED: float(tool)})
    assert (found.tool_lead, found.does_as_much) == (lead, as_much)
    assert found.results == {"result.simple_share": share, "result.tool_share": tool, "result.tool_lead": lead}


def simple(**changes):
    usual = {"name": "A form", "share": 30.0, "is_guess": False, "misses": "", "cost": None, "tool_share": None,
             "tool_share_from": None}  # fmt: skip
    return SimpleWay(**(usual | changes))


def test_tool_of_unknown_share_has_no_lead_and_is_not_beaten():
    assert (simple().tool_lead, simple().does_as_much) == (None, False)
    assert simple().results == {"result.simple_share": 30}


@pytest.mark.parametrize(
    ("origin", "ours", "wish"),
    [
        (ShareFrom.COVERAGE, False, False), (ShareFrom.TEST, False, True), (ShareFrom.USEFUL_FROM, False, True),
        (ShareFrom.ASSUMED, True, False), (None, False, False),
    ],
)  # fmt: skip
def test_share_of_the_tool_says_whose_it_is(origin, ours, wish):
    found = simple(tool_share=70.0, tool_share_from=origin)
    assert (found.tool_share_is_ours, found.tool_share_is_wish) == (ours, wish)


@pytest.mark.parametrize(
    ("named", "priced", "cost"), [(None, 900.0, 900), (0.0, 900.0, 0), (500.0, 900.0, 500), (None, None, None)]
)
def test_price_that_somebody_named_stays(named, priced, cost):
    assert simple(cost=named).priced(priced).cost == cost


# ---------------------------------------------------------------- whom to ask


@pytest.mark.parametrize(
    ("said", "name", "role"),
    [
        ({"name": "Dana Whitfield", "role": "Head of claims"}, "Dana Whitfield", "Head of claims"),
        ({"name": " Dana ", "role": None}, "Dana", ""),
        ({}, "", ""),
        ("Lena Marsh, privacy", "Lena Marsh", "privacy"),
        ("Lena Marsh, privacy, legal", "Lena Marsh", "privacy, legal"),
        ("Lena", "Lena", ""),
        (None, "", ""),
        ("", "", ""),
    ],
)
def test_person_is_read_with_a_role(said, name, role):
    assert Addressee.read(said) == Addressee(name=name, role=role)


def test_person_is_the_same_however_the_role_is_written():
    assert Addressee.read("dana whitfield, sponsor").key == Addressee.read({"name": "Dana Whitfield"}).key


@pytest.mark.parametrize(
    ("power", "asked"),
    [
        (None, Addressee(name="Dana", role="Head")),
        ("both", Addressee(name="Dana", role="Head")),
        ("money", Addressee(name="Dana", role="Head")),
        ("stop", Addressee(role=BUDGET_HOLDER)),
        ("advise", Addressee(role=BUDGET_HOLDER)),
    ],
)
def test_money_is_asked_of_the_sponsor_who_may_give_it(power, asked):
    said = {"people.sponsor": {"name": "Dana", "role": "Head"}} | ({"people.sponsor_power": power} if power else {})
    assert payer(answers(said)) == asked


def test_money_is_asked_of_nobody_in_particular_without_a_sponsor():
    assert payer(answers({"people.sponsor_power": "advise"})) == Addressee(role=NO_SPONSOR)


def action(due, *reasons):
    return Action(
        key="x", kind=ActionKind.REASON, person=Addressee(), due=due and date.fromisoformat(due), reasons=reasons
    )


@pytest.mark.parametrize(
    ("outcome", "actions", "day"),
    [
        ("fix_first", [("2027-02-01", "a"), ("2027-03-01", "a"), ("2027-09-01", "b")], "2027-03-01"),
        ("fix_first", [(None, "a"), ("2027-09-01", "b")], "2027-05-01"),  # nothing that holds it has a day
        ("go", [("2027-02-01", "a")], "2027-05-01"),
        (None, [("2027-02-01", "a")], "2027-05-01"),
    ],
)
def test_day_of_the_decision(outcome, actions, day):
    """What holds it is "a"; the work is to begin on 1 May."""
    verdict = SimpleNamespace(outcome=outcome and SimpleNamespace(id=outcome), deciding=("a",))
    found = decision_day([action(*each) for each in actions], verdict, answers({"plan.start": "2027-05-01"}))
    assert found == date.fromisoformat(day)


def test_without_a_start_there_is_no_day():
    assert decision_day([], SimpleNamespace(outcome=None, deciding=()), answers({})) is None


# ---------------------------------------------------------------- what to release

COST = Range(low=90_000, likely=120_400, high=160_000)
SPENT = [Range(low=0.8 * month, likely=month, high=1.5 * month) for month in (0, 20_000, 50_000, 90_000, 120_400)]


def released(outcome="pilot", *, pilot_ends=None, **changes):
    timing = Timing(start=date(2027, 1, 1), months=changes.pop("months", 4.0), pilot_ends=pilot_ends)
    return release_for(outcome, timing, **{"cost": COST, "spent": SPENT, "simple_cost": None} | changes)


@pytest.mark.parametrize(
    ("ends", "amount", "reserve", "until"),
    [
        (date(2027, 3, 1), 50_000, 25_000, date(2027, 3, 1)),  # two months: 50,000 and half as much again
        (None, 90_000, 45_000, date(2027, 4, 1)),  # twelve weeks
        (date(2026, 12, 1), 90_000, 45_000, date(2027, 4, 1)),  # a day before the start is none
    ],
)
def test_pilot_asks_for_its_part_and_keeps_its_reserve(ends, amount, reserve, until):
    found = released(pilot_ends=ends)
    assert PILOT_MONTHS == 3
    assert (found.amount, found.reserve, found.until, found.is_part) == (amount, reserve, until, True)


@pytest.mark.parametrize("spent", [[], [Range.exactly(0)], [Range.exactly(0)] * 9, [Range.exactly(120_400)] * 9])
def test_pilot_whose_part_is_nothing_or_all_asks_for_the_whole(spent):
    found = released(spent=spent)
    assert (found.amount, found.is_part) == (121_000, False)


def test_reserve_reaches_from_the_sum_asked_for_to_the_dear_end():
    # 160,000 − 121,000
    assert released("go").reserve == 39_000


def test_exact_cost_needs_no_reserve():
    assert released("go", cost=Range.exactly(100_000)).reserve == 0


@pytest.mark.parametrize(("simple_cost", "amount"), [(1234.0, 1240), (0.0, None), (None, None)])
def test_simple_thing_asks_for_its_own_price_where_it_has_one(simple_cost, amount):
    found = released("simple_first", simple_cost=simple_cost)
    assert (found and found.amount) == amount


@pytest.mark.parametrize("cost", [None, Range.exactly(0)])
def test_what_costs_nothing_known_releases_nothing(cost):
    assert released("go", cost=cost) is None


@given(st.floats(0.01, 1e12))
def test_sum_asked_for_has_three_digits_and_covers_the_cost(amount):
    asked = rounded_up(amount)
    assert amount <= asked * (1 + 1e-6) <= amount * 1.011
    digits = f"{asked:.6e}".partition("e")[0].replace(".", "").rstrip("0")
    assert len(digits) <= 3


@pytest.mark.parametrize("amount", [0, -5, float("nan"), float("inf")])
def test_no_sum_is_asked_for_what_is_none(amount):
    assert rounded_up(amount) == 0


# ---------------------------------------------------------------- lines and zeros


def line(at_now, slope, *, now=10.0, limit=30.0, unit="hours", id_="x"):
    return NetValueLine(id=id_, label="", unit=unit, now=now, limit=limit, at_now=drawn(*at_now), slope=drawn(*slope))


def test_line_is_straight():
    assert line([-10, 5], [2, -1]).at(15).tolist() == [0, 0]


@pytest.mark.parametrize(("limit", "rising"), [(30, True), (10, True), (3, False)])
def test_line_rises_where_more_of_the_input_brings_more(limit, rising):
    assert line([0], [1], limit=limit).rising is rising


@pytest.mark.parametrize(("share", "needed"), [(0.25, 36), (0.5, 61), (0.75, 86), (1.0, 111)])
def test_share_of_the_zeros_is_the_share_of_cases_that_pay_back(share, needed):
    # zeros at 11, 12, … 111: a quarter of the way is 36
    rising = line([-float(short) for short in range(1, 102)], [1] * 101, limit=200)
    assert rising.break_even(share).needed == needed
    assert np.mean(rising.at(needed) >= 0) >= share


def test_cost_has_to_fall_and_is_rounded_down():
    # each dollar saved is a dollar gained: 1,234 less of 10,000
    found = line([-1234.0], [-1.0], now=10_000, limit=3333, unit="money").break_even(0.5)
    assert found.needed == 8760
    assert found.distance == pytest.approx(0.124)


def test_number_of_cases_is_proposed_last_because_nobody_decides_it():
    cases = line([-1], [1], id_="value.cases_per_year")
    far = line([-15], [1], id_="value.coverage")
    assert [found.id for found in nearest((cases, far), 0.5)] == ["value.coverage", "value.cases_per_year"]


@pytest.mark.parametrize(
    ("values", "share", "held"), [((1, 1, -2, -2), 0.5, False), ((1, 1, 1, 0), 1.0, True), ((-1, 1), 0.5, True)]
)
def test_share_holds_where_the_percentile_says_so_too(values, share, held):
    assert holds(drawn(*values), share) is held


def test_results_of_a_net_value_are_its_ends_and_its_chance():
    found = dict(results_at(np.full(200, 5.0)))
    assert found == {"result.npv_p10": 5, "result.npv_p50": 5, "result.npv_p90": 5, "result.chance_of_payback": 1}


# ---------------------------------------------------------------- what knowing is worth


def test_being_wrong_either_way():
    # doing it loses 4 in one of four cases, leaving it misses 2 + 6
    found = being_wrong(drawn(-4, 0, 2, 6))
    assert (found.doing_loses, found.leaving_misses, found.chance_of_loss, found.of_the_better) == (1, 2, 0.25, 1)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30))
def test_gain_less_loss_is_what_it_brings_on_average(values):
    found = being_wrong(np.array(values))
    assert found.leaving_misses - found.doing_loses == pytest.approx(float(np.mean(values)), abs=1e-3)


@pytest.mark.parametrize(
    ("news", "gain"),
    [
        ((10, 20), 0),  # it is done either way
        ((-10, -20), 0),  # it is left either way
        ((-10, 20), 5),  # on average 5 done blindly, 10 with the news
        ((-20, 10), 5),  # left blindly, 5 with the news
        ((0, 0), 0),
    ],
)
def test_news_is_worth_what_it_changes(news, gain):
    assert gain_of_choosing(drawn(*news)) == gain


def count(kind, spread=0.0):
    return CountingWeeks(field_id="x", kind=kind, sample=100, spread_pct=spread, how="")


@pytest.mark.parametrize(
    ("kind", "spread", "values", "cases", "told"),
    [
        (CountKind.SHARE, 0, (40, 60), 100, 100 / (100 + 25)),  # 50 % × 50 % / 100 cases, in points²
        (CountKind.MEAN, 50, (8, 12), 25, 4 / (4 + 1)),  # (10 × 50 %)² / 25
        (CountKind.FLOW, 10, (80, 120), 100, 400 / (400 + 100 + 100)),  # (100 × 10 %)² + 100² / 100
        (CountKind.SHARE, 0, (100, 100), 100, 0),  # nothing is open
        (CountKind.MEAN, 50, (8, 12), 0.5, 0),  # not one case
    ],
)
def test_share_that_counting_would_tell(kind, spread, values, cases, told):
    assert share_told(count(kind, spread), drawn(*values), cases) == pytest.approx(told)


@given(st.sampled_from(list(CountKind)), st.floats(1, 1e4), st.floats(1, 10))
def test_more_cases_never_tell_less(kind, cases, times):
    values = drawn(30, 50, 70)
    few, many = (share_told(count(kind, 40.0), values, number) for number in (cases, cases * times))
    assert 0 <= few <= many <= 1


# ---------------------------------------------------------------- what projects teach


@pytest.mark.parametrize(
    ("came_out", "found"),
    [
        (CameOut(months=12, cost=150_000, use=55), {"team.schedule_slip": 20, "value.contingency_share": 25,
                                                    "value.adoption": 55}),
        (CameOut(months=8, cost=80_000), {"team.schedule_slip": 0, "value.contingency_share": 0}),
        (CameOut(months=100, cost=9e9), {"team.schedule_slip": 300, "value.contingency_share": 200}),
        (CameOut(use=130), {"value.adoption": 100}),
        (CameOut(cost=150_000), {}),
        (CameOut(), {}),
    ],
)  # fmt: skip
def test_project_teaches_its_delay_its_surplus_and_its_use(came_out, found):
    # planned: 10 months, 100,000, of which all grows with the delay: 12 months explain 120,000
    planned = PlannedEffort(months=10, cost=100_000, cost_of_delay=100_000)
    assert measured(planned, came_out) == pytest.approx(found)


@given(st.lists(st.floats(0, 100), min_size=3, max_size=20), st.sampled_from(list(LEARNT)))
def test_learnt_range_is_whole_per_cent_in_order_and_within_what_the_field_takes(values, field_id):
    found = learnt(Range(low=5, likely=20, high=60), values, LEARNT[field_id])
    assert 0 <= found.low <= found.likely <= found.high <= LEARNT[field_id]
    assert all(end == int(end) for end in (found.low, found.likely, found.high))


# ---------------------------------------------------------------- several projects


def test_months_in_which_somebody_works_stand_once_each_in_order():
    rows = [
        FundingCandidate(id="a", cost=1, value=1, people={3: 1, 1: 2}),
        FundingCandidate(id="b", cost=1, value=1, people={3: 5}),
    ]
    assert months_of(rows) == [1, 3]
    assert people_at_most(rows) == 6
    assert people_at_most([]) == 0


@pytest.mark.parametrize(
    ("rows", "estimated", "actual", "inside", "too_low"),
    [
        ([(80, 100, 150, 120)], 100, 120, 1, 1 - 100 / 120),
        ([(80, 100, 150, 150), (8, 10, 12, 13)], 110, 163, 1, 1 - 110 / 163),
        ([(80, 100, 150, 80)], 100, 80, 1, 1 - 100 / 80),
        ([(0, 0, 0, 0)], 0, 0, 1, None),
    ],
)
def test_record_adds_sums_up_and_counts_what_lay_inside(rows, estimated, actual, inside, too_low):
    outcomes = [
        ActualOutcome(estimate=Range(low=low, likely=likely, high=high), actual=came)
        for low, likely, high, came in rows
    ]
    found = track_record(outcomes)
    assert (found.count, found.estimated, found.actual, found.inside) == (len(rows), estimated, actual, inside)
    assert found.too_low_by == (None if too_low is None else pytest.approx(too_low))


# ---------------------------------------------------------------- what made the difference


@pytest.mark.parametrize(
    ("movers", "orders"), [(("a",), (("a",),)), (("a", "b"), (("a", "b"), ("b", "a"))), ((), ((),))]
)
def test_changes_are_made_there_and_back(movers, orders):
    assert there_and_back(movers) == orders


def test_twice_the_cases_at_half_the_time_is_neither_ones_doing():
    # 10 cases × 6 minutes; 20 × 3: +60 and −60 in one order, −30 and +30 in the other
    def reach(made):
        return {"minutes": (20 if "cases" in made else 10) * (3 if "time" in made else 6)}

    found = attribute(there_and_back(["cases", "time"]), reach)["minutes"]
    assert (found.before, found.after) == (60, 60)
    assert [(part.mover, part.amount, part.least, part.most) for part in found.parts] == [
        ("cases", 45, 30, 60), ("time", -45, -60, -30)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("amounts", "total", "whole"),
    [
        ([1.5, 1.5], 3, [2, 1]),
        ([0.4, 0.4, 0.2], 1, [1, 0, 0]),
        ([2.6, -1.4], 1, [3, -2]),
        ([-0.5, -0.5], -1, [0, -1]),
        ([3.0, 4.0], 7, [3, 4]),
        ([0.9], 0, [0]),
    ],
)
def test_whole_numbers_add_up_to_the_total(amounts, total, whole):
    assert in_whole_steps(amounts, total) == whole
    assert sum(whole) == total


# ---------------------------------------------------------------- rough numbers, effort


@pytest.mark.parametrize(
    ("value", "said"), [(0, 0), (1, 1), (1234, 1200), (1250.1, 1300), (0.01234, 0.012), (-987, -990), (99.6, 100)]
)
def test_usual_cost_is_said_with_two_digits(value, said):
    assert rounded_roughly(value) == pytest.approx(said)


def test_effort_of_an_approach_is_held_against_the_planned_one():
    # both beside a hosted model: 3 / 1.5 the work in 2 / 4 of the time, so four times as dense
    found = beside(Range(low=2, likely=3, high=4), Range.exactly(2), planned_team=Range.exactly(1.5),
                   planned_months=Range.exactly(4))  # fmt: skip
    assert (found.work, found.time, found.density) == (2, 0.5, 4)
