"""The AI-readiness checklist: items, proposals, and what the ratings add up to."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from projects.domain.answers import Answers, AnswerState
from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.expressions import RESULTS, Facts, Rule
from projects.domain.fields import Catalogue
from projects.domain.lazy import cached_property
from projects.domain.loading import check_rule_of

BEST_RATING = 4
OPENS_AT = 2
"""The rating from which a gate is open."""
_PLACES = re.compile(r"\{[a-z0-9_.]+\}")
WEAK_UP_TO = 2
"""Up to this rating an item is shown with its next step."""
WORST = "stop"
"""The verdict that a must-have caps at."""
RAISED_TO = 3
"""What a good next step makes of an item: "yes". Evidence for a 4 takes longer."""


# ---------------------------------------------------------------- the checklist


@dataclass(frozen=True, kw_only=True)
class ReadinessVerdict:
    """One of the four verdicts."""

    id: str
    label: str
    from_score: float
    """Points, 0 to 100."""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A kind of gate: while one is shut the verdict is no better than `caps_at`."""

    id: str
    label: str
    text: str
    caps_at: str


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A group of items."""

    id: str
    title: str
    asks: str


@dataclass(frozen=True, kw_only=True)
class ItemAdvice:
    """The next step for an item that is weak, or not known."""

    action: str
    effort: str
    who: str


@dataclass(frozen=True, kw_only=True)
class FittingAdvice:
    """The next step of a weak item where the answers say that the usual one is done already, or does not fit."""

    rule: Rule
    advice: ItemAdvice


@dataclass(frozen=True, kw_only=True)
class Prefill:
    """A rating that is proposed where a rule holds."""

    rule: Rule
    rating: int
    """0 to 3; evidence for a 4 is for a person to confirm."""
    reason: str


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """What speaks against a rating: a figure or an answer that does not go with it."""

    rule: Rule
    from_rating: int
    """The lowest rating that it speaks against."""
    text: str
    """May hold `{field.id}` and `{result.id}`."""


@dataclass(frozen=True, kw_only=True)
class ReadinessItem:
    """One statement about the project."""

    id: str
    ref: str
    dimension: str
    statement: str
    short: str
    """What it is called beside its number, within a sentence."""
    weight: int
    """Points that the best rating brings, of 100."""
    gate: str
    """The id of its kind of gate, or ""."""
    anchors: tuple[str, ...]
    """What each rating from 0 to 4 means here."""
    why: str
    advice: ItemAdvice
    """The next step where it is weak."""
    evidence: str
    """What one would show for a 4."""
    looks_at: tuple[str, ...]
    """The fields and results whose answers stand beside the item."""
    prefill: tuple[Prefill, ...] = ()
    contradicted: tuple[Contradiction, ...] = ()
    if_partly: ItemAdvice | None = None
    """The next step where it is rated 2; None where it is the same as below."""
    if_unknown: ItemAdvice | None = None
    """What to find out where it is not known; None where the next step is the same."""
    if_so: tuple[FittingAdvice, ...] = ()
    """Next steps that take the place of those of a weak item; the first that holds counts."""


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """The whole checklist."""

    title: str
    intro: str
    score_note: str
    minutes: float
    verdicts: tuple[ReadinessVerdict, ...]
    """The best first."""
    gates: tuple[Gate, ...]
    dimensions: tuple[Dimension, ...]
    items: tuple[ReadinessItem, ...]

    @cached_property
    def ranks(self) -> dict[str, int]:
        """How bad each verdict is: 0 for the best."""
        return {verdict.id: rank for rank, verdict in enumerate(self.verdicts)}

    @cached_property
    def must_haves(self) -> tuple[ReadinessItem, ...]:
        """The items whose gates stop it while they are shut."""
        hard = {gate.id for gate in self.gates if gate.caps_at == WORST}
        return tuple(item for item in self.items if item.gate in hard)

    def item(self, item_id: str) -> ReadinessItem | None:
        """Return one item, or None."""
        return next((item for item in self.items if item.id == item_id), None)

    def gate(self, gate_id: str) -> Gate | None:
        """Return one kind of gate, or None."""
        return next((gate for gate in self.gates if gate.id == gate_id), None)

    def verdict_of(self, score: float) -> ReadinessVerdict:
        """Return the verdict of a score alone [points, 0 to 100]."""
        return next(verdict for verdict in self.verdicts if score >= verdict.from_score)


# ---------------------------------------------------------------- the assessment


class GateState(StrEnum):
    """How a gate stands."""

    OPEN = "open"
    SHUT = "shut"
    NOT_RATED = "not_rated"


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """How the gate of one item stands."""

    item: ReadinessItem
    gate: Gate
    state: GateState
    is_left_out: bool = False
    """Whether it is open only because somebody marked it "not relevant": nothing was met."""


@dataclass(frozen=True, kw_only=True)
class DimensionResult:
    """The points of one dimension; items that are not relevant do not count."""

    dimension: Dimension
    got: float
    possible: float


@dataclass(frozen=True, kw_only=True)
class ReadinessLever:
    """What raising one item, or several, to "yes" would do."""

    items: tuple[ReadinessItem, ...]
    gain: float
    """Points."""
    score: float
    """Points afterwards."""
    verdict: ReadinessVerdict
    """The verdict afterwards."""
    lifts: bool
    """Whether the verdict becomes better."""
    by_score: ReadinessVerdict
    """What the score alone says afterwards."""

    @property
    def points(self) -> int:
        """The score afterwards as it is shown."""
        return points_of(self.score)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What the ratings add up to."""

    score_of_all: float
    """Points, 0 to 100. What is not rated or not known counts 0, what is not relevant does not count at all."""
    score_of_rated: float
    """The same over the items that were rated or are not known: what the verdict goes by, and what is shown."""
    rated: int
    total: int
    """Items that count: all but those that are not relevant."""
    left_out: int
    """Items that are not relevant."""
    dimensions: tuple[DimensionResult, ...]
    gates: tuple[GateResult, ...]
    has_score: bool
    """Whether anything is rated that counts. A list of "don't know yet" or "not relevant" alone has no score."""
    verdict_by_score: ReadinessVerdict
    verdict: ReadinessVerdict | None
    """What the ratings alone say; None while a hard gate is not rated. The project's verdict hears more than that."""
    missing: tuple[ReadinessItem, ...]
    """The items with a hard gate that are not rated yet."""
    capped_by: tuple[ReadinessItem, ...]
    """The items whose gates hold the verdict below that of the score."""
    weak: tuple[ReadinessItem, ...]
    """Items rated 2 or less, shut gates first, then those with the most points to gain."""
    unknown: tuple[ReadinessItem, ...]
    """Items marked "don't know yet"."""
    unrated: tuple[ReadinessItem, ...]
    """Items that nobody touched."""
    without_evidence: tuple[ReadinessItem, ...]
    """Items rated "yes, with evidence" without any: they count as "yes"."""
    checklist: Checklist
    """What was asked."""
    ratings: "tuple[_Rating, ...]"
    fitting: Mapping[str, ItemAdvice]
    """Next steps of weak items that the answers put in the place of the usual ones, by id of the item."""

    @cached_property
    def levers(self) -> tuple[ReadinessLever, ...]:
        """One for each item below "yes", the strongest first. Empty without a verdict."""
        return _levers(self.checklist, self.ratings, self.verdict) if self.verdict else ()

    @cached_property
    def way_up(self) -> ReadinessLever | None:
        """The first levers taken together until the verdict becomes better; None where it cannot."""
        return _way_up(self.checklist, self.ratings, self.levers, self.verdict)

    def next_step(self, item: ReadinessItem) -> ItemAdvice:
        """Return what to do about an item: nobody gives up what is not known, or begins again what is half done."""
        if item in self.unknown:
            return item.if_unknown or item.advice
        if item.id in self.fitting:
            return self.fitting[item.id]
        partly = any(rated.item.id == item.id and rated.rating == WEAK_UP_TO for rated in self.ratings)
        return item.if_partly or item.advice if partly else item.advice

    @property
    def too_little(self) -> bool:
        """Whether more than half of the must-haves are marked "not relevant": what is left carries no verdict."""
        judged = sum(not gate.is_left_out for gate in self.must_haves)
        return 2 * judged < len(self.must_haves)

    @property
    def must_haves(self) -> tuple[GateResult, ...]:
        """The gates that stop it while they are shut."""
        return tuple(gate for gate in self.gates if gate.gate.caps_at == WORST)

    @property
    def points(self) -> int:
        """The score that is shown, everywhere."""
        return points_of(self.score_of_rated)

    @property
    def shut(self) -> tuple[ReadinessItem, ...]:
        """The items whose gates are known to be shut."""
        return tuple(gate.item for gate in self.gates if gate.state is GateState.SHUT)


