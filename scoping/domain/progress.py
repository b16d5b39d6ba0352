"""How far a section is, counting only what is asked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from projects.domain.answers import Answers, AnswerState
from projects.domain.checking import is_checkable
from projects.domain.expressions import Rule, visible_fields
from projects.domain.fields import Catalogue, Field, Question, Section


class ProgressState(StrEnum):
    """How a section or part stands in the task list."""

    TODO = "todo"
    PART = "part"
    DONE = "done"
    WARN = "warn"
    """Begun, and a grave finding concerns it."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a section or part is. A question with nothing but optional fields does not count.

    What an answer that is still due may bring counts before, so that no first answer makes the rest longer.
    """

    done: int
    total: int
    minutes_left: float
    state: ProgressState
    checked: int = 0
    """Of how many of those that are done somebody else has checked every answer."""

    @property
    def minutes_shown(self) -> int:
        """What a page says is left [minutes]: 0 once it is done, else at least 1."""
        return 0 if self.state is ProgressState.DONE else max(1, round(self.minutes_left))


def progress(section: Section, answers: Answers, catalogue: Catalogue, *, flagged: Collection[str] = ()) -> Progress:
    """Return how far a section is.

    Args:
        section: One of the catalogue.
        answers: The scenario's answers, hidden ones included.
        catalogue: Everything that can be asked.
        flagged: Ids of fields that a grave finding is about.
    """
    counted = _counted(catalogue, answers)
    whole = _progress(section.questions, section.minutes, answers, counted, flagged)
    # Parts differ in length, so what is left of the whole is what is left of each.
    parts = _of_parts(section, answers, counted, flagged)
    return replace(whole, minutes_left=sum(part.minutes_left for part in parts.values()))


def progress_of_parts(
    section: Section, answers: Answers, catalogue: Catalogue, *, flagged: Collection[str] = ()
) -> dict[str, Progress]:
    """Return how far each part of a section is, by part id. Arguments as in `progress`."""
    return _of_parts(section, answers, _counted(catalogue, answers), flagged)


def _of_parts(
    section: Section, answers: Answers, counted: Collection[str], flagged: Collection[str]
) -> dict[str, Progress]:
    return {
        part.id: _progress(section.questions_of(part.id), part.minutes, answers, counted, flagged)
        for part in section.parts
    }


def whole_minutes(catalogue: Catalogue, answers: Answers) -> int:
    """Return how long everything that is left takes [minutes]: what the start page and the overview say."""
    asked = counted_sections(catalogue, answers)
    return sum(progress(catalogue.sections[field_id], answers, catalogue).minutes_shown for field_id in asked)


def asked_sections(catalogue: Catalogue, answers: Answers) -> tuple[str, ...]:
    """Return the ids of the sections that ask anything: who trains nothing needs no plan of training."""
    visible = visible_fields(catalogue, answers)
    return tuple(
        section.id for section in catalogue.sections.values() if any(field.id in visible for field in section.fields)
    )


def counted_sections(catalogue: Catalogue, answers: Answers) -> tuple[str, ...]:
    """Return the ids of the sections that ask anything or may come to: how many there are at most."""
    counted = _counted(catalogue, answers)
    return tuple(
        section.id for section in catalogue.sections.values() if any(field.id in counted for field in section.fields)
    )


def counted_questions(section: Section, answers: Answers, catalogue: Catalogue) -> tuple[Question, ...]:
    """Return the questions that the count of a section counts, in their order: `progress` has as many in total."""
    counted = _counted(catalogue, answers)
    return tuple(asked for asked in section.questions if _required(asked, counted))


def is_answered(asked: Question, answers: Answers, catalogue: Catalogue) -> bool:
    """Tell whether a question waits for nothing; one of which nothing must be said never waits."""
    return _is_done(asked, answers, visible_fields(catalogue, answers))


def missing_for_verdict(catalogue: Catalogue, answers: Answers) -> tuple[Question, ...]:
    """Return the key questions still open: quick ones that are not done, items with a hard gate that are not rated."""
    visible = visible_fields(catalogue, answers)
    return tuple(
        asked for asked in catalogue.quick if _required(asked, visible) and not _is_done(asked, answers, visible)
    )


def missing_for_decision(catalogue: Catalogue, answers: Answers) -> tuple[Field, ...]:
    """Return what the organisation wants to know before a decision and nobody does, of each question the first field.

    That nobody knows yet is no answer; that it is not relevant is one.
    """
    if not catalogue.required:
        return ()
    visible = visible_fields(catalogue, answers)
    settled = Answers(
        {field_id: answers[field_id] for field_id in answers if answers.state(field_id) is not AnswerState.UNKNOWN}
    )
    asked = (
        catalogue.questions[question_id] for question_id in catalogue.questions if question_id in catalogue.required
    )
    return tuple(gaps[0] for question in asked if (gaps := _gaps(question, settled, visible)))


def first_gap(asked: Question, catalogue: Catalogue, answers: Answers) -> Field:
    """Return the first field that a question still waits for; its own first where it waits for none."""
    return next(iter(_gaps(asked, answers, visible_fields(catalogue, answers))), asked.fields[0])


def minutes_for(open_ids: Collection[str], catalogue: Catalogue, answers: Answers) -> float:
    """Return how long some questions take [minutes]: each its share of what the key questions of its part take.

    Args:
        open_ids: The ids of questions that are still open.
        catalogue: Everything that can be asked.
        answers: The scenario's answers, hidden ones included.
    """
    visible = visible_fields(catalogue, answers)
    left = 0.0
    for section in catalogue.sections.values():
        for part in section.parts:
            quick = [asked for asked in section.questions_of(part.id) if asked.quick and _required(asked, visible)]
            counted = sum(asked.id in open_ids for asked in section.questions_of(part.id))
            left += part.minutes_quick * counted / max(1, len(quick))
    return left


def _counted(catalogue: Catalogue, answers: Answers) -> frozenset[str]:
    """Count once for each set of answers: every section and part of a page asks."""
    counted = answers.counted
    if counted is None or counted[0] is not catalogue:
        counted = answers.counted = (catalogue, _count_anew(catalogue, answers))
    return counted[1]


def _count_anew(catalogue: Catalogue, answers: Answers) -> frozenset[str]:
    """Return the fields that count: those that are asked, and those that an answer which is still due may bring.

    So the first answer to a question never makes what is left more: what it may open was counted before. An optional
    field may stay blank for ever, so nothing waits for it.
    """
    counted = set(visible_fields(catalogue, answers))
    due = {
        field_id for field_id in counted if not catalogue.fields[field_id].optional and not _is_said(field_id, answers)
    }
    waiting = [(field.id, _deciders(question, field)) for question, field in catalogue.conditional]
    # What may come may bring more in turn.
    while more := {
        field_id for field_id, deciders in waiting if field_id not in counted and not deciders.isdisjoint(due)
    }:
        counted |= more
        due |= more
    return frozenset(counted - catalogue.left_out)


def _progress(
    questions: Iterable[Question],
    minutes: float,
    answers: Answers,
    visible: Collection[str],
    flagged: Collection[str],
) -> Progress:
    questions = [asked for asked in questions if any(field.id in visible for field in asked.fields)]
    counted = [asked for asked in questions if _required(asked, visible)]
    done = sum(_is_done(asked, answers, visible) for asked in counted)
    touched = [
        field.id for asked in questions for field in asked.fields if field.id in visible and _is_said(field.id, answers)
    ]
    if not touched:
        state = ProgressState.TODO
    elif any(field_id in flagged for field_id in touched):
        state = ProgressState.WARN
    else:
        state = ProgressState.DONE if done == len(counted) else ProgressState.PART
    left = minutes * (1 - done / len(counted)) if counted else 0.0
    checked = sum(_is_done(asked, answers, visible) and _is_checked(asked, answers, visible) for asked in counted)
    return Progress(done=done, total=len(counted), minutes_left=left, state=state, checked=checked)


def _deciders(question: Question, field: Field) -> frozenset[str]:
    """Return the fields on whose answers it depends whether a field is asked."""
    rules = (Rule.parse(text) for text in (question.when, field.when) if text)
    return frozenset().union(*(rule.references() for rule in rules))


def _required(asked: Question, visible: Collection[str]) -> bool:
    return any(field.id in visible and not field.optional for field in asked.fields)


def _is_done(asked: Question, answers: Answers, visible: Collection[str]) -> bool:
    return not _gaps(asked, answers, visible)


def _is_checked(asked: Question, answers: Answers, visible: Collection[str]) -> bool:
    """Tell whether every answer that can be checked is; what nobody knows yet cannot."""
    said = [answers[field.id] for field in asked.fields if field.id in visible and is_checkable(answers[field.id])]
    return bool(said) and all(answer.check for answer in said)


def _gaps(asked: Question, answers: Answers, visible: Collection[str]) -> list[Field]:
    """Return the fields that a question still waits for; where its first is not relevant, the rest is not either."""
    if answers.state(asked.id) is AnswerState.NOT_RELEVANT:
        return []
    return [
        field
        for field in asked.fields
        if field.id in visible and not field.optional and not _is_said(field.id, answers)
    ]


def _is_said(field_id: str, answers: Answers) -> bool:
    return answers.state(field_id) is not AnswerState.BLANK
