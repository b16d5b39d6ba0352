"""What the team costs, by person and month: from a plan to figures with their ranges."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np

from projects.domain.answers import Answers
from projects.domain.draws import Draw, Draws, summarise
from projects.domain.fields import Field
from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop
from teams.domain.figures import months_figure, person_figure, person_months_figure, planned_figure, total_figure
from teams.domain.paydraws import PayDraws
from teams.domain.plan import MONTHS_PER_YEAR, Person, Plan, Problem
from teams.domain.presence import ramp_up_by_month, work_by_month
from teams.domain.reading import read_plan
from teams.domain.roles import Contract, Role

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


@dataclass(frozen=True, kw_only=True)
class PersonCost:
    """One person's part of the planned cost; being late comes on top of all of them together."""

    person: Person
    figure: Figure
    """P10, P50 and P90 [money]."""
    ends: Ends
    likely_by_month: tuple[float, ...]
    """Cost at likely values [money], one per month; they sum to `ends.likely`."""
    presence_pct: tuple[float, ...]
    """Likely percent of a full working month, one per month."""
    person_months: float
    """Likely, without what learning the work takes on top."""

    @property
    def likely(self) -> float:
        """The cost at likely values [money]."""
        return self.ends.likely


@dataclass(frozen=True, kw_only=True)
class MonthCost:
    """One month of the plan, before any delay."""

    month: int
    """Counted from 1."""
    start: date | None
    """Its first day, where the start of the work is known."""
    value: Range
    """P10, P50 and P90 [money]."""
    ends: Ends
    head_count: float
    """People at work, in full-time people, at likely shares."""


@dataclass(frozen=True, kw_only=True)
class OverCommitment:
    """A person who is planned for more than a full working month."""

    name: str
    month: int
    presence_pct: float


