"""Answers: what is known of each field, and what is honestly not known yet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from projects.domain.fields import Catalogue, Field
from projects.domain.ranges import Range


class AnswerState(StrEnum):
    """What a person said of a field."""

    BLANK = "blank"
    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True, kw_only=True)
class AnswerCheck:
    """That somebody other than its writer read an answer and found it right."""

    at: datetime
    by: str = ""
    """A name; "" for an owner who has given none."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer to one field, in the JSON form that the project document has."""

    field_id: str
    state: AnswerState = AnswerState.BLANK
    value: Any = None
    """Set only in state KNOWN. Text, number, list, table of three numbers (range), ISO date, or list of rows."""
    note: str = ""
    owner: str = ""
    """Who finds out, in state UNKNOWN."""
    find_out_by: date | None = None
    reason: str = ""
    """Why it does not matter, in state NOT_RELEVANT."""
    said_by: str = ""
    """Whom it was asked of, such as in an interview; who wrote it down is `changed_by`."""
    version: int = 0
    """Counts the changes of this answer; the page sends it back, so that a stale change is noticed."""
    changed_at: datetime | None = None
    changed_by: str = ""
    writer: int | None = None
    """Who wrote it or brought it in, by the number of their browser; None where nobody knows any more."""
    check: AnswerCheck | None = None
    """Set once somebody else has checked it as it stands."""
    inherited: bool = False
    """Whether a scenario takes it over from the base."""
    base_version: int = 0
    """The version of the base's answer, where it is inherited."""
    leftover: str = ""
    """What of a stored value can no longer be read, as text; see `stored`."""

    CONTENT = ("state", "value", "note", "owner", "find_out_by", "reason", "said_by")

    @property
    def content(self) -> tuple[object, ...]:
        """What the answer says, without who said it when: two answers of equal content do not differ."""
        return tuple(getattr(self, name) for name in self.CONTENT)


@lru_cache(maxsize=4_096)
def _blank(field_id: str) -> Answer:
    return Answer(field_id=field_id)


class Answers(Mapping[str, Answer]):
    """The answers of one scenario, laid over those of the base. A field without an answer is blank.

    Args:
        answers: By field id; fields that nobody touched may be absent.
    """

    looked: tuple[Catalogue, tuple[frozenset[str], "Answers"]] | None = None
    """What of a catalogue is asked and answered, given these; `expressions` keeps it here, since they never change."""
    counted: tuple[Catalogue, frozenset[str]] | None = None
    """What of a catalogue counts as something to answer, given these; `scoping` keeps it here likewise."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = dict(answers)

    def __getitem__(self, field_id: str) -> Answer:
        return self._answers.get(field_id) or _blank(field_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def __contains__(self, field_id: object) -> bool:
        return field_id in self._answers

    def overlaid(self, other: Mapping[str, Answer]) -> "Answers":
        """Return these answers with another set laid over them."""
        return Answers(self._answers | dict(other))

    def state(self, field_id: str) -> AnswerState:
        """Return what was said of a field."""
        answer = self._answers.get(field_id)
        return AnswerState.BLANK if answer is None else answer.state

    def knows_any(self, field_ids: Iterable[str]) -> bool:
        """Tell whether somebody gave a value for one of the fields: what is only ours is no reason to spend."""
        return any(self.state(field_id) is AnswerState.KNOWN for field_id in field_ids)

    def value(self, field_id: str) -> Any:
        """Return the known value in JSON form, or None while it is blank, unknown or not relevant."""
        # Asked thousands of times for each change, so a field without an answer is not made one first.
        answer = self._answers.get(field_id)
        return answer.value if answer is not None and answer.state is AnswerState.KNOWN else None

    @property
    def own(self) -> list[str]:
        """The fields of which a scenario says something itself."""
        return [field_id for field_id, answer in self._answers.items() if not answer.inherited]

    def range(self, field_id: str) -> Range | None:
        """Return a known number or range as a range, or None."""
        value = self.value(field_id)
        return None if value is None else Range.from_json(value)


class GrowingAnswers(Answers):
    """Answers of which one is known after the other, such as while it is found out which questions are asked."""

    def __init__(self) -> None:
        super().__init__({})

    def add(self, answer: Answer) -> None:
        """Take one more answer in."""
        self._answers[answer.field_id] = answer


class NotedAnswers(Answers):
    """Answers that note of which fields somebody asked, so that others are known to say the same in all that matters.

    Args:
        answers: What they say.
    """

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self._asked: set[str] = set()
        self._all = self._closed = False

    def close(self) -> None:
        """Refuse whoever asks from now on of what nobody has asked before."""
        self._closed = True

    def agree_with(self, others: Answers) -> bool:
        """Tell whether other answers say the same wherever these were asked."""
        if self._all:
            return self._answers == others._answers
        mine, theirs = self._answers, others._answers
        return all(mine.get(field_id) == theirs.get(field_id) for field_id in self._asked)

    def _note(self, field_id: str) -> None:
        if self._closed and field_id not in self._asked and not self._all:
            raise LookupError(f"{field_id} is asked for after the result was kept")
        self._asked.add(field_id)

    def _note_all(self) -> None:
        if self._closed and not self._all:
            raise LookupError("all answers are asked for after the result was kept")
        self._all = True

    def __getitem__(self, field_id: str) -> Answer:
        self._note(field_id)
        return super().__getitem__(field_id)

    def __contains__(self, field_id: object) -> bool:
        self._note(str(field_id))
        return super().__contains__(field_id)

    def __iter__(self) -> Iterator[str]:
        self._note_all()
        return super().__iter__()

    def __len__(self) -> int:
        self._note_all()
        return super().__len__()

    def overlaid(self, other: Mapping[str, Answer]) -> Answers:
        """Return these answers with another set laid over them."""
        self._note_all()
        return super().overlaid(other)

    def state(self, field_id: str) -> AnswerState:
        """Return what was said of a field."""
        self._note(field_id)
        return super().state(field_id)

    def value(self, field_id: str) -> Any:
        """Return the known value in JSON form, or None while it is blank, unknown or not relevant."""
        self._note(field_id)
        return super().value(field_id)

    @property
    def own(self) -> list[str]:
        """The fields of which a scenario says something itself."""
        self._note_all()
        return super().own


def unknowns(catalogue: Catalogue, answers: Answers) -> list[tuple[Field, Answer]]:
    """Return the find-out list: what is marked "don't know yet", the earliest date first, no date last."""
    unknown = [
        (field, answers[field.id])
        for field in catalogue.fields.values()
        if answers.state(field.id) is AnswerState.UNKNOWN
    ]
    return sorted(unknown, key=lambda pair: pair[1].find_out_by or date.max)
