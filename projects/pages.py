"""Pages of questions: the same form saved field by field, or whole where there is no JavaScript."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.domain.expressions import visible_fields
from projects.domain.fields import Field, Question, Section, SectionPart, slug_id
from projects.domain.stored import settle
from projects.forms import AnswerForm
from projects.limits import OverLimit
from projects.models import digest
from projects.saving import Saved, SaveOutcome, answer_at, save_answer, take_base
from projects.suggestions import names_for, problem_of

OPEN_AT_ONCE = 1
"""So many questions without an answer stand open in a part of a page; the others are lines until their turn comes."""


@dataclass(frozen=True)
class AskedField:
    """One field on a page."""

    form: AnswerForm
    shown: bool
    clash: Saved | None = None
    saved: bool = False
    """Whether what was sent is stored: its form stands on the version that was saved."""


@dataclass(frozen=True)
class AskedQuestion:
    """One question on a page with its fields."""

    question: Question
    fields: list[AskedField]
    is_wrong: bool = False
    """Whether something that reads well is wrong with an answer."""
    is_later: bool = False
    """Whether others are asked first: its page shows it as a line, which opens."""

    @property
    def is_untouched(self) -> bool:
        """Whether nobody said anything to it yet, and nothing that somebody sent is in the way."""
        said = [asked.form.answer for asked in self.fields]
        blank = all(answer.state is AnswerState.BLANK and not answer.note and not answer.leftover for answer in said)
        return blank and not self.has_errors and not self.is_wrong and not any(asked.clash for asked in self.fields)

    @property
    def is_optional(self) -> bool:
        return all(asked.form.definition.optional for asked in self.fields)

    @property
    def is_done(self) -> bool:
        """Whether all of it that is asked is answered and nothing in it needs somebody: its page folds it to a line."""
        asked = [field for field in self.fields if field.shown]
        said = [entry.form.answer for entry in asked if entry.form.answer.state is not AnswerState.BLANK]
        blank = any(
            entry.form.answer.state is AnswerState.BLANK and not entry.form.definition.optional for entry in asked
        )
        unclear = self.has_errors or self.is_wrong or any(entry.clash or entry.form.answer.leftover for entry in asked)
        return bool(said) and not blank and not unclear

    @property
    def shown(self) -> bool:
        return any(asked.shown for asked in self.fields)

    @property
    def has_errors(self) -> bool:
        return any(asked.form.is_bound and not asked.form.is_valid() for asked in self.fields)


@dataclass(frozen=True)
class AskedPart:
    """One chapter of a page with its questions."""

    part: SectionPart
    questions: list[AskedQuestion]
    first: bool = False
    needed: frozenset[str] = frozenset()
    """Fields that something is missing without."""
    wanted: bool = False
    """Whether somebody asked for it by its address, as a browser without JavaScript does."""
    is_before_others: bool = False
    """Whether a later part is asked: one that is not leaves a gap in the letters, which is said."""

    @property
    def fields(self) -> list[AskedField]:
        """The fields that are asked at present."""
        return [asked for question in self.questions for asked in question.fields if asked.shown]

    @property
    def is_done(self) -> bool:
        """Whether everything in it that must be answered is."""
        return not any(
            asked.form.answer.state is AnswerState.BLANK and not asked.form.definition.optional for asked in self.fields
        )

    @property
    def is_asked(self) -> bool:
        return bool(self.fields)

    @property
    def places(self) -> str:
        """The element ids of its questions and fields: a link to one of them opens the part."""
        ids = [
            id
            for question in self.questions
            for id in (f"q-{question.question.id}", *(f.form.definition.id for f in question.fields))
        ]
        return " ".join(slug_id(id) for id in ids)

    @property
    def is_open(self) -> bool:
        """Whether its questions stand open: the first part, and whatever needs somebody."""
        waits = any(asked.form.definition.id in self.needed or asked.clash for asked in self.fields)
        return (
            (self.first and not self.is_done)
            or self.wanted
            or waits
            or any(question.has_errors for question in self.questions)
        )


def by_part(
    section: Section, page: Iterable[AskedQuestion], needed: Iterable[str] = (), part_id: str = ""
) -> list[AskedPart]:
    """Return the questions of a page by the parts of their section; the part that is asked for stands open."""
    asked, wanted = list(page), frozenset(needed)
    shown = [part.id for part in section.parts if any(q.shown for q in asked if q.question.part == part.id)]
    return [
        AskedPart(
            part,
            [question for question in asked if question.question.part == part.id],
            first=number == 0 and not part_id,
            needed=wanted,
            wanted=part.id == part_id,
            is_before_others=any(later.id in shown for later in section.parts[number + 1 :]),
        )
        for number, part in enumerate(section.parts)
    ]


AT_A_FIGURE = "at-"
"""Begins the element ids of an answer that stands at a figure it is an input of."""


def answer_form(workspace: Workspace, field: Field, data: Any = None, *, at: str = "") -> AnswerForm:
    names, question = names_for(field.id), workspace.catalogue.questions.get(field.id)
    stored, reading = workspace.answers[field.id], workspace.reading
    return AnswerForm(field, stored, reading, workspace.formatter, data, at=at, names=names, question=question)


def ask(workspace: Workspace, questions: Iterable[Question]) -> list[AskedQuestion]:
    """Return the questions of a page with their stored answers."""
    shown = visible_fields(workspace.catalogue, workspace.answers)
    return list(
        _in_turn(
            AskedQuestion(
                asked,
                [AskedField(answer_form(workspace, field), field.id in shown) for field in asked.fields],
                any(problem_of(workspace, field.id) for field in asked.fields),
            )
            for asked in questions
        )
    )


def _in_turn(page: Iterable[AskedQuestion]) -> Iterator[AskedQuestion]:
    """Say of each question whether others of its part are asked first."""
    opened: Counter[str] = Counter()
    for question in page:
        if question.shown and not question.is_done:
            opened[question.question.part] += 1
        yield replace(question, is_later=question.is_untouched and opened[question.question.part] > OPEN_AT_ONCE)


def hidden_prefixes(workspace: Workspace, section_id: str) -> str:
    """Return the fields of a section that are not asked at present, as the page's script reads them."""
    shown = visible_fields(workspace.catalogue, workspace.answers)
    fields = workspace.catalogue.sections[section_id].fields
    return " ".join(slug_id(field.id) for field in fields if field.id not in shown)


