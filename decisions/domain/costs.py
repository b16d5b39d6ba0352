"""What it costs: the parts of the cost to launch, their sum, and the cost of every year after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from decisions.domain.plan_costs import (
    BOUGHT,
    LABELS,
    data_bought,
    judging,
    judging_per_year,
    labels,
    removal_per_year,
)
from projects.domain.answers import AnswerState
from projects.domain.book import Book, Result, Term
from projects.domain.draws import Draw, summarise
from projects.domain.figures import Input, Origin
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.reader import Given, Reader
from projects.domain.text import gettext_noop

TEAM = gettext_noop("Team")
EXPENSES = gettext_noop("Other expenses")
COMPUTE = gettext_noop("Computing")
TRAINING = gettext_noop("Training of users")
COST_TO_LAUNCH = gettext_noop("Cost to launch")
_DOWNTIME = gettext_noop("Work lost at the switch")
_CONTINGENCY = gettext_noop("Contingency")
_ANSWERED = {
    "integration": gettext_noop("Integration"),
    "legal": gettext_noop("Legal and privacy review"),
    "security": gettext_noop("Security review"),
    "change": gettext_noop("Bringing the change about"),
}
"""Parts that somebody answers as a sum, by the middle of the field's id."""

SWITCHING_OFF = "value.switch_off_one_off"
_WRONG = gettext_noop("Wrong results")
COUNTABLE = {
    **{f"value.{key}_one_off": label for key, label in _ANSWERED.items()},
    "value.downtime_hours": _DOWNTIME,
    "value.contingency_share": _CONTINGENCY,
    "value.running_licences_per_year": gettext_noop("Licences"),
    "value.running_people_per_year": gettext_noop("People who care for it"),
    "value.upkeep_share": gettext_noop("Upkeep by others"),
    "value.wrong_share": _WRONG,
    "value.wrong_cost": _WRONG,
    SWITCHING_OFF: gettext_noop("Switching it off"),
}
"""Costs for which no published figure fits every project, by field id: while nobody answers, they are in no sum, and
named. What takes two answers is one cost."""


@dataclass(frozen=True, kw_only=True)
class CostLine:
    """One line of a cost; in formulas it stands under its key."""

    key: str
    label: str
    draws: Draw
    """Shape (count,) [the unit]."""
    unit: str = "money"
    answer: Input | None = None
    """The answer that says the sum, where one does."""
    step: Result | None = None
    """The figure that is worked out here for it, where one is."""
    figure_id: str = ""
    """The figure of a room below that explains it, or ""."""
    shown: Range | None = None
    """The value of that figure, where the room drew finer."""

    @property
    def name(self) -> str:
        """How it stands in a formula."""
        return self.key

    @cached_property
    def value(self) -> Range:
        """P10, P50 and P90 [the unit]. Parts' ends do not add up to the total's: not everything goes wrong at once."""
        return self.shown or (self.step.figure.value if self.step else summarise(self.draws))

    @property
    def input(self) -> Input:
        """It as an input of a sum: an answer as such, else with the figure that explains it."""
        if self.answer is not None:
            return replace(self.answer, name=self.key)
        return Input(
            name=self.key,
            label=self.label,
            value=self.value,
            unit=self.unit,
            origin=Origin.RESULT,
            figure_id=self.step.id if self.step else self.figure_id,
        )


def not_counted(read: Reader) -> Iterable[str]:
    """Return the ids of the fields of costs that are in no sum: nobody said what they come to, nothing is assumed."""
    open_states = (AnswerState.BLANK, AnswerState.UNKNOWN)
    open_ids = (field_id for field_id in COUNTABLE if read.answers.state(field_id) in open_states)
    return (field_id for field_id in open_ids if read.fields[field_id].default is None)


# ---------------------------------------------------------------- cost to launch


def parts_of(read: Reader, team: Draw | None, compute: Draw | None, expenses: Mapping[str, Draw]) -> Iterable[CostLine]:
    """Yield the parts of the cost to launch; `team`, `compute` and `expenses` are handed down [money]."""
    book = Book(read.draws.count)
    parts = tuple(_planned_parts(book, read, team, compute, expenses))
    yield from parts
    share = read.term("value.contingency_share")
    if share is not None and parts:
        planned = " + ".join(part.name for part in parts)
        formula = f"contingency_share / 100 × ({planned})"
        yield _part(book.figure("case.contingency", _CONTINGENCY, "money", formula, share, *parts))


