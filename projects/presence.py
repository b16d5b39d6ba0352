"""Who is here, and where: noted by the page's own question for changes, seen by whoever works in the project too."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.access import Workspace
from projects.domain.rights import REPORT
from projects.limits import CANNOT_STORE
from projects.models import Member, Presence

GONE_AFTER = timedelta(seconds=30)
NOTED_EVERY = timedelta(seconds=20)
"""So often, at most, it is written down that somebody is here."""
OVERVIEW, DECISION = "overview", "decision"


def present(rows: "QuerySet[Presence]", now: datetime | None = None) -> "QuerySet[Presence]":
    """Return the rows of those who are still here."""
    return rows.filter(seen_at__gt=(now or timezone.now()) - GONE_AFTER)


def note_presence(project_id: uuid.UUID, person: int, seen_at: datetime | None, place: str, field_id: str) -> None:
    """Note where somebody is, unless that was noted just before. A database that can only be read keeps nobody out.

    Args:
        project_id: Of the project.
        person: Whose browser it is.
        seen_at: When it was noted last; None for never.
        place: The page, as an id of the task list.
        field_id: The field with the cursor, or "".
    """
    now = timezone.now()
    if seen_at is not None and seen_at > now - NOTED_EVERY:
        return
    place, field_id = place[:40], field_id[:80]
    with suppress(*CANNOT_STORE):
        if seen_at is None:
            row = Presence(
                project_id=project_id, browser_id=person, place=place, field_id=field_id, seen_at=now, moved_at=now
            )
            Presence.objects.bulk_create([row], ignore_conflicts=True)  # another tab may have been faster
            return
        is_where_it_was = When(place=place, field_id=field_id, seen_at__gt=now - GONE_AFTER, then=F("moved_at"))
        Presence.objects.filter(project=project_id, browser=person).update(
            seen_at=now, place=place, field_id=field_id, moved_at=Case(is_where_it_was, default=Value(now))
        )


@dataclass(frozen=True)
class Here:
    """Somebody who is here."""

    name: str
    where: str
    """Section and question; "" where the reader may not see them."""

    @property
    def initials(self) -> str:
        """Up to two letters, as a mark."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def says(self) -> str:
        """Say who is where."""
        return f"{self.name} · {self.where}" if self.where else self.name


def people_here(workspace: Workspace, person: int) -> list[Here]:
    """Return the others who are here, in the order of their names; none for whoever may only look."""
    if not workspace.may_comment:
        return []
    rows = list(present(Presence.objects.filter(project=workspace.project.pk)).exclude(browser=person))
    names = _names(workspace, rows)
    people = [Here(names[row.browser_id], _where(workspace, row)) for row in rows if row.browser_id in names]
    return sorted(people, key=lambda person: person.says)


def _names(workspace: Workspace, rows: Iterable[Presence]) -> dict[int, str]:
    """Return the names of those who may still come in, by their browsers."""
    project = workspace.project
    browsers = {row.browser_id for row in rows}
    members = Member.objects.open().filter(project=project.pk, browser__in=browsers)
    names = dict(members.values_list("browser", "name"))
    if project.owner_id in browsers and project.owner is not None:
        names[project.owner_id] = project.owner.name or _("Owner")
    return names


def _where(workspace: Workspace, row: Presence) -> str:
    title = place_title(workspace, row.place)
    question = workspace.catalogue.questions.get(row.field_id) if title else None
    section = workspace.catalogue.section_of.get(row.field_id)
    is_there = question is not None and section is not None and section.id == row.place
    return ", ".join(part for part in (title, question.ref if question and is_there else "") if part)


def place_title(workspace: Workspace, place: str) -> str:
    """Name a page of the task list to whoever may open it."""
    grant, section = workspace.grant, workspace.catalogue.sections.get(place)
    if section is not None:
        return _(section.title) if grant.opens(place) else ""
    if place == REPORT:
        return _("Report") if grant.opens(REPORT) else ""
    titles = {OVERVIEW: _("Overview"), DECISION: _("Decision")}
    return titles.get(place, "") if grant.sees_everything else ""
