"""How a spreadsheet draws a chart itself, over the table of its numbers."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import singledispatch

from charts.descriptions import Chart


class NativeKind(Enum):
    """What every spreadsheet can draw."""

    BARS = auto()
    COLUMNS = auto()
    LINES = auto()
    LAYERS = auto()
    """Columns upon each other; each row of the table is a series, elsewhere each column."""


@dataclass(frozen=True, kw_only=True)
class Native:
    """A chart over the rows that `table.numbers_of` gives."""

    kind: NativeKind
    series: tuple[tuple[str, int], ...]
    """The name of each, and its column in the table, of layers its row; the names are at 0."""


@singledispatch
def native(chart: Chart) -> Native | None:
    """Return how a spreadsheet draws a chart; a kind that registers nothing is a table there."""
    return None
