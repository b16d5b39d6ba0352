"""Comments as pages show them: what a thread is about, who said what, and what its reader may do with it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from decisions.figures import figure_of
from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.domain.fields import Question
from projects.domain.lazy import cached_property
from projects.domain.mentions import CommentPiece, pieces
from projects.domain.rights import REPORT
from projects.domain.topics import Topic, TopicKind
from projects.explaining import say_told
from projects.models import Comment, Thread
from projects.threads import OpenThreads, is_own, mentions_reader, open_threads, people, read_threads, topic_of
from projects.wording import say_answer
from reports.shell import Shell

NAMED = 6
"""So many names are offered below a comment that is being written."""


@dataclass(frozen=True)
class SaidTopic:
    """What a thread is about, as a page says it."""

    workspace: Workspace
    topic: Topic

    @cached_property
    def question(self) -> Question | None:
        return self.workspace.catalogue.questions.get(self.topic.id) if self.topic.kind is TopicKind.QUESTION else None

    @property
    def is_known(self) -> bool:
        """Whether there is such a thing in the project as it is now."""
        if self.topic.kind is TopicKind.QUESTION:
            return self.question is not None and self.question.id == self.topic.id
        return bool(self.title)

    @property
    def ref(self) -> str:
        return self.question.ref if self.question else ""

    @cached_property
    def title(self) -> str:
        """Its name; "" for what there is no more."""
        kind, topic_id = self.topic.kind, self.topic.id
        if kind is TopicKind.QUESTION:
            return _(self.question.question) if self.question else ""
        if kind is TopicKind.FIGURE:
            figure = figure_of(self.workspace, topic_id)
            return say_told(figure.label) if figure else ""
        if kind is TopicKind.SECTION:
            section = self.workspace.catalogue.sections.get(topic_id)
            return _(section.title) if section else ""
        return _("Report") if topic_id == REPORT else ""

    @property
    def url(self) -> str:
        """Where it stands; "" for what there is no more."""
        shell = Shell(self.workspace)
        if not self.is_known:
            return ""
        if self.topic.kind is TopicKind.QUESTION and self.question:
            return self._question_url(shell, self.question)
        if self.topic.kind is TopicKind.FIGURE:
            return shell.url("reports:figure", self.topic.id)
        return shell.section_url(self.topic.id) if self.topic.kind is TopicKind.SECTION else shell.url("reports:report")

    @staticmethod
    def _question_url(shell: Shell, asked: Question) -> str:
        """Return where it is asked; a part, or the line of a statement, that is folded stands open there."""
        page, _hash, place = shell.question_url(asked).partition("#")
        opened = {"part": asked.part} if asked.part else {"open": asked.id}
        return f"{page}?{urlencode(opened)}#{place}"

    @property
    def answer(self) -> str:
        """What is answered to a question, in short."""
        workspace = self.workspace
        if self.question is None:
            return ""
        given = [(field, workspace.readable_answers[field.id]) for field in self.question.fields]
        said = (
            say_answer(answer, field, workspace.formatter)
            for field, answer in given
            if answer.state != AnswerState.BLANK
        )
        return " · ".join(said)

    @property
    def page(self) -> str:
        """The page of its comments."""
        return discussion_url(self.workspace, self.topic)


def discussion_url(workspace: Workspace, topic: Topic) -> str:
    """Return the page of everything that is said about a topic."""
    where = [workspace.project.pk, workspace.scenario.slug, topic.kind.value, topic.id]
    return reverse("reports:discussion", args=where)


@dataclass(frozen=True)
class SaidComment:
    """A comment, as its reader sees it."""

    row: Comment
    is_own: bool
    may_delete: bool

    @property
    def pieces(self) -> list[CommentPiece]:
        return pieces(self.row.text, [mention.name for mention in self.row.mentions.all()])


def _by_scenario(workspace: Workspace) -> dict[int | None, Workspace]:
    """Return the workspaces of all scenarios by the id of their rows; asked once, however many threads there are."""
    kept = vars(workspace).setdefault("by_scenario", {})
    if not kept:
        kept |= {column.scenario.pk: column for column in workspace.columns}
    return kept  # type: ignore[no-any-return] # kept beside the dataclass's own


@dataclass(frozen=True)
class SaidThread:
    """A thread, as its reader sees it."""

    workspace: Workspace
    row: Thread

    @cached_property
    def about(self) -> SaidTopic:
        """What it is about, in the scenario in which it began, as far as that is there."""
        here, began_in = self.workspace, self.row.scenario_id
        if began_in in {None, here.scenario.pk}:
            return SaidTopic(here, topic_of(self.row))
        return SaidTopic(_by_scenario(here).get(began_in, here), topic_of(self.row))

    @property
    def elsewhere(self) -> str:
        """The scenario in which it began, where that is not the base."""
        scenario = self.row.scenario
        return scenario.name if scenario and not scenario.is_base else ""

    @cached_property
    def comments(self) -> list[SaidComment]:
        workspace = self.workspace
        own = ((row, is_own(workspace, row)) for row in self.row.comments.all())
        return [SaidComment(row, mine, workspace.may_comment and (mine or workspace.is_owner)) for row, mine in own]

    @property
    def is_read_without_pay(self) -> bool:
        """Whether whoever writes here must know that somebody reads it who must not learn pay."""
        return self.row.began_without_pay and not self.workspace.hide_pay


@dataclass(frozen=True)
class Discussion:
    """Everything that is said about one topic."""

    workspace: Workspace
    topic: Topic

    @property
    def about(self) -> SaidTopic:
        return SaidTopic(self.workspace, self.topic)

    @cached_property
    def threads(self) -> list[SaidThread]:
        rows = read_threads(self.workspace, self.workspace.project.threads.about(self.topic))
        return [SaidThread(self.workspace, row) for row in rows]

    @property
    def open(self) -> list[SaidThread]:
        return [thread for thread in self.threads if thread.row.is_open]

    @property
    def resolved(self) -> list[SaidThread]:
        return [thread for thread in self.threads if not thread.row.is_open]

    @property
    def names(self) -> list[str]:
        """Some of those who can be mentioned, but for the reader."""
        known = people(self.workspace, self.topic, began_without_pay=self.workspace.hide_pay)
        return [name for name, browser in known.items() if browser != self.workspace.person_id][:NAMED]


# ---------------------------------------------------------------- the page of all comments

FILTERS = ("open", "me", "mine", "resolved")


@dataclass(frozen=True)
class CommentFilter:
    """Which comments the page of all comments shows; it stands in the address alone."""

    which: str = "open"
    """One of FILTERS."""
    who: str = ""
    """The name of somebody who wrote in the thread; "" for anybody."""

    @classmethod
    def read(cls, query: QueryDict) -> "CommentFilter":
        """Read it from an address; what it says that nobody can choose counts for nothing."""
        which = query.get("show", "")
        return cls(which if which in FILTERS else "open", query.get("by", "")[:120])

    def takes(self, thread: Thread, person_id: int | None) -> bool:
        """Tell whether a thread is shown, whoever wrote in it."""
        if self.which == "resolved" or not thread.is_open:
            return self.which == "resolved" and not thread.is_open
        if self.which == "me":
            return mentions_reader(thread)
        return self.which == "open" or any(row.author_id == person_id for row in thread.comments.all())

    def link(self, which: str) -> str:
        """Return the query of another choice, for the same person."""
        return "?" + urlencode({"show": which, **({"by": self.who} if self.who else {})})


@dataclass(frozen=True)
class AllComments:
    """The page of all comments of a project."""

    workspace: Workspace
    shown: CommentFilter

    @cached_property
    def rows(self) -> list[Thread]:
        return read_threads(self.workspace)

    @property
    def authors(self) -> list[str]:
        """Everybody who wrote something that the reader may see."""
        return sorted({row.who for thread in self.rows for row in thread.comments.all() if row.who})

    @property
    def choices(self) -> Iterable[tuple[str, str, int, bool]]:
        """What can be shown: query, words, how many, whether it is shown."""
        words = {"open": _("Open"), "me": _("For you"), "mine": _("Yours"), "resolved": _("Resolved")}
        for which in FILTERS:
            count = len(self._chosen(replace(self.shown, which=which)))
            yield self.shown.link(which), words[which], count, which == self.shown.which

    @property
    def threads(self) -> list[SaidThread]:
        return [SaidThread(self.workspace, row) for row in self._chosen(self.shown)]

    @property
    def here(self) -> str:
        """The query of the list that is shown."""
        return self.shown.link(self.shown.which)

    @property
    def counts(self) -> OpenThreads:
        return open_threads(self.workspace)

    def _chosen(self, shown: CommentFilter) -> list[Thread]:
        by_anybody = [row for row in self.rows if shown.takes(row, self.workspace.person_id)]
        if not shown.who:
            return by_anybody
        return [row for row in by_anybody if any(comment.who == shown.who for comment in row.comments.all())]
