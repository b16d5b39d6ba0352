"""What the team costs: sums, properties, hostile tables."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.currency import Exchange
from projects.domain.draws import Draws
from projects.domain.figures import Origin
from projects.domain.formulas import evaluate
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from teams.domain.cost import estimate_team
from teams.domain.reading import PlanBasis, proposed_rows, read_plan, written_out
from teams.domain.roles import Contract
from teams.reference import get_regions, get_roles

DRAWS = Draws(7, 200)
ON_TIME = {"schedule_slip": 0.0, "loaded_factor": 1.0}


def answers_of(**values):
    found = {}
    for name, value in values.items():
        field_id = name.replace("__", ".") if "__" in name else f"team.{name}"
        when = datetime(2026, 11, 20, tzinfo=UTC)
        found[field_id] = Answer(
            field_id=field_id, state=AnswerState.KNOWN, value=value, changed_at=when, changed_by="Dana Whitfield"
        )
    return Answers(found)


def estimate(**values):
    return estimate_team(Reader(answers_of(**values), get_catalogue().fields, DRAWS), PlanBasis(roles=get_roles()))


def plan_of(**values):
    return read_plan(Reader(answers_of(**values), get_catalogue().fields, Draws(7)), PlanBasis(roles=get_roles()))


def row(**cells):
    usual = {
        "role": "data_engineer", "contract": "hired", "share_pct": 50.0, "first_month": 1.0, "last_month": 6.0,
        "rate_per_hour": 100.0,
    }  # fmt: skip
    return usual | cells


# ---------------------------------------------------------------- the plan that is assumed


@pytest.mark.parametrize(("contract", "low", "high"), [("hired", 145_080, 399_360), ("employed", 94_250, 233_000)])
def test_five_roles_of_a_year_cost_what_the_article_says(contract, low, high):
    rows = [row | {"contract": contract} for row in written_out(proposed_rows(), get_roles())]
    found = estimate(roles=rows, duration_months=12.0, **ON_TIME)
    assert (round(found.ends.low), round(found.ends.high)) == (low, high)


def test_blank_table_assumes_the_five_roles():
    found = estimate(duration_months=12.0, **ON_TIME)
    assert found.plan.assumed
    assert [cost.person.role.id for cost in found.by_role] == [
        *("data_engineer", "data_analyst", "data_scientist", "ml_engineer", "data_manager")
    ]
    assert {term.origin for person in found.plan.people for term in person.inputs} == {Origin.ASSUMPTION}
    assert (round(found.ends.low), round(found.ends.high)) == (94_250, 233_000)


def test_written_out_proposal_costs_what_the_assumed_one_does():
    rows = written_out(proposed_rows(), get_roles())
    written, assumed = estimate(roles=rows, duration_months=6.0), estimate(duration_months=6.0)
    assert written.total.value == assumed.total.value
    assert [cost.presence_pct for cost in written.by_role] == [cost.presence_pct for cost in assumed.by_role]
    assert not written.plan.assumed


def test_written_out_rows_are_valid_answers():
    from projects.domain.values import check_stored

    rows = written_out(proposed_rows(), get_roles())
    assert check_stored(get_catalogue().fields["team.roles"], rows) == rows


def test_team_that_is_not_relevant_costs_nothing():
    answers = Answers({"team.roles": Answer(field_id="team.roles", state=AnswerState.NOT_RELEVANT, reason="bought")})
    found = estimate_team(Reader(answers, get_catalogue().fields, DRAWS), PlanBasis(roles=get_roles()))
    assert (found.total.value, found.by_role, found.plan.assumed) == (Range.exactly(0), (), False)


# ---------------------------------------------------------------- money


def test_contractor_costs_rate_times_hours_times_share():
    found = estimate(roles=[row()], duration_months=6.0, **ON_TIME)
    assert found.planned.value.likely == pytest.approx(0.5 * 1040 * 100)


def test_employee_costs_loaded_salary_times_share():
    rows = [row(contract="employed", salary_per_year=120_000.0)]
    found = estimate(roles=rows, duration_months=6.0, loaded_factor=1.3, schedule_slip=0.0)
    assert found.planned.value.likely == pytest.approx(0.5 * 60_000 * 1.3)


def test_learning_the_work_is_paid_on_top():
    found = estimate(roles=[row(ramp_up_weeks=4.0)], duration_months=6.0, **ON_TIME)
    assert found.planned.value.likely == pytest.approx(0.5 * (1040 + 2 * 40) * 100)
    assert found.by_role[0].person_months == pytest.approx(3)


def test_delay_is_paid_on_top_of_the_plan():
    found = estimate(roles=[row()], duration_months=6.0, schedule_slip=25.0)
    assert found.total.value.likely == pytest.approx(1.25 * 52_000)
    assert found.late.likely == pytest.approx(0.25 * 52_000)
    assert found.months.value.likely == pytest.approx(7.5)
    assert np.allclose(found.months_draws, 7.5)


def test_same_team_under_one_contract_uses_that_pay():
    found = estimate(roles=[row(salary_per_year=120_000.0)], duration_months=6.0, **ON_TIME)
    assert found.all_contracted.value.likely == pytest.approx(52_000)
    assert found.all_salaried.value.likely == pytest.approx(30_000)


def test_reference_pay_is_counted_in_the_projects_currency():
    fields, roles = get_catalogue().fields, get_roles()
    answers = answers_of(duration_months=12.0, **ON_TIME)
    dollars = estimate_team(Reader(answers, fields, DRAWS), PlanBasis(roles=roles))
    euros = estimate_team(Reader(answers, fields, DRAWS), PlanBasis(roles=roles, exchange=Exchange(money_per_usd=0.5)))
    assert euros.ends.high == pytest.approx(dollars.ends.high / 2)


def test_sample_team_costs_what_its_sums_say():
    """The worked example's seven people: the sum that its own check works out by hand."""
    people = [
        ("project_manager", 40, 1, 6, 115_000, None), ("domain_expert", 30, 1, 6, 68_000, None),
        ("data_engineer", 25, 1, 6, 125_000, None), ("data_analyst", 25, 1, 6, 82_000, None),
        ("data_scientist", 30, 2, 5, None, 110), ("ml_engineer", 20, 3, 6, None, 105),
        ("data_manager", 20, 1, 6, 105_000, None),
    ]  # fmt: skip
    rows = [
        {"role": role, "contract": "employed" if salary else "hired", "share_pct": share, "first_month": first,
         "last_month": last, **({"salary_per_year": salary} if salary else {"rate_per_hour": rate})}
        for role, share, first, last, salary, rate in people
    ]  # fmt: skip
    found = estimate(roles=rows, duration_months=6, schedule_slip=0, loaded_factor=1.3)
    salaried = 1.3 / 2 * (0.4 * 115_000 + 0.3 * 68_000 + 0.25 * 125_000 + 0.25 * 82_000 + 0.2 * 105_000)
    contracted = 4 * 2080 / 12 * (0.3 * 110 + 0.2 * 105)
    assert found.ends.likely == pytest.approx(salaried + contracted)
    assert found.planned.value.likely == pytest.approx(salaried + contracted)


