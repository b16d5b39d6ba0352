"""The plan as a file: the smallest form in which a team can be written down, and its cost as plain numbers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from projects.domain.draws import Draw, summarise
from projects.domain.figures import Input, Origin
from projects.domain.ranges import LARGEST, Range
from teams.domain.cost import TeamEstimate
from teams.domain.phases import MOST_MONTHS
from teams.domain.plan import Person, Plan
from teams.domain.presence import Stay
from teams.domain.pricing import Ends
from teams.domain.roles import OTHER, Contract, Peak, Role

HOURS_PER_YEAR = 2080.0
MOST_PEOPLE = 1000
ENGAGEMENTS = {"contract": Contract.HIRED, "salaried": Contract.EMPLOYED}
_PLAN_KEYS = ("hours", "engagement", "people", "hours_per_year", "loaded_factor", "slip_pct")
_PERSON_KEYS = (
    *("role", "name", "engagement", "share", "rate_usd_per_hour", "salary_usd_per_year"),
    *("first_month", "last_month", "peak", "ramp_up_weeks"),
)


class BadPlan(ValueError):
    """A plan file that cannot be used.

    Args:
        place: Where, such as `people[2].share`.
        reason: What is wrong there, and what to write instead.
    """

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}: {reason}")


@dataclass(frozen=True, kw_only=True)
class _Table:
    """A table of the file that knows where it stands."""

    row: Mapping[str, Any]
    place: str = ""

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def close(self, known: tuple[str, ...]) -> None:
        for key in self.row:
            if key not in known:
                raise BadPlan(self.at(_shown(key)), f"is not known here; what is: {', '.join(known)}")

    def number(self, key: str, *, low: float, high: float, default: float | None = None) -> float:
        if key not in self.row and default is not None:
            return default
        return _number(self._value(key), self.at(key), low, high)

    def range(self, key: str, *, low: float, high: float, default: Range | None = None) -> Range:
        """Return a number, or a table of low, high and, if wanted, likely; without it the middle."""
        if key not in self.row and default is not None:
            return default
        value, place = self._value(key), self.at(key)
        if not isinstance(value, dict):
            return Range.exactly(_number(value, place, low, high))
        table = _Table(row=value, place=place)
        table.close(("low", "likely", "high"))
        least, most = (table.number(end, low=low, high=high) for end in ("low", "high"))
        if least > most:
            raise BadPlan(place, f"runs from {least:g} down to {most:g}; write the smaller number as low")
        likely = table.number("likely", low=low, high=high, default=(least + most) / 2)
        if not least <= likely <= most:
            raise BadPlan(table.at("likely"), f"{likely:g} lies outside {least:g} to {most:g}")
        return Range(low=least, likely=likely, high=most)

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        if key not in self.row and default is not None:
            return default
        value = self._value(key)
        if value not in allowed:
            raise BadPlan(self.at(key), f"must be one of {', '.join(allowed)}, not {_shown(value)}")
        return str(value)

    def text(self, key: str, default: str | None = None) -> str:
        if key not in self.row and default is not None:
            return default
        value = self._value(key)
        if not isinstance(value, str) or not value.strip() or len(value) > 80:
            raise BadPlan(self.at(key), f"must be a text of 1 to 80 characters, not {_shown(value)}")
        return value.strip()

    def _value(self, key: str) -> Any:
        if key not in self.row:
            raise BadPlan(self.at(key), "is missing")
        return self.row[key]


def _number(value: Any, place: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadPlan(place, f"must be a number, not {_shown(value)}")
    if not low <= value <= high or not math.isfinite(value):
        raise BadPlan(place, f"must be between {low:,g} and {high:,g}, not {_shown(value)}")
    return float(value)


def _shown(value: Any) -> str:
    """Return a value short enough for a message; a number of a million digits cannot be written out at all."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        return "a number with too many digits"
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def read_plan_file(document: Any, roles: Mapping[str, Role]) -> Plan:
    """Read a plan in its smallest form.

    The project's `hours` are those of one person at full time, so 2,080 hours are a year; `share` runs from 0 to 1;
    `engagement` says how all are paid, or one person where it stands beside them. The full cost of employees
    (`loaded_factor`) and a delay (`slip_pct`) count only where the file gives them.

    Args:
        document: What the JSON file holds.
        roles: The reference table, for labels and peaks. Nothing is taken from it that the file leaves out.

    Raises:
        BadPlan: With the place and what is wrong there.
    """
    if not isinstance(document, dict):
        raise BadPlan("plan", "must be a table with hours, engagement and people")
    table = _Table(row=document)
    table.close(_PLAN_KEYS)
    yearly = table.number("hours_per_year", low=100, high=4000, default=HOURS_PER_YEAR)
    months = table.number("hours", low=1, high=yearly * MOST_MONTHS / 12) / yearly * 12
    engagement = table.one_of("engagement", tuple(ENGAGEMENTS))
    slip = table.range("slip_pct", low=0, high=300, default=Range.exactly(0))
    people = document.get("people")
    if not isinstance(people, list) or not people:
        raise BadPlan("people", "must be a list of at least one person")
    if len(people) > MOST_PEOPLE:
        raise BadPlan("people", f"has {len(people):,} rows; at most {MOST_PEOPLE:,} are worked out")
    return Plan(
        people=tuple(_person(row, number, months, engagement, roles) for number, row in enumerate(people, start=1)),
        duration_months=_given("duration_months", Range.exactly(months), "months"),
        loaded_factor=_given(
            "loaded_factor", table.range("loaded_factor", low=1, high=3, default=Range.exactly(1)), "ratio"
        ),
        hours_per_year=_given("hours_per_year", Range.exactly(yearly), "hours/year"),
        schedule_slip=None if slip.high == 0 else _given("schedule_slip", slip, "%"),
    )


