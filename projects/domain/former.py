"""Values that were given before their field changed, as the field asks for them now."""

from collections.abc import Mapping
from typing import Any

from projects.domain.fields import Column, Field, FieldType


def as_asked_now(asked: Field | Column, value: Any) -> Any:
    """Return a stored value in the form that its field has today, where the ledger says how; else as it is.

    Args:
        asked: The field or column; `former` says what it was.
        value: In JSON form.
    """
    former = asked.former
    if former is None:
        return value
    if former.columns and isinstance(value, list):
        return [_with_columns(former.columns, row) for row in value]
    if former.choices:
        value = _with_choices(former.choices, value)
    return _with_type(asked.type, former.types, value)


def _with_columns(columns: Mapping[str, str], row: Any) -> Any:
    if not isinstance(row, Mapping):
        return row
    kept = {key: cell for key, cell in row.items() if key not in columns}
    # Where a row has both, what was typed into the new column stands.
    return {new: row[old] for old, new in columns.items() if old in row} | kept


def _with_choices(choices: Mapping[str, str], value: Any) -> Any:
    if isinstance(value, list):
        return [choices.get(str(item), item) for item in value]
    return choices.get(str(value), value)


def _with_type(now: FieldType, before: frozenset[FieldType], value: Any) -> Any:
    match now, value:
        case FieldType.NUMBER, {"likely": likely} if FieldType.RANGE in before:
            return likely
        case FieldType.MANY_CHOICE, str() if FieldType.ONE_CHOICE in before:
            return [value]
        case FieldType.ONE_CHOICE, [single] if FieldType.MANY_CHOICE in before:
            return single
        case FieldType.SHORT_TEXT | FieldType.LONG_TEXT, _ if before - {now} and not isinstance(value, str):
            return say_plainly(value)
    return value


def label_key(place: str, choice: object) -> str:
    """Return under which key the label of a choice is kept; of a column's choice the place is `column_key`."""
    return f"{place}={choice}"


def column_key(field_id: str, column_id: str) -> str:
    """Return under which key the label of a column is kept."""
    return f"{field_id}/{column_id}"


def field_of_key(key: str) -> str:
    """Return the id of the field that one of these keys belongs to."""
    return key.partition("=")[0].partition("/")[0]


def say_kept(value: Any, kept: Mapping[str, str], place: str) -> str:
    """Say a stored value in words where only labels are kept of what it answers.

    Args:
        value: In JSON form.
        kept: What own questions, their columns and choices were called, as `name_own` gives it.
        place: The id of the field.
    """
    return say_plainly(_labelled(value, kept, place))


def _labelled(value: Any, kept: Mapping[str, str], place: str) -> Any:
    match value:
        case list():
            return [_labelled(item, kept, place) for item in value]
        case Mapping():
            keys = {key: column_key(place, key) for key in value}
            return {kept.get(keys[key], key): _labelled(cell, kept, keys[key]) for key, cell in value.items()}
        case str() | int():
            return kept.get(label_key(place, value), value)
    return value


def say_plainly(value: Any) -> str:
    """Say a stored value of whatever kind in words, without knowing what it answers."""
    match value:
        case None | "" | []:
            return ""
        case {"low": low, "likely": likely, "high": high}:
            return f"{say_plainly(low)} – {say_plainly(high)} ({say_plainly(likely)})"
        case {"name": name, **more} if not more.keys() - {"role"}:
            return ", ".join(filter(None, (say_plainly(name), say_plainly(more.get("role")))))
        case Mapping():
            return "; ".join(f"{key}: {text}" for key, cell in value.items() if (text := say_plainly(cell)))
        case list():
            return ("\n" if any(isinstance(item, Mapping) for item in value) else ", ").join(map(say_plainly, value))
        case bool():
            return str(value).lower()
        case float() | int():
            return f"{value:.15g}"
    return str(value)
