"""What an open page asks every few seconds: whether anything changed here, and what.

An unchanged project costs one query and no more, whichever of the server's processes is asked: nothing is remembered.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.http import quote_etag
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from projects.access import COOKIE, Workspace
from projects.domain.answers import Answer
from projects.domain.fields import Catalogue, Field, slug_id
from projects.domain.lazy import cached_property
from projects.domain.rights import Right
from projects.models import BASE, Browser, Change, CheckChange, Member, Presence, Scenario, digest
from projects.presence import present
from projects.wording import name_field

MOST_CHANGES = 300
"""A page that has missed more is asked to be opened anew."""


@dataclass(frozen=True)
class LiveState:
    """What tells one state of a project, and of who is there, from the next."""

    sequence: int
    talked: int
    """Tells one state of all comments from the next."""
    person: int
    """Whose browser asks."""
    is_named: bool
    """Whether the others may see that this person is here, and this person that they are."""
    seen_at: datetime | None
    """When it was last noted that this person is here."""
    others: int
    moved_at: datetime | None
    """When the last of the others came or moved."""

    @property
    def etag(self) -> str:
        here = f"{self.others}-{self.moved_at.timestamp()}" if self.is_named and self.moved_at else ""
        return quote_etag(f"{self.sequence}-{self.talked}-{here}")


def state_of(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> LiveState | None:
    """Return the state of a project, or None for whoever may not come in.

    It lets in whom `open_project` lets in, by the same rows, in one query: it is asked all the time.
    """
    key = request.COOKIES.get(COOKIE, "")
    if not key:
        return None
    person = Browser.objects.filter(key_hash=digest(key)).values_list(Coalesce("acts_as", F("pk")))[:1]
    joined = Member.objects.open().filter(project=OuterRef("project"), browser=person).order_by()
    here = Presence.objects.filter(project=OuterRef("project"))
    others = present(here).exclude(browser=person).values("project")
    found = (
        Scenario.objects.alive()
        .annotate(
            person=Subquery(person, output_field=BigIntegerField()),
            right=Subquery(joined.values("right")[:1]),
            seen_at=Subquery(here.filter(browser=person).values("seen_at")[:1]),
            others=Subquery(others.annotate(count=Count("pk")).values("count")),
            moved_at=Subquery(others.annotate(last=Max("moved_at")).values("last")),
        )
        .filter(Q(project__owner=F("person")) | Q(right__isnull=False))
        .filter(project=project_id, project__deleted_at=None, slug=scenario)
        .order_by()
        .values("person", "right", "seen_at", "others", "moved_at", "project__sequence", "project__talked")
        .first()
    )
    if found is None:
        return None
    right = found["right"]
    return LiveState(
        sequence=found["project__sequence"],
        talked=found["project__talked"],
        person=found["person"],
        is_named=right is None or right >= Right.COMMENT,
        seen_at=found["seen_at"],
        others=found["others"] or 0,
        moved_at=found["moved_at"],
    )


def is_by(workspace: Workspace, change: Change) -> bool:
    """Tell whether the reader of a workspace made a change; of an older one only the name is known."""
    if change.person_id is not None:
        return change.person_id == workspace.person_id
    return change.who == workspace.who


@dataclass(frozen=True)
class LiveAnswer:
    """An answer that was changed meanwhile, as it stands now."""

    catalogue: Catalogue
    field: Field
    answer: Answer
    who: str
    """Who changed it last, as the reader is told."""
    mine: bool
    """Whether that was the reader, in another tab or on another device."""

    @property
    def prefix(self) -> str:
        """The field as the page's script knows it."""
        return slug_id(self.field.id)

    @property
    def stamp(self) -> str:
        """Tells its versions apart; where a scenario takes over the base's answer, those of the base."""
        answer = self.answer
        return f"{answer.version}.{answer.base_version if answer.inherited else 0}"

    @property
    def heading(self) -> str:
        """Say who changed it, to somebody who is just writing there."""
        if self.mine:
            return _("You changed this in another tab to")
        return _("%(who)s changed this to") % {"who": capfirst(self.who)}

    @property
    def says(self) -> str:
        """Say what happened, to whoever does not see the page."""
        who = _("you, in another tab") if self.mine else self.who
        return _("Changed by %(who)s: %(label)s") % {"who": who, "label": name_field(self.catalogue, self.field.id)}


@dataclass(frozen=True)
class Meanwhile:
    """What happened in a project since a page was made, as far as its reader may see it."""

    workspace: Workspace
    since: int

    @cached_property
    def changes(self) -> list[Change]:
        """Changes of all answers and scenarios, the newest first."""
        newer = Change.objects.filter(project=self.workspace.project, sequence__gt=self.since)
        columns = newer.only("sequence", "scenario_id", "field_id", "who", "person_id")
        return list(columns.select_related("scenario")[: MOST_CHANGES + 1])

    @property
    def too_many(self) -> bool:
        """Whether the page is better opened anew."""
        return len(self.changes) > MOST_CHANGES

    @property
    def sequences(self) -> str:
        """The numbers of all changes: a page knows by them which are its own."""
        return " ".join(str(change.sequence) for change in self.changes[:MOST_CHANGES])

    @cached_property
    def answers(self) -> list[LiveAnswer]:
        """The answers of this scenario, or of the base that it is laid over, that were changed."""
        workspace = self.workspace
        return [
            LiveAnswer(
                catalogue=workspace.catalogue,
                field=workspace.catalogue.fields[change.field_id],
                answer=workspace.readable_answers[change.field_id],
                who=workspace.name_author(change.who, change.person_id),
                mine=is_by(workspace, change),
            )
            for change in _latest(change for change in self.changes if self._is_shown(change))
        ]

    @cached_property
    def checks(self) -> list[Answer]:
        """The answers that were checked meanwhile, or are so no longer, as they stand now."""
        newer = CheckChange.objects.filter(project=self.workspace.project, sequence__gt=self.since)
        shown = [check for check in newer.select_related("scenario")[:MOST_CHANGES] if self._is_shown(check)]
        return [
            self.workspace.readable_answers[field_id] for field_id in dict.fromkeys(change.field_id for change in shown)
        ]

    def _is_shown(self, change: Change | CheckChange) -> bool:
        section = self.workspace.catalogue.section_of.get(change.field_id)
        is_asked = change.field_id in self.workspace.catalogue.fields and section is not None
        slugs = {BASE, self.workspace.scenario.slug}
        return is_asked and change.scenario.slug in slugs and self.workspace.grant.opens(section.id if section else "")


def _latest(changes: Iterable[Change]) -> Iterable[Change]:
    """Return the last change of each answer, from changes whose newest come first."""
    latest: dict[str, Change] = {}
    for change in changes:
        latest.setdefault(change.field_id, change)
    return latest.values()
