"""Figures of hosted against own: from how many cases a month own machines cost less."""

from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.figures.api import PRICES, price_of_calls
from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.load import CALLS, CALLS_OF_A_CASE, FEWEST_CASES, PEAK, known_cases
from estimates.domain.figures.model_class import OWN_CLASS, HostedFacts, compare_classes, find_stand_in
from estimates.domain.figures.model_size import size_of_model
from estimates.domain.figures.rent import rent
from estimates.domain.figures.serving import (
    COUNT,
    HOURS,
    PRICE,
    Load,
    Machines,
    Serving,
    choose_copy,
    load_of,
    load_share,
    spare_of,
)
from estimates.domain.figures.speed import CopySpeed, work_out_copy
from estimates.domain.figures.training import architecture_of
from estimates.domain.figures.work import Work
from estimates.domain.formulas.buying import share_finite, summarise_finite
from estimates.domain.formulas.hardware import Accelerator
from estimates.domain.formulas.mfu import Remark
from estimates.domain.formulas.volume import LARGEST_VOLUME, Volume, break_even_cases, by_volume
from projects.domain.answers import AnswerState
from projects.domain.book import Result, Term
from projects.domain.draws import DRAWS
from projects.domain.figures import Origin, Rank
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop, told

COMMON = ("L4", "L40S", "A100-SXM-80GB", "H100-SXM-80GB")
"""Accelerators that large clouds rent out for answering; of these the cheapest for the load is taken."""

# Calls at less money a case are free: nothing could be earned back.
_LEAST = 1e-12

BESIDE_SOURCE = gettext_noop(
    "%(model)s at 16 bit on %(count)s × %(chip)s, rented day and night, as “Run an open model ourselves” works it out: "
    "make a scenario of that way to see each step and to choose another model"
)
_ANY_HOSTED, _OUR_MODEL = gettext_noop("the model whose price you entered"), gettext_noop("your model")
_USUAL_HOSTED = gettext_noop("a small model at the usual price")

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

    cost: Term
    """`copy_cost` [money/month]."""
    cases: Term
    """`copy_cases` [cases/month]."""
    spare: Fixed
    model: str
    said: Remark
    """Which model stands on which side, and whether they are of one class."""


def volume_of_own(work: Work, machines: Machines) -> Volume | None:
    """Work out from how many cases a month the project's own machines cost less than a hosted model."""
    if machines.serving is None or machines.copy is None:
        return None
    hosted = price_of_calls(work, gettext_noop("A hosted model instead, per 1,000 cases"))
    if hosted is None:
        return None
    work = work.coarse
    priced = _cost_and_cases(work, machines.serving.choice.copy.accelerator, machines.copy)
    if priced is None:
        return None
    cost, cases = priced
    model = work.text("compute.model")
    own = _Own(cost=cost, cases=cases, spare=spare_of(work), model=model, said=_say_own(work))
    return _volume(work, hosted, own)


def volume_of_hosted(work: Work, hosted: Result | None) -> Volume | None:
    """Work out from how many cases a month an open model of the same class costs less than the project's hosted one."""
    work = work.coarse
    own = _assumed_own(work) if hosted else None
    return _volume(work, hosted, own) if hosted and own else None


def _volume(work: Work, hosted: Result, own: _Own) -> Volume | None:
    """Hold a hosted model against own machines, with a block of draws."""
    work.note(own.said.message, about=Chapter.VOLUME, **own.said.params)
    price, cost, cases = hosted.draws[:DRAWS] / 1000, own.cost.draws, own.cases.draws
    if not (np.all(price > _LEAST) and np.all(cases > FEWEST_CASES)):
        return None
    spare = own.spare.input.value.likely
    even_draws = break_even_cases(price, cost, cases, spare)
    even, never = summarise_finite(even_draws, top=LARGEST_VOLUME), 1 - share_finite(even_draws)
    if even is not None:
        work.book.kept(
            even_draws,
            "compute.break_even_cases",
            gettext_noop("Own servers cost less from"),
            "cases/month",
            "(max(1, ceil(spare_copies / (call_cost / 1000 × copy_cases / copy_cost − 1))) + spare_copies)"
            " × copy_cost / (call_cost / 1000)",
            own.spare,
            hosted,
            own.cases,
            own.cost,
            value=even,
            chapter=Chapter.VOLUME,
            note=gettext_noop(
                "Rented servers. The work of running them is not included, nor is the work of integrating calls."
            ),
        )
    if never >= 0.1:
        message = NEVER if even is not None else ALWAYS_HOSTED
        work.note(message, about=Chapter.VOLUME, share=round(never * 100))
    known = known_cases(work)
    now = float(np.median(known.draws)) if known is not None else None
    longest = max(2.5 * even.likely if even else 0.0, 1.5 * (now or 0.0), FEWEST_CASES)
    longest = longest if longest > 1 else float(np.median(cases))
    lines = by_volume(price, cost, cases, spare_copies=spare, longest=min(longest, LARGEST_VOLUME))
    return Volume(
        lines=lines,
        break_even=even,
        never=never,
        cases=now,
        model=own.model,
        hosted_model=hosted_side(work).name,
    )


