"""The form of whoever makes an account."""

from typing import Any

from allauth.account.forms import SignupForm
from django.utils.translation import gettext


class SignUpForm(SignupForm):  # type: ignore[misc] # allauth brings no types
    """Says what the e-mail address is for: it is asked for nothing else."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        email = self.fields["email"]
        email.label = gettext("E-mail address")
        email.help_text = gettext("A forgotten password can only be reset by mail to it. It is used for nothing else.")
