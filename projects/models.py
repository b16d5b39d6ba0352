"""Rows: projects with their scenarios, answers, history and links; the browsers that own them."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext

from projects.catalogue import get_catalogue
from projects.domain import answers as domain
from projects.domain.answers import AnswerCheck, Answers, AnswerState
from projects.domain.rights import Grant, Right
from projects.domain.stored import settle
from projects.domain.topics import Topic, TopicKind

BASE = "base"
BIN_DAYS = 30
"""For so long what was deleted can be restored."""


def digest(secret: str) -> str:
    """Return what is stored of a secret. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def today() -> date:
    return timezone.localdate()


def expiry(now: datetime | None = None) -> datetime:
    """Return the moment before which something must have been deleted to be gone for good at `now`."""
    return (now or timezone.now()) - timedelta(days=BIN_DAYS)


def new_seed() -> int:
    return secrets.randbelow(2**31)


def unnamed() -> str:
    """Return what a project is called until somebody names it."""
    return gettext("New project")


class VersionedSetting(models.Model):
    """A setting of the organisation that projects begin with and keep.

    Rows are never edited: a new version is a new row.
    """

    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150, blank=True)

    class Meta:
        abstract = True
        ordering = ["-pk"]

    @classmethod
    def newest_number(cls) -> int | None:
        """Return the number of the newest version; None while there is none."""
        return cls._default_manager.order_by("-pk").values_list("pk", flat=True).first()

    @classmethod
    def newest_beside(cls, number: int | None) -> Self | None:
        """Return the newest version; None where it is the one of that number, or there is none."""
        newest = cls._default_manager.order_by("-pk").first()
        return None if newest is None or newest.pk == number else newest


class Thresholds(VersionedSetting):
    """From how many points of readiness each verdict may be said, and what each statement counts."""

    # Points, 0 to 100; see `decisions.domain.thresholds` for what is sane.
    go = models.PositiveSmallIntegerField()
    pilot = models.PositiveSmallIntegerField()
    fix_first = models.PositiveSmallIntegerField()
    # Points of each statement of the readiness checklist, by its id; empty for those we ship.
    weights = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}: {self.go}, {self.pilot}, {self.fix_first}"


def thresholds_of_today() -> int | None:
    """Return the number of the newest thresholds; None while those we ship hold."""
    return Thresholds.newest_number()


class Experience(VersionedSetting):
    """What the organisation's own finished projects came to, which stands in place of published ranges.

    A version without ranges says that the published ones hold again.
    """

    # The same wherever a project file is read in: numbers of rows are not.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # By field id: `range` (low, likely, high) and `measured`, what each project came to [both in the field's unit].
    ranges = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"version {self.pk}" + ("" if self.ranges else ", the published ranges")


def experience_of_today() -> int | None:
    """Return the number of the newest version; None while the published ranges hold."""
    return Experience.newest_number()


class QuestionPack(VersionedSetting):
    """What the organisation makes of the questionnaire: what it leaves out, and its own questions.

    A version with neither says that the questionnaire is asked as it ships.
    """

    # The same wherever a project file is read in: numbers of rows are not.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Ids of the questions that are not asked.
    left_out = models.JSONField(default=list, blank=True)
    # Ids of the questions that must be answered before a decision.
    required = models.JSONField(default=list, blank=True)
    # What questions that ship are called here; see `domain.packs.Wording`.
    wording = models.JSONField(default=dict, blank=True)
    # The section file with its own questions, as it was sent; see `domain.packs`.
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"version {self.pk}"

    @property
    def content(self) -> dict[str, Any]:
        """All that it says."""
        return {"left_out": self.left_out, "required": self.required, "wording": self.wording, "text": self.text}

    def succeeded_by(self, **changed: Any) -> "QuestionPack":
        """Return a version after this one, not stored yet: what is not changed stays."""
        return QuestionPack(**self.content | changed)


def pack_of_today() -> int | None:
    """Return the number of the newest version; None while the questionnaire is asked as it ships."""
    return QuestionPack.newest_number()


