"""Days so many months after another, counted as people count them on a calendar."""

import math
from datetime import date

MONTHS_IN_YEAR = 12
# 3.999999999 months out of a sum are four.
_DIGITS = 9


def day_after(start: date, months: float) -> date:
    """Return the day so many months after another.

    Whole months go by the calendar: from 31 January one month is 28 February, or 29 in a leap year, and two are
    31 March. What is left of a month is that share of the days to the next such day, halves counted up.

    Args:
        start: The day to count from.
        months: How many; below 0 counts backwards.
    """
    months = round(months, _DIGITS)
    whole = math.floor(months)
    begin, end = (_months_on(start, count) for count in (whole, whole + 1))
    return date.fromordinal(begin.toordinal() + math.floor((months - whole) * (end - begin).days + 0.5))


def months_between(start: date, end: date) -> float:
    """Return after how many months from a day another is reached [months]: the other way round of `day_after`."""
    whole = (end.year - start.year) * MONTHS_IN_YEAR + end.month - start.month
    if _months_on(start, whole) > end:
        whole -= 1
    begin, after = (_months_on(start, count) for count in (whole, whole + 1))
    return whole + (end - begin).days / (after - begin).days


def _months_on(day: date, count: int) -> date:
    """Return the day of the same number whole months on, or the last of that month where it is shorter."""
    years, month = divmod(day.month - 1 + count, MONTHS_IN_YEAR)
    following = date(day.year + years + (month + 1) // MONTHS_IN_YEAR, (month + 1) % MONTHS_IN_YEAR + 1, 1)
    last = date.fromordinal(following.toordinal() - 1)
    return last.replace(day=min(day.day, last.day))
