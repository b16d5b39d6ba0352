"""Read sections with their questions and fields from data files; refuse a broken one with file, line and reason."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from projects.domain.datafiles import BrokenDataFile, DataTable, read_data_file, refuse_twins
from projects.domain.errors import BadValue
from projects.domain.expressions import BadRule, Rule, check_rule
from projects.domain.fields import Catalogue, Choice, Column, Field, FieldType, Question, Section, SectionPart
from projects.domain.values import check_stored

__all__ = ["BrokenDataFile", "check_rule_of", "load_catalogue", "load_names", "load_word_lists"]

FORMAT = 1
SCALE = (0, 1, 2, 3, 4)
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_CHOSEN = (FieldType.ONE_CHOICE, FieldType.MANY_CHOICE, FieldType.SCALE)
_NUMERIC = (FieldType.NUMBER, FieldType.RANGE, FieldType.MONTHS)
_TYPES = tuple(kind.value for kind in FieldType if kind is not FieldType.MONTHS)
_COLUMN_TYPES = tuple(kind.value for kind in FieldType if kind is not FieldType.TABLE)
# What a checklist says about an item beyond the question it asks; scoping reads and checks it.
_ITEM_EXTRAS = (
    "short",
    "weight",
    "if_weak",
    "if_partly",
    "if_unknown",
    "if_so",
    "evidence",
    "looks_at",
    "prefill",
    "contradicted",
)
_CHECKLIST_EXTRAS = ("verdict", "gate", "score_note")


@dataclass(frozen=True)
class _Condition:
    """A rule to check once all fields are known."""

    table: DataTable
    key: str
    rule: Rule
    governs: tuple[str, ...]
    """The fields that are asked only where it holds."""


@dataclass
class _Reader:
    """What has been read so far, over all files."""

    seen: set[str] = field(default_factory=set)
    conditions: list[_Condition] = field(default_factory=list)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of each reference table."""

    def claim(self, table: DataTable, name: str, key: str = "id") -> None:
        """Refuse an id that is badly formed or was used before."""
        if not _ID.fullmatch(name):
            raise table.error(f"{name!r} is no id: write it like section.name, in small letters", key)
        if name in self.seen:
            raise table.error(f"id {name} occurs twice", key)
        self.seen.add(name)

    def condition(self, table: DataTable, key: str, text: str, governs: tuple[str, ...]) -> str:
        """Note a rule, to be checked when all fields are known."""
        try:
            rule = Rule.parse(text)
        except BadRule as error:
            raise table.error(str(error), key) from None
        self.conditions.append(_Condition(table, key, rule, governs))
        return text