class Browser(models.Model):
    """A browser that owns projects without an account; its cookie holds the key, this row the key's hash."""

    key_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # How many projects it began since then: see `limits`.
    hour_began = models.DateTimeField(null=True, blank=True)
    begun_in_hour = models.PositiveIntegerField(default=0)
    # Another browser of the same person: whatever this one does is done as that one.
    acts_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="others")
    # The account whose browsers all act as this row, which no browser has the key of.
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return self.name or f"browser {self.pk}"


class ProjectQuerySet(models.QuerySet["Project"]):
    def alive(self) -> "ProjectQuerySet":
        return self.filter(deleted_at=None)

    def owned_by(self, browser: Browser | None) -> "ProjectQuerySet":
        return self.filter(owner=browser) if browser else self.none()

    def joined_by(self, browser: Browser | None) -> "ProjectQuerySet":
        """Projects of others that a browser works in."""
        return self.filter(pk__in=Member.objects.open().filter(browser=browser).values("project")).exclude(
            owner=browser
        )

    def binned(self, now: datetime | None = None) -> "ProjectQuerySet":
        """What can still be restored, the last deleted first."""
        return self.filter(deleted_at__gte=expiry(now)).order_by("-deleted_at", "pk")

    def expired(self, now: datetime | None = None) -> "ProjectQuerySet":
        """What has been in the bin for its time."""
        return self.filter(deleted_at__lt=expiry(now))


class Project(models.Model):
    """A project is a set of answers; this row is what all of them share."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Browser, null=True, on_delete=models.CASCADE, related_name="projects")
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=400, blank=True)
    owner_name = models.CharField(max_length=120, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    # What one US dollar is worth in it: prices and pay are published in dollars. Fixed when the currency is chosen, so
    # that a project keeps its figures; without a day nobody has set it.
    money_per_usd = models.FloatField(default=1.0)
    rate_date = models.DateField(null=True, blank=True)
    rate_source = models.CharField(max_length=120, blank=True)
    # ISO 3166-1; it decides how numbers are written. What else followed from it stands in the answers.
    country = models.CharField(max_length=2, blank=True)
    started_on = models.DateField(default=today)
    priced_on = models.DateField(default=today)
    # Those with which it began, or which were taken over since; None: those we ship.
    thresholds = models.ForeignKey(
        Thresholds, null=True, blank=True, default=thresholds_of_today, on_delete=models.PROTECT, related_name="+"
    )
    # The same, of what is assumed while nobody knows; None: the published ranges.
    experience = models.ForeignKey(
        Experience, null=True, blank=True, default=experience_of_today, on_delete=models.PROTECT, related_name="+"
    )
    # The same, of what is asked; None: the questionnaire as it ships.
    pack = models.ForeignKey(
        QuestionPack, null=True, blank=True, default=pack_of_today, on_delete=models.PROTECT, related_name="+"
    )
    # What own questions were called that it is asked no longer, or was asked elsewhere, by the id of their field.
    named = models.JSONField(default=dict, blank=True)
    seed = models.PositiveIntegerField(default=new_seed)
    is_sample = models.BooleanField(default=False)
    # The scenario whose verdict is the project's; None while nobody has chosen one.
    ours = models.ForeignKey("Scenario", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sequence = models.PositiveBigIntegerField(default=0)
    # Counts what is done to comments, so that an open page sees each edit, deletion and resolution.
    talked = models.PositiveBigIntegerField(default=0)
    # What its answers and its history take, about.
    stored_bytes = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    # Put away: it stays as it is, and no list shows it unless asked.
    archived_at = models.DateTimeField(null=True, blank=True)
    # Others begin as a copy of it.
    is_template = models.BooleanField(default=False)
    unbelieved_checks = 0
    """Not stored: how many checks the file it was just read from claimed without anything that shows them."""
    lacks_experience = False
    """Not stored: whether that file names an experience that was adopted on another installation."""
    lacks_questions = False
    """Not stored: whether it names a question pack of another installation."""

    objects = ProjectQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def price_on(self, day: date) -> None:
        """Read prices as they were on a day, for every scenario."""
        self.priced_on = day
        self.save(update_fields=["priced_on"])

    def take_thresholds(self) -> None:
        """Judge by the organisation's newest thresholds from now on."""
        self.thresholds_id = thresholds_of_today()
        self.save(update_fields=["thresholds"])

    def take_experience(self) -> None:
        """Assume from now on what the organisation learnt last."""
        self.experience_id = experience_of_today()
        self.save(update_fields=["experience"])

    def take_pack(self, named: Mapping[str, str]) -> None:
        """Ask from now on what the organisation asks today.

        Args:
            named: What own questions are called, so that answers to those that go keep their names.
        """
        self.pack_id, self.named = pack_of_today(), dict(named)
        self.save(update_fields=["pack", "named"])

    @property
    def gone_at(self) -> datetime | None:
        """When it leaves the bin for good."""
        return self.deleted_at + timedelta(days=BIN_DAYS) if self.deleted_at else None

    def put_in_bin(self) -> None:
        """Delete it for now. Its links are revoked: whoever restores it decides anew who may read it."""
        self.deleted_at = timezone.now()
        self.save(update_fields=["deleted_at"])
        self.links.revoke()

    def archive(self) -> None:
        """Put it away, or take it out again."""
        self.archived_at = None if self.archived_at else timezone.now()
        self.save(update_fields=["archived_at"])

    def offer_as_template(self) -> None:
        """Let others begin as a copy of it, or no longer."""
        self.is_template = not self.is_template
        self.save(update_fields=["is_template"])

    def take_from_bin(self) -> None:
        self.deleted_at = None
        self.save(update_fields=["deleted_at"])


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def alive(self) -> "ScenarioQuerySet":
        return self.filter(deleted_at=None)

    def binned(self, now: datetime | None = None) -> "ScenarioQuerySet":
        """What can still be restored."""
        return self.filter(deleted_at__gte=expiry(now))

    def expired(self, now: datetime | None = None) -> "ScenarioQuerySet":
        """What has been deleted for as long as it is kept."""
        return self.filter(deleted_at__lt=expiry(now))


