"""What the answers change in the proposed team: data with a rule, a reason and a source. Each can be declined."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.expressions import Facts
from projects.domain.fields import Catalogue
from projects.domain.loading import check_rule_of
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from teams.domain.roles import Role

FORMAT = 1
DECLINED = "team.declined_changes"
DURATION, HOURS_PER_YEAR = "team.duration_months", "team.hours_per_year"
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class TeamChange:
    """One change of the proposed team."""

    id: str
    label: str
    """How it is named where it can be declined."""
    when: str
    """The rule that asks for it; see `projects.domain.expressions`."""
    reason: str
    """Why, where none of `cases` holds."""
    cases: tuple[tuple[str, str], ...] = ()
    """Rules, each with why in its case; the first that holds is said, so that no sentence is about another project."""
    raised: tuple[str, ...] = ()
    """Roles whose usual share goes up."""
    points_pct: float = 0.0
    """By how much it goes up [percent of full time]."""
    added: tuple[str, ...] = ()
    """Roles that the proposal needs besides the usual five."""
    hours: tuple[str, ...] = ()
    """Fields that multiply to the hours of the roles that it adds; empty where they come with their usual share."""
    source: str
    checked_on: str
    """ISO date."""


@dataclass(frozen=True, kw_only=True)
class DueChange:
    """A change that the answers ask for."""

    change: TeamChange
    reason: str
    """Why, by these answers."""
    declined: bool = False
    """Whether somebody said no to it."""
    share: Range | None = None
    """What its hours come to over the project [% of full time]; None where its roles come with their usual share."""


def load_changes(path: Path, catalogue: Catalogue, roles: Mapping[str, Role]) -> tuple[TeamChange, ...]:
    """Read the changes; their ids are the choices of `team.declined_changes`.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    if table.get("format", int) != FORMAT:
        raise table.error(f"format must be {FORMAT}", "format")
    rows = table.tables("change")
    refuse_twins(rows, "id")
    labels = {str(choice.value): choice.label for choice in catalogue.fields[DECLINED].choices}
    changes = tuple(_change(row, labels, catalogue, roles) for row in rows)
    if missing := labels.keys() - {change.id for change in changes}:
        raise table.error(f"{DECLINED} offers {', '.join(sorted(missing))}, which no change has", "change")
    table.close()
    return changes


def _change(row: DataTable, labels: Mapping[str, str], catalogue: Catalogue, roles: Mapping[str, Role]) -> TeamChange:
    change_id = row.text("id")
    if change_id not in labels:
        raise row.error(f"{change_id} is no choice of {DECLINED}, so nobody could decline it", "id")
    rule = check_rule_of(row, "when", row.text("when"), catalogue)
    raised, added = row.texts("raise", ()), row.texts("add", ())
    for role in (*raised, *added):
        if role not in roles:
            raise row.error(f"{role} is no role of the reference table", "raise" if role in raised else "add")
    points, hours = row.number("points_pct", 0.0) or 0.0, row.texts("hours", ())
    for field_id in hours:
        if field_id not in catalogue.fields or not catalogue.fields[field_id].is_number:
            raise row.error(f"{field_id} is no number that anybody asks for", "hours")
    if not (raised or added) or bool(raised) is not (points > 0):
        raise row.error(f"{change_id} needs roles to add, or roles to raise and points_pct", "id")
    change = TeamChange(
        id=change_id,
        label=labels[change_id],
        when=rule.text,
        reason=row.text("reason"),
        cases=tuple(_case(case, catalogue) for case in (row.tables("cases") if row.has("cases") else ())),
        raised=raised,
        points_pct=points,
        added=added,
        hours=hours,
        source=row.text("source"),
        checked_on=row.get("checked_on", date).isoformat(),
    )
    row.close()
    return change


def _case(row: DataTable, catalogue: Catalogue) -> tuple[str, str]:
    case = check_rule_of(row, "when", row.text("when"), catalogue).text, row.text("reason")
    row.close()
    return case


def due_changes(changes: Sequence[TeamChange], facts: Facts, read: Reader) -> tuple[DueChange, ...]:
    """Return the changes that the answers ask for.

    Args:
        changes: All that there are.
        facts: The project's visible answers.
        read: The same answers, for what is assumed where nobody answered.
    """
    declined: Container[str] = facts.answers.value(DECLINED) or ()
    return tuple(
        DueChange(
            change=change,
            reason=next((reason for when, reason in change.cases if facts.holds(when)), change.reason),
            declined=change.id in declined,
            share=_share_of_hours(change, read),
        )
        for change in changes
        if facts.holds(change.when)
    )


def _share_of_hours(change: TeamChange, read: Reader) -> Range | None:
    """Return the hours of a change / the hours of one full-time person over the project [%], at most full time."""
    said = [read.input(field_id) for field_id in change.hours]
    if not said or not all(said):
        return None
    month, months = read.required(HOURS_PER_YEAR), read.required(DURATION)
    hours = Range.exactly(100 * MONTHS_PER_YEAR / (month.value.likely * months.value.likely))
    for share in said:
        hours = hours.times(share.value) if share else hours
    return Range(low=min(100.0, hours.low), likely=min(100.0, hours.likely), high=min(100.0, hours.high))


def points_for(role_id: str, changes: Sequence[DueChange]) -> float:
    """Return by how much the answers raise a role's usual share [percent of full time]."""
    return sum(
        change.change.points_pct for change in changes if not change.declined and role_id in change.change.raised
    )


def roles_added(changes: Sequence[DueChange]) -> dict[str, Range | None]:
    """Return the roles that the answers add to the usual five, and the share that their hours come to [%].

    A role that another change adds too comes with its usual share, which has room for the hours.
    """
    added: dict[str, Range | None] = {}
    for due in changes:
        for role in () if due.declined else due.change.added:
            added[role] = due.share if role not in added else None
    return added
