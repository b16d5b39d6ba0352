"""Forms: one per answer, made from its field's definition; and those that start, name and share a project."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.domain import answers as domain
from projects.domain.answers import AnswerState
from projects.domain.currency import LARGEST_RATE, LEAST_RATE, USD, ExchangeRate
from projects.domain.days import parse_date
from projects.domain.document_format import LARGEST_BYTES
from projects.domain.errors import BadCells, BadValue
from projects.domain.fields import Choice, Field, FieldType, Question, slug_id
from projects.domain.ranges import NOT_ONE_NUMBER, NumberStyle, parse_number
from projects.domain.text import agreed
from projects.domain.values import DONT_KNOW, NOT_KNOWN, one_line, plain_text, read_typed
from projects.formatting import Formatter, unit_words
from projects.models import Project, Scenario
from projects.reference import get_countries, get_rates, shipped_rate
from projects.widgets import TableWidget, as_typed, widget_for, written_day

CURRENCIES = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "JPY", "INR")
MOST_VERSIONS = 2**31 - 1


_RANGE = re.compile(r"(?P<low>\S+) to (?P<high>\S+?)(?:, likely (?P<likely>\S+))?")


def say_reading(text: str) -> str:
    """Return what a text may mean, "6 to 24" or a day to the domain, in the words of the reader, who may type it."""
    match = _RANGE.fullmatch(text)
    if match is None:
        return written_day(text, Formatter.for_reader())
    words = gettext("%(low)s to %(high)s, likely %(likely)s") if match["likely"] else gettext("%(low)s to %(high)s")
    return words % match.groupdict()


def say(problem: BadValue) -> str:
    """Translate what went wrong; parameters that are problems, readings, units or marked texts are translated too."""
    params = {key: _say_part(key, part) for key, part in problem.params.items()}
    params |= {key: say_reading(part) for key, part in params.items() if part in problem.readings}
    return agreed(gettext(problem.message) % params) if params else gettext(problem.message)


def _say_part(key: str, part: object) -> object:
    if isinstance(part, BadValue):
        return say(part)
    if key == "unit":
        return unit_words(str(part))
    return gettext(str(part)) if key in {"column", "label", "button"} else part


class PlainField(forms.CharField):
    """Text as it is stored: a browser sends two signs for a line end, which must not count towards the limit."""

    def to_python(self, value: Any) -> str:
        return plain_text(super().to_python(value) or "")


class LineField(forms.CharField):
    """Text of one line, as it is stored."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


@dataclass(frozen=True)
class RefusedText:
    """One text that cannot be read."""

    input: str
    """The name of its input."""
    says: str
    readings: tuple[str, ...] = ()
    """What to choose from where it can be read in two ways."""
    is_cell: bool = False
    """Whether it stands in a table."""
    alone: str = ""
    """What is wrong with a cell, without its row and column."""