def _given(name: str, value: Range, unit: str) -> Input:
    return Input(name=name, label=name, value=value, unit=unit, origin=Origin.ANSWER, pay=unit.startswith("money"))


def _person(row: Any, number: int, months: float, engagement: str, roles: Mapping[str, Role]) -> Person:
    place = f"people[{number - 1}]"
    if not isinstance(row, dict):
        raise BadPlan(place, f'must be a table such as {{"role": "data_engineer", …}}, not {_shown(row)}')
    table = _Table(row=row, place=place)
    table.close(_PERSON_KEYS)
    name = table.text("role")
    role = roles.get(name) or replace(roles[OTHER], id=name, label=name)
    contract = ENGAGEMENTS[table.one_of("engagement", tuple(ENGAGEMENTS), engagement)]
    share = table.range("share", low=0, high=1).scaled(100)
    # Only the pay of the chosen engagement is needed; the other one may be left out, but must make sense if given.
    spare = Range.exactly(0)
    salary = table.range(
        "salary_usd_per_year", low=0, high=1e8, default=None if contract is Contract.EMPLOYED else spare
    )
    rate = table.range("rate_usd_per_hour", low=0, high=1e6, default=None if contract is Contract.HIRED else spare)
    return Person(
        row=number, role=role, label=role.label, name=table.text("name", ""), contract=contract,
        share_pct=_given(f"share_pct[{number}]", share, "%"),
        salary_per_year=_given(f"salary_per_year[{number}]", salary, "money/year"),
        rate_per_hour=_given(f"rate_per_hour[{number}]", rate, "money/hour"),
        stay=_stay(table, months, share.high, roles[OTHER].peak), months_follow_duration="last_month" not in row,
    )  # fmt: skip


def _stay(table: _Table, months: float, highest_share_pct: float, peak: Peak) -> Stay:
    first = table.number("first_month", low=1, high=MOST_MONTHS, default=1)
    end = table.number("last_month", low=1, high=MOST_MONTHS, default=months)
    if end <= first - 1 or ("last_month" in table.row and end < first):
        raise BadPlan(table.at("last_month"), f"the work ends in month {end:g}, before it starts in month {first:g}")
    return Stay(
        start_month=first - 1,
        end_month=end,
        peak=Peak(table.one_of("peak", tuple(Peak), peak.value)),
        highest_share_pct=highest_share_pct,
        ramp_up_weeks=table.number("ramp_up_weeks", low=0, high=52, default=0),
    )


def cost_document(estimate: TeamEstimate) -> dict[str, Any]:
    """Return the cost as plain numbers, with the delay where the plan has one.

    `low` and `high` are the ends: every share and every pay low, or high, at once. P10, P50 and P90 are of the draws.

    Returns:
        `cost_usd`, `by_role` (by role id; people of one role together) and `by_month` (without delay) [USD].
    """
    draws: dict[str, Draw] = {}
    ends: dict[str, Ends] = {}
    for one, drawn in zip(estimate.by_role, estimate.by_role_draws, strict=True):
        role = one.person.role.id
        draws[role] = draws.get(role, np.zeros_like(drawn)) + drawn
        ends[role] = ends[role].plus(one.ends) if role in ends else one.ends
    return {
        "cost_usd": _document(estimate.ends.plus(estimate.late), estimate.total.value),
        "by_role": {role: _document(ends[role], summarise(drawn)) for role, drawn in draws.items()},
        "by_month": [
            {"month": one.month, **_document(one.ends, value)}
            for one, value in zip(estimate.by_month, estimate.month_ranges, strict=True)
        ],
        "late_usd": _document(estimate.late, summarise(estimate.one_off_draws - estimate.planned_draws)),
    }


def _document(ends: Ends, value: Range) -> dict[str, float]:
    """Return the five numbers, to the cent."""
    found = {"low": ends.low, "p10": value.low, "p50": value.likely, "p90": value.high, "high": ends.high}
    return {name: round(number, 2) for name, number in found.items()}
