"""From the answers to the staffing plan; what nobody knows yet is assumed and says so."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.currency import IN_DOLLARS, Exchange
from projects.domain.fields import Field
from projects.domain.figures import Input, Origin, input_of
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.text import gettext_noop, joined, of, told
from teams.domain.assistants import Known, read_assistants
from teams.domain.changes import DURATION, DueChange, points_for, roles_added
from teams.domain.effort import USUAL, Effort, spread
from teams.domain.phases import MOST_MONTHS, Phase, PhaseProblem, read_phases, rhythm_of
from teams.domain.plan import Person, Plan, PlanProblem
from teams.domain.presence import Stay, share_of_planned
from teams.domain.ratecard import FIELD as CARD
from teams.domain.ratecard import find_pay, role_key
from teams.domain.roles import FOUNDING_ROLES, OTHER, PAY_FACTOR, Contract, PayRegion, Peak, Role, Seniority

INVERTED_MONTHS = gettext_noop(
    "%(label)s ends in month %(last)s, before it starts in month %(first)s. It is not included until you swap them."
)
SHARE_TOO_HIGH = gettext_noop(
    "%(label)s has a share of %(share)s%%. No one has more than 100%%: add a second person. "
    "It is not included until then."
)
BAD_CELL = gettext_noop("%(label)s: we could not read this cell, so it is not included. Please re-enter it.")
NO_SHARE = gettext_noop("%(label)s has no share of full time. We used the usual one of the role.")
NO_SALARY = gettext_noop("%(label)s has no salary. We used the usual US range of the role, pay of %(year)s.")
NO_RATE = gettext_noop("%(label)s has no rate. We used the usual US range of the role, pay of %(year)s.")
NO_SALARY_THERE = gettext_noop(
    "%(label)s has no salary. We used the usual US range of the role × %(factor)s for %(region)s, pay of %(year)s."
)
NO_RATE_THERE = gettext_noop(
    "%(label)s has no rate. We used the usual US range of the role × %(factor)s for %(region)s, pay of %(year)s."
)
AFTER_THE_END = gettext_noop("%(label)s works until month %(last)s, but the plan ends after %(months)s months.")

AGE_OF_PAY = gettext_noop("pay of %(year)s, %(age)s years old when checked: it has risen since")

SHARE = gettext_noop("share of full time")
SHARE_OF_HOURS = gettext_noop("Hours that were counted elsewhere, over the length of the project")
SALARY = gettext_noop("salary per year")
RATE = gettext_noop("rate per hour")
RATE_CARD = gettext_noop("Rate card")
SUM_OF_PARTS = gettext_noop("The sum of its parts")
LENGTH_OF_APPROACH = gettext_noop(
    "Plumbline's proposal for a first version with one use, longer or shorter by what the approach takes"
)


@dataclass(frozen=True, kw_only=True)
class PlanBasis:
    """What a plan is made of beside its answers: what is usual, and what other answers ask of the team."""

    roles: Mapping[str, Role]
    """The reference table, for what is left blank."""
    exchange: Exchange = IN_DOLLARS
    """Reference pay and seats are in US dollars."""
    region: PayRegion | None = None
    """Where most people work; reference pay is US pay."""
    changes: Sequence[DueChange] = ()
    """What the answers ask to change in the proposed team."""
    assistants: Known | None = None
    """What is known of coding assistants, for teams that use them."""
    effort: Effort = USUAL
    """What the approach takes beside the usual one; only our own proposal follows it."""


def read_plan(read: Reader, basis: PlanBasis) -> Plan:
    """Build the plan from the answers; what nobody knows yet is assumed and says so.

    A row that cannot be counted is named in `problems` and left out; nothing that was typed is changed.

    Args:
        read: The scenario's answers.
        basis: What the plan is made of besides.
    """
    answers = read.answers
    rows, answer = _rows(answers, basis.changes)
    factors = [1.0] * len(rows)
    if answer is None:
        rows, factors = _spread_out(rows, basis)
    duration = _length(read, basis.effort.time if answer is None else 1.0)
    phases, phase_problems, phases_assumed = read_phases(answers["team.phases"], duration.value.likely)
    people, problems = _Rows(
        basis=basis, answer=answer, duration_months=duration.value.likely, labels=_labels(rows, basis.roles),
        phases=phases, card=answers[CARD], factors=factors,
    ).read(rows)  # fmt: skip
    parts = _loaded_parts(read)
    return Plan(
        people=people,
        duration_months=duration,
        loaded_factor=_sum_of(parts, read.fields[LOADED_FACTOR]) if parts else _loaded_factor(read),
        loaded_parts=parts,
        contractor_margin=read.input("team.contractor_margin"),
        yearly_raise=read.input("team.yearly_raise"),
        leave_days=read.input("team.leave_days"),
        region=basis.region,
        phases=phases,
        phases_assumed=phases_assumed,
        changes=tuple(basis.changes),
        hours_per_year=read.required("team.hours_per_year"),
        schedule_slip=read.input("team.schedule_slip"),
        hiring_cost=read.input("team.hiring_cost"),
        hiring_months=read.input("team.hiring_months"),
        assistants=read_assistants(read, basis.assistants, basis.exchange),
        start=_start_of(answers),
        assumed=answer is None and bool(people),
        problems=(*problems, *(_of_phases(problem) for problem in phase_problems)),
    )


def proposed_rows(changes: Sequence[DueChange] = ()) -> list[dict[str, Any]]:
    """Return the five-role template: rows without pay and, but for hours that somebody counted, without share.

    Args:
        changes: What the answers ask to change; roles that they add come last.
    """
    shares: dict[str, Range | None] = roles_added(changes)
    return [
        {"role": name, "contract": Contract.EMPLOYED.value} | ({"share_pct": share.to_json()} if share else {})
        for name, share in (dict.fromkeys(FOUNDING_ROLES) | shares).items()
    ]


def proposed_team(
    roles: Mapping[str, Role], changes: Sequence[DueChange] = (), effort: Effort = USUAL
) -> list[dict[str, Any]]:
    """Return our proposal for an approach written out, ready to be changed."""
    rows = written_out(proposed_rows(changes), roles, changes)
    shares = [Range.from_json(row["share_pct"]) for row in rows]
    return [
        {**row, "share_pct": Range.from_json(row["share_pct"]).scaled(factor).to_json()}
        for row, factor in spread(rows, shares, effort.density)
    ]


def _proposed_share(row: Mapping[str, Any], roles: Mapping[str, Role], changes: Sequence[DueChange]) -> Range:
    share = row.get("share_pct")
    return Range.from_json(share) if share else usual_share(roles[row["role"]], changes)


def usual_share(role: Role, changes: Sequence[DueChange] = ()) -> Range:
    """Return a role's usual share with what the answers add to it, at most full time [%]."""
    points = points_for(role.id, changes)
    low, likely, high = (
        min(100.0, part + points) for part in (role.share_pct.low, role.share_pct.likely, role.share_pct.high)
    )
    return Range(low=low, likely=likely, high=high)