class AnswerForm(forms.Form):
    """What can be said of one field: a value, or that nobody knows yet, or that it does not matter; and a note."""

    STATES = (
        (AnswerState.KNOWN, _("I know")),
        (AnswerState.UNKNOWN, _(DONT_KNOW)),
        (AnswerState.NOT_RELEVANT, _("Not relevant")),
    )
    helper = FormHelper()
    helper.field_template = "plumbline/answer.html"
    unknown_words = DONT_KNOW
    """What stands on the button of the page that says so."""
    # A scale shows "?" and "n/a" in its own row of buttons.
    MARKS = {"?": AnswerState.UNKNOWN, "na": AnswerState.NOT_RELEVANT}

    state = forms.ChoiceField(choices=STATES, required=False)
    value = forms.Field(required=False)
    LONGEST_NOTE = 2000
    note = PlainField(required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}))
    owner = LineField(required=False, max_length=120)
    find_out_by = forms.CharField(required=False, max_length=40)
    reason = LineField(required=False, max_length=400)
    said_by = LineField(required=False, max_length=120)
    version = forms.IntegerField(required=False, min_value=0, max_value=MOST_VERSIONS)
    base = forms.IntegerField(required=False, min_value=0, max_value=MOST_VERSIONS)
    token = forms.CharField(required=False, max_length=64)

    def __init__(  # noqa: PLR0913 - a builder: Django makes a form of all that is known of it at once
        self,
        field: Field,
        answer: domain.Answer,
        reading: NumberStyle,
        formatter: Formatter,
        data: Any = None,
        *,
        at: str = "",
        names: Sequence[str] = (),
        question: Question | None = None,
    ) -> None:
        typed = as_typed(field, answer.value, formatter)
        if field.type is FieldType.DATE:
            typed = written_day(typed, formatter)
        state = AnswerState.KNOWN if answer.state is AnswerState.BLANK else answer.state
        initial = {"state": state, "value": typed, "version": answer.version, "token": secrets.token_urlsafe(9)}
        initial |= {name: getattr(answer, name) for name in ("note", "owner", "reason", "said_by")}
        initial["find_out_by"] = answer.find_out_by.isoformat() if answer.find_out_by else ""
        super().__init__(data, prefix=slug_id(field.id), auto_id=f"{at}%s", initial=initial)
        self.definition, self.answer, self.reading, self.formatter, self.at = field, answer, reading, formatter, at
        self.question = question
        widget = self.fields["value"].widget = widget_for(field, formatter, names)
        if self.described_by:
            widget.attrs["aria-describedby"] = self.described_by
        self.refused: list[RefusedText] = []

    @property
    def key(self) -> str:
        """The id of its element: the same answer may stand on a page twice, among its questions and at a figure."""
        return f"{self.at}{self.prefix}"

    @property
    def described_by(self) -> str:
        """The ids of what says how to fill it in."""
        # The hint of a question of several fields is said once, with the first of them; at a figure it does not stand.
        is_hinted = self.question is not None and self.question.id == self.definition.id and self.question.hint
        hint = f"hint-{self.prefix}" if is_hinted and not self.at else ""
        return " ".join(filter(None, (hint, f"{self.key}-help" if self.definition.help else "")))

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        self.fields["value"].widget.attrs["aria-describedby"] = f"{self.described_by} {self.key}-error".lstrip()

    @property
    def current_state(self) -> str:
        """The state to show: what was sent, else what is stored."""
        if not self.is_bound:
            return str(self.initial["state"])
        mark = self.MARKS.get(str(self["value"].value()))
        return str(mark or self["state"].value() or AnswerState.KNOWN)

    @property
    def picked(self) -> str:
        """The choice to show as picked: what was sent, else what is stored."""
        return str(self["value"].value())

    def clean_state(self) -> AnswerState:
        return AnswerState(self.cleaned_data["state"] or AnswerState.KNOWN)

    def clean_value(self) -> Any:
        raw = self.cleaned_data["value"]
        if isinstance(raw, str) and raw in self.MARKS and self.definition.type is FieldType.SCALE:
            self.cleaned_data["state"] = self.MARKS[raw]
        if self.cleaned_data.get("state") is not AnswerState.KNOWN:
            return None
        try:
            return read_typed(self.definition, raw, self.reading)
        except BadValue as problem:
            if self._is_untouched(raw):
                return self.answer.value
            if problem.message == NOT_KNOWN:
                problem.params["button"] = self.unknown_words
            raise self._refusal(problem) from None

    def _is_untouched(self, raw: Any) -> bool:
        """Tell whether the stored value was sent as it stood: a limit that was drawn later must not stop the page."""
        try:
            return bool(read_typed(self.definition.unlimited, raw, self.reading) == self.answer.value)
        except BadValue:
            return False

    def clean_find_out_by(self) -> Any:
        text = self.cleaned_data["find_out_by"].strip()
        try:
            return parse_date(text) if text else None
        except BadValue as problem:
            raise self._refusal(problem) from None

    @property
    def readings(self) -> tuple[str, ...]:
        """What to choose from where the value can be read in two ways."""
        return next((refused.readings for refused in self.refused if refused.readings), ())

    @property
    def unclear_input(self) -> str:
        """The name of the input whose text can be read in two ways: a button of that name chooses one."""
        return next((refused.input for refused in self.refused if refused.readings), f"{self.prefix}-value")

    @property
    def bad_cells(self) -> frozenset[str]:
        """The names of the inputs in a table that could not be read."""
        return frozenset(refused.input for refused in self.refused if refused.is_cell)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What has to be corrected: the id of the element at which it stands, and what is said there."""
        cells = {refused.says: refused.input for refused in self.refused if refused.is_cell}
        places = ((self[name].id_for_label or self.key, errors) for name, errors in self.errors.items())
        return [(cells.get(str(error), place), str(error)) for place, errors in places for error in errors]

    def _refusal(self, problem: BadValue) -> forms.ValidationError:
        each = problem.each if isinstance(problem, BadCells) else (problem,)
        self.refused = [self._refused(item) for item in each]
        if isinstance(widget := self.fields["value"].widget, TableWidget):
            widget.bad_cells = self.bad_cells
        return forms.ValidationError([refused.says for refused in self.refused])

    def _refused(self, problem: BadValue) -> RefusedText:
        place = str(problem.params.get("place", ""))
        name = f"{self.prefix}-value" + (f"-{place}" if place else "")
        inner = problem.params.get("problem")
        alone = say(inner) if isinstance(inner, BadValue) else ""
        return RefusedText(
            name, say(problem), tuple(map(say_reading, problem.readings)), is_cell=bool(place), alone=alone
        )

    def to_answer(self) -> domain.Answer:
        """Return the answer to store. What belongs to another state than the chosen one is dropped."""
        sent = self.cleaned_data
        state = sent["state"]
        if state is AnswerState.KNOWN and sent["value"] is None:
            state = AnswerState.BLANK
        unknown, irrelevant = state is AnswerState.UNKNOWN, state is AnswerState.NOT_RELEVANT
        note = self._with_typed(sent["note"]) if unknown or irrelevant else sent["note"]
        is_same = (state, sent["value"]) == (self.answer.state, self.answer.value)
        return domain.Answer(
            field_id=self.definition.id,
            state=state,
            value=sent["value"],
            note=note,
            owner=sent["owner"] if unknown else "",
            find_out_by=sent["find_out_by"] if unknown else None,
            reason=sent["reason"] if irrelevant else "",
            said_by="" if state is AnswerState.BLANK else self._said_by(is_same=is_same),
            version=sent["version"] or 0,
            base_version=sent["base"] or 0,
        )

    def _with_typed(self, note: str) -> str:
        """Return a note with what was typed as the answer before somebody said that it is not known or irrelevant."""
        is_text = self.definition.type in (FieldType.SHORT_TEXT, FieldType.LONG_TEXT)
        typed = plain_text(self.data.get(self.add_prefix("value"), "")) if is_text else ""
        longer = "\n".join(part for part in (note, typed) if part)
        return note if typed in note or len(longer) > self.LONGEST_NOTE else longer

    def _said_by(self, *, is_same: bool) -> str:
        """Return whom it was asked of; where the page does not ask that, nobody said what was changed there."""
        if self.add_prefix("said_by") in self.data:
            return str(self.cleaned_data["said_by"])
        return self.answer.said_by if is_same else ""

    @property
    def token_sent(self) -> str:
        return self.cleaned_data["token"] or secrets.token_urlsafe(9)


class SmallForm(forms.Form):
    """A form that crispy-forms lays out, with one button."""

    button: Any = _("Save")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("save", self.button))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {key: plain_text(part) if isinstance(part, str) else part for key, part in cleaned.items()}


class NameForm(SmallForm):
    """Names a project, in the place where its name stands."""

    name = forms.CharField(label=_("Project name"), max_length=120)


class StartForm(SmallForm):
    """Starts a project by its name."""

    button = _("Start scoping")
    name = forms.CharField(label=_("What is your project called?"), max_length=120)

    def __init__(self, *args: Any, needs_name: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = needs_name


class PlaceForm(forms.Form):
    """Says where a project is at home, and in which currency it counts."""

    country = forms.CharField(max_length=2, required=False)
    currency = forms.CharField(max_length=3)

    def clean_country(self) -> str:
        code: str = self.cleaned_data["country"]
        if code and code not in get_countries():
            raise forms.ValidationError(gettext("We do not know this country."))
        return code

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"]
        if code != USD and code not in get_rates():
            raise forms.ValidationError(gettext("We know no rate of this currency."))
        return code


class ProjectForm(SmallForm):
    """Names a project and says how it counts.

    Args:
        project: What it is now.
        who: The browser's name in the history.
        rates: The shipped exchange rates by currency.
        formatter: How the reader writes.
    """

    name = forms.CharField(label=_("Project name"), max_length=120)
    summary = forms.CharField(label=_("In one sentence"), max_length=400, required=False)
    owner_name = forms.CharField(label=_("Who prepares it"), max_length=120, required=False)
    your_name = forms.CharField(
        label=_("Your name in the history"),
        max_length=80,
        required=False,
        help_text=_("Shown beside your changes. It stays on this server."),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        help_text=_("Amounts you typed keep their numbers. Published prices and our defaults are converted."),
    )
    money_per_usd = forms.CharField(
        label=_("One US dollar is worth"),
        max_length=40,
        required=False,
        help_text=_("In that currency. Blank: the reference rate that we ship. It stays until you change it here."),
    )
    rate_date = forms.DateField(
        label=_("Rate of"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    rate_source = forms.CharField(label=_("Where the rate is from"), max_length=120, required=False)
    FIELDS = ("name", "summary", "owner_name", "currency")
    RATE = ("money_per_usd", "rate_date", "rate_source")

    def __init__(
        self, data: Any, *, project: Project, who: str, rates: Mapping[str, ExchangeRate], formatter: Formatter
    ) -> None:
        counted = project.currency != USD
        initial = {name: getattr(project, name) for name in self.FIELDS} | {"your_name": who}
        if counted:
            initial |= {"rate_date": project.rate_date, "rate_source": project.rate_source}
            initial["money_per_usd"] = formatter.typed(project.money_per_usd, "")
        super().__init__(data, initial=initial)
        self.project, self.rates, self.formatter = project, rates, formatter
        codes = dict.fromkeys((*CURRENCIES, *rates, project.currency))
        self.fields["currency"].choices = [(code, formatter.currency_name(code)) for code in codes]  # type: ignore[attr-defined] # a choice field

    def clean_money_per_usd(self) -> float | None:
        text = self.cleaned_data["money_per_usd"].strip()
        if not text:
            return None
        try:
            return parse_number(
                text,
                unit="money",
                reading=NumberStyle(
                    currency=self.cleaned_data.get("currency", self.project.currency), decimal=self.formatter.decimal
                ),
                minimum=LEAST_RATE,
                maximum=LARGEST_RATE,
            )
        except BadValue as problem:
            if problem.message == NOT_ONE_NUMBER:
                message = gettext("“%(text)s” cannot be read as a number. Write one, such as 0.92.")
                raise forms.ValidationError(message % problem.params) from None
            raise forms.ValidationError(say(problem)) from None

    def clean_rate_date(self) -> date | None:
        day: date | None = self.cleaned_data["rate_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(gettext("This date is in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"currency", "money_per_usd", "rate_date"} <= cleaned.keys():
            cleaned |= self._rate(cleaned)
        return cleaned

    def _rate(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rate to store with its day and source.

        A rate that was left as it stood belongs to the currency of before, and a day and source left as they stood to
        the rate of before: neither may end up beside another.
        """
        currency, rate = sent["currency"], sent["money_per_usd"]
        moved, typed = currency != self.project.currency, "money_per_usd" in self.changed_data
        if currency == USD:
            if typed and rate not in (None, 1.0):
                self.add_error("money_per_usd", gettext("One US dollar is one US dollar. Leave this blank."))
            return {"money_per_usd": 1.0, "rate_date": None, "rate_source": ""}
        if rate is None or (moved and not typed):
            shipped = self.rates.get(currency)
            if shipped is None:
                message = gettext("We know no rate of %(currency)s. Write what one US dollar is worth in it.")
                self.add_error("money_per_usd", message % {"currency": currency})
                return {}
            return shipped_rate(shipped)
        if not typed:
            return {name: sent[name] for name in self.RATE}
        day = sent["rate_date"] if "rate_date" in self.changed_data else None
        source = sent["rate_source"] if "rate_source" in self.changed_data else ""
        return {
            "money_per_usd": rate,
            "rate_date": day or timezone.localdate(),
            "rate_source": source or gettext("own rate"),
        }

    def store(self) -> None:
        """Write what was sent into the project."""
        names = (*self.FIELDS, *self.RATE)
        for name in names:
            setattr(self.project, name, self.cleaned_data[name])
        self.project.save(update_fields=names)


