"""Every line of what a team costs, worked by hand: all inputs exact, the arithmetic in comments."""

import numpy as np
import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.reader import Reader
from teams.domain.assistants import COLUMNS, read_known
from teams.domain.budget import budget_team
from teams.domain.cost import estimate_team
from teams.domain.forecast import forecast_team
from teams.domain.hiring import HiringWay, cost_of_ways
from teams.domain.pricing import Pricing
from teams.domain.reading import PlanBasis
from teams.reference import get_roles

DRAWS = Draws(7, 100)
# A month of full time: 120,000 / 12 × 1.3 = 13,000; as a contractor 80 × 2,080 / 12 × 1.2 = 16,640
ENGINEER = {
    "role": "data_engineer", "contract": "employed", "share_pct": 50.0, "first_month": 1.0, "last_month": 12.0,
    "peak": "even", "salary_per_year": 120_000.0, "rate_per_hour": 80.0,
}  # fmt: skip
# A month of full time: 100 × 2,080 / 12 × 1.2 = 20,800; as an employee 90,000 / 12 × 1.3 = 9,750
CONTRACTOR = {
    "role": "ml_engineer", "contract": "hired", "share_pct": 25.0, "first_month": 1.0, "last_month": 6.0,
    "peak": "even", "salary_per_year": 90_000.0, "rate_per_hour": 100.0,
}  # fmt: skip
TEAM = {
    "roles": [ENGINEER, CONTRACTOR], "duration_months": 12.0, "loaded_factor": 1.3, "hours_per_year": 2080.0,
    "contractor_margin": 20.0, "yearly_raise": 0.0, "schedule_slip": 10.0, "leave_days": 10.0,
    "other_expenses": [
        {"what": "Licences", "kind": "licences", "amount": 400.0, "paid": "monthly"},
        {"what": "Travel", "kind": "travel", "amount": 3000.0, "paid": "once", "first_month": 7.0},
        {"what": "Labels", "kind": "labelling", "amount": 2000.0, "paid": "once"},
        {"what": "Courses", "kind": "training", "amount": 1000.0, "paid": "once"},
    ],
}  # fmt: skip


def answers_of(**changed):
    values = {f"team.{name}": value for name, value in (TEAM | changed).items()}
    budget = values.pop("team.budget", None)
    values |= {} if budget is None else {"plan.budget_agreed": budget}
    return Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    )


# Half of the data engineer's work is code, a quarter of the ML engineer's; a seat is $40 a month.
KNOWN = read_known([
    ",".join(COLUMNS),
    "trial,one,One,0.8,0.8,0.8,ratio,yes,,By hand,,A,2026-11-28,2026-11-28",
    "use,some,Some,50,50,50,%,yes,,By hand,,A,2026-11-28,2026-11-28",
    "seat,seat,A seat,40,40,40,USD/month,yes,,By hand,,A,2026-11-28,2026-11-28",
    "code,data_engineer,Data engineer,50,50,50,%,yes,,By hand,,A,2026-11-28,2026-11-28",
    "code,ml_engineer,ML engineer,25,25,25,%,yes,,By hand,,A,2026-11-28,2026-11-28",
])  # fmt: skip


def estimate(**changed):
    return estimate_team(
        Reader(answers_of(**changed), get_catalogue().fields, DRAWS), PlanBasis(roles=get_roles(), assistants=KNOWN)
    )


def budget(**changed):
    return budget_team(estimate(**changed), answers_of(**changed), DRAWS)


# ---------------------------------------------------------------- people


def test_each_person():
    # 13,000 × 50 % × 12 months; 20,800 × 25 % × 6 months
    assert [cost.figure.value.likely for cost in estimate().by_role] == pytest.approx([78_000, 31_200])
    assert [cost.likely for cost in estimate().by_role] == pytest.approx([78_000, 31_200])


def test_team_on_time_and_with_the_delay():
    # 78,000 + 31,200; × 1.1
    found = estimate()
    assert (found.planned.value.likely, found.total.value.likely) == pytest.approx((109_200, 120_120))
    assert (found.ends.likely, found.late.likely) == pytest.approx((109_200, 10_920))
    assert found.one_off_draws == pytest.approx(np.full(100, 120_120))


