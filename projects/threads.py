"""The one way in which comments are written, and who may read them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.access import Workspace
from projects.domain.mentions import mentioned
from projects.domain.rights import WHOLE
from projects.domain.topics import Topic, TopicKind, may_read
from projects.limits import OverLimit, admit_bytes
from projects.models import Comment, Member, Mention, Project, Thread, ThreadQuerySet

LONGEST_COMMENT = 2_000
ROW_BYTES = 200
"""What a comment takes beside its text, about."""


@dataclass(frozen=True)
class Written:
    """A comment as it was sent."""

    text: str
    token: str


def topic_of(thread: Thread) -> Topic:
    return Topic(TopicKind(thread.kind), thread.topic_id)


# ---------------------------------------------------------------- read


def is_readable(workspace: Workspace, thread: Thread) -> bool:
    """Tell whether the reader of a workspace may see a thread."""
    grant, topic = workspace.grant, topic_of(thread)
    return may_read(grant, topic, workspace.catalogue, began_without_pay=thread.began_without_pay)


def readable(workspace: Workspace, threads: Iterable[Thread]) -> list[Thread]:
    return [thread for thread in threads if is_readable(workspace, thread)]


@dataclass(frozen=True)
class OpenThreads:
    """The threads of a project that are open and may be read."""

    by_topic: Mapping[Topic, int]
    for_me: int
    """How many of them mention the reader."""

    @property
    def count(self) -> int:
        return sum(self.by_topic.values())


def open_threads(workspace: Workspace) -> OpenThreads:
    """Count the open threads of a project; a page asks once, however many places show a count."""
    kept = vars(workspace).get("open_threads")
    if kept is None:
        rows = Thread.objects.filter(project=workspace.project.pk).open()
        threads = readable(workspace, _with_mentions(workspace, rows))
        by_topic = Counter(map(topic_of, threads))
        kept = OpenThreads(by_topic, sum(map(mentions_reader, threads)))
        vars(workspace)["open_threads"] = kept
    return kept


def _with_mentions(workspace: Workspace, threads: ThreadQuerySet) -> ThreadQuerySet:
    mentions = Mention.objects.filter(comment__thread=OuterRef("pk"), browser=workspace.person_id or 0)
    return threads.annotate(mentions_me=Exists(mentions))


def mentions_reader(thread: Thread) -> bool:
    """Tell whether a thread that was read for somebody mentions them."""
    return bool(getattr(thread, "mentions_me", False))


def read_threads(workspace: Workspace, threads: ThreadQuerySet | None = None) -> list[Thread]:
    """Return threads with their comments, as the reader of a workspace may see them; three queries for any number."""
    asked = Thread.objects.filter(project=workspace.project.pk) if threads is None else threads
    rows = _with_mentions(workspace, asked).select_related("scenario").prefetch_related("comments__mentions")
    return readable(workspace, rows)


def may_discuss(workspace: Workspace, topic: Topic) -> bool:
    """Tell whether the reader sees a topic, and so what is said about it; a version and a link show no comments."""
    if workspace.person_id is None:
        return False
    return may_read(workspace.grant, topic, workspace.catalogue, began_without_pay=workspace.grant.hide_pay)


def open_thread(workspace: Workspace, thread_id: int) -> Thread:
    """Return a thread that the reader may see, or answer 404."""
    thread = get_object_or_404(Thread, project=workspace.project.pk, pk=thread_id)
    if not is_readable(workspace, thread):
        raise Http404
    return thread


def open_comment(workspace: Workspace, comment_id: int) -> Comment:
    """Return a comment that the reader may change, or answer 404; its owner may delete any in the project."""
    rows = Comment.objects.select_related("thread").filter(thread__project=workspace.project.pk)
    comment = get_object_or_404(rows, pk=comment_id)
    if not is_readable(workspace, comment.thread) or not (is_own(workspace, comment) or workspace.is_owner):
        raise Http404
    return comment


def is_own(workspace: Workspace, comment: Comment) -> bool:
    return comment.author_id is not None and comment.author_id == workspace.person_id


def people(workspace: Workspace, topic: Topic, *, began_without_pay: bool = False) -> dict[str, int]:
    """Return who can be mentioned: everybody in the project who may read the thread, by their names."""
    project, catalogue = workspace.project, workspace.catalogue
    numbers = {}
    if project.owner is not None and project.owner.name:
        numbers[project.owner.name] = (project.owner.pk, WHOLE)
    for member in Member.objects.open().filter(project=project.pk):
        numbers[member.name] = (member.browser_id, member.grant)
    return {
        name: browser
        for name, (browser, grant) in numbers.items()
        if may_read(grant, topic, catalogue, began_without_pay=began_without_pay)
    }


# ---------------------------------------------------------------- written


def start_thread(workspace: Workspace, topic: Topic, written: Written) -> Thread:
    """Begin a thread with its first comment.

    Raises:
        OverLimit: Where there is no room for it.
    """
    with transaction.atomic():
        project = _locked(workspace)
        twin = Comment.objects.filter(thread__project=project, token=written.token).first()
        if twin is not None:
            return twin.thread
        _admit(project, written.text)
        thread = Thread.objects.create(
            project=project,
            scenario=workspace.scenario,
            kind=topic.kind,
            topic_id=topic.id,
            began_without_pay=workspace.grant.hide_pay,
        )
        _write(workspace, thread, written)
    return thread


def reply(workspace: Workspace, thread: Thread, written: Written) -> None:
    """Add a comment; a thread that was resolved is open again.

    Raises:
        OverLimit: Where there is no room for it.
    """
    with transaction.atomic():
        project = _locked(workspace)
        if Comment.objects.filter(thread=thread, token=written.token).exists():
            return
        _admit(project, written.text)
        _write(workspace, thread, written)
        thread.changed_at, thread.resolved_at, thread.resolved_by = timezone.now(), None, ""
        thread.save(update_fields=["changed_at", "resolved_at", "resolved_by"])


def edit(workspace: Workspace, comment: Comment, text: str) -> None:
    """Write a comment anew.

    Raises:
        OverLimit: Where there is no room for it.
    """
    with transaction.atomic():
        project = _locked(workspace)
        _grow(project, _bytes(text) - _bytes(comment.text))
        comment.text, comment.edited_at = text, timezone.now()
        comment.save(update_fields=["text", "edited_at"])
        comment.mentions.all().delete()
        _mention(workspace, comment)


def delete(workspace: Workspace, comment: Comment) -> bool:
    """Delete a comment, and the thread with its last one; tell whether the thread is gone."""
    with transaction.atomic():
        project = _locked(workspace)
        thread = comment.thread
        _grow(project, -_bytes(comment.text))
        comment.delete()
        is_last = not thread.comments.exists()
        if is_last:
            thread.delete()
    return is_last


def resolve(workspace: Workspace, thread: Thread, *, done: bool = True) -> None:
    """Resolve a thread, or open it again."""
    thread.resolved_at = timezone.now() if done else None
    thread.resolved_by = workspace.author_name if done else ""
    with transaction.atomic():
        thread.save(update_fields=["resolved_at", "resolved_by"])
        Project.objects.filter(pk=workspace.project.pk).update(talked=F("talked") + 1)


def _locked(workspace: Workspace) -> Project:
    return Project.objects.select_for_update().get(pk=workspace.project.pk)


def _bytes(text: str) -> int:
    return len(text.encode()) + ROW_BYTES


def _admit(project: Project, text: str) -> None:
    most = settings.MOST_COMMENTS
    if Comment.objects.filter(thread__project=project).count() >= most:
        words = _("This project has %(limit)s comments, which is the most. Delete some that are resolved first.")
        raise OverLimit(words % {"limit": most})
    _grow(project, _bytes(text))


def _grow(project: Project, size_bytes: int) -> None:
    """Count what comments take from now on, and that something was done to them."""
    admit_bytes(project, size_bytes)
    project.stored_bytes = max(0, project.stored_bytes + size_bytes)
    project.talked += 1
    project.save(update_fields=["stored_bytes", "talked"])


def _write(workspace: Workspace, thread: Thread, written: Written) -> None:
    comment = Comment.objects.create(
        thread=thread, author_id=workspace.person_id, who=workspace.author_name, text=written.text, token=written.token
    )
    _mention(workspace, comment)


def _mention(workspace: Workspace, comment: Comment) -> None:
    thread = comment.thread
    known = people(workspace, topic_of(thread), began_without_pay=thread.began_without_pay)
    said = mentioned(comment.text, known)
    Mention.objects.bulk_create(
        Mention(comment=comment, browser_id=known[name], name=call) for call, name in said.items()
    )
