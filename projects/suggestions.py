"""What other rooms know of a field: names to offer, what a chosen name brings along, what is assumed meanwhile.

A room registers itself when it is ready; this floor asks whoever is there, and knows none of them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.fields import Field


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """What follows from a name that was chosen."""

    text: str
    wrong: bool = False
    """Whether nobody knows the name."""


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """What is calculated with while nobody knows an answer."""

    value: Any
    """In the JSON form of an answer, or a range."""
    source: str = ""
    source_date: str = ""
    """ISO date, or ""."""
    is_offered: bool = False
    """Whether it is what stands at the field to be taken, with where it comes from."""


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What answers elsewhere lead to, to be taken at a press."""

    value: Any
    """In the JSON form of an answer."""
    origin: str
    """Where it comes from, such as "From B3 Volume"; the note of the answer that takes it."""
    how: str
    """How it follows, in a few words."""
    renewed: bool = False
    """Whether it was taken before, and the answers it comes from have changed since."""
    taken: bool = False
    """Whether it was taken and still is what they say."""

    def content(self, given: Answer) -> Answer:
        """Return the answer that takes it; a note that somebody wrote stays."""
        return Answer(
            field_id=given.field_id,
            state=AnswerState.KNOWN,
            value=self.value,
            note=given.note or self.origin,
            version=given.version,
            base_version=given.base_version,
        )


class Room(Protocol):
    """A room that knows something of some fields."""

    def names(self, field_id: str) -> Sequence[str]:
        """Return the names to offer while somebody types."""

    def taken_over(self, workspace: Workspace, field_id: str, name: str) -> TakenOver | None:
        """Return what follows from a name that was answered."""

    def assumed(self, workspace: Workspace, field_id: str) -> Assumed | None:
        """Return what stands in for an answer."""

    def proposed(self, workspace: Workspace, field_id: str) -> Proposed | None:
        """Return what answers elsewhere lead to."""

    def problem(self, workspace: Workspace, field_id: str) -> str:
        """Return what is wrong with an answer that reads well, such as a chip that is too small; "" for nothing."""


ROOMS: list[Room] = []
USUAL_SOURCES: list[Callable[[], Collection[str]]] = []
"""Give the sources of usual ranges that are taken over at a press: the note of an answer that is ours, accepted."""


def is_usual(source: str) -> bool:
    """Tell whether a source is that of a usual range."""
    return any(source in sources() for sources in USUAL_SOURCES)


def names_for(field_id: str) -> Sequence[str]:
    """Return the names that the first room which knows a field offers."""
    return next((names for room in ROOMS if (names := room.names(field_id))), ())


def taken_over(workspace: Workspace, field_id: str, name: str) -> TakenOver | None:
    return next((taken for room in ROOMS if (taken := room.taken_over(workspace, field_id, name))), None)


def proposed(workspace: Workspace, field_id: str) -> Proposed | None:
    return next((proposal for room in ROOMS if (proposal := room.proposed(workspace, field_id))), None)


def problem_of(workspace: Workspace, field_id: str) -> str:
    return next((said for room in ROOMS if (said := room.problem(workspace, field_id))), "")


def assumed(workspace: Workspace, field: Field) -> Assumed | None:
    """Return what stands in for an answer: what a room says, else the field's default."""
    assumption = next((said for room in ROOMS if (said := room.assumed(workspace, field.id))), None)
    if assumption or field.default is None:
        return assumption
    return Assumed(value=field.default, source=field.default_source, source_date=field.default_date)
