"""Energy and carbon of computing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

Number = TypeVar("Number", float, NDArray[np.float64])

EMBODIED_KG_PER_GPU_HOUR = Range(low=0.005, likely=0.0104, high=0.03)
"""Carbon of making the machines, per hour of use [kg CO₂e/GPU-hour].

Likely: 11.2 t for the 1,082,990 A100-hours of BLOOM (Luccioni et al. 2022, Estimating the Carbon Footprint of BLOOM,
Table 3; recalled). The ends are ours: machines that serve twice as long, or stand idle two hours of three.
"""
EMBODIED_SOURCE = (
    "Luccioni et al. 2022, Estimating the Carbon Footprint of BLOOM: 11.2 t for 1,082,990 GPU-hours (recalled); "
    "the ends are ours"
)


def energy_kwh(hours: Number, power_w: float, power_share: Number, pue: Number) -> Number:
    """Return the energy of GPU-hours, the site's part included [kWh].

    Args:
        hours: [GPU-hours].
        power_w: Nameplate power of one accelerator [W].
        power_share: Power drawn / nameplate power, 0.93 in the one run on H100 that was measured best.
        pue: Power of the site / power of its machines, 1 or more.

    Source:
        Patterson et al. 2021, Carbon Emissions and Large Neural Network Training, section 2.
        OLMo 3 32B: 1,050,000 H100-hours at 0.927 of 700 W are 681 MWh before the site's part.
    """
    return hours * power_w * power_share * pue / 1000


def carbon_kg(energy: Number, co2e_kg_per_kwh: float) -> Number:
    """Return the carbon of energy [kg CO₂e]; the grid as it is where the machines stand, certificates not counted."""
    return energy * co2e_kg_per_kwh


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An amount of carbon or energy that a reader knows."""

    label: str
    count: float
    source: str


# Yearly figures of the agencies, from memory; they change little from year to year.
_CARBON = (
    (
        gettext_noop("passenger cars driven for a year"),
        4_600,
        "US EPA: 4.6 t of CO₂ a year for a typical car (recalled)",
    ),
    (
        gettext_noop("passengers from London to New York and back"),
        1_000,
        "About 1 t a head in economy class (ICAO calculator, recalled)",
    ),
)
_ENERGY = (
    (gettext_noop("households in the US for a year"), 10_500, "US EIA: about 10,500 kWh a year (recalled)"),
    (gettext_noop("households in Germany for a year"), 3_500, "BDEW: about 3,500 kWh a year (recalled)"),
)


def carbon_comparisons(kg_co2e: float) -> Sequence[Comparison]:
    """Return what an amount of carbon compares with [kg CO₂e]."""
    return [Comparison(label=label, count=kg_co2e / one, source=source) for label, one, source in _CARBON]


def energy_comparisons(kwh: float) -> Sequence[Comparison]:
    """Return what an amount of energy compares with [kWh]."""
    return [Comparison(label=label, count=kwh / one, source=source) for label, one, source in _ENERGY]
