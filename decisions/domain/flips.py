"""What would change the verdict: the smallest set of changes, over ratings and figures, that lifts it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from decisions.domain.breakeven import BreakEven
from decisions.domain.rulebook import Rulebook, VerdictOutcome
from decisions.domain.verdict import Signals, Verdict, VerdictReason, decide, lift
from projects.domain.answers import Answers
from scoping.domain.readiness import Checklist, ReadinessItem, ReadinessLever, combine


@dataclass(frozen=True, kw_only=True)
class VerdictChange:
    """One thing to change, and the reasons that go with it."""

    reasons: tuple[VerdictReason, ...]
    figure: BreakEven | None = None
    """The figure that has to be another one, where a figure makes the reasons go."""
    items: tuple[ReadinessItem, ...] = ()
    """The statements to make true, where the score is the reason."""


@dataclass(frozen=True, kw_only=True)
class WayUp:
    """The smallest set of changes that lifts the verdict, and what it is then."""

    changes: tuple[VerdictChange, ...]
    outcome: VerdictOutcome | None

    @property
    def at_best(self) -> bool:
        """Whether a change is an answer that nobody has yet: then the verdict may as well become another one."""
        return any(reason.rule.opens for change in self.changes for reason in change.reasons)


def find_way_up(
    rulebook: Rulebook,
    signals: Signals,
    verdict: Verdict,
    *,
    solve: Callable[[float], Sequence[BreakEven]],
    raise_score: Callable[[], ReadinessLever | None],
) -> WayUp | None:
    """Return the changes that make every reason go which holds the verdict where it is.

    Reasons about the value go together, with the one figure that is nearest; every other reason takes a change of its
    own. The verdict afterwards is decided anew, with the figures as they would be.

    Args:
        rulebook: The rule.
        signals: What the verdict was decided by.
        verdict: The verdict.
        solve: Gives, for a share of cases, what inputs would have to be, the nearest first.
        raise_score: Gives the first ratings to raise until the score says something better.

    Returns:
        None for Go, for what is not rated, and where no single figure is enough.
    """
    if verdict.outcome is None:
        return None
    here = rulebook.strictness[verdict.outcome.id]
    changes: list[VerdictChange] = []
    after = signals
    # Behind a reason that decided alone there may be others that hold it as low or lower.
    for _round in rulebook.outcomes:
        step = _settle(decide(rulebook, after), after, solve, raise_score)
        if step is None:
            return None
        changes = _merged((*changes, *step.changes))
        after = step.signals
        reached = decide(rulebook, after).outcome
        if reached is None or rulebook.strictness[reached.id] < here:
            return WayUp(changes=tuple(changes), outcome=reached)
    return None


def _merged(changes: Sequence[VerdictChange]) -> list[VerdictChange]:
    """Return changes of which only the last asks for another figure: it is enough for what those before it wanted."""
    figured = [change for change in changes if change.figure]
    reasons = tuple(reason for change in figured for reason in change.reasons)
    last = [replace(change, reasons=reasons) for change in figured[-1:]]
    return [*(change for change in changes if not change.figure), *last]


@dataclass(frozen=True, kw_only=True)
class _Step:
    changes: tuple[VerdictChange, ...]
    signals: Signals
    """As they are after the changes."""


def _settle(
    verdict: Verdict,
    signals: Signals,
    solve: Callable[[float], Sequence[BreakEven]],
    raise_score: Callable[[], ReadinessLever | None],
) -> _Step | None:
    """Return the changes that make the deciding reasons go, or None where one of them cannot."""
    held = [reason for reason in verdict.deciding if reason.holds_at != "go"]
    worth = tuple(reason for reason in held if reason.rule.value_from)
    scored = tuple(reason for reason in held if reason.points is not None)
    changes = [VerdictChange(reasons=(reason,)) for reason in held if reason not in worth + scored]
    after = lift(signals, [reason.key for change in changes for reason in change.reasons])
    if worth:
        figure = next(iter(solve(max(reason.rule.value_from for reason in worth))), None)
        if figure is None:
            return None
        changes.append(VerdictChange(reasons=worth, figure=figure))
        after = lift(after, [reason.key for reason in worth], dict(figure.results))
    if scored:
        lever = raise_score()
        if lever is None:
            return None
        changes.append(VerdictChange(reasons=scored, items=lever.items))
        after = with_score(after, lever)
    return _Step(changes=tuple(changes), signals=after) if changes else None


def with_score(signals: Signals, lever: ReadinessLever) -> Signals:
    """Return the signals with the score that some raised ratings would give; gates stay as they are."""
    assessment = replace(signals.assessment, score_of_rated=lever.score, verdict_by_score=lever.by_score)
    return replace(signals, assessment=assessment)


def raise_until_better(
    checklist: Checklist, answers: Answers, levers: Sequence[ReadinessLever], score: float
) -> ReadinessLever | None:
    """Return the fewest ratings to raise to "yes", the heaviest first, until the score alone says something better.

    Args:
        checklist: What is asked.
        answers: The ratings.
        levers: One for each item below "yes".
        score: The score now [points, 0 to 100].
    """
    now = checklist.verdict_of(score)
    items: list[ReadinessItem] = []
    for lever in sorted(levers, key=lambda lever: -lever.gain):
        items += lever.items
        together = combine(checklist, answers, items)
        if together.by_score.id != now.id:
            return together
    return None
