"""Figures: results that can be questioned. Each carries its range, its formula, its inputs and their sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from projects.domain.fields import Field
from projects.domain.ranges import Range


class Origin(StrEnum):
    """Where an input comes from."""

    ANSWER = "answer"
    """Somebody of the project said so."""
    ASSUMPTION = "assumption"
    """Ours, because nobody knows yet; drawn with the hatch."""
    REFERENCE = "reference"
    """A published fact with source and date."""
    RESULT = "result"
    """Another figure, which can be opened in turn."""


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input of a figure."""

    name: str
    """How it stands in the formula, such as `price_usd_per_gpu_hour`."""
    label: str
    value: Range
    unit: str = ""
    origin: Origin = Origin.REFERENCE
    source: str = ""
    source_date: str = ""
    """ISO date on which the source was read, or ""."""
    field_id: str = ""
    """The field that changes it, or ""."""
    figure_id: str = ""
    """The figure that explains it, for a RESULT."""
    text: str = ""
    """What to show in place of the number, such as a name chosen from a list."""
    pay: bool = False
    """Whether it says what somebody earns or charges."""


class Rank(IntEnum):
    """Where a figure stands among those of its chapter; those of one rank stand as they were worked out."""

    HEADLINE = 0
    """Above all chapters."""
    FIRST = 1
    """What a reader asks first."""
    SECOND = 2
    USUAL = 3
    STEP = 4
    """A step on the way to others, for whoever wants to see it."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One result: P10, P50 and P90 with everything needed to work it out again by hand."""

    id: str
    """Stable, such as `compute.rent_cost`."""
    label: str
    value: Range
    unit: str
    formula: str
    """In the names of the inputs, such as `gpu_hours × price_usd_per_gpu_hour`."""
    inputs: tuple[Input, ...]
    chapter: str = ""
    """Where page and report show it, such as `benefit`; "" where a room has no chapters."""
    rank: Rank = Rank.USUAL
    note: str = ""
    """Where the formula holds and where it does not, in one or two sentences."""
    source: str = ""
    """Paper, table or page that the formula is from."""
    shows_pay: bool = True
    """Whether it moves with what somebody earns. What does not say is hidden where pay is hidden."""
    rests_on: tuple[Input, ...] = ()
    """What the figures among its inputs are worked out from, where that is to be counted for this one too."""

    @property
    def input(self) -> Input:
        """This figure as an input of another one, under the last part of its id."""
        return Input(
            name=self.id.rpartition(".")[2],
            label=self.label,
            value=self.value,
            unit=self.unit,
            origin=Origin.RESULT,
            figure_id=self.id,
            pay=self.shows_pay,
        )

    @property
    def counted(self) -> tuple[Input, ...]:
        """The inputs that are either the project's or ours: those behind "4 of 14 inputs are our assumptions"."""
        every = (*self.inputs, *self.rests_on)
        return tuple(given for given in every if given.origin in (Origin.ANSWER, Origin.ASSUMPTION))

    @property
    def goes_deeper(self) -> bool:
        """Whether it rests on other figures whose own inputs are not among those counted."""
        return not self.rests_on and any(given.origin is Origin.RESULT for given in self.inputs)

    @property
    def assumed(self) -> tuple[Input, ...]:
        """Those of them that are ours because nobody knows yet."""
        return tuple(given for given in self.counted if given.origin is Origin.ASSUMPTION)


def input_of(
    field: Field,
    value: Range,
    *,
    source: str,
    source_date: str = "",
    origin: Origin = Origin.ASSUMPTION,
    pay: bool = False,
) -> Input:
    """Return a value of a number or range field as an input, under the last part of the field's id."""
    return Input(
        name=field.id.rpartition(".")[2],
        label=field.label,
        value=value,
        unit=field.unit,
        origin=origin,
        source=source,
        source_date=source_date,
        field_id=field.id,
        pay=pay,
    )


def distinct_inputs(figures: Iterable[Figure]) -> list[Input]:
    """Return the inputs of several figures, each once, in the order in which they first stand."""
    distinct: dict[tuple[str, str], Input] = {}
    for figure in figures:
        for given in figure.inputs:
            distinct.setdefault((given.field_id or given.name, given.label), given)
    return list(distinct.values())
