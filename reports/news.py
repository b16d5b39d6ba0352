"""What others changed since somebody was here last: by whom, from what to what, and which headline figures moved."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from decisions.headline import frozen
from decisions.moved import MovedAnswer, moved_answers
from decisions.since import MovedFigure, moved_figures, outcome_of
from projects.access import Workspace
from projects.domain.lazy import cached_property
from projects.frozen import FrozenWorkspace, freeze, freeze_before
from projects.history import IMPORTED, tell
from projects.models import Change, Comment, Project, ReadMark, Scenario, ScenarioChange
from projects.threads import is_readable, topic_of
from projects.views.histories import say_scenario_change
from reports.discussing import SaidTopic
from reports.shell import Shell

_UP_TO = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")
MOST_READ = 1_000
"""So many changes of others are read; who was away for longer has the history."""


def reader_of(workspace: Workspace) -> int:
    """Return whose mark it is: the member's browser, or the owner's."""
    return workspace.member.browser_id if workspace.member else workspace.project.owner_id or 0


def mark_of(workspace: Workspace) -> ReadMark:
    """Return up to where the reader has read; whoever has no mark yet has read nothing since they came."""
    mark = ReadMark.objects.filter(project=workspace.project.pk, browser=reader_of(workspace)).first()
    if mark is not None:
        return mark
    begins, comment = _before_joining(workspace) if workspace.member else (0, 0)
    return ReadMark(
        project=workspace.project, browser_id=reader_of(workspace), sequence=begins, previous=begins, comment=comment
    )  # fmt: skip


def _before_joining(workspace: Workspace) -> tuple[int, int]:
    """Return the last change and the last comment that were there when a member came."""
    joined_at = workspace.member.joined_at if workspace.member else None
    changes = Change.objects.filter(project=workspace.project.pk, at__lt=joined_at)
    comments = Comment.objects.filter(thread__project=workspace.project.pk, at__lt=joined_at).order_by("-pk")
    return (
        changes.values_list("sequence", flat=True).first() or 0,
        comments.values_list("pk", flat=True).first() or 0,
    )


@dataclass(frozen=True)
class UpTo:
    """What a page showed last: a change and a comment."""

    sequence: int
    comment: int

    @classmethod
    def read(cls, text: str) -> "UpTo | None":
        """Read what a page says; None where it says anything else."""
        found = _UP_TO.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.sequence}.{self.comment}"


def mark_read(workspace: Workspace, up_to: UpTo) -> None:
    """Note that the reader has seen what happened up to somewhere."""
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=workspace.project.pk)  # two tabs, one mark
        mark = mark_of(workspace)
        last = Comment.objects.filter(thread__project=project).aggregate(Max("pk"))["pk__max"] or 0
        sequence, comment = min(up_to.sequence, project.sequence), min(up_to.comment, last)
        if sequence <= mark.sequence and comment <= mark.comment:
            return
        if sequence > mark.sequence:
            mark.previous, mark.sequence = mark.sequence, sequence
        mark.comment = max(mark.comment, comment)
        mark.save()


@dataclass(frozen=True, kw_only=True)
class NewsItem:
    """One answer that others changed."""

    answer: MovedAnswer
    section: str
    scenario: str
    """Its name where it is not the one that is open; else empty."""
    who: str
    at: datetime
    url: str


@dataclass(frozen=True)
class News:
    """What others did in a project after some number of its sequence."""

    workspace: Workspace
    since: int
    since_comment: int | None = None
    """None: comments are left out."""

    @property
    def up_to(self) -> UpTo:
        """Up to where this tells."""
        last = self._comments[0].pk if self._comments else self.since_comment or 0
        return UpTo(self.workspace.project.sequence, last)

    @cached_property
    def _comments(self) -> list[Comment]:
        """All comments since, the newest first."""
        if self.since_comment is None:
            return []
        rows = Comment.objects.filter(thread__project=self.workspace.project.pk, pk__gt=self.since_comment)
        return list(rows.select_related("thread").order_by("-pk")[:MOST_READ])

    @cached_property
    def comments(self) -> list[tuple[Comment, SaidTopic]]:
        """What others wrote, each with what it is about, the newest first."""
        workspace = self.workspace
        return [
            (comment, SaidTopic(workspace, topic_of(comment.thread)))
            for comment in self._comments
            if comment.author_id != workspace.person_id and is_readable(workspace, comment.thread)
        ]

    @property
    def _mine(self) -> set[str]:
        """The names that the reader's own changes stand under; an owner need not have one, members do."""
        return {self.workspace.who, ""} if self.workspace.is_owner else {self.workspace.who}

    @cached_property
    def _by_others(self) -> list[Change]:
        changes = Change.objects.filter(project=self.workspace.project.pk, sequence__gt=self.since)
        changes = changes.exclude(who__in=self._mine).exclude(token__startswith=IMPORTED)
        return list(changes.filter(scenario__deleted_at=None).select_related("scenario")[:MOST_READ])

    @cached_property
    def _touched(self) -> dict[tuple[int, str], list[Change]]:
        """Of each answer that others changed last, all changes since the first of theirs, the oldest first."""
        fields = {change.field_id for change in self._by_others}
        if not fields:
            return {}
        changes = Change.objects.filter(
            project=self.workspace.project.pk, sequence__gt=self.since, field_id__in=fields
        )  # fmt: skip
        found: dict[tuple[int, str], list[Change]] = {}
        for change in changes.select_related("scenario").order_by("sequence"):
            key = (change.scenario_id, change.field_id)
            if key in found or change.who not in self._mine:
                found.setdefault(key, []).append(change)
        # What the reader changed after the others is no news.
        return {key: each for key, each in found.items() if each[-1].who not in self._mine}

    @cached_property
    def _now(self) -> FrozenWorkspace:
        return freeze(self.workspace)

    @cached_property
    def _then(self) -> FrozenWorkspace:
        return freeze_before(self._now, tell([changes[0] for changes in self._touched.values()]))

    @cached_property
    def items(self) -> list[NewsItem]:
        """The answers that say something else now, those of the scenario that is open first."""
        if not self._touched:
            return []
        here = self.workspace.scenario
        scenarios = sorted(self._now.scenarios, key=lambda one: one.pk != here.pk)
        return [item for scenario in scenarios for item in self._items_of(scenario)]

    def _items_of(self, scenario: Scenario) -> Iterable[NewsItem]:
        touched = {field_id: each for (pk, field_id), each in self._touched.items() if pk == scenario.pk}
        if not touched:
            return
        shell = Shell(replace(self._now, scenario=scenario))
        sections = self.workspace.catalogue.sections
        for answer in moved_answers(replace(self._then, scenario=scenario), shell.workspace):
            if answer.field_id not in touched or answer.question is None:
                continue
            changes = touched[answer.field_id]
            yield NewsItem(
                answer=answer,
                section=_(sections[answer.section].title),
                scenario="" if scenario.pk == self.workspace.scenario.pk else scenario.name,
                who=_names(changes, self._mine),
                at=changes[-1].at,
                url=shell.question_url(answer.question, self.workspace.catalogue.fields[answer.field_id]),
            )

    @cached_property
    def figures(self) -> list[MovedFigure]:
        """The headline figures of the scenario that is open, as far as what others changed moved them."""
        if not self.items:
            return []
        write, then, now = self.workspace.formatter, frozen(self._then), frozen(self._now)
        before, after = (outcome_of(kept["verdict"]).label for kept in (then, now))
        verdict = MovedFigure(label=_("Verdict"), before=before, now=after)
        return [figure for figure in (verdict, *moved_figures(then, now, write, write)) if figure.moved]

    @cached_property
    def scenarios(self) -> list[tuple[ScenarioChange, str]]:
        """What became of scenarios, in words, the newest first."""
        changes = ScenarioChange.objects.filter(project=self.workspace.project.pk, sequence__gt=self.since)
        shown = changes.exclude(who__in=self._mine).select_related("scenario")[:MOST_READ]
        return [(change, say_scenario_change(change.before, change.after)) for change in shown]

    @property
    def count(self) -> int:
        """How many things there are to read."""
        return len(self.items) + len(self.scenarios) + len(self.comments)

    @property
    def who(self) -> str:
        """Everybody who did something."""
        done: list[Change | ScenarioChange | Comment] = [*self._by_others]
        done += [change for change, _words in self.scenarios]
        done += [comment for comment, _about in self.comments]
        return _names(done, self._mine)


def _names(changes: Sequence[Change | ScenarioChange | Comment], mine: Collection[str]) -> str:
    names = dict.fromkeys(change.who or _("Owner") for change in changes if change.who not in mine)
    return ", ".join(names)


def news_of(workspace: Workspace) -> News:
    """Return what others did since the reader was here last."""
    mark = mark_of(workspace)
    return News(workspace, mark.sequence, mark.comment)