# ---------------------------------------------------------------- months that were planned one by one


def test_typed_months_take_the_place_of_the_proposal():
    found = estimate(roles=[row(presence={"2": 100.0, "3": 0.0})], duration_months=6.0, **ON_TIME)
    assert found.by_role[0].presence_pct == pytest.approx((50, 100, 0, 50, 50, 50))
    assert found.planned.value.likely == pytest.approx(3.0 * 2080 / 12 * 100)
    assert found.by_role[0].person_months == pytest.approx(3.0)


def test_typed_months_need_no_share():
    cells = {"share_pct": 0.0, "presence": {str(month): 40.0 for month in range(1, 7)}}
    found = estimate(roles=[row(**cells)], duration_months=6.0, **ON_TIME)
    assert found.planned.value.likely == pytest.approx(0.4 * 1040 * 100)


def test_typed_months_have_no_range_of_their_own():
    wide = {"low": 20.0, "likely": 50.0, "high": 80.0}
    before = estimate(roles=[row(share_pct=wide)], duration_months=6.0, **ON_TIME).planned.value
    after = estimate(roles=[row(share_pct=wide, presence={"1": 50.0})], duration_months=6.0, **ON_TIME).planned.value
    assert before.low < before.high
    assert after == Range.exactly(after.likely)


