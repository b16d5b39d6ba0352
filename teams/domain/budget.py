"""The team budget: people and other expenses together, in hours and money, with its forecast."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from projects.domain.answers import Answers
from projects.domain.book import Book, Result
from projects.domain.draws import Draw, Draws
from projects.domain.figures import Figure
from projects.domain.lazy import cached_property
from projects.domain.reader import Given
from projects.domain.text import gettext_noop
from teams.domain.cost import TeamEstimate, hours_per_month
from teams.domain.expenses import ExpenseKind, Expenses, price_expenses
from teams.domain.forecast import Forecast, forecast_team


def agreed_budget(answers: Answers) -> float | None:
    """Return the agreed budget [money]; None where nobody agreed to any, which is what a zero says too."""
    return answers.value("plan.budget_agreed") or None


@dataclass(frozen=True, kw_only=True)
class TeamBudget:
    """What the team needs until launch, people and expenses."""

    estimate: TeamEstimate
    expenses: Expenses
    total: Figure
    """People and expenses, with the delay [money]."""
    one_off_draws: Draw
    """The same, shape (count,) [money]."""
    agreed: float | None = None
    """The agreed budget [money]."""

    @cached_property
    def forecast(self) -> Forecast:
        """Of people and expenses, against the agreed budget."""
        return forecast_team(self.estimate, self.agreed, expenses=self.expenses)

    @property
    def hours_by_role(self) -> tuple[float, ...]:
        """Likely hours of work of each person as planned, without paid leave [hours]."""
        each = hours_per_month(self.estimate.plan)
        plan = self.estimate.plan
        return tuple(
            person.person_months * plan.effort_at(person.person, "likely") * float(per)
            for person, per in zip(self.estimate.by_role, each, strict=True)
        )

    @property
    def hours(self) -> float:
        """Likely hours of work as planned [hours]."""
        return sum(self.hours_by_role)

    @property
    def likely_sum(self) -> float:
        """People and expenses with the delay, every input at its likely value [money]: what the workbook adds up."""
        slip = self.estimate.plan.schedule_slip
        late = 1 + (slip.value.likely if slip else 0.0) / 100
        expenses = (
            expense.expense.likely * expense.expense.months * (late if expense.expense.monthly else 1.0)
            for expense in self.expenses.rows
        )
        return self.estimate.ends.plus(self.estimate.late).likely + sum(expenses)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that the estimate does not have: each expense, and the sum where there are expenses."""
        return (*((self.total,) if self.expenses.rows else ()), *(expense.figure for expense in self.expenses.rows))

    @cached_property
    def expenses_by_part(self) -> Mapping[str, Draw]:
        """What the expenses add to the whole budget, by its parts, shape (count,) [money].

        Training and labelling stand under the keys of what the whole budget would work out itself: what somebody wrote
        down takes its place, so it counts once.
        """
        other = [kind for kind in ExpenseKind if kind not in (ExpenseKind.TRAINING, ExpenseKind.LABELLING)]
        parts = (("expenses", other), ("training", [ExpenseKind.TRAINING]), ("labels", [ExpenseKind.LABELLING]))
        return {
            key: np.asarray(self.expenses.draws_of(*kinds))
            for key, kinds in parts
            if any(self.expenses.has(kind) for kind in kinds)
        }


def budget_team(estimate: TeamEstimate, answers: Answers, draws: Draws) -> TeamBudget:
    """Add the other expenses to the cost of the people, and look ahead.

    Args:
        estimate: The team.
        answers: The scenario's answers.
        draws: The project's draws.
    """
    expenses = price_expenses(answers, estimate.plan, draws, estimate.slip_draws)
    total = _total(estimate, expenses)
    return TeamBudget(
        estimate=estimate,
        expenses=expenses,
        total=total.figure,
        one_off_draws=total.draws,
        agreed=agreed_budget(answers),
    )


def _total(estimate: TeamEstimate, expenses: Expenses) -> Result:
    """Add people and expenses up."""
    people = Given(replace(estimate.total.input, name="people"), estimate.one_off_draws)
    terms = (people, *(Given(expense.figure.input, expense.draws) for expense in expenses.rows))
    return Book(len(estimate.one_off_draws)).figure(
        "team.budget",
        gettext_noop("Team budget to launch"),
        "money",
        " + ".join(term.name for term in terms),
        *terms,
        note=gettext_noop("People and other expenses, including delay. Computing and the rest come on top."),
    )
