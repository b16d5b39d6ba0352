"""Answers as programs send them: read by the shapes of the project file, and values as people type them too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from projects.domain.answers import Answer, AnswerState
from projects.domain.document_format import ANSWER, LARGEST_SEQUENCE
from projects.domain.document_values import read_value
from projects.domain.errors import BadValue
from projects.domain.fields import Field, FieldType
from projects.domain.ranges import NumberStyle
from projects.domain.shapes import MISSING, ListOf, Number, Problems, Record
from projects.domain.text import gettext_noop
from projects.domain.values import read_typed

NO_SUCH_FIELD = gettext_noop("No question has the id “%(key)s”. The list of fields names them all.")
TWICE = gettext_noop("“%(key)s” appears twice.")
MOST_ANSWERS = 200
"""In one request: each is a change of its own in the history."""
TYPED = (FieldType.NUMBER, FieldType.RANGE, FieldType.DATE)
SAID = ("state", "value", "note", "owner", "find_out_by", "reason", "said_by")
SENT = Record({name: ANSWER.entries[name] for name in ("field", *SAID)}, required=("field",), name="change")
BODY = Record(
    {"sequence": Number(0, LARGEST_SEQUENCE, whole=True), "answers": ListOf(SENT, limit=MOST_ANSWERS)},
    required=("sequence", "answers"),
)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Answers that a program wants to write."""

    sequence: int
    """Of the project, as the program saw it."""
    answers: tuple[Answer, ...]


def read_changes(raw: Any, fields: Mapping[str, Field], reading: NumberStyle) -> tuple[Changes, Problems]:
    """Read what was sent, as far as it can be read; whatever cannot is on the list.

    Args:
        raw: The JSON of the request.
        fields: Those that may be answered, by id.
        reading: How numbers are written.
    """
    problems = Problems()
    told = BODY.read(raw, "", problems) or {}
    answers: dict[str, Answer] = {}
    for place, row in told.get("answers", []):
        answer = _read_answer(place, row, problems, (fields, reading))
        if answer and answer.field_id in answers:
            problems.add(place, TWICE, key=answer.field_id)
        elif answer:
            answers[answer.field_id] = answer
    return Changes(sequence=told.get("sequence", 0), answers=tuple(answers.values())), problems


def _read_answer(
    place: str, raw: Any, problems: Problems, known: tuple[Mapping[str, Field], NumberStyle]
) -> Answer | None:
    told = SENT.read(raw, place, problems)
    if told is None or "field" not in told:
        return None
    fields, reading = known
    field = fields.get(told["field"])
    if field is None:
        problems.add(f"{place}.field", NO_SUCH_FIELD, key=told["field"])
        return None
    state, value = AnswerState(told.get("state", AnswerState.KNOWN)), told.get("value")
    if state is AnswerState.KNOWN:
        value = _read_value(field, value, f"{place}.value", problems, reading)
        state = AnswerState.BLANK if value is None else state
        if value is None and told.get("state") == AnswerState.KNOWN and told.get("value") is None:
            problems.add(place, MISSING, key="value")
    # What belongs to another state than the chosen one is dropped, as a page does.
    return Answer(
        field_id=field.id,
        state=state,
        value=value if state is AnswerState.KNOWN else None,
        note=told.get("note", ""),
        owner=told.get("owner", "") if state is AnswerState.UNKNOWN else "",
        find_out_by=told.get("find_out_by") if state is AnswerState.UNKNOWN else None,
        reason=told.get("reason", "") if state is AnswerState.NOT_RELEVANT else "",
        said_by="" if state is AnswerState.BLANK else told.get("said_by", ""),
    )


def _read_value(field: Field, value: Any, place: str, problems: Problems, reading: NumberStyle) -> Any:
    """Return a value in stored form: text such as "6 to 12" as a page reads it, all else as the file holds it."""
    if not (isinstance(value, str) and field.type in TYPED):
        return read_value(field, value, place, problems)
    try:
        return read_typed(field, value, reading)
    except BadValue as problem:
        problems.add_raised(place, problem, text=value[:80])
        return None
