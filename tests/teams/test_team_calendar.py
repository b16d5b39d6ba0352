"""Time of a team by hand: phases over the months, stays, effort of an approach, what was spent by when."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.draws import Draws, summarise
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from teams.domain.cost import estimate_team
from teams.domain.effort import USUAL, Effort, people_for, read_efforts, spread
from teams.domain.forecast import forecast_team
from teams.domain.kept import KeptEstimates
from teams.domain.paydraws import PayDraws
from teams.domain.phases import (
    AFTER_THE_END,
    BAD_CELL,
    GAP,
    MOST_MONTHS,
    NO_LENGTH,
    Phase,
    PhaseKind,
    phase_rows,
    read_phases,
    rhythm_of,
    usual_phases,
)
from teams.domain.presence import Stay, ramp_up_by_month, share_of_planned, work_by_month
from teams.domain.reading import PlanBasis
from teams.domain.roles import Peak
from teams.reference import get_roles

BUSY = dict.fromkeys(PhaseKind, 100.0)


def phase(start, end, kind=PhaseKind.DATA):
    return Phase(kind=kind, label="X", start_month=start, end_month=end)


def read(*rows, months=6.0):
    return read_phases(Answer(field_id="team.phases", state=AnswerState.KNOWN, value=list(rows)), months)


# ---------------------------------------------------------------- phases


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (0, 1, 1, 1), (0, 1.01, 1, 2), (0.5, 0.75, 1, 1), (0.999, 2, 1, 2), (1, 2, 2, 2), (1.5, 3.5, 2, 4),
        (2 - 1e-12, 4 + 1e-12, 3, 4),  # a rounding error touches no month of its own
    ],
)  # fmt: skip
def test_phase_touches_its_months(start, end, first, last):
    assert (phase(start, end).first_month, phase(start, end).last_month) == (first, last)


@pytest.mark.parametrize(
    ("months", "places"),
    [
        (1, [(0, 1)] * 5),
        (2, [(0, 1), (0, 1), (1, 2), (1, 2), (1, 2)]),
        (4.5, [(0, 1), (0, 2), (2, 4), (3, 4.5), (4, 4.5)]),
        (20, [(0, 3), (2, 9), (7, 15), (12, 20), (17, 20)]),
    ],
)
def test_usual_phases_stand_in_whole_months_and_end_with_the_project(months, places):
    assert [(usual.start_month, usual.end_month) for usual in usual_phases(months)] == places


def test_phases_become_rows_that_count_months_from_one():
    assert phase_rows([phase(2, 5)]) == [{"kind": "data", "first_month": 3, "length_months": 3}]


def test_phase_shorter_than_a_row_can_say_has_the_shortest_length():
    assert phase_rows([phase(0, 0.1)])[0]["length_months"] == 0.25


@pytest.mark.parametrize(
    ("row", "start", "end", "label"),
    [
        ({"kind": "data", "length_months": 2.0}, 0, 2, "Data"),
        ({"kind": "data", "first_month": 3.0, "length_months": 2.0, "name": " Cleaning "}, 2, 4, "Cleaning"),
        ({"kind": "magic", "length_months": 1.0}, 0, 1, "Other"),
        ({"kind": "run", "first_month": 0.0, "length_months": 1.0}, 0, 1, "Run in"),
        ({"kind": "run", "length_months": {"low": 1, "likely": 2, "high": 6}}, 0, 2, "Run in"),
        ({"kind": "run", "first_month": 120.0, "length_months": 120.0}, 119, 120, "Run in"),
    ],
)
def test_row_of_the_table_is_a_phase(row, start, end, label):
    phases, _problems, assumed = read(row, months=120.0)
    assert [(found.start_month, found.end_month, found.label) for found in phases] == [(start, end, label)]
    assert assumed is False


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ({"kind": "data"}, "length_months", NO_LENGTH),
        ({"kind": "data", "length_months": 0.0}, "length_months", NO_LENGTH),
        ({"kind": "data", "length_months": "long"}, "length_months", BAD_CELL),
        ({"kind": "data", "length_months": 120.1}, "length_months", BAD_CELL),
        ({"kind": "data", "length_months": -1.0}, "length_months", BAD_CELL),
        ({"kind": "data", "first_month": {}, "length_months": 1.0}, "first_month", BAD_CELL),
        ({"kind": "data", "first_month": 121.0, "length_months": 1.0}, "first_month", BAD_CELL),
    ],
)
def test_row_that_is_no_phase_leaves_the_usual_ones_and_says_so(row, column, message):
    phases, problems, assumed = read(row)
    assert (phases, assumed) == (usual_phases(6.0), True)
    said = [(problem.row, problem.column, problem.message, problem.counted) for problem in problems]
    assert said == [(1, column, message, False)]


@pytest.mark.parametrize(("length", "said"), [(6.0, []), (6.01, [AFTER_THE_END]), (7.0, [AFTER_THE_END])])
def test_phase_beyond_the_plan_is_counted_and_said(length, said):
    phases, problems, _ = read({"kind": "data", "length_months": length})
    assert [problem.message for problem in problems] == said
    assert phases[0].end_month == length


def test_months_in_no_phase_are_said_three_at_the_most():
    _, problems, _ = read({"kind": "data", "first_month": 2.0, "length_months": 1.0}, months=9.0)
    assert [(problem.message, problem.params["month"]) for problem in problems] == [(GAP, 1), (GAP, 3), (GAP, 4)]


# ---------------------------------------------------------------- how busy a role is


def done(weights, *phases, begin=0.0, end=MOST_MONTHS):
    return float(rhythm_of(BUSY | weights, phases).between(np.array(begin), np.array(end)))


def test_work_of_a_phase_is_its_length_times_how_busy_it_is():
    # 4 months at 150 %
    assert done({PhaseKind.DATA: 150.0}, phase(1, 5)) == 6


def test_overlapping_phases_count_their_mean_where_they_overlap():
    # 2 at 100, 2 at (100 + 200) / 2, 2 at 200
    assert done({PhaseKind.MODEL: 200.0}, phase(0, 4), phase(2, 6, PhaseKind.MODEL)) == 2 + 3 + 4


@pytest.mark.parametrize(("begin", "end", "work"), [(0, 1, 0), (1.5, 2, 0.5), (4, 9, 1), (3, 2, 0), (5, 5, 0)])
def test_work_between_two_points_in_time(begin, end, work):
    assert done({}, phase(1, 5), begin=begin, end=end) == pytest.approx(work)


def test_nobody_is_busy_where_no_phase_is():
    assert done({}) == 0


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0.25, 30)), min_size=1, max_size=6), st.floats(0, 300))
def test_work_of_all_months_is_the_work_of_the_whole(spans, weight):
    phases = [phase(start, start + length) for start, length in spans]
    rhythm = rhythm_of({**BUSY, PhaseKind.DATA: weight}, phases)
    months = np.arange(MOST_MONTHS, dtype=float)
    parts = rhythm.between(months, months + 1)
    assert (parts >= 0).all()
    assert parts.sum() == pytest.approx(rhythm.work[-1], abs=1e-6)


# ---------------------------------------------------------------- stays


@pytest.mark.parametrize(
    ("share", "expected"),
    [(Range(low=20, likely=30, high=60), 30), (Range.exactly(0), 100), (Range.exactly(1e-7), 100)],
)
def test_share_of_months_planned_one_by_one_has_no_range_and_is_never_none(share, expected):
    assert share_of_planned(share) == Range.exactly(expected)


def stay(start, end, **more):
    return Stay(start_month=start, end_month=end, **more)


@pytest.mark.parametrize(
    ("weeks", "months"),
    [(0, 0), (13, 3), (52, 4)],  # a year of learning ends with the stay
)
def test_learning_lasts_its_weeks_and_no_longer_than_the_stay(weeks, months):
    assert stay(0, 4, ramp_up_weeks=weeks).ramp_up_months == pytest.approx(months)


def test_half_of_the_time_of_learning_is_paid_on_top():
    # 6 + 3/2
    assert stay(0, 6, ramp_up_weeks=13).paid_months == pytest.approx(7.5)


def test_typed_months_take_the_place_of_the_share():
    typed = stay(0, 3, typed=((2, 0.0), (5, 2.0)))
    assert work_by_month([typed], 6).tolist() == [[1, 0, 1, 0, 2, 0]]
    assert (typed.work_months, typed.last_month) == (4, 5)


def test_last_month_without_work_lengthens_nothing():
    assert stay(0, 3, typed=((9, 0.0),)).last_month == 3


def test_month_beyond_the_plan_is_not_shown():
    assert work_by_month([stay(0, 3, typed=((9, 1.0),))], 4).tolist() == [[1, 1, 1, 0]]


def test_learning_in_a_typed_month_counts_as_much_as_the_month():
    typed = stay(0, 4, ramp_up_weeks=26 / 3, typed=((1, 2.0), (2, 0.0)))
    assert ramp_up_by_month([typed], 3).tolist() == [[1, 0, 0]]
    assert typed.paid_months == pytest.approx(2 + 0 + 1 + 1 + 1)


@given(
    st.floats(0, 20), st.floats(0.1, 20), st.sampled_from(list(Peak)), st.floats(1, 100), st.integers(41, 60)
)  # fmt: skip
def test_months_of_a_stay_come_to_its_length_and_none_is_below_nothing(start, length, peak, highest, months):
    found = work_by_month([stay(start, start + length, peak=peak, highest_share_pct=highest)], months)
    assert found.sum() == pytest.approx(length)
    assert (found >= 0).all()
    assert found.max() * highest <= 100 * (1 + 1e-9)


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0.1, 10)), min_size=1, max_size=5))
def test_people_do_not_change_each_others_months(spans):
    stays = [stay(start, start + length, peak=Peak.EARLY, highest_share_pct=60.0) for start, length in spans]
    together = work_by_month(stays, 20)
    alone = np.concatenate([work_by_month([each], 20) for each in stays])
    assert together == pytest.approx(alone)


# ---------------------------------------------------------------- effort of an approach


def test_density_is_work_in_a_month():
    # half as much again in twice the time
    assert Effort(work=1.5, time=2.0).density == 0.75
    assert USUAL.density == 1


@pytest.mark.parametrize(
    ("high", "people"), [(0, 1), (30, 1), (100, 1), (100 + 1e-8, 1), (100.1, 2), (200, 2), (250, 3)]
)
def test_nobody_has_more_than_full_time(high, people):
    assert people_for(Range(low=0, likely=high / 2, high=high)) == people


def test_team_that_works_more_is_more_people():
    # 60 % × 3 = 180 %: two with 90 %; 20 % × 3 = 60 %: one
    rows = [{"role": "a"}, {"role": "b"}]
    found = list(spread(rows, [Range.exactly(60), Range.exactly(20)], 3.0))
    assert found == [(rows[0], 1.5), (rows[0], 1.5), (rows[1], 3.0)]


def test_team_that_works_less_is_as_many_people_with_less():
    assert list(spread([{"role": "a"}], [Range.exactly(100)], 0.5)) == [({"role": "a"}, 0.5)]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8), st.floats(0.01, 20))
def test_work_of_the_team_is_spread_and_never_lost(shares, density):
    rows, ranges = [{"role": str(number)} for number in range(len(shares))], [Range.exactly(share) for share in shares]
    found = list(spread(rows, ranges, density))
    by_role = {row["role"]: share for row, share in zip(rows, shares, strict=True)}
    worked = sum(by_role[row["role"]] * factor for row, factor in found)
    assert worked == pytest.approx(sum(shares) * density)
    assert all(by_role[row["role"]] * factor <= 100 + 1e-6 for row, factor in found)


APPROACH = (
    '[[approach]]\nid = "buy"\nteam = { low = 1, likely = 1, high = 1 }\nmonths = { low = 1, likely = 1, high = 1 }\n'
)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('id = "buy"', "", 1, "approach has no id"),
        ('id = "buy"', 'id = ""', 2, "is empty"),
        ("team = { low = 1, likely = 1, high = 1 }", "", 1, "buy has no team"),
        ("months = { low = 1, likely = 1", "months = { low = 1, likely = -0.5", 4, "the likely value must be above 0"),
        ("team = { low = 1, likely = 1, high = 1 }", "team = 1", 3, "team of buy must be a table, not 1"),
    ],
)
def test_broken_effort_is_refused_with_its_line(tmp_path, old, new, line, reason):
    path = tmp_path / "approaches.toml"
    assert old in APPROACH
    path.write_text(APPROACH.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenDataFile) as caught:
        read_efforts(path)
    assert (caught.value.path.name, caught.value.line) == ("approaches.toml", line)
    assert reason in caught.value.reason


# ---------------------------------------------------------------- pay that moves together


@pytest.mark.parametrize("count", [100, 1000, 10_000])
def test_pay_is_drawn_at_the_same_percentiles_whoever_else_is_paid(count):
    pay = PayDraws(Draws(7, count))
    alone = np.sort(Draws(7, count).normal("team.pay.a"))
    assert np.sort(pay.normal("team.pay.a")) == pytest.approx(alone, abs=1e-9)


def test_the_same_pay_is_drawn_once():
    pay = PayDraws(Draws(7, 1000))
    assert pay.normal("team.pay.a") is pay.normal("team.pay.a")


def test_sum_of_pay_is_wider_than_of_pay_that_does_not_move_together():
    names, rate = [f"team.pay.{letter}" for letter in "abcde"], Range(low=80, likely=100, high=125)
    both = [PayDraws(Draws(7, 1000)), Draws(7, 1000)]
    together, apart = (summarise(sum(draws.of(name, rate) for name in names)) for draws in both)
    assert together.high - together.low > 1.4 * (apart.high - apart.low)


# ---------------------------------------------------------------- what was spent by when

HALF = {"role": "data_engineer", "contract": "hired", "share_pct": 60.0, "first_month": 1.0, "last_month": 4.0,
        "rate_per_hour": 100.0}  # fmt: skip
MONTH = 0.6 * 100 * 2080 / 12  # 10,400


def estimate(slip=0.0, **values):
    said = {"roles": [HALF], "duration_months": 4.0, "schedule_slip": slip} | values
    answers = {
        f"team.{key}": Answer(field_id=f"team.{key}", state=AnswerState.KNOWN, value=it) for key, it in said.items()
    }
    return estimate_team(Reader(Answers(answers), get_catalogue().fields, Draws(7, 1000)), PlanBasis(roles=get_roles()))


@pytest.mark.parametrize(
    ("budget", "month", "short"),
    [
        (2.5 * MONTH, 2.5, 1.5 * MONTH),  # within the third month
        (MONTH, 1, 3 * MONTH),
        (0.25 * MONTH, 0.25, 3.75 * MONTH),
    ],
)
def test_month_in_which_the_budget_is_used_up(budget, month, short):
    found = forecast_team(estimate(), budget)
    assert found.month_money_runs_out.likely == pytest.approx(month)
    assert found.expected_overrun == pytest.approx(short)
    assert found.chance_inside == 0


def test_budget_that_is_just_enough_never_runs_out():
    found = forecast_team(estimate(), 4 * MONTH + 1e-6)
    assert (found.chance_inside, found.expected_overrun, found.month_money_runs_out) == (1, 0, None)


def test_what_is_paid_beside_people_is_spent_like_the_rest():
    # 41,600 of people and as much again
    found = forecast_team(estimate(), None, other_one_off=4 * MONTH)
    assert [spent.likely for spent in found.cumulative] == pytest.approx([2 * MONTH * month for month in range(5)])


def test_late_project_runs_out_of_the_same_money_earlier_in_its_plan_and_as_late_by_the_calendar():
    """Half as long again: what was planned for a month is spent in a month and a half, at the same pay a month."""
    found = forecast_team(estimate(slip=50.0), 2 * MONTH)
    assert found.month_money_runs_out.likely == pytest.approx(2)
    assert len(found.cumulative) == 1 + 6


@given(st.floats(0, 10 * MONTH), st.floats(0, 10 * MONTH))
def test_larger_budget_never_holds_less_often(budget, more):
    team = estimate(slip={"low": 0.0, "likely": 20.0, "high": 80.0})
    small, large = (forecast_team(team, amount) for amount in (budget, budget + more))
    assert small.chance_inside <= large.chance_inside


# ---------------------------------------------------------------- estimates that are kept


def test_same_plan_is_worked_out_once_and_another_draw_anew():
    worked = []
    kept = KeptEstimates(lambda plan, draws: worked.append((plan, draws.seed)) or len(worked), most=2)
    assert [kept.of("a", Draws(7, 100)), kept.of("a", Draws(7, 100)), kept.of("a", Draws(8, 100))] == [1, 1, 2]
    assert worked == [("a", 7), ("a", 8)]


def test_plan_that_was_asked_for_longest_ago_goes_first():
    worked = []
    kept = KeptEstimates(lambda plan, _draws: worked.append(plan) or plan, most=2)
    for plan in ("a", "b", "a", "c", "a", "b"):
        kept.of(plan, Draws(7, 100))
    assert worked == ["a", "b", "c", "b"]


def test_forgotten_plan_is_worked_out_anew():
    worked = []
    kept = KeptEstimates(lambda plan, _draws: worked.append(plan) or plan)
    kept.of("a", Draws(7, 100))
    kept.forget()
    kept.of("a", Draws(7, 100))
    assert worked == ["a", "a"]
