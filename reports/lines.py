"""How many lines a text takes on paper, from how wide its letters are.

The typesetter lays out each row of a table twice: to learn how tall it is, and to set it. A row of which this is known
before is set once. Letters that stand closer to each other, and words that may be parted, leave some rows open: the
typesetter measures those itself.
"""

import functools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from reports.fonts import base_characters, fonts_for
from reports.printable import BREAK
from reports.typesetter import job


class Face(IntEnum):
    """The weights that rows are set in, all of the sans."""

    REGULAR = 400
    SEMIBOLD = 600
    BOLD = 700


@dataclass(frozen=True, kw_only=True)
class LineCount:
    """How many lines a text takes, at least and at most; `math.inf` where that cannot be said."""

    least: float
    most: float

    def __add__(self, other: "LineCount") -> "LineCount":
        return LineCount(least=self.least + other.least, most=self.most + other.most)


CAP_EM = 0.66
"""How tall a line is: from its foot to the top of a capital letter."""
_CLOSER, _WIDER = 0.965, 1.01
"""How much narrower or wider a text may be than its letters by themselves (`tests/reports/test_lines.py`)."""
_APART = (
    (re.compile(r"[(\[{\\]j|f[TVWXY)\]}\\\"'!?’“”]|\\[gy]|g[/)\]]"), 0.08),
    (re.compile(r"r[vwy:;’“”\\]|g[jy}]|[.,„/]j|/[it]|[AÄ][asàä]|fv"), 0.035),
)
"""Pairs of letters that stand further apart, and how much at most [em]."""
_ALIKE = (range(0x20, 0x180), range(0x2010, 0x2300))
"""Characters that break and join as those of Latin texts do; a text with others is measured by the typesetter."""
_PARTED_AFTER = re.compile(r"(?<=[^\w.,:;!?()%'’\"“”€$£+])(?=.)|(?=−)")
"""Where a line may end within a word, or where we cannot say that it may not."""
_UNKNOWN = re.compile(rf"{BREAK}|http|\n\s*\n|[(\[{{] |[\"'“”’] [(\[{{]| [)\]}}!?/:;,.]")
"""Marked places to break at, addresses, which are parted elsewhere, empty lines, and spaces at which no line ends."""
_REMEMBERED = 16_384


@functools.cache
def _letters() -> dict[Face, dict[str, float]]:
    """Return how wide every letter is [em]; the typesetter says it, once."""
    letters = [chr(code) for code in sorted(base_characters()) if any(code in alike for alike in _ALIKE)]
    with job("letters", fonts_for(()).fonts, letters=letters, weights=[*Face]) as measuring:
        widths = measuring.said("widths")
    return {face: dict(zip(letters, each, strict=True)) for face, each in zip(Face, widths, strict=True)}


@functools.lru_cache(maxsize=_REMEMBERED)
def width_em(text: str, face: Face = Face.REGULAR) -> float:
    """Return how wide a text is in one line, rather too much than too little; endless where a letter is unknown."""
    return _letters_em(text, face) * _WIDER + sum(apart * len(pairs.findall(text)) for pairs, apart in _APART)


def _letters_em(text: str, face: Face) -> float:
    """Return how wide the letters of a text are by themselves; endless where one is unknown."""
    try:
        return sum(map(_letters()[face].__getitem__, text))
    except KeyError:
        return math.inf


@functools.lru_cache(maxsize=_REMEMBERED)
def lines_of(
    text: str, room_em: float, *, face: Face = Face.REGULAR, indent_em: float = 0.0, longest: int = 0
) -> LineCount:
    """Return how many lines a text takes.

    Args:
        text: As it is set.
        room_em: How wide its lines are.
        face: Its weight.
        indent_em: How much of the first line is taken.
        longest: Words of so many letters may be parted anywhere; 0 where none is.
    """
    if not text or _UNKNOWN.search(text):
        return LineCount(least=1, most=math.inf)
    if "\n" in text:
        pieces = (lines_of(line, room_em, face=face, longest=longest) for line in text.split("\n"))
        return functools.reduce(LineCount.__add__, pieces)
    if indent_em + width_em(text, face) <= room_em:
        return LineCount(least=1, most=1)
    words = text.split(" ")
    space_em = _letters()[face][" "]
    most = _filled(((width_em(word, face), space_em) for word in words), room_em, indent_em)
    if most == math.inf:  # an unknown letter, or a word that is wider than a line
        return LineCount(least=1, most=most)
    # Spaces at the ends of lines take no room.
    narrowest_em = indent_em + _letters_em(text, face) * _CLOSER - (most - 1) * space_em
    if narrowest_em > (most - 1) * room_em:
        return LineCount(least=most, most=most)
    return LineCount(least=_filled(_pieces(words, face, longest), room_em, indent_em), most=most)


def _pieces(words: Sequence[str], face: Face, longest: int) -> Iterator[tuple[float, float]]:
    """Yield the pieces that a line may end after, as narrow as they may be, and the space after each [em]."""
    space_em = _letters()[face][" "]
    for word in words:
        *before, last = _pieces_em(word, face, longest)
        yield from ((piece * _CLOSER, 0.0) for piece in before)
        yield last * _CLOSER, space_em * _CLOSER


@functools.lru_cache(maxsize=_REMEMBERED)
def _pieces_em(word: str, face: Face, longest: int) -> tuple[float, ...]:
    pieces = [*word] if longest and len(word) >= longest else _PARTED_AFTER.split(word)
    return tuple(_letters_em(piece, face) for piece in pieces) or (0.0,)


def _filled(pieces: Iterable[tuple[float, float]], room_em: float, indent_em: float) -> float:
    """Return how many lines pieces fill, each line as full as it goes; `math.inf` where one is wider than a line."""
    lines, left = 1, room_em - indent_em
    for width, space in pieces:
        if width > left:
            if width > room_em:
                return math.inf
            lines, left = lines + 1, room_em
        left -= width + space
    return lines
