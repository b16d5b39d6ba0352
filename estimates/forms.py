"""Forms of the price pages: what narrows a table, and the day at which prices are read."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from estimates.domain.formulas.kinds import Architecture, Generation
from estimates.domain.tables.runtable import SIZE_LABELS, SORTS, RunFilter, RunSize

FIRST_DAY = date(2015, 1, 1)
ARCHITECTURE_LABELS = {
    Architecture.ENCODER: _("encoder"),
    Architecture.DECODER: _("decoder"),
    Architecture.ENCODER_DECODER: _("encoder-decoder"),
    Architecture.MOE_DECODER: _("mixture of experts"),
}
# Names of makers are not translated.
GENERATION_LABELS = {
    Generation.PASCAL: "Pascal (P100)",
    Generation.VOLTA: "Volta (V100)",
    Generation.TURING: "Turing (T4)",
    Generation.AMPERE: "Ampere (A100)",
    Generation.ADA: "Ada (L4, L40S)",
    Generation.HOPPER: "Hopper (H100)",
    Generation.BLACKWELL: "Blackwell (B200)",
    Generation.CDNA2: "CDNA 2 (MI250)",
    Generation.CDNA3: "CDNA 3 (MI300)",
    Generation.TPU: "TPU",
    Generation.ASCEND: "Ascend",
}
MEASURES = {"hours": _("GPU-hours"), "flop": _("FLOP")}


class DayForm(forms.Form):
    """The day at which the prices of a project are read: not before there were any, not in the future."""

    day = forms.DateField(label=_("Another date"), input_formats=["%Y-%m-%d"])

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["day"].error_messages["invalid"] = _("Enter a date such as 2026-11-16.")

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST_DAY <= day <= self.today:
            raise forms.ValidationError(gettext("We have prices from 2015 to today; choose a date in that period."))
        return day


class RunsForm(forms.Form):
    """What a reader wants to see of the published runs. Nonsense narrows nothing."""

    q = forms.CharField(label=_("Name, maker, accelerator, year or source"), required=False, max_length=80)
    architecture = forms.ChoiceField(label=_("Kind of model"), required=False)
    generation = forms.ChoiceField(label=_("Generation of accelerators"), required=False)
    size = forms.ChoiceField(label=_("Size, in parameters"), required=False)
    founding = forms.BooleanField(label=_("Only models in the published comparison of 2023"), required=False)
    measure = forms.ChoiceField(label=_("Vertical axis"), required=False, choices=list(MEASURES.items()))
    sort = forms.CharField(required=False, max_length=20)

    def __init__(self, data: Any, generations: set[Generation]) -> None:
        super().__init__(data)
        shown = [
            (generation.value, label) for generation, label in GENERATION_LABELS.items() if generation in generations
        ]
        self._choose(
            "architecture", [(architecture.value, label) for architecture, label in ARCHITECTURE_LABELS.items()]
        )
        self._choose("generation", shown)
        self._choose("size", [(size.value, gettext(SIZE_LABELS[size])) for size in RunSize])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]

    def _value(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def to_spec(self) -> RunFilter:
        return RunFilter(
            text=self._value("q"),
            architecture=self._value("architecture"),
            generation=self._value("generation"),
            size=self._value("size"),
            founding=bool(self._value("founding")),
        )

    @property
    def measure_chosen(self) -> str:
        return self._value("measure") or "hours"

    @property
    def sort_chosen(self) -> str:
        """The column by which rows stand, `-` before it for the other way round."""
        sort = self._value("sort")
        return sort if sort.removeprefix("-") in SORTS else "-year"
