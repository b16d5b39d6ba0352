"""The part with the comments that nobody has resolved: what is still being talked about, by place."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.domain.topics import TopicKind
from projects.threads import read_threads
from reports.discussing import SaidThread
from reports.domain.report import Answered, Questions, ReportSection
from reports.rooms.source import ReportSource


def comments(source: ReportSource) -> ReportSection | None:
    """Return every open thread that the reader may see; None behind a link and in a version, which show none."""
    workspace = source.workspace
    if source.is_link or workspace.person_id is None:
        return None
    rows = read_threads(workspace, workspace.project.threads.open())
    threads = [said for row in rows if (said := SaidThread(workspace, row)).comments]
    blocks = [
        Questions(
            label=label,
            questions=tuple(_told(source, thread) for thread in about),
            heads=(_("About"), _("Comment")),
            shows_pay=False,
        )
        for kind, label in _labels()
        if (about := _in_order(source, [thread for thread in threads if thread.row.kind == kind]))
    ]
    words = ngettext("%(n)s open comment.", "%(n)s open comments.", len(threads)) % {"n": len(threads)}
    return ReportSection(
        id="comments",
        title=_("Open comments"),
        finding=words if threads else "",
        blocks=tuple(blocks),
        empty=_("No comment is open."),
    )


def _labels() -> list[tuple[TopicKind, str]]:
    """Return the kinds of places in the order in which they stand, with what they are called."""
    return [
        (TopicKind.QUESTION, _("Questions")),
        (TopicKind.FIGURE, _("Figures")),
        (TopicKind.SECTION, _("Sections")),
        (TopicKind.REPORT, _("Report")),
    ]


def _in_order(source: ReportSource, threads: list[SaidThread]) -> list[SaidThread]:
    """Return threads as their places follow each other in the project, the oldest of a place first."""
    places = {name: place for place, name in enumerate([*source.catalogue.questions, *source.catalogue.sections])}
    return sorted(
        threads,
        key=lambda thread: (places.get(thread.row.topic_id, len(places)), thread.row.topic_id, thread.row.pk),
    )


def _told(source: ReportSource, thread: SaidThread) -> Answered:
    first, *replies = (said.row for said in thread.comments)
    count = len(replies)
    by = [
        ", ".join((first.who or _("the owner"), source.write.date(first.at))),
        _("Begun in the scenario %(name)s") % {"name": thread.elsewhere} if thread.elsewhere else "",
        ngettext("%(n)s reply", "%(n)s replies", count) % {"n": count} if count else "",
    ]
    return Answered(
        ref=thread.about.ref,
        question=thread.about.title or _("Something that is no longer asked or shown"),
        answer=first.text,
        state="known",
        by="; ".join(part for part in by if part),
    )
