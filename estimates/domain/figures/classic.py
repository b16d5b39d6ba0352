"""Figures of classic machine learning: an ordinary server, by the hour."""

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.work import Work
from projects.domain.book import Result
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

BUILD, MONTHLY, PRICE = (f"compute.classic_{name}" for name in ("build_hours", "hours_per_month", "price_per_hour"))
SERVER_KW = Range(low=0.1, likely=0.2, high=0.4)
"""Power of an ordinary server while it works [kW]; ours: a share of a large machine, up to a whole one."""
_POWER = Input(
    name="server_kw",
    label=gettext_noop("Power of an ordinary server"),
    value=SERVER_KW,
    unit="kW",
    origin=Origin.ASSUMPTION,
    source=gettext_noop("Plumbline's proposal: a share of a large machine, up to a whole one"),
    source_date="2026-11-28",
)


def learn(work: Work) -> tuple[tuple[Result, ...], tuple[Result, ...]]:
    """Work out the energy of the server of a classic model, and what it costs.

    Returns:
        Until launch [money], and every month after it [money/month]; empty where it is not known.
    """
    build, monthly, price = work.need(BUILD), work.need(MONTHLY), work.need(PRICE)
    power = work.drawn("compute.server_kw", _POWER)
    if build is not None:
        work.book.figure(
            "compute.energy",
            gettext_noop("Energy up to launch"),
            "kWh",
            "classic_build_hours × server_kw",
            build,
            power,
            chapter=Chapter.ENERGY,
        )
    if monthly is not None:
        work.book.figure(
            "compute.serving_energy",
            gettext_noop("Energy per year after launch"),
            "kWh/year",
            "12 × classic_hours_per_month × server_kw",
            monthly,
            power,
            chapter=Chapter.ENERGY,
        )
    once, later = tuple[Result, ...](), tuple[Result, ...]()
    if build is not None and price is not None:
        built = work.book.figure(
            "compute.classic_build",
            gettext_noop("Server up to launch"),
            "money",
            "classic_build_hours × classic_price_per_hour",
            build,
            price,
            chapter=Chapter.ONCE,
        )
        once = (built,)
    if monthly is not None and price is not None:
        run = work.book.figure(
            "compute.classic_run",
            gettext_noop("Server per month"),
            "money/month",
            "classic_hours_per_month × classic_price_per_hour",
            monthly,
            price,
            chapter=Chapter.MONTHLY,
        )
        later = (run,)
    return once, later
