"""Rows of the staffing table, one cell at a time: who is meant, for how long, for how much, and what is assumed."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.currency import Exchange
from projects.domain.draws import Draws
from projects.domain.figures import Origin
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.explaining import say_told
from teams.charts import person_label
from teams.domain.effort import Effort
from teams.domain.phases import MOST_MONTHS
from teams.domain.reading import (
    AFTER_THE_END,
    BAD_CELL,
    INVERTED_MONTHS,
    LENGTH_OF_APPROACH,
    NO_RATE,
    NO_SALARY,
    NO_SHARE,
    SHARE_TOO_HIGH,
    PlanBasis,
    proposed_rows,
    proposed_team,
    read_plan,
    role_of,
    usual_share,
    written_out,
)
from teams.domain.roles import FOUNDING_ROLES, OTHER, PAY_FACTOR, Contract, Peak, Seniority
from teams.reference import get_roles

FIELDS = get_catalogue().fields
ROLES = get_roles()
WHOLE = {"role": "data_engineer", "contract": "hired", "share_pct": 50.0, "first_month": 1.0, "last_month": 6.0,
         "rate_per_hour": 100.0, "salary_per_year": 60_000.0}  # fmt: skip


def plan_of(*rows, effort=None, card=None, money=1.0, **values):
    said = {"duration_months": 6.0} | ({"roles": list(rows)} if rows else {}) | values
    if card:
        said["rate_card"] = card
    answers = {
        f"team.{name}": Answer(field_id=f"team.{name}", state=AnswerState.KNOWN, value=value)
        for name, value in said.items()
    }
    more = {"effort": effort} if effort else {}
    return read_plan(
        Reader(Answers(answers), FIELDS, Draws(7)),
        PlanBasis(roles=ROLES, exchange=Exchange(money_per_usd=money), **more),
    )


def person(**cells):
    return plan_of(WHOLE | cells).people[0]


def said(*rows, **values):
    return [
        (problem.row, problem.column, problem.message, problem.counted) for problem in plan_of(*rows, **values).problems
    ]


# ---------------------------------------------------------------- who


def test_role_that_occurs_twice_is_numbered_in_the_language_of_the_page():
    _first, second = plan_of(WHOLE, WHOLE).people
    with translation.override("de"):
        assert (person_label(second), say_told(second.months.label)) == (
            "Dateningenieur/in 2",
            "Dateningenieur/in 2, Monate bei der Arbeit",
        )


@pytest.mark.parametrize(
    ("row", "id_", "label"),
    [
        ({"role": "data_engineer"}, "data_engineer", ROLES["data_engineer"].label),
        ({"role": "data_engineer", "title": "ETL lead"}, "data_engineer", "ETL lead"),
        ({"role": "other", "title": "Chief of Cats"}, "other_chief_of_cats", "Chief of Cats"),
        ({"role": "wizard", "title": " QA #1 "}, "other_qa_1", "QA #1"),
        ({"role": "wizard"}, OTHER, ROLES[OTHER].label),
        ({"role": "other", "title": "–"}, OTHER, "–"),
        ({}, OTHER, ROLES[OTHER].label),
    ],
)
def test_role_of_a_row(row, id_, label):
    found = role_of(row, ROLES)
    assert (found.id, found.label) == (id_, label)


def test_own_roles_of_another_script_are_told_apart():
    titles = ("Инженер", "Аналитик", "инженер", "品質管理")
    engineer, analyst, again, quality = (role_of({"role": OTHER, "title": title}, ROLES) for title in titles)
    assert len({engineer.id, analyst.id, quality.id, OTHER}) == 4
    assert again.id == engineer.id
    assert all(role.id.isascii() for role in (engineer, analyst, quality))


def test_role_that_occurs_more_than_once_is_numbered():
    rows = [WHOLE, WHOLE | {"role": "reviewer"}, WHOLE, WHOLE | {"title": "Lead"}]
    engineer, reviewer = ROLES["data_engineer"].label, ROLES["reviewer"].label
    assert [each.label for each in plan_of(*rows).people] == [f"{engineer} 1", reviewer, f"{engineer} 2", "Lead"]


@pytest.mark.parametrize(
    ("cells", "contract"),
    [
        ({"contract": "employed"}, Contract.EMPLOYED),
        ({"contract": None}, Contract.EMPLOYED),  # both kinds of pay are there
        ({"contract": "", "salary_per_year": None}, Contract.HIRED),
        ({"contract": "pirate", "salary_per_year": ""}, Contract.HIRED),
        ({"contract": "employed", "salary_per_year": None}, Contract.EMPLOYED),
        ({"contract": None, "salary_per_year": None, "rate_per_hour": None}, Contract.EMPLOYED),
    ],
)
def test_row_that_gives_only_a_rate_is_a_contractor_unless_it_says_otherwise(cells, contract):
    assert person(**cells).contract is contract


@pytest.mark.parametrize(
    ("cell", "seniority"), [("senior", Seniority.SENIOR), ("", Seniority.REGULAR), ("boss", Seniority.REGULAR)]
)
def test_unknown_seniority_is_the_regular_one(cell, seniority):
    assert person(seniority=cell).seniority is seniority


@pytest.mark.parametrize("name", ["  Mia ", "Mia"])
def test_name_loses_the_blanks_around_it(name):
    assert person(name=name).name == "Mia"


# ---------------------------------------------------------------- for how much


@pytest.mark.parametrize("seniority", list(Seniority))
@pytest.mark.parametrize("money", [1.0, 0.5])
def test_pay_that_is_left_blank_is_the_usual_one_of_its_level_in_the_money_of_the_project(seniority, money):
    found = plan_of(WHOLE | {"rate_per_hour": None, "seniority": seniority.value}, money=money).people[0].rate_per_hour
    usual = ROLES["data_engineer"].rate_per_hour.scaled(PAY_FACTOR[seniority] * money)
    assert found.value.likely == pytest.approx(usual.likely)
    assert found.origin is Origin.ASSUMPTION


def test_pay_that_somebody_typed_is_theirs_whatever_the_level_and_the_money():
    found = plan_of(WHOLE | {"seniority": "senior"}, money=0.5).people[0].rate_per_hour
    assert (found.value, found.origin, found.pay) == (Range.exactly(100), Origin.ANSWER, True)


CARD = [{"role": "Data engineer", "rate_per_hour": 80.0, "source": "Frame contract"}]


def test_rate_card_comes_before_usual_pay_and_after_what_was_typed():
    typed, blank = (
        plan_of(WHOLE | {"rate_per_hour": rate}, card=CARD).people[0].rate_per_hour for rate in (100.0, None)
    )
    assert (typed.value.likely, blank.value.likely) == (100, 80)
    assert blank.source.endswith("Frame contract")
    assert blank.field_id == "team.rate_card"


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"share_pct": None}, "share_pct", NO_SHARE),
        ({"rate_per_hour": None}, "rate_per_hour", NO_RATE),
        ({"contract": "employed", "salary_per_year": None}, "salary_per_year", NO_SALARY),
    ],
)
def test_gap_is_named_and_the_row_counts(cells, column, message):
    assert said(WHOLE | cells) == [(1, column, message, True)]


@pytest.mark.parametrize(
    "cells", [{"salary_per_year": None}, {"contract": "employed", "rate_per_hour": None}]
)  # fmt: skip
def test_pay_of_the_other_contract_is_never_missed(cells):
    assert said(WHOLE | cells) == []


def test_gap_that_the_card_fills_is_none():
    assert said(WHOLE | {"rate_per_hour": None}, card=CARD) == []


@pytest.mark.parametrize("column", ["share_pct", "rate_per_hour", "first_month", "last_month", "ramp_up_weeks"])
@pytest.mark.parametrize("cell", ["much", -1.0, {"low": 1}, {"low": 3, "likely": 2, "high": 1}])
def test_cell_that_cannot_be_read_leaves_the_row_out(column, cell):
    rows = [WHOLE | {column: cell}, WHOLE]
    assert (1, column, BAD_CELL, False) in said(*rows)
    assert [each.row for each in plan_of(*rows).people] == [2]


@pytest.mark.parametrize(
    ("share", "counted"), [(100.0, True), ({"low": 50, "likely": 80, "high": 101}, False), (101.0, False)]
)
def test_nobody_works_more_than_full_time(share, counted):
    assert bool(plan_of(WHOLE | {"share_pct": share}).people) is counted
    assert (said(WHOLE | {"share_pct": share}) == []) is counted
    if not counted:
        assert said(WHOLE | {"share_pct": share}) == [(1, "share_pct", SHARE_TOO_HIGH, False)]


# ---------------------------------------------------------------- for how long


@pytest.mark.parametrize(
    ("cells", "months", "start", "end"),
    [
        ({}, 6.0, 0, 6),
        ({"first_month": None, "last_month": None}, 6.0, 0, 6),
        ({"first_month": 3.0, "last_month": None}, 6.0, 2, 6),
        ({"first_month": 3.9, "last_month": 5.9}, 6.0, 2, 5),  # begun months count from their number
        ({"first_month": 0.0}, 6.0, 0, 6),
        ({"last_month": None}, 4.5, 0, 4.5),
        ({"last_month": None}, 0.5, 0, 0.5),
        ({"first_month": 9.0, "last_month": None}, 6.0, 8, 8.5),  # after the end half a month is left
        ({"first_month": 6.0, "last_month": 6.0}, 6.0, 5, 6),
        ({"last_month": 500.0}, 6.0, 0, MOST_MONTHS),
    ],
)
def test_stay_is_from_the_first_to_the_last_month(cells, months, start, end):
    (found,) = plan_of(WHOLE | cells, duration_months=months).people
    assert (found.stay.start_month, found.stay.end_month) == (start, end)


def test_person_without_a_last_month_follows_the_project():
    assert person(last_month=None).months_follow_duration
    assert not person().months_follow_duration


@pytest.mark.parametrize(
    ("cells", "message", "counted"),
    [
        ({"first_month": 5.0, "last_month": 4.0}, INVERTED_MONTHS, False),
        ({"last_month": 7.0}, AFTER_THE_END, True),
        ({"first_month": 9.0, "last_month": None}, AFTER_THE_END, True),
        ({"presence": {"8": 50.0}}, AFTER_THE_END, True),
    ],
)
def test_months_that_need_a_look_are_said(cells, message, counted):
    assert said(WHOLE | cells) == [(1, "last_month", message, counted)]


@pytest.mark.parametrize("months", [6.0, 5.5])
def test_begun_month_belongs_to_the_plan(months):
    assert said(WHOLE, duration_months=months) == []


def test_month_that_was_planned_with_nothing_needs_no_look():
    assert said(WHOLE | {"presence": {"8": 0.0}}) == []


@pytest.mark.parametrize("cells", [{"x": 5}, {"1": "much"}, {"0": 50}, {"121": 50}, {"1": -1}, {"1": 101}, [1], 7])
def test_months_planned_one_by_one_that_cannot_be_leave_the_row_out(cells):
    assert said(WHOLE | {"presence": cells}) == [(1, "presence", BAD_CELL, False)]


def test_months_planned_one_by_one_are_multiples_of_the_share():
    # 25 % and 100 % at a share of 50 %
    assert person(presence={"3": 100.0, "2": 25.0}).stay.typed == ((2, 0.5), (3, 2.0))


@pytest.mark.parametrize(
    ("cell", "peak"), [("early", Peak.EARLY), ("", Peak.EVEN), ("moon", Peak.EVEN), ("phases", Peak.PHASES)]
)
def test_peak_of_a_row(cell, peak):
    found = person(peak=cell).stay
    assert found.peak is peak
    assert (found.rhythm is not None) is (peak is Peak.PHASES)


# ---------------------------------------------------------------- our own proposal


def test_proposal_is_the_five_roles_as_employees_who_follow_the_phases():
    plan = plan_of()
    assert [each.role.id for each in plan.people] == list(FOUNDING_ROLES)
    assert {each.contract for each in plan.people} == {Contract.EMPLOYED}
    assert {each.stay.peak for each in plan.people} == {Peak.PHASES}
    assert (plan.assumed, plan.problems) == (True, ())
    assert all("share_pct" not in row for row in proposed_rows())


def test_team_that_is_not_relevant_is_nobody():
    answers = Answers({"team.roles": Answer(field_id="team.roles", state=AnswerState.NOT_RELEVANT)})
    plan = read_plan(Reader(answers, FIELDS, Draws(7)), PlanBasis(roles=ROLES))
    assert (plan.people, plan.assumed) == ((), False)


@pytest.mark.parametrize("density", [0.5, 1.0, 3.0, 8.0])
def test_approach_that_takes_more_work_takes_more_people_of_ours(density):
    effort = Effort(work=density, time=1.0)
    people = plan_of(effort=effort).people
    usual = sum(usual_share(ROLES[name]).likely for name in FOUNDING_ROLES)
    assert sum(each.share_pct.value.likely for each in people) == pytest.approx(usual * density)
    assert max(each.share_pct.value.high for each in people) <= 100 + 1e-6
    written = proposed_team(ROLES, effort=effort)
    assert [row["share_pct"]["likely"] for row in written] == pytest.approx(
        [each.share_pct.value.likely for each in people]
    )


def test_approach_changes_nothing_of_a_team_that_somebody_planned():
    effort = Effort(work=3.0, time=2.0)
    assert plan_of(WHOLE, effort=effort).people[0].share_pct.value == Range.exactly(50)


@pytest.mark.parametrize(
    ("said_", "rows", "months", "is_ours"),
    [({}, (), 2.0, True), ({"duration_months": 8.0}, (), 1.0, False), ({}, (WHOLE,), 1.0, False)],
)
def test_length_of_ours_follows_the_approach(said_, rows, months, is_ours):
    answers = {f"team.{name}": Answer(field_id=f"team.{name}", state=AnswerState.KNOWN, value=value)
               for name, value in (said_ | ({"roles": list(rows)} if rows else {})).items()}  # fmt: skip
    found = read_plan(
        Reader(Answers(answers), FIELDS, Draws(7)), PlanBasis(roles=ROLES, effort=Effort(work=1.0, time=2.0))
    ).duration_months
    usual = said_.get("duration_months") or Range.from_json(FIELDS["team.duration_months"].default).likely
    assert found.value.likely == pytest.approx(usual * months)
    assert (found.source == LENGTH_OF_APPROACH) is is_ours


def test_length_stays_within_what_a_plan_can_be():
    most = FIELDS["team.duration_months"].maximum or MOST_MONTHS
    found = read_plan(
        Reader(Answers({}), FIELDS, Draws(7)), PlanBasis(roles=ROLES, effort=Effort(work=1.0, time=1e6))
    ).duration_months
    assert found.value.likely == most


def test_rows_are_written_out_with_what_is_usual_and_keep_what_they_hold():
    rows = [{"role": "reviewer"}, {"role": "reviewer", "share_pct": 5.0, "first_month": 3.0, "peak": "early"}]
    blank, full = written_out(rows, ROLES)
    assert blank == {"role": "reviewer", "share_pct": usual_share(ROLES["reviewer"]).to_json(), "first_month": 1.0,
                     "peak": "phases"}  # fmt: skip
    assert full == rows[1]


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "role": st.sampled_from([*ROLES, "wizard", ""]),
                "title": st.text(max_size=8),
                "share_pct": st.floats(0, 100),
                "first_month": st.floats(0, 200),
                "last_month": st.floats(0, 200),
                "ramp_up_weeks": st.floats(0, 60),
                "contract": st.sampled_from(["hired", "employed", "x", None]),
            },
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_row_is_a_person_or_a_problem_at_its_place(rows):
    plan = plan_of(*rows)
    counted = {each.row for each in plan.people}
    left_out = {problem.row for problem in plan.problems if not problem.counted}
    assert counted | left_out == set(range(1, len(rows) + 1))
    assert counted & left_out == set()
    assert all(0 <= each.stay.start_month < each.stay.end_month <= MOST_MONTHS for each in plan.people)
