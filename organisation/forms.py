"""Forms of the pages for administrators."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from estimates.domain.published.pricelists import Reading
from estimates.models import KnownFrom
from estimates.pricefiles import MOST_BYTES, as_shipped, read_upload
from projects.domain.errors import BadValue
from projects.forms import SmallForm, say
from projects.models import today

OLDEST = timedelta(days=366)
MOST_FILES = 6


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or more files of one form."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]


class PricesForm(SmallForm):
    """Price lists to look at: nothing is taken by uploading them."""

    button = _("Show what would change")
    lists = ManyFilesField(
        label=_("Price lists"),
        help_text=_(
            "CSV or JSON in the form of the SkyPilot or gpuhunt catalogue, up to 10 MB each. "
            "Several at once are shown side by side."
        ),
    )
    provider = forms.CharField(
        label=_("Provider"),
        required=False,
        max_length=60,
        help_text=_("Whose prices they are. Leave it empty where the list names its providers, as gpuhunt does."),
    )
    seen_on = forms.DateField(
        label=_("Day on which they were seen at the provider"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The prices hold from this day, and are stale 90 days after it."),
    )
    known_from = forms.ChoiceField(label=_("How you know them"), choices=KnownFrom.choices)

    def clean_provider(self) -> str:
        name: str = self.cleaned_data["provider"].strip()
        if name and not name.isprintable():
            raise forms.ValidationError(gettext("Enter a name without control characters."))
        return as_shipped(name) if name else ""

    def clean_seen_on(self) -> date:
        day: date = self.cleaned_data["seen_on"]
        if not today() - OLDEST <= day <= today():
            raise forms.ValidationError(gettext("Enter a day within the last year, today at the latest."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["readings"] = [self._read(file) for file in cleaned.get("lists", [])[:MOST_FILES]]
        if len(cleaned.get("lists", [])) > MOST_FILES:
            self.add_error("lists", gettext("Upload at most %(most)s files at once.") % {"most": MOST_FILES})
        return cleaned

    def _read(self, file: UploadedFile[Any]) -> tuple[str, Reading | None]:
        """Read one file; what is wrong with it is said beside the field, with its name."""
        name, problem = str(file.name), ""
        if (file.size or 0) > MOST_BYTES:
            problem = gettext("larger than 10 MB. Leave out the regions you do not use.")
        else:
            try:
                reading = read_upload(file.read(), self.cleaned_data.get("provider", ""))
            except BadValue as bad:
                problem = say(bad)
            else:
                return name, reading
        self.add_error("lists", f"{name}: {problem}")
        return name, None
