"""The readiness checklist as its page shows it: what needs somebody, then what is proposed, then what is rated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from charts.marks import share_bar
from decisions.ratings import RatingFlags, flags_of
from decisions.results import results_of
from decisions.thresholds import checklist_of
from projects.access import Workspace
from projects.domain.answers import Answer, AnswerState
from projects.domain.fields import Choice, Field, slug_id
from projects.domain.lazy import cached_property
from projects.forms import AnswerForm
from projects.models import Change
from projects.pages import AskedField, AskedQuestion, answer_form
from projects.saving import SaveOutcome, save_answer, undo
from scoping.domain.readiness import BEST_RATING, DimensionResult, GateState, Prefill, ReadinessItem, propose

NEEDING_AT_ONCE = 3
"""So many statements stand open at first; more than that at once is a wall, not a list."""
TOKEN = "accept"
"""Begins the token of a change that came with all the others, so that they can be taken back together."""


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """One statement with its form and what stands beside it."""

    workspace: Workspace
    item: ReadinessItem
    field: Field
    sent: AskedField | None
    """Its form as it was sent, where something on its page could not be saved."""
    proposal: Prefill | None
    flags: RatingFlags
    answers: Sequence[tuple[Field, Answer]]
    """The answers it looks at."""
    is_shut: bool
    """Whether its gate is known to be shut, and so holds the verdict."""

    @cached_property
    def asked(self) -> AskedField:
        """Its form, made when it is drawn: most statements are one line."""
        return self.sent or AskedField(answer_form(self.workspace, self.field), shown=True)

    @property
    def given(self) -> Answer:
        return self.sent.form.answer if self.sent else self.workspace.answers[self.field.id]

    @property
    def key(self) -> str:
        """The id of its answer's element."""
        return slug_id(self.field.id)

    @property
    def has_problem(self) -> bool:
        sent = self.sent
        return sent is not None and (sent.clash is not None or not sent.form.is_valid())

    @property
    def needs_somebody(self) -> bool:
        """Whether a person must look: nothing is proposed, something speaks against it, or it holds the verdict."""
        flagged = bool(self.flags.texts) or self.flags.asks_evidence
        return self.has_problem or flagged or self.is_shut or (self.is_blank and self.proposal is None)

    @property
    def is_blank(self) -> bool:
        return self.given.state is AnswerState.BLANK

    @property
    def word(self) -> str:
        """What it is rated, or would be: a word of the scale, else that of its state."""
        choices = self.field.choices
        if self.given.state is AnswerState.KNOWN:
            return choices[int(self.given.value)].label
        if self.is_blank:
            return self.proposed_word
        return str(dict(AnswerForm.STATES)[self.given.state])

    @property
    def proposed_word(self) -> str:
        return self.field.choices[self.proposal.rating].label if self.proposal else ""

    @property
    def anchors(self) -> list[tuple[Choice, str]]:
        """What each word of the scale means here."""
        return list(zip(self.field.choices, self.item.anchors, strict=True))

    @property
    def offer(self) -> str:
        """The proposal as the page sends it back: statement, rating, and the version that the person saw."""
        return f"{self.item.id}:{self.proposal.rating if self.proposal else ''}:{self.given.version}"


@dataclass(frozen=True, kw_only=True)
class DimensionBar:
    """How far one dimension is."""

    result: DimensionResult
    word: str
    """The word of the scale that its points come to, "" where nothing counts."""

    @property
    def drawn(self) -> SafeString:
        """The bar itself; its word says the same."""
        return share_bar(self.result.got / self.result.possible if self.result.possible else 0.0)


