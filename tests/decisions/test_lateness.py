"""The launch against the date that cannot move, counted on the calendar by hand."""

from datetime import date

import pytest

from decisions.domain.lateness import days_late, days_past, pilot_days_short
from projects.domain.answers import Answer, Answers, AnswerState
from projects.models import Answer as Row

pytestmark = pytest.mark.once

BEGAN = date(2027, 1, 1)


def answers(**values):
    known = {f"plan.{name}": value for name, value in values.items()}
    return Answers({name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in known.items()})


@pytest.mark.parametrize(("fixed_date", "start", "months", "late"), [
    ("2027-07-01", "2027-01-01", 6, 0),  # on the day
    ("2027-07-01", "2027-01-03", 6, 2),
    ("2027-07-02", "2027-01-01", 6, -1),
    ("2037-01-01", "2027-01-01", 120, 0),
    ("2027-07-01", "2027-03-01", 6, 62),  # until 1 September
    ("2027-07-16", "2027-01-01", 6.5, 1),  # half of the 31 days of July, counted up: on the 17th
    ("2027-06-30", None, 6, 1),  # as if it began with the project
])  # fmt: skip
def test_days_after_the_date_that_cannot_move(fixed_date, start, months, late):
    given = answers(fixed_date=fixed_date, **({"start": start} if start else {}))
    assert days_late(given, BEGAN, months) == {"result.launch_days_late": late}


PROMISED = {"due": "2027-07-01", "holds": "unsure"}


@pytest.mark.parametrize(("promises", "late"), [
    ([PROMISED | {"due": "2027-06-29"}, {"due": "2027-12-31"}], {"result.promise_days_late": 2}),  # on 1 July
    ([{"due": "2027-07-02", "holds": "yes"}, {"promise": "Some day"}], {"result.promise_days_late": -1}),
    ([PROMISED | {"holds": "no"}], {}),  # whoever knows that it breaks is told to say so already
])  # fmt: skip
def test_days_after_the_first_promise_that_may_still_hold(promises, late):
    said = {"people.promises": Answer(field_id="people.promises", state=AnswerState.KNOWN, value=promises)}
    assert days_late(Answers(said), BEGAN, 6) == late


@pytest.mark.parametrize(("months", "values"), [(None, {"fixed_date": "2027-07-01"}), (6, {})])
def test_nothing_is_said_without_a_date_or_a_length(months, values):
    assert days_late(answers(**values), BEGAN, months) == {}


@pytest.mark.parametrize(
    ("decided", "short"),
    [
        ("2027-03-19", 56),  # before the first version of Monday 5 April
        ("2027-05-13", 1),  # Thursday of the sixth week
        ("2027-05-14", None),  # its Friday: 39 days after the first version
        ("2027-05-21", None),
    ],
)
def test_pilot_is_over_on_the_friday_of_its_last_week(decided, short):
    said = {"plan.first_version": "2027-04-05", "evaluation.pilot_weeks": 6, "evaluation.decide_on": decided}
    found = Answers({name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in said.items()})
    assert pilot_days_short(found).get("result.pilot_days_short") == short


@pytest.mark.parametrize("missing", ["plan.first_version", "evaluation.pilot_weeks", "evaluation.decide_on"])
def test_pilot_without_its_days_is_not_judged(missing):
    said = {"plan.first_version": "2027-04-05", "evaluation.pilot_weeks": 6, "evaluation.decide_on": "2027-04-06"}
    known = {name: value for name, value in said.items() if name != missing}
    found = Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in known.items()}
    )
    assert pilot_days_short(found) == {}


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


@pytest.mark.parametrize(("due", "is_found"), [("2027-06-30", True), ("2029-06-30", False)])
def test_promise_before_the_likely_launch_is_remarked_on_the_page(owner, sample, due, is_found):
    row = Row.objects.get(scenario__project=sample, scenario__slug="base", field_id="people.promises")
    row.value = [{"promise": "Ready", "to_whom": "Board", "due": due, "holds": "unsure"}]
    row.save()
    title = "Promised before the likely launch"
    assert (title in owner.get(f"/p/{sample.pk}/base/").content.decode()) is is_found


@pytest.mark.parametrize(("day", "is_found"), [("2027-03-19", True), ("2027-05-21", False)])
def test_decision_before_the_pilot_is_over_is_remarked_on_the_page(owner, sample, day, is_found):
    row = Row.objects.get(scenario__project=sample, scenario__slug="base", field_id="evaluation.decide_on")
    row.value = day
    row.save()
    title = "Decided before the pilot is over"
    assert (title in owner.get(f"/p/{sample.pk}/base/").content.decode()) is is_found
