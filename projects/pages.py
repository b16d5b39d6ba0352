"""Pages of questions: the same form saved field by field, or whole where there is no JavaScript."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from projects.access import Workspace
from projects.domain.expressions import visible_fields
from projects.domain.fields import Field, Question
from projects.forms import AnswerForm
from projects.saving import Result, Saved, answer_at, save_answer


@dataclass(frozen=True)
class Asked:
    """One field on a page."""

    form: AnswerForm
    shown: bool
    clash: Saved | None = None


@dataclass(frozen=True)
class AskedQuestion:
    """One question on a page with its fields."""

    question: Question
    fields: list[Asked]

    @property
    def shown(self) -> bool:
        return any(asked.shown for asked in self.fields)

    @property
    def has_errors(self) -> bool:
        return any(asked.form.is_bound and not asked.form.is_valid() for asked in self.fields)


def answer_form(workspace: Workspace, one: Field, data: Any = None) -> AnswerForm:
    return AnswerForm(one, workspace.answers[one.id], workspace.reading, workspace.formatter, data)


def ask(workspace: Workspace, questions: Iterable[Question]) -> list[AskedQuestion]:
    """Return the questions of a page with their stored answers."""
    shown = visible_fields(workspace.catalogue, workspace.answers)
    return [
        AskedQuestion(asked, [Asked(answer_form(workspace, one), one.id in shown) for one in asked.fields])
        for asked in questions
    ]


def hidden_prefixes(workspace: Workspace, section_id: str) -> str:
    """Return the fields of a section that are not asked at present, as the page's script reads them."""
    shown = visible_fields(workspace.catalogue, workspace.answers)
    fields = workspace.catalogue.sections[section_id].fields
    return " ".join(one.id.replace(".", "-") for one in fields if one.id not in shown)


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
        for one in asked.fields:
            form = answer_form(workspace, one, data)
            saved = _save(workspace, form) if form.is_valid() else None
            clash = saved if saved and saved.result is Result.CONFLICT else None
            problems = problems or saved is None or clash is not None
            fields.append(Asked(form, one.id in shown, clash))
        page.append(AskedQuestion(asked, fields))
    return page if problems else None


def _save(workspace: Workspace, form: AnswerForm) -> Saved:
    sent = form.to_answer()
    now = workspace.answers[sent.field_id]
    seen = now if sent.version == now.version else answer_at(workspace.scenario, sent.field_id, sent.version)
    if sent.content == seen.content:
        return Saved(result=Result.SAME, answer=now)
    return save_answer(workspace.scenario, sent, token=form.token_sent, who=workspace.who)