def test_typed_month_after_the_end_lengthens_the_plan_and_says_so():
    found = estimate(roles=[row(presence={"8": 20.0})], duration_months=6.0)
    assert len(found.by_month) == 8
    assert [str(problem) for problem in found.problems] == [
        "Data engineer works until month 8, but the plan ends after 6 months."
    ]


def test_learning_in_a_typed_month_is_paid_as_much_as_that_month():
    found = estimate(roles=[row(ramp_up_weeks=52 / 12, presence={"1": 100.0})], duration_months=6.0, **ON_TIME)
    assert found.planned.value.likely == pytest.approx((1.5 + 5 * 0.5) * 2080 / 12 * 100)


@pytest.mark.parametrize("bad", ["3:40", {"3": 101.0}, {"0": 5.0}, {"x": 5.0}, {"3": "half"}, [40.0]])
def test_typed_months_that_cannot_be_read_leave_the_row_out(bad):
    found = estimate(roles=[row(presence=bad)], duration_months=6.0)
    assert [(problem.column, problem.counted) for problem in found.problems] == [("presence", False)]


# ---------------------------------------------------------------- pay: parts, margin, raise, region, seniority


def test_one_known_part_takes_the_place_of_the_rule_of_thumb():
    rows = [row(contract="employed", salary_per_year=120_000.0)]
    parts = {"employer_contributions": 20.0, "benefits": 10.0, "equipment": 3.0, "space": 2.0}
    found = estimate(roles=rows, duration_months=6.0, schedule_slip=0.0, **parts)
    assert found.planned.value.likely == pytest.approx(0.5 * 60_000 * 1.35)
    assert found.plan.loaded_factor.value.likely == pytest.approx(1.35)


def test_parts_left_blank_are_assumed_and_say_so():
    found = estimate(roles=[row(contract="employed", salary_per_year=1.0)], employer_contributions=20.0)
    names = {part.name: part.origin for part in found.plan.loaded_parts}
    assert names == {
        "employer_contributions": Origin.ANSWER, "benefits": Origin.ASSUMPTION, "equipment": Origin.ASSUMPTION,
        "space": Origin.ASSUMPTION,
    }  # fmt: skip
    assert found.plan.loaded_factor.value.likely == pytest.approx(1.4)


def test_margin_comes_on_top_of_a_rate_and_not_of_a_salary():
    rows = [row(), row(contract="employed", salary_per_year=120_000.0)]
    found = estimate(roles=rows, duration_months=6.0, contractor_margin=20.0, **ON_TIME)
    assert [cost.ends.likely for cost in found.by_role] == pytest.approx([52_000 * 1.2, 30_000])
    assert [cost.figure.value.likely for cost in found.by_role] == pytest.approx([52_000 * 1.2, 30_000])


def test_pay_rises_from_the_thirteenth_month_of_each_person():
    rows = [row(last_month=24.0), row(first_month=7.0, last_month=24.0)]
    found = estimate(roles=rows, duration_months=24.0, yearly_raise=10.0, **ON_TIME)
    month = 0.5 * 2080 / 12 * 100
    assert found.by_role[0].likely == pytest.approx(month * (12 + 12 * 1.1))
    assert found.by_role[1].likely == pytest.approx(month * (12 + 6 * 1.1))
    assert found.planned.value.likely == pytest.approx(month * (24 + 18 * 1.1))
    assert np.allclose(found.planned_by_month_draws[:, 0], [month.ends.likely for month in found.by_month])


def test_raise_is_no_matter_within_a_year():
    rows = [row(last_month=12.0)]
    with_raise = estimate(roles=rows, duration_months=12.0, yearly_raise=50.0)
    assert with_raise.total.value == estimate(roles=rows, duration_months=12.0).total.value
    assert "yearly_raise" not in with_raise.total.formula