def save_page(workspace: Workspace, questions: Iterable[Question], data: Any) -> list[AskedQuestion] | None:
    """Save a page that was sent whole.

    A field that was not changed since it was shown is left alone, even if somebody else changed it in between.

    Returns:
        None where all is saved, else the page with what could not be.
    """
    shown = visible_fields(workspace.catalogue, workspace.answers)
    page, problems = [], False
    for asked in questions:
        fields = []
        for field in asked.fields:
            sent, failed = save_sent(workspace, answer_form(workspace, field, data), shown=field.id in shown)
            problems = problems or failed
            fields.append(sent)
        page.append(AskedQuestion(asked, fields))
    return page if problems else None


def take_base_answer(workspace: Workspace, field_id: str, version: int) -> Saved:
    """Let the scenario take the base's answer again, from the version that the person saw.

    The same button pressed twice is one change: its token is made from what it takes back.
    """
    token = digest(f"base/{workspace.scenario.pk}/{field_id}/{version}")[:40]
    return take_base(workspace.scenario, field_id, version=version, token=token, **workspace.author)


def save_sent(workspace: Workspace, form: AnswerForm, *, shown: bool = True) -> tuple[AskedField, bool]:
    """Save an answer that was sent with its page; return it as it is shown, and whether it could not be saved."""
    saved = _save_or_say(workspace, form) if form.is_valid() else None
    if saved is None or saved.result is SaveOutcome.CONFLICT:
        return AskedField(form, shown, saved), True
    form.answer = saved.answer  # the page may come back for the sake of another answer, and this one be sent again
    return AskedField(form, shown, saved=True), False


def _save_or_say(workspace: Workspace, form: AnswerForm) -> Saved | None:
    """Save what a valid form holds; where a limit is reached, the form says so, and nothing is saved."""
    try:
        return _save(workspace, form)
    except OverLimit as limit:
        form.add_error("value", str(limit))
        return None


def _save(workspace: Workspace, form: AnswerForm) -> Saved:
    sent = form.to_answer()
    now = workspace.answers[sent.field_id]
    seen = now
    if (sent.version, sent.base_version) != (now.version, now.base_version):
        stored = answer_at(workspace.scenario, sent.field_id, sent.version, sent.base_version)
        seen = settle(stored, workspace.catalogue.unlimited.get(sent.field_id))
    if sent.content == seen.content:
        return Saved(result=SaveOutcome.SAME, answer=now)
    return save_answer(workspace.scenario, sent, token=form.token_sent, **workspace.author)