@dataclass(frozen=True, kw_only=True)
class _Rating:
    """One item as it was rated."""

    item: ReadinessItem
    state: AnswerState
    rating: int
    """0 to 4; 0 where it is not known or not rated, 3 where a 4 has no evidence."""
    lacks_evidence: bool = False

    def raised(self) -> "_Rating":
        return _Rating(item=self.item, state=AnswerState.KNOWN, rating=max(self.rating, RAISED_TO))


def assess(checklist: Checklist, answers: Answers, facts: Facts | None = None) -> Assessment:
    """Add up the ratings.

    The verdict is that of the score, held down by shut gates. A gate opens at 2; one that is not known is shut, one
    that is not relevant is open. While a hard gate is not rated there is no verdict: nobody should read "Stop" where
    nothing was asked.

    Args:
        checklist: What is asked.
        answers: The answers of the scenario; those to items count.
        facts: Answers and results that say which next step fits; None where the usual ones are wanted.
    """
    ratings = tuple(_rating(item, answers) for item in checklist.items)
    counting = tuple(rating for rating in ratings if rating.state is not AnswerState.NOT_RELEVANT)
    gates = tuple(_gates(checklist, ratings))
    hard = {gate.id for gate in checklist.gates if gate.caps_at == checklist.verdicts[-1].id}
    missing = tuple(gate.item for gate in gates if gate.state is GateState.NOT_RATED and gate.gate.id in hard)
    by_score = checklist.verdict_of(_score_of_rated(counting))
    has_score = any(rating.state is AnswerState.KNOWN for rating in counting)
    verdict = _verdict(checklist, ratings) if has_score and not missing else None
    return Assessment(
        score_of_all=_score(counting),
        score_of_rated=_score_of_rated(counting),
        rated=sum(rating.state is AnswerState.KNOWN for rating in counting),
        total=len(counting),
        left_out=len(ratings) - len(counting),
        dimensions=tuple(_dimension(dimension, counting) for dimension in checklist.dimensions),
        gates=gates,
        has_score=has_score,
        verdict_by_score=by_score,
        verdict=verdict,
        missing=missing,
        capped_by=_capping(checklist, gates, by_score, verdict),
        weak=_weak(counting),
        unknown=_in_state(counting, AnswerState.UNKNOWN),
        unrated=_in_state(counting, AnswerState.BLANK),
        without_evidence=tuple(rating.item for rating in counting if rating.lacks_evidence),
        checklist=checklist,
        ratings=ratings,
        fitting=_fitting(checklist, facts) if facts else {},
    )


