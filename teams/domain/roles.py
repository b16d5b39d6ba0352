"""Roles: what each does, what goes wrong without it, and what it usually costs."""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from projects.domain.ranges import Range
from teams.domain.phases import PhaseKind


class Peak(StrEnum):
    """When most of a role's work falls."""

    PHASES = "phases"
    """As the role is busy in the project's phases."""
    EVEN = "even"
    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"


class Contract(StrEnum):
    """How a person is paid: an employee by salary, a hired contractor by the hour."""

    EMPLOYED = "employed"
    HIRED = "hired"


class Seniority(StrEnum):
    """How much a person can do alone; it moves the usual pay, never a pay that was typed."""

    JUNIOR = "junior"
    REGULAR = "regular"
    SENIOR = "senior"


# Our proposal: the founding article's five ranges end at 0.71 to 0.80 and at 1.20 to 1.29 times their middle, which is
# about what beginners and leads earn. No published figure.
PAY_FACTOR = {Seniority.JUNIOR: 0.75, Seniority.REGULAR: 1.0, Seniority.SENIOR: 1.25}


@dataclass(frozen=True, kw_only=True)
class PayRegion:
    """One row of the table of regions: how pay there compares with the reference table's."""

    id: str
    label: str
    pay_factor: float
    """Pay there / US pay, above 0."""
    pay_year: int
    """The year in which pay was compared."""
    source: str
    checked_on: str
    """ISO date."""
    valid_from: str
    """ISO date from which the row holds."""


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
    weights_pct: Mapping[PhaseKind, float]
    """How busy it is in each phase, 100 = as much as its usual share. Our reading of `peaks`, no published figure."""
    share_pct: Range
    """Usual presence over the project's duration, percent of full time, 0 to 100. Shares overlap."""
    salary_per_year: Range
    """US dollars a year."""
    rate_per_hour: Range
    """US dollars an hour."""
    pay_year: int
    """The year of the pay; of our own ranges the year in which they were proposed."""
    source: str
    checked_on: str
    """ISO date on which the source was read."""
    valid_from: str
    """ISO date from which the row holds."""


FOUNDING_ROLES = ("data_engineer", "data_analyst", "data_scientist", "ml_engineer", "data_manager")
"""The five roles of the founding article, in its order: the plan that is assumed while nobody gave one."""
OTHER = "other"
HOME_REGION = "us"
"""The region whose pay the reference table holds."""

_TEXTS = ("id", "label", "does", "without_it", "peaks", "source", "checked_on", "valid_from")
_RANGES = {
    "share_pct": ("share_low_pct", "share_high_pct"),
    "salary_per_year": ("salary_low_usd_per_year", "salary_high_usd_per_year"),
    "rate_per_hour": ("rate_low_usd_per_hour", "rate_high_usd_per_hour"),
}
_WEIGHTS = {kind: f"{kind}_weight_pct" for kind in PhaseKind if kind is not PhaseKind.OTHER}
COLUMNS = (
    *_TEXTS[:5],
    "peak",
    *_WEIGHTS.values(),
    *(name for ends in _RANGES.values() for name in ends),
    "pay_year",
    *_TEXTS[5:],
)


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
        weights = {kind: float(row[name]) for kind, name in _WEIGHTS.items()}
        if not all(0 <= weight < math.inf for weight in weights.values()) or not any(weights.values()):
            raise ValueError(f"weights must be 0 or more and not all 0, not {tuple(weights.values())}")
        read |= {"pay_year": _read_year(row), "weights_pct": weights | {PhaseKind.OTHER: 100.0}}
        return Role(peak=Peak(row["peak"]), **read)
    except ValueError as error:
        raise ValueError(f"roles, line {line}: {error}") from None


def _read_year(row: Mapping[str, str]) -> int:
    """Return the year of the pay: not after somebody checked it."""
    checked = int(row["checked_on"][:4])
    if not row["pay_year"].isdecimal() or not checked - 50 < int(row["pay_year"]) <= checked:
        raise ValueError(f"pay_year must be a year up to {checked}, in which it was checked, not {row['pay_year']!r}")
    return int(row["pay_year"])


def _read_range(low: str, high: str) -> Range:
    """Return the published range; the likely value is its middle, because the sources give ends only."""
    if not (0 < float(low) <= float(high) < math.inf):
        raise ValueError(f"a range must run from above 0 upwards, not from {low} to {high}")
    return Range.between(float(low), float(high))


REGION_COLUMNS = ("id", "label", "pay_factor", "pay_year", "source", "checked_on", "valid_from")


def read_regions(lines: Iterable[str]) -> Mapping[str, PayRegion]:
    """Read the reference table of regions.

    Args:
        lines: A CSV file with the columns `REGION_COLUMNS`.

    Returns:
        The regions by id, in the order of the table.

    Raises:
        ValueError: With the line and what is wrong there.
    """
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != REGION_COLUMNS:
        raise ValueError(f"regions, line 1: the columns must be {', '.join(REGION_COLUMNS)}")
    regions: dict[str, PayRegion] = {}
    for row in reader:
        place = f"regions, line {reader.line_num}"
        if row["id"] in regions or not all(row.values()):
            raise ValueError(f"{place}: an id occurs twice or a cell is empty")
        try:
            factor = float(row["pay_factor"])
        except ValueError:
            raise ValueError(f"{place}: pay_factor must be a number, not {row['pay_factor']}") from None
        if not 0 < factor < 10:
            raise ValueError(f"{place}: pay_factor must lie above 0 and below 10, not {factor:g}")
        try:
            year = _read_year(row)
        except ValueError as error:
            raise ValueError(f"{place}: {error}") from None
        texts = {name: row[name] for name in REGION_COLUMNS if not name.startswith("pay_")}
        regions[row["id"]] = PayRegion(pay_factor=factor, pay_year=year, **texts)
    if HOME_REGION not in regions:
        raise ValueError(f"regions: {HOME_REGION} is missing")
    return regions