@pytest.mark.parametrize(("changed", "total"), [
    ({"loaded_factor": 1.0}, 100_320),  # (120,000 / 12 × 50 % × 12 + 31,200) × 1.1
    ({"contractor_margin": 0.0}, 114_400),  # (78,000 + 100 × 2,080 / 12 × 25 % × 6) × 1.1
    ({"hours_per_year": 1040.0}, 102_960),  # (78,000 + 15,600) × 1.1
    ({"schedule_slip": 0.0}, 109_200),
    ({"schedule_slip": 50.0}, 163_800),
])  # fmt: skip
def test_each_input_of_the_team(changed, total):
    assert estimate(**changed).total.value.likely == pytest.approx(total)


def test_parts_of_the_loaded_factor():
    # 120,000 × (1 + (10 + 15 + 2 + 3) %) is the 13,000 a month of above
    parts = {"employer_contributions": 10.0, "benefits": 15.0, "equipment": 2.0, "space": 3.0}
    answers = {name: value for name, value in TEAM.items() if name != "loaded_factor"} | parts
    known = {f"team.{name}": value for name, value in answers.items()}
    told = Answers({name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in known.items()})
    found = estimate_team(Reader(told, get_catalogue().fields, DRAWS), PlanBasis(roles=get_roles()))
    assert found.total.value.likely == pytest.approx(120_120)
    assert found.one_off_draws == pytest.approx(np.full(100, 120_120))
    assert cumulative(forecast_team(found, None)) == pytest.approx(cumulative(forecast_team(estimate(), None)))
    assert found.full_month_draws[0] == pytest.approx(np.full(100, 6500))


def test_same_team_under_one_kind_of_contract():
    # (16,640 × 50 % × 12 + 31,200) × 1.1; (78,000 + 9,750 × 25 % × 6) × 1.1
    found = estimate()
    assert found.all_contracted.value.likely == pytest.approx(144_144)
    assert found.all_salaried.value.likely == pytest.approx(101_887.5)


def test_raise_of_the_second_year():
    # 24 months of the engineer: 6,500 × 12 + 6,500 × 12 × 1.05; the contractor is gone before; × 1.1
    changed = {"roles": [ENGINEER | {"last_month": 24.0}, CONTRACTOR], "duration_months": 24.0, "yearly_raise": 5.0}
    found = estimate(**changed)
    assert found.total.value.likely == pytest.approx((78_000 + 81_900 + 31_200) * 1.1)
    assert found.one_off_draws == pytest.approx(np.full(100, (78_000 + 81_900 + 31_200) * 1.1))


def test_weeks_to_get_going_are_paid_half():
    # 13 weeks are 3 months; half of them on top: 1.5 × 5,200
    found = estimate(roles=[ENGINEER, CONTRACTOR | {"ramp_up_weeks": 13.0}])
    assert found.planned.value.likely == pytest.approx(109_200 + 7800, rel=2e-3)


def test_each_month():
    # 6,500 + 5,200 while the contractor is there, then 6,500
    months = [month.ends.likely for month in estimate().by_month]
    assert months == pytest.approx([11_700] * 6 + [6500] * 6)
    assert estimate().costliest_month.month == 1
    assert [spent.likely for spent in estimate().month_ranges] == pytest.approx(months)


def test_work_of_the_team():
    # 12 × 50 % + 6 × 25 %; of the employee (2,080 − 8 × 10 days) / 12 hours a month, of the contractor 2,080 / 12;
    # a tenth late
    found = estimate()
    assert found.person_months.value.likely == pytest.approx(7.5 * 1.1)
    assert found.hours.value.likely == pytest.approx((1000 + 260) * 1.1)
    assert found.months.value.likely == pytest.approx(13.2)
    assert found.head_count_peak == pytest.approx(0.75)


