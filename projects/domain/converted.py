"""Numbers that count per another time, or in people: "2,000 a week" where months are counted, "6 people full time"."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from projects.domain.text import gettext_noop

HOURS_PER_WORKING_YEAR = 2080
"""52 weeks of 40 hours: what the questionnaire takes where nobody says otherwise (`team.hours_per_year`)."""

CONVERTED = gettext_noop(
    "“%(text)s” counts %(typed)s. Counted %(asked)s, that is %(result)s (%(how)s). Is that what you mean?"
)


@dataclass(frozen=True)
class Time:
    """A time that something may be counted per."""

    per_year: float
    """How many a year has."""
    named: str
    """Such as "per week"."""
    times: str
    """How the number per year is reached from it."""
    over: str
    """How it is reached from the number per year."""


# 260 days and 2,080 hours are the same working year: 52 weeks of five days of eight hours.
TIMES = {
    "day": Time(260, gettext_noop("per day"), gettext_noop("× 260 working days"), gettext_noop("÷ 260 working days")),
    "week": Time(52, gettext_noop("per week"), gettext_noop("× 52 weeks"), gettext_noop("÷ 52 weeks")),
    "month": Time(12, gettext_noop("per month"), gettext_noop("× 12 months"), gettext_noop("÷ 12 months")),
    "quarter": Time(4, gettext_noop("per quarter"), gettext_noop("× 4 quarters"), gettext_noop("÷ 4 quarters")),
    "year": Time(1, gettext_noop("per year"), "", ""),
}
PEOPLE = gettext_noop("people")
IN_HOURS = {"month": gettext_noop("in hours per month"), "year": gettext_noop("in hours per year")}
WORKING_YEAR = gettext_noop("× 2,080 hours of a working year")


@dataclass(frozen=True)
class Conversion:
    """From another unit to the field's own."""

    unit: str
    """The other unit."""
    factor: float
    typed: str
    asked: str
    steps: tuple[str, ...]
    """How it is worked out; each step a text to translate."""


def conversions(unit: str) -> Iterator[Conversion]:
    """Return the units from which a number can be converted to a field's unit.

    Growth in percent is left out: 1% per month is not 12% per year.

    Args:
        unit: The field's unit, such as `cases/month`.
    """
    base, _, per = unit.rpartition("/")
    own = TIMES.get(per)
    if own is None or not base or base == "%":
        return
    for name, other in TIMES.items():
        if name != per:
            steps = tuple(step for step in (other.times, own.over) if step)
            yield Conversion(f"{base}/{name}", other.per_year / own.per_year, other.named, own.named, steps)
    if base == "hours" and per in IN_HOURS:
        steps = tuple(step for step in (WORKING_YEAR, own.over) if step)
        yield Conversion("people", HOURS_PER_WORKING_YEAR / own.per_year, PEOPLE, IN_HOURS[per], steps)


def rounded(value: float) -> float:
    """Return a converted value as somebody would write it: whole from 100 on, else with three digits."""
    if value == 0 or abs(value) >= 100:
        return float(round(value))
    return round(value, 2 - math.floor(math.log10(abs(value))))
