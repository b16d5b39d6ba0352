"""The file of the ledger of fields: read, and written again."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from projects.domain.datafiles import DataTable, read_data_file
from projects.domain.fields import FieldType
from projects.domain.ledger import BECOMES, AnswerShape, FieldChange, Ledger, LedgerLine

FORMAT = 1
_CHANGE_KEYS = ("column", "on", "becomes", "to", "choices", "columns")


def read_ledger(path: Path) -> Ledger:
    """Read the ledger.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    if table.get("format", int) != FORMAT:
        raise table.error(f"format must be {FORMAT}", "format")
    named = table.table("field")
    lines = {name: _line(name, named.table(name)) for name in named.row}
    changes = tuple(_change(row) for row in table.tables("change", required=False))
    table.close()
    return Ledger(path=path, lines=lines, changes=changes)


def _line(name: str, row: DataTable) -> LedgerLine:
    line = LedgerLine(id=name, place=row.text("place"), label=row.text("label"), shape=_shape(row))
    row.close()
    return line


def _shape(row: DataTable) -> AnswerShape:
    columns = row.table("columns") if row.has("columns") else None
    return AnswerShape(
        type=FieldType(row.one_of("type", tuple(FieldType))),
        unit=row.text("unit", ""),
        choices=row.texts("choices", ()),
        columns={name: _shape(columns.table(name)) for name in columns.row} if columns else {},
    )


def _change(row: DataTable) -> FieldChange:
    change = FieldChange(
        field_id=row.text("field"),
        column=row.text("column", ""),
        on=row.get("on", date),
        becomes=row.one_of("becomes", BECOMES),
        to=row.text("to", ""),
        choices=_texts(row, "choices"),
        columns=_texts(row, "columns"),
        was=_line(row.text("field"), row.table("was")) if row.has("was") else None,
        table=row,
    )
    if (change.becomes == "rename") != bool(change.to):
        raise row.error("a change that becomes rename, and no other, says `to` which field", "to")
    row.close()
    return change


def _texts(row: DataTable, key: str) -> dict[str, str]:
    table = row.table(key) if row.has(key) else None
    return {name: table.text(name) for name in table.row} if table else {}


def written(ledger: Ledger) -> str:
    """Return the ledger as the text of its file."""
    changes = "".join(f"\n[[change]]\n{_pairs(_change_row(change), chr(10))}\n" for change in ledger.changes)
    lines = "".join(f"{_said(line.id)} = {_inline(_line_row(line))}\n" for line in ledger.lines.values())
    return f"{_HEAD}\nformat = {FORMAT}\n{changes}\n[field]\n{lines}"


_HEAD = """\
# The ledger of fields: what every field that is asked looks like, a line each, and what becomes of the answers to
# fields that changed. Lines are written by `manage.py write_ledger`, changes by hand: see docs/data-files.md.
"""


def _change_row(change: FieldChange) -> dict[str, Any]:
    row = {"field": change.field_id} | {key: part for key in _CHANGE_KEYS if (part := getattr(change, key))}
    return row | ({"was": _line_row(change.was)} if change.was else {})


def _line_row(line: LedgerLine) -> dict[str, Any]:
    return {"place": line.place, "label": line.label, **_shape_row(line.shape)}


def _shape_row(shape: AnswerShape) -> dict[str, Any]:
    row: dict[str, Any] = {"type": shape.type.value, "unit": shape.unit, "choices": list(shape.choices)}
    row["columns"] = {name: _shape_row(column) for name, column in shape.columns.items()}
    return {key: part for key, part in row.items() if part}


def _said(value: Any) -> str:
    match value:
        case Mapping():
            return _inline(value)
        case list():
            return f"[{', '.join(map(_said, value))}]"
        case date():
            return value.isoformat()
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def _inline(row: Mapping[str, Any]) -> str:
    return f"{{ {_pairs(row, ', ')} }}"


def _pairs(row: Mapping[str, Any], between: str) -> str:
    return between.join(f"{_key(key)} = {_said(part)}" for key, part in row.items())


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else _said(name)
