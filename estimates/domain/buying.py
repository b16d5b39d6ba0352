"""Rent or buy: what the same machines cost over time, rented or owned."""

from dataclasses import dataclass

import numpy as np

from projects.domain.draws import Draw, summarise
from projects.domain.ranges import Range

HOURS_PER_MONTH = 730


@dataclass(frozen=True, kw_only=True)
class Ownership:
    """Draws, each of shape (count,), of what owning takes. One accelerator where nothing else is said."""

    accelerator_count: float
    purchase: Draw
    """[money]."""
    server_share: Draw
    """Servers and network on top, 0 and more."""
    power_kw: float
    pue: Draw
    electricity_price_per_kwh: Draw
    hosting_per_month: Draw
    """Space, cooling, staff and maintenance [money/month]."""
    utilisation: Draw
    """Share of the time that the machines are busy, 0 to 1."""
    resale_share: Draw
    """Worth at the end of the horizon, share of the purchase."""
    rent_per_hour: Draw
    """[money/GPU-hour]."""

    @property
    def up_front(self) -> Draw:
        """Purchase with servers and network [money]."""
        return self.accelerator_count * self.purchase * (1 + self.server_share)

    @property
    def busy_hours(self) -> Draw:
        """[GPU-hours/month]."""
        return self.accelerator_count * HOURS_PER_MONTH * self.utilisation

    @property
    def owning_per_month(self) -> Draw:
        """Energy of the busy hours and hosting [money/month]."""
        energy = self.busy_hours * self.power_kw * self.pue * self.electricity_price_per_kwh
        return energy + self.accelerator_count * self.hosting_per_month

    @property
    def rent_per_month(self) -> Draw:
        """Only busy hours are rented [money/month]."""
        return self.busy_hours * self.rent_per_hour

    def break_even_months(self) -> Draw:
        """Return the month from which owning has cost less; infinite where it never does. Resale not counted."""
        saved = self.rent_per_month - self.owning_per_month
        with np.errstate(divide="ignore"):
            return np.where(saved > 0, self.up_front / np.maximum(saved, 1e-12), np.inf)

    def break_even_utilisation(self, horizon_months: float) -> Draw:
        """Return the share of the time above which buying wins within the horizon, resale counted; may exceed 1."""
        fixed = self.up_front * (1 - self.resale_share / (1 + self.server_share)) / horizon_months
        fixed = fixed + self.accelerator_count * self.hosting_per_month
        gain = self.rent_per_hour - self.power_kw * self.pue * self.electricity_price_per_kwh
        full = self.accelerator_count * HOURS_PER_MONTH * gain
        with np.errstate(divide="ignore"):
            return np.where(gain > 0, fixed / np.maximum(full, 1e-12), np.inf)

    def cumulative(self, horizon_months: int) -> tuple[list[Range], list[Range]]:
        """Return P10, P50 and P90 of rent and of buying after 0, 1, … months [money]."""
        months = range(horizon_months + 1)
        rent = [summarise(self.rent_per_month * month) for month in months]
        buy = [summarise(self.up_front + self.owning_per_month * month) for month in months]
        return rent, buy


def finite_range(drawn: Draw) -> Range | None:
    """Return P10, P50 and P90 of draws that may be infinite; None where one case in ten is."""
    low, likely, high = np.quantile(np.nan_to_num(drawn, posinf=1e18), (0.1, 0.5, 0.9))
    return None if high >= 1e17 else Range(low=float(low), likely=float(likely), high=float(high))
