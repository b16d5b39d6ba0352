"""Values: from what a person typed, or a document holds, to the one JSON form that is stored."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from projects.domain.days import parse_date, read_day
from projects.domain.errors import BadCells, BadValue, Unclear
from projects.domain.fields import Choice, Column, Field, FieldType
from projects.domain.former import as_asked_now
from projects.domain.phrases import says_unknown
from projects.domain.ranges import (
    ABOVE_MAXIMUM,
    BELOW_MINIMUM,
    EITHER_WAY,
    LARGEST,
    TOO_LARGE,
    NumberStyle,
    Range,
    parse_number,
    parse_range,
    write_number,
    write_range,
)
from projects.domain.text import gettext_noop, plain_name
from projects.domain.units import says_percent
from projects.domain.written import shorten

TOO_LONG = gettext_noop("This text has %(count)s characters; the limit is %(limit)s.")
NOT_WHOLE = gettext_noop("“%(text)s” is not a whole number. Write %(below)s or %(above)s.")
NOT_A_CHOICE = gettext_noop("“%(text)s” is not one of the available answers.")
NOT_KNOWN = gettext_noop("“%(text)s” is no answer yet. If you do not know it, choose “%(button)s”.")
CELL_NOT_KNOWN = gettext_noop("“%(text)s” is no value. If you do not know it, leave the cell blank.")
DONT_KNOW = gettext_noop("Don’t know yet")
"""The words on the button of a page of questions."""
TOO_MANY_ROWS = gettext_noop("This table has %(count)s rows; the limit is %(limit)s.")
IN_ROW = gettext_noop("Row %(row)s, %(column)s: %(problem)s")
IN_MONTH = gettext_noop("month %(month)s, %(problem)s")
NOT_MONTHS = gettext_noop("“%(text)s” cannot be read. Write each month with its number, such as 3:40 4:50.")
MONTH_FAR_AWAY = gettext_noop("Month %(month)s does not exist. Months run from 1 to %(limit)s.")
WRONG_KIND = gettext_noop("The value cannot be an answer to “%(label)s”.")
UNKNOWN_COLUMN = gettext_noop("There is no column “%(text)s” in this table.")
NAME_MISSING = gettext_noop("Please add a name to this role.")

T = TypeVar("T")

_COUNTED = (FieldType.NUMBER, FieldType.RANGE, FieldType.DATE)
MOST_MONTHS = 120
_MONTH = re.compile(r"\s*(\d{1,4})\s*:\s*([^\s:;]+)[\s;]*")
# Control characters break databases and documents; tabs and line ends are text.
_LINE_END = re.compile(r"\s*\n\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def plain_text(text: str) -> str:
    """Return text without what no one types: control characters and half characters; line ends as LF."""
    if text.isprintable():  # nearly all, and each is read for every page
        return text.strip()
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Return text of a box that has one line: a browser takes line ends out of it without a word."""
    plain = plain_text(text)
    return _LINE_END.sub(" ", plain) if "\n" in plain else plain


def read_typed(field: Field | Column, typed: Any, reading: NumberStyle) -> Any:
    """Turn what a page sent into a stored value.

    Args:
        field: The field or column it answers.
        typed: Text; for several choices a list of texts, for a person a table of texts, for a table a list of rows.
        reading: How the reader writes.

    Returns:
        The value in JSON form, or None where nothing was typed.

    Raises:
        BadValue: With a message that says what to write instead.
    """
    match field.type:
        case FieldType.MANY_CHOICE:
            return _in_order(field.choices, [_choice(field.choices, text) for text in typed or ()]) or None
        case FieldType.PERSON if isinstance(typed, Mapping):
            return _person(typed)
        case FieldType.TABLE if isinstance(field, Field):
            return _rows(field, typed or (), reading)
        case FieldType.MONTHS:
            return _typed_months(field, typed or "", reading)
    text = _text_of(field, typed or "")
    if not text:
        return None
    _refuse_unknown(field, text)
    match field.type:
        case FieldType.ONE_CHOICE | FieldType.SCALE:
            return _choice(field.choices, text)
        case FieldType.NUMBER:
            return _typed_number(field, text, reading)
        case FieldType.RANGE:
            value = parse_range(text, reading=reading, **limits_of(field))
            refuse_small_share(field, text, value, reading)
            return value.to_json()
        case FieldType.DATE:
            return read_day(text, reading.today).isoformat()
    return _named(field, _short_enough(text, field.max_length))