def _planned_parts(
    book: Book, read: Reader, team: Draw | None, compute: Draw | None, expenses: Mapping[str, Draw]
) -> Iterable[CostLine]:
    """Yield the parts that somebody can name: all but the contingency."""
    if team is not None:
        yield CostLine(key="team", label=TEAM, draws=team, figure_id="team.cost")
    if "expenses" in expenses:
        yield CostLine(key="expenses", label=EXPENSES, draws=expenses["expenses"])
    if compute is not None and compute.max() > 0:
        yield CostLine(key="compute", label=COMPUTE, draws=compute, figure_id="compute.one_off")
    # What the team's plan names counts in place of what is worked out here.
    for key, label, step in (("training", TRAINING, _training(book, read)), ("labels", LABELS, labels(book, read))):
        if key in expenses:
            yield CostLine(key=key, label=label, draws=expenses[key])
        elif step is not None:
            yield _part(step)
    yield from _answered_parts(book, read)


def _answered_parts(book: Book, read: Reader) -> Iterable[CostLine]:
    """Yield the parts that no room below hands down: each is an answer, or worked out from some."""
    bought, judged = data_bought(read), judging(book, read)
    if bought is not None:
        yield CostLine(key="data_bought", label=BOUGHT, draws=bought.draws, answer=bought.input)
    if judged is not None:
        yield _part(judged)
    downtime = _hours_of_users(book, read, "case.downtime", _DOWNTIME, "value.downtime_hours")
    if downtime is not None:
        yield _part(downtime)
    for key, label in _ANSWERED.items():
        said = read.term(f"value.{key}_one_off")
        if said is not None:
            yield CostLine(key=key, label=label, draws=said.draws, answer=said.input)


def _part(step: Result) -> CostLine:
    return CostLine(key=step.name, label=step.label, draws=step.draws, step=step)


def people_to_train(read: Reader) -> float:
    """Return how many users need training: of each group those that its row names, else everybody in it."""
    rows = read.answers.value("people.users") or []
    return float(sum(row.get("count", 0) if row.get("to_train") is None else row["to_train"] for row in rows))


def _training(book: Book, read: Reader) -> Result | None:
    return _hours_of_users(book, read, "case.training", TRAINING, "people.training_hours")


def _hours_of_users(book: Book, read: Reader, figure_id: str, label: str, field_id: str) -> Result | None:
    """Work out what hours of every user who needs training cost; None where something of it is unknown."""
    users, hours, hour_cost = people_to_train(read), read.term(field_id), read.term("value.hour_cost")
    if not users or hours is None or hour_cost is None:
        return None
    people = Input(
        name="users",
        label=gettext_noop("Users to be trained"),
        value=Range.exactly(users),
        unit="people",
        origin=Origin.ANSWER,
        field_id="people.users",
    )
    terms = (Given(people, read.draws.exactly(users)), hours, hour_cost)
    return book.figure(figure_id, label, "money", f"users × {hours.name} × hour_cost", *terms)


NOT_ALL_AT_ONCE = gettext_noop(
    "The lows and highs do not add up to those of the total, because not everything goes wrong at once."
)


def cost_to_launch(parts: tuple[CostLine, ...]) -> Result | None:
    """Work out the sum of the parts, or None where there are none, or none that costs anything: no project is free."""
    if all(part.draws.max() <= 0 for part in parts):
        return None
    several = sum(part.draws.min() < part.draws.max() for part in parts) > 1
    return Book(len(parts[0].draws)).figure(
        "case.cost_to_launch",
        COST_TO_LAUNCH,
        "money",
        " + ".join(part.name for part in parts),
        *parts,
        note=NOT_ALL_AT_ONCE if several else "",
    )


# ---------------------------------------------------------------- cost after launch


COMPUTING_PER_YEAR = "computing_per_year"


def running_cost(read: Reader, compute: Draw | None, cost: Term | None) -> Result | None:
    """Work out the cost after launch a year, or None where nothing is known of it.

    Args:
        read: The scenario's inputs.
        compute: Computing after launch, handed down, shape (count,) [money/year], or None.
        cost: Cost to launch [money], of which upkeep is a share, under the name `cost_to_launch`; or None.
    """
    book = Book(read.draws.count)
    said = (read.term(field_id) for field_id in ("value.running_licences_per_year", "value.running_people_per_year"))
    terms: list[Term] = [term for term in (*said, judging_per_year(book, read), removal_per_year(book, read)) if term]
    if compute is not None:
        terms.append(
            CostLine(
                key=COMPUTING_PER_YEAR, label=COMPUTE, draws=compute, unit="money/year", figure_id="compute.running"
            )
        )
    summands, upkeep = [term.name for term in terms], read.term("value.upkeep_share")
    if upkeep is not None and cost is not None:
        summands.append("upkeep_share / 100 × cost_to_launch")
        terms += [upkeep, cost]
    if not terms:
        return None
    label = gettext_noop("Running cost per year")
    return book.figure("case.running_cost", label, "money/year", " + ".join(summands), *terms)
