"""Other expenses of the team: what has to be paid until launch beside people."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.book import Book, Result, Term
from projects.domain.draws import Draw, Draws
from projects.domain.figures import Figure, Input, Origin
from projects.domain.formulas import Formula
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop, of
from teams.domain.phases import MOST_MONTHS
from teams.domain.plan import Plan, PlanProblem

FIELD = "team.other_expenses"


class ExpenseKind(StrEnum):
    """What an expense is for. Assistants, training and labelling are known from elsewhere too, and are counted once."""

    LICENCES = "licences"
    ASSISTANTS = "assistants"
    TRAVEL = "travel"
    TRAINING = "training"
    LABELLING = "labelling"
    OTHER = "other"


KINDS = {
    ExpenseKind.LICENCES: gettext_noop("Licences"),
    ExpenseKind.ASSISTANTS: gettext_noop("Coding assistants"),
    ExpenseKind.TRAVEL: gettext_noop("Travel"),
    ExpenseKind.TRAINING: gettext_noop("Training of users"),
    ExpenseKind.LABELLING: gettext_noop("Labelling of cases"),
    ExpenseKind.OTHER: gettext_noop("Other"),
}

NO_AMOUNT = gettext_noop("%(label)s has no amount, so it is not included yet.")
BAD_AMOUNT = gettext_noop("%(label)s: we could not read this amount, so it is not included. Please re-enter it.")
INVERTED = gettext_noop(
    "%(label)s ends in month %(last)s, before it starts in month %(first)s. It is not included until you swap them."
)
MONTHLY_NOTE = gettext_noop("Monthly expenses continue during a delay; one-off expenses do not.")
SEATS_NOTE = gettext_noop(
    "A seat for each person who writes code, from the first month of one of them to the last. A row of the kind "
    "“Coding assistants” among the other expenses takes its place, also one of 0 where seats are paid anyway."
)
ASSISTANT_SEATS = "assistant_seats"
LATER_THAN_PLAN = gettext_noop("%(label)s runs until month %(last)s, but the plan ends after %(months)s months.")


@dataclass(frozen=True, kw_only=True)
class Seats:
    """How often a price is paid at once."""

    count: Input
    """People who may use one."""
    users_pct: Input
    """How many of them do [%]."""

    @property
    def likely(self) -> float:
        """Seats that are likely paid."""
        return self.count.value.likely * self.users_pct.value.likely / 100


@dataclass(frozen=True, kw_only=True)
class Expense:
    """One row of the table, or what follows from another answer."""

    row: int
    """Counted from 1; 0 where it is no row."""
    label: str
    kind: ExpenseKind
    amount: Input
    """Once, or each month [money or money/month]."""
    monthly: bool
    first_month: int
    """In which it is paid, or first paid; from 1."""
    last_month: int
    seats: Seats | None = None
    """Of an expense by the seat: its amount is that of one."""

    @property
    def name(self) -> str:
        """How it stands in formulas: the last part of its figure's id."""
        return f"expense_{self.row}" if self.row else ASSISTANT_SEATS

    @property
    def each(self) -> str:
        """What is paid each time [money], in the names of what it is worked out from."""
        return f"{self.amount.name} × seats × {self.seats.users_pct.name} / 100" if self.seats else self.amount.name

    @property
    def likely(self) -> float:
        """Its likely amount, once or each month [money]."""
        return self.amount.value.likely * (self.seats.likely if self.seats else 1)

    @property
    def months(self) -> int:
        """How often it is paid."""
        return self.last_month - self.first_month + 1 if self.monthly else 1

    @property
    def times(self) -> Input:
        """How often it is paid, as an input."""
        return Input(
            name="times",
            label=of(self.label, gettext_noop("times it is paid")),
            value=Range.exactly(self.months),
            origin=Origin.ANSWER if self.row else Origin.RESULT,
            field_id=FIELD if self.row else "",
        )


@dataclass(frozen=True, kw_only=True)
class ExpenseCost:
    """What one row costs."""

    expense: Expense
    figure: Figure
    draws: Draw
    """With the delay, shape (count,) [money]."""


