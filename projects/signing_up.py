"""The forms of whoever makes an account, signs in, changes how, and forgot the password: allauth's, in our words."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from allauth.socialaccount.forms import DisconnectForm
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LABELS = {
    "username": _("User name"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Password until now"),
    "password1": _("Password"),
    "password2": _("The same password again"),
}


class _InOurWords:
    """Says what each field is called, beside the field only: a placeholder goes as soon as somebody types."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)

    def add_error(self, field: str | None, error: Any) -> None:
        if field == "password2" and not isinstance(error, ValidationError):  # what allauth says of two that differ
            error = gettext("The two passwords are not the same.")
        super().add_error(field, error)  # type: ignore[misc] # of the form beside it


class SignUpForm(_InOurWords, allauth.SignupForm):  # type: ignore[misc] # allauth brings no types
    """Says what the e-mail address is for: it is asked for nothing else."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        words = gettext("A forgotten password can only be reset by mail to it. It is used for nothing else.")
        self.fields["email"].help_text = words


class SignInForm(_InOurWords, allauth.LoginForm):  # type: ignore[misc] # allauth brings no types
    """Says that either name will do, and lets the browser propose passkeys there."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        login = self.fields["login"]
        login.label = gettext("User name or e-mail address")
        login.widget.attrs = {"autocomplete": "username webauthn"}


class ConfirmForm(_InOurWords, allauth.ReauthenticateForm):  # type: ignore[misc] # allauth brings no types
    """Shows by the password that it is still the same person."""


class NewAddressForm(_InOurWords, allauth.AddEmailForm):  # type: ignore[misc] # allauth brings no types
    """Gives an account another address."""


class ChangePasswordForm(_InOurWords, allauth.ChangePasswordForm):  # type: ignore[misc] # allauth brings no types
    """Puts another password in the place of the one there is."""


class SetPasswordForm(_InOurWords, allauth.SetPasswordForm):  # type: ignore[misc] # allauth brings no types
    """Gives a password to an account that has none."""


class NewPasswordForm(_InOurWords, allauth.ResetPasswordKeyForm):  # type: ignore[misc] # allauth brings no types
    """Takes the password that somebody chose by the link of a mail."""


class ResetForm(_InOurWords, allauth.ResetPasswordForm):  # type: ignore[misc] # allauth brings no types
    """Sends no way in to an address that waits to be confirmed in place of another: it may be a stranger's.

    Nor to whoever signs in elsewhere: an account that has no password gets one only by its person, who is signed in.
    """

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        confirmed = EmailAddress.objects.filter(user__in=self.users, verified=True)
        here = set(confirmed.filter(email__iexact=email).values_list("user_id", flat=True))
        elsewhere = set(confirmed.values_list("user_id", flat=True)) - here
        self.users = [user for user in self.users if user.pk not in elsewhere and user.has_usable_password()]
        return email


class LeaveProviderForm(DisconnectForm):  # type: ignore[misc] # allauth brings no types
    """Takes away a sign-in at the organisation's provider; the only one there is is chosen already."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["account"]
        field.label = gettext("You sign in there as")
        field.label_from_instance = named_there
        if len(self.accounts) == 1:
            field.initial = self.accounts[0]


def named_there(account: SocialAccount) -> str:
    """Return what somebody is called at the provider by which they sign in."""
    told = account.extra_data.get("userinfo") or account.extra_data.get("id_token") or {}
    return next((str(told[name]) for name in ("preferred_username", "email") if told.get(name)), str(account.uid))
