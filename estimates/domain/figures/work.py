"""From answers to figures: reads inputs once, draws them, keeps them, and collects what comes out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import numpy as np

from estimates.domain.figures.guess import Guess
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.kinds import Fact
from estimates.domain.formulas.mfu import Reason
from estimates.domain.published.offers import NO_PRICES, PriceList
from estimates.domain.published.reference import GridRegion, ModelPreset, Reference, find
from projects.domain.answers import Answers, State
from projects.domain.draws import DRAWS, Draw, Draws, summarise
from projects.domain.fields import Field
from projects.domain.figures import Figure, Input, Origin
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.text import gettext_noop

T = TypeVar("T")

NOT_ANSWERED = gettext_noop("No answer yet, and no published figure fits every project.")
NOT_PUBLISHED = gettext_noop("No price is published for this accelerator. Please enter your own.")
UNKNOWN_ACCELERATOR = gettext_noop("“%(name)s” is not in our list of accelerators. Choose a name from the list.")
UNKNOWN_REGION = gettext_noop(
    "“%(name)s” is not in our list of power grids, so we use the world average. Choose a name from the list."
)
UNKNOWN_MODEL = gettext_noop("“%(name)s” is not in our list of models. Choose a name from the list, or enter its size.")
NO_POWER = gettext_noop("The maker of %(name)s does not publish its power draw, so energy and CO₂e are left out.")

WORLD = "World average"


class Work(Reader):
    """Reads each input once, keeps it for the figures, and collects figures, gaps and remarks.

    Args:
        answers: The scenario's visible answers.
        fields: Every field by id.
        reference: Published facts.
        draws: The project's draws.
        money_per_usd: One US dollar in the project's currency; published prices are in US dollars.
        rate_note: What the source of a converted price says besides.
        prices: What sellers ask on the day at which the project's prices are read.
        guess: What we propose where nobody answered.
    """

    def __init__(
        self,
        answers: Answers,
        fields: Mapping[str, Field],
        reference: Reference,
        draws: Draws,
        money_per_usd: float = 1.0,
        rate_note: str = "",
        prices: PriceList = NO_PRICES,
        guess: Guess | None = None,
    ) -> None:
        super().__init__(
            answers, fields, draws, proposals=guess.inputs if guess else None, names=guess.names if guess else None
        )
        self.reference, self.money_per_usd, self.rate_note = reference, money_per_usd, rate_note
        self.prices, self.guess = prices, guess
        self.figures: list[Figure] = []
        self.drawn: dict[str, Draw] = {}
        """Draws of the figures, by figure id."""
        self.counted: dict[str, Draw] = {}
        """Draws of what nobody said and another figure gives, by field id."""
        self.missing: dict[str, str] = {}
        self.problems: list[Reason] = []
        self.notes: list[Reason] = []

    @contextmanager
    def coarsely(self) -> Iterator[None]:
        """Draw no more than a block within: for steps on the way, of which the page shows ranges and no more."""
        fine, self.draws = self.draws, self.draws.block
        try:
            yield
        finally:
            self.draws = fine

    def fine(self, drawn: Draw) -> Draw:
        """Return draws of a block as draws of all blocks, each like the first, shape (count,)."""
        return np.resize(drawn, self.draws.count)

    # ------------------------------------------------------------ reading

    def need(self, field_id: str, *, fallback: Input | None = None, why: str = NOT_ANSWERED) -> Draw | None:
        """Return draws as `draw` does; where there are none, note that the field is missing."""
        drawn = self.draw(field_id, fallback=fallback)
        if drawn is None:
            self.missing.setdefault(field_id, why)
        return drawn

    def prefer(self, field_id: str, published: Input) -> None:
        """Take a published fact before the field's default; what the project says stays first."""
        if self.answers[field_id].state not in (State.KNOWN, State.NOT_RELEVANT):
            self.inputs[field_id] = published

    def share(self, field_id: str) -> Draw:
        """Return draws of a share as 0 to 1; 0 where it is not relevant."""
        found, one = self.input(field_id), self.fields[field_id]
        if found is None:
            return np.zeros(self.draws.count)
        # Divided before it is drawn, so that what is kept are draws of the share.
        low, high = (None if end is None else end / 100 for end in (one.minimum, one.maximum))
        return self.draws.of(field_id, found.value.scaled(0.01), minimum=low, maximum=high)

    def assumed(self, field_id: str, value: Range, fact: Fact, *, source: str = "") -> Input:
        """Return a published fact as what is assumed for a field."""
        one = self.fields[field_id]
        return Input(
            name=field_id.rpartition(".")[2],
            label=one.label,
            value=value,
            unit=one.unit,
            origin=Origin.ASSUMPTION,
            source=source or fact.source,
            source_date=fact.date_checked,
            field_id=field_id,
        )

    def price(self, field_id: str, published: Range | None, fact: Fact, source: str) -> Draw | None:
        """Return draws of a price: the project's own, else the published range in the project's currency."""
        if published is None:
            return self.need(field_id, why=NOT_PUBLISHED)
        return self.need(field_id, fallback=self.converted(field_id, published, fact, source))

    def converted(self, field_id: str, published: Range, fact: Fact, source: str) -> Input:
        """Return a published price [USD] as what is assumed for a field, in the project's currency."""
        told = "; ".join(part for part in (source, self.rate_note) if part)
        return self.assumed(field_id, published.scaled(self.money_per_usd), fact, source=told)

    def accelerator(self, field_id: str) -> Accelerator | None:
        """Return the chosen accelerator; note it where there is none or nobody knows it."""
        name = self.text(field_id)
        if not name:
            self.missing.setdefault(field_id, NOT_ANSWERED)
            return None
        return self._known(name, self.reference.accelerators, UNKNOWN_ACCELERATOR, field_id)

    def preset(self) -> ModelPreset | None:
        """Return the model that the project's is like, or None."""
        name = self.text("compute.model")
        sized = self.answers.value("compute.parameters") is not None
        if sized and self.answers.value("compute.model") is None:
            return None  # a guessed model says nothing of one whose size is known
        found = find(name, self.reference.presets) if name else None
        if name and found is None and not sized:
            self.problem(UNKNOWN_MODEL, about="compute.model", name=name)
        return found

    def grid(self) -> GridRegion:
        """Return the power grid where it runs; the world's average where nobody knows."""
        name = self.text("compute.region")
        found = self._known(name, self.reference.grids, UNKNOWN_REGION, "compute.region") if name else None
        return found or self.reference.grids[WORLD]

    def _known(self, name: str, known: Mapping[str, T], message: str, field_id: str) -> T | None:
        found = find(name, known)
        if found is None:
            self.problem(message, about=field_id, name=name)
        return found

    def name_input(self, field_id: str, name: str, label: str, value: float, unit: str, fact: Fact) -> Input:
        """Return a fact that follows from a chosen name, such as the peak of an accelerator."""
        return Input(
            name=name,
            label=label,
            value=Range.exactly(value),
            unit=unit,
            source=fact.source,
            source_date=fact.date_checked,
            field_id=field_id,
        )

    # ------------------------------------------------------------ collecting

    def result(self, figure_id: str) -> Input:
        """Return a figure that was worked out, as the input of another."""
        figure = next(one for one in self.figures if one.id == figure_id)
        return Input(
            name=figure_id.rpartition(".")[2],
            label=figure.label,
            value=figure.value,
            unit=figure.unit,
            origin=Origin.RESULT,
            figure_id=figure_id,
            pay=figure.shows_pay,
        )

    def add(
        self,
        id_: str,
        label: str,
        drawn: Draw,
        unit: str,
        formula: str,
        inputs: tuple[Input, ...],
        *,
        note: str = "",
        source: str = "",
        value: Range | None = None,
        step: bool = False,
    ) -> None:
        """Keep a figure with its draws; one that is a step to others is summed up from the first block of draws."""
        self.drawn[id_] = drawn
        self.figures.append(
            Figure(
                id=id_,
                label=label,
                value=value or summarise(drawn[:DRAWS] if step else drawn),
                unit=unit,
                formula=formula,
                inputs=inputs,
                note=note,
                source=source,
                shows_pay=any(one.pay for one in inputs),
            )
        )

    def add_scaled(
        self,
        id_: str,
        label: str,
        of: str,
        factor: float,
        unit: str,
        formula: str,
        inputs: tuple[Input, ...] = (),
        *,
        note: str = "",
    ) -> None:
        """Keep a figure that is another one times a plain number: so is its range, and its draws are not kept."""
        whole = self.result(of)
        self.figures.append(
            Figure(
                id=id_, label=label, value=whole.value.scaled(factor), unit=unit, formula=formula,
                inputs=(whole, *inputs), note=note, shows_pay=any(one.pay for one in (whole, *inputs)),
            )
        )  # fmt: skip

    def problem(self, message: str, *, about: str = "", **params: object) -> None:
        """Note what is wrong with the answer to a field."""
        found = Reason(message=message, params=params, about=about)
        if found not in self.problems:
            self.problems.append(found)

    def note(self, message: str, *, about: str = "", **params: object) -> None:
        """Note what a reader should know of a figure or a chapter, such as why a range is wide."""
        found = Reason(message=message, params=params, about=about)
        if found not in self.notes:
            self.notes.append(found)
