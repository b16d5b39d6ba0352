"""The figures of the team: what each says, by which formula, from which inputs."""

from collections.abc import Sequence
from dataclasses import replace

from projects.domain.draws import Draw, summarise
from projects.domain.figures import Figure, Input, Origin
from projects.domain.text import gettext_noop
from teams.domain.plan import Person, Plan
from teams.domain.roles import Contract

# Whoever knows all but one pay can work out the last one from the sum. Three known pays are the least that a sum hides.
FEWEST_THAT_HIDE = 3

PERSON_FORMULA = {
    Contract.EMPLOYED: "share_pct / 100 × months_paid × salary_per_year / 12 × loaded_factor",
    Contract.HIRED: "share_pct / 100 × months_paid × rate_per_hour × hours_per_year / 12",
}
PLANNED_FORMULA = (
    "Σ person share_pct / 100 × months_paid × (salary_per_year × loaded_factor or rate_per_hour × hours_per_year) / 12"
)
LATE_FORMULA = "planned_cost × (1 + schedule_slip / 100)"
PAID_NOTE = gettext_noop(
    "Shares overlap and are never scaled to 100 %. While somebody learns the work, half of the time is paid on top."
)


def reveals_pay(people: Sequence[Person]) -> bool:
    """Tell whether somebody's pay can be worked out from the cost of these people together."""
    known = sum(person.pay.origin is Origin.ANSWER for person in people)
    return 0 < known < FEWEST_THAT_HIDE


def _paid_with(plan: Plan, people: Sequence[Person]) -> tuple[Input, ...]:
    """Return the inputs of the project that these people's cost is worked out from."""
    contracts = {person.contract for person in people}
    return (
        *((plan.duration_months,) if any(person.months_follow_duration for person in people) else ()),
        *((plan.loaded_factor,) if Contract.EMPLOYED in contracts else ()),
        *((plan.hours_per_year,) if Contract.HIRED in contracts else ()),
    )


def person_figure(plan: Plan, person: Person, drawn: Draw) -> Figure:
    """Return what one person costs as planned; `drawn` has shape (count,) [money]."""
    return Figure(
        id=f"team.cost_{person.key}", label=person.label, value=summarise(drawn), unit="money",
        formula=PERSON_FORMULA[person.contract], inputs=(*person.inputs, *_paid_with(plan, [person])), note=PAID_NOTE,
        pay=reveals_pay([person]),
    )  # fmt: skip


def _people_inputs(plan: Plan) -> tuple[Input, ...]:
    return (*(one for person in plan.people for one in person.inputs), *_paid_with(plan, plan.people))


def planned_figure(plan: Plan, drawn: Draw) -> Figure:
    """Return what the team costs without delay; `drawn` has shape (count,) [money]."""
    return Figure(
        id="team.cost_planned", label=gettext_noop("Team cost if it ends on time"), value=summarise(drawn),
        unit="money", formula=PLANNED_FORMULA, inputs=_people_inputs(plan), note=PAID_NOTE,
        pay=reveals_pay(plan.people),
    )  # fmt: skip


def total_figure(plan: Plan, figure_id: str, label: str, drawn: Draw) -> Figure:
    """Return what the team costs with the delay; `drawn` has shape (count,) [money]."""
    slip = plan.schedule_slip
    note = gettext_noop("Whoever works on a project that runs late is paid in the extra months too.")
    return Figure(
        id=figure_id, label=label, value=summarise(drawn), unit="money",
        formula=LATE_FORMULA.replace("planned_cost", f"({PLANNED_FORMULA})") if slip else PLANNED_FORMULA,
        inputs=(*_people_inputs(plan), *((slip,) if slip else ())), note=note if slip else PAID_NOTE,
        pay=reveals_pay(plan.people),
    )  # fmt: skip


def months_figure(plan: Plan, drawn: Draw) -> Figure:
    """Return the months until the end of the roll-out; `drawn` has shape (count,) [months]."""
    slip = plan.schedule_slip
    return Figure(
        id="team.months", label=gettext_noop("Months to launch"), value=summarise(drawn), unit="months",
        formula="duration_months × (1 + schedule_slip / 100)" if slip else "duration_months",
        inputs=(plan.duration_months, *((slip,) if slip else ())),
    )  # fmt: skip


def person_months_figure(plan: Plan, drawn: Draw) -> Figure:
    """Return the work of the team as planned; `drawn` has shape (count,) [person-months]."""
    inputs = tuple(replace(one, pay=False) for person in plan.people for one in person.inputs if one is not person.pay)
    follows = any(person.months_follow_duration for person in plan.people)
    return Figure(
        id="team.person_months", label=gettext_noop("Work of the team"), value=summarise(drawn), unit="person-months",
        formula="Σ person share_pct / 100 × months", inputs=(*inputs, *((plan.duration_months,) if follows else ())),
        note=gettext_noop("As planned: without delay, and without what learning the work takes on top."),
    )  # fmt: skip
