"""What the team costs, by person and month: from a plan to figures with their ranges."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from projects.domain.book import Result
from projects.domain.draws import Draw, Draws, summarise
from projects.domain.figures import Figure
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from teams.domain.figures import HOURS_PER_DAY, TeamFigures
from teams.domain.plan import MONTHS_PER_YEAR, Person, Plan, PlanProblem
from teams.domain.pricing import ENDS, CostEnds, Pricing
from teams.domain.reading import PlanBasis, read_plan
from teams.domain.roles import Contract

FULL_MONTH_PCT = 100 + 1e-6


@dataclass(frozen=True, kw_only=True)
class PersonCost:
    """One person's part of the planned cost; being late comes on top of all of them together."""

    person: Person
    figure: Figure
    """P10, P50 and P90 [money]."""
    ends: CostEnds
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
    ends: CostEnds
    head_count: float
    """People at work, in full-time people, at likely shares."""


@dataclass(frozen=True, kw_only=True)
class OverCommitment:
    """A person who is planned for more than a full working month."""

    name: str
    month: int
    presence_pct: float


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Somebody whose work outgrows a month where coding assistants come out badly."""

    label: str
    month: int
    """The fullest one."""
    presence_pct: float


@dataclass(frozen=True, kw_only=True)
class TeamEstimate:
    """What the team costs."""

    plan: Plan
    total: Figure
    """With the delay: what has to be in the budget."""
    planned: Figure
    """If everything ends on time."""
    months: Figure
    """Months until the end of the roll-out, with the delay."""
    person_months: Figure
    hours: Figure
    """Hours of work: without the paid leave of employees."""
    assistants: Figure | None
    """Time that coding takes in this team / without assistants; None where none are used."""
    by_role: tuple[PersonCost, ...]
    by_month: tuple[MonthCost, ...]
    ends: CostEnds
    """The ends of the planned cost."""
    late: CostEnds
    """What the delay adds to them: the line between the sum of the roles and the total."""
    overcommitted: tuple[OverCommitment, ...]
    one_off_draws: Draw
    """The total, shape (count,) [money]."""
    planned_draws: Draw
    """The planned cost, shape (count,) [money]."""
    paid_months: Draw
    """Paid months of work at the average share, shape (people, months)."""
    years: NDArray[np.int64]
    """The year of service of each month, shape (people, months); 0 everywhere where pay does not rise."""
    growth: Draw
    """Pay in each year of service / pay in the first, shape (years, count)."""
    full_month_draws: Draw
    """What each person's share costs in a month of the first year without peak, shape (people, count) [money/month]."""
    slip_draws: Draw
    """Longer than planned, shape (count,) [%]."""
    months_draws: Draw
    """Shape (count,) [months]."""
    draws: Draws
    """The project's, for what is worked out when somebody looks."""

    @property
    def stretched(self) -> tuple[Stretch, ...]:
        """Whose month does not hold the work any more where assistants slow it down: the months stay as planned."""
        stretches = []
        for person in self.by_role:
            month = int(np.argmax(person.presence_pct))
            planned, effort = person.presence_pct[month], self.plan.effort_at(person.person, "high")
            if planned <= FULL_MONTH_PCT < planned * effort:
                stretches.append(Stretch(label=person.person.label, month=month + 1, presence_pct=planned * effort))
        return tuple(stretches)

    @property
    def problems(self) -> tuple[PlanProblem, ...]:
        """What needs a look in the table, row by row."""
        return self.plan.problems

    @property
    def unnamed(self) -> tuple[Person, ...]:
        """Those who must still be found."""
        return self.plan.unnamed

    # Draws that follow from others are not kept: a project's results stay in memory, and these are the large part.
    @property
    def by_role_draws(self) -> Draw:
        """The planned cost of each person, shape (people, count) [money]."""
        return np.asarray(
            self.full_month_draws * (_by_year(self.paid_months, self.years, len(self.growth)) @ self.growth)
        )

    @property
    def planned_by_month_draws(self) -> Draw:
        """The planned cost of each month, shape (months, count) [money]."""
        years = range(len(self.growth))
        each = (
            self.growth[year] * ((self.paid_months * (self.years == year)).T @ self.full_month_draws) for year in years
        )
        return np.asarray(sum(each))

    @cached_property
    def month_ranges(self) -> tuple[Range, ...]:
        """P10, P50 and P90 of each month's planned cost [money]."""
        return tuple(summarise(drawn) for drawn in self.planned_by_month_draws)

    @property
    def all_contracted(self) -> Figure:
        """The same team and delay with contractors only."""
        return self._hired_alike[Contract.HIRED]

    @property
    def all_salaried(self) -> Figure:
        """The same team and delay with employees only."""
        return self._hired_alike[Contract.EMPLOYED]

    @cached_property
    def _hired_alike(self) -> dict[Contract, Figure]:
        """The same team under one kind of contract; only the page of the team and the report look."""
        figures = TeamFigures(Pricing(self.plan, self.draws))
        people = [figures.person(person) for person in self.plan.people]
        return {contract: figures.same_team(contract, people).figure for contract in Contract}

    @property
    def headlines(self) -> tuple[Figure, ...]:
        """The figures that stand on the page; those of single people stand in its table."""
        figures = (self.total, self.all_contracted, self.all_salaried, self.months, self.person_months, self.hours)
        return (*figures, *self._of_assistants)

    @property
    def comparisons(self) -> tuple[Figure, ...]:
        """What the same people would cost under one contract: set beside the plan, and no part of it."""
        return (self.all_contracted, self.all_salaried)

    @property
    def _of_assistants(self) -> tuple[Figure, ...]:
        return (self.assistants,) if self.assistants else ()

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, by which a page can open any of them."""
        totals = (self.total, self.planned, self.all_contracted, self.all_salaried, self.months)
        work = (self.person_months, self.hours, *self._of_assistants)
        return (*totals, *work, *(person.figure for person in self.by_role))

    @property
    def head_count_peak(self) -> float:
        """The most people at work in one month, in full-time people."""
        return max((month.head_count for month in self.by_month), default=0.0)

    @property
    def costliest_month(self) -> MonthCost | None:
        """The month that costs most at likely values, or None without people."""
        return max(self.by_month, key=lambda month: month.ends.likely, default=None) if self.by_role else None


def estimate_team(
    read: Reader, basis: PlanBasis, work_out: Callable[[Plan, Draws], TeamEstimate] | None = None
) -> TeamEstimate:
    """Work out what the team of a scenario costs.

    Args:
        read: The scenario's answers.
        basis: What the plan is made of besides.
        work_out: Gives what the plan costs where somebody keeps that; else `estimate_plan` does.
    """
    return (work_out or estimate_plan)(read_plan(read, basis), read.draws)


def estimate_plan(plan: Plan, draws: Draws) -> TeamEstimate:
    """Work out what a plan costs: monthly pay × share × presence, and the delay on top.

    Args:
        plan: The staffing plan.
        draws: The project's draws; pay of different roles moves together (see `paydraws`).
    """
    pricing = Pricing(plan, draws)
    work, paid, growth = pricing.work, pricing.paid, pricing.growth
    share_draws = pricing.matrix(pricing.work_share)
    full_draws = pricing.matrix(lambda person: pricing.first_month(person, person.contract)) * share_draws / 100
    figures = TeamFigures(pricing)
    people = [figures.person(person) for person in plan.people]
    planned = figures.planned(people)
    total, months = figures.total(planned), figures.months()
    by_role = _by_role(plan, pricing, people)
    ends = reduce(CostEnds.plus, (person.ends for person in by_role), CostEnds(low=0.0, likely=0.0, high=0.0))
    head_count = np.array([person.share_pct.value.likely / 100 for person in plan.people]) @ work
    return TeamEstimate(
        plan=plan,
        total=total.figure,
        planned=planned.figure,
        months=months.figure,
        person_months=figures.person_months().figure,
        hours=figures.hours().figure,
        assistants=pricing.assistants.figure if pricing.assistants else None,
        by_role=by_role,
        by_month=_by_month(plan, pricing, head_count),
        ends=ends,
        late=_late(plan, ends),
        overcommitted=_overcommitted(plan.people, work),
        one_off_draws=total.draws,
        planned_draws=planned.draws,
        paid_months=paid,
        years=pricing.years,
        growth=growth,
        full_month_draws=full_draws,
        slip_draws=pricing.slip,
        months_draws=months.draws,
        draws=draws,
    )


def _late(plan: Plan, ends: CostEnds) -> CostEnds:
    slip = plan.schedule_slip.value if plan.schedule_slip else Range.exactly(0.0)
    return CostEnds(
        low=ends.low * slip.low / 100, likely=ends.likely * slip.likely / 100, high=ends.high * slip.high / 100
    )


def _by_year(paid: Draw, years: NDArray[np.int64], count: int) -> Draw:
    """Return the paid months of each person in each year of service, shape (people, years)."""
    return np.stack([(paid * (years == year)).sum(axis=1) for year in range(count)], axis=1)


def _by_role(plan: Plan, pricing: Pricing, people: Sequence[Result]) -> tuple[PersonCost, ...]:
    by_role = []
    for row, (person, cost) in enumerate(zip(plan.people, people, strict=True)):
        share = person.share_pct.value.likely
        months = {end: pricing.months_at_end(person, end) for end in ENDS}
        by_role.append(
            PersonCost(
                person=person,
                figure=cost.figure,
                ends=CostEnds(**{end: float(each.sum()) for end, each in months.items()}),
                likely_by_month=tuple(months["likely"].tolist()),
                presence_pct=tuple((pricing.work[row] * share).tolist()),
                person_months=float(pricing.work[row].sum()) * share / 100,
            )
        )
    return tuple(by_role)


def _by_month(plan: Plan, pricing: Pricing, head_count: Draw) -> tuple[MonthCost, ...]:
    nothing = np.zeros(plan.months)
    ends = {end: sum((pricing.months_at_end(person, end) for person in plan.people), nothing) for end in ENDS}
    months = []
    for index in range(plan.months):
        month = MonthCost(
            month=index + 1,
            start=plan.month_start(index + 1),
            ends=CostEnds(**{end: float(values[index]) for end, values in ends.items()}),
            head_count=float(head_count[index]),
        )
        months.append(month)
    return tuple(months)


def hours_per_month(plan: Plan) -> Draw:
    """Return the hours that each person works in a full-time month, shape (people,) [hours/month]."""
    yearly = plan.hours_per_year.value.likely
    leave = plan.leave_days.value.likely if plan.leave_days else 0.0
    worked = {Contract.EMPLOYED: max(0.0, yearly - HOURS_PER_DAY * leave), Contract.HIRED: yearly}
    return np.array([worked[person.contract] / MONTHS_PER_YEAR for person in plan.people])


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
        for index in np.flatnonzero(presence > FULL_MONTH_PCT)
    )
