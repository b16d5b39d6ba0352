"""A book of figures: each is said once, as a formula over terms, which gives its draws, its range and its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from projects.domain.draws import Draw, summarise
from projects.domain.figures import Figure, Input, Origin
from projects.domain.formulas import Formula


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
    note: str = ""
    source: str = ""
    shows_pay: bool = True
    """Whether it moves with what somebody earns. What does not say is hidden where pay is hidden."""

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
            value=summarise(self.draws),
            unit=self.unit,
            formula=self.formula,
            inputs=tuple(term.input for term in self.terms),
            chapter=self.chapter,
            note=self.note,
            source=self.source,
            shows_pay=self.shows_pay,
        )

    @cached_property
    def input(self) -> Input:
        """This figure as an input of another one."""
        return Input(
            name=self.name,
            label=self.label,
            value=self.figure.value,
            unit=self.unit,
            origin=Origin.RESULT,
            figure_id=self.id,
            pay=self.shows_pay,
        )


class Book:
    """Works out figures and keeps them in the order in which they were worked out.

    Args:
        count: The number of draws.
        chapter: The chapter of figures that name none.
    """

    def __init__(self, count: int, *, chapter: str = "") -> None:
        self.count, self.chapter = count, chapter
        self._results: dict[str, Result] = {}

    def figure(
        self,
        id: str,
        label: str,
        unit: str,
        formula: str,
        *terms: Term,
        chapter: str = "",
        note: str = "",
        source: str = "",
        shows_pay: bool = True,
    ) -> Result:
        """Work a figure out and keep it.

        Args:
            id: Stable, such as `case.benefit`; its last part is its name in other formulas.
            label: What a page calls it.
            unit: Such as `money/year`.
            formula: In the names of the terms.
            terms: What the formula is over, in the order in which a page lists them.
            chapter: Where page and report show it; the book's own where none is said.
            note: Where the formula holds and where it does not.
            source: What the formula is from.
            shows_pay: Whether it moves with what somebody earns.

        Returns:
            The result, for the next step.

        Raises:
            ValueError: Where the id is taken already, or the formula names what is no term.
        """
        drawn = Formula(formula).over({term.name: term.draws for term in terms})
        return self.keep(
            Result(
                id=id,
                label=label,
                unit=unit,
                formula=formula,
                terms=terms,
                draws=drawn if isinstance(drawn, np.ndarray) else np.full(self.count, drawn),
                chapter=chapter or self.chapter,
                note=note,
                source=source,
                shows_pay=shows_pay,
            )
        )

    def keep(self, result: Result) -> Result:
        """Keep a result that was worked out by more than arithmetic. Raises ValueError where its id is taken."""
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