def test_same_team_under_one_contract_counts_the_raise_too():
    found = estimate(roles=[row(last_month=24.0)], duration_months=24.0, yearly_raise=10.0, **ON_TIME)
    assert found.all_contracted.value.likely == pytest.approx(found.planned.value.likely)


def test_seniority_and_region_move_usual_pay_only():
    rows = [
        row(contract="employed", seniority="senior"), row(contract="employed", seniority="junior"),
        row(contract="employed", seniority="junior", salary_per_year=90_000.0),
    ]  # fmt: skip
    region = get_regions()["germany"]
    plan = read_plan(
        Reader(answers_of(roles=rows), get_catalogue().fields, Draws(7)), PlanBasis(roles=get_roles(), region=region)
    )
    assert [person.salary_per_year.value.likely for person in plan.people] == pytest.approx(
        [125_000 * 1.25 * 0.5, 125_000 * 0.75 * 0.5, 90_000]
    )
    assert "Germany" in plan.people[0].salary_per_year.source
    assert str(plan.problems[0]) == (
        "Data engineer 1 has no salary. We used the usual US range of the role × 0.5 for Germany, pay of 2023."
    )


@pytest.mark.parametrize(("role", "age"), [
    ("data_engineer", "pay of 2023, 3 years old when checked"),
    ("software_engineer", "pay of 2024, 2 years old when checked"),
])  # fmt: skip
def test_usual_pay_says_how_old_it_is(role, age):
    assert age in plan_of(roles=[row(role=role, rate_per_hour="")]).people[0].rate_per_hour.source


def test_usual_pay_is_as_old_as_what_compares_the_country():
    answers, region = answers_of(roles=[row(role="reviewer", rate_per_hour="")]), get_regions()["germany"]
    plan = read_plan(Reader(answers, get_catalogue().fields, Draws(7)), PlanBasis(roles=get_roles(), region=region))
    assert "pay of 2023, 3 years old" in plan.people[0].rate_per_hour.source
    assert " years old" not in plan_of(roles=[row(role="reviewer", rate_per_hour="")]).people[0].rate_per_hour.source


def test_own_role_keeps_its_name_and_is_drawn_apart():
    rows = [row(role="other", title="Claims lawyer"), row(role="other", title="Works council"), row(title="ETL lead")]
    people = plan_of(roles=rows).people
    assert [person.label for person in people] == ["Claims lawyer", "Works council", "ETL lead"]
    assert [person.role.id for person in people] == ["other_claims_lawyer", "other_works_council", "data_engineer"]


def test_leave_costs_hours_and_no_money():
    rows = [row(), row(contract="employed", salary_per_year=120_000.0)]
    none, much = (estimate(roles=rows, duration_months=12.0, leave_days=days, **ON_TIME) for days in (0.0, 26.0))
    assert much.total.value == none.total.value
    assert none.hours.value.likely == pytest.approx(0.5 * 2080 / 2 * 2)
    assert none.hours.value.likely - much.hours.value.likely == pytest.approx(0.5 * 0.5 * 26 * 8)


def test_regions_on_offer_are_those_of_the_table():
    from teams.reference import get_regions

    choices = get_catalogue().fields["team.pay_region"].choices
    assert [(choice.value, choice.label) for choice in choices] == [
        (region.id, region.label) for region in get_regions().values()
    ]
    assert all(region.source and region.checked_on for region in get_regions().values())


def test_plan_worked_by_hand():
    """The plan of docs/numbers.md, to the cent."""
    engineer = row(contract="employed", share_pct=30.0, peak="phases", salary_per_year=120_000.0)
    contractor = row(share_pct=50.0, ramp_up_weeks=6.5, presence={"2": 80.0, "4": 0.0})
    for person in (engineer, contractor):
        del person["last_month"]
    phases = [
        {"kind": "data", "first_month": 1.0, "length_months": 2.0},
        {"kind": "model", "first_month": 2.0, "length_months": 3.0},
    ]
    parts = {"employer_contributions": 10.0, "benefits": 15.0, "equipment": 2.0, "space": 3.0}
    found = estimate(
        roles=[engineer, contractor], phases=phases, duration_months=4.0, schedule_slip=10.0, contractor_margin=20.0,
        leave_days=24.0, **parts,
    )  # fmt: skip
    assert [round(part, 2) for part in found.by_role[0].presence_pct] == [45.96, 33.19, 20.43, 20.43]
    assert [round(part, 2) for part in found.by_role[0].likely_by_month] == [5974.47, 4314.89, 2655.32, 2655.32]
    assert found.by_role[1].likely_by_month == pytest.approx([15_600, 20_800, 10_400, 0])
    assert [round(month.ends.likely, 2) for month in found.by_month] == [21574.47, 25114.89, 13055.32, 2655.32]
    assert (round(found.planned.value.likely, 2), round(found.total.value.likely, 2)) == (62_400, 68_640)
    assert found.hours.value.likely == pytest.approx(550.88)


