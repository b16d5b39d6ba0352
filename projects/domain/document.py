"""The project document: a whole project as one JSON file, out and in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from projects.domain.answers import Answer, State
from projects.domain.currency import LARGEST_RATE, LEAST_RATE
from projects.domain.errors import BadValue
from projects.domain.fields import Catalogue
from projects.domain.text import gettext_noop
from projects.domain.values import check_stored, parse_date, plain_text

FORMAT = "plumbline.project"
VERSION = 1
LARGEST_BYTES = 4_000_000
MOST_SCENARIOS = 20
_RATE = ("money_per_usd", "rate_date", "rate_source")

NOT_JSON = gettext_noop("This file is not a project document: it cannot be read as JSON (%(problem)s).")
TOO_LARGE = gettext_noop("This file is too large to be a project.")
TOO_DEEP = gettext_noop("This file is nested too deeply to be a project document.")
NOT_OURS = gettext_noop("This file is not a project document of Plumbline.")
NEWER = gettext_noop("This document has format version %(version)s; this Plumbline reads version %(ours)s.")
MISSING = gettext_noop("“%(key)s” is missing.")
WRONG_FORM = gettext_noop("“%(key)s” is not in the expected format.")
UNKNOWN_KEY = gettext_noop("“%(key)s” is not part of a project document.")
UNKNOWN_FIELD = gettext_noop("There is no question with the id “%(key)s”.")
TWICE = gettext_noop("“%(key)s” appears twice.")
TOO_MANY = gettext_noop("At most %(limit)s scenarios fit into a project.")


class BrokenDocument(BadValue):
    """A document that cannot be taken in, and where it is wrong.

    Args:
        place: Such as `answers[3] (team.roles)`; "" where the whole file is meant.
        message: As in BadValue.
        params: As in BadValue.
    """

    def __init__(self, place: str, message: str, params: Mapping[str, object] | None = None) -> None:
        super().__init__(message, params)
        self.place = place


@dataclass(frozen=True, kw_only=True)
class ScenarioPart:
    """One scenario of a document with the answers in which it differs."""

    id: str
    name: str
    summary: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A checked project document."""

    name: str
    summary: str = ""
    owner_name: str = ""
    currency: str = "USD"
    money_per_usd: float | None = None
    """One US dollar in that currency; None where the document does not say."""
    rate_date: date | None = None
    rate_source: str = ""
    started_on: date | None = None
    priced_on: date | None = None
    seed: int | None = None
    answers: tuple[Answer, ...] = ()
    scenarios: tuple[ScenarioPart, ...] = ()


def parse_document(data: bytes, catalogue: Catalogue) -> Document:
    """Read a project document and check every answer against its field.

    Raises:
        BrokenDocument: With the place and what is wrong there. Nothing is taken in by halves.
    """
    if len(data) > LARGEST_BYTES:
        raise BrokenDocument("", TOO_LARGE)
    return _read(_load(data), catalogue.without_money_limits())


def _load(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        raise BrokenDocument("", TOO_DEEP) from None
    except BrokenDocument:
        raise
    except (ValueError, UnicodeDecodeError) as problem:
        raise BrokenDocument("", NOT_JSON, {"problem": str(problem)[:120]}) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise BrokenDocument("", TWICE, {"key": next(key for key in keys if keys.count(key) > 1)[:60]})
    return found


def _no_constant(text: str) -> NoReturn:
    raise BrokenDocument("", NOT_JSON, {"problem": text})


def _read(raw: Any, catalogue: Catalogue) -> Document:
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise BrokenDocument("", NOT_OURS)
    if raw.get("format_version") != VERSION:
        raise BrokenDocument("", NEWER, {"version": str(raw.get("format_version"))[:20], "ours": VERSION})
    top = _Part("", raw, {"format", "format_version", "project", "answers", "scenarios"})
    project = _Part(
        "project",
        top.table("project"),
        {"name", "summary", "owner_name", "currency", *_RATE, "started_on", "priced_on", "seed"},
    )
    scenarios = top.list("scenarios")
    if len(scenarios) > MOST_SCENARIOS:
        raise BrokenDocument("scenarios", TOO_MANY, {"limit": MOST_SCENARIOS})
    parts = tuple(_scenario(f"scenarios[{index}]", part, catalogue) for index, part in enumerate(scenarios))
    ids = [part.id for part in parts]
    for one in ids:
        if ids.count(one) > 1 or one == "base":
            raise BrokenDocument("scenarios", TWICE, {"key": one})
    return Document(
        name=project.text("name", 120, required=True),
        summary=project.text("summary", 400),
        owner_name=project.text("owner_name", 120),
        currency=project.currency("currency"),
        money_per_usd=project.rate("money_per_usd"),
        rate_date=project.day("rate_date"),
        rate_source=project.text("rate_source", 120),
        started_on=project.day("started_on"),
        priced_on=project.day("priced_on"),
        seed=project.seed("seed"),
        answers=_answers("answers", top.list("answers"), catalogue),
        scenarios=parts,
    )


def _scenario(place: str, raw: Any, catalogue: Catalogue) -> ScenarioPart:
    part = _Part(place, raw, {"id", "name", "summary", "answers"})
    slug = part.text("id", 40, required=True)
    if not all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in slug):
        part.refuse("id", WRONG_FORM)
    return ScenarioPart(
        id=slug,
        name=part.text("name", 80, required=True),
        summary=part.text("summary", 400),
        answers=_answers(f"{place}.answers", part.list("answers"), catalogue),
    )


