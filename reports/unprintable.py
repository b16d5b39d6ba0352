"""Which scripts of a report its PDF has no letters for: said before somebody opens it."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from reports.domain.report import Report, to_json
from reports.pdf import covered_characters

_MOST_NAMED = 3
_READABLE = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


def scripts_without_font(report: Report) -> tuple[str, ...]:
    """Return the scripts whose letters the PDF replaces, by their English names, the commonest first; at most three."""
    covered, counts = covered_characters(), dict[str, int]()
    for text in _texts(to_json(report)):
        for letter in text:
            if ord(letter) not in covered and letter.isalpha():
                script = _script_of(letter)
                counts[script] = counts.get(script, 0) + 1
    return tuple(sorted(counts, key=lambda script: -counts[script])[:_MOST_NAMED])


def _script_of(letter: str) -> str:
    """Return the script of a letter, which is the first word of its name in Unicode."""
    first = unicodedata.name(letter, "unknown").replace("-", " ").split(" ")[0]
    return _READABLE.get(first, first.capitalize())


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for part in node.values():
            yield from _texts(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from _texts(part)
