"""Fields, questions and sections: what a project can be asked. Read from data files by `loading`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any


class FieldType(StrEnum):
    """How a field is answered."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    ONE_CHOICE = "one_choice"
    MANY_CHOICE = "many_choice"
    SCALE = "scale"
    NUMBER = "number"
    RANGE = "range"
    DATE = "date"
    PERSON = "person"
    TABLE = "table"
    LINK = "link"
    MONTHS = "months"
    """A number for some months of the plan; only as a column of a table."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer to choose; `value` is stored, `label` is read."""

    value: str | int
    label: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table field; a cell is answered like a small field of its type."""

    id: str
    label: str
    type: FieldType
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 300
    pay: bool = False
    """Whether the column says what somebody earns or charges: hidden where a link hides rates."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that can be answered. The id is stable for ever."""

    id: str
    label: str
    type: FieldType
    unit: str = ""
    """`money` stands for the project's currency; shares are `%` from 0 to 100."""
    help: str = ""
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 2000
    max_rows: int = 40
    optional: bool = False
    """An optional field left blank does not make its section unfinished."""
    when: str = ""
    """A rule (see `expressions`) that must hold for the field to be asked."""
    default: Any = None
    """The value in JSON form that is assumed while nobody knows; shown as an assumption with its source."""
    default_source: str = ""
    default_date: str = ""
    pay: bool = False

    def choice(self, value: object) -> Choice | None:
        """Return the choice that is stored as `value`, or None."""
        return next((choice for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked at one place of the page: a question with one or more fields; its id is its first field's."""

    id: str
    ref: str
    """The number in the margin, such as A1 or 14."""
    part: str
    title: str
    question: str
    fields: tuple[Field, ...]
    why: str = ""
    help: str = ""
    quick: bool = False
    """Whether it is needed for a first verdict."""
    good_example: str = ""
    bad_example: str = ""
    bad_reason: str = ""
    follow_ups: tuple[str, ...] = ()
    find_out: str = ""
    when: str = ""
    when_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A chapter of a section."""

    id: str
    letter: str
    title: str
    purpose: str = ""
    minutes: float = 0
    minutes_quick: float = 0


@dataclass(frozen=True, kw_only=True)
class Section:
    """A page of the task list with its questions in order."""

    id: str
    title: str
    parts: tuple[Part, ...]
    questions: tuple[Question, ...]
    intro: str = ""
    minutes: float = 0

    def part(self, part_id: str) -> Part | None:
        """Return one part, or None."""
        return next((part for part in self.parts if part.id == part_id), None)

    def questions_of(self, part_id: str) -> tuple[Question, ...]:
        """Return the questions of one part, in order."""
        return tuple(question for question in self.questions if question.part == part_id)

    @property
    def fields(self) -> Iterator[Field]:
        """Yield the section's fields, in order."""
        for question in self.questions:
            yield from question.fields


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be asked: all sections, and every field by its id."""

    sections: Mapping[str, Section]
    word_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lists of words that rules look for, by name."""

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field by its id."""
        return {one.id: one for section in self.sections.values() for one in section.fields}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The question of every field, by the field's id."""
        return {one.id: asked for asked in self._questions() for one in asked.fields}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of every field, by the field's id."""
        return {one.id: section for section in self.sections.values() for one in section.fields}

    @cached_property
    def quick(self) -> tuple[Question, ...]:
        """The questions that a first verdict needs."""
        return tuple(asked for asked in self._questions() if asked.quick)

    def _questions(self) -> Iterable[Question]:
        for section in self.sections.values():
            yield from section.questions
