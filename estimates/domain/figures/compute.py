"""What the computing of a scenario costs: from answers to figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from estimates.domain.figures.api import call, with_list_prices
from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.classic import learn
from estimates.domain.figures.guess import OWN, Guess
from estimates.domain.figures.hosted_or_own import volume_of_hosted, volume_of_own
from estimates.domain.figures.memory import TrainingMemory, train_where_it_fits
from estimates.domain.figures.rent_or_buy import Bought, RentOrBuy, compare, serving_machines, training_machines
from estimates.domain.figures.retrieval import retrieve, with_passages
from estimates.domain.figures.ruled_out import stays_inside
from estimates.domain.figures.serving import RENT_OF_SERVING, Served, Serving, serve
from estimates.domain.figures.speed import longest_text
from estimates.domain.figures.storage import keep
from estimates.domain.figures.training import Training, architecture_of
from estimates.domain.figures.work import Published, Work
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.formulas.mfu import Remark
from estimates.domain.formulas.volume import Volume
from projects.domain.answers import Answers
from projects.domain.book import Result
from projects.domain.draws import DRAWS, Draw
from projects.domain.figures import Figure, Input, Origin, Rank
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.same_draws import final
from projects.domain.text import gettext_noop

TRAINS = {"fine_tune", "train"}
MONTHS_PER_YEAR = 12
SERVES = {"fine_tune", "self_host", "train"}
TAKES = {"fine_tune", "self_host"}
"""Those that take a model that others trained, for texts of a length that is given."""
HOSTED = {"api", "retrieval"}


@dataclass(frozen=True, kw_only=True)
class ComputeEstimate:
    """The figures that the answers allow, and what is missing for the others."""

    figures: Sequence[Figure] = ()
    missing: Mapping[str, str]
    """Why a figure is absent, by the id of the field that would bring it."""
    problems: Sequence[Remark] = ()
    """What is wrong with an answer."""
    notes: Sequence[Remark] = ()
    """What a reader should know, such as why a range is wide."""
    one_off_draws: Draw | None = None
    """Computing until launch, the first block of draws, shape (10,000,) [money]; None while unknown or without any."""
    running_per_year_draws: Draw | None = None
    """Computing after launch, the same draws, shape (10,000,) [money/year]; None while unknown or without any."""
    comparison: RentOrBuy | None = None
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
    longest_text: float = 0.0
    """A long text with its answer [tokens]; 0 while nobody knows."""
    read_share: float | None = None
    """The longest text, in training or in use / the longest that the model was made for [%]; None where no known model
    is taken."""

    def figure(self, figure_id: str) -> Figure | None:
        """Return one figure by its id, or None."""
        return next((figure for figure in self.figures if figure.id == figure_id), None)

    @property
    def shows_pay(self) -> bool:
        """Whether an answer about people's pay is counted in."""
        return any(figure.shows_pay for figure in self.figures)

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
        energy = self.figure("compute.energy") or self.figure("compute.serving_energy")
        results = {"result.energy_kwh_p50": energy.value.likely} if energy else {}
        whole = self.figure("compute.answer_s")
        results |= {"result.answer_s": whole.value.likely} if whole else {}
        return results | ({"result.read_share": self.read_share} if self.read_share is not None else {})


def estimate_compute(read: Reader, published: Published, guess: Guess | None = None) -> ComputeEstimate:
    """Work out everything that the answers allow.

    Args:
        read: The scenario's visible answers.
        published: Published facts, the models learnt from them, and prices.
        guess: What we propose where nobody answered; the way itself is proposed only, never assumed.
    """
    work, answers = Work(read, published, guess), read.answers
    approach = str(answers.value("compute.approach") or "")
    if not approach:
        work.miss("compute.approach")
    work, looked_at = work.watched(lambda asked: _with_what_is_published(asked, approach))
    parts, given = work.watched(lambda asked: _work_out(asked, approach))
    counted = (*looked_at.values(), *given.values(), *parts.counted_instead)
    owned = _owned(answers)
    one_off, running = _sums(work, *parts.paid(owned=owned))
    return ComputeEstimate(
        figures=_placed(work.book.figures, parts, owned=owned),
        missing=dict(work.missing),
        problems=tuple(work.problems),
        notes=tuple(work.notes),
        one_off_draws=one_off,
        running_per_year_draws=running,
        comparison=parts.bought.comparison if parts.bought else None,
        serving=parts.served.machines.serving,
        volume=parts.volume,
        memory=parts.memory,
        guess=guess,
        assumed={known.field_id: known for known in counted if known.origin is Origin.ASSUMPTION},
        longest_text=_longest(work),
        read_share=_read_share(work) if approach in TAKES else None,
    )


def _longest(work: Work) -> float:
    """Return the longest text [tokens]; a model on one's own machines that does not write has no answer beside it."""
    own = str(work.answers.value("compute.approach") or "") in OWN
    return longest_text(work, writes=not own or architecture_of(work, work.preset()) is not Architecture.ENCODER)


