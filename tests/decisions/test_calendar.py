from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.domain import cashflow
from decisions.domain.calendar import Calendar, Event, Flows
from projects.domain.formulas import Formula

MONEY = st.floats(0, 1e9)


def laid_out(calendar, flows):
    """Every flow laid out, month by month: shape (horizon, count)."""
    month = np.arange(1, calendar.horizon_months + 1)[:, None]
    build = np.minimum(np.maximum(np.round(calendar.build_months), 1), calendar.horizon_months)
    use = np.clip((month - build) / max(calendar.ramp_up_months, 1e-9), 0, 1)
    cases = 1.0 if calendar.growth is None else (1 + calendar.growth) ** ((month - 0.5) / 12)
    after, paid = 0.0, 0.0
    for event in calendar.events:
        use = use * np.where(month >= event.month, 1 - event.lost, 1)
        after = after + np.where(month >= event.month, event.running, 0)
        paid = paid + np.where(month == event.month, event.cost, 0)
    brought = (flows.by_volume * cases + flows.fixed) / 12 * use - (flows.running + after) / 12
    end = np.where(month == calendar.horizon_months, flows.at_the_end, 0)
    return np.where(month <= build, -flows.cost / build, brought) - paid - end


def gross(calendar, flows):
    """All money that moves over the horizon, whichever way: what rounding is measured by."""
    cases = 1.0 if calendar.growth is None else (1 + np.maximum(calendar.growth, 0)) ** (calendar.horizon_months / 12)
    yearly = flows.by_volume * cases + flows.fixed + flows.running + sum(event.running for event in calendar.events)
    once = flows.cost + flows.at_the_end + sum(event.cost for event in calendar.events)
    return yearly * calendar.horizon_months / 12 + once