def _named(field: Field | Column, text: str) -> str:
    """Return a text as the field's names have it, so that a rule finds "h100 sxm 80gb" too."""
    names = field.names if isinstance(field, Field) else ()
    wanted = plain_name(text) if names else ""
    return next((name for name in names if plain_name(name) == wanted), text)


def _refuse_unknown(field: Field | Column, text: str) -> None:
    """Say where to go with "dunno" in place of a number or a day: a cell has no button, and may stay blank."""
    if field.type in _COUNTED and says_unknown(text):
        is_field = isinstance(field, Field)
        raise BadValue(NOT_KNOWN if is_field else CELL_NOT_KNOWN, {"text": shorten(text), "button": DONT_KNOW})


def limits_of(field: Field | Column) -> dict[str, Any]:
    """Return what the reader of numbers wants to know of a field: its unit and its limits."""
    return {"unit": field.unit, "minimum": field.minimum, "maximum": field.maximum}


def _typed_number(field: Field | Column, text: str, reading: NumberStyle) -> float:
    value = parse_number(text, reading=reading, **limits_of(field))
    refuse_small_share(field, text, Range.exactly(value), reading)
    return _whole(value, field, reading)


def _whole(value: float, field: Field | Column, reading: NumberStyle | None = None) -> float:
    if field.whole and not value.is_integer():
        signs = (reading.decimal, reading.group) if reading else ()
        near = {"below": write_number(math.floor(value), *signs), "above": write_number(math.ceil(value), *signs)}
        raise BadValue(NOT_WHOLE, {"text": write_number(value, *signs), **near})
    return value


def refuse_small_share(field: Field | Column, text: str, value: Range, reading: NumberStyle) -> None:
    """Ask back what may be a fraction where shares are counted in percent: 0.5 may be half a percent or a half.

    Args:
        field: The field or column; its `ask_below` says where the doubt begins.
        text: What was typed. With a sign of percent there is no doubt.
        value: What it was read as [%].
        reading: How the reader writes.

    Raises:
        Unclear: With both readings.
    """
    if not 0 < value.high < field.ask_below or says_percent(text):
        return
    most = math.inf if field.maximum is None else field.maximum
    # Above one it can be no fraction of a whole: a digit or a point went astray.
    other = value.scaled(100 if value.high * 100 <= most else 10)
    readings = tuple(f"{write_range(each, reading.decimal, reading.group)}%" for each in (value, other))
    raise Unclear(EITHER_WAY, {"text": shorten(text)}, (readings[0], readings[1]))


def check_stored(field: Field | Column, value: Any) -> Any:
    """Return a value of a project document as it is stored, or refuse it.

    Args:
        field: The field or column it answers.
        value: What the document holds.

    Raises:
        BadValue: Where the value has the wrong form, is out of limits or no choice of the field.
    """
    if value is None or value == "" or value == []:
        return None
    wrong = BadValue(WRONG_KIND, {"label": field.label})
    value = as_asked_now(field, value)
    match field.type:
        case FieldType.NUMBER:
            return _within(_finite(value, wrong), field)
        case FieldType.RANGE:
            return _stored_range(field, value, wrong)
        case FieldType.ONE_CHOICE | FieldType.SCALE | FieldType.MANY_CHOICE:
            return _stored_choice(field, value, wrong)
        case FieldType.PERSON:
            return _stored_person(field, value, wrong)
        case FieldType.TABLE if isinstance(field, Field):
            return _stored_rows(field, value, wrong)
        case FieldType.MONTHS:
            return _checked_months(field, value, wrong)
    return _stored_text(field, value, wrong)


