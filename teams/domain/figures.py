"""The figures of the team: what each says, by which formula, from which inputs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from projects.domain.book import Book, Result, Term
from projects.domain.figures import Input, Origin, distinct_inputs
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop
from teams.domain.plan import MONTHS_PER_YEAR, Person, Plan
from teams.domain.pricing import Pricing
from teams.domain.roles import Contract

EMPLOYEE = "salary_per_year × loaded_factor"
CONTRACTOR = "rate_per_hour × hours_per_year"
RAISED = " × raise_factor"
ASSISTED = " × (1 + code_pct / 100 × (assistant_factor − 1))"
HOURS_PER_DAY = 8
PAID_NOTE = gettext_noop(
    "Shares can overlap and are never scaled to 100%. While someone is learning the work, half of their time is added "
    "to the cost."
)


def paid_with(plan: Plan, people: Sequence[Person]) -> tuple[Input, ...]:
    """Return the inputs of the project that these people's cost is worked out from."""
    contracts = {person.contract for person in people}
    margin = plan.contractor_margin if plan.contractor_margin and plan.contractor_margin.value.high else None
    return (
        *((plan.duration_months,) if any(person.months_follow_duration for person in people) else ()),
        *((plan.loaded_parts or (plan.loaded_factor,)) if Contract.EMPLOYED in contracts else ()),
        *((plan.hours_per_year,) if Contract.HIRED in contracts else ()),
        *((margin,) if margin and Contract.HIRED in contracts else ()),
        *((plan.yearly_raise,) if plan.yearly_raise and _is_raised(plan, people) else ()),
    )


def _is_raised(plan: Plan, people: Sequence[Person]) -> bool:
    """Tell whether somebody of these is there for more than a year, so that a raise counts."""
    raised = plan.yearly_raise is not None and plan.yearly_raise.value.high > 0
    return raised and any(person.stay.last_month - person.stay.start_month > MONTHS_PER_YEAR for person in people)


def person_formula(plan: Plan, person: Person) -> str:
    """Return what one person costs as planned, in the names of the inputs."""
    work = "share_pct / 100 × months_paid" + (ASSISTED if plan.code_of(person) else "")
    return f"{work} × {_pay(plan, person.contract)} / 12" + _raised(plan, [person])


def _pay(plan: Plan, contract: Contract) -> str:
    """Return what a full-time year costs."""
    if contract is Contract.HIRED:
        margin = plan.contractor_margin is not None and plan.contractor_margin.value.high > 0
        return f"{CONTRACTOR} × (1 + contractor_margin / 100)" if margin else CONTRACTOR
    if plan.loaded_parts:
        return EMPLOYEE.replace(
            "loaded_factor", f"(1 + ({' + '.join(given.name for given in plan.loaded_parts)}) / 100)"
        )
    return EMPLOYEE


def _raised(plan: Plan, people: Sequence[Person]) -> str:
    return RAISED if _is_raised(plan, people) else ""


def of_person(pricing: Pricing, person: Person, given: Input) -> Term:
    """Return an input of one person under its name without the row: one person stands in the formula."""
    input = replace(given, name=given.name.partition("[")[0])
    if given is person.share_pct:
        return Given(input, pricing.share(person))
    if given is person.salary_per_year:
        return Given(input, pricing.salary(person))
    if given is person.rate_per_hour:
        return Given(input, pricing.rate(person))
    return Fixed(input)


def shared(pricing: Pricing, given: Input) -> Term:
    """Return an input that the whole team shares."""
    drawn = pricing.shared.get(given.name)
    return Fixed(given) if drawn is None else Given(given, np.asarray(drawn, dtype=np.float64).reshape(-1))


def assisted(pricing: Pricing, person: Person) -> tuple[Term, ...]:
    """Return what coding assistants do to a person's work; nothing where none are used."""
    code, factor = pricing.code(person), pricing.assistants
    return (code, factor) if code and factor else ()


