"""The staffing plan: who works on the project, for how much of their time, from when to when, and at which pay."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from projects.domain.figures import Input, Origin
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop, of
from teams.domain.assistants import PART_THAT_IS_CODE, Assistants
from teams.domain.changes import DueChange
from teams.domain.phases import MOST_MONTHS, Phase
from teams.domain.presence import Stay
from teams.domain.roles import Contract, PayRegion, Role, Seniority

MONTHS_PER_YEAR = 12
MONTHS_AT_WORK = gettext_noop("months at work")


@dataclass(frozen=True, kw_only=True)
class PlanProblem:
    """Something in the table that needs a look, with its place."""

    row: int
    """Counted from 1; 0 where it is about the whole table."""
    column: str
    """The column's id."""
    message: str
    """An English sentence with `%(name)s` placeholders, marked by `gettext_noop`."""
    params: Mapping[str, object] = field(default_factory=dict)
    counted: bool = True
    """Whether the row still counts in the cost."""
    field_id: str = "team.roles"
    """The table that it is in."""

    def __str__(self) -> str:
        return self.message % self.params


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row of the plan: a person, known or still to be found."""

    row: int
    """Counted from 1."""
    role: Role
    label: str
    """The role, numbered where it occurs twice."""
    name: str
    contract: Contract
    seniority: Seniority = Seniority.REGULAR
    share_pct: Input
    """Percent of full time while present, 0 to 100. Without width where months were planned one by one."""
    salary_per_year: Input
    rate_per_hour: Input
    stay: Stay
    months_follow_duration: bool = True
    """Whether the last month is that of the project, because the row does not name one."""

    @property
    def key(self) -> str:
        """Stable while the row keeps its place, such as `data_engineer_1`."""
        return f"{self.role.id}_{self.row}"

    @property
    def pay(self) -> Input:
        """The pay that the contract is about."""
        return self.salary_per_year if self.contract is Contract.EMPLOYED else self.rate_per_hour

    @property
    def months(self) -> Input:
        """How long the person is there."""
        follows = self.months_follow_duration and not self.stay.typed
        return Input(
            name=f"months[{self.row}]",
            label=of(self.label, MONTHS_AT_WORK),
            value=Range.exactly(self.stay.work_months),
            unit="months",
            origin=Origin.RESULT if follows else Origin.ANSWER,
            field_id="team.roles",
        )

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What its cost is worked out from; the project's length is asked for only once."""
        follows = self.months_follow_duration and not self.stay.typed
        return (self.share_pct, *(() if follows else (self.months,)), self.pay)

    def hired_as(self, contract: Contract) -> "Person":
        """Return the same person under another contract."""
        return replace(self, contract=contract)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that the cost of the team is worked out from."""

    people: tuple[Person, ...]
    duration_months: Input
    loaded_factor: Input
    """Full cost of an employee / salary, 1 or more."""
    hours_per_year: Input
    """Hours that a full-time contractor charges in a year."""
    loaded_parts: tuple[Input, ...] = ()
    """What the full cost of an employee is made of [% of the salary]; empty where the rule of thumb counts."""
    contractor_margin: Input | None = None
    """What an agency takes on top of a contractor's rate [%]."""
    yearly_raise: Input | None = None
    """By how much pay rises each year [%]; from each person's 13th month in the project on."""
    leave_days: Input | None = None
    """Paid days a year on which an employee does not work."""
    region: PayRegion | None = None
    """Where most people work, where somebody said so: for pay that we assume."""
    schedule_slip: Input | None = None
    """Longer than planned [%], or None where it is of no matter."""
    hiring_cost: Input | None = None
    """Cost of a hire [% of a yearly salary]."""
    hiring_months: Input | None = None
    """Months until a new employee starts."""
    assistants: Assistants | None = None
    """What those who code use, where somebody says that they do."""
    start: date | None = None
    assumed: bool = False
    """Whether it is our proposal of five roles, because nobody gave a plan."""
    phases: tuple[Phase, ...] = ()
    phases_assumed: bool = True
    """Whether the phases are ours, because nobody gave any."""
    changes: tuple[DueChange, ...] = ()
    """What the answers ask to change in the proposal, declined ones too."""
    problems: tuple[PlanProblem, ...] = ()

    @cached_property
    def months(self) -> int:
        """The number of months that the plan shows: until the end of the project or of the last stay."""
        ends = (self.duration_months.value.likely, *(person.stay.last_month for person in self.people))
        return min(MOST_MONTHS, max(1, math.ceil(max(ends) - 1e-9)))

    def code_of(self, person: Person) -> Input | None:
        """Return how much of a person's work is code [%]; None where no assistant counts for it."""
        share = self.assistants.code_pct.get(person.role.id) if self.assistants else None
        label = of(person.label, PART_THAT_IS_CODE)
        return replace(share, label=label, field_id="team.roles") if share else None

    def effort_at(self, person: Person, end: str) -> float:
        """Return a person's work / that without assistants where all comes out low, likely or high."""
        return self.assistants.effort_at(person.role.id, end) if self.assistants else 1.0

    @property
    def coders(self) -> tuple[Person, ...]:
        """Those whose work coding assistants touch."""
        return tuple(person for person in self.people if self.code_of(person))

    @property
    def staffed_until(self) -> float:
        """The last month in which somebody works [months], 0 without people."""
        return max((person.stay.last_month for person in self.people), default=0.0)

    @property
    def staffed_beyond(self) -> float:
        """By how many months the staffing outlasts the length of the project, begun months counted whole; 0 or more."""
        return max(0.0, self.staffed_until - math.ceil(self.duration_months.value.likely - 1e-9))

    @property
    def unnamed(self) -> tuple[Person, ...]:
        """Those who must still be found."""
        return tuple(person for person in self.people if not person.name)

    def month_start(self, month: int) -> date | None:
        """Return the first day of a month of the plan, counted from 1; None without a start."""
        if self.start is None:
            return None
        years, index = divmod(self.start.month - 1 + month - 1, MONTHS_PER_YEAR)
        return date(self.start.year + years, index + 1, 1)
