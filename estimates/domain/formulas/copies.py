"""On how many accelerators one copy of a model runs best, and which of the table hold it: plain numbers, no draws."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from estimates.domain.formulas.hardware import Accelerator, ModelShape
from estimates.domain.formulas.memory import ACCELERATORS_PER_SERVER
from estimates.domain.formulas.serving import ENCODER_TEXTS, HOURS_PER_MONTH, ModelCopy
from estimates.domain.formulas.speed import SpeedModel
from projects.domain.text import gettext_noop

Rent = Callable[[Accelerator], float | None]

COUNTS = (1, 2, 4, 8, 16, 32, 64)
"""Accelerators of one copy: layers are split evenly, so powers of two."""

HOLDS_ONE = gettext_noop("The model and its texts fit on one accelerator.")
HOLDS_MANY = gettext_noop("%(count)s accelerators is the minimum for the weights and one long text.")
FOR_SPEED = gettext_noop("%(count)s accelerators is the minimum to reach the speed you asked for.")
FOR_TEXTS = gettext_noop(
    "With %(count)s accelerators more texts fit beside the weights, so the load needs fewer of them in total."
)
TOO_SLOW = gettext_noop(
    "It fits on %(count)s accelerators, but however many share the work, it is slower than you asked for."
)


@dataclass(frozen=True, kw_only=True)
class Calls:
    """Calls to answer, and how well the service runs."""

    input_tokens: float
    output_tokens: float
    service_speed: float
    """Speed of a running service / speed of a tuned engine."""
    peak_calls_per_s: float | None = None
    """Calls that all copies together must be able to answer; None where nobody knows."""


@dataclass(frozen=True, kw_only=True)
class CopyRequirements:
    """What a copy is to answer: the model, the calls and the speed asked for."""

    parameters: float
    active_parameters: float
    shape: ModelShape
    writes: bool
    weight_bits: float
    cache_bits: float
    most_texts: float
    """Texts that the engine answers at a time at the most."""
    likely: Calls
    hard: Calls
    """Longer texts, more of them, on a slower service: a copy that is overrun then is no good choice."""
    longest_tokens: float
    """A long text with its answer, which must fit as well."""
    first_token_s: float
    tokens_per_s: float


@dataclass(frozen=True, kw_only=True)
class CopyChoice:
    """A copy of the model on some accelerators, and how it answers the likely calls."""

    copy: ModelCopy
    texts: float
    """In flight."""
    calls_per_s: float
    first_token_s: float
    user_tokens_per_s: float
    fast_enough: bool
    accelerators: float
    """Of all copies that answer the likely load."""
    accelerators_when_hard: float
    reason: str

    @property
    def params(self) -> Mapping[str, object]:
        """What the reason speaks of."""
        return {"count": self.copy.accelerator_count}


def copy_on(wish: CopyRequirements, chip: Accelerator, count: int, speed: SpeedModel) -> ModelCopy:
    """Return a copy of the model on some accelerators."""
    return ModelCopy(
        parameters=wish.parameters,
        active_parameters=wish.active_parameters,
        shape=wish.shape,
        accelerator=chip,
        accelerator_count=count,
        weight_bits=wish.weight_bits,
        kv_bits=wish.cache_bits,
        speed=speed,
        writes=wish.writes,
    )


def try_copy(wish: CopyRequirements, copy: ModelCopy) -> CopyChoice | None:
    """Return how a copy would answer; None where it does not fit."""
    if not copy.fits or (wish.writes and copy.texts_that_fit(wish.longest_tokens) < 1):
        return None
    texts, wanted = _texts(wish, copy, wish.likely)
    # A mixture's step reads more of its experts the more texts ask for them.
    copy = copy.with_texts(texts)
    into, out, speed = wish.likely.input_tokens, wish.likely.output_tokens, wish.likely.service_speed
    first = copy.first_token_s(texts, into) / speed
    return CopyChoice(
        copy=copy,
        texts=texts,
        calls_per_s=speed / copy.call_s(texts, into, out),
        first_token_s=first,
        user_tokens_per_s=speed * copy.user_tokens_per_s(texts, into, out),
        fast_enough=first <= wish.first_token_s and (wanted >= 1 or not wish.writes),
        accelerators=_accelerators(wish, copy, wish.likely),
        accelerators_when_hard=_accelerators(wish, copy, wish.hard),
        reason="",
    )


def _texts(wish: CopyRequirements, copy: ModelCopy, calls: Calls) -> tuple[float, float]:
    """Return texts in flight, 1 or more, and those that leave each user the speed, which may be below 1."""
    if not wish.writes:
        return ENCODER_TEXTS, ENCODER_TEXTS
    held = copy.texts_that_fit(calls.input_tokens + calls.output_tokens)
    at_speed = copy.texts_at_speed(wish.tokens_per_s / calls.service_speed, calls.input_tokens, calls.output_tokens)
    return max(1.0, math.floor(min(held, at_speed, wish.most_texts))), at_speed


def _accelerators(wish: CopyRequirements, copy: ModelCopy, calls: Calls) -> float:
    """Return the accelerators of all copies that answer a load; of one copy where nobody knows it."""
    texts, _ = _texts(wish, copy, calls)
    copy = copy.with_texts(texts)
    each = calls.service_speed / copy.call_s(texts, calls.input_tokens, calls.output_tokens)
    return float(max(1, math.ceil((calls.peak_calls_per_s or 0.0) / each))) * copy.accelerator_count


@lru_cache(maxsize=512)
def best_copy(wish: CopyRequirements, chip: Accelerator, speed: SpeedModel) -> CopyChoice | None:
    """Return the copy that is fast enough and takes the fewest accelerators for the load; None where none fits."""
    tried: list[CopyChoice] = []
    for count in COUNTS:
        # Beyond one server only what nothing smaller can do is worth a try.
        if count > ACCELERATORS_PER_SERVER and any(choice.fast_enough for choice in tried):
            break
        if copy := try_copy(wish, copy_on(wish, chip, count, speed)):
            tried.append(copy)
    if not tried:
        return None
    fewest = tried[0]
    fast = [choice for choice in tried if choice.fast_enough]
    if not fast:
        return _because(fewest, TOO_SLOW)
    best = min(
        fast, key=lambda choice: (choice.accelerators + choice.accelerators_when_hard, choice.copy.accelerator_count)
    )
    if best is not fast[0]:
        return _because(best, FOR_TEXTS)
    if best is not fewest:
        return _because(best, FOR_SPEED)
    return _because(best, HOLDS_ONE if best.copy.accelerator_count == 1 else HOLDS_MANY)


def _because(choice: CopyChoice, reason: str) -> CopyChoice:
    return CopyChoice(**(vars(choice) | {"reason": reason}))


@dataclass(frozen=True, kw_only=True)
class FitRow:
    """How one accelerator of the table would answer."""

    accelerator: str
    memory_gb: float
    choice: CopyChoice | None
    """None where 64 of them do not hold it."""
    usd_per_month: float | None
    """Of all that the likely load needs, day and night [US dollars/month]; None where nobody rents it out."""


def which_fit(
    wish: CopyRequirements, chips: Iterable[Accelerator], speed: SpeedModel, rent: Rent
) -> tuple[FitRow, ...]:
    """Return how each accelerator would answer: the cheapest first, then those without price, then those too small.

    Args:
        wish: What a copy is to answer.
        chips: The accelerators.
        speed: How fast they answer.
        rent: Returns the likely price of one [USD/GPU-hour], or None.
    """
    rows = [_row(wish, chip, speed, rent(chip)) for chip in chips]
    return tuple(sorted(rows, key=lambda row: (row.choice is None, row.usd_per_month or math.inf)))


def _row(wish: CopyRequirements, chip: Accelerator, speed: SpeedModel, usd_per_gpu_hour: float | None) -> FitRow:
    choice = best_copy(wish, chip, speed)
    cost = choice.accelerators * HOURS_PER_MONTH * usd_per_gpu_hour if choice and usd_per_gpu_hour else None
    return FitRow(accelerator=chip.name, memory_gb=chip.memory_gb, choice=choice, usd_per_month=cost)