def test_ends_of_pay_and_share():
    # low: 100,000 / 12 × 1.3 × 40 % × 12; high: 150,000 / 12 × 1.3 × 60 % × 12; the delay on top of each end
    wide = {"salary_per_year": {"low": 100_000, "likely": 120_000, "high": 150_000},
            "share_pct": {"low": 40, "likely": 50, "high": 60}}  # fmt: skip
    found = estimate(roles=[ENGINEER | wide], schedule_slip={"low": 5, "likely": 10, "high": 20})
    assert (found.ends.low, found.ends.likely, found.ends.high) == pytest.approx((52_000, 78_000, 117_000))
    assert (found.late.low, found.late.likely, found.late.high) == pytest.approx((2600, 7800, 23_400))


# ---------------------------------------------------------------- expenses


def test_each_expense():
    # 400 × 12 months × 1.1; 3,000, 2,000 and 1,000 once
    found = budget()
    assert [row.figure.value.likely for row in found.expenses.rows] == pytest.approx([5280, 3000, 2000, 1000])


def test_team_budget():
    # 120,120 people + 5,280 + 3,000 + 2,000 + 1,000
    found = budget()
    assert found.total.value.likely == pytest.approx(131_400)
    assert found.likely_sum == pytest.approx(131_400)
    assert found.one_off_draws == pytest.approx(np.full(100, 131_400))


def test_expenses_by_the_part_of_the_whole_budget():
    # what is written down for labels and for training stands under their names, once
    found = {key: float(drawn[0]) for key, drawn in budget().expenses_by_part.items()}
    assert found == pytest.approx({"expenses": 8280, "training": 1000, "labels": 2000})


def test_hours_of_the_budget():
    assert budget().hours == pytest.approx(1260)


# ---------------------------------------------------------------- what is spent by when


def cumulative(forecast):
    return [spent.likely for spent in forecast.cumulative]


def test_spent_by_the_end_of_each_month():
    # on time: 11,700 a month for 6 months, then 6,500; nothing at the start
    found = forecast_team(estimate(schedule_slip=0.0), None)
    assert cumulative(found) == pytest.approx(
        [11_700 * month for month in range(7)] + [70_200 + 6500 * n for n in range(1, 7)]
    )


def test_delay_stretches_the_months():
    # half as long again: what was planned for 4 months is spent in 6, and costs 1.5 times as much
    found = cumulative(forecast_team(estimate(schedule_slip=50.0), None))
    assert (found[6], found[9], found[18]) == pytest.approx((1.5 * 46_800, 1.5 * 70_200, 1.5 * 109_200))


def test_expenses_stand_in_their_months():
    # on time, by month 6: 70,200 people + 6 × 400 + 2,000 + 1,000 once; by month 7: 6,500 + 400 + 3,000 travel more
    found = cumulative(budget(schedule_slip=0.0).forecast)
    assert (found[6], found[7]) == pytest.approx((75_600, 85_500))
    assert found[12] == pytest.approx(109_200 + 4800 + 6000)


def test_what_has_no_calendar_is_spent_like_the_rest():
    # a tenth on top of everything
    found = cumulative(forecast_team(estimate(schedule_slip=0.0), None, other_one_off=10_920.0))
    assert (found[6], found[12]) == pytest.approx((77_220, 120_120))


def test_budget_that_is_too_small():
    # 80,000 − 70,200 by month 6 leaves 9,800, which are 1.51 months of 6,500; 29,200 are missing in the end
    found = forecast_team(estimate(schedule_slip=0.0), 80_000.0)
    assert (found.chance_inside, found.expected_overrun) == pytest.approx((0.0, 29_200))
    assert found.month_money_runs_out.likely == pytest.approx(6 + 9800 / 6500)


def test_budget_for_half_a_month():
    # 5,850 of 11,700
    found = forecast_team(estimate(schedule_slip=0.0), 5850.0)
    assert found.month_money_runs_out.likely == pytest.approx(0.5)


def test_budget_that_is_just_enough():
    found = forecast_team(estimate(schedule_slip=0.0), 109_200.01)
    assert (found.chance_inside, found.expected_overrun, found.month_money_runs_out) == (1.0, 0.0, None)