def test_raise_worked_by_hand():
    rows = [row(last_month=18.0, rate_per_hour=10_000 * 12 / 2080)]
    found = estimate(roles=rows, duration_months=18.0, yearly_raise=4.0, **ON_TIME)
    assert found.total.value.likely == pytest.approx(91_200)


# ---------------------------------------------------------------- properties

cell_ranges = st.tuples(st.floats(1, 40), st.floats(1, 2), st.floats(1, 2)).map(
    lambda it: {"low": it[0], "likely": it[0] * it[1], "high": it[0] * it[1] * it[2]}
)


@st.composite
def rows_of_people(draw):
    rows = []
    for _ in range(draw(st.integers(1, 8))):
        first = draw(st.integers(1, 12))
        share = draw(st.floats(0, 50))
        rows.append(
            {
                "role": draw(st.sampled_from(sorted(get_roles()))),
                "contract": draw(st.sampled_from(list(Contract))).value,
                "share_pct": {"low": share / 2, "likely": share, "high": share * 2},
                "first_month": float(first),
                "last_month": float(first + draw(st.integers(0, 12))),
                "peak": draw(st.sampled_from(["phases", "even", "early", "middle", "late"])),
                "salary_per_year": draw(st.floats(0, 300_000)),
                "rate_per_hour": draw(cell_ranges),
                "ramp_up_weeks": draw(st.floats(0, 12)),
            }
        )
    return rows


@given(rows_of_people())
@settings(max_examples=40, deadline=None)
def test_total_is_the_sum_of_roles_and_of_months(rows):
    found = estimate(roles=rows, duration_months=8.0)
    for end in ("low", "likely", "high"):
        whole = getattr(found.ends, end)
        assert sum(getattr(cost.ends, end) for cost in found.by_role) == pytest.approx(whole)
        assert sum(getattr(month.ends, end) for month in found.by_month) == pytest.approx(whole)
    assert sum(sum(cost.likely_by_month) for cost in found.by_role) == pytest.approx(found.ends.likely)
    drawn = found.by_role_draws.sum(axis=0)
    assert np.allclose(drawn, found.planned_by_month_draws.sum(axis=0))
    assert np.allclose(drawn * (1 + found.slip_draws / 100), found.one_off_draws)


# So small a share that a month over it is beyond every number.
HARDLY_THERE = {
    "role": "annotator",
    "contract": "employed",
    "share_pct": {"low": 1.1e-311, "likely": 2.2e-311, "high": 4.4e-311},
    "first_month": 1.0,
    "last_month": 1.0,
    "peak": "phases",
    "salary_per_year": 0.0,
    "rate_per_hour": {"low": 1.0, "likely": 1.0, "high": 1.0},
    "ramp_up_weeks": 0.0,
}


@given(rows_of_people(), st.booleans(), st.floats(0, 30))
@example([dict(HARDLY_THERE)], False, 0.0)  # an argument of the test
@settings(max_examples=30, deadline=None)
def test_every_person_can_be_worked_out_again_by_hand(rows, parts, margin):
    more = {"employer_contributions": 11.0} if parts else {}
    rows[0] |= {"presence": {"1": 40.0, "14": 60.0}, "last_month": 20.0}
    found = estimate(roles=rows, duration_months=8.0, contractor_margin=margin, **more)
    for cost in found.by_role:
        values = {given.name: given.value.likely for given in cost.figure.inputs}
        assert evaluate(cost.figure.formula, values) == pytest.approx(cost.likely)


