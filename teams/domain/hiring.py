"""Hire, contract or go part-time: what each way costs for a role, and which one fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from projects.domain.book import Book, Result, Term
from projects.domain.draws import Draw, Draws, summarise
from projects.domain.figures import Figure, Input, Origin
from projects.domain.formulas import Formula
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop, of
from teams.domain.figures import ASSISTED, RAISED, assisted, of_person, paid_with, person_formula, shared
from teams.domain.plan import Person, Plan
from teams.domain.pricing import Pricing
from teams.domain.roles import Contract


class HiringWay(StrEnum):
    """How a role can be filled."""

    CONTRACT = "contract"
    PART_TIME = "part_time"
    FULL_TIME = "full_time"


LABELS = {
    HiringWay.CONTRACT: gettext_noop("Contractor"),
    HiringWay.PART_TIME: gettext_noop("Part-time employee"),
    HiringWay.FULL_TIME: gettext_noop("Full-time employee"),
}
FULL_TIME_NOTE = gettext_noop(
    "We include the whole person, even the hours for which this project has no work. If other projects need them, "
    "hiring looks better than here."
)

STAYS = gettext_noop("%(name)s is already on the team: no recruiting needed.")
TAKE_CONTRACTOR = gettext_noop(
    "Use a contractor: for %(months)s months that costs %(saving)s less than hiring. "
    "Hiring pays off from %(break_even)s months."
)
TAKE_CONTRACTOR_ALWAYS = gettext_noop(
    "Use a contractor: that costs %(saving)s less than hiring, and the rate stays below the full cost of an employee."
)
HIRE_PART_TIME = gettext_noop(
    "Hire part-time, %(share)s of full time: that costs %(saving)s less than a contractor. Hiring pays off from "
    "%(break_even)s months, and you need %(months)s."
)
HIRE_FULL_TIME = gettext_noop(
    "Hire full-time: at %(share)s of full time that costs %(saving)s less than a contractor. Hiring pays off from "
    "%(break_even)s months, and you need %(months)s."
)
TOO_LATE = gettext_noop(
    "A new employee starts after %(lead)s months, but the work starts in month %(first)s: start recruiting now, or "
    "cover "
    "the gap with a contractor."
)

WayDraws = Mapping[HiringWay, Draw]

MONTHS_PAID = gettext_noop("months paid")
PAY_GROWTH = gettext_noop("pay over the stay, as a multiple of the first year's")
MONTHS_THERE = gettext_noop("months from the first to the last day")

HIRE = "salary_per_year × hiring_cost / 100"

# Break-even later than this is "never" for a project plan.
LONGEST_MONTHS = 120.0
# From this share on a part-time contract is in truth a full-time one: nobody is hired for 90 % of a week.
FULL_WEEK_PCT = 90.0


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence to be translated and filled in where it is shown."""

    text: str
    """English, with `%(name)s` placeholders, marked by `gettext_noop`."""
    params: Mapping[str, tuple[float | str, str]] = field(default_factory=dict)
    """Value and unit by placeholder; a text has no unit."""


@dataclass(frozen=True, kw_only=True)
class HiringOption:
    """One way to fill a role."""

    way: HiringWay
    label: str
    figure: Figure
    """What it costs the project, without delay."""


@dataclass(frozen=True, kw_only=True)
class HiringAdvice:
    """The three ways for one person, side by side."""

    person: Person
    options: tuple[HiringOption, ...]
    best: HiringWay | None
    """None where somebody is there already."""
    break_even_months: Range | None
    """Length of stay from which an employee costs less than a contractor; None where that is never so."""
    chance_contract_cheaper: float
    """Share of cases, 0 to 1, in which a contractor costs less than a part-time employee."""
    sentences: tuple[Sentence, ...]

    def option(self, way: HiringWay) -> HiringOption:
        """Return one of the three ways."""
        return next(option for option in self.options if option.way is way)


def advise_hiring(plan: Plan, draws: Draws) -> tuple[HiringAdvice, ...]:
    """Compare the ways to fill every role of the plan.

    Args:
        plan: The staffing plan.
        draws: The project's draws.

    Returns:
        One piece of advice per person, those who must be found first, else in the order of the plan.
    """
    pricing = Pricing(plan, draws)
    found = [_advise(person, pricing) for person in plan.people]
    return tuple(sorted(found, key=lambda advice: advice.best is None))


