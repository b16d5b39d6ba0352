"""Rent or buy: what the same machines cost over time, rented or owned."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from projects.domain.draws import DRAWS, Draw, summarise
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range

MONTHS_PER_YEAR = 12
LONGEST_MONTHS = 600.0
"""Break-even later than this is none: nobody keeps a machine for fifty years."""


@dataclass(frozen=True, kw_only=True)
class Ownership:
    """Draws, each of shape (count,) or a plain number, of what owning takes."""

    accelerator_count: float
    price: Draw
    """Of one accelerator [money]."""
    server_share: Draw
    """Servers, network and installation / accelerators, 0 and more."""
    hours_per_month: Draw
    """Hours that each accelerator works [hours/month], at most 744."""
    power_kw: Draw
    """What one accelerator draws at work, with its part of the server [kW]."""
    pue: Draw
    electricity_price_per_kwh: Draw
    hosting_per_kw_month: Draw
    """Space and cooling [money/kW/month]."""
    staff_per_gpu_year: Draw
    maintenance_share: Draw
    """Of the price up front, a year, 0 and more."""
    depreciation_years: float
    resale_share: Draw
    """Worth after `depreciation_years` / price of the accelerators, 0 to 1."""

    @cached_property
    def up_front(self) -> Draw:
        """Accelerators with servers, network and installation [money].

        Founding document: 1,000 A100 at $10,000 each, nothing on top, are $10,000,000.
        """
        return self.accelerator_count * self.price * (1 + self.server_share)

    @cached_property
    def busy_hours(self) -> Draw:
        """[GPU-hours/month]."""
        return self.accelerator_count * self.hours_per_month

    @cached_property
    def energy_per_hour(self) -> Draw:
        """Electricity of one accelerator at work [money/GPU-hour]."""
        return self.power_kw * self.pue * self.electricity_price_per_kwh

    def resale(self, months: float) -> Draw:
        """Return what the accelerators sell for after some months [money].

        The price falls by the same share every month and reaches `resale_share` after `depreciation_years`.
        """
        whole = self.accelerator_count * self.price
        return np.asarray(
            whole * np.maximum(self.resale_share, 1e-9) ** (months / (MONTHS_PER_YEAR * self.depreciation_years)),
            dtype=np.float64,
        )


def break_even_months(up_front: Draw, saved_per_month: Draw) -> Draw:
    """Return the month from which owning has cost less; infinite where it never does. Resale is not counted.

    Args:
        up_front: What owning takes at once, shape (count,) [money].
        saved_per_month: Renting less owning, shape (count,) [money/month].
    """
    even = np.full(np.broadcast(up_front, saved_per_month).shape, np.inf)
    np.divide(up_front, saved_per_month, out=even, where=saved_per_month > 0)
    return np.where(even > LONGEST_MONTHS, np.inf, even)


def break_even_utilisation(fixed: Draw, saved_at_full_use: Draw) -> Draw:
    """Return the share of all hours above which owning is cheaper over some time.

    Args:
        fixed: What owning costs over that time, busy or not, less what is sold at its end, shape (count,) [money].
        saved_at_full_use: Rent less electricity for all of its hours, shape (count,) [money].

    Returns:
        0 and more; above 1 owning cannot win; infinite where electricity alone costs more than rent.
    """
    share = np.full(np.broadcast(fixed, saved_at_full_use).shape, np.inf)
    # A use of a million times all hours is never, and a price near nothing would make it overflow.
    finite = (saved_at_full_use > 0) & (saved_at_full_use * 1e6 > fixed)
    np.divide(np.maximum(fixed, 0.0), saved_at_full_use, out=share, where=finite)
    return share


@dataclass(frozen=True, kw_only=True)
class Months:
    """What renting and owning have cost after 0, 1, … months; worked out when somebody looks at the chart."""

    renting: Range
    """[money/month]"""
    up_front: Draw
    """What owning takes at once, shape (count,) [money]."""
    owning: Draw
    """Shape (count,) [money/month]."""
    last: int

    @cached_property
    def rent(self) -> Sequence[Range]:
        """P10, P50 and P90 of what renting has cost [money]."""
        return [self.renting.scaled(float(month)) for month in range(self.last + 1)]

    @cached_property
    def buy(self) -> Sequence[Range]:
        """P10, P50 and P90 of what owning has cost [money]; resale is not counted."""
        return [summarise(self.up_front + self.owning * month) for month in range(self.last + 1)]


def cumulative(up_front: Draw, renting: Draw, owning: Draw, months: int) -> Months:
    """Return what renting and owning have cost after 0, 1, … months.

    Args:
        up_front: What owning takes at once, shape (count,) [money].
        renting: Shape (count,) [money/month].
        owning: Shape (count,) [money/month].
        months: The last month.
    """
    # A chart needs no more than a block: its bands move by less than their line is thick. Copies let the rest go.
    up_front, owning = (drawn[:DRAWS].copy() for drawn in (up_front, owning))
    return Months(renting=summarise(renting), up_front=up_front, owning=owning, last=months)


def share_finite(drawn: Draw) -> float:
    """Return the share of draws that are finite, 0 to 1."""
    return float(np.mean(np.isfinite(drawn)))


def summarise_finite(drawn: Draw, *, top: float) -> Range | None:
    """Return P10, P50 and P90 of draws of which some are infinite; None where half of them are.

    Args:
        drawn: Shape (count,).
        top: What stands for infinity where one draw in ten is infinite; the caller says so.
    """
    return None if share_finite(drawn) < 0.5 else summarise(np.minimum(drawn, top))
