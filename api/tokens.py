"""Tokens of programs: made by a person, found by their secret, and gone with the browser that they belong to."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from api.models import Delivery, Hook, Token
from projects.accounts import asks_to_sign_in
from projects.guessing import note_wrong_key
from projects.limits import CANNOT_STORE, OverLimit
from projects.models import Browser, digest

MOST_TOKENS = 20
"""Of one person that work at the same time."""
LONGEST_SECRET = 200


class TokenOver(Exception):
    """A token that worked once; the text says what to do."""

    def __init__(self, token: Token) -> None:
        super().__init__(
            _("This token was revoked. Make a new one under “Access for programs”.")
            if token.revoked_at
            else _("The last day of this token has passed. Make a new one under “Access for programs”.")
        )


def issue_token(person: Browser, *, name: str, may_write: bool, expires_on: date | None) -> tuple[Token, str]:
    """Return a new token of a person and its secret.

    Raises:
        OverLimit: Where the person has as many as may be.
    """
    with transaction.atomic():
        locked = Browser.objects.select_for_update().get(pk=person.pk)
        if Token.objects.open().filter(browser=locked).count() >= MOST_TOKENS:
            raise OverLimit(_("You have %(limit)s tokens that work. Revoke one first.") % {"limit": MOST_TOKENS})
        return Token.issue(browser=locked, name=name, may_write=may_write, expires_on=expires_on)


def find_token(secret: str) -> Token | None:
    """Return the token that a program sent; None for one that does not exist, or whose person is shut out.

    Raises:
        OverLimit: Where too many wrong ones were sent within the hour, by whomever. A right one opens all the same.
        TokenOver: Where it was revoked, or its last day has passed. Only its own program has it, so it may know.
    """
    sent = digest(secret[:LONGEST_SECRET])
    token = Token.objects.select_related("browser__user", "browser__acts_as__user").filter(secret_hash=sent).first()
    if token is None:
        note_wrong_key()
        return None
    if not token.is_open:
        raise TokenOver(token)
    if not _is_let_in(token.person):
        return None
    _note_use(token)
    return token


def _is_let_in(person: Browser) -> bool:
    """Tell whether a person may come in at all: accounts can be shut, and an installation can ask for one."""
    return person.user.is_active if person.user else not asks_to_sign_in()


def _note_use(token: Token) -> None:
    """Note that a token was used. A database that can only be read keeps no program from reading."""
    now = timezone.now()
    if token.is_due(now):
        with suppress(*CANNOT_STORE):
            Token.objects.filter(pk=token.pk).update(used_at=now)


class HeldTokens:
    """What becomes of tokens, and of addresses that are told of decisions, when browsers join or are shut out."""

    def hand_over(self, here: Browser, person: Browser) -> None:
        """Let the tokens of one browser act for the person that it joins."""
        Token.objects.filter(browser=here).update(browser=person)
        Hook.objects.filter(browser=here).update(browser=person)

    def shut_out(self, person: Browser) -> None:
        """Revoke every token."""
        Token.objects.open().filter(browser=person).update(revoked_at=timezone.now())

    def erase(self, person: Browser, rename: Callable[[Any], Any]) -> None:
        """Delete tokens and addresses; messages to others that wait say the new name."""
        Token.objects.filter(browser=person).delete()
        Hook.objects.filter(browser=person).delete()
        for delivery in Delivery.objects.exclude(body=""):
            told = json.loads(delivery.body)
            if (said := rename(told)) != told:
                Delivery.objects.filter(pk=delivery.pk).update(body=json.dumps(said, ensure_ascii=False))

    def told(self, person: Browser) -> dict[str, list[dict[str, Any]]]:
        """Return what tokens and addresses there are. Of an address the host alone: what follows it may open a door."""
        tokens = [
            {
                "name": token.name,
                "may_write": token.may_write,
                "made": token.made_at.isoformat(),
                "expires_on": _iso(token.expires_on),
                "last_used": _iso(token.used_at),
                "revoked": _iso(token.revoked_at),
            }
            for token in person.tokens.all()
        ]
        hooks = [{"host": hook.host, "made": hook.made_at.isoformat()} for hook in person.hooks.all()]
        return {"tokens": tokens, "hooks": hooks}


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
