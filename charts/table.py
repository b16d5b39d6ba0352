"""A chart as a table: of texts for those who read, hear or print it, of numbers for those who work on with it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch

from django.utils.translation import gettext as _

from charts.descriptions import Chart
from charts.scales import NOT_KNOWN, written


@dataclass(frozen=True)
class ChartTable:
    """Rows of texts; the first cell of a row is its name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()


@singledispatch
def table(chart: Chart) -> ChartTable:
    """Return a chart's values as texts; each kind registers its own."""
    raise TypeError(f"{type(chart).__name__} has no table")


def texts(chart: Chart, values: Iterable[float]) -> list[str]:
    """Return values as the chart writes them."""
    return [written(chart.format, value) for value in values]


def cells(chart: Chart, values: Sequence[float], count: int) -> list[str]:
    """Return one cell per column; what is missing is a dash."""
    written = texts(chart, values[:count])
    return written + [NOT_KNOWN] * (count - len(written))


Cells = Sequence[str | float | None]


def numbers_of(chart: Chart) -> list[Cells]:
    """Return what a chart shows as rows of numbers in whole units, the names of the columns first; see `number_rows`.

    What is not finite is None: no spreadsheet has a number for it, and a file with one would not be written at all.
    """
    return [tuple(cell if _is_known(cell) else None for cell in row) for row in number_rows(chart)]


def _is_known(cell: str | float | None) -> bool:
    return isinstance(cell, str) or (cell is not None and math.isfinite(cell))


@singledispatch
def number_rows(chart: Chart) -> list[Cells]:
    """Return the rows of `numbers_of`; each kind registers its own, but for a scatter, which no file holds."""
    raise TypeError(f"{type(chart).__name__} has no place in print")


def ends() -> tuple[str, str, str]:
    """Return the names of the columns of a range."""
    return _("Low (P10)"), _("Likely"), _("High (P90)")
