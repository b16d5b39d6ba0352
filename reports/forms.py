"""Forms of the pages that read everything."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.domain.errors import BadValue
from projects.domain.ranges import NumberStyle, parse_number
from projects.domain.values import one_line, plain_text
from projects.formatting import Formatter
from projects.forms import SmallForm, say
from projects.models import new_secret, today
from projects.threads import LONGEST_COMMENT, Written
from projects.versions import VersionName


class KeepVersionForm(SmallForm):
    """Keeps a version under a name."""

    button = _("Keep a version")
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Such as “Board paper” or “After the talk with IT”."),
        error_messages={"required": _("Enter a name, so that you find this version again.")},
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who gets it, or what is special about it."),
    )

    def clean_name(self) -> str:
        name = one_line(plain_text(self.cleaned_data["name"]))
        if not name:
            raise forms.ValidationError(gettext("Enter a name, so that you find this version again."))
        return name

    def to_named(self) -> VersionName:
        """Return what the version is called."""
        return VersionName(name=self.cleaned_data["name"], note=one_line(self.cleaned_data["note"]))


class CommentForm(SmallForm):
    """Writes a comment."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first.")},
    )
    token = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text = plain_text(self.cleaned_data["text"])
        if not any(letter.isprintable() and not letter.isspace() for letter in text):
            raise forms.ValidationError(gettext("Write something first."))
        return text

    def to_written(self) -> Written:
        """Return what was written."""
        return Written(self.cleaned_data["text"], self.cleaned_data["token"] or new_secret())


class TypedNumber(forms.CharField):
    """A number as people type it: 450,000 or 450k.

    Args:
        unit: As fields have it; `money` is read in the currency of `formatter`.
        minimum: The smallest that is taken [unit].
        maximum: The largest [unit].
    """

    def __init__(self, *, unit: str, minimum: float = 0, maximum: float | None = None, **more: Any) -> None:
        super().__init__(required=False, max_length=40, **more)
        self.unit, self.minimum, self.maximum = unit, minimum, maximum
        self.formatter = Formatter.for_reader()

    def prepare_value(self, value: Any) -> Any:
        """Return a stored number as its reader types it: with their decimal mark, what is sent back is the same."""
        return value if value is None or isinstance(value, str) else self.formatter.typed(value, self.unit)

    def clean(self, value: Any) -> float | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(
                text,
                unit=self.unit,
                reading=NumberStyle(currency=self.formatter.currency, decimal=self.formatter.decimal),
                minimum=self.minimum,
                maximum=self.maximum,
            )
        except BadValue as problem:
            raise forms.ValidationError(say(problem)) from None


class _WithNumbers(forms.Form):
    """A form that reads money in one currency."""

    def __init__(self, *args: Any, formatter: Formatter, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            if isinstance(field, TypedNumber):
                field.formatter = formatter


class FundingForm(_WithNumbers):
    """Says what there is for all projects together."""

    budget = TypedNumber(unit="money", label=_("Budget for all of them"))
    people = TypedNumber(unit="people", maximum=100_000, label=_("People, full time, in any month"))


class AfterwardsForm(_WithNumbers, SmallForm):
    """Says what became of a project after launch."""

    launched_on = forms.DateField(
        label=_("Launched on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    cost = TypedNumber(unit="money", label=_("Cost to launch, as it came out"))
    months = TypedNumber(unit="months", maximum=600, label=_("Months to launch, as they came out"))
    use = TypedNumber(
        unit="%", maximum=100, label=_("Share of people who use it"), help_text=_("Of those who should, in per cent.")
    )
    benefit = TypedNumber(unit="money", label=_("Benefit in a year, as measured"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How you measured it, and what surprised you."),
    )
    MEASURES = ("cost", "months", "use", "benefit")

    def clean_launched_on(self) -> date | None:
        day: date | None = self.cleaned_data["launched_on"]
        if day is not None and not date(1990, 1, 1) <= day <= today():
            raise forms.ValidationError(gettext("Enter a day that has come, after 1990."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and all(cleaned.get(name) is None for name in self.MEASURES):
            raise forms.ValidationError(gettext("Enter at least one figure that you know."))
        return cleaned


class WordTemplateForm(SmallForm):
    """Takes the organisation's Word template."""

    button = _("Write the report on it")
    template = forms.FileField(
        label=_("Your Word template (.docx or .dotx)"),
        help_text=_("We keep its styles, page, header and footer, and replace its text. It is not stored."),
    )
