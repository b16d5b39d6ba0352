"""The ladder of approaches: which steps the answers rule in or out, which one we advise, and which kind of model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from pathlib import Path

from projects.domain.datafiles import DataTable, refuse_twins
from projects.domain.expressions import Facts, Rule
from projects.domain.fields import Catalogue
from scoping.domain.plans.reading import choices_of, read_day, read_head, read_rule, read_sentence

CHOICE, WAY, TALKED = "approach.choice", "compute.approach", "approach.asked_team"
MODEL_FIGURES = frozenset({
    "compute.kv_gb", "compute.weights_gb", "compute.train_weights_gb", "compute.train_activations_gb",
    "compute.train_optimiser_gb", "compute.first_token_s", "compute.user_tokens_per_s", "compute.flop",
})  # fmt: skip
"""Figures of the compute page that a decision about the model may name: memory, speed and work of a model."""


class RulingEffect(StrEnum):
    """What a rule does to its step."""

    OUT = "out"
    WARN = "warn"
    IN = "in"
    PREFER = "prefer"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """A rule about a step with what to say where it holds."""

    effect: RulingEffect
    rule: Rule
    reason: str


@dataclass(frozen=True, kw_only=True)
class Flip:
    """What would speak against a step."""

    says: str
    unless: Rule | None
    """Where it is so already."""


@dataclass(frozen=True, kw_only=True)
class RungNextStep:
    """What to do next about a step, where some answers hold."""

    says: str
    rule: Rule


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A step of the ladder."""

    id: str
    title: str
    way: str
    """The choice of `compute.approach` that it is priced as."""
    way_inside: str
    """The same where texts may not leave the organisation."""
    what: str
    misses: str
    at_least: bool
    """Whether the price of that approach is the least that it costs."""
    first_value_weeks: tuple[float, float]
    """From the decision to the first use by a real user, low and high."""
    next_step: str
    """What to do next where none of `next_steps` holds."""
    next_steps: tuple[RungNextStep, ...]
    """The first that holds is said, so that nobody is told to do what is done."""
    flips: tuple[Flip, ...]
    rulings: tuple[Ruling, ...]


NO_LANGUAGE = "not_language"
"""The family of what is no language model."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """A kind of model."""

    id: str
    title: str
    example: str
    rule: Rule
    reason: str
    against: str
    flips: str


@dataclass(frozen=True, kw_only=True)
class Design:
    """A decision that whoever builds a model takes."""

    id: str
    """The choice of `approach.asked_team` that says it was talked through."""
    title: str
    what: str
    care: str
    ask: str
    rule: Rule
    """Whether it matters in a project."""
    here: str
    """Why it does; may hold `{field.id}` and `{result.…}`."""
    figures: tuple[str, ...] = ()
    """Ids of the figures that it moves, the first that exists is shown."""


@dataclass(frozen=True, kw_only=True)
class AttentionExample:
    """Two sentences that show what attention and position do, with weights drawn for explanation [%]."""

    title: str
    sentences: tuple[str, str]
    tells: str
    weights: tuple[Mapping[str, float], Mapping[str, float]]
    weights_note: str


@dataclass(frozen=True, kw_only=True)
class ApproachPlan:
    """Everything that the advice is made of."""

    rungs: tuple[Rung, ...]
    """The lowest first."""
    inside: Rule
    inside_reason: str
    families: tuple[Family, ...]
    designs: tuple[Design, ...]
    example: AttentionExample
    source: str
    checked_on: str
    """ISO date."""


@dataclass(frozen=True)
class Barrier:
    """Why an approach is ruled out."""

    reason: str
    of_place: bool = False
    """Whether it is about where the model runs, so that it does not hold on one's own machines."""


class RungFit(IntEnum):
    """How well a step fits."""

    OPEN = 0
    """Nothing speaks for it."""
    FITS = 1
    """An "in" rule holds."""
    PREFERRED = 2
    """A "prefer" rule holds."""


class RungStatus(StrEnum):
    """How a step stands."""

    ADVISED = "advised"
    POSSIBLE = "possible"
    OPEN = "open"
    """Nothing speaks for it yet, and nothing against it."""
    OUT = "out"


@dataclass(frozen=True, kw_only=True)
class JudgedRung:
    """A step with what the answers say of it."""

    rung: Rung
    standing: RungStatus
    way: str
    """The choice of `compute.approach` that it is priced as in this project."""
    out: tuple[Ruling, ...]
    favour: tuple[Ruling, ...]
    """What speaks for it: "prefer" and "in"."""
    warnings: tuple[Ruling, ...]
    flips: tuple[str, ...]
    """What would speak against it and is not so yet; nothing where it is out."""
    next_step: str
    """What to do next; "" where it is out."""
    barred: tuple[str, ...] = ()
    """Why the approach that it is priced as is ruled out, where it is."""
    elsewhere: tuple[str, ...] = ()
    """Why its usual approach is ruled out, where the step may be taken on one's own machines all the same."""

    @property
    def fit(self) -> RungFit:
        """How well it fits."""
        if any(ruling.effect is RulingEffect.PREFER for ruling in self.favour):
            return RungFit.PREFERRED
        return RungFit.FITS if self.favour else RungFit.OPEN


