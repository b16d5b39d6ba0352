"""The evaluation plan: what to measure, public tests and their limits, how many cases show a difference."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from projects.domain.datafiles import DataTable, refuse_twins
from projects.domain.expressions import Facts, Rule
from projects.domain.fields import Catalogue
from projects.domain.formulas import Formula
from scoping.domain.plans.reading import RowSource, check_field, read_head, read_rule, read_sentence, read_source

PLACES = frozenset({"n"})
PLACES_OF_ERRORS = PLACES | {"difference"}
FORMULAS = ("two_groups", "same_cases", "precision", "errors_same_cases", "errors_two_groups", "errors_precision")
GROUP_CASES = "group_cases"
"""The place in a protocol for the cases that each group needs."""
GAP_SHARE = "gap_share"
"""The place in a protocol for the gap that counts, as a share of the average error."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What to measure for a task."""

    id: str
    rule: Rule
    use: str
    one_number: str
    beware: str


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """A public test."""

    id: str
    name: str
    rule: Rule
    measures: str
    use: str
    limits: str
    successor: str
    source: RowSource


@dataclass(frozen=True, kw_only=True)
class EvaluationProtocol:
    """How one of the tests is run."""

    id: str
    title: str
    rule: Rule
    says: str
    """What to do; may hold `{field.id}`, `{group_cases}` and `{gap_share}`."""
    source: RowSource


@dataclass(frozen=True, kw_only=True)
class EvaluationSize:
    """How many cases a test needs. Formulas are over shares of one, in the words of `projects.domain.formulas`."""

    two_groups: str
    """Over `p1` and `p2`: cases in each of two groups."""
    same_cases: str
    """Over `d` and `q`: cases that both ways run on; `q` is the share on which one is right and the other wrong."""
    precision: str
    """Over `p` and `h`: cases to know one share within plus or minus h."""
    errors_same_cases: str
    """Over `d`, `v` and `r`, of results judged by how far off they are: cases that both ways run on."""
    errors_two_groups: str
    """Over `d` and `v`: cases in each of two groups."""
    errors_precision: str
    """Over `h` and `v`: cases to know an average error within plus or minus that share of it."""
    disagreement: float
    """What is taken for `q` while nobody knows it, 0 to 1."""
    error_spread: float
    """What is taken for `v`, the variance of errors / their average squared, above 0."""
    error_likeness: float
    """What is taken for `r`, how alike both ways err on the same case, 0 to below 1."""
    says: str
    says_of_errors: str
    """The same of results judged by how far off they are; may hold `{difference}`, a per cent."""
    planned: str
    """What is said behind it where somebody named the cases of the test."""
    assumed: str
    """The same where that is our assumption."""
    source: str
    source_of_errors: str


@dataclass(frozen=True, kw_only=True)
class EvaluationProposal:
    """A value that we propose for a field while nobody answered it."""

    field_id: str
    rule: Rule
    value: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class EvaluationPlan:
    """Everything that the evaluation plan is made of."""

    metrics: tuple[Metric, ...]
    benchmarks: tuple[Benchmark, ...]
    protocols: tuple[EvaluationProtocol, ...]
    size: EvaluationSize
    proposals: tuple[EvaluationProposal, ...]


def metrics_for(plan: EvaluationPlan, facts: Facts) -> tuple[Metric, ...]:
    """Return what to measure."""
    return tuple(metric for metric in plan.metrics if facts.holds(metric.rule))


def benchmarks_for(plan: EvaluationPlan, facts: Facts) -> tuple[Benchmark, ...]:
    """Return the public tests that say something of the task."""
    return tuple(benchmark for benchmark in plan.benchmarks if facts.holds(benchmark.rule))


def protocols_for(plan: EvaluationPlan, facts: Facts) -> tuple[EvaluationProtocol, ...]:
    """Return how the tests that the answers name are run."""
    return tuple(protocol for protocol in plan.protocols if facts.holds(protocol.rule))


def proposal_for(plan: EvaluationPlan, field_id: str, facts: Facts) -> EvaluationProposal | None:
    """Return what we propose for a field."""
    return next(
        (proposal for proposal in plan.proposals if proposal.field_id == field_id and facts.holds(proposal.rule)), None
    )


# ---------------------------------------------------------------- reading


