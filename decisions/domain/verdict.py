"""The one verdict: what readiness, money, the simpler way, risk and findings say together.

The rule is data (`rulebook`). This decides by it: ranks 1 and 2 at once, in that order; from rank 3 on the strictest
of all reasons counts. Nothing is averaged.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from decisions.domain.rulebook import (
    DECIDES_AT_ONCE,
    EvidenceStage,
    LightKind,
    ReasonRule,
    ReasonSource,
    Rulebook,
    VerdictOutcome,
)
from decisions.domain.simple import SimpleWay
from projects.domain.expressions import Facts
from projects.domain.lazy import cached_property
from scoping.domain.checks import Finding
from scoping.domain.readiness import Assessment, GateResult, GateState, ReadinessItem, points_of

SAID_UNRATED = ("stop", "fix_first")
"""What can be said while must-haves are not rated: bad news that no rating could take back."""

SIMPLE_FIRST, STOP = "simple_first", "stop"
"""The verdict that names the simple option which it advises, and the one that advises nothing."""


@dataclass(frozen=True, kw_only=True)
class Signals:
    """Everything that the verdict listens to."""

    facts: Facts
    """Answers and results."""
    assessment: Assessment
    findings: tuple[Finding, ...] = ()
    settled: frozenset[str] = frozenset()
    """Ids of Fix findings that somebody answered with a note."""
    simple: SimpleWay | None = None
    is_simple_way: bool = False
    """Whether the scenario is the simple way itself."""
    provisional: bool = False
    """Whether must-haves may be unrated, as in the quick scope: then nothing better than Pilot is said."""
    lifted: frozenset[tuple[str, str]] = frozenset()
    """Reasons that are taken to be settled, by their key: what the verdict would be then."""

    @property
    def is_rated(self) -> bool:
        """Whether the checklist carries a verdict: every must-have rated, and enough of it to judge by."""
        return not self.assessment.missing and self.assessment.has_score and not self.assessment.too_little

    @property
    def stages(self) -> tuple[EvidenceStage, ...]:
        """The stages that are reached."""
        if self.provisional:
            return EvidenceStage.ALWAYS, EvidenceStage.SCOPED
        return tuple(EvidenceStage) if self.is_rated else (EvidenceStage.ALWAYS,)


@dataclass(frozen=True, kw_only=True)
class VerdictReason:
    """Something that holds the verdict at an outcome or below it."""

    rule: ReasonRule
    holds_at: str
    item: ReadinessItem | None = None
    """The statement, where a gate is the reason."""
    finding: Finding | None = None
    points: int | None = None
    """The score that can be shown, where it is the reason."""
    light: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others: the rule, and what it is about."""
        return self.rule.id, self.item.id if self.item else self.finding.check.id if self.finding else ""

    def looks_at(self, field_id: str) -> bool:
        """Tell whether its rule asks for a field."""
        return self.rule.when is not None and field_id in self.rule.when.references()


@dataclass(frozen=True, kw_only=True)
class Light:
    """What one kind of reason says."""

    kind: LightKind
    outcome: VerdictOutcome | None
    """None while it cannot be said: what nobody rated or answered is no Go."""
    reasons: tuple[VerdictReason, ...]
    """The strictest first; empty where nothing holds."""
    decides: bool
    """Whether it holds the verdict where it is."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the project comes out with."""

    outcome: VerdictOutcome | None
    """None: not rated yet."""
    provisional: bool
    reasons: tuple[VerdictReason, ...]
    """Those that decide first, then all others that hold it below Go, by rank. None is left out."""
    lights: tuple[Light, ...]
    assessment: Assessment
    simple: SimpleWay | None
    """The best simple option; None where nobody named one, and in the scenario that is the simple way itself."""
    is_simple_way: bool
    facts: Facts = field(repr=False)

    @cached_property
    def deciding(self) -> tuple[VerdictReason, ...]:
        """The reasons that hold it exactly where it is."""
        if self.outcome is None:
            return ()
        return tuple(reason for reason in self.reasons if reason.holds_at == self.outcome.id)

    @property
    def tries_a_guess(self) -> bool:
        """Whether the simpler way that it names was never tried."""
        return self._is(SIMPLE_FIRST) and self.simple is not None and self.simple.is_guess

    @property
    def is_stop(self) -> bool:
        """Whether it says to stop."""
        return self._is(STOP)

    def _is(self, outcome_id: str) -> bool:
        return self.outcome is not None and self.outcome.id == outcome_id

    def light(self, light_id: str) -> Light:
        """Return one of the lights."""
        return next(light for light in self.lights if light.kind.id == light_id)


def decide(rulebook: Rulebook, signals: Signals) -> Verdict:
    """Return the verdict.

    Args:
        rulebook: The rule.
        signals: Everything that it listens to.
    """
    reasons = _reasons(rulebook, signals)
    outcome_id = _outcome(rulebook, signals, reasons)
    deciding = [reason for reason in reasons if reason.holds_at == outcome_id]
    others = [reason for reason in reasons if reason.holds_at not in (outcome_id, "go")]
    return Verdict(
        outcome=rulebook.outcome(outcome_id) if outcome_id else None,
        provisional=signals.provisional,
        reasons=(*deciding, *others),
        lights=tuple(_light(rulebook, kind, signals, reasons, outcome_id) for kind in rulebook.lights),
        assessment=signals.assessment,
        simple=signals.simple,
        is_simple_way=signals.is_simple_way,
        facts=signals.facts,
    )


