"""From answers to figures: reads inputs, draws them, and collects what comes out."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from estimates.domain.figures.guess import Guess
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Fact
from estimates.domain.formulas.mfu import Remark
from estimates.domain.published.offers import NO_PRICES, PriceList
from estimates.domain.published.reference import GridRegion, ModelPreset, Reference, find, nearest
from projects.domain.book import Book, Term
from projects.domain.currency import IN_DOLLARS, Exchange
from projects.domain.figures import Input, Origin, input_of
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given, Reader
from projects.domain.text import gettext_noop, joined

T = TypeVar("T")

NOT_ANSWERED = gettext_noop("No answer yet, and no published figure fits every project.")
NOT_PUBLISHED = gettext_noop("No price is published for this accelerator. Please enter your own.")
UNKNOWN_ACCELERATOR = gettext_noop(
    "“%(name)s” is not in our list of accelerators. Nearest: %(near)s. Until you choose a name from the "
    "list, its figures are left out."
)
UNKNOWN_REGION = gettext_noop(
    "“%(name)s” is not in our list of power grids, so we use the world average. Nearest: %(near)s. Choose a name from "
    "the list."
)
UNKNOWN_MODEL = gettext_noop(
    "“%(name)s” is not in our list of models. Nearest: %(near)s. Until you choose a name from the list, or "
    "enter its size, its figures are left out."
)
NO_POWER = gettext_noop("The maker of %(name)s does not publish its power draw, so energy and CO₂e are left out.")

WORLD = "World average"


@dataclass(frozen=True, kw_only=True)
class Published:
    """What is known without a project: published facts, and what is asked for on the day of its prices."""

    reference: Reference
    prices: PriceList = NO_PRICES
    """What sellers ask on the day at which the project's prices are read."""
    exchange: Exchange = IN_DOLLARS


