"""Fields, questions and sections: what a project can be asked. Read from data files by `loading`."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from projects.domain.lazy import cached_property
from projects.domain.text import joined, opening

LONGEST_HINT = 110
"""So much of a question's help stands before its field, and its first sentence in any case [characters]."""


def slug_id(field_id: str) -> str:
    """Return a field's id as it stands in element ids and names, where a point would mean a class."""
    return field_id.replace(".", "-")


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
class Former:
    """How answers were given before a field or column changed; from the ledger."""

    types: frozenset[FieldType] = frozenset()
    choices: Mapping[str, str] = field(default_factory=dict)
    """The choice of today in place of one that is gone."""
    columns: Mapping[str, str] = field(default_factory=dict)


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
    ask_below: float = 0.0
    """[%] A smaller share without a sign is asked back: 0.5 may be half a percent or a half."""
    whole: bool = False
    """Whether it counts things of which there are no halves, such as machines."""
    pay: bool = False
    """Whether the column says what somebody earns or charges: hidden where a link hides rates."""
    former: Former | None = None
    counts: str = ""
    """The column of the same table that says of what this one is a number: 86,000 and Documents, 86,000 documents."""

    @property
    def is_number(self) -> bool:
        """Whether a cell holds a number, a range, or numbers by month."""
        return self.type in (FieldType.NUMBER, FieldType.RANGE, FieldType.MONTHS)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that can be answered. The id is stable for ever."""

    id: str
    label: str
    type: FieldType
    unit: str = ""
    """`money` stands for the project's currency; shares are `%` from 0 to 100. Money in data files is US dollars."""
    help: str = ""
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 2000
    max_rows: int = 40
    ask_below: float = 0.0
    """As for a column."""
    whole: bool = False
    """As for a column."""
    optional: bool = False
    """An optional field left blank does not make its section unfinished."""
    names: tuple[str, ...] = ()
    """Of a short text: names that we know facts of. Any other can be answered too, but no rule may ask for it."""
    when: str = ""
    """A rule (see `expressions`) that must hold for the field to be asked."""
    default: Any = None
    """The value in JSON form that is assumed while nobody knows; shown as an assumption with its source."""
    default_source: str = ""
    default_date: str = ""
    default_from: str = ""
    """The day (ISO) from which its default counts: a project that began before has none; "" where it always counts."""
    pay: bool = False
    former: Former | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is answered by a number or a range."""
        return self.type in (FieldType.NUMBER, FieldType.RANGE)

    @cached_property
    def unlimited(self) -> "Field":
        """The same field, taking any size: how what is stored already is read."""
        columns = tuple(replace(column, **_NO_LIMITS) for column in self.columns)
        return replace(self, **_NO_LIMITS, max_rows=sys.maxsize, columns=columns)

    def choice(self, value: object) -> Choice | None:
        """Return the choice that is stored as `value`, or None."""
        return next((choice for choice in self.choices if choice.value == value), None)


OneField = TypeVar("OneField", Field, Column)
_NO_LIMITS: dict[str, Any] = {"minimum": None, "maximum": None, "whole": False, "max_length": sys.maxsize}


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
    feeds: tuple[str, ...] = ()
    """The pages that read it."""
    when: str = ""
    when_reason: str = ""

    @cached_property
    def hint(self) -> str:
        """How its help begins: what stands before the field."""
        return opening(self.help, LONGEST_HINT)[0]

    @cached_property
    def more_help(self) -> str:
        """The rest of its help, for whoever wants it."""
        return opening(self.help, LONGEST_HINT)[1]


@dataclass(frozen=True, kw_only=True)
class SectionPart:
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
    parts: tuple[SectionPart, ...]
    questions: tuple[Question, ...]
    intro: str = ""
    minutes: float = 0

    def part(self, part_id: str) -> SectionPart | None:
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


@dataclass(frozen=True, kw_only=True)
class Archived:
    """A field that is no longer asked; its answers are kept and shown apart."""

    place: str
    """Where it was asked: `section.part`."""
    field: Field


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything that can be asked: all sections, and every field by its id."""

    sections: Mapping[str, Section]
    word_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lists of words that rules look for, by name."""
    archived: Mapping[str, Archived] = field(default_factory=dict)
    """Fields that are no longer asked, by id."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """The id of today by that under which a field was asked before."""
    asking_order: tuple[str, ...] = ()
    """The ids of all fields, each after those that its conditions look at; of one made without a file, as listed."""
    money_per_usd: float = 1.0
    """One US dollar in the currency in which its money is."""
    left_out: frozenset[str] = frozenset()
    """Fields that the organisation never asks, by id."""
    required: frozenset[str] = frozenset()
    """Questions that the organisation wants answered before a decision, by id."""
    named: Mapping[str, str] = field(default_factory=dict)
    """What own questions were called that are not asked here or no longer, by the id of their field; their columns and
    choices too, by `former.column_key` and `former.label_key`."""
    own_section: str = ""
    """The id of the section that the organisation added; "" where it added none."""

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field by its id."""
        return {asked.id: asked for section in self.sections.values() for asked in section.fields}

    def field_of(self, field_id: str) -> Field | None:
        """Return a field by its id, also one that is no longer asked; None where nobody ever asked it."""
        archived = self.archived.get(field_id)
        return self.fields.get(field_id) or (archived.field if archived else None)

    @cached_property
    def unlimited(self) -> dict[str, Field]:
        """Every field by its id, without limits of size: how stored answers are read."""
        return {asked.id: asked.unlimited for asked in self.fields.values()}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The question of every field, by the field's id."""
        return {field.id: question for question in self._questions() for field in question.fields}

    @cached_property
    def conditional(self) -> tuple[tuple[Question, Field], ...]:
        """The fields that must be answered where they are asked, and are asked in some projects only."""
        return tuple(
            (question, field)
            for question in self._questions()
            for field in question.fields
            if (question.when or field.when) and not field.optional
        )

    @cached_property
    def conditions(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every field that may be asked with its conditions, each after those that its conditions look at."""
        ids = (field_id for field_id in self.asking_order or self.fields if field_id not in self.left_out)
        both = ((field_id, (self.questions[field_id].when, self.fields[field_id].when)) for field_id in ids)
        return tuple((field_id, tuple(filter(None, rules))) for field_id, rules in both)

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of every field, by the field's id."""
        return {asked.id: section for section in self.sections.values() for asked in section.fields}

    @cached_property
    def first_ids(self) -> dict[str, str]:
        """The id under which a field was asked first, by that of today, of those that were renamed."""
        ids: dict[str, str] = {}
        for old, new in self.renamed.items():  # in the order of the ledger
            ids.setdefault(new, old)
        return ids

    @cached_property
    def quick(self) -> tuple[Question, ...]:
        """The questions that a first verdict needs."""
        return tuple(asked for asked in self._questions() if asked.quick)

    @cached_property
    def _dated(self) -> tuple[Field, ...]:
        return tuple(asked for asked in self.fields.values() if asked.default_from)

    def withheld(self, began: date) -> tuple[str, ...]:
        """Return the fields whose default does not count in a project that began on a day, by id."""
        return tuple(asked.id for asked in self._dated if date.fromisoformat(asked.default_from) > began)

    def without_defaults(self, field_ids: Collection[str]) -> "Catalogue":
        """Return the catalogue in which nothing is assumed for some fields while nobody answers them."""

        def strip(asked: Field) -> Field:
            if asked.id not in field_ids:
                return asked
            return replace(asked, default=None, default_source="", default_date="")

        return self.changed(strip) if field_ids else self

    def in_currency(self, money_per_usd: float, note: str) -> "Catalogue":
        """Return the catalogue for a project that counts in another currency than the data files, US dollars.

        Defaults in money are converted and say so. Upper limits, which are there to catch typing errors, grow with
        a currency of small units and never become tighter.

        Args:
            money_per_usd: One US dollar in the project's currency, above 0.
            note: What is added to the source of a converted default: the rate, its source and its day.
        """

        def convert(field: Field) -> Field:
            columns = tuple(_limited(column, money_per_usd) for column in field.columns)
            field = replace(_limited(field, money_per_usd), columns=columns)
            if field.default is None or not (
                is_money(field.unit) or any(is_money(column.unit) for column in field.columns)
            ):
                return field
            converted = _converted(field, field.default, money_per_usd)
            return replace(field, default=converted, default_source=joined(field.default_source, note))

        return replace(self.changed(convert), money_per_usd=self.money_per_usd * money_per_usd)

    def without_money_limits(self) -> "Catalogue":
        """Return the catalogue that takes any sum of money: what was right in one currency is no fault in another."""

        def lift(asked: Field) -> Field:
            columns = tuple(_unlimited(column) for column in asked.columns)
            return replace(_unlimited(asked), columns=columns)

        return self.changed(lift)

    def changed(self, change: Callable[[Field], Field]) -> "Catalogue":
        """Return the catalogue with every field changed."""
        return self.with_questions(lambda asked: replace(asked, fields=tuple(map(change, asked.fields))))

    def with_questions(self, change: Callable[[Question], Question]) -> "Catalogue":
        """Return the catalogue with every question changed."""
        sections = {
            key: replace(section, questions=tuple(map(change, section.questions)))
            for key, section in self.sections.items()
        }
        return replace(self, sections=sections)

    def _questions(self) -> Iterable[Question]:
        for section in self.sections.values():
            yield from section.questions


def is_money(unit: str) -> bool:
    """Tell whether a unit counts money: `money`, `money/hour`, `money/GB/month`."""
    return unit.partition("/")[0] == "money"


def _limited(asked: OneField, money_per_usd: float) -> OneField:
    if asked.maximum is None or not is_money(asked.unit):
        return asked
    return replace(asked, maximum=asked.maximum * max(1.0, money_per_usd))


def _unlimited(asked: OneField) -> OneField:
    return replace(asked, maximum=None) if is_money(asked.unit) else asked


def _converted(asked: Field | Column, value: Any, money_per_usd: float) -> Any:
    """Return a default in the project's currency; of a table, the cells that hold money."""
    if isinstance(asked, Field) and asked.type is FieldType.TABLE:
        columns = {column.id: column for column in asked.columns}
        return [{key: _converted(columns[key], cell, money_per_usd) for key, cell in row.items()} for row in value]
    if not is_money(asked.unit):
        return value
    if isinstance(value, Mapping):
        return {key: part * money_per_usd for key, part in value.items()}
    return value * money_per_usd
