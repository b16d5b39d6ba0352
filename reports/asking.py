"""One question at a time: what a section's answers say, who said them, and the order in which an interview asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from projects.access import Workspace
from projects.checking import has_colleagues, hindrance_for
from projects.domain.answers import Answer, AnswerState
from projects.domain.checking import is_checkable
from projects.domain.expressions import visible_fields
from projects.domain.fields import Field, FieldType, Question, Section, SectionPart
from projects.wording import say_answer
from scoping.domain.progress import counted_questions, is_answered

_INNER_MARKS = {"„“": "‚‘", "“”": "‘’", "»«": "›‹", "«»": "‹›"}
_UNQUOTED = "([^" + "".join(_INNER_MARKS) + "]*)"
MOST_LINES_OPEN = 30
"""A section with more answers shows its parts folded."""


@dataclass(frozen=True)
class AnswerReadBack:
    """One answer, as it is checked."""

    field: Field
    answer: Answer
    is_own: bool = False
    """Whether the reader wrote it while others work here too, who are to check it."""

    @property
    def is_checkable(self) -> bool:
        return is_checkable(self.answer)

    @property
    def is_blank(self) -> bool:
        return self.answer.state is AnswerState.BLANK


@dataclass(frozen=True)
class CheckedQuestion:
    """One question with the answers to its fields."""

    question: Question
    said: Sequence[AnswerReadBack]


@dataclass(frozen=True)
class CheckedPart:
    """One part of a section with what was answered there."""

    part: SectionPart
    questions: Sequence[CheckedQuestion]

    @property
    def said(self) -> list[AnswerReadBack]:
        return [said for question in self.questions for said in question.said]

    @property
    def checkable(self) -> int:
        """How many answers there are to check."""
        return sum(said.is_checkable for said in self.said)

    @property
    def checked(self) -> int:
        """How many of them somebody else has checked."""
        return sum(said.is_checkable and said.answer.check is not None for said in self.said)


def check_section(workspace: Workspace, section: Section) -> list[CheckedPart]:
    """Return the answers of a section, part by part; what is not asked at present is left out."""
    asked = [(question, _said(workspace, question)) for question in section.questions]
    parts = [
        CheckedPart(
            part,
            [CheckedQuestion(question, said) for question, said in asked if said and question.part == part.id],
        )
        for part in section.parts
    ]
    return [part for part in parts if part.questions]


def _said(workspace: Workspace, question: Question) -> list[AnswerReadBack]:
    shown = visible_fields(workspace.catalogue, workspace.answers)
    given = ((field, workspace.answers[field.id]) for field in question.fields if field.id in shown)
    return [AnswerReadBack(field, answer, _waits_for_others(workspace, answer)) for field, answer in given]


def _waits_for_others(workspace: Workspace, answer: Answer) -> bool:
    if not is_checkable(answer) or answer.check or not hindrance_for(workspace, answer):
        return False
    return has_colleagues(workspace)


def open_parts(parts: Sequence[CheckedPart], *, everything: bool) -> set[str]:
    """Return the ids of the parts that stand open: all of a short section, the first of a long one."""
    is_short = sum(len(part.said) for part in parts) <= MOST_LINES_OPEN
    return {part.part.id for number, part in enumerate(parts) if everything or is_short or number == 0}


def asked_in_order(workspace: Workspace, section: Section) -> list[Question]:
    """Return the questions of a section that are asked at present."""
    return [question for question in section.questions if _said(workspace, question)]


def first_open(workspace: Workspace, questions: Sequence[Question]) -> Question | None:
    """Return the first question that waits for an answer; the first of all where none does."""
    answers, catalogue = workspace.answers, workspace.catalogue
    waiting = (question for question in questions if not is_answered(question, answers, catalogue))
    return next(waiting, questions[0] if questions else None)


def number_of(workspace: Workspace, section: Section, question: Question) -> tuple[int, int]:
    """Return the number of a question among those that its section counts, and how many these are.

    Questions that are asked once another is answered have their numbers already, so a number may be left out on the
    way. The number is 0 where the question does not count: nothing of it must be answered.
    """
    counted = counted_questions(section, workspace.answers, workspace.catalogue)
    return (counted.index(question) + 1 if question in counted else 0), len(counted)


def read_back(workspace: Workspace, question: Question) -> list[str]:
    """Return what was answered as sentences to read to whoever said it."""
    return [
        _say_back(workspace, said)
        for said in _said(workspace, question)
        if said.answer.state is not AnswerState.BLANK and not said.answer.leftover
    ]


def _say_back(workspace: Workspace, said: AnswerReadBack) -> str:
    """Say one answer back: a text in its own words, everything else behind its label."""
    label = _(said.field.label).rstrip("?:.")
    match said.answer.state:
        case AnswerState.UNKNOWN:
            return _("“%(label)s”: you do not know yet.") % {"label": label}
        case AnswerState.NOT_RELEVANT:
            return _("“%(label)s” does not matter here.") % {"label": label}
    text = say_answer(said.answer, said.field, workspace.formatter).strip()
    if said.field.type is FieldType.LONG_TEXT:
        return _("You said: “%(text)s”") % {"text": within_quotes(text)}
    return _("%(label)s: %(text)s.") % {"label": label, "text": text.rstrip(".")}


def within_quotes(text: str) -> str:
    """Return a text as it reads between quotation marks: its own become single ones, each pair in its language."""
    for outer, inner in _INNER_MARKS.items():
        text = re.sub(outer[0] + _UNQUOTED + outer[1], inner[0] + r"\1" + inner[1], text)
    return text
