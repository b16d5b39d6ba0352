"""The forms of whoever makes an account, signs in, and forgot the password."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm, SignupForm
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.utils.translation import gettext


class SignUpForm(SignupForm):  # type: ignore[misc] # allauth brings no types
    """Says what the e-mail address is for: it is asked for nothing else."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        email = self.fields["email"]
        email.label = gettext("E-mail address")
        email.help_text = gettext("A forgotten password can only be reset by mail to it. It is used for nothing else.")


class SignInForm(LoginForm):  # type: ignore[misc] # allauth brings no types
    """Says that either name will do, and lets the browser propose passkeys there."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        login = self.fields["login"]
        login.label = gettext("User name or e-mail address")
        login.widget.attrs = {"autocomplete": "username webauthn"}
        self.fields["password"].widget.attrs.pop("placeholder", None)


class ResetForm(ResetPasswordForm):  # type: ignore[misc] # allauth brings no types
    """Sends no way in to an address that waits to be confirmed in place of another: it may be a stranger's."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        confirmed = EmailAddress.objects.filter(user__in=self.users, verified=True)
        here = set(confirmed.filter(email__iexact=email).values_list("user_id", flat=True))
        elsewhere = set(confirmed.values_list("user_id", flat=True)) - here
        self.users = [user for user in self.users if user.pk not in elsewhere]
        return email
