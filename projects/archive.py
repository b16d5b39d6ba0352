"""Answers to questions that are no longer asked: kept, and shown apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.fields import Catalogue, Field


@dataclass(frozen=True, kw_only=True)
class ArchivedAnswer:
    """An answer whose question is gone."""

    answer: Answer
    place: str = ""
    """Where it was asked: `section.part`; "" where that is gone too, or nobody knows."""
    field: Field | None = None
    """What was asked, from the ledger."""

    name: str = ""
    """What an own question was called."""

    @property
    def label(self) -> str:
        return self.field.label if self.field else self.name or self.answer.field_id


def archived_answers(catalogue: Catalogue, answers: Answers) -> Iterator[ArchivedAnswer]:
    """Yield the answers that no field of the catalogue asks for."""
    for field_id, given in sorted(answers.items()):
        if field_id in catalogue.fields or (given.state is AnswerState.BLANK and not given.note):
            continue
        known = catalogue.archived.get(field_id)
        if known is None:
            yield ArchivedAnswer(answer=given, name=catalogue.named.get(field_id, ""))
        else:
            yield ArchivedAnswer(answer=given, place=_place(catalogue, known.place), field=known.field)


def _place(catalogue: Catalogue, place: str) -> str:
    """Return where a page still shows it: in the first part of its section where its own part is gone."""
    section_id, _, part_id = place.partition(".")
    section = catalogue.sections.get(section_id)
    if section is None:
        return ""
    return place if section.part(part_id) else f"{section_id}.{section.parts[0].id}"
