"""The composed report as a row of plain pieces, in reading order: what every format but the PDF is made of.

A new kind of block needs one function here (`_pieces`), and then stands in Markdown, Word, tables and workbook alike.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import singledispatch
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from charts.descriptions import (
    Chart,
)
from charts.table import table as table_of
from reports.domain.report import (
    Block,
    DecisionPage,
    DrawnChart,
    Items,
    KeyFacts,
    Meta,
    Paragraph,
    Questions,
    RangeBar,
    Report,
    ReportSection,
    ReportTable,
    Timeline,
)
from reports.paper import side_by_side

MOST_SAID = 1_500
"""A text in place of a picture is heard, so it ends."""


@dataclass(frozen=True, kw_only=True)
class HeadingPiece:
    """A heading; level 1 is a section, 2 a part of it."""

    text: str
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class TextPiece:
    """A paragraph; its lines are paragraphs of their own."""

    text: str
    strong: bool = False
    """What came out, in one sentence."""
    quiet: bool = False
    """A note, or what to do where there is nothing yet."""


@dataclass(frozen=True, kw_only=True)
class Entries:
    """A list; each entry is a name and what is said of it, one of them perhaps empty."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class GridPiece:
    """A table of texts; the first cell of a row is its name."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    foot: tuple[str, ...] = ()

    def without_empty_columns(self) -> "GridPiece":
        """Return it without the columns in which no row says anything."""
        lines = (*self.rows, self.foot)
        kept = [
            place
            for place in range(len(self.head))
            if place == 0 or any(any(line[place : place + 1]) for line in lines)
        ]
        return self._of(kept)

    def in_parts(self, signs: int) -> list["GridPiece"]:
        """Return it whole, or as several that repeat its first column, where its words do not stand side by side.

        Args:
            signs: How many fit into the width.
        """
        parts = side_by_side(_floors((self.head, *self.rows, self.foot)), signs)
        return [self._of(places) for places in parts]

    def _of(self, places: Sequence[int]) -> "GridPiece":
        """Return it with some of its columns alone."""

        def some(cells: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(cells[place] for place in places if place < len(cells))

        rows, foot = tuple(map(some, self.rows)), some(self.foot)
        return replace(self, head=some(self.head), rows=rows, numeric=some(self.numeric), foot=foot)

    def said_once(self) -> tuple["GridPiece", tuple[str, ...]]:
        """Return it without the columns of which every row says the same, and what they say."""
        columns = list(zip_longest(*self.rows, fillvalue=""))
        same = [
            place
            for place, cells in enumerate(columns)
            if place and len(cells) >= _MANY and cells[0] and len(set(cells)) == 1 and not self.foot
        ]
        kept = self._of([place for place in range(len(self.head)) if place not in same])
        return kept, tuple(f"{self.head[place]}: {columns[place][0]}" for place in same)


_MANY = 4
"""Rows that say the same say it once."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart: drawn where a format can, and listed as a table where it cannot."""

    chart: Chart
    grid: GridPiece
    """What it shows, as texts."""

    @property
    def alt(self) -> str:
        """What it says, for those who do not see it: the finding, what is drawn, then the numbers."""
        said = [part.rstrip(".") for part in (self.grid.title, self.chart.subtitle) if part]
        rows = [f"{row[0]}: {', '.join(filter(None, row[1:]))}" for row in self.grid.rows]
        return ". ".join((*said, "; ".join(rows)))[:MOST_SAID]


Piece = HeadingPiece | TextPiece | Entries | GridPiece | Picture


def pieces_of(report: Report, *, page_one: bool = True) -> Iterator[Piece]:
    """Yield a report piece by piece.

    Args:
        report: The composed report.
        page_one: Whether the page that decides stands first.
    """
    if page_one:
        yield from decision_pieces(report.decision)
    for section in (*report.sections, *report.appendix):
        yield from section_pieces(section)


_LONGEST_WORD, _MARGIN = 18, 3
_SHORT, _MOST_OF_SHORT = 24, 0.95
"""Letters of a text or of a long word that stands in one line where there is room, such as a day or two; and how much
of the width may go to that."""
_STEPS = 30


def shares(rows: Sequence[Sequence[str]], signs: int) -> list[float]:
    """Return how columns share a width: each has room for its longest word, the rest goes where it saves most lines.

    Args:
        rows: Of a table, its head first.
        signs: How many fit into the width.
    """
    columns = list(zip_longest(*rows, fillvalue=""))
    longest = [_longest_line(column) for column in columns]
    floors = _in_one_line(_floors(rows), rows, signs)
    # A row is as tall as its tallest cell, so long texts count by their cube: the sum of (letters / width)³ is least
    # where widths are as the fourth roots of the cubes.
    weights = [sum(len(text) ** 3 for text in column) ** (1 / 4) for column in columns]

    def at(step: float) -> list[float]:
        wanted = zip(floors, longest, weights, strict=True)
        return [max(floor, min(most, step * weight)) for floor, most, weight in wanted]

    low, high = 0.0, max(most / (weight or 1) for most, weight in zip(longest, weights, strict=True))
    for _step in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(at(middle)) < signs else (low, middle)
    parts = at(high)
    return [part / sum(parts) for part in parts]


