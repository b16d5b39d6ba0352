"""Dot and whisker: one row per thing, its name over its whisker, its figures at the right end."""

import math
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from charts import traces
from charts.descriptions import Format, RangeRow, RangesChart, Spread
from charts.ink import Drawing, dimension, dot, plumb, text, vertical
from charts.lettering import LINE, NARROW, WIDE, along, clean, label, width, wrap
from charts.native import Native, NativeKind, native
from charts.palette import Palette
from charts.printing import HALF_A_PAGE, PrintForm, print_form
from charts.scales import Scale, written, written_range
from charts.svg import drawing
from charts.table import Cells, ChartTable, ends, number_rows, table, texts

HEAD, HEAD_WITH_MARK, FOOT, ROW = 4, 26, 26, 40
# What lies at either end must not be cut off.
LEFT, RIGHT = 0.022, 0.978
# A mark stands left of the figures at the right end, not across them.
BESIDE_FIGURES = 0.76
# The last name line and the figures keep this much apart [pixels].
GAP = 12


@dataclass(frozen=True, kw_only=True)
class BarHeading:
    """What stands over a bar: a name in one or two lines, and at the right end of the last a short text."""

    full: str
    lines: list[str]
    right: str
    strong: bool
    own_line: bool
    """Whether the text at the right gets a line of its own, because on a phone it would touch the name."""

    @classmethod
    def of(cls, name: str, right: str, *, strong: bool = False) -> "BarHeading":
        name, right = clean(name), clean(right)
        taken = width(right) + GAP if right else 0.0
        if width(name, bold=strong) + taken <= NARROW:
            return cls(full=name, lines=[name], right=right, strong=strong, own_line=False)
        lines = wrap(name, NARROW, bold=strong)
        own_line = bool(right) and width(lines[-1], bold=strong) + taken > NARROW
        return cls(full=name, lines=lines, right=right, strong=strong, own_line=own_line)

    @property
    def height(self) -> int:
        """How much more than one line it takes [pixels]."""
        return LINE * (len(self.lines) - 1 + self.own_line)

    def draw(self, y: float) -> list[SafeString]:
        """Return the texts; the first base line is at `y`."""
        last = y + self.height
        needed = width(self.lines[-1], bold=self.strong) + GAP + width(self.right)
        if not self.own_line or needed > WIDE:
            return [*self._name(y), *self._figures(last)]
        # Only a phone has no room beside the name; elsewhere both stand right over the bar.
        phone = [*self._name(y, " sm"), *self._figures(last, " sm")]
        return [*phone, *self._name(y + LINE, " lg"), *self._figures(last, " lg")]

    def _name(self, y: float, cls: str = "") -> list[SafeString]:
        cls = ("halo b" if self.strong else "halo") + cls
        cut = self.full if self.lines[-1].endswith("…") else ""
        return [text(0, y + LINE * number, line, cls, full=cut) for number, line in enumerate(self.lines)]

    def _figures(self, y: float, cls: str = "") -> list[SafeString]:
        return [text(1, y, self.right, f"end halo{cls}")] if self.right else []


