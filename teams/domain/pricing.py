"""Pricing: what a share of a person costs a month, as draws and at the ends of the ranges."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from projects.domain.book import Book, Result
from projects.domain.draws import Draw, Draws
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.reader import Given
from projects.domain.text import gettext_noop
from teams.domain.paydraws import PayDraws
from teams.domain.plan import MONTHS_PER_YEAR, Person, Plan
from teams.domain.presence import Stay, ramp_up_by_month, work_by_month
from teams.domain.roles import Contract

T = TypeVar("T", float, Draw)

ENDS = ("low", "likely", "high")


def salaried_month(salary_per_year: T, loaded_factor: T) -> T:
    """Return what a full-time employee costs a month [money/month].

    Args:
        salary_per_year: [money/year].
        loaded_factor: Full cost / salary, 1 or more.
    """
    return salary_per_year / MONTHS_PER_YEAR * loaded_factor


def contracted_month(rate_per_hour: T, hours_per_year: float, contractor_margin: T | float = 0.0) -> T:
    """Return what a full-time contractor costs a month [money/month].

    Args:
        rate_per_hour: [money/hour].
        hours_per_year: Hours charged in a full-time year [hours/year].
        contractor_margin: What an agency takes on top [% of the rate].
    """
    return rate_per_hour * (hours_per_year / MONTHS_PER_YEAR) * (1 + contractor_margin / 100)


def years_of_service(stays: Sequence[Stay], months: int) -> NDArray[np.int64]:
    """Return in which year of a person's work in the project each month lies, shape (people, months), from 0.

    Pay rises with a person's 13th month and not with the project's, so that work that begins later costs the same.
    """
    starts = np.array([math.floor(stay.start_month) for stay in stays], dtype=np.int64).reshape(-1, 1)
    return np.asarray(np.maximum(np.arange(months) - starts, 0) // MONTHS_PER_YEAR)


@dataclass(frozen=True, kw_only=True)
class CostEnds:
    """The cost where every share and every pay comes out low, likely or high at once [money].

    A sum of many people hardly ever reaches its ends; its P10 and P90 lie well inside.
    """

    low: float
    likely: float
    high: float

    def plus(self, other: "CostEnds") -> "CostEnds":
        """Return the sum, end by end."""
        return CostEnds(low=self.low + other.low, likely=self.likely + other.likely, high=self.high + other.high)


class Pricing:
    """Draws of shares and monthly pay.

    Args:
        plan: The staffing plan.
        draws: The project's draws.
    """

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws, self._pay_draws = plan, draws, PayDraws(draws)
        self._months: dict[tuple[int, Contract], Draw] = {}
        stays = [person.stay for person in plan.people]
        self.work = work_by_month(stays, plan.months)
        """Work by person and month, shape (people, months): 1 is a month at the average share."""
        self.paid = self.work + ramp_up_by_month(stays, plan.months)
        """The same with what learning the work takes on top."""
        years = years_of_service(stays, plan.months)
        self.years = years if plan.yearly_raise is not None else np.zeros_like(years)
        """The year of service of each month, shape (people, months); 0 everywhere where pay does not rise."""
        self._rows = {person.row: index for index, person in enumerate(plan.people)}

    def paid_of(self, person: Person) -> Draw:
        """Return the paid months of one person's work by month, shape (months,) [months at the average share]."""
        return np.asarray(self.paid[self._rows[person.row]])

    def at_work(self, person: Person) -> tuple[float, float]:
        """Return from when to when a person is there, from 0 at the start of the project [months]."""
        if not person.stay.typed:
            return person.stay.start_month, person.stay.end_month
        months = np.flatnonzero(self.paid_of(person))
        return (float(months[0]), float(months[-1] + 1)) if len(months) else (person.stay.start_month,) * 2

    @cached_property
    def loaded(self) -> Draw:
        """Full cost of an employee / salary, shape (count,)."""
        if not self.plan.loaded_parts:
            return self.draws.of("team.loaded_factor", self.plan.loaded_factor.value, minimum=0)
        parts = [self.draws.of(given.field_id, given.value, minimum=0) for given in self.plan.loaded_parts]
        return np.asarray(1 + np.sum(parts, axis=0) / 100)

    @cached_property
    def margin(self) -> Draw | float:
        """What an agency takes on top of a rate, shape (count,) or one number [%]."""
        margin = self.plan.contractor_margin
        if margin is None or margin.value.is_exact:
            return margin.value.likely if margin else 0.0
        return self.draws.of("team.contractor_margin", margin.value, minimum=0)

    @property
    def shared(self) -> Mapping[str, Draw | float]:
        """Draws of what the whole team shares, by the name of the input, shape (count,) or one number [its unit]."""
        parts = {part.name: self.draws.of(part.field_id, part.value, minimum=0) for part in self.plan.loaded_parts}
        draws: dict[str, Draw | float] = {**parts, "contractor_margin": self.margin}
        return draws if parts else draws | {"loaded_factor": self.loaded}

    @cached_property
    def last_year(self) -> int:
        """The latest year of service in the plan, from 0."""
        return int(self.years.max(initial=0))

    @cached_property
    def growth(self) -> Draw:
        """Pay in each year of service / pay in the first, shape (years, count)."""
        yearly_raise = self.plan.yearly_raise
        if yearly_raise is None or not self.last_year:
            return np.ones((1, self.draws.count))
        rise = 1 + self.draws.of("team.yearly_raise", yearly_raise.value, minimum=0) / 100
        return np.asarray(np.cumprod([np.ones_like(rise), *[rise] * self.last_year], axis=0))

    def growth_at(self, person: Person, end: str) -> Draw:
        """Return pay in each month / pay in the first year where the raise comes out low, likely or high, (months,)."""
        yearly_raise = self.plan.yearly_raise
        rise = 1 + getattr(yearly_raise.value, end) / 100 if yearly_raise else 1.0
        return np.asarray(rise ** self.years[self._rows[person.row]])

    def growth_ends(self, person: Person) -> Range:
        """Return pay over the whole stay / pay in its first year, from one end of the raise to the other."""
        paid = self.paid[self._rows[person.row]]
        whole = paid.sum()
        if not self.last_year or whole <= 0:
            return Range.exactly(1.0)
        return Range(**{end: float(paid @ self.growth_at(person, end) / whole) for end in ENDS})

    def average_growth(self, person: Person) -> Draw | float:
        """Return pay over the whole stay / pay in its first year, shape (count,) or 1."""
        years, paid = self.years[self._rows[person.row]], self.paid[self._rows[person.row]]
        whole = paid.sum()
        if not self.last_year or not years.any() or whole <= 0:
            return 1.0
        weights = np.bincount(years, weights=paid, minlength=self.last_year + 1) / whole
        return np.asarray(weights @ self.growth)

    @cached_property
    def slip(self) -> Draw:
        """Longer than planned, shape (count,) [%]."""
        slip = self.plan.schedule_slip
        if slip is None:
            return np.zeros(self.draws.count)
        return self.draws.of("team.schedule_slip", slip.value, minimum=0)

    @cached_property
    def hiring_cost(self) -> Draw:
        """Cost of a hire, shape (count,) [% of a yearly salary]."""
        cost = self.plan.hiring_cost
        if cost is None:
            return np.zeros(self.draws.count)
        return self.draws.of("team.hiring_cost", cost.value, minimum=0)

    def share(self, person: Person) -> Draw:
        """Return the person's share, shape (count,) [%]."""
        # By role and not by row: two halves of a person are drawn like the whole one, so their sum is the same.
        return self.draws.of(f"team.share.{person.role.id}", person.share_pct.value, minimum=0)

    @cached_property
    def assistants(self) -> Result | None:
        """Time that coding takes in this team / without assistants; None where none are used."""
        assistants = self.plan.assistants
        if assistants is None:
            return None
        time = self.draws.of("team.assistant_time", assistants.time.value, minimum=0)
        return Book(self.draws.count).figure(
            "team.assistant_factor",
            gettext_noop("Time that coding takes with assistants"),
            "ratio",
            "1 + assistant_users_pct / 100 × (assistant_time − 1)",
            Given(assistants.time, time),
            Given(assistants.users_pct, self.assistant_users),
            shows_pay=False,
            note=gettext_noop(
                "Of the time without them: below 1 they save work, above 1 they cost work. It counts for the part of "
                "the work that is code and moves hours and cost; the months stay as planned."
            ),
        )

    @cached_property
    def assistant_users(self) -> Draw:
        """How many of those who code use an assistant, shape (count,) [%]."""
        assistants = self.plan.assistants
        return (
            self.draws.of("team.assistant_users", assistants.users_pct.value, maximum=100)
            if assistants
            else np.zeros(1)
        )

    def code(self, person: Person) -> Given | None:
        """Return how much of a person's work is code [%]; None where no assistant counts for it."""
        share = self.plan.code_of(person)
        return Given(share, self.draws.of(f"team.code.{person.role.id}", share.value, maximum=100)) if share else None

    def effort(self, person: Person) -> Draw | float:
        """Return a person's work / that without coding assistants, shape (count,) or 1."""
        code = self.code(person)
        if code is None or self.assistants is None:
            return 1.0
        return np.asarray(1 + code.draws / 100 * (self.assistants.draws - 1))

    def work_share(self, person: Person) -> Draw:
        """Return the person's share as coding assistants leave it, shape (count,) [% of full time]."""
        return np.asarray(self.share(person) * self.effort(person))

    def salary(self, person: Person) -> Draw:
        """Return the person's salary as an employee, shape (count,) [money/year]."""
        return self._pay_draws.of(f"team.pay.{person.role.id}", person.salary_per_year.value, minimum=0)

    def rate(self, person: Person) -> Draw:
        """Return the person's rate as a contractor, shape (count,) [money/hour]."""
        # The same name as the salary: whoever is dear as an employee is dear as a contractor.
        return self._pay_draws.of(f"team.pay.{person.role.id}", person.rate_per_hour.value, minimum=0)

    def month(self, person: Person, contract: Contract) -> Draw:
        """Return what the person costs in a month at full time, on average over the stay, (count,) [money/month]."""
        return np.asarray(self.first_month(person, contract) * self.average_growth(person))

    def first_month(self, person: Person, contract: Contract) -> Draw:
        """Return what the person costs in a month at full time before any raise, shape (count,) [money/month]."""
        key = (person.row, contract)
        if key not in self._months:
            self._months[key] = (
                salaried_month(self.salary(person), self.loaded)
                if contract is Contract.EMPLOYED
                else contracted_month(self.rate(person), self.plan.hours_per_year.value.likely, self.margin)
            )
        return self._months[key]

    def matrix(self, draw: Callable[[Person], Draw]) -> Draw:
        """Return one draw per person, shape (people, count)."""
        rows = [draw(person) for person in self.plan.people]
        return np.array(rows).reshape(len(rows), self.draws.count)

    def at_end(self, person: Person, end: str) -> float:
        """Return what the person's share costs a month of the first year where all is `low`, `likely` or `high`.

        Returns:
            [money/month]
        """
        share = getattr(person.share_pct.value, end) * self.plan.effort_at(person, end)
        pay = getattr(person.pay.value, end)
        if person.contract is Contract.EMPLOYED:
            return float(share / 100 * salaried_month(pay, getattr(self.plan.loaded_factor.value, end)))
        margin = getattr(self.plan.contractor_margin.value, end) if self.plan.contractor_margin else 0.0
        return float(share / 100 * contracted_month(pay, self.plan.hours_per_year.value.likely, margin))

    def months_at_end(self, person: Person, end: str) -> Draw:
        """Return what the person costs each month where all is `low`, `likely` or `high`, (months,) [money]."""
        paid = self.paid[self._rows[person.row]]
        return np.asarray(self.at_end(person, end) * paid * self.growth_at(person, end))
