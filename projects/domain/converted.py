"""Numbers that count per another time, or in people: "2,000 a week" where months are counted, "6 people full time"."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from projects.domain.durations import COUNTED_IN, DurationConversion, name_of_time, other_times, unit_of_time
from projects.domain.errors import BadValue
from projects.domain.text import gettext_noop

HOURS_PER_WORKING_YEAR = 2080
"""52 weeks of 40 hours: what the questionnaire takes where nobody says otherwise (`team.hours_per_year`)."""

CONVERTED = gettext_noop(
    "“%(text)s” counts %(typed)s. Counted %(asked)s, that is %(result)s (%(how)s). Is that what you mean?"
)
CONVERTED_EITHER = gettext_noop(
    "“%(text)s” counts %(typed)s. Counted %(asked)s, that is %(first)s (%(how)s) or %(second)s (%(other_how)s). "
    "Which do you mean?"
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
_OTHER_SIZES = {
    "money/million tokens": (
        ("money/thousand tokens", 1e3, gettext_noop("per thousand tokens"), gettext_noop("× 1,000")),
        ("money/token", 1e6, gettext_noop("per token"), gettext_noop("× 1,000,000")),
    ),
    "money/GPU-hour": (
        ("money/GPU-day", 1 / 24, gettext_noop("per day"), gettext_noop("÷ 24 hours")),
        ("money/GPU-month", 1 / 730, gettext_noop("per month"), gettext_noop("÷ 730 hours")),
        ("money/GPU-year", 1 / 8760, gettext_noop("per year"), gettext_noop("÷ 8,760 hours")),
    ),
    "money/GB/month": (("money/TB/month", 1e-3, gettext_noop("per TB"), gettext_noop("÷ 1,000")),),
    "money/GB": (("money/TB", 1e-3, gettext_noop("per TB"), gettext_noop("÷ 1,000")),),
}
"""What prices are said per elsewhere: the unit, the factor to ours, its name and how ours is reached."""
_ASKED = {
    "money/million tokens": gettext_noop("per million tokens"),
    "money/GPU-hour": gettext_noop("per GPU-hour"),
    "money/GB/month": gettext_noop("per GB"),
    "money/GB": gettext_noop("per GB"),
}


@dataclass(frozen=True)
class Conversion:
    """From another unit to the field's own."""

    unit: str
    """The other unit."""
    typed: BadValue
    """What it counts, as a text to translate."""
    asked: BadValue
    ways: tuple[DurationConversion, ...]
    """One, or two where a day may be one of work or of the calendar."""


def conversions(unit: str) -> Iterator[Conversion]:
    """Return the units from which a number can be converted to a field's unit.

    Growth in percent is left out: 1% per month is not 12% per year.

    Args:
        unit: The field's unit, such as `cases/month` or `months`.
    """
    for other, factor, typed, step in _OTHER_SIZES.get(unit, ()):
        way = DurationConversion(factor, (BadValue(step),))
        yield Conversion(other, BadValue(typed), BadValue(_ASKED[unit]), (way,))
    base, _, per = unit.rpartition("/")
    if per in TIMES and base and base != "%":
        yield from _per_other_times(base, per)
    yield from _of_other_length(unit)


def _per_other_times(base: str, per: str) -> Iterator[Conversion]:
    own = TIMES[per]
    for name, other in TIMES.items():
        if name != per:
            yield Conversion(f"{base}/{name}", BadValue(other.named), BadValue(own.named), (_way(other, own),))
    if base == "hours" and per in IN_HOURS:
        steps = tuple(BadValue(step) for step in (WORKING_YEAR, own.over) if step)
        way = DurationConversion(HOURS_PER_WORKING_YEAR / own.per_year, steps)
        yield Conversion("people", BadValue(PEOPLE), BadValue(IN_HOURS[per]), (way,))


def _way(other: Time, own: Time) -> DurationConversion:
    return DurationConversion(
        other.per_year / own.per_year, tuple(BadValue(step) for step in (other.times, own.over) if step)
    )


def _of_other_length(unit: str) -> Iterator[Conversion]:
    """Return conversions of a span of time: "26 weeks" where months are counted, "2 days a week" for hours a month."""
    base, _, pers = unit.partition("/")
    before, _, per = pers.rpartition("/")
    asked = BadValue(COUNTED_IN.get(unit_of_time(base), ""))
    for other_base, ways in other_times(base):
        yield Conversion("/".join(filter(None, (other_base, pers))), BadValue(other_base), asked, ways)
        for name, other in TIMES.items() if per in TIMES else ():
            if name != per:
                both = {"base": BadValue(other_base), "per": BadValue(other.named)}
                whole = {"base": asked, "per": BadValue(TIMES[per].named)}
                then = _way(other, TIMES[per])
                yield Conversion(
                    "/".join(filter(None, (other_base, before, name))),
                    BadValue("%(base)s %(per)s", both),
                    BadValue("%(base)s %(per)s", whole),
                    tuple(replace(way, factor=way.factor * then.factor, steps=way.steps + then.steps) for way in ways),
                )


def spans_of_time(unit: str) -> Iterator[Conversion]:
    """Return in which spans of time an end of a range may be counted, the field's own first; nothing for other units.

    Args:
        unit: The field's unit, such as `months` or `hours/person`.
    """
    base, _, pers = unit.partition("/")
    if name := name_of_time(base):
        asked = BadValue(COUNTED_IN[unit_of_time(base)])
        yield Conversion(unit, BadValue(name), asked, (DurationConversion(1, ()),))
        for other, ways in other_times(base):
            yield Conversion("/".join(filter(None, (other, pers))), BadValue(other), asked, ways)


def rounded(value: float) -> float:
    """Return a converted value as somebody would write it: whole from 100 on, else with three digits."""
    if value == 0 or abs(value) >= 100:
        return float(round(value))
    return round(value, 2 - math.floor(math.log10(abs(value))))
