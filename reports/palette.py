"""Where somebody may go from anywhere: sections, questions, figures, actions, each under the words it is known by."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from projects.domain.expressions import visible_fields
from projects.explaining import say_told
from reports.shell import Shell

ACTIONS = (
    ("projects:history", gettext_noop("History and undo")),
    ("reports:report_pdf", gettext_noop("Open the report as a PDF")),
    ("projects:share", gettext_noop("Share by link")),
    ("reports:scenarios", gettext_noop("Compare scenarios")),
    ("projects:new_scenario", gettext_noop("Add a scenario")),
    ("projects:export", gettext_noop("Download the project file")),
    ("projects:place", gettext_noop("Change currency or country")),
    ("projects:project_settings", gettext_noop("Name, download, delete")),
)


@dataclass(frozen=True)
class PaletteEntry:
    """One place to go."""

    title: str
    url: str
    more: str = ""


@dataclass(frozen=True)
class Group:
    """Places of one kind."""

    title: str
    entries: Sequence[PaletteEntry]


def palette_of(frame: Shell, words: str = "") -> list[Group]:
    """Return all places of a project whose words match; without words all."""
    wanted = words.casefold().split()
    groups = (
        Group(_("Sections"), [PaletteEntry(_("Overview"), frame.overview_url), *_sections(frame)]),
        Group(_("Questions"), _questions(frame)),
        Group(_("Figures"), _figures(frame)),
        Group(_("Actions"), [PaletteEntry(_(title), frame.url(name)) for name, title in ACTIONS]),
    )
    return [Group(group.title, entries) for group in groups if (entries := _matching(group.entries, wanted))]


def _matching(entries: Sequence[PaletteEntry], wanted: Sequence[str]) -> list[PaletteEntry]:
    return [entry for entry in entries if all(word in f"{entry.more} {entry.title}".casefold() for word in wanted)]


def _sections(frame: Shell) -> list[PaletteEntry]:
    return [PaletteEntry(task.title, task.url) for task in frame.tasks] + [
        PaletteEntry(link.title, link.url) for link in frame.more
    ]


def _questions(frame: Shell) -> list[PaletteEntry]:
    workspace = frame.workspace
    shown = visible_fields(workspace.catalogue, workspace.answers)
    return [
        PaletteEntry(question.title, frame.question_url(question), question.ref)
        for section_id in frame.asked
        for question in workspace.catalogue.sections[section_id].questions
        if any(field.id in shown for field in question.fields)
    ]


def _figures(frame: Shell) -> list[PaletteEntry]:
    project, scenario = frame.workspace.project, frame.workspace.scenario
    return [
        PaletteEntry(say_told(figure.label), reverse("reports:figure", args=[project.pk, scenario.slug, figure.id]))
        for figure in frame.results.figures.values()
        if frame.workspace.may_show(figure)
    ]