# The phases need nobody in the first month of this stay: rounding once took that month below nothing.
WITHOUT_WORK_AT_FIRST = {
    "role": "ml_engineer",
    "contract": "employed",
    "share_pct": {"low": 0.5, "likely": 1.0, "high": 2.0},
    "first_month": 8.0,
    "last_month": 12.0,
    "peak": "phases",
    "salary_per_year": 0.0,
    "rate_per_hour": {"low": 1.0, "likely": 1.0, "high": 1.0},
    "ramp_up_weeks": 0.0,
}


@given(rows_of_people())
@example([WITHOUT_WORK_AT_FIRST])
@settings(max_examples=25, deadline=None)
def test_nobody_works_more_than_full_time_at_the_peak(rows):
    found = estimate(roles=rows, duration_months=8.0)
    assert max(max(cost.presence_pct) for cost in found.by_role) <= 100 + 1e-9
    assert min(min(cost.presence_pct) for cost in found.by_role) >= 0


@given(rows_of_people(), st.integers(0, 7))
@settings(max_examples=25, deadline=None)
def test_doubling_a_rate_doubles_its_cost(rows, index):
    index %= len(rows)
    rows[index]["contract"] = "hired"
    doubled = [dict(person) for person in rows]
    doubled[index]["rate_per_hour"] = {key: 2 * value for key, value in rows[index]["rate_per_hour"].items()}
    before, after = estimate(roles=rows), estimate(roles=doubled)
    assert np.allclose(after.by_role_draws[index], 2 * before.by_role_draws[index])
    assert after.by_role[index].ends.high == pytest.approx(2 * before.by_role[index].ends.high)
    assert all(after.by_role[place].ends == before.by_role[place].ends for place in range(len(rows)) if place != index)


@given(rows_of_people(), st.integers(0, 7))
@settings(max_examples=25, deadline=None)
def test_splitting_a_person_into_halves_changes_nothing(rows, index):
    index %= len(rows)
    # Halves have more room to peak than the whole; the sum is the same, the months are so for an even spread.
    rows[index]["peak"] = "even"
    half = rows[index] | {"share_pct": {key: value / 2 for key, value in rows[index]["share_pct"].items()}}
    whole, halves = estimate(roles=rows), estimate(roles=[*rows[:index], half, half, *rows[index + 1 :]])
    assert np.allclose(halves.one_off_draws, whole.one_off_draws)
    assert halves.ends.high == pytest.approx(whole.ends.high)
    assert [month.ends.likely for month in halves.by_month] == pytest.approx(
        [month.ends.likely for month in whole.by_month]
    )
    assert [month.head_count for month in halves.by_month] == pytest.approx(
        [month.head_count for month in whole.by_month]
    )


