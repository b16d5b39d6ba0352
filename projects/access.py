"""Who may see and change what. Every view that touches a project begins here: the object, or a 404."""

import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NotRequired, Protocol, TypedDict

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.catalogue import catalogue_in, get_catalogue
from projects.domain.adopted import Adopted
from projects.domain.answers import Answer as Answered
from projects.domain.answers import Answers
from projects.domain.currency import USD, Exchange
from projects.domain.draws import FINE_DRAWS, Draws
from projects.domain.expressions import visible_answers
from projects.domain.fields import Catalogue
from projects.domain.lazy import cached_property
from projects.domain.packs import QuestionPackVersion, settled_own
from projects.domain.pay import is_pay_known, without_pay
from projects.domain.ranges import NumberStyle
from projects.domain.rights import VIEWER, WHOLE, Grant, Lack, Need, Right
from projects.experience import adopted_as
from projects.formatting import Formatter
from projects.limits import CANNOT_STORE, admit_browser
from projects.models import (
    BASE,
    Answer,
    Browser,
    Change,
    Member,
    Project,
    Scenario,
    ShareLink,
    digest,
    new_secret,
)
from projects.packs import pack_as

SHARED: list[Callable[[], object]] = []
"""What rooms upstairs add, when they start, to the state that results depend on: each a function without arguments."""
COOKIE = "plumbline_browser"
COOKIE_SECONDS = 400 * 24 * 3600  # the longest that browsers keep one
RENEWED = "plumbline_renewed"
RENEWED_SECONDS = 24 * 3600
YOUNG = 20
"""Changes up to which the pages of a project offer a way back to it."""
SEEN_EVERY = timedelta(minutes=2)
"""So often, at most, it is written down that a member was here."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})
ANYBODY = Need()
OWNER = Need(Right.OWN)
EDITOR = Need(Right.EDIT)
READER = Need(Right.VIEW, looks_itself=True)
COMMENTER = Need(Right.COMMENT, looks_itself=True)
"""Read and write comments: which of them, says each thread."""


class Author(TypedDict):
    """Keyword arguments of what is done in somebody's name."""

    who: str
    """As the history shows it."""
    person: NotRequired[int | None]
    """The row of their browser, by which it is known that they did it."""


class MovesWithPay(Protocol):
    """A figure, a chart or a block, which says whether it moves with what somebody earns."""

    @property
    def shows_pay(self) -> bool: ...


class NotGranted(PermissionDenied):
    """A member asks for what their link does not open. They know of the project, so they are told why, with 403.

    Args:
        member: Who asks.
        lack: What their grant lacks.
    """

    def __init__(self, member: Member, lack: Lack) -> None:
        super().__init__(lack.value)
        self.member, self.lack = member, lack


def read_shared() -> dict[Callable[[], object], Any]:
    """Return the state of what all projects share, such as the prices that were read in last, by what reads it."""
    return {read: read() for read in SHARED}


