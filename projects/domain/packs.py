"""What an organisation makes of the questionnaire: what it leaves out, requires, rewords and adds."""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from projects.domain.answers import Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile, DataTable, table_of
from projects.domain.expressions import Rule
from projects.domain.fields import Catalogue, Choice, Column, Field, Question, Section
from projects.domain.loading import with_section
from projects.domain.pay import moves_with_pay, says_pay
from projects.domain.stored import settle

LARGEST_BYTES = 100_000
"""Of an own section file: the longest of those that we ship has 90,000."""
MOST_QUESTIONS = 60
LONGEST_ID = 80
"""As the rows of answers and project files hold it."""
OWN_FILE = Path("own-questions.toml")
_log = logging.getLogger(__name__)
_SECTION_ID = re.compile(r"own(_[a-z0-9]+)*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


Wording = Mapping[str, Mapping[str, str]]
"""What a question that ships says here, by the id of its field: `title`, `question`
and `help` at the first, `label` at any."""


@dataclass(frozen=True, kw_only=True)
class QuestionPackVersion:
    """A version of what an organisation makes of the questionnaire. Two with the same key are the same."""

    key: str
    """The same on every installation; project files name it."""
    left_out: frozenset[str] = field(default=frozenset(), compare=False)
    """Ids of the questions that are not asked."""
    required: frozenset[str] = field(default=frozenset(), compare=False)
    """Ids of the questions that must be answered before a decision."""
    wording: Wording = field(default_factory=dict, compare=False)
    text: str = field(default="", compare=False)
    """The file with the own section; empty where there is none."""


def with_pack(catalogue: Catalogue, pack: QuestionPackVersion) -> Catalogue:
    """Return the catalogue as an organisation asks it.

    A question that is left out stays in the catalogue, because formulas and rules name it, and is never asked: its
    default counts, and whatever was answered is kept and counts no longer.

    Args:
        catalogue: As it ships, with money in US dollars.
        pack: What is made of it. A question that a release has removed since is not missed; own questions that no
            longer fit what ships are not asked, and their answers are archived, until an administrator mends them.
    """
    asked = [catalogue.questions[question_id] for question_id in pack.left_out if question_id in catalogue.questions]
    narrower = replace(catalogue, left_out=frozenset(field.id for question in asked for field in question.fields))
    if pack.wording:
        narrower = narrower.with_questions(lambda question: _worded(question, pack.wording))
    try:
        whole = read_own_section(pack.text, narrower) if pack.text else narrower
    except BrokenDataFile as problem:
        _log.error("The own questions of version %s are not asked: %s", pack.key, problem)
        whole = narrower
    return _requiring(whole, pack.required - pack.left_out) if pack.required else whole


def _worded(question: Question, wording: Wording) -> Question:
    """Return a question in the words of the organisation, where it has some."""
    said = wording.get(question.id, {})
    fields = tuple(
        replace(asked, label=wording.get(asked.id, {}).get("label", asked.label)) for asked in question.fields
    )
    return replace(
        question,
        title=said.get("title", question.title),
        question=said.get("question", question.question),
        help=said.get("help", question.help),
        fields=fields,
    )


def _requiring(catalogue: Catalogue, required: frozenset[str]) -> Catalogue:
    """Return the catalogue with what must be answered before a decision; of nothing but optional fields the first."""

    def ask(question: Question) -> Question:
        if question.id not in required or not all(asked.optional for asked in question.fields):
            return question
        first, *others = question.fields
        return replace(question, fields=(replace(first, optional=False), *others))

    return replace(catalogue.with_questions(ask), required=required & catalogue.questions.keys())


def read_own_section(text: str, catalogue: Catalogue, earlier: Iterable[Section] = ()) -> Catalogue:
    """Return the catalogue with the section of an organisation, which stands last.

    Args:
        text: The section file; see docs/data-files.md.
        catalogue: What is asked beside it.
        earlier: What the organisation asked before: an id keeps its type, its choices and its columns, so that every
            answer that was given once can be read.

    Raises:
        BrokenDataFile: With line and reason.
    """
    table = _table(text)
    wider = with_section(catalogue, table)
    own = wider.sections[wider.own_section]
    before = {asked.id: asked for section in earlier for asked in section.fields}
    for question in table.tables("question"):
        for row in question.tables("field"):
            _check_id(row, own)
            _check_pay(row, wider)
            _check_kept(row, wider.fields[row.text("id")], before)
    return wider


def _table(text: str) -> DataTable:
    """Return the file as a table that may be an own section; refuse what no browser or report can show."""
    if len(text.encode()) > LARGEST_BYTES:
        raise BrokenDataFile(OWN_FILE, 0, f"is larger than {LARGEST_BYTES:,} bytes")
    try:
        table = table_of(OWN_FILE, text)
    except BrokenDataFile:
        raise
    except (RecursionError, ValueError):
        raise BrokenDataFile(OWN_FILE, 0, "is nested too deeply, or holds too long a number") from None
    if _CONTROLS.search(repr_of(table.row)):
        raise table.error("a text holds control characters")
    if not _SECTION_ID.fullmatch(table.text("id")):
        raise table.error(f"the id of an own section is own, or begins with own_, not {table.text('id')!r}", "id")
    if table.has("item"):
        raise table.error("an own section has [[question]] tables, no [[item]]", "item")
    questions = table.tables("question")
    if len(questions) > MOST_QUESTIONS:
        raise questions[MOST_QUESTIONS].error(f"there are more than {MOST_QUESTIONS} questions")
    for question in questions:
        if question.has("quick"):
            raise question.error("no own question is needed for a first verdict: leave quick out", "quick")
    return table


def repr_of(value: object) -> str:
    """Return all texts of a file in one, to look for characters in."""
    match value:
        case dict():
            return "\n".join(f"{key}\n{repr_of(part)}" for key, part in value.items())
        case list():
            return "\n".join(map(repr_of, value))
    return value if isinstance(value, str) else ""


def _check_id(row: DataTable, own: Section) -> None:
    field_id = row.text("id")
    if not field_id.startswith(f"{own.id}."):
        raise row.error(f"the id {field_id} must begin with {own.id}. so that it is never one of ours", "id")
    if len(field_id) > LONGEST_ID:
        raise row.error(f"the id {field_id} is longer than {LONGEST_ID} characters", "id")


def _check_pay(row: DataTable, catalogue: Catalogue) -> None:
    """Refuse questions about pay: the own section is open to people who must not learn any."""
    field_id = row.text("id")
    asked, question = catalogue.fields[field_id], catalogue.questions[field_id]
    if says_pay(asked):
        raise row.error("own questions ask for no pay: it stands under Team, where links can hide it", "id")
    rules = [Rule.parse(rule) for rule in (asked.when, question.when) if rule]
    if any(moves_with_pay(catalogue.fields, rule.references()) for rule in rules):
        raise row.error(f"a condition of {field_id} looks at pay, so who sees the question would learn of it", "id")


def _check_kept(row: DataTable, asked: Field, before: Mapping[str, Field]) -> None:
    """Refuse a change after which an answer that somebody gave could no longer be read."""
    then = before.get(asked.id)
    if then is None:
        return
    if then.type is not asked.type:
        raise row.error(f"{asked.id} was a {then.type} in an earlier version: give it another id", "type")
    if gone := _gone(then.choices, asked.choices):
        raise row.error(f"{asked.id} offered {gone} in an earlier version: keep it, or take another id", "choices")
    columns = {column.id: column for column in asked.columns}
    for column in then.columns:
        _check_column(row, column, columns.get(column.id))


def _check_column(row: DataTable, then: Column, now: Column | None) -> None:
    if now is None or now.type is not then.type or _gone(then.choices, now.choices):
        words = f"column {then.id} was another one in an earlier version: keep it, or take another id for the question"
        raise row.error(words, "columns")


def _gone(before: Iterable[Choice], now: Iterable[Choice]) -> str:
    kept = {choice.value for choice in now}
    return ", ".join(str(choice.value) for choice in before if choice.value not in kept)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Which questions differ between two versions."""

    added: tuple[Question, ...]
    dropped: tuple[Question, ...]
    answered: frozenset[str]
    """Of those that are dropped the ones that somebody answered, by id."""
    changed: tuple[Question, ...]
    """Questions that are asked in other words, own ones also otherwise."""
    required: tuple[Question, ...]
    """What must be answered before a decision then, and need not be now."""
    free: tuple[Question, ...]
    """What must be now and need not be then."""


def compare_asked(before: Catalogue, after: Catalogue, answers: Answers) -> Compared:
    """Return what a project would be asked, and no longer be asked, with another version.

    Args:
        before: What it is asked.
        after: What it would be asked.
        answers: What was said so far.
    """
    now, then = _asked(before), _asked(after)
    dropped = tuple(question for name, question in now.items() if name not in then)
    own = after.sections[after.own_section].questions if after.own_section else ()
    return Compared(
        added=tuple(question for name, question in then.items() if name not in now),
        dropped=dropped,
        answered=frozenset(
            question.id
            for question in dropped
            if any(answers.state(field.id) is not AnswerState.BLANK for field in question.fields)
        ),
        changed=tuple(
            question
            for name, question in then.items()
            if name in now and _differs(now[name], question, is_own=question in own)
        ),
        required=tuple(question for name, question in then.items() if name in after.required - before.required),
        free=tuple(question for name, question in then.items() if name in before.required - after.required),
    )


def _asked(catalogue: Catalogue) -> dict[str, Question]:
    """Return every question that is not left out, by its id."""
    return {
        question.id: question
        for section in catalogue.sections.values()
        for question in section.questions
        if question.id not in catalogue.left_out
    }


def _differs(now: Question, then: Question, *, is_own: bool) -> bool:
    """Tell whether a question says something else; what ships may differ in its defaults, which follow the project."""
    return _own_words(now) != _own_words(then) if is_own else _words(now) != _words(then)


def _words(question: Question) -> tuple[str, ...]:
    return (question.title, question.question, question.help, *(asked.label for asked in question.fields))


def _own_words(question: Question) -> Question:
    """Return a question without its limits, which may stand in another currency, and without what is required."""
    return replace(question, fields=tuple(replace(asked.unlimited, optional=False) for asked in question.fields))


def is_own(field_id: str) -> bool:
    """Tell whether a field may be one of an organisation's own: by its id, which none that ships has."""
    section_id = field_id.partition(".")[0]
    return len(field_id) <= LONGEST_ID and bool(_SECTION_ID.fullmatch(section_id))


def settled_own(catalogue: Catalogue, answers: Answers) -> Answers:
    """Return answers with those to own questions read as the project asks them: rows know only questions that ship."""
    section = catalogue.sections.get(catalogue.own_section)
    if section is None:
        return answers
    own = [asked.id for asked in section.fields if asked.id in answers]
    settled = {field_id: settle(answers[field_id], catalogue.unlimited[field_id]) for field_id in own}
    return answers.overlaid(settled) if settled else answers