def test_budget_of_nothing_runs_out_at_the_start():
    found = forecast_team(estimate(schedule_slip=0.0), 0.0)
    assert (found.chance_inside, found.month_money_runs_out.likely) == (0.0, 0.0)


# ---------------------------------------------------------------- what nobody said, and ends


def without(*names, **changed):
    """Return the team's estimate with some answers that are not relevant."""
    told = answers_of(**changed)
    told = told.overlaid(
        {f"team.{name}": Answer(field_id=f"team.{name}", state=AnswerState.NOT_RELEVANT) for name in names}
    )
    return estimate_team(Reader(told, get_catalogue().fields, DRAWS), PlanBasis(roles=get_roles())), told


def test_delay_that_is_not_relevant_costs_nothing():
    # 109,200 people; 4,800 + 3,000 + 2,000 + 1,000 expenses
    found, told = without("schedule_slip")
    assert (found.total.value.likely, found.late.likely, found.months.value.likely) == pytest.approx((109_200, 0, 12))
    whole = budget_team(found, told, DRAWS)
    assert (whole.likely_sum, whole.total.value.likely) == pytest.approx((120_000, 120_000))


def test_margin_that_is_not_relevant_is_none():
    # (78,000 + 26,000) × 1.1; the ends are worked out of the same
    found, _told = without("contractor_margin")
    assert found.total.value.likely == pytest.approx(114_400)
    assert found.one_off_draws == pytest.approx(np.full(100, 114_400))
    assert found.ends.likely == pytest.approx(104_000)


def test_raise_that_is_not_relevant_is_none():
    changed = {"roles": [ENGINEER | {"last_month": 24.0}], "duration_months": 24.0}
    found, _told = without("yearly_raise", **changed)
    assert (found.planned.value.likely, found.ends.likely) == pytest.approx((156_000, 156_000))


def test_leave_that_is_not_relevant_is_worked():
    # 2,080 / 12 × 6 + 2,080 / 12 × 1.5, and a tenth late
    found, told = without("leave_days")
    assert found.hours.value.likely == pytest.approx((1040 + 260) * 1.1)
    assert budget_team(found, told, DRAWS).hours == pytest.approx(1300)


def test_leave_of_a_whole_year_leaves_no_hours():
    # 200 days of 8 hours are more than 1,000 hours a year; the contractor works 1,000 / 12 × 1.5, and a tenth late
    assert estimate(hours_per_year=1000.0, leave_days=200.0).hours.value.likely == pytest.approx(125 * 1.1)


WIDE = {"low": 0.5, "likely": 40.0, "high": 100.0}


@pytest.mark.parametrize("drawn", [
    lambda pricing, _role: pricing.margin,
    lambda pricing, _role: pricing.slip,
    lambda pricing, _role: pricing.hiring_cost,
    lambda pricing, _role: 100 * (pricing.growth[1] - 1),
    lambda pricing, role: pricing.share(role),
    lambda pricing, role: pricing.salary(role),
    lambda pricing, role: pricing.rate(role),
], ids=["margin", "slip", "hiring", "raise", "share", "salary", "rate"])  # fmt: skip
def test_nothing_that_is_drawn_falls_below_nought(drawn):
    row = ENGINEER | {"share_pct": WIDE, "salary_per_year": WIDE, "rate_per_hour": WIDE, "last_month": 24.0}
    wide = {"contractor_margin": WIDE, "schedule_slip": WIDE, "hiring_cost": WIDE, "yearly_raise": WIDE}
    plan = estimate(roles=[row], duration_months=24.0, **wide).plan
    found = drawn(Pricing(plan, Draws(7, 4000)), plan.people[0])
    assert found.min() == pytest.approx(0, abs=0.2)
    assert (found >= 0).all()