def _fitting(checklist: Checklist, facts: Facts) -> dict[str, ItemAdvice]:
    holding = {item.id: next((step for step in item.if_so if facts.holds(step.rule)), None) for item in checklist.items}
    return {item_id: step.advice for item_id, step in holding.items() if step is not None}


def points_of(score: float) -> int:
    """Return the points that are shown of a score: whole ones that were reached, so that 54.6 never reads as 55."""
    return math.floor(score + 1e-9)


def combine(checklist: Checklist, answers: Answers, items: Sequence[ReadinessItem]) -> ReadinessLever:
    """Return what raising some items to "yes" would do together."""
    ratings = tuple(_rating(item, answers) for item in checklist.items)
    return _lever(checklist, ratings, items, _verdict(checklist, ratings))


def propose(checklist: Checklist, facts: Facts) -> dict[str, Prefill]:
    """Return the proposed rating of every item that has one, by item id: the first rule that holds."""
    proposals = {}
    for item in checklist.items:
        proposal = next((prefill for prefill in item.prefill if facts.holds(prefill.rule)), None)
        if proposal is not None:
            proposals[item.id] = proposal
    return proposals


def find_contradictions(checklist: Checklist, answers: Answers, facts: Facts) -> dict[str, tuple[Contradiction, ...]]:
    """Return what speaks against ratings that were given, by item id.

    Args:
        checklist: What is asked.
        answers: The answers of the scenario, with the ratings.
        facts: Answers and results that rules look at.
    """
    contradictions = {}
    for item in checklist.items:
        rating = answers.value(item.id)
        if rating is None:
            continue
        against = tuple(
            contradiction
            for contradiction in item.contradicted
            if rating >= contradiction.from_rating and facts.holds(contradiction.rule)
        )
        if against:
            contradictions[item.id] = against
    return contradictions


