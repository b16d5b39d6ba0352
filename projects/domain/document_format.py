"""The format of the project document, said once: `document` reads by these shapes, `schema` publishes them."""

from typing import Any

from projects.domain.answers import AnswerState
from projects.domain.currency import LARGEST_RATE, LEAST_RATE
from projects.domain.ranges import LARGEST
from projects.domain.shapes import (
    Anything,
    Day,
    ListOf,
    MapOf,
    Moment,
    Number,
    OneOf,
    Record,
    Rows,
    Text,
    VerbatimRecord,
    YesNo,
)
from projects.domain.topics import TopicKind

FORMAT = "plumbline.project"
VERSION = 2
"""Version 2 has days and authors of answers, archived answers and the history. Version 1 is read as well."""
LARGEST_BYTES = 4_000_000
MOST_SCENARIOS = 20
LARGEST_SEQUENCE = 2**53
LARGEST_VERSION = 2**31 - 1

_NOTE, _OWNER, _REASON, _WHO, _NAME, _SUMMARY = Text(2000), Text(120), Text(400), Text(120), Text(80), Text(400)
_FIELD, _SLUG = Text(80, r"[a-z][a-z0-9_]*\.[a-z0-9_]+"), Text(40, r"[A-Za-z0-9_-]+")
_CONTENT: dict[str, Any] = {
    "state": OneOf([state.value for state in AnswerState]),
    "value": Anything("In state known: text, number, range, ISO date, person, list of choices or of rows."),
    "note": _NOTE,
    "owner": _OWNER,
    "find_out_by": Day(),
    "reason": _REASON,
    "said_by": _WHO,
}
ANSWER = Record(
    {
        "field": _FIELD,
        **_CONTENT,
        "changed_at": Moment(),
        "changed_by": _WHO,
        # When somebody other than its writer found it right, and who. It counts with a seal only that the server itself
        # has set, over the project, the question, what the answer says, the name and the time: a file cannot claim it.
        "checked_at": Moment(),
        "checked_by": _WHO,
        "checked_seal": Text(64, "[0-9a-f]{64}"),
        # An answer that does not fit its question as it is asked today, kept as it was given.
        "archived": YesNo(),
        # With the history only: what the answer's changes count from, and whether a scenario took the base's again.
        "version": Number(1, LARGEST_VERSION, whole=True),
        "inherits": YesNo(),
    },
    required=("field",),
    name="answer",
)
CHANGE = Record(
    {
        "sequence": Number(1, LARGEST_SEQUENCE, whole=True),
        "scenario": _SLUG,
        "field": _FIELD,
        "version": Number(1, LARGEST_VERSION, whole=True),
        # Absent: as the version before left it; where there is none, no answer yet or in a scenario the base's.
        "before": Record(_CONTENT),
        # Absent: the base's answer again.
        "after": Record(_CONTENT),
        "who": _WHO,
        "at": Moment(),
        "undoes": Number(1, LARGEST_SEQUENCE, whole=True),
    },
    required=("sequence", "scenario", "field", "version", "at"),
    name="change",
)
SCENARIO = Record(
    {"id": _SLUG, "name": _NAME, "summary": _SUMMARY, "answers": ListOf(ANSWER)},
    required=("id", "name"),
    name="scenario",
)
PROJECT = Record(
    {
        # Of the project that was written into the file, where somebody has checked answers in it; one that is read in
        # has an id of its own.
        "id": Text(36, "[0-9a-f-]{36}"),
        "name": Text(120),
        "summary": _SUMMARY,
        "owner_name": Text(120),
        "currency": Text(3, "[A-Z]{3}"),
        # ISO 3166-1, which decides how numbers are written.
        "country": Text(2, "[A-Z]{2}"),
        # One US dollar in that currency; without it the rate that Plumbline knows.
        "money_per_usd": Number(LEAST_RATE, LARGEST_RATE),
        "rate_date": Day(),
        "rate_source": Text(120),
        "started_on": Day(),
        "priced_on": Day(),
        # The experience of an organisation, by its key, whose ranges it assumes; without it the published ones.
        "experience": Text(36, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        # What an organisation makes of the questionnaire, by its key; without it the one that ships.
        "question_pack": Text(36, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        # What own questions are called, by the id of their field, with their columns ("id/column") and choices
        # ("id=value"): for installations that do not ask them.
        "named": MapOf(Text(200)),
        "seed": Number(0, 2**31 - 1, whole=True),
        # The scenario whose verdict is the project's.
        "ours": _SLUG,
        # With the history only.
        "sequence": Number(0, LARGEST_SEQUENCE, whole=True),
    },
    required=("name",),
)
_FROZEN_ANSWERS = Rows(Record(ANSWER.entries, required=("field", "state")))
_FROZEN = Record(
    {
        "format": OneOf([FORMAT]),
        "format_version": Number(1, VERSION, whole=True),
        "project": Record(
            {**PROJECT.entries, "priced_on": Text(10, r"\d{4}-\d{2}-\d{2}")}, required=("currency", "priced_on")
        ),
        "base": Record({"name": _NAME, "summary": _SUMMARY}),
        "answers": _FROZEN_ANSWERS,
        "scenarios": Rows(
            Record({**SCENARIO.entries, "answers": _FROZEN_ANSWERS}, required=("id", "answers")), limit=MOST_SCENARIOS
        ),
    },
    required=("project", "answers", "scenarios"),
)
_SUM = Number(-LARGEST, LARGEST)
_FIGURE = Record(
    {"low": _SUM, "likely": _SUM, "high": _SUM, "unit": Text(40), "label": Text(200)},
    required=("low", "likely", "high", "label"),
)
_RESULTS = MapOf(
    Record(
        {
            "name": _NAME,
            "verdict": Text(40, "[a-z_]*"),
            "points": Number(0, 100, whole=True),
            "figures": MapOf(_FIGURE),
            "shares": MapOf(Number(0, 1)),
            "agreed": _SUM,
        }
    )
)
SNAPSHOT = Record(
    {
        "name": _NAME,
        "created_at": Moment(),
        "created_by": _WHO,
        "sequence": Number(0, LARGEST_SEQUENCE, whole=True),
        "document": VerbatimRecord(_FROZEN, "The project document without history, as it was then."),
        "results": VerbatimRecord(_RESULTS, "Verdict and headline figures of each scenario, as they were shown then."),
    },
    required=("sequence", "document", "results"),
    is_whole=True,
)
DECISION = Record(
    {
        # The scenario that was decided about; absent where it has been deleted since.
        "scenario": _SLUG,
        "scenario_name": _NAME,
        "outcome": Text(40, "[a-z_]+"),
        "proposed": Text(40, "[a-z_]+"),
        "decided_by": _WHO,
        "decided_on": Day(),
        "words": Text(1000),
        "token": Text(64),
        "snapshot": SNAPSHOT,
    },
    required=("outcome", "decided_by", "decided_on", "snapshot"),
    name="decision",
)
ACTION = Record(
    {
        "key": Text(80),
        "state": OneOf(["open", "doing", "done", "dropped"]),
        "person": Text(120),
        "due": Day(),
        "version": Number(1, LARGEST_VERSION, whole=True),
        "changed_at": Moment(),
        "changed_by": _WHO,
    },
    required=("key", "state"),
    name="action",
)
COMMENT = Record(
    {"who": _WHO, "text": Text(2000), "at": Moment(), "edited_at": Moment()}, required=("text", "at"), name="comment"
)
THREAD = Record(
    {
        "kind": OneOf([kind.value for kind in TopicKind]),
        # The question, figure or section that it is about.
        "about": Text(120),
        # Where it began; absent where that scenario has been deleted since.
        "scenario": _SLUG,
        "changed_at": Moment(),
        "resolved_at": Moment(),
        "resolved_by": _WHO,
        "comments": Rows(COMMENT),
    },
    required=("kind", "about", "comments"),
    name="thread",
)
MOST_DECISIONS, MOST_ACTIONS, MOST_THREADS = 1_000, 2_000, 5_000
DOCUMENT = Record(
    {
        "format": OneOf([FORMAT]),
        "format_version": Number(1, VERSION, whole=True),
        "project": PROJECT,
        "base": Record({"name": _NAME, "summary": _SUMMARY}),
        "answers": ListOf(ANSWER),
        "scenarios": ListOf(SCENARIO, limit=MOST_SCENARIOS),
        "decisions": ListOf(DECISION, limit=MOST_DECISIONS),
        "actions": ListOf(ACTION, limit=MOST_ACTIONS),
        "threads": ListOf(THREAD, limit=MOST_THREADS),
        "history": ListOf(CHANGE),
    },
    required=("format", "format_version", "project"),
)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the format; its name is the same on every server."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT.replace('.', ':')}:{VERSION}",
        "title": "Plumbline project document",
        **DOCUMENT.schema(),
        "$defs": DOCUMENT.definitions(),
    }
