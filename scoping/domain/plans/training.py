"""The training plan: a run sheet of which every line is there because an answer asks for it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from projects.domain.datafiles import DataTable, refuse_twins
from projects.domain.expressions import Facts, Rule
from projects.domain.fields import Catalogue
from scoping.domain.plans.reading import RowSource, read_head, read_rule, read_sentence, read_source

PROMPT = "prompt"
"""The method of a ready model: nothing is trained."""
METHODS = ("classic", "pretrain", "qlora", "lora", "full", PROMPT)
COMPUTED = (
    "layout",
    "young_daly",
    "accumulation",
    "search_cost",
    "carbon",
    "prompt_noise",
    "prompt_runs",
    "prompt_hours",
)
"""What is worked out beside a line: how the run is laid over accelerators, how often it saves, how many small steps
make one, how many full runs the tries come to, and what the energy comes to; of a prompt, the gain that is luck, the
answers that all rounds ask for, and the hours of people."""
PLACES = frozenset({"young_daly", "search_cost", "prompt_noise"})
"""What a sentence may name besides answers: time between saves, full runs, points that are luck."""


@dataclass(frozen=True, kw_only=True)
class TrainingMethod:
    """A way to train, or to improve a prompt."""

    id: str
    rule: Rule
    says: str
    names: str
    """Whose names the arguments of its lines are."""


@dataclass(frozen=True, kw_only=True)
class RunSheetLine:
    """One setting of the run sheet."""

    id: str
    area: str
    methods: tuple[str, ...]
    rule: Rule
    value: str
    """Where to begin; may hold `{field.id}`."""
    why: str
    wrong: str
    """How one would notice that it is wrong."""
    source: RowSource
    compute: str = ""
    """What is worked out beside it, one of `COMPUTED`, or ""."""
    batch: float = 0
    """Texts in one step, where the line sets them."""
    arguments: dict[str, Any] = field(default_factory=dict)
    """What the programs call it that the method names: names and values, or a table of them."""


@dataclass(frozen=True, kw_only=True)
class TrainingPlan:
    """All lines that there are."""

    methods: tuple[TrainingMethod, ...]
    lines: tuple[RunSheetLine, ...]


@dataclass(frozen=True, kw_only=True)
class RunSheet:
    """The lines of one project."""

    method: TrainingMethod
    lines: tuple[RunSheetLine, ...]

    @property
    def areas(self) -> dict[str, list[RunSheetLine]]:
        """The lines by what they set, in the order of the file."""
        by_area: dict[str, list[RunSheetLine]] = {}
        for line in self.lines:
            by_area.setdefault(line.area, []).append(line)
        return by_area


def run_sheet(plan: TrainingPlan, facts: Facts) -> RunSheet | None:
    """Return the lines that the answers ask for, by the first method that fits; None where no model is worked on."""
    method = next((method for method in plan.methods if facts.holds(method.rule)), None)
    if method is None:
        return None
    lines = tuple(line for line in plan.lines if method.id in line.methods and facts.holds(line.rule))
    return RunSheet(method=method, lines=lines)


# ---------------------------------------------------------------- reading


def load_training_plan(path: Path, catalogue: Catalogue) -> TrainingPlan:
    """Read the training plan.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table, day = read_head(path)
    methods, lines = table.tables("method"), table.tables("line")
    refuse_twins(methods, "id")
    refuse_twins(lines, "id")
    ways = tuple(_read_method(row, catalogue) for row in methods)
    known = {method.id for method in ways}
    plan = TrainingPlan(methods=ways, lines=tuple(_read_line(row, catalogue, day, known) for row in lines))
    table.close()
    return plan


def _read_method(row: DataTable, catalogue: Catalogue) -> TrainingMethod:
    method = TrainingMethod(
        id=row.one_of("id", METHODS),
        rule=read_rule(row, catalogue),
        says=row.text("says"),
        names=row.text("names"),
    )
    row.close()
    return method


def _read_line(row: DataTable, catalogue: Catalogue, day: str, known: Collection[str]) -> RunSheetLine:
    methods = row.texts("methods")
    for method in methods:
        if method not in METHODS:
            raise row.error(f"{method} is no method: {', '.join(METHODS)}", "methods")
        if method not in known:
            raise row.error(f"no [[method]] of the file is {method}, so no sheet would have {row.label}", "methods")
    if not methods or len(set(methods)) < len(methods):
        raise row.error(f"methods of {row.label} must name one or more, each once", "methods")
    batch = row.number("batch", 0.0) or 0.0
    if batch < 0:
        raise row.error(f"batch of {row.label} must not be below 0, not {batch:g}", "batch")
    line = RunSheetLine(
        id=row.text("id"),
        area=row.text("area"),
        methods=methods,
        rule=read_rule(row, catalogue),
        value=read_sentence(row, "value", catalogue, PLACES),
        why=read_sentence(row, "why", catalogue, PLACES),
        wrong=row.text("wrong"),
        source=read_source(row, day),
        compute=row.one_of("compute", COMPUTED) if row.has("compute") else "",
        batch=batch,
        arguments=_read_arguments(row),
    )
    row.close()
    return line


def _read_arguments(row: DataTable) -> dict[str, Any]:
    arguments = row.get("arguments", dict, {})
    for name, value in arguments.items():
        for word in (name, *(value if isinstance(value, dict) else ())):
            # A program reads the sheet as YAML, in which any other name would have to be quoted.
            if not word.isidentifier():
                raise row.error(f"{word} of {row.label} is no name of an argument", "arguments")
        for default in value.values() if isinstance(value, dict) else (value,):
            if type(default) not in (str, int, float, bool):
                reason = f"{name} of {row.label} must be a text, a number, true or false, or a table of them"
                raise row.error(reason, "arguments")
    return arguments