class Scenario(models.Model):
    """The base, or a thin overlay that holds only the answers in which it differs.

    A deleted one stays for the days of the bin, because the history speaks of it, and can be restored.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scenarios")
    slug = models.SlugField(max_length=40, default=BASE)
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "slug"], name="one_scenario_per_slug")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_base(self) -> bool:
        return self.slug == BASE

    def put_in_bin(self) -> None:
        """Delete it for now; its links are revoked as those of a project are."""
        self.deleted_at = timezone.now()
        self.save(update_fields=["deleted_at"])
        self.project.links.filter(scenario=self).revoke()


class StoredRow(NamedTuple):
    """An answer as it is stored; its value as the text of its JSON."""

    scenario_id: int
    field_id: str
    state: str
    text: str | None
    note: str
    owner: str
    find_out_by: date | None
    reason: str
    said_by: str
    version: int
    inherits: bool
    changed_at: datetime
    changed_by: str
    writer_id: int | None
    checked_at: datetime | None
    checked_by: str


class AnswerQuerySet(models.QuerySet["Answer"]):
    def of(self, scenario: Scenario) -> Answers:
        """Return the answers of a scenario, laid over those of the base, in one query."""
        rows = self.filter(scenario__project=scenario.project_id, scenario__slug__in={BASE, scenario.slug})
        own: list[StoredRow] = []
        base: list[StoredRow] = []
        for row in rows.stored():
            (own if row.scenario_id == scenario.pk else base).append(row)
        return lay_over(own, base)

    def stored(self) -> Iterator[StoredRow]:
        """Yield the rows as they are stored: to make an object of each takes longer than to read them."""
        texts = self.annotate(text=Cast("value", models.TextField()))
        return map(StoredRow._make, texts.values_list(*StoredRow._fields))

    def of_each(self, scenarios: Sequence[Scenario]) -> list[Answers]:
        """Return the answers of several scenarios of one project, the base among them, in one query."""
        rows: dict[int, list[StoredRow]] = {scenario.pk: [] for scenario in scenarios}
        for row in self.filter(scenario__in=rows).stored():
            rows[row.scenario_id].append(row)
        base = next(rows[scenario.pk] for scenario in scenarios if scenario.is_base)
        return [lay_over(rows[scenario.pk], [] if scenario.is_base else base) for scenario in scenarios]


class Answer(models.Model):
    """What is said of one field now. Its past stands in `Change`."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="answers")
    field_id = models.CharField(max_length=80)
    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in AnswerState], default=AnswerState.BLANK
    )
    value = models.JSONField(null=True, blank=True)
    note = models.TextField(blank=True)
    owner = models.CharField(max_length=120, blank=True)
    find_out_by = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    # Whom it was asked of; who wrote it down is `changed_by`.
    said_by = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=0)
    # A scenario that took the base's answer again. The row stays for its version: began a new answer to count from 1
    # once more, a page that still shows the old one would pass as fresh.
    inherits = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=120, blank=True)
    # Whoever wrote it or brought it in with a file, who cannot check it: two people may be called alike.
    writer = models.ForeignKey(Browser, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # When somebody else checked it as it stands; every change of it takes that back.
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=120, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scenario", "field_id"], name="one_answer_per_field")]

    def __str__(self) -> str:
        return f"{self.field_id} ({self.state})"

    def to_answer(self, *, inherited: bool = False) -> domain.Answer:
        return domain.Answer(
            field_id=self.field_id,
            state=AnswerState(self.state),
            value=self.value,
            note=self.note,
            owner=self.owner,
            find_out_by=self.find_out_by,
            reason=self.reason,
            said_by=self.said_by,
            # An overlay begins its own count: its first change has nothing of its own to be stale against.
            version=0 if inherited else self.version,
            changed_at=self.changed_at,
            changed_by=self.changed_by,
            writer=self.writer_id,
            check=AnswerCheck(at=self.checked_at, by=self.checked_by) if self.checked_at else None,
            inherited=inherited,
            base_version=self.version if inherited else 0,
        )


@lru_cache(maxsize=8_192)
def read_row(row: StoredRow, *, inherited: bool = False) -> domain.Answer:
    """Return a stored answer as its question is asked today. What was read once is remembered."""
    columns = row._asdict()
    text = columns.pop("text")
    stored = Answer(**columns, value=None if text is None else json.loads(text))
    return settle(stored.to_answer(inherited=inherited), get_catalogue().unlimited.get(row.field_id))


def lay_over(own: Iterable[StoredRow], base: Iterable[StoredRow]) -> Answers:
    """Return the answers of a scenario from its rows, laid over those of the base."""
    answers = {row.field_id: read_row(row, inherited=True) for row in base}
    for row in own:
        if row.inherits:
            taken = answers.get(row.field_id) or domain.Answer(field_id=row.field_id, inherited=True)
            answers[row.field_id] = replace(taken, version=row.version)
        else:
            answers[row.field_id] = read_row(row)
    return Answers(answers)


class Change(models.Model):
    """One change of one answer: the history, in the order of the project's sequence and never by the clock."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="changes")
    sequence = models.PositiveBigIntegerField()
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="changes")
    field_id = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    # None: no answer yet, or in a scenario the base's.
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    who = models.CharField(max_length=120, blank=True)
    # Who that was; the name stays where the browser is gone.
    person = models.ForeignKey(Browser, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    token = models.CharField(max_length=64)
    undoes = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["project", "sequence"], name="one_change_per_sequence"),
            models.UniqueConstraint(fields=["project", "token"], name="one_change_per_token"),
        ]
        indexes = [models.Index(fields=["scenario", "field_id", "version"])]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.field_id}"


class ScenarioChange(models.Model):
    """What became of a scenario: made, named, chosen, deleted, restored. It stands in the history beside `Change`."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scenario_changes")
    # Of the same count as that of answers.
    sequence = models.PositiveBigIntegerField()
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="+")
    # Name, summary, whether it is there, whether it is ours; None: it was not there yet.
    before = models.JSONField(null=True)
    after = models.JSONField()
    who = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Browser, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undoes = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-sequence"]
        constraints = [models.UniqueConstraint(fields=["project", "sequence"], name="one_scenario_change_per_sequence")]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.scenario_id}"