def _longest_line(column: Iterable[str]) -> int:
    """Return how wide a column is in which no line is broken, with its margin [signs]."""
    return _MARGIN + max((len(line) for text in column for line in text.split("\n")), default=0)


def _in_one_line(floors: Sequence[int], rows: Sequence[Sequence[str]], signs: int) -> list[int]:
    """Return floors, raised where that keeps short texts below the head, then long words, from being broken."""
    raised = list(floors)
    bodies = map(_longest_line, zip_longest(*(rows[1:] or rows), fillvalue=""))
    for asked in (list(bodies), _floors(rows, _SHORT)):
        for place, wide in sorted(enumerate(asked), key=lambda each: each[1]):
            more = max(0, wide - raised[place])
            if wide <= _SHORT + _MARGIN and sum(raised) + more <= _MOST_OF_SHORT * signs:
                raised[place] += more
    return raised


def _floors(rows: Iterable[Sequence[str]], most: int = _LONGEST_WORD) -> list[int]:
    """Return how wide each column has to be: as its longest word, up to a limit, and a margin [signs]."""
    columns = zip_longest(*rows, fillvalue="")
    return [
        # What holds together, such as a number and its unit, is one word.
        _MARGIN + min(most, max(len(word) for text in column for word in re.split("[ \n\t]+", text)))
        for column in columns
    ]


def title_of(meta: Meta) -> str:
    """Return the title of a report; a project without a name has one too."""
    return meta.title or _("Untitled project")


def about(meta: Meta) -> tuple[tuple[str, str], ...]:
    """Return what stands below the title: label and text of each thing that is known."""
    known = (
        (_("Scenario"), meta.org),
        (_("Prepared by"), meta.prepared_by),
        (_("For"), meta.prepared_for),
        (_("Date"), meta.date),
        (_("Prices as of"), meta.priced_on),
    )
    return tuple((label, text) for label, text in known if text)


def marks(meta: Meta) -> tuple[str, ...]:
    """Return what every page says of itself: that it is a draft, and who may read it."""
    return tuple(filter(None, (_("Draft") if meta.draft else "", meta.marking)))


def kind_of(meta: Meta) -> str:
    """Return what a report is, in which version, and its marks."""
    return " · ".join(filter(None, (meta.kind, meta.version, *marks(meta))))


# ---------------------------------------------------------------- the sponsor's page


def decision_pieces(decision: DecisionPage) -> Iterator[Piece]:
    """Yield the sponsor's page."""
    yield HeadingPiece(text=_("Decision proposed"))
    yield TextPiece(text=decision.headline, strong=True)
    said = (
        decision.sentence if decision.recommended else "",
        decision.reserve,
        decision.provisional,
        *decision.more,
        decision.beside,
        decision.budget,
        decision.inside,
        decision.recorded,
        decision.caveats,
    )
    yield from (TextPiece(text=text) for text in said if text)
    if decision.pay_note:
        yield TextPiece(text=decision.pay_note, quiet=True)
    yield HeadingPiece(text=_("Problem"), level=2)
    yield TextPiece(text=decision.problem)
    grids = decision_grids(decision)
    yield from _titled(grids.numbers)
    yield from (TextPiece(text=text) for text in (decision.not_counted, decision.assumed) if text)
    if grids.lights:
        yield from _titled(grids.lights)
    if decision.change:
        yield HeadingPiece(text=_("What would change it"), level=2)
        yield Entries(entries=tuple(("", change) for change in decision.change))
        if decision.change_to:
            then = _("Then:")
            yield TextPiece(text=f"{then} {decision.change_to}")
    if grids.asks:
        yield from _titled(grids.asks)
    else:
        yield HeadingPiece(text=_("What we ask for"), level=2)
        yield TextPiece(text=_("No request at this point."), quiet=True)


def _titled(grid: GridPiece) -> Iterator[Piece]:
    yield HeadingPiece(text=grid.title, level=2)
    yield grid


@dataclass(frozen=True, kw_only=True)
class DecisionGrids:
    """The tables of the sponsor's page."""

    numbers: GridPiece
    lights: GridPiece | None
    asks: GridPiece | None


def decision_grids(decision: DecisionPage) -> DecisionGrids:
    """Return the tables of the sponsor's page; None where there is nothing to list."""
    return DecisionGrids(
        numbers=_numbers(decision),
        lights=_lights(decision) if decision.lights else None,
        asks=_asks(decision) if decision.asks else None,
    )


def _numbers(decision: DecisionPage) -> GridPiece:
    cost = decision.cost
    rows = [
        *([(cost.label, cost.s_likely, _cost_note(cost))] if cost else []),
        (_("Months to launch"), decision.months, decision.months_note),
        (_("Net value"), decision.value, decision.value_note),
        (_("Chance of payback"), decision.chance, decision.chance_note),
        (_("Running cost per year"), decision.running, decision.running_note),
        (_("Readiness"), decision.score or "–", decision.score_note),
    ]
    known = tuple(row for row in rows if any(row))
    return GridPiece(
        title=_("Key figures"), head=(_("Figure"), _("Likely"), _("Note")), rows=known, numeric=(False, True, False)
    )


