"""The launch against fixed and promised dates, and dates against the day on which the project began."""

from datetime import date

from projects.domain.answers import Answers
from projects.domain.calendar_months import day_after


def days_late(answers: Answers, started_on: date, months: float | None) -> dict[str, float]:
    """Return how many days after dates that were given the likely launch comes, as results for rules.

    Args:
        answers: The scenario's visible answers.
        started_on: The day on which the project began: without an earliest start the work begins then.
        months: Likely months to launch, or None while unknown.

    Returns:
        `result.launch_days_late` after the date that cannot move, `result.promise_days_late` after the first promise
        that may still hold; below 0 where it comes in time, and nothing where there is no such date.
    """
    promises = answers.value("people.promises") or []
    kept = [row["due"] for row in promises if row.get("due") and row.get("holds") != "no"]
    given = {
        "result.launch_days_late": answers.value("plan.fixed_date"),
        "result.promise_days_late": min(kept, default=None),
    }
    if months is None:
        return {}
    return {
        result: float(days_after(date.fromisoformat(day), answers, started_on, months))
        for result, day in given.items()
        if day
    }


def days_after(day: date, answers: Answers, started_on: date, months: float) -> int:
    """Return how many days after a day so many months are over; whole ones, so that the very day is in time."""
    start = answers.value("plan.start")
    begin = date.fromisoformat(start) if start else started_on
    return (day_after(begin, months) - day).days


AHEAD = {
    "plan.first_version": "result.first_version_days_past",
    "plan.fixed_date": "result.fixed_date_days_past",
    "success.by": "result.success_days_past",
}
"""Dates that lie ahead of whoever writes them, and the result that says where one does not."""


def days_past(answers: Answers, started_on: date) -> dict[str, float]:
    """Return how many days before the project began a date lies that should lie ahead; nothing of one that does.

    Args:
        answers: The scenario's visible answers.
        started_on: The day on which the project began: no clock, so that the same answers always say the same.
    """
    given = {result: answers.value(field_id) for field_id, result in AHEAD.items()}
    past = {result: (started_on - date.fromisoformat(day)).days for result, day in given.items() if day}
    return {result: float(days) for result, days in past.items() if days > 0}


WEEKEND = 3
"""Days: a pilot that begins on a Monday ends on the Friday of its last week, which may be the day of the decision."""


def pilot_days_short(answers: Answers) -> dict[str, float]:
    """Return how many days before the end of the pilot it is decided, where the pilot begins with the first version.

    Args:
        answers: The scenario's visible answers.

    Returns:
        `result.pilot_days_short` [days]; nothing where the pilot is over by then, or a day or the weeks are missing.
    """
    begins, decided = (answers.value(field_id) for field_id in ("plan.first_version", "evaluation.decide_on"))
    weeks = answers.value("evaluation.pilot_weeks")
    if not begins or not decided or weeks is None:
        return {}
    days = (date.fromisoformat(decided) - date.fromisoformat(begins)).days
    short = float(7 * weeks - WEEKEND - days)
    return {"result.pilot_days_short": short} if short > 0 else {}
