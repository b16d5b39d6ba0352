"""What the business case assumes beyond the answers, as it is read from its data file; each row with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.draws import Tie
from projects.domain.expressions import Rule
from projects.domain.fields import Catalogue
from projects.domain.loading import check_rule_of
from projects.domain.ranges import Range


class CountKind(StrEnum):
    """What is counted."""

    SHARE = "share"
    """Right or wrong, case by case."""
    MEAN = "mean"
    """Timed or priced, case by case."""
    FLOW = "flow"
    """How many come."""


@dataclass(frozen=True, kw_only=True)
class UsualCost:
    """What a cost that nobody has answered usually comes to."""

    field_id: str
    value: Range
    """[the field's unit, money in US dollars; or % of the cost to launch]."""
    share_of_cost: bool
    when: Rule | None
    """What must hold for it to be told."""
    source: str
    date: str


@dataclass(frozen=True, kw_only=True)
class CountingWeeks:
    """What two weeks of counting would tell of an input."""

    field_id: str
    kind: CountKind
    sample: int
    """How many cases; 1 for a flow."""
    spread_pct: float
    """How far single cases lie apart, or for a flow what is left open [% of the mean]."""
    how: str


@dataclass(frozen=True, kw_only=True)
class ValueRules:
    """The whole file."""

    ties: Mapping[str, Tie]
    """Inputs that move together, by field id; those that are switched off are left out."""
    tie_sources: Mapping[str, str]
    usual: tuple[UsualCost, ...]
    counts: Mapping[str, CountingWeeks]
    """By field id."""
    accuracy_power: Range
    """Error falls with the number of labels to this power."""
    accuracy_source: str


def load_value_rules(path: Path, catalogue: Catalogue) -> ValueRules:
    """Read the file.

    Args:
        path: The data file.
        catalogue: Everything that can be asked.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    rows = {key: list(table.tables(key)) for key in ("tie", "usual", "count")}
    for key, name in (("tie", "id"), ("usual", "field"), ("count", "field")):
        refuse_twins(rows[key], name)
    ties = [_read_tie(row, catalogue) for row in rows["tie"]]
    accuracy = table.table("accuracy")
    power = _read_range(accuracy)
    if power.low <= 0:
        raise accuracy.error("low of accuracy must be above 0", "low")
    rules = ValueRules(
        ties={field_id: tie for field_id, tie, _source in ties if tie.rank_correlation},
        tie_sources={field_id: source for field_id, _tie, source in ties},
        usual=tuple(_read_usual(row, catalogue) for row in rows["usual"]),
        counts={count.field_id: count for count in (_read_count(row, catalogue) for row in rows["count"])},
        accuracy_power=power,
        accuracy_source=_read_source(accuracy)[0],
    )
    accuracy.close()
    table.asked.update(("format", "id", "title", "version", "language"))
    table.close()
    return rules


def _read_tie(row: DataTable, catalogue: Catalogue) -> tuple[str, Tie, str]:
    field_id, to = _known(row, "id", catalogue), _known(row, "with", catalogue)
    correlation = row.number("rank_correlation") or 0.0
    if not -1 < correlation < 1:
        raise row.error(
            f"rank_correlation of {field_id} must lie between -1 and 1, not {correlation}", "rank_correlation"
        )
    tie = Tie(to=to, rank_correlation=correlation if row.flag("on") else 0.0)
    source, _date = _read_source(row)
    row.close()
    return field_id, tie, source


def _read_usual(row: DataTable, catalogue: Catalogue) -> UsualCost:
    when = row.text("when", "")
    source, day = _read_source(row)
    usual = UsualCost(
        field_id=_known(row, "field", catalogue),
        value=_read_range(row),
        share_of_cost=row.flag("share_of_cost", False),
        when=check_rule_of(row, "when", when, catalogue) if when else None,
        source=source,
        date=day,
    )
    row.close()
    return usual


def _read_count(row: DataTable, catalogue: Catalogue) -> CountingWeeks:
    kind = CountKind(row.one_of("kind", tuple(CountKind)))
    spread = 0.0 if kind is CountKind.SHARE else row.number("spread") or 0.0
    if spread < 0:
        raise row.error(f"spread of {row.label} must be 0 or more, not {spread:g}", "spread")
    count = CountingWeeks(
        field_id=_known(row, "field", catalogue),
        kind=kind,
        sample=1 if kind is CountKind.FLOW else row.count("sample"),
        spread_pct=spread,
        how=row.text("how"),
    )
    row.close()
    return count


def _read_range(row: DataTable) -> Range:
    low, likely, high = (row.number(end) or 0.0 for end in ("low", "likely", "high"))
    if not low <= likely <= high:
        raise row.error(f"low, likely and high of {row.label} must rise", "likely")
    return Range(low=low, likely=likely, high=high)


def _read_source(row: DataTable) -> tuple[str, str]:
    return row.text("source"), row.get("date", date).isoformat()


def _known(row: DataTable, key: str, catalogue: Catalogue) -> str:
    field_id = row.text(key)
    if field_id not in catalogue.fields:
        raise row.error(f"{key} of {row.label} names an unknown field {field_id}", key)
    return field_id
