"""The four plans of a scenario: what the plan files say where the answers of the scenario hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from decisions.domain.plan_figures import (
    evaluation_figures,
    group_results,
    label_figures,
    prompt_figures,
    training_figures,
)
from estimates.domain.figures.corpus import TrainingCorpus, propose_from_data, work_out_corpus
from estimates.domain.figures.ruled_out import APPROACH, ApproachStatus
from estimates.domain.figures.tries import propose_from_tries
from projects.domain.expressions import Facts
from projects.domain.figures import Figure, Input, input_of
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from scoping.content import get_approach_plan, get_evaluation_plan, get_law, get_training_plan
from scoping.domain.plans.approach import Barrier, Design, LadderAdvice, designs_that_matter, judge_ladder
from scoping.domain.plans.evaluation import (
    Benchmark,
    EvaluationProtocol,
    Metric,
    benchmarks_for,
    metrics_for,
    proposal_for,
    protocols_for,
)
from scoping.domain.plans.law import Judged, judge
from scoping.domain.plans.training import PROMPT, RunSheet, run_sheet

TARGET = "evaluation.target"
_OF_PLACE = ("solution.off_table", "solution.place", "data.permission")
"""Answers that rule out a place where a model runs, and not the step of the ladder."""


@dataclass(frozen=True, kw_only=True)
class Plans:
    """What the plans say of one scenario."""

    corpus: TrainingCorpus
    advice: LadderAdvice
    """With no step advised: what fits equally well is told apart by money (`decisions/options.py`)."""
    designs: tuple[Design, ...]
    """Decisions about the model that matter here."""
    sheet: RunSheet | None
    """None where no model is worked on, and where answers rule out the approach that is taken."""
    metrics: tuple[Metric, ...]
    benchmarks: tuple[Benchmark, ...]
    protocols: tuple[EvaluationProtocol, ...]
    target: Input | None
    """The pass mark that we propose [%]."""
    judged: Judged
    figures: Mapping[str, Figure]
    """By id."""
    proposals: Mapping[str, Input]
    """What the plans propose to computing, by field id; it counts where nobody answered there."""


def plans_for(read: Reader, facts: Facts, standings: Mapping[str, ApproachStatus]) -> Plans:
    """Return what the plans say.

    Args:
        read: The scenario's inputs.
        facts: Its visible answers, and the results of all rooms.
        standings: Which approaches answers rule out.
    """
    evaluation, corpus = get_evaluation_plan(), work_out_corpus(read)
    sheet, target = _sheet_of(facts, standings), proposed_target(read, facts)
    figures = (
        *corpus.figures,
        *label_figures(read),
        *evaluation_figures(read, evaluation.size, target, _languages(facts)),
        *_figures_of(sheet, read),
    )
    return Plans(
        corpus=corpus,
        advice=judge_ladder(get_approach_plan(), facts, barriers_of(standings)),
        designs=designs_that_matter(get_approach_plan(), facts),
        sheet=sheet,
        metrics=metrics_for(evaluation, facts),
        benchmarks=benchmarks_for(evaluation, facts),
        protocols=protocols_for(evaluation, facts),
        target=target,
        judged=judge(get_law(), facts),
        figures={figure.id: figure for figure in figures},
        proposals={**propose_from_data(read), **propose_from_tries(read)},
    )


def _sheet_of(facts: Facts, standings: Mapping[str, ApproachStatus]) -> RunSheet | None:
    """Return the run sheet of the approach that is taken: nobody plans the work on one that is ruled out."""
    taken = standings.get(str(facts.answers.value(APPROACH)), ApproachStatus())
    return None if taken.is_out else run_sheet(get_training_plan(), facts)


def _figures_of(sheet: RunSheet | None, read: Reader) -> tuple[Figure, ...]:
    """Return what is worked out beside the lines of a run sheet."""
    if sheet is None:
        return ()
    if sheet.method.id == PROMPT:
        return prompt_figures(read, get_evaluation_plan().size)
    tries_count = any(line.compute == "search_cost" for line in sheet.lines)
    return training_figures(read, (line.batch for line in sheet.lines if line.batch), tries_count=tries_count)


def groups_of_test(read: Reader, facts: Facts) -> dict[str, float]:
    """Return what rules may ask of the groups of the test.

    Args:
        read: The scenario's inputs.
        facts: Its visible answers.
    """
    return group_results(read, get_evaluation_plan().size, proposed_target(read, facts), _languages(facts))


def _languages(facts: Facts) -> Sequence[str]:
    """Return the words by which languages are known in an answer."""
    return facts.word_lists.get("other_languages", ())


def barriers_of(standings: Mapping[str, ApproachStatus]) -> dict[str, tuple[Barrier, ...]]:
    """Return why approaches are ruled out, as the ladder takes it."""
    return {
        approach: tuple(Barrier(bar.reason, of_place=bar.field_id in _OF_PLACE) for bar in standing.out)
        for approach, standing in standings.items()
    }


def proposed_target(read: Reader, facts: Facts) -> Input | None:
    """Return the pass mark that we propose from what is useful [%]."""
    proposal = proposal_for(get_evaluation_plan(), TARGET, facts)
    if proposal is None:
        return None
    return input_of(read.fields[TARGET], Range.exactly(proposal.value), source=proposal.reason)
