"""Text in drawings: how wide it is, where it is cut, and where it stands so that it is not cut off.

The width of a drawing is not known on the server. What must be legible is laid out for the narrowest chart; labels
that only fit in a wider one carry the class `lg`, which the style sheet hides below 30 rem.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from django.utils.safestring import SafeString

from charts.ink import text
from charts.scales import MONTH_STEPS

NARROW = 288
"""The inner width of a chart on a phone of 320 pixels."""
WIDE = 480
"""From this width on the style sheet shows labels of class `lg`, and hides those of class `sm`."""
ROOMS = (NARROW, 358, WIDE, 640)
"""Widths at which a label must be legible: a small phone, a usual one, the narrowest wide chart, a desktop."""
WIDE_ROOMS = tuple(room for room in ROOMS if room >= WIDE)
LINE = 16
"""From one line of text to the next."""
_GAP = 8
# From one labelled column to the next.
_COLUMN_STEPS = sorted({4, 8, *MONTH_STEPS})
_ELLIPSIS = "…"
# Pixels at 13 px in DejaVu Sans, the widest of the sans serifs that a system may have.
_SLIM, _ROUND, _CAPITAL, _BROAD, _FULL = 4.6, 7.9, 9.2, 11.7, 14.0
_BOLD = 1.12
# Marks that turn the direction of what follows: a name must not turn the rest of the line.
_TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def clean(words: object, longest: int = 400) -> str:
    """Return a text that XML may hold: one line, no control characters, no marks that turn its direction."""
    kept = "".join(character for character in str(words)[: 4 * longest] if character.isspace() or _allowed(character))
    cleaned = " ".join(kept.split())
    return cleaned if len(cleaned) <= longest else cleaned[: longest - 1] + _ELLIPSIS


@lru_cache(4096)
def _allowed(character: str) -> bool:
    """Tell whether XML may hold a character and it turns nothing round."""
    is_no_character = ord(character) & 0xFFFE == 0xFFFE
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in _TURNING and not is_no_character


def width(words: str, *, bold: bool = False) -> float:
    """Return about how wide a text is [pixels]."""
    return sum(map(_advance, words)) * (_BOLD if bold else 1)


@lru_cache(4096)
def _advance(character: str) -> float:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(character) in {"W", "F"} or character > "\uf900":
        return _FULL
    if character in "iIjlftr.,:;'’|!()[]{}/ \u00a0\u202f-":
        return _SLIM
    return _BROAD if character in "mwMWQ@%&—…" else _CAPITAL if character.isupper() else _ROUND


def shorten(words: str, room: float, *, bold: bool = False) -> str:
    """Return a text cut to a width [pixels], with an ellipsis where something is missing."""
    if width(words, bold=bold) <= room:
        return words
    left = room - width(_ELLIPSIS, bold=bold)
    kept = ""
    for character in words:
        left -= width(character, bold=bold)
        if left < 0:
            break
        kept += character
    # What was joined to the letter that is gone goes with it: half an emoji is another one.
    while kept and unicodedata.category(kept[-1]) == "Cf":
        kept = kept[:-2]
    return kept.rstrip(" ,;:–-") + _ELLIPSIS


def wrap(words: str, room: float, *, most: int = 2, bold: bool = False) -> list[str]:
    """Return a text in at most `most` lines, broken between words where it can be; the last is cut if need be."""
    lines: list[str] = []
    rest = words.split()
    while rest and len(lines) < most - 1:
        line = rest.pop(0)
        while rest and width(f"{line} {rest[0]}", bold=bold) <= room:
            line = f"{line} {rest.pop(0)}"
        if width(line, bold=bold) > room:  # one word, too long for a line
            lines.append(shorten(" ".join([line, *rest]), room, bold=bold))
            return lines
        lines.append(line)
    return [*lines, shorten(" ".join(rest), room, bold=bold)] if rest else lines or [""]


def shift(at: float, wide: float, *, room: float = NARROW) -> float:
    """Return how far right of a share of the width a text is centred so that it stays inside on a phone [pixels].

    The shift is the same on every width, so that in a wide chart the text still stands where it belongs.
    """
    if wide >= room:
        return (0.5 - at) * room
    return max(wide / 2 - at * room, 0.0) - max(wide / 2 - (1 - at) * room, 0.0)


def label(at: float, y: float, words: str, cls: str = "", *, end: float = 1.0, most: float = NARROW) -> SafeString:
    """Return a text centred at a share of the width, as nearly as it stays left of `end`, another share.

    Where it is wider than `most` pixels it is cut, and shown in full under the pointer. The class `b` makes it bold.
    """
    full, bold = clean(words), "b" in cls.split()
    shown = shorten(full, most, bold=bold)
    return text(
        at, y, shown, f"mid {cls}".strip(), full=full, dx=shift(at / end, width(shown, bold=bold), room=end * NARROW)
    )


def along(named: Iterable[tuple[float, str]], y: float, *, taken: float = 0.0) -> list[SafeString]:
    """Return labels along an axis without those that would touch the one before on a phone.

    Args:
        named: Places as shares of the width, rising, with their words.
        y: The base line.
        taken: Pixels at the left that another text takes.
    """
    parts: list[SafeString] = []
    for at, words in named:
        wide = width(shorten(clean(words), NARROW / 2))
        start = at * NARROW + shift(at, wide) - wide / 2
        if start >= taken:
            parts.append(label(at, y, words, most=NARROW / 2))
            taken = start + wide + _GAP
    return parts


def columns(places: Sequence[float], names: Sequence[str], y: float) -> list[SafeString]:
    """Return the labels below or above columns, every so many of them that they do not touch.

    Where only a wide chart has room for a label, it carries the class `lg`.
    """
    short = [shorten(clean(name), NARROW / 4) for name in names]
    phone = next((step for step in _COLUMN_STEPS if _fit(places, short, step, ROOMS)), len(names))
    # Every label of the phone stands in the wide chart as well.
    finer = [step for step in _COLUMN_STEPS if phone % step == 0]
    wide = next((step for step in finer if _fit(places, short, step, WIDE_ROOMS)), phone)
    return [
        label(at, y, name, "" if index % phone == 0 else "lg", most=NARROW / 4)
        for index, (at, name) in enumerate(zip(places, names, strict=True))
        if index % wide == 0
    ]


def _fit(places: Sequence[float], names: Sequence[str], step: int, rooms: Sequence[int]) -> bool:
    """Tell whether every so many labels keep apart on all these widths."""
    shown = [(at, width(name)) for at, name in zip(places[::step], names[::step], strict=True)]
    centred = [(at, shift(at, wide), wide) for at, wide in shown]
    return all(
        (later[0] - earlier[0]) * room + later[1] - earlier[1] - (later[2] + earlier[2]) / 2 >= _GAP
        for room in rooms
        for earlier, later in pairwise(centred)
    )


def spread(wanted: Sequence[float], top: float, bottom: float, gap: float = LINE) -> list[float]:
    """Return base lines for labels, in the order given, at least a gap apart and between two ends.

    Args:
        wanted: Where each would like to stand.
        top: The highest base line.
        bottom: The lowest; more labels than fit are set closer.
        gap: The least distance.
    """
    if not wanted:
        return []
    gap = min(gap, (bottom - top) / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = [0.0] * len(wanted)
    lowest = top
    for index in order:
        places[index] = lowest = max(wanted[index], lowest)
        lowest += gap
    highest = bottom
    for index in reversed(order):
        places[index] = highest = min(places[index], highest)
        highest -= gap
    return places
