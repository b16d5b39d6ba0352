"""What every room reads of a project: numbers, ranges, shares and choices, each once, from wherever they are known."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self, TypeVar

import numpy as np

from projects.domain.answers import Answers, AnswerState
from projects.domain.draws import Draw, Draws
from projects.domain.fields import Field
from projects.domain.figures import Input, Origin, input_of
from projects.domain.ranges import Range

T = TypeVar("T")


@dataclass(frozen=True)
class Given:
    """An input with its draws: a term of a formula that is an answer, a default or a published fact."""

    input: Input
    draws: Draw
    """Shape (count,) [the input's unit]."""

    @property
    def name(self) -> str:
        """How it stands in a formula."""
        return self.input.name


@dataclass(frozen=True)
class Fixed:
    """An input that counts with its likely value: a choice, or a published fact."""

    input: Input

    @property
    def name(self) -> str:
        """How it stands in a formula."""
        return self.input.name

    @property
    def draws(self) -> Draw:
        """One number [the input's unit], shape (1,), which goes with draws of any shape."""
        return np.broadcast_to(np.float64(self.input.value.likely), (1,))


class Reader:
    """Reads fields, each as if it were the first: nothing that was read, and no order, changes what is known.

    What is known of a field is looked for in this order: what is held, the answer, a proposal, the caller's fallback,
    the field's default. A fallback stands in for what is not relevant too. A reader that knows more is another reader
    (`holding`, `proposing`, `knowing`).

    Args:
        answers: The scenario's visible answers.
        fields: Every field by id.
        draws: The project's draws.
        held: Values to take whatever is known, by field id [the field's unit]: how results are asked "what if".
        proposals: Numbers that we propose where nobody answered, by field id.
        names: Choices that we propose where nobody answered, by field id.
    """

    def __init__(
        self,
        answers: Answers,
        fields: Mapping[str, Field],
        draws: Draws,
        *,
        held: Mapping[str, float] | None = None,
        proposals: Mapping[str, Input] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.answers, self.fields, self.draws = answers, fields, draws
        self.held, self.proposals, self.names = held or {}, proposals or {}, names or {}
        self._taken: Mapping[str, Input] = {}
        # Both hold what was looked up before, never what to find: only time would change without them.
        self._found_before: dict[str, Input | None] = {}
        self._terms: dict[str, tuple[Draws, Given]] = {}
        self._read: dict[str, Input] = {}

    def holding(self, field_id: str, value: float) -> Self:
        """Return a reader of the same project that takes a value for a field."""
        other = copy.copy(self)
        other.held = {**self.held, field_id: value}
        return other

    def proposing(self, proposals: Mapping[str, Input]) -> Self:
        """Return a reader of the same project with more proposals, by field id."""
        other = copy.copy(self)
        other.proposals, other._found_before = {**self.proposals, **proposals}, {}
        return other

    def knowing(self, inputs: Mapping[str, Input]) -> Self:
        """Return a reader of the same project that takes these for what is known of their fields, by field id."""
        other = copy.copy(self)
        other._taken, other._found_before = {**self._taken, **inputs}, {}
        return other

    def watched(self, work: Callable[[Self], T]) -> tuple[T, Mapping[str, Input]]:
        """Return what a function of a reader gives, and every input that it read, by field id."""
        other = copy.copy(self)
        other._read = {}
        return work(other), MappingProxyType(other._read)

    def input(self, field_id: str, *, fallback: Input | None = None) -> Input | None:
        """Return what is known of a number or range, or None where nothing is."""
        known = self.known(field_id, fallback=fallback)
        if known is not None:
            self._read.setdefault(field_id, known)
        return known

    def known(self, field_id: str, *, fallback: Input | None = None) -> Input | None:
        """Return the same for whoever only asks what is known: it does not count as read."""
        if fallback is not None:
            return self._look_up(field_id, fallback)
        if field_id not in self._found_before:
            self._found_before[field_id] = self._look_up(field_id, None)
        return self._found_before[field_id]

    def _look_up(self, field_id: str, fallback: Input | None) -> Input | None:
        if (taken := self._taken.get(field_id)) is not None:
            return taken
        if self.answers.state(field_id) in (AnswerState.BLANK, AnswerState.UNKNOWN):
            proposed = self.proposals.get(field_id) or fallback
            if proposed is not None:
                return proposed
        return _said_or_default(self.fields[field_id], self.answers) or fallback

    def required(self, field_id: str) -> Input:
        """Return what nothing can do without: marked as not relevant, it counts as not known.

        Raises:
            ValueError: Where nobody knows it and the field has no default.
        """
        given = self.input(field_id) or _said_or_default(self.fields[field_id], Answers({}))
        if given is None:
            raise ValueError(f"the field {field_id} needs a default")
        return given

    def is_proposed(self, field_id: str) -> bool:
        """Tell whether what is known of a field is what we propose."""
        known = self.input(field_id)
        return known is not None and known is self.proposals.get(field_id)

    def term(self, field_id: str, *, fallback: Input | None = None) -> Given | None:
        """Return what is known of a field with its draws, or None where nothing is."""
        known = self.input(field_id, fallback=fallback)
        if known is None:
            return None
        if field_id in self.held:
            return Given(known, self._drawn(field_id, known.value))
        draws, term = self._terms.get(field_id, (None, None))
        if term is None or draws is not self.draws or (term.input is not known and term.input != known):
            term = Given(known, self._drawn(field_id, known.value))
            self._terms[field_id] = self.draws, term
        return term

    def draw(self, field_id: str, *, fallback: Input | None = None) -> Draw | None:
        """Return draws of a field, shape (count,) in its unit, or None where nothing is known of it."""
        term = self.term(field_id, fallback=fallback)
        return None if term is None else term.draws

    def or_zero(self, field_id: str) -> Draw:
        """Return draws of a field, zeros where nothing is known of it."""
        drawn = self.draw(field_id)
        return np.zeros(self.draws.count) if drawn is None else drawn

    def _drawn(self, field_id: str, value: Range) -> Draw:
        if field_id in self.held:
            return np.broadcast_to(np.float64(self.held[field_id]), self.draws.count)
        field = self.fields[field_id]
        return self.draws.of(field_id, value, minimum=field.minimum, maximum=field.maximum)

    def number(self, field_id: str, *, fallback: Input | None = None) -> float | None:
        """Return the likely value of a field that is not drawn, or None."""
        known = self.input(field_id, fallback=fallback)
        if known is not None and field_id in self.held:
            return self.held[field_id]
        return None if known is None else known.value.likely

    def text(self, field_id: str) -> str:
        """Return a choice: the answer, what we propose, or the field's default; empty where there is none."""
        answer = self.answers[field_id]
        if answer.state is AnswerState.KNOWN and answer.value:
            return str(answer.value)
        if answer.state is AnswerState.NOT_RELEVANT:
            return ""
        return self.names.get(field_id, "") or str(self.fields[field_id].default or "")


def _said_or_default(field: Field, answers: Answers) -> Input | None:
    """Return a number or range field as an input: the answer, or its default as an assumption.

    Returns:
        None where it is not relevant, or where nobody knows and the field has no default.
    """
    answer = answers[field.id]
    if answer.state is AnswerState.NOT_RELEVANT:
        return None
    if answer.state is AnswerState.KNOWN and answer.value is not None:
        when = answer.changed_at.date().isoformat() if answer.changed_at else ""
        value, source = Range.from_json(answer.value), answer.note or answer.changed_by
        return input_of(field, value, source=source, source_date=when, origin=Origin.ANSWER, pay=field.pay)
    if field.default is None:
        return None
    return input_of(field, Range.from_json(field.default), source=field.default_source, source_date=field.default_date)