class Work(Reader):
    """Reads inputs, and collects figures, gaps and remarks.

    Args:
        read: Answers, fields and draws of the scenario.
        published: Published facts and prices.
        guess: What we propose where nobody answered.
    """

    def __init__(self, read: Reader, published: Published, guess: Guess | None = None) -> None:
        inputs, names = (guess.inputs, guess.names) if guess else (None, None)
        super().__init__(read.answers, read.fields, read.draws, proposals=inputs, names=names)
        self.published, self.guess = published, guess
        self.reference, self.prices = published.reference, published.prices
        self.book = Book(read.draws.count, pay_of_terms=True)
        self.missing: dict[str, str] = {}
        self.problems: list[Remark] = []
        self.notes: list[Remark] = []

    @property
    def coarse(self) -> "Work":
        """The same work with a block of draws: for steps on the way, of which the page shows ranges and no more."""
        other = copy.copy(self)
        other.draws = self.draws.block
        other.book = self.book.counting(other.draws.count)
        return other

    def fine(self, term: Term) -> Given:
        """Return a term of a block of draws with as many as are drawn here, each block like the first."""
        blocks = self.draws.count // len(term.draws)
        # One number goes with draws of any shape.
        return Given(term.input, term.draws if len(term.draws) == 1 else np.tile(term.draws, blocks))

    @property
    def beside(self) -> "Work":
        """A work of its own for figures that the page does not show, with a block of draws."""
        return Work(Reader(self.answers, self.fields, self.draws.block), self.published)

    # ------------------------------------------------------------ reading

    def miss(self, field_id: str, why: str = NOT_ANSWERED) -> None:
        """Note that a field is missing, and why."""
        self.missing.setdefault(field_id, why)

    def need(self, field_id: str, *, fallback: Input | None = None, why: str = NOT_ANSWERED) -> Given | None:
        """Return a term as `term` does; where there is none, note that the field is missing."""
        term = self.term(field_id, fallback=fallback)
        if term is None:
            self.miss(field_id, why)
        return term

    def need_all(self, *field_ids: str) -> tuple[Given, ...]:
        """Return the terms of some fields, or nothing where one of them is missing, which is noted."""
        terms = [term for term in map(self.need, field_ids) if term is not None]
        return tuple(terms) if len(terms) == len(field_ids) else ()

    def or_exactly(self, field_id: str, value: float) -> Term:
        """Return a term of a field, or a plain number where nothing is known of it, such as 0 where it is not relevant.

        Args:
            field_id: The field.
            value: What counts instead [the field's unit].
        """
        term = self.term(field_id)
        if term is not None:
            return term
        return Fixed(
            input_of(
                self.fields[field_id],
                Range.exactly(value),
                source=self.answers[field_id].reason,
                origin=Origin.ANSWER,
            )
        )

    def drawn(self, name: str, input: Input) -> Given:
        """Return an input that no field asks for, with draws under a name of its own."""
        return Given(input, self.draws.of(name, input.value))

    def assumed(self, field_id: str, value: Range, fact: Fact, *, source: str = "") -> Input:
        """Return a published fact as what is assumed for a field."""
        return input_of(self.fields[field_id], value, source=source or fact.source, source_date=fact.date_checked)

    def price(self, field_id: str, published: Range | None, fact: Fact, source: str) -> Given | None:
        """Return a price: the project's own, else the published range in the project's currency."""
        if published is None:
            return self.need(field_id, why=NOT_PUBLISHED)
        return self.need(field_id, fallback=self.converted(field_id, published, fact, source))

    def converted(self, field_id: str, published: Range, fact: Fact, source: str) -> Input:
        """Return a published price [USD] as what is assumed for a field, in the project's currency."""
        exchange = self.published.exchange
        return self.assumed(
            field_id, published.scaled(exchange.money_per_usd), fact, source=joined(source, exchange.note)
        )

    def accelerator(self, field_id: str) -> Accelerator | None:
        """Return the chosen accelerator; note it where there is none or nobody knows it."""
        name = self.text(field_id)
        if not name:
            self.miss(field_id)
            return None
        return self._known(name, self.reference.accelerators, UNKNOWN_ACCELERATOR, field_id)

    def preset(self) -> ModelPreset | None:
        """Return the model that the project's is like, or None."""
        name = self.text("compute.model")
        sized = self.answers.value("compute.parameters") is not None
        if sized and self.answers.value("compute.model") is None:
            return None  # a guessed model says nothing of one whose size is known
        preset = find(name, self.reference.presets) if name else None
        if name and preset is None and not sized:
            self.problem(UNKNOWN_MODEL, about="compute.model", name=name, near=nearest(name, self.reference.presets))
        return preset

    def grid(self) -> GridRegion:
        """Return the power grid where it runs; the world's average where nobody knows."""
        name = self.text("compute.region")
        region = self._known(name, self.reference.grids, UNKNOWN_REGION, "compute.region") if name else None
        return region or self.reference.grids[WORLD]

    def _known(self, name: str, known: Mapping[str, T], message: str, field_id: str) -> T | None:
        row = find(name, known)
        if row is None:
            self.problem(message, about=field_id, name=name, near=nearest(name, known))
        return row

    def fact(self, field_id: str, name: str, label: str, value: float, unit: str, fact: Fact) -> Fixed:
        """Return a fact that follows from a chosen name, such as the peak of an accelerator."""
        return Fixed(
            Input(
                name=name,
                label=label,
                value=Range.exactly(value),
                unit=unit,
                source=fact.source,
                source_date=fact.date_checked,
                field_id=field_id,
            )
        )

    # ------------------------------------------------------------ remarks

    def problem(self, message: str, *, about: str = "", **params: object) -> None:
        """Note what is wrong with the answer to a field."""
        reason = Remark(message=message, params=params, about=about)
        if reason not in self.problems:
            self.problems.append(reason)

    def note(self, message: str, *, about: str = "", **params: object) -> None:
        """Note what a reader should know of a figure or a chapter, such as why a range is wide."""
        reason = Remark(message=message, params=params, about=about)
        if reason not in self.notes:
            self.notes.append(reason)


def called(term: Term, name: str) -> Given:
    """Return a term under another name, for a formula in which its own says too much."""
    return Given(replace(term.input, name=name), term.draws)
