"""What the computing of a scenario costs: from answers to figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from estimates.domain.figures.api import call
from estimates.domain.figures.classic import learn
from estimates.domain.figures.guess import Guess
from estimates.domain.figures.hosted_or_own import compare_volumes
from estimates.domain.figures.memory import TrainingMemory, training_memory
from estimates.domain.figures.rent_or_buy import Comparison, compare
from estimates.domain.figures.retrieval import retrieve
from estimates.domain.figures.ruled_out import stays_inside
from estimates.domain.figures.serving import Serving, serve
from estimates.domain.figures.storage import keep
from estimates.domain.figures.training import train
from estimates.domain.figures.work import NOT_ANSWERED, Work
from estimates.domain.formulas.mfu import Reason
from estimates.domain.formulas.volume import Volume
from estimates.domain.published.offers import NO_PRICES, PriceList
from estimates.domain.published.reference import Reference
from projects.domain.answers import Answers
from projects.domain.draws import DRAWS, Draw, Draws
from projects.domain.fields import Field
from projects.domain.figures import Figure, Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

TRAINS = {"fine_tune", "train"}
MONTHS_PER_YEAR = 12
SERVES = {"fine_tune", "self_host", "train"}
HOSTED = {"api", "retrieval"}
_ONE_OFF_RENTED = ("compute.rent_cost", "compute.extras", "compute.index_build", "compute.classic_build")
_MONTHLY = (
    "compute.calls", "compute.search", "compute.index_storage", "compute.index_upkeep", "compute.serving",
    "compute.classic_run", "compute.storage", "compute.egress",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ComputeEstimate:
    """The figures that the answers allow, and what is missing for the others."""

    figures: Sequence[Figure] = ()
    missing: Mapping[str, str]
    """Why a figure is absent, by the id of the field that would bring it."""
    problems: Sequence[Reason] = ()
    """What is wrong with an answer."""
    notes: Sequence[Reason] = ()
    """What a reader should know, such as why a range is wide."""
    one_off_draws: Draw | None = None
    """Computing until launch, the first block of draws, shape (10,000,) [money]; None while unknown or without any."""
    running_per_year_draws: Draw | None = None
    """Computing after launch, the same draws, shape (10,000,) [money/year]; None while unknown or without any."""
    comparison: Comparison | None = None
    """Renting against owning, month by month."""
    serving: Serving | None = None
    """How the machines that answer were counted; None where they were not."""
    volume: Volume | None = None
    """A hosted model against own machines, by the number of cases."""
    memory: TrainingMemory | None = None
    """How training is laid over accelerators; None where nothing is taught."""
    guess: Guess | None = None
    """What we propose where nobody answered."""
    assumed: Mapping[str, Input] = field(default_factory=dict)
    """What stands in for an answer, by field id."""

    def figure(self, figure_id: str) -> Figure | None:
        """Return one figure by its id, or None."""
        return next((one for one in self.figures if one.id == figure_id), None)

    @property
    def shows_pay(self) -> bool:
        """Whether an answer about people's pay is counted in."""
        return any(one.shows_pay for one in self.figures)

    @property
    def running_draws(self) -> Draw | None:
        """Computing after launch, shape (10,000,) [money/year]."""
        return self.running_per_year_draws

    @property
    def break_even(self) -> Range | None:
        """Month from which owning has cost less; None where it never does in half of the cases."""
        return self.comparison.break_even if self.comparison else None

    @property
    def results(self) -> dict[str, float]:
        """The results that checks look at, by id."""
        found = self.figure("compute.energy") or self.figure("compute.serving_energy")
        return {"result.energy_kwh_p50": found.value.likely} if found else {}


