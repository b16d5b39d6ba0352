"""The rate card as it is brought in: pasted or uploaded, looked at, then kept."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.domain.errors import BadValue
from projects.domain.fields import Field
from projects.domain.values import Reading, check_stored
from projects.forms import say
from teams.domain.ratecard import Card, read_card
from teams.sheets import LARGEST_FILE_BYTES, read_file, read_text


class CardForm(forms.Form):
    """Takes a rate card as text or as a file."""

    text = forms.CharField(
        label=_("Paste the rows"),
        required=False,
        max_length=LARGEST_FILE_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        strip=False,
    )
    file = forms.FileField(label=_("Or choose a file (CSV or XLSX)"), required=False)

    def __init__(self, table: Field, reading: Reading, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.table, self.reading = table, reading

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        file, text = sent.get("file"), sent.get("text") or ""
        if self.errors:
            return sent
        if not file and not text.strip():
            raise forms.ValidationError(gettext("Paste the rows, or choose a file."))
        try:
            # One byte more than may be read: enough to see that it is too large.
            lines = read_file(file.name or "", file.read(LARGEST_FILE_BYTES + 1)) if file else read_text(text)
        except BadValue as problem:
            self.add_error("file" if file else "text", say(problem))
            return sent
        sent["card"] = read_card(lines, self.table, self.reading)
        return sent

    @property
    def card(self) -> Card | None:
        """What was read, or None where nothing could be."""
        found = self.cleaned_data.get("card") if self.is_bound and self.is_valid() else None
        return found if isinstance(found, Card) else None


class KeepForm(forms.Form):
    """Takes the rows that the reader saw and wants to keep; they are checked like any answer."""

    rows = forms.CharField(widget=forms.HiddenInput, max_length=500_000)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, table: Field, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.table = table

    def clean_rows(self) -> Any:
        try:
            rows = check_stored(self.table, json.loads(self.cleaned_data["rows"]))
        except BadValue as problem:
            raise forms.ValidationError(say(problem)) from None
        except (ValueError, RecursionError):
            raise forms.ValidationError(gettext("The upload was incomplete. Please import the card again.")) from None
        if not rows:
            raise forms.ValidationError(gettext("There are no rows to import."))
        return rows