@dataclass(frozen=True, kw_only=True)
class Expenses:
    """All of them, by row and by month."""

    rows: tuple[ExpenseCost, ...] = ()
    problems: tuple[PlanProblem, ...] = ()
    months: int = 0
    """The last month in which something is planned."""
    once_by_month: Draw = field(default_factory=lambda: np.zeros((0, 1)))
    """What is paid once, as planned, shape (months, count) [money]: a delay moves it and leaves the sum."""
    monthly_by_month: Draw = field(default_factory=lambda: np.zeros((0, 1)))
    """What is paid each month, as planned, shape (months, count) [money]: a delay makes it more."""

    @property
    def draws(self) -> Draw | float:
        """What all of them cost with the delay, shape (count,) [money]; 0 without any."""
        return self.draws_of(*ExpenseKind)

    def draws_of(self, *kinds: ExpenseKind) -> Draw | float:
        """Return what the rows of some kinds cost with the delay, shape (count,) [money]; 0 where there are none."""
        draws = [expense.draws for expense in self.rows if expense.expense.kind in kinds]
        return np.sum(draws, axis=0) if draws else 0.0

    def has(self, kind: ExpenseKind) -> bool:
        """Tell whether a row of a kind counts."""
        return any(expense.expense.kind is kind for expense in self.rows)


def price_expenses(answers: Answers, plan: Plan, draws: Draws, slip: Draw) -> Expenses:
    """Work out what the other expenses cost.

    Args:
        answers: The scenario's answers.
        plan: The staffing plan, for its length.
        draws: The project's draws.
        slip: Longer than planned, shape (count,) [%]. What is paid monthly is paid in the extra months too.
    """
    expenses, problems = read_expenses(answers, plan)
    expenses += _assistant_seats(answers, plan, expenses)
    months = max((expense.last_month for expense in expenses), default=0)
    sums = {monthly: np.zeros((months, draws.count)) for monthly in (False, True)}
    book, late, rows = Book(draws.count), Given(plan.schedule_slip, slip) if plan.schedule_slip else None, []
    for expense in expenses:
        terms = _terms(expense, draws)
        each = Formula(expense.each).over({term.name: term.draws for term in terms})
        sums[expense.monthly][expense.first_month - 1 : expense.first_month - 1 + expense.months] += each
        result = _result(book, expense, terms, late)
        rows.append(ExpenseCost(expense=expense, figure=result.figure, draws=result.draws))
    return Expenses(
        rows=tuple(rows), problems=problems, months=months, once_by_month=sums[False], monthly_by_month=sums[True]
    )


def _terms(expense: Expense, draws: Draws) -> tuple[Term, ...]:
    """Return what is paid each time, drawn."""
    amount = Given(expense.amount, draws.of(f"{FIELD}.{expense.row}", expense.amount.value, minimum=0))
    if expense.seats is None:
        return (amount,)
    users = expense.seats.users_pct
    return (
        amount,
        Fixed(expense.seats.count),
        Given(users, draws.of("team.assistant_users", users.value, maximum=100)),
    )


def _result(book: Book, expense: Expense, terms: tuple[Term, ...], slip: Term | None) -> Result:
    """Work out what an expense comes to until launch."""
    formula = expense.each
    if expense.monthly:
        formula, terms = f"{formula} × times", (*terms, Fixed(expense.times))
        if slip is not None:
            formula, terms = f"{formula} × (1 + schedule_slip / 100)", (*terms, slip)
    return book.figure(
        f"team.{expense.name}",
        expense.label,
        "money",
        formula,
        *terms,
        note=SEATS_NOTE if expense.seats else MONTHLY_NOTE,
        shows_pay=False,
    )


