"""The questionnaire as administrators see it: every question, what reads it, and whether it can be left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from projects.catalogue import get_catalogue
from projects.domain.expressions import Rule
from projects.domain.fields import Catalogue, FieldType, Question, Section, SectionPart
from projects.domain.packs import QuestionPackVersion
from scoping.content import get_quick_scope

CHECKLIST = "readiness"
_RULES = {
    "checks": gettext_noop("Second look"),
    "decision": gettext_noop("Verdict"),
    "bridges": gettext_noop("Proposals"),
    "value_rules": gettext_noop("Business case"),
    "first_guess": gettext_noop("First guess"),
    "approaches": gettext_noop("Options side by side"),
    "plan_changes": gettext_noop("Proposed team"),
    "approach": gettext_noop("Approach"),
    "data": gettext_noop("Data plan"),
    "evaluation": gettext_noop("Evaluation plan"),
    "training": gettext_noop("Training plan"),
    "law": gettext_noop("Law"),
    "readiness": gettext_noop("Readiness"),
}
"""What the rules of a data file make up, by the name of the file."""
_PLACES = {"overview": gettext_noop("Overview"), "report": gettext_noop("Report")}
_BINDING = frozenset({"decision", "law"})
"""Rules that must never be blind: what they do not see they do not warn of."""
_CALCULATED = {"compute", "team", "value"}
_WORDS = {FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.LINK, FieldType.PERSON}
_NAMES = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")


@dataclass(frozen=True, kw_only=True)
class BankQuestion:
    """One question, as the page lists it."""

    question: Question
    is_left_out: bool
    is_required: bool
    """Whether it must be answered before a decision."""
    is_worded: bool
    """Whether it stands there in words of the organisation."""
    needed: str
    """Why it cannot be left out; "" where it can."""
    read_on: str
    """The pages that say something else with another answer."""
    rules: str
    """The rules that look at it."""


@dataclass(frozen=True, kw_only=True)
class BankPart:
    """The questions of one part."""

    part: SectionPart
    questions: list[BankQuestion]

    @property
    def can_be_left_out(self) -> int:
        """How many of its questions can be; two and more have a tick for all of them."""
        return sum(not line.needed for line in self.questions)


@dataclass(frozen=True, kw_only=True)
class BankSection:
    """One section with its parts."""

    section: Section
    parts: list[BankPart]
    is_own: bool

    @property
    def count(self) -> int:
        return len(self.section.questions)

    @property
    def left_out(self) -> int:
        return sum(question.is_left_out for part in self.parts for question in part.questions)


def bank_of(catalogue: Catalogue, pack: QuestionPackVersion) -> list[BankSection]:
    """Return everything that is asked, own questions last.

    Args:
        catalogue: With the own section, where there is one.
        pack: What is made of it, or what somebody is about to make of it.
    """
    needed = needed_questions()
    return [
        BankSection(
            section=section,
            parts=[
                BankPart(
                    part=part,
                    questions=[_line(question, section, needed, pack) for question in section.questions_of(part.id)],
                )
                for part in section.parts
            ],
            is_own=section.id == catalogue.own_section,
        )
        for section in catalogue.sections.values()
    ]


def _line(question: Question, section: Section, needed: Mapping[str, str], pack: QuestionPackVersion) -> BankQuestion:
    titles = {shipped.id: shipped.title for shipped in get_catalogue().sections.values()}
    read_on = [_(titles.get(place) or _PLACES.get(place, place)) for place in question.feeds]
    readers = _readers()
    rules = {rule for asked in question.fields for rule in readers.get(asked.id, ())}
    return BankQuestion(
        question=question,
        is_left_out=question.id in pack.left_out,
        is_required=question.id in pack.required,
        is_worded=any(asked.id in pack.wording for asked in question.fields),
        needed=_(needed[question.id]) if question.id in needed else "",
        read_on=", ".join(read_on),
        rules=", ".join(_(_RULES[rule]) for rule in _RULES if rule in rules),
    )


def can_be_left_out() -> list[str]:
    """Return the ids of the questions that an organisation may do without."""
    needed = needed_questions()
    return [
        asked.id
        for section in get_catalogue().sections.values()
        for asked in section.questions
        if asked.id not in needed
    ]


def needed_questions() -> dict[str, str]:
    """Return why a question cannot be left out, by its id, in English; of those that can there is none."""
    needed = {}
    for section in get_catalogue().sections.values():
        for question in section.questions:
            if why := _why_needed(question, section):
                needed[question.id] = why
    return needed


def _why_needed(question: Question, section: Section) -> str:
    fields = {asked.id for asked in question.fields}
    if section.id == CHECKLIST:
        return gettext_noop("A statement of readiness: let it count 0 points instead.")
    if question.quick:
        return gettext_noop("A first verdict needs it.")
    if fields & {asked.id for screen in get_quick_scope().screens for asked in screen.fields}:
        return gettext_noop("The quick scope asks it.")
    if fields & _deciding():
        return gettext_noop("It decides whether other questions are asked.")
    if any(_BINDING & _readers().get(field_id, frozenset()) for field_id in fields):
        return gettext_noop("The verdict or the law rests on it.")
    if _figures_need(question, section):
        return gettext_noop("Figures have nothing else to go by: it has no default.")
    return ""


def _figures_need(question: Question, section: Section) -> bool:
    """Tell whether a figure would be missing without it: nothing is assumed where nobody answers."""
    if _CALCULATED.isdisjoint({section.id, *question.feeds}):
        return False
    is_calculated = section.id in _CALCULATED
    return any(
        asked.type not in _WORDS and asked.default is None and (is_calculated or not asked.optional)
        for asked in question.fields
    )


def _deciding() -> set[str]:
    """Return the fields that conditions of other questions look at."""
    deciding: set[str] = set()
    for section in get_catalogue().sections.values():
        for question in section.questions:
            own = {asked.id for asked in question.fields}
            rules = [question.when, *(asked.when for asked in question.fields)]
            looked_at = {name for rule in rules if rule for name in Rule.parse(rule).references()}
            deciding |= looked_at - own
    return deciding


@lru_cache(maxsize=1)
def _readers() -> Mapping[str, frozenset[str]]:
    """Return the data files whose rules name a field, by the field's id."""
    readers: dict[str, set[str]] = {}
    fixtures = settings.FIXTURES
    paths = [*fixtures.glob("*.toml"), *(fixtures / "plans").glob("*.toml"), fixtures / "sections" / "readiness.toml"]
    for path in paths:
        if path.stem in _RULES:
            for field_id in _NAMES.findall(path.read_text(encoding="utf-8")):
                readers.setdefault(field_id, set()).add(path.stem)
    return {field_id: frozenset(stems) for field_id, stems in readers.items()}
