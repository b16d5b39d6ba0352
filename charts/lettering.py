"""Text in drawings: how wide it is, where it is cut, and where it stands so that it is not cut off.

The width of a drawing is not known on the server. What must be legible is laid out for the narrowest chart; labels
that only fit in a wider one carry the class `lg`, which the style sheet hides below 30 rem.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from charts.ink import text
from charts.scales import MONTH_STEPS

NARROW = 288
"""The inner width of a chart on a phone of 320 pixels."""
WIDE = 480
"""From this width on the style sheet shows labels of class `lg`."""
LINE = 16
"""From one line of text to the next."""
_GAP = 8
_ELLIPSIS = "…"
# Pixels at 13 px in the system's sans serif, measured generously.
_SLIM, _ROUND, _BROAD, _FULL = 4.2, 7.3, 10.8, 14.0
_BOLD = 1.07
# Marks that turn the direction of what follows: a name must not turn the rest of the line.
_TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def clean(words: object, longest: int = 400) -> str:
    """Return a text that XML may hold: one line, no control characters, no marks that turn its direction."""
    kept = "".join(one for one in str(words)[: 4 * longest] if one.isspace() or _allowed(one))
    found = " ".join(kept.split())
    return found if len(found) <= longest else found[: longest - 1] + _ELLIPSIS


def _allowed(one: str) -> bool:
    """Tell whether XML may hold a character and it turns nothing round."""
    is_no_character = ord(one) & 0xFFFE == 0xFFFE
    return unicodedata.category(one) not in {"Cc", "Cs"} and one not in _TURNING and not is_no_character


def width(words: str, *, bold: bool = False) -> float:
    """Return about how wide a text is [pixels]."""
    return sum(map(_advance, words)) * (_BOLD if bold else 1)


def _advance(one: str) -> float:
    if unicodedata.category(one) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(one) in {"W", "F"} or one > "\uf900":
        return _FULL
    if one in "iIjlftr.,:;'’|!()[]{}/ \u00a0\u202f-":
        return _SLIM
    return _BROAD if one in "mwMWQ@%&—…" else 8.6 if one.isupper() else _ROUND


def shorten(words: str, room: float, *, bold: bool = False) -> str:
    """Return a text cut to a width [pixels], with an ellipsis where something is missing."""
    if width(words, bold=bold) <= room:
        return words
    left = room - width(_ELLIPSIS, bold=bold)
    kept = ""
    for one in words:
        left -= width(one, bold=bold)
        if left < 0:
            break
        kept += one
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


def place(at: float, words: str, *, bold: bool = False, room: float = NARROW) -> tuple[float, str]:
    """Return where a text stands that should be centred at a share of the width, and its anchor class.

    Near an edge it starts or ends at its place; where that does not fit either, it is pushed to the edge.
    """
    wide = width(words, bold=bold)
    left, right = at * room, (1 - at) * room
    if wide / 2 <= min(left, right):
        return at, "mid"
    if left <= right:
        return (at, "") if wide <= right else (0.0, "")
    return (at, "end") if wide <= left else (1.0, "end")


def label(at: float, y: float, words: str, cls: str = "", *, bold: bool = False) -> SafeString:
    """Return a text centred at a share of the width where there is room for it."""
    words = shorten(clean(words), NARROW, bold=bold)
    x, anchor = place(at, words, bold=bold)
    return text(x, y, words, f"{anchor} {'b ' if bold else ''}{cls}".strip())


def along(named: Iterable[tuple[float, str]], y: float, *, taken: float = 0.0) -> list[SafeString]:
    """Return labels along an axis without those that would touch the one before on a phone.

    Args:
        named: Places as shares of the width, rising, with their words.
        y: The base line.
        taken: Pixels at the left that another text takes.
    """
    parts: list[SafeString] = []
    for at, words in named:
        words = shorten(clean(words), NARROW / 2)
        x, anchor = place(at, words)
        starts = x * NARROW - {"": 0.0, "mid": 0.5, "end": 1.0}[anchor] * width(words)
        if starts >= taken:
            parts.append(text(x, y, words, anchor))
            taken = starts + width(words) + _GAP
    return parts


def steps(names: Sequence[str], share: float) -> tuple[int, int]:
    """Return how many columns there are from one label to the next, in a wide chart and on a phone.

    Args:
        names: One per column.
        share: The part of the width that all columns take.
    """
    widest = max(map(width, names)) + _GAP
    phone = _step(widest * len(names) / (share * NARROW), MONTH_STEPS)
    # Every label of the phone stands in the wide chart as well.
    return _step(widest * len(names) / (share * WIDE), [step for step in MONTH_STEPS if phone % step == 0]), phone


def _step(least: float, choices: Sequence[int]) -> int:
    return next((step for step in choices if step >= least), choices[-1])


def columns(places: Sequence[float], names: Sequence[str], y: float, share: float) -> list[SafeString]:
    """Return the labels below or above columns, every so many of them that they do not touch."""
    names = [shorten(clean(name), NARROW / 4) for name in names]
    wide, phone = steps(names, share)
    return [
        label(at, y, name, "" if index % phone == 0 else "lg")
        for index, (at, name) in enumerate(zip(places, names, strict=True))
        if index % wide == 0
    ]


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
    found = [0.0] * len(wanted)
    lowest = top
    for index in order:
        found[index] = lowest = max(wanted[index], lowest)
        lowest += gap
    highest = bottom
    for index in reversed(order):
        found[index] = highest = min(found[index], highest)
        highest -= gap
    return found
