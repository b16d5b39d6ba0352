"""Rows: the tokens by which programs act for a person."""

import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.models import Browser, digest, new_secret, today

PREFIX = "plumbline_"
"""Begins every token, so that a scanner for secrets recognises one that was committed by mistake."""
NOTED_EVERY = timedelta(minutes=2)
"""So often, at most, it is written down that a token was used."""


class TokenQuerySet(models.QuerySet["Token"]):
    def open(self) -> "TokenQuerySet":
        """Those that work today."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today()), revoked_at=None)


class Token(models.Model):
    """A key by which a program does what its person may do, or only reads it; only the hash is stored."""

    browser = models.ForeignKey(Browser, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(default=False)
    # The last day on which it works.
    expires_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def issue(cls, **fields: object) -> tuple["Token", str]:
        """Return a new token and its secret, which is shown once and never stored."""
        secret = PREFIX + new_secret()
        return cls.objects.create(secret_hash=digest(secret), **fields), secret

    @property
    def person(self) -> Browser:
        """Whose rights it has."""
        return self.browser.acts_as or self.browser

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and (self.expires_on is None or self.expires_on >= today())

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is to be written down that it was used."""
        return self.used_at is None or self.used_at < now - NOTED_EVERY


class Hook(models.Model):
    """An address that is told of every decision in the projects that a person owns."""

    browser = models.ForeignKey(Browser, on_delete=models.CASCADE, related_name="hooks")
    url = models.CharField(max_length=400)
    # What its secret is made from, together with the server's own: see `hooks.secret_of`.
    nonce = models.CharField(max_length=64, default=new_secret)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url

    @property
    def host(self) -> str:
        """The server alone: what follows it in the address may open a door."""
        return urlsplit(self.url).hostname or ""


class Delivery(models.Model):
    """One message for one address; it stays until it arrived, or was given up."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.UUIDField(default=uuid.uuid4)
    body = models.TextField()
    tries = models.PositiveSmallIntegerField(default=0)
    # None: nothing is left to do.
    next_try_at = models.DateTimeField(null=True, default=timezone.now, db_index=True)
    tried_at = models.DateTimeField(null=True)
    # What the other side said last, in few words.
    said = models.CharField(max_length=200, blank=True)
    arrived = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.event}: {self.said}"
