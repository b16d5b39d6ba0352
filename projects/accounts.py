"""Accounts, for installations and people who want them: django-allauth signs in, and this ties it to what browsers own.

An account is one browser row of its own, which every browser that is signed in acts as. So whoever may see what is
decided in one place, with an account or without, and pages ask the database nothing more.
"""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects import auditing
from projects.access import COOKIE, visiting_browser
from projects.models import Browser, ReturnKey, digest, new_secret
from projects.passkeys import are_offered, is_sso_alone, passkeys_of
from projects.returning import act_as
from projects.signing_up import named_there

OPEN, REQUIRED, SSO = "open", "required", "sso"
"""Whether people sign in: as they like, always, or always at the organisation's own provider."""
MODES = (OPEN, REQUIRED, SSO)
NO_SUCH_ACCOUNT = _("No account has this name and this password. Look at capital letters, or reset the password.")
WAYS_IN = ("allauth.account", "allauth.socialaccount")
"""The apps whose pages change how an account is opened; passkeys ask by themselves."""
JUST_NOW_S = 300


class Accounts(DefaultAccountAdapter):  # type: ignore[misc] # allauth brings no types
    """What happens around signing in and out."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": NO_SUCH_ACCOUNT,
        "email_password_mismatch": NO_SUCH_ACCOUNT,
        "username_taken": _("Somebody else has this user name. Choose another one."),
        "duplicate_email": _("This is the address of your account already."),
        "enter_current_password": _("This is not your password. Look at capital letters."),
        "incorrect_password": _("This is not your password. Look at capital letters."),
        "too_many_login_attempts": _("This was tried too often. Please try again in an hour."),
    }

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        claim(request, response, user)
        last_shown = get_authentication_records(request, user)[-1:]
        by_passkey = any(record["method"] == "mfa" for record in last_shown)
        kind = auditing.SIGNED_IN_BY_PASSKEY if by_passkey else auditing.SIGNED_IN
        auditing.note(request, kind, who=user.get_username())
        return response

    def get_login_stages(self) -> list[str]:
        # A passkey is asked for in place of the password and not after it: whoever loses a device is not locked out.
        return [stage for stage in super().get_login_stages() if not stage.startswith("allauth.mfa.")]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        if is_sso_alone():  # the pages that ask are not there
            return []
        methods = super().get_reauthentication_methods(user)
        return methods if are_offered(self.request) else [way for way in methods if not way["id"].startswith("mfa_")]

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        # A password, an address by which it is reset and a sign-in elsewhere each open the account from then on.
        if app not in WAYS_IN:
            return bool(super().is_reauthentication_required(app=app, **more))
        if self.get_reauthentication_methods(self.request.user):
            return True
        if not came_just_now(self.request):
            raise ImmediateHttpResponse(ask_to_come_again(self.request))
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("projects:way_back")

    def logout(self, request: HttpRequest) -> None:
        super().logout(request)
        # Also what this browser opened without the session: whoever signs out leaves nothing open behind.
        forget(request)


class Providers(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth brings no types
    """What allauth says of the organisation's own sign-in, in our words."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": _("Nothing else signs you in. Choose a password first, at “Your way back”."),
        "disconnect_last": _("Nothing else signs you in, so it stays."),
    }


@receiver(social_account_added)
def note_sign_in_added(request: HttpRequest, sociallogin: SocialLogin, **_more: Any) -> None:
    """Note in the log that an account opens by a sign-in elsewhere too."""
    auditing.note(request, auditing.SIGN_IN_ADDED, named_there(sociallogin.account))


@receiver(social_account_removed)
def note_sign_in_removed(request: HttpRequest, socialaccount: SocialAccount, **_more: Any) -> None:
    """Note in the log that an account no longer opens by a sign-in elsewhere."""
    auditing.note(request, auditing.SIGN_IN_REMOVED, named_there(socialaccount))


@receiver([password_changed, password_reset, password_set])
def note_password(request: HttpRequest, user: User, **_more: Any) -> None:
    """Note in the log that a password is another one, and leave only this browser open: a stranger may have come in.

    Sessions end by themselves. Passkeys stay, and are said: they may be a stranger's.
    """
    auditing.note(request, auditing.PASSWORD_CHANGED, who=user.get_username())
    here = digest(request.COOKIES.get(COOKIE, ""))
    Browser.objects.filter(acts_as__user=user).exclude(key_hash=here).delete()
    ReturnKey.objects.filter(browser__user=user).delete()
    if count := passkeys_of(user).count():
        words = ngettext(
            "Beside the new password, %(count)s passkey opens your account. Remove it if you do not know it.",
            "Beside the new password, %(count)s passkeys open your account. Remove those that you do not know.",
            count,
        )
        messages.info(request, words % {"count": count})


@receiver(email_changed)
def note_mail(request: HttpRequest, user: User, **_more: Any) -> None:
    """Note in the log that a forgotten password is reset by another address."""
    auditing.note(request, auditing.MAIL_CHANGED, who=user.get_username())


def claim(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let this browser act as an account; what it owned without one belongs to the account from now on.

    What a browser owns that acts as another account stays with that one: two people use it one after the other.
    """
    with transaction.atomic():
        person, _made = Browser.objects.get_or_create(
            user=user, defaults={"key_hash": digest(new_secret()), "name": (user.get_full_name() or user.username)[:80]}
        )
        here = visiting_browser(request)
        is_others = here is not None and here.user_id not in (None, user.pk)
        act_as(request, response, person, joins=not is_others)


def forget(request: HttpRequest) -> None:
    """Make the key of this browser open nothing more, where it acts as an account."""
    key_hash = digest(request.COOKIES.get(COOKIE, ""))
    Browser.objects.filter(key_hash=key_hash, acts_as__user__isnull=False).delete()


def end_other_sessions(request: HttpRequest, user: User) -> None:
    """Sign an account out everywhere but here; sessions are not kept by account, so all are looked through."""
    for session in Session.objects.exclude(session_key=request.session.session_key).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def is_signed_in(request: HttpRequest) -> bool:
    """Tell whether somebody is signed in, and this browser acts as that account."""
    if not request.user.is_authenticated:
        return False
    browser = visiting_browser(request)
    return browser is not None and browser.user_id == request.user.pk


def came_just_now(request: HttpRequest) -> bool:
    """Tell whether this session began within the last minutes; another one of the account does not count."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < JUST_NOW_S


def ask_to_come_again(request: HttpRequest) -> HttpResponse:
    """Ask whoever has neither password nor passkey here to sign in anew: a browser may stand open on a desk."""
    return render(request, "account/sign_in_again.html")


def has_provider() -> bool:
    """Tell whether people also sign in at the organisation's own provider."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])


def asks_to_sign_in() -> bool:
    """Tell whether this installation is for people who have signed in only."""
    return bool(settings.SIGN_IN != OPEN)


def open_organisation(request: HttpRequest) -> User:
    """Return the administrator who asks, or answer 404: for everybody else these pages do not exist."""
    user = request.user
    if not (isinstance(user, User) and user.is_active and user.is_staff):
        raise Http404
    return user
