"""Passkeys: a way in beside the password, where accounts are made and browsers allow it. django-allauth does the work.

What is kept of one is its public half, which opens nothing; the secret half never leaves the person's device.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.ratelimit import clear, consume
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.dispatch import receiver
from django.forms import HiddenInput, JSONField
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse

from projects import auditing
from projects.forms import LineField

LONGEST_NAME = 80
MOST_PASSKEYS = 20
MOST_CHARACTERS = 20_000
"""Of what a device tells of a new passkey: several times what it is with the certificates of its maker."""
NOT_KNOWN = _(
    "This passkey opens nothing here. It may have been removed, or the page stood open for too long: try once more, or "
    "use the password."
)
NOT_ADDED = _(
    "The passkey was not added: the page stood open for too long, or the device did not ask who you are. Try once more."
)
TOO_MANY = _("An account has at most %(limit)s passkeys. Remove one first.")
REFUSED = (ValidationError, ValueError, TypeError, LookupError, AttributeError, NotImplementedError)
"""What reading a passkey's answer raises: whoever makes one up finds many ways to be wrong."""


def is_sso_alone() -> bool:
    """Tell whether everybody signs in at the organisation's own provider, and in no other way."""
    return bool(settings.SIGN_IN == "sso")


def are_offered(request: HttpRequest) -> bool:
    """Tell whether a page may offer passkeys: accounts are made here, and browsers allow them at this address.

    They do by https where the host has a name, and on one's own machine as `localhost`; a number is no name.
    """
    host = split_domain_port(request.get_host())[0]
    is_own_machine = host == "localhost" or host.endswith(".localhost")
    is_number = re.fullmatch(r"[\d.]+|\[.*\]", host) is not None
    return not is_sso_alone() and (is_own_machine or (request.is_secure() and not is_number))


def passkeys_of(user: User) -> QuerySet[Authenticator]:
    """Return the passkeys of an account, the oldest first."""
    keys: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return keys.order_by("created_at", "pk")


class Passkeys(DefaultMFAAdapter):  # type: ignore[misc] # allauth brings no types
    """What allauth says of passkeys, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": NOT_KNOWN}

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """Propose a name, which also stands where somebody leaves it out."""
        return gettext("Passkey %(number)s") % {"number": passkeys_of(user).count() + 1}


@receiver(authenticator_added)
def note_added(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Note in the log that an account has another passkey."""
    auditing.note(request, auditing.PASSKEY_ADDED, str(authenticator), who=user.get_username())


@receiver(authenticator_removed)
def note_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Note in the log that a passkey opens nothing any more."""
    auditing.note(request, auditing.PASSKEY_REMOVED, str(authenticator), who=user.get_username())


@contextmanager
def _refusing(words: Any) -> Iterator[None]:
    """Say in our words that the answer of a passkey cannot be taken."""
    try:
        yield
    except REFUSED as problem:
        if getattr(problem, "code", "") == "too_many_login_attempts":
            raise
        raise ValidationError(words) from problem


class NameField(LineField):
    """What a person calls a passkey."""

    def __init__(self, **more: Any) -> None:
        more["label"] = _("Name")
        super().__init__(max_length=LONGEST_NAME, help_text=_("Such as “Work laptop”: the list shows it."), **more)


class AnswerField(JSONField):
    """What a device answered, as JSON; nested so deep that nobody reads it, it is no answer."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as problem:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from problem


class AddForm(AddWebAuthnForm):  # type: ignore[misc] # allauth brings no types
    """Adds a passkey. Its device must have asked who holds it: it stands in the place of a password."""

    passwordless = None  # no choice here
    name = NameField(required=False)
    credential = AnswerField(widget=HiddenInput)

    def clean_credential(self) -> dict[str, Any]:
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict) or len(json.dumps(credential)) > MOST_CHARACTERS:
            raise ValidationError(NOT_ADDED)
        return credential

    def clean(self) -> dict[str, Any]:
        if passkeys_of(self.user).count() >= MOST_PASSKEYS:
            raise ValidationError(TOO_MANY, params={"limit": MOST_PASSKEYS})
        with _refusing(NOT_ADDED):
            self.cleaned_data["passwordless"] = True
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class RenameForm(EditWebAuthnForm):  # type: ignore[misc] # allauth brings no types
    """Gives a passkey another name."""

    name = NameField()

    def save(self) -> Authenticator:
        passkey = super().save()
        auditing.note(context.request, auditing.PASSKEY_RENAMED, str(passkey))
        return passkey


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc] # allauth brings no types
    """Signs in with a passkey. Wrong answers are counted for each, so that nobody keeps somebody else out."""

    credential = AnswerField(widget=HiddenInput)

    def clean_credential(self) -> Authenticator:
        with _refusing(NOT_KNOWN):
            key = AuthenticationResponse.from_dict(self.cleaned_data["credential"]).raw_id.hex()
            tries = {"action": "login_failed", "key": f"passkey-{key}"}
            if not consume(context.request, **tries):
                raise get_adapter().validation_error("too_many_login_attempts")
            passkey = super().clean_credential()
        clear(context.request, **tries)
        return passkey


class PasskeyConfirmForm(ReauthenticateWebAuthnForm):  # type: ignore[misc] # allauth brings no types
    """Shows by a passkey that it is still the same person."""

    credential = AnswerField(widget=HiddenInput)

    def clean_credential(self) -> Authenticator:
        with _refusing(NOT_KNOWN):
            return super().clean_credential()
