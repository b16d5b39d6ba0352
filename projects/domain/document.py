"""The project document: a whole project as one JSON file, read as far as it can be."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, NoReturn

from projects.domain.answers import Answer, AnswerCheck, AnswerState
from projects.domain.document_format import (
    ACTION,
    ANSWER,
    CHANGE,
    DECISION,
    DOCUMENT,
    FORMAT,
    LARGEST_BYTES,
    SCENARIO,
    THREAD,
    VERSION,
)
from projects.domain.document_values import read_value
from projects.domain.errors import BadValue
from projects.domain.fields import Catalogue
from projects.domain.filekinds import IS_ANOTHER_KIND, kind_of
from projects.domain.former import field_of_key
from projects.domain.packs import is_own
from projects.domain.shapes import DocumentProblem, Problems, Record
from projects.domain.text import gettext_noop

NOT_JSON = gettext_noop(
    "This file is not a project file: its text stops making sense in line %(line)s, at character %(column)s."
)
NOT_UTF_8 = gettext_noop("This file is not a project file: it is not text in UTF-8.")
NOT_A_FIGURE = gettext_noop("This file is not a project file: it has “%(text)s” where a number should be.")
TOO_LARGE = gettext_noop("This file is too large to be a project.")
TOO_DEEP = gettext_noop("This file is nested too deeply to be a project file.")
NOT_OURS = gettext_noop("This file is not a project file of Plumbline.")
NEWER = gettext_noop("This file has format version %(version)s; this Plumbline reads versions up to %(ours)s.")
TWICE = gettext_noop("“%(key)s” appears twice.")
MOST_NAMED, LONGEST_NAMED = 5_000, 300
"""So many own questions, columns and choices keep their names, by keys of this length; the rest is not read."""
NAMELESS = gettext_noop("Imported project")
NO_SCENARIO = gettext_noop("The file has no scenario “%(key)s”.")


class BrokenDocument(BadValue):
    """A file that is no project document at all."""


@dataclass(frozen=True, kw_only=True)
class ScenarioPart:
    """One scenario of a document with the answers in which it differs."""

    id: str
    name: str
    summary: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One change of the history of a document."""

    sequence: int
    scenario: str
    field_id: str
    version: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    who: str
    at: datetime
    undoes: int | None


