"""What finished projects teach: from what each came to, the range to assume for the next one.

The published range counts like three projects of one's own beside those that were measured: the next project is drawn
from a mixture of both, each measured project weighing as much as a third of what is published. That is what is to be
expected of the next one under a Dirichlet process whose base is the published range and whose concentration is three.

Source: T. S. Ferguson, A Bayesian analysis of some nonparametric problems, The Annals of Statistics 1(2), 1973. That
three is ours.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from projects.domain.draws import Draws
from projects.domain.ranges import Range

SLIP, CONTINGENCY, USE = "team.schedule_slip", "value.contingency_share", "value.adoption"
LEARNT = {SLIP: 300.0, CONTINGENCY: 200.0, USE: 100.0}
"""What is learnt, by field id, with the most that its field takes [%]."""
LEAST_PROJECTS = 3
"""With fewer nothing is learnt."""
PUBLISHED_WEIGHT = 3.0
"""The published range counts like so many projects of one's own."""
SPANS_ALL = 9
"""Below so many, the next one lies beyond the worst in more than one case of ten: 1 / (n + 1)."""
_ENDS = (0.1, 0.5, 0.9)
_DIGITS = 6
"""Beyond them stands what computers add: 110 / 100 − 1 is not quite a tenth."""


@dataclass(frozen=True, kw_only=True)
class PlannedEffort:
    """What a project meant to take, without anything that was added for being late or for the unforeseen."""

    months: float
    cost: float
    """To launch, as planned [money]."""
    cost_of_delay: float
    """What comes on top where it takes twice the months [money]."""


@dataclass(frozen=True, kw_only=True)
class CameOut:
    """What it took; None is not known."""

    months: float | None = None
    cost: float | None = None
    """[money]."""
    use: float | None = None
    """[%]."""


def measured(planned: PlannedEffort | None, came_out: CameOut) -> dict[str, float]:
    """Return what one project says of each field, by field id [%]; what it does not say is left out.

    Being early is no delay, and being cheaper needed no contingency: both are 0, as their fields have nothing below.
    """
    values = {} if came_out.use is None else {USE: came_out.use}
    if planned is not None and came_out.months is not None and planned.months > 0:
        longer = came_out.months / planned.months - 1
        values[SLIP] = 100 * longer
        expected = planned.cost + longer * planned.cost_of_delay
        if came_out.cost is not None and expected > 0:
            values[CONTINGENCY] = 100 * (came_out.cost / expected - 1)
    return {field_id: round(min(max(value, 0.0), LEARNT[field_id]), _DIGITS) for field_id, value in values.items()}


def learnt(published: Range, values: Sequence[float], most: float) -> Range:
    """Return the range to assume for the next project, its ends outwards to whole per cent.

    Args:
        published: What is assumed without own projects [%].
        values: What those came to [%], shape (count,), at least `LEAST_PROJECTS`.
        most: The most that makes sense [%].

    Raises:
        ValueError: Where there are fewer.
    """
    if len(values) < LEAST_PROJECTS:
        raise ValueError(f"at least {LEAST_PROJECTS} projects, not {len(values)}")
    drawn = Draws(0).of("published", published, minimum=0, maximum=most)
    every = np.concatenate([np.asarray(values, dtype=float), drawn])
    weights = np.concatenate([np.ones(len(values)), np.full(len(drawn), PUBLISHED_WEIGHT / len(drawn))])
    order = np.argsort(every, kind="stable")
    up_to = np.cumsum(weights[order])
    places = np.searchsorted(up_to, np.array(_ENDS) * up_to[-1] - 1e-9)
    low, likely, high = (float(every[order][place]) for place in places)
    if len(values) < SPANS_ALL:
        low, high = min(low, *values), max(high, *values)
    return Range(low=math.floor(low), likely=round(likely), high=math.ceil(high))