def estimate_compute(
    answers: Answers,
    fields: Mapping[str, Field],
    reference: Reference,
    draws: Draws,
    *,
    money_per_usd: float = 1.0,
    rate_note: str = "",
    prices: PriceList = NO_PRICES,
    guess: Guess | None = None,
) -> ComputeEstimate:
    """Work out everything that the answers allow.

    Args:
        answers: The scenario's visible answers.
        fields: Every field by id.
        reference: Published facts and the model learnt from them.
        draws: The project's draws.
        money_per_usd: One US dollar in the project's currency; published prices are in US dollars.
        rate_note: What the source of a converted price says besides.
        prices: What sellers ask on the day at which the project's prices are read.
        guess: What we propose where nobody answered; the way itself is proposed only, never assumed.
    """
    work = Work(answers, fields, reference, draws, money_per_usd, rate_note, prices, guess)
    approach = answers.value("compute.approach")
    if approach is None:
        work.missing["compute.approach"] = NOT_ANSWERED
    comparison, serving, memory = None, None, None
    if approach in TRAINS:
        train(work, tuning=approach == "fine_tune")
        memory = training_memory(work, tuning=approach == "fine_tune")
    if approach == "api":
        call(work)
    if approach == "retrieval":
        retrieve(work)
    if approach == "classic":
        learn(work)
    if approach in SERVES:
        serving = serve(work)
        keep(work)
        comparison = compare(work, training=approach == "train")
    volume = None
    if approach in SERVES | HOSTED:
        volume = compare_volumes(work, serving, hosted=approach in HOSTED)
    one_off, running = _sums(work, owned=_owned(answers, approach))
    return ComputeEstimate(
        figures=tuple(work.figures),
        missing=dict(work.missing),
        problems=tuple(work.problems),
        notes=tuple(work.notes),
        one_off_draws=one_off,
        running_per_year_draws=running,
        comparison=comparison,
        serving=serving,
        volume=volume,
        memory=memory,
        guess=guess,
        assumed={one: found for one, found in work.inputs.items() if found.origin is Origin.ASSUMPTION},
    )


def _owned(answers: Answers, approach: object) -> str:
    """Return which machines the scenario owns: those of `train`, those that `serve`, or none.

    Where nobody said so, machines are rented, unless the data must stay on one's own site.
    """
    own = answers.value("compute.own") or ("own" if stays_inside(answers) else "rent")
    if own != "own":
        return ""
    return "train" if approach == "train" else "serve"


def _sums(work: Work, *, owned: str) -> tuple[Draw | None, Draw | None]:
    """Return what the budget counts: once until launch, and every year after it; each as a figure too."""
    bought = bool(owned) and "compute.buy_up_front" in work.drawn
    once = [] if bought and owned == "train" else [one for one in _ONE_OFF_RENTED if one in work.drawn]
    monthly = [one for one in _MONTHLY if one in work.drawn and not (bought and owned == "serve" and "serving" in one)]
    # Where use grows, the average over the time is paid, not what is paid now.
    monthly = [f"{one}_on_average" if f"{one}_on_average" in work.drawn else one for one in monthly]
    if bought:
        once.append("compute.buy_up_front")
        monthly.append("compute.owning")
    one_off = _sum(work, "compute.one_off", gettext_noop("Computing up to launch"), "money", once)
    label = gettext_noop("Computing per month after launch")
    per_month = _sum(work, "compute.running_per_month", label, "money/month", monthly)
    if per_month is None:
        return one_off, None
    work.add_scaled(
        "compute.running", gettext_noop("Computing per year after launch"), "compute.running_per_month",
        MONTHS_PER_YEAR, "money/year", f"{MONTHS_PER_YEAR} × running_per_month",
    )  # fmt: skip
    return one_off, per_month * MONTHS_PER_YEAR


def _sum(work: Work, id_: str, label: str, unit: str, parts: Sequence[str]) -> Draw | None:
    if not parts:
        return None
    drawn = sum((work.drawn[one] for one in parts), np.zeros(work.draws.count))
    formula = " + ".join(one.rpartition(".")[2] for one in parts)
    work.add(id_, label, drawn, unit, formula, tuple(work.result(one) for one in parts))
    # A copy, so that the other blocks can go: results stay in memory.
    return drawn[:DRAWS].copy()