@dataclass(frozen=True, kw_only=True)
class TeamEstimate:
    """What the team costs."""

    plan: Plan
    total: Figure
    """With the delay: what has to be in the budget."""
    planned: Figure
    """If everything ends on time."""
    all_contracted: Figure
    """The same team and delay with contractors only."""
    all_salaried: Figure
    """The same team and delay with employees only."""
    months: Figure
    """Months until the end of the roll-out, with the delay."""
    person_months: Figure
    by_role: tuple[PersonCost, ...]
    by_month: tuple[MonthCost, ...]
    ends: Ends
    """The ends of the planned cost."""
    late: Ends
    """What the delay adds to them: the line between the sum of the roles and the total."""
    overcommitted: tuple[OverCommitment, ...]
    one_off_draws: Draw
    """The total, shape (count,) [money]."""
    planned_by_month_draws: Draw
    """Shape (months, count) [money]."""
    slip_draws: Draw
    """Longer than planned, shape (count,) [%]."""
    months_draws: Draw
    """Shape (count,) [months]."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What needs a look in the table, row by row."""
        return self.plan.problems

    @property
    def unnamed(self) -> tuple[Person, ...]:
        """Those who must still be found."""
        return self.plan.unnamed

    @property
    def parts_reveal_pay(self) -> bool:
        """Whether the table and the charts by role or month show what somebody earns: hide them with the rates."""
        return any(one.figure.pay for one in self.by_role)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, by which a page can open any of them."""
        totals = (self.total, self.planned, self.all_contracted, self.all_salaried, self.months, self.person_months)
        return (*totals, *(one.figure for one in self.by_role))

    @property
    def head_count_peak(self) -> float:
        """The most people at work in one month, in full-time people."""
        return max((month.head_count for month in self.by_month), default=0.0)

    @property
    def costliest_month(self) -> MonthCost | None:
        """The month that costs most at likely values, or None without people."""
        return max(self.by_month, key=lambda month: month.ends.likely, default=None) if self.by_role else None


def estimate_team(
    answers: Answers,
    fields: Mapping[str, Field],
    roles: Mapping[str, Role],
    draws: Draws,
    *,
    money_per_usd: float = 1.0,
) -> TeamEstimate:
    """Work out what the team of a scenario costs.

    Args:
        answers: The scenario's answers.
        fields: Every field by id.
        roles: The reference table of roles.
        draws: The project's draws.
        money_per_usd: One US dollar in the project's currency, for reference pay.
    """
    return estimate_plan(read_plan(answers, fields, roles, money_per_usd=money_per_usd), draws)


def estimate_plan(plan: Plan, draws: Draws) -> TeamEstimate:
    """Work out what a plan costs: monthly pay × share × presence, and the delay on top.

    Args:
        plan: The staffing plan.
        draws: The project's draws; pay of different roles moves together (see `paydraws`).
    """
    pricing = _Pricing(plan, draws)
    stays = [person.stay for person in plan.people]
    work = work_by_month(stays, plan.months)
    paid = work + ramp_up_by_month(stays, plan.months)
    share_draws = pricing.matrix(pricing.share)
    full_draws = pricing.matrix(lambda person: pricing.share(person) / 100 * pricing.month(person, person.contract))
    by_month_draws = paid.T @ full_draws
    planned_draws = by_month_draws.sum(axis=0)
    slip = pricing.slip
    total_draws = planned_draws * (1 + slip / 100)
    months_draws = np.full(draws.count, plan.duration_months.value.likely) * (1 + slip / 100)
    by_role = _by_role(plan, pricing, work, paid, full_draws)
    ends = _sum([one.ends for one in by_role])
    head_count = np.array([person.share_pct.value.likely / 100 for person in plan.people]) @ work
    return TeamEstimate(
        plan=plan,
        total=total_figure(plan, "team.cost", gettext_noop("Team cost to launch"), total_draws),
        planned=planned_figure(plan, planned_draws),
        all_contracted=pricing.same_team(
            Contract.HIRED, "team.cost_all_contracted", gettext_noop("Same team, all contracted"), paid
        ),
        all_salaried=pricing.same_team(
            Contract.EMPLOYED, "team.cost_all_salaried", gettext_noop("Same team, all employed"), paid
        ),
        months=months_figure(plan, months_draws),
        person_months=person_months_figure(plan, work.sum(axis=1) @ share_draws / 100),
        by_role=by_role,
        by_month=_by_month(plan, pricing, paid, by_month_draws, head_count),
        ends=ends,
        late=_late(plan, ends),
        overcommitted=_overcommitted(plan.people, work),
        one_off_draws=total_draws,
        planned_by_month_draws=by_month_draws,
        slip_draws=slip,
        months_draws=months_draws,
    )


class _Pricing:
    """Draws of shares and monthly pay."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws, self.pay_draws = plan, draws, PayDraws(draws)
        self.loaded = draws.of("team.loaded_factor", plan.loaded_factor.value, minimum=0)

    @cached_property
    def slip(self) -> Draw:
        found = self.plan.schedule_slip
        if found is None:
            return np.zeros(self.draws.count)
        return self.draws.of("team.schedule_slip", found.value, minimum=0)

    def share(self, person: Person) -> Draw:
        # By role and not by row: two halves of a person are drawn like the whole one, so their sum is the same.
        return self.draws.of(f"team.share.{person.role.id}", person.share_pct.value, minimum=0)

    def month(self, person: Person, contract: Contract) -> Draw:
        """Return what the person would cost a month at full time, shape (count,) [money/month]."""
        name = f"team.pay.{person.role.id}"
        if contract is Contract.EMPLOYED:
            return salaried_month(self.pay_draws.of(name, person.salary_per_year.value, minimum=0), self.loaded)
        rate = self.pay_draws.of(name, person.rate_per_hour.value, minimum=0)
        return contracted_month(rate, self.plan.hours_per_year.value.likely)

    def matrix(self, draw: Callable[[Person], Draw]) -> Draw:
        """Return one draw per person, shape (people, count)."""
        rows = [draw(person) for person in self.plan.people]
        return np.array(rows).reshape(len(rows), self.draws.count)

    def same_team(self, contract: Contract, figure_id: str, label: str, paid: Draw) -> Figure:
        plan = self.plan.all_as(contract)
        drawn = np.zeros(self.draws.count)
        for person, months in zip(plan.people, paid.sum(axis=1), strict=True):
            drawn = drawn + self.share(person) / 100 * self.month(person, contract) * months
        return total_figure(plan, figure_id, label, drawn * (1 + self.slip / 100))

    def at_end(self, person: Person, end: str) -> float:
        """Return what the share of the person costs a month where everything is low, likely or high [money/month]."""
        share, pay = getattr(person.share_pct.value, end), getattr(person.pay.value, end)
        if person.contract is Contract.EMPLOYED:
            return float(share / 100 * salaried_month(pay, getattr(self.plan.loaded_factor.value, end)))
        return float(share / 100 * contracted_month(pay, self.plan.hours_per_year.value.likely))

    def ends(self, person: Person) -> Ends:
        return Ends(**{end: self.at_end(person, end) for end in ENDS})


