"""Energy and carbon of computing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

Number = TypeVar("Number", float, NDArray[np.float64])

EMBODIED_KG_PER_GPU_HOUR = Range(low=0.005, likely=0.0104, high=0.03)
"""Carbon of making the machines, per hour of use [kg CO₂e/GPU-hour].

Likely: 11.2 t for the 1,082,990 A100-hours of BLOOM (Luccioni et al. 2022, Estimating the Carbon Footprint of BLOOM,
Table 3; recalled). The ends are ours: machines that serve twice as long, or stand idle two hours of three.
"""
EMBODIED_SOURCE = gettext_noop(
    "Luccioni et al. 2022, Estimating the Carbon Footprint of BLOOM: 11.2 t for 1,082,990 GPU-hours "
    "(from memory, not looked up); the ends are our assumption"
)


@dataclass(frozen=True, kw_only=True)
class FamiliarAmount:
    """An amount of energy or carbon that a reader knows."""

    label: str
    """How many of what; the number stands before it."""
    amount: float
    """[kWh] or [kg CO₂e]."""
    source: str


CARBON_MEASURES = (
    FamiliarAmount(
        label=gettext_noop("km driven in a passenger car"),
        amount=0.25,
        source="US EPA: about 400 g of CO₂ a mile for a typical car (from memory, not looked up)",
    ),
    FamiliarAmount(
        label=gettext_noop("passengers from London to New York and back"),
        amount=1_000,
        source="About 1 t a head in economy class (ICAO calculator, from memory, not looked up)",
    ),
    FamiliarAmount(
        label=gettext_noop("passenger cars driven for a year"),
        amount=4_600,
        source="US EPA: 4.6 t of CO₂ a year for a typical car (from memory, not looked up)",
    ),
)
ENERGY_MEASURES = (
    FamiliarAmount(
        label=gettext_noop("litres of water brought to the boil"),
        amount=0.093,
        source=gettext_noop("4.19 kJ for a kilogram and degree, from 20 to 100 °C: 335 kJ"),
    ),
    FamiliarAmount(
        label=gettext_noop("days of a household in the US"),
        amount=10_500 / 365,
        source="US EIA: about 10,500 kWh per year (from memory, not looked up)",
    ),
    FamiliarAmount(
        label=gettext_noop("households in the US for a year"),
        amount=10_500,
        source="US EIA: about 10,500 kWh per year (from memory, not looked up)",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """What a figure is like."""

    figure: Figure
    measure: FamiliarAmount
    count: Range


def likenesses(figures: Iterable[Figure]) -> Sequence[Likeness]:
    """Return what the energies and carbons among figures are like, each in the largest measure that it fills once."""
    known = {"kWh": ENERGY_MEASURES, "kg CO₂e": CARBON_MEASURES}
    alike = []
    for figure in figures:
        measures = known.get(figure.unit.partition("/")[0])
        if measures and figure.unit.partition("/")[2] in ("", "year") and figure.value.high > 0:
            fitting = [measure for measure in measures if figure.value.likely >= measure.amount] or measures[:1]
            alike.append(
                Likeness(figure=figure, measure=fitting[-1], count=figure.value.scaled(1 / fitting[-1].amount))
            )
    return alike