@given(rows_of_people(), st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_moving_the_start_moves_the_months_and_not_the_total(rows, months):
    moved = [
        person | {"first_month": person["first_month"] + months, "last_month": person["last_month"] + months}
        for person in rows
    ]
    phases, later = (
        [
            {"kind": "data", "first_month": 1.0 + start, "length_months": 5.0},
            {"kind": "deploy", "first_month": 4.0 + start, "length_months": 12.5},
        ]
        for start in (0, months)
    )
    before = estimate(roles=rows, phases=phases, duration_months=40.0)
    after = estimate(roles=moved, phases=later, duration_months=40.0)
    assert np.allclose(after.one_off_draws, before.one_off_draws)
    earlier, later = ([month.ends.likely for month in found.by_month] for found in (before, after))
    assert later[months:] == pytest.approx(earlier[:-months])
    assert later[:months] == [0] * months


def test_same_answers_give_the_same_figures():
    assert estimate().total == estimate().total


# ---------------------------------------------------------------- what the page says about the plan


def test_months_carry_their_first_day():
    found = estimate(roles=[row(last_month=3.0)], duration_months=3.0, plan__start="2026-11-16")
    assert [month.start.isoformat() for month in found.by_month] == ["2026-11-01", "2026-12-01", "2027-01-01"]


def test_half_a_month_is_half_a_month():
    rows = [row()]
    del rows[0]["last_month"]
    found = estimate(roles=rows, duration_months=2.5, **ON_TIME)
    assert [round(month.ends.likely) for month in found.by_month] == [8667, 8667, 4333]


def test_person_in_two_rows_is_overcommitted_where_they_meet():
    rows = [row(name="Sam", share_pct=60.0), row(name="sam", share_pct=60.0, first_month=6.0, last_month=7.0)]
    found = estimate(roles=rows, duration_months=7.0)
    assert [(clash.name, clash.month, round(clash.presence_pct)) for clash in found.overcommitted] == [("Sam", 6, 120)]


def test_roles_without_a_name_are_to_be_found():
    found = estimate(roles=[row(name="Sam"), row(name="  "), row()])
    assert [person.label for person in found.unnamed] == ["Data engineer 2", "Data engineer 3"]


def test_head_count_counts_shares():
    rows = [row(), row(share_pct={"low": 20.0, "likely": 25.0, "high": 30.0})]
    found = estimate(roles=rows, duration_months=6.0, schedule_slip=0.0)
    assert [round(month.head_count, 6) for month in found.by_month] == [0.75] * 6
    assert found.head_count_peak == pytest.approx(0.75)
    assert found.person_months.value.likely == pytest.approx(4.5, rel=1e-3)


def test_work_of_the_team_has_the_range_of_the_delay():
    # 50 % of six months is 3; nobody said how late it gets, so the published 0–20–70 % counts
    found = estimate(roles=[row()], duration_months=6.0).person_months
    assert (found.value.low, found.value.high) == pytest.approx((3 * 1.0, 3 * 1.7), rel=0.03)
    assert next(given.source for given in found.inputs if given.name == "schedule_slip")


def test_figures_count_what_is_ours():
    found = estimate(roles=[row(rate_per_hour="")], duration_months=6.0, hours_per_year=2000.0)
    assert [term.name for term in found.total.inputs] == ["cost_planned", "schedule_slip"]
    assert {term.name: term.origin for term in found.total.counted} == {
        "share_pct": Origin.ANSWER, "months": Origin.ANSWER, "rate_per_hour": Origin.ASSUMPTION,
        "hours_per_year": Origin.ANSWER, "schedule_slip": Origin.ASSUMPTION,
    }  # fmt: skip
    assumed = {term.name: (term.source, term.source_date) for term in found.total.assumed}
    source, day = assumed["rate_per_hour"]
    assert source.startswith("Published table of 2023, five roles, US pay")
    assert day == "2026-11-24"


def test_figure_ids_are_unique():
    found = estimate(roles=[row(), row(), row(role="other")])
    ids = [figure.id for figure in found.figures]
    assert len(ids) == len(set(ids)) == 10


# ---------------------------------------------------------------- pay


def test_pay_is_marked_where_it_was_answered():
    found = estimate(roles=[row(), row(rate_per_hour="")])
    assert [cost.person.pay.pay for cost in found.by_role] == [True, False]


def test_all_that_counts_money_of_people_shows_pay():
    found = estimate(roles=[row()])
    assert {figure.id for figure in found.figures if not figure.shows_pay} == {
        "team.months",
        "team.person_months",
        "team.hours",
    }


def test_assumed_pay_is_nobodys():
    inputs = [given for figure in estimate().figures for given in figure.inputs if given.origin is not Origin.RESULT]
    assert not any(given.pay for given in inputs)


def test_work_of_the_team_shows_no_pay():
    found = estimate(roles=[row()])
    assert not any(term.pay for term in found.person_months.inputs)
    assert {term.unit for term in found.person_months.inputs} == {"%", "months"}


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"first_month": 5.0, "last_month": 2.0}, "last_month",
         "Data engineer ends in month 2, before it starts in month 5. It is not included until you swap them."),
        ({"share_pct": 150.0}, "share_pct",
         "Data engineer has a share of 150%. No one has more than 100%: add a second person. "
         "It is not included until then."),
        ({"rate_per_hour": -5.0}, "rate_per_hour",
         "Data engineer: we could not read this cell, so it is not included. Please re-enter it."),
        ({"rate_per_hour": math.nan}, "rate_per_hour",
         "Data engineer: we could not read this cell, so it is not included. Please re-enter it."),
        ({"share_pct": {"low": 30}}, "share_pct",
         "Data engineer: we could not read this cell, so it is not included. Please re-enter it."),
        ({"ramp_up_weeks": "=cmd|' /C calc'!A0"}, "ramp_up_weeks",
         "Data engineer: we could not read this cell, so it is not included. Please re-enter it."),
    ],
)  # fmt: skip
def test_row_that_cannot_be_counted_is_named_and_left_out(cells, column, message):
    found = estimate(roles=[row(**cells), row(role="data_analyst")], duration_months=6.0)
    assert [(problem.row, problem.column, str(problem), problem.counted) for problem in found.problems] == [
        (1, column, message, False)
    ]
    assert [cost.person.row for cost in found.by_role] == [2]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"rate_per_hour": ""}, "Data engineer has no rate. We used the usual US range of the role, pay of 2023."),
        ({"contract": "employed"}, "Data engineer has no salary. We used the usual US range of the role, pay of 2023."),
        ({"share_pct": None}, "Data engineer has no share of full time. We used the usual one of the role."),
        ({"last_month": 9.0}, "Data engineer works until month 9, but the plan ends after 6 months."),
    ],
)
def test_row_with_a_gap_is_counted_and_named(cells, message):
    found = estimate(roles=[row(**cells)], duration_months=6.0)
    assert [(str(problem), problem.counted) for problem in found.problems] == [(message, True)]
    assert len(found.by_role) == 1