def _scaled(ends: Ends, factor: float) -> Ends:
    return Ends(low=ends.low * factor, likely=ends.likely * factor, high=ends.high * factor)


def _sum(parts: Sequence[Ends]) -> Ends:
    return Ends(
        low=sum(part.low for part in parts),
        likely=sum(part.likely for part in parts),
        high=sum(part.high for part in parts),
    )


def _late(plan: Plan, ends: Ends) -> Ends:
    slip = plan.schedule_slip.value if plan.schedule_slip else Range.exactly(0.0)
    return Ends(low=ends.low * slip.low / 100, likely=ends.likely * slip.likely / 100, high=ends.high * slip.high / 100)


def _by_role(plan: Plan, pricing: _Pricing, work: Draw, paid: Draw, full_draws: Draw) -> tuple[PersonCost, ...]:
    found = []
    for row, person in enumerate(plan.people):
        months = float(paid[row].sum())
        a_month = pricing.ends(person)
        share = person.share_pct.value.likely
        found.append(
            PersonCost(
                person=person,
                figure=person_figure(plan, person, full_draws[row] * months),
                ends=_scaled(a_month, months),
                likely_by_month=tuple(float(part) for part in paid[row] * a_month.likely),
                presence_pct=tuple(float(part) for part in work[row] * share),
                person_months=float(work[row].sum()) * share / 100,
            )
        )
    return tuple(found)


def _by_month(
    plan: Plan, pricing: _Pricing, paid: Draw, by_month_draws: Draw, head_count: Draw
) -> tuple[MonthCost, ...]:
    ends = {end: np.array([pricing.at_end(person, end) for person in plan.people]) @ paid for end in ENDS}
    found = []
    for index in range(plan.months):
        month = MonthCost(
            month=index + 1, start=plan.month_start(index + 1), value=summarise(by_month_draws[index]),
            ends=Ends(**{end: float(values[index]) for end, values in ends.items()}),
            head_count=float(head_count[index]),
        )  # fmt: skip
        found.append(month)
    return tuple(found)


def _overcommitted(people: Sequence[Person], work: Draw) -> tuple[OverCommitment, ...]:
    """Return who is planned for more than a full month, by name: one person may stand in several rows."""
    names: dict[str, tuple[str, Draw]] = {}
    for person, months in zip(people, work, strict=True):
        if person.name:
            name, before = names.get(person.name.casefold(), (person.name, np.zeros_like(months)))
            names[person.name.casefold()] = (name, before + person.share_pct.value.likely * months)
    return tuple(
        OverCommitment(name=name, month=int(index) + 1, presence_pct=float(presence[index]))
        for name, presence in names.values()
        for index in np.flatnonzero(presence > 100 + 1e-6)
    )
