"""Pricing: what a share of a person costs a month, as draws and at the ends of the ranges."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from projects.domain.draws import Draw, Draws
from teams.domain.paydraws import PayDraws
from teams.domain.plan import MONTHS_PER_YEAR, Person, Plan
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


def contracted_month(rate_per_hour: T, hours_per_year: float) -> T:
    """Return what a full-time contractor costs a month [money/month].

    Args:
        rate_per_hour: [money/hour].
        hours_per_year: Hours charged in a full-time year [hours/year].
    """
    return rate_per_hour * (hours_per_year / MONTHS_PER_YEAR)


@dataclass(frozen=True, kw_only=True)
class Ends:
    """The cost where every share and every pay comes out low, likely or high at once [money].

    A sum of many people hardly ever reaches its ends; its P10 and P90 lie well inside.
    """

    low: float
    likely: float
    high: float

    def plus(self, other: "Ends") -> "Ends":
        """Return the sum, end by end."""
        return Ends(low=self.low + other.low, likely=self.likely + other.likely, high=self.high + other.high)


class Pricing:
    """Draws of shares and monthly pay.

    Args:
        plan: The staffing plan.
        draws: The project's draws.
    """

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws, self._pay_draws = plan, draws, PayDraws(draws)
        self._months: dict[tuple[int, Contract], Draw] = {}
        self.loaded = draws.of("team.loaded_factor", plan.loaded_factor.value, minimum=0)

    @cached_property
    def slip(self) -> Draw:
        """Longer than planned, shape (count,) [%]."""
        found = self.plan.schedule_slip
        if found is None:
            return np.zeros(self.draws.count)
        return self.draws.of("team.schedule_slip", found.value, minimum=0)

    @cached_property
    def hiring_cost(self) -> Draw:
        """Cost of a hire, shape (count,) [% of a yearly salary]."""
        found = self.plan.hiring_cost
        if found is None:
            return np.zeros(self.draws.count)
        return self.draws.of("team.hiring_cost", found.value, minimum=0)

    def share(self, person: Person) -> Draw:
        """Return the person's share, shape (count,) [%]."""
        # By role and not by row: two halves of a person are drawn like the whole one, so their sum is the same.
        return self.draws.of(f"team.share.{person.role.id}", person.share_pct.value, minimum=0)

    def salary(self, person: Person) -> Draw:
        """Return the person's salary as an employee, shape (count,) [money/year]."""
        return self._pay_draws.of(f"team.pay.{person.role.id}", person.salary_per_year.value, minimum=0)

    def rate(self, person: Person) -> Draw:
        """Return the person's rate as a contractor, shape (count,) [money/hour]."""
        # The same name as the salary: whoever is dear as an employee is dear as a contractor.
        return self._pay_draws.of(f"team.pay.{person.role.id}", person.rate_per_hour.value, minimum=0)

    def month(self, person: Person, contract: Contract) -> Draw:
        """Return what the person would cost a month at full time, shape (count,) [money/month]."""
        key = (person.row, contract)
        if key not in self._months:
            self._months[key] = (
                salaried_month(self.salary(person), self.loaded)
                if contract is Contract.EMPLOYED
                else contracted_month(self.rate(person), self.plan.hours_per_year.value.likely)
            )
        return self._months[key]

    def matrix(self, draw: Callable[[Person], Draw]) -> Draw:
        """Return one draw per person, shape (people, count)."""
        rows = [draw(person) for person in self.plan.people]
        return np.array(rows).reshape(len(rows), self.draws.count)

    def at_end(self, person: Person, end: str) -> float:
        """Return what the person's share costs a month where all is `low`, `likely` or `high` [money/month]."""
        share, pay = getattr(person.share_pct.value, end), getattr(person.pay.value, end)
        if person.contract is Contract.EMPLOYED:
            return float(share / 100 * salaried_month(pay, getattr(self.plan.loaded_factor.value, end)))
        return float(share / 100 * contracted_month(pay, self.plan.hours_per_year.value.likely))

    def ends(self, person: Person, months: float) -> Ends:
        """Return what the person costs over a number of months at the three ends [money]."""
        return Ends(**{end: self.at_end(person, end) * months for end in ENDS})