def _cost_note(cost: RangeBar) -> str:
    """Say between what the cost lies, and what is agreed."""
    between = _("%(low)s to %(high)s in 8 cases out of 10") % {"low": cost.s_low, "high": cost.s_high}
    return f"{between}; {cost.s_mark}" if cost.s_mark else between


def _lights(decision: DecisionPage) -> GridPiece:
    return GridPiece(
        title=_("Five tests, none is averaged away"),
        head=(_("Part"), _("Verdict"), _("Reason"), _("What would change it")),
        rows=tuple((light.label, light.outcome_label, light.text, light.flip) for light in decision.lights),
        numeric=(False,) * 4,
    )


def _asks(decision: DecisionPage) -> GridPiece:
    return GridPiece(
        title=_("What we ask for"),
        head=(_("Who"), _("What"), _("By"), _("Reason"), _("Effect on the verdict")),
        rows=tuple((ask.who, ask.what, ask.by, ask.why, ask.effect) for ask in decision.asks),
        numeric=(False,) * 5,
    )


# ---------------------------------------------------------------- sections


def section_pieces(section: ReportSection) -> Iterator[Piece]:
    """Yield one section, its heading first."""
    yield HeadingPiece(text=section.title)
    if section.finding:
        yield TextPiece(text=section.finding, strong=True)
    if section.note:
        yield TextPiece(text=section.note, quiet=True)
    if not section.blocks and section.empty:
        nothing = _("Nothing here yet.")
        yield TextPiece(text=f"{nothing} {section.empty}", quiet=True)
    for block in section.blocks:
        if block.label:
            yield HeadingPiece(text=block.label, level=2)
        yield from _block_pieces(block, section)


def _block_pieces(block: Block, section: ReportSection) -> Iterator[Piece]:
    if isinstance(block, DrawnChart):
        yield _picture(block)
    else:
        yield from _pieces(block, ", ".join(part for part in (section.title, block.label) if part))


def _picture(block: DrawnChart) -> Picture:
    listed = table_of(block.chart)
    rows = (*listed.rows, *((listed.foot,) if listed.foot else ()))
    numeric = (False, *(True,) * (len(listed.head) - 1))
    grid = GridPiece(title=block.chart.title or block.label, head=listed.head, rows=rows, numeric=numeric)
    return Picture(chart=block.chart, grid=grid)


@singledispatch
def _pieces(block: Block, title: str) -> Iterator[Piece]:
    """Yield what a block says; of a kind that nobody has named here yet, every text that it holds."""
    yield TextPiece(text="\n".join(_texts_in(asdict(block))))


def _texts_in(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for name, part in node.items():
            if name not in {"kind", "label", "id"}:
                yield from _texts_in(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from _texts_in(part)


@_pieces.register
def _paragraph(block: Paragraph, title: str) -> Iterator[Piece]:
    yield TextPiece(text=block.text)


@_pieces.register
def _facts(block: KeyFacts, title: str) -> Iterator[Piece]:
    head = (_("Figure"), pgettext("number", "Value"), _("Note"))
    yield GridPiece(title=title, head=head, rows=tuple(block.facts), numeric=(False, True, False))


@_pieces.register
def _table(block: ReportTable, title: str) -> Iterator[Piece]:
    yield GridPiece(title=title, head=block.head, rows=block.rows, numeric=block.numeric, foot=block.foot or ())


@_pieces.register
def _items(block: Items, title: str) -> Iterator[Piece]:
    yield Entries(entries=block.items)


@_pieces.register
def _questions(block: Questions, title: str) -> Iterator[Piece]:
    if block.heads:
        told = tuple(
            (answered.ref, answered.question, answered.answer, answered.by or block.by) for answered in block.questions
        )
        yield GridPiece(title=title, head=(_("No."), *block.heads, _("Who and when")), rows=told, numeric=(False,) * 4)
        return
    rows = tuple(
        (
            answered.ref,
            answered.question,
            "\n".join(filter(None, (_count(len(answered.rows)) if answered.rows else "", answered.answer))),
            answered.note,
            answered.by or block.by,
        )
        for answered in block.questions
    )
    head = (_("No."), _("Question"), _("Answer"), _("Note"), _("Who and when"))
    yield GridPiece(title=title, head=head, rows=rows, numeric=(False,) * 5)
    for answered in block.questions:
        if answered.rows:
            name = " ".join(part for part in (answered.ref, answered.question) if part)
            yield GridPiece(title=name, head=answered.head, rows=answered.rows, numeric=(False,) * len(answered.head))


def _count(rows: int) -> str:
    return ngettext("%(n)s row, below", "%(n)s rows, below", rows) % {"n": rows} if rows else ""


@_pieces.register
def _timeline(block: Timeline, title: str) -> Iterator[Piece]:
    yield TextPiece(text=block.title)
    yield GridPiece(title=title, head=block.head, rows=block.rows, numeric=(False,) * len(block.head))