def _outcome(rulebook: Rulebook, signals: Signals, reasons: Sequence[VerdictReason]) -> str:
    """Return the id of the outcome, or "" while there is none."""
    at_once = [reason for reason in reasons if reason.rule.rank <= DECIDES_AT_ONCE]
    if at_once:
        return at_once[0].holds_at
    strictest = _strictest(rulebook, reasons)
    if signals.provisional:
        return max(strictest, "pilot", key=rulebook.strictness.__getitem__)
    if signals.is_rated or strictest in SAID_UNRATED:
        return strictest
    return ""


def _strictest(rulebook: Rulebook, reasons: Iterable[VerdictReason]) -> str:
    best = rulebook.outcomes[0].id
    return max((reason.holds_at for reason in reasons), key=rulebook.strictness.__getitem__, default=best)


def _light(
    rulebook: Rulebook, kind: LightKind, signals: Signals, reasons: Iterable[VerdictReason], outcome_id: str
) -> Light:
    own = [reason for reason in reasons if reason.light == kind.id]
    own.sort(key=lambda reason: -rulebook.strictness[reason.holds_at])
    holding = tuple(reason for reason in own if reason.holds_at != "go")
    shown = _strictest(rulebook, own)
    if kind.id == "readiness":
        unsaid = not signals.is_rated and shown not in SAID_UNRATED
    else:
        unsaid = not holding and kind.needs is not None and not signals.facts.holds(kind.needs)
    return Light(
        kind=kind,
        outcome=None if unsaid else rulebook.outcome(shown),
        reasons=holding,
        decides=any(reason.holds_at == outcome_id for reason in holding),
    )


# ---------------------------------------------------------------- reasons


def _reasons(rulebook: Rulebook, signals: Signals) -> list[VerdictReason]:
    """Return every reason that is not lifted, by rank; in the order of the file within one. None says another's words.

    A reason that is lifted takes its findings along, and leaves the milder reasons that it covered. But what waits for
    an answer that nobody has goes as a whole.
    """
    from_rules = list(_from_rules(rulebook, signals))
    lifted = {reason.rule.id for reason in from_rules if reason.key in signals.lifted and not reason.rule.opens}
    every = [(reason.rule.id, cover) for reason in from_rules for cover in reason.rule.covers]
    covered = {cover for rule_id, cover in every if cover.startswith("check.") or rule_id not in lifted}
    reasons = [
        *(reason for reason in from_rules if reason.rule.id not in covered),
        *_from_gates(rulebook, signals),
        *_from_findings(rulebook, signals, covered),
        *_from_score(rulebook, signals),
    ]
    return sorted(
        (reason for reason in reasons if reason.key not in signals.lifted), key=lambda reason: reason.rule.rank
    )


def _from_rules(rulebook: Rulebook, signals: Signals) -> Iterator[VerdictReason]:
    for rule in rulebook.from_rules():
        if rule.counts_from in signals.stages and rule.when and signals.facts.holds(rule.when):
            yield VerdictReason(rule=rule, holds_at=rule.holds_at, light=rule.light)


def _from_gates(rulebook: Rulebook, signals: Signals) -> Iterator[VerdictReason]:
    if not signals.assessment.has_score:
        return
    for result in signals.assessment.gates:
        if result.state is GateState.SHUT:
            yield _from_gate(
                rulebook, ReasonSource.HARD_GATE if result.gate.caps_at == "stop" else ReasonSource.SOFT_GATE, result
            )
    # An unrated must-have means that there is no verdict yet. Other gates that nobody rated hold like shut ones, as one
    # reason: one thing is to be done about them.
    unrated = (gate for gate in signals.assessment.gates if gate.state is GateState.NOT_RATED)
    if signals.is_rated and (first := next((gate for gate in unrated if gate.gate.caps_at != "stop"), None)):
        yield _from_gate(rulebook, ReasonSource.UNRATED_GATE, first)


def _from_gate(rulebook: Rulebook, source: ReasonSource, result: GateResult) -> VerdictReason:
    rule = rulebook.of(source)
    return VerdictReason(rule=rule, holds_at=rule.holds_at, light=rule.light, item=result.item)


_GRAVE = {"stop": ReasonSource.STOP_FINDING, "fix": ReasonSource.FIX_FINDING}


def _from_findings(rulebook: Rulebook, signals: Signals, covered: set[str]) -> Iterator[VerdictReason]:
    for finding in signals.findings:
        source, check_id = _GRAVE.get(finding.severity.id), finding.check.id
        if source is None or check_id in covered:
            continue
        if source is ReasonSource.FIX_FINDING and check_id in signals.settled:
            continue
        if source is ReasonSource.STOP_FINDING and check_id in rulebook.fatal:
            source = ReasonSource.FATAL_FINDING
        rule = rulebook.of(source)
        light = rulebook.light_of_finding.get(check_id, rule.light)
        yield VerdictReason(rule=rule, holds_at=rule.holds_at, light=light, finding=finding)


def _from_score(rulebook: Rulebook, signals: Signals) -> Iterator[VerdictReason]:
    assessment = signals.assessment
    if assessment.has_score and (signals.is_rated or signals.provisional):
        rule = rulebook.of(ReasonSource.SCORE)
        score = assessment.verdict_by_score.id
        yield VerdictReason(rule=rule, holds_at=score, light=rule.light, points=points_of(assessment.score_of_rated))


def lift(signals: Signals, keys: Iterable[tuple[str, str]], results: Mapping[str, float] | None = None) -> Signals:
    """Return the signals as they would be once some reasons are settled and some results have changed.

    Args:
        signals: As they are.
        keys: The keys of reasons that are settled.
        results: Results that would be others then, by id.
    """
    facts = signals.facts if not results else replace(signals.facts, results={**signals.facts.results, **results})
    return replace(signals, facts=facts, lifted=signals.lifted | frozenset(keys))