def test_when_a_person_is_there():
    # months 1 to 12 as planned; typed: months 2 and 4 are from 1 to 4; nothing typed but noughts: nowhere
    nowhere = {str(month): 0.0 for month in range(1, 13)}
    typed = [ENGINEER | {"presence": nowhere | {"2": 50.0, "4": 50.0}}, CONTRACTOR, ENGINEER | {"presence": nowhere}]
    plan = estimate(roles=typed).plan
    assert [Pricing(plan, DRAWS).at_work(person) for person in plan.people] == [(1.0, 4.0), (0.0, 6.0), (0.0, 0.0)]


def test_one_person_in_two_rows_is_planned_for_more_than_a_month():
    # 50 % + 50 % is a whole month; 50 % + 51 % is more
    def found(second):
        rows = [ENGINEER | {"name": "Sam"}, CONTRACTOR | {"name": "sam", "share_pct": second}]
        return [(clash.name, clash.month, clash.presence_pct) for clash in estimate(roles=rows).overcommitted]

    assert found(50.0) == []
    assert found(51.0) == [("Sam", month, pytest.approx(101)) for month in range(1, 7)]


def test_expense_is_explained_by_what_counts():
    rows = budget().expenses.rows
    assert [[given.name for given in row.figure.inputs] for row in rows[:2]] == [
        ["amount", "times", "schedule_slip"], ["amount"]
    ]  # fmt: skip
    assert [row.figure.formula for row in rows[:2]] == ["amount × times × (1 + schedule_slip / 100)", "amount"]
    assert [row.expense.amount.unit for row in rows[:2]] == ["money/month", "money"]
    assert not any(row.figure.shows_pay for row in rows)


def test_expense_of_nothing_counts_and_one_below_nothing_does_not():
    found = budget(other_expenses=[{"what": "Gift", "amount": 0.0}, {"what": "Refund", "amount": -0.5}])
    assert [row.expense.label for row in found.expenses.rows] == ["Gift"]
    assert found.total.value.likely == pytest.approx(120_120)


def test_expense_of_one_month_and_of_the_last():
    # a month is one month: 100; the last month of the plan is no problem: 100
    rows = [{"amount": 100.0, "paid": "monthly", "first_month": month, "last_month": month} for month in (3.0, 12.0)]
    found = budget(other_expenses=rows, schedule_slip=0.0)
    assert [row.figure.value.likely for row in found.expenses.rows] == pytest.approx([100, 100])
    assert found.expenses.problems == ()


# ---------------------------------------------------------------- coding assistants


def test_assistants_that_everybody_uses():
    # Coding takes 0.8 of the time: 1 + 50 % × (0.8 − 1) = 0.9 of the data engineer's work, 0.95 of the ML engineer's:
    # 78,000 × 0.9 = 70,200; 31,200 × 0.95 = 29,640; together 99,840; × 1.1 = 109,824
    found = estimate(coding_assistants="all")
    assert found.assistants.value.likely == pytest.approx(0.8)
    assert [cost.figure.value.likely for cost in found.by_role] == pytest.approx([70_200, 29_640])
    assert [cost.likely for cost in found.by_role] == pytest.approx([70_200, 29_640])
    assert found.total.value.likely == pytest.approx(109_824)
    assert found.by_role_draws.sum(axis=0) * 1.1 == pytest.approx(np.full(100, 109_824))
    assert sum(month.ends.likely for month in found.by_month) == pytest.approx(99_840)


def test_assistants_that_some_use_and_that_slow_them_down():
    # Half of them take 1.4 of the time, so the team 1.2: 1 + 50 % × 0.2 = 1.1 and 1 + 25 % × 0.2 = 1.05 of the work:
    # 78,000 × 1.1 = 85,800; 31,200 × 1.05 = 32,760
    found = estimate(coding_assistants="some", assistant_time=1.4)
    assert [cost.likely for cost in found.by_role] == pytest.approx([85_800, 32_760])
    assert found.months.value.likely == estimate().months.value.likely


@pytest.mark.parametrize("choice", ["none", None])
def test_assistants_that_nobody_uses_cost_and_save_nothing(choice):
    found = budget(coding_assistants=choice, assistant_time=1.4)
    assert found.total.value == budget().total.value
    assert found.estimate.assistants is None


