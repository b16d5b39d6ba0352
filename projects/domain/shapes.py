"""What a JSON document looks like, said once: each shape reads its part, and gives the JSON Schema of it.

Reading never stops at a fault. What cannot be read is left out and put on a list with its place, so that a person sees
every fault at once.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from projects.domain.days import parse_date
from projects.domain.errors import BadValue
from projects.domain.ranges import LARGEST
from projects.domain.text import gettext_noop
from projects.domain.values import TOO_LONG, plain_text

MISSING = gettext_noop("“%(key)s” is missing.")
UNKNOWN_KEY = gettext_noop("A project file has no entry “%(key)s” here.")
NOT_TEXT = gettext_noop("This should be text.")
NOT_A_LIST = gettext_noop("This should be a list, written in square brackets.")
NOT_A_GROUP = gettext_noop("This should be a group of named entries, written in curly brackets.")
NOT_A_MOMENT = gettext_noop("“%(text)s” is not a point in time. Write it such as 2027-03-19T14:30:00+00:00.")
NOT_WHOLE = gettext_noop("This should be a whole number from %(minimum)s to %(maximum)s.")
NOT_A_NUMBER = gettext_noop("This should be a number from %(minimum)s to %(maximum)s.")
NOT_YES_OR_NO = gettext_noop("This should be true or false.")
NOT_ONE_OF = gettext_noop("“%(text)s” is not one of these: %(words)s.")
WRONG_FORM = gettext_noop("“%(text)s” does not fit here.")
TOO_MUCH = gettext_noop("This is too large or too deeply nested for one answer.")
TOO_MANY = gettext_noop("At most %(limit)s fit here; the ones after it are left out.")

_MOST_LISTED = 1_000
_DEEPEST = 8
_DEEPEST_KEPT = 16
_LARGEST_CHARACTERS = 400_000


@dataclass(frozen=True)
class DocumentProblem:
    """One part of a document that cannot be read."""

    place: str
    """The JSON path, such as `answers[3].value[2].share_pct`."""
    problem: BadValue
    field_id: str = ""
    """The field whose answer it belongs to."""
    row: int = 0
    """In a table, counted from 1."""
    column: str = ""
    """The label of its column, marked for translation."""
    text: str = ""
    """What the document says there, shortened."""


@dataclass
class Problems:
    """The list that reading fills."""

    listed: list[DocumentProblem] = field(default_factory=list)
    """The first thousand: a longer list helps nobody, and must not fill the memory."""
    count: int = 0
    field_id: str = ""
    """Whose answer is being read."""

    def add(self, place: str, message: str, **params: object) -> None:
        """Put a fault on the list."""
        self.add_raised(place, BadValue(message, params))

    def add_raised(self, place: str, problem: BadValue, *, row: int = 0, column: str = "", text: str = "") -> None:
        """Put a fault on the list that a reader raised."""
        self.count += 1
        if self.count <= _MOST_LISTED:
            self.listed.append(DocumentProblem(place, problem, self.field_id, row, column, text))


class Shape:
    """One kind of value."""

    def read(self, raw: Any, place: str, problems: Problems) -> Any:
        """Return the value as it is stored, or None where it cannot be read or there is none."""
        try:
            return self.value(raw)
        except BadValue as problem:
            problems.add_raised(place, problem)
            return None

    def value(self, raw: Any) -> Any:
        """Return the value of a single entry. Raises BadValue."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the shape."""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Shape):
    """Text of limited length."""

    limit: int
    pattern: str = ""
    """A regular expression of what may stand here, where not any text may."""

    def value(self, raw: Any) -> str | None:
        """Return the text, or None where it is empty."""
        if not isinstance(raw, str):
            raise BadValue(NOT_TEXT)
        text = plain_text(raw)
        if len(text) > self.limit:
            raise BadValue(TOO_LONG, {"count": len(text), "limit": self.limit})
        if text and self.pattern and not re.fullmatch(self.pattern, text):
            raise BadValue(WRONG_FORM, {"text": text[:40]})
        return text or None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        pattern = {"pattern": f"^({self.pattern})$"} if self.pattern else {}
        return {"type": "string", "maxLength": self.limit, **pattern}


class Day(Shape):
    """A day, stored as a date."""

    def value(self, raw: Any) -> date | None:
        """Return the day, or None where the text is empty."""
        if not isinstance(raw, str):
            raise BadValue(NOT_TEXT)
        return parse_date(raw) if raw.strip() else None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "string", "format": "date"}


class Moment(Shape):
    """A point in time with its offset; without one it is meant in UTC."""

    def value(self, raw: Any) -> datetime:
        """Return the moment."""
        try:
            moment = datetime.fromisoformat(raw)
            # In UTC, so that a moment near the first or the last year does not overflow later.
            moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (TypeError, ValueError, OverflowError):
            raise BadValue(NOT_A_MOMENT, {"text": str(raw)[:40]}) from None
        if not 1990 <= moment.year <= 2200:
            raise BadValue(NOT_A_MOMENT, {"text": str(raw)[:40]})
        return moment

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Number(Shape):
    """A number within limits."""

    minimum: float
    maximum: float
    whole: bool = False

    def value(self, raw: Any) -> float | int:
        """Return the number."""
        kinds = (int,) if self.whole else (int, float)
        if isinstance(raw, bool) or not isinstance(raw, kinds) or not self.minimum <= raw <= self.maximum:
            message, form = (NOT_WHOLE, ",.0f") if self.whole else (NOT_A_NUMBER, ",.10g")
            raise BadValue(message, {"minimum": f"{self.minimum:{form}}", "maximum": f"{self.maximum:{form}}"})
        return raw if self.whole else float(raw)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        kind = "integer" if self.whole else "number"
        return {"type": kind, "minimum": self.minimum, "maximum": self.maximum}


