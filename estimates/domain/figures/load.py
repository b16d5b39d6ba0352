"""The load: how many cases come, how it grows, and how it swings over the day."""

from dataclasses import dataclass, replace

import numpy as np

from estimates.domain.figures.work import Work
from projects.domain.draws import Draw
from projects.domain.figures import Input
from projects.domain.text import gettext_noop

MONTHS_PER_YEAR = 12
SECONDS_PER_HOUR = 3600
CALLS = ("compute.api_calls_per_case", "compute.api_retry_factor")
HORIZON = "value.horizon_months"


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Cases a month with their formula."""

    drawn: Draw
    """Shape (count,) [cases/month]."""
    formula: str
    inputs: tuple[Input, ...]


def cases_a_month(work: Work) -> Cases | None:
    """Return cases a month: those of the value case, else those of the questionnaire."""
    yearly, monthly = "value.cases_per_year", "why.volume"
    if work.answers.value(yearly) is None and work.answers.value(monthly) is not None:
        drawn = work.need(monthly)
        inputs = tuple(replace(one, name="cases_per_month") for one in work.of(monthly))
        return None if drawn is None else Cases(drawn=drawn, formula="cases_per_month", inputs=inputs)
    drawn = work.need(yearly)
    if drawn is None:
        return None
    return Cases(drawn=drawn / MONTHS_PER_YEAR, formula="cases_per_year / 12", inputs=work.of(yearly))


def load_is_known(work: Work) -> bool:
    """Return whether anybody said how many cases come."""
    return any(work.answers.value(one) is not None for one in ("value.cases_per_year", "why.volume"))


@dataclass(frozen=True, kw_only=True)
class Growth:
    """Use later / use now."""

    at_the_end: Draw
    """After `months`, shape (count,)."""
    on_average: Draw
    """Over `months`, shape (count,)."""
    inputs: tuple[Input, ...]


def growth_of(work: Work) -> Growth | None:
    """Return how use grows; None where it stays."""
    drawn, months = work.draw("compute.use_growth"), work.number(HORIZON)
    if drawn is None or months is None or not np.any(drawn):
        return None
    yearly = drawn / 100
    return Growth(
        at_the_end=grown(yearly, months), on_average=grown_on_average(yearly, months),
        inputs=work.of("compute.use_growth", HORIZON),
    )  # fmt: skip


GROWN = "(1 + use_growth / 100)^(horizon_months / 12)"
GROWN_ON_AVERAGE = f"({GROWN} − 1) / (ln(1 + use_growth / 100) × horizon_months / 12)"


def grown(growth_a_year: Draw, months: float) -> Draw:
    """Return use after some months / use now.

    Args:
        growth_a_year: Above −1; 0.2 is a fifth more every year.
        months: 0 or more.
    """
    return np.exp(np.log1p(growth_a_year) * (months / MONTHS_PER_YEAR))


def grown_on_average(growth_a_year: Draw, months: float) -> Draw:
    """Return the mean use over some months / use now: the area under steady growth. Arguments as in `grown`.

    Example:
        A half more every year is 1.95 times the use on average over three years, and 3.4 times at their end.
    """
    exponent = np.asarray(np.log1p(growth_a_year) * (months / MONTHS_PER_YEAR), dtype=np.float64)
    mean = np.ones_like(exponent)
    # Where nothing grows the quotient is 0 / 0, and its limit 1.
    np.divide(np.expm1(exponent), exponent, out=mean, where=np.abs(exponent) > 1e-9)
    return mean


def calls_of_a_case(work: Work) -> Draw | None:
    """Return calls that one case takes, those made again counted, shape (count,); None where a part is missing."""
    calls, retries = (work.need(one) for one in CALLS)
    return None if calls is None or retries is None else calls * retries


PEAK = ("compute.peak_factor", "compute.load_hours_per_month")


def peak_calls(work: Work, cases: Cases) -> bool:
    """Work out calls a second in the busiest hour; tell whether enough is known."""
    calls, factor, hours = calls_of_a_case(work), *(work.need(one) for one in PEAK)
    if calls is None or factor is None or hours is None:
        return False
    work.add(
        "compute.peak_calls_per_s", gettext_noop("Calls in the busiest hour"),
        cases.drawn * calls * factor / (hours * SECONDS_PER_HOUR), "calls/second",
        f"{cases.formula} × api_calls_per_case × api_retry_factor × peak_factor / (load_hours_per_month × 3600)",
        (*cases.inputs, *work.of(*CALLS, *PEAK)),
        note=gettext_noop("We size the servers for this hour, not for the average."),
    )  # fmt: skip
    return True