def load_catalogue(
    paths: Sequence[Path], word_lists: Mapping[str, Sequence[str]], names: Mapping[str, Sequence[str]] | None = None
) -> Catalogue:
    """Read section files in the order in which their sections stand in the task list.

    Args:
        paths: One TOML file per section; a file with `[[item]]` tables is a checklist, any other a questionnaire.
        word_lists: The lists of words that rules look for, by name.
        names: The names that fields offer, by the reference table that has them; see `load_names`.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    reader = _Reader(names=names or {})
    sections: dict[str, Section] = {}
    for path in paths:
        table = read_data_file(path)
        section = (_checklist if table.has("item") else _questionnaire)(table, reader)
        if section.id in sections:
            raise table.error(f"section {section.id} occurs twice", "id")
        sections[section.id] = section
    catalogue = Catalogue(sections, {name: tuple(words) for name, words in word_lists.items()})
    for condition in reader.conditions:
        check_rule_of(condition.table, condition.key, condition.rule, catalogue)
    return replace(catalogue, asking_order=_asking_order(reader.conditions, catalogue))


def with_section(catalogue: Catalogue, table: DataTable) -> Catalogue:
    """Return the catalogue with one more questionnaire, an organisation's own, which stands last.

    Args:
        catalogue: What is asked already; conditions may look at all of it.
        table: The section file.

    Raises:
        BrokenDataFile: With line and reason.
    """
    reader = _Reader(seen={*catalogue.fields, *catalogue.archived})
    section = _questionnaire(table, reader)
    wider = replace(
        catalogue, sections={**catalogue.sections, section.id: section}, own_section=section.id, asking_order=()
    )
    for condition in reader.conditions:
        check_rule_of(condition.table, condition.key, condition.rule, wider)
    own = {asked.id for asked in section.fields}
    order = [field_id for field_id in _asking_order(reader.conditions, wider) if field_id in own]
    return replace(wider, asking_order=(*(catalogue.asking_order or catalogue.fields), *order))


def _asking_order(conditions: Sequence[_Condition], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the ids of all fields, each after those that its conditions look at; refuse conditions in a circle."""
    waits: dict[str, set[str]] = {field_id: set() for field_id in catalogue.fields}
    for condition in conditions:
        for field_id in condition.governs:
            waits[field_id] |= condition.rule.references()
    try:
        return tuple(TopologicalSorter(waits).static_order())
    except CycleError as error:
        # Each field of the circle is waited for by the one after it.
        circle: list[str] = error.args[1]
        last = next(
            condition
            for condition in conditions
            if circle[1] in condition.governs and circle[0] in condition.rule.references()
        )
        told = " → ".join(reversed(circle))
        raise last.table.error(f"conditions go round in a circle: {told}", last.key) from None


def check_rule_of(table: DataTable, key: str, rule: Rule | str, catalogue: Catalogue) -> Rule:
    """Return the rule that stands under a key, read and checked against the catalogue.

    Raises:
        BrokenDataFile: Where it cannot be read or names what does not exist.
    """
    try:
        parsed = Rule.parse(rule) if isinstance(rule, str) else rule
        check_rule(parsed, catalogue.fields, catalogue.word_lists)
    except BadRule as error:
        raise table.error(str(error), key) from None
    return parsed


def load_names(folder: Path) -> dict[str, tuple[str, ...]]:
    """Read the first column of every reference table, which names what a row is about, by the name of the table.

    Raises:
        BrokenDataFile: Where a table cannot be read.
    """
    names = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            with path.open(encoding="utf-8", newline="") as lines:
                rows = list(csv.reader(lines))
        except (OSError, UnicodeDecodeError, csv.Error) as problem:
            raise BrokenDataFile(path, 0, f"cannot be read ({problem})") from None
        names[path.stem] = tuple(dict.fromkeys(row[0] for row in rows[1:] if row))
    return names