def _rating(item: ReadinessItem, answers: Answers) -> _Rating:
    given, value = answers[item.id], answers.value(item.id)
    rating = 0 if value is None else int(value)
    lacks = rating == BEST_RATING and not given.note.strip()
    return _Rating(item=item, state=given.state, rating=RAISED_TO if lacks else rating, lacks_evidence=lacks)


def _score(counting: Iterable[_Rating]) -> float:
    counting = tuple(counting)
    possible = BEST_RATING * sum(rating.item.weight for rating in counting)
    return 100 * sum(rating.item.weight * rating.rating for rating in counting) / possible if possible else 0.0


def _score_of_rated(counting: Iterable[_Rating]) -> float:
    return _score(rating for rating in counting if rating.state is not AnswerState.BLANK)


def _dimension(dimension: Dimension, counting: Iterable[_Rating]) -> DimensionResult:
    own = [rating for rating in counting if rating.item.dimension == dimension.id]
    return DimensionResult(
        dimension=dimension,
        got=sum(rating.item.weight * rating.rating for rating in own) / BEST_RATING,
        possible=sum(rating.item.weight for rating in own),
    )


def _gate_state(rating: _Rating) -> GateState:
    if rating.state is AnswerState.BLANK:
        return GateState.NOT_RATED
    is_open = rating.state is AnswerState.NOT_RELEVANT or rating.rating >= OPENS_AT
    return GateState.OPEN if is_open else GateState.SHUT


def _gates(checklist: Checklist, ratings: Iterable[_Rating]) -> Iterable[GateResult]:
    for rating in ratings:
        gate = checklist.gate(rating.item.gate)
        if gate is not None:
            left_out = rating.state is AnswerState.NOT_RELEVANT
            yield GateResult(item=rating.item, gate=gate, state=_gate_state(rating), is_left_out=left_out)


def _verdict(checklist: Checklist, ratings: Sequence[_Rating]) -> ReadinessVerdict:
    """Return the verdict of the score, held down by every gate that is not open."""
    counting = (rating for rating in ratings if rating.state is not AnswerState.NOT_RELEVANT)
    caps = (gate.gate.caps_at for gate in _gates(checklist, ratings) if gate.state is not GateState.OPEN)
    worst = max(checklist.ranks[name] for name in (checklist.verdict_of(_score_of_rated(counting)).id, *caps))
    return checklist.verdicts[worst]


def _capping(
    checklist: Checklist, gates: Iterable[GateResult], by_score: ReadinessVerdict, verdict: ReadinessVerdict | None
) -> tuple[ReadinessItem, ...]:
    if verdict is None or checklist.ranks[verdict.id] <= checklist.ranks[by_score.id]:
        return ()
    return tuple(gate.item for gate in gates if gate.state is not GateState.OPEN and gate.gate.caps_at == verdict.id)


