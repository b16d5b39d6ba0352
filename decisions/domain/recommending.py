"""Which options stand out, and the one that is recommended: the same on every page.

What answers rule out is out. Of what is left, what fits decides first: the steps of the ladder that the answers prefer,
else those that they speak for. Money decides between options that fit equally well, so a lower price never makes up
for an approach that nothing in the answers speaks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from decisions.domain.options import SIMPLE, TODAY, Option
from estimates.domain.figures.ruled_out import NO_AI
from scoping.domain.plans.approach import JudgedRung, LadderAdvice, RungFit, RungStatus

CLOSE = 0.05
"""Options whose net values differ by less than this share of what is spent count as equal. Ours."""


NOTHING = "nothing"
"""The step that goes on as today."""


@dataclass(frozen=True)
class LadderStep:
    """The step of the ladder that an option is."""

    id: str
    place: int
    """Counted from the lowest, 0."""
    fit: RungFit = RungFit.OPEN


def steps_of(advice: LadderAdvice) -> dict[str, LadderStep]:
    """Return the step that each option is, by option: of several that are not out the one that fits best."""
    steps: dict[str, LadderStep] = {}
    for place, judged in enumerate(advice.rungs):
        option_id, step = option_of(judged), LadderStep(judged.rung.id, place, judged.fit)
        is_better = option_id not in steps or step.fit > steps[option_id].fit
        if judged.standing is not RungStatus.OUT and is_better:
            steps[option_id] = step
    return steps


def option_of(judged: JudgedRung) -> str:
    """Return the option that a step of the ladder is priced as."""
    if judged.rung.id == NOTHING:
        return TODAY
    return SIMPLE if judged.way == NO_AI else judged.way


class RecommendationReason(StrEnum):
    """Why an option is recommended."""

    SIMPLE = "simple"
    """It solves as many cases as the tool."""
    FITS = "fits"
    """It fits best, and no other fits as well; or none that does has a net value yet."""
    VALUE = "value"
    """The highest net value of those that fit best."""
    CLOSE = "close"
    """As good as the best, and quicker to leave or to launch."""
    LOSES_LEAST = "loses_least"
    """None that fits pays back; this one loses least."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Which options stand out; "" where none does."""

    cheapest: str = ""
    fastest: str = ""
    most_private: str = ""
    recommended: str = ""
    step: str = ""
    """The step of the ladder that the recommended one is."""
    why: RecommendationReason | None = None
    next_best: str = ""
    """What the recommended one is compared with: the best other option with a net value."""
    lead: float = 0.0
    """How much better it is than that [money]; below 0 where it is worse."""
    cheaper: tuple[str, ...] = ()
    """Options that cost less and are at least as likely to pay back by what is counted, but fit less well."""
    unpriced: tuple[str, ...] = ()
    """Options that fit as well and have not all of their costs yet, so that they might be recommended."""


def mark(options: Sequence[Option], steps: Mapping[str, LadderStep]) -> Marks:
    """Return which options stand out. What is ruled out, or too weak, never does.

    Args:
        options: All options.
        steps: The step that each one is, by its id. What has none fits as little as one that nothing speaks for.
    """
    able = [option for option in options if _is_able(option, steps)]
    priced = [option for option in able if option.is_open]
    whole, timed = [option for option in priced if option.is_whole], [option for option in priced if option.months]
    chosen, why, fitting = _recommend(able, steps)
    other = _best([option for option in whole if option is not chosen]) if chosen else None
    return Marks(
        cheapest=min(whole, key=_spent).id if len(whole) > 1 else "",
        fastest=min(timed, key=lambda option: (_months(option), _spent(option))).id if len(timed) > 1 else "",
        most_private=min(priced, key=lambda option: (option.privacy, _spent(option))).id
        if len({option.privacy for option in priced}) > 1
        else "",
        recommended=chosen.id if chosen else "",
        step=steps[chosen.id].id if chosen and chosen.id in steps else "",
        why=why,
        next_best=other.id if other and chosen and chosen.value else "",
        lead=_value(chosen) - _value(other) if other and chosen and chosen.value else 0.0,
        cheaper=tuple(option.id for option in priced if chosen and _looks_better(option, chosen, steps)),
        unpriced=tuple(option.id for option in fitting if option.id != TODAY and not option.is_whole),
    )


def _looks_better(option: Option, chosen: Option, steps: Mapping[str, LadderStep]) -> bool:
    """Tell whether an option that fits less well looks better by its money, so that a reader asks why not that one."""
    if option.id == TODAY or chosen.does_as_much or _fit(option, steps) >= _fit(chosen, steps):
        return False
    return _spent(option) < _spent(chosen) and _chance(option) >= _chance(chosen)


def _is_able(option: Option, steps: Mapping[str, LadderStep]) -> bool:
    """Tell whether an option may be recommended at all. Going on as today must be asked for."""
    if option.id == TODAY:
        return _fit(option, steps) is RungFit.PREFERRED
    return not option.standing.is_out and not (option.is_too_weak and _fit(option, steps) < RungFit.PREFERRED)


def _recommend(
    able: Sequence[Option], steps: Mapping[str, LadderStep]
) -> tuple[Option | None, RecommendationReason | None, Sequence[Option]]:
    """Return the recommended option, why it is, and all that fit as well."""
    simple = max(
        (option for option in able if option.does_as_much), key=lambda option: option.share or 0.0, default=None
    )
    if simple is not None:
        return simple, RecommendationReason.SIMPLE, (simple,)
    fit = max((_fit(option, steps) for option in able), default=RungFit.OPEN)
    if fit is RungFit.OPEN:
        return None, None, ()
    fitting = sorted(
        (option for option in able if _fit(option, steps) is fit), key=lambda option: steps[option.id].place
    )
    valued = [option for option in fitting if option.is_whole and option.value]
    best = _best(valued)
    # Going on as today costs and brings nothing, so no money speaks against it.
    if best is None or len(fitting) == 1 or fitting[0].id == TODAY:
        return fitting[0], RecommendationReason.FITS, fitting
    if _value(best) < 0:
        return best, RecommendationReason.LOSES_LEAST, fitting
    close = [option for option in valued if _value(best) - _value(option) <= CLOSE * _spent(best)]
    chosen = min(close, key=lambda option: (option.lock_in, _months(option)))
    return chosen, RecommendationReason.VALUE if chosen is best else RecommendationReason.CLOSE, fitting


def _fit(option: Option, steps: Mapping[str, LadderStep]) -> RungFit:
    return steps[option.id].fit if option.id in steps else RungFit.OPEN


def _best(options: Sequence[Option]) -> Option | None:
    return max((option for option in options if option.value), key=_value, default=None)


def _value(option: Option) -> float:
    return option.value.likely if option.value else -np.inf


def _spent(option: Option) -> float:
    return option.spent.value.likely if option.spent else np.inf


def _chance(option: Option) -> float:
    return -1.0 if option.case is None or option.case.chance is None else option.case.chance


def _months(option: Option) -> float:
    return option.months.value.likely if option.months else np.inf