@st.composite
def cases(draw):
    count = draw(st.integers(1, 5))
    horizon = draw(st.integers(1, 240))

    def drawn(values):
        return np.array(draw(st.lists(values, min_size=count, max_size=count)))

    events = tuple(
        Event(
            label="Something", chance=0.5, month=drawn(st.integers(1, horizon + 1)), cost=drawn(MONEY),
            lost=drawn(st.floats(0, 1)), running=drawn(MONEY),
        )
        for _event in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    calendar = Calendar(
        build_months=drawn(st.floats(0, 300)),
        ramp_up_months=draw(st.floats(0, 60)),
        horizon_months=horizon,
        discount_rate=draw(st.floats(0, 1)),
        growth=draw(st.one_of(st.none(), st.just(0.0), st.floats(-0.9, 2))),
        events=events,
    )
    if calendar.growth is not None:
        calendar = replace(calendar, growth=np.full(count, calendar.growth))
    money = {name: drawn(MONEY) for name in ("cost", "running", "by_volume", "fixed", "at_the_end")}
    return calendar, Flows(**money)


@given(cases())
def test_net_value_is_the_discounted_sum_of_the_flows(case):
    calendar, flows = case
    discount = (1 + calendar.discount_rate) ** (-np.arange(1, calendar.horizon_months + 1) / 12)
    months = laid_out(calendar, flows)
    found = calendar.net_value(flows)
    assert np.all(np.isfinite(found))
    # What is brought and what is paid may cancel: the rounding is that of the sums, not of their difference.
    assert np.allclose(found, discount @ months, rtol=1e-9, atol=1e-12 * (1 + gross(calendar, flows)))


@given(cases())
def test_cash_by_month_is_what_flows(case):
    calendar, flows = case
    months = laid_out(calendar, flows)
    assert np.allclose(
        list(calendar.cash_by_month(flows)), months, rtol=1e-9, atol=1e-12 * (1 + gross(calendar, flows))
    )


def formulas_of(calendar, flows):
    """What the formulas of a month are over, but for the month."""
    values = {
        "cost_to_launch": flows.cost, "running_cost": flows.running, "switch_off_one_off": flows.at_the_end,
        "benefit": flows.by_volume + flows.fixed, "fixed": flows.fixed, "months": calendar.build_months,
        "ramp_up_months": calendar.ramp_up_months, "horizon_months": float(calendar.horizon_months),
        "discount_rate": 100 * calendar.discount_rate,
        "use_growth": 0.0 if calendar.growth is None else 100 * calendar.growth,
    }  # fmt: skip
    return values | {"build": Formula(cashflow.BUILD).over(values)}


@given(cases())
def test_formulas_of_a_month_come_to_the_net_value(case):
    calendar, flows = replace(case[0], events=()), case[1]
    values, total = formulas_of(calendar, flows), 0.0
    for month in range(1, calendar.horizon_months + 1):
        now = values | {"month": float(month)}
        now |= {"cases": Formula(cashflow.CASES).over(now), "use": Formula(cashflow.USE).over(now)}
        flow = Formula(cashflow.BROUGHT).over(now) - Formula(cashflow.PAID).over(now)
        total = total + Formula(cashflow.WORTH).over(now | {"money": flow})
    assert np.allclose(total, calendar.net_value(flows), rtol=1e-9, atol=1e-12 * (1 + gross(calendar, flows)))


@given(cases())
def test_spent_is_what_flows_out_where_nothing_comes_in(case):
    calendar, flows = case
    none = replace(flows, by_volume=np.zeros_like(flows.cost), fixed=0.0)
    formula = f"{cashflow.SPENT_ON_LAUNCH} + {cashflow.SPENT_ON_RUNNING} + switch_off_one_off + events"
    spent = Formula(formula).over(formulas_of(calendar, none) | {"events": calendar.paid_for_events()})
    assert spent == pytest.approx(-laid_out(calendar, none).sum(axis=0), rel=1e-9, abs=1e-3)


@given(cases())
def test_payback_is_the_first_month_by_which_half_have_their_money_back(case):
    calendar, flows = case
    sums = np.cumsum(laid_out(calendar, flows), axis=0)
    # Sums that are zero but for rounding belong to either side.
    if np.any(np.abs(sums) < 1e-6 * (1 + np.abs(sums).max()) + 1e-12 * gross(calendar, flows)):
        return
    half = np.mean(sums > 0, axis=1) >= 0.5
    assert calendar.payback_month(flows) == (int(half.argmax()) + 1 if half.any() else None)


@given(cases(), st.floats(0, 1e8))
def test_more_cost_is_never_worth_more(case, more):
    calendar, flows = case
    dearer = replace(flows, cost=flows.cost + more)
    assert np.all(calendar.net_value(dearer) <= calendar.net_value(flows) + 1e-6)


def one(**kwargs):
    given = {"build_months": np.array([6.0]), "ramp_up_months": 3, "horizon_months": 36, "discount_rate": 0.08}
    return Calendar(**given | kwargs)


def flow(cost=0.0, running=0.0, benefit=0.0, **more):
    return Flows(
        cost=np.array([cost]), running=np.array([running]), by_volume=np.array([benefit]),
        **{name: np.array([value]) for name, value in more.items()},
    )  # fmt: skip


def event(month, cost=0.0, lost=0.0, running=0.0):
    drawn = {name: np.array([value]) for name, value in {"cost": cost, "lost": lost, "running": running}.items()}
    return Event(label="Something", chance=1.0, month=np.array([month]), **drawn)


PLAIN = {"build_months": np.array([2.0]), "ramp_up_months": 0, "horizon_months": 6, "discount_rate": 0.0}


def test_net_value_of_the_sample_as_worked_by_hand():
    assert one().net_value(flow(144_339.50, 30_000.0, 138_373.20))[0] == pytest.approx(84_254, abs=1)


def test_payback_of_the_sample_as_worked_by_hand():
    assert one().payback_month(flow(144_339.50, 30_000.0, 138_373.20)) == 24


def test_payback_without_benefit_is_never():
    assert one().payback_month(flow(1.0)) is None


def test_build_beyond_the_horizon_costs_all_of_it():
    calendar = one(build_months=np.array([60.0]), discount_rate=0.0)
    assert calendar.net_value(flow(100.0, 7.0, 9.0))[0] == pytest.approx(-100)


def test_growth_moves_the_benefit_by_volume_alone():
    # 44 % a year is 1.44^(1/12) a month; months 3 to 6 have the cases of their middles, 2.5 to 5.5 months on.
    grown = sum(1.44 ** (middle / 12) for middle in (2.5, 3.5, 4.5, 5.5))
    calendar = one(**PLAIN, growth=np.array([0.44]))
    assert calendar.net_value(flow(0.0, 0.0, 1200.0, fixed=120.0))[0] == pytest.approx(100 * grown + 4 * 10)


def test_event_takes_its_share_of_the_benefit_from_its_month_on():
    # $100 a month in months 3 and 4, $75 in months 5 and 6
    calendar = one(**PLAIN, events=(event(5, lost=0.25),))
    assert calendar.net_value(flow(0.0, 0.0, 1200.0))[0] == pytest.approx(350)


def test_event_before_the_launch_costs_once_and_runs_after_it():
    # $70 in month 1; $10 a month in months 3 to 6, because nothing runs before the launch
    calendar = one(**PLAIN, events=(event(1, cost=70.0, running=120.0),))
    assert calendar.net_value(flow())[0] == pytest.approx(-110)


def test_event_that_does_not_happen_changes_nothing():
    calendar = one(**PLAIN, events=(event(7, cost=70.0, lost=1.0, running=120.0),))
    assert calendar.net_value(flow(0.0, 0.0, 1200.0))[0] == pytest.approx(400)


def test_two_losses_leave_a_share_of_a_share():
    # $100 in months 3 and 4, $50 in month 5, $25 in month 6
    calendar = one(**PLAIN, events=(event(5, lost=0.5), event(6, lost=0.5)))
    assert calendar.net_value(flow(0.0, 0.0, 1200.0))[0] == pytest.approx(275)


def test_switching_off_is_paid_in_the_last_month():
    calendar = one(horizon_months=12, discount_rate=0.21)
    assert calendar.net_value(flow(at_the_end=121.0))[0] == pytest.approx(-100)