class TeamFigures:
    """Works out the figures of a team in one book, one after another.

    Args:
        pricing: Draws of shares and pay of a plan.
    """

    def __init__(self, pricing: Pricing) -> None:
        self.pricing, self.plan, self.book = pricing, pricing.plan, Book(pricing.draws.count)
        slip = self.plan.schedule_slip
        self.slip = Given(slip, pricing.slip) if slip else None

    def person(self, person: Person) -> Result:
        """Work out what one person costs as planned, so that it can be worked out again by hand."""
        result = self._cost_of(person, f"team.cost_{person.key}")
        return self.book.keep(result)

    def _cost_of(self, person: Person, figure_id: str) -> Result:
        """Return what a person costs under the person's contract, in no book yet."""
        pricing = self.pricing
        months = Fixed(
            Input(
                name="months_paid",
                label=gettext_noop("Months paid, including time to learn the work"),
                value=Range.exactly(float(pricing.paid_of(person).sum())),
                unit="months",
                origin=Origin.RESULT,
            )
        )
        raised = Input(
            name="raise_factor",
            label=gettext_noop("Pay over the stay / pay of its first year"),
            value=pricing.growth_ends(person),
            unit="ratio",
            origin=Origin.RESULT,
        )
        growth = np.asarray(pricing.average_growth(person), dtype=np.float64)
        terms: list[Term] = [of_person(pricing, person, given) for given in person.inputs]
        terms += [
            *assisted(pricing, person),
            months,
            *((Given(raised, growth.reshape(-1)),) if _is_raised(self.plan, [person]) else ()),
        ]
        terms += [shared(pricing, given) for given in paid_with(self.plan, [person])]
        formula = person_formula(self.plan, person)
        behind = self._behind_assistants if self.plan.code_of(person) else ()
        return Book(pricing.draws.count).figure(
            figure_id, person.label, "money", formula, *terms, note=PAID_NOTE, rests_on=behind
        )

    def planned(self, people: Sequence[Result]) -> Result:
        """Work out what the team costs without delay."""
        return self.book.figure(
            "team.cost_planned",
            gettext_noop("Team cost if it ends on time"),
            "money",
            " + ".join(person.name for person in people) or "0",
            *people,
            note=PAID_NOTE,
            rests_on=self._behind(people),
        )

    def total(self, planned: Result) -> Result:
        """Work out what the team costs with the delay."""
        note = gettext_noop("If the project runs late, people are paid for the extra months too.")
        label = gettext_noop("Team cost to launch")
        if self.slip is None:
            return self.book.figure(
                "team.cost", label, "money", "cost_planned", planned, note=PAID_NOTE, rests_on=planned.rests_on
            )
        return self.book.figure(
            "team.cost",
            label,
            "money",
            "cost_planned × (1 + schedule_slip / 100)",
            planned,
            self.slip,
            note=note,
            rests_on=planned.rests_on,
        )

    def same_team(self, contract: Contract, people: Sequence[Result]) -> Result:
        """Work out what the same people and delay cost under one kind of contract.

        Args:
            contract: The kind.
            people: What they cost under the contracts that they have, in the order of the plan.
        """
        figure_id, label = SAME_TEAM[contract]
        costs = [
            cost if person.contract is contract else self._cost_of(person.hired_as(contract), cost.id)
            for person, cost in zip(self.plan.people, people, strict=True)
        ]
        terms = [
            # Under another contract a person's cost is a figure of its own only where the ways of hiring are compared.
            cost if person.contract is contract else Given(replace(cost.input, figure_id=""), cost.draws)
            for person, cost in zip(self.plan.people, costs, strict=True)
        ]
        formula = " + ".join(cost.name for cost in costs) or "0"
        late = (self.slip,) if self.slip else ()
        return self.book.figure(
            figure_id,
            label,
            "money",
            f"({formula}) × (1 + schedule_slip / 100)" if late else formula,
            *terms,
            *late,
            note=gettext_noop("If the project runs late, people are paid for the extra months too."),
            rests_on=self._behind(costs),
        )

    def months(self) -> Result:
        """Work out the months until the end of the roll-out."""
        late = (self.slip,) if self.slip else ()
        return self.book.figure(
            "team.months",
            gettext_noop("Months to launch"),
            "months",
            "duration_months × (1 + schedule_slip / 100)" if late else "duration_months",
            Fixed(self.plan.duration_months),
            *late,
            shows_pay=False,
        )

    def person_months(self) -> Result:
        """Work out the work of the team up to launch: whoever is late works on."""
        planned = " + ".join(f"share_pct_{person.row} / 100 × months_{person.row}" for person in self.plan.people)
        return self.book.figure(
            "team.person_months",
            gettext_noop("Work of the team"),
            gettext_noop("person-months"),
            *self._late(planned, *self._work),
            shows_pay=False,
            note=gettext_noop(
                "With the delay, as the cost. Without extra time for learning the work, and without coding assistants."
            ),
        )

    def hours(self) -> Result:
        """Work out the hours that the team works up to launch."""
        yearly, leave = Fixed(self.plan.hours_per_year), self.plan.leave_days
        worked = f"max(0, hours_per_year − {HOURS_PER_DAY} × leave_days)" if leave else "hours_per_year"
        by_contract = {Contract.EMPLOYED: worked, Contract.HIRED: "hours_per_year"}
        each = (
            f"share_pct_{person.row} / 100 × months_{person.row}{self._assisted_row(person)}"
            f" × {by_contract[person.contract]} / 12"
            for person in self.plan.people
        )
        employed = any(person.contract is Contract.EMPLOYED for person in self.plan.people)
        terms = (*self._work, yearly, *((Fixed(leave),) if leave and employed else ())) if self.plan.people else ()
        terms += self._assisted_rows
        return self.book.figure(
            "team.hours",
            gettext_noop("Hours of the team"),
            "hours",
            *self._late(" + ".join(each), *terms),
            shows_pay=False,
            note=gettext_noop(
                "Leave is paid but not worked: it is part of an employee's cost, but not of these hours. Contractors "
                "have no paid leave."
            ),
        )

    def _late(self, planned: str, *terms: Term) -> tuple[Any, ...]:
        """Return a formula of the plan and its terms with the delay; a plan without people is never late."""
        if self.slip is None or not planned:
            return planned or "0", *terms
        return f"({planned}) × (1 + schedule_slip / 100)", *terms, self.slip

    def _behind(self, people: Iterable[Result]) -> tuple[Input, ...]:
        """Return what the costs of some people are worked out from, each once."""
        return (*distinct_inputs(person.figure for person in people), *self._behind_assistants)

    @property
    def _behind_assistants(self) -> tuple[Input, ...]:
        return self.pricing.assistants.figure.inputs if self.pricing.assistants and self.plan.coders else ()

    def _assisted_row(self, person: Person) -> str:
        """Return what assistants do to the work of a row, in names with the row."""
        return ASSISTED.replace("code_pct", f"code_pct_{person.row}") if self.pricing.code(person) else ""

    @property
    def _assisted_rows(self) -> tuple[Term, ...]:
        """The terms of all of them."""
        codes = ((person.row, self.pricing.code(person)) for person in self.plan.people)
        terms = tuple(
            Given(replace(code.input, name=f"code_pct_{row}"), code.draws) for row, code in codes if code is not None
        )
        return (*terms, self.pricing.assistants) if terms and self.pricing.assistants else ()

    @property
    def _work(self) -> tuple[Term, ...]:
        """Share and months of each person, under names with the row."""
        terms: list[Term] = []
        for person, work in zip(self.plan.people, self.pricing.work, strict=True):
            share = replace(person.share_pct, name=f"share_pct_{person.row}", pay=False)
            months = replace(
                person.months, name=f"months_{person.row}", value=Range.exactly(float(work.sum())), pay=False
            )
            terms += [Given(share, self.pricing.share(person)), Fixed(months)]
        return tuple(terms)


SAME_TEAM = {
    Contract.HIRED: ("team.cost_all_contracted", gettext_noop("Same team, all contracted")),
    Contract.EMPLOYED: ("team.cost_all_salaried", gettext_noop("Same team, all employed")),
}
