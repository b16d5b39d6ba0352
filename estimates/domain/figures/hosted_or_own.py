"""Figures of hosted against own: from how many cases a month own machines cost less."""

from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.figures.api import PRICES, price_of_calls
from estimates.domain.figures.load import CALLS, PEAK, SECONDS_PER_HOUR, calls_of_a_case, cases_a_month, load_is_known
from estimates.domain.figures.model_class import OWN_CLASS, Hosted, StandIn, compare_classes, find_stand_in
from estimates.domain.figures.model_size import size_of_model
from estimates.domain.figures.rent import rent
from estimates.domain.figures.serving import (
    FEWEST_CASES,
    HOURS,
    LOAD_SHARE,
    PRICE,
    Serving,
    count_machines,
    load_share_input,
    spare_of,
)
from estimates.domain.figures.training import architecture_of
from estimates.domain.figures.work import Work
from estimates.domain.formulas.buying import share_finite, summarise_finite
from estimates.domain.formulas.copies import FitRow
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.mfu import Reason
from estimates.domain.formulas.volume import LARGEST_VOLUME, Volume, break_even_cases, by_volume
from projects.domain.draws import DRAWS, Draw
from projects.domain.figures import Input, Origin
from projects.domain.text import gettext_noop

COMMON = ("L4", "L40S", "A100-SXM-80GB", "H100-SXM-80GB")
"""Accelerators that large clouds rent out for answering; of these the cheapest for the load is taken."""

# Calls at less money a case are free: nothing could be earned back.
_LEAST = 1e-12

_ANY_HOSTED, _OUR_MODEL = gettext_noop("the model whose price you entered"), gettext_noop("your model")

NEVER = gettext_noop(
    "In %(share)s out of 100 simulations the hosted model is cheaper at any volume. If the range has no upper end, we "
    "stop at a billion cases per month."
)
ALWAYS_HOSTED = gettext_noop(
    "In %(share)s out of 100 simulations the hosted model is cheaper at any volume: a fully used server costs more "
    "than "
    "the calls it replaces."
)


@dataclass(frozen=True, kw_only=True)
class _Own:
    """One copy of a model on machines of one's own."""

    cost: Draw
    cost_input: Input
    cases: Draw
    cases_input: Input
    spare: Input
    model: str
    said: Reason
    """Which model stands on which side, and whether they are of one class."""


def compare_volumes(work: Work, serving: Serving | None, *, hosted: bool) -> Volume | None:
    """Work out from how many cases a month own machines cost less, with a block of draws. Arguments as below."""
    if not hosted and serving is not None:
        price_of_calls(work)
    with work.coarsely():
        return _compare_volumes(work, serving, hosted=hosted)


def _compare_volumes(work: Work, serving: Serving | None, *, hosted: bool) -> Volume | None:
    """Work out from how many cases a month own machines cost less than a hosted model.

    Args:
        work: Reads and collects.
        serving: The machines that answer; None where they could not be counted.
        hosted: Whether the project calls a hosted model; then an open model of its class is held against it.
    """
    if hosted:
        own = _assumed_own(work) if "compute.call_cost" in work.drawn else None
    else:
        own = _own(work, serving) if serving is not None and "compute.call_cost" in work.drawn else None
    if own is None:
        return None
    work.note(own.said.message, about="volume", **own.said.params)
    block = slice(0, DRAWS)
    price, cost, cases = work.drawn["compute.call_cost"][block] / 1000, own.cost[block], own.cases[block]
    if not (np.all(price > _LEAST) and np.all(cases > FEWEST_CASES)):
        return None
    spare = own.spare.value.likely
    even_draws = break_even_cases(price, cost, cases, spare)
    even, never = summarise_finite(even_draws, top=LARGEST_VOLUME), 1 - share_finite(even_draws)
    if even is not None:
        work.add(
            "compute.break_even_cases", gettext_noop("Own servers cost less from"), even_draws, "cases/month",
            "(max(1, ceil(spare_copies / (call_cost / 1000 × copy_cases / copy_cost − 1))) + spare_copies)"
            " × copy_cost / (call_cost / 1000)",
            (own.spare, work.result("compute.call_cost"), own.cases_input, own.cost_input), value=even,
            note=gettext_noop("Rented servers. The work of running them is not included, nor is the work of "
                "integrating calls."),
        )  # fmt: skip
    if never >= 0.1:
        message = NEVER if even is not None else ALWAYS_HOSTED
        work.note(message, about="volume", share=round(never * 100))
    known = cases_a_month(work) if load_is_known(work) else None
    now = float(np.median(known.drawn[block])) if known is not None else None
    longest = max(2.5 * even.likely if even else 0.0, 1.5 * (now or 0.0), FEWEST_CASES)
    longest = longest if longest > 1 else float(np.median(cases))
    step, lines, owned = by_volume(price, cost, cases, spare_copies=spare, longest=min(longest, LARGEST_VOLUME))
    return Volume(
        step=step, hosted=lines, own=owned, break_even=even, never=never, cases=now, model=own.model,
        hosted_model=hosted_side(work).name,
    )  # fmt: skip


