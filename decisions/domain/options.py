"""Options side by side: the same work done in different ways, and what each costs.

An option that a scenario of the project takes has that scenario's own figures. Every other one is worked out as the
scenario that it would be: the answers at hand with what the option means laid over them (`decisions/options.py`). The
sums are those of the business case; nothing is worked out a second way.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from decisions.domain.business_case import BusinessCase
from decisions.domain.cashflow import SPENT_ON_LAUNCH, SPENT_ON_RUNNING
from decisions.domain.costs import SWITCHING_OFF
from decisions.domain.events import EVENTS
from decisions.domain.netvalue import calendar_of, horizon_term
from decisions.domain.verdict import Verdict
from estimates.domain.figures.ruled_out import ApproachStatus
from estimates.domain.formulas.mfu import Remark
from projects.domain.book import Book
from projects.domain.draws import Draw, summarise
from projects.domain.figures import Figure, Input, Origin, input_of
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.reader import Given, Reader
from projects.domain.text import gettext_noop

TODAY, SIMPLE = "today", "simple"
PREFIX = "options."
SPENT = "case.spent"
"""The figure of what is spent over the horizon."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to do the work."""

    id: str
    """A choice of `compute.approach`; `simple` for the named simple option, `today` for going on as now."""
    name: str = ""
    """What it is called in the project, such as the named simple option; "" for its approach."""
    model: str = ""
    """The model that is priced; "" where it is none, or a range of small ones."""
    beside_hosted: Remark | None = None
    """Which hosted model and which of one's own stand beside each other, and whether they are of one class."""
    standing: ApproachStatus = field(default_factory=ApproachStatus)
    privacy: int = 0
    lock_in: int = 0
    share: float | None = None
    """Cases that it solves [out of 100], where it is another share than the scenario's."""
    is_in_use: bool = False
    """Whether people work with it already, so that launching it costs and takes nothing."""
    does_as_much: bool = False
    """Whether it is a simple option, and solves as many cases as the tool."""
    is_too_weak: bool = False
    """Whether it solves fewer cases than the result has to be right in to be of use."""
    case: BusinessCase | None = None
    spent: Figure | None = None
    """Cost to launch and everything after it over the horizon [money]."""
    energy: Figure | None = None
    """Energy of the serving machines [kWh/year]; None where no one publishes it or none are needed."""
    behind: Callable[[], Iterable[Figure]] = tuple
    """Gives every figure behind it, under the ids that they have in a scenario; asked when somebody opens one."""
    verdict: Verdict | None = None
    """What the one rule says where it is taken; None for going on as today, and for what is ruled out."""
    missing: tuple[str, ...] = ()
    """Fields without which its cost is not whole."""
    slug: str = ""
    """The scenario that it is; "" where it is worked out on the answers at hand."""

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The figures behind it, to be opened, each under an id of the option's own."""
        return under(self.id, self.behind())

    def opened(self, figure: Figure) -> Figure:
        """Return one of its figures under the id at which it opens."""
        return figure if self.slug and figure is not self.spent else replace(figure, id=id_of(self.id, figure.id))

    @property
    def is_open(self) -> bool:
        """Whether it can be chosen and has a price."""
        return self.id != TODAY and not self.standing.is_out and self.cost is not None

    @property
    def cost(self) -> Figure | None:
        """Cost to launch."""
        return self.case.cost if self.case else None

    @property
    def months(self) -> Figure | None:
        """Months to launch: to the first value."""
        return self.case.months if self.case and not self.is_in_use else None

    @property
    def value(self) -> Range | None:
        """Net value over the horizon [money]."""
        return self.case.value.value if self.case and self.case.value else None

    @property
    def is_whole(self) -> bool:
        """Whether everything it costs is known, so that it may be called the cheapest."""
        return self.is_open and self.spent is not None and not self.missing


# ---------------------------------------------------------------- pricing


def spent_over_horizon(read: Reader, case: BusinessCase, months: Draw | None) -> Figure | None:
    """Return what is paid until the end of the horizon, as it is paid; None while cost or time is unknown.

    A controller holds it against a budget, so nothing is discounted: it is never below the cost to launch. Events and
    switching off count too, as they do in the net value.

    Args:
        read: The option's inputs.
        case: Its business case.
        months: Months to launch, shape (count,).
    """
    if case.cost is None or case.cost_draws is None or case.months is None or months is None:
        return None
    formula, terms = SPENT_ON_LAUNCH, [Given(case.cost.input, case.cost_draws)]
    if case.running is not None and case.running_draws is not None:
        formula = f"{formula} + {SPENT_ON_RUNNING}"
        running = Given(case.running.input, case.running_draws)
        terms += [running, Given(case.months.input, months), horizon_term(read)]
    for term in (read.term(SWITCHING_OFF), _events(read, months)):
        if term is not None:
            formula = f"{formula} + {term.name}"
            terms.append(term)
    spent = Book(read.draws.count).figure(
        SPENT,
        gettext_noop("Spent over the time you count"),
        "money",
        formula,
        *terms,
        note=gettext_noop(
            "As it is paid: not discounted, and no benefit is taken off. Switching off and events count where you "
            "named them. The net value discounts the same payments."
        ),
    )
    return spent.figure


def _events(read: Reader, months: Draw) -> Given | None:
    """Return what events cost over the horizon as it is paid; None where there are none."""
    calendar = calendar_of(read, months)
    if not calendar.events:
        return None
    paid = calendar.paid_for_events()
    events = input_of(read.fields[EVENTS], summarise(paid), source="", origin=Origin.RESULT)
    return Given(replace(events, unit="money"), paid)


def under(option_id: str, figures: Iterable[Figure]) -> dict[str, Figure]:
    """Return figures under ids of their own for an option, each leading to the option's own and not the scenario's."""
    kept = list(figures)
    ids = {figure.id for figure in kept}

    def moved(given: Input, owner: Figure) -> Input:
        # A share of what is planned leads to what is planned.
        is_own = given.figure_id in ids and given.figure_id != owner.id
        return replace(given, figure_id=id_of(option_id, given.figure_id)) if is_own else given

    found = (
        replace(figure, id=id_of(option_id, figure.id), inputs=tuple(moved(given, figure) for given in figure.inputs))
        for figure in kept
    )
    return {figure.id: figure for figure in found}


def id_of(option_id: str, figure_id: str) -> str:
    """Return the id of an option's own figure."""
    return f"{PREFIX}{option_id}.{figure_id}"
