"""The rule of the verdict as it is read from its data file: outcomes, lights, reasons, limits."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.expressions import RESULTS, Rule
from projects.domain.fields import Catalogue
from projects.domain.lazy import cached_property
from projects.domain.loading import check_rule_of
from scoping.domain.checks import pieces

DECIDES_AT_ONCE = 2
"""Up to this rank the first reason decides alone; behind it the strictest of all reasons counts."""
RANKS = 7
OUTCOMES = ("go", "pilot", "fix_first", "simple_first", "stop")
"""What a verdict can be, the best first: the code names them, the file gives them their words."""


class ReasonSource(StrEnum):
    """Where a reason comes from."""

    RULE = "rule"
    HARD_GATE = "hard_gate"
    SOFT_GATE = "soft_gate"
    UNRATED_GATE = "unrated_gate"
    """A statement that is needed, but is no must-have, and that nobody rated."""
    FATAL_FINDING = "fatal_finding"
    STOP_FINDING = "stop_finding"
    FIX_FINDING = "fix_finding"
    SCORE = "score"


class EvidenceStage(StrEnum):
    """How much must be answered before a reason counts."""

    ALWAYS = "always"
    SCOPED = "scoped"
    """The quick scope is answered, or the checklist rated."""
    RATED = "rated"


PLACES = frozenset({"statement", "message", "action", "points", "simple.name", "simple.share", "simple.tool_share"})
"""What sentences may name besides fields and results."""


@dataclass(frozen=True, kw_only=True)
class VerdictOutcome:
    """One of the five verdicts."""

    id: str
    label: str
    text: str
    ask: str
    """What the sponsor is asked for."""
    guess_label: str = ""
    """The label where the simpler way is a guess that nobody has tried."""


@dataclass(frozen=True, kw_only=True)
class LightKind:
    """What one of the five lights looks at."""

    id: str
    label: str
    clear: str
    """What it says while nothing of its kind holds the verdict."""
    holds: str
    """Half a sentence: "the money does not"."""
    needs: Rule | None
    """What must be answered before it says anything good."""
    blank: str
    """What it says until then."""
    partly: tuple[tuple[Rule, str], ...]
    """What it says in place of `blank` where a part of what it needs is answered; the first rule that holds."""


@dataclass(frozen=True, kw_only=True)
class ReasonRule:
    """What may hold the verdict down, and how far."""

    id: str
    rank: int
    light: str
    holds_at: str
    source: ReasonSource
    when: Rule | None
    """Set where the source is a rule."""
    counts_from: EvidenceStage
    """From which stage on it counts: a blank answer is no bad news in an empty project."""
    sentence: str
    """May hold `{field.id}`, `{result.id}` and the places in `PLACES`."""
    flip: str
    """What would make it go, in words."""
    value_from: float
    """Share of cases, 0 to 1, in which the net value has to be 0 or more for the reason to go; 0 where it is another
    kind of reason."""
    covers: tuple[str, ...]
    """Findings and other reasons that say the same, and are not said twice."""
    opens: bool
    """Whether it goes by an answer or a plan that nobody has yet, so that the verdict may change either way."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One thing to do that several reasons, statements, findings and open answers ask for: one action, said once."""

    id: str
    person: str
    """The field that names whom it is addressed to, or ""."""
    role: str
    """Who that usually is."""
    about: tuple[str, ...]
    """Ids of reasons, statements, findings, duties and fields."""
    money: bool = False
    """Whether it asks for money."""


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """The whole rule."""

    outcomes: tuple[VerdictOutcome, ...]
    """The best first."""
    lights: tuple[LightKind, ...]
    reasons: tuple[ReasonRule, ...]
    """In the order of their ranks."""
    fatal: frozenset[str]
    """Findings that end it. The other Stop findings hold it at Fix first until they are settled."""
    light_of_finding: Mapping[str, str]
    """The light of findings that are not about risk and duty."""
    matters: tuple[Matter, ...]

    @cached_property
    def matter_of(self) -> dict[str, Matter]:
        """The matter of a reason, statement, finding or field, by its id; most have none."""
        return {field_id: matter for matter in self.matters for field_id in matter.about}

    @cached_property
    def strictness(self) -> dict[str, int]:
        """How strict each outcome is: 0 for Go."""
        return {outcome.id: position for position, outcome in enumerate(self.outcomes)}

    @cached_property
    def _outcomes(self) -> dict[str, VerdictOutcome]:
        return {outcome.id: outcome for outcome in self.outcomes}

    def outcome(self, outcome_id: str) -> VerdictOutcome:
        """Return one outcome.

        Raises:
            KeyError: Where there is no such outcome.
        """
        return self._outcomes[outcome_id]

    def of(self, source: ReasonSource) -> ReasonRule:
        """Return the reason that comes from gates, findings or the score."""
        return next(rule for rule in self.reasons if rule.source is source)

    def covered_by(self, rule: ReasonRule) -> frozenset[str]:
        """Return the findings and reasons that a reason says already, with what these say."""
        milder = [other for other in self.reasons if other.id in rule.covers]
        return frozenset(rule.covers).union(*map(self.covered_by, milder))

    def from_rules(self) -> tuple[ReasonRule, ...]:
        """Return the reasons that look at answers and results."""
        return tuple(rule for rule in self.reasons if rule.when is not None)