@dataclass(frozen=True)
class Workspace:
    """A project in one scenario, as one reader may see it."""

    project: Project
    scenario: Scenario
    who: str = ""
    hide_pay: bool = False
    """Whether the reader must not learn what anybody earns."""
    grant: Grant = VIEWER
    """What the reader may do and see."""
    member: Member | None = None
    """The reader, where it is a member and not the owner."""
    has_account: bool = False
    """Whether the reader has signed in."""

    @property
    def right(self) -> Right:
        return self.grant.right

    @property
    def may_edit(self) -> bool:
        return self.grant.right >= Right.EDIT

    @property
    def may_comment(self) -> bool:
        return self.grant.right >= Right.COMMENT

    @property
    def person_id(self) -> int | None:
        """The row of whoever reads, by which what they wrote themselves is known."""
        return self.member.browser_id if self.member else self.project.owner_id if self.is_owner else None

    @property
    def reader(self) -> str:
        """What tells whoever reads from others in the same browser; see `projects.readers`."""
        return mark_of(self.person_id)

    @property
    def author(self) -> Author:
        """Whoever reads, as what they change is signed: the name that the history shows, and the row that tells two
        people of the same name apart."""
        return {"who": self.who, "person": self.person_id}

    @property
    def author_name(self) -> str:
        """The name under which they write and check; "" for an owner who has given none."""
        return self.who or (self.project.owner_name if self.is_owner else "")

    @cached_property
    def owner_called(self) -> str:
        """What others read of an owner under whose name nothing is signed: that of the account, else the owner."""
        owner = self.project.owner
        return self.project.owner_name or (owner.name if owner else "") or _("the owner")

    def name_author(self, who: str, person: int | None = None, *, after_by: bool = False) -> str:
        """Name whoever wrote something to whoever reads it. Members have a name, so nobody but an owner has none.

        Args:
            who: The name that it is signed with; "" for an owner who had given none.
            person: The row of their browser; None where that is not known.
            after_by: Whether the name continues "by", which some languages decline.
        """
        if who:
            return who
        if person not in (None, self.project.owner_id):
            return _("a former owner")
        if not self.is_owner:
            return self.owner_called
        return pgettext("after by", "you") if after_by else _("you")

    @property
    def is_young(self) -> bool:
        """Whether somebody has begun to answer, not long ago."""
        return 0 < self.project.sequence < YOUNG

    @property
    def is_owner(self) -> bool:
        return self.grant.right >= Right.OWN

    @cached_property
    def answers(self) -> Answers:
        return self.settled(Answer.objects.of(self.scenario))

    def settled(self, answers: Answers) -> Answers:
        """Return answers with those to own questions of the organisation read as the project asks them."""
        return answers if self.project.pack_id is None else settled_own(self.catalogue, answers)

    def with_answer(self, answer: Answered) -> "Workspace":
        """Return the workspace once an answer was saved, without reading all the others again."""
        later = replace(self)
        later.__dict__["answers"] = self.answers.overlaid({answer.field_id: answer})  # where `answers` looks first
        return later

    @cached_property
    def base_answers(self) -> Answers:
        """What the scenario is laid over; in the base its own answers."""
        if self.scenario.is_base:
            return self.answers
        return self.settled(Answer.objects.of(next(scenario for scenario in self.scenarios if scenario.is_base)))

    @cached_property
    def visible_answers(self) -> Answers:
        """The answers that count: hidden ones are left out."""
        return visible_answers(self.catalogue, self.answers)

    @cached_property
    def pay_hidden(self) -> bool:
        """Whether there is pay that the reader must not learn; published pay is nobody's."""
        return self.hide_pay and is_pay_known(self.catalogue.fields, self.answers)

    @cached_property
    def readable_answers(self) -> Answers:
        """The answers as the reader may read them; figures are worked out from all `answers`."""
        return without_pay(self.catalogue.fields, self.answers) if self.hide_pay else self.answers

    def may_show(self, shown: MovesWithPay) -> bool:
        """Tell whether the reader may see a figure, a chart or a block."""
        return not (self.pay_hidden and shown.shows_pay)

    @property
    def state(self) -> tuple[object, ...]:
        """All that results depend on, beside the data files: the same state gives the same figures."""
        return (self.project.pk, self.scenario.pk, self.project.sequence, *self.basis)

    @property
    def basis(self) -> tuple[object, ...]:
        """All that results depend on beside the answers and the data files."""
        project = self.project
        return (
            project.seed,
            project.currency,
            project.started_on,
            project.priced_on,
            project.thresholds_id,
            self.adopted,
            self.pack,
            # The note holds the day and the source of the rate, in the reader's language.
            self.exchange,
            *self.shared.values(),
        )

    @cached_property
    def shared(self) -> Mapping[Callable[[], object], Any]:
        """What all projects share, as `read_shared` reads it."""
        return read_shared()

    @cached_property
    def catalogue(self) -> Catalogue:
        """Everything that can be asked, with the defaults that count since the project began, in its currency."""
        own, project = (self.adopted, self.pack), self.project
        if project.currency == USD:
            is_shipped = own == (None, None) and not project.named and not get_catalogue().withheld(project.started_on)
            rate = (1.0, "")
            return get_catalogue() if is_shipped else catalogue_in(*rate, *own, project.named, project.started_on)
        rate = (project.money_per_usd, self.rate_note)
        return catalogue_in(*rate, *own, project.named, project.started_on)

    @cached_property
    def adopted(self) -> Adopted | None:
        """What the organisation learnt from its own projects, as this one assumes it; None: as published."""
        number = self.project.experience_id
        return None if number is None else adopted_as(number)

    @cached_property
    def pack(self) -> QuestionPackVersion | None:
        """What the organisation makes of the questionnaire, as this project asks it; None: as it ships."""
        number = self.project.pack_id
        return None if number is None else pack_as(number)

    @cached_property
    def rate_words(self) -> str:
        """The rate with its day and source, in words; empty where the project counts in US dollars."""
        project = self.project
        if project.currency == USD:
            return ""
        rate = self.formatter.exchange(project.money_per_usd)
        told = ", ".join(part for part in (project.rate_source, self.formatter.date(project.rate_date)) if part)
        return f"{rate} ({told or _('no rate is set')})"

    @property
    def exchange(self) -> Exchange:
        """How published prices become the project's money, as estimates take it."""
        return Exchange(money_per_usd=self.project.money_per_usd, note=self.rate_note)

    @property
    def rate_note(self) -> str:
        """What the source of a converted figure says besides; empty where nothing is converted."""
        return _("converted from US dollars at %(rate)s") % {"rate": self.rate_words} if self.rate_words else ""

    @cached_property
    def formatter(self) -> Formatter:
        return Formatter.for_reader(self.project.currency, self.project.country)

    @property
    def reading(self) -> NumberStyle:
        write, today = self.formatter, timezone.localdate()
        return NumberStyle(currency=self.project.currency, decimal=write.decimal, group=write.group, today=today)

    @cached_property
    def draws(self) -> Draws:
        return Draws(self.project.seed, first_names=self.catalogue.first_ids)

    @cached_property
    def fine_draws(self) -> Draws:
        return Draws(self.project.seed, FINE_DRAWS, first_names=self.catalogue.first_ids)

    @cached_property
    def scenarios(self) -> list[Scenario]:
        return list(self.project.scenarios.alive())

    @cached_property
    def columns(self) -> "list[Workspace]":
        """Every scenario beside each other, the base first; their answers come in one query."""
        scenarios = self.scenarios
        workspaces = [replace(self, scenario=scenario) for scenario in scenarios]
        for column, answers in zip(workspaces, Answer.objects.of_each(scenarios), strict=True):
            # Where the properties would keep what they had fetched for themselves.
            vars(column).update(answers=column.settled(answers), shared=self.shared, scenarios=scenarios)
        return workspaces