def _answers(place: str, rows: list[Any], catalogue: Catalogue) -> tuple[Answer, ...]:
    found: dict[str, Answer] = {}
    for index, row in enumerate(rows):
        answer = _answer(f"{place}[{index}]", row, catalogue)
        if answer.field_id in found:
            raise BrokenDocument(f"{place}[{index}]", TWICE, {"key": answer.field_id})
        found[answer.field_id] = answer
    return tuple(found.values())


def _answer(place: str, raw: Any, catalogue: Catalogue) -> Answer:
    part = _Part(place, raw, {"field", "state", "value", "note", "owner", "find_out_by", "reason"})
    field_id = part.text("field", 80, required=True)
    one = catalogue.fields.get(field_id)
    if one is None:
        part.refuse(field_id, UNKNOWN_FIELD)
    try:
        state = State(part.raw.get("state", State.KNOWN))
    except ValueError:
        part.refuse("state", WRONG_FORM)
    try:
        value = check_stored(one, part.raw.get("value")) if state is State.KNOWN else None
    except BadValue as problem:
        raise BrokenDocument(f"{place} ({field_id})", problem.message, problem.params) from None
    return Answer(
        field_id=field_id,
        state=State.BLANK if state is State.KNOWN and value is None else state,
        value=value,
        note=part.text("note", 2000),
        owner=part.text("owner", 120),
        find_out_by=part.day("find_out_by"),
        reason=part.text("reason", 400),
    )


class _Part:
    """One table of the document; refuses what does not belong there and says where."""

    def __init__(self, place: str, raw: Any, allowed: set[str]) -> None:
        self.place = place
        if not isinstance(raw, dict):
            raise BrokenDocument(place, WRONG_FORM, {"key": place})
        self.raw = raw
        for key in raw:
            if key not in allowed:
                self.refuse(key, UNKNOWN_KEY)

    def refuse(self, key: str, message: str) -> NoReturn:
        raise BrokenDocument(self.place, message, {"key": str(key)[:60]})

    def table(self, key: str) -> Any:
        if key not in self.raw:
            self.refuse(key, MISSING)
        return self.raw[key]

    def list(self, key: str) -> list[Any]:
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            self.refuse(key, WRONG_FORM)
        return value

    def text(self, key: str, limit: int, *, required: bool = False) -> str:
        value = self.raw.get(key, "")
        if not isinstance(value, str):
            self.refuse(key, WRONG_FORM)
        text = plain_text(value)
        if required and not text:
            self.refuse(key, MISSING)
        if len(text) > limit:
            self.refuse(key, WRONG_FORM)
        return text

    def day(self, key: str) -> date | None:
        text = self.text(key, 40)
        if not text:
            return None
        try:
            return parse_date(text)
        except BadValue:
            self.refuse(key, WRONG_FORM)

    def currency(self, key: str) -> str:
        code = self.text(key, 3) or "USD"
        if not (len(code) == 3 and code.isascii() and code.isupper() and code.isalpha()):
            self.refuse(key, WRONG_FORM)
        return code

    def rate(self, key: str) -> float | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not LEAST_RATE <= value <= LARGEST_RATE:
            self.refuse(key, WRONG_FORM)
        return float(value)

    def seed(self, key: str) -> int | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
            self.refuse(key, WRONG_FORM)
        return value


def schema() -> dict[str, Any]:
    """Return the JSON Schema of format version 1."""
    text = {"type": "string"}
    day = {"type": "string", "format": "date"}
    range_ = {
        "type": "object",
        "properties": {key: {"type": "number"} for key in ("low", "likely", "high")},
        "required": ["low", "likely", "high"],
        "additionalProperties": False,
    }
    months = {
        "type": "object",
        "patternProperties": {"^[0-9]{1,3}$": {"type": "number"}},
        "additionalProperties": False,
    }
    cell = {"anyOf": [{"type": "string"}, {"type": "number"}, range_, months]}
    answer = {
        "type": "object",
        "properties": {
            "field": {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\.[a-z0-9_]+$"},
            "state": {"enum": [state.value for state in State], "default": "known"},
            "value": {
                "description": "In state known: text, number, range, ISO date, person, list of choices or of rows.",
                "anyOf": [
                    {"type": ["string", "number", "null"]},
                    range_,
                    {"type": "object", "properties": {"name": text, "role": text}, "required": ["name"]},
                    {"type": "array", "items": {"type": ["string", "integer"]}},
                    {"type": "array", "items": {"type": "object", "additionalProperties": cell}},
                ],
            },
            "note": text,
            "owner": text,
            "find_out_by": day,
            "reason": text,
        },
        "required": ["field"],
        "additionalProperties": False,
    }
    answers = {"type": "array", "items": {"$ref": "#/$defs/answer"}}
    scenario = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"},
            "name": text,
            "summary": text,
            "answers": answers,
        },
        "required": ["id", "name"],
        "additionalProperties": False,
    }
    project = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 120},
            "summary": text,
            "owner_name": text,
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "money_per_usd": {
                "description": "One US dollar in that currency; without it the rate that Plumbline knows.",
                "type": "number",
                "minimum": LEAST_RATE,
                "maximum": LARGEST_RATE,
            },
            "rate_date": day,
            "rate_source": {"type": "string", "maxLength": 120},
            "started_on": day,
            "priced_on": day,
            "seed": {"type": "integer", "minimum": 0},
        },
        "required": ["name"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plumbline project document",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "format_version": {"const": VERSION},
            "project": project,
            "answers": answers,
            "scenarios": {"type": "array", "maxItems": MOST_SCENARIOS, "items": scenario},
        },
        "required": ["format", "format_version", "project"],
        "additionalProperties": False,
        "$defs": {"answer": answer},
    }
