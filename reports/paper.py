"""What paper needs besides: tables in parts that fit on it, each with the first column, and the room a block takes.

It is worked out here, letter by letter, since the typesetter takes many times as long to count. Of a chart, its
kind says how much room it takes (`room`, from `charts/printing.py`).
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from reports import heights
from reports.heights import BESIDE_MM, WHOLE_MM
from reports.lines import width_em

WIDTH = 112
"""About so many letters of a table's size stand side by side on 170 mm."""
_GAP = 2
_MOST, _LEAST = 18, 5
"""As wide as a column of prose may be, and as narrow as any, in letters."""


WIDEST, NARROWEST = 40, 8
"""Letters beyond which a column takes no larger share of the width, and below which it takes no smaller one."""
PROSE = 60
"""The same of a column whose cells have more than `WIDEST` letters on the average: it makes the table tall."""
SHORT_WORDS = 18
"""A column of words no longer than this is as wide as they are, such as one of days; else the longest would break."""
_WIDE = frozenset(["questions", "timeline"])


def lay_out(document: dict[str, Any]) -> None:
    """Say of every table of a document in which parts it is set, and of every block how much room it takes.

    Args:
        document: `sections` and `appendix`, `words` of the templates, and `meta`: which rules for words it needs.
    """
    # Words of so many letters may be parted; others, where it is marked.
    longest = document["meta"]["longest"] if document["meta"]["has_long"] else 0
    for section in (*document["sections"], *document["appendix"]):
        for block in section["blocks"]:
            if (title := block.get("title")) and section["finding"].startswith(title):  # it says so above
                block |= {"title": "", "alt": block.get("alt") or title}
            block |= {"is_wide": is_wide(block), "is_tall": is_tall(block)}
            if block["kind"] == "table":
                block |= _parted(_frozen(block), WHOLE_MM if block["is_wide"] else BESIDE_MM, longest)
            elif block["kind"] == "items":
                block["heights_pt"] = heights.of_items(block["items"], longest=longest)
            block["is_short"] = is_short(block)
            for question in block.get("questions", ()):
                question["is_brief"] = is_brief(question)
                question["height_pt"] = (
                    heights.of_question(question, document["words"]["Note"], longest=longest)
                    if question["is_brief"]
                    else None
                )
                if question["rows"]:
                    numeric = [False] * len(question["head"])
                    table = {"head": question["head"], "rows": question["rows"], "numeric": numeric}
                    question |= _parted(_frozen({"foot": None, "mark": None, **table}), WHOLE_MM, longest)
    document["has_tail"] = _keep_tail(document)
    document["found_in_short"] = _found_in_short(document)


_FOUND = (110, 66)
"""Letters of what was found that surely stand in two lines among the contents, or in one; of other scripts fewer."""
_CONTENTS_MM = {"a4": 179.0, "us-letter": 170.0}
"""How tall the contents may be, so that how to read ranges still stands below them."""


def _found_in_short(document: Mapping[str, Any]) -> list[str]:
    """Return what was found in each section, as it stands among the contents: in two lines while there is room."""
    findings = [section["finding"] for section in (*document["sections"], *document["appendix"])]
    said = [in_lines(found, 1) for found in findings]
    for place, found in enumerate(findings):
        more = [*said[:place], in_lines(found, 2), *said[place + 1 :]]
        if heights.contents_mm(more) <= _CONTENTS_MM[document["meta"]["paper"]]:
            said = more
    return said


