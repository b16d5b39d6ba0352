"""The plan as a file: the smallest form in which a team can be written down, and its cost as plain numbers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.figures import Input, Origin
from projects.domain.ranges import LARGEST, Range
from teams.domain.expenses import ExpenseKind
from teams.domain.phases import LABELS, MOST_MONTHS, SHORTEST_MONTHS, Phase, PhaseKind, rhythm_of, usual_phases
from teams.domain.plan import Person, Plan
from teams.domain.presence import Stay, share_of_planned
from teams.domain.reading import role_of
from teams.domain.roles import OTHER, Contract, Peak, Role, Seniority

HOURS_PER_YEAR = 2080.0
MOST_PEOPLE = 1000
ENGAGEMENTS = {"contract": Contract.HIRED, "salaried": Contract.EMPLOYED}
_PLAN_KEYS = (
    *("hours", "engagement", "people", "hours_per_year", "loaded_factor", "slip_pct"),
    *("contractor_margin_pct", "yearly_raise_pct", "phases", "other_expenses", "budget_usd"),
)
_PERSON_KEYS = (
    *("role", "name", "engagement", "share", "rate_usd_per_hour", "salary_usd_per_year"),
    *("first_month", "last_month", "peak", "ramp_up_weeks", "title", "seniority", "presence"),
)
_PHASE_KEYS = ("kind", "name", "first_month", "length_months")
_EXPENSE_KEYS = ("what", "kind", "amount_usd", "paid", "first_month", "last_month")
MOST_ROWS = 100


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

    def rows(self, key: str) -> list["_Table"]:
        """Return a list of tables, empty where it is missing."""
        if key not in self.row:
            return []
        rows, place = self.row[key], self.at(key)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise BadPlan(place, "must be a list of tables")
        if len(rows) > MOST_ROWS:
            raise BadPlan(place, f"has {len(rows):,} rows; at most {MOST_ROWS:,} are worked out")
        return [_Table(row=row, place=f"{place}[{index}]") for index, row in enumerate(rows)]

    def _value(self, key: str) -> Any:
        if key not in self.row:
            raise BadPlan(self.at(key), "is missing")
        return self.row[key]


def _number(value: Any, place: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadPlan(place, f"must be a number, not {_shown(value)}")
    if not low <= value <= high or not math.isfinite(value):
        raise BadPlan(place, f"must be between {low:,.10g} and {high:,.10g}, not {_shown(value)}")
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
    margin, rise = (
        table.range(key, low=0, high=100, default=Range.exactly(0))
        for key in ("contractor_margin_pct", "yearly_raise_pct")
    )
    people = document.get("people")
    if not isinstance(people, list) or not people:
        raise BadPlan("people", "must be a list of at least one person")
    if len(people) > MOST_PEOPLE:
        raise BadPlan("people", f"has {len(people):,} rows; at most {MOST_PEOPLE:,} are worked out")
    phases = tuple(map(_phase, table.rows("phases"))) or usual_phases(months)
    return Plan(
        people=tuple(
            _person(row, number, months, engagement, roles, phases) for number, row in enumerate(people, start=1)
        ),
        phases=phases,
        phases_assumed="phases" not in document,
        contractor_margin=None
        if margin.high == 0
        else _given("contractor_margin", margin, "%", "team.contractor_margin"),
        yearly_raise=None if rise.high == 0 else _given("yearly_raise", rise, "%", "team.yearly_raise"),
        duration_months=_given("duration_months", Range.exactly(months), "months"),
        loaded_factor=_given(
            "loaded_factor", table.range("loaded_factor", low=1, high=3, default=Range.exactly(1)), "ratio"
        ),
        hours_per_year=_given("hours_per_year", Range.exactly(yearly), "hours/year"),
        schedule_slip=None if slip.high == 0 else _given("schedule_slip", slip, "%"),
    )


def read_expenses_file(document: Mapping[str, Any]) -> Answers:
    """Read what the plan file says beside people: other expenses and the agreed budget.

    Args:
        document: What `read_plan_file` accepted.

    Returns:
        Answers to `team.other_expenses` and `plan.budget_agreed`; blank where the file says nothing.

    Raises:
        BadPlan: With the place and what is wrong there.
    """
    table = _Table(row=document)
    answers: dict[str, Any] = {}
    if rows := [_expense(row) for row in table.rows("other_expenses")]:
        answers["team.other_expenses"] = rows
    if "budget_usd" in document:
        answers["plan.budget_agreed"] = table.number("budget_usd", low=0, high=1e12)
    return Answers({key: Answer(field_id=key, state=AnswerState.KNOWN, value=value) for key, value in answers.items()})


def _expense(table: _Table) -> dict[str, Any]:
    table.close(_EXPENSE_KEYS)
    first = table.number("first_month", low=1, high=MOST_MONTHS, default=1)
    row: dict[str, Any] = {
        "what": table.text("what"),
        "kind": table.one_of("kind", tuple(ExpenseKind), ExpenseKind.OTHER.value),
        "amount": table.range("amount_usd", low=0, high=1e9).to_json(),
        "paid": table.one_of("paid", ("once", "monthly"), "once"),
        "first_month": first,
    }
    if "last_month" in table.row:
        row["last_month"] = table.number("last_month", low=first, high=MOST_MONTHS)
    return row


def _phase(table: _Table) -> Phase:
    table.close(_PHASE_KEYS)
    kind = PhaseKind(table.one_of("kind", tuple(PhaseKind), PhaseKind.OTHER.value))
    start = table.number("first_month", low=1, high=MOST_MONTHS, default=1) - 1
    length = table.number("length_months", low=SHORTEST_MONTHS, high=MOST_MONTHS)
    end = min(start + length, float(MOST_MONTHS))
    return Phase(kind=kind, label=table.text("name", LABELS[kind]), start_month=start, end_month=end)


def _given(name: str, value: Range, unit: str, field_id: str = "") -> Input:
    return Input(
        name=name,
        label=name,
        value=value,
        unit=unit,
        origin=Origin.ANSWER,
        pay=unit.startswith("money"),
        field_id=field_id,
    )


def _person(
    row: Any, number: int, months: float, engagement: str, roles: Mapping[str, Role], phases: Sequence[Phase]
) -> Person:
    place = f"people[{number - 1}]"
    if not isinstance(row, dict):
        raise BadPlan(place, f'must be a table such as {{"role": "data_engineer", …}}, not {_shown(row)}')
    table = _Table(row=row, place=place)
    table.close(_PERSON_KEYS)
    name = table.text("role")
    # A role of one's own is priced apart from the others: under its title, as in the table of the page.
    own = {"role": name, "title": table.text("title", "")} if "title" in row else None
    role = role_of(own, roles) if own else roles.get(name) or replace(roles[OTHER], id=name, label=name)
    contract = ENGAGEMENTS[table.one_of("engagement", tuple(ENGAGEMENTS), engagement)]
    share = table.range("share", low=0, high=1).scaled(100)
    # Only the pay of the chosen engagement is needed; the other one may be left out, but must make sense if given.
    spare = Range.exactly(0)
    salary = table.range(
        "salary_usd_per_year", low=0, high=1e8, default=None if contract is Contract.EMPLOYED else spare
    )
    rate = table.range("rate_usd_per_hour", low=0, high=1e6, default=None if contract is Contract.HIRED else spare)
    typed = _typed(table)
    if typed:
        share = share_of_planned(share)
    return Person(
        row=number,
        role=role,
        label=role.label,
        name=table.text("name", ""),
        contract=contract,
        seniority=Seniority(table.one_of("seniority", tuple(Seniority), Seniority.REGULAR.value)),
        share_pct=_given(f"share_pct[{number}]", share, "%"),
        salary_per_year=_given(f"salary_per_year[{number}]", salary, "money/year"),
        rate_per_hour=_given(f"rate_per_hour[{number}]", rate, "money/hour"),
        stay=_stay(table, months, share, role, phases, typed),
        months_follow_duration="last_month" not in row,
    )


def _typed(table: _Table) -> dict[int, float]:
    """Return the months that are planned one by one, each as a share of full time from 0 to 100."""
    if "presence" not in table.row:
        return {}
    months, place = table.row["presence"], table.at("presence")
    if not isinstance(months, dict):
        raise BadPlan(place, f'must be a table such as {{"3": 0.5}}, not {_shown(months)}')
    inside = _Table(row=months, place=place)
    shares = {}
    for key in months:
        if not (key.isascii() and key.isdecimal() and 1 <= int(key[:4]) <= MOST_MONTHS):
            raise BadPlan(inside.at(_shown(key)), f"is no month from 1 to {MOST_MONTHS}")
        shares[int(key)] = 100 * inside.number(key, low=0, high=1)
    return dict(sorted(shares.items()))


def _stay(
    table: _Table, months: float, share: Range, role: Role, phases: Sequence[Phase], typed: Mapping[int, float]
) -> Stay:
    first = table.number("first_month", low=1, high=MOST_MONTHS, default=1)
    end = table.number("last_month", low=1, high=MOST_MONTHS, default=months)
    if end <= first - 1 or ("last_month" in table.row and end < first):
        raise BadPlan(table.at("last_month"), f"the work ends in month {end:g}, before it starts in month {first:g}")
    peak = Peak(table.one_of("peak", tuple(Peak), Peak.EVEN.value))
    return Stay(
        start_month=first - 1,
        end_month=end,
        peak=peak,
        rhythm=rhythm_of(role.weights_pct, phases) if peak is Peak.PHASES else None,
        typed=tuple((month, part / share.likely) for month, part in typed.items()),
        highest_share_pct=share.high,
        ramp_up_weeks=table.number("ramp_up_weeks", low=0, high=52, default=0),
    )