def _assistant_seats(answers: Answers, plan: Plan, expenses: Sequence[Expense]) -> tuple[Expense, ...]:
    """Return what seats of coding assistants cost where the team uses them and nobody wrote the price down."""
    written = any(expense.kind is ExpenseKind.ASSISTANTS for expense in expenses)
    if plan.assistants is None or not plan.coders or written or answers.state(FIELD) is AnswerState.NOT_RELEVANT:
        return ()
    names = {person.name.casefold() or person.key for person in plan.coders}
    label = gettext_noop("Seats of coding assistants")
    count = Input(
        name="seats",
        label=gettext_noop("People who write code"),
        value=Range.exactly(float(len(names))),
        origin=Origin.RESULT,
    )
    first = min(person.stay.start_month for person in plan.coders)
    last = max(person.stay.last_month for person in plan.coders)
    seats = Expense(
        row=0,
        label=label,
        kind=ExpenseKind.ASSISTANTS,
        amount=plan.assistants.seat,
        monthly=True,
        first_month=math.floor(first) + 1,
        last_month=math.ceil(last - 1e-9),
        seats=Seats(count=count, users_pct=plan.assistants.users_pct),
    )
    return (seats,)


def read_expenses(answers: Answers, plan: Plan) -> tuple[tuple[Expense, ...], tuple[PlanProblem, ...]]:
    """Read the table; a row that cannot be counted is named and left out, and nothing typed is changed."""
    answer = answers[FIELD]
    rows: Sequence[Mapping[str, Any]] = answers.value(FIELD) or ()
    expenses, problems = [], []
    for number, cells in enumerate(rows, start=1):
        row = _Row(number=number, cells=cells, answer=answer, months=plan.months)
        expense = row.expense()
        problems += row.problems
        if expense is not None:
            expenses.append(expense)
    return tuple(expenses), tuple(problems)


@dataclass(frozen=True, kw_only=True)
class _Row:
    number: int
    cells: Mapping[str, Any]
    answer: Answer
    months: int
    problems: list[PlanProblem] = field(default_factory=list)

    def expense(self) -> Expense | None:
        amount = self._amount()
        first, last = self._months()
        if amount is None or (self.monthly and last < first):
            return None
        return Expense(
            row=self.number,
            label=self.label,
            kind=self.kind,
            amount=amount,
            monthly=self.monthly,
            first_month=first,
            last_month=max(first, last),
        )

    @property
    def kind(self) -> ExpenseKind:
        given = self.cells.get("kind")
        return ExpenseKind(given) if given in list(ExpenseKind) else ExpenseKind.OTHER

    @property
    def monthly(self) -> bool:
        return self.cells.get("paid") == "monthly"

    @property
    def label(self) -> str:
        return str(self.cells.get("what") or "").strip() or KINDS[self.kind]

    def _note(self, column: str, message: str, *, counted: bool = False, **params: object) -> None:
        params = {"label": self.label, **params}
        self.problems.append(
            PlanProblem(row=self.number, column=column, message=message, params=params, counted=counted, field_id=FIELD)
        )

    def _amount(self) -> Input | None:
        given = self.cells.get("amount")
        if given in (None, ""):
            self._note("amount", NO_AMOUNT)
            return None
        try:
            value = Range.from_json(given)
            if value.low < 0:
                raise ValueError(f"an amount must not be negative, not {value.low}")
        except (KeyError, TypeError, ValueError, OverflowError):
            self._note("amount", BAD_AMOUNT)
            return None
        when = self.answer.changed_at.date().isoformat() if self.answer.changed_at else ""
        return Input(
            name="amount",
            label=self.label,
            value=value,
            field_id=FIELD,
            unit="money/month" if self.monthly else "money",
            origin=Origin.ANSWER,
            source=self.answer.note or self.answer.changed_by,
            source_date=when,
        )

    def _month(self, column: str, default: int) -> int:
        given = self.cells.get(column)
        if isinstance(given, bool) or not isinstance(given, int | float):
            return default
        return int(min(max(given, 1), MOST_MONTHS))

    def _months(self) -> tuple[int, int]:
        first = self._month("first_month", 1)
        if not self.monthly:
            return first, first
        last = self._month("last_month", max(first, self.months))
        if last < first:
            self._note("last_month", INVERTED, first=first, last=last)
        elif last > self.months:
            self._note("last_month", LATER_THAN_PLAN, counted=True, last=last, months=self.months)
        return first, last