class ScenarioForm(SmallForm):
    """Names a scenario.

    Args:
        others: The project's other scenarios: two of one name cannot be told apart.
    """

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What sets it apart, such as “Call a hosted model” or “Lean team”.")
    )
    summary = forms.CharField(
        label=_("What it is about"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, others: Iterable[Scenario], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = {scenario.name.casefold() for scenario in others}

    def clean_name(self) -> str:
        name = plain_text(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(gettext("Please enter a visible name."))
        if name.casefold() in self.taken:
            raise forms.ValidationError(gettext("A scenario with this name already exists."))
        return name


class NewScenarioForm(ScenarioForm):
    """Makes a scenario.

    Args:
        others: As above.
        choices: The ways that a scenario may start with.
    """

    button = _("Make the scenario")
    approach = forms.ChoiceField(
        label=_("Start with the approach"),
        required=False,
        help_text=_(
            "Sets the approach and what it means: team, time, coverage and costs that do not apply. Everything else "
            "follows the base until you change it here."
        ),
    )
    token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, others: Iterable[Scenario], choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, others=others, initial={"token": secrets.token_urlsafe(9)}, **kwargs)
        ways = [(str(choice.value), gettext(choice.label)) for choice in choices]
        self.fields["approach"].choices = [("", _("As in the base")), *ways]  # type: ignore[attr-defined] # a choice field

    def to_fields(self) -> dict[str, str]:
        sent = self.cleaned_data
        token = sent["token"] or secrets.token_urlsafe(9)
        return {name: sent[name] for name in ("name", "summary")} | {"token": token}


class QuestionnaireForm(SmallForm):
    """Takes a questionnaire that was filled in as a workbook."""

    button = _("See what would change")
    file = forms.FileField(label=_("Filled-in questionnaire (XLSX)"))

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_BYTES:
            raise forms.ValidationError(gettext("This file is larger than a questionnaire can be (4 MB)."))
        return upload


class ImportForm(SmallForm):
    """Takes in a project document: a file, or the text of one that was looked at before."""

    button = _("Import")
    document = forms.FileField(label=_("Project file (JSON)"), required=False)
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        upload, text = self.cleaned_data.get("document"), self.cleaned_data.get("text", "")
        if upload and upload.size > LARGEST_BYTES:
            self.add_error("document", gettext("This file is larger than a project can be (4 MB)."))
        elif not upload and not text and not self.errors:
            self.add_error("document", gettext("Choose the file to import."))
        return {"data": bytes(upload.read()) if upload else text.encode()}