def in_lines(text: str, most: int) -> str:
    """Return a text in so many lines of the contents: all of it, else whole sentences, else its beginning."""
    if _stands_in(text, most):
        return text
    whole = [part for end in _SENTENCE_END.finditer(text) if _stands_in(part := text[: end.end()].rstrip(), most)]
    if whole:
        return whole[-1]
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        part = " ".join(words[:count]).rstrip(",;:–- ") + "…"
        if _stands_in(part, most):
            return part
    return text[: _FOUND[2 - most] // 2] + "…"


_SENTENCE_END = re.compile(r"(?<=[^\W\d]{2})[.!?](?=\s)")


def _stands_in(text: str, most: int) -> bool:
    return heights.lines_of_found(text) <= most if width_em(text) < math.inf else len(text) * 2 <= _FOUND[2 - most]


class _Table(NamedTuple):
    """All of a table that says how it is set; most are as they were in the report before."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    foot: tuple[str, ...] | None
    mark: int | None


def _frozen(table: Mapping[str, Any]) -> _Table:
    foot = table["foot"]
    return _Table(
        head=tuple(table["head"]),
        rows=tuple(map(tuple, table["rows"])),
        numeric=tuple(table["numeric"]),
        foot=None if foot is None else tuple(foot),
        mark=table["mark"],
    )


@lru_cache(maxsize=256)
def _parted(frozen: _Table, room_mm: float, longest: int) -> Mapping[str, Any]:
    """Return the parts of a table, and whether it stays whole; else how many of its first and last rows do."""
    table = frozen._asdict()
    is_few = are_few(table["rows"])
    parts = [
        part | _together(part["rows"], is_few=is_few) | heights.of_table(part, room_mm=room_mm, longest=longest)
        for part in parts_of(table)
    ]
    return {"is_few": is_few, "parts": parts}


def _together(rows: Sequence[Sequence[str]], *, is_few: bool) -> dict[str, int]:
    tail = 0 if is_few else last_together(rows)
    lead = 2 if tail and len(rows) > tail + 2 and _letters_in(rows[:2]) < _FEW_LETTERS else 0
    return {"lead": lead, "tail": tail}


LONGEST_CELL = 1_000
"""Characters of a cell that surely fit on a page, however narrow its column; the typesetter takes minutes over more."""


def in_short_rows(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report as plain tables and lists in which a row that is taller than a page goes on in rows below it."""
    return {
        **plain,
        **{
            name: [
                {**section, "blocks": [_in_short_rows(block) for block in section["blocks"]]} for section in plain[name]
            ]
            for name in ("sections", "appendix")
        },
    }


def _in_short_rows(block: Mapping[str, Any]) -> dict[str, Any]:
    shortened = dict(block)
    if block["kind"] == "items":
        shortened["items"] = _short(block["items"])
    elif block["kind"] == "table":
        shortened["rows"] = _short(block["rows"])
        if block["mark"] is not None:
            shortened["mark"] = len(_short(block["rows"][: block["mark"]]))
    elif "questions" in block:
        shortened["questions"] = [{**question, "rows": _short(question["rows"])} for question in block["questions"]]
    return shortened


def _short(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    return [part for row in rows for part in _row_parts(row)]


def _row_parts(row: Sequence[str]) -> Sequence[Sequence[str]]:
    if max(map(len, row), default=0) <= LONGEST_CELL:
        return (row,)
    return list(zip_longest(*map(_pieces, row), fillvalue=""))


def _pieces(text: str) -> list[str]:
    """Return a text in pieces that fit into a cell, parted after a paragraph or a sentence, else between words."""
    pieces = []
    while len(text) > LONGEST_CELL:
        begin = text[:LONGEST_CELL]
        ends = (place + len(sign) for sign in _ENDS if (place := begin.rfind(sign, LONGEST_CELL // 2)) >= 0)
        end = next(ends, LONGEST_CELL)
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*pieces, text]


_ENDS = ("\n", ". ", "。", " ")


def parts_of(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a table as one part, or as several that repeat its first column, each of which fits on the paper."""
    needs = [_need(table, place) for place in range(len(table["head"]))]
    return [_part(table, places) for places in side_by_side(needs, WIDTH)]


def _need(table: Mapping[str, Any], place: int) -> int:
    """Return how many letters wide a column has to be: its longest word at least, its text up to a limit."""
    cells = [row[place] for row in table["rows"] if place < len(row)]
    return _GAP + max(_longest_word(table, place), min(_MOST, max(map(_letters_wide, cells), default=0)), _LEAST)


_LETTER_EM = 0.5
"""How wide a letter is of which `WIDTH` stand side by side."""


def _letters_wide(text: str) -> int:
    """Return as how many letters a text is wide: one of narrow letters is narrower than it is long."""
    wide = width_em(text)
    return len(text) if wide == math.inf else math.ceil(wide / _LETTER_EM)


LONGEST_WORD = 24
"""Longer words are broken."""


def _longest_word(table: Mapping[str, Any], place: int) -> int:
    """Return how long the longest word of a column is that stays whole [letters]."""
    texts = (table["head"][place], *(row[place] for row in table["rows"] if place < len(row)))
    return min(max((len(word) for text in texts for word in _words(text)), default=0), LONGEST_WORD)


def _words(text: str) -> list[str]:
    """Return what lines may end between: a number and its unit, between which is no such space, are a word."""
    return re.split(r"[ \n]+", text)


def side_by_side(needs: Sequence[int], width: int) -> list[list[int]]:
    """Return which columns stand side by side: all, or in several parts that repeat the first one.

    Args:
        needs: How wide each column has to be [letters].
        width: How many letters fit.
    """
    if sum(needs) <= width or len(needs) < 3:
        return [list(range(len(needs)))]
    # As many parts as have to be, of about the same width, so that no last column stands alone.
    count = len(_filled(needs, width))
    return next(groups for room in range(width + 1) if len(groups := _filled(needs, room)) <= count)


def _filled(needs: Sequence[int], width: int) -> list[list[int]]:
    """Return parts of columns, each as full as it goes."""
    groups: list[list[int]] = []
    room = 0
    for place, need in enumerate(needs[1:], start=1):
        if not groups or need > room:
            groups.append([0])
            room = width - needs[0]
        groups[-1].append(place)
        room -= need
    return groups


def _part(table: Mapping[str, Any], places: Sequence[int]) -> dict[str, Any]:
    def kept(row: Sequence[Any], blank: Any = "") -> list[Any]:
        return [row[place] if place < len(row) else blank for place in places]

    foot = table["foot"]
    part = {
        "head": kept(table["head"]),
        "rows": [kept(row) for row in table["rows"]],
        "numeric": kept(table["numeric"], blank=False),
        "foot": None if foot is None else kept(foot),
        "mark": table["mark"],
    }
    return part | {"widths": _widths(part)}


_TOGETHER = (3, 2)
"""So many of the last rows of a table stay together, the more the better."""


def last_together(rows: Sequence[Sequence[str]]) -> int:
    """Return how many of the last rows stay together, so that none stands alone on the next page; 0 of tall ones."""
    return next((count for count in _TOGETHER if count < len(rows) and _letters_in(rows[-count:]) < _FEW_LETTERS), 0)


def _letters_in(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(cell) for row in rows for cell in row)


def _weights(table: Mapping[str, Any]) -> list[int]:
    """Return how wide each column of a table asks to be, in letters; the head of one of figures has two lines."""
    weights = []
    for place, (head, numeric) in enumerate(zip(table["head"], table["numeric"], strict=False)):
        lengths = [len(row[place]) for row in table["rows"] if place < len(row)]
        cells = max(lengths, default=0)
        widest = PROSE if sum(lengths) > WIDEST * len(lengths) else WIDEST
        need = 3 + max(cells, _half(head)) if numeric else max(cells, len(head))
        weights.append(max(NARROWEST, min(widest, need)))
    return weights


def _half(head: str) -> int:
    """Return how many letters wide a head is that is set in two lines, parted where the longer one is shortest."""
    words = head.split(" ")
    parted = ((" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words)))
    return min((max(map(len, lines)) for lines in parted), default=len(head))


def _widths(table: Mapping[str, Any]) -> list[int | None]:
    """Return the share of the width that each column has; None where it is as wide as its words."""
    asked = _weights(table)
    if sum(asked) <= WIDTH // 2 and not any(table["numeric"]) and max(asked, default=0) < WIDEST:
        return [None] * len(asked)  # spread over the paper, short words would be far from what they belong to
    parted = _with_heads_parted(table, asked) if sum(asked) > WIDTH else asked
    weights = _squeezed(table, parted) if sum(parted) > WIDTH else parted
    return [
        None if first <= (SHORT_WORDS if place else NARROWEST) and not numeric and first == narrower else weight
        for place, (first, narrower, weight, numeric) in enumerate(
            zip(asked, parted, weights, table["numeric"], strict=True)
        )
    ]


def _with_heads_parted(table: Mapping[str, Any], weights: Sequence[int]) -> list[int]:
    """Return weights where heads longer than all below them stand in two lines, in more where no words give way."""
    halved = _as_narrow_as(_half, table, weights)
    gives_way = any(weight > SHORT_WORDS for weight in halved[1:])
    if gives_way or sum(halved) <= WIDTH:
        return halved
    narrowest = _as_narrow_as(_longest_in, table, weights)
    return narrowest if sum(narrowest) <= WIDTH else halved


def _as_narrow_as(head_letters: Callable[[str], int], table: Mapping[str, Any], weights: Sequence[int]) -> list[int]:
    """Return weights where the first column and those of long heads have no letter to lose."""
    narrower = []
    for place, (head, weight, numeric) in enumerate(zip(table["head"], weights, table["numeric"], strict=True)):
        cells = max((_letters_wide(row[place]) for row in table["rows"]), default=0)
        is_open = weight <= LONGEST_WORD if place == 0 else cells <= SHORT_WORDS and _letters_wide(head) > cells
        narrower.append(_GAP + max(cells, head_letters(head)) if is_open and not numeric else weight)
    return narrower


def _longest_in(head: str) -> int:
    return max(map(len, _words(head)))


def _squeezed(table: Mapping[str, Any], weights: Sequence[int]) -> list[int]:
    """Return weights that fit on the paper: columns of figures as narrow as their cells, words share what is left.

    A figure in two lines is read as two; texts may break, down to half of what they asked for, but between words.
    """
    tight = [
        _GAP + 1 + max(len(word) for word in (*head.split(), *(row[place] for row in table["rows"]), ""))
        for place, head in enumerate(table["head"])
    ]
    figures = [min(weight, need) for weight, need in zip(weights, tight, strict=True)]
    fixed = sum(
        figure if numeric else weight * (weight <= SHORT_WORDS)
        for figure, weight, numeric in zip(figures, weights, table["numeric"], strict=True)
    )
    words = sum(w for w, numeric in zip(weights, table["numeric"], strict=True) if not numeric and w > SHORT_WORDS)
    share = min(1.0, max(0.5, (WIDTH - fixed) / words)) if words else 1.0
    return [
        figure
        if numeric
        else weight
        if weight <= SHORT_WORDS
        else max(round(weight * share), _GAP + _longest_word(table, place))
        for place, (figure, weight, numeric) in enumerate(zip(figures, weights, table["numeric"], strict=True))
    ]


def is_wide(block: Mapping[str, Any]) -> bool:
    """Tell whether a block takes the whole width, below its label, instead of the nine columns beside it."""
    if "room" in block:
        return bool(block["room"]["is_wide"])
    if block["kind"] != "table":
        return block["kind"] in _WIDE
    letters = sum(min(WIDEST, weight) for weight in _weights(block))
    return len(block["head"]) > 4 or len(block["rows"]) > 12 or letters > 90


def is_short(block: Mapping[str, Any]) -> bool:
    """Tell whether a block stays together: one of a few rows at the foot of a page would be read as all."""
    if "room" in block:
        return bool(block["room"]["stays_whole"])
    if block["kind"] == "table":
        return len(block["parts"]) < 2 and are_few(block["rows"])
    return block["kind"] == "facts" or (block["kind"] == "items" and are_few(block["items"]))


_FEW, _FEW_LETTERS = 8, 700
"""Rows of a table, and letters in them, that surely stand on a page together."""


def are_few(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the rows of a table are so few that they stand on one page together."""
    return len(rows) <= _FEW and _letters_in(rows) < _FEW_LETTERS


def is_tall(block: Mapping[str, Any]) -> bool:
    """Tell whether a block is surely as tall as the label that stands beside it."""
    if "room" in block:
        return len(block["label"]) <= _LONGEST_LABEL and bool(block["room"]["is_tall"])
    return heights.lines_of_label(block["label"]) <= _least_lines_of(block)


_LONGEST_LABEL = 60
"""Letters of a label that are surely no taller than a chart."""


def _least_lines_of(block: Mapping[str, Any]) -> int:
    """Return as how many lines at least a block is tall; a head is one, and a fact stands above its words."""
    if block["kind"] == "table":
        return 1 + len(block["rows"])
    if block["kind"] == "facts":
        return 2
    return max(len(block.get("items", ())), math.ceil(len(block.get("text", "")) / _LONGEST_LINE))


_LONGEST_LINE = 100
"""Letters of a text that never stand in a line beside a label."""


_ASKED_LINE, _SAID_LINE = (44, 56), (60, 90)
"""So many letters fill a line of a question, and of its answer beside it: usually, and at most."""
_LEAST_LINE = 16
_LONGEST_ASKED = 600
"""Longer questions may run over a page, which a side that hangs must not."""


def taller_of(question: Mapping[str, Any]) -> str:
    """Return which of both is surely as tall as the other: "question", "answer", or "" where nobody can tell."""
    (least_asked, most_asked), (least_said, most_said) = _sides_of(question)
    if most_asked <= least_said:
        return "answer"
    return "question" if most_said <= least_asked and len(question["question"]) <= _LONGEST_ASKED else ""


_BRIEF = 8
"""Lines of a question and its answer that stay together."""


def is_brief(question: Mapping[str, Any]) -> bool:
    """Tell whether a question and its answer stay together, as a note on the next page would be read with another."""
    return max(most for _least, most in _sides_of(question)) <= _BRIEF or taller_of(question) == "question"


def _sides_of(question: Mapping[str, Any]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how many lines a question takes at least and at most, and how many its answer with what is said of it."""
    asked, small = f"{question['ref']}  {question['question']}", f"{question['note']} {question['by']}".strip()
    return _lines_of_sides(asked, question["answer"], small)


@lru_cache(maxsize=1_024)
def _lines_of_sides(asked: str, answer: str, small: str) -> tuple[tuple[int, int], tuple[int, int]]:
    said = answer.split("\n")
    most_said = sum(_most_lines(line, _SAID_LINE) for line in said)
    most_said += _most_lines(small, _SAID_LINE) + 1 if small else 0
    least_said = sum(_least_lines(line, _SAID_LINE) for line in said)
    return (_least_lines(asked, _ASKED_LINE), _most_lines(asked, _ASKED_LINE)), (least_said, most_said)


_TAIL_MM = (66.0, 190.0)
"""As tall as the last questions of a report are together: surely a quarter of a page, and surely no more than fits."""
_ROW_MM, _LINE_MM, _MOST_LINE_MM = 5.0, 3.5, 3.8
"""A row of one line, and each further line, at least and at most."""
_CELL_LINE = (16, 90)
"""So many letters fill a line of a cell: in a narrow column, and at most."""


def _keep_tail(document: dict[str, Any]) -> bool:
    """Keep the last questions together where a document ends with some, so that no page of a few lines ends it."""
    sections = [*document["sections"], *document["appendix"]]
    blocks = sections[-1]["blocks"] if sections else ()
    if not blocks or blocks[-1]["kind"] != "questions":
        return False
    tail = tail_of(blocks[-1]["questions"])
    blocks[-1]["tail"] = tail
    return tail > 0


def tail_of(questions: Sequence[Mapping[str, Any]]) -> int:
    """Return how many of the last questions stand on one page, and fill a quarter of it; 0 where none do surely."""
    least_mm = most_mm = 0.0
    for many, question in enumerate(reversed(questions), start=1):
        least, most = _height_mm(question)
        least_mm, most_mm = least_mm + least, most_mm + most
        if most_mm > _TAIL_MM[1]:
            return 0
        if least_mm >= _TAIL_MM[0]:
            return many
    return 0


def _height_mm(question: Mapping[str, Any]) -> tuple[float, float]:
    """Return how tall a question and its answer are at least and at most [mm]; a table stands below its question."""
    sides = _sides_of(question)
    least, most = (max(lines) for lines in zip(*sides, strict=True))
    table = (question["head"], *question["rows"]) if question["rows"] else ()
    rows = [(least, most), *((1, max(_most_lines(cell, _CELL_LINE) for cell in row)) for row in table)]
    return (
        sum(_ROW_MM + _LINE_MM * (lines - 1) for lines, _most in rows),
        sum(_ROW_MM + _MOST_LINE_MM * lines for _least, lines in rows) * len(question.get("parts", (1,))),
    )


def _letters(text: str) -> int:
    """Return how many letters of Latin stand where a text stands: those of East Asia are twice as wide."""
    return len(text) if text.isascii() else len(text) + sum(sign >= "\u1100" for sign in text)


def _most_lines(text: str, line: tuple[int, int]) -> int:
    """Return in how many lines a text surely fits; each may end by its longest word too early."""
    longest = max(map(_letters, text.split()), default=0)
    return max(1, math.ceil(_letters(text) / max(_LEAST_LINE, line[0] - longest)))


def _least_lines(text: str, line: tuple[int, int]) -> int:
    """Return how many lines a text takes at least."""
    return max(1, math.ceil(_letters(text) / line[1]))
