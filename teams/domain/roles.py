"""Roles: what each does, what goes wrong without it, and what it usually costs."""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from projects.domain.ranges import Range


class Peak(StrEnum):
    """When most of a role's work falls."""

    EVEN = "even"
    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"


class Contract(StrEnum):
    """How a person is paid: an employee by salary, a hired contractor by the hour."""

    EMPLOYED = "employed"
    HIRED = "hired"


@dataclass(frozen=True, kw_only=True)
class Role:
    """One row of the reference table. Pay is in US dollars, before any factor."""

    id: str
    label: str
    does: str
    without_it: str
    """What goes wrong where nobody has the role."""
    peaks: str
    """When it has most work, in words."""
    peak: Peak
    share_pct: Range
    """Usual presence over the project's duration, percent of full time, 0 to 100. Shares overlap."""
    salary_per_year: Range
    """US dollars a year."""
    rate_per_hour: Range
    """US dollars an hour."""
    source: str
    checked_on: str
    """ISO date on which the source was read."""
    valid_from: str
    """ISO date from which the row holds."""


FOUNDING_ROLES = ("data_engineer", "data_analyst", "data_scientist", "ml_engineer", "data_manager")
"""The five roles of the founding article, in its order: the plan that is assumed while nobody gave one."""
OTHER = "other"

_TEXTS = ("id", "label", "does", "without_it", "peaks", "source", "checked_on", "valid_from")
_RANGES = {
    "share_pct": ("share_low_pct", "share_high_pct"),
    "salary_per_year": ("salary_low_usd_per_year", "salary_high_usd_per_year"),
    "rate_per_hour": ("rate_low_usd_per_hour", "rate_high_usd_per_hour"),
}
COLUMNS = (*_TEXTS[:5], "peak", *(name for ends in _RANGES.values() for name in ends), *_TEXTS[5:])


def read_roles(lines: Iterable[str]) -> Mapping[str, Role]:
    """Read the reference table of roles.

    Args:
        lines: A CSV file with the columns `COLUMNS`.

    Returns:
        The roles by id, in the order of the table.

    Raises:
        ValueError: With the line and what is wrong there.
    """
    reader = csv.DictReader(lines)
    if set(reader.fieldnames or ()) != set(COLUMNS):
        raise ValueError(f"roles, line 1: the columns must be {', '.join(COLUMNS)}")
    roles: dict[str, Role] = {}
    for row in reader:
        role = _read_role(row, reader.line_num)
        if role.id in roles:
            raise ValueError(f"roles, line {reader.line_num}: role {role.id} occurs twice")
        roles[role.id] = role
    missing = {*FOUNDING_ROLES, OTHER} - roles.keys()
    if missing:
        raise ValueError(f"roles: {', '.join(sorted(missing))} missing")
    return roles


def _read_role(row: Mapping[str, str], line: int) -> Role:
    for name in _TEXTS:
        if not row[name]:
            raise ValueError(f"roles, line {line}: {name} is empty")
    try:
        read: dict[str, Any] = {name: row[name] for name in _TEXTS}
        read |= {name: _read_range(row[low], row[high]) for name, (low, high) in _RANGES.items()}
        return Role(peak=Peak(row["peak"]), **read)
    except ValueError as error:
        raise ValueError(f"roles, line {line}: {error}") from None


def _read_range(low: str, high: str) -> Range:
    """Return the published range; the likely value is its middle, because the sources give ends only."""
    if not (0 < float(low) <= float(high) < math.inf):
        raise ValueError(f"a range must run from above 0 upwards, not from {low} to {high}")
    return Range.between(float(low), float(high))
