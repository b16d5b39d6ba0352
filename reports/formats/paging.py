"""Where the printed pages of a sheet end, so that no chart stands on two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from projects.workbooks import LINE

PRINTED = {9: (739, 463), 1: (691, 480)}
"""Between the margins of A4 and US Letter, lying, by their number in the file [pt]: a twentieth less in height."""
_SIGN, _CELL, _CHART, _LETTER = 5.25, 4.0, 468.0, 4.6
"""Width of a sign of a column, of what a column has besides, of a chart, and of a letter of running text [pt]."""
_SPARE = 1.35
"""So much wider a column may be where its font is missing and another one stands in, as on a computer without Office:
what does not fit would take pages of its own."""
_SMALLEST, _LARGEST = 10, 100
"""Scales that a spreadsheet prints at [%]."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A chart on a sheet, by rows counted from 1."""

    title: int
    """Where its title stands, above its table, or the heading above that."""
    first: int
    last: int


def scale_to(room: float, widths: Iterable[float], longest: int = 0) -> int:
    """Return at which scale a sheet is printed so that it is no wider than its page [%].

    Args:
        room: Width between the margins [pt].
        widths: Of its columns [signs].
        longest: Letters of its longest line of text, which runs over columns.
    """
    wide = max(sum(width * _SIGN + _CELL for width in widths), _CHART, longest * _LETTER)
    return max(_SMALLEST, min(_LARGEST, int(100 * room / (wide * _SPARE))))


def breaks_before(charts: Sequence[Drawn], heights: Mapping[int, int], room: float) -> list[int]:
    """Return how many rows stand above each break: before a chart with its table where that would be split.

    Args:
        charts: From above.
        heights: Of rows that are higher than a line, by row [pt].
        room: Height of a page between its margins [pt]; the first row is repeated on each.
    """
    breaks, used, begun = list[int](), 0.0, 1

    def tall(first: int, last: int) -> float:
        return float(sum(heights.get(row, LINE) for row in range(first, last + 1)))

    head = tall(1, 1)
    for chart in charts:
        whole = tall(chart.title, chart.last)
        start = chart.title if head + whole <= room else chart.first
        for row in range(begun, start):
            height = tall(row, row)
            used = head + height if used + height > room else used + height
        rest = tall(start, chart.last)
        if used + rest > room:
            breaks.append(start - 1)
            used = head
        used, begun = used + rest, chart.last + 1
    return breaks