def mark_of(person_id: int | None) -> str:
    """Return by what pages know a person again, without saying which row is theirs; "" for nobody."""
    return digest(f"reader {person_id}")[:10] if person_id else ""


def visiting_browser(request: HttpRequest) -> Browser | None:
    """Return the browser that a request comes from, or None for one that owns nothing yet.

    Of somebody who has several it is always the same one: that which the others act as.
    """
    key = request.COOKIES.get(COOKIE, "")
    row = Browser.objects.select_related("acts_as").filter(key_hash=digest(key)).first() if key else None
    return row.acts_as or row if row else None


def remember_browser(request: HttpRequest, response: HttpResponse) -> Browser:
    """Return the visiting browser; a new one gets its key with the response."""
    browser = visiting_browser(request)
    if browser is None:
        admit_browser()
        key = new_secret()
        browser = Browser.objects.create(key_hash=digest(key))
        set_key(request, response, key)
    return browser


def renew_key(request: HttpRequest, response: HttpResponse) -> None:
    """Let the visiting browser keep its key for another 400 days, once a day.

    Browsers drop a cookie 400 days after it was set, however often they send it. A second cookie that lives for a day
    says that the key was renewed already, so that most requests ask the database nothing and none writes there.
    """
    key = request.COOKIES.get(COOKIE, "")
    if key and RENEWED not in request.COOKIES and COOKIE not in response.cookies and visiting_browser(request):
        set_key(request, response, key)