def load_rulebook(path: Path, catalogue: Catalogue) -> Rulebook:
    """Read the rule.

    Args:
        path: The data file.
        catalogue: Everything that rules may look at.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    outcomes = tuple(_read_outcome(row) for row in _rows(table, "outcome"))
    lights = tuple(_read_light(row, catalogue) for row in _rows(table, "light"))
    known = tuple(outcome.id for outcome in outcomes)
    if known != OUTCOMES:
        raise table.error(f"outcomes must be {', '.join(OUTCOMES)} in this order, not {', '.join(known)}")
    names = tuple(light.id for light in lights)
    reasons = tuple(_read_reason(row, known, names, catalogue) for row in _rows(table, "reason"))
    _refuse_gaps(table, reasons)
    _refuse_covering_nothing(table, reasons)
    findings = table.table("findings")
    rulebook = Rulebook(
        outcomes=outcomes,
        lights=lights,
        reasons=tuple(sorted(reasons, key=lambda reason: reason.rank)),
        fatal=frozenset((*findings.texts("fatal"), *findings.texts("fatal_later", ()))),
        light_of_finding={finding: name for name in names for finding in findings.texts(name, ())},
        matters=_read_matters(table, {reason.id for reason in reasons}, catalogue),
    )
    findings.close()
    table.asked.update(("format", "id", "title", "version", "language"))
    table.close()
    return rulebook


def _rows(table: DataTable, key: str) -> list[DataTable]:
    rows = list(table.tables(key))
    refuse_twins(rows, "id")
    return rows


def _read_outcome(row: DataTable) -> VerdictOutcome:
    outcome = VerdictOutcome(
        id=row.text("id"),
        label=row.text("label"),
        text=row.text("text"),
        ask=row.text("ask"),
        guess_label=row.text("guess_label", ""),
    )
    row.close()
    return outcome


def _read_light(row: DataTable, catalogue: Catalogue) -> LightKind:
    needs = row.text("needs", "")
    light = LightKind(
        id=row.text("id"),
        label=row.text("label"),
        clear=row.text("clear"),
        holds=row.text("holds"),
        needs=check_rule_of(row, "needs", needs, catalogue) if needs else None,
        blank=row.text("blank"),
        partly=tuple(_read_partly(part, catalogue) for part in row.tables("partly", required=False)),
    )
    row.close()
    return light


def _read_partly(row: DataTable, catalogue: Catalogue) -> tuple[Rule, str]:
    partly = check_rule_of(row, "when", row.text("when"), catalogue), row.text("blank")
    row.close()
    return partly


def _read_reason(
    row: DataTable, outcomes: tuple[str, ...], lights: tuple[str, ...], catalogue: Catalogue
) -> ReasonRule:
    source = ReasonSource(row.one_of("from", tuple(ReasonSource))) if row.has("from") else ReasonSource.RULE
    rank = row.count("rank")
    if rank > RANKS:
        raise row.error(f"{row.label} has rank {rank}, there are {RANKS}", "rank")
    value_from = row.number("value_from", None) or 0.0
    if not 0 <= value_from <= 1:
        raise row.error(f"value_from of {row.label} must lie between 0 and 1, not {value_from:g}", "value_from")
    reason = ReasonRule(
        id=row.text("id"),
        rank=rank,
        light=row.one_of("light", lights),
        holds_at=row.one_of("holds_at", outcomes),
        source=source,
        when=check_rule_of(row, "when", row.text("when"), catalogue) if source is ReasonSource.RULE else None,
        counts_from=EvidenceStage(row.one_of("counts_from", tuple(EvidenceStage)))
        if row.has("counts_from")
        else EvidenceStage.ALWAYS,
        sentence=_read_sentence(row, "sentence", catalogue),
        flip=_read_sentence(row, "flip", catalogue),
        value_from=value_from,
        covers=row.texts("covers", ()),
        opens=row.flag("opens", False),
    )
    row.close()
    return reason


def _read_matters(table: DataTable, reasons: Set[str], catalogue: Catalogue) -> tuple[Matter, ...]:
    matters: list[Matter] = []
    seen: dict[str, str] = {}
    for row in _rows(table, "matter"):
        matter = Matter(
            id=row.text("id"),
            person=row.text("person", ""),
            role=row.text("role", ""),
            about=row.texts("about"),
            money=row.flag("money", False),
        )
        row.close()
        if matter.person and matter.person not in catalogue.fields:
            raise row.error(f"person of {row.label} names an unknown field {matter.person}", "person")
        for field_id in matter.about:
            # Findings are named by the second look, and duties by the law, which stand beside.
            if (
                field_id not in reasons
                and field_id not in catalogue.fields
                and not field_id.startswith(("check.", "duty."))
            ):
                raise row.error(
                    f"about of {row.label} names what is no reason, statement, finding or field: {field_id}"
                )
            if field_id in seen:
                raise row.error(f"{field_id} stands in two matters, {seen[field_id]} and {matter.id}", "about")
            seen[field_id] = matter.id
        matters.append(matter)
    return tuple(matters)


def _read_sentence(row: DataTable, key: str, catalogue: Catalogue) -> str:
    sentence = row.text(key)
    for piece in pieces(sentence):
        place = piece.field_id
        if place and place not in catalogue.fields and place not in RESULTS and place not in PLACES:
            raise row.error(f"{key} of {row.label} names an unknown field {place}", key)
        if "{" in piece.text or "}" in piece.text:
            raise row.error(f"{key} of {row.label} has a brace that is no {{field.id}}", key)
    return sentence


def _refuse_covering_nothing(table: DataTable, reasons: tuple[ReasonRule, ...]) -> None:
    for position, reason in enumerate(reasons, start=1):
        # Findings are named by the second look, which stands beside. Looking ahead only, nobody covers in a circle.
        later = {other.id for other in reasons[position:]}
        unknown = [cover for cover in reason.covers if not cover.startswith("check.") and cover not in later]
        if unknown:
            raise table.error(f"{reason.id} covers what is no finding, and no reason after it: {unknown[0]}")


def _refuse_gaps(table: DataTable, reasons: tuple[ReasonRule, ...]) -> None:
    for source in ReasonSource:
        count = sum(reason.source is source for reason in reasons)
        if source is not ReasonSource.RULE and count != 1:
            raise table.error(f"there must be one reason from {source}, not {count}")