def written_out(
    rows: Sequence[Mapping[str, Any]], roles: Mapping[str, Role], changes: Sequence[DueChange] = ()
) -> list[dict[str, Any]]:
    """Return rows with the usual share and peak of their roles written in, ready to be changed.

    Their last month stays blank, so that they go on following the length of the project.

    Args:
        rows: Rows of `team.roles`; what they hold already stays.
        roles: The reference table.
        changes: What the answers ask to change.
    """
    found = []
    for row in rows:
        role = roles.get(row.get("role", OTHER), roles[OTHER])
        usual = {
            "share_pct": usual_share(role, changes).to_json(),
            "first_month": 1.0,
            "peak": Peak.PHASES.value,
        }
        found.append({**usual, **row})
    return found


def _of_phases(problem: PhaseProblem) -> PlanProblem:
    return PlanProblem(
        row=problem.row,
        column=problem.column,
        message=problem.message,
        params=problem.params,
        counted=problem.counted,
        field_id="team.phases",
    )


def _rows(answers: Answers, changes: Sequence[DueChange]) -> tuple[Sequence[Mapping[str, Any]], Answer | None]:
    """Return the rows, and the answer they are from; None where they are our proposal."""
    answer = answers["team.roles"]
    if answer.state is AnswerState.NOT_RELEVANT:
        return [], answer
    if answer.state is AnswerState.KNOWN and answer.value:
        return answer.value, answer
    return proposed_rows(changes), None


def _start_of(answers: Answers) -> date | None:
    start = answers.value("plan.start")
    return date.fromisoformat(start) if start else None