@dataclass(frozen=True, kw_only=True)
class LadderAdvice:
    """What the answers say of the ladder."""

    rungs: tuple[JudgedRung, ...]
    inside: bool
    """Whether texts may not leave the organisation."""
    families: tuple[Family, ...]
    """Kinds of model that fit, in the order of the file."""

    @property
    def advised(self) -> JudgedRung | None:
        """The step that is advised; None while nothing speaks for any step that is not out."""
        return next((rung for rung in self.rungs if rung.standing is RungStatus.ADVISED), None)

    @property
    def below(self) -> tuple[JudgedRung, ...]:
        """The steps below the advised one that are not out, the nearest first."""
        place = next((place for place, rung in enumerate(self.rungs) if rung.standing is RungStatus.ADVISED), 0)
        return tuple(rung for rung in reversed(self.rungs[:place]) if rung.standing is not RungStatus.OUT)

    def advising(self, rung_id: str) -> "LadderAdvice":
        """Return the same with a step advised; with none where the id is ""."""
        rungs = (
            replace(judged, standing=RungStatus.ADVISED) if judged.rung.id == rung_id else judged
            for judged in self.rungs
        )
        return replace(self, rungs=tuple(rungs))


def designs_that_matter(plan: ApproachPlan, facts: Facts) -> tuple[Design, ...]:
    """Return the design decisions that the answers ask somebody to look at, in the order of the file."""
    return tuple(design for design in plan.designs if facts.holds(design.rule))


def judge_ladder(plan: ApproachPlan, facts: Facts, barred: Mapping[str, tuple[Barrier, ...]]) -> LadderAdvice:
    """Rule each step in or out, with none advised yet: what fits equally well is told apart by money, upstairs.

    A step is out while one of its "out" rules holds, or the approach that it is priced as is ruled out. Where only the
    place speaks against that approach, the same step may be taken with an open model on one's own machines. "Warn"
    moves nothing.

    Args:
        plan: The ladder.
        facts: The project's answers.
        barred: Why an approach is ruled out, by choice of `compute.approach`; of those that are.
    """
    inside = facts.holds(plan.inside)
    return LadderAdvice(
        rungs=tuple(_judged(rung, facts, barred, inside=inside) for rung in plan.rungs),
        inside=inside,
        families=tuple(family for family in plan.families if facts.holds(family.rule)),
    )


def _judged(rung: Rung, facts: Facts, barred: Mapping[str, tuple[Barrier, ...]], *, inside: bool) -> JudgedRung:
    holding = tuple(ruling for ruling in rung.rulings if facts.holds(ruling.rule))
    usual = barred.get(rung.way, ())
    way = rung.way_inside if inside or any(barrier.of_place for barrier in usual) else rung.way
    barriers = (
        usual if way == rung.way else (*(barrier for barrier in usual if not barrier.of_place), *barred.get(way, ()))
    )
    out = tuple(ruling for ruling in holding if ruling.effect is RulingEffect.OUT)
    favour = tuple(ruling for ruling in holding if ruling.effect in (RulingEffect.PREFER, RulingEffect.IN))
    standing = RungStatus.OUT if out or barriers else RungStatus.POSSIBLE if favour else RungStatus.OPEN
    flips = () if standing is RungStatus.OUT else rung.flips
    next_step = next((step.says for step in rung.next_steps if facts.holds(step.rule)), rung.next_step)
    return JudgedRung(
        rung=rung,
        standing=standing,
        way=way,
        barred=tuple(dict.fromkeys(barrier.reason for barrier in barriers)),
        elsewhere=tuple(dict.fromkeys(barrier.reason for barrier in usual)) if way != rung.way else (),
        flips=tuple(flip.says for flip in flips if not (flip.unless and facts.holds(flip.unless))),
        next_step="" if standing is RungStatus.OUT else next_step,
        out=out,
        favour=favour,
        warnings=tuple(ruling for ruling in holding if ruling.effect is RulingEffect.WARN),
    )


# ---------------------------------------------------------------- reading


