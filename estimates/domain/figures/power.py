"""What energy and carbon are worked out from: the power of a chip, the site around it, the grid, and its making."""

from estimates.domain.figures.work import Work
from estimates.domain.formulas.energy import EMBODIED_KG_PER_GPU_HOUR, EMBODIED_SOURCE
from estimates.domain.formulas.hardware import Accelerator
from projects.domain.book import Term
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.reader import Fixed, Given
from projects.domain.text import gettext_noop


def power_of(work: Work, field_id: str, chip: Accelerator, power_w: float) -> Fixed:
    """Return the nameplate power of a chip that was chosen in a field [W]."""
    return work.fact(field_id, "power_w", gettext_noop("Power of one accelerator"), power_w, "W", chip)


def power_terms(work: Work, field_id: str, chip: Accelerator, power_w: float) -> tuple[Term, Term, Term]:
    """Return power of the chip, what it draws of it, and the site around it."""
    share, site = work.or_exactly("compute.power_share", 100), work.or_exactly("compute.pue", 1)
    return power_of(work, field_id, chip, power_w), share, site


def carbon_of(work: Work) -> Fixed:
    """Return the carbon of the grid where it runs."""
    grid = work.grid()
    said = bool(work.answers.value("compute.region"))
    return Fixed(
        Input(
            name="co2e_kg_per_kwh",
            label=gettext_noop("CO₂e per kWh there"),
            value=Range.exactly(grid.co2e_kg_per_kwh),
            unit="kg CO₂e/kWh",
            origin=Origin.REFERENCE if said else Origin.ASSUMPTION,
            source=f"{grid.region}: {grid.source}",
            source_date=grid.date_checked,
            field_id="compute.region",
        )
    )


def embodied(work: Work, chip: Accelerator) -> Given:
    """Return the carbon of making the machines, for each hour of use."""
    carbon = Input(
        name="embodied_kg_per_gpu_hour",
        label=gettext_noop("CO₂e of making the machines, per hour of use"),
        value=EMBODIED_KG_PER_GPU_HOUR,
        unit="kg CO₂e/GPU-hour",
        source=EMBODIED_SOURCE,
        source_date=chip.date_checked,
    )
    return work.drawn("compute.embodied", carbon)
