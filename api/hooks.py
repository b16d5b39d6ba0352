"""Telling another server of a decision: queued with the decision, sent outside the request, tried again for days.

The address is a person's own choice, so it must not reach what only this server can reach: names are resolved here,
every address behind them is looked at, and the one that was looked at is the one that is connected to.
"""

import hashlib
import hmac
import http.client
import ipaddress
import json
import logging
import socket
import ssl
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from api.models import Delivery, Hook
from api.told import tell_outcome
from decisions.models import Decision
from projects.limits import OverLimit
from projects.models import BASE, Browser

MOST_HOOKS = 5
MOST_KEPT = 50
"""Messages that are kept of one address."""
BETWEEN_TESTS = timedelta(seconds=10)
"""So that nobody has this server knock at another one all the time."""
SECONDS = 10
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]
"""Before the second try, the third, and so on; then it is given up."""
LOOKS_EVERY_S = 30
logger = logging.getLogger(__name__)
_woken = Event()


class BadAddress(ValueError):
    """An address that nothing is sent to; the text says why."""


@dataclass(frozen=True)
class Target:
    """Where to connect to."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str


def find_target(url: str) -> Target:
    """Resolve an address and return where to connect to.

    Raises:
        BadAddress: Where it is no https:// address, or leads into a network that only this server can reach.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise BadAddress(_("This is not an address. Write it such as https://example.com/hook.")) from None
    allowed = host in settings.WEBHOOK_HOSTS
    if not host or parts.username or parts.scheme not in ({"https", "http"} if allowed else {"https"}):
        raise BadAddress(_("The address must begin with https:// and hold no password."))
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadAddress(_("No server has the name “%(host)s”.") % {"host": host[:80]}) from None
    ips = [str(entry[4][0]) for entry in addresses]
    if not allowed and not all(map(_is_public, ips)):
        raise BadAddress(_("This address leads into a private network, where nothing is sent."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, ips[0])


def _is_public(text: str) -> bool:
    """Tell whether everybody can reach it: not loopback, private, link-local or metadata, nor one of these inside."""
    ip = ipaddress.ip_address(text.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and (inner is None or inner.is_global)


def add_hook(person: Browser, url: str) -> tuple[Hook, str]:
    """Return a new address to tell and the secret that its messages are signed with.

    Raises:
        BadAddress: As above.
        OverLimit: Where the person has as many as may be.
    """
    find_target(url)
    with transaction.atomic():
        locked = Browser.objects.select_for_update().get(pk=person.pk)
        if Hook.objects.filter(browser=locked).count() >= MOST_HOOKS:
            raise OverLimit(_("You have %(limit)s addresses. Remove one first.") % {"limit": MOST_HOOKS})
        hook = Hook.objects.create(browser=locked, url=url)
    return hook, secret_of(hook)


def secret_of(hook: Hook) -> str:
    """Return what messages are signed with. It is not stored: the database alone does not give it away."""
    return salted_hmac("api.hook", hook.nonce, algorithm="sha256").hexdigest()


# ---------------------------------------------------------------- queue


def queue_decision(decision: Decision) -> None:
    """Queue a message to each address of the project's owner, in the transaction that records the decision."""
    hooks = Hook.objects.filter(browser=decision.project.owner_id) if decision.project.owner_id else ()
    body = json.dumps(_tell(decision), ensure_ascii=False) if hooks else ""
    for hook in hooks:
        Delivery.objects.create(hook=hook, body=body)
        old = hook.deliveries.values_list("pk", flat=True)[MOST_KEPT:]
        Delivery.objects.filter(pk__in=list(old)).delete()
    if hooks:
        transaction.on_commit(_woken.set)


def queue_test(hook: Hook) -> None:
    """Queue a message that says nothing else than that it is a test. It is tried once.

    Raises:
        OverLimit: Where the last message waits for its first try, or was tried a moment ago.
    """
    with transaction.atomic():
        Hook.objects.select_for_update().get(pk=hook.pk)
        last = hook.deliveries.first()
        if last and (last.tried_at is None or last.tried_at > timezone.now() - BETWEEN_TESTS):
            raise OverLimit(_("A message was sent a moment ago. Wait ten seconds, then send a test."))
        # Decisions that wait to be sent again are not pushed out by tests.
        old = hook.deliveries.filter(next_try_at=None).values_list("pk", flat=True)[MOST_KEPT - 1 :]
        Delivery.objects.filter(pk__in=list(old)).delete()
        body = json.dumps({"event": "ping", "sent_at": timezone.now().isoformat()})
        Delivery.objects.create(hook=hook, body=body, tries=len(WAITS))  # so that the next try is the last
        transaction.on_commit(_woken.set)


def _tell(decision: Decision) -> dict[str, Any]:
    project, snapshot = decision.project, decision.snapshot
    kept = snapshot.results.get(decision.scenario.slug if decision.scenario else BASE, {})
    cost = kept.get("figures", {}).get("case.cost_to_launch")
    return {
        "event": "decision.recorded",
        "project": str(project.pk),
        "name": project.name,
        "scenario": decision.scenario_name,
        "verdict": tell_outcome(decision.outcome),
        "proposed": tell_outcome(decision.proposed),
        "decided_by": decision.decided_by,
        "decided_on": decision.decided_on.isoformat(),
        "version": snapshot.pk,
        "version_name": snapshot.name,
        "currency": project.currency,
        "cost_to_launch": cost and {"p10": cost["low"], "p50": cost["likely"], "p90": cost["high"]},
    }


def send_due() -> int:
    """Send every message whose time has come; return how many arrived. Several processes may do so at once."""
    now = timezone.now()
    due = Delivery.objects.filter(next_try_at__lte=now).select_related("hook").order_by("next_try_at")
    return sum(_try(delivery) for delivery in due[:100])


def _try(delivery: Delivery) -> bool:
    """Try once. The next turn is written down first: whoever is ended meanwhile tries again, and no two try at once."""
    now, tries = timezone.now(), delivery.tries + 1
    later = now + WAITS[tries - 1] if tries <= len(WAITS) else None
    mine = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, next_try_at=delivery.next_try_at)
    if not mine.update(tries=tries, next_try_at=later, tried_at=now):
        return False
    arrived, said = _send(delivery)
    done: dict[str, Any] = {"next_try_at": None} if arrived else {}
    if arrived or later is None:
        done |= {"body": ""}  # what nobody needs any more is not kept
    Delivery.objects.filter(pk=delivery.pk).update(arrived=arrived, said=said[:200], **done)
    return arrived


def _send(delivery: Delivery) -> tuple[bool, str]:
    """Post a message; return whether it arrived, and what the other side said."""
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Plumbline",
        "X-Plumbline-Event": str(delivery.event),
        "X-Plumbline-Signature": "sha256=" + sign(secret_of(delivery.hook), body),
    }
    try:
        target = find_target(delivery.hook.url)
        with _connected(target) as line:
            line.request("POST", target.path, body, headers)
            status = line.getresponse().status  # a redirect is an answer like any other, and not followed
    except (BadAddress, OSError, http.client.HTTPException) as error:
        return False, str(error) or type(error).__name__
    return 200 <= status < 300, f"HTTP {status}"


def sign(secret: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of a body, in hexadecimal."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class _connected:
    """A line to the very address that was looked at; the certificate must be that of the name."""

    def __init__(self, target: Target) -> None:
        self.line = http.client.HTTPConnection(target.host, target.port, timeout=SECONDS)
        self.line.sock = socket.create_connection((target.ip, target.port), SECONDS)
        if target.scheme == "https":
            context = ssl.create_default_context()
            self.line.sock = context.wrap_socket(self.line.sock, server_hostname=target.host)

    def __enter__(self) -> http.client.HTTPConnection:
        return self.line

    def __exit__(self, *_error: object) -> None:
        self.line.close()


# ---------------------------------------------------------------- in the server


def send_for_ever() -> None:
    """Start the thread that sends: when a decision is recorded here, and every half minute what waits."""
    Thread(target=_send_for_ever, name="webhooks", daemon=True).start()


def _send_for_ever() -> None:
    while True:
        _woken.wait(LOOKS_EVERY_S)
        _woken.clear()
        try:
            send_due()
        except DatabaseError:
            logger.exception("Webhooks could not be sent")
        finally:
            connection.close()
