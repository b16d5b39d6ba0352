"""What others changed since somebody was here last: by whom, from what to what, and which headline figures moved."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from decisions.headline import frozen
from decisions.moved import MovedAnswer, moved_answers
from decisions.since import MovedFigure, moved_figures, outcome_of
from projects.access import Workspace
from projects.domain.fields import Field
from projects.domain.lazy import cached_property
from projects.frozen import FrozenWorkspace, freeze, freeze_before
from projects.history import IMPORTED, tell
from projects.models import Change, CheckChange, Comment, Project, ReadMark, Scenario, ScenarioChange, Snapshot
from projects.threads import is_readable, topic_of
from projects.views.histories import say_scenario_change
from reports.discussing import SaidTopic
from reports.proposing import PROPOSED
from reports.shell import Shell

_UP_TO = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})(?:\.([0-9]{1,18}))?")
Row = TypeVar("Row", Change, ScenarioChange, CheckChange)
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
    begins = _before_joining(workspace) if workspace.member else UpTo(0, 0, 0)
    return ReadMark(
        project=workspace.project,
        browser_id=reader_of(workspace),
        sequence=begins.sequence,
        previous=begins.sequence,
        comment=begins.comment,
        snapshot=begins.snapshot,
    )


def _before_joining(workspace: Workspace) -> "UpTo":
    """Return the last change, comment and version that were there when a member came."""
    joined_at = workspace.member.joined_at if workspace.member else None
    changes = Change.objects.filter(project=workspace.project.pk, at__lt=joined_at)
    comments = Comment.objects.filter(thread__project=workspace.project.pk, at__lt=joined_at).order_by("-pk")
    versions = Snapshot.objects.filter(project=workspace.project.pk, created_at__lt=joined_at).order_by("-pk")
    return UpTo(
        changes.values_list("sequence", flat=True).first() or 0,
        comments.values_list("pk", flat=True).first() or 0,
        versions.values_list("pk", flat=True).first() or 0,
    )


@dataclass(frozen=True)
class UpTo:
    """What a page showed last: a change, a comment and a version."""

    sequence: int
    comment: int
    snapshot: int = 0

    @classmethod
    def read(cls, text: str) -> "UpTo | None":
        """Read what a page says; None where it says anything else."""
        match = _UP_TO.fullmatch(text)
        return cls(int(match[1]), int(match[2]), int(match[3] or 0)) if match else None

    def __str__(self) -> str:
        return f"{self.sequence}.{self.comment}.{self.snapshot}"


def mark_read(workspace: Workspace, up_to: UpTo) -> None:
    """Note that the reader has seen what happened up to somewhere."""
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=workspace.project.pk)  # two tabs, one mark
        mark = mark_of(workspace)
        sequence = min(up_to.sequence, project.sequence)
        comment = min(up_to.comment, _last(Comment.objects.filter(thread__project=project)))
        snapshot = min(up_to.snapshot, _last(Snapshot.objects.filter(project=project)))
        if sequence <= mark.sequence and comment <= mark.comment and snapshot <= mark.snapshot:
            return
        if sequence > mark.sequence:
            mark.previous, mark.sequence = mark.sequence, sequence
        mark.comment, mark.snapshot = max(mark.comment, comment), max(mark.snapshot, snapshot)
        mark.save()


def _last(rows: QuerySet[Any]) -> int:
    return rows.aggregate(Max("pk"))["pk__max"] or 0


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
    since_snapshot: int | None = None
    """None: versions are left out."""

    @property
    def up_to(self) -> UpTo:
        """Up to where this tells."""
        comment = self._comments[0].pk if self._comments else self.since_comment or 0
        version = self._versions[0].pk if self._versions else self.since_snapshot or 0
        return UpTo(self.workspace.project.sequence, comment, version)

    @cached_property
    def _versions(self) -> list[Snapshot]:
        """All versions since, the newest first."""
        if self.since_snapshot is None:
            return []
        rows = Snapshot.objects.filter(project=self.workspace.project.pk, pk__gt=self.since_snapshot)
        return list(rows.defer("document", "results").order_by("-pk")[:MOST_READ])

    @cached_property
    def versions(self) -> list[Snapshot]:
        """The versions that others kept, those of recorded decisions among them, the newest first."""
        return [version for version in self._versions if not self._is_mine(version.person_id, version.created_by)]

    @cached_property
    def checks(self) -> list[tuple[CheckChange, Field, str]]:
        """The answers that others checked, or are checked no longer: each as it is now, with its field and where it is
        asked, the newest first."""
        shell, catalogue = Shell(self.workspace), self.workspace.catalogue
        rows = self._others(CheckChange.objects.filter(scenario__deleted_at=None)).select_related("scenario")
        latest: dict[tuple[int, str], CheckChange] = {}
        for check in rows[:MOST_READ]:
            latest.setdefault((check.scenario_id, check.field_id), check)
        return [
            (check, catalogue.fields[check.field_id], shell.question_url(catalogue.questions[check.field_id]))
            for check in latest.values()
            if check.field_id in catalogue.fields
        ]

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

    def _is_mine(self, person: int | None, who: str) -> bool:
        """Tell whether the reader did something; of what was done before persons were kept only the name is known."""
        return who in self._mine if person is None else person == self.workspace.person_id

    def _others(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return what others did in this project since; where nothing was done at all, without asking."""
        if self.since >= self.workspace.project.sequence:
            return rows.none()
        mine, person = Q(person=None, who__in=self._mine), self.workspace.person_id
        if person is not None:
            mine |= Q(person=person)
        return rows.filter(project=self.workspace.project.pk, sequence__gt=self.since).exclude(mine)

    @cached_property
    def _by_others(self) -> list[Change]:
        told = Change.objects.exclude(token__startswith=IMPORTED).exclude(token__startswith=PROPOSED, person=None)
        changes = self._others(told)
        return list(changes.filter(scenario__deleted_at=None).select_related("scenario")[:MOST_READ])

    @cached_property
    def _touched(self) -> dict[tuple[int, str], list[Change]]:
        """Of each answer that others changed last, all changes since the first of theirs, the oldest first."""
        fields = {change.field_id for change in self._by_others}
        if not fields:
            return {}
        changes = Change.objects.filter(project=self.workspace.project.pk, sequence__gt=self.since, field_id__in=fields)
        touched: dict[tuple[int, str], list[Change]] = {}
        for change in changes.select_related("scenario").order_by("sequence"):
            key = (change.scenario_id, change.field_id)
            if key in touched or not self._is_mine(change.person_id, change.who):
                touched.setdefault(key, []).append(change)
        # What the reader changed after the others is no news.
        return {key: each for key, each in touched.items() if not self._is_mine(each[-1].person_id, each[-1].who)}

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
        scenarios = sorted(self._now.scenarios, key=lambda scenario: scenario.pk != here.pk)
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
                who=self._names(
                    (change.person_id, change.who)
                    for change in changes
                    if not self._is_mine(change.person_id, change.who)
                ),
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
        shown = self._others(ScenarioChange.objects.all()).select_related("scenario")[:MOST_READ]
        return [(change, say_scenario_change(change.before, change.after)) for change in shown]

    @property
    def count(self) -> int:
        """How many things there are to read."""
        return len(self.items) + len(self.scenarios) + len(self.comments) + len(self.checks) + len(self.versions)

    @property
    def who(self) -> str:
        """Everybody who did something."""
        done = [(change.person_id, change.who) for change in self._by_others]
        done += [(change.person_id, change.who) for change, _words in self.scenarios]
        done += [(check.person_id, check.who) for check, _field, _url in self.checks]
        done += [(version.person_id, version.created_by) for version in self.versions]
        done += [(comment.author_id, comment.who) for comment, _about in self.comments]
        return self._names(done)

    def _names(self, done: Iterable[tuple[int | None, str]]) -> str:
        return name_people((person, self.workspace.name_author(who, person)) for person, who in done)


def name_people(done: Iterable[tuple[int | None, str]]) -> str:
    """Name everybody who did something, by the row of their browser and the name; two of one name count as two."""
    people = dict.fromkeys(done)
    # What somebody did before persons were kept stands under the name alone, and is theirs.
    known = {who for person, who in people if person is not None}
    counts = Counter(who for person, who in people if person is not None or who not in known)
    return ", ".join(
        _("%(name)s (%(n)s people of that name)") % {"name": who, "n": n} if n > 1 else who for who, n in counts.items()
    )


def news_of(workspace: Workspace) -> News:
    """Return what others did since the reader was here last."""
    mark = mark_of(workspace)
    return News(workspace, mark.sequence, mark.comment, mark.snapshot)