def _spread_out(rows: Sequence[Mapping[str, Any]], basis: PlanBasis) -> tuple[Sequence[Mapping[str, Any]], list[float]]:
    """Return our proposal for a team that works more or less: rows, and what the share of each is multiplied by."""
    shares = [_proposed_share(row, basis.roles, basis.changes) for row in rows]
    proposed = list(spread(rows, shares, basis.effort.density))
    return [row for row, _factor in proposed], [factor for _row, factor in proposed]


def _length(read: Reader, time: float) -> Input:
    """Return how long the project takes; a length of ours follows the approach."""
    length = read.required(DURATION)
    if length.origin is Origin.ASSUMPTION and time != 1.0:
        months = Range.exactly(round(length.value.likely * time, 2))
        length = replace(length, value=months, source=LENGTH_OF_APPROACH)
    return _limited(length, read.fields[DURATION])


def _limited(given: Input, asked: Field) -> Input:
    low, high = asked.minimum or 0.0, asked.maximum or MOST_MONTHS
    return replace(given, value=Range.exactly(min(max(given.value.likely, low), high)))


def _loaded_factor(read: Reader) -> Input:
    """Return the factor; where it is not relevant an employee costs the salary and no more."""
    if (factor := read.input(LOADED_FACTOR)) is not None:
        return factor
    reason = read.answers[LOADED_FACTOR].reason
    return input_of(read.fields[LOADED_FACTOR], Range.exactly(1.0), source=reason, origin=Origin.ANSWER)


LOADED_FACTOR = "team.loaded_factor"
LOADED_PARTS = ("team.employer_contributions", "team.benefits", "team.equipment", "team.space")


def _loaded_parts(read: Reader) -> tuple[Input, ...]:
    """Return the parts of an employee's full cost where somebody knows one of them, else none.

    What is left blank beside a known part is assumed, so that half an answer does not make people cheap.
    """
    if not any(read.answers.value(part) is not None for part in LOADED_PARTS):
        return ()
    return tuple(part_input for part in LOADED_PARTS if (part_input := read.input(part)) is not None)


def _sum_of(parts: Sequence[Input], field: Field) -> Input:
    """Return the factor that the parts make up; its ends are those where all parts come out low, or high."""
    ends = {end: 1 + sum(getattr(part.value, end) for part in parts) / 100 for end in ("low", "likely", "high")}
    return Input(
        name="loaded_factor",
        label=field.label,
        value=Range(**ends),
        unit=field.unit,
        origin=Origin.RESULT,
        source=SUM_OF_PARTS,
        field_id=LOADED_PARTS[0],
    )


def role_of(row: Mapping[str, Any], roles: Mapping[str, Role]) -> Role:
    """Return the role of a row; one of somebody's own is priced like "other", under its own name."""
    role, title = roles.get(str(row.get("role")), roles[OTHER]), str(row.get("title") or "").strip()
    if not title:
        return role
    # Own roles are drawn apart from each other, so each needs an id of its own.
    words = "_".join(re.findall(r"[a-z0-9]+", title.casefold()))
    if not words and role_key(title):
        # In another script: ids are plain letters.
        words = hashlib.sha256(role_key(title).encode()).hexdigest()[:8]
    return replace(role, label=title, id=f"{OTHER}_{words}" if role.id == OTHER and words else role.id)


NUMBERED = gettext_noop("%(role)s %(number)s")
"""A role that occurs more than once, so that each page says it in its language."""


