"""Days as people write them: in numbers, with the month in words, and as a time, such as "end of March"."""

import re
from calendar import monthrange
from datetime import date

from projects.domain.errors import BadValue, Unclear
from projects.domain.text import gettext_noop

NOT_A_DATE = gettext_noop("“%(text)s” is not a valid date. Use a format such as 2027-03-19 or 19 March 2027.")
DATE_FAR_AWAY = gettext_noop("%(text)s is too far away. Please check the year.")
WHICH_DAY = gettext_noop("“%(text)s” names no single day. Is that %(first)s or %(second)s?")
WHICH_YEAR = gettext_noop("“%(text)s” names no year. Please add it.")

# By hand, as `strptime` looks the locale up for each day, which takes a hundred times as long as to read it.
_NUMBERED_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})"),
)
# In English, German and French, as calendars and word processors write them; "Jänner" is Austrian.
_MONTH_NAMES = (
    "january jan januar jänner jän janvier janv",
    "february feb februar feber février févr fév",
    "march mar märz mär mrz mars",
    "april apr avril avr",
    "may mai",
    "june jun juni juin",
    "july jul juli juillet juil",
    "august aug août",
    "september sep sept septembre",
    "october oct oktober okt octobre",
    "november nov novembre",
    "december dec dezember dez décembre déc",
)
_MONTH_OF = {name: month for month, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_NAMED_DAYS = (
    re.compile(r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er)?\s*(?P<month>[^\W\d_]+)\.?,?\s+(?P<year>\d{4})", re.I),
    re.compile(r"(?P<month>[^\W\d_]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})", re.I),
)
_Day = tuple[int, int]
"""Month and day of a year."""
_FIRST, _MIDDLE, _LAST = "first", "middle", "last"
_PARTS = {
    **dict.fromkeys(("start", "beginning", "early", "anfang", "début", "debut"), _FIRST),
    **dict.fromkeys(("mid", "middle", "mitte", "mi"), _MIDDLE),
    **dict.fromkeys(("end", "late", "ende", "fin"), _LAST),
}
_YEAR = r"(?:[\s,/]+(?P<year>\d{4}))?"
_BEFORE = r"(?:(?:by|until|in|bis|im)\s+)?(?:the\s+)?"
_SPAN = re.compile(
    rf"{_BEFORE}(?:(?P<part>{'|'.join(_PARTS)})[\s-]+(?:of\s+|de\s+)?)?"
    rf"(?:(?P<month>[^\W\d_]+)\.?|Q\s?(?P<quarter>[1-4])|(?P<quartal>[1-4])\.\s*Quartal){_YEAR}",
    re.I,
)
_WITHOUT_YEAR = (
    re.compile(rf"{_BEFORE}(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s*(?P<month>[^\W\d_]+)\.?", re.I),
    re.compile(rf"{_BEFORE}(?P<month>[^\W\d_]+)\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?", re.I),
    re.compile(r"(?P<day>\d{1,2})\.\s*(?P<number>\d{1,2})\.?"),
)


def parse_date(text: str) -> date:
    """Read a day as people write it in English, German or French. Raises BadValue where it is none."""
    day = _numbered_day(text.strip()) or _named_day(text.strip())
    if day is None:
        raise BadValue(NOT_A_DATE, {"text": text[:40]})
    if not 1990 <= day.year <= 2200:
        raise BadValue(DATE_FAR_AWAY, {"text": text[:40]})
    return day


def _numbered_day(text: str) -> date | None:
    """Return a day in numbers: "2027-03-19", "19. 3. 2027"."""
    said = next((said for pattern in _NUMBERED_DAYS if (said := pattern.fullmatch(text))), None)
    return _day(int(said["year"]), int(said["month"]), int(said["day"])) if said else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _named_day(text: str) -> date | None:
    """Return a day whose month is written out or shortened: "19 March 2027", "19. Mär. 2027", "1er mars 2027"."""
    for pattern in _NAMED_DAYS:
        said = pattern.fullmatch(text)
        month = _MONTH_OF.get(said["month"].lower()) if said else None
        if said and month:
            return _day(int(said["year"]), month, int(said["day"]))
    return None


def read_day(text: str, today: date | None = None) -> date:
    """Read a day as somebody types it, also as a time: "end of March 2027" is the last of the month.

    Args:
        text: What was typed.
        today: The day on which it is read, which tells what years may be meant where none is written.

    Raises:
        Unclear: Where it may be two days: "Q2 2027", or "end of March" without a year.
        BadValue: Where it is no day.
    """
    try:
        return parse_date(text)
    except BadValue:
        year, days = _around(text.strip())
        if not days:
            raise
    said = {"text": text[:40]}
    if year is None and today is None:
        raise BadValue(WHICH_YEAR, said)
    found = _in_year(year, days) if year is not None or today is None else _near(today, days)
    if len(found) > 1:
        raise Unclear(WHICH_DAY, said, tuple(day.isoformat() for day in found))
    return parse_date(found[0].isoformat())


def _around(text: str) -> tuple[int | None, list[_Day]]:
    """Return the year that a text names, and the days of a year that it may mean; none where it names none."""
    for pattern in _WITHOUT_YEAR:
        if said := pattern.fullmatch(text):
            named = said.groupdict()
            month = int(named["number"]) if named.get("number") else _MONTH_OF.get(named["month"].lower(), 0)
            day = int(said["day"])
            return None, [(month, day)] if 1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1] else []
    said = _SPAN.fullmatch(text)
    if said is None:
        return None, []
    quarter = int(said["quarter"] or said["quartal"] or 0)
    month = 3 * quarter - 2 if quarter else _MONTH_OF.get(said["month"].lower(), 0)
    if not month:
        return None, []
    end = month + 2 if quarter else month
    of_part = {_FIRST: (month, 1), _MIDDLE: ((month + end) // 2, 15), _LAST: (end, 31)}
    part = _PARTS.get((said["part"] or "").lower())
    return int(said["year"]) if said["year"] else None, [of_part[part]] if part else [of_part[_FIRST], of_part[_LAST]]


def _in_year(year: int | None, days: list[_Day]) -> list[date]:
    """Return days of a year; what lies behind the end of a month is its last day. Raises BadValue far away."""
    if year is None or not 1990 <= year <= 2200:
        raise BadValue(DATE_FAR_AWAY, {"text": str(year)})
    return [date(year, month, min(day, monthrange(year, month)[1])) for month, day in days]


def _near(today: date, days: list[_Day]) -> list[date]:
    """Return the next time that days come; of one day also the last time, which may be meant as well."""
    this = _in_year(today.year, days)
    coming = today.year if this[-1] >= today else today.year + 1
    return _in_year(coming, days) + (_in_year(coming - 1, days) if len(days) == 1 else [])
