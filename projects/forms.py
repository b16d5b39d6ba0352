"""Forms: one per answer, made from its field's definition; and those that start, name and share a project."""

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.domain import answers as domain
from projects.domain.answers import State
from projects.domain.currency import LARGEST_RATE, LEAST_RATE, USD, ExchangeRate
from projects.domain.document_format import LARGEST_BYTES
from projects.domain.errors import BadValue
from projects.domain.fields import Choice, Column, Field, FieldType, without_limits
from projects.domain.ranges import NOT_A_NUMBER, Range, parse_number
from projects.domain.text import agreed
from projects.domain.values import Reading, one_line, parse_date, plain_text, read_typed
from projects.formatting import Formatter
from projects.models import Project, Scenario
from projects.reference import get_countries, get_rates, shipped_rate

CURRENCIES = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "JPY", "INR")
MOST_VERSIONS = 2**31 - 1


def say(problem: BadValue) -> str:
    """Translate what went wrong; parameters that are problems or marked texts are translated too."""
    params = {
        key: say(part) if isinstance(part, BadValue) else gettext(str(part)) if key in {"column", "label"} else part
        for key, part in problem.params.items()
    }
    return agreed(gettext(problem.message) % params) if params else gettext(problem.message)


def as_typed(one: Any, value: Any, formatter: Formatter) -> Any:
    """Return a stored value the way a person would type it."""
    if value is None:
        return ""
    # What was sent and could not be read is shown again as it was typed.
    if isinstance(value, str):
        return value
    if one.type is FieldType.NUMBER:
        return formatter.typed(value, one.unit)
    if one.type is FieldType.RANGE:
        return formatter.typed_range(Range.from_json(value), one.unit)
    if one.type is FieldType.MONTHS:
        return " ".join(f"{month}:{_typed_month(one, part, formatter)}" for month, part in value.items())
    return value


def _typed_month(one: Any, part: float, formatter: Formatter) -> str:
    # A small share has its sign: without it, it would be asked back.
    return formatter.typed(part, "") + ("%" if 0 < part < one.ask_below else "")


