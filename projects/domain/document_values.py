"""Values of a project document: checked against their field, cell by cell, so that one fault costs one cell."""

from collections.abc import Mapping
from typing import Any

from projects.domain.errors import BadValue
from projects.domain.fields import Column, Field, FieldType
from projects.domain.former import as_asked_now, say_plainly
from projects.domain.shapes import NOT_A_GROUP, Problems
from projects.domain.values import TOO_MANY_ROWS, UNKNOWN_COLUMN, check_stored

_SHORT = 80


def read_value(asked: Field, value: Any, place: str, problems: Problems) -> Any:
    """Return what of a value fits its field, as it is stored; None where nothing does. The rest goes on the list.

    Args:
        asked: The field.
        value: What the document holds.
        place: Its JSON path.
        problems: The list.
    """
    value = as_asked_now(asked, value)
    if asked.type is FieldType.TABLE and isinstance(value, list):
        return _read_rows(asked, value, place, problems)
    if asked.type is FieldType.MANY_CHOICE and isinstance(value, list):
        picked = [_checked(asked, [item], f"{place}[{index}]", problems) or [] for index, item in enumerate(value)]
        return check_stored(asked, [item for items in picked for item in items])
    return _checked(asked, value, place, problems)


def is_as_asked(asked: Field, value: Any) -> bool:
    """Tell whether a stored value fits its field as it is asked today, so that reading it gives it back unchanged."""
    problems = Problems()
    return bool(read_value(asked, value, "", problems) == value) and not problems.count


def _read_rows(asked: Field, rows: list[Any], place: str, problems: Problems) -> list[dict[str, Any]] | None:
    if len(rows) > asked.max_rows:
        problems.add(place, TOO_MANY_ROWS, count=len(rows), limit=asked.max_rows)
    columns = {column.id: column for column in asked.columns}
    readable = []
    for index, cells in enumerate(rows[: asked.max_rows]):
        here = f"{place}[{index}]"
        if not isinstance(cells, Mapping):
            problems.add_raised(here, BadValue(NOT_A_GROUP), row=index + 1)
        elif row := _read_cells(columns, cells, (here, index + 1), problems):
            readable.append(row)
    return readable or None


def _read_cells(
    columns: Mapping[str, Column], cells: Mapping[str, Any], at: tuple[str, int], problems: Problems
) -> dict[str, Any]:
    place, number = at
    row = {}
    for key, cell in cells.items():
        if key not in columns:
            unknown = BadValue(UNKNOWN_COLUMN, {"text": str(key)[:40]})
            problems.add_raised(f"{place}.{str(key)[:40]}", unknown, row=number)
            continue
        value = _checked(columns[key], cell, f"{place}.{key}", problems, row=number, column=columns[key].label)
        if value is not None:
            row[key] = value
    return row


def _checked(
    asked: Field | Column, value: Any, place: str, problems: Problems, *, row: int = 0, column: str = ""
) -> Any:
    try:
        return check_stored(asked, as_asked_now(asked, value) if row else value)
    except BadValue as problem:
        problems.add_raised(place, problem, row=row, column=column, text=say_plainly(value)[:_SHORT])
        return None
