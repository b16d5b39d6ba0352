"""The flows of money month by month, and what they are worth: every flow is linear in cost and benefit."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from projects.domain.draws import Draw
from projects.domain.lazy import cached_property

MONTHS_PER_YEAR = 12
# Below this a ramp-up is none: use is full in the first month.
_NO_RAMP = 1e-9


@dataclass(frozen=True, kw_only=True)
class Flows:
    """What it costs and brings, each of shape (count,)."""

    cost: Draw
    """Cost to launch [money]."""
    running: Draw
    """[money/year]."""
    by_volume: Draw
    """Benefit at full use that grows with the number of cases [money/year]."""
    fixed: Draw | float = 0.0
    """Benefit at full use that does not [money/year]."""
    at_the_end: Draw | float = 0.0
    """Cost of switching it off [money]."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that may happen once, each of shape (count,)."""

    label: str
    chance: float
    """Share of the cases in which it happens, 0 to 1."""
    month: NDArray[np.int64]
    """The month in which it happens, from 1; beyond the horizon where it does not."""
    cost: Draw
    """Paid in that month [money]."""
    lost: Draw
    """Share of the benefit, 0 to 1, that is gone from that month on."""
    running: Draw
    """Cost from that month on, once it is launched [money/year]."""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When money flows: cost while it is built, then benefit, rising over the ramp-up, less running cost.

    Month m of 1 … horizon costs `cost / build` while m <= build; after that it brings
    `benefit / 12 × min(1, (m − build) / ramp_up) − running / 12`. Cases grow from the start of the work; month m has
    those of its middle. Where the build outlasts the horizon, all of its cost still counts. Switching off is paid in
    the last month.
    """

    build_months: Draw
    """Shape (count,) [months]; counted in whole months, at least one."""
    ramp_up_months: float
    horizon_months: int
    discount_rate: float
    """A year, 0 and more."""
    growth: Draw | None = None
    """Of the cases, shape (count,), a year, above -1; None where they stay as many."""
    events: tuple[Event, ...] = ()

    @cached_property
    def _build(self) -> NDArray[np.int64]:
        """The months of building within the horizon, shape (count,)."""
        return np.clip(np.round(self.build_months), 1, self.horizon_months).astype(np.int64)

    @cached_property
    def _last_launch(self) -> int:
        """The month with which the longest build ends: from then on no case is built any more."""
        return int(self._build.max())

    @cached_property
    def _use(self) -> Draw:
        """How far people use it 0, 1, 2, … months after the launch, shape (horizon + 1,), 0 to 1."""
        months = np.arange(self.horizon_months + 1)
        return np.asarray(np.minimum(1.0, months / max(self.ramp_up_months, _NO_RAMP)))

    @cached_property
    def _discount(self) -> Draw:
        """What money of month 1, 2, … is worth at the start, shape (horizon,)."""
        return np.asarray((1 + self.discount_rate) ** (-np.arange(1, self.horizon_months + 1) / MONTHS_PER_YEAR))

    @cached_property
    def _worth_until(self) -> Draw:
        """What one unit of money in every month up to 0, 1, 2, … is worth, shape (horizon + 1,)."""
        return np.concatenate([[0.0], np.cumsum(self._discount)])

    # What one unit of money a year is worth, case by case: a net value is then a sum of products, however many are
    # asked of one calendar.

    @cached_property
    def _cost_worth(self) -> Draw:
        return np.asarray((self._worth_until / np.maximum(np.arange(self.horizon_months + 1), 1))[self._build])

    @cached_property
    def _running_worth(self) -> Draw:
        return self._worth_from(self._build)

    @cached_property
    def _benefit_worths(self) -> tuple[Draw, Draw]:
        """Of benefit that grows with the cases, and of benefit that does not."""
        if self.growth is None and not self._losses:
            horizon = self.horizon_months
            by_build = [self._discount[build:] @ self._use[1 : horizon - build + 1] for build in range(horizon + 1)]
            worth = np.array(by_build)[self._build] / MONTHS_PER_YEAR
            return worth, worth
        by_volume, fixed = np.zeros(len(self._build)), np.zeros(len(self._build))
        for month, (use, cases) in enumerate(self._used_by_month(), start=1):
            worth = use * self._discount[month - 1]
            fixed += worth
            by_volume += worth * cases
        return by_volume / MONTHS_PER_YEAR, fixed / MONTHS_PER_YEAR

    @cached_property
    def _losses(self) -> tuple[Event, ...]:
        """The events that take some of the benefit away."""
        return tuple(event for event in self.events if np.any(event.lost))

    @cached_property
    def _events_worth(self) -> Draw:
        """What events cost, shape (count,) [money]."""
        of_month, total = np.append(self._discount, 0.0), np.zeros(len(self._build))
        for event in self.events:
            total += event.cost * of_month[np.minimum(event.month, self.horizon_months + 1) - 1]
            total += event.running * self._worth_from(np.maximum(self._build, event.month - 1))
        return total

    def _worth_from(self, after: NDArray[np.int64]) -> Draw:
        """Return what one unit of money a year is worth after some months, shape (count,)."""
        paid = self._worth_until[-1] - self._worth_until[np.minimum(after, self.horizon_months)]
        return np.asarray(paid / MONTHS_PER_YEAR)

    def _used_by_month(self) -> Iterator[tuple[Draw | float, Draw | float]]:
        """Yield, for each month, how far it is used, 0 to 1, and the cases / those of today."""
        kept: Draw | float = np.ones(len(self._build)) if self._losses else 1.0
        step = None if self.growth is None else np.log1p(self.growth) / MONTHS_PER_YEAR
        full_from = self._last_launch + max(1.0, self.ramp_up_months)
        for month in range(1, self.horizon_months + 1):
            for event in self._losses:
                kept = np.where(event.month == month, kept * (1 - event.lost), kept)
            use = 1.0 if month >= full_from else self._use[np.maximum(month - self._build, 0)]
            yield use * kept if self._losses else use, 1.0 if step is None else np.exp(step * (month - 0.5))

    def net_value(self, flows: Flows) -> Draw:
        """Return the net present value over the horizon, shape (count,) [money].

        Source:
            Brealey, Myers, Allen, Principles of Corporate Finance, chapter 2; monthly flows discounted at a yearly
            rate.
        """
        by_volume, fixed = self._benefit_worths
        worth = flows.by_volume * by_volume - flows.running * self._running_worth - flows.cost * self._cost_worth
        if np.any(flows.fixed):
            worth += flows.fixed * fixed
        if self.events:
            worth -= self._events_worth
        return np.asarray(worth - flows.at_the_end * self._discount[-1])

    def cash_by_month(self, flows: Flows) -> Iterator[Draw]:
        """Yield the money that flows in month 1, 2, … of the horizon, not discounted, each (count,) [money]."""
        building, running = flows.cost / self._build, flows.running / MONTHS_PER_YEAR
        # Asked for every month of the horizon: what is the same by then in every case, or from month to month, is not
        # worked out again.
        as_many = flows.by_volume + flows.fixed
        settled = as_many / MONTHS_PER_YEAR - running
        happening = [(event, np.flatnonzero(event.month <= self.horizon_months)) for event in self.events]
        paid = [(event.month[places], places, event.cost[places]) for event, places in happening]
        lasting = [(event, event.running / MONTHS_PER_YEAR) for event in self.events if np.any(event.running)]
        for month, (use, cases) in enumerate(self._used_by_month(), start=1):
            if month > self._last_launch and isinstance(use, float) and isinstance(cases, float):
                flow = settled.copy()
            else:
                flow = (as_many if isinstance(cases, float) else flows.by_volume * cases + flows.fixed) * use
                flow /= MONTHS_PER_YEAR
                flow -= running if month > self._last_launch else np.where(month <= self._build, building, running)
            for when, places, cost in paid:
                now = when == month
                flow[places[now]] -= cost[now]
            for event, yearly in lasting:
                flow -= np.where((event.month <= month) & (month > self._build), yearly, 0.0)
            yield flow - flows.at_the_end if month == self.horizon_months else flow

    def paid_for_events(self) -> Draw:
        """Return what events cost over the horizon as it is paid, not discounted, shape (count,) [money]."""
        paid = np.zeros(len(self._build))
        for event in self.events:
            happens = event.month <= self.horizon_months
            months = self.horizon_months - np.maximum(self._build, event.month - 1)
            paid += np.where(happens, event.cost, 0.0) + event.running * np.maximum(months, 0) / MONTHS_PER_YEAR
        return paid

    def payback_month(self, flows: Flows) -> int | None:
        """Return the first month by which the money is back in half of the cases, not discounted; None where never."""
        back = np.zeros(len(self._build))
        # What was paid in parts and comes back in parts adds up to nothing but for rounding.
        nothing, half = -1e-9 * np.abs(flows.cost), len(back) / 2
        for month, flow in enumerate(self.cash_by_month(flows), start=1):
            back += flow
            if np.count_nonzero(back >= nothing) >= half:
                return month
        return None