def test_row_that_gives_only_a_rate_is_a_contractor():
    rows = [{"role": "data_engineer", "rate_per_hour": 90.0}, {"role": "data_engineer"}]
    assert [person.contract for person in plan_of(roles=rows).people] == [Contract.HIRED, Contract.EMPLOYED]


def test_unknown_role_is_an_other_one():
    assert plan_of(roles=[{"role": "witch", "name": "<script>"}]).people[0].label == "Other role"


def test_500_roles_are_worked_out():
    found = estimate(roles=[row(role=role) for role in sorted(get_roles())] * 46, duration_months=24.0)
    assert len(found.by_role) == 506
    assert np.isfinite(found.one_off_draws).all()


@pytest.mark.parametrize("months", [0.5, 1.0, 120.0])
def test_shortest_and_longest_project(months):
    found = estimate(duration_months=months)
    assert len(found.by_month) == max(1, months)
    assert 0 < found.total.value.low < found.total.value.high < math.inf


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([column.id for column in get_catalogue().fields["team.roles"].columns]),
            st.none() | st.text(max_size=5) | st.floats() | st.integers(-200, 10**30) | st.just({"low": 1})
            | st.just({"low": 0, "likely": 5, "high": 1e30}),
        ),
        max_size=5,
    )
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_any_table_gives_finite_figures_or_named_problems(rows):
    found = estimate(roles=rows, duration_months=6.0)
    assert np.isfinite(found.one_off_draws).all()
    dropped = {problem.row for problem in found.problems if not problem.counted}
    if rows:
        assert dropped | {cost.person.row for cost in found.by_role} == set(range(1, len(rows) + 1))
        assert not dropped & {cost.person.row for cost in found.by_role}


def test_unknown_factor_is_assumed_and_one_that_is_not_relevant_is_1():
    fields = get_catalogue().fields
    states = {
        state: read_plan(
            Reader(
                Answers({"team.loaded_factor": Answer(field_id="team.loaded_factor", state=state)}), fields, Draws(7)
            ),
            PlanBasis(roles=get_roles()),
        ).loaded_factor
        for state in (AnswerState.UNKNOWN, AnswerState.NOT_RELEVANT)
    }
    assert states[AnswerState.UNKNOWN].value == Range(low=1.25, likely=1.3, high=1.4)
    assert states[AnswerState.NOT_RELEVANT].value == Range.exactly(1)


def test_people_can_be_priced_under_both_contracts():
    person = plan_of(roles=[row()]).people[0]
    assert person.hired_as(Contract.EMPLOYED) == replace(person, contract=Contract.EMPLOYED)
