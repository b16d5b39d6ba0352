"""The quick scope on its way: what a screen asks, what was sent with it, what is known so far."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from decisions.results import results_of
from decisions.verdicts import provisional_verdict_of
from decisions.wording import SaidVerdict, say_verdict
from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.domain.expressions import visible_fields
from projects.domain.fields import Choice, Field, FieldType
from projects.domain.figures import Figure
from projects.domain.lazy import cached_property
from projects.domain.text import gettext_noop, shorten
from projects.formatting import Formatter
from projects.models import Project, unnamed
from projects.pages import AskedField, answer_form, save_sent
from projects.wording import say_answer
from scoping.content import get_quick_scope
from scoping.domain.quick import Screen, ScreenField

LONGEST_NAME = 36
"""A name that is made from the first sentence [characters]."""
DONT_KNOW = "?"
"""What a choice sends for "I don't know": no value of a field."""
DONT_KNOW_WORDS = gettext_noop("I don’t know")
"""What stands beside its box."""
READING = "reading:"
"""Begins the name of a button that chooses a reading; the name of the input follows. The button stands before the
input, and of two texts of one name the last counts."""
MOST_DIGITS = 9
GRAVE = ("stop", "simple_first")
"""What is said before enough is answered: nothing that follows takes it back by itself."""
KEPT = ("note", "owner", "find_out_by", "reason")
"""What an answer may hold beside its value; a screen does not ask for it and sends it back as it is."""


_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")


def as_written(text: str, write: Formatter) -> str:
    """Return a text of the data file with its numbers as the reader writes them: 8,000 is 8.000 in Germany."""
    return _NUMBER.sub(lambda found: write.number(int(found[0].replace(",", ""))), text)


@dataclass(frozen=True)
class QuickChoice:
    """One choice on a screen."""

    choice: Choice
    picked: bool
    digit: int
    """The key that chooses it; 0 where none does."""


@dataclass(frozen=True)
class QuickCell:
    """One cell of a table's first row."""

    name: str
    value: Any
    label: str
    example: str
    choices: Sequence[Choice]
    is_number: bool
    unit: str
    bad: bool