def load_approach_plan(path: Path, catalogue: Catalogue) -> ApproachPlan:
    """Read the ladder.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table, _day = read_head(path)
    rows = {key: table.tables(key) for key in ("rung", "family", "design")}
    for some in rows.values():
        refuse_twins(some, "id")
    inside, example = table.table("inside"), table.table("example")
    plan = ApproachPlan(
        rungs=tuple(_read_rung(row, catalogue) for row in rows["rung"]),
        inside=read_rule(inside, catalogue),
        inside_reason=inside.text("reason"),
        families=_read_families(table, rows["family"], catalogue),
        designs=tuple(_read_design(row, catalogue) for row in rows["design"]),
        example=_read_example(example),
        source=table.text("source"),
        checked_on=read_day(table, ""),
    )
    ladder, choices = {rung.id for rung in plan.rungs}, choices_of(catalogue, CHOICE)
    if ladder != choices:
        raise table.error(f"the steps must be the choices of {CHOICE}: {', '.join(sorted(choices ^ ladder))}")
    designs, talks = {design.id for design in plan.designs}, choices_of(catalogue, TALKED)
    if designs != talks:
        raise table.error(f"the designs must be the choices of {TALKED}: {', '.join(sorted(talks ^ designs))}")
    for read in (inside, table):
        read.close()
    return plan


def _read_rung(row: DataTable, catalogue: Catalogue) -> Rung:
    ways = tuple(sorted(choices_of(catalogue, WAY)))
    weeks = row.get("first_value_weeks", list)
    if len(weeks) != 2 or not all(isinstance(week, int) for week in weeks) or not 0 <= weeks[0] <= weeks[1]:
        raise row.error(f"first_value_weeks of {row.label} must be two whole numbers that rise", "first_value_weeks")
    way = row.one_of("way", ways)
    rung = Rung(
        way=way,
        way_inside=row.one_of("way_inside", ways) if row.has("way_inside") else way,
        first_value_weeks=(float(weeks[0]), float(weeks[1])),
        at_least=row.get("at_least", bool, False),
        next_steps=tuple(
            _read_next(table, catalogue) for table in (row.tables("next_steps") if row.has("next_steps") else ())
        ),
        flips=tuple(_read_flip(table, catalogue) for table in row.tables("flips")),
        rulings=tuple(_read_ruling(table, catalogue) for table in row.tables("rules")),
        **{key: row.text(key) for key in ("id", "title", "what", "misses", "next_step")},
    )
    row.close()
    return rung


def _read_next(row: DataTable, catalogue: Catalogue) -> RungNextStep:
    step = RungNextStep(says=row.text("says"), rule=read_rule(row, catalogue))
    row.close()
    return step


def _read_flip(row: DataTable, catalogue: Catalogue) -> Flip:
    flip = Flip(says=row.text("says"), unless=read_rule(row, catalogue, "unless") if row.has("unless") else None)
    row.close()
    return flip


def _read_ruling(row: DataTable, catalogue: Catalogue) -> Ruling:
    ruling = Ruling(
        effect=RulingEffect(row.one_of("effect", tuple(RulingEffect))),
        rule=read_rule(row, catalogue),
        reason=row.text("reason"),
    )
    row.close()
    return ruling


def _read_families(table: DataTable, rows: Sequence[DataTable], catalogue: Catalogue) -> tuple[Family, ...]:
    families = tuple(_read_family(row, catalogue) for row in rows)
    if NO_LANGUAGE not in {family.id for family in families}:
        raise table.error(
            f"no family is called {NO_LANGUAGE}, where none explains how a language model works", "family"
        )
    return families


def _read_family(row: DataTable, catalogue: Catalogue) -> Family:
    texts = {key: row.text(key) for key in ("id", "title", "example", "reason", "against", "flips")}
    family = Family(rule=read_rule(row, catalogue), **texts)
    row.close()
    return family


def _read_design(row: DataTable, catalogue: Catalogue) -> Design:
    design = Design(
        rule=read_rule(row, catalogue),
        here=read_sentence(row, "here", catalogue),
        figures=_read_figures(row),
        **{key: row.text(key) for key in ("id", "title", "what", "care", "ask")},
    )
    row.close()
    return design


def _read_figures(row: DataTable) -> tuple[str, ...]:
    figures = row.texts("figures", ())
    for figure in figures:
        if figure not in MODEL_FIGURES:
            reason = f"figures of {row.label} names {figure}, which is none of {', '.join(sorted(MODEL_FIGURES))}"
            raise row.error(reason, "figures")
    return figures


def _read_example(row: DataTable) -> AttentionExample:
    weights = row.table("weights")
    texts = {key: row.text(key) for key in ("first", "second")}
    shown = []
    for key, sentence in texts.items():
        shares = weights.get(key, dict)
        words = {word.strip(".").casefold() for word in sentence.split()}
        if strange := [word for word in shares if word.casefold() not in words]:
            raise row.error(f"{strange[0]} is no word of the {key} sentence", "weights")
        if odd := [word for word, share in shares.items() if type(share) not in (int, float) or not 0 <= share <= 100]:
            raise row.error(f"{odd[0]} of the {key} sentence must be a share from 0 to 100", "weights")
        shown.append({word: float(share) for word, share in shares.items()})
    weights.close()
    example = AttentionExample(
        title=row.text("title"),
        sentences=(texts["first"], texts["second"]),
        tells=row.text("tells"),
        weights=(shown[0], shown[1]),
        weights_note=row.text("weights_note"),
    )
    row.close()
    return example