def _in_state(ratings: Iterable[_Rating], state: AnswerState) -> tuple[ReadinessItem, ...]:
    return tuple(rating.item for rating in ratings if rating.state is state)


def _weak(counting: Iterable[_Rating]) -> tuple[ReadinessItem, ...]:
    weak = [rating for rating in counting if rating.state is AnswerState.KNOWN and rating.rating <= WEAK_UP_TO]
    weak.sort(key=lambda rating: (not (rating.item.gate and rating.rating < OPENS_AT), -_gain(rating)))
    return tuple(rating.item for rating in weak)


def _gain(rating: _Rating) -> int:
    return rating.item.weight * max(0, RAISED_TO - rating.rating)


def _levers(checklist: Checklist, ratings: Sequence[_Rating], verdict: ReadinessVerdict) -> tuple[ReadinessLever, ...]:
    low = [rating for rating in ratings if rating.state is not AnswerState.NOT_RELEVANT and rating.rating < RAISED_TO]
    levers = [_lever(checklist, ratings, [rating.item], verdict) for rating in low]
    ranks = {gate.id: checklist.ranks[gate.caps_at] for gate in checklist.gates}
    shut = {rating.item.id for rating in low if _gate_state(rating) is not GateState.OPEN}

    def strength(lever: ReadinessLever) -> tuple[int, int, float]:
        item = lever.items[0]
        # A shut gate comes before points even where it takes a second gate to lift the verdict.
        cap = ranks[item.gate] if item.gate in ranks and item.id in shut else -1
        return checklist.ranks[lever.verdict.id], -cap, -lever.gain

    return tuple(sorted(levers, key=strength))


def _lever(
    checklist: Checklist, ratings: Sequence[_Rating], items: Sequence[ReadinessItem], verdict: ReadinessVerdict
) -> ReadinessLever:
    ids = {item.id for item in items}
    after = tuple(rating.raised() if rating.item.id in ids else rating for rating in ratings)
    before, score = (
        _score_of_rated(rating for rating in some if rating.state is not AnswerState.NOT_RELEVANT)
        for some in (ratings, after)
    )
    reached = _verdict(checklist, after)
    return ReadinessLever(
        items=tuple(items),
        gain=score - before,
        score=score,
        verdict=reached,
        by_score=checklist.verdict_of(score),
        lifts=checklist.ranks[reached.id] < checklist.ranks[verdict.id],
    )


def _way_up(
    checklist: Checklist, ratings: Sequence[_Rating], levers: Sequence[ReadinessLever], verdict: ReadinessVerdict | None
) -> ReadinessLever | None:
    if verdict is None:
        return None
    items: list[ReadinessItem] = []
    for lever in levers:
        items += lever.items
        together = _lever(checklist, ratings, items, verdict)
        if together.lifts:
            return together
    return None


# ---------------------------------------------------------------- reading


