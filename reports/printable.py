"""Texts and numbers that every standard of PDF accepts: what no font has is named, what is endless ends."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

LONG_WORD, CHUNK, LONGEST_TEXT = 24, 12, 20_000
LONG_LETTERS = 40
"""As many letters in a row are still a word of some language, which the typesetter hyphenates."""


def texts_of(node: Any) -> list[str]:
    """Return every text of plain tables and lists."""
    texts, left = [], [node]
    while left:
        part = left.pop()
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict):
            left.extend(part.values())
        elif isinstance(part, list | tuple):
            left.extend(part)
    return texts


def letters_of(node: Any) -> set[int]:
    """Return every character in the texts of plain tables and lists, as numbers."""
    return set(map(ord, set("".join(texts_of(node)))))


# Typst is given one kind of space; the narrow and the wide ones are missing in most fonts.
_SPACES = dict.fromkeys(
    map(ord, "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"), "\u00a0"
) | {
    9: " ",
    0x3000: " ",
}
# Marks of direction come along with what is copied from programs of office and mail; which way a text runs, the
# typesetter finds by its letters. Those that turn letters around (U+202D, U+202E) are named: they can mislead a reader.
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_SILENT = {
    *"\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u034f\u180e",
    *_DIRECTIONS,
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0x1F3FB, 0x1F400)),
    *map(chr, range(0xE0020, 0xE0080)),  # letters of flags such as Scotland's
    *map(chr, range(0xE0100, 0xE01F0)),  # which form of a sign a Japanese name has
}
_STYLED = {sign for sign in _SILENT if sign >= "\ufe00"}
"""What only says how the sign before it looks."""
_NO_TEXT = {"Cc", "Cf", "Cn", "Co", "Cs"}
_MOST_REPLACED = 8
_JOINERS = "\u200c\u200d"


def named_in(texts: Iterable[str], covered: Collection[int]) -> Counter[str]:
    """Return how often each character stands in texts that `clean` would set as its name or number."""
    signs = (sign for text in texts for sign in _plain(text))
    return Counter(sign for sign in signs if not _is_set(sign, covered) and sign not in _SILENT)


# Beyond any money or month; further out the geometry of Typst would overflow.
_FURTHEST = 1e15
_ONE_LINE = {
    "title",
    "subtitle",
    "org",
    "kind",
    "product",
    "date",
    "priced_on",
    "label",
    "head",
    "x_label",
    "months",
    "prepared_by",
    "prepared_for",
}
# A heading or a row that is longer than a page keeps Typst busy for minutes. These are more than a project can say in
# one place, so they only keep the page from texts that no form lets in.
_LONGEST = dict.fromkeys(_ONE_LINE, 1_000) | {
    "rows": 1_200,
    "head": 400,
    "foot": 400,
    "s_low": 80,
    "s_likely": 80,
    "s_high": 80,
    "s_mark": 120,
    "series": 400,
    "facts": 1_000,
}
_PARTED = {"rows", "items"}
"""Long ones of tables, lists and answers go on in rows below (`paper.py`); only charts have others."""


def clean_all(node: Any, covered: frozenset[int], key: str = "") -> Any:
    """Return a copy of which every text and number can be set; one unclean text is enough to break a standard."""
    if isinstance(node, str):
        text = clean(node, covered, _LONGEST.get(key, LONGEST_TEXT))
        return " ".join(text.split("\n")) if key in _ONE_LINE else text
    if isinstance(node, dict):
        parted = _PARTED if node.get("kind") in ("table", "items") or "question" in node else ()
        return {name: clean_all(value, covered, "" if name in parted else name) for name, value in node.items()}
    if isinstance(node, list | tuple):
        return [clean_all(part, covered, key) for part in node]
    if isinstance(node, int | float) and not isinstance(node, bool):
        return 0 if math.isnan(node) else max(-_FURTHEST, min(_FURTHEST, node))
    return node


def clean(text: str, covered: frozenset[int], longest: int = LONGEST_TEXT) -> str:
    """Return text that every standard accepts: normalised, in characters that the fonts have, breakable."""
    # Long texts are few, and would take megabytes to remember.
    return (_clean if len(text) > _LONGEST_KEPT else _clean_before)(text, covered, longest)


def _clean(text: str, covered: frozenset[int], longest: int) -> str:
    text = text[: longest + 1].strip()
    if not text.isascii() or not text.isprintable():
        text = _settable(text, covered)
    # A figure and its unit stay on one line: 95 %, 48 GB.
    text = _DAY.sub("\u00a0", _MINUS.sub("−\u00a0", _UNIT.sub("\u00a0", text)))
    if len(text) > longest:
        text = text[:longest] + " […]"
    return _LONG.sub(_breakable, text) if len(text) > LONG_WORD else text


_LONGEST_KEPT = 1_000
_clean_before = lru_cache(maxsize=8192)(_clean)
_UNIT = re.compile(r"(?<=\d) (?=%|[kMGT]?B\b|[kM]\b)")
_DAY = re.compile(r"(?:(?<=\b\d)|(?<=\b\d\d)|(?<=\b\d\.)|(?<=\b\d\d\.)) (?=[^\W\d_]{3,12}\.? (?:19|20)\d\d\b)")
"""A day stays with its month: 5 September 2027, 5. September 2027."""
_MINUS = re.compile(r"(?<=\S )− (?=\S)")
"""A minus stays with what is taken away: at the end of a line it would look like a dash."""
_LONG = re.compile(rf"\S{{{LONG_WORD + 1},}}")
_LINES = re.compile(r"\r\n?|[\u0085\u2028\u2029]")


def _settable(text: str, covered: frozenset[int]) -> str:
    """Return text in characters that can be set, the others by name."""
    out, run, before = list[str](), 0, ""
    for sign in _plain(text):
        if _is_set(sign, covered):
            run = 0
            out.append(sign)
        elif sign in _JOINERS and ord(sign) in covered and ("\u0590" <= before < "\u0e00" or before > "\u2600"):
            out.append(sign)  # letters of Persian or Hindi join, or not, by these, and emoji of several
        elif sign not in _SILENT:
            run += 1
            # A page of replacements helps nobody.
            out.append(_named(sign) if run <= _MOST_REPLACED else "…" if run == _MOST_REPLACED + 1 else "")
        before = before if sign in _STYLED else sign
    return "".join(out)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", _LINES.sub("\n", text)).translate(_SPACES)


def _is_set(sign: str, covered: Collection[int]) -> bool:
    return sign == "\n" or (ord(sign) in covered and unicodedata.category(sign) not in _NO_TEXT)


def _named(sign: str) -> str:
    """Return what stands for a character that cannot be set: [party popper], [U+7B80]."""
    if unicodedata.category(sign) == "So" and (name := unicodedata.name(sign, "")):
        return f"[{name.lower()}]"
    return f"[U+{ord(sign):04X}]"


_ADDRESS = re.compile(r"[(\[<“\"]?https?://[!-~]+")
_LETTERS = re.compile(r"[^\W\d_]+")
BREAK = "\u200b"
"""A place to break at; the typesetter puts nothing there, so that the word is copied whole."""


def _breakable(found: re.Match[str]) -> str:
    """Put places to break into a long word: after punctuation, else every few characters."""
    word = found[0]
    if address := _ADDRESS.match(word):  # report.typ breaks what is a link
        return address[0] + _LONG.sub(_breakable, word[address.end() :])
    words = {place for run in _LETTERS.finditer(word) if len(run[0]) <= LONG_LETTERS for place in range(*run.span())}
    out, since = [], 0
    for place, sign in enumerate(word):
        out.append(sign)
        since += 1
        # Letters of other scripts may change their shape beside each other; their long words are cut last.
        room = CHUNK if sign < "\u0590" else 4 * CHUNK
        if (sign in "/._-@:,;?&=+" and since > 3) or (
            since >= room and place not in words and not unicodedata.combining(sign)
        ):
            out.append(BREAK)
            since = 0
    return "".join(out)
