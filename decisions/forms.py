"""Forms: a decision that is recorded, and what people say of an action."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from decisions.models import MOST_WORDS, ActionState
from projects.domain.values import one_line, plain_text
from projects.forms import SmallForm

EARLIEST = date(1990, 1, 1)
LATEST = date(2200, 12, 31)


class RecordForm(SmallForm):
    """Records a decision. Nothing is ticked beforehand: the rule proposes, people decide.

    Args:
        outcomes: Ids and names of what can be decided.
        seen: What the page knows of the project: its `sequence`, and the key of its `newest` decision.
        decided_by: Who decides, by the answers.
        today: The reader's day.
    """

    button = _("Record the decision")
    outcome = forms.ChoiceField(
        label=_("What was decided?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was decided. Nothing is chosen for you.")},
    )
    decided_by = forms.CharField(
        label=_("Decided by"), max_length=120, error_messages={"required": _("Enter who decided, by name.")}
    )
    decided_on = forms.DateField(
        label=_("On"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day of the decision.")},
    )
    words = forms.CharField(
        label=_("In one or two sentences, why"),
        required=False,
        max_length=MOST_WORDS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Also any conditions: what has to happen, who does it, by when."),
    )
    version_name = forms.CharField(
        label=_("Name of this version"), required=False, max_length=80, help_text=_("Blank: the day of the decision.")
    )
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    sequence = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    newest = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        outcomes: Sequence[tuple[str, str]],
        seen: Mapping[str, int],
        decided_by: str,
        today: date,
    ) -> None:
        first = {"decided_by": decided_by, "decided_on": today, "token": secrets.token_urlsafe(16), **seen}
        super().__init__(data, initial=first)
        self.today = today
        self.fields["outcome"].choices = list(outcomes)  # type: ignore[attr-defined] # a ChoiceField has them

    def clean_decided_by(self) -> str:
        name = one_line(plain_text(self.cleaned_data["decided_by"]))
        if not name:
            raise forms.ValidationError(gettext("Enter who decided, by name."))
        return name

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(
                gettext("This day is still to come. Record the decision once it has been made.")
            )
        if day < EARLIEST:
            raise forms.ValidationError(gettext("This day lies too far back."))
        return day

    def clean_version_name(self) -> str:
        return one_line(plain_text(self.cleaned_data["version_name"]))

    def refuse_stale(self, sequence: int) -> None:
        """Say that answers changed meanwhile; sent again, it records what is shown now."""
        words = gettext(
            "Answers changed after you opened this page, so nothing was recorded. Look at the verdict and the figures "
            "again; what you typed is still here."
        )
        self.add_error(None, words)
        self.data = {**self.data, "sequence": str(sequence)}

    def refuse_second(self, newest: int, said: str) -> None:
        """Say that somebody recorded a decision meanwhile; sent again, this one is recorded beside it."""
        words = gettext(
            "A decision was recorded after you opened this page: %(decision)s Yours is not recorded, and what you "
            "typed is still here. Record it only if it is another decision."
        )
        self.add_error(None, words % {"decision": said})
        self.data = {**self.data, "newest": str(newest)}


class MarkForm(forms.Form):
    """Says how far an action is, who takes it, and by when."""

    state = forms.ChoiceField(choices=[(state, state) for state in ActionState])
    person = forms.CharField(required=False, max_length=120)
    due = forms.DateField(required=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def clean_person(self) -> str:
        return one_line(plain_text(self.cleaned_data["person"]))

    def clean_due(self) -> date | None:
        day: date | None = self.cleaned_data["due"]
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(gettext("Enter a day between 1990 and 2200."))
        return day

    def refuse_stale(self, version: int) -> None:
        """Say that somebody changed it meanwhile; sent again, it is stored over that."""
        words = gettext(
            "Somebody changed this action in the meantime. What you chose is still here: save it again to keep it."
        )
        self.add_error(None, words)
        self.data = {**self.data, "version": str(version)}