class CheckChange(models.Model):
    """That somebody checked an answer, or took that back. It stands in the history beside `Change`."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="check_changes")
    # Of the same count as that of answers.
    sequence = models.PositiveBigIntegerField()
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="+")
    field_id = models.CharField(max_length=80)
    # Of the answer that was checked.
    version = models.PositiveIntegerField()
    is_checked = models.BooleanField()
    who = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Browser, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-sequence"]
        constraints = [models.UniqueConstraint(fields=["project", "sequence"], name="one_check_per_sequence")]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.field_id}"


class Granted(models.Model):
    """What an owner lets the holder of a link, or a member, do and see."""

    right = models.PositiveSmallIntegerField(choices=[(right.value, right.name) for right in Right], default=Right.VIEW)
    # Ids of sections, or "report"; empty for the whole project.
    parts = models.JSONField(default=list, blank=True)
    hide_pay = models.BooleanField(default=True)

    class Meta:
        abstract = True

    @property
    def grant(self) -> Grant:
        return Grant(Right(self.right), tuple(self.parts), self.hide_pay)


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def open(self) -> "ShareLinkQuerySet":
        """Links that still work today."""
        still = models.Q(expires_on=None) | models.Q(expires_on__gte=today())
        return self.filter(still, revoked_at=None, project__deleted_at=None, scenario__deleted_at=None)

    def revoke(self) -> None:
        """Close them for good."""
        self.filter(revoked_at=None).update(revoked_at=timezone.now())


class ShareLink(Granted):
    """A link that opens a project to whoever holds it; only the hash of its secret is stored.

    A link to look shows the report. One to comment or edit makes whoever opens it a member.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="links")
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80, blank=True)
    # As Django's hashers write it; "" asks for none.
    password = models.CharField(max_length=128, blank=True)
    # Shows this version and nothing later. A link whose version is deleted goes with it: it must not turn live.
    snapshot = models.ForeignKey("Snapshot", null=True, blank=True, on_delete=models.CASCADE, related_name="links")
    expires_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.label or f"link {self.pk}"

    @classmethod
    def issue(cls, **fields: Any) -> tuple["ShareLink", str]:
        """Return a new link and its secret, which is shown once and never stored."""
        secret = new_secret()
        return cls.objects.create(secret_hash=digest(secret), **fields), secret

    @property
    def is_open(self) -> bool:
        in_time = self.expires_on is None or self.expires_on >= today()
        return in_time and self.revoked_at is None and self.scenario.deleted_at is None

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])

    def replace(self) -> str:
        """Give it another address, which is returned; the former one no longer opens. Its members stay."""
        secret = new_secret()
        self.secret_hash = digest(secret)
        self.save(update_fields=["secret_hash"])
        return secret


