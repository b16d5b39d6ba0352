"""The data plan: what each step of preparation keeps of public text, and public collections to take."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from projects.domain.datafiles import DataTable, refuse_twins
from projects.domain.fields import Catalogue
from projects.domain.ranges import Range
from scoping.domain.plans.reading import RowSource, choices_of, read_head, read_source

OUTSIDE = "data.outside"
NOTHING = "none"
"""The choice that no collection is taken."""
STEPS = "data.preparation"
ALL_STEPS = "all"
"""The row that tells what is left after all steps together."""


@dataclass(frozen=True, kw_only=True)
class PreparationStep:
    """What a step of preparation keeps [% of what the step before it left]."""

    id: str
    own: Range
    web: Range
    source: RowSource
    """Of the share that is kept of public text; that of an organisation's own text is our proposal."""
    watch: str
    """What to look at while it runs."""


@dataclass(frozen=True, kw_only=True)
class PublicCorpus:
    """A public collection of text or speech."""

    id: str
    choice: str
    """The choice of `data.outside` that takes it."""
    name: str
    size: str
    tokens: float
    """0 where it is no text."""
    languages: str
    licence: str
    good_for: str
    limits: str
    source: RowSource


@dataclass(frozen=True, kw_only=True)
class DataPlan:
    """Everything that the data plan knows beside the answers."""

    steps: Mapping[str, PreparationStep]
    corpora: tuple[PublicCorpus, ...]


def load_data_plan(path: Path, catalogue: Catalogue) -> DataPlan:
    """Read the data plan.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table, day = read_head(path)
    steps, corpora = table.tables("step"), table.tables("corpus")
    refuse_twins(steps, "id")
    refuse_twins(corpora, "id", "choice")
    plan = DataPlan(
        steps={step.id: step for step in (_read_step(row, catalogue, day) for row in steps)},
        corpora=tuple(_read_corpus(row, catalogue, day) for row in corpora),
    )
    table.close()
    return plan


def _read_step(row: DataTable, catalogue: Catalogue, day: str) -> PreparationStep:
    column = next(column for column in catalogue.fields[STEPS].columns if column.id == "step")
    allowed = (*(str(choice.value) for choice in column.choices), ALL_STEPS)
    step = PreparationStep(
        id=row.one_of("id", allowed),
        own=_read_share(row, "own"),
        web=_read_share(row, "web"),
        source=read_source(row, day, "web_source"),
        watch=row.text("watch"),
    )
    row.close()
    return step


def _read_share(row: DataTable, key: str) -> Range:
    ends = row.table(key)
    low, likely, high = (ends.number(end) or 0.0 for end in ("low", "likely", "high"))
    if not 0 <= low <= likely <= high <= 100:
        raise row.error(f"{key} of {row.label} must rise from low to high, between 0 and 100", key)
    ends.close()
    return Range(low=low, likely=likely, high=high)


def _read_corpus(row: DataTable, catalogue: Catalogue, day: str) -> PublicCorpus:
    choice = row.text("choice")
    if choice == NOTHING or choice not in choices_of(catalogue, OUTSIDE):
        raise row.error(f"{choice} is no choice of {OUTSIDE}, so nobody could take it", "choice")
    tokens = row.number("tokens") or 0.0
    if tokens < 0:
        raise row.error(f"tokens of {row.label} must not be below 0, not {tokens:g}", "tokens")
    corpus = PublicCorpus(
        choice=choice,
        tokens=tokens,
        source=read_source(row, day),
        **{key: row.text(key) for key in ("id", "name", "size", "languages", "licence", "good_for", "limits")},
    )
    row.close()
    return corpus