def hosted_side(work: Work) -> Hosted:
    """Return the hosted model and what it charges; calls have been priced."""
    prices = [(work.number(field_id) or 0.0) / work.money_per_usd for field_id in PRICES]
    return Hosted(name=work.text("compute.api_model") or "", price_usd=_blend(*prices))


def _blend(price_in: float, price_out: float) -> float:
    """Return one price for both kinds of tokens: three in for one out, as price comparisons count."""
    return (3 * price_in + price_out) / 4


def _own(work: Work, serving: Serving) -> _Own | None:
    """Work out what one copy of the project's model costs a month, and how many cases it answers."""
    if not _cost_and_cases(work, serving.choice.copy.accelerator):
        return None
    cost, cases = "compute.copy_cost", "compute.copy_cases"
    return _Own(
        cost=work.drawn[cost], cost_input=work.result(cost), cases=work.drawn[cases], cases_input=work.result(cases),
        spare=spare_of(work), model=work.text("compute.model") or "", said=_say_own(work),
    )  # fmt: skip


def _say_own(work: Work) -> Reason:
    """Say which model stands on which side, where the project runs its own."""
    preset, hosted = work.preset(), hosted_side(work)
    size = size_of_model(work, preset, architecture_of(work, preset))
    like = find_stand_in(hosted, None, work.reference.presets)
    names = {"hosted": hosted.name or _ANY_HOSTED, "own": work.text("compute.model") or _OUR_MODEL}
    if size is None or like is None:
        return Reason(message=OWN_CLASS, params=names)
    message = compare_classes(like.preset, size.parameters, size.architecture)
    return Reason(message=message, params=names | {"like": like.preset.name})


def _cost_and_cases(work: Work, chip: Accelerator) -> bool:
    calls, factor, hours = calls_of_a_case(work), *(work.draw(one) for one in PEAK)
    on, price = work.draw(HOURS), rent(work, PRICE, chip)
    if calls is None or factor is None or hours is None or on is None or price is None or not np.any(on > 0):
        return False
    size = work.result("compute.copy_accelerators")
    work.add(
        "compute.copy_cost", gettext_noop("One copy of the model, per month"), on * size.value.likely * price,
        "money/month", "serving_hours_per_month × copy_accelerators × serving_price_per_gpu_hour",
        (*work.of(HOURS), size, *work.of(PRICE)), step=True,
    )  # fmt: skip
    share = work.draws.of("compute.load_share", LOAD_SHARE)
    answered = work.drawn["compute.calls_per_s"] * share * hours * SECONDS_PER_HOUR / (factor * calls)
    work.add(
        "compute.copy_cases", gettext_noop("Cases one copy can answer"), answered, "cases/month",
        "calls_per_s × load_share × load_hours_per_month × 3600"
        " / (peak_factor × api_calls_per_case × api_retry_factor)",
        (work.result("compute.calls_per_s"), load_share_input(work), *work.of(*PEAK, *CALLS)), step=True,
        note=gettext_noop("The busiest hour sets the limit; in other hours it could answer more."),
    )  # fmt: skip
    return True


def _assumed_own(work: Work) -> _Own | None:
    """Work out the same for an open model, beside the project's own figures: it chose no machines."""
    proposed = work.guess.model if work.guess else None
    like = find_stand_in(hosted_side(work), proposed, work.reference.presets)
    if like is None:
        return None
    known = [work.reference.accelerators[name] for name in COMMON if name in work.reference.accelerators]
    tried = (count_machines(_beside(work), chip, preset=like.preset) for chip in known)
    serving = next((counted for counted in tried if counted is not None), None)
    if serving is None:
        return None
    best = serving.rows_of(known)[0]
    return _on_the_side(work, best, like) if best.usd_per_month is not None else None


def _beside(work: Work) -> Work:
    """Return a sheet of its own for figures that the page does not show, with the first block of draws."""
    return Work(
        work.answers, work.fields, work.reference, work.draws.block, work.money_per_usd, work.rate_note, work.prices
    )  # fmt: skip


def _on_the_side(work: Work, row: FitRow, like: StandIn) -> _Own | None:
    side, model = _beside(work), like.preset.name
    chip = work.reference.accelerators[row.accelerator]
    if count_machines(side, chip, preset=like.preset) is None or not _cost_and_cases(side, chip):
        return None
    count = int(side.result("compute.copy_accelerators").value.likely)
    source = (
        f"{model} at 16 bit on {count} × {chip.name}, rented day and night, as “Run an open model ourselves” "
        "works it out: make a scenario of that way to see each step and to choose another model"
    )

    def assumed(id_: str) -> Input:
        return replace(
            side.result(id_), origin=Origin.ASSUMPTION, source=source, source_date=work.reference.speed.date,
            figure_id="", field_id="compute.approach",
        )  # fmt: skip

    names = {"hosted": hosted_side(work).name or _ANY_HOSTED, "own": model}
    return _Own(
        cost=side.drawn["compute.copy_cost"], cost_input=assumed("compute.copy_cost"),
        cases=side.drawn["compute.copy_cases"], cases_input=assumed("compute.copy_cases"), spare=spare_of(side),
        model=model, said=Reason(message=like.why, params=names),
    )  # fmt: skip
