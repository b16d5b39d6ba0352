"""The team that an option takes, against rows worked by hand: whose pay stands on a row stays on it."""

import pytest

from decisions.domain.option_team import LENGTH, PHASES, ROLES, Effort, beside, team_answers
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from teams.domain.cost import estimate_team
from teams.domain.reading import PlanBasis
from teams.reference import get_roles

PEOPLE = [
    {"role": "data_scientist", "name": "Mia", "contract": "employed", "share_pct": 90.0, "salary_per_year": 120_000.0},
    {"role": "software_engineer", "contract": "hired", "share_pct": 40.0, "first_month": 3.0, "last_month": 4.0,
     "rate_per_hour": 100.0},
]  # fmt: skip
PHASES_PLANNED = [{"phase": "build", "first_month": 2.0, "length_months": 4.0}]


def option(effort):
    values = {ROLES: PEOPLE, LENGTH: 6.0, PHASES: PHASES_PLANNED}
    answers = Answers({name: Answer(field_id=name, state=AnswerState.KNOWN, value=it) for name, it in values.items()})
    plan = estimate_team(Reader(answers, get_catalogue().fields, Draws(7)), PlanBasis(roles=get_roles())).plan
    return team_answers(plan, answers, get_roles(), (), effort)


def test_effort_is_a_share_of_what_is_planned():
    planned, other = Range(low=8, likely=10, high=14), Range(low=10, likely=15, high=30)
    assert beside(other, planned, planned_team=planned, planned_months=other) == Effort(work=1.5, time=10 / 15)


def test_half_the_work_in_the_same_time_is_half_of_everybody_at_their_own_pay():
    rows = option(Effort(work=0.5, time=1.0))[ROLES]
    assert [(row["role"], Range.from_json(row["share_pct"]).likely) for row in rows] == [
        ("data_scientist", 45), ("software_engineer", 20),
    ]  # fmt: skip
    assert (rows[0]["salary_per_year"], rows[1]["rate_per_hour"]) == (120_000, 100)


def test_more_than_one_person_s_time_is_as_many_rows_and_one_name():
    # 90 % × 3 = 270 %: three people at 90 %. 40 % × 3 = 120 %: two at 60 %.
    rows = option(Effort(work=3.0, time=1.0))[ROLES]
    assert [(row.get("name", ""), Range.from_json(row["share_pct"]).likely) for row in rows] == [
        ("Mia", 90), ("", 90), ("", 90), ("", 60), ("", 60),
    ]  # fmt: skip


def test_the_same_work_in_twice_the_time_is_half_the_share():
    # Months 3 and 4 begin after 2 × 2 = 4 months and end after 4 × 2 = 8.
    said = option(Effort(work=1.0, time=2.0))
    second = said[ROLES][1]
    assert said[LENGTH] == 12
    assert (second["first_month"], second["last_month"]) == (5, 8)
    assert Range.from_json(second["share_pct"]).likely == pytest.approx(20)
    assert said[PHASES] == [{"phase": "build", "first_month": 3.0, "length_months": 8.0}]
