"""The figures of the team: what each says, by which formula, from which inputs."""

from collections.abc import Sequence
from dataclasses import replace

from projects.domain.draws import Draw, summarise
from projects.domain.figures import Figure, Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop
from teams.domain.plan import MONTHS_PER_YEAR, Person, Plan
from teams.domain.roles import Contract

EMPLOYEE = "salary_per_year × loaded_factor"
CONTRACTOR = "rate_per_hour × hours_per_year"
RAISED = " × raise_factor"
LATE_FORMULA = "planned_cost × (1 + schedule_slip / 100)"
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
    return f"share_pct / 100 × months_paid × {_pay(plan, person.contract)} / 12" + _raised(plan, [person])


def planned_formula(plan: Plan, people: Sequence[Person]) -> str:
    """Return what these people cost as planned, in the names of the inputs."""
    pay = " or ".join(_pay(plan, contract) for contract in Contract if contract in {one.contract for one in people})
    pay = f"({pay})" if " or " in pay else pay or EMPLOYEE
    return f"Σ person share_pct / 100 × months_paid × {pay} / 12" + _raised(plan, people)


def _pay(plan: Plan, contract: Contract) -> str:
    """Return what a full-time year costs."""
    if contract is Contract.HIRED:
        margin = plan.contractor_margin is not None and plan.contractor_margin.value.high > 0
        return f"{CONTRACTOR} × (1 + contractor_margin / 100)" if margin else CONTRACTOR
    if plan.loaded_parts:
        return EMPLOYEE.replace("loaded_factor", f"(1 + ({' + '.join(one.name for one in plan.loaded_parts)}) / 100)")
    return EMPLOYEE


def _raised(plan: Plan, people: Sequence[Person]) -> str:
    return RAISED if _is_raised(plan, people) else ""


def person_figure(plan: Plan, person: Person, drawn: Draw, *, months_paid: float, raise_factor: Range) -> Figure:
    """Return what one person costs as planned, so that it can be worked out again by hand.

    Args:
        plan: The staffing plan.
        person: One of its people.
        drawn: What the person costs, shape (count,) [money].
        months_paid: With what learning the work takes on top [months at the average share].
        raise_factor: Pay over the whole stay / pay in its first year, from one end of the raise to the other.
    """
    inputs = [replace(one, name=one.name.partition("[")[0]) for one in person.inputs]
    paid = Input(
        name="months_paid", label=gettext_noop("Months paid, including time to learn the work"),
        value=Range.exactly(months_paid), unit="months", origin=Origin.RESULT,
    )  # fmt: skip
    raised = Input(
        name="raise_factor", label=gettext_noop("Pay over the stay / pay of its first year"), value=raise_factor,
        unit="ratio", origin=Origin.RESULT,
    )  # fmt: skip
    more = (paid, *((raised,) if _is_raised(plan, [person]) else ()))
    return Figure(
        id=f"team.cost_{person.key}", label=person.label, value=summarise(drawn), unit="money",
        formula=person_formula(plan, person), inputs=(*inputs, *more, *paid_with(plan, [person])), note=PAID_NOTE,
    )  # fmt: skip


def _people_inputs(plan: Plan) -> tuple[Input, ...]:
    return (*(one for person in plan.people for one in person.inputs), *paid_with(plan, plan.people))


def planned_figure(plan: Plan, drawn: Draw) -> Figure:
    """Return what the team costs without delay; `drawn` has shape (count,) [money]."""
    return Figure(
        id="team.cost_planned", label=gettext_noop("Team cost if it ends on time"), value=summarise(drawn),
        unit="money", formula=planned_formula(plan, plan.people), inputs=_people_inputs(plan), note=PAID_NOTE,
    )  # fmt: skip


def total_figure(plan: Plan, figure_id: str, label: str, drawn: Draw) -> Figure:
    """Return what the team costs with the delay; `drawn` has shape (count,) [money]."""
    slip, planned = plan.schedule_slip, planned_formula(plan, plan.people)
    note = gettext_noop("If the project runs late, people are paid for the extra months too.")
    return Figure(
        id=figure_id, label=label, value=summarise(drawn), unit="money",
        formula=LATE_FORMULA.replace("planned_cost", f"({planned})") if slip else planned,
        inputs=(*_people_inputs(plan), *((slip,) if slip else ())), note=note if slip else PAID_NOTE,
    )  # fmt: skip


def months_figure(plan: Plan, drawn: Draw) -> Figure:
    """Return the months until the end of the roll-out; `drawn` has shape (count,) [months]."""
    slip = plan.schedule_slip
    return Figure(
        id="team.months", label=gettext_noop("Months to launch"), value=summarise(drawn), unit="months",
        formula="duration_months × (1 + schedule_slip / 100)" if slip else "duration_months",
        inputs=(plan.duration_months, *((slip,) if slip else ())), shows_pay=False,
    )  # fmt: skip


def person_months_figure(plan: Plan, drawn: Draw) -> Figure:
    """Return the work of the team as planned; `drawn` has shape (count,) [person-months]."""
    inputs = tuple(replace(one, pay=False) for person in plan.people for one in person.inputs if one is not person.pay)
    follows = any(person.months_follow_duration for person in plan.people)
    return Figure(
        id="team.person_months", label=gettext_noop("Work of the team"), value=summarise(drawn), unit="person-months",
        formula="Σ person share_pct / 100 × months", inputs=(*inputs, *((plan.duration_months,) if follows else ())),
        note=gettext_noop("As planned: without delay and without extra time for learning the work."),
        shows_pay=False,
    )  # fmt: skip


def hours_figure(plan: Plan, drawn: Draw) -> Figure:
    """Return the hours that the team works as planned; `drawn` has shape (count,) [hours]."""
    inputs = tuple(replace(one, pay=False) for person in plan.people for one in person.inputs if one is not person.pay)
    follows = any(person.months_follow_duration for person in plan.people)
    return Figure(
        id="team.hours", label=gettext_noop("Hours of the team"), value=summarise(drawn), unit="hours",
        formula="Σ person share_pct / 100 × months × (hours_per_year − 8 × leave_days) / 12",
        inputs=(
            *inputs, *((plan.duration_months,) if follows else ()), plan.hours_per_year,
            *((plan.leave_days,) if plan.leave_days else ()),
        ),
        note=gettext_noop(
            "Leave is paid but not worked: it is part of an employee's cost, but not of these hours. Contractors have "
            "no "
            "paid leave."
        ),
        shows_pay=False,
    )  # fmt: skip
