"""The organisation's experience as a project uses it: the version that it began with, or took over since."""

from functools import lru_cache
from uuid import UUID

from django.utils import timezone

from projects.domain.adopted import Adopted, OwnRange
from projects.domain.ranges import Range
from projects.models import Experience


@lru_cache(maxsize=64)
def adopted_as(number: int) -> Adopted:
    """Return a version. Rows are never edited, so what was read once holds."""
    return read_adopted(Experience.objects.get(pk=number))


def read_adopted(row: Experience) -> Adopted:
    """Return what a row says, stored or only proposed."""
    day = timezone.localdate(row.made_at)
    return Adopted(
        key=str(row.key),
        ranges=tuple(
            OwnRange(field_id=field_id, value=Range.from_json(told["range"]), count=len(told["measured"]), day=day)
            for field_id, told in row.ranges.items()
        ),
    )


def number_of(key: str) -> int | None:
    """Return the number of a version by the name that project files give it; None where it was adopted elsewhere."""
    return Experience.objects.filter(key=UUID(key)).values_list("pk", flat=True).first() if key else None