def set_key(request: HttpRequest, response: HttpResponse, key: str) -> None:
    """Give the visiting browser its key with a response."""
    for name, value, seconds in ((COOKIE, key, COOKIE_SECONDS), (RENEWED, "1", RENEWED_SECONDS)):
        response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=request.is_secure())


def open_project(request: HttpRequest, project_id: uuid.UUID, scenario: str = BASE, need: Need = ANYBODY) -> Workspace:
    """Return a project in one scenario, or answer 404: what is not yours does not exist. Members of it get 403.

    Args:
        request: Of its owner, or of a member whose grant meets the need.
        project_id: Of the project.
        scenario: Its slug.
        need: What the page asks; see `Need` for what it asks where the view says nothing.
    """
    return open_as(visiting_browser(request), project_id, scenario, need, reads=request.method in READS)


def open_as(
    browser: Browser | None, project_id: uuid.UUID, scenario: str = BASE, need: Need = ANYBODY, *, reads: bool = True
) -> Workspace:
    """Return a project in one scenario as a person may see it, or answer 404; see `open_project`.

    Args:
        browser: The person, as `visiting_browser` returns them; None for nobody.
        project_id: Of the project.
        scenario: Its slug.
        need: What is asked of them.
        reads: Whether the request only reads.

    Raises:
        NotGranted: Where a member asks for more than their grant opens.
    """
    if browser is None:
        raise Http404
    scenarios = Scenario.objects.select_related("project").filter(project__deleted_at=None, deleted_at=None)
    chosen = scenarios.filter(project=project_id, slug=scenario).first()
    if chosen and chosen.project.owner_id == browser.pk:
        return replace(_workspace(chosen, browser.name, WHOLE), has_account=browser.user_id is not None)
    # Asked in any case, so that a project of somebody else takes as long as one that does not exist.
    member = Member.objects.open().filter(project=project_id, browser=browser).first()
    if chosen is None or member is None:
        raise Http404
    if lack := member.grant.lacks(need, reads=reads):
        member.project = chosen.project
        raise NotGranted(member, lack)
    _note_seen(member)
    return replace(_workspace(chosen, member.name, member.grant), member=member)


def _workspace(scenario: Scenario, who: str, grant: Grant) -> Workspace:
    return Workspace(scenario.project, scenario, who, grant.hide_pay, grant)


def _note_seen(member: Member) -> None:
    """Note that a member is here; the process of heavy pages, which writes nothing, leaves it to the others."""
    now = timezone.now()
    if member.seen_at < now - SEEN_EVERY:
        with suppress(*CANNOT_STORE):
            Member.objects.filter(pk=member.pk).update(seen_at=now)


def open_binned(request: HttpRequest, project_id: uuid.UUID) -> Project:
    """Return an owner's project that can still be restored from the bin, or answer 404."""
    projects = Project.objects.owned_by(visiting_browser(request)).binned()
    return get_object_or_404(projects, pk=project_id)


def note_opening(token: str) -> None:
    """Note when a link was opened. A database that can only be read keeps nobody from reading."""
    with suppress(*CANNOT_STORE):
        ShareLink.objects.filter(secret_hash=digest(token)).update(opened_at=timezone.now())


def open_own_link(workspace: Workspace, link_id: int) -> ShareLink:
    """Return a link of the owner's project, or answer 404."""
    return get_object_or_404(workspace.project.links, pk=link_id)


def open_change(workspace: Workspace, sequence: int) -> Change:
    """Return one change of the project's history, or answer 404; that of a deleted scenario cannot be undone."""
    changes = workspace.project.changes.select_related("scenario").filter(scenario__deleted_at=None)
    return get_object_or_404(changes, sequence=sequence)


def open_scenario(workspace: Workspace, slug: str, *, deleted: bool = False) -> Scenario:
    """Return a scenario of the owner's project by its slug, one that is there or one that is deleted, or answer 404."""
    scenarios = workspace.project.scenarios
    return get_object_or_404(scenarios.binned() if deleted else scenarios.alive(), slug=slug)