def _labels(rows: Sequence[Mapping[str, Any]], roles: Mapping[str, Role]) -> list[str]:
    """Return the role of every row, numbered where it occurs more than once."""
    names = [role_of(row, roles).label for row in rows]
    many = {name for name, count in Counter(names).items() if count > 1}
    seen: Counter[str] = Counter()
    labels = []
    for name in names:
        seen[name] += 1
        labels.append(told(NUMBERED, role=name, number=seen[name]) if name in many else name)
    return labels


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Reads the rows of the table."""

    basis: PlanBasis
    answer: Answer | None
    """None where the rows are our proposal."""
    duration_months: float
    labels: Sequence[str]
    phases: Sequence[Phase]
    card: Answer
    """The rate card, for pay that a row leaves blank."""
    factors: Sequence[float]
    """What the share of each row is multiplied by, where the rows are our proposal."""

    def read(self, rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[Person, ...], tuple[PlanProblem, ...]]:
        people, problems = [], []
        for number, (row, label) in enumerate(zip(rows, self.labels, strict=True), start=1):
            row_read = _Row(rows=self, number=number, cells=row, label=label)
            person = row_read.person()
            problems += row_read.problems
            if person is not None and all(problem.counted for problem in row_read.problems):
                people.append(person)
        return tuple(people), tuple(problems)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """Reads one row, and notes what is wrong with it."""

    rows: _Rows
    number: int
    cells: Mapping[str, Any]
    label: str
    problems: list[PlanProblem] = field(default_factory=list)

    def person(self) -> Person | None:
        """Return the person, or None where the row cannot be counted; `problems` says why."""
        role = role_of(self.cells, self.rows.basis.roles)
        ours, contract, seniority = self.rows.answer is None, self._contract(), self._seniority()
        region = self.rows.basis.region
        share = self._input(
            "share_pct", SHARE, "%", usual_share(role, self.rows.basis.changes), role, None if ours else NO_SHARE
        )
        share = replace(share, value=share.value.scaled(self.rows.factors[self.number - 1]))
        factor = self.rows.basis.exchange.money_per_usd * PAY_FACTOR[seniority] * (region.pay_factor if region else 1.0)
        salary = self._input(
            "salary_per_year",
            SALARY,
            "money/year",
            role.salary_per_year.scaled(factor),
            role,
            (NO_SALARY_THERE if region else NO_SALARY) if contract is Contract.EMPLOYED and not ours else None,
        )
        hourly = self._input(
            "rate_per_hour",
            RATE,
            "money/hour",
            role.rate_per_hour.scaled(factor),
            role,
            (NO_RATE_THERE if region else NO_RATE) if contract is Contract.HIRED and not ours else None,
        )
        if share.value.high > 100:
            self._note("share_pct", SHARE_TOO_HIGH, counted=False, share=f"{share.value.high:g}")
        typed = self._typed()
        if typed:
            share = replace(share, value=share_of_planned(share.value))
        stay = self._stay(role, share.value, typed)
        if stay is None:
            return None
        return Person(
            row=self.number,
            role=role,
            label=self.label,
            name=str(self.cells.get("name") or "").strip(),
            contract=contract,
            seniority=seniority,
            share_pct=share,
            salary_per_year=salary,
            rate_per_hour=hourly,
            stay=stay,
            months_follow_duration=self._blank("last_month"),
        )

    def _note(self, column: str, message: str, *, counted: bool = True, **params: object) -> None:
        params = {"label": self.label, **params}
        self.problems.append(
            PlanProblem(row=self.number, column=column, message=message, params=params, counted=counted)
        )

    def _blank(self, column: str) -> bool:
        return self.cells.get(column) in (None, "")

    def _contract(self) -> Contract:
        """Return how the person is paid; a row that gives only a rate is one of a contractor."""
        given = self.cells.get("contract")
        if given in list(Contract):
            return Contract(given)
        only_rate = self._blank("salary_per_year") and not self._blank("rate_per_hour")
        return Contract.HIRED if only_rate else Contract.EMPLOYED

    def _seniority(self) -> Seniority:
        given = self.cells.get("seniority")
        return Seniority(given) if given in list(Seniority) else Seniority.REGULAR

    def _typed(self) -> dict[int, float]:
        """Return the months that were planned one by one, in percent of full time."""
        cells = self.cells.get("presence")
        if cells in (None, "", {}):
            return {}
        try:
            shares = {int(month): float(part) for month, part in dict(cells).items()}
            if not all(1 <= month <= MOST_MONTHS and 0 <= part <= 100 for month, part in shares.items()):
                raise ValueError(f"presence needs months 1 to {MOST_MONTHS} and 0 to 100 %, not {cells}")
        except (TypeError, ValueError, OverflowError):
            self._note("presence", BAD_CELL, counted=False)
            return {}
        return dict(sorted(shares.items()))

    def _range(self, column: str) -> Range | None:
        """Return a cell as a range of nothing negative, or None where it is blank or cannot be read."""
        if self._blank(column):
            return None
        try:
            value = Range.from_json(self.cells[column])
            if value.low < 0:
                raise ValueError(f"{column} must not be negative, not {value.low}")
        except (KeyError, TypeError, ValueError, OverflowError):
            self._note(column, BAD_CELL, counted=False)
            return None
        return value

    def _input(self, column: str, what: str, unit: str, usual: Range, role: Role, missing: str | None) -> Input:
        """Return a cell as an input; where it is blank, the role's usual range as an assumption."""
        common: dict[str, Any] = {
            "name": f"{column}[{self.number}]",
            "label": of(self.label, what),
            "unit": unit,
            "field_id": "team.roles",
        }
        value, answer = self._range(column), self.rows.answer
        if value is not None and answer is not None:
            when = answer.changed_at.date().isoformat() if answer.changed_at else ""
            return Input(
                **common,
                value=value,
                origin=Origin.ANSWER,
                source=answer.note or answer.changed_by,
                source_date=when,
                pay=unit.startswith("money"),
            )
        if unit.startswith("money") and (priced := self._from_card(column, role)) is not None:
            return replace(priced, **common | {"field_id": CARD})
        region = self.rows.basis.region
        if missing and self._blank(column):
            name, factor = (region.label, f"{region.pay_factor:g}") if region else ("", "")
            self._note(column, missing, region=name, factor=factor, year=str(self._pay_year(role)))
        notes: tuple[str, ...] = ()
        if unit.startswith("money"):
            there = f"× {region.pay_factor:g}, {region.label}: {region.source}" if region else ""
            notes = (there, self._age_of_pay(role), self.rows.basis.exchange.note)
        if value is not None:
            return Input(**common, value=value, origin=Origin.ASSUMPTION, source=SHARE_OF_HOURS)
        source = joined(role.source, *notes)
        return Input(**common, value=usual, origin=Origin.ASSUMPTION, source=source, source_date=role.checked_on)

    def _pay_year(self, role: Role) -> int:
        """Return the year of the usual pay: the older one of the role's and the region's."""
        return min([role.pay_year, *([self.rows.basis.region.pay_year] if self.rows.basis.region else [])])

    def _age_of_pay(self, role: Role) -> str:
        """Say how old the usual pay was when its source was checked; nothing within a year."""
        year = self._pay_year(role)
        age = int(role.checked_on[:4]) - year
        return told(AGE_OF_PAY, year=str(year), age=age) if age > 1 else ""

    def _from_card(self, column: str, role: Role) -> Input | None:
        """Return what the rate card says of a blank cell of pay, or None."""
        card = self.rows.card
        rows = card.value if card.state is AnswerState.KNOWN and isinstance(card.value, list) else ()
        pay = find_pay(rows, column, role, self._seniority(), self.rows.basis.roles) if self._blank(column) else None
        if pay is None:
            return None
        value, source = pay
        when = card.changed_at.date().isoformat() if card.changed_at else ""
        source = ", ".join(part for part in (RATE_CARD, source or card.note or card.changed_by) if part)
        return Input(name="", label="", value=value, origin=Origin.ANSWER, source=source, source_date=when, pay=True)

    def _number(self, column: str, default: float) -> float:
        value = self._range(column)
        return default if value is None else value.likely

    def _stay(self, role: Role, share: Range, typed: Mapping[int, float]) -> Stay | None:
        first = max(1, math.floor(self._number("first_month", 1)))
        duration = self.rows.duration_months
        last = self._number("last_month", duration)
        # A project of half a month has a month 1 all the same.
        end = float(math.floor(last)) if not self._blank("last_month") else max(duration, first - 1 + 0.5)
        shown: dict[str, Any] = {"first": f"{first:g}", "last": f"{last:g}", "months": f"{duration:g}"}
        if end < first and not self._blank("last_month"):
            self._note("last_month", INVERTED_MONTHS, counted=False, **shown)
            return None
        beyond = max((month for month, part in typed.items() if part > 0), default=0)
        if max(end, beyond) > math.ceil(duration):
            self._note("last_month", AFTER_THE_END, **(shown | {"last": f"{max(last, beyond):g}"}))
        peak = Peak(self.cells["peak"]) if self.cells.get("peak") in list(Peak) else Peak.EVEN
        by_phase = peak is Peak.PHASES or self.rows.answer is None
        return Stay(
            start_month=float(min(first - 1, MOST_MONTHS - 1)),
            end_month=min(end, float(MOST_MONTHS)),
            peak=Peak.PHASES if by_phase else peak,
            rhythm=rhythm_of(role.weights_pct, self.rows.phases) if by_phase else None,
            highest_share_pct=share.high,
            ramp_up_weeks=self._number("ramp_up_weeks", 0),
            typed=tuple((month, part / share.likely) for month, part in typed.items()),
        )
