"""How tall rows are on paper: of tables, of lists, of questions and their answers.

How tall is said only of a row of which every text surely takes so many lines, and which stays on one page; others are
as tall as the typesetter finds them. The templates read their sizes from here (`typst/theme.typ`).
"""

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.lines import CAP_EM, Face, LineCount, lines_of, width_em


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """What the templates and we count with. Leading stands between lines, spacing between paragraphs."""

    column_mm: float = 10.5
    """Of the twelve that the paper has."""
    gutter_mm: float = 4.0
    small_pt: float = 8.0
    table_pt: float = 8.6
    body_pt: float = 9.6
    cell_side_mm: float = 1.5
    cell_leading_em: float = 0.5
    longest_cell: int = 300
    """Characters of a cell that surely stays on one page, as those of an item below."""
    item_leading_em: float = 0.58
    item_spacing_em: float = 0.8
    longest_item: int = 600
    said_leading_em: float = 0.54
    """Of an answer beside its question, as the next."""
    said_spacing_em: float = 0.7
    ref_gap_mm: float = 1.2
    """Between the letter of a question and its words."""
    note_gap_mm: float = 2.0
    """Between a note and who said it."""
    note_above_mm: float = 1.8

    def columns_mm(self, count: int) -> float:
        """Return how wide some columns beside each other are."""
        return self.column_mm * count + self.gutter_mm * (count - 1)


SIZES = Sizes()
WHOLE_MM, BESIDE_MM = SIZES.columns_mm(12), SIZES.columns_mm(9)
"""How wide a block is: the whole of the paper, or what is left beside its label."""
_LABEL_MM = _ITEM_MM = SIZES.columns_mm(3)
_ASKED_MM = SIZES.columns_mm(5)
_PT = 72 / 25.4
"""Points in a millimetre."""
Span = tuple[float, float]
"""A height at least and at most [pt]."""


def of_table(part: Mapping[str, Any], *, room_mm: float, longest: int) -> dict[str, Any]:
    """Return how wide the columns of a table are [mm], and how tall its rows [pt], without what surrounds the cells.

    Args:
        part: `head`, `rows`, `numeric`, `foot`, `mark`, and `widths`: shares of the room; None, as wide as its words.
        room_mm: How wide the table is.
        longest: Words of so many letters may be parted anywhere; 0 where none is.
    """
    columns = _columns_mm(part, room_mm)
    if columns is None:
        return {"columns_mm": None, "heights_pt": [None] * len(part["rows"])}
    rooms_em = [(column - _sides_mm(part, place)) * _PT / SIZES.table_pt for place, column in enumerate(columns)]
    return {"columns_mm": columns, "heights_pt": [_row_pt(row, rooms_em, longest) for row in part["rows"]]}


def of_items(items: Sequence[Sequence[str]], *, longest: int) -> list[float | None]:
    """Return how tall each item of a list is [pt]: a word or two, and a text beside it."""
    size_pt, leading_em = SIZES.body_pt, SIZES.item_leading_em
    named_em, said_em = (mm * _PT / size_pt for mm in (_ITEM_MM, BESIDE_MM - _ITEM_MM - SIZES.gutter_mm))
    return [
        _taller(
            _span_pt(lines_of(named, named_em, face=Face.SEMIBOLD, longest=longest), size_pt, leading_em),
            _paragraphs_pt(said, said_em, size_pt, (leading_em, SIZES.item_spacing_em), longest),
        )
        if len(said) < SIZES.longest_item
        else None
        for named, said in items
    ]


def of_question(question: Mapping[str, Any], note_word: str, *, longest: int) -> float | None:
    """Return how tall a question is with its answer beside it [pt].

    Args:
        question: `ref`, `question`, `answer`, `note`, `by`.
        note_word: What stands before a note.
        longest: Words of so many letters may be parted anywhere; 0 where none is.
    """
    texts = tuple(question[name] for name in ("ref", "question", "answer", "note", "by"))
    return _question_pt(texts, note_word, longest)


@functools.lru_cache(maxsize=1_024)
def _question_pt(texts: tuple[str, ...], note_word: str, longest: int) -> float | None:
    size_pt, (ref, asked, said, note, by) = SIZES.table_pt, texts
    ref_em = width_em(ref, Face.BOLD) + SIZES.ref_gap_mm * _PT / size_pt if ref else 0.0
    lines = lines_of(asked, _ASKED_MM * _PT / size_pt, indent_em=ref_em, longest=longest)
    said_mm = WHOLE_MM - _ASKED_MM - SIZES.gutter_mm
    between_em = SIZES.said_leading_em, SIZES.said_spacing_em
    answer = _paragraphs_pt(said, said_mm * _PT / size_pt, size_pt, between_em, longest)
    small = _note_pt(note, by, note_word, said_mm * _PT / SIZES.small_pt, longest)
    return _taller(_span_pt(lines, size_pt, SIZES.cell_leading_em), (answer[0] + small[0], answer[1] + small[1]))


def lines_of_label(label: str) -> float:
    """Return in how many lines a label surely stands beside its block; `math.inf` where nobody can tell."""
    return lines_of(label, _LABEL_MM * _PT / SIZES.body_pt, face=Face.SEMIBOLD).most


_FOUND_MM = 108.0
"""How wide what was found stands below its title among the contents."""
_TITLE_PT, _LINE_PT = 13.7, 9.6
"""How tall an entry of the contents is: its title and what follows it, and each line of what was found."""