def cost_of_ways(
    person: Person, pricing: Pricing, *, bridged_months: float = 0.0, bridged_paid: float = 0.0
) -> WayDraws:
    """Return what each way to fill a role costs, without delay.

    Args:
        person: The role, with its share, its months and both kinds of pay.
        pricing: Draws of shares and pay.
        bridged_months: How long a contractor stands in until a new employee starts [months].
        bridged_paid: The months of the role's work that fall into that time [months at the average share].

    Returns:
        Draws of shape (count,) by way [money].
    """
    ways = ways_of(person, pricing, bridged_months=bridged_months, bridged_paid=bridged_paid)
    drawn = {way: result.draws for way, result in ways.items()}
    if not bridged_paid:
        return drawn
    bridge = _way(Book(pricing.draws.count), pricing, person, HiringWay.CONTRACT, _paid(person, bridged_paid)).draws
    return {way: draws if way is HiringWay.CONTRACT else bridge + draws for way, draws in drawn.items()}


def ways_of(
    person: Person, pricing: Pricing, *, bridged_months: float = 0.0, bridged_paid: float = 0.0
) -> Mapping[HiringWay, Result]:
    """Work out each way to fill a role; arguments as for `cost_of_ways`.

    Returns:
        What it costs without delay, and without the contractor who stands in before a hire [money].
    """
    start, end = pricing.at_work(person)
    paid, there = person.stay.paid_months, end - start - bridged_months
    spans = {
        HiringWay.CONTRACT: _paid(person, paid),
        # A hire is found for the planned share; only what the work itself costs follows the assistants.
        HiringWay.PART_TIME: _paid(person, paid - bridged_paid),
        HiringWay.FULL_TIME: _span(person, "months_there", MONTHS_THERE, there),
    }
    book = Book(pricing.draws.count)
    return {way: _way(book, pricing, person, way, span) for way, span in spans.items()}


def hiring_cost(person: Person, pricing: Pricing) -> Draw:
    """Return what it costs to find and hire the person once, shape (count,) [money]."""
    terms = {"salary_per_year": pricing.salary(person), "hiring_cost": pricing.hiring_cost}
    return np.asarray(Formula(HIRE).over(terms))


def _advise(person: Person, pricing: Pricing) -> HiringAdvice:
    ways = ways_of(person, pricing)
    costs = {way: result.draws for way, result in ways.items()}
    best = None if person.name else best_way(person, costs)
    saved = pricing.month(person, Contract.HIRED) - pricing.month(person, Contract.EMPLOYED)
    break_even = _break_even_months(hiring_cost(person, pricing), saved)
    return HiringAdvice(
        person=person,
        options=tuple(HiringOption(way=way, label=LABELS[way], figure=result.figure) for way, result in ways.items()),
        best=best,
        break_even_months=break_even,
        chance_contract_cheaper=float((costs[HiringWay.CONTRACT] < costs[HiringWay.PART_TIME]).mean()),
        sentences=tuple(_sentences(pricing, person, best, break_even, costs)),
    )


def open_ways(person: Person) -> tuple[HiringWay, ...]:
    """Return the ways on offer: nobody is hired part-time for almost a full week."""
    full = person.share_pct.value.likely >= FULL_WEEK_PCT
    return (HiringWay.CONTRACT, HiringWay.FULL_TIME) if full else tuple(HiringWay)


def best_way(person: Person, costs: WayDraws) -> HiringWay:
    """Return the cheapest way in the middle of all cases."""
    return min(open_ways(person), key=lambda way: float(np.median(costs[way])))


def _break_even_months(once: Draw, saved_per_month: Draw) -> Range | None:
    """Return the stay after which a hire has earned back its cost; None where half of the cases never do."""
    months = np.divide(once, saved_per_month, out=np.full_like(once, LONGEST_MONTHS), where=saved_per_month > 0)
    break_even = summarise(np.clip(months, 0, LONGEST_MONTHS))
    return None if break_even.likely >= LONGEST_MONTHS else break_even


