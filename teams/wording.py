"""The words in which the domain's advice is shown: translated here, with numbers as the reader writes them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.formatting import Formatter
from teams.charts import person_label
from teams.domain.hiring import Advice, Sentence
from teams.domain.plan import Problem

LESS_THAN_A_MONTH = 0.05


@dataclass(frozen=True, kw_only=True)
class AdviceRow:
    """One role with its three ways, ready to be shown."""

    label: str
    options: tuple[tuple[str, Figure, bool], ...]
    """Name of the way, what it costs, and whether it is the best one."""
    sentences: tuple[str, ...]
    break_even: str
    found: bool
    """Whether somebody is there already."""


def say(sentence: Sentence, formatter: Formatter) -> str:
    """Return a sentence of the domain in the reader's language."""
    return _(sentence.text) % {
        name: value if isinstance(value, str) else _quantity(value, unit, formatter)
        for name, (value, unit) in sentence.params.items()
    }


def say_problem(problem: Problem) -> str:
    """Return what is wrong with a row of the table in the reader's language."""
    return _(problem.message) % {
        name: _(value) if isinstance(value, str) else value for name, value in problem.params.items()
    }


def advice_row(advice: Advice, formatter: Formatter) -> AdviceRow:
    """Return the advice for one role, ready to be shown."""
    return AdviceRow(
        label=person_label(advice.person),
        options=tuple((_(one.label), one.figure, one.way is advice.best) for one in advice.options),
        sentences=tuple(say(one, formatter) for one in advice.sentences),
        break_even=say_break_even(advice.break_even_months, formatter),
        found=advice.best is None,
    )


def say_break_even(months: Range | None, formatter: Formatter) -> str:
    """Say from which length of stay on hiring pays."""
    if months is None:
        return _("Hiring never pays here")
    if months.likely < LESS_THAN_A_MONTH:
        return _("Hiring pays from the first month")
    return _("Hiring pays from %(months)s months") % {"months": formatter.number(months.likely, 1)}


def _quantity(value: float, unit: str, formatter: Formatter) -> str:
    return formatter.quantity(value, unit, compact=unit == "money") if unit else formatter.number(value, 1)
