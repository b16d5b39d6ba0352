"""The launch against the date that cannot move, counted on the calendar by hand."""

from datetime import date

import pytest

from decisions.domain.lateness import days_late, days_past
from projects.domain.answers import Answer, Answers, State
from projects.models import Answer as Row

BEGAN = date(2027, 1, 1)


def answers(**values):
    known = {f"plan.{name}": value for name, value in values.items()}
    return Answers({name: Answer(field_id=name, state=State.KNOWN, value=value) for name, value in known.items()})


@pytest.mark.parametrize(("fixed_date", "start", "months", "late"), [
    ("2027-07-01", "2027-01-01", 6, 2),  # 6 × 30.4375 = 182.6, so 183 days; there are 181 until 1 July
    ("2027-07-03", "2027-01-01", 6, 0),  # on the day
    ("2027-07-04", "2027-01-01", 6, -1),
    ("2037-01-01", "2027-01-01", 120, -1),  # 3,652.5, so 3,652 days; there are 3,653 until then
    ("2027-07-01", "2027-03-01", 6, 61),  # 183 days; there are 122
    ("2027-07-01", None, 6, 2),  # as if it began with the project
])  # fmt: skip
def test_days_after_the_date_that_cannot_move(fixed_date, start, months, late):
    given = answers(fixed_date=fixed_date, **({"start": start} if start else {}))
    assert days_late(given, BEGAN, months) == {"result.launch_days_late": late}


@pytest.mark.parametrize(("months", "values"), [(None, {"fixed_date": "2027-07-01"}), (6, {})])
def test_nothing_is_said_without_a_date_or_a_length(months, values):
    assert days_late(answers(**values), BEGAN, months) == {}


@pytest.mark.parametrize(("day", "said"), [
    ("2026-12-31", {"result.first_version_days_past": 1.0}), ("2027-01-01", {}), ("2028-01-01", {}),
    ("2025-01-01", {"result.first_version_days_past": 730.0}),
])  # fmt: skip
def test_date_that_should_lie_ahead_says_how_long_it_is_over(day, said):
    assert days_past(answers(first_version=day), BEGAN) == said


@pytest.mark.parametrize(("field_id", "title"), [
    ("plan.first_version", "A first version in the past"), ("plan.fixed_date", "The date that cannot move is over"),
    ("success.by", "Success is due in the past"),
])  # fmt: skip
def test_date_that_was_over_before_the_project_began_is_found(owner, project, base, field_id, title):
    Row.objects.create(scenario=base, field_id=field_id, state="known", value="2019-04-30")
    assert title in owner.get(f"/p/{project.pk}/base/").content.decode()