def _stored_choice(field: Field | Column, value: Any, wrong: BadValue) -> Any:
    """Return the choice, or in the order of the field the choices, that a value names."""
    if field.type is FieldType.MANY_CHOICE:
        if not isinstance(value, list):
            raise wrong
        return _in_order(field.choices, [_choice(field.choices, str(item)) for item in value])
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong
    return _choice(field.choices, str(value))


def _stored_rows(field: Field, value: Any, wrong: BadValue) -> Any:
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise wrong
    return _checked_rows(field, value)


def _stored_text(field: Field | Column, value: Any, wrong: BadValue) -> Any:
    if not isinstance(value, str):
        raise wrong
    text = _text_of(field, value)
    if field.type is FieldType.DATE:
        return parse_date(text).isoformat()
    return _named(field, _short_enough(text, field.max_length)) or None


def _text_of(field: Field | Column, text: str) -> str:
    """Return text as its input gives it: only the box of a long text has more than one line, and no cell has."""
    many_lines = field.type is FieldType.LONG_TEXT and isinstance(field, Field)
    return plain_text(text) if many_lines else one_line(text)


def _short_enough(text: str, limit: int) -> str:
    if len(text) > limit:
        raise BadValue(TOO_LONG, {"count": len(text), "limit": limit})
    return text


def _choice(choices: Sequence[Choice], text: str) -> str | int:
    for choice in choices:
        if str(choice.value) == text:
            return choice.value
    if choices:
        raise BadValue(NOT_A_CHOICE, {"text": text[:40]})
    return text


def _in_order(choices: Sequence[Choice], picked: Sequence[str | int]) -> list[str | int]:
    """Return what was chosen in the order in which it is on offer."""
    return [choice.value for choice in choices if choice.value in picked]


def _stored_person(field: Field | Column, value: Any, wrong: BadValue) -> dict[str, str] | str | None:
    """Return a person with a role; in a table, whose cell is one text, as that text."""
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, Mapping) or not all(isinstance(part, str | None) for part in value.values()):
        raise wrong
    person = _person(value)
    if person and isinstance(field, Column):
        return _short_enough(", ".join(part for part in person.values() if part), field.max_length)
    return person


def _person(typed: Mapping[str, Any]) -> dict[str, str] | None:
    name, role = (_short_enough(one_line(str(typed.get(key) or "")), 120) for key in ("name", "role"))
    if role and not name:
        raise BadValue(NAME_MISSING)
    return {"name": name, "role": role} if name else None


def _rows(field: Field, typed: Sequence[Mapping[str, str]], reading: NumberStyle) -> list[dict[str, Any]] | None:
    rows, bad = [], []
    for number, cells in enumerate(typed, start=1):
        row = {}
        for column in field.columns:
            typed_cell = cells if column.type is FieldType.MONTHS else cells.get(column.id, "")
            try:
                value = read_typed(column, typed_cell, reading)
            except BadValue as problem:
                # Where the page has gaps between its rows, "#" holds the number that stands in the name of the input.
                bad.append(_in_row(number, column, problem, place=cells.get("#", str(number - 1))))
                continue
            if value is not None:
                row[column.id] = value
        if row:
            rows.append(row)
    if bad:
        raise BadCells(bad) if len(bad) > 1 else bad[0]
    return _few_enough(field, rows) or None


def _typed_months(
    field: Field | Column, cells: Mapping[str, str] | str, reading: NumberStyle
) -> dict[str, float] | None:
    """Read months as typed: the text "3:40 4:50", and over it a cell for each month that the page shows.

    Args:
        field: The column.
        cells: The row as it was sent; `presence` holds the text, `presence_3` the cell of month 3. A cell that is
            there and blank takes the month out. Or the text alone.
        reading: How the reader writes.
    """
    row: Mapping[str, str] = {field.id: cells} if isinstance(cells, str) else cells
    typed = _months_of_text(row.get(field.id) or "")
    for key, text in row.items():
        name, _, number = key.rpartition("_")
        if name == field.id and number.isdecimal() and len(number) <= 4:
            typed[int(number)] = plain_text(text or "")
    months = {}
    for month in sorted(typed):
        _check_month(month)
        if typed[month]:
            try:
                months[str(month)] = _month_number(field, typed[month], reading)
            except BadValue as problem:
                params = {"month": month, "problem": problem, "place": f"_{month}"}
                raise BadValue(IN_MONTH, params) from None
    return months or None