def load_checklist(path: Path, catalogue: Catalogue) -> Checklist:
    """Read the checklist.

    Args:
        path: The data file; its items are fields of the catalogue.
        catalogue: Everything that rules may look at.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    verdicts = _read_verdicts(table)
    rows = table.tables("gate")
    refuse_twins(rows, "id")
    gates = tuple(_read_gate(row, [verdict.id for verdict in verdicts]) for row in rows)
    return Checklist(
        title=table.text("title"),
        intro=table.text("intro", ""),
        score_note=table.text("score_note", ""),
        minutes=table.number("minutes") or 0,
        verdicts=verdicts,
        gates=gates,
        dimensions=tuple(
            Dimension(id=row.text("id"), title=row.text("title"), asks=row.text("asks", ""))
            for row in table.tables("dimension")
        ),
        items=tuple(_read_item(row, [gate.id for gate in gates], catalogue) for row in table.tables("item")),
    )


def _read_verdicts(table: DataTable) -> tuple[ReadinessVerdict, ...]:
    rows = table.tables("verdict")
    refuse_twins(rows, "id", "from_score")
    verdicts = []
    for row in rows:
        verdicts.append(
            ReadinessVerdict(
                id=row.text("id"),
                label=row.text("label"),
                from_score=row.get("from_score", float),
            )
        )
        row.close()
    limits = [verdict.from_score for verdict in verdicts]
    if not limits or limits != sorted(limits, reverse=True) or limits[-1] != 0 or limits[0] > 100:
        raise (rows[-1] if rows else table).error("verdicts run from the best down to one from 0 points", "from_score")
    return tuple(verdicts)


def _read_gate(table: DataTable, verdicts: Sequence[str]) -> Gate:
    gate = Gate(
        id=table.text("id"),
        label=table.text("label"),
        text=table.text("text"),
        caps_at=table.one_of("caps_at", verdicts),
    )
    table.close()
    return gate


def _read_item(table: DataTable, gates: Sequence[str], catalogue: Catalogue) -> ReadinessItem:
    gate = table.one_of("gate", ("none", *gates))
    looks_at = table.texts("looks_at")
    _refuse_strangers(table, "looks_at", looks_at, catalogue)
    item = ReadinessItem(
        id=table.text("id"),
        ref=table.text("legacy_id"),
        dimension=table.text("dimension"),
        statement=table.text("statement"),
        short=table.text("short"),
        weight=table.count("weight"),
        gate="" if gate == "none" else gate,
        anchors=table.texts("anchors"),
        why=table.text("why"),
        advice=_read_advice(table.table("if_weak")),
        evidence=table.text("evidence"),
        looks_at=looks_at,
        prefill=tuple(_read_prefill(row, looks_at, catalogue) for row in table.tables("prefill", required=False)),
        contradicted=tuple(_read_contradiction(row, catalogue) for row in table.tables("contradicted", required=False)),
        if_partly=_read_advice(table.table("if_partly")) if table.has("if_partly") else None,
        if_unknown=_read_advice(table.table("if_unknown")) if table.has("if_unknown") else None,
        if_so=tuple(_read_fitting(row, catalogue) for row in table.tables("if_so", required=False)),
    )
    table.close()
    return item


def _read_advice(table: DataTable) -> ItemAdvice:
    advice = ItemAdvice(action=table.text("action"), effort=table.text("effort"), who=table.text("who"))
    table.close()
    return advice


def _read_fitting(table: DataTable, catalogue: Catalogue) -> FittingAdvice:
    return FittingAdvice(rule=check_rule_of(table, "when", table.text("when"), catalogue), advice=_read_advice(table))


def _read_prefill(table: DataTable, looks_at: Sequence[str], catalogue: Catalogue) -> Prefill:
    rule = check_rule_of(table, "when", table.text("when"), catalogue)
    for reference in sorted(rule.references() - set(looks_at)):
        raise table.error(f"the proposal uses {reference}, which is not in looks_at", "when")
    rating = table.get("answer", int)
    if not 0 <= rating < BEST_RATING:
        raise table.error(f"a proposal is 0 to {BEST_RATING - 1}, not {rating}: evidence is for a person", "answer")
    prefill = Prefill(rule=rule, rating=rating, reason=table.text("reason"))
    table.close()
    return prefill


def _read_contradiction(table: DataTable, catalogue: Catalogue) -> Contradiction:
    rating = table.count("from")
    if rating > BEST_RATING:
        raise table.error(f"a rating is at most {BEST_RATING}, not {rating}", "from")
    contradiction = Contradiction(
        rule=check_rule_of(table, "when", table.text("when"), catalogue), from_rating=rating, text=table.text("says")
    )
    _refuse_strangers(table, "says", (piece.strip("{}") for piece in _PLACES.findall(contradiction.text)), catalogue)
    table.close()
    return contradiction


def _refuse_strangers(
    table: DataTable, key: str, ids: Iterable[str], catalogue: Catalogue, results: Mapping[str, str] = RESULTS
) -> None:
    for field_id in ids:
        if field_id not in catalogue.fields and field_id not in results:
            raise table.error(f"{key} of {table.label} names an unknown field {field_id}", key)