def load_word_lists(path: Path) -> dict[str, tuple[str, ...]]:
    """Read the `[word_list]` table of a file.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    listed = read_data_file(path).table("word_list")
    return {name: listed.texts(name) for name in listed.row}


# ---------------------------------------------------------------- sections


def _questionnaire(table: DataTable, reader: _Reader) -> Section:
    _head(table)
    section_id = table.text("id")
    chapters = [row for key in ("category", "part") for row in table.tables(key, required=False)]
    refuse_twins(chapters, "id", "letter")
    parts = tuple(map(_part, chapters))
    if not parts:
        raise table.error("a section needs at least one [[part]]")
    rows = table.tables("question")
    refuse_twins(rows, "legacy_id", "ref")
    questions = tuple(_question(row, {part.id for part in parts}, reader) for row in rows)
    section = Section(
        id=section_id,
        title=table.text("title"),
        parts=parts,
        questions=questions,
        intro=table.text("intro", ""),
        minutes=table.number("minutes", sum(part.minutes for part in parts)) or 0,
    )
    # How to hold the interview; scoping reads and checks it.
    table.asked.add("interview")
    table.close()
    return section


def _head(table: DataTable) -> None:
    if table.get("format", int, FORMAT) != FORMAT:
        raise table.error(f"format must be {FORMAT}", "format")
    table.text("version", "")
    table.text("language", "en")


def _part(table: DataTable) -> SectionPart:
    part = SectionPart(
        id=table.text("id"),
        letter=table.text("letter", ""),
        title=table.text("title"),
        purpose=table.text("purpose", ""),
        minutes=table.number("minutes", 0) or 0,
        minutes_quick=table.number("minutes_quick", 0) or 0,
    )
    table.close()
    return part


def _question(table: DataTable, parts: set[str], reader: _Reader) -> Question:
    part_key = "category" if table.has("category") else "part"
    part = table.text(part_key)
    if part not in parts:
        raise table.error(f"{table.label} belongs to an unknown part {part}", part_key)
    governs = tuple(row.text("id") for row in table.tables("field"))
    when, when_reason = _question_condition(table, reader, governs)
    fields = tuple(_field(row, reader) for row in table.tables("field"))
    if not fields or table.text("id", fields[0].id) != fields[0].id:
        raise table.error(f"question {table.label} needs a first field of the same id", "id")
    question = Question(
        id=fields[0].id,
        ref=table.text("legacy_id", "") or table.text("ref", ""),
        part=part,
        title=table.text("title"),
        question=table.text("question"),
        fields=fields,
        why=table.text("why", ""),
        help=table.text("help", ""),
        quick=table.flag("quick", False),
        good_example=table.text("good_example", ""),
        bad_example=table.text("bad_example", ""),
        bad_reason=table.text("bad_reason", ""),
        follow_ups=table.texts("follow_ups", ()),
        find_out=table.text("find_out", ""),
        feeds=table.texts("feeds", ()),
        when=when,
        when_reason=when_reason,
    )
    table.close()
    return question


def _question_condition(table: DataTable, reader: _Reader, governs: tuple[str, ...]) -> tuple[str, str]:
    if not table.has("condition"):
        return "", ""
    condition = table.table("condition")
    when, reason = reader.condition(condition, "when", condition.text("when"), governs), condition.text("reason")
    condition.close()
    return when, reason


# ---------------------------------------------------------------- fields


def _field(table: DataTable, reader: _Reader) -> Field:
    field_id = table.text("id")
    when = reader.condition(table, "when", table.text("when"), (field_id,)) if table.has("when") else ""
    reader.claim(table, field_id)
    kind = FieldType(table.one_of("type", _TYPES))
    if kind is FieldType.TABLE:
        rows = table.tables("columns", required=False)
        if not rows:
            raise table.error(f"{table.label} is a table and needs columns", "columns")
        refuse_twins(rows, "id")
        columns = tuple(map(_column, rows))
        _refuse_uncounted(rows, columns)
    else:
        columns = ()
    field = Field(
        id=field_id,
        type=kind,
        columns=columns,
        help=table.text("help", ""),
        max_rows=table.count("max_rows", 40) if kind is FieldType.TABLE else 40,
        optional=table.flag("optional", False),
        names=_names(table, kind, reader),
        when=when,
        default_source=table.text("default_source", ""),
        default_date=_iso(table, "default_date"),
        default_from=_iso(table, "default_from"),
        **_common(table, kind, longest=2000),
    )
    field = _with_default(table, field)
    table.close()
    return field


def _names(table: DataTable, kind: FieldType, reader: _Reader) -> tuple[str, ...]:
    """Return the names of the reference table that a field offers."""
    if not table.has("offers"):
        return ()
    if kind is not FieldType.SHORT_TEXT:
        raise table.error(f"{table.label} is a {kind}, and only a short text offers names", "offers")
    return tuple(reader.names[table.one_of("offers", tuple(reader.names))])


def _column(table: DataTable) -> Column:
    kind = FieldType(table.one_of("type", _COLUMN_TYPES))
    column = Column(
        id=table.text("id"), type=kind, counts=table.text("counts", ""), **_common(table, kind, longest=300)
    )
    table.close()
    return column


def _refuse_uncounted(rows: Sequence[DataTable], columns: tuple[Column, ...]) -> None:
    """Refuse a column that counts what no column of the table says.

    Raises:
        BrokenDataFile: It is no number, or the column that it names is none with choices.
    """
    kinds = {column.id for column in columns if column.type is FieldType.ONE_CHOICE}
    for row, column in zip(rows, columns, strict=True):
        if column.counts and (column.type is not FieldType.NUMBER or column.counts not in kinds):
            raise row.error(f"{row.label} needs to be a number of what a column with choices says", "counts")


def _ask_below(table: DataTable, unit: str) -> float:
    below = table.number("ask_below", 0.0) or 0.0
    if below and unit not in ("%", "%/year"):
        raise table.error(f"{table.label} is no share and is not asked back", "ask_below")
    return below


def _whole(table: DataTable, kind: FieldType) -> bool:
    whole = table.flag("whole", False)
    if whole and kind is not FieldType.NUMBER:
        raise table.error(f"{table.label} is a {kind}, and only a number can be whole", "whole")
    return whole


def _common(table: DataTable, kind: FieldType, *, longest: int) -> dict[str, Any]:
    """Return what a field and a column have in common."""
    unit = table.text("unit", "")
    if unit and kind not in _NUMERIC:
        raise table.error(f"{table.label} is a {kind} and has no unit", "unit")
    if kind is FieldType.RANGE and not unit:
        raise table.error(f"{table.label} is a range and needs a unit", "unit")
    minimum, maximum = table.number("min", None), table.number("max", None)
    if minimum is not None and maximum is not None and minimum > maximum:
        raise table.error(f"min of {table.label} is above max", "min")
    if (minimum, maximum) != (None, None) and kind not in (*_NUMERIC, FieldType.SCALE):
        raise table.error(f"{table.label} is a {kind} and has no limits", "min" if table.has("min") else "max")
    return {
        "label": table.text("label"),
        "unit": unit,
        "choices": _choices(table, kind),
        "minimum": minimum,
        "maximum": maximum,
        "max_length": table.count("max_length", longest),
        "ask_below": _ask_below(table, unit),
        "whole": _whole(table, kind),
        "pay": table.flag("pay", False),
    }


def _choices(table: DataTable, kind: FieldType) -> tuple[Choice, ...]:
    if kind not in _CHOSEN:
        if table.has("choices"):
            raise table.error(f"{table.label} is a {kind} and has no choices", "choices")
        return ()
    if not table.get("choices", list, []):
        raise table.error(f"{table.label} is a {kind} and needs choices", "choices")
    rows = table.tables("choices")
    refuse_twins(rows, "value")
    choices = tuple(_choice(row, kind) for row in rows)
    if kind is FieldType.SCALE and tuple(choice.value for choice in choices) != SCALE:
        raise table.error(f"{table.label} is a scale: its choices run from 0 to 4", "choices")
    return choices


def _choice(table: DataTable, kind: FieldType) -> Choice:
    value: str | int = table.get("value", int) if kind is FieldType.SCALE else table.text("value")
    choice = Choice(value=value, label=table.text("label"), hint=table.text("hint", ""))
    table.close()
    return choice


def _with_default(table: DataTable, asked: Field) -> Field:
    """Return the field with its default, which must be a valid answer that says where it comes from."""
    table.asked.add("default")
    if not table.has("default"):
        if asked.default_source or asked.default_date:
            raise table.error(f"{asked.id} gives a source for a default that it does not have", "default_source")
        if asked.default_from:
            raise table.error(f"{asked.id} says from when a default counts that it does not have", "default_from")
        return asked
    if not asked.default_source:
        raise table.error(f"the default of {asked.id} has no default_source", "default")
    try:
        default = check_stored(asked, _json(table.row["default"]))
    except BadValue as problem:
        raise table.error(f"the default of {asked.id} is no answer to it. {problem}", "default") from None
    return Field(**(vars(asked) | {"default": default}))


def _json(value: Any) -> Any:
    """Return a value of a TOML file as it would stand in a project: days as text."""
    match value:
        case date():
            return value.isoformat()
        case list():
            return [_json(item) for item in value]
        case dict():
            return {key: _json(item) for key, item in value.items()}
    return value


def _iso(table: DataTable, key: str) -> str:
    """Return a day that is written as a TOML day or as a text; "" where there is none."""
    if not table.has(key):
        return ""
    table.asked.add(key)
    told = table.row[key]
    try:
        # A moment is a day too, to Python alone.
        day = told if type(told) is date else date.fromisoformat(told if isinstance(told, str) else "")
    except ValueError:
        raise table.error(f"{key} of {table.label} must be a day such as 2026-11-16", key) from None
    return day.isoformat()


# ---------------------------------------------------------------- checklists


def _checklist(table: DataTable, reader: _Reader) -> Section:
    """Read a checklist: each item asks one statement on a scale, labelled by the checklist, explained by the item."""
    _head(table)
    labels = _scale_labels(table)
    rows = table.tables("item")
    refuse_twins(rows, "legacy_id")
    dimensions = table.tables("dimension")
    refuse_twins(dimensions, "id")
    names = {row.text("id") for row in dimensions}
    items = tuple(_item(row, labels, names, reader) for row in rows)
    minutes = table.number("minutes") or 0
    parts = tuple(_dimension(row, items, minutes) for row in dimensions)
    section = Section(
        id=table.text("id"),
        title=table.text("title"),
        parts=parts,
        questions=items,
        intro=table.text("intro", ""),
        minutes=minutes,
    )
    table.asked.update(_CHECKLIST_EXTRAS)
    table.close()
    return section


def _scale_labels(table: DataTable) -> tuple[str, ...]:
    rows = table.tables("answer")
    if tuple(row.get("value", int) for row in rows) != SCALE:
        raise (rows[0] if rows else table).error("the answers of a checklist run from 0 to 4", "value")
    for row in rows:
        row.text("hint", "")
    labels = tuple(row.text("label") for row in rows)
    for row in rows:
        row.close()
    return labels


def _dimension(table: DataTable, items: Sequence[Question], minutes: float) -> SectionPart:
    """Return a dimension as a part; its minutes are its share of the items."""
    own = [item for item in items if item.part == table.text("id")]
    each = minutes / len(items) if items else 0
    part = SectionPart(
        id=table.text("id"),
        letter="",
        title=table.text("title"),
        purpose=table.text("asks", ""),
        minutes=each * len(own),
        minutes_quick=each * sum(item.quick for item in own),
    )
    table.close()
    return part


def _item(table: DataTable, labels: Sequence[str], dimensions: set[str], reader: _Reader) -> Question:
    item_id = table.text("id")
    reader.claim(table, item_id)
    dimension = table.text("dimension")
    if dimension not in dimensions:
        raise table.error(f"{item_id} belongs to an unknown dimension {dimension}", "dimension")
    anchors = table.texts("anchors")
    if len(anchors) != len(SCALE):
        raise table.error(f"{item_id} needs five anchors, one for each answer", "anchors")
    statement = table.text("statement")
    choices = tuple(map(_scale_choice, SCALE, labels, anchors))
    item = Question(
        id=item_id,
        ref=table.text("legacy_id"),
        part=dimension,
        title=statement,
        question=statement,
        fields=(Field(id=item_id, label=statement, type=FieldType.SCALE, choices=choices),),
        why=table.text("why"),
        # A verdict is given only when every hard gate is rated.
        quick=table.one_of("gate", ("none", "soft", "hard")) == "hard",
    )
    table.asked.update(_ITEM_EXTRAS)
    table.close()
    return item


def _scale_choice(value: int, label: str, anchor: str) -> Choice:
    return Choice(value=value, label=label, hint=anchor)