def lines_of_found(found: str) -> float:
    """Return in how many lines what was found surely stands among the contents."""
    return lines_of(found, _FOUND_MM * _PT / SIZES.small_pt).most


def contents_mm(findings: Sequence[str]) -> float:
    """Return how tall the contents are at most, with what was found in each section below its title [mm]."""
    room_em = _FOUND_MM * _PT / SIZES.small_pt
    lines = (lines_of(found, room_em) if found else LineCount(least=0, most=0) for found in findings)
    return sum(_TITLE_PT + _LINE_PT * min(line.most, 2) for line in lines) / _PT


def _sides_mm(part: Mapping[str, Any], place: int) -> float:
    return SIZES.cell_side_mm * (1 if place == 0 and part["mark"] is None else 2)


def _columns_mm(part: Mapping[str, Any], room_mm: float) -> list[float] | None:
    """Return how wide columns are, as the typesetter would share them out; None where it has to measure words."""
    shares = part["widths"]
    natural_mm = [_natural_mm(part, place) for place in range(len(shares))]
    left_mm = room_mm - sum(natural for natural, share in zip(natural_mm, shares, strict=True) if not share)
    if left_mm < 0:
        return None
    one_mm = left_mm / (sum(share or 0 for share in shares) or 1)
    columns = [share * one_mm if share else natural for natural, share in zip(natural_mm, shares, strict=True)]
    _lend(columns, [natural - column for natural, column in zip(natural_mm, columns, strict=True)])
    return columns


_LENT = 0.15
"""Share of its width that a column may lack and is lent by one that has it to spare."""


def _lend(columns_mm: list[float], missing_mm: list[float]) -> None:
    """Widen columns of which a text would break for want of little, where others have room."""
    for place in sorted(range(len(columns_mm)), key=missing_mm.__getitem__):
        widest = min(range(len(columns_mm)), key=missing_mm.__getitem__)
        lacks = missing_mm[place]
        if 0 < lacks <= min(_LENT * columns_mm[place], -missing_mm[widest]):
            for lends, mm in ((place, lacks), (widest, -lacks)):
                columns_mm[lends] += mm
                missing_mm[lends] -= mm


_HAIR_MM = 0.01
"""So that what fits exactly is not found too wide by the last digit."""


def _natural_mm(part: Mapping[str, Any], place: int) -> float:
    """Return how wide the longest text of a column is in one line [mm]; endless where that is unknown."""
    cells = [(row[place], SIZES.table_pt, Face.REGULAR) for row in part["rows"]]
    foot = [] if part["foot"] is None else [(part["foot"][place], SIZES.table_pt, Face.SEMIBOLD)]
    texts = [(part["head"][place], SIZES.small_pt, Face.SEMIBOLD), *cells, *foot]
    return max(_in_one_line_mm(*text) for text in texts) + _sides_mm(part, place) + _HAIR_MM


def _in_one_line_mm(text: str, size_pt: float, face: Face) -> float:
    return math.inf if "\n" in text else width_em(text, face) * size_pt / _PT


def _row_pt(row: Sequence[str], rooms_em: Sequence[float], longest: int) -> float | None:
    if max(map(len, row), default=0) >= SIZES.longest_cell:
        return None
    lines = (lines_of(text, room, longest=longest) for text, room in zip(row, rooms_em, strict=True) if text)
    return _taller(*(_span_pt(each, SIZES.table_pt, SIZES.cell_leading_em) for each in lines))


def _paragraphs_pt(text: str, room_em: float, size_pt: float, between_em: tuple[float, float], longest: int) -> Span:
    """Return how tall paragraphs are, between whose lines is leading, and between which is spacing [em]."""
    if not text:
        return 0.0, 0.0
    pieces = text.split("\n")
    if not all(pieces):
        return 0.0, math.inf
    leading_em, spacing_em = between_em
    spans = [_span_pt(lines_of(piece, room_em, longest=longest), size_pt, leading_em) for piece in pieces]
    between_pt = spacing_em * size_pt * (len(pieces) - 1)
    return sum(least for least, _most in spans) + between_pt, sum(most for _least, most in spans) + between_pt


def _note_pt(note: str, by: str, note_word: str, room_em: float, longest: int) -> Span:
    """Return how tall the small print below an answer is."""
    if not note and not by:
        return 0.0, 0.0
    word_em = width_em(f"{note_word} ", Face.SEMIBOLD) if note else 0.0
    # About as wide as the gap between them, which goes to the next line with what follows.
    text = f"{note} \u00a0\u00a0{by}" if note else by
    lines = lines_of(text, room_em, indent_em=word_em, longest=longest)
    least, most = _span_pt(lines, SIZES.small_pt, SIZES.said_leading_em)
    above_pt = SIZES.note_above_mm * _PT
    return above_pt + least, above_pt + most


def _span_pt(lines: LineCount, size_pt: float, leading_em: float) -> Span:
    least, most = (size_pt * (many * CAP_EM + (many - 1) * leading_em) for many in (lines.least, lines.most))
    return least, most


def _taller(*spans: Span) -> float | None:
    """Return how tall the tallest of some parts is; None where nobody can tell."""
    least = max((least for least, _most in spans), default=0.0)
    most = max((most for _least, most in spans), default=math.inf)
    return least if math.isclose(least, most) else None