def _month_number(field: Field | Column, text: str, reading: NumberStyle) -> float:
    # A plan of two years sends hundreds of plain numbers: only the others need the reader of what people write.
    if len(text) < 7 and text.isascii() and text.isdigit():
        least, most = field.minimum, field.maximum
        value = float(text)
        if value and value < field.ask_below:
            return _typed_number(field, text, reading)
        if (least is None or value >= least) and (most is None or value <= most):
            return value
    return _typed_number(field, text, reading)


def _months_of_text(text: str) -> dict[int, str]:
    months, place, text = {}, 0, plain_text(text)
    while place < len(text):
        pair = _MONTH.match(text, place)
        if pair is None:
            raise BadValue(NOT_MONTHS, {"text": text[:40]})
        months[int(pair[1])] = pair[2]
        place = pair.end()
    return months


def _check_month(month: int) -> None:
    if not 1 <= month <= MOST_MONTHS:
        raise BadValue(MONTH_FAR_AWAY, {"month": month, "limit": MOST_MONTHS})


def _checked_months(field: Field | Column, value: Any, wrong: BadValue) -> dict[str, float] | None:
    if not isinstance(value, Mapping):
        raise wrong
    months = {}
    for key, cell in value.items():
        if not (isinstance(key, str) and key.isascii() and key.isdigit() and len(key) <= 4):
            raise wrong
        _check_month(int(key))
        if cell is not None:
            months[int(key)] = _within(_finite(cell, wrong), field)
    return {str(month): months[month] for month in sorted(months)} or None


def _checked_rows(field: Field, value: list[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    columns = {column.id: column for column in field.columns}
    rows = []
    for number, cells in enumerate(_few_enough(field, value), start=1):
        row = {}
        for key, cell in cells.items():
            if key not in columns:
                raise BadValue(UNKNOWN_COLUMN, {"text": str(key)[:40]})
            try:
                checked = check_stored(columns[key], cell)
            except BadValue as problem:
                raise _in_row(number, columns[key], problem) from None
            if checked is not None:
                row[key] = checked
        if row:
            rows.append(row)
    return rows or None


def _in_row(number: int, column: Column, problem: BadValue, *, place: str = "") -> BadValue:
    cell = f"{place}-{column.id}{problem.params.get('place', '')}"
    return BadValue(IN_ROW, {"row": number, "column": column.label, "problem": problem, "place": cell})


def _few_enough(field: Field, rows: list[T]) -> list[T]:
    if len(rows) > field.max_rows:
        raise BadValue(TOO_MANY_ROWS, {"count": len(rows), "limit": field.max_rows})
    return rows


def _finite(value: Any, wrong: BadValue) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong
    # An integer of a thousand digits overflows where it becomes a float.
    if abs(value) > LARGEST or not math.isfinite(value):
        raise BadValue(TOO_LARGE, {"text": "…"})
    return float(value)


def _within(value: float, field: Field | Column) -> float:
    if field.minimum is not None and value < field.minimum:
        raise BadValue(BELOW_MINIMUM, {"text": f"{value:,.10g}", "limit": f"{field.minimum:,.10g}"})
    if field.maximum is not None and value > field.maximum:
        raise BadValue(ABOVE_MAXIMUM, {"text": f"{value:,.10g}", "limit": f"{field.maximum:,.10g}"})
    return _whole(value, field)


def _stored_range(field: Field | Column, value: Any, wrong: BadValue) -> dict[str, float]:
    if isinstance(value, Mapping):
        if set(value) != {"low", "likely", "high"}:
            raise wrong
        low, likely, high = (_within(_finite(value[key], wrong), field) for key in ("low", "likely", "high"))
        if not low <= likely <= high:
            raise wrong
        return Range(low=low, likely=likely, high=high).to_json()
    return Range.exactly(_within(_finite(value, wrong), field)).to_json()