def _sentences(
    pricing: Pricing, person: Person, best: HiringWay | None, break_even: Range | None, costs: WayDraws
) -> list[Sentence]:
    if best is None:
        return [Sentence(text=STAYS, params={"name": (person.name, "")})]
    middle = {way: float(np.median(drawn)) for way, drawn in costs.items()}
    other = min(middle[way] for way in HiringWay if (way is HiringWay.CONTRACT) is not (best is HiringWay.CONTRACT))
    start, end = pricing.at_work(person)
    params: dict[str, tuple[float | str, str]] = {
        "months": (end - start, ""),
        "saving": (abs(other - middle[best]), "money"),
        "share": (person.share_pct.value.likely, "%"),
        "break_even": (break_even.likely if break_even else LONGEST_MONTHS, ""),
    }
    texts = {
        HiringWay.CONTRACT: TAKE_CONTRACTOR,
        HiringWay.PART_TIME: HIRE_PART_TIME,
        HiringWay.FULL_TIME: HIRE_FULL_TIME,
    }
    text = TAKE_CONTRACTOR_ALWAYS if best is HiringWay.CONTRACT and break_even is None else texts[best]
    sentences = [Sentence(text=text, params=params)]
    lead = pricing.plan.hiring_months.value.likely if pricing.plan.hiring_months else 0.0
    if best is not HiringWay.CONTRACT and lead > start:
        sentences.append(Sentence(text=TOO_LATE, params={"lead": (lead, ""), "first": (start + 1, "")}))
    return sentences


def _way(book: Book, pricing: Pricing, person: Person, way: HiringWay, span: Input) -> Result:
    """Work out what a way costs over the months for which it is paid."""
    return book.figure(
        f"team.{way}_{person.key}",
        f"{person.label}: {LABELS[way]}",
        "money",
        _formula(pricing.plan, person, way),
        *_terms(pricing, person, way, span),
        note=FULL_TIME_NOTE if way is HiringWay.FULL_TIME else "",
    )


def _formula(plan: Plan, person: Person, way: HiringWay) -> str:
    """Return what a way costs, in the names of its terms: like a person of the plan, and the hire on top."""
    cost = person_formula(plan, person.hired_as(Contract.HIRED if way is HiringWay.CONTRACT else Contract.EMPLOYED))
    if way is HiringWay.CONTRACT:
        return cost
    if way is HiringWay.FULL_TIME:
        cost = cost.replace("share_pct / 100 × months_paid", "months_there").replace(ASSISTED, "")
        return f"{cost} + {HIRE}" if plan.hiring_cost else cost
    return f"{cost} + share_pct / 100 × {HIRE}" if plan.hiring_cost else cost


def _terms(pricing: Pricing, person: Person, way: HiringWay, span: Input) -> tuple[Term, ...]:
    """Return what a way is worked out from."""
    plan, is_whole = pricing.plan, way is HiringWay.FULL_TIME
    contract = Contract.HIRED if way is HiringWay.CONTRACT else Contract.EMPLOYED
    as_such = person.hired_as(contract)
    project = [given for given in paid_with(plan, [as_such]) if given not in (plan.duration_months, plan.yearly_raise)]
    hire = (plan.hiring_cost,) if plan.hiring_cost and contract is Contract.EMPLOYED else ()
    return (
        *(() if is_whole else (of_person(pricing, as_such, as_such.share_pct),)),
        Fixed(span),
        *(() if is_whole else assisted(pricing, person)),
        of_person(pricing, as_such, as_such.pay),
        *(shared(pricing, given) for given in project),
        *((_growth(pricing, person),) if RAISED in person_formula(plan, as_such) else ()),
        *(Given(given, pricing.hiring_cost) for given in hire),
    )


def _paid(person: Person, months: float) -> Input:
    """Return how long the work alone is paid."""
    return _span(person, "months_paid", MONTHS_PAID, months)


def _span(person: Person, name: str, label: str, months: float) -> Input:
    return replace(person.months, name=name, label=of(person.label, label), value=Range.exactly(months))


def _growth(pricing: Pricing, person: Person) -> Given:
    """Return what the yearly raise comes to over the stay."""
    drawn = np.asarray(pricing.average_growth(person) * np.ones(pricing.draws.count))
    growth = Input(
        name="raise_factor",
        label=of(person.label, PAY_GROWTH),
        value=summarise(drawn),
        origin=Origin.RESULT,
        field_id="team.yearly_raise",
    )
    return Given(growth, drawn)
