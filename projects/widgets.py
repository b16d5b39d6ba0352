"""How each kind of field is filled in: choices as cards, rows as cards, a person, names to choose from."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from django import forms
from django.utils.translation import gettext

from projects.domain.days import parse_date
from projects.domain.fields import Column, Field, FieldType
from projects.domain.ranges import Range
from projects.formatting import Formatter


def as_typed(field: Any, value: Any, formatter: Formatter) -> Any:
    """Return a stored value the way a person would type it."""
    if value is None:
        return ""
    # What was sent and could not be read is shown again as it was typed.
    if isinstance(value, str):
        return value
    if field.type is FieldType.NUMBER:
        return formatter.typed(value, field.unit)
    if field.type is FieldType.RANGE:
        return formatter.typed_range(Range.from_json(value), field.unit)
    if field.type is FieldType.MONTHS:
        return " ".join(f"{month}:{_typed_month(field, part, formatter)}" for month, part in value.items())
    return value


def written_day(text: str, write: Formatter) -> str:
    """Return a stored day as its reader writes it; as it is stored where we could not read that, and any other text."""
    try:
        day = date.fromisoformat(text)
        return words if parse_date(words := write.date(day)) == day else text
    except ValueError:
        return text


def _typed_month(field: Any, part: float, formatter: Formatter) -> str:
    # A small share has its sign: without it, it would be asked back.
    return formatter.typed(part, "") + ("%" if 0 < part < field.ask_below else "")


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
            "options": [(choice, str(choice.value) in picked) for choice in self.field.choices],
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
        self.bad_cells: frozenset[str] = frozenset()
        """The names of the inputs whose text could not be read."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        numbers = self._numbers(rows)
        heads = [gettext(column.label) for column in self._columns()]
        context["widget"] |= {
            "cards": [self._card(name, next(numbers), row) for row in rows],
            "spare": self._card(name, next(numbers), {}) if len(rows) < self.field.max_rows else None,
            "blank": self._card(name, "__row__", {}),
            "columns": heads,
            "heads": json.dumps(heads),
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
        # "First month" needs no "month" behind it, in any language.
        unit = self.formatter.unit(column.unit)
        if unit.lower() in column.label.lower():
            unit = ""
        return {
            "name": f"{name}-{place}",
            "column": column,
            "unit": unit,
            "value": value,
            "words": self._words(column, value),
            "bad": f"{name}-{place}" in self.bad_cells,
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
        return written_day(str(value), self.formatter) if column.type is FieldType.DATE else str(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        pattern = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-(\w+)")
        rows: dict[int, dict[str, str]] = {}
        for key in data:
            if match := pattern.fullmatch(key):
                rows.setdefault(int(match[1]), {"#": match[1]})[match[2]] = data.get(key)
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


class DayWidget(forms.TextInput):
    """A text, since a date box takes no "end of March", with the browser's calendar beside it (`days.js`)."""

    template_name = "projects/widgets/day.html"


def widget_for(field: Field, formatter: Formatter, names: Sequence[str]) -> forms.Widget:
    """Return the widget of a field; some short texts offer names to choose from."""
    match field.type:
        case FieldType.SHORT_TEXT if names:
            return ListedWidget(names)
        case FieldType.LONG_TEXT:
            return forms.Textarea(attrs={"rows": 4})
        case FieldType.ONE_CHOICE | FieldType.MANY_CHOICE | FieldType.SCALE:
            return ChoiceWidget(field)
        case FieldType.DATE:
            return DayWidget(attrs={"class": "input", "autocomplete": "off"})
        case FieldType.PERSON:
            return PersonWidget()
        case FieldType.TABLE:
            return TableWidget(field, formatter)
        case FieldType.NUMBER | FieldType.RANGE:
            return forms.TextInput(attrs={"class": "input num", "inputmode": "text", "autocomplete": "off"})
    return forms.TextInput(attrs={"class": "input"})
