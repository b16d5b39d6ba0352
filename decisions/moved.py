"""Which answers say something else in one state of a project than in another."""

from collections.abc import Mapping
from dataclasses import dataclass

from projects.access import Workspace
from projects.domain.answers import Answer
from projects.domain.fields import Field, Question
from projects.wording import name_field, say_answer


@dataclass(frozen=True, kw_only=True)
class MovedAnswer:
    """An answer that says something else now."""

    field_id: str
    label: str
    section: str
    """The id of its section."""
    question: Question | None
    before: str
    now: str
    answer: Answer
    """As it stands after."""
    in_notes: bool
    """Whether only its note or what stands beside it differs."""


def moved_answers(before: Workspace, after: Workspace) -> list[MovedAnswer]:
    """Return the answers that differ, as far as the reader may read them, in the order of the questions.

    Each amount is said in the currency of its time.

    Args:
        before: A scenario as it was.
        after: The same scenario, or another, as it is or was later.
    """
    fields: Mapping[str, Field] = after.catalogue.fields
    moved = []
    for field_id, asked in fields.items():
        then, now = before.readable_answers[field_id], after.readable_answers[field_id]
        if then.content == now.content:
            continue
        moved.append(
            MovedAnswer(
                field_id=field_id,
                label=name_field(after.catalogue, field_id),
                section=after.catalogue.section_of[field_id].id,
                question=after.catalogue.questions.get(field_id),
                before=say_answer(then, asked, before.formatter),
                now=say_answer(now, asked, after.formatter),
                answer=now,
                in_notes=(then.state, then.value) == (now.state, now.value),
            )
        )
    return moved
