"""What it brings: the saving of the cases that people let the tool handle, and what comes on top of it or off it."""

from projects.domain.book import Book, Result
from projects.domain.reader import Given, Reader
from projects.domain.text import gettext_noop

NEEDED = ("value.cases_per_year", "value.coverage", "value.adoption", "value.saving_per_case")
"""The fields without which there is no benefit."""
_HANDLED = "cases_per_year × coverage / 100 × adoption / 100"
_CHECKING = ("value.review_minutes_per_case", "value.hour_cost")
_LINES = (
    (" + revenue_per_year", ("value.revenue_per_year",)),
    (" + loss_chance / 100 × loss_size", ("value.loss_chance", "value.loss_size")),
    (f" − {_HANDLED} × wrong_share / 100 × wrong_cost", ("value.wrong_share", "value.wrong_cost")),
)
"""What adds to the saving of the cases, or takes from it, once all of its fields are known."""


def benefit_per_year(read: Reader) -> Result | None:
    """Work out the benefit of a year at full use [money/year], or None where a part of it is not known."""
    terms = _known(read, NEEDED)
    if not terms:
        return None
    checking = _known(read, _CHECKING)
    off = " − review_minutes_per_case × hour_cost / 60" if checking else ""
    formula = f"{_HANDLED} × (saving_per_case{off})" if off else f"{_HANDLED} × saving_per_case"
    terms += checking
    for line, field_ids in _LINES:
        known = _known(read, field_ids)
        formula, terms = formula + (line if known else ""), terms + known
    return Book(read.draws.count).figure(
        "case.benefit", gettext_noop("Benefit per year, at full use"), "money/year", formula, *terms,
        note=gettext_noop("Deliberately cautious: we count only cases the tool handles and people act on."),
    )  # fmt: skip


def _known(read: Reader, field_ids: tuple[str, ...]) -> tuple[Given, ...]:
    """Return the terms of some fields, or nothing where one of them is not known."""
    terms = tuple(term for term in map(read.term, field_ids) if term is not None)
    return terms if len(terms) == len(field_ids) else ()
