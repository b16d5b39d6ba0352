"""The team that an option takes: the planned one with more or less work and time, as answers of a scenario.

An option is what a scenario with these answers would be. So its table can be opened, checked and changed row by row,
and planning it moves no figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from projects.domain.answers import Answers
from projects.domain.ranges import Range
from teams.domain.changes import DueChange
from teams.domain.effort import Effort, people_for
from teams.domain.plan import Person, Plan
from teams.domain.reading import written_out
from teams.domain.roles import Role

ROLES, LENGTH, PHASES = "team.roles", "team.duration_months", "team.phases"
LEAST_MONTHS, MOST_MONTHS = 0.5, 120.0
_DIGITS = 2


def beside(team: Range, months: Range, *, planned_team: Range, planned_months: Range) -> Effort:
    """Return what an approach takes beside the planned one, from what both take beside a hosted model."""
    return Effort(work=team.likely / planned_team.likely, time=months.likely / planned_months.likely)


def team_answers(
    plan: Plan, answers: Answers, roles: Mapping[str, Role], changes: Sequence[DueChange], effort: Effort
) -> dict[str, Any]:
    """Return what the scenario of an option says of its team, by field id.

    Args:
        plan: The planned team.
        answers: What it is read from.
        roles: The reference table, for shares that nobody typed.
        changes: What the answers ask to change in the proposed team.
        effort: How much more or less the option takes.
    """
    months = min(MOST_MONTHS, max(LEAST_MONTHS, round(plan.duration_months.value.likely * effort.time, _DIGITS)))
    rows = _cells(plan, answers, roles, changes)
    said: dict[str, Any] = {LENGTH: months}
    if plan.people:
        said[ROLES] = [row for person in plan.people for row in _rows(rows[person.row], person, months, effort)]
    if phases := answers.value(PHASES):
        said[PHASES] = [_stretched(phase, effort.time) for phase in phases]
    return said


def _cells(
    plan: Plan, answers: Answers, roles: Mapping[str, Role], changes: Sequence[DueChange]
) -> dict[int, dict[str, Any]]:
    """Return the cells of each planned person by the number of their row; ours where nobody typed any."""
    typed = answers.value(ROLES)
    if typed:
        return dict(enumerate(written_out(typed, roles, changes), start=1))
    people = plan.people
    ours = [{"role": person.role.id, "contract": person.contract.value} for person in people]
    return {person.row: row for person, row in zip(people, written_out(ours, roles, changes), strict=True)}


def _rows(cells: Mapping[str, Any], person: Person, months: float, effort: Effort) -> Iterator[dict[str, Any]]:
    """Yield a person's row; as several where it takes more than one person's time."""
    row = {name: cell for name, cell in cells.items() if name != "presence"}
    row["first_month"] = float(round(person.stay.start_month * effort.time) + 1)
    end = months
    if not person.months_follow_duration:
        end = row["last_month"] = max(row["first_month"], float(round(person.stay.end_month * effort.time)))
    length = max(0.5, end - (row["first_month"] - 1))
    share = person.share_pct.value.scaled(effort.work * person.stay.work_months / length)
    count = people_for(share)
    low, likely, high = (round(end / count, _DIGITS) for end in (share.low, share.likely, share.high))
    row["share_pct"] = Range(low=low, likely=likely, high=high).to_json()
    for number in range(count):
        yield row if number == 0 else {**row, "name": ""}


def _stretched(phase: Mapping[str, Any], time: float) -> dict[str, Any]:
    stretched = dict(phase)
    if isinstance(phase.get("first_month"), int | float):
        stretched["first_month"] = round((phase["first_month"] - 1) * time + 1, _DIGITS)
    if isinstance(phase.get("length_months"), int | float):
        stretched["length_months"] = max(0.25, round(phase["length_months"] * time, _DIGITS))
    return stretched