@drawing.register
def draw_ranges(chart: RangesChart) -> Drawing | None:
    if not chart.rows:
        return None
    mark = chart.mark if chart.mark is not None and math.isfinite(chart.mark) else None
    values = [end for row in chart.rows for end in (row.value.low, row.value.likely, row.value.high)]
    headings = [_heading(row, chart) for row in chart.rows]
    figures = max(width(heading.right) for heading in headings)
    beside = min(BESIDE_FIGURES, max(BESIDE_FIGURES / 2, 1 - (figures + 2 * GAP) / WIDE))
    x = Scale.around([*values, mark or 0.0], LEFT, RIGHT)
    if mark is not None and x(mark) > beside:
        part = (x(mark) - LEFT) / (RIGHT - LEFT)
        x = Scale.around([*values, mark], LEFT, LEFT + (beside - LEFT) / part)
    head = HEAD if mark is None else HEAD_WITH_MARK
    height = head + sum(ROW + heading.height for heading in headings) + FOOT
    # Here zero is the start of the rows, not an axis: it counts among the gridlines.
    marks = x.ticks(most=3)
    parts = [vertical(x(value), head, height - 22, "grid") for value in marks]
    parts += along([(x(value), written(chart.format, value)) for value in marks], height - 6)
    if mark is not None:
        parts += [plumb(x(mark), 16, height - 38), label(x(mark), 11, chart.mark_label, "b")]
    y = head + 14.0
    for row, heading in zip(chart.rows, headings, strict=True):
        parts += heading.draw(y)
        y += heading.height
        parts += _whisker(row, x, y + 14)
        y += ROW
    return Drawing(height, parts)


def _heading(row: RangeRow, chart: RangesChart) -> BarHeading:
    return BarHeading.of(row.name, written_range(chart.format, row.value.low, row.value.high), strong=row.strong)


def _whisker(row: RangeRow, x: Scale, y: float) -> list[SafeString]:
    low, likely, high = row.value.low, row.value.likely, row.value.high
    if not all(map(math.isfinite, (low, likely, high))):
        return []
    accent = " a" if row.strong else ""
    line = [dimension(x(low), x(high), y, f"dm{accent}")] if low < high else []
    return [*line, dot(x(likely), y, 5, f"dot{accent}")]


@traces.plot.register
def plot_ranges(chart: RangesChart, palette: Palette) -> tuple[list[traces.Json], traces.Json]:
    spreads = [row.value for row in chart.rows]
    colours = [palette.accent if row.strong else palette.ink for row in chart.rows]
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": traces.numbers(spread.likely for spread in spreads),
        "y": list(range(len(spreads))),
        "error_x": traces.error(spreads, palette.ink2),
        "marker": {"color": colours, "size": 10},
        "text": [traces.hover(row.name, _spread_words(chart.format, row.value)) for row in chart.rows],
        "hovertemplate": traces.HOVER,
        "cliponaxis": False,
    }
    mark = {} if chart.mark is None else traces.plumb(chart.mark, chart.mark_label, palette)
    rows = traces.rows([row.name for row in chart.rows], notes=mark.pop("annotations", ()))
    return [trace], {"xaxis": {"rangemode": "tozero", **traces.signs(chart.format)}, **mark, **rows}


def _spread_words(write: Format, value: Spread) -> str:
    return f"{written(write, value.likely)} ({written_range(write, value.low, value.high)})"


@table.register
def list_ranges(chart: RangesChart) -> ChartTable:
    head = chart.table_head or ("", *ends())
    rows = [(row.name, *texts(chart, (row.value.low, row.value.likely, row.value.high))) for row in chart.rows]
    foot = () if chart.mark is None else (chart.mark_label, "", *texts(chart, [chart.mark]), "")
    return ChartTable(head, tuple(rows), foot)


@number_rows.register
def number_ranges(chart: RangesChart) -> list[Cells]:
    return [("", *ends()), *((row.name, row.value.low, row.value.likely, row.value.high) for row in chart.rows)]


@native.register
def native_ranges(chart: RangesChart) -> Native:
    _low, likely, _high = ends()
    return Native(kind=NativeKind.BARS, series=((likely, 2),))


@print_form.register
def print_ranges(chart: RangesChart) -> PrintForm:
    bars = [_told(chart.format, row) for row in chart.rows]
    return PrintForm(drawing="bars", told={"bars": bars}, stays_whole=len(bars) <= HALF_A_PAGE)


def _told(write: Format, row: RangeRow) -> dict[str, Any]:
    values = {"low": row.value.low, "likely": row.value.likely, "high": row.value.high}
    return {"label": row.name, **values, **{f"s_{name}": written(write, value) for name, value in values.items()}}
