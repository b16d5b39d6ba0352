"""The one verdict of a scenario, and of a project. Whatever shows a verdict asks here."""

from dataclasses import dataclass

from decisions.content import get_rulebook
from decisions.deeper import lines_of
from decisions.domain.breakeven import BreakEven, nearest
from decisions.domain.flips import WayUp, find_way_up, raise_until_better
from decisions.domain.simple import BUY, SimpleWay
from decisions.domain.verdict import Signals, Verdict, decide
from decisions.results import Results, results_of
from decisions.thresholds import checklist_of
from estimates.domain.figures.ruled_out import APPROACH, NO_AI
from projects.access import Workspace
from projects.domain.answers import Answers
from projects.memory import Remembered
from scoping.content import get_quick_scope
from scoping.domain.checks import Finding


@Remembered
def verdict_of(workspace: Workspace) -> Verdict:
    """Return the verdict of a scenario; worked out once for each state of the project.

    Until the must-haves are rated it is provisional, once the quick scope is answered.
    """
    signals = signals_of(workspace)
    if not signals.is_rated and get_quick_scope().carries_verdict(workspace.answers, workspace.catalogue):
        return provisional_verdict_of(workspace)
    return decide(get_rulebook(), signals)


@Remembered
def provisional_verdict_of(workspace: Workspace) -> Verdict:
    """Return what can be said before the must-haves are rated: nothing better than Pilot."""
    return decide(get_rulebook(), signals_of(workspace, provisional=True))


def signals_of(workspace: Workspace, *, provisional: bool = False) -> Signals:
    """Return everything that the verdict of a scenario listens to."""
    results = results_of(workspace)
    return Signals(
        facts=results.facts,
        assessment=results.assessment,
        findings=results.findings,
        settled=settled_findings(results.findings, workspace.answers),
        simple=_priced(workspace, results),
        is_simple_way=results.is_simple_way,
        provisional=provisional,
    )


@Remembered
def way_up_of(workspace: Workspace) -> WayUp | None:
    """Return the smallest set of changes that lifts the verdict of a scenario."""
    verdict, checklist = verdict_of(workspace), checklist_of(workspace)
    assessment = verdict.assessment
    return find_way_up(
        get_rulebook(),
        signals_of(workspace, provisional=verdict.provisional),
        verdict,
        solve=lambda share: break_evens_of(workspace).get(share, ()),
        raise_score=lambda: raise_until_better(
            checklist, workspace.answers, assessment.levers, assessment.score_of_rated
        ),
    )


@Remembered
def break_evens_of(workspace: Workspace) -> dict[float, tuple[BreakEven, ...]]:
    """Return what inputs would have to be for the reasons of value to go, by the share of cases that pay back then."""
    rules = {reason.rule for reason in verdict_of(workspace).reasons if reason.rule.value_from}
    if not rules:
        return {}
    lines = lines_of(workspace)
    return {share: nearest(lines, share) for share in {rule.value_from for rule in rules}}


def settled_findings(findings: tuple[Finding, ...], answers: Answers) -> frozenset[str]:
    """Return the findings that somebody answered: a note stands at one of their fields."""
    return frozenset(
        finding.check.id
        for finding in findings
        if any(answers[field_id].note.strip() for field_id in finding.check.field_ids)
    )


def _priced(workspace: Workspace, results: Results) -> SimpleWay | None:
    """Return the simple way with a price: where no row names one, what the scenario that takes it costs to launch."""
    simple = results.simple
    if simple is None or simple.cost is not None or not simple.does_as_much:
        return simple
    approach = BUY if simple.is_product else NO_AI
    plain = next((column for column in workspace.columns if column.answers.value(APPROACH) == approach), None)
    if plain is None or plain.scenario.pk == workspace.scenario.pk:
        return simple
    cost = results_of(plain).case.cost
    return simple.priced(cost.value.likely if cost else None)


@dataclass(frozen=True, kw_only=True)
class ProjectVerdict:
    """The verdict that a project shows where no scenario is open, such as in a list of projects."""

    workspace: Workspace
    """The scenario that it is the verdict of."""
    verdict: Verdict
    is_condition: bool
    """Whether it holds only if one takes that scenario, because nobody has chosen one and the base has no approach."""


def project_verdict_of(workspace: Workspace) -> ProjectVerdict:
    """Return the project's verdict: that of the scenario that is ours, until one is chosen that of the base.

    Where the base has no approach, the best scenario's verdict, which holds only if one takes it. Never the best of all
    silently.
    """
    columns = workspace.columns
    ours = next((column for column in columns if column.scenario.pk == workspace.project.ours_id), None)
    base = next(column for column in columns if column.scenario.is_base)
    ways = [column for column in columns if not column.scenario.is_base and column.answers.value(APPROACH)]
    if ours is None and not base.answers.value(APPROACH) and ways:
        best = min(ways, key=lambda way: _strictness(verdict_of(way)))
        return ProjectVerdict(workspace=best, verdict=verdict_of(best), is_condition=True)
    shown = ours or base
    return ProjectVerdict(workspace=shown, verdict=verdict_of(shown), is_condition=False)


def _strictness(verdict: Verdict) -> int:
    rulebook = get_rulebook()
    return rulebook.strictness[verdict.outcome.id] if verdict.outcome else len(rulebook.outcomes)
