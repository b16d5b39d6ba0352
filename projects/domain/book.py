"""A book of figures: each is said once, as a formula over terms, which gives its draws, its range and its words."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypedDict, Unpack

import numpy as np

from projects.domain.draws import DRAWS, Draw, summarise
from projects.domain.figures import Figure, Input, Rank
from projects.domain.formulas import Formula, Value
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.same_draws import final


class Term(Protocol):
    """What may stand in a formula: something given, or another result."""

    @property
    def name(self) -> str:
        """How it stands in the formula."""

    @property
    def draws(self) -> Draw:
        """Shape (count,)."""

    @property
    def input(self) -> Input:
        """What the page that opens the figure says of it."""


class FigureDisplay(TypedDict, total=False):
    """What a page shows of a figure beside its value."""

    chapter: str
    """Where page and report show it; the book's own where none is said."""
    rank: Rank
    note: str
    """Where the formula holds and where it does not."""
    source: str
    """What the formula is from."""
    shows_pay: bool
    """Whether it moves with what somebody earns."""
    value: Range
    """Its range, where its draws alone do not say it."""
    rests_on: tuple[Input, ...]
    """What the figures among its terms are worked out from, where that is to be counted for this one too."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """A figure with its draws, frozen; a later step takes it as a term. Its range is summed up when somebody looks."""

    id: str
    label: str
    unit: str
    formula: str
    terms: tuple[Term, ...]
    draws: Draw
    chapter: str = ""
    rank: Rank = Rank.USUAL
    note: str = ""
    source: str = ""
    shows_pay: bool = True
    """Whether it moves with what somebody earns. What does not say is hidden where pay is hidden."""
    value: Range | None = None
    """Its range, where its draws alone do not say it."""
    rests_on: tuple[Input, ...] = ()
    """What the figures among its terms are worked out from, where that is to be counted for this one too."""

    @property
    def name(self) -> str:
        """How it stands in the formula of another figure: the last part of its id."""
        return self.id.rpartition(".")[2]

    @cached_property
    def figure(self) -> Figure:
        """The figure as pages and reports show it."""
        return Figure(
            id=self.id,
            label=self.label,
            value=self.value or self._summed_up,
            unit=self.unit,
            formula=self.formula,
            inputs=tuple(term.input for term in self.terms),
            chapter=self.chapter,
            rank=self.rank,
            note=self.note,
            source=self.source,
            shows_pay=self.shows_pay,
            rests_on=self.rests_on,
        )

    @property
    def _summed_up(self) -> Range:
        plain = _plain(self.draws)
        if isinstance(plain, float):
            return Range.exactly(plain)
        # Of a step on the way a reader sees the range and no more: the first block of draws says it.
        return summarise(plain, most=DRAWS if self.rank is Rank.STEP else None)

    @cached_property
    def input(self) -> Input:
        """This figure as an input of another one."""
        return self.figure.input


class Book:
    """Works out figures and keeps them in the order in which they were worked out.

    Args:
        count: The number of draws.
        chapter: The chapter of figures that name none.
        pay_of_terms: Whether a figure that does not say so moves with pay where one of its terms does, and only there.
    """

    def __init__(self, count: int, *, chapter: str = "", pay_of_terms: bool = False) -> None:
        self.count, self.chapter, self.pay_of_terms = count, chapter, pay_of_terms
        self._results: dict[str, Result] = {}

    def counting(self, count: int) -> "Book":
        """Return a book that keeps its figures among those of this one, but draws `count` of each."""
        other = copy.copy(self)
        other.count = count
        return other

    def figure(
        self, id: str, label: str, unit: str, formula: str, *terms: Term, **shown: Unpack[FigureDisplay]
    ) -> Result:
        """Work a figure out and keep it.

        Args:
            id: Stable, such as `case.benefit`; its last part is its name in other formulas.
            label: What a page calls it.
            unit: Such as `money/year`.
            formula: In the names of the terms.
            terms: What the formula is over, in the order in which a page lists them.
            shown: What a page shows besides.

        Returns:
            The result, for the next step.

        Raises:
            ValueError: Where the id is taken already, or the formula names what is no term.
        """
        return self.kept(_over(formula, terms), id, label, unit, formula, *terms, **shown)

    def at_ends(
        self,
        id: str,
        label: str,
        unit: str,
        formula: str,
        *terms: Term,
        wide: tuple[str, ...],
        **shown: Unpack[FigureDisplay],
    ) -> Result:
        """Work out a figure that rises with some of its terms, and take its ends from theirs.

        Args:
            id: As for `figure`, like all that is not said here.
            label: What a page calls it.
            unit: Such as `days`.
            formula: In the names of the terms.
            terms: What the formula is over.
            wide: The names of the terms whose ends it takes; the others count with their likely value.
            shown: What a page shows besides.
        """
        values = {term.name: term.input.value for term in terms}
        ends = {
            name: np.array([value.low, value.likely, value.high]) if name in wide else value.likely
            for name, value in values.items()
        }
        low, likely, high = np.broadcast_to(Formula(formula).over(ends), (3,)).tolist()
        shown["value"] = Range(low=low, likely=likely, high=high)
        return self.kept(_over(formula, terms), id, label, unit, formula, *terms, **shown)

    def kept(
        self, drawn: Value, id: str, label: str, unit: str, formula: str, *terms: Term, **shown: Unpack[FigureDisplay]
    ) -> Result:
        """Keep a figure whose draws are known, because its formula has no value somewhere, such as 0 / 0.

        Args:
            drawn: Its draws, shape (count,), or one number [the unit].
            id: As for `figure`, like all that follows.
            label: What a page calls it.
            unit: Such as `money/year`.
            formula: What the draws follow wherever it has a value.
            terms: What the formula is over.
            shown: What a page shows besides.
        """
        shown.setdefault("chapter", self.chapter)
        if self.pay_of_terms:
            shown.setdefault("shows_pay", any(map(_moves_with_pay, terms)))
        draws = np.asarray(drawn, dtype=np.float64)
        if draws.size == 1:
            draws = np.broadcast_to(draws, (self.count,))
        return self.keep(
            Result(id=id, label=label, unit=unit, formula=formula, terms=terms, draws=final(draws), **shown)
        )

    def keep(self, result: Result) -> Result:
        """Keep a result. Raises ValueError where its id is taken."""
        if result.id in self._results:
            raise ValueError(f"{result.id} stands in this book already")
        self._results[result.id] = result
        return result

    def __iter__(self) -> Iterator[Result]:
        return iter(self._results.values())

    def __getitem__(self, figure_id: str) -> Result:
        return self._results[figure_id]

    def get(self, figure_id: str) -> Result | None:
        """Return a result by the id of its figure, or None where it was not worked out."""
        return self._results.get(figure_id)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, as pages and reports show them."""
        return tuple(result.figure for result in self)


def _over(formula: str, terms: tuple[Term, ...]) -> Value:
    """Return the formula over the terms; what has no width counts as a plain number, a thousand times as fast."""
    try:
        return Formula(formula).over({term.name: _plain(term.draws) for term in terms})
    except ArithmeticError:
        # Plain numbers raise where draws go on: a price of 0 makes what is divided by it infinite.
        return Formula(formula).over({term.name: term.draws for term in terms})


def _moves_with_pay(term: Term) -> bool:
    return term.shows_pay if isinstance(term, Result) else term.input.pay


def _plain(draws: Draw) -> Value:
    return float(draws[0]) if draws.strides == (0,) else draws