def load_evaluation_plan(path: Path, catalogue: Catalogue) -> EvaluationPlan:
    """Read the evaluation plan; the worked cases of its formulas must come out.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table, day = read_head(path)
    metrics, benchmarks, protocols = (table.tables(key) for key in ("metric", "benchmark", "protocol"))
    for rows in (metrics, benchmarks, protocols):
        refuse_twins(rows, "id")
    plan = EvaluationPlan(
        metrics=tuple(_read_metric(row, catalogue) for row in metrics),
        benchmarks=tuple(_read_benchmark(row, catalogue, day) for row in benchmarks),
        protocols=tuple(_read_protocol(row, catalogue, day) for row in protocols),
        size=_read_size(table.table("size"), catalogue),
        proposals=tuple(_read_proposal(row, catalogue) for row in table.tables("proposal")),
    )
    table.close()
    return plan


def _read_metric(row: DataTable, catalogue: Catalogue) -> Metric:
    texts = {key: row.text(key) for key in ("id", "use", "one_number", "beware")}
    metric = Metric(rule=read_rule(row, catalogue), **texts)
    row.close()
    return metric


def _read_benchmark(row: DataTable, catalogue: Catalogue, day: str) -> Benchmark:
    texts = {key: row.text(key) for key in ("id", "name", "measures", "use", "limits", "successor")}
    benchmark = Benchmark(rule=read_rule(row, catalogue), source=read_source(row, day), **texts)
    row.close()
    return benchmark


def _read_protocol(row: DataTable, catalogue: Catalogue, day: str) -> EvaluationProtocol:
    protocol = EvaluationProtocol(
        id=row.text("id"),
        title=row.text("title"),
        rule=read_rule(row, catalogue),
        says=read_sentence(row, "says", catalogue, frozenset({GROUP_CASES, GAP_SHARE})),
        source=read_source(row, day),
    )
    row.close()
    return protocol


def _read_size(row: DataTable, catalogue: Catalogue) -> EvaluationSize:
    formulas = {key: row.text(key) for key in FORMULAS}
    cases = row.tables("worked")
    if untried := formulas.keys() - {worked.one_of("formula", tuple(formulas)) for worked in cases}:
        raise row.error(f"no worked case tries {', '.join(sorted(untried))}", "worked")
    for worked in cases:
        name = worked.one_of("formula", tuple(formulas))
        said = worked.number("n")
        values = {key: worked.number(key) or 0.0 for key in worked.row if key not in ("formula", "n")}
        found = _worked_out(worked, formulas[name], values)
        if found != said:
            raise worked.error(f"{name} gives {found:g} cases for this, not {said:g}", "n")
        worked.close()
    disagreement, spread, likeness = (
        row.number(key) or 0.0 for key in ("disagreement", "error_spread", "error_likeness")
    )
    if not 0 < disagreement <= 1:
        raise row.error("disagreement must be a share above 0 and up to 1", "disagreement")
    if not spread > 0:
        raise row.error("error_spread must be above 0", "error_spread")
    if not 0 <= likeness < 1:
        raise row.error("error_likeness must be 0 or more, and below 1", "error_likeness")
    size = EvaluationSize(
        disagreement=disagreement,
        error_spread=spread,
        error_likeness=likeness,
        says=read_sentence(row, "says", catalogue, PLACES, needs=PLACES),
        says_of_errors=read_sentence(row, "says_of_errors", catalogue, PLACES_OF_ERRORS, needs=PLACES_OF_ERRORS),
        planned=read_sentence(row, "planned", catalogue),
        assumed=read_sentence(row, "assumed", catalogue),
        source=row.text("source"),
        source_of_errors=row.text("source_of_errors"),
        **formulas,
    )
    row.close()
    return size


def _worked_out(row: DataTable, formula: str, values: Mapping[str, float]) -> float:
    try:
        return math.ceil(float(Formula(formula).over(values)))
    except (ValueError, ArithmeticError) as problem:
        raise row.error(f"the formula cannot be worked out: {problem}", "formula") from None


def _read_proposal(row: DataTable, catalogue: Catalogue) -> EvaluationProposal:
    field_id, value = check_field(row, "field", row.text("field"), catalogue), row.number("value") or 0.0
    asked = catalogue.fields[field_id]
    if not asked.is_number:
        raise row.error(f"{field_id} is no number, so none can be proposed for it", "field")
    low, high = (value if end is None else end for end in (asked.minimum, asked.maximum))
    if not low <= value <= high:
        raise row.error(f"value of {row.label} is {value:g}, which {field_id} does not take", "value")
    proposal = EvaluationProposal(
        field_id=field_id,
        rule=read_rule(row, catalogue),
        value=value,
        reason=row.text("reason"),
    )
    row.close()
    return proposal