def hosted_side(work: Work) -> HostedFacts:
    """Return the hosted model and what it charges; calls have been priced."""
    prices = [(work.number(field_id) or 0.0) / work.published.exchange.money_per_usd for field_id in PRICES]
    name, known = work.text("compute.api_model"), [work.answers.state(field_id) for field_id in PRICES]
    listed = bool(name) and work.reference.api.find(name) is not None
    return HostedFacts(name=name, price_usd=_blend(*prices), price_said=listed or AnswerState.KNOWN in known)


def _called(hosted: HostedFacts) -> str:
    """Return what the hosted side is called in a sentence."""
    return (hosted.name or _ANY_HOSTED) if hosted.price_said else _USUAL_HOSTED


def _sees(work: Work) -> bool:
    """Tell whether the model has to read pictures; scanned text is read by other means first."""
    return not {"image", "video"}.isdisjoint(work.answers.value("solution.input") or ())


def _blend(price_in: float, price_out: float) -> float:
    """Return one price for both kinds of tokens: three in for one out, as price comparisons count."""
    return (3 * price_in + price_out) / 4


def _say_own(work: Work) -> Remark:
    """Say which model stands on which side, where the project runs its own."""
    preset, hosted = work.preset(), hosted_side(work)
    size = size_of_model(work, preset, architecture_of(work, preset))
    like = find_stand_in(hosted, None, work.reference.presets, sees=_sees(work))
    names = {"hosted": _called(hosted), "own": work.text("compute.model") or _OUR_MODEL}
    if size is None or like is None:
        return Remark(message=OWN_CLASS, params=names)
    message = compare_classes(like.preset, size.parameters, size.architecture)
    return Remark(message=message, params=names | {"like": like.preset.name})


def _cost_and_cases(work: Work, chip: Accelerator, copy: CopySpeed) -> tuple[Result, Result] | None:
    """Work out what one copy of a model costs a month, and how many cases it answers."""
    calls, peak = work.need_all(*CALLS), [work.term(field_id) for field_id in PEAK]
    on, price = work.term(HOURS), rent(work, PRICE, chip)
    if not calls or None in peak or on is None or price is None or not np.any(on.draws > 0):
        return None
    cost = work.book.figure(
        "compute.copy_cost",
        gettext_noop("One copy of the model, per month"),
        "money/month",
        "serving_hours_per_month × copy_accelerators × serving_price_per_gpu_hour",
        on,
        copy.accelerators,
        price,
        chapter=Chapter.VOLUME,
        rank=Rank.STEP,
    )
    cases = work.book.figure(
        "compute.copy_cases",
        gettext_noop("Cases one copy can answer"),
        "cases/month",
        f"calls_per_s × load_share × load_hours_per_month × 3600 / (peak_factor × {CALLS_OF_A_CASE})",
        copy.calls,
        load_share(work),
        *(term for term in peak if term),
        *calls,
        chapter=Chapter.VOLUME,
        rank=Rank.STEP,
        note=gettext_noop("The busiest hour sets the limit; in other hours it could answer more."),
    )
    return cost, cases


def _assumed_own(work: Work) -> _Own | None:
    """Work out the same for an open model, beside the project's own figures: it chose no machines."""
    proposed = work.guess.model if work.guess else None
    like = find_stand_in(hosted_side(work), proposed, work.reference.presets, sees=_sees(work))
    if like is None:
        return None
    side, model = work.beside, like.preset.name
    load = None if side.answers.state(COUNT) is AnswerState.NOT_RELEVANT else load_of(side, like.preset)
    serving = _cheapest(side, load) if load else None
    if load is None or serving is None:
        return None
    chip, copy = serving.choice.copy.accelerator, work_out_copy(side, load.size, serving.choice, load.tokens)
    priced = _cost_and_cases(side, chip, copy)
    if priced is None:
        return None
    count = int(copy.accelerators.figure.value.likely)
    source = told(BESIDE_SOURCE, model=model, count=count, chip=chip.name)
    cost, cases = (
        Given(
            replace(
                result.input,
                origin=Origin.ASSUMPTION,
                source=source,
                source_date=work.reference.speed.date,
                figure_id="",
                field_id="compute.approach",
            ),
            result.draws,
        )
        for result in priced
    )
    names = {"hosted": _called(hosted_side(work)), "own": model}
    return _Own(cost=cost, cases=cases, spare=spare_of(side), model=model, said=Remark(message=like.why, params=names))


def _cheapest(work: Work, load: Load) -> Serving | None:
    """Choose the accelerator that answers a load for the least money; None where none does, or at no known price."""
    known = [work.reference.accelerators[name] for name in COMMON if name in work.reference.accelerators]
    serving = next((chosen for chip in known if (chosen := choose_copy(work, load, chip))), None)
    if serving is None:
        return None
    best = serving.rows_of(known)[0]
    if best.usd_per_month is None:
        return None
    return choose_copy(work, load, work.reference.accelerators[best.accelerator])