class MemberQuerySet(models.QuerySet["Member"]):
    def open(self) -> "MemberQuerySet":
        """Those who may come in today: whoever came by a link goes with it."""
        by_link = models.Q(link=None) | models.Q(link__in=ShareLink.objects.open())
        return self.filter(by_link, removed_at=None)


class Member(Granted):
    """Somebody who works in a project of another, known by a browser and the name that was typed there."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    browser = models.ForeignKey(Browser, on_delete=models.CASCADE, related_name="memberships")
    # None: stays whatever becomes of the link. Never set to None where the link goes: that would let them in again.
    link = models.ForeignKey(ShareLink, null=True, blank=True, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=80)
    joined_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "browser"], name="one_membership_per_browser")]

    def __str__(self) -> str:
        return self.name

    @property
    def may_own(self) -> bool:
        """Whether the project can be handed over: an owner sees and changes all of it."""
        return self.right >= Right.EDIT and not self.parts and not self.hide_pay

    def remove(self) -> None:
        """Keep them out; the row stays, so that the same link does not let them in again."""
        self.removed_at = timezone.now()
        self.save(update_fields=["removed_at"])


class Presence(models.Model):
    """Where somebody is in a project at the moment. Its page says so every twenty seconds or so, no more often."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="presences")
    browser = models.ForeignKey(Browser, on_delete=models.CASCADE, related_name="+")
    # The id of a section or of another page of the task list, and the field that the cursor is in.
    place = models.CharField(max_length=40, blank=True)
    field_id = models.CharField(max_length=80, blank=True)
    seen_at = models.DateTimeField()
    # Since when there: it tells one state of who is where from the next.
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "browser"], name="one_presence_per_browser")]

    def __str__(self) -> str:
        return f"{self.browser_id} in {self.place}"


