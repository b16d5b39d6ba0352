"""What it brings: the saving of the cases that people let the tool handle, and what comes on top of it or off it."""

from dataclasses import dataclass

import numpy as np

from projects.domain.book import Book, Result
from projects.domain.draws import Draw
from projects.domain.formulas import Formula
from projects.domain.lazy import cached_property
from projects.domain.reader import Given, Reader
from projects.domain.text import gettext_noop

NEEDED = ("value.cases_per_year", "value.coverage", "value.adoption", "value.saving_per_case")
"""The fields without which there is no benefit."""
_HANDLED = "cases_per_year × coverage / 100 × adoption / 100"
_CHECKING = ("value.review_minutes_per_case", "value.hour_cost")
_WRONG = f" − {_HANDLED} × wrong_share / 100 × wrong_cost", ("value.wrong_share", "value.wrong_cost")
_FIXED = (
    ("revenue_per_year", ("value.revenue_per_year",)),
    ("loss_chance / 100 × loss_size", ("value.loss_chance", "value.loss_size")),
)
"""What adds to it however many cases there are, once all of its fields are known."""
FIXED_TERMS = {formula: {field_id.rpartition(".")[2] for field_id in field_ids} for formula, field_ids in _FIXED}
"""The same by formula: the names that it is over."""


@dataclass(frozen=True, kw_only=True)
class Benefit:
    """The benefit of a year at full use, with the cases of today."""

    result: Result
    """All of it [money/year]."""
    fixed: Draw
    """The part that does not grow with the number of cases, shape (count,) [money/year]."""

    @cached_property
    def by_volume(self) -> Draw:
        """The part that grows with the number of cases, shape (count,) [money/year]."""
        return self.result.draws - self.fixed


def benefit_per_year(read: Reader) -> Benefit | None:
    """Work out the benefit of a year at full use, or None where a part of it is not known."""
    terms = _known(read, NEEDED)
    if not terms:
        return None
    checking = _known(read, _CHECKING)
    off = " − review_minutes_per_case × hour_cost / 60" if checking else ""
    formula = f"{_HANDLED} × (saving_per_case{off})" if off else f"{_HANDLED} × saving_per_case"
    terms += checking
    wrong = _known(read, _WRONG[1])
    formula, terms = formula + (_WRONG[0] if wrong else ""), terms + wrong
    fixed = np.zeros(read.draws.count)
    for line, field_ids in _FIXED:
        known = _known(read, field_ids)
        if known:
            formula, terms = f"{formula} + {line}", terms + known
            fixed = fixed + Formula(line).over({term.name: term.draws for term in known})
    result = Book(read.draws.count).figure(
        "case.benefit",
        gettext_noop("Benefit per year, at full use"),
        "money/year",
        formula,
        *terms,
        note=gettext_noop("Deliberately cautious: we count only cases the tool handles and people act on."),
    )
    return Benefit(result=result, fixed=fixed)


def _known(read: Reader, field_ids: tuple[str, ...]) -> tuple[Given, ...]:
    """Return the terms of some fields, or nothing where one of them is not known."""
    terms = tuple(term for term in map(read.term, field_ids) if term is not None)
    return terms if len(terms) == len(field_ids) else ()
