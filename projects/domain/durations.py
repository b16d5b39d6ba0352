"""Spans of time: as people say them ("half a year", "1 h 30 min"), and each counted in another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from projects.domain.errors import BadValue
from projects.domain.spoken import COUNTS
from projects.domain.text import gettext_noop
from projects.domain.units import TIME_WORDS

_NAMES = {
    "millisecond": gettext_noop("milliseconds"),
    "second": gettext_noop("seconds"),
    "minute": gettext_noop("minutes"),
    "hour": gettext_noop("hours"),
    "day": gettext_noop("days"),
    "week": gettext_noop("weeks"),
    "month": gettext_noop("months"),
    "quarter": gettext_noop("quarters"),
    "year": gettext_noop("years"),
}
_WORKING_DAYS = gettext_noop("working days")
COUNTED_IN = {
    "second": gettext_noop("in seconds"),
    "minute": gettext_noop("in minutes"),
    "hour": gettext_noop("in hours"),
    "day": gettext_noop("in days"),
    "week": gettext_noop("in weeks"),
    "month": gettext_noop("in months"),
    "year": gettext_noop("in years"),
}
_TIMES, _OVER = gettext_noop("× %(count)s %(unit)s"), gettext_noop("÷ %(count)s %(unit)s")
_OFFERED = {
    "second": ("millisecond", "minute", "hour"),
    "minute": ("second", "hour", "day"),
    "hour": ("minute", "day", "week"),
    "day": ("hour", "week", "month", "quarter"),
    "week": ("day", "month", "quarter", "year"),
    "month": ("day", "week", "quarter", "year"),
    "year": ("day", "week", "month", "quarter"),
}
"""From which others somebody may mean each: five months are hardly hours."""
_OWN_NAMES = {"s": "second"} | {name: singular for singular, name in _NAMES.items()}
_IN_A_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}
_CALENDAR = {"millisecond": 31_536_000_000, "second": 31_536_000, "minute": 525_600, "hour": 8_760, "day": 365}
# 260 days of eight hours: the same working year as in `converted.TIMES`.
_WORKING = {"minute": 124_800, "hour": 2_080, "day": 260}
_DAYS_OF_52_WEEKS = 364
_CLOCK = ("millisecond", "second", "minute", "hour")


@dataclass(frozen=True)
class DurationConversion:
    """One way from one unit to another."""

    factor: float
    steps: tuple[BadValue, ...]
    """How it is worked out, as texts to translate."""
    is_working: bool = False
    """Whether it counts days on which people work, of eight hours."""


def unit_of_time(name: str) -> str:
    """Return "hour" for "hours" and "second" for "s"; "" for what is no span of time."""
    return _OWN_NAMES.get(name, "")


def name_of_time(name: str) -> str:
    """Return "hours" for "hours", "seconds" for "s": how a span of time is named in sentences; "" for anything else."""
    return _NAMES.get(unit_of_time(name), "")


def other_times(name: str) -> Iterator[tuple[str, tuple[DurationConversion, ...]]]:
    """Return the spans of time from which a number can be converted, and how: by the calendar or by working days.

    Args:
        name: What the field counts, such as "hours"; for anything but a span of time nothing is returned.
    """
    own = unit_of_time(name)
    for other in _OFFERED.get(own, ()):
        yield _NAMES[other], _ways(other, own)


def _ways(other: str, own: str) -> tuple[DurationConversion, ...]:
    """Return how a number of one span of time becomes one of another: twice where a day may be one of work."""
    alike = (other in _CLOCK and own in _CLOCK) or (other in _IN_A_YEAR and own in _IN_A_YEAR)
    if alike:
        return (_way(other, own, _CALENDAR | _IN_A_YEAR),)
    calendar = _CALENDAR | _IN_A_YEAR
    if "week" in (other, own):
        calendar |= {"day": _DAYS_OF_52_WEEKS, "hour": 24 * _DAYS_OF_52_WEEKS}
    return _way(other, own, _WORKING | _IN_A_YEAR, is_working=True), _way(other, own, calendar)


def _way(other: str, own: str, in_a_year: dict[str, int], *, is_working: bool = False) -> DurationConversion:
    many, few = in_a_year[other], in_a_year[own]
    if few % many == 0:
        steps: tuple[BadValue, ...] = (_step(_TIMES, few // many, own, is_working),)
    elif many % few == 0:
        steps = (_step(_OVER, many // few, other, is_working),)
    else:
        steps = _step(_OVER, many, other, is_working), _step(_TIMES, few, own, is_working)
    return DurationConversion(few / many, steps, is_working)


def _step(message: str, count: int, unit: str, is_working: bool) -> BadValue:
    name = _WORKING_DAYS if is_working and unit == "day" else _NAMES[unit]
    return BadValue(message, {"count": str(count), "unit": BadValue(name)})


def _one_of(*names: str) -> str:
    words = [word for name in names for word in TIME_WORDS[name]]
    return "|".join(sorted(words, key=len, reverse=True))


_WORD = rf"(?:{_one_of(*TIME_WORDS)})(?!\w)"
_LONG_WORD = rf"(?=[^\W\d_]{{3,}}){_WORD}"
# Beside figures only a dozen at most is said in words; without figures `spoken` has read all of them before.
_COUNTS = {"a": 1, "an": 1} | {word: count for word, count in COUNTS.items() if 1 <= count <= 12}
_COUNT = rf"(?<!\w)(?P<count>\d+|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
# "5 hours per half year" counts per another time; what begins a text or follows "to" is a span itself.
_BEGINS = r"(?:^|(?<=to )|(?<=bis )|(?<=about )|(?<=etwa )|(?<=ca\. ))"
_AND_A_HALF = (
    re.compile(rf"{_COUNT}\s(?P<unit>{_LONG_WORD})\s(?:and a half|und ein halbe[sr]?)(?!\w)", re.I),
    re.compile(rf"{_COUNT}\s(?:and a half|und ein halbe[sr]?)\s(?P<unit>{_LONG_WORD})", re.I),
)
_ONE_AND_A_HALF = re.compile(rf"(?<!\w)(?:anderthalb|eineinhalb)\s(?={_LONG_WORD})", re.I)
_HALF = re.compile(
    rf"{_BEGINS}(?:(?:an?|one|eine?|einen)\s)?(?:half|halbe[ns]?)[\s-](?:of\s)?(?:an?\s)?(?={_LONG_WORD})", re.I
)
_SPELLED = re.compile(rf"{_BEGINS}{_COUNT}\s(?={_LONG_WORD})", re.I)
_PARTS = tuple(
    (
        re.compile(
            rf"(?<![\w.,])(?P<whole>\d+)\s?(?P<unit>{_one_of(large)})\.?,?\s?(?:and\s|und\s)?(?P<part>\d{{1,2}})"
            rf"(?:\s?(?:{_one_of(small)}{extra})\.?)(?!\w)",
            re.I,
        ),
        parts,
    )
    for large, small, extra, parts in (
        ("hour", "minute", "|m|", 60),  # "1h30" too
        ("minute", "second", "", 60),
        ("year", "month", "", 12),
    )
)
_ON_A_CLOCK = re.compile(
    rf"(?<![\w:.,])(?P<large>\d{{1,3}}):(?P<small>[0-5]\d)(?![\d:.,])"
    rf"(?:\s?(?P<unit>{_one_of('hour', 'minute')})\.?(?!\w))?",
    re.I,
)
_LARGER_ON_A_CLOCK = {"hour": ("hour",), "minute": ("minute", "hour"), "second": ("minute",)}
"""What the number before the colon may count, where a field counts one of these."""


def in_figures(text: str) -> str:
    """Return a text in which "half a year" is 0.5 year, "1 h 30 min" 1.5 h and "six months" 6 months."""
    for pattern in _AND_A_HALF:
        text = pattern.sub(lambda said: f"{_counted(said['count']) + 0.5} {said['unit']}", text)
    text = _HALF.sub("0.5 ", _ONE_AND_A_HALF.sub("1.5 ", text))
    text = _SPELLED.sub(lambda said: f"{_counted(said['count'])} ", text)
    for pattern, parts in _PARTS:
        text = pattern.sub(partial(_together, parts), text)
    return text


def clock_in_figures(text: str, own: str) -> tuple[str, ...]:
    """Return a text in which "1:30" is a number, in each way it can be read: in minutes it may be 1.5 or 90.

    Args:
        text: Such as "1:30", "0:45 to 1:30" or "1:30 h".
        own: What the field counts, as `unit_of_time` says it; only of seconds, minutes and hours a clock tells.
    """
    if own not in _LARGER_ON_A_CLOCK or not _ON_A_CLOCK.search(text):
        return (text,)
    readings = (_ON_A_CLOCK.sub(partial(_told, own, larger), text) for larger in _LARGER_ON_A_CLOCK[own])
    return tuple(dict.fromkeys(readings))


def _told(own: str, larger: str, said: re.Match[str]) -> str:
    unit = said["unit"] or ""
    if unit:
        own = larger = "minute" if unit.lower() in TIME_WORDS["minute"] else "hour"
    counted = (int(said["large"]) + int(said["small"]) / 60) * _CALENDAR[own] / _CALENDAR[larger]
    # Four places: three could be a group of thousands.
    return f"{counted:.4f} {unit}".strip()


def _counted(word: str) -> int:
    return _COUNTS.get(word.lower()) or int(word)


def _together(parts: int, said: re.Match[str]) -> str:
    if int(said["part"]) >= parts:
        return said[0]
    # Four places: three could be a group of thousands.
    return f"{int(said['whole']) + int(said['part']) / parts:.4f} {said['unit']}"
