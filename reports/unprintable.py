"""What of a report its PDF has no letters for: said before somebody opens it."""

import unicodedata
from dataclasses import dataclass

from reports.blocks import to_json
from reports.domain.report import Report
from reports.fonts import SCRIPTS, fonts_for
from reports.printable import letters_of, texts_of

_MOST_NAMED = 3
_READABLE = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


@dataclass(frozen=True, kw_only=True)
class Unprintable:
    """What the PDF replaces."""

    scripts: tuple[str, ...]
    """Scripts whose letters no font has, by their English names, the commonest first; at most three."""
    packages: tuple[str, ...]
    """Packages that would bring letters for them."""
    has_emoji: bool
    """Whether there are pictures, which are set as their names."""

    def __bool__(self) -> bool:
        return bool(self.scripts or self.has_emoji)


def unprintable_of(report: Report) -> Unprintable:
    """Return what of a report the PDF cannot set."""
    plain = to_json(report)
    letters = letters_of(plain)
    missing = letters - fonts_for(letters).covered
    if not missing:
        return Unprintable(scripts=(), packages=(), has_emoji=False)
    alphabet = {chr(letter) for letter in missing if chr(letter).isalpha()}
    counts = dict[str, int]()
    for text in texts_of(plain) if alphabet else ():
        for letter in text:
            if letter in alphabet:
                script = _script_of(letter)
                counts[script] = counts.get(script, 0) + 1
    return Unprintable(
        scripts=tuple(sorted(counts, key=lambda script: -counts[script])[:_MOST_NAMED]),
        packages=tuple(script.package for script in SCRIPTS if script.is_asked_for(missing) and script.path is None),
        has_emoji=any(unicodedata.category(chr(letter)) == "So" for letter in missing),
    )


def _script_of(letter: str) -> str:
    """Return the script of a letter, which is the first word of its name in Unicode."""
    first = unicodedata.name(letter, "unknown").replace("-", " ").split(" ")[0]
    return _READABLE.get(first, first.capitalize())
