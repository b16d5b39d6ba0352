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
