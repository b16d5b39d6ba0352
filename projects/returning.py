"""The way back: how somebody without an account opens the same projects from another browser.

What a browser owns hangs on a cookie. A link to keep, or a code for the next minutes, lets a second browser act as the
first. Both are made anew at the owner's wish, and what was made before no longer opens.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from projects.access import COOKIE, remember_browser, set_key, visiting_browser
from projects.guessing import CODES, MOST_CODES, guess
from projects.limits import admit_browser
from projects.models import (
    Answer,
    Browser,
    Change,
    CheckChange,
    Comment,
    Member,
    Mention,
    Project,
    ReturnKey,
    ScenarioChange,
    Snapshot,
    digest,
    new_secret,
)

CODE_FOR = timedelta(minutes=15)
CODE_LENGTH = 10
HELD: list["PersonalKey"] = []
"""What rooms upstairs keep for a person, and register when they start."""
DONE_BY: tuple[tuple[type[Model], str], ...] = (
    (Comment, "author"),
    (Mention, "browser"),
    (Answer, "writer"),
    (Change, "person"),
    (ScenarioChange, "person"),
    (CheckChange, "person"),
    (Snapshot, "person"),
)
"""Where it is kept who did something: the row and the column."""
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that look alike: 31¹⁰ codes are about 2⁵⁰."""


class PersonalKey(Protocol):
    """Something that belongs to a person and opens projects, such as the tokens of programs."""

    def hand_over(self, here: Browser, person: Browser) -> None:
        """Give what one browser has to another, which it acts as from now on."""

    def shut_out(self, person: Browser) -> None:
        """Let it open nothing any more."""

    def erase(self, person: Browser, rename: Callable[[Any], Any]) -> None:
        """Keep nothing of it, nor the person's name in what is kept for others.

        Args:
            person: Who is erased.
            rename: Puts another name in the place of theirs in what is told of one of their projects.
        """

    def told(self, person: Browser) -> dict[str, list[dict[str, Any]]]:
        """Return what there is of a person, without any secret, for the file of their data."""


def make_link(browser: Browser) -> str:
    """Return the secret of a new link back; it is shown once and never stored."""
    secret = new_secret()
    _store(browser, ReturnKey.Kind.LINK, digest(secret))
    return secret


def make_code(browser: Browser) -> str:
    """Return a new code, which holds for some minutes and once."""
    code = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
    _store(browser, ReturnKey.Kind.CODE, _code_hash(code))
    return f"{code[:5]}-{code[5:]}"


def _store(browser: Browser, kind: ReturnKey.Kind, secret_hash: str) -> None:
    fresh = {"secret_hash": secret_hash, "made_at": timezone.now(), "used_at": None}
    ReturnKey.objects.update_or_create(browser=browser, kind=kind, defaults=fresh)


def _code_hash(code: str) -> str:
    """A code is short: without the server's secret, its hash alone could be searched through."""
    return digest(f"{settings.SECRET_KEY}{code}")


def find_link(token: str) -> ReturnKey:
    """Return the way back of a link, or answer 404."""
    key = ReturnKey.objects.filter(kind=ReturnKey.Kind.LINK, secret_hash=digest(token)).select_related("browser")
    return_key = key.first()
    if return_key is None:
        raise Http404
    return return_key


def find_code(typed: str) -> ReturnKey | None:
    """Return the way back of a code as somebody typed it; None for one that does not exist or is over.

    Raises:
        OverLimit: Where too many wrong ones were typed within the hour, by whomever.
    """
    code = "".join(letter for letter in typed.upper() if letter.isalnum())[: 4 * CODE_LENGTH]
    found: list[ReturnKey] = []

    def is_right() -> bool:
        keys = ReturnKey.objects.filter(kind=ReturnKey.Kind.CODE, secret_hash=_code_hash(code), used_at=None)
        found.extend(keys.filter(made_at__gt=timezone.now() - CODE_FOR).select_related("browser"))
        return bool(found)

    return found[0] if guess(CODES, MOST_CODES, is_right) else None


def come_back(request: HttpRequest, response: HttpResponse, key: ReturnKey) -> None:
    """Let this browser act as the one that a key belongs to; what this one has joins it."""
    with transaction.atomic():
        # Locked, so that a code opens once.
        taken = ReturnKey.objects.select_for_update().get(pk=key.pk)
        if taken.kind == ReturnKey.Kind.CODE:
            if taken.used_at is not None:
                raise Http404
            ReturnKey.objects.filter(pk=taken.pk).delete()
        else:
            ReturnKey.objects.filter(pk=taken.pk).update(used_at=timezone.now())
        act_as(request, response, taken.browser)


def act_as(request: HttpRequest, response: HttpResponse, person: Browser, *, joins: bool = True) -> None:
    """Let this browser act as another. The key is new: one that somebody planted here opens nothing.

    Args:
        request: Of this browser.
        response: What gives it the key.
        person: The other.
        joins: Whether what this browser has itself goes to the other.
    """
    here = visiting_browser(request)
    if here and here.pk != person.pk and joins:
        _join_rows(here, person)
    _forget_row(request, person)
    admit_browser()
    key = new_secret()
    Browser.objects.create(key_hash=digest(key), name=person.name, acts_as=person)
    set_key(request, response, key)


def _forget_row(request: HttpRequest, person: Browser) -> None:
    """Drop the row of a key that is replaced; the person's own first row stays, with a key of nobody."""
    old = Browser.objects.filter(key_hash=digest(request.COOKIES.get(COOKIE, "")))
    old.filter(acts_as=person).delete()
    old.filter(pk=person.pk).update(key_hash=digest(new_secret()))


def _join_rows(here: Browser, person: Browser) -> None:
    """Give everything that one browser has to another, which it acts as from now on."""
    Project.objects.filter(owner=here).update(owner=person)
    Member.objects.filter(browser=here, project__in=Project.objects.filter(owner=person)).delete()
    Member.objects.filter(browser=person, project__in=Project.objects.filter(owner=person)).delete()
    both = Member.objects.filter(browser=person).values("project")
    Member.objects.filter(browser=here, project__in=both).delete()
    Member.objects.filter(browser=here).update(browser=person)
    ReturnKey.objects.filter(browser=here).delete()
    for held in HELD:
        held.hand_over(here, person)
    for model, column in DONE_BY:
        model._default_manager.filter(**{column: here}).update(**{column: person})
    here.others.update(acts_as=person)
    Browser.objects.filter(pk=here.pk).update(acts_as=person)


def count_others(request: HttpRequest, person: Browser) -> int:
    """Count the browsers that act as a person beside the one that asks; the row of an account is no browser."""
    rows = Browser.objects.filter(Q(acts_as=person) | Q(pk=person.pk, user=None))
    return rows.exclude(key_hash=digest(request.COOKIES.get(COOKIE, ""))).count()


def shut_out_others(request: HttpRequest, response: HttpResponse) -> None:
    """Let no other browser in any more, and no way back that was kept."""
    person = remember_browser(request, response)
    here = digest(request.COOKIES.get(COOKIE, ""))
    ReturnKey.objects.filter(browser=person).delete()
    for held in HELD:
        held.shut_out(person)
    person.others.exclude(key_hash=here).delete()
    Browser.objects.filter(pk=person.pk).exclude(key_hash=here).update(key_hash=digest(new_secret()))
