"""The launch against the date that cannot move, counted on the calendar by hand."""

from datetime import date

import pytest

from decisions.domain.lateness import days_late
from projects.domain.answers import Answer, Answers, State

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
