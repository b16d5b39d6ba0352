"""Ruled out means ruled out: which approaches some answers take out, and which they leave in on a condition.

The rules are data (`fixtures/approaches.toml`). Whatever proposes, prices or recommends an approach asks `stand`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from projects.domain.answers import Answers
from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.expressions import Facts, Rule
from projects.domain.fields import Catalogue
from projects.domain.loading import check_rule_of
from projects.domain.ranges import Range

APPROACH = "compute.approach"
PLACE = "solution.place"
CLOUDS = frozenset({"any_cloud", "region", "own_cloud"})
NO_AI = "no_ai"
MOST_PRIVATE, LEAST_PRIVATE = 0, 3
EASIEST_TO_LEAVE, HARDEST_TO_LEAVE = 0, 3


@dataclass(frozen=True, kw_only=True)
class ExclusionRule:
    """A rule that takes approaches out, or sets them a condition."""

    approaches: tuple[str, ...]
    field_id: str
    """The answer that says so."""
    when: Rule
    reason: str
    """In words; translated where it is shown."""


@dataclass(frozen=True, kw_only=True)
class ApproachTraits:
    """What sets an approach apart from others, whatever the project."""

    id: str
    reason: str
    """Why one would begin with it."""
    data: str
    """What leaves the organisation."""
    privacy: int
    """From 0, nothing leaves, to 3."""
    lock_in: int
    """From 0, out in days, to 3, a new start."""
    leaving: str
    team: Range
    """Work / the work of calling a hosted model."""
    months: Range
    """Time / the time of calling a hosted model."""


@dataclass(frozen=True, kw_only=True)
class ApproachRules:
    """Everything that is known of approaches before a project is."""

    out: tuple[ExclusionRule, ...]
    only_if: tuple[ExclusionRule, ...]
    traits: Mapping[str, ApproachTraits]
    """By approach."""


@dataclass(frozen=True)
class ApproachStatus:
    """Where an approach stands after the answers of a project."""

    out: tuple[ExclusionRule, ...] = ()
    """What takes it out; the first is the one that is named."""
    only_if: tuple[ExclusionRule, ...] = ()
    """The conditions on which it stays in; none where it is out."""

    @property
    def is_out(self) -> bool:
        """Whether an answer rules it out."""
        return bool(self.out)


def stand(rules: ApproachRules, facts: Facts) -> dict[str, ApproachStatus]:
    """Return where every approach stands, by its id.

    Args:
        rules: The table.
        facts: The project's answers, those of other approaches too.
    """
    out = [bar for bar in rules.out if facts.holds(bar.when)]
    only_if = [bar for bar in rules.only_if if facts.holds(bar.when)]
    statuses = {}
    for approach in rules.traits:
        barred = tuple(bar for bar in out if approach in bar.approaches)
        conditions = tuple(bar for bar in only_if if approach in bar.approaches)
        statuses[approach] = ApproachStatus(barred, () if barred else conditions)
    return statuses


def all_out(standings: Mapping[str, ApproachStatus]) -> bool:
    """Tell whether every approach is ruled out; doing without AI is always left."""
    return all(standing.is_out for approach, standing in standings.items() if approach != NO_AI)


def stays_inside(answers: Answers) -> bool:
    """Tell whether it may run on one's own site only: machines are bought, or rented into one's own rooms."""
    places = answers.value(PLACE)
    return bool(places) and CLOUDS.isdisjoint(places)


# ---------------------------------------------------------------- reading


def load_approach_rules(path: Path, catalogue: Catalogue) -> ApproachRules:
    """Read the table.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    table.asked.update(("format", "id", "language"))
    choices = [str(choice.value) for choice in catalogue.fields[APPROACH].choices]
    rows = table.tables("approach")
    refuse_twins(rows, "id")
    traits = [_read_traits(row, choices) for row in rows]
    for choice in choices:
        if all(trait.id != choice for trait in traits):
            raise table.error(f"there is no approach {choice}")
    rules = ApproachRules(
        out=tuple(_read_bar(row, catalogue, choices) for row in table.tables("out")),
        only_if=tuple(_read_bar(row, catalogue, choices) for row in table.tables("only_if")),
        traits={trait.id: trait for trait in traits},
    )
    table.close()
    return rules


def _read_bar(table: DataTable, catalogue: Catalogue, choices: Sequence[str]) -> ExclusionRule:
    approaches, field_id = table.texts("approaches"), table.text("field")
    for approach in approaches:
        if approach not in choices or approach == NO_AI:
            raise table.error(f"{approach} is no approach that can be ruled out", "approaches")
    when = check_rule_of(table, "when", table.text("when"), catalogue)
    if field_id not in when.references():
        raise table.error(f"the rule does not look at {field_id}", "field")
    bar = ExclusionRule(approaches=approaches, field_id=field_id, when=when, reason=table.text("says"))
    table.close()
    return bar


def _read_traits(table: DataTable, choices: Sequence[str]) -> ApproachTraits:
    traits = ApproachTraits(
        id=table.one_of("id", choices),
        reason=table.text("reason"),
        data=table.text("data"),
        privacy=_read_rank(table, "privacy", LEAST_PRIVATE),
        lock_in=_read_rank(table, "lock_in", HARDEST_TO_LEAVE),
        leaving=table.text("leaving"),
        team=read_range(table, "team"),
        months=read_range(table, "months"),
    )
    table.close()
    return traits


def _read_rank(table: DataTable, key: str, most: int) -> int:
    rank = table.number(key)
    if rank is None or rank not in range(most + 1):
        raise table.error(f"{key} is a rank from 0 to {most}", key)
    return int(rank)


def read_range(table: DataTable, key: str) -> Range:
    """Return the range that stands under a key as a table of three ends. Raises BrokenDataFile."""
    row = table.table(key)
    low, likely, high = (row.number(end) or 0.0 for end in ("low", "likely", "high"))
    row.close()
    try:
        return Range(low=low, likely=likely, high=high)
    except ValueError as problem:
        raise table.error(f"{key} of {table.label}: {problem}", key) from None