@dataclass(frozen=True)
class QuickField:
    """One field on a screen, ready to be shown."""

    asked: AskedField
    screen_field: ScreenField

    @property
    def field(self) -> Field:
        return self.asked.form.definition

    @property
    def label(self) -> str:
        return _(self.screen_field.label or self.field.label)

    @cached_property
    def options(self) -> list[QuickChoice]:
        picked = self.asked.form["value"].value()
        values = {str(value) for value in (picked if isinstance(picked, list) else [picked])}
        return [
            QuickChoice(choice, str(choice.value) in values, number if number <= MOST_DIGITS else 0)
            for number, choice in enumerate(self.field.choices, start=1)
        ]

    @property
    def example(self) -> str:
        example = self.screen_field.example
        return as_written(_(example), self.asked.form.formatter) if example else ""

    @property
    def kind(self) -> str:
        return "checkbox" if self.field.type is FieldType.MANY_CHOICE else "radio"

    @property
    def version(self) -> Any:
        """What the next change is based on: of a clash what stands now, for both texts have been seen."""
        clash, form = self.asked.clash, self.asked.form
        if clash:
            return clash.answer.version
        return form.answer.version if self.asked.saved else form["version"].value()

    @property
    def base_version(self) -> Any:
        form = self.asked.form
        return form["base"].value() if form.is_bound and not self.asked.saved else form.answer.base_version

    @property
    def kept(self) -> list[tuple[str, Any]]:
        """What else the answer holds."""
        hidden = (name for name in KEPT if name != "note" or not self.screen_field.note)
        return [(name, value) for name in hidden if (value := self.asked.form[name].value())]

    @property
    def errors(self) -> list[str]:
        form = self.asked.form
        if not form.is_bound:
            return []
        labels = {cell.name: cell.label for cell in self.cells} if self.field.columns else {}
        alone = {
            refused.says: f"{labels[refused.input].rstrip('?')}: {refused.alone}"
            for refused in form.refused
            if refused.input in labels
        }
        return [alone.get(str(error), str(error)) for errors in form.errors.values() for error in errors]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What has to be corrected: the id of the input, and the words that stand beside it on the screen."""
        form = self.asked.form
        if not (self.asked.clash or form.errors):
            return []
        if self.field.columns:
            cells = [cell for cell in self.cells if cell.bad] or self.cells[:1]
            return [(cell.name, cell.label) for cell in cells]
        if self.field.choices:
            return [(f"{form.key}-first", self.label)]
        if self.field.type is FieldType.PERSON:
            return [(form["value"].id_for_label, _("Name"))]
        return [(f"{form.key}-value", self.label)]

    @property
    def is_headed(self) -> bool:
        """Tell whether the title of a screen that asks nothing else is all that one sees of its label."""
        return bool(self.field.choices) or self.field.type is FieldType.LONG_TEXT

    @property
    def is_unknown(self) -> bool:
        return self.asked.form.current_state == AnswerState.UNKNOWN

    @cached_property
    def _rows(self) -> list[list[dict[str, Any]]]:
        """The cells of each row, as the table of the questionnaire names them; at least one row."""
        bound = self.asked.form["value"]
        drawn = bound.field.widget.get_context(bound.html_name, bound.value(), {})["widget"]
        return [[*card["cells"], *card["hidden"]] for card in drawn["cards"] or [drawn["spare"]]]

    @cached_property
    def cells(self) -> list[QuickCell]:
        """What is asked of the first row."""
        first = {cell["column"].id: cell for cell in self._rows[0]}
        return [
            QuickCell(
                first[column.id]["name"],
                first[column.id]["value"],
                _(column.label),
                _(column.example) if column.example else "",
                first[column.id]["column"].choices,
                first[column.id]["column"].is_number,
                first[column.id]["column"].unit,
                first[column.id]["bad"],
            )
            for column in self.screen_field.columns
        ]

    @property
    def kept_cells(self) -> list[dict[str, Any]]:
        """Everything else that the table holds: sent back as it is."""
        shown = {cell.name for cell in self.cells}
        every = (cell for row in self._rows for cell in row)
        return [cell for cell in every if cell["name"] not in shown and cell["value"] not in ("", None)]


@dataclass(frozen=True)
class KnownSoFar:
    """What the strip beside the question shows."""

    verdict: SaidVerdict | None
    """None while it is too early."""
    cost: Figure | None
    months: Figure | None


@dataclass(frozen=True)
class QuickAnswer:
    """One screen and what was said there, in a line."""

    screen: Screen
    text: str
    """Empty while nothing is said."""
    known: bool


def show_screen(workspace: Workspace, screen: Screen, page: Sequence[AskedField] | None = None) -> list[QuickField]:
    """Return the fields of a screen with their answers, or with what was sent and could not be saved."""
    fields, shown = workspace.catalogue.fields, visible_fields(workspace.catalogue, workspace.answers)
    asked = page or [
        AskedField(answer_form(workspace, fields[field.id]), field.id in shown or _may_come(field, screen))
        for field in screen.fields
    ]
    return [QuickField(entered, field) for entered, field in zip(asked, screen.fields, strict=True)]


def _may_come(field: ScreenField, screen: Screen) -> bool:
    """Tell whether a field may be asked once another of the same screen is answered."""
    return field is not screen.fields[0] and len(screen.fields) > 1


def save_screen(workspace: Workspace, screen: Screen, data: QueryDict) -> list[AskedField] | None:
    """Save what was sent with a screen; what was left blank becomes "don't know yet".

    Returns:
        None where all is saved, else the fields with what could not be.
    """
    page, failed, data = [], False, _with_reading(data)
    for field in screen.fields:
        workspace = replace(workspace)  # a field may be asked only because of the one before it
        asked, bad = _save_field(workspace, screen, field, data)
        page.append(asked)
        failed = failed or bad
    return page if failed else None


def _with_reading(data: QueryDict) -> QueryDict:
    """Return what was sent with the reading whose button was pressed, in place of the text that it stands above."""
    sent = data.copy()
    for name in data:
        if name.startswith(READING):
            sent[name.removeprefix(READING)] = data.get(name, "")
    return sent


def _save_field(workspace: Workspace, screen: Screen, field: ScreenField, data: QueryDict) -> tuple[AskedField, bool]:
    stored = workspace.catalogue.fields[field.id]
    if field.id not in visible_fields(workspace.catalogue, workspace.answers):
        return AskedField(answer_form(workspace, stored), _may_come(field, screen)), False
    form = answer_form(workspace, stored, _as_answer(workspace, stored, data))
    form.unknown_words = DONT_KNOW_WORDS
    blank = _is_blank(stored, data)
    if blank and screen.required:
        form.add_error("value", _(screen.required))
    return save_sent(workspace, form)


def _as_answer(workspace: Workspace, field: Field, data: QueryDict) -> QueryDict:
    """Return what was sent as the form of an answer takes it: what is typed counts for more than a tick beside it."""
    prefix, sent = _prefix(field), data.copy()
    if not _is_blank(field, data) and not _is_ticked_last(workspace, field, data):
        sent[f"{prefix}-state"] = AnswerState.KNOWN.value
        if field.type is FieldType.MANY_CHOICE:
            values = [value for value in sent.getlist(f"{prefix}-value") if value != DONT_KNOW]
            sent.setlist(f"{prefix}-value", values)
        return sent
    sent.pop(f"{prefix}-value", None)
    stored = workspace.answers.state(field.id)
    said = DONT_KNOW in data.getlist(f"{prefix}-value") or f"{prefix}-unknown" in data
    if not said and (stored is AnswerState.NOT_RELEVANT or field.optional):
        sent[f"{prefix}-state"] = (stored if stored is AnswerState.NOT_RELEVANT else AnswerState.KNOWN).value
    else:
        sent[f"{prefix}-state"] = AnswerState.UNKNOWN.value
    return sent


def _is_ticked_last(workspace: Workspace, field: Field, data: QueryDict) -> bool:
    """Tell whether "I don't know" was ticked beside a text that stands as it was shown."""
    prefix = _prefix(field)
    if f"{prefix}-unknown" not in data or workspace.answers.state(field.id) is not AnswerState.KNOWN:
        return False
    return data.get(f"{prefix}-value") == str(answer_form(workspace, field)["value"].value())


def _prefix(field: Field) -> str:
    return field.id.replace(".", "-")


def _is_blank(field: Field, data: QueryDict) -> bool:
    stem = f"{_prefix(field)}-value"
    names = [name for name in data if name == stem or name.startswith(f"{stem}-")]
    return not any(value.strip() not in ("", DONT_KNOW) for name in names for value in data.getlist(name))


def is_early(workspace: Workspace) -> bool:
    """Tell whether too little is said to judge by. "Don't know yet" is an answer, and nothing to judge by."""
    scope = get_quick_scope()
    done, known = scope.done(workspace.answers, workspace.catalogue), scope.known(workspace.answers)
    return len(done) < scope.early or len(known) < scope.least_known


def known_so_far(workspace: Workspace) -> KnownSoFar:
    """Return what the answers say already."""
    case, verdict = results_of(workspace).case, provisional_verdict_of(workspace)
    is_grave = verdict.outcome is not None and verdict.outcome.id in GRAVE
    # A team that no answer has moved is the same for every project, so it says nothing about this one.
    is_moved = bool(workspace.answers.value("compute.approach"))
    return KnownSoFar(
        verdict=None if is_early(workspace) and not is_grave else say_verdict(workspace, verdict),
        cost=case.cost if is_moved else None,
        months=case.months if is_moved else None,
    )


def answers_in_short(workspace: Workspace) -> list[QuickAnswer]:
    """Return what was said on each screen, in a line."""
    return [_in_short(workspace, screen) for screen in get_quick_scope().screens]


def _in_short(workspace: Workspace, screen: Screen) -> QuickAnswer:
    answers, fields, write = workspace.answers, workspace.catalogue.fields, workspace.formatter
    states: Mapping[str, AnswerState] = {field.id: answers.state(field.id) for field in screen.fields}
    known = [
        say_answer(answers[field_id], fields[field_id], write)
        for field_id, state in states.items()
        if state is AnswerState.KNOWN
    ]
    if known:
        return QuickAnswer(screen, " · ".join(known), True)
    blank = all(state is AnswerState.BLANK for state in states.values())
    return QuickAnswer(screen, "" if blank else _("don’t know yet"), False)


def first_words(workspace: Workspace) -> str:
    """Return the name that a project takes from what goes wrong; "" until that is said."""
    statement = workspace.answers.value("problem.statement")
    return shorten(statement, LONGEST_NAME) if statement else ""


def is_named_by_us(workspace: Workspace) -> bool:
    """Tell whether nobody named a project: it is called by its first words, or not at all."""
    return workspace.project.name in (unnamed(), first_words(workspace))


def name_project(workspace: Workspace) -> None:
    """Name a project that has no name yet by what goes wrong."""
    name = first_words(workspace)
    if name and workspace.project.name == unnamed():
        Project.objects.filter(pk=workspace.project.pk).update(name=name)