class ChoiceWidget(forms.Widget):
    """Radio buttons or check boxes as cards with a hint, or as a scale."""

    template_name = "projects/widgets/choices.html"

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        picked = {str(item) for item in (value if isinstance(value, list) else [value])}
        several = self.field.type is FieldType.MANY_CHOICE
        context["widget"] |= {
            "kind": "checkbox" if several else "radio",
            "options": [(one, str(one.value) in picked) for one in self.field.choices],
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if self.field.type is FieldType.MANY_CHOICE:
            return data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return data.get(name, "")

    def id_for_label(self, id_: str) -> str:
        return ""


class PersonWidget(forms.Widget):
    """A name and a role side by side."""

    template_name = "projects/widgets/person.html"

    def format_value(self, value: Any) -> Any:
        return value  # Django's own makes one text of name and role, and the template would find neither

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {key: data.get(f"{name}-{key}", "") for key in ("name", "role")}

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-name"


class TableWidget(forms.Widget):
    """Rows as cards: a line that says what is in it, and its inputs when it is opened.

    One row is spare, so that a table grows without JavaScript too.
    """

    template_name = "projects/widgets/table.html"

    def __init__(self, field: Field, formatter: Formatter) -> None:
        super().__init__()
        self.field, self.formatter = field, formatter
        self.bad_cell = ""
        """Row and column of what could not be read, such as 2-share_pct."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        numbers = self._numbers(rows)
        context["widget"] |= {
            "cards": [self._card(name, next(numbers), row) for row in rows],
            "spare": self._card(name, next(numbers), {}) if len(rows) < self.field.max_rows else None,
            "blank": self._card(name, "__row__", {}),
            "heads": json.dumps([column.label for column in self._columns()]),
            "label": self.field.label,
            "max_rows": self.field.max_rows,
        }
        return context

    @staticmethod
    def _numbers(rows: list[Any]) -> Iterator[int]:
        """Yield the number of each row, as sent where it was, and the next ones for rows that are new."""
        number = -1
        for place, row in enumerate(rows):
            number = int(row.get("#", place))
            yield number
        yield from count(number + 1)

    def _columns(self) -> list[Column]:
        """Return the columns that a card shows: months have a grid of their own."""
        return [column for column in self.field.columns if column.type is not FieldType.MONTHS]

    def _card(self, name: str, number: object, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return one row: its inputs, and the words that its line says."""
        cells = [self._cell(name, number, column, row) for column in self.field.columns]
        shown = [cell for cell in cells if cell["column"].type is not FieldType.MONTHS]
        words = [cell["words"] for cell in shown if cell["words"]]
        return {
            "title": words[0] if words else "",
            "rest": " · ".join(words[1:]),
            "cells": shown,
            "hidden": [cell for cell in cells if cell not in shown],
            "open": any(cell["bad"] for cell in cells),
        }

    def _cell(self, name: str, number: object, column: Column, row: Mapping[str, Any]) -> dict[str, Any]:
        value = row.get(column.id, "")
        if column.type is FieldType.PERSON and isinstance(value, dict):
            value = value.get("name", "")
        elif column.type in (FieldType.NUMBER, FieldType.RANGE, FieldType.MONTHS):
            value = as_typed(column, None if value == "" else value, self.formatter)
        place = f"{number}-{column.id}"
        # "First month" needs no "month" behind it.
        unit = "" if column.unit in column.label.lower() else self.formatter.unit(column.unit)
        return {
            "name": f"{name}-{place}",
            "column": column,
            "unit": unit,
            "value": value,
            "words": self._words(column, value),
            "bad": place == self.bad_cell,
        }

    def _words(self, column: Column, value: Any) -> str:
        """Say one cell in the line of its row: a choice or text as it stands, a number with what it counts."""
        if value in ("", None):
            return ""
        if column.choices:
            labels = {str(choice.value): gettext(choice.label) for choice in column.choices}
            return labels.get(str(value), str(value))
        if column.type in (FieldType.NUMBER, FieldType.RANGE):
            return f"{gettext(column.label)}: {value}"
        return str(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        pattern = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-(\w+)")
        rows: dict[int, dict[str, str]] = {}
        for key in data:
            if found := pattern.fullmatch(key):
                rows.setdefault(int(found[1]), {"#": found[1]})[found[2]] = data.get(key)
        return [rows[number] for number in sorted(rows)]

    def id_for_label(self, id_: str) -> str:
        return ""


class ListedWidget(forms.TextInput):
    """A text with names to choose from while one types; any other text may be typed too."""

    template_name = "projects/widgets/listed.html"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = names

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["names"] = self.names
        return context


def _widget(one: Field, formatter: Formatter, names: Sequence[str]) -> forms.Widget:
    match one.type:
        case FieldType.SHORT_TEXT if names:
            return ListedWidget(names)
        case FieldType.LONG_TEXT:
            return forms.Textarea(attrs={"rows": 4})
        case FieldType.ONE_CHOICE | FieldType.MANY_CHOICE | FieldType.SCALE:
            return ChoiceWidget(one)
        case FieldType.DATE:
            return forms.TextInput(attrs={"type": "date", "class": "input"})
        case FieldType.PERSON:
            return PersonWidget()
        case FieldType.TABLE:
            return TableWidget(one, formatter)
        case FieldType.NUMBER | FieldType.RANGE:
            return forms.TextInput(attrs={"class": "input num", "inputmode": "text", "autocomplete": "off"})
    return forms.TextInput(attrs={"class": "input"})


class PlainField(forms.CharField):
    """Text as it is stored: a browser sends two signs for a line end, which must not count towards the limit."""

    def to_python(self, value: Any) -> str:
        return plain_text(super().to_python(value) or "")


class LineField(forms.CharField):
    """Text of one line, as it is stored."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class AnswerForm(forms.Form):
    """What can be said of one field: a value, or that nobody knows yet, or that it does not matter; and a note."""

    STATES = (
        (State.KNOWN, _("I know")),
        (State.UNKNOWN, _("Don’t know yet")),
        (State.NOT_RELEVANT, _("Not relevant")),
    )
    # A scale shows "?" and "n/a" in its own row of buttons.
    MARKS = {"?": State.UNKNOWN, "na": State.NOT_RELEVANT}

    state = forms.ChoiceField(choices=STATES, required=False)
    value = forms.Field(required=False)
    note = PlainField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    owner = LineField(required=False, max_length=120)
    find_out_by = forms.CharField(required=False, max_length=40)
    reason = LineField(required=False, max_length=400)
    version = forms.IntegerField(required=False, min_value=0, max_value=MOST_VERSIONS)
    base = forms.IntegerField(required=False, min_value=0, max_value=MOST_VERSIONS)
    token = forms.CharField(required=False, max_length=64)

    def __init__(  # noqa: PLR0913 - a builder
        self,
        one: Field,
        answer: domain.Answer,
        reading: Reading,
        formatter: Formatter,
        data: Any = None,
        *,
        at: str = "",
        names: Sequence[str] = (),
    ) -> None:
        typed = as_typed(one, answer.value, formatter)
        state = State.KNOWN if answer.state is State.BLANK else answer.state
        initial = {"state": state, "value": typed, "version": answer.version, "token": secrets.token_urlsafe(9)}
        initial |= {name: getattr(answer, name) for name in ("note", "owner", "reason")}
        initial["find_out_by"] = answer.find_out_by.isoformat() if answer.find_out_by else ""
        super().__init__(data, prefix=one.id.replace(".", "-"), auto_id=f"{at}%s", initial=initial)
        self.one, self.answer, self.reading, self.formatter, self.at = one, answer, reading, formatter, at
        self.fields["value"].widget = _widget(one, formatter, names)
        self.readings: tuple[str, ...] = ()  # what to choose from where the value can be read in two ways

    @property
    def key(self) -> str:
        """The id of its element: the same answer may stand on a page twice, among its questions and at a figure."""
        return f"{self.at}{self.prefix}"

    @property
    def current_state(self) -> str:
        """The state to show: what was sent, else what is stored."""
        if not self.is_bound:
            return str(self.initial["state"])
        mark = self.MARKS.get(str(self["value"].value()))
        return str(mark or self["state"].value() or State.KNOWN)

    @property
    def picked(self) -> str:
        """The choice to show as picked: what was sent, else what is stored."""
        return str(self["value"].value())

    def clean_state(self) -> State:
        return State(self.cleaned_data["state"] or State.KNOWN)

    def clean_value(self) -> Any:
        raw = self.cleaned_data["value"]
        if isinstance(raw, str) and raw in self.MARKS and self.one.type is FieldType.SCALE:
            self.cleaned_data["state"] = self.MARKS[raw]
        if self.cleaned_data.get("state") is not State.KNOWN:
            return None
        try:
            return read_typed(self.one, raw, self.reading)
        except BadValue as problem:
            if self._is_untouched(raw):
                return self.answer.value
            raise self._refusal(problem) from None

    def _is_untouched(self, raw: Any) -> bool:
        """Tell whether the stored value was sent as it stood: a limit that was drawn later must not stop the page."""
        try:
            return bool(read_typed(without_limits(self.one), raw, self.reading) == self.answer.value)
        except BadValue:
            return False

    def clean_find_out_by(self) -> Any:
        text = self.cleaned_data["find_out_by"].strip()
        try:
            return parse_date(text) if text else None
        except BadValue as problem:
            raise self._refusal(problem) from None

    @property
    def unclear_input(self) -> str:
        """The name of the input whose text can be read in two ways: a button of that name chooses one."""
        return self.bad_cell or f"{self.prefix}-value"

    @property
    def bad_cell(self) -> str:
        """The name of the input in a table that could not be read, or ""."""
        widget = self.fields["value"].widget
        return f"{self.prefix}-value-{widget.bad_cell}" if getattr(widget, "bad_cell", "") else ""

    def _refusal(self, problem: BadValue) -> forms.ValidationError:
        if isinstance(widget := self.fields["value"].widget, TableWidget):
            widget.bad_cell = str(problem.params.get("place", ""))
        self.readings = problem.readings
        return forms.ValidationError(say(problem))

    def to_answer(self) -> domain.Answer:
        """Return the answer to store. What belongs to another state than the chosen one is dropped."""
        sent = self.cleaned_data
        state = sent["state"]
        if state is State.KNOWN and sent["value"] is None:
            state = State.BLANK
        unknown, irrelevant = state is State.UNKNOWN, state is State.NOT_RELEVANT
        return domain.Answer(
            field_id=self.one.id,
            state=state,
            value=sent["value"],
            note=sent["note"],
            owner=sent["owner"] if unknown else "",
            find_out_by=sent["find_out_by"] if unknown else None,
            reason=sent["reason"] if irrelevant else "",
            version=sent["version"] or 0,
            base_version=sent["base"] or 0,
        )

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
                currency=self.cleaned_data.get("currency", self.project.currency),
                decimal=self.formatter.decimal,
                minimum=LEAST_RATE,
                maximum=LARGEST_RATE,
            )
        except BadValue as problem:
            if problem.message == NOT_A_NUMBER:
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
        self.taken = {one.name.casefold() for one in others}

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
        label=_("Start with the way"),
        required=False,
        help_text=_("Sets this one answer. Everything else follows the base until you change it here."),
    )
    token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, others: Iterable[Scenario], choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, others=others, initial={"token": secrets.token_urlsafe(9)}, **kwargs)
        ways = [(str(one.value), gettext(one.label)) for one in choices]
        self.fields["approach"].choices = [("", _("As in the base")), *ways]  # type: ignore[attr-defined] # a choice field

    def to_fields(self) -> dict[str, str]:
        sent = self.cleaned_data
        token = sent["token"] or secrets.token_urlsafe(9)
        return {name: sent[name] for name in ("name", "summary", "approach")} | {"token": token}


class ShareForm(SmallForm):
    """Makes a read-only link."""

    button = _("Make a link")
    label = forms.CharField(label=_("What is it for?"), max_length=80, required=False)
    show_pay = forms.BooleanField(
        label=_("Show salaries and rates"),
        required=False,
        help_text=_(
            "Off: pay is hidden, and with it every figure that moves with pay, such as cost to launch and payback."
        ),
    )
    expires_on = forms.DateField(
        label=_("Works until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Blank: until you revoke it."),
    )

    def to_fields(self) -> dict[str, Any]:
        sent = self.cleaned_data
        return {"label": sent["label"], "hide_pay": not sent["show_pay"], "expires_on": sent["expires_on"]}


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
