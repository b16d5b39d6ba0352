"""Forms: a token that is made."""

import datetime as dt

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.domain.values import one_line
from projects.forms import SmallForm
from projects.models import today

LONGEST = dt.timedelta(days=3_660)


class TokenForm(SmallForm):
    """Makes a token."""

    button = _("Make a token")
    name = forms.CharField(
        label=_("Which program is it for?"),
        max_length=80,
        help_text=_("Such as “Monthly report” or “Ticket system”."),
        error_messages={"required": _("Enter a name, so that you know later which program has it.")},
    )
    may_write = forms.TypedChoiceField(
        label=_("It may"),
        coerce=lambda sent: sent == "write",
        initial="read",
        widget=forms.RadioSelect,
        choices=[("read", _("read")), ("write", _("read and write"))],
        error_messages={"required": _("Choose what it may do.")},
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Blank: it works until you revoke it."),
    )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(gettext("Enter a name, so that you know later which program has it."))
        return name

    def clean_expires_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["expires_on"]
        if day and not today() <= day <= today() + LONGEST:
            raise forms.ValidationError(gettext("Choose a day from today on, within ten years."))
        return day


class HookForm(SmallForm):
    """Names an address that is told of decisions."""

    button = _("Tell this address")
    url = forms.CharField(
        label=_("Address"),
        max_length=400,
        help_text=_("Such as https://example.com/hook."),
        error_messages={"required": _("Enter the address.")},
    )
