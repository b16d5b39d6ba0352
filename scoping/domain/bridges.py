"""Bridges: what an answer in one place proposes in another, such as cases a year from cases a month.

Which answers lead where is data (`fixtures/bridges.toml`); how the value follows is a function here.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.calendar_months import months_between
from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.expressions import Facts
from projects.domain.fields import Catalogue, Field
from projects.domain.ranges import Range

USEFUL_FROM = {0: 100.0, 1: 98.0, 2: 90.0, 3: 70.0, 4: 50.0}
"""What each answer to `outcome.good_enough` asks for [right cases out of 100]."""
MONTHS_PER_YEAR = 12
SPREAD = 15.0
"""How far the share that a tool handles may lie from where it is useful [points]; as wide as our own assumption."""
SAVED = Range(low=0.3, likely=0.6, high=1.0)
"""Share of the time of a case that is saved where a tool handles it.

Ours: with the usual share of cases and the usual use it comes to a quarter of all hours. Field experiments measured
14 % (customer support: Brynjolfsson, Li, Raymond 2023) and 31 % (e-mail, by those who use it: Dillon et al. 2025).
"""
_DIGITS = 3


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """From some answers to one field."""

    field_id: str
    from_ids: tuple[str, ...]
    compute: str
    """The function that says the value."""
    says: str
    """How the value follows; translated where it is shown."""
    assumes: tuple[str, ...] = ()
    """Fields among them whose default stands in while nobody answered."""
    source: str = ""
    """What figures call it that count with it until somebody answers; "" where it waits to be taken."""
    is_ours: bool = False
    """Whether more goes into it than what was answered."""


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """What a bridge proposes at present."""

    bridge: Bridge
    value: Any
    """In the JSON form of an answer to its field."""


def cross(bridge: Bridge, facts: Facts, fields: Mapping[str, Field]) -> Crossing | None:
    """Return what a bridge proposes, or None where an answer that it needs is not known or proposes nothing.

    Args:
        bridge: From where to where.
        facts: The scenario's answers, and lists of words.
        fields: Every field by id, money in the currency of the answers.
    """
    facts = replace(facts, answers=_with_defaults(facts.answers, bridge.assumes, fields))
    if any(facts.answers.value(field_id) is None for field_id in bridge.from_ids):
        return None
    value = COMPUTE[bridge.compute](facts, bridge.from_ids)
    return None if value is None else Crossing(bridge=bridge, value=value)


def _with_defaults(answers: Answers, field_ids: tuple[str, ...], fields: Mapping[str, Field]) -> Answers:
    """Return answers in which defaults stand for what nobody answered."""
    open_ = {
        field_id: Answer(field_id=field_id, state=AnswerState.KNOWN, value=fields[field_id].default)
        for field_id in field_ids
        if answers.state(field_id) in (AnswerState.BLANK, AnswerState.UNKNOWN)
    }
    return answers.overlaid(open_) if open_ else answers


# ---------------------------------------------------------------- how values follow


def _twelve_times(facts: Facts, ids: tuple[str, ...]) -> Any:
    return _range(facts.answers, ids[0]).scaled(MONTHS_PER_YEAR).to_json()


def _quotient(facts: Facts, ids: tuple[str, ...]) -> Any:
    quotient = _divided(*(_range(facts.answers, field_id) for field_id in ids[:2]))
    return quotient and quotient.to_json()


def _time_saved(facts: Facts, ids: tuple[str, ...]) -> Any:
    """Return hours of a month / cases of a month × cost of an hour × share saved [money/case].

    Each end is the least and the most that it can be.
    """
    hours, cases, cost = (_range(facts.answers, field_id) for field_id in ids)
    saved = _divided(hours.times(cost).times(SAVED), cases)
    return saved and saved.to_json()


def _useful_from(facts: Facts, ids: tuple[str, ...]) -> Any:
    return USEFUL_FROM.get(facts.answers.value(ids[0]))


def _around_useful_from(facts: Facts, ids: tuple[str, ...]) -> Any:
    useful = USEFUL_FROM.get(facts.answers.value(ids[0]))
    if useful is None:
        return None
    return Range(low=useful - SPREAD, likely=useful, high=min(100.0, useful + SPREAD)).to_json()


def _no_review(facts: Facts, ids: tuple[str, ...]) -> Any:
    return Range.exactly(0.0).to_json() if facts.answers.value(ids[0]) == "none" else None


def _one_year(facts: Facts, ids: tuple[str, ...]) -> Any:
    return float(MONTHS_PER_YEAR) if facts.answers.value(ids[0]) == "year" else None


def _months_between(facts: Facts, ids: tuple[str, ...]) -> Any:
    start, end = (date.fromisoformat(facts.answers.value(field_id)) for field_id in ids)
    months = round(months_between(start, end) * 2) / 2
    return months if months >= 1 else None


def _team_of_people(facts: Facts, ids: tuple[str, ...]) -> Any:
    """Return the people as rows of the team; nothing where none of them has a name yet."""
    people = [row for row in facts.answers.value(ids[0]) if row.get("role")]
    if not any((row.get("name") or "").strip() for row in people):
        return None
    start = facts.answers.value("plan.start")
    return [_row_of(row, date.fromisoformat(start) if start else None) for row in people]


def _row_of(person: Mapping[str, Any], start: date | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "role": person["role"],
        "contract": "hired" if person.get("contract") == "hired" else "employed",
        "peak": "phases",
    }
    if name := (person.get("name") or "").strip():
        row["name"] = name[:80]
    if person.get("share") is not None:
        row["share_pct"] = Range.exactly(min(100.0, float(person["share"]))).to_json()
    begins = date.fromisoformat(person["start"]) if person.get("start") else None
    late = (begins.year - start.year) * MONTHS_PER_YEAR + begins.month - start.month if begins and start else 0
    row["first_month"] = float(max(0, late) + 1)
    return row


_UNITS = {"text": "documents", "scan": "documents", "table": "rows", "image": "pictures"}
"""What records of a form are counted in; of sound and film hours are asked, and records are none."""


def _inventory_of_sources(facts: Facts, ids: tuple[str, ...]) -> Any:
    """Return the sources as rows that say more of each; nothing where none of them has a name yet."""
    rows = [_inventory_row(row) for row in facts.answers.value(ids[0]) if (row.get("source") or "").strip()]
    return rows or None


def _inventory_row(source: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: str(source[name]).strip()[:80] for name in ("source", "system", "owner") if source.get(name)}
    numbers = {"years": source.get("years")}
    if unit := _UNITS.get(source.get("format") or ""):
        row["unit"], numbers["count"] = unit, source.get("rows")
    return row | {name: float(value) for name, value in numbers.items() if isinstance(value, int | float)}


def _language_kind(facts: Facts, ids: tuple[str, ...]) -> Any:
    others = facts.holds(f"mentions({ids[0]}, 'other_languages')")
    english = "english" in str(facts.answers.value(ids[0])).casefold()
    if not english and not others:
        return None
    return "several" if english and others else "english" if english else "other"


def _peak_factor(facts: Facts, ids: tuple[str, ...]) -> Any:
    """Return cases in the busiest hour / cases in an average hour of those in which they come; at least 1."""
    peak, cases, hours = (_range(facts.answers, field_id) for field_id in ids)
    factor = _divided(peak.times(hours), cases)
    if factor is None:
        return None
    return Range(**{end: max(1.0, getattr(factor, end)) for end in ("low", "likely", "high")}).to_json()


_GROUPS = ("language", "region", "group", "channel", "rare", "recent")


def _thin_groups(facts: Facts, ids: tuple[str, ...]) -> Any:
    said = facts.answers.value(ids[0])
    if "counted_none" in said:
        return ["none"]
    return [group for group in _GROUPS if group in said] or None


def _domain_experts(facts: Facts, ids: tuple[str, ...]) -> Any:
    people = facts.answers.value(ids[0])
    names = [row["name"].strip() for row in people if row.get("role") == "domain_expert" and row.get("name")]
    return ", ".join(names)[:200] or None


COMPUTE: Mapping[str, Callable[[Facts, tuple[str, ...]], Any]] = {
    "twelve_times": _twelve_times,
    "quotient": _quotient,
    "time_saved": _time_saved,
    "useful_from": _useful_from,
    "around_useful_from": _around_useful_from,
    "no_review": _no_review,
    "one_year": _one_year,
    "months_between": _months_between,
    "team_of_people": _team_of_people,
    "inventory_of_sources": _inventory_of_sources,
    "language_kind": _language_kind,
    "peak_factor": _peak_factor,
    "thin_groups": _thin_groups,
    "domain_experts": _domain_experts,
}


def _range(answers: Answers, field_id: str) -> Range:
    value = answers.range(field_id)
    assert value is not None, field_id
    return value


def _divided(one: Range, other: Range) -> Range | None:
    """Return one / other with the least and the most that it can be, or None where the other may be nothing."""
    if other.low <= 0:
        return None
    ends = (one.low / other.high, one.likely / other.likely, one.high / other.low)
    low, likely, high = (_rounded(end) for end in ends)
    return Range(low=low, likely=likely, high=high)


def _rounded(value: float) -> float:
    """Return a value with three digits that count: it is a proposal."""
    return float(round(value, _DIGITS - 1 - math.floor(math.log10(abs(value))))) if value else 0.0


# ---------------------------------------------------------------- reading


def load_bridges(path: Path, catalogue: Catalogue) -> Mapping[str, Bridge]:
    """Return the bridges by the field that they lead to.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    table.asked.update(("format", "id", "language"))
    rows = table.tables("bridge")
    refuse_twins(rows, "field")
    bridges = [_read(row, catalogue) for row in rows]
    table.close()
    return {bridge.field_id: bridge for bridge in bridges}


def _read(table: DataTable, catalogue: Catalogue) -> Bridge:
    bridge = Bridge(
        field_id=table.text("field"),
        from_ids=table.texts("from"),
        compute=table.one_of("compute", tuple(COMPUTE)),
        says=table.text("says"),
        assumes=table.texts("assumes", default=()),
        source=table.text("source", default=""),
        is_ours=table.flag("ours", default=False),
    )
    for key, ids in (("field", (bridge.field_id,)), ("from", bridge.from_ids), ("assumes", bridge.assumes)):
        for field_id in ids:
            if field_id not in catalogue.fields:
                raise table.error(f"there is no field {field_id}", key)
    for field_id in bridge.assumes:
        if field_id not in bridge.from_ids or catalogue.fields[field_id].default is None:
            raise table.error(
                f"{field_id} has no default that could stand in for an answer that counts here", "assumes"
            )
    table.close()
    return bridge