def test_hours_of_whoever_codes_with_assistants():
    # 50 % × 12 × 0.9 × (2,080 − 80) / 12 = 900; 25 % × 6 × 0.95 × 2,080 / 12 = 247; to launch a tenth more
    found = budget(coding_assistants="all")
    assert found.estimate.hours.value.likely == pytest.approx(1_147 * 1.1)
    assert found.hours_by_role == pytest.approx([900, 247])


def test_seats_of_assistants():
    # Two who code × $40 × 12 months × 1.1 = 1,056; half of them 528; twice the same name is one seat
    assert seats(coding_assistants="all") == pytest.approx(1_056)
    assert seats(coding_assistants="some") == pytest.approx(528)
    both = [ENGINEER | {"name": "Sam"}, CONTRACTOR | {"name": "sam"}]
    assert seats(coding_assistants="all", roles=both) == pytest.approx(528)


def seats(**changed):
    return sum(row.figure.value.likely for row in budget(**changed).expenses.rows if row.expense.seats)


def test_seats_in_the_likely_sum():
    # 109,824 people + 1,056 seats + 5,280 + 6,000; where some use them, half the time is saved and half the seats paid:
    # (78,000 × 0.95 + 31,200 × 0.975) × 1.1 = 114,972, + 528 + 11,280
    assert budget(coding_assistants="all").likely_sum == pytest.approx(122_160)
    assert budget(coding_assistants="some").likely_sum == pytest.approx(126_780)


def test_small_shares_and_sums_are_drawn_as_they_are():
    # 0.2 to 0.8 % of a salary, of a dollar, of the time: nothing is lifted to a whole
    small = {"low": 0.2, "likely": 0.5, "high": 0.8}
    told = {name: value for name, value in TEAM.items() if name != "loaded_factor"} | {"benefits": small}
    known = {f"team.{name}": value for name, value in told.items()}
    answers = Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in known.items()}
    )
    plan = estimate_team(Reader(answers, get_catalogue().fields, DRAWS), PlanBasis(roles=get_roles())).plan
    parts = [draw for name, draw in Pricing(plan, DRAWS).shared.items() if name == "benefits"]
    assert parts[0].min() < 1
    expense = {"what": "Stamps", "amount": small, "paid": "once"}
    assert budget(other_expenses=[expense]).expenses.rows[0].draws.min() < 1
    slow = estimate(coding_assistants="all", assistant_time=small).plan
    assert Pricing(slow, DRAWS).assistants.draws.min() < 1


def test_month_that_assistants_make_too_full():
    # A whole month in months 3 to 8; coding takes 1.4 of the time for half the work: 120 % of a month, first in month 3
    row = ENGINEER | {"share_pct": 100.0, "first_month": 3.0, "last_month": 8.0}
    found = estimate(roles=[row], coding_assistants="all", assistant_time=1.4).stretched
    assert [(person.month, person.presence_pct) for person in found] == [(3, pytest.approx(120))]


def test_seats_that_somebody_wrote_down_count_once():
    # 60 × 12 × 1.1 = 792 in place of ours
    row = {"what": "Assistants", "kind": "assistants", "amount": 60.0, "paid": "monthly"}
    found = budget(coding_assistants="all", other_expenses=[row])
    assert found.total.value.likely == pytest.approx(109_824 + 792)


def test_assistants_in_each_way_to_fill_a_role():
    # Data engineer, 12 months at 50 %: contractor 50 % × 0.9 × 12 × 16,640 = 89,856; part-time 70,200 and the hire,
    # 10 % × 120,000 × 50 % = 6,000; full-time 12 × 13,000 + 12,000 whatever the assistants do.
    found = estimate(coding_assistants="all", hiring_cost=10.0)
    ways = cost_of_ways(found.plan.people[0], Pricing(found.plan, DRAWS))
    assert {way: float(drawn.mean()) for way, drawn in ways.items()} == pytest.approx(
        {HiringWay.CONTRACT: 89_856, HiringWay.PART_TIME: 76_200, HiringWay.FULL_TIME: 168_000}
    )