class ChecklistPage:
    """All statements of a scenario.

    Args:
        workspace: The project and its reader.
        page: The forms that were sent, as they were sent, where something in them could not be saved.
    """

    def __init__(self, workspace: Workspace, page: Sequence[AskedQuestion] | None = None) -> None:
        self.workspace, self.page = workspace, page

    @cached_property
    def rows(self) -> list[StatementRow]:
        workspace, checklist = self.workspace, checklist_of(self.workspace)
        results, flags = results_of(workspace), flags_of(workspace)
        proposals = propose(checklist, results.facts)
        shut = {gate.item.id for gate in results.assessment.gates if gate.state is GateState.SHUT}
        sent = {question.question.id: question.fields[0] for question in self.page or ()}
        return [
            StatementRow(
                workspace=workspace,
                item=item,
                field=workspace.catalogue.fields[item.id],
                sent=sent.get(item.id),
                proposal=proposals.get(item.id),
                flags=flags[item.id],
                answers=[
                    (workspace.catalogue.fields[field_id], workspace.answers[field_id])
                    for field_id in item.looks_at
                    if workspace.answers.state(field_id) != AnswerState.BLANK
                ],
                is_shut=item.id in shut,
            )
            for item in checklist.items
        ]

    @cached_property
    def needing(self) -> list[StatementRow]:
        """What nobody but a person can say, what holds the verdict first."""
        return sorted((row for row in self.rows if row.needs_somebody), key=lambda row: not row.is_shut)

    @property
    def needing_first(self) -> list[StatementRow]:
        """What stands open when the page is opened."""
        return self.needing[:NEEDING_AT_ONCE]

    @property
    def needing_later(self) -> list[StatementRow]:
        """What is behind one press."""
        return self.needing[NEEDING_AT_ONCE:]

    @cached_property
    def proposed(self) -> list[StatementRow]:
        """What our rules propose and nobody has rated."""
        return [row for row in self.rows if row.is_blank and row.proposal and not row.needs_somebody]

    @cached_property
    def rated(self) -> list[StatementRow]:
        """What somebody has rated already."""
        return [row for row in self.rows if not row.is_blank and not row.needs_somebody]

    def bars(self) -> list[DimensionBar]:
        """Return how far each dimension is."""
        words = [choice.label for choice in self.rows[0].field.choices]
        rated = {row.item.dimension for row in self.rows if not row.is_blank}
        return [
            DimensionBar(result=dimension, word=self._word(words, dimension, is_rated=dimension.dimension.id in rated))
            for dimension in results_of(self.workspace).assessment.dimensions
        ]

    @staticmethod
    def _word(words: Sequence[str], result: DimensionResult, *, is_rated: bool) -> str:
        if not result.possible:
            return ""
        return words[round(BEST_RATING * result.got / result.possible)] if is_rated else _("not rated")


def accept_all(workspace: Workspace, shown: Iterable[str]) -> tuple[int, int]:
    """Rate every statement as it was proposed where it was shown, all together or none.

    What somebody rated since, and what our rules would now propose otherwise, is left as it is.

    Args:
        workspace: The project and its reader, who may change it.
        shown: The offers that the person saw.

    Returns:
        The first and the last sequence number of the changes; both 0 where nothing changed.

    Raises:
        OverLimit: Where there is no room for them.
    """
    told, made = set(shown), []
    with transaction.atomic():
        for row in ChecklistPage(workspace).proposed:
            if row.proposal is None or row.offer not in told:
                continue
            rated = Answer(
                field_id=row.item.id,
                state=AnswerState.KNOWN,
                value=row.proposal.rating,
                note=row.given.note,
                version=row.given.version,
            )
            token = f"{TOKEN}-{workspace.scenario.pk}-{row.item.id}-{row.given.version}"
            saved = save_answer(workspace.scenario, rated, token=token, **workspace.author)
            if saved.result is SaveOutcome.SAVED:
                made.append(saved.sequence)
    return (made[0], made[-1]) if made else (0, 0)


def accepted_between(workspace: Workspace, first: int, last: int) -> list[Change]:
    """Return the ratings that were accepted together and stand as they were accepted, the latest first."""
    changes = Change.objects.filter(
        scenario=workspace.scenario, sequence__range=(first, last), token__startswith=f"{TOKEN}-"
    ).select_related("scenario")
    return [
        change
        for change in changes.order_by("-sequence")
        if workspace.answers[change.field_id].version == change.version
    ]


def take_back_all(workspace: Workspace, first: int, last: int) -> int:
    """Take back what was accepted together, but for what was changed since; return how many ratings that were."""
    changes = accepted_between(workspace, first, last)
    with transaction.atomic():
        for change in changes:
            undo(change, token=f"undo-{change.sequence}", **workspace.author)
    return len(changes)