class YesNo(Shape):
    """True or false."""

    def value(self, raw: Any) -> bool:
        """Return it."""
        if not isinstance(raw, bool):
            raise BadValue(NOT_YES_OR_NO)
        return raw

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class OneOf(Shape):
    """One of a few words."""

    words: Sequence[str]

    def value(self, raw: Any) -> str:
        """Return the word."""
        if not isinstance(raw, str) or raw not in self.words:
            raise BadValue(NOT_ONE_OF, {"text": str(raw)[:40], "words": ", ".join(self.words)})
        return raw

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Anything(Shape):
    """A value that is kept as it is, within bounds: its meaning is known elsewhere, or no longer."""

    description: str = ""

    def value(self, raw: Any) -> Any:
        """Return the value without what a database refuses."""
        try:
            kept = _plain(raw, _DEEPEST)
            if len(json.dumps(kept)) <= _LARGEST_CHARACTERS:
                return kept
        except ValueError:
            pass
        raise BadValue(TOO_MUCH)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"description": self.description} if self.description else {}


def _plain(raw: Any, depth: int) -> Any:
    if depth < 0:
        raise ValueError("depth must not exceed the limit")
    if isinstance(raw, str):
        return plain_text(raw)
    if isinstance(raw, Mapping):
        return {plain_text(key): _plain(part, depth - 1) for key, part in raw.items()}
    if isinstance(raw, list):
        return [_plain(part, depth - 1) for part in raw]
    if isinstance(raw, int | float) and not isinstance(raw, bool) and not (abs(raw) <= LARGEST and math.isfinite(raw)):
        raise ValueError(f"raw must not exceed {LARGEST}")
    return raw


@dataclass(frozen=True)
class Record(Shape):
    """A group of named entries. An entry that is absent, null or cannot be read is not in what is read."""

    entries: Mapping[str, Shape]
    required: Sequence[str] = ()
    name: str = ""
    """The name of the shape in the schema's definitions."""
    is_whole: bool = False
    """Whether it is refused as a whole where something required is missing."""

    def read(self, raw: Any, place: str, problems: Problems) -> dict[str, Any] | None:
        """Return what is known of the group, or None where it is none."""
        if not isinstance(raw, Mapping):
            problems.add(place, NOT_A_GROUP)
            return None
        for key in raw:
            if key not in self.entries:
                problems.add(_below(place, str(key)[:60]), UNKNOWN_KEY, key=str(key)[:60])
        values = {}
        for key, shape in self.entries.items():
            before = problems.count
            value = None if raw.get(key) is None else shape.read(raw[key], _below(place, key), problems)
            if value is not None:
                values[key] = value
            elif key in self.required and problems.count == before:
                problems.add(place, MISSING, key=key)
        return None if self.is_whole and not set(self.required) <= values.keys() else values

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {
            "type": "object",
            "properties": {key: _referred(shape) for key, shape in self.entries.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }

    def definitions(self) -> dict[str, Any]:
        """Return the schemas of the named shapes below, by name."""
        defined: dict[str, Any] = {}
        for shape in self.entries.values():
            inner = shape.item if isinstance(shape, ListOf) else shape
            if isinstance(inner, Record):
                defined |= inner.definitions() | ({inner.name: inner.schema()} if inner.name else {})
        return defined


@dataclass(frozen=True)
class ListOf(Shape):
    """A list of one kind of value, which whoever asked for it reads item by item."""

    item: Shape
    limit: int | None = None

    def read(self, raw: Any, place: str, problems: Problems) -> list[tuple[str, Any]] | None:
        """Return each item, unread, with its place."""
        if not isinstance(raw, list):
            problems.add(place, NOT_A_LIST)
            return None
        if self.limit is not None and len(raw) > self.limit:
            problems.add(place, TOO_MANY, limit=self.limit)
        return [(f"{place}[{index}]", item) for index, item in enumerate(raw[: self.limit])]

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        limit = {} if self.limit is None else {"maxItems": self.limit}
        return {"type": "array", "items": _referred(self.item), **limit}


@dataclass(frozen=True)
class Rows(ListOf):
    """A list that is read with its items; one that cannot be read is left out."""

    def read(self, raw: Any, place: str, problems: Problems) -> list[Any] | None:
        """Return the items."""
        rows = super().read(raw, place, problems)
        if rows is None:
            return None
        items = (self.item.read(item, below, problems) for below, item in rows)
        return [item for item in items if item is not None]


@dataclass(frozen=True)
class MapOf(Shape):
    """A group whose entries have any names and one shape; an entry that is null is none."""

    item: Shape

    def read(self, raw: Any, place: str, problems: Problems) -> dict[str, Any] | None:
        """Return the entries."""
        if not isinstance(raw, Mapping):
            problems.add(place, NOT_A_GROUP)
            return None
        known = {key: part for key, part in raw.items() if part is not None}
        return {key: self.item.read(part, _below(place, key[:60]), problems) for key, part in known.items()}

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "object", "additionalProperties": self.item.schema()}


@dataclass(frozen=True)
class VerbatimRecord(Shape):
    """A group that is kept to the letter where it has a shape, and refused as a whole where it has not."""

    shape: Shape
    description: str

    def read(self, raw: Any, place: str, problems: Problems) -> Any:
        """Return it as it is, without what a database refuses."""
        before = problems.count
        self.shape.read(raw, place, problems)
        if problems.count > before:
            return None
        try:
            return _plain(raw, _DEEPEST_KEPT)
        except ValueError:
            problems.add(place, TOO_MUCH)
            return None

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {"type": "object", "description": self.description}


def _referred(shape: Shape) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{shape.name}"} if isinstance(shape, Record) and shape.name else shape.schema()


def _below(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