@dataclass(frozen=True, kw_only=True)
class Document:
    """A project document as far as it can be read."""

    name: str
    summary: str = ""
    owner_name: str = ""
    currency: str = "USD"
    country: str = ""
    """ISO 3166-1; empty where the document does not say."""
    money_per_usd: float | None = None
    """One US dollar in that currency; None where the document does not say."""
    rate_date: date | None = None
    rate_source: str = ""
    started_on: date | None = None
    priced_on: date | None = None
    experience: str = ""
    """The key of what its organisation learnt; empty where it assumes published ranges."""
    question_pack: str = ""
    """The key of what its organisation makes of the questionnaire; empty where it asks what ships."""
    named: Mapping[str, str] = field(default_factory=dict)
    """What own questions are called, by the id of their field."""
    seed: int | None = None
    ours: str = ""
    """The id of the scenario whose verdict is the project's, "base" or that of another; empty while none is chosen."""
    sequence: int = 0
    base_name: str = ""
    base_summary: str = ""
    answers: tuple[Answer, ...] = ()
    scenarios: tuple[ScenarioPart, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    parts: Mapping[str, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    """What rooms above keep in the file: recorded decisions, and what was said of actions."""
    problems: tuple[DocumentProblem, ...] = ()
    """What is left out, each with its place; the first thousand."""
    problem_count: int = 0
    archived: int = 0
    """How many answers belong to questions that are asked no longer, or not here."""
    unbelieved: int = 0
    """How many answers are said to be checked, without anything that shows it."""


@dataclass(frozen=True)
class Claim:
    """That somebody checked an answer, as a document says it."""

    origin: str
    """The id of the project that the document was written from."""
    scenario: str
    entry: Mapping[str, Any]
    """The answer with who checked it, when, and the seal."""


def believes_nothing(_claim: Claim) -> bool:
    """Take no check from a document: whoever has not asked may have got it from anywhere."""
    return False


def parse_document(data: bytes, catalogue: Catalogue, believes: Callable[[Claim], bool] = believes_nothing) -> Document:
    """Read a project document and check every answer against its field.

    Args:
        data: The file.
        catalogue: What is asked.
        believes: Whether it is true that an answer was checked; what is not true is left out and counted.

    Raises:
        BrokenDocument: Where it is none at all. Single parts that cannot be read are left out and listed.
    """
    if len(data) > LARGEST_BYTES:
        raise BrokenDocument(TOO_LARGE)
    if kind := kind_of(data):
        raise BrokenDocument(IS_ANOTHER_KIND, {"kind": BadValue(kind)})
    raw = _load(data)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise BrokenDocument(NOT_OURS)
    version = raw.get("format_version")
    if isinstance(version, int) and version > VERSION:
        raise BrokenDocument(NEWER, {"version": version, "ours": VERSION})
    return _Reader(catalogue.without_money_limits(), believes).read(raw)


def _load(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        raise BrokenDocument(TOO_DEEP) from None
    except BrokenDocument:
        raise
    except UnicodeDecodeError:
        raise BrokenDocument(NOT_UTF_8) from None
    except json.JSONDecodeError as problem:
        raise BrokenDocument(NOT_JSON, {"line": problem.lineno, "column": problem.colno}) from None
    except ValueError:
        # A whole number of more digits than Python reads.
        raise BrokenDocument(NOT_A_FIGURE, {"text": "99999…"}) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        keys = [key for key, _ in pairs]
        raise BrokenDocument(TWICE, {"key": next(key for key in keys if keys.count(key) > 1)[:60]})
    return entries


def _no_constant(text: str) -> NoReturn:
    raise BrokenDocument(NOT_A_FIGURE, {"text": text})


class _Reader:
    """Reads the parts of one document."""

    def __init__(self, catalogue: Catalogue, believes: Callable[[Claim], bool]) -> None:
        self.fields, self.renamed, self.believes = catalogue.fields, catalogue.renamed, believes
        self.origin, self.unbelieved = "", 0
        self.problems = Problems()
        self.archived = 0

    def read(self, raw: Mapping[str, Any]) -> Document:
        top = DOCUMENT.read(raw, "", self.problems) or {}
        project, base = top.get("project", {}), top.get("base", {})
        self.origin = project.pop("id", "")
        project["named"] = dict(islice(_own_names(project.get("named") or {}), MOST_NAMED))
        answers = self._answers(top.get("answers", []), "base")
        scenarios = self._scenarios(top.get("scenarios", []))
        history = self._history(top.get("history", []), {"base", *(part.id for part in scenarios)})
        return Document(
            **({"name": NAMELESS} | project | {"sequence": self._sequence(project, history)}),
            base_name=base.get("name", ""),
            base_summary=base.get("summary", ""),
            answers=answers,
            scenarios=scenarios,
            history=history,
            parts={
                "decisions": self._part(top.get("decisions", []), DECISION, "token"),
                "actions": self._part(top.get("actions", []), ACTION, "key"),
                "threads": self._part(top.get("threads", []), THREAD, ""),
            },
            problems=tuple(self.problems.listed),
            problem_count=self.problems.count,
            archived=self.archived,
            unbelieved=self.unbelieved,
        )

    @staticmethod
    def _sequence(project: Mapping[str, Any], history: tuple[HistoryEntry, ...]) -> int:
        """Return where the count of changes goes on: never below one that is in the history."""
        return max([int(project.get("sequence", 0)), *(entry.sequence for entry in history)])

    def _scenarios(self, rows: list[tuple[str, Any]]) -> tuple[ScenarioPart, ...]:
        parts: dict[str, ScenarioPart] = {}
        # Their own ids are spoken for: one that has none must not take that of one further down, nor its history.
        named = {raw["id"] for _place, raw in rows if isinstance(raw, dict) and isinstance(raw.get("id"), str)}
        for number, (place, raw) in enumerate(rows, start=1):
            told = SCENARIO.read(raw, place, self.problems)
            if told is None:
                continue
            slug = told.get("id", "")
            if slug in {"base", *parts}:
                self.problems.add(f"{place}.id", TWICE, key=slug)
                slug = ""
            # Its answers are worth more than its id.
            slug = slug or _free_slug(number, {"base", *parts, *named})
            parts[slug] = ScenarioPart(
                id=slug,
                name=told.get("name", slug),
                summary=told.get("summary", ""),
                answers=self._answers(told.get("answers", []), slug),
            )
        return tuple(parts.values())

    def _answers(self, rows: list[tuple[str, Any]], scenario: str) -> tuple[Answer, ...]:
        answers: dict[str, Answer] = {}
        told = {_field_id(raw) for _place, raw in rows}
        # As in the database: where both ids have an answer, the older one is archived.
        renamed = {old: new for old, new in self.renamed.items() if new not in told}
        for place, raw in rows:
            answer = self._answer(place, _renamed(raw, renamed), scenario)
            if answer and answer.field_id in answers:
                self.problems.add(place, TWICE, key=answer.field_id)
            elif answer:
                answers[answer.field_id] = answer
        return tuple(answers.values())

    def _answer(self, place: str, raw: Any, scenario: str) -> Answer | None:
        self.problems.field_id = _field_id(raw) if _field_id(raw) in self.fields else ""
        before = self.problems.count
        told = ANSWER.read(raw, place, self.problems)
        answer = self._told_answer(place, told, scenario) if told and "field" in told else None
        self.problems.field_id = ""
        # Of an answer that was refused whole nothing is stored; its note alone is worth keeping.
        is_empty = answer is not None and answer.state is AnswerState.BLANK and not answer.note
        return None if is_empty and self.problems.count > before else answer

    def _told_answer(self, place: str, told: Mapping[str, Any], scenario: str) -> Answer:
        state, value = AnswerState(told.get("state", AnswerState.KNOWN)), told.get("value")
        asked = self.fields.get(told["field"])
        if asked is None:
            self.archived += 1
        elif not told.get("archived"):
            value = read_value(asked, value, f"{place}.value", self.problems) if state is AnswerState.KNOWN else None
        return Answer(
            field_id=told["field"],
            state=AnswerState.BLANK if state is AnswerState.KNOWN and value is None else state,
            value=value if state is AnswerState.KNOWN else None,
            note=told.get("note", ""),
            owner=told.get("owner", ""),
            find_out_by=told.get("find_out_by"),
            reason=told.get("reason", ""),
            said_by=told.get("said_by", ""),
            version=told.get("version", 1),
            changed_at=told.get("changed_at"),
            changed_by=told.get("changed_by", ""),
            check=self._check(told, scenario),
            inherited=told.get("inherits", False),
        )

    def _check(self, told: Mapping[str, Any], scenario: str) -> AnswerCheck | None:
        """Return who checked an answer, as far as that is to be believed."""
        if "checked_at" not in told:
            return None
        if self.believes(Claim(self.origin, scenario, told)):
            return AnswerCheck(at=told["checked_at"], by=told.get("checked_by", ""))
        self.unbelieved += 1
        return None

    def _part(self, rows: list[tuple[str, Any]], shape: Record, key: str) -> tuple[dict[str, Any], ...]:
        """Return the rows that have all they need; of two with the same key the first, where they have one."""
        parts: dict[str, dict[str, Any]] = {}
        for place, raw in rows:
            told = shape.read(raw, place, self.problems)
            if told is None or not set(shape.required) <= told.keys():
                continue
            name = told.get(key) or place
            if name in parts:
                self.problems.add(f"{place}.{key}", TWICE, key=name)
            else:
                parts[name] = told
        return tuple(parts.values())

    def _history(self, rows: list[tuple[str, Any]], scenarios: set[str]) -> tuple[HistoryEntry, ...]:
        entries: dict[int, HistoryEntry] = {}
        latest: dict[tuple[str, str], HistoryEntry] = {}
        for place, raw in rows:
            told = CHANGE.read(raw, place, self.problems)
            if told is None or not set(CHANGE.required) <= told.keys():
                continue
            if told["scenario"] not in scenarios:
                self.problems.add(f"{place}.scenario", NO_SCENARIO, key=told["scenario"])
            elif told["sequence"] in entries:
                self.problems.add(f"{place}.sequence", TWICE, key=told["sequence"])
            else:
                told["field"] = self.renamed.get(told["field"], told["field"])
                key = (told["scenario"], told["field"])
                latest[key] = entries[told["sequence"]] = _entry(told, latest.get(key))
        return tuple(entries.values())


def _own_names(named: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    return (
        (place, name)
        for place, name in named.items()
        if name and len(place) <= LONGEST_NAMED and is_own(field_of_key(place))
    )


def _field_id(raw: Any) -> str:
    """Return the field that an answer names, before anything of it is checked; "" where it names none."""
    field_id = raw.get("field") if isinstance(raw, dict) else None
    return field_id if isinstance(field_id, str) else ""


def _renamed(raw: Any, renamed: Mapping[str, str]) -> Any:
    return raw | {"field": renamed[_field_id(raw)]} if _field_id(raw) in renamed else raw


def _entry(told: Mapping[str, Any], previous: HistoryEntry | None) -> HistoryEntry:
    before = _content(told.get("before"))
    if before is None and previous is not None and previous.version == told["version"] - 1:
        before = previous.after
    return HistoryEntry(
        sequence=told["sequence"],
        scenario=told["scenario"],
        field_id=told["field"],
        version=told["version"],
        before=before,
        after=_content(told.get("after")),
        who=told.get("who", ""),
        at=told["at"],
        undoes=told.get("undoes"),
    )


def _content(told: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what an answer said, in the form of the history."""
    if told is None:
        return None
    return {key: part.isoformat() if isinstance(part, date) else part for key, part in told.items()}


def _free_slug(number: int, taken: Collection[str]) -> str:
    candidates = (f"scenario-{count}" for count in range(number, number + len(taken) + 1))
    return next(slug for slug in candidates if slug not in taken)
