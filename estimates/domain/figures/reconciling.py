"""From a published figure to the project's own: what the paper counts, and what comes on top until a model is good."""

from collections.abc import Sequence

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.rent import ANYWHERE, find_offers, market_price, wanted_of
from estimates.domain.figures.work import Work, called
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.published.reference import ModelPreset, TrainingRun, find
from projects.domain.answers import AnswerState
from projects.domain.book import Result, Term
from projects.domain.figures import Figure, Input, Rank
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop

PUBLISHED, FINAL, OTHER = "compute.published_run_cost", "compute.final_run_cost", "compute.other_runs_cost"
TOTAL = "compute.one_off"
STEPS = (PUBLISHED, FINAL, OTHER, "compute.rent_cost", "compute.extras", TOTAL)
"""The figures of the reconciliation, in the order in which it reads."""


ENDS = gettext_noop(
    "The published run of %(name)s took %(hours)s GPU-hours: the low end pays %(low)s US dollars for each "
    "(%(low_seller)s), the high end %(high)s (%(high_seller)s). With prices of another day it comes to another sum."
)


def lines(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures that lead from the published run to what renting comes to; none where nothing is rented."""
    by_id = {figure.id: figure for figure in figures}
    rented = any(given.figure_id == "compute.rent_cost" for given in getattr(by_id.get(TOTAL), "inputs", ()))
    return [by_id[id_] for id_ in STEPS if id_ in by_id] if rented and FINAL in by_id else []


def published_run(work: Work, preset: ModelPreset | None) -> TrainingRun | None:
    """Return the run whose hours are published for the model that the project's is like, or None."""
    run = find(preset.name, {run.name: run for run in work.reference.runs}) if preset else None
    return run if run and run.gpu_hours else None


def reconcile(work: Work, preset: ModelPreset | None, chip: Accelerator, hours: Result, price: Given) -> Result:
    """Work out what the final run costs, and beside it what its published hours would cost.

    Args:
        work: Reads and collects.
        preset: The model that the project's is like.
        chip: What it is trained on.
        hours: Of the final run [GPU-hours].
        price: `price_per_gpu_hour` [money/GPU-hour].
    """
    run = published_run(work, preset)
    if run is not None and (asked := _price_of(work, run, chip, price)) is not None:
        work.book.figure(
            PUBLISHED,
            gettext_noop("The published final run"),
            "money",
            f"published_gpu_hours × {asked.name}",
            _hours_of(run),
            asked,
            chapter=Chapter.ONCE,
            rank=Rank.STEP,
            note=gettext_noop("Its published hours at the price of your date. Trials and failed runs are not in it."),
        )
        _say_ends(work, run, chip)
    return work.book.figure(
        FINAL,
        gettext_noop("Your final run"),
        "money",
        "gpu_hours × price_per_gpu_hour",
        hours,
        price,
        chapter=Chapter.ONCE,
        rank=Rank.STEP,
        note=gettext_noop("Its hours follow from your model, text and accelerator; no run is like another."),
    )


def _say_ends(work: Work, run: TrainingRun, chip: Accelerator) -> None:
    """Say whose prices make the ends of what the published run costs, so that it meets what others worked out."""
    same = run.accelerator == chip.name
    if same and work.answers.state("compute.price_per_gpu_hour") is AnswerState.KNOWN:
        return
    offers = find_offers(work.prices, run.accelerator, wanted_of(work.answers) if same else ANYWHERE).offers
    if offers:
        low, high = (pick(offers, key=lambda offer: offer.price_usd_per_gpu_hour) for pick in (min, max))
        said = {"hours": f"{run.gpu_hours or 0:,.0f}", "name": run.name}
        for end, offer in (("low", low), ("high", high)):
            said |= {end: f"{offer.price_usd_per_gpu_hour:.2f}", f"{end}_seller": offer.provider}
        work.note(ENDS, about=Chapter.ONCE, **said)


def other_runs(work: Work, cost: Result, final: Result) -> None:
    """Work out what all runs but the final one cost: trials, and what breaks."""
    work.book.figure(
        OTHER,
        gettext_noop("Trials and failed runs"),
        "money",
        "rent_cost − final_run_cost",
        cost,
        final,
        chapter=Chapter.ONCE,
        rank=Rank.STEP,
        note=gettext_noop("Papers leave them out; your budget cannot."),
    )


def _hours_of(run: TrainingRun) -> Term:
    label = gettext_noop("Published hours of the final run")
    hours = Range.exactly(run.gpu_hours or 0)
    told = f"{run.name}: {run.source}, {run.source_where}"
    given = Input(
        name="published_gpu_hours",
        label=label,
        value=hours,
        unit="GPU-hours",
        source=told,
        source_date=run.date_checked,
    )
    return Fixed(given)


def _price_of(work: Work, run: TrainingRun, chip: Accelerator, price: Given) -> Given | None:
    """Return the price of the accelerator on which the run was; the project's own where it is the same."""
    if run.accelerator == chip.name:
        return price
    market = market_price(work.prices, work.reference.accelerators[run.accelerator])
    if market is None:
        return None
    input = work.converted("compute.price_per_gpu_hour", market.usd_per_gpu_hour, market, market.source)
    return called(work.drawn("compute.published_price", input), "published_price")
