"""What an organisation's own finished projects came to, as it stands in place of published ranges."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from projects.domain.fields import Catalogue, Field
from projects.domain.ranges import Range


@dataclass(frozen=True, kw_only=True)
class OwnRange:
    """What takes the place of one published range."""

    field_id: str
    value: Range
    """[the field's unit]."""
    count: int
    """From so many projects."""
    day: date
    """On which it was adopted."""


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """A version of what an organisation learnt: the ranges of some fields, all others as published."""

    key: str
    """The same on every installation; project files name it."""
    ranges: tuple[OwnRange, ...]

    def of(self, field_id: str) -> OwnRange | None:
        """Return what stands in place of a published range; None where that still holds."""
        return next((own for own in self.ranges if own.field_id == field_id), None)


def with_own_defaults(catalogue: Catalogue, adopted: Adopted, say: Callable[[OwnRange], str]) -> Catalogue:
    """Return a catalogue in which what an organisation learnt is assumed while nobody knows.

    Args:
        catalogue: As published. A field without a default gets none.
        adopted: What was learnt.
        say: Names the source of a range, with its day.
    """

    def learnt(field: Field) -> Field:
        own = adopted.of(field.id)
        if own is None or field.default is None:
            return field
        return replace(field, default=own.value.to_json(), default_source=say(own), default_date="")

    return catalogue.changed(learnt)