class ReadMark(models.Model):
    """Up to where somebody has read what others changed in a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="read_marks")
    browser = models.ForeignKey(Browser, on_delete=models.CASCADE, related_name="+")
    sequence = models.PositiveBigIntegerField()
    # The mark before this one: what was read last can be read once more.
    previous = models.PositiveBigIntegerField(default=0)
    # The last comment and the last version that were there.
    comment = models.PositiveBigIntegerField(default=0)
    snapshot = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "browser"], name="one_read_mark_per_browser")]

    def __str__(self) -> str:
        return f"{self.browser_id} up to {self.sequence}"


class ReturnKey(models.Model):
    """A way back into what a browser owns, from another one: a link to keep, or a code that holds for some minutes."""

    class Kind(models.TextChoices):
        LINK = "link"
        CODE = "code"

    browser = models.ForeignKey(Browser, on_delete=models.CASCADE, related_name="return_keys")
    kind = models.CharField(max_length=4, choices=Kind)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["browser", "kind"], name="one_return_key_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of browser {self.browser_id}"


class WrongGuesses(models.Model):
    """How often something was guessed wrong within an hour: the password of a link, or codes all together."""

    target = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.target}: {self.count}"


class SnapshotKind(models.TextChoices):
    """Why a version was kept."""

    KEPT = "kept"
    """Somebody wanted it."""
    DECISION = "decision"
    LINK = "link"
    REPORT = "report"
    RESTORE = "restore"
    """What was there before an older version was restored."""


class Snapshot(models.Model):
    """A project frozen as it was at one moment: its whole document, and the headline figures as they were shown.

    People know it as a version. Nothing changes it any more. The figures stand beside the document because prices and
    formulas move on.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="snapshots")
    name = models.CharField(max_length=80)
    note = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=8, choices=SnapshotKind, default=SnapshotKind.KEPT)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Browser, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Of the project at that moment: equal to the project's own while nobody changed an answer since.
    sequence = models.PositiveBigIntegerField()
    document = models.JSONField()
    thresholds = models.ForeignKey(Thresholds, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # By the scenario's slug: verdict and figures, see `decisions.headline`.
    results = models.JSONField()
    stored_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    """Name, colour and logo of the organisation: one row, or none."""

    name = models.CharField(max_length=60, blank=True)
    # As #rrggbb; it can be read on our light grounds.
    colour = models.CharField(max_length=7, blank=True)
    # A small PNG that we drew ourselves.
    logo = models.BinaryField(default=bytes, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """Who did what, and when. Rows are added and never changed, but for the name of somebody who was erased."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    who = models.CharField(max_length=150, blank=True)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=200, blank=True)
    # The share link by which they came to it, as its owner calls it.
    through = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who}: {self.kind}"


class RateCard(models.Model):
    """The organisation's pay by role, offered to projects in the same currency. A new card is a new row."""

    currency = models.CharField(max_length=3)
    # Rows as the project's rate card has them.
    rows = models.JSONField()
    source = models.CharField(max_length=200, blank=True)
    # The day from which it holds.
    valid_from = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.currency}, {self.valid_from}"


class Template(models.Model):
    """A project that an administrator published, frozen: everybody may begin with a copy of it."""

    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=400, blank=True)
    document = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class ThreadQuerySet(models.QuerySet["Thread"]):
    def open(self) -> "ThreadQuerySet":
        """Threads that nobody has resolved."""
        return self.filter(resolved_at=None)

    def about(self, topic: Topic) -> "ThreadQuerySet":
        return self.filter(kind=topic.kind, topic_id=topic.id)


class Thread(models.Model):
    """Comments on one thing: a question, a figure, a section or the report; of all scenarios together."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="threads")
    # Where it began, which says what the figures were.
    scenario = models.ForeignKey(Scenario, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in TopicKind])
    topic_id = models.CharField(max_length=120)
    # Begun by somebody who must not learn pay: others like them may read it.
    began_without_pay = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=120, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["project", "kind", "topic_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.topic_id}"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


class Comment(models.Model):
    """What somebody wrote in a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    # The words stay where the browser is gone.
    author = models.ForeignKey(Browser, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments")
    who = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    # Names what was sent once and for all: a button pressed twice writes once.
    token = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.who}: {self.text[:40]}"


class Mention(models.Model):
    """Somebody whom a comment names with @."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    browser = models.ForeignKey(Browser, null=True, blank=True, on_delete=models.SET_NULL, related_name="mentions")
    # As it stands in the text, without the @.
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