def _read_share(work: Work) -> float | None:
    """Return the longest text / the longest that the chosen model was made for [%]; None where either is not known."""
    preset, trained = work.preset(), work.number("compute.sequence_length") or 0.0
    longest = max(_longest(work), trained)
    return 100 * longest / preset.context_length if preset and longest else None


def _owned(answers: Answers) -> bool:
    """Tell whether machines are owned; where nobody said so, only those that must stand on one's own site."""
    return (answers.value("compute.own") or ("own" if stays_inside(answers) else "rent")) == "own"


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """What an approach is made of; empty where it has no such part, or nothing of it is known."""

    trains: bool = False
    """Whether the machines that could be owned are those of training."""
    once: tuple[Result, ...] = ()
    """Until launch, with rented machines [money]."""
    again: tuple[Result, ...] = ()
    """Training again after launch, with rented machines [money/month]."""
    served: Served = field(default_factory=Served)
    monthly: tuple[Result, ...] = ()
    """Beside the machines that answer [money/month]."""
    memory: TrainingMemory | None = None
    bought: Bought | None = None
    volume: Volume | None = None

    def paid(self, *, owned: bool) -> tuple[list[Result], list[Result]]:
        """Return what is paid until launch and every month after it; machines that are owned are not rented as well."""
        bought = self.bought if owned else None
        once, again = ((), ()) if bought and self.trains else (self.once, self.again)
        served = None if bought and not self.trains else self.served.cost
        monthly = (served, *self.monthly, *again, bought and bought.owning)
        return [*once, *([bought.up_front] if bought else [])], [result for result in monthly if result]

    @property
    def counted_instead(self) -> tuple[Input, ...]:
        """What was worked out for questions that nobody answered: beside each stands what counts in its place."""
        worked_out = (
            self.served.machines.needed and self.served.machines.needed.input,
            self.bought and self.bought.utilisation,
        )
        return tuple(given for given in worked_out if given)


def _placed(figures: Sequence[Figure], parts: _Parts, *, owned: bool) -> tuple[Figure, ...]:
    """Return the figures in their chapters: machines that are owned stand with their cost, and not with a rent."""
    if not (owned and parts.bought):
        return tuple(figures)
    unpaid = {result.id for result in (*parts.once, *parts.again)} if parts.trains else set(RENT_OF_SERVING)
    paid = {parts.bought.up_front.id: Chapter.ONCE, parts.bought.owning.id: Chapter.MONTHLY}
    return tuple(
        replace(figure, chapter=Chapter.BUYING, rank=Rank.STEP)
        if figure.id in unpaid
        else replace(figure, chapter=paid.get(figure.id, figure.chapter))
        for figure in figures
    )


def _with_what_is_published(work: Work, approach: str) -> Work:
    """Return the work with what stands in for answers under an approach, before anything is worked out from it."""
    return with_list_prices(with_passages(work) if approach == "retrieval" else work)


def _work_out(work: Work, approach: str) -> _Parts:
    if approach in HOSTED:
        hosted = call(work) if approach == "api" else retrieve(work)
        return _Parts(once=hosted.once, monthly=hosted.monthly, volume=volume_of_hosted(work, hosted.cost))
    if approach == "classic":
        once, monthly = learn(work)
        return _Parts(once=once, monthly=monthly)
    if approach not in SERVES:
        return _Parts()
    trains, tuning = approach == "train", approach == "fine_tune"
    training, memory = train_where_it_fits(work, tuning=tuning) if approach in TRAINS else (Training(), None)
    served, kept = serve(work), keep(work)
    rented = training_machines(work, training.hours, memory) if trains else serving_machines(served)
    fits = (memory is None or memory.fits) if trains else served.machines.fits
    return _Parts(
        trains=trains,
        once=training.costs,
        again=training.again,
        served=served,
        monthly=kept,
        memory=memory,
        bought=compare(work, rented) if fits else None,
        volume=volume_of_own(work, served.machines),
    )


def _sums(work: Work, once: Sequence[Result], monthly: Sequence[Result]) -> tuple[Draw | None, Draw | None]:
    """Return what the budget counts: once until launch, and every year after it; each as a figure too."""
    one_off = _sum(work, "compute.one_off", gettext_noop("Computing up to launch"), "money", once)
    label = gettext_noop("Computing per month after launch")
    per_month = _sum(work, "compute.running_per_month", label, "money/month", monthly)
    if per_month is not None:
        work.book.at_ends(
            "compute.running",
            gettext_noop("Computing per year after launch"),
            "money/year",
            f"{MONTHS_PER_YEAR} × running_per_month",
            per_month,
            wide=("running_per_month",),
            chapter=Chapter.MONTHLY,
        )
    # Copies, so that the other blocks can go: results stay in memory.
    return (
        None if one_off is None else final(one_off.draws[:DRAWS].copy()),
        None if per_month is None else final(per_month.draws[:DRAWS] * MONTHS_PER_YEAR),
    )


def _sum(work: Work, id_: str, label: str, unit: str, parts: Sequence[Result]) -> Result | None:
    if not parts:
        return None
    formula = " + ".join(part.name for part in parts)
    return work.book.figure(id_, label, unit, formula, *parts, rank=Rank.HEADLINE)
