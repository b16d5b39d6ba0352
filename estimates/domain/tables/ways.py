"""The ways side by side: the same task, the same answers, another way each time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from estimates.domain.figures.compute import MONTHS_PER_YEAR, TRAINS, ComputeEstimate
from estimates.domain.figures.ruled_out import APPROACH
from estimates.domain.formulas.buying import LONGEST_MONTHS, share_finite, summarise_finite
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draw
from projects.domain.expressions import visible_answers
from projects.domain.fields import Catalogue
from projects.domain.ranges import Range

WAYS = ("no_ai", "classic", "api", "retrieval", "fine_tune", "self_host", "train")
"""From the simplest to the one that is rarely right. A bought product has a licence and no computing of its own."""
FREE = frozenset({"no_ai"})
"""Ways without computing of one's own."""
OF_ONE_TRAINING = ("compute.training_tokens", "compute.development_runs", "compute.failed_share")
"""Answers about teaching a ready model, which say nothing of training one from scratch, and the other way round."""
YARDSTICK = "api"
"""The way that the others are held against: it has nothing to pay until launch."""


@dataclass(frozen=True, kw_only=True)
class WayCost:
    """What one way costs."""

    way: str
    estimate: ComputeEstimate
    once: Range | None
    """Until launch [money]; None where nothing is paid, or not known yet."""
    monthly: Range | None
    """After launch [money/month]."""
    even: Range | None
    """Months after which it has cost less than a hosted model; None where it never does in half of the cases."""
    never: bool
    """Whether both are known, and it never does."""
    missing: Sequence[str]
    """Fields without which it cannot be worked out in full."""

    @property
    def known(self) -> bool:
        """Whether there is anything to show."""
        return self.way in FREE or self.once is not None or self.monthly is not None


def estimate_ways(
    answers: Answers, catalogue: Catalogue, work_out: Callable[[Answers], ComputeEstimate]
) -> tuple[WayCost, ...]:
    """Work out every way on the same answers.

    Args:
        answers: All answers of the scenario, those of other ways too.
        catalogue: What can be asked; each way shows its own fields.
        work_out: Estimates the visible answers of one way.
    """
    estimates = {way: work_out(going(answers, catalogue, way)) for way in WAYS}
    return tuple(_cost(way, estimate, estimates[YARDSTICK]) for way, estimate in estimates.items())


def going(answers: Answers, catalogue: Catalogue, way: str) -> Answers:
    """Return the answers that count where a scenario takes an approach, everything else said as it is.

    Args:
        answers: All answers of the scenario, those of other approaches too.
        catalogue: What can be asked.
        way: The choice of `compute.approach`.
    """
    taken = {APPROACH: Answer(field_id=APPROACH, state=AnswerState.KNOWN, value=way)}
    if way in TRAINS and answers.value(APPROACH) in TRAINS - {way}:
        taken |= {field_id: Answer(field_id=field_id) for field_id in OF_ONE_TRAINING}
    return visible_answers(catalogue, answers.overlaid(taken))


def _cost(way: str, estimate: ComputeEstimate, yardstick: ComputeEstimate) -> WayCost:
    once, monthly = estimate.figure("compute.one_off"), estimate.figure("compute.running_per_month")
    even = None if way == YARDSTICK else even_months(estimate, yardstick)
    return WayCost(
        way=way,
        estimate=estimate,
        once=once.value if once else None,
        monthly=monthly.value if monthly else None,
        even=None if even is None else summarise_finite(even, top=LONGEST_MONTHS),
        never=even is not None and share_finite(even) < 0.5,
        missing=tuple(estimate.missing),
    )


def even_months(estimate: ComputeEstimate, other: ComputeEstimate) -> Draw | None:
    """Return after how many months one way has cost less than another, shape (count,) [months]; infinite where never.

    Only computing counts, as it is today: no growth beyond what the figures hold, no discounting.
    """
    if estimate.running_draws is None or other.running_draws is None:
        return None
    none = np.zeros_like(estimate.running_draws)
    dearer = (none if estimate.one_off_draws is None else estimate.one_off_draws) - (
        none if other.one_off_draws is None else other.one_off_draws
    )
    saved = (other.running_draws - estimate.running_draws) / MONTHS_PER_YEAR
    with np.errstate(divide="ignore", invalid="ignore"):
        months: Draw = np.where(dearer <= 0, np.where(saved >= 0, 0.0, np.inf), dearer / saved)
    return np.where((months >= 0) & (months <= LONGEST_MONTHS), months, np.inf)
