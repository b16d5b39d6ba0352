"""Figures of classic machine learning: an ordinary server, by the hour."""

from estimates.domain.figures.work import Work
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

BUILD, MONTHLY, PRICE = (f"compute.classic_{name}" for name in ("build_hours", "hours_per_month", "price_per_hour"))
SERVER_KW = Range(low=0.1, likely=0.2, high=0.4)
"""Power of an ordinary server while it works [kW]; ours: a share of a large machine, up to a whole one."""
_POWER = Input(
    name="server_kw", label=gettext_noop("Power of an ordinary server"), value=SERVER_KW, unit="kW",
    origin=Origin.ASSUMPTION, source_date="2026-11-28",
    source=gettext_noop("Plumbline's proposal: a share of a large machine, up to a whole one"),
)  # fmt: skip
MONTHS_PER_YEAR = 12


def learn(work: Work) -> None:
    """Work out what the server of a classic model costs up to launch and per month, and its energy."""
    build, monthly, price = (work.need(field_id) for field_id in (BUILD, MONTHLY, PRICE))
    power = work.draws.of("compute.server_kw", SERVER_KW)
    if build is not None:
        work.add(
            "compute.energy", gettext_noop("Energy up to launch"), build * power, "kWh",
            "classic_build_hours × server_kw", (*work.of(BUILD), _POWER),
        )  # fmt: skip
    if monthly is not None:
        work.add(
            "compute.serving_energy", gettext_noop("Energy per year after launch"), monthly * MONTHS_PER_YEAR * power,
            "kWh/year", f"{MONTHS_PER_YEAR} × classic_hours_per_month × server_kw", (*work.of(MONTHLY), _POWER),
        )  # fmt: skip
    if price is None:
        return
    if build is not None:
        work.add(
            "compute.classic_build", gettext_noop("Server up to launch"), build * price, "money",
            "classic_build_hours × classic_price_per_hour", work.of(BUILD, PRICE),
        )  # fmt: skip
    if monthly is not None:
        work.add(
            "compute.classic_run", gettext_noop("Server per month"), monthly * price, "money/month",
            "classic_hours_per_month × classic_price_per_hour", work.of(MONTHLY, PRICE),
        )  # fmt: skip
