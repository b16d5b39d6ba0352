"""The load: how many cases come, how it grows, and how it swings over the day."""

from dataclasses import dataclass

import numpy as np

from estimates.domain.figures.chapters import Chapter
from estimates.domain.figures.work import Work, called
from projects.domain.book import Result, Term
from projects.domain.draws import Draw
from projects.domain.figures import Rank
from projects.domain.formulas import Formula
from projects.domain.reader import Given
from projects.domain.text import gettext_noop

MONTHS_PER_YEAR = 12
SECONDS_PER_HOUR = 3600
CALLS = ("compute.api_calls_per_case", "compute.api_retry_factor")
CALLS_OF_A_CASE = "api_calls_per_case × api_retry_factor"
PEAK = ("compute.peak_factor", "compute.load_hours_per_month")
HORIZON = "value.horizon_months"
FEWEST_CASES = 1e-6
"""Fewer cases a month are none: the cost of 1,000 of them says nothing."""


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Cases a month, as they stand in a formula."""

    term: Given
    formula: str
    """Over the term [cases/month]."""

    @property
    def draws(self) -> Draw:
        """Shape (count,) [cases/month]."""
        return np.asarray(Formula(self.formula).over({self.term.name: self.term.draws}))

    @property
    def any(self) -> bool:
        """Whether there are cases in every draw, so that something may be said of one of them."""
        return bool(np.all(self.draws > FEWEST_CASES))


def cases_a_month(work: Work) -> Cases | None:
    """Return cases a month: those of the value case, else those of the questionnaire."""
    yearly, monthly = "value.cases_per_year", "why.volume"
    if work.answers.value(yearly) is None and work.answers.value(monthly) is not None:
        cases = work.need(monthly)
        return None if cases is None else Cases(term=called(cases, "cases_per_month"), formula="cases_per_month")
    cases = work.need(yearly)
    return None if cases is None else Cases(term=cases, formula="cases_per_year / 12")


def known_cases(work: Work) -> Cases | None:
    """Return cases a month where somebody said how many come; else None, and nothing is missed."""
    said = any(work.answers.value(field_id) is not None for field_id in ("value.cases_per_year", "why.volume"))
    return cases_a_month(work) if said else None


GROWN = "(1 + use_growth / 100)^(horizon_months / 12)"
GROWN_ON_AVERAGE = f"({GROWN} − 1) / (ln(1 + use_growth / 100) × horizon_months / 12)"


NO_GROWTH = gettext_noop("The likely value has no growth: use stays as it is, so the factor is 1.")


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How use grows, for the formulas `GROWN` and `GROWN_ON_AVERAGE`."""

    yearly: Given
    """[%/year]."""
    months: Given

    @property
    def terms(self) -> tuple[Term, Term]:
        """What the formulas are over."""
        return self.yearly, self.months

    def note(self, usual: str = "") -> str:
        """Return what to say of an average: where nothing grows likely, its formula has no value there, but a limit."""
        return usual if self.yearly.input.value.likely else NO_GROWTH

    @property
    def on_average(self) -> Draw:
        """Use on average over the months / use now, shape (count,)."""
        return grown_on_average(self.yearly.draws / 100, self.months.input.value.likely)


def growth_of(work: Work) -> Growth | None:
    """Return how use grows; None where it stays."""
    yearly, months = work.term("compute.use_growth"), work.term(HORIZON)
    if yearly is None or months is None or not np.any(yearly.draws):
        return None
    return Growth(yearly=yearly, months=months)


def grown_on_average(growth_a_year: Draw, months: float) -> Draw:
    """Return the mean use over some months / use now: the area under steady growth.

    Args:
        growth_a_year: Above −1; 0.2 is a fifth more every year.
        months: 0 or more.

    Example:
        A half more every year is 1.95 times the use on average over three years, and 3.4 times at their end.
    """
    exponent = np.asarray(np.log1p(growth_a_year) * (months / MONTHS_PER_YEAR), dtype=np.float64)
    mean = np.ones_like(exponent)
    # Where nothing grows the quotient is 0 / 0, and its limit 1.
    np.divide(np.expm1(exponent), exponent, out=mean, where=np.abs(exponent) > 1e-9)
    return mean


def peak_calls(work: Work, cases: Cases) -> Result | None:
    """Work out calls a second in the busiest hour; None where too little is known."""
    calls, peak = work.need_all(*CALLS), work.need_all(*PEAK)
    if not calls or not peak:
        return None
    return work.book.figure(
        "compute.peak_calls_per_s",
        gettext_noop("Calls in the busiest hour"),
        "calls/second",
        f"{cases.formula} × {CALLS_OF_A_CASE} × peak_factor / (load_hours_per_month × 3600)",
        cases.term,
        *calls,
        *peak,
        chapter=Chapter.SPEED,
        rank=Rank.STEP,
        note=gettext_noop("We size the servers for this hour, not for the average."),
    )
